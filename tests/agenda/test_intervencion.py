"""The page of one talk: who, from where, at what hour, what goes with it and what remains; never what is a draft."""

import datetime
import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import RequestFactory
from django.utils.html import escape
from pytest_django.asserts import assertInHTML

from agenda import programa
from agenda.models import Bloque, EstadoPrograma
from agenda.views.intervencion import intervencion as vista
from tests import fabricas

pytestmark = pytest.mark.django_db
DIA = datetime.date(2026, 12, 1)
ZONA = '<span class="zona">(hora de Argentina, GMT-3)</span>'


def a_las(hora, dia=1):
    return datetime.datetime.combine(DIA.replace(day=dia), datetime.time.fromisoformat(hora), tzinfo=fabricas.ZONA)


@pytest.fixture(autouse=True)
def reloj(monkeypatch):
    """The day before; ``reloj("17:20")`` is that hour of the day."""

    def poner(hora, dia=1):
        monkeypatch.setattr("django.utils.timezone.now", lambda: a_las(hora, dia))

    monkeypatch.setattr("django.utils.timezone.now", lambda: a_las("12:00") - datetime.timedelta(days=1))
    return poner


@pytest.fixture
def seminario():
    cumbre = fabricas.crear_cumbre(inicio=DIA, fin=DIA)
    return fabricas.crear_seminario(
        cumbre, dia=DIA, transmision_url="https://video.example/en-vivo", sala_url="https://sala.example/secreta"
    )


@pytest.fixture
def bloque(seminario):
    """From 17:30 to 18:10."""
    return fabricas.crear_bloque(
        seminario, 2, titulo_es="Experiencias", titulo_pt_br="Experiências", inicio=a_las("17:30"), fin=a_las("18:10")
    )


@pytest.fixture
def charla(bloque):
    """The second of its block, from 17:50 to 18:10."""
    fabricas.crear_intervencion(bloque, 1, titulo_es="Primera", slug="primera", minutos=20)
    return fabricas.crear_intervencion(
        bloque, 2, titulo_es="Agua segura", titulo_pt_br="Água segura", slug="agua", minutos=20
    )


def _html(client, ruta="/agenda/agua/", **datos):
    response = client.get(ruta, datos)
    assert response.status_code == 200
    return response.content.decode()


