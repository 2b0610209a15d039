"""The whole registration in a browser: from the front page's button to the withdrawal, by the mailed link."""

import re

import pytest
from playwright.sync_api import expect

from tests.puertas.navegador import ESCRITORIO, TELEFONO, Caminata, CaminataConTeclado

pytestmark = pytest.mark.xdist_group("portal")
ENLACE = re.compile(r"http://127\.0\.0\.1:\d+/\S*acceso/\S+")
SEGUIR = "main form button[type=submit]"
ERROR = re.compile(r"^(Error|Erro): ")


def _boton_de(campo):
    """Return the selector of the button that sends the form that has a field."""
    return f"form:has({campo}) button[type=submit]:not([name=seguir_delegacion], [formaction])"


def _paso(caminata, ruta):
    expect(caminata.page).to_have_url(re.compile(rf"/inscripcion/{ruta}(\?.*)?$"))


def _error(caminata, etiqueta, campo):
    """Send a form as it is: the summary is above the h1, has the focus and leads to the field; the title says so."""
    page = caminata.page
    caminata.pulsar(_boton_de(campo))
    assert ERROR.match(page.title())
    resumen = page.locator("[data-resumen-errores]")
    expect(resumen).to_be_focused()
    assert page.evaluate(
        "() => !!(document.querySelector('[data-resumen-errores]').compareDocumentPosition("
        "document.querySelector('h1')) & Node.DOCUMENT_POSITION_FOLLOWING)"
    )
    caminata.mirar(f"{etiqueta}-error")
    destinos = resumen.locator("a").evaluate_all("todos => todos.map((a) => a.hash.slice(1))")
    assert destinos
    for destino in destinos:
        expect(page.locator(f'[id="{destino}"]')).to_have_attribute("aria-invalid", "true")


def _ultimo_enlace(portal, direccion, tipo):
    """Run the worker; return the link of the last mail of a type that an address got."""
    portal.enviar_correo()
    recibidos = [mensaje for de, mensaje in portal.correos_de(direccion) if de == tipo]
    assert len(recibidos) == 1
    texto = recibidos[0].get_body(("plain",)).get_content()
    enlaces = set(ENLACE.findall(texto))
    assert len(enlaces) == 1
    return enlaces.pop()


def _entrar(caminata, enlace):
    """Open a mailed link: looking changes nothing, the button enters and the address loses the token."""
    caminata.page.goto(enlace)
    caminata.mirar("enlace")
    caminata.pulsar("main form button[type=submit]")
    assert "acceso" not in caminata.page.url


def _hasta_contacto(caminata, prefijo, tipo):
    """From the front page's button to the question of who registers."""
    page = caminata.page
    page.goto(f"{prefijo}/")
    caminata.mirar("portada")
    caminata.pulsar(f'.hero a.boton[href*="tipo={tipo}"]')
    _paso(caminata, "tipo/")
    caminata.mirar("tipo")
    caminata.pulsar(_boton_de("[name=tipo]"))
    _paso(caminata, "quien/")
    caminata.mirar("quien")


def _elegir_ciudad(caminata):
    _error(caminata, "quien", "#id_q")
    caminata.elegir("#id_pais", "EC")
    caminata.escribir("#id_q", "riob")
    caminata.pulsar(_boton_de("#id_q"))
    caminata.mirar("quien-resultados")
    _error(caminata, "quien-resultados", "[name=ciudad]")
    caminata.marcar('[name=ciudad][value="riobamba-ec"]')
    caminata.pulsar(_boton_de("[name=ciudad]"))


def _escribir_ciudad(caminata):
    caminata.elegir("#id_pais", "EC")
    caminata.escribir("#id_q", "Villa que falta")
    caminata.pulsar(_boton_de("#id_q"))
    caminata.mirar("quien-sin-resultados")
    caminata.escribir("#id_ciudad_otra", "Villa que falta")
    caminata.pulsar(_boton_de("#id_ciudad_otra"))


def _elegir_institucion(caminata):
    _error(caminata, "quien", "#id_q")
    caminata.escribir("#id_q", "iberoamericana")
    caminata.pulsar(_boton_de("#id_q"))
    caminata.mirar("quien-resultados")
    caminata.marcar('[name=institucion][value="segib"]')
    caminata.pulsar(_boton_de("[name=institucion]"))


def _contacto(caminata, email, *, participa):
    _paso(caminata, "contacto/")
    caminata.mirar("contacto")
    _error(caminata, "contacto", "#id_nombre")
    caminata.escribir("#id_nombre", "Ana Guamán")
    caminata.escribir("#id_email", email)
    caminata.escribir("#id_telefono", "+593 3 296-6000")
    caminata.escribir("#id_cargo", "Relaciones internacionales")
    caminata.marcar(f'[name=participa][value="{participa}"]')
    caminata.mirar("contacto-lleno")
    caminata.pulsar(_boton_de("#id_nombre"))
    _paso(caminata, "personas/")


