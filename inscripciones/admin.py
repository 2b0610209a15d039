"""Staff's view of registrations: the list, one delegation on one screen, and what reserved activities are asked."""

from django.contrib import admin
from django.utils.formats import localize
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from actores.admin import informe_de_enlaces
from actores.listas import paises_de_sede
from agenda.models import Actividad
from comun.acciones import Informe, accion_confirmada
from comun.administracion import AdminBase, SoloLectura
from comun.correo import nombre_de
from comun.models import Mensaje
from inscripciones import lugares, services
from inscripciones.errores import ErrorInscripcion
from inscripciones.models import Asistencia, Eleccion, Inscripcion, Participante

# The words of each step for staff, in the order of the form.
PASOS = {
    "contacto": _("contacto"),
    "personas": _("personas"),
    "actividades": _("actividades"),
    "aportes": _("ideas, necesidades y saberes"),
    "experiencia": _("experiencia para presentar"),
    "mirada": _("mirada de la institución"),
    "programas": _("líneas y programas"),
    "consentimientos": _("consentimientos"),
}


class PaisFilter(admin.SimpleListFilter):
    title = _("país")
    parameter_name = "pais"

    def lookups(self, request, model_admin):
        pares = Inscripcion.objects.order_by().values_list("ciudad__pais", "institucion__pais").distinct()
        presentes = {pais for par in pares for pais in par}
        return [(codigo, nombre) for codigo, nombre in paises_de_sede() if codigo in presentes]

    def queryset(self, request, queryset):
        return queryset.del_pais(self.value()) if self.value() else queryset


class ActividadFilter(admin.SimpleListFilter):
    title = _("actividad")
    parameter_name = "actividad"

    def lookups(self, request, model_admin):
        return [(a.slug, a.titulo) for a in Actividad.objects.en_orden()]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        actividad = Actividad.objects.filter(slug=self.value()).first()
        return queryset.con_actividad(actividad) if actividad else queryset.none()


class SeminarioFilter(admin.SimpleListFilter):
    title = _("seminario")
    parameter_name = "seminario"

    def lookups(self, request, model_admin):
        return [("si", gettext("con el seminario")), ("no", gettext("sin el seminario"))]

    def queryset(self, request, queryset):
        con = queryset.model.objects.con_seminario().values("pk")
        if self.value() == "si":
            return queryset.filter(pk__in=con)
        return queryset.exclude(pk__in=con) if self.value() == "no" else queryset


