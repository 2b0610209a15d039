"""Staff at the door with a phone: a code, the camera, two devices, a bad line, a walk-in; and without scripts."""

import time

import pytest
import segno
from django.contrib.auth import get_user_model
from django.test import Client
from PIL import Image
from playwright.sync_api import expect

from acreditacion import presencias
from acreditacion.models import Presencia
from inscripciones.models import Participante
from tests import fabricas
from tests.conftest import BROWSER_FLAGS, browser_path
from tests.inscripciones.delegaciones import confirmada
from tests.puertas.navegador import capturar, faltas_de_vista, hallazgos, pulsar

CODIGO, TELEFONO = "7K3M9QXW", 390
PUERTA = "/admin/acreditacion/presencia/puerta/sem/"
FALSO = """
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect() { return window.dicho ? [{ rawValue: window.dicho }] : []; }
};
"""


@pytest.fixture
def sala(transactional_db):
    return fabricas.crear_actividad(titulo_es="Seminario", titulo_pt_br="Seminário", slug="sem", cupo_presencial=3)


@pytest.fixture
def ana(sala):
    ciudad = fabricas.crear_ciudad(nombre="Riobamba", pais="EC")
    persona = confirmada(sala, contacto=fabricas.crear_contacto(ciudad=ciudad)).participantes.get()
    persona.nombre, persona.entrada = "Ana Paz", CODIGO
    persona.save()
    return persona


@pytest.fixture
def telefono(browser, browser_context_args, live_server, settings, quejas):
    """A function that opens a phone at the door, with staff logged in; the test fails if the browser complains."""
    settings.SITE_URL = live_server.url
    usuaria = get_user_model().objects.create_superuser("acreditacion", password="x" * 16)
    contextos = []

    def abrir(puesto="", navegador=browser, **opciones):
        client = Client()
        client.force_login(usuaria)
        if puesto:
            client.post("/admin/acreditacion/presencia/puerta/", {"puesto": puesto})
        medida = {"viewport": {"width": TELEFONO, "height": 780}, "reduced_motion": "reduce"}
        contexto = navegador.new_context(**{**browser_context_args, **medida, **opciones})
        contexto.set_default_timeout(10_000)
        contextos.append(contexto)
        galleta = client.cookies[settings.SESSION_COOKIE_NAME]
        contexto.add_cookies([{"name": galleta.key, "value": galleta.value, "url": live_server.url}])
        contexto.on("weberror", lambda error: quejas.append(str(error.error)))
        contexto.on("console", lambda m: quejas.append(m.text) if "Security Policy" in m.text else None)
        return contexto.new_page()

    yield abrir
    for contexto in contextos:
        contexto.close()
    assert quejas == []


def titulo(page):
    return page.locator("#pase-titulo")


def escribir(page, texto):
    page.fill("#id_texto", texto)
    page.click(".puerta-pase button")


def test_a_typed_code_a_second_device_and_taking_it_back(telefono, ana):
    uno, otro = telefono("Puerta 1"), telefono("Puerta 2")
    uno.goto(PUERTA)
    faltas = [*faltas_de_vista(uno), *hallazgos(uno)]

    escribir(uno, "7k3m 90xw")  # a zero for a Q
    expect(titulo(uno)).to_have_text("Puede pasar")
    faltas += [*faltas_de_vista(uno), *hallazgos(uno)]
    capturar(uno, "puerta", "puede-pasar")
    otro.goto(PUERTA)
    escribir(otro, CODIGO)
    expect(titulo(otro)).to_contain_text("en Puerta 1")
    faltas += [*faltas_de_vista(otro), *hallazgos(otro)]
    capturar(otro, "puerta", "ya-entro")
    uno.locator(".pase button:has-text('Deshacer')").click()
    expect(titulo(uno)).to_have_text("Entrada deshecha")

    assert faltas == []
    assert uno.locator("[data-ocupacion]").inner_text() == "Adentro: 0 de 3. Con lugar: 1."
    assert Presencia.objects.get().anulada_el is not None


def test_a_bad_line_keeps_what_was_typed_and_makes_one_entry(telefono, ana):
    page = telefono()
    page.goto(PUERTA)
    page.context.set_offline(True)

    escribir(page, CODIGO)
    expect(page.locator("[data-linea]")).to_contain_text(f"Sin conexión. Se guardó «{CODIGO}»")
    page.context.set_offline(False)

    expect(titulo(page)).to_have_text("Puede pasar")
    assert Presencia.objects.count() == 1