def _personas(caminata):
    caminata.mirar("personas")
    _error(caminata, "personas", "#id_nombre")
    caminata.escribir("#id_nombre", "Luis Cando")
    caminata.mirar("personas-lleno")
    caminata.pulsar(_boton_de("#id_nombre"))
    expect(caminata.page.locator("main")).to_contain_text("Luis Cando")
    caminata.mirar("personas-dos")
    caminata.pulsar('button[formaction$="/personas/listas/"]')
    _paso(caminata, "actividades/")


def _cambiar_idioma(caminata):
    """The switch keeps the page and the draft, there and back."""
    page, antes = caminata.page, caminata.page.url
    for _ in range(2):
        caminata.pulsar(".portal-pie a[hreflang]")
        expect(page.locator("main")).to_contain_text("Ana Guamán")
    assert page.url == antes


def _actividades(caminata):
    caminata.mirar("actividades")
    expect(caminata.page.locator('[name=actividades][value="cooperacion-internacional"]')).to_be_checked()
    _error(caminata, "actividades", "[name=actividades]")
    caminata.marcar('[name="modalidad_cooperacion-internacional"][value="virtual"]')
    caminata.mirar("actividades-lleno")
    caminata.pulsar(_boton_de("[name=actividades]"))


def _aportes(caminata):
    _paso(caminata, "aportes/")
    caminata.mirar("aportes")
    caminata.pulsar('main a[href*="/aportes/nueva/saber/"]')
    caminata.mirar("ficha")
    _error(caminata, "ficha", "#id_titulo")
    caminata.escribir("#id_titulo", "Mercados de cercanía <b>")
    caminata.elegir("#id_unidad", caminata.page.locator("#id_unidad option").nth(1).get_attribute("value"))
    caminata.mirar("ficha-llena")
    caminata.pulsar(_boton_de("#id_titulo"))
    _paso(caminata, "aportes/")
    expect(caminata.page.locator("main")).to_contain_text("Mercados de cercanía <b>")
    caminata.mirar("aportes-uno")
    caminata.pulsar('form[action$="/aportes/listos/"] button')
    _paso(caminata, "experiencia/")
    caminata.mirar("experiencia")
    _error(caminata, "experiencia", "[name=quiere]")
    caminata.marcar('[name=quiere][value="si"]')
    caminata.escribir("#id_titulo", "La feria de los sábados")
    caminata.mirar("experiencia-llena")
    caminata.pulsar(_boton_de("[name=quiere]"))


def _mirada(caminata):
    _paso(caminata, "mirada/")
    caminata.mirar("mirada")
    caminata.escribir("#id_mirada", "Entre pares, sem receitas.")
    caminata.marcar('[name=aporta][value="todavia_no"]')
    caminata.mirar("mirada-llena")
    caminata.pulsar(_boton_de("#id_mirada"))


def _programas(caminata):
    _paso(caminata, "programas/")
    caminata.mirar("programas")
    caminata.pulsar('main a[href*="/programas/nuevo/"]')
    caminata.mirar("programa")
    _error(caminata, "programa", "#id_titulo")
    caminata.escribir("#id_titulo", "Fundo de capacitação")
    caminata.mirar("programa-lleno")
    caminata.pulsar(_boton_de("#id_titulo"))
    caminata.mirar("programas-uno")
    caminata.pulsar('form[action$="/programas/listos/"] button')


def _hasta_el_final(caminata):
    """Consents, check, one change that comes back to the check, confirmation."""
    page = caminata.page
    _paso(caminata, "consentimientos/")
    caminata.mirar("consentimientos")
    for casilla in page.locator("main [type=checkbox]").all():
        expect(casilla).not_to_be_checked()
    _error(caminata, "consentimientos", "[name=consentimiento_datos]")
    caminata.marcar("[name=consentimiento_datos]")
    caminata.mirar("consentimientos-lleno")
    caminata.pulsar(_boton_de("[name=consentimiento_datos]"))
    _paso(caminata, "revisar/")
    caminata.mirar("revisar")
    caminata.pulsar('dl a[href*="/inscripcion/contacto/?volver=revisar"] >> nth=0')
    caminata.escribir("#id_cargo", "Cooperación")
    caminata.pulsar(_boton_de("#id_cargo"))
    _paso(caminata, "revisar/")
    expect(page.locator("main")).to_contain_text("Cooperación")
    caminata.pulsar(SEGUIR)
    _paso(caminata, "lista/")
    caminata.mirar("lista")
    calendario = page.request.get(page.locator('a[href$="calendario.ics"]').get_attribute("href"))
    assert calendario.text().startswith("BEGIN:VCALENDAR")
    return page.locator(".referencia").inner_text()


