"""The agenda as an attendee has it: on a phone and on a desk, while it goes on, with its video, and on paper."""

import datetime
import re
import secrets
import shutil

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from agenda import en_vivo
from agenda.models import EstadoPregunta
from agenda.programa import demorar
from comun import tiempo
from tests import fabricas
from tests.entorno import ROOT
from tests.puertas.navegador import ESCRITORIO, TELEFONO, Caminata

pytestmark = pytest.mark.django_db(transaction=True)
VIDEOS = ROOT / "datos" / "video"
HOJA = re.compile(rb"/Type\s*/Page[^s]")
PALABRAS = {
    "": ("Ahora:", "Sigue:", "10 minutos más tarde de lo previsto", "Leer la transcripción del video"),
    "/pt-br": ("Agora:", "A seguir:", "10 minutos mais tarde do que o previsto", "Ler a transcrição do vídeo"),
}


@pytest.fixture
def a_menudo(monkeypatch):
    """Open pages look every second."""
    monkeypatch.setattr(en_vivo, "CADA_POCO", 1)


@pytest.fixture
def programa(settings, tmp_path):
    """A seminar that began half an hour ago: a video, two cities, two institutions."""
    settings.MEDIA_ROOT = tmp_path
    inicio = timezone.now().replace(second=0, microsecond=0) - datetime.timedelta(minutes=30)
    dia = inicio.astimezone(fabricas.ZONA).date()
    cumbre = fabricas.crear_cumbre(inicio=dia, fin=dia + datetime.timedelta(3))
    seminario = fabricas.crear_seminario(
        cumbre, dia=dia, inicio=inicio, transmision_url="https://video.example/en-vivo", duracion_aproximada=90
    )
    _video(seminario, inicio, tmp_path)
    _experiencias(seminario, inicio)
    tercero = fabricas.crear_bloque(seminario, 3, titulo_es="Miradas de instituciones", inicio=_mas(inicio, 45))
    for orden in (1, 2):
        fabricas.crear_intervencion(tercero, orden, titulo_es=f"La mirada {orden}", minutos=10, idioma="fr")
    fabricas.crear_actividad(cumbre, titulo_es="Consejo de Mercociudades", reservada=True)
    return seminario


def _mas(inicio, minutos):
    return inicio + datetime.timedelta(minutes=minutos)


def _video(seminario, inicio, media):
    bloque = fabricas.crear_bloque(
        seminario, 1, tipo="video", titulo_es="El programa", inicio=inicio, fin=_mas(inicio, 15)
    )
    fabricas.crear_video(
        bloque,
        archivo=_guardar(media, "red-sur.mp4", "videos"),
        cartel=_guardar(media, "red-sur.poster.webp", "carteles"),
        subtitulos_es=_guardar(media, "red-sur.es.vtt", "subtitulos"),
        subtitulos_pt_br=_guardar(media, "red-sur.pt-br.vtt", "subtitulos"),
        transcripcion_es="Una voz cuenta la red.",
        transcripcion_pt_br="Uma voz conta a rede.",
    )


def _guardar(media, nombre, carpeta):
    destino = f"agenda/{carpeta}/{secrets.token_hex(16)}.{nombre.rpartition('.')[2]}"
    (media / destino).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(VIDEOS / nombre, media / destino)
    return destino


def _experiencias(seminario, inicio):
    bloque = fabricas.crear_bloque(
        seminario, 2, titulo_es="Experiencias", inicio=_mas(inicio, 15), fin=_mas(inicio, 45), demora_minutos=10
    )
    for orden, (nombre, idioma) in enumerate([("Santa Fe", "es"), ("Riobamba", "pt-br")], 1):
        charla = fabricas.crear_intervencion(
            bloque,
            orden,
            titulo_es=f"Lo que aprendió {nombre}",
            slug=f"charla-de-{orden}",
            ciudad=fabricas.crear_ciudad(nombre=nombre),
            minutos=15,
            idioma=idioma,
            interpretacion=["es", "senias"],
            no_se_graba=orden == 2,
        )
        fabricas.crear_ponente(charla, nombre="María Fernanda Aguirre", cargo_es="Directora", organizacion=nombre)
    fabricas.crear_pregunta(bloque, estado=EstadoPregunta.PUBLICADA, idioma="pt-br", texto="Quem pode participar?")
    fabricas.crear_cambio(seminario)


