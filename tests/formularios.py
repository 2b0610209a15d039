"""A reader of pages for tests: finds a form as the browser sees it and sends it with some answers changed."""

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit


class _Lector(HTMLParser):
    def __init__(self):
        super().__init__()
        self.formularios, self._actual, self._area, self._select = [], None, None, None

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == "form":
            self._actual = {
                "accion": a.get("action") or "",
                "metodo": a.get("method", "get"),
                "campos": [],
                "botones": [],
            }
            self.formularios.append(self._actual)
        if self._actual is None:
            return
        nombre = a.get("name")
        if tag == "input" and nombre:
            if a.get("type") in ("checkbox", "radio") and "checked" not in a:
                self._actual["campos"].append((nombre, None))
            else:
                self._actual["campos"].append((nombre, a.get("value", "on" if a.get("type") == "checkbox" else "")))
        elif tag == "textarea" and nombre:
            self._area = [nombre, ""]
        elif tag == "select" and nombre:
            self._select = [nombre, None, None]
        elif tag == "option" and self._select:
            if self._select[2] is None:
                self._select[2] = a.get("value", "")
            if "selected" in a:
                self._select[1] = a.get("value", "")
        elif tag == "button" and nombre:
            self._actual["botones"].append((nombre, a.get("value", "")))

    def handle_data(self, data):
        if self._area:
            self._area[1] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self._actual = None
        elif tag == "textarea" and self._area:
            self._actual["campos"].append((self._area[0], self._area[1].removeprefix("\n")))
            self._area = None
        elif tag == "select" and self._select:
            nombre, elegido, primero = self._select
            self._actual["campos"].append((nombre, elegido if elegido is not None else primero or ""))
            self._select = None


def formularios(response):
    """Return the forms of a page: dictionaries with ``accion``, ``metodo``, ``campos`` (pairs) and ``botones``."""
    lector = _Lector()
    lector.feed(response.content.decode())
    return lector.formularios


def formulario(response, con):
    """Return the first form that has a field or a button named ``con``."""
    for uno in formularios(response):
        if con in {n for n, _v in uno["campos"]} | {n for n, _v in uno["botones"]}:
            return uno
    raise AssertionError(f"no form with {con!r} in {response.request['PATH_INFO']}")


def datos_de(uno, **cambios):
    """Return what the form would send, with answers changed; every name must exist, ``None`` leaves one out."""
    datos = {}
    for nombre, valor in uno["campos"]:
        datos.setdefault(nombre, [])
        if valor is not None:
            datos[nombre].append(valor)
    for nombre, valor in cambios.items():
        assert nombre in datos or nombre in dict(uno["botones"]), f"the form has no {nombre!r}: {sorted(datos)}"
        datos[nombre] = [] if valor is None else [str(v) for v in valor] if isinstance(valor, list) else [str(valor)]
    return {nombre: valores for nombre, valores in datos.items() if valores}


def enviar(client, response, con, follow=True, **cambios):
    """Send the form of ``response`` that has ``con``, as a browser would, and return the next page."""
    uno = formulario(response, con)
    pedido = response.request
    actual = pedido["PATH_INFO"] + (f"?{pedido['QUERY_STRING']}" if pedido["QUERY_STRING"] else "")
    destino = urljoin(actual, uno["accion"]) if uno["accion"] else actual
    datos = datos_de(uno, **cambios)
    if uno["metodo"] == "post":
        return client.post(destino, datos, follow=follow)
    return client.get(urlsplit(destino).path, datos, follow=follow)
