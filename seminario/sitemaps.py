"""The map of the site for search engines (https://www.sitemaps.org/protocol.html): its public pages, in both languages.

One file while everything fits in one; beyond that, an index and a file for each ``POR_ARCHIVO`` pages of a section,
so that none comes near the limits of the protocol: 50,000 addresses, and 10 MB to be read by all.
"""

from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import DateTimeField, F, Value
from django.urls import reverse
from django.utils.translation import override

from actores.models import Institucion
from agenda.models import Intervencion
from comun.canonicas import direcciones
from proyectos.models import IndiceProyecto
from seminario.participantes import ciudades_que_participan

ARCHIVOS_MAXIMO = 10_000
POR_ARCHIVO = 4000  # pages, of two addresses and at most 1.1 KB each
FIJAS = (
    "seminario:portada",
    "seminario:concepto",
    "agenda:agenda",
    "agenda:cumbre",
    "proyectos:catalogo",
    "proyectos:mapa",
    "proyectos:cifras",
    "proyectos:datos",
    "intercambio:tablero",
    "seminario:ciudades",
    "seminario:instituciones",
    "inscripciones:inicio",
    "seminario:privacidad",
    "seminario:accesibilidad",
)
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ESPACIO = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True)
class Seccion:
    """Pages of one kind: the name of their address, the rows that have one, the field that tells their last change."""

    vista: str
    filas: Any
    cambio: str = ""

    def paginas(self, desde=0, hasta=None):
        """Return pairs of slug and last change, ``None`` where it is not known."""
        cambio = F(self.cambio) if self.cambio else Value(None, DateTimeField())
        return self.filas().order_by("pk").annotate(cambio=cambio).values_list("slug", "cambio")[desde:hasta]


SECCIONES = {
    "charlas": Seccion("agenda:intervencion", lambda: Intervencion.objects.publicadas(), "modificada"),
    "proyectos": Seccion("proyectos:proyecto", lambda: IndiceProyecto.objects.all(), "actualizado"),
    "ciudades": Seccion("seminario:ciudad", ciudades_que_participan),
    "instituciones": Seccion("seminario:institucion", lambda: Institucion.objects.verificadas()),
}


def mapa():
    """Return the map of the site: all of it, or an index of its files where it does not fit in one."""
    cuantas = {nombre: seccion.filas().count() for nombre, seccion in SECCIONES.items()}
    if len(FIJAS) + sum(cuantas.values()) <= POR_ARCHIVO:
        return _urlset([*_fijas(), *(e for nombre in SECCIONES for e in _de_seccion(nombre))])
    archivos = ["paginas-1"]
    for nombre, n in cuantas.items():
        archivos += [f"{nombre}-{numero}" for numero in range(1, -(-n // POR_ARCHIVO) + 1)]
    sitemaps = [f"<sitemap><loc>{escape(f'{settings.SITE_URL}/sitemap-{a}.xml')}</loc></sitemap>" for a in archivos]
    return f'{_XML}<sitemapindex xmlns="{_ESPACIO}">\n{_lineas(sitemaps)}</sitemapindex>\n'


def archivo(nombre, numero):
    """Return one file of those that the index names, from 1 on; ``None`` where there is no such one."""
    if nombre == "paginas":
        return _urlset(_fijas()) if numero == 1 else None
    if nombre not in SECCIONES or not 1 <= numero <= ARCHIVOS_MAXIMO:
        return None
    entradas = list(_de_seccion(nombre, (numero - 1) * POR_ARCHIVO, numero * POR_ARCHIVO))
    return _urlset(entradas) if entradas else None


def _fijas():
    with override(settings.LANGUAGE_CODE):
        return [_entrada(reverse(vista)) for vista in FIJAS]


def _de_seccion(nombre, desde=0, hasta=None):
    seccion = SECCIONES[nombre]
    with override(settings.LANGUAGE_CODE):
        return [_entrada(reverse(seccion.vista, args=[slug]), c) for slug, c in seccion.paginas(desde, hasta)]


def _entrada(ruta, cambio=None):
    """Return the two addresses of a page, each with those of every language: a file says so in both of them."""
    _propia, de_cada_idioma = direcciones(ruta)
    alternas = "".join(
        f'<xhtml:link rel="alternate" hreflang="{idioma}" href="{_en_atributo(url)}"/>'
        for idioma, url in de_cada_idioma
    )
    fecha = f"<lastmod>{cambio.isoformat(timespec='seconds')}</lastmod>" if cambio else ""
    urls = [url for idioma, url in de_cada_idioma if idioma != "x-default"]
    return _lineas(f"<url><loc>{escape(url)}</loc>{fecha}{alternas}</url>" for url in urls)


def _urlset(entradas):
    xhtml = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    return f'{_XML}<urlset xmlns="{_ESPACIO}" {xhtml}>\n{"".join(entradas)}</urlset>\n'


def _lineas(partes):
    return "".join(f"{parte}\n" for parte in partes)


def _en_atributo(url):
    return escape(url, {'"': "&quot;"})
