"""What a row would change, in words: what the sheet says, and what it would say."""

import itertools

from django.utils import formats
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from proyectos.importacion import columnas
from proyectos.importacion.estado import estado_de, valores
from proyectos.models import Proyecto

LARGO = 80
A_LA_VISTA = 20  # of what both begin with, where that is cut off


def cambios_en_palabras(fila):
    """Return ``[(column, before, after)]`` of a planned row, each text short; "" is what is unknown."""
    antes = valores(estado_de(fila.proyecto))
    return [
        (columna, *_cortos(_en_palabras(columna, antes[columna]), _en_palabras(columna, despues)))
        for columna, despues in fila.cambios.items()
    ]


def _cortos(antes, despues):
    """Cut two texts to what tells them apart: long ones that begin alike are shown from near where they differ."""
    desde = 0
    if max(len(antes), len(despues)) > LARGO:
        iguales = itertools.takewhile(lambda par: par[0] == par[1], zip(antes, despues, strict=False))
        desde = max(0, len(list(iguales)) - A_LA_VISTA)
    recortados = [f"…{texto[desde:]}" if desde and texto else texto for texto in (antes, despues)]
    return tuple(Truncator(texto).chars(LARGO) for texto in recortados)


def _en_palabras(columna, valor):
    if valor is None:
        return ""
    if isinstance(valor, bool):
        return _("sí") if valor else _("no")
    if columna in columnas.ELECCIONES:
        return str(dict(Proyecto._meta.get_field(columna).flatchoices).get(valor, valor))
    if columna in columnas.FECHAS:
        return formats.date_format(valor, "SHORT_DATE_FORMAT")
    if columna in columnas.MONTOS:
        return formats.localize(valor)
    if columna in ("convocatoria_anio", "ods_principal"):
        return str(valor.anio if columna == "convocatoria_anio" else valor.numero)
    return " ".join(valor.split()) if isinstance(valor, str) else "; ".join(_elementos(columna, valor))


def _elementos(columna, valor):
    if columna == "modalidades_pcssm":
        return [str(dict(Proyecto.ModalidadPcssm.choices).get(uno, uno)) for uno in valor]
    if columna == "ods":
        return [str(numero) for numero in sorted(ods.numero for ods in valor)]
    if columna == "fuentes":
        return [fuente["texto"] for fuente in valor]
    if columna == "enlaces":
        return [enlace["titulo_es"] or enlace["titulo_pt_br"] or enlace["url"] for enlace in valor]
    return sorted(map(str, valor))
