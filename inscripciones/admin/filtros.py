"""What the lists of registrations, people and places are narrowed by; each choice can tell how many rows it has."""

from datetime import date, timedelta

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actores.listas import paises_de_sede
from agenda.models import Actividad
from agenda.models.cumbre import ANIOS
from comun.models import Mensaje
from comun.tiempo import fecha_larga
from inscripciones.models import Asistencia, Inscripcion, Modalidad, Participante, SolicitudDeCambio, eligieron


class PorCondicion(admin.SimpleListFilter):
    """A filter whose choices are conditions on a row: all of them are counted in one query.

    ``opciones``: ``{value: words}``. ``camino``: from the row to its registration, "" or ending in ``__``.
    ``de_lejos``: the conditions look at other tables, which PostgreSQL counts sooner once for all than row by row.
    """

    opciones = {}
    camino = ""
    de_lejos = False

    def lookups(self, request, model_admin):
        return list(self.opciones.items())

    def condicion(self, valor):
        """Return the condition of a choice."""
        raise NotImplementedError

    def queryset(self, request, queryset):
        elegido = self.value()
        if not elegido:
            return queryset
        conocido = elegido in {str(clave) for clave, _nombre in self.lookup_choices}
        return queryset.filter(self.condicion(elegido)) if conocido else queryset.none()

    def get_facet_counts(self, pk_attname, filtered_qs):
        condiciones = [self.condicion(clave) for clave, _nombre in self.lookup_choices]
        if self.de_lejos:
            todas = filtered_qs.model._default_manager.order_by()
            condiciones = [Q(pk__in=todas.filter(condicion).values("pk")) for condicion in condiciones]
        return {f"{n}__c": Count(pk_attname, filter=condicion) for n, condicion in enumerate(condiciones)}

    def de_la_inscripcion(self, consulta, por):
        """Return whether ``consulta`` has rows of the row's registration, to which ``por`` leads from them."""
        return Exists(consulta.filter(**{por: OuterRef(f"{self.camino}pk")}).order_by())


def con_camino(filtro, camino):
    """Return the same filter for the rows of a model from which ``camino`` leads to the registration."""
    return type(filtro.__name__, (filtro,), {"camino": f"{camino}__"})


class PaisFilter(PorCondicion):
    title = _("país")
    parameter_name = "pais"

    def lookups(self, request, model_admin):
        pares = Inscripcion.objects.order_by().values_list("ciudad__pais", "institucion__pais").distinct()
        presentes = {pais for par in pares for pais in par}
        return [(codigo, nombre) for codigo, nombre in paises_de_sede() if codigo in presentes]

    def condicion(self, valor):
        return Q(**{f"{self.camino}ciudad__pais": valor}) | Q(**{f"{self.camino}institucion__pais": valor})


class ActividadFilter(PorCondicion):
    """An activity that the row's people attend, or that the delegation chose."""

    title = _("actividad")
    de_lejos = True
    parameter_name = "actividad"

    def lookups(self, request, model_admin):
        return [(a.slug, a.titulo) for a in Actividad.objects.en_orden()]

    def condicion(self, valor):
        return eligieron(self.camino, actividad__slug=valor)


class ActividadDeLaPersonaFilter(ActividadFilter):
    """An activity that the person attends, waits for or asked for."""

    def condicion(self, valor):
        return Q(Exists(Asistencia.objects.vigentes().filter(actividad__slug=valor, participante=OuterRef("pk"))))


class ModalidadFilter(PorCondicion):
    """How somebody of the row attends at least one activity."""

    title = _("modalidad")
    de_lejos = True
    parameter_name = "modalidad"
    opciones = dict(Modalidad.choices)
    de_persona = False

    def condicion(self, valor):
        asistencias = Asistencia.objects.vigentes().filter(modalidad=valor)
        if self.de_persona:
            return Q(Exists(asistencias.filter(participante=OuterRef("pk"))))
        return Q(self.de_la_inscripcion(asistencias, "participante__inscripcion"))


class ModalidadDeLaPersonaFilter(ModalidadFilter):
    de_persona = True


class SeminarioFilter(PorCondicion):
    title = _("seminario")
    de_lejos = True
    parameter_name = "seminario"
    opciones = {"si": _("con el seminario"), "no": _("sin el seminario")}

    def condicion(self, valor):
        con = eligieron(self.camino, actividad__es_seminario=True)
        return con if valor == "si" else ~con


class DiaFilter(admin.SimpleListFilter):
    """Confirmed on a day of the Cumbre in force, by its own clock, or (``antes-``) on any earlier one.

    The figures of the first screen lead here; it is offered only while it is set.
    """

    title = _("día en que se confirmó")
    parameter_name = "dia"
    ANTES = "antes-"

    def lookups(self, request, model_admin):
        dia = self._dia()
        if dia is None:
            return []
        texto = gettext("antes del %(dia)s") if self.value().startswith(self.ANTES) else "%(dia)s"
        return [(self.value(), texto % {"dia": fecha_larga(dia)})]

    def queryset(self, request, queryset):
        dia = self._dia()
        if dia is None:
            return queryset
        if self.value().startswith(self.ANTES):
            return queryset.confirmadas_entre(None, dia)
        return queryset.confirmadas_entre(dia, dia + timedelta(days=1))

    def _dia(self):
        try:
            dia = date.fromisoformat((self.value() or "").removeprefix(self.ANTES))
        except ValueError:
            return None
        return dia if ANIOS[0] <= dia.year <= ANIOS[1] else None


