"""What changed between two portraits of a sheet (see ``proyectos.versiones``), in words."""

import datetime
from collections import Counter
from pathlib import PurePosixPath

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actores.models import Ciudad, Institucion, Ods, UnidadTematica
from proyectos.models import Convocatoria, Participacion, Proyecto
from proyectos.versiones import CAMPOS, RECURSOS, columnas

# What is listed by the name of another row, or has rows of its own.
_ROTULOS = {
    "convocatoria": gettext_lazy("convocatoria"),
    "ods": gettext_lazy("ODS"),
    "ods_principal": gettext_lazy("ODS principal"),
    "unidades": gettext_lazy("unidades temáticas"),
    "participaciones": gettext_lazy("quiénes participan"),
    "imagenes": gettext_lazy("imágenes"),
    "documentos": gettext_lazy("documentos"),
    "enlaces": gettext_lazy("enlaces"),
    "fuentes": gettext_lazy("fuentes de cada dato"),
}
# What portraits name, and by which of its fields.
_NOMBRADOS = {
    "convocatoria": (Convocatoria, "anio"),
    "ods": (Ods, "numero"),
    "unidades": (UnidadTematica, "slug"),
    "ciudad": (Ciudad, "slug"),
    "institucion": (Institucion, "slug"),
}


class Nombres:
    """How what portraits name is called today; what is gone, by the name that they have for it."""

    def __init__(self, retratos):
        """Look them up for these portraits, one query for each kind of thing that they name."""
        pedidos = {clase: set() for clase in _NOMBRADOS}
        for retrato in retratos:
            pedidos["ods"].update(retrato.get("ods", []), {retrato.get("ods_principal")} - {None})
            pedidos["unidades"].update(retrato.get("unidades", []))
            pedidos["convocatoria"].update({retrato.get("convocatoria")} - {None})
            for participacion in retrato.get("participaciones", []):
                for campo in ("ciudad", "institucion"):
                    pedidos[campo].update({participacion.get(campo)} - {None})
        self._nombres = {
            clase: {
                getattr(fila, campo): str(fila) for fila in modelo.objects.filter(**{f"{campo}__in": pedidos[clase]})
            }
            for clase, (modelo, campo) in _NOMBRADOS.items()
            if pedidos[clase]
        }

    def __call__(self, clase, valor):
        return self._nombres.get(clase, {}).get(valor, str(valor))


def diferencias(antes, despues, nombres=None):
    """Return ``[(label, before, after)]`` of what two portraits say differently; ``""`` is what was not said.

    Of lists, what only one of the two has, a line each; all of it where only the order differs. ``nombres``: a
    :class:`Nombres` of both, for who compares many.
    """
    nombres = nombres or Nombres([antes, despues])
    cambios = []
    for clave, rotulo in _rotulos():
        uno, otro = antes.get(clave), despues.get(clave)
        if uno != otro and not (_es_nada(uno) and _es_nada(otro)):
            cambios.append((rotulo, *_dos_en_palabras(clave, uno, otro, nombres)))
    return cambios


def en_palabras(retrato, clave):
    """Return what a portrait says under one of its keys, in a line; ``""`` is nothing."""
    _nada, dicho = _dos_en_palabras(clave, None, retrato.get(clave), Nombres([retrato]))
    return " · ".join(dicho.splitlines())


def _es_nada(valor):
    return valor is None or valor in ("", [])


def _rotulos():
    propias = [(columna, Proyecto._meta.get_field(columna).verbose_name) for columna in columnas(Proyecto, CAMPOS)]
    return [*propias, *_ROTULOS.items()]


def _dos_en_palabras(clave, uno, otro, nombres):
    if clave not in _ROTULOS or clave in ("convocatoria", "ods_principal"):
        return tuple(_dato(clave, valor, nombres) for valor in (uno, otro))
    listas = [[_elemento(clave, elemento, nombres) for elemento in valor or []] for valor in (uno, otro)]
    if Counter(listas[0]) != Counter(listas[1]):
        listas = [_solo_en(listas[0], listas[1]), _solo_en(listas[1], listas[0])]
    return tuple("\n".join(lista) for lista in listas)


def _solo_en(lista, otra):
    return list((Counter(lista) - Counter(otra)).elements())


def _dato(clave, valor, nombres):
    if valor is None:
        return ""
    if clave in _ROTULOS:
        return nombres("ods" if clave == "ods_principal" else clave, valor)
    return _en_palabras(Proyecto._meta.get_field(clave), valor)


def _elemento(clave, elemento, nombres):
    if clave == "participaciones":
        campo = "ciudad" if "ciudad" in elemento else "institucion"
        rol = dict(Participacion.Rol.choices).get(elemento["rol"], elemento["rol"])
        return f"{nombres(campo, elemento[campo])}: {rol}"
    if clave not in RECURSOS:
        return nombres(clave, elemento)
    opciones = RECURSOS[clave][0]._meta
    partes = ((opciones.get_field(c), valor) for c, valor in elemento.items() if c not in ("ancho", "alto"))
    return "; ".join(
        f"{campo.verbose_name}: {_en_palabras(campo, valor)}" for campo, valor in partes if not _es_nada(valor)
    )


def _en_palabras(campo, valor):
    if _es_nada(valor):
        return ""
    if isinstance(campo, ArrayField):
        opciones = dict(campo.base_field.flatchoices)
        return ", ".join(str(opciones.get(uno, uno)) for uno in valor)
    if isinstance(valor, bool):
        return _("sí") if valor else _("no")
    if campo.choices:
        return str(dict(campo.flatchoices).get(valor, valor))
    if isinstance(campo, models.FileField):
        ruta = PurePosixPath(valor)
        return f"{ruta.suffix.removeprefix('.').upper()} {ruta.stem[:8]}"
    if isinstance(campo, models.DateField):
        return formats.date_format(datetime.date.fromisoformat(valor), "SHORT_DATE_FORMAT")
    return formats.localize(valor) if isinstance(valor, int) else valor