@admin.register(Inscripcion)
class InscripcionAdmin(SoloLectura):
    """A delegation: what it answered, who comes, what it brings, which mails it got. It changes through its actions."""

    change_form_template = "admin/inscripciones/inscripcion.html"
    list_display = [
        "referencia",
        "quien",
        "contacto_",
        "estado",
        "tipo",
        "idioma",
        "personas",
        "creada",
        "confirmada_el",
    ]
    list_filter = ["estado", "tipo", SeminarioFilter, ActividadFilter, PaisFilter, "idioma", "cumbre"]
    list_select_related = ["ciudad", "institucion", "contacto"]
    busqueda = "buscar"
    search_fields = ["referencia"]
    search_help_text = _("Buscar por referencia, contacto, correo, ciudad o institución")
    date_hierarchy = "creada"
    fieldsets = [
        (None, {"fields": ["referencia", "estado", "cumbre", "tipo", "quien", "idioma"]}),
        (
            _("Fechas y consentimientos"),
            {
                "fields": [
                    "creada",
                    "guardada",
                    "confirmada_el",
                    "retirada_el",
                    "consentimiento_datos_el",
                    "consentimiento_imagen_el",
                    "consentimiento_listado_el",
                    "correo_comprobado",
                ]
            },
        ),
        (_("Respuestas"), {"fields": ["pasos_enviados", "contacto_participa", "quiere_presentar"]}),
    ]
    actions = ["enviar_enlace", "retirar"]
    acciones_de_objeto = ("enviar_enlace", "retirar")

    def get_queryset(self, request):
        return super().get_queryset(request).con_personas()

    @admin.display(description=_("ciudad o institución"))
    def quien(self, obj):
        return obj.actor

    @admin.display(description=_("pasos enviados"))
    def pasos_enviados(self, obj):
        return ", ".join(str(nombre) for paso, nombre in PASOS.items() if paso in obj.pasos) or gettext("ninguno")

    @admin.display(description=_("contacto"), ordering="contacto__nombre")
    def contacto_(self, obj):
        return obj.contacto.nombre

    @admin.display(description=_("personas"), ordering="personas")
    def personas(self, obj):
        return obj.personas

    @admin.display(description=_("aceptó la publicación de lo que aporta"))
    def consentimiento_listado_el(self, obj):
        cuando = obj.contacto.consentimiento_listado_el
        return localize(localtime(cuando)) if cuando else "-"

    @admin.display(description=_("correo comprobado"))
    def correo_comprobado(self, obj):
        """When the contact first entered by a mailed link: until then, nothing of theirs is public."""
        cuando = obj.contacto.comprobado_el
        return localize(localtime(cuando)) if cuando else gettext("todavía no")

    def get_object(self, request, object_id, from_field=None):
        """Fetch with all that the page shows."""
        try:
            return Inscripcion.objects.completas().con_personas().get(pk=object_id)
        except (Inscripcion.DoesNotExist, ValueError, OverflowError):
            return None

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            personas = list(obj.participantes.all())
            contacto = obj.contacto
            context |= {
                "contacto": contacto,
                "personas": personas,
                "mirada": getattr(contacto, "mirada", None),
                "mensajes": [
                    {"nombre": nombre_de(m.tipo), "fila": m}
                    for m in Mensaje.objects.sobre_alguno([obj, contacto, *personas, *contacto.propuestas.all()])
                ],
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def accion_corresponde(self, nombre, obj):
        return nombre != "retirar" or obj.es_borrador or obj.es_confirmada

    @accion_confirmada(
        texto=_("Enviar el enlace otra vez"),
        explicacion=_("El contacto de cada inscripción recibe un correo, en su idioma, con el enlace a su espacio."),
        boton=_("Enviar el enlace"),
        nota=lambda inscripcion: inscripcion.contacto.email,
    )
    def enviar_enlace(self, request, filas):
        return informe_de_enlaces([inscripcion.contacto for inscripcion in filas], filas)

    @accion_confirmada(
        texto=_("Retirar la inscripción"),
        explicacion=_(
            "Sus lugares pasan a quienes esperan y lo que aportó deja de ser público. Si estaba confirmada, se avisa "
            "por correo al contacto. No se borra nada, pero no puede volver a confirmarse: haría falta una inscripción "
            "nueva."
        ),
        boton=_("Retirar"),
        nota=lambda inscripcion: inscripcion.get_estado_display(),
    )
    def retirar(self, request, filas):
        retiradas, ya, imposibles = [], 0, 0
        for inscripcion in filas:
            if inscripcion.estado == Inscripcion.Estado.RETIRADA:
                ya += 1
                continue
            try:
                retiradas.append(services.retirar(inscripcion=inscripcion))
            except ErrorInscripcion:
                imposibles += 1
        informe, n = Informe(), len(retiradas)
        informe.hecho(
            retiradas, ngettext("Se retiró %(n)d inscripción.", "Se retiraron %(n)d inscripciones.", n) % {"n": n}
        )
        informe.nota(ya, ngettext("%(n)d ya estaba retirada.", "%(n)d ya estaban retiradas.", ya) % {"n": ya})
        n = imposibles
        informe.aviso(
            n,
            ngettext("%(n)d no cambió: su estado no lo permite.", "%(n)d no cambiaron: su estado no lo permite.", n)
            % {"n": n},
        )
        return informe


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


@admin.register(Participante)
class ParticipanteAdmin(AdminBase):
    """A person of a delegation: staff mends a name; who comes is the delegation's to say."""

    list_display = ["nombre", "cargo", "email", "inscripcion", "es_contacto", "actividades_propias"]
    list_filter = ["inscripcion__estado", "es_contacto", "actividades_propias"]
    list_select_related = ["inscripcion"]
    search_fields = ["nombre__unaccent", "email", "inscripcion__referencia"]
    search_help_text = _("Buscar por nombre, correo o referencia")
    date_hierarchy = "creado"
    readonly_fields = ["inscripcion", "es_contacto", "actividades_propias", "creado"]
    fieldsets = [
        (None, {"fields": ["inscripcion", "nombre", "email", "cargo"]}),
        (_("En la delegación"), {"fields": ["es_contacto", "actividades_propias", "creado"]}),
    ]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Asistencia)
