"""From the agenda to a talk, its project, its city, an institution and back: on a phone and on a desk."""

import datetime
import secrets

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests import fabricas
from tests.comun.archivos_de_prueba import imagen, pdf
from tests.puertas.navegador import ESCRITORIO, TELEFONO, Caminata

pytestmark = pytest.mark.django_db(transaction=True)
BIOGRAFIA = "Ingeniera hidráulica. Dirige desde 2019 el programa de agua segura de los barrios del norte de la ciudad."


@pytest.fixture
def guardar(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    def guardar(carpeta, extension, contenido):
        nombre = f"agenda/{carpeta}/{secrets.token_hex(16)}.{extension}"
        (tmp_path / nombre).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / nombre).write_bytes(contenido)
        return nombre

    return guardar


@pytest.fixture
def seminario():
    """Began half an hour ago."""
    inicio = timezone.now().replace(second=0, microsecond=0) - datetime.timedelta(minutes=30)
    dia = inicio.astimezone(fabricas.ZONA).date()
    cumbre = fabricas.crear_cumbre(inicio=dia, fin=dia + datetime.timedelta(3))
    return fabricas.crear_seminario(cumbre, dia=dia, inicio=inicio, transmision_url="https://video.example/en-vivo")


@pytest.fixture
def charlas(seminario, guardar):
    """A city's talk that goes on, and an institution's, which is next; all that a page may show."""
    despues = datetime.timedelta(minutes=10)
    bloque = fabricas.crear_bloque(
        seminario, 1, titulo_es="Experiencias", titulo_pt_br="Experiências", inicio=seminario.inicio + despues
    )
    ciudad = fabricas.crear_ciudad(nombre="Riobamba", pais="EC", slug="riobamba")
    proyecto = fabricas.crear_proyecto(titulo_es="Agua segura en los barrios", slug="agua-segura")
    fabricas.crear_participacion(proyecto, ciudad, "coordinadora")
    una = fabricas.crear_intervencion(
        bloque,
        1,
        titulo_es="Agua segura: lo que aprendimos",
        slug="agua",
        minutos=25,
        ciudad=ciudad,
        proyecto=proyecto,
        idioma="es",
        interpretacion=["pt-br", "senias"],
        resumen_es="Cómo tres barrios pasaron de la emergencia a una red propia, con vecinas y vecinos que la cuidan.",
    )
    foto = guardar("fotos", "jpg", imagen(tamano=(600, 800), color=(90, 120, 140)))
    fabricas.crear_ponente(
        una,
        nombre="Ana Guamán",
        cargo_es="Directora de Agua",
        organizacion="Riobamba",
        biografia_es=BIOGRAFIA,
        foto=foto,
    )
    fabricas.crear_ponente(una, orden=2, nombre="Luis Sosa", cargo_es="Vecino")
    fabricas.crear_material(una, titulo_es="Guía para una red de barrio", archivo=guardar("materiales", "pdf", pdf()))
    fabricas.crear_material(una, titulo_es="Mapa de la red", url="https://www.ejemplo.org/mapa")
    institucion = fabricas.crear_institucion(nombre="Fondo del Sur", sigla="", slug="fondo")
    fabricas.crear_programa(institucion=institucion, titulo_es="Agua entre ciudades")
    fabricas.crear_intervencion(
        bloque, 2, titulo_es="La mirada del Fondo", slug="fondo", minutos=15, institucion=institucion, no_se_graba=True
    )
    return una


@pytest.fixture
def caminata(browser, browser_context_args, live_server, settings, quejas):
    """Somebody who walks with axe; the browser complains of nothing."""
    settings.SITE_URL = live_server.url
    contextos = []

    def abrir(nombre, *, ancho, tema="light", con_js=True):
        contexto = browser.new_context(
            **browser_context_args,
            viewport={"width": ancho, "height": 720},
            color_scheme=tema,
            java_script_enabled=con_js,
        )
        contexto.on("console", lambda m: quejas.append(m.text) if m.type == "error" else None)
        contextos.append(contexto)
        return Caminata(contexto.new_page(), nombre, con_axe=con_js)

    yield abrir
    for contexto in contextos:
        contexto.close()
    assert quejas == []


