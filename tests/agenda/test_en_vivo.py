"""The programme against the clock: each boundary one second before, at it and one second after; and what pages say."""

import datetime
import re

import pytest
from django.urls import reverse

from agenda import en_vivo, horario
from agenda.models import Bloque
from agenda.programa import demorar
from tests import fabricas

pytestmark = pytest.mark.django_db
DIA = datetime.date(2026, 12, 1)


@pytest.fixture
def seminario():
    cumbre = fabricas.crear_cumbre(inicio=DIA, fin=DIA + datetime.timedelta(3))
    return fabricas.crear_seminario(cumbre, dia=DIA, fin=_a("18:45"))


@pytest.fixture
def programa(seminario):
    """From 17:15 to 17:35, to 18:05 (talks of 15 and 10 minutes) and to the end, that of the last block unknown."""
    fabricas.crear_bloque(seminario, 1, tipo=Bloque.Tipo.VIDEO, inicio=_a("17:15"), fin=_a("17:35"))
    segundo = fabricas.crear_bloque(seminario, 2, inicio=_a("17:35"), fin=_a("18:05"))
    fabricas.crear_intervencion(segundo, 1, slug="una", minutos=15)
    fabricas.crear_intervencion(segundo, 2, slug="otra", minutos=10)
    fabricas.crear_bloque(seminario, 3, tipo=Bloque.Tipo.INSTITUCIONES, inicio=_a("18:05"))
    return seminario


def _a(hora, dia=DIA):
    return datetime.datetime.combine(dia, datetime.time.fromisoformat(hora), tzinfo=fabricas.ZONA)


def _mirar(seminario, instante):
    bloques = horario.poner_horas(seminario, Bloque.objects.del_programa(seminario))
    return en_vivo.mirar(seminario, bloques, instante), bloques


def _situacion(seminario, instante):
    """Return phase, order of the block that is on, slug of its talk, slug of its next talk, order of the next block."""
    estado, bloques = _mirar(seminario, instante)
    for bloque in bloques:
        assert (bloque.momento == "ahora") == (bloque is estado.ahora)
        assert (bloque.momento == "sigue") == (bloque is estado.sigue)
    return (
        estado.fase,
        estado.ahora and estado.ahora.orden,
        estado.charla and estado.charla.slug,
        estado.sigue_charla and estado.sigue_charla.slug,
        estado.sigue and estado.sigue.orden,
    )


def _en_el_borde(seminario, hora, antes, desde, dia=DIA):
    """Hold one boundary: a second before is ``antes``; at it and a second after, ``desde``."""
    borde, segundo = _a(hora, dia), datetime.timedelta(seconds=1)
    casi = datetime.timedelta(microseconds=1)
    assert [_situacion(seminario, borde - s) for s in (segundo, casi)] == [antes, antes], hora
    assert [_situacion(seminario, borde + s) for s in (0 * segundo, segundo)] == [desde, desde], hora


# --- The day as planned -------------------------------------------------------------------------

PREVISTO = {
    "17:15": (("antes", None, None, None, 1), ("en_curso", 1, None, None, 2)),
    "17:35": (("en_curso", 1, None, None, 2), ("en_curso", 2, "una", "otra", 3)),
    "17:50": (("en_curso", 2, "una", "otra", 3), ("en_curso", 2, "otra", None, 3)),
    "18:00": (("en_curso", 2, "otra", None, 3), ("en_curso", 2, None, None, 3)),
    "18:05": (("en_curso", 2, None, None, 3), ("en_curso", 3, None, None, None)),
    "18:45": (("en_curso", 3, None, None, None), ("despues", None, None, None, None)),
    # Two hours around it the pages look often, and tell what comes next.
    "15:15": (("antes", None, None, None, None), ("antes", None, None, None, 1)),
}


@pytest.mark.parametrize("hora", PREVISTO)
def test_each_boundary_of_the_day_as_planned(programa, hora):
    _en_el_borde(programa, hora, *PREVISTO[hora])