@pytest.fixture
def abrir(browser, live_server, quejas):
    """A function that opens a page on a device of its own; the test fails if the browser complains."""
    contextos, pedidos = [], []

    def abrir(ancho=TELEFONO, con_js=True, **opciones):
        contexto = browser.new_context(
            base_url=live_server.url,
            viewport={"width": ancho, "height": 700},
            java_script_enabled=con_js,
            timezone_id="America/Argentina/Buenos_Aires",
            reduced_motion="reduce",
            **opciones,
        )
        contextos.append(contexto)
        contexto.on("weberror", lambda error: quejas.append(str(error.error)))
        contexto.on("console", lambda m: quejas.append(m.text) if "Security Policy" in m.text else None)
        contexto.on("request", lambda pedido: pedidos.append(pedido.url))
        return contexto.new_page()

    abrir.pedidos = pedidos
    yield abrir
    for contexto in contextos:
        contexto.close()
    assert quejas == []
    assert [url for url in pedidos if not url.startswith((live_server.url, "data:"))] == []


# --- A walk -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ancho", "idioma", "con_js", "tema"),
    [
        (TELEFONO, "", True, "light"),
        (TELEFONO, "/pt-br", False, "light"),
        (ESCRITORIO, "", False, "light"),
        (ESCRITORIO, "/pt-br", True, "dark"),
    ],
)
def test_an_attendee_follows_the_seminar(programa, abrir, ancho, idioma, con_js, tema):
    page = abrir(ancho, con_js, color_scheme=tema)
    caminata = Caminata(page, f"agenda{idioma.replace('/', '-')}-{ancho}", con_axe=con_js)
    ahora, sigue, demora, transcripcion = PALABRAS[idioma]

    page.goto(f"{idioma}/agenda/")
    caminata.mirar("agenda")
    panel = page.locator(".en-vivo")
    expect(panel.locator("a").first).to_have_attribute("href", "https://video.example/en-vivo")
    expect(panel).to_contain_text(re.compile(rf"{ahora}\s+Experiencias · Lo que aprendió Santa Fe"))
    expect(panel).to_contain_text(re.compile(rf"{sigue}\s+\d\d:\d\d \([^)]+, GMT-3\) · Lo que aprendió Riobamba"))
    expect(panel).to_contain_text(
        re.compile(r"(Después|Depois): \d\d:\d\d \([^)]+, GMT-3\) · Miradas de instituciones")
    )
    expect(panel.locator("[data-sin-modulo]")).to_be_visible(visible=not con_js)
    expect(page.locator("#bloque-2 > .demora")).to_contain_text(demora)
    expect(page.locator("[aria-current=true]")).to_have_count(2)

    page.get_by_text(transcripcion).click()
    expect(page.locator(".transcripcion > div, .transcripcion > p").first).to_be_visible()
    caminata.mirar("transcripcion")

    caminata.pulsar("#charla-charla-de-2 h3 a")
    expect(page).to_have_url(re.compile(rf"{idioma}/agenda/charla-de-2/$"))
    page.go_back()
    caminata.pulsar(".otras a")
    caminata.mirar("cumbre")
    caminata.pulsar(".el-seminario h2 a")
    expect(page).to_have_url(re.compile(rf"{idioma}/agenda/$"))

    assert caminata.faltas == []


# --- While the page is open ---------------------------------------------------------------------