def test_the_count_of_the_room_follows_what_happens_elsewhere(telefono, ana, sala):
    page, respuestas = telefono(), []
    page.on("response", lambda r: respuestas.append(r.status) if "/ocupacion/" in r.url else None)
    page.clock.install()
    page.goto(PUERTA)
    cuentas = page.locator("[data-ocupacion]")
    antes = cuentas.inner_text()

    for _n in range(2):
        with page.expect_response("**/ocupacion/"):
            page.clock.fast_forward(16_000)
    fabricas.crear_presencia(ana, sala)
    page.clock.fast_forward(16_000)

    expect(cuentas).to_have_text("Adentro: 1 de 3. Con lugar: 1.")
    assert (antes, respuestas) == ("Adentro: 0 de 3. Con lugar: 1.", [200, 304, 200])


def test_an_answer_that_got_lost_is_asked_for_again_and_is_the_same(telefono, ana):
    """The first request reaches the portal and its answer does not come back."""
    page, veces = telefono(), []

    def perder(route):
        veces.append(route.request.post_data)
        if len(veces) == 1:
            route.fetch()
            route.abort("connectionreset")
        else:
            route.continue_()

    page.goto(PUERTA)
    page.route("**/registrar/", perder)
    escribir(page, CODIGO)

    expect(titulo(page)).to_have_text("Puede pasar")
    assert (len(veces), len(set(veces)), Presencia.objects.count()) == (2, 1, 1)


def problema(page):
    return page.locator("[data-problema]")


def test_an_answer_of_another_page_says_that_nothing_was_done_and_keeps_the_code(telefono, ana):
    """As when another tab entered again: the seal of this page's form is no longer good."""
    page = telefono()
    page.goto(PUERTA)
    galleta = next(g for g in page.context.cookies() if "csrf" in g["name"])
    page.context.add_cookies([{**galleta, "value": "x" * 32}])

    escribir(page, CODIGO)
    expect(problema(page)).to_contain_text(f"Nada se hizo con «{CODIGO}»")
    faltas = [*faltas_de_vista(page), *hallazgos(page)]
    assert (page.input_value("#id_texto"), Presencia.objects.count()) == (CODIGO, 0)
    with page.expect_navigation():
        page.click("text=Volver a cargar la puerta")
    traido = page.input_value("#id_texto")
    page.click(".puerta-pase button")

    expect(titulo(page)).to_have_text("Puede pasar")
    assert (traido, faltas) == (CODIGO, [])


def test_who_cannot_be_registered_frees_the_phone_after_a_while(telefono, ana):
    page, veces = telefono(), []

    def fallar(route):
        veces.append(route.request.post_data)
        route.fulfill(status=500, body="")

    page.clock.install()
    page.goto(PUERTA)
    page.route("**/registrar/", fallar)
    escribir(page, "7K3M9QXX")
    expect(page.locator("[data-linea]")).to_contain_text("Se guardó «7K3M9QXX»")
    escribir(page, CODIGO)
    expect(page.locator("[data-linea]")).to_contain_text("Todavía se está registrando «7K3M9QXX»")
    for _vez in range(10):
        page.clock.run_for(8_000)

    expect(problema(page)).to_contain_text("no se sabe si recibió «7K3M9QXX»")
    expect(page.locator("[data-linea]")).to_be_hidden()
    assert (page.input_value("#id_texto"), len(set(veces)), 3 < len(veces) < 9) == (CODIGO, 1, True)
    page.unroute("**/registrar/")
    page.click(".puerta-pase button")
    expect(titulo(page)).to_have_text("Puede pasar")
    expect(problema(page)).to_be_hidden()


def test_what_is_typed_while_another_is_sent_stays_in_the_box(telefono, ana):
    page, pendientes = telefono(), []
    page.goto(PUERTA)
    page.route("**/registrar/", lambda route: pendientes.append(route))
    escribir(page, CODIGO)
    expect(page.locator("[data-linea]")).to_contain_text(f"Registrando «{CODIGO}»")
    page.fill("#id_texto", "7K3M9QXX")
    pendientes[0].continue_()

    expect(titulo(page)).to_have_text("Puede pasar")
    expect(page.locator("#id_texto")).to_have_value("7K3M9QXX")


