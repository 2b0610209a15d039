"""The agenda: published only, hours with their zone, unknown stays unknown."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertInHTML

from agenda.models import Bloque, Cambio, EstadoPregunta, EstadoPrograma
from agenda.programa import guardar
from comun.tiempo import fecha_larga
from tests import fabricas

pytestmark = pytest.mark.django_db
DIA = datetime.date(2026, 12, 1)


@pytest.fixture(autouse=True)
def la_vispera(monkeypatch):
    """Two days before the seminar, whatever day it is: what is over is told otherwise."""
    ahora = datetime.datetime.combine(DIA, datetime.time(12), tzinfo=fabricas.ZONA) - datetime.timedelta(days=2)
    monkeypatch.setattr("django.utils.timezone.now", lambda: ahora)


@pytest.fixture
def cumbre():
    dias = {"inicio": datetime.date(2026, 11, 30), "fin": datetime.date(2026, 12, 3)}
    return fabricas.crear_cumbre(direccion="Calle 1", **dias)


@pytest.fixture
def seminario(cumbre):
    return fabricas.crear_seminario(cumbre, dia=DIA, sala_url="https://sala.example/secreta")


def _html(client, ruta, **datos):
    response = client.get(ruta, datos)
    assert response.status_code == 200
    return response.content.decode()


def test_agenda_shows_three_blocks_in_order_with_hour_and_zone(client, seminario):
    fabricas.crear_bloque(seminario, 2, titulo_es="Experiencias")
    hora = seminario.inicio
    fabricas.crear_bloque(seminario, 1, titulo_es="El programa", tipo=Bloque.Tipo.VIDEO, inicio=hora)
    fabricas.crear_bloque(seminario, 3, titulo_es="Miradas", tipo=Bloque.Tipo.INSTITUCIONES)

    html = _html(client, "/agenda/")

    assert html.index("El programa") < html.index("Experiencias") < html.index("Miradas")
    assert html.count('<time datetime="2026-12-01T17:15:00-03:00">17:15') == 1
    assert html.count('17:15 <span class="zona">(hora de Argentina, GMT-3)</span>') == 2
    assert html.count("horario a confirmar") == 2
    assert html.count("Video próximamente.") == 1
    assert html.count("· alrededor de una hora y media") == 1


def test_agenda_tells_the_known_end_and_no_approximation(client, cumbre):
    fin = datetime.datetime(2026, 12, 1, 18, 45, tzinfo=cumbre.zona)
    fabricas.crear_seminario(cumbre, dia=DIA, fin=fin)

    html = _html(client, "/agenda/")

    assert 'hasta las <time datetime="2026-12-01T18:45:00-03:00">18:45</time>' in html
    assert "alrededor de" not in html


def test_agenda_without_hours_says_so(client, cumbre):
    fabricas.crear_seminario(cumbre, dia=DIA, inicio=None, duracion_aproximada=None)

    html = _html(client, "/agenda/")

    assert '1 de diciembre de 2026</time>, <span class="sin-dato">horario a confirmar</span>' in html
    assert "/agenda.ics" not in html


def test_agenda_never_shows_drafts_nor_cancelled_nor_the_room(client, seminario):
    publicado = fabricas.crear_bloque(seminario, 1, titulo_es="Publicado")
    oculto = fabricas.crear_bloque(seminario, 2, titulo_es="Bloque oculto", estado=EstadoPrograma.BORRADOR)
    cancelado = fabricas.crear_bloque(seminario, 3, titulo_es="Bloque cancelado", estado=EstadoPrograma.CANCELADA)
    fabricas.crear_intervencion(publicado, 1, titulo_es="Charla publicada")
    ocultas = [
        fabricas.crear_intervencion(publicado, 2, titulo_es="Charla oculta", estado=EstadoPrograma.BORRADOR),
        fabricas.crear_intervencion(oculto, 1, titulo_es="Charla oculta"),
        fabricas.crear_intervencion(cancelado, 1, titulo_es="Charla oculta"),
    ]

    html = _html(client, "/agenda/")

    assert "Charla publicada" in html
    for nunca in ("oculto", "oculta", "cancelado", "sala.example"):
        assert nunca not in html
        assert nunca not in client.get("/agenda.ics").content.decode()
    for intervencion in ocultas:
        assert client.get(intervencion.get_absolute_url()).status_code == 404
        assert client.get(reverse("agenda:calendario_intervencion", args=[intervencion.slug])).status_code == 404


def test_agenda_shows_the_public_link_or_says_where_it_will_be(client, seminario):
    assert 'el enlace está en <a href="/mi-espacio/">su espacio</a>' in _html(client, "/agenda/")

    seminario.sala_url = ""
    seminario.save()
    assert "El enlace para seguirlo se publicará aquí." in _html(client, "/agenda/")

    seminario.transmision_url = "https://video.example/en-vivo"
    seminario.save()

    html = _html(client, "/agenda/")
    assert '<a href="https://video.example/en-vivo" rel="external">' in html
    assert "se publicará aquí" not in html


def test_agenda_shows_another_zone_too(client, seminario):
    html = _html(client, "/agenda/", zona="America/Lima")

    assert '17:15 <span class="zona">(hora de Argentina, GMT-3)' in html
    assert '15:15 <span class="zona">(hora de Perú, GMT-5)' in html
    assert '<option value="America/Lima" selected>' in html


@pytest.mark.parametrize("zona", ["Marte/Olimpo", "\x00", "../../etc/passwd", "x" * 10_000, "EST", "Etc/GMT+3"])
def test_agenda_ignores_an_unknown_zone_with_a_notice(client, seminario, zona):
    html = _html(client, "/agenda/", zona=zona)

    assert html.count("No conocemos esa zona horaria: elija una de la lista.") == 1
    assert "GMT-5" not in html


def test_agenda_before_there_is_a_programme(client):
    assert "La agenda del seminario se publicará aquí" in _html(client, "/agenda/")
    assert "Las actividades de la Cumbre se publicarán aquí." in _html(client, "/agenda/cumbre/")
    assert client.get("/agenda.ics").status_code == 200


def test_agenda_in_portuguese(client, seminario):
    bloque = fabricas.crear_bloque(seminario, 1, titulo_es="Experiencias", titulo_pt_br="Experiências")
    fabricas.crear_intervencion(bloque, titulo_es="Solo en español")

    html = _html(client, "/pt-br/agenda/")

    assert '<html lang="pt-BR">' in html
    assert "Agenda do seminário" in html
    assert "1º de dezembro de 2026" in html
    assert "Experiências" in html
    assert '<span lang="es">Solo en español</span>' in html
    assert "horário a confirmar" in html


def test_cumbre_tells_what_changed_in_any_of_its_activities(client, cumbre):
    actividad = fabricas.crear_actividad(cumbre, titulo_es="Consejo", dia=cumbre.inicio)
    actividad.dia = cumbre.fin
    guardar(actividad)

    texto = " ".join(client.get("/agenda/cumbre/").content.decode().split())

    assert "Cambios en el programa</h2>" in texto
    assert f"Cambió el día de «Consejo»: ahora es el {fecha_larga(cumbre.fin)}." in texto
    assert "Cambió el día" not in client.get("/agenda/").content.decode()


@pytest.mark.parametrize(("hasta", "cuantos"), [(1, 1), (-1, 0)])
def test_cumbre_leads_to_the_registration_while_it_is_open(client, cumbre, seminario, hasta, cuantos):
    cumbre.inscripcion_desde = timezone.now() - datetime.timedelta(9)
    cumbre.inscripcion_hasta = timezone.now() + datetime.timedelta(hasta)
    cumbre.save()

    principal = _html(client, "/agenda/cumbre/").split("<main")[1].split("</main")[0]

    assert principal.count('<a href="/inscripcion/">Inscribirse</a>') == cuantos


def test_cumbre_lists_activities_by_day_with_their_access(client, cumbre):
    fabricas.crear_actividad(cumbre, dia=DIA, titulo_es="Consejo", reservada=True, franja="tarde")
    fabricas.crear_actividad(cumbre, dia=DIA + datetime.timedelta(1), titulo_es="Foro", dia_fin=cumbre.fin)

    html = _html(client, "/agenda/cumbre/")

    assert html.index("martes 1 de diciembre de 2026") < html.index("Consejo") < html.index("miércoles 2 de diciembre")
    assert html.count(">reservada<") == 1
    assert html.count(">abierta<") == 1
    assert re.search(r'por la tarde,\s+<span class="sin-dato">horario a confirmar</span>', html)
    assert 'hasta el <time datetime="2026-12-03">3 de diciembre</time>' in html


def test_intervention_shows_who_project_and_neighbours(client, seminario):
    bloque = fabricas.crear_bloque(seminario, 1, titulo_es="Experiencias")
    proyecto = fabricas.crear_proyecto(titulo_es="Agua para todas")
    primera = fabricas.crear_intervencion(bloque, 1, titulo_es="Primera")
    ciudad = fabricas.crear_ciudad(nombre="Riobamba", pais="EC")
    segunda = fabricas.crear_intervencion(bloque, 2, titulo_es="Segunda", ciudad=ciudad, proyecto=proyecto)
    fabricas.crear_ponente(segunda, nombre="Ana Ponente")
    tercera = fabricas.crear_intervencion(fabricas.crear_bloque(seminario, 2), 1, titulo_es="Tercera")

    html = _html(client, segunda.get_absolute_url())

    assert f'<a href="/ciudades/{ciudad.slug}/">Riobamba</a> (Ecuador)' in html
    assert "Ana Ponente" in html
    assertInHTML(f'<a href="/proyectos/{proyecto.slug}/">Agua para todas</a>', html)
    assert f'<a href="/agenda/{primera.slug}/" rel="prev">' in html
    assert f'<a href="/agenda/{tercera.slug}/" rel="next">' in html


def test_intervention_names_neither_a_hidden_project_nor_links_an_unverified_city(client, seminario):
    oculto = fabricas.crear_proyecto(titulo_es="Proyecto oculto", publicacion="borrador")
    ciudad = fabricas.crear_ciudad(nombre="Sin Verificar", slug="sin-verificar", verificada=False)
    bloque = fabricas.crear_bloque(seminario, 1)
    intervencion = fabricas.crear_intervencion(bloque, ciudad=ciudad, proyecto=oculto)

    html = _html(client, intervencion.get_absolute_url())

    assert "Proyecto oculto" not in html
    assert "Sin Verificar" in html
    assert "/ciudades/sin-verificar/" not in html


@pytest.mark.parametrize("filas", [1, 30, 300])
def test_agenda_asks_six_queries_whatever_the_rows(client, seminario, django_assert_num_queries, filas):
    bloque = fabricas.crear_bloque(seminario, 1)
    for n in range(1, filas + 1):
        intervencion = fabricas.crear_intervencion(bloque, n, ciudad=fabricas.crear_ciudad())
        fabricas.crear_ponente(intervencion)
        fabricas.crear_actividad(seminario.cumbre)
        fabricas.crear_cambio(seminario)
        fabricas.crear_pregunta(bloque, estado=EstadoPregunta.PUBLICADA, institucion=fabricas.crear_institucion())

    with django_assert_num_queries(6):
        client.get("/agenda/")
    with django_assert_num_queries(4):
        client.get("/agenda/cumbre/")
    intervencion.proyecto = fabricas.crear_proyecto()
    intervencion.save()
    with django_assert_num_queries(7):
        client.get(intervencion.get_absolute_url())
    with django_assert_num_queries(3):
        client.get("/agenda.ics")


RUTAS = ["/agenda/", "/agenda/cumbre/", "/agenda.ics", "/agenda/charla/", "/agenda/charla.ics"]


@pytest.mark.parametrize("ruta", RUTAS)
def test_agenda_is_public_fresh_and_conditional(client, seminario, ruta):
    fabricas.crear_intervencion(fabricas.crear_bloque(seminario, 1), slug="charla")

    primera = client.get(ruta)
    segunda = client.get(ruta, headers={"If-None-Match": primera.headers["ETag"]})

    assert primera.headers["Cache-Control"] == "public, max-age=60"
    assert primera.headers["Vary"] == "Accept-Encoding"
    assert not primera.cookies
    assert segunda.status_code == 304


# --- What a block and a talk say ----------------------------------------------------------------


def _texto(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


HABLADAS = {
    "Se habla en portugués · interpretación al español y a la lengua de señas": ("pt-br", ["es", "senias"]),
    "Se habla en español": ("es", []),
    "Interpretación al inglés, al francés y al portugués": ("", ["en", "fr", "pt-br"]),
}


@pytest.mark.parametrize("palabras", HABLADAS)
def test_agenda_says_the_languages_of_a_talk_in_words(client, seminario, palabras):
    idioma, interpretacion = HABLADAS[palabras]
    bloque = fabricas.crear_bloque(seminario)
    fabricas.crear_intervencion(bloque, idioma=idioma, interpretacion=interpretacion, no_se_graba=True)

    assert f"{palabras} · No se graba" in _texto(_html(client, "/agenda/"))


def test_agenda_says_the_languages_in_portuguese(client, seminario):
    fabricas.crear_intervencion(fabricas.crear_bloque(seminario), idioma="es", interpretacion=["pt-br", "senias"])

    texto = _texto(_html(client, "/pt-br/agenda/"))

    assert "Apresentação em espanhol · interpretação para o português e para a língua de sinais" in texto


def test_agenda_tells_the_hour_of_each_talk_as_far_as_it_is_known(client, seminario):
    bloque = fabricas.crear_bloque(seminario, inicio=seminario.inicio, demora_minutos=5)
    for orden, minutos in enumerate((10, 1, None, 20), 1):
        fabricas.crear_intervencion(bloque, orden, titulo_es=f"Charla {orden}", minutos=minutos)

    texto = _texto(_html(client, "/agenda/"))

    assert "17:20 10 minutos Charla 1 17:30 1 minuto Charla 2 17:31 Charla 3 20 minutos Charla 4" in texto


def test_agenda_publishes_answered_questions_under_their_block(client, seminario):
    bloque = fabricas.crear_bloque(seminario)
    alianza = fabricas.crear_institucion(nombre="Alianza")
    fabricas.crear_pregunta(bloque, texto="¿Pregunta sin respuesta?")
    fabricas.crear_pregunta(
        bloque,
        estado=EstadoPregunta.PUBLICADA,
        institucion=alianza,
        idioma="pt-br",
        texto="Quem <b>paga</b>?",
        nombre="Ana",
        responde="La mesa",
        respuesta_es="El programa.",
    )

    html = _html(client, "/agenda/")

    assert "sin respuesta" not in html
    assertInHTML('<blockquote lang="pt-BR"><p>Quem &lt;b&gt;paga&lt;/b&gt;?</p></blockquote>', html)
    assert "Ana · Para Alianza Responde La mesa: El programa." in _texto(html)
    assert '<div lang="es"><p>El programa.</p></div>' in _html(client, "/pt-br/agenda/")
    assert '<a href="/agenda/preguntas/?bloque=1">Dejar una pregunta' in html


def test_agenda_lists_what_changed_if_anything_did(client, seminario):
    fabricas.crear_bloque(seminario)
    assert "Cambios en el programa" not in _html(client, "/agenda/")

    momento = datetime.datetime(2026, 11, 20, 15, 0, tzinfo=datetime.UTC)
    fabricas.crear_cambio(seminario, titulo_es="Miradas", momento=momento)

    texto = _texto(_html(client, "/agenda/"))
    esperado = "Todas las horas: hora de Argentina, GMT-3 Se agregó «Miradas». 20 de noviembre, 12:00"
    assert f"Cambios en el programa {esperado}" in texto
    assert "Ver los cambios anteriores" not in texto


@pytest.mark.parametrize(("cuantos", "plegados"), [(3, None), (4, 1), (6, 3)])
def test_agenda_folds_the_older_changes_away_and_prints_none(client, seminario, cuantos, plegados):
    fabricas.crear_bloque(seminario)
    for _n in range(cuantos):
        fabricas.crear_cambio(seminario)

    seccion = _html(client, "/agenda/").split('<section class="cambios no-imprimir"')[1].split("</section>")[0]

    assert seccion.count("<li>") == cuantos
    pie = seccion.split("<details>")[1] if plegados else ""
    assert ("<details>" in seccion, pie.count("<li>")) == (plegados is not None, plegados or 0)


@pytest.mark.parametrize(
    ("datos", "frase"),
    [
        ({}, "Cambió la hora de «X»: de las 17:15 a las 17:25."),
        (
            {"despues": "2026-12-02T12:26:00+00:00"},
            "Cambió la hora de «X»: del 1 de diciembre, 17:15, al 2 de diciembre, 09:26.",
        ),
        ({"tipo": "fin"}, "«X» termina a las 17:25."),
        ({"tipo": "de una versión que viene"}, "Cambió «X»."),
    ],
)
def test_a_change_in_words(datos, frase):
    valores = {"tipo": "hora", "antes": "2026-12-01T20:15:00+00:00", "despues": "2026-12-01T20:25:00+00:00"}
    cambio = Cambio(titulo_es="X", **valores | datos)
    zona, tras = "America/Argentina/Buenos_Aires", datetime.datetime(2026, 11, 20, tzinfo=datetime.UTC)

    assert cambio.texto(zona, tras) == frase
    if cambio.tipo in ("hora", "fin"):
        assert cambio.texto(zona) == f"{frase[:-1]} (hora de Argentina, GMT-3)."


# --- The video ----------------------------------------------------------------------------------


@pytest.fixture
def bloque_de_video(seminario):
    return fabricas.crear_bloque(seminario, tipo=Bloque.Tipo.VIDEO, titulo_es="El programa")


def test_agenda_shows_a_video_of_ours_with_captions_and_transcript(client, bloque_de_video):
    fabricas.crear_video(
        bloque_de_video,
        archivo="agenda/videos/v.mp4",
        cartel="agenda/carteles/c.webp",
        subtitulos_es="agenda/subtitulos/es.vtt",
        subtitulos_pt_br="agenda/subtitulos/pt.vtt",
        transcripcion_es="Una voz cuenta.",
    )

    html = _html(client, "/pt-br/agenda/")

    etiqueta = re.search(r"<video[^>]*>", html).group()
    assert set(re.findall(r" ([a-z-]+)(?=[ =>])", etiqueta)) >= {"controls", "preload", "playsinline", "poster", "src"}
    assert 'preload="none"' in etiqueta
    assert "autoplay" not in etiqueta
    assert 'poster="/media/agenda/carteles/c.webp"' in etiqueta
    assert 'src="/media/agenda/videos/v.mp4"' in etiqueta
    pistas = re.findall(r'<track kind="captions" srclang="([^"]+)" label="([^"]+)" src="([^"]+)"', html)
    assert pistas == [
        ("es", "Español", "/media/agenda/subtitulos/es.vtt"),
        ("pt-BR", "Português", "/media/agenda/subtitulos/pt.vtt"),
    ]
    assert '<div lang="es"><p>Una voz cuenta.</p></div></details>' in html


def test_agenda_shows_a_video_without_poster_captions_nor_transcript(client, bloque_de_video):
    fabricas.crear_video(bloque_de_video, archivo="agenda/videos/v.mp4")

    html = _html(client, "/agenda/")

    assert "<video" in html
    for nada in ("<track", "poster=", "Leer la transcripción"):
        assert nada not in html


def test_agenda_leads_to_a_video_elsewhere_and_fetches_nothing_from_there(client, bloque_de_video):
    fabricas.crear_video(bloque_de_video, url="https://www.youtube.com/watch?v=abc", cartel="agenda/carteles/c.webp")

    html = _html(client, "/agenda/")

    assert re.findall(r'(?:src|poster|href)="(https://www.youtube[^"]*)"', html) == [
        "https://www.youtube.com/watch?v=abc"
    ]
    assert "Ver el video en youtube.com, otro sitio" in html
    assert '<img src="/media/agenda/carteles/c.webp" alt="" loading="lazy">' in html
    assert "<video" not in html
