"""What awaits somebody of the team: each with its number, the list of exactly those rows, and what to do there."""

from typing import Any, NamedTuple

from django.db.models import Count, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from actores.models import Ciudad, Institucion, Programa
from agenda.models import Actividad, Intervencion, Pregunta, Propuesta
from agenda.ocupacion import casi_llenas
from comun.models import Mensaje
from inscripciones.models import Asistencia, Inscripcion, SolicitudDeCambio
from intercambio.models import Ficha, Mirada
from proyectos.models import Proyecto

_VERIFICAR = gettext_lazy("Verificar")
_PUBLICAR = pgettext_lazy("lo que se hace en la lista", "Publicar")
_RESPONDER = gettext_lazy("Responder")
_REVISAR = gettext_lazy("Revisar")


class _Asunto(NamedTuple):
    """What may await somebody: ``filtro`` sets the list to the rows of ``filas``; ``verbo`` is what one does there."""

    texto: Any
    verbo: Any
    filas: QuerySet
    filtro: dict


def pendientes(listas):
    """Return what awaits somebody as dicts (texto, n, url, verbo), zeros included, in one query.

    Only what the person may see; who may not change it is offered to see it.
    """
    asuntos = [asunto for asunto in _asuntos() if listas.se_ven(asunto.filas.model)]
    cuentas = contar([asunto.filas for asunto in asuntos])
    return [
        {
            "texto": asunto.texto,
            "n": n,
            "url": listas.url(asunto.filas.model, **asunto.filtro),
            "verbo": asunto.verbo if listas.se_cambia(asunto.filas.model) else _("Ver"),
        }
        for asunto, n in zip(asuntos, cuentas, strict=True)
    ]


def contar(consultas):
    """Return how many rows each ``QuerySet`` selects, in their order, in one query."""
    if not consultas:
        return []
    primera, *otras = [_cuenta(cual, consulta) for cual, consulta in enumerate(consultas)]
    cuentas = dict(primera.union(*otras, all=True))
    return [cuentas.get(cual, 0) for cual in range(len(consultas))]


def _cuenta(cual, consulta):
    # Once more from outside: what is counted may be grouped itself.
    filas = consulta.model._base_manager.filter(pk__in=consulta.order_by().values("pk")).order_by()
    return filas.annotate(cual=Value(cual)).values_list("cual").annotate(n=Count("pk"))


def _asuntos():
    por_publicar, por_verificar = {"revision": "por_publicar"}, {"situacion": "por_verificar"}
    return [
        _Asunto(_("Ciudades por verificar"), _VERIFICAR, Ciudad.objects.por_verificar(), por_verificar),
        _Asunto(_("Instituciones por verificar"), _VERIFICAR, Institucion.objects.por_verificar(), por_verificar),
        _Asunto(
            _("Solicitudes de actividades reservadas"),
            _RESPONDER,
            Asistencia.objects.solicitadas(),
            {"estado__exact": "solicitada"},
        ),
        _Asunto(
            _("Solicitudes de cambio"),
            _RESPONDER,
            SolicitudDeCambio.objects.pendientes(),
            {"estado__exact": "pendiente"},
        ),
        _Asunto(
            _("Inscripciones posiblemente duplicadas"),
            _REVISAR,
            Inscripcion.objects.posibles_duplicadas(),
            {"duplicada": "posible"},
        ),
        _Asunto(_("Fichas por publicar"), _PUBLICAR, Ficha.objects.por_publicar(), por_publicar),
        _Asunto(_("Líneas y programas por publicar"), _PUBLICAR, Programa.objects.por_publicar(), por_publicar),
        _Asunto(_("Miradas por publicar"), _PUBLICAR, Mirada.objects.por_publicar(), por_publicar),
        _Asunto(
            _("Propuestas de presentación por revisar"),
            _RESPONDER,
            Propuesta.objects.por_resolver(),
            {"revision": "por_resolver"},
        ),
        _Asunto(
            _("Proyectos enviados, por revisar"),
            _REVISAR,
            Proyecto.objects.por_revisar(),
            {"revision": "por_revisar"},
        ),
        _Asunto(
            _("Preguntas a las mesas por revisar"),
            _REVISAR,
            Pregunta.objects.por_revisar(),
            {"estado__exact": "pendiente"},
        ),
        _Asunto(
            _("Actividades con más del 90 % de la sala ocupada"),
            gettext_lazy("Cambiar el cupo"),
            casi_llenas(Actividad.objects.all()),
            {"ocupacion": "casi_llenas"},
        ),
        _Asunto(
            _("Intervenciones sin ponente"),
            gettext_lazy("Agregar ponentes"),
            Intervencion.objects.sin_ponente(),
            {"ponentes": "faltan"},
        ),
        _Asunto(
            _("Correos fallidos sin reenviar"),
            gettext_lazy("Volver a enviar"),
            Mensaje.objects.sin_resolver(),
            {"atencion": "sin_resolver"},
        ),
    ]
