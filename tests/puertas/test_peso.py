"""What a first visit to a public page costs, everything included, as production serves it."""

from operator import gt

import pytest

from tests.puertas.direcciones import PUBLICAS

pytestmark = pytest.mark.xdist_group("portal")
TOPES = (70_000, 8, 14 * 1024, 20_000, 5_000)  # Bytes, requests, bytes of HTML, CSS and JavaScript.


class Red:
    """Counts what the network carries for each page, headers included; every page is the first one for the cache.

    What the browser draws of its own, such as the controls of a video, comes from ``data:`` addresses.
    """

    def __init__(self, page):
        self.page, self.tipos, self.bytes, self.pedidos = page, {}, {}, {}
        self.protocolo = page.context.new_cdp_session(page)
        self.protocolo.send("Network.enable")
        self.protocolo.on(
            "Network.requestWillBeSent", lambda e: self.pedidos.update({e["requestId"]: e["request"]["url"]})
        )
        self.protocolo.on("Network.responseReceived", lambda e: self.tipos.update({e["requestId"]: e["type"]}))
        self.protocolo.on(
            "Network.loadingFinished", lambda e: self.bytes.update({e["requestId"]: e["encodedDataLength"]})
        )

    def medir(self, direccion):
        """Return total bytes, number of requests and the bytes of HTML, CSS and JavaScript of a cold visit."""
        self.page.goto("about:blank")  # What the page before still asks for is not of this one.
        self.protocolo.send("Network.clearBrowserCache")
        for anotado in (self.tipos, self.bytes, self.pedidos):
            anotado.clear()
        self.page.goto(direccion)
        self.page.evaluate("document.fonts.ready")
        for _vez in range(500):
            if self._llego_todo():
                break
            self.page.wait_for_timeout(20)
        return (
            sum(self.bytes.values()),
            len([url for url in self.pedidos.values() if not url.startswith("data:")]),
            self._de("Document"),
            self._de("Stylesheet"),
            self._de("Script"),
        )

    def _llego_todo(self):
        """True if all that was asked for is here; the icon is asked for last, once the page is shown."""
        return "favicon" in "".join(self.pedidos.values()) and self.pedidos.keys() <= self.bytes.keys()

    def _de(self, tipo):
        return sum(n for pedido, n in self.bytes.items() if self.tipos.get(pedido) == tipo)


def test_a_cold_page_is_light(dispositivo):
    red = Red(dispositivo())
    medidas = {url: red.medir(url) for url in [*PUBLICAS, "/pt-br/", "/pt-br/agenda/", "/pt-br/proyectos/"]}

    excesos = {url: medida for url, medida in medidas.items() if any(map(gt, medida, TOPES))}
    assert excesos == {}
    assert min(pedidos for _, pedidos, *_ in medidas.values()) >= 4  # Page, two style sheets, font: all of it is seen.
    otra_vez, pedidos, *_ = red.medir("/")
    assert (pedidos, abs(otra_vez - medidas["/"][0]) < 500) == (medidas["/"][1], True)  # As cold; gzip is randomised.
