"""The people of the delegations, and what each delegation chose."""

from collections import Counter

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.formats import localize
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from comun.acciones import Informe, accion_confirmada, decir_el_resto, no_cambia
from comun.administracion import AdminBase, FormularioBilingue, SoloLectura
from comun.exportar import ConExportacion
from comun.personas_admin import ConDatosDePersona, ConNombreDePersona
from comun.por_filas import cada_una
from inscripciones import recordatorios, services
from inscripciones.admin.acciones import decir_recordadas
from inscripciones.admin.filtros import (
    ActividadDeLaPersonaFilter,
    AtencionDeLaPersonaFilter,
    ModalidadDeLaPersonaFilter,
    PaisFilter,
    SeminarioFilter,
    con_camino,
)
from inscripciones.errores import ErrorInscripcion
from inscripciones.exportaciones import PERSONAS
from inscripciones.models import Eleccion, Participante, PersonaImportada
from inscripciones.services.enlaces import por_que_sin_enlace


@admin.register(Eleccion)
class EleccionAdmin(SoloLectura):
    list_display = ["inscripcion", "actividad", "modalidad"]
    list_filter = ["actividad", "modalidad"]
    list_select_related = ["inscripcion", "actividad"]
    search_fields = ["inscripcion__referencia"]
    search_help_text = _("Buscar por referencia")
    fields = ["inscripcion", "actividad", "modalidad"]

    def has_module_permission(self, request):
        return False  # not on the index: a delegation's own page tells what it chose


@admin.register(PersonaImportada)
class PersonaImportadaAdmin(SoloLectura):
    list_display = ["inscripcion", "participante", "importada_el"]
    list_select_related = ["inscripcion", "participante"]
    search_fields = ["inscripcion__referencia"]
    search_help_text = _("Buscar por referencia")
    fields = ["inscripcion", "participante", "importada_el"]

    def has_module_permission(self, request):
        return False  # not on the index: the registration tells where it came from


class FormularioParticipante(ConNombreDePersona, FormularioBilingue):
    """Who a person of a delegation is, as staff corrects it."""