@pytest.mark.parametrize(
    ("ancho", "tema", "prefijo", "con_js"),
    [(TELEFONO, "light", "", True), (ESCRITORIO, "dark", "/pt-br", True), (TELEFONO, "dark", "", False)],
)
def test_from_the_agenda_to_what_a_talk_is_about_and_back(charlas, caminata, ancho, tema, prefijo, con_js):
    yo = caminata(f"charla-{ancho}-{tema}", ancho=ancho, tema=tema, con_js=con_js)
    page = yo.page
    page.goto(f"{prefijo}/agenda/")

    yo.pulsar(f'h3 a[href="{prefijo}/agenda/agua/"]')
    yo.mirar("charla")
    expect(page.locator(".en-vivo .etiqueta-ahora")).to_be_visible()
    expect(page.locator('img[alt="Ana Guamán"]')).to_be_attached()
    page.locator('img[alt="Ana Guamán"]').scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.ponentes img').naturalWidth > 0") if con_js else None

    yo.pulsar(f'a[href="{prefijo}/proyectos/agua-segura/"]')
    yo.mirar("proyecto")
    yo.pulsar(f'main a[href="{prefijo}/agenda/agua/"]')
    yo.pulsar(f'dd a[href="{prefijo}/ciudades/riobamba/"]')
    yo.mirar("ciudad")
    yo.pulsar(f'main a[href="{prefijo}/agenda/agua/"]')

    yo.pulsar('a[rel="next"]')
    yo.mirar("siguiente")
    yo.pulsar(f'section a[href^="{prefijo}/instituciones/fondo/#programa-"]')
    expect(page.locator("li:target article")).to_contain_text("Agua entre ciudades")
    yo.mirar("programa")
    yo.pulsar(f'main a[href="{prefijo}/agenda/fondo/"]')
    yo.pulsar('a[rel="prev"]')
    yo.pulsar(f'a[href="{prefijo}/agenda/#bloque-1"]')
    expect(page.locator("#bloque-1")).to_be_in_viewport()

    assert yo.faltas == []


def test_an_open_talk_follows_the_day_without_a_reload(charlas, caminata, monkeypatch):
    monkeypatch.setattr("agenda.en_vivo.CADA_POCO", 1)
    yo = caminata("charla-viva", ancho=TELEFONO)
    page = yo.page
    page.goto("/agenda/agua/")
    expect(page.locator(".en-vivo")).to_contain_text("Esta intervención está en curso.")
    page.evaluate("window.misma = true")

    charlas.minutos = 15
    charlas.save()

    expect(page.locator(".en-vivo")).to_contain_text("Esta intervención ya pasó.")
    expect(page.locator("[data-anuncios]")).to_have_text("Esta intervención ya pasó.")
    assert page.evaluate("window.misma") is True
    yo.mirar("paso")
    assert yo.faltas == []


@pytest.mark.parametrize(("ancho", "tema"), [(TELEFONO, "light"), (ESCRITORIO, "dark")])
def test_what_remains_of_a_talk(charlas, caminata, seminario, ancho, tema):
    hace_un_mes = datetime.timedelta(days=30)
    bloque = charlas.bloque
    for fila in (seminario, bloque):
        fila.inicio -= hace_un_mes
    seminario.dia -= hace_un_mes
    bloque.grabacion_url, charlas.grabacion_desde = "https://video.example/ver?v=1", 754
    charlas.sintesis_es = "Dos ciudades acordaron compartir su método y volver a verse en marzo."
    for fila in (seminario, bloque, charlas):
        fila.save()
    yo = caminata(f"archivo-{ancho}-{tema}", ancho=ancho, tema=tema)
    page = yo.page

    page.goto("/agenda/agua/")
    yo.mirar("charla")
    assert page.get_by_role("link", name="Ver desde el minuto 12:34").get_attribute("href").endswith("?v=1&t=754")
    yo.pulsar('dd a[href="/proyectos/agua-segura/"]')
    yo.mirar("proyecto")
    assert page.get_by_role("link", name="Ver desde el minuto 12:34").get_attribute("href").endswith("?v=1&t=754")

    assert yo.faltas == []


def test_a_cancelled_talk_leads_back_to_the_agenda(charlas, caminata, quejas):
    charlas.publicada_el = charlas.bloque.publicada_el = timezone.now()
    charlas.estado = "cancelada"
    charlas.bloque.save()
    charlas.save()
    yo = caminata("cancelada", ancho=TELEFONO)

    yo.page.goto("/agenda/agua/")
    yo.mirar("cancelada")
    yo.pulsar('main p a[href="/agenda/"]')

    assert yo.faltas == []
    assert len(quejas) == 1  # The 404 itself.
    quejas.clear()