@pytest.mark.parametrize("con_guiones", [True, False])
def test_who_is_replaced_at_that_instant_is_told_at_the_door_which_goes_on(telefono, ana, monkeypatch, con_guiones):
    registrar = presencias.registrar

    def sustituir_y_registrar(**datos):
        Participante.objects.filter(pk=ana.pk).update(nombre="Otra", entrada="7K3M9QXX")
        return registrar(**datos)

    page = telefono("Puerta 1", java_script_enabled=con_guiones)
    page.goto(PUERTA)
    monkeypatch.setattr(presencias, "registrar", sustituir_y_registrar)
    escribir(page, CODIGO)

    expect(page.get_by_role("alert")).to_have_text(
        "La inscripción cambió mientras tanto: busque a la persona de nuevo."
    )
    assert page.url.endswith(PUERTA if con_guiones else f"{PUERTA}?cambio=")
    monkeypatch.undo()
    escribir(page, "7K3M9QXX")
    expect(titulo(page)).to_have_text("Puede pasar")


def test_a_walk_in_takes_less_than_twenty_seconds(telefono, ana):
    page = telefono("Puerta 1")
    page.goto(PUERTA)
    desde = time.monotonic()

    pulsar(page, "text=Inscribir a alguien en la puerta")
    page.locator("#id_nombre").press_sequentially("Zulema Quiroga", delay=60)
    page.locator("#id_quien").press_sequentially("riob", delay=60)
    page.check("#id_consentimiento_datos")
    pulsar(page, "form.formulario > button")
    faltas = faltas_de_vista(page)
    capturar(page, "puerta", "cual")
    page.check("text=Riobamba (Ecuador)")
    pulsar(page, "form.formulario > button")
    tarda = time.monotonic() - desde

    assert titulo(page).inner_text() == "Puede pasar"
    assert Presencia.objects.get().participante.inscripcion == ana.inscripcion
    assert (tarda < 20, faltas + faltas_de_vista(page) + hallazgos(page)) == (True, [])


# --- The camera ---------------------------------------------------------------------------------


