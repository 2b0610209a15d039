"""A walk over every public page of the demo, in both languages, along the links that a reader has."""

import gzip
import re
from collections import Counter
from pathlib import Path
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import polib
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve
from django.utils.translation import override

from actores.models import Ciudad, Institucion
from comun.middleware import idioma_de_ruta
from proyectos.models import Proyecto
from seminario import sitemaps
from tests.lint_html import Pagina

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("paginas_publicas")]
INICIOS = ("/", "/pt-br/")
POR_CLASE = 2  # Pages of one address pattern, language and set of parameters that are opened.
HTML_MAXIMO = 14 * 1024
PERSONALES = {
    "agenda:preguntas",
    "inscripciones:tipo",
    "inscripciones:quien",
    "proyectos:proponer",
    "seminario:acceso",
    "seminario:mi_espacio",
}
AL_DIA = {
    "agenda:agenda",
    "agenda:cumbre",
    "agenda:intervencion",
    "agenda:calendario",
    "agenda:calendario_intervencion",
    "agenda:datos",
    "proyectos:proyecto",
    "seminario:ciudad",
    "seminario:institucion",
}
CACHE = {"public", "max-age=60", "stale-while-revalidate=600"}
CACHE_AL_DIA = {"public", "max-age=60"}
CONSULTAS = {
    "agenda:agenda": 6,
    "agenda:calendario": 3,
    "agenda:calendario_intervencion": 3,
    "agenda:cumbre": 4,
    "agenda:datos": 5,
    "agenda:intervencion": 7,
    "inscripciones:inicio": 2,
    "intercambio:tablero": 9,
    "proyectos:catalogo": 8,
    "proyectos:cifras": 8,
    "proyectos:csv": 13,
    "proyectos:datos": 1,
    "proyectos:geojson": 13,
    "proyectos:json": 13,
    "proyectos:mapa": 8,
    "proyectos:novedades": 3,
    "proyectos:proyecto": 12,
    "seminario:accesibilidad": 1,
    "seminario:ciudad": 11,
    "seminario:ciudades": 3,
    "seminario:concepto": 5,
    "seminario:institucion": 15,
    "seminario:instituciones": 3,
    "seminario:portada": 13,
    "seminario:privacidad": 1,
}
# With server-side cursors, and what only takes a place among those who read at once.
CURSOR = r"DECLARE \S+ NO SCROLL CURSOR (?:WITH(?:OUT)? HOLD )?FOR "
LEE = re.compile(rf"\s*(?:{CURSOR})?(?:\(?SELECT\b|WITH\b(?!.*\b(?:INSERT|UPDATE|DELETE)\b))", re.S)
HABLADOS = ("aria-label", "alt", "title", "placeholder", "content")
ESPANOL = re.compile(r"(?<![-\w])(?:el|los|las|una|y|del|al|con|sin|más|hay|hasta|su|sus|ciudades|proyectos)\b", re.I)
NOMBRES = {
    "AL-LAs",
    "El Salvador",
    "Unidad Reguladora y de Control de Datos Personales",
    "Responsable de las pruebas",  # The setting of the tests.
}


class Visita:
    """One page opened by somebody without cookies, and what it cost."""

    def __init__(self, url):
        self.url = url
        with CaptureQueriesContext(connection) as consultas:
            self.respuesta = Client().get(url, headers={"accept-encoding": "gzip"})
            self.cuerpo = self.respuesta.getvalue()  # What is streamed is asked for while it is read.
        self.consultas = [c["sql"] for c in consultas]
        self.nombre = _nombre(url)
        self.enlaces, self.seguibles, self.pagina = [], [], None
        if self.respuesta.headers.get("Content-Encoding") == "gzip":
            self.cuerpo = gzip.decompress(self.cuerpo)
        if self.respuesta.headers.get("Content-Type", "").startswith("text/html"):
            self.pagina = Pagina(self.cuerpo.decode())
            enlaces = [e for e in self.pagina.todos("a") if e.get("href")]
            self.enlaces = [urljoin(url, e.get("href")) for e in enlaces]
            # What says not to be followed is one more filter: there are as many pages as sets of filters.
            self.seguibles = [urljoin(url, e.get("href")) for e in enlaces if e.get("rel") != "nofollow"]

    @property
    def es_publica(self):
        return self.nombre not in PERSONALES


def _nombre(url):
    """Return the name of what answers an address, nothing where nobody does."""
    ruta = urlsplit(url).path
    try:
        with override(idioma_de_ruta(ruta)):
            return resolve(ruta).view_name
    except Resolver404:
        return ""


