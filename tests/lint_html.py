"""What every HTML answer must fulfil, and the fixture that holds each answer of the test client to it.

The rules are those of quality.md that a parser can see; contrast, focus and sizes are for ``tests/puertas``.
Django's own admin pages answer for less: their forms are not ours.
"""

import functools
import gzip
import re

import html5lib
import pytest
from django.test import Client
from lxml import etree

CONTROLES = {"input", "select", "textarea"}
SIN_ETIQUETA = {"hidden", "submit", "button", "reset", "image"}
TITULARES = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
REFERENCIAS = ("aria-describedby", "aria-labelledby", "aria-controls", "aria-errormessage", "list")
IDIOMAS = {"es", "pt-BR"}
HIJOS = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd", "div"},
    "select": {"option", "optgroup"},
    "tr": {"td", "th"},
}
# A field shows what was typed again, control characters included; they are read as such and harm nothing.
TOLERADOS = {"invalid-codepoint"}


def faltas(html, ruta, *, admin=False, deprisa=False):
    """Return what is wrong with a page, a sentence each; nothing for a page in order.

    `ruta` is the path that it answers; `admin` leaves to Django what its pages alone decide. `deprisa`: read it with a
    parser that is fifty times as fast and forgives what is badly nested; what it finds is looked at again as a browser
    reads it.
    """
    if deprisa and not faltas_en(PaginaDeprisa(html), ruta, admin=admin):
        return []
    return faltas_en(Pagina(html), ruta, admin=admin)


def faltas_en(pagina, ruta, *, admin):
    reglas = REGLAS_ADMIN if admin else REGLAS_ADMIN + REGLAS
    return [falta for regla in reglas for falta in regla(pagina, ruta)]


class Pagina:
    """A parsed page and its elements in document order."""

    def __init__(self, html):
        self.raiz, self.errores = self.leer(html)
        self.elementos = [e for e in self.raiz.iter() if isinstance(e.tag, str)]
        self.padres = {hijo: padre for padre in self.elementos for hijo in padre}
        self.ids = [e.get("id") for e in self.elementos if e.get("id") is not None]

    @staticmethod
    def leer(html):
        """Return the root of the page, as browsers read it, and the errors of its text."""
        parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
        raiz = parser.parse(html)
        return raiz, [(linea, codigo, datos) for (linea, _), codigo, datos in parser.errors]

    def todos(self, *etiquetas):
        return [e for e in self.elementos if e.tag in etiquetas]

    def dentro(self, elemento, cumple):
        """Whether an ancestor of the element fulfils a condition."""
        while (elemento := self.padres.get(elemento)) is not None:
            if cumple(elemento):
                return True
        return False


class PaginaDeprisa(Pagina):
    """A page read by a parser that tells no error of its text."""

    @staticmethod
    def leer(html):
        return etree.fromstring(html.encode(), etree.HTMLParser(encoding="utf-8", huge_tree=True)), []


def texto(elemento):
    """Return what a screen reader would say of an element, roughly: text, alternatives, nothing hidden."""
    if elemento.get("aria-hidden") == "true" or not isinstance(elemento.tag, str):
        return ""
    if elemento.get("aria-label"):
        return elemento.get("aria-label")
    partes = [elemento.get("alt", "") if elemento.tag == "img" else "", elemento.text or ""]
    for hijo in elemento:
        partes += [texto(hijo), hijo.tail or ""]
    return " ".join(" ".join(partes).split())


def _sobre(elemento):
    atributos = "".join(f' {n}="{v}"' for n, v in list(elemento.attrib.items())[:4])
    return f"<{elemento.tag}{atributos}>"


# --- Rules: each takes the page and its path and yields what is wrong ---------------------------


def se_lee_sin_errores(pagina, ruta):
    for linea, codigo, datos in pagina.errores:
        if codigo not in TOLERADOS:
            yield f"línea {linea}: {codigo} {datos or ''}"


def tiene_un_h1(pagina, ruta):
    if len(titulos := pagina.todos("h1")) != 1:
        yield f"{len(titulos)} h1: {[texto(t) for t in titulos]}"


def dice_su_idioma(pagina, ruta):
    esperado = "pt-BR" if ruta.startswith("/pt-br/") else "es"
    if pagina.raiz.get("lang", "").lower() != esperado.lower():
        yield f"lang={pagina.raiz.get('lang')!r} en {ruta}"


def tiene_titulo(pagina, ruta):
    titulos = [e for e in pagina.todos("title") if pagina.padres[e].tag == "head"]
    if len(titulos) != 1 or not texto(titulos[0]):
        yield "sin <title>"