class AsistenciaAdmin(SoloLectura):
    """Who attends what, and how. Requests for reserved activities are granted or refused here."""

    list_display = ["participante", "quien", "actividad", "modalidad", "estado", "turno", "cambiada"]
    list_filter = ["estado", "modalidad", "actividad", "participante__inscripcion__estado"]
    list_select_related = [
        "actividad",
        "participante__inscripcion__ciudad",
        "participante__inscripcion__institucion",
    ]
    search_fields = [
        "participante__nombre__unaccent",
        "participante__inscripcion__referencia",
        "participante__inscripcion__ciudad__nombre__unaccent",
        "participante__inscripcion__institucion__nombre__unaccent",
    ]
    search_help_text = _("Buscar por persona, referencia, ciudad o institución")
    date_hierarchy = "cambiada"
    fieldsets = [
        (None, {"fields": ["participante", "quien", "actividad", "modalidad"]}),
        (_("Lugar"), {"fields": ["estado", "turno", "cambiada"]}),
    ]
    actions = ["conceder", "rechazar"]
    acciones_de_objeto = ("conceder", "rechazar")

    @admin.display(description=_("delegación"))
    def quien(self, obj):
        return obj.participante.inscripcion.actor

    def accion_corresponde(self, nombre, obj):
        estados = _CONCEDIBLES if nombre == "conceder" else _RECHAZABLES
        return obj.actividad.reservada and obj.estado in estados

    @accion_confirmada(
        texto=_("Conceder"),
        explicacion=_(
            "Cada solicitud elegida de una actividad reservada queda confirmada; si la sala ya está llena, pasa a la "
            "lista de espera. Cada delegación recibe un correo. Lo que no es una solicitud no cambia."
        ),
        boton=_("Conceder"),
        nota=lambda asistencia: asistencia.get_estado_display(),
    )
    def conceder(self, request, filas):
        resueltas, quedan = _por_delegacion(filas, _CONCEDIBLES, lugares.conceder)
        espera = [a for a in resueltas if a.estado == Asistencia.Estado.EN_ESPERA]
        dadas = [a for a in resueltas if a.estado != Asistencia.Estado.EN_ESPERA]
        informe, n = Informe(), len(dadas)
        informe.hecho(
            dadas, ngettext("Se concedió %(n)d solicitud.", "Se concedieron %(n)d solicitudes.", n) % {"n": n}
        )
        n = len(espera)
        frase = ngettext(
            "%(n)d pasa a la lista de espera: la sala está llena.",
            "%(n)d pasan a la lista de espera: la sala está llena.",
            n,
        )
        informe.hecho(espera, frase % {"n": n})
        _avisar_de_las_que_quedan(informe, quedan)
        return informe

    @accion_confirmada(
        texto=_("No conceder"),
        explicacion=_(
            "Cada solicitud elegida de una actividad reservada queda como no concedida, y si tenía lugar, pasa a quien "
            "espera. Cada delegación recibe un correo. Puede concederse más tarde."
        ),
        boton=_("No conceder"),
        nota=lambda asistencia: asistencia.get_estado_display(),
    )
    def rechazar(self, request, filas):
        resueltas, quedan = _por_delegacion(filas, _RECHAZABLES, lugares.rechazar)
        informe, n = Informe(), len(resueltas)
        informe.hecho(
            resueltas, ngettext("No se concedió %(n)d solicitud.", "No se concedieron %(n)d solicitudes.", n) % {"n": n}
        )
        _avisar_de_las_que_quedan(informe, quedan)
        return informe


_CONCEDIBLES = {Asistencia.Estado.SOLICITADA, Asistencia.Estado.RECHAZADA}
_RECHAZABLES = {Asistencia.Estado.SOLICITADA, Asistencia.Estado.CONFIRMADA, Asistencia.Estado.EN_ESPERA}


def _por_delegacion(filas, estados, resolver):
    """Resolve the rows that may be, one delegation (and one mail) at a time; return them and how many stayed."""
    grupos = {}
    for asistencia in filas:
        if asistencia.estado in estados and asistencia.actividad.reservada:
            grupos.setdefault(asistencia.participante.inscripcion_id, []).append(asistencia)
    resueltas = []
    for grupo in grupos.values():
        try:
            resueltas += resolver(asistencias=grupo)
        except ErrorInscripcion:
            continue
    return resueltas, len(filas) - len(resueltas)


def _avisar_de_las_que_quedan(informe, n):
    frase = ngettext(
        "%(n)d no cambió: no es una solicitud pendiente de una actividad reservada.",
        "%(n)d no cambiaron: no son solicitudes pendientes de una actividad reservada.",
        n,
    )
    informe.aviso(n, frase % {"n": n})