def _clase(url):
    partes = urlsplit(url)
    parametros = frozenset(nombre for nombre, _ in parse_qsl(partes.query))
    return url.startswith("/pt-br/"), _nombre(url), parametros


def _es_propio(enlace):
    partes = urlsplit(enlace)
    return not partes.scheme and not partes.netloc and not partes.path.startswith(("/static/", settings.MEDIA_URL))


@pytest.fixture(scope="module")
def visitas(demo_cargada):
    """All pages that the walk opens, by address."""
    vistas, por_clase, pendientes = {}, Counter(), list(INICIOS)
    while pendientes:
        url = pendientes.pop(0)
        clase = _clase(url)
        if url in vistas or por_clase[clase] >= POR_CLASE:
            continue
        por_clase[clase] += 1
        vistas[url] = Visita(url)
        propios = [urldefrag(e).url for e in vistas[url].seguibles if _es_propio(e)]
        pendientes += dict.fromkeys(propios)
    return vistas


@pytest.fixture(scope="module")
def publicas(visitas):
    return {url: visita for url, visita in visitas.items() if visita.es_publica}


@pytest.fixture(scope="module")
def paginas(publicas):
    return {url: visita for url, visita in publicas.items() if visita.pagina}


def test_every_link_leads_somewhere(visitas):
    rotos = []
    for url, visita in visitas.items():
        if visita.respuesta.status_code != 200:
            rotos.append((url, visita.respuesta.status_code))
        for enlace in filter(_es_propio, visita.enlaces):
            destino, ancla = urldefrag(enlace)
            if not _nombre(destino):
                rotos.append((url, enlace))
            if ancla and destino in visitas and ancla not in visitas[destino].pagina.ids:
                rotos.append((url, enlace))
    assert rotos == []


def test_the_walk_reaches_every_public_page_in_both_languages(publicas):
    nombres = {False: set(), True: set()}
    for url, visita in publicas.items():
        nombres[url.startswith("/pt-br/")].add(visita.nombre)

    assert nombres[True] == nombres[False]
    assert nombres[False] == set(CONSULTAS)


def test_the_sitemap_has_every_page_that_the_walk_reaches(paginas):
    mapa = sitemaps.mapa()

    faltan = {u for u in paginas if not urlsplit(u).query and f"<loc>{settings.SITE_URL}{u}</loc>" not in mapa}

    assert faltan == set()


def test_static_files_exist(paginas):
    faltan = set()
    for visita in paginas.values():
        for e in visita.pagina.todos("link", "script", "img", "source", "use"):
            ruta = urlsplit(e.get("href") or e.get("src") or "").path
            if ruta.startswith(settings.STATIC_URL) and not finders.find(ruta.removeprefix(settings.STATIC_URL)):
                faltan.add(ruta)
    assert faltan == set()


def test_public_pages_are_the_same_for_everybody(publicas):
    for url, visita in publicas.items():
        cabeceras = visita.respuesta.headers
        esperada = CACHE_AL_DIA if visita.nombre in AL_DIA else CACHE
        assert set(cabeceras["Cache-Control"].split(", ")) == esperada, url
        assert cabeceras["Vary"] == "Accept-Encoding", url
        assert not visita.respuesta.cookies, url
        assert "Set-Cookie" not in cabeceras, url
        politica = cabeceras["Content-Security-Policy"].split("; ")
        assert "default-src 'none'" in politica, url
        assert not [d for d in politica if "unsafe" in d or "nonce" in d], url


def test_public_pages_have_no_form_that_posts(paginas):
    con_post = {
        u for u, v in paginas.items() for f in v.pagina.todos("form") if f.get("method", "get").lower() != "get"
    }
    assert con_post == set()


def test_an_unchanged_public_page_is_not_sent_again(publicas):
    for url, visita in publicas.items():
        etiqueta = visita.respuesta.headers["ETag"]
        otra = Client().get(url, headers={"accept-encoding": "gzip", "if-none-match": etiqueta})
        assert (otra.status_code, otra.content, dict(otra.cookies)) == (304, b"", {}), url
        # Weak where compressed: compared as one.
        assert otra.headers["ETag"].removeprefix("W/") == etiqueta.removeprefix("W/"), url


