"""The lists to choose from, in the order in which people look for them: by what is read, in the active language."""

from functools import lru_cache

from django.db.models import Case, Q, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language, override

from actores.models import PAISES_DE_SEDE, Ciudad, Institucion, Pais, UnidadTematica
from comun.busqueda import SinAcentos, sin_acentos

RESULTADOS = 12


def encontrar(*, q, pais=None):
    """Return up to ``RESULTADOS`` verified actors with ``q`` in their name, and whether there are more.

    With a country: its cities, members of the network first. Without: institutions.
    """
    if pais:
        consulta = Ciudad.objects.verificadas().filter(pais=pais).que_contienen(q).miembros_primero()
    else:
        consulta = Institucion.objects.verificadas().que_contienen(q).por_nombre()
    filas = list(consulta[: RESULTADOS + 1])
    return filas[:RESULTADOS], len(filas) > RESULTADOS


def ciudades_llamadas(nombres, slugs=()):
    """Return the cities of these names, without accents, or addresses; each with what it was merged into."""
    hay = Ciudad.objects.filter(Q(slug__in=slugs) | Q(busqueda__in=nombres))
    return hay.select_related("fusionada_en").order_by("slug")


def instituciones_llamadas(nombres, slugs=()):
    """Return the institutions of these names or acronyms, without accents, or of these addresses."""
    llamadas = Institucion.objects.annotate(llamada=SinAcentos("nombre"), siglas=SinAcentos("sigla"))
    alguna = Q(slug__in=slugs) | Q(llamada__in=nombres) | Q(siglas__in=nombres)
    return llamadas.filter(alguna).select_related("fusionada_en").order_by("slug")


@lru_cache(maxsize=1024)
def codigo_de_pais(dicho):
    """Return the code of a country named by it, or by its name in either language; "" if it is none."""
    pedido = sin_acentos(dicho).strip()
    for idioma in ("es", "pt-br"):
        with override(idioma):
            for codigo, nombre in PAISES_DE_SEDE:
                if pedido in (str(codigo).lower(), sin_acentos(str(nombre))):
                    return str(codigo)
    return ""


def paises():
    """Return code and name of the countries of the network, by name."""
    return por_rotulo(Pais.choices)


def paises_de_sede():
    """Return code and name of the countries where an institution may have its seat, by name."""
    return por_rotulo(PAISES_DE_SEDE)


def unidades():
    """Return the thematic units as a queryset, by name."""
    idiomas = ("nombre_pt_br", "nombre_es") if get_language() == "pt-br" else ("nombre_es", "nombre_pt_br")
    nombre = Coalesce(*(NullIf(campo, Value("")) for campo in idiomas))
    return UnidadTematica.objects.order_by(SinAcentos(nombre).asc(nulls_last=True), "slug")


def orden_de_pais(campo="pais"):
    """Return the expression that orders rows by the name of their country, as :func:`paises` does."""
    return Case(*(When(**{campo: codigo}, then=Value(n)) for n, (codigo, _nombre) in enumerate(paises())))


def por_rotulo(pares):
    """Return the pairs by their words, without caring for accents or case."""
    return sorted(pares, key=lambda par: sin_acentos(str(par[1])))