@admin.register(Participante)
class ParticipanteAdmin(ConDatosDePersona, ConExportacion, AdminBase):
    """A person of a delegation: staff mends a name; who comes is the delegation's to say."""

    form = FormularioParticipante
    exportacion = PERSONAS
    list_display = ["nombre", "cargo", "email", "inscripcion", "respuesta", "es_contacto", "actividades_propias"]
    list_filter = [
        "inscripcion__estado", AtencionDeLaPersonaFilter, "respuesta", ActividadDeLaPersonaFilter,
        ModalidadDeLaPersonaFilter, con_camino(SeminarioFilter, "inscripcion"), con_camino(PaisFilter, "inscripcion"),
        "inscripcion__tipo", "idioma", "es_contacto", "actividades_propias",
        ("consentimiento_listado_el", admin.EmptyFieldListFilter), "inscripcion__cumbre",
    ]  # fmt: skip
    list_select_related = ["inscripcion__cumbre"]
    actions = ["enviar_enlace", "recordar"]
    acciones_de_objeto = ("enviar_enlace", "recordar")
    search_fields = ["nombre__unaccent", "email", "inscripcion__referencia"]
    search_help_text = _("Buscar por nombre, correo o referencia")
    date_hierarchy = "creado"
    readonly_fields = [
        "inscripcion", "es_contacto", "actividades_propias", "creado", "respuesta", "respondio_el", "avisado_el",
        "recordado_el",
    ]  # fmt: skip
    fieldsets = [
        (None, {"fields": ["inscripcion", "nombre", "email", "cargo", "idioma"]}),
        (_("En la delegación"), {"fields": ["es_contacto", "actividades_propias", "creado"]}),
        (_("Su enlace personal"), {"fields": ["avisado_el", "recordado_el", "respuesta", "respondio_el"]}),
    ]

    def get_ordering(self, request):
        """Among what needs somebody, the longest waiting first."""
        pide = AtencionDeLaPersonaFilter.parameter_name in request.GET
        return ["avisado_el", "pk"] if pide else super().get_ordering(request)

    def accion_corresponde(self, nombre, obj):
        ahora = timezone.now()
        return not (por_que_sin_enlace(obj) if nombre == "enviar_enlace" else recordatorios.por_que_no(obj, ahora))

    def avisos_de_accion(self, nombre, filas, request):
        ahora = timezone.now()
        if nombre == "enviar_enlace":
            return {p.pk: [_de_enviar(p)] for p in filas}
        return {p.pk: [_de_recordar(p, ahora)] for p in filas}

    @accion_confirmada(
        texto=_("Enviar su enlace otra vez"),
        explicacion=_(
            "Cada persona elegida recibe un correo, en su idioma, con su enlace personal y aquello en lo que está "
            "inscrita. Es el mismo enlace que ya tenía: nada cambia en su inscripción."
        ),
        boton=_("Enviar el enlace"),
        nota=lambda persona: persona.email,
    )
    def enviar_enlace(self, request, filas):
        razones = {persona.pk: por_que_sin_enlace(persona) for persona in filas}
        pueden = [persona for persona in filas if not razones[persona.pk]]
        enviados, resto = cada_una(pueden, lambda p: services.enviar_enlace(participante=p), ErrorInscripcion)
        for persona, error in resto:
            razones[persona.pk] = getattr(error, "razon", gettext("cambió mientras tanto"))
        informe, n = Informe(), len(enviados)
        frase = ngettext("Se envía su enlace a %(n)d persona.", "Se envía su enlace a %(n)d personas.", n)
        informe.hecho(enviados, frase % {"n": n})
        decir_el_resto(informe, Counter(filter(None, razones.values())))
        return informe

    @accion_confirmada(
        texto=_("Recordar a quien no respondió"),
        explicacion=_(
            "Cada persona elegida que recibió su enlace y no dijo si va recibe un recordatorio, en su idioma. Se "
            "recuerda una sola vez: a quien ya se le recordó, a mano o por el portal, no se le escribe de nuevo."
        ),
        boton=_("Recordar ahora"),
        nota=lambda persona: persona.email,
    )
    def recordar(self, request, filas):
        ahora = timezone.now()
        recordadas = recordatorios.recordar_ahora(filas, ahora)
        informe, claves = Informe(), {p.pk for p in recordadas}
        informe.hecho(recordadas, decir_recordadas(len(recordadas)))
        razones = [recordatorios.por_que_no(p, ahora) for p in filas if p.pk not in claves]
        decir_el_resto(informe, Counter(razon or gettext("cambió mientras tanto") for razon in razones))
        return informe

    def get_readonly_fields(self, request, obj=None):
        """The contact's own data change at the contact, with the proof of a new address."""
        del_contacto = ["nombre", "email", "cargo"] if obj and obj.es_contacto else []
        return [*super().get_readonly_fields(request, obj), *del_contacto]

    def save_model(self, request, obj, form, change):
        """Save through the service, which keeps the change and tells who is concerned; at any time and in any state."""
        datos = {campo: getattr(obj, campo) for campo in ("nombre", "email", "cargo", "idioma")}
        services.editar_participante(
            participante=obj,
            **datos,
            tambien_cerrada=True,
            tambien_terminada=True,
            quien="equipo",
            usuario=request.user,
        )

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show a person; what a rule refuses is neither told as saved nor logged: the page tells why instead."""
        try:
            return super().change_view(request, object_id, form_url, extra_context)
        except ErrorInscripcion as error:
            messages.error(request, error.mensaje)
            return HttpResponseRedirect(request.get_full_path())

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def _de_enviar(persona):
    if razon := por_que_sin_enlace(persona):
        return no_cambia(razon)
    if persona.avisado_el is None:
        return gettext("Se le envía por primera vez.")
    return gettext("Se le envía otra vez; la primera fue el %(cuando)s.") % {"cuando": _fecha(persona.avisado_el)}


def _de_recordar(persona, ahora):
    if razon := recordatorios.por_que_no(persona, ahora):
        return no_cambia(razon)
    return gettext("Se le recuerda; recibió su enlace el %(cuando)s.") % {"cuando": _fecha(persona.avisado_el)}


def _fecha(instante):
    return localize(localtime(instante))