def test_public_pages_are_light_and_compressed(paginas):
    pesadas = {u: len(v.respuesta.content) for u, v in paginas.items() if len(v.respuesta.content) > HTML_MAXIMO}

    assert pesadas == {}
    assert {v.respuesta.headers.get("Content-Encoding") for v in paginas.values()} == {"gzip"}


def test_personal_pages_are_not_kept_nor_compressed(visitas):
    personales = {url: visita for url, visita in visitas.items() if not visita.es_publica}

    assert {v.nombre for v in personales.values()} == {
        "agenda:preguntas",
        "inscripciones:tipo",
        "proyectos:proponer",
        "seminario:acceso",
    }
    for url, visita in personales.items():
        assert "no-store" in visita.respuesta.headers["Cache-Control"], url
        assert "Content-Encoding" not in visita.respuesta.headers, url
        assert visita.respuesta.headers["Referrer-Policy"] == "strict-origin", url


def test_reading_writes_nothing(visitas):
    escrituras = {(u, sql[:60]) for u, v in visitas.items() for sql in v.consultas if not LEE.match(sql)}
    assert escrituras == set()


def test_pages_ask_a_fixed_number_of_queries(publicas):
    """The first page of each kind, without filters; the tests of each room hold that rows do not count."""
    medidas = {}
    for url, visita in publicas.items():
        if not urlsplit(url).query and not url.startswith("/pt-br/"):
            medidas.setdefault(visita.nombre, len(visita.consultas))

    assert medidas == CONSULTAS


# --- Portuguese ---------------------------------------------------------------------------------


def _texto(elemento, *, en_espanol=False):
    """Return the text and the spoken attributes of an element that do not say to be in Spanish, or only those."""
    if elemento.tag in ("script", "style") or not isinstance(elemento.tag, str):
        return ""
    if elemento.get("lang") == "es":
        return " ".join("".join(elemento.itertext()).split()) + "\n" if en_espanol else ""
    dichos = [v for v in map(elemento.get, HABLADOS) if v and not v.startswith(settings.SITE_URL)]
    partes = [] if en_espanol else [*dichos, elemento.text or ""]
    for hijo in elemento:
        partes += [_texto(hijo, en_espanol=en_espanol), "" if en_espanol else hijo.tail or ""]
    return "".join(partes) if en_espanol else " ".join(" ".join(partes).split())


@pytest.fixture(scope="module")
def textos_en_portugues(visitas, django_db_blocker):
    """What each Portuguese page says, without proper names, quotations and what says to be in Spanish."""
    with django_db_blocker.unblock():
        nombres = {
            *Ciudad.objects.values_list("nombre", flat=True),
            *Ciudad.objects.values_list("provincia", flat=True),
            *Institucion.objects.values_list("nombre", flat=True),
            *Proyecto.objects.values_list("fuente", flat=True),
        }
    textos = {}
    for url, visita in visitas.items():
        if not url.startswith("/pt-br/") or not visita.pagina:
            continue
        texto = _texto(visita.pagina.raiz)
        ajenos = {*nombres, *NOMBRES, *_texto(visita.pagina.raiz, en_espanol=True).splitlines()}
        for ajeno in sorted(filter(None, ajenos), key=len, reverse=True):
            texto = texto.replace(ajeno, "")
        textos[url] = re.sub(r"[\"“«][^\"”»]*[\"”»]", "", texto)
    return textos


@pytest.fixture(scope="module")
def frases_en_espanol():
    """Return Spanish phrases of the interface that no Portuguese translation contains."""
    catalogo = polib.pofile(str(Path(settings.LOCALE_PATHS[0]) / "pt_BR/LC_MESSAGES/django.po"))
    traducidas = " ".join(t for e in catalogo for t in (e.msgstr, *e.msgstr_plural.values()))
    frases = {trozo.strip() for e in catalogo for t in (e.msgid, e.msgid_plural) for trozo in re.split(r"%\(\w+\)s", t)}
    return {f for f in frases if len(f) >= 12 and " " in f and f not in traducidas}


def test_portuguese_pages_hold_no_spanish_phrase(textos_en_portugues, frases_en_espanol):
    restos = {(u, frase) for u, texto in textos_en_portugues.items() for frase in frases_en_espanol if frase in texto}

    assert len(frases_en_espanol) > 300
    assert restos == set()


def test_portuguese_pages_hold_no_spanish_word(textos_en_portugues):
    restos = {
        (url, texto[max(0, r.start() - 30) : r.end() + 30])
        for url, texto in textos_en_portugues.items()
        for r in ESPANOL.finditer(texto)
    }
    assert restos == set()