@pytest.mark.parametrize(("hora", "antes", "desde"), [("15:15", False, True), ("20:45", True, False)])
def test_cerca_is_two_hours_before_until_two_hours_after(programa, hora, antes, desde):
    borde, segundo = _a(hora), datetime.timedelta(seconds=1)

    assert _mirar(programa, borde - segundo)[0].cerca is antes
    assert _mirar(programa, borde)[0].cerca is desde


def test_open_pages_look_often_when_it_is_near_and_before_that_in_time(programa):
    def espera(hora, dia=DIA):
        return _mirar(programa, _a(hora, dia))[0].refrescar

    ayer, maniana = DIA - datetime.timedelta(1), DIA + datetime.timedelta(1)
    assert [espera("17:15", ayer), espera("23:59", ayer), espera("00:00"), espera("14:00")] == [600, 600, 60, 60]
    assert [espera("15:10"), espera("15:14:30"), espera("15:14:55")] == [60, 30, 20]
    assert [espera("15:15"), espera("17:40"), espera("20:44:59"), espera("20:45")] == [20, 20, 20, 600]
    assert espera("17:15", maniana) == 600


# --- Delays -------------------------------------------------------------------------------------

DEMORADO = {  # Ten minutes from the second block on: a pause before it, and all that follows moves, the end too.
    "17:35": (("en_curso", 1, None, None, 2), ("en_curso", None, None, None, 2)),
    "17:45": (("en_curso", None, None, None, 2), ("en_curso", 2, "una", "otra", 3)),
    "18:00": (("en_curso", 2, "una", "otra", 3), ("en_curso", 2, "otra", None, 3)),
    "18:10": (("en_curso", 2, "otra", None, 3), ("en_curso", 2, None, None, 3)),
    "18:15": (("en_curso", 2, None, None, 3), ("en_curso", 3, None, None, None)),
    "18:55": (("en_curso", 3, None, None, None), ("despues", None, None, None, None)),
}


@pytest.mark.parametrize("hora", DEMORADO)
def test_each_boundary_with_a_delay_from_the_second_block(programa, hora):
    demorar(bloque=programa.bloques.get(orden=2), minutos=10)

    _en_el_borde(programa, hora, *DEMORADO[hora])


RECUPERADO = {  # The first block begins ten minutes late; the second on time.
    "17:25": (("antes", None, None, None, 1), ("en_curso", 1, None, None, 2)),
    "17:35": (("en_curso", 1, None, None, 2), ("en_curso", 2, "una", "otra", 3)),
    "18:45": (("en_curso", 3, None, None, None), ("despues", None, None, None, None)),
}


@pytest.mark.parametrize("hora", RECUPERADO)
def test_each_boundary_when_a_delay_was_made_up_for(programa, hora):
    demorar(bloque=programa.bloques.get(orden=1), minutos=10)
    demorar(bloque=programa.bloques.get(orden=2), minutos=0)

    _en_el_borde(programa, hora, *RECUPERADO[hora])


# --- Hours that nobody knows --------------------------------------------------------------------


def test_without_hours_nothing_is_claimed():
    seminario = fabricas.crear_seminario(inicio=None, duracion_aproximada=None, dia=DIA)
    fabricas.crear_bloque(seminario, 1)

    estado, bloques = _mirar(seminario, _a("17:30"))

    assert estado == en_vivo.EnVivo()
    assert [b.momento for b in bloques] == [""]


def test_blocks_without_hours_are_never_on(seminario):
    for orden in (1, 2):
        fabricas.crear_bloque(seminario, orden)

    _en_el_borde(seminario, "17:15", ("antes", None, None, None, None), ("en_curso", None, None, None, None))
    _en_el_borde(seminario, "18:45", ("en_curso", None, None, None, None), ("despues", None, None, None, None))