def nada_va_en_linea(pagina, ruta):
    for e in pagina.elementos:
        for nombre in e.attrib:
            if nombre == "style" or str(nombre).startswith("on"):
                yield f"atributo {nombre} en {_sobre(e)}"
        if e.tag == "style" or (e.tag == "script" and not e.get("src") and "json" not in e.get("type", "")):
            yield f"{_sobre(e)} en línea"
        if e.get("href", "").lower().startswith("javascript:"):
            yield f"javascript: en {_sobre(e)}"


def imagenes_con_alternativa(pagina, ruta):
    for e in pagina.todos("img"):
        if e.get("alt") is None:
            yield f"sin alt: {_sobre(e)}"


def enlaces_y_botones_dicen_algo(pagina, ruta):
    for e in pagina.todos("a", "button", "summary"):
        if not texto(e) and not e.get("title") and (e.tag != "a" or e.get("href") is not None):
            yield f"vacío: {_sobre(e)}"
        if e.tag == "a" and e.get("href") == "":
            yield f"enlace sin destino: {_sobre(e)}"


def titulo_contiene_el_h1(pagina, ruta):
    titulo = " ".join(texto(e) for e in pagina.todos("title") if pagina.padres[e].tag == "head")
    for h1 in pagina.todos("h1"):
        if not texto(h1) or texto(h1) not in titulo:
            yield f"el título {titulo!r} no contiene el h1 {texto(h1)!r}"
    con_errores = any("data-resumen-errores" in e.attrib for e in pagina.elementos)
    if con_errores != titulo.startswith(("Error: ", "Erro: ")):
        yield f"el título {titulo!r} y el resumen de errores no concuerdan"


def ids_son_unicos(pagina, ruta):
    repetidos = {i for i in pagina.ids if pagina.ids.count(i) > 1}
    if repetidos:
        yield f"id repetidos: {sorted(repetidos)}"
    for i in pagina.ids:
        if not i or re.search(r"\s", i):
            yield f"id vacío o con espacios: {i!r}"


def controles_con_etiqueta(pagina, ruta):
    etiquetas = {e.get("for"): e for e in pagina.todos("label") if e.get("for")}
    for e in pagina.todos(*CONTROLES):
        if e.tag == "input" and e.get("type") in SIN_ETIQUETA:
            continue
        propia = e.get("id") in etiquetas and texto(etiquetas[e.get("id")])
        if not (propia or e.get("aria-label") or e.get("aria-labelledby") or pagina.dentro(e, _es("label"))):
            yield f"sin etiqueta: {_sobre(e)}"
    for e in pagina.todos("fieldset"):
        if not [h for h in e if h.tag == "legend" and texto(h)]:
            yield f"sin legend: {_sobre(e)}"


def referencias_existen(pagina, ruta):
    ids = set(pagina.ids)
    por_id = {e.get("id"): e for e in pagina.elementos if e.get("id")}
    for e in pagina.elementos:
        for nombre in REFERENCIAS:
            for uno in (e.get(nombre) or "").split():
                if uno not in ids:
                    yield f"{nombre}={uno!r} no existe: {_sobre(e)}"
        if e.tag == "label" and e.get("for") is not None:
            destino = por_id.get(e.get("for"))
            if destino is None or destino.tag not in CONTROLES | {"button", "output", "meter", "progress"}:
                yield f"for={e.get('for')!r} no lleva a un campo"
        if e.tag == "a" and e.get("href", "").startswith("#") and e.get("href")[1:] not in ids:
            yield f"ancla sin destino: {_sobre(e)}"
        if e.get("form") and e.tag in CONTROLES | {"button"} and e.get("form") not in ids:
            yield f"form={e.get('form')!r} no existe"


def titulares_sin_saltos(pagina, ruta):
    nivel = 0
    for e in pagina.elementos:
        if e.tag not in TITULARES or pagina.dentro(e, lambda p: "data-resumen-errores" in p.attrib):
            continue
        if TITULARES[e.tag] > nivel + 1:
            yield f"de h{nivel} a {e.tag}: {texto(e)!r}"
        if not texto(e):
            yield f"{e.tag} vacío"
        nivel = TITULARES[e.tag]


def idiomas_conocidos(pagina, ruta):
    for e in pagina.elementos:
        if e.get("lang") is not None and e.get("lang") not in IDIOMAS:
            yield f"lang={e.get('lang')!r}: {_sobre(e)}"


def hijos_permitidos(pagina, ruta):
    for e in pagina.elementos:
        for hijo in e:
            if e.tag in HIJOS and isinstance(hijo.tag, str) and hijo.tag not in HIJOS[e.tag]:
                yield f"{_sobre(hijo)} dentro de {_sobre(e)}"
        if e.tag in ("a", "button") and pagina.dentro(e, _es("a", "button", "summary", "label")):
            yield f"un control dentro de otro: {_sobre(e)}"


