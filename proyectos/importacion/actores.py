"""Who takes part, as a table names them: cities and institutions by address, by name and country, or by acronym."""

import re
from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from actores.listas import ciudades_llamadas, codigo_de_pais, instituciones_llamadas
from comun.busqueda import sin_acentos
from comun.tablas import leer_lista, lista
from comun.tablas_leer import como_texto

_CON_ACLARACION = re.compile(r"(?P<nombre>.+?)\s*\((?P<aclaracion>[^()]*)\)")
CANDIDATAS = 5  # named in a message


@dataclass(frozen=True)
class Mencion:
    """A city or an institution as a cell names it; what it does not say is empty."""

    texto: str
    nombre: str
    pais: str = ""
    slug: str = ""


def menciones(valor):
    """Return the mentions of a cell: ``Nombre|PAÍS|slug``, ``Nombre|PAÍS``, ``Nombre (País)``, a name or an address."""
    return [
        _mencion(partes) for partes in leer_lista(" ".join(como_texto(valor).split()))
    ]  # Blanks cost the pattern dear.


class Actores:
    """Finds those mentioned in a table; two queries for all of them."""

    def __init__(self, menciones):
        slugs = {m.slug for m in menciones} | {m.texto for m in menciones}
        nombres = {sin_acentos(nombre) for m in menciones for nombre in (m.nombre, m.texto)}
        self._por_slug, self._por_nombre = defaultdict(list), defaultdict(list)
        for actor in [*ciudades_llamadas(nombres, slugs), *instituciones_llamadas(nombres, slugs)]:
            vigente = actor.vigente
            self._anotar(self._por_slug, actor.slug, vigente)
            for nombre in {actor.nombre, getattr(actor, "sigla", "")} - {""}:
                self._anotar(self._por_nombre, sin_acentos(nombre), vigente)

    def _anotar(self, indice, clave, actor):
        if actor not in indice[clave]:
            indice[clave].append(actor)

    def hallar(self, mencion):
        """Return the one city or institution of a mention; refuse one that is nobody, or may be several."""
        candidatas = self._por_slug[mencion.slug or mencion.texto]
        if len(candidatas) != 1:
            candidatas = [a for a in candidatas if sin_acentos(a.nombre) == sin_acentos(mencion.nombre)]
        if len(candidatas) != 1:
            conocidas = self._por_nombre[sin_acentos(mencion.texto)] or self._por_nombre[sin_acentos(mencion.nombre)]
            candidatas = [a for a in conocidas if mencion.pais in ("", a.pais)]
        if len(candidatas) == 1:
            return candidatas[0]
        if not candidatas:
            raise ValidationError(
                _(
                    "no se conoce «%(nombre)s»: agregue la ciudad o la institución, o corrija el nombre o el país, y "
                    "suba el archivo otra vez."
                )
                % {"nombre": mencion.texto}
            )
        raise ValidationError(
            _("«%(nombre)s» puede ser más de una: escriba la que es, de estas: %(candidatas)s.")
            % {"nombre": mencion.texto, "candidatas": lista(map(escrita, candidatas[:CANDIDATAS]))}
        )


def escrita(actor):
    """Return the parts with which a table names a city or an institution."""
    return (actor.nombre, actor.pais, actor.slug)


def _mencion(partes):
    texto = "|".join(partes)
    if len(partes) == 1:
        return _de_una_parte(texto)
    if len(partes) > 3:
        raise ValidationError(_("«%(texto)s» tiene más de tres partes: escriba Nombre|PAÍS|slug.") % {"texto": texto})
    nombre, pais, slug = [*partes, ""][:3]
    if pais and not codigo_de_pais(pais):
        raise ValidationError(_("«%(pais)s» no es un país conocido: escriba su código, como AR.") % {"pais": pais})
    return Mencion(texto, nombre, codigo_de_pais(pais), slug)


def _de_una_parte(texto):
    """Read ``Nombre (Provincia, País)`` as the portal writes it; other brackets are an acronym or part of the name."""
    if hallada := _CON_ACLARACION.fullmatch(texto):
        pais = codigo_de_pais(hallada["aclaracion"].rsplit(",", 1)[-1])
        return Mencion(texto, hallada["nombre"], pais)
    return Mencion(texto, texto)