def test_a_block_without_an_end_lasts_until_the_next_known_one_only(seminario):
    fabricas.crear_bloque(seminario, 1, inicio=_a("17:15"))
    fabricas.crear_bloque(seminario, 2, inicio=_a("17:40"))
    fabricas.crear_bloque(seminario, 3)

    _en_el_borde(seminario, "17:15", ("antes", None, None, None, 1), ("en_curso", 1, None, None, 2))
    _en_el_borde(seminario, "17:40", ("en_curso", 1, None, None, 2), ("en_curso", None, None, None, None))


def test_without_any_end_it_lasts_until_midnight_there(seminario):
    seminario.fin = seminario.duracion_aproximada = None
    seminario.save()
    fabricas.crear_bloque(seminario, 1)
    maniana = DIA + datetime.timedelta(1)

    _en_el_borde(seminario, "00:00", ("en_curso", None, None, None, None), ("despues", None, None, None, None), maniana)


def test_a_talk_after_one_of_unknown_length_has_no_hour(seminario):
    bloque = fabricas.crear_bloque(seminario, 1, inicio=_a("17:15"), fin=_a("18:15"))
    for orden, minutos in enumerate((10, None, 5), 1):
        fabricas.crear_intervencion(bloque, orden, slug=f"c{orden}", minutos=minutos)

    assert _situacion(seminario, _a("17:24:59")) == ("en_curso", 1, "c1", "c2", None)
    assert _situacion(seminario, _a("17:25")) == ("en_curso", 1, None, None, None)
    assert [c.inicio_real for c in _mirar(seminario, _a("17:25"))[1][0].charlas] == [
        _a("17:15"),
        _a("17:25"),
        None,
    ]


# --- Across midnight ----------------------------------------------------------------------------

NOCHE = {
    "23:30": (("antes", None, None, None, 1), ("en_curso", 1, None, None, 2), DIA),
    "00:00": (("en_curso", 1, None, None, 2), ("en_curso", 1, None, None, 2), DIA + datetime.timedelta(1)),
    "00:15": (("en_curso", 1, None, None, 2), ("en_curso", 2, "de-noche", None, None), DIA + datetime.timedelta(1)),
    "00:25": (("en_curso", 2, "de-noche", None, None), ("en_curso", 2, None, None, None), DIA + datetime.timedelta(1)),
    "01:00": (("en_curso", 2, None, None, None), ("despues", None, None, None, None), DIA + datetime.timedelta(1)),
}


@pytest.mark.parametrize("hora", NOCHE)
def test_each_boundary_across_midnight(hora):
    maniana = DIA + datetime.timedelta(1)
    cumbre = fabricas.crear_cumbre(inicio=DIA, fin=maniana)
    seminario = fabricas.crear_seminario(cumbre, dia=DIA, inicio=_a("23:30"), duracion_aproximada=None)
    fabricas.crear_bloque(seminario, 1, inicio=_a("23:30"), fin=_a("00:15", maniana))
    bloque = fabricas.crear_bloque(seminario, 2, inicio=_a("00:15", maniana), fin=_a("01:00", maniana))
    fabricas.crear_intervencion(bloque, 1, slug="de-noche", minutos=10)

    _en_el_borde(seminario, hora, *NOCHE[hora])


# --- What the pages say -------------------------------------------------------------------------


@pytest.fixture
def a_las(client, monkeypatch):
    """A function that returns a page as the server gives it at an hour of the day."""

    def pedir(hora, ruta="/agenda/", dia=DIA):
        monkeypatch.setattr("django.utils.timezone.now", lambda: _a(hora, dia))
        return client.get(ruta)

    return pedir