class DuplicadaFilter(PorCondicion):
    """What may be a second registration of the same delegation, as the first screen counts it."""

    title = _("duplicada")
    de_lejos = True
    parameter_name = "duplicada"
    opciones = {"posible": _("posible duplicada"), "resuelta": _("el equipo dijo que no")}

    def condicion(self, valor):
        if valor == "resuelta":
            return Q(duplicada_resuelta_el__isnull=False)
        return Q(Exists(Inscripcion.objects.posibles_duplicadas().filter(pk=OuterRef("pk")).order_by()))


class AtencionFilter(PorCondicion):
    """What in a delegation needs somebody."""

    title = _("qué pide atención")
    de_lejos = True
    parameter_name = "atencion"
    opciones = {
        "sin_personas": _("sin personas"),
        "sin_responder": _("con personas que no respondieron"),
        "en_espera": _("con personas en lista de espera"),
        "reservadas": _("con actividades reservadas por responder"),
        "cambios": _("con cambios por responder"),
        "correo_fallido": _("con correo fallido"),
    }

    def condicion(self, valor):
        return self._condiciones()[valor]

    def _condiciones(self):
        personas, asistencias = Participante.objects.all(), Asistencia.objects.all()
        sin_responder = personas.filter(respuesta=Participante.Respuesta.PENDIENTE, avisado_el__isnull=False)
        pendientes = SolicitudDeCambio.objects.pendientes()
        return {
            "sin_personas": ~Q(self.de_la_inscripcion(personas, "inscripcion")),
            "sin_responder": Q(estado=Inscripcion.Estado.CONFIRMADA)
            & Q(self.de_la_inscripcion(sin_responder, "inscripcion")),
            "en_espera": Q(self.de_la_inscripcion(asistencias.en_espera(), "participante__inscripcion")),
            "reservadas": Q(self.de_la_inscripcion(asistencias.solicitadas(), "participante__inscripcion")),
            "cambios": Q(self.de_la_inscripcion(pendientes, "inscripcion")),
            "correo_fallido": _con_correo_fallido(),
        }


def _con_correo_fallido():
    """The registrations about which, or about whose contact or people, a mail failed and was not sent again."""
    fallidos = Mensaje.objects.sin_resolver().order_by()
    tipo = ContentType.objects.get_for_model
    de_personas = fallidos.filter(sobre_tipo=tipo(Participante)).values("sobre_id")
    return (
        Q(pk__in=fallidos.filter(sobre_tipo=tipo(Inscripcion)).values("sobre_id"))
        | Q(contacto__in=fallidos.filter(sobre_tipo=tipo(Inscripcion.contacto.field.related_model)).values("sobre_id"))
        | Q(pk__in=Participante.objects.filter(pk__in=de_personas).order_by().values("inscripcion"))
    )


class AtencionDeLaPersonaFilter(PorCondicion):
    """What of a person needs somebody; of those that come in force."""

    title = _("qué pide atención")
    de_lejos = True
    parameter_name = "atencion"
    opciones = {
        "sin_responder": _("no respondió si va"),
        "por_recordar": _("no respondió y no se le recordó"),
        "sin_correo": _("sin correo"),
        "sin_enlace": _("con correo y sin enlace enviado"),
        "en_espera": _("en lista de espera"),
        "correo_fallido": _("con correo fallido"),
    }

    def condicion(self, valor):
        confirmada = Q(inscripcion__estado=Inscripcion.Estado.CONFIRMADA)
        sin_responder = confirmada & Q(respuesta=Participante.Respuesta.PENDIENTE, avisado_el__isnull=False)
        fallidos = Mensaje.objects.sin_resolver().filter(sobre_tipo=ContentType.objects.get_for_model(Participante))
        return {
            "sin_responder": sin_responder,
            "por_recordar": sin_responder & Q(recordado_el=None) & ~Q(email=""),
            "sin_correo": confirmada & Q(email=""),
            "sin_enlace": confirmada & Q(avisado_el=None) & ~Q(email=""),
            "en_espera": Q(Exists(Asistencia.objects.en_espera().order_by().filter(participante=OuterRef("pk")))),
            "correo_fallido": Q(pk__in=fallidos.order_by().values("sobre_id")),
        }[valor]


class IdiomaDelContactoFilter(PorCondicion):
    """The language in which the delegation's contact reads."""

    title = _("idioma")
    parameter_name = "idioma"
    opciones = {"es": "Español", "pt-br": "Português"}

    def condicion(self, valor):
        return Q(**{f"{self.camino}contacto__idioma": valor})


class ReservadaFilter(PorCondicion):
    title = _("tipo de actividad")
    parameter_name = "reservada"
    opciones = {"si": _("reservada"), "no": _("abierta")}

    def condicion(self, valor):
        return Q(actividad__reservada=valor == "si")
