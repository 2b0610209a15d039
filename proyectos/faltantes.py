"""What a complete sheet has and this one lacks, in words for who prepares it. Nothing here stops a publication.

Each datum is one condition for the database, so that one sheet, a page of the list and its filter cannot disagree.
"""

from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, Exists, Func, OuterRef, Q, TextField, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proyectos.models import Fuente, Imagen, Participacion, Proyecto

Rol = Participacion.Rol
SIEMPRE = Q(pk__isnull=False)


class Falta(NamedTuple):
    """A datum that a sheet lacks; ``campo`` is the field or the kind of rows where it is written."""

    codigo: str
    texto: str
    campo: str


@dataclass(frozen=True)
class Dato:
    """A datum of a complete sheet: when it is missing, and of which sheets it is asked at all."""

    codigo: str
    nombre: str
    campo: str
    falta: Q
    corresponde: Q = SIEMPRE


def _vacio(*columnas):
    """True where none of these columns says anything."""
    condicion = Q()
    for columna in columnas:
        condicion &= Q(**{f"{columna}__isnull": True}) | Q(**{columna: ""})
    return condicion


def _hay(filas):
    return Exists(filas.filter(proyecto=OuterRef("pk")))


_COORDINA = _hay(Participacion.objects.filter(rol__in=[Rol.COORDINADORA, Rol.PRIMER_OFERENTE]))
_ACOMPANA = _hay(Participacion.objects.exclude(rol__in=[Rol.COORDINADORA, Rol.PRIMER_OFERENTE, Rol.ALIADA]))
_SIN_DESCRIBIR = _hay(Imagen.objects.filter(_vacio("alternativa_es") | _vacio("alternativa_pt_br")))

DATOS = (
    Dato("titulo_es", gettext_lazy("Título en español"), "titulo_es", _vacio("titulo_es")),
    Dato("titulo_pt_br", gettext_lazy("Título en portugués"), "titulo_pt_br", _vacio("titulo_pt_br")),
    Dato("resumen_es", gettext_lazy("Resumen en español"), "resumen_es", _vacio("resumen_es")),
    Dato("resumen_pt_br", gettext_lazy("Resumen en portugués"), "resumen_pt_br", _vacio("resumen_pt_br")),
    Dato("coordinadora", gettext_lazy("Quién coordina"), "participaciones", Q(~_COORDINA)),
    Dato("socia", gettext_lazy("Con quién: al menos una socia"), "participaciones", Q(~_ACOMPANA)),
    Dato("convocatoria", gettext_lazy("Convocatoria"), "convocatoria", Q(convocatoria=None)),
    Dato("modalidad", gettext_lazy("Modalidad de cooperación"), "modalidad", _vacio("modalidad")),
    Dato("modalidades_pcssm", gettext_lazy("Modalidades del PCSSM"), "modalidades_pcssm", Q(modalidades_pcssm=[])),
    Dato("estado", gettext_lazy("Estado"), "estado", _vacio("estado")),
    Dato("inicio", gettext_lazy("Fecha de inicio"), "inicio", Q(inicio=None)),
    Dato("fin", gettext_lazy("Fecha de fin"), "fin", Q(fin=None)),
    Dato(
        "monto_solicitado_usd",
        gettext_lazy("Aporte que se pide al PCSSM"),
        "monto_solicitado_usd",
        Q(monto_solicitado_usd=None),
        corresponde=Q(contacto__isnull=False),
    ),
    Dato("monto_usd", gettext_lazy("Aporte del PCSSM"), "monto_usd", Q(monto_usd=None)),
    Dato(
        "aporte",
        gettext_lazy("Aporte propio, en dinero o en especie"),
        "aporte_propio_usd",
        Q(aporte_propio_usd=None, aporte_especie_usd=None),
    ),
    Dato("unidades", gettext_lazy("Unidades temáticas"), "unidades", Q(~_hay(Proyecto.unidades.through.objects))),
    Dato("ods", gettext_lazy("ODS"), "ods", Q(~_hay(Proyecto.ods.through.objects))),
    Dato("ods_principal", gettext_lazy("ODS principal"), "ods_principal", Q(ods_principal=None)),
    Dato("objetivos", gettext_lazy("Objetivos"), "objetivos_es", _vacio("objetivos_es", "objetivos_pt_br")),
    Dato(
        "resultados",
        gettext_lazy("Resultados"),
        "resultados_es",
        _vacio("resultados_es", "resultados_pt_br"),
        corresponde=Q(estado=Proyecto.Estado.FINALIZADO),
    ),
    Dato(
        "beneficiarios",
        gettext_lazy("A quiénes beneficia"),
        "beneficiarios_es",
        _vacio("beneficiarios_es", "beneficiarios_pt_br"),
    ),
    Dato("imagenes", gettext_lazy("Una imagen"), "imagenes", Q(~_hay(Imagen.objects))),
    Dato(
        "alternativa",
        gettext_lazy("Qué se ve en cada imagen, en los dos idiomas"),
        "imagenes",
        Q(_SIN_DESCRIBIR),
        corresponde=Q(_hay(Imagen.objects)),
    ),
    Dato("fuente", gettext_lazy("De dónde vienen los datos"), "fuente", _vacio("fuente") & ~Q(_hay(Fuente.objects))),
    Dato("carta", gettext_lazy("Carta de aval"), "carta", _vacio("carta"), corresponde=Q(contacto__isnull=False)),
)
_POR_CODIGO = {dato.codigo: dato for dato in DATOS}


def anotar(proyectos):
    """Return the sheets with what :func:`faltantes` and :func:`cuenta` read of each, in the same query."""
    return proyectos.annotate(
        datos_que_faltan=_codigos(lambda dato: dato.falta & dato.corresponde),
        datos_que_no_corresponden=_codigos(lambda dato: ~dato.corresponde),
    )


def sin_dato(proyectos, codigo):
    """Return the sheets that lack the datum of this code; none for a code that is none."""
    dato = _POR_CODIGO.get(codigo)
    return proyectos.filter(dato.falta & dato.corresponde) if dato else proyectos.none()


def faltantes(proyecto):
    """Return what a sheet lacks, one :class:`Falta` each, in the order of its page; one query unless annotated."""
    codigos = _anotado(proyecto).datos_que_faltan
    return [Falta(dato.codigo, str(dato.nombre), dato.campo) for dato in DATOS if dato.codigo in codigos]


def cuenta(proyecto):
    """Return how many data a sheet has of those that it could, as words: ``11 de 16 datos``."""
    anotado = _anotado(proyecto)
    total = len(DATOS) - len(anotado.datos_que_no_corresponden)
    tiene = total - len(anotado.datos_que_faltan)
    if tiene == total:
        return _("completo: %(total)d datos") % {"total": total}
    return _("%(tiene)d de %(total)d datos") % {"tiene": tiene, "total": total}


def sin_verificar(proyecto):
    """Return the cities and institutions that take part and nobody verified; their rows were fetched, or one query."""
    return [p.actor for p in proyecto.participaciones.all() if not p.actor.verificada]


def _anotado(proyecto):
    if hasattr(proyecto, "datos_que_faltan"):
        return proyecto
    return anotar(Proyecto.objects.filter(pk=proyecto.pk)).get()


def _codigos(condicion):
    """Return the codes of the data of which a condition holds, as an array."""
    casos = [Case(When(condicion(dato), then=Value(dato.codigo)), output_field=TextField()) for dato in DATOS]
    return Func(*casos, template="array_remove(ARRAY[%(expressions)s], NULL)", output_field=ArrayField(TextField()))