def filmar(carpeta, codigo):
    """Write the video that a camera would see before the entry of that code: one still picture, and return its path."""
    ancho, alto, lado = 640, 480, 300
    qr = segno.make_qr(codigo, error="q")
    pequenia = carpeta / "qr.png"
    qr.save(str(pequenia), scale=1, border=4)
    cuadro = Image.new("L", (ancho, alto), 150)
    with Image.open(pequenia) as dibujo:
        recto = dibujo.convert("L").resize((lado, lado), Image.Resampling.NEAREST).rotate(7, expand=True, fillcolor=200)
    cuadro.paste(recto, ((ancho - recto.width) // 2, (alto - recto.height) // 2))
    video = carpeta / "camara.y4m"
    gris = bytes([128]) * (ancho * alto // 4)
    cuerpo = b"".join(b"FRAME\n" + cuadro.tobytes() + gris + gris for _n in range(4))
    video.write_bytes(f"YUV4MPEG2 W{ancho} H{alto} F10:1 Ip A1:1 C420jpeg\n".encode() + cuerpo)
    return video


@pytest.fixture
def con_camara(playwright, tmp_path):
    """A browser whose camera looks at the entry of ``CODIGO``."""
    camara = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={filmar(tmp_path, CODIGO)}",
    ]
    navegador = playwright.chromium.launch(executable_path=browser_path(), args=[*BROWSER_FLAGS, *camara])
    yield navegador
    navegador.close()


def test_the_camera_reads_an_entry_with_the_reader_of_our_own(telefono, con_camara, ana):
    page, pedidos = telefono("Puerta 1", navegador=con_camara), []
    page.on("request", lambda r: pedidos.append(r.url))
    page.goto(PUERTA)
    antes = [url for url in pedidos if "lector_qr" in url]
    assert page.evaluate("'BarcodeDetector' in window") is False

    page.click("text=Encender la cámara")

    expect(titulo(page)).to_have_text("Puede pasar")
    expect(page.locator("[data-siguiente]")).to_be_visible()
    capturar(page, "puerta", "camara")
    assert (antes, len([url for url in pedidos if "lector_qr" in url])) == ([], 1)
    assert Presencia.objects.get().medio == "qr"
    page.click("[data-siguiente]")
    expect(titulo(page)).to_contain_text("Ya había entrado")
    page.click("text=Apagar la cámara")
    expect(page.locator("video")).to_be_hidden()
    assert [*faltas_de_vista(page), *hallazgos(page)] == []


def test_the_camera_reads_with_the_browsers_own_reader_where_there_is_one(telefono, con_camara, ana):
    page, pedidos = telefono(navegador=con_camara), []
    page.on("request", lambda r: pedidos.append(r.url))
    page.add_init_script(FALSO)
    page.goto(PUERTA)

    page.click("text=Encender la cámara")
    expect(page.locator("[data-aviso]")).to_have_text("Apunte al código QR de la entrada.")
    page.evaluate(f"window.dicho = '{CODIGO}'")

    expect(titulo(page)).to_have_text("Puede pasar")
    assert [url for url in pedidos if "lector_qr" in url] == []


@pytest.mark.parametrize(
    ("falla", "dicho"),
    [("NotAllowedError", "no tiene permiso"), ("NotFoundError", "No se encontró una cámara")],
)
def test_a_camera_that_cannot_be_used_says_what_to_do_and_typing_works(telefono, ana, falla, dicho):
    page = telefono()
    page.add_init_script(
        f"navigator.mediaDevices.getUserMedia = async () => {{ throw new DOMException('', '{falla}'); }}"
    )
    page.goto(PUERTA)

    page.click("text=Encender la cámara")

    expect(page.locator("[data-aviso]")).to_contain_text(dicho)
    escribir(page, CODIGO)
    expect(titulo(page)).to_have_text("Puede pasar")


# --- Without scripts, and the other widths and language -----------------------------------------


def test_the_door_works_without_scripts(telefono, ana):
    page = telefono("Puerta 1", java_script_enabled=False)
    page.goto(PUERTA)
    assert page.locator("[data-camara]").is_hidden()

    page.fill("#id_texto", "riobamba")
    pulsar(page, ".puerta-pase button")
    pulsar(page, "button:has-text('Registrar su entrada')")
    primera = titulo(page).inner_text()
    page.reload()
    page.fill("#id_texto", CODIGO)
    pulsar(page, ".puerta-pase button")
    segunda = titulo(page).inner_text()
    pulsar(page, "li button:has-text('Deshacer')")

    assert primera == "Puede pasar"
    assert segunda.startswith("Ya había entrado a las ")
    assert titulo(page).inner_text() == "Entrada deshecha"
    assert Presencia.objects.vigentes().count() == 0


LARGAS = [
    pytest.param(idioma, ancho, 1, marks=pytest.mark.largo)
    for idioma, ancho in (("", 320), ("/pt-br", 320), ("", 1280), ("/pt-br", 1280))
]


@pytest.mark.parametrize(("idioma", "ancho", "de_a"), [("/pt-br", 320, 3), *LARGAS])
def test_the_pages_of_the_door_are_in_order(telefono, ana, sala, idioma, ancho, de_a):
    """All of them, or one of every ``de_a``."""
    presencia = fabricas.crear_presencia(ana, sala)
    lista = fabricas.crear_participante(ana.inscripcion, nombre="Participante con un nombre bastante largo")
    page = telefono("Puerta 1", viewport={"width": ancho, "height": 700})
    paginas = ["", "sem/", "sem/?q=riobamba", "sem/?q=nadie", "sem/?todas", f"sem/persona/{CODIGO}/"]
    paginas += [f"sem/persona/{lista.entrada}/", f"sem/persona/{lista.entrada}/?sin_lugar"]
    paginas += [f"sem/entrada/{presencia.pk}/", "sem/inscribir/"]
    faltas = {}
    for n, pagina in enumerate(paginas[::de_a]):
        page.goto(f"{idioma}/admin/acreditacion/presencia/puerta/{pagina}")
        capturar(page, "puerta", f"{idioma.strip('/') or 'es'}-{ancho}-{n}")
        if hay := [*faltas_de_vista(page), *hallazgos(page)]:
            faltas[pagina] = hay
    page.goto(f"{idioma}/admin/acreditacion/presencia/puerta/sem/inscribir/")
    page.fill("#id_quien", "riob")
    pulsar(page, "form.formulario > button")
    capturar(page, "puerta", f"{idioma.strip('/') or 'es'}-{ancho}-error")
    assert (faltas, [*faltas_de_vista(page), *hallazgos(page)]) == ({}, [])