def _texto(html):
    """Return the words of the page as one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", html[html.index("<main") : html.index("</main>")]).split())


# --- When ---------------------------------------------------------------------------------------


def test_talk_tells_its_own_hours(client, charla):
    assertInHTML(
        f"""<div><dt>Cuándo</dt><dd><p><time datetime="2026-12-01T17:50:00-03:00">1 de diciembre de 2026, 17:50 {ZONA}
        </time> hasta las <time datetime="2026-12-01T18:10:00-03:00">18:10</time></p></dd></div>""",
        _html(client),
    )


def test_talk_tells_the_hours_it_really_has_beside_the_planned_ones(client, charla, bloque):
    programa.demorar(bloque=bloque, minutos=25)

    texto = _texto(_html(client))

    assert "Cuándo 1 de diciembre de 2026, 18:15 (hora de Argentina, GMT-3) hasta las 18:35" in texto
    assert "25 minutos más tarde de lo previsto: estaba a las 17:50" in texto


def test_talk_without_minutes_before_it_tells_the_hours_of_its_block(client, charla, bloque):
    bloque.intervenciones.filter(slug="primera").update(minutos=None)

    texto = _texto(_html(client))

    assert "Horario del bloque 1 de diciembre de 2026, 17:30 (hora de Argentina, GMT-3) hasta las 18:10" in texto
    assert "17:50" not in texto


def test_talk_without_any_hour_of_its_own_tells_the_seminar_s(client, charla):
    Bloque.objects.update(inicio=None, fin=None)

    texto = _texto(_html(client))

    assert "Seminario 1 de diciembre de 2026, 17:15 (hora de Argentina, GMT-3)" in texto
    assert "Descargar el seminario (.ics)" in texto
    assert "17:30" not in texto


def test_talk_of_an_unknown_hour_says_so(client, charla, seminario):
    Bloque.objects.update(inicio=None, fin=None)
    seminario.inicio = None
    seminario.save()

    html = _html(client)

    assert 'diciembre de 2026</time>, <span class="sin-dato">horario a confirmar</span>' in html
    assert ".ics" not in html


def test_talk_tells_its_hour_in_another_zone(client, charla):
    texto = _texto(_html(client, zona="America/Lima"))

    assert "17:50 (hora de Argentina, GMT-3)" in texto
    assert "1 de diciembre de 2026, 15:50 (hora de Perú, GMT-5)" in texto


# --- Who, and what goes with it -----------------------------------------------------------------


def test_talk_shows_who_speaks_with_photo_and_biography(client, charla, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    foto = default_storage.save(f"agenda/fotos/{'a' * 32}.jpg", ContentFile(b"foto"))
    fabricas.crear_ponente(
        charla,
        nombre="Ana Guamán",
        cargo_es="Alcaldesa",
        cargo_pt_br="Prefeita",
        organizacion="Riobamba",
        biografia_es="Ingeniera.",
        foto=foto,
    )
    fabricas.crear_ponente(charla, orden=2, nombre="Luis Sosa")

    html = _html(client)
    assertInHTML(
        f'<img src="/media/{foto}" alt="Ana Guamán" width="112" height="112" loading="lazy" decoding="async">', html
    )
    assert html.count("<img") == 1
    assert "Ana Guamán Alcaldesa · Riobamba Ingeniera. Luis Sosa" in _texto(html)

    html = _html(client, "/pt-br/agenda/agua/")
    assert "Ana Guamán Prefeita · Riobamba Ingeniera. Luis Sosa" in _texto(html)
    assert '<div lang="es"><p>Ingeniera.</p></div>' in html


def test_talk_leads_to_city_project_block_and_neighbours(client, charla, bloque):
    ciudad, proyecto = fabricas.crear_ciudad(nombre="Riobamba", pais="EC"), fabricas.crear_proyecto(titulo_es="Agua")
    charla.ciudad, charla.proyecto = ciudad, proyecto
    charla.save()
    fabricas.crear_intervencion(fabricas.crear_bloque(bloque.actividad, 3), 1, titulo_es="Tercera", slug="tercera")

    html = _html(client)

    assertInHTML(f'<dd><a href="{ciudad.get_absolute_url()}">Riobamba</a> (Ecuador)</dd>', html)
    assertInHTML(f'<dd><a href="{proyecto.get_absolute_url()}">Agua</a></dd>', html)
    assertInHTML('<dd><a href="/agenda/#bloque-2">2. Experiencias</a></dd>', html)
    assertInHTML('<li>Anterior: <a href="/agenda/primera/" rel="prev">Primera</a></li>', html)
    assertInHTML('<li>Siguiente: <a href="/agenda/tercera/" rel="next">Tercera</a></li>', html)


def test_talk_leads_to_the_programmes_of_its_institution(client, charla):
    institucion = fabricas.crear_institucion(nombre="Agencia", sigla="")
    charla.institucion = institucion
    charla.save()
    abierto = fabricas.crear_programa(institucion=institucion, titulo_es="Fondo", cierre=datetime.date(2027, 3, 31))
    fabricas.crear_programa(institucion=institucion, titulo_es="Sin publicar", publicacion="pendiente")
    fabricas.crear_programa(titulo_es="De otra")

    html = _html(client)

    destino = f"{institucion.get_absolute_url()}#programa-{abierto.codigo}"
    cierre = '<time datetime="2027-03-31">31 de marzo de 2027</time>'
    assertInHTML("<h2>Líneas y programas de Agencia</h2>", html)
    assertInHTML(f'<li><a href="{destino}">Fondo</a> · Cierra el {cierre}</li>', html)
    assert "Sin publicar" not in html
    assert "De otra" not in html
    assert f'id="programa-{abierto.codigo}"' in _html(client, institucion.get_absolute_url())


def test_talk_says_its_languages_and_that_it_is_not_recorded(client, charla):
    charla.idioma, charla.interpretacion, charla.no_se_graba = "pt-br", ["es", "senias"], True
    charla.save()

    es, pt = _texto(_html(client)), _texto(_html(client, "/pt-br/agenda/agua/"))

    assert "Idiomas Se habla en portugués · interpretación al español y a la lengua de señas" in es
    assert "Grabación Esta intervención no se graba." in es
    assert "Gravação Esta apresentação não é gravada." in pt


@pytest.mark.parametrize(
    ("extension", "bytes_", "es", "pt"),
    [
        ("pdf", 1_258_291, "PDF, 1,2 MB", "PDF, 1,2 MB"),
        ("pptx", 2048, "presentación PPTX, 2,0 KB", "apresentação PPTX, 2,0 KB"),
        ("ods", 1, "planilla ODS, 1 byte", "planilha ODS, 1 byte"),
    ],
)
def test_material_says_what_it_is_and_weighs(client, charla, settings, tmp_path, extension, bytes_, es, pt):
    settings.MEDIA_ROOT = tmp_path
    nombre = default_storage.save(f"agenda/materiales/{'b' * 32}.{extension}", ContentFile(b"x" * bytes_))
    fabricas.crear_material(charla, titulo_es="Guía", titulo_pt_br="Guia", archivo=nombre)

    for ruta, titulo, detalle in (("/agenda/agua/", "Guía", es), ("/pt-br/agenda/agua/", "Guia", pt)):
        html = _html(client, ruta).replace("\xa0", " ")
        assertInHTML(f'<li><a href="/media/{nombre}">{titulo} <span class="suave">({detalle})</span></a></li>', html)


def test_material_whose_file_is_missing_breaks_nothing(client, charla, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    fabricas.crear_material(charla, titulo_es="Guía", archivo=f"agenda/materiales/{'c' * 32}.pdf")

    url = f"/media/agenda/materiales/{'c' * 32}.pdf"
    assertInHTML(f'<li><a href="{url}">Guía <span class="suave">(PDF)</span></a></li>', _html(client))


def test_material_elsewhere_says_the_site(client, charla):
    fabricas.crear_material(charla, titulo_es="Informe", url="https://www.undp.org/informe?a=1&b=2")

    assertInHTML(
        '<li><a href="https://www.undp.org/informe?a=1&amp;b=2" rel="external">Informe</a> '
        '<span class="suave">en undp.org, otro sitio</span></li>',
        _html(client),
    )


# --- On the day, and after ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hora", "dice"),
    [
        ("15:14:59", None),
        ("15:15:00", "Todavía no empezó."),
        ("17:29:59", "Todavía no empezó."),
        ("17:30:00", "Es la próxima intervención."),
        ("17:49:59", "Es la próxima intervención."),
        ("17:50:00", "Ahora Esta intervención está en curso."),
        ("18:09:59", "Ahora Esta intervención está en curso."),
        ("18:10:00", "Esta intervención ya pasó."),
        ("23:59:59", "Esta intervención ya pasó."),
    ],
)
def test_talk_says_where_it_stands(client, charla, reloj, hora, dice):
    reloj(hora)

    html = _html(client)
    texto = _texto(html)

    frases = ["Todavía no empezó.", "Es la próxima", "Esta intervención está en curso.", "Esta intervención ya pasó."]
    dichas = [frase for frase in frases if frase in texto]
    assert (dice or "") in texto
    assert len(dichas) == (1 if dice else 0)
    assert ("Seguir el seminario en línea" in texto) is (hora < "18:10:00")
    assert "sala.example" not in html
    assert 'data-vivo="momento"' in html


def test_talk_says_what_is_on_meanwhile(client, charla, bloque, reloj):
    fabricas.crear_intervencion(bloque, 3, slug="tercera")
    reloj("17:40")

    assert "Ahora: Primera" in _texto(_html(client, "/agenda/tercera/"))


def test_talk_of_unknown_minutes_says_that_its_block_is_on(client, charla, bloque, reloj):
    bloque.intervenciones.update(minutos=None)
    reloj("17:55")

    assert "Su bloque está en curso." in _texto(_html(client))


def test_talk_follows_a_delay(client, charla, bloque, reloj):
    reloj("17:55")
    assert "Esta intervención está en curso." in _texto(_html(client))

    programa.demorar(bloque=bloque, minutos=10)

    assert "Es la próxima intervención." in _texto(_html(client))


def test_talk_that_was_leads_to_its_minute_and_says_what_was_said(client, charla, bloque, reloj):
    reloj("09:00", dia=20)
    assert "La grabación y la síntesis se publicarán aquí." in _texto(_html(client))

    bloque.grabacion_url = "https://www.video.example/ver?v=1"
    bloque.save()
    html = _html(client)
    assertInHTML(
        '<a class="boton" href="https://www.video.example/ver?v=1" rel="external">Ver la grabación del bloque</a>', html
    )

    charla.grabacion_desde, charla.sintesis_es = 754, "Se acordó compartir el método."
    charla.save()
    html = _html(client)
    assertInHTML(
        '<a class="boton" href="https://www.video.example/ver?v=1&amp;t=754" rel="external">'
        "Ver desde el minuto 12:34</a>",
        html,
    )
    assert "La grabación está en video.example, otro sitio." in _texto(html)
    assert "Lo que se dijo Se acordó compartir el método." in _texto(html)
    pt = _html(client, "/pt-br/agenda/agua/")
    assert "Ver a partir do minuto 12:34" in pt
    assert '<div lang="es"><p>Se acordó compartir el método.</p></div>' in pt


def test_talk_that_is_not_recorded_never_leads_to_the_recording(client, charla, bloque, reloj):
    charla.no_se_graba = True
    charla.save()
    bloque.grabacion_url = "https://video.example/grabado"
    bloque.save()
    reloj("09:00", dia=20)

    html = _html(client)

    assert "video.example/grabado" not in html
    assert "La grabación y la síntesis" not in html


def test_talk_of_an_unknown_hour_is_over_when_its_day_is(client, charla, seminario, reloj):
    Bloque.objects.update(inicio=None, fin=None)
    seminario.inicio = None
    seminario.save()

    reloj("23:59")
    assert "ya pasó" not in _texto(_html(client))
    reloj("00:00", dia=2)
    assert "Esta intervención ya pasó." in _texto(_html(client))


def test_talk_of_an_earlier_cumbre_stays_and_leads_to_no_block_of_another(client, charla):
    fabricas.crear_cumbre(inicio=DIA.replace(year=2027), fin=DIA.replace(year=2027))

    html = _html(client)

    assertInHTML("<dd>2. Experiencias · XXVI Cumbre de Mercociudades</dd>", html)
    assert "#bloque-2" not in html


# --- What nobody may see ------------------------------------------------------------------------


def _publicar(charla):
    """Publish a talk and its block as staff does, which leaves word of it."""
    programa.cambiar_estado([charla], estado=EstadoPrograma.BORRADOR)
    programa.cambiar_estado([charla.bloque], estado=EstadoPrograma.BORRADOR)
    programa.publicar_bloque(bloque=charla.bloque)


def _llenar(charla):
    """Give a talk all that a page could leak."""
    fabricas.crear_ponente(charla, nombre="Nombre Oculto", biografia_es="Biografía oculta")
    fabricas.crear_material(charla, titulo_es="Material oculto")
    charla.resumen_es, charla.sintesis_es = "Resumen oculto", "Síntesis oculta"
    charla.save()


def test_a_talk_cancelled_after_being_public_says_so_and_nothing_else(client, charla):
    _llenar(charla)
    _publicar(charla)
    programa.cambiar_estado([charla], estado=EstadoPrograma.CANCELADA)

    response = client.get("/agenda/agua/")
    html = response.content.decode()

    assert response.status_code == 404
    assertInHTML("<h1>Agua segura</h1>", html)
    assertInHTML('<p class="entrada">Esta intervención se canceló.</p>', html)
    assertInHTML('<a href="/agenda/">Ver lo que sí está en la agenda</a>', html)
    assert "ocult" not in html.lower()
    pt = client.get("/pt-br/agenda/agua/").content.decode()
    assertInHTML("<h1>Água segura</h1>", pt)
    assert "Esta apresentação foi cancelada." in pt


def test_a_talk_of_a_cancelled_block_says_so_too(client, charla):
    _publicar(charla)
    programa.cambiar_estado([charla.bloque], estado=EstadoPrograma.CANCELADA)

    response = client.get("/agenda/agua/")

    assert response.status_code == 404
    assert "Esta intervención se canceló." in response.content.decode()


def test_what_was_never_public_or_was_taken_back_is_not_there(client, bloque):
    hoy = a_las("09:00")
    cumbre = fabricas.crear_cumbre(publicada=False, inicio=DIA, fin=DIA)
    ajeno = fabricas.crear_bloque(fabricas.crear_actividad(cumbre, dia=DIA), 1, publicada_el=hoy)
    borrador = fabricas.crear_bloque(bloque.actividad, 5, estado=EstadoPrograma.BORRADOR, publicada_el=hoy)
    nunca = fabricas.crear_bloque(bloque.actividad, 6, estado=EstadoPrograma.CANCELADA)
    ocultas = [
        fabricas.crear_intervencion(bloque, 1, titulo_es="Oculta", estado=EstadoPrograma.BORRADOR),
        fabricas.crear_intervencion(bloque, 2, titulo_es="Oculta", estado=EstadoPrograma.CANCELADA),
        fabricas.crear_intervencion(bloque, 3, titulo_es="Oculta", estado=EstadoPrograma.BORRADOR, publicada_el=hoy),
        fabricas.crear_intervencion(ajeno, 1, titulo_es="Oculta", estado=EstadoPrograma.CANCELADA, publicada_el=hoy),
        fabricas.crear_intervencion(borrador, 1, titulo_es="Oculta", estado=EstadoPrograma.CANCELADA, publicada_el=hoy),
        fabricas.crear_intervencion(nunca, 1, titulo_es="Oculta", publicada_el=hoy),
    ]

    for charla in ocultas:
        response = client.get(charla.get_absolute_url())
        assert response.status_code == 404
        html = response.content.decode()
        assert "Oculta" not in html
        assert "se canceló" not in html


def test_nothing_of_a_neighbour_in_draft_is_shown(client, charla, bloque):
    oculta = fabricas.crear_intervencion(bloque, 3, titulo_es="Título oculto", estado=EstadoPrograma.BORRADOR)
    _llenar(oculta)
    fabricas.crear_ponente(charla, nombre="Ana Visible")

    html = _html(client)

    assert "Ana Visible" in html
    assert "ocult" not in html.lower()
    assert 'rel="next"' not in html


def test_neither_a_hidden_project_nor_an_unverified_institution_is_linked(client, charla):
    institucion = fabricas.crear_institucion(nombre="Sin Verificar", slug="sin-verificar", verificada=False)
    fabricas.crear_programa(institucion=institucion, titulo_es="Programa oculto")
    charla.institucion = institucion
    charla.proyecto = fabricas.crear_proyecto(titulo_es="Proyecto oculto", publicacion="borrador")
    charla.save()

    html = _html(client)

    assert "Sin Verificar" in html
    assert "/instituciones/sin-verificar/" not in html
    assert "oculto" not in html


@pytest.mark.parametrize("hostil", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{% debug %}"])
def test_what_staff_and_speakers_wrote_is_shown_as_text(charla, hostil):
    fabricas.crear_ponente(charla, nombre=hostil, cargo_es=hostil, organizacion=hostil, biografia_es=hostil)
    fabricas.crear_material(charla, titulo_es=hostil)
    charla.titulo_es = charla.resumen_es = charla.sintesis_es = hostil
    charla.save()

    # Not through the test client: it takes such texts for a template's leftovers.
    html = vista(RequestFactory().get("/agenda/agua/"), slug="agua").content.decode()

    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert html.count(escape(hostil)) >= 8


# --- Budget -------------------------------------------------------------------------------------


@pytest.mark.parametrize("filas", [1, 30])
def test_talk_asks_eight_queries_whatever_the_rows(client, charla, bloque, django_assert_num_queries, filas):
    bloque.fin = None
    bloque.save()
    charla.institucion = fabricas.crear_institucion()
    charla.proyecto = fabricas.crear_proyecto(titulo_es="")
    charla.save()
    for n in range(filas):
        fabricas.crear_participacion(charla.proyecto, fabricas.crear_ciudad())
        fabricas.crear_ponente(charla, orden=n)
        fabricas.crear_material(charla)
        fabricas.crear_programa(institucion=charla.institucion)
        otra = fabricas.crear_intervencion(bloque, n + 3, ciudad=fabricas.crear_ciudad())
        fabricas.crear_ponente(otra)

    with django_assert_num_queries(8):
        client.get("/agenda/agua/")


def test_talk_with_much_to_tell_weighs_little(client, charla):
    charla.resumen_es = charla.sintesis_es = "Una frase larga sobre el agua segura. " * 50
    charla.save()
    for n in range(8):
        fabricas.crear_ponente(charla, orden=n, nombre=f"Persona {n}", biografia_es=f"Biografía {n}. " * 50)
        fabricas.crear_material(charla, titulo_es=f"Material {n}")

    response = client.get("/agenda/agua/", headers={"Accept-Encoding": "gzip"})

    assert len(response.content) <= 14 * 1024