def test_a_delay_shows_in_an_open_page_and_disturbs_nobody(programa, abrir, a_menudo):
    page = abrir()
    page.goto("/agenda/")
    page.evaluate("window.esLaMisma = true")
    page.get_by_text("Leer la transcripción del video").click()
    enlace = page.get_by_role("link", name="La mirada 2")
    enlace.focus()
    estado = page.locator("[role=status]")
    expect(estado).to_be_empty()

    demorar(bloque=programa.bloques.get(orden=3), minutos=25)

    expect(page.locator("#bloque-3 > .demora")).to_contain_text("25 minutos más tarde de lo previsto")
    expect(page.locator(".cambios > ul > li")).to_have_count(2)
    expect(page.locator(".transcripcion")).to_have_attribute("open", "")
    expect(enlace).to_be_focused()
    expect(estado).to_contain_text("Lo que sigue va 25 minutos más tarde de lo previsto.")
    assert page.evaluate("window.esLaMisma")

    demorar(bloque=programa.bloques.get(orden=2), minutos=5)

    expect(estado).to_contain_text("Lo que sigue va 5 minutos más tarde de lo previsto.")
    expect(enlace).to_be_focused()


def test_an_open_page_moves_on_with_the_clock(programa, abrir, a_menudo, monkeypatch):
    page = abrir()
    page.goto("/agenda/")
    expect(page.locator("#charla-charla-de-1")).to_have_attribute("aria-current", "true")
    titulo = page.locator("#bloque-3 h2").element_handle()

    despues = programa.inicio + datetime.timedelta(minutes=60)
    monkeypatch.setattr("django.utils.timezone.now", lambda: despues)

    expect(page.locator("#bloque-3")).to_have_attribute("aria-current", "true")
    expect(page.locator("#bloque-3 > .horas").first).to_have_text("Ahora")
    expect(page.locator("#bloque-2")).not_to_have_attribute("aria-current", "true")
    expect(page.locator("[role=status]")).to_contain_text("Ahora: La mirada 1.")
    assert titulo.evaluate("e => e.isConnected")  # The same heading, not another one.


def test_the_readers_own_hour_moves_with_a_delay(programa, abrir, a_menudo, browser, live_server):
    contexto = browser.new_context(base_url=live_server.url, timezone_id="America/Lima")
    page = contexto.new_page()
    page.goto("/agenda/")
    suya = page.locator("#bloque-3 > .su-horario")

    demorar(bloque=programa.bloques.get(orden=3), minutos=25)

    hora = tiempo.en_zona(programa.inicio + datetime.timedelta(minutes=45 + 25), "America/Lima")
    expect(suya).to_contain_text(f"{hora:%H:%M}")
    expect(page.locator("#bloque-3 > .su-horario")).to_have_count(1)
    contexto.close()


def test_an_open_page_outlives_the_network_and_looks_again(programa, abrir, a_menudo):
    page = abrir()
    page.goto("/agenda/")

    page.context.set_offline(True)
    demorar(bloque=programa.bloques.get(orden=3), minutos=25)
    page.wait_for_timeout(2500)
    expect(page.locator("#bloque-3 > .demora")).to_contain_text("10 minutos más tarde")
    page.context.set_offline(False)

    expect(page.locator("#bloque-3 > .demora")).to_contain_text("25 minutos más tarde")


def test_a_hidden_page_asks_nothing_and_looks_at_once_when_it_is_back(programa, abrir, a_menudo):
    page = abrir()
    page.goto("/agenda/")
    esconder = """si => {
      Object.defineProperty(document, "hidden", { value: si, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }"""

    page.evaluate(esconder, True)
    page.wait_for_timeout(700)  # What had left before comes back.
    antes = len(abrir.pedidos)
    page.wait_for_timeout(2500)
    assert len(abrir.pedidos) == antes

    page.locator("[data-refrescar]").evaluate("e => { e.dataset.refrescar = 600 }")
    with page.expect_request("**/agenda/"):
        page.evaluate(esconder, False)


def test_an_open_front_page_shows_a_delay_too(programa, abrir):
    page = abrir()
    page.goto("/")
    tercero = page.locator(".linea-tiempo > li").nth(2)
    expect(tercero).to_contain_text("10 minutos más tarde de lo previsto")

    demorar(bloque=programa.bloques.get(orden=3), minutos=25)
    page.evaluate("() => { document.dispatchEvent(new Event('visibilitychange')) }")  # Instead of a minute.

    expect(tercero).to_contain_text("25 minutos más tarde de lo previsto")