def _texto(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_agenda_far_from_the_day_says_how_to_follow_it_and_nothing_of_now(programa, a_las):
    response = a_las("12:00", dia=DIA - datetime.timedelta(7))

    assert 'class="en-vivo"' not in response.content.decode()
    assert "aria-current=" not in response.content.decode().split("<main")[1]
    assert "El enlace para seguirlo se publicará aquí." in _texto(response)


def test_agenda_before_it_begins_leads_first_to_the_link(programa, a_las):
    programa.transmision_url = "https://video.example/en-vivo"
    programa.save()

    html = a_las("17:14:59").content.decode()

    panel = html.split('class="en-vivo"')[1].split("</section>")[0]
    assert panel.index('href="https://video.example/en-vivo"') < panel.index("Empieza a las")
    assert "Empieza a las <time" in panel
    assert html.index('class="en-vivo"') < html.index('<dl class="resumen"') < html.index('id="programa"')
    assert html.count('href="https://video.example/en-vivo"') == 1


def test_agenda_tells_now_and_next_in_words_and_marks_them(programa, a_las):
    response = a_las("17:50")
    html = response.content.decode()

    texto = _texto(response)
    assert "Ahora: Bloque 2 · " in texto
    assert (
        "Sigue: 18:05 (hora de Argentina, GMT-3) · Bloque 3 Actualizado a las 17:50 (hora de Argentina, GMT-3)" in texto
    )
    assert '<a href="/agenda/" data-sin-modulo>Actualizar</a>' in html
    assert re.findall(r'<li id="([^"]+)"[^>]* aria-current="true"', html) == ["bloque-2", "charla-otra"]
    assert html.count('<strong class="etiqueta etiqueta-ahora">Ahora</strong>') == 2
    assert 'data-refrescar="20"' in html


def test_agenda_tells_the_next_talk_before_the_next_block_also_in_another_zone(programa, a_las):
    texto = _texto(a_las("17:40", "/agenda/?zona=America/Bogota"))

    assert re.search(
        r"Sigue: 17:50 \(hora de Argentina, GMT-3\) · 15:50 \(hora de Colombia, GMT-5\) · \S[^:]*"
        r" Después: 18:05 \(hora de Argentina, GMT-3\) · 16:05 \(hora de Colombia, GMT-5\) · Bloque 3",
        texto,
    )
    assert "17:50 15:50 (hora de Colombia, GMT-5) 10 minutos" in texto
    assert "15:35 (hora de Colombia, GMT-5) hasta las 16:05" in texto


def test_the_link_says_the_site_it_leads_to_if_it_is_another(programa, a_las, settings):
    def decir(url):
        programa.transmision_url = url
        programa.save()
        return re.search(r"<a [^>]*>(Seguir el seminario[^<]*)<", a_las("17:40").content.decode()).group(1)

    assert decir("https://www.youtube.com/live/abc") == "Seguir el seminario en línea, en youtube.com, otro sitio"
    assert decir(f"{settings.SITE_URL}/vivo/") == "Seguir el seminario en línea"


def test_the_printed_page_says_where_to_return_to_and_the_stream(programa, a_las, settings):
    programa.transmision_url = "https://video.example/en-vivo"
    programa.save()

    antes, despues = (
        re.search(r'<p class="solo-impreso">(.*?)</p>', a_las(hora).content.decode()).group(1)
        for hora in ("17:40", "18:45")
    )

    direccion = f"El programa al día: {settings.SITE_URL}/agenda/"
    assert antes == f"{direccion} · Para seguirlo en línea: https://video.example/en-vivo"
    assert despues == direccion


def test_agenda_tells_a_delay_with_the_planned_hour_beside_the_real_one(programa, a_las):
    demorar(bloque=programa.bloques.get(orden=2), minutos=10)

    response = a_las("17:40")

    texto = _texto(response)
    assert "17:45 (hora de Argentina, GMT-3) hasta las 18:15" in texto
    assert "10 minutos más tarde de lo previsto: estaba a las 17:35" in texto
    assert "10 minutos más tarde de lo previsto: estaba a las 18:05" in texto
    assert 'data-anuncio="Lo que sigue va 10 minutos más tarde de lo previsto."' in response.content.decode()
    assert "«Bloque 2» y lo que sigue: 10 minutos más tarde de lo previsto." in texto.split("Cambios en el programa")[1]


def test_agenda_after_it_ended_leads_to_the_recordings(programa, a_las):
    bloque = programa.bloques.get(orden=2)
    bloque.grabacion_url, bloque.sintesis_es = "https://www.youtube.com/watch?v=abc", "Dos ciudades contaron."
    bloque.save()
    charla = bloque.intervenciones.get(slug="otra")
    charla.grabacion_desde = 754
    charla.save()

    response = a_las("18:45")
    html = response.content.decode()

    assert "El seminario terminó." in _texto(response)
    assert "aria-current=" not in html.split("<main")[1]
    assert '<a href="https://www.youtube.com/watch?v=abc" rel="external">Ver la grabación en youtube.com, otro' in html
    assert (
        '<a href="https://www.youtube.com/watch?v=abc&amp;t=754" rel="external">Ver desde el minuto 12:34</a>' in html
    )
    assert "Dos ciudades contaron." in html
    assert reverse("agenda:preguntas") + "?bloque" not in html


@pytest.mark.parametrize("ruta", ["/", "/seminario/"])
def test_pages_with_the_hour_are_not_served_stale_on_the_day(programa, a_las, ruta):
    dias = [a_las("12:00", ruta, DIA + datetime.timedelta(n)).headers["Cache-Control"] for n in (-1, 0, 1)]

    de_siempre, del_dia = {"public", "max-age=60", "stale-while-revalidate=600"}, {"public", "max-age=60"}
    assert [set(politica.split(", ")) for politica in dias] == [de_siempre, del_dia, de_siempre]


def test_portada_shows_the_hours_at_which_blocks_go(programa, a_las):
    demorar(bloque=programa.bloques.get(orden=1), minutos=20)

    texto = _texto(a_las("17:40", "/"))

    assert "1 de diciembre de 2026, 17:35 (hora de Argentina, GMT-3)" in texto
    assert "Ahora · 17:35 (hora de Argentina, GMT-3)" in texto
    assert texto.count("20 minutos más tarde de lo previsto") == 4


@pytest.mark.parametrize(
    ("ruta", "fin"), [("/", "Ver la agenda con la grabación y la síntesis"), ("/agenda/cumbre/", "")]
)
def test_pages_say_that_it_is_over_once_it_is(programa, a_las, ruta, fin):
    maniana = DIA + datetime.timedelta(1)
    horas = [("12:00", DIA), ("18:44:59", DIA), ("18:45", DIA), ("23:00", DIA), ("12:00", maniana)]
    paginas = [_texto(a_las(hora, ruta, dia)) for hora, dia in horas]

    assert ["El seminario terminó." in pagina for pagina in paginas] == [False, False, True, True, True]
    assert [fin in pagina for pagina in paginas] == [not fin, not fin, True, True, True]


def test_portada_leads_to_the_stream_on_the_day_until_it_is_over(programa, a_las):
    programa.transmision_url = "https://ejemplo.org/en-vivo"
    programa.save()
    enlace = '<a class="boton boton-sol" href="https://ejemplo.org/en-vivo" rel="external">'

    dias = [a_las("12:00", "/", DIA + datetime.timedelta(n)).content.decode().count(enlace) for n in (-1, 0, 1)]
    ese_dia = [a_las(hora, "/").content.decode().count(enlace) for hora in ("18:44:59", "18:45", "23:00")]

    assert dias == [0, 1, 0]
    assert ese_dia == [1, 0, 0]


def test_cumbre_sets_the_seminar_apart_with_its_delay(programa, a_las):
    fabricas.crear_actividad(programa.cumbre, dia=DIA, titulo_es="Consejo", reservada=True)
    demorar(bloque=programa.bloques.get(orden=1), minutos=20)

    response = a_las("12:00", "/agenda/cumbre/")

    html, texto = response.content.decode(), _texto(response)
    assert html.index('class="el-seminario"') < html.index("Consejo")
    assert html.count("Seminario Cooperación Internacional") == 1
    assert "17:35 (hora de Argentina, GMT-3) hasta las 19:05" in texto
    assert "20 minutos más tarde de lo previsto: estaba a las 17:15" in texto