def _mi_espacio(caminata, referencia):
    """Another device: what was registered is there; one more person; then the withdrawal."""
    page = caminata.page
    expect(page).to_have_url(re.compile("/mi-espacio/$"))
    expect(page.locator("main")).to_contain_text(referencia)
    expect(page.locator("main")).to_contain_text("Luis Cando")
    caminata.mirar("mi-espacio")
    caminata.pulsar('main a[href$="/inscripcion/personas/"]')
    caminata.escribir("#id_nombre", "Rosa Paz")
    caminata.pulsar(_boton_de("#id_nombre"))
    caminata.mirar("mi-espacio-personas")
    caminata.pulsar('button[formaction$="/personas/listas/"]')
    expect(page).to_have_url(re.compile("/mi-espacio/$"))
    expect(page.locator("main")).to_contain_text("Rosa Paz")
    caminata.pulsar('main a[href$="/mi-espacio/datos/"]')
    caminata.mirar("mis-datos")
    page.go_back()
    caminata.pulsar('main a[href$="/mi-espacio/retirar/"]')
    caminata.mirar("retirar")
    caminata.pulsar("main form button[type=submit]")
    expect(page).to_have_url(re.compile("/mi-espacio/$"))
    caminata.mirar("retirada")
    expect(page.locator('main a[href$="/mi-espacio/retirar/"]')).to_have_count(0)


CASOS = [
    pytest.param("ciudad", "", TELEFONO, True, Caminata, id="ciudad-es-320-js"),
    pytest.param("institucion", "/pt-br", TELEFONO, False, Caminata, id="institucion-pt-320-sin-js"),
]
DEMAS = [
    pytest.param("ciudad", "", ESCRITORIO, False, Caminata, id="ciudad-es-1280-sin-js"),
    pytest.param("institucion", "/pt-br", ESCRITORIO, True, CaminataConTeclado, id="institucion-pt-1280-js-teclado"),
    pytest.param("ciudad", "/pt-br", ESCRITORIO, True, CaminataConTeclado, id="ciudad-pt-1280-js-teclado"),
    pytest.param("ciudad", "/pt-br", TELEFONO, False, Caminata, id="ciudad-pt-320-sin-js"),
    pytest.param("institucion", "", TELEFONO, True, Caminata, id="institucion-es-320-js"),
    pytest.param("institucion", "", ESCRITORIO, False, CaminataConTeclado, id="institucion-es-1280-sin-js-teclado"),
]


def _recorrer(dispositivo, portal, tipo, prefijo, ancho, con_js, mano, *, lenta=False):
    """Walk the whole way: a city confirms where it began, an institution goes on elsewhere by the draft's link."""
    nombre = f"{tipo}{prefijo.replace('/', '-')}-{ancho}-{'js' if con_js else 'sin-js'}"
    email = f"ana-{nombre}{'-lenta' * lenta}@delegacion.example"
    opciones = {"ancho": ancho, "con_js": con_js, "lenta": lenta}
    caminata = mano(dispositivo(**opciones), f"{nombre}/1", con_axe=con_js and not lenta)
    otro = mano(dispositivo(**opciones), f"{nombre}/2", con_axe=con_js and not lenta)

    _hasta_contacto(caminata, prefijo, tipo)
    if tipo == "institucion":
        _elegir_institucion(caminata)
    else:
        (_elegir_ciudad if con_js else _escribir_ciudad)(caminata)
    _contacto(caminata, email, participa="si")
    _cambiar_idioma(caminata)
    _personas(caminata)
    _actividades(caminata)
    if tipo == "institucion":
        _mirada(caminata)
        _entrar(otro, _ultimo_enlace(portal, email, "enlace_borrador"))
        _programas(otro)
        referencia = _hasta_el_final(otro)
        otro.page.goto(f"{prefijo}/mi-espacio/")
    else:
        _aportes(caminata)
        referencia = _hasta_el_final(caminata)
        _entrar(otro, _ultimo_enlace(portal, email, "inscripcion_confirmada"))
    _mi_espacio(otro, referencia)
    assert caminata.faltas + otro.faltas == []


@pytest.mark.parametrize(("tipo", "prefijo", "ancho", "con_js", "mano"), CASOS)
def test_a_delegation_registers(dispositivo, portal, tipo, prefijo, ancho, con_js, mano):
    _recorrer(dispositivo, portal, tipo, prefijo, ancho, con_js, mano)


@pytest.mark.largo
@pytest.mark.parametrize(("tipo", "prefijo", "ancho", "con_js", "mano"), DEMAS)
def test_a_delegation_registers_in_every_other_way(dispositivo, portal, tipo, prefijo, ancho, con_js, mano):
    _recorrer(dispositivo, portal, tipo, prefijo, ancho, con_js, mano)


@pytest.mark.largo
def test_a_delegation_registers_over_a_slow_line_without_scripts(dispositivo, portal):
    _recorrer(dispositivo, portal, "ciudad", "", TELEFONO, False, Caminata, lenta=True)