def test_far_from_the_day_an_open_page_hardly_asks(programa, abrir):
    programa.inicio += datetime.timedelta(days=3)
    programa.save()
    programa.bloques.update(inicio=None, fin=None)
    page = abrir()

    page.goto("/agenda/")

    expect(page.locator("[data-refrescar]")).to_have_attribute("data-refrescar", "600")
    expect(page.locator(".en-vivo")).to_have_count(0)


# --- The video ----------------------------------------------------------------------------------


def _esperar(elemento, condicion):
    """Wait for a condition on an element; ``wait_for_function`` evaluates text, which the portal's policy forbids."""
    for _ in range(50):
        if elemento.evaluate(condicion):
            return
        elemento.page.wait_for_timeout(100)
    raise AssertionError(condicion)


@pytest.mark.parametrize(("idioma", "lengua"), [("", "es"), ("/pt-br", "pt-BR")])
def test_the_video_waits_for_the_keyboard_and_shows_captions(programa, abrir, a_menudo, idioma, lengua):
    page = abrir()
    page.goto(f"{idioma}/agenda/")
    page.wait_for_timeout(300)
    pedidos = [url.rpartition(".")[2] for url in abrir.pedidos if "/media/" in url]
    assert pedidos == ["webp"]  # The picture; neither the video nor its captions.
    video = page.locator("video")
    video.evaluate("v => { v.loop = true }")

    for _ in range(40):
        page.keyboard.press("Tab")
        if video.evaluate("v => v === document.activeElement"):
            break
    page.keyboard.press("Space")

    _esperar(video, "v => v.currentTime > 0.2")
    visibles = "v => [...v.textTracks].filter((t) => t.mode === 'showing').map((t) => t.language)"
    assert video.evaluate(visibles) == [lengua]
    _esperar(video, "v => [...v.textTracks].some((t) => t.cues?.length)")

    demorar(bloque=programa.bloques.get(orden=3), minutos=25)  # What changes around it does not stop it.

    expect(page.locator("#bloque-3 > .demora")).to_contain_text("25 minutos")
    assert video.evaluate("v => !v.paused && v.currentTime > 0")
    assert video.evaluate("v => v === document.activeElement")


def test_a_video_elsewhere_is_a_link_that_says_where_it_leads(programa, abrir):
    video = programa.bloques.get(orden=1).video
    video.archivo, video.url = "", "https://www.youtube.com/watch?v=abc"
    video.save()
    page = abrir()

    page.goto("/agenda/")

    enlace = page.get_by_role("link", name="Ver el video en youtube.com, otro sitio")
    expect(enlace).to_have_attribute("href", "https://www.youtube.com/watch?v=abc")
    expect(page.locator("video, iframe")).to_have_count(0)


# --- On paper -----------------------------------------------------------------------------------


def _hojas(page):
    page.goto("/agenda/")
    return len(HOJA.findall(page.pdf(prefer_css_page_size=True)))


def test_the_programme_fits_two_sheets_with_twelve_talks_too(programa, abrir):
    assert _hojas(abrir(ESCRITORIO)) <= 2

    tercero = programa.bloques.get(orden=3)
    for orden in range(3, 11):
        charla = fabricas.crear_intervencion(
            tercero,
            orden,
            titulo_es="La mirada de una institución de cooperación sobre los gobiernos locales",
            institucion=fabricas.crear_institucion(nombre="Organización de cooperación internacional"),
            minutos=10,
            idioma="es",
            interpretacion=["pt-br", "senias"],
        )
        for n in (1, 2):
            fabricas.crear_ponente(
                charla, orden=n, nombre="María Fernanda Aguirre", cargo_es="Directora de Cooperación Internacional"
            )

    assert _hojas(abrir(ESCRITORIO)) == 2