def horas_para_maquinas(pagina, ruta):
    for e in pagina.todos("time"):
        if not re.match(r"\d{4}-\d\d-\d\d", e.get("datetime", "")):
            yield f"time sin datetime: {texto(e)!r}"


def formularios_sin_validacion_del_navegador(pagina, ruta):
    for e in pagina.todos("form"):
        escrito = any(c.tag in CONTROLES and c.get("type") not in SIN_ETIQUETA for c in e.iter())
        if escrito and e.get("novalidate") is None:
            yield f"sin novalidate: {_sobre(e)}"
        if e.get("method", "get").lower() == "post" and not any(
            c.get("name") == "csrfmiddlewaretoken" for c in e.iter()
        ):
            yield f"POST sin csrf: {_sobre(e)}"
    for e in pagina.elementos:
        ajeno = "autofocus" in e.attrib and "data-resumen-errores" not in e.attrib  # The summary is read first.
        if re.fullmatch(r"[1-9]\d*", e.get("tabindex", "")) or ajeno or "accesskey" in e.attrib:
            yield f"foco forzado: {_sobre(e)}"


def sin_restos_de_plantilla(pagina, ruta):
    for e in pagina.elementos:
        if e.tag == "script":  # Data: the braces are theirs.
            continue
        for trozo in (e.text, e.tail, *map(str, e.attrib.values())):
            if trozo and (re.search(r"\{%|%\}|\{\{|\}\}|\{#|%\(\w+\)", trozo) or trozo.strip() in ("None", "[]")):
                yield f"resto de plantilla: {trozo.strip()[:80]!r}"


def _es(*etiquetas):
    return lambda elemento: elemento.tag in etiquetas


REGLAS_ADMIN = [
    se_lee_sin_errores,
    tiene_un_h1,
    dice_su_idioma,
    tiene_titulo,
    nada_va_en_linea,
    imagenes_con_alternativa,
    enlaces_y_botones_dicen_algo,
]
REGLAS = [
    titulo_contiene_el_h1,
    ids_son_unicos,
    controles_con_etiqueta,
    referencias_existen,
    titulares_sin_saltos,
    idiomas_conocidos,
    hijos_permitidos,
    horas_para_maquinas,
    formularios_sin_validacion_del_navegador,
    sin_restos_de_plantilla,
]


# --- Every answer of the test client ------------------------------------------------------------


def es_de_admin(ruta):
    return ruta.removeprefix("/pt-br").startswith("/admin/")


# What a browser's errors do not depend on: the words between tags, and what an attribute says.
NADA_DE_LA_FORMA = re.compile(r"""(?<==)"[^"<>]*"|(?<=>)[^<>&]+(?=<)""")


def forma(html):
    """Return what tells two pages apart for a parser: tags in their order, names of attributes, where there is text."""
    return hash(NADA_DE_LA_FORMA.sub(lambda hallado: "" if hallado[0].isspace() else "x", html))


def faltas_de_respuesta(response, vistas, a_fondo):
    """Return what is wrong with an answer; nothing for one that is not HTML or has no body.

    ``vistas``: what was read as a browser does. The next page of the same form, or, unless ``a_fondo``, of the same
    template and status, is read fast.
    """
    if not response.headers.get("Content-Type", "").startswith("text/html") or response.streaming:
        return []
    cuerpo = response.content
    if response.headers.get("Content-Encoding") == "gzip" and cuerpo:
        cuerpo = gzip.decompress(cuerpo)
    ruta = response.request["PATH_INFO"]
    if not cuerpo:
        return []
    html = cuerpo.decode()
    plantilla = response.templates[0].name if response.templates else ""
    cual = forma(html) if a_fondo else (plantilla, ruta[:7], response.status_code)
    deprisa = cual in vistas
    vistas.add(cual)
    return faltas(html, ruta, admin=es_de_admin(ruta), deprisa=deprisa)


@pytest.fixture(scope="session", autouse=True)
def respuestas_revisadas(request):
    """Hold every HTML answer that any test gets from Django's test client to the rules above."""
    pedir, vistas, a_fondo = Client.request, set(), request.config.getoption("--largo")

    @functools.wraps(pedir)
    def pedir_y_revisar(self, **request):
        response = pedir(self, **request)
        if encontradas := faltas_de_respuesta(response, vistas, a_fondo):
            lista = "\n".join(f"  - {falta}" for falta in encontradas)
            raise AssertionError(f"{response.request['PATH_INFO']} ({response.status_code}):\n{lista}")
        return response

    Client.request = pedir_y_revisar
    yield
    Client.request = pedir
