"""A delegation on one screen, and the list of them."""

from collections import Counter
from functools import partial

from django.contrib import admin
from django.utils.formats import localize
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from actores.admin import informe_de_enlaces
from comun.acciones import Informe, accion_confirmada, decir_el_resto
from comun.administracion import SoloLectura, es_clave
from comun.envios import nueva_clave
from comun.exportar import ConExportacion
from comun.por_filas import cada_una
from inscripciones import services
from inscripciones.admin import delegacion
from inscripciones.admin.acciones import ConDecisiones
from inscripciones.admin.filtros import (
    ActividadFilter,
    AtencionFilter,
    DiaFilter,
    DuplicadaFilter,
    ModalidadFilter,
    PaisFilter,
    SeminarioFilter,
)
from inscripciones.admin.importar import ConImportacion
from inscripciones.admin.notas import ConNotas, FormularioNota
from inscripciones.errores import ErrorInscripcion
from inscripciones.exportaciones import DELEGACIONES
from inscripciones.models import Inscripcion

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


@admin.register(Inscripcion)
class InscripcionAdmin(ConNotas, ConDecisiones, ConImportacion, ConExportacion, SoloLectura):
    """A delegation: what it answered, who comes, what it brings, which mails it got. It changes through its actions."""

    exportacion = DELEGACIONES
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
    list_filter = [
        "estado", AtencionFilter, DuplicadaFilter, "tipo", SeminarioFilter, ActividadFilter, ModalidadFilter,
        PaisFilter, "idioma", "origen", "cumbre", DiaFilter,
    ]  # fmt: skip
    list_select_related = ["ciudad", "institucion", "contacto", "cumbre", "posible_duplicada_de"]
    busqueda = "buscar"
    search_fields = ["referencia"]
    search_help_text = _("Buscar por referencia, contacto, correo, ciudad o institución")
    date_hierarchy = "creada"
    fieldsets = [
        (None, {"fields": ["referencia", "estado", "cumbre", "tipo", "quien", "idioma", "origen"]}),
        (
            _("Fechas y consentimientos"),
            {
                "fields": [
                    "creada",
                    "guardada",
                    "confirmada_el",
                    "retirada_el",
                    "rechazada_el",
                    "motivo",
                    "vencida_el",
                    "recordada_el",
                    "consentimiento_datos_el",
                    "consentimiento_imagen_el",
                    "consentimiento_listado_el",
                    "correo_comprobado",
                ]
            },
        ),
        (_("Duplicadas"), {"fields": ["posible_duplicada_de", "duplicada_resuelta_el"]}),
        (_("Respuestas"), {"fields": ["pasos_enviados", "contacto_participa", "quiere_presentar"]}),
    ]
    actions = ["enviar_enlace", "recordar", "retirar", "rechazar", "no_es_duplicada", "unir"]
    acciones_de_objeto = ("enviar_enlace", "recordar", "retirar", "rechazar", "no_es_duplicada", "unir")

    def get_queryset(self, request):
        return super().get_queryset(request).con_personas()

    def get_ordering(self, request):
        """Among what needs somebody, the longest waiting first."""
        pide = AtencionFilter.parameter_name in request.GET or request.GET.get("duplicada") == "posible"
        return ["confirmada_el", "creada", "pk"] if pide else super().get_ordering(request)

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
        return delegacion.leer(object_id) if es_clave(str(object_id)) else None

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context |= delegacion.contexto_de(request, obj)
            context |= {"form_de_nota": FormularioNota(), "clave_envio": nueva_clave()}
        return super().render_change_form(request, context, add, change, form_url, obj)

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
            "por correo al contacto y a cada persona que recibió su enlace. No se borra nada, pero no puede volver a "
            "confirmarse: haría falta una inscripción nueva."
        ),
        boton=_("Retirar"),
        nota=lambda inscripcion: inscripcion.get_estado_display(),
    )
    def retirar(self, request, filas):
        vivas = [inscripcion for inscripcion in filas if inscripcion.estado != Inscripcion.Estado.RETIRADA]
        retirar = partial(services.retirar, quien="equipo", usuario=request.user)
        retiradas, resto = cada_una(vivas, lambda inscripcion: retirar(inscripcion=inscripcion), ErrorInscripcion)
        informe, n = Informe(), len(retiradas)
        informe.hecho(
            retiradas, ngettext("Se retiró %(n)d inscripción.", "Se retiraron %(n)d inscripciones.", n) % {"n": n}
        )
        n = len(filas) - len(vivas)
        informe.nota(n, ngettext("%(n)d ya estaba retirada.", "%(n)d ya estaban retiradas.", n) % {"n": n})
        razones = [getattr(error, "razon", gettext("su estado no lo permite")) for _fila, error in resto]
        decir_el_resto(informe, Counter(razones))
        return informe
