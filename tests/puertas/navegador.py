"""Pages in a browser, held at every look to what only a browser sees; and two ways of using them."""

import os
import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

from tests.entorno import ROOT

CAPTURAS = ROOT / "var" / "capturas"
TELEFONO, ESCRITORIO = 320, 1280
NORMAS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = Axe()
DUDAS = ("<text ", "<time ")  # Names on the map, over arcs; hours beside the drawn line of time: looked at.
OPCIONES_DE_AXE = {"runOnly": {"type": "tag", "values": NORMAS}, "resultTypes": ["violations", "incomplete"]}
TOQUE = 44
# Buttons, fields and choices of the content; a choice is its box together with its label. Links in text are axe's.
CHICOS = """(minimo) => {
  const todos = "button, a.boton, summary, select, textarea, input";
  const grupos = [...document.querySelector("main").querySelectorAll(todos)]
    .filter((e) => e.type !== "hidden" && e.checkVisibility() && !e.closest("[aria-hidden=true]"))
    .map((e) => (e.type === "radio" || e.type === "checkbox" ? [e, ...e.labels] : [e]));
  return grupos.flatMap((partes) => {
    const cajas = partes.map((p) => p.getBoundingClientRect());
    const alto = Math.max(...cajas.map((c) => c.bottom)) - Math.min(...cajas.map((c) => c.top));
    const ancho = Math.max(...cajas.map((c) => c.right)) - Math.min(...cajas.map((c) => c.left));
    return alto < minimo - 0.5 || ancho < minimo - 0.5 ? [`${partes[0].outerHTML.slice(0, 120)} ${ancho}x${alto}`] : [];
  });
}"""


def nuevo_contexto(browser, portal, quejas, *, ancho=TELEFONO, con_js=True, tema="light", idioma="es-AR"):
    """Return a browser context of its own ("another device"); what the browser complains of goes to `quejas`."""
    contexto = browser.new_context(
        base_url=portal.url,
        viewport={"width": ancho, "height": 720 if ancho > 600 else 640},
        java_script_enabled=con_js,
        color_scheme=tema,
        locale=idioma,
        timezone_id="America/Lima",
        reduced_motion="reduce",
    )
    contexto.set_default_timeout(15_000)
    contexto.on("weberror", lambda error: quejas.append(str(error.error)))
    contexto.on("console", lambda m: quejas.append(m.text) if "Security Policy" in m.text else None)
    contexto.on(
        "request", lambda r: quejas.append(f"a un tercero: {r.url}") if not r.url.startswith(portal.url) else None
    )
    contexto.on("response", lambda r: quejas.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    return contexto


def hacer_lenta(page):
    """Give a page the line that quality.md asks for: 400 ms and 400 kbit/s."""
    linea = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", linea)


def hallazgos(page):
    """Return what axe finds, or cannot tell, except for the ground of ``DUDAS``: the rule and the element."""
    page.wait_for_load_state()
    respuesta = AXE.run(page, options=OPCIONES_DE_AXE).response
    return [
        f"{regla['id']}: {nodo['html'][:160]} {nodo.get('failureSummary', '')[:300]}"
        for regla in respuesta["violations"] + respuesta["incomplete"]
        for nodo in regla["nodes"]
        if not (regla["id"] == "color-contrast" and nodo["html"].startswith(DUDAS))
    ]


def faltas_de_vista(page, toque=TOQUE):
    """Return what is wrong with the page as laid out: what hangs over its edge, what is too small to touch."""
    page.wait_for_load_state()  # A click comes back when the next page begins: it has no element yet.
    faltas = []
    sobra = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if sobra > 0:
        faltas.append(f"sobran {sobra} px de ancho")
    return faltas + [f"chico: {uno}" for uno in page.evaluate(CHICOS, toque)]


def capturar(page, carpeta, nombre):
    """Keep a picture of the whole page under ``var/capturas``, if ``CAPTURAS=1`` asks for it."""
    if os.environ.get("CAPTURAS") == "1":
        page.screenshot(path=CAPTURAS / carpeta / f"{nombre}.png", full_page=True)


def pulsar(page, selector):
    """Click what leads to another page and wait for that page: what is read next is never the one that is left."""
    with page.expect_navigation():
        page.locator(selector).click()


class Caminata:
    """Somebody who walks through the portal with a pointer; each look at a page adds to what is wrong."""

    def __init__(self, page, nombre, *, con_axe):
        self.page, self.nombre, self.con_axe = page, nombre, con_axe
        self.faltas, self.vistas = [], 0

    def mirar(self, etiqueta):
        """Look at the page as it is now."""
        self.vistas += 1
        titulo = re.sub(r"\s+", " ", self.page.title())
        encontradas = faltas_de_vista(self.page) + (hallazgos(self.page) if self.con_axe else [])
        self.faltas += [f"{etiqueta} ({titulo}): {falta}" for falta in encontradas]
        capturar(self.page, Path(self.nombre), f"{self.vistas:02}-{etiqueta}")

    def pulsar(self, selector):
        """Use a link or a button and wait for the page it leads to."""
        with self.page.expect_navigation():
            self.activar(self.page.locator(selector))

    def activar(self, elemento):
        elemento.click()

    def marcar(self, selector):
        self.page.locator(selector).check()

    def escribir(self, selector, texto):
        self.page.locator(selector).fill(texto)

    def elegir(self, selector, valor):
        self.page.locator(selector).select_option(valor)


class CaminataConTeclado(Caminata):
    """The same with Tab, the arrows, Space and Enter alone; the focus must show where it is."""

    def ir_a(self, elemento):
        elemento.wait_for(state="attached")
        for _ in range(150):
            if elemento.evaluate("e => e === document.activeElement"):
                visible = self.page.evaluate(
                    "() => { const e = getComputedStyle(document.activeElement);"
                    " return e.outlineStyle !== 'none' || e.boxShadow !== 'none' }"
                )
                if not visible:
                    self.faltas.append(f"foco que no se ve: {elemento.evaluate('e => e.outerHTML')[:120]}")
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"el teclado no llega a {elemento}")

    def activar(self, elemento):
        self.ir_a(elemento)
        self.page.keyboard.press("Enter")

    def marcar(self, selector):
        elemento = self.page.locator(selector)
        if elemento.get_attribute("type") == "radio":
            self._marcar_opcion(elemento)
        else:
            self.ir_a(elemento)
            if not elemento.is_checked():
                self.page.keyboard.press("Space")
        assert elemento.is_checked()

    def _marcar_opcion(self, elemento):
        """Tab enters a group of radios at its chosen or first one; the arrows choose."""
        grupo = self.page.locator(f'input[type=radio][name="{elemento.get_attribute("name")}"]')
        for _ in range(150):
            if grupo.evaluate_all("todos => todos.includes(document.activeElement)"):
                break
            self.page.keyboard.press("Tab")
        self.page.keyboard.press("Space")
        for _ in range(grupo.count()):
            if elemento.is_checked():
                return
            self.page.keyboard.press("ArrowDown")

    def escribir(self, selector, texto):
        self.ir_a(self.page.locator(selector))
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(texto)

    def elegir(self, selector, valor):
        elemento = self.page.locator(selector)
        self.ir_a(elemento)
        nombre = elemento.locator(f'option[value="{valor}"]').inner_text()
        self.page.keyboard.type(nombre[:4])
        assert elemento.input_value() == valor
