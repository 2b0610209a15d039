"""What changed in the registrations, and what is asked for once the window closed."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.html import format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from comun.acciones import Informe, accion_confirmada
from comun.administracion import SoloLectura
from comun.por_filas import cada_una
from inscripciones import solicitudes
from inscripciones.admin.filtros import IdiomaDelContactoFilter, PaisFilter, con_camino
from inscripciones.errores import ErrorInscripcion
from inscripciones.models import CambioInscripcion, SolicitudDeCambio
from inscripciones.relato import pedido, relatar, relatar_pedidos

_PENDIENTE = SolicitudDeCambio.Estado.PENDIENTE


@admin.register(CambioInscripcion)
class CambioInscripcionAdmin(SoloLectura):
    """One change as it was kept; a delegation's own page tells all of its."""

    list_display = ["inscripcion", "quien", "usuario", "momento"]
    list_filter = ["quien"]
    list_select_related = ["inscripcion", "usuario"]
    search_fields = ["inscripcion__referencia"]
    search_help_text = _("Buscar por referencia")
    date_hierarchy = "momento"
    fields = ["inscripcion", "quien", "usuario", "motivo", "momento", "que_cambio"]

    def has_module_permission(self, request):
        return False  # not on the index: a delegation's own page tells its changes

    @admin.display(description=_("qué cambió"))
    def que_cambio(self, obj):
        return format_html_join("", "<p>{}</p>", [(frase,) for frase in relatar(obj.diferencias)])


class FormularioNoConceder(forms.Form):
    respuesta = forms.CharField(
        label=_("Por qué no"),
        help_text=_("Lo lee el contacto, en el correo y en su espacio, tal como se escribe aquí."),
        max_length=300,
        widget=forms.TextInput(attrs={"size": 80}),
        error_messages={
            "required": _("Escriba por qué no se concede: el contacto lo lee en el correo."),
            "max_length": _("Acorte la explicación a %(limit_value)d caracteres: ahora tiene %(show_value)d."),
        },
    )


def _estado_e_idioma(solicitud):
    return f"{solicitud.get_estado_display()}, {solicitud.inscripcion.contacto.get_idioma_display()}"


@admin.register(SolicitudDeCambio)
class SolicitudDeCambioAdmin(SoloLectura):
    """What delegations ask for once the window closed; it is answered here."""

    list_display = ["pedido", "inscripcion", "quien", "estado", "pedida_el", "resuelta_el"]
    list_filter = [
        "estado", "accion", con_camino(PaisFilter, "inscripcion"), "inscripcion__tipo",
        con_camino(IdiomaDelContactoFilter, "inscripcion"), "inscripcion__cumbre",
    ]  # fmt: skip
    list_select_related = ["inscripcion__ciudad", "inscripcion__institucion", "inscripcion__contacto"]
    search_fields = [
        "inscripcion__referencia",
        "inscripcion__ciudad__nombre__unaccent",
        "inscripcion__institucion__nombre__unaccent",
        "participante__nombre__unaccent",
    ]
    search_help_text = _("Buscar por referencia, ciudad, institución o persona")
    date_hierarchy = "pedida_el"
    fieldsets = [
        (None, {"fields": ["que_se_pide", "inscripcion", "quien", "participante", "pedida_el"]}),
        (_("Respuesta"), {"fields": ["estado", "respuesta", "resuelta_el", "usuario"]}),
    ]
    actions = ["conceder", "rechazar"]
    acciones_de_objeto = ("conceder", "rechazar")

    def get_ordering(self, request):
        """Among what awaits an answer, the longest waiting first."""
        por_responder = request.GET.get("estado__exact") == _PENDIENTE
        return ["pedida_el", "pk"] if por_responder else super().get_ordering(request)

    @admin.display(description=_("qué se pide"), ordering="accion")
    def pedido(self, obj):
        return pedido(obj)

    @admin.display(description=_("qué se pide"))
    def que_se_pide(self, obj):
        ((_solicitud, frase),) = relatar_pedidos([obj])
        return frase

    @admin.display(description=_("delegación"))
    def quien(self, obj):
        return obj.inscripcion.actor

    def accion_corresponde(self, nombre, obj):
        return obj.estado == _PENDIENTE

    def avisos_de_accion(self, nombre, filas, request):
        return {solicitud.pk: [frase] for solicitud, frase in relatar_pedidos(filas)}

    @accion_confirmada(
        texto=_("Conceder"),
        explicacion=_(
            "Cada cambio pedido se hace ahora, con las mismas reglas que dentro del plazo: si la sala está llena, se "
            "entra a la lista de espera. Cada contacto recibe un correo. Lo que ya no puede hacerse queda pendiente."
        ),
        boton=_("Conceder y avisar"),
        nota=_estado_e_idioma,
    )
    def conceder(self, request, filas):
        informe = Informe()
        hechas = _cada_una(filas, informe, lambda s: solicitudes.conceder(solicitud=s, usuario=request.user))
        n = len(hechas)
        informe.hecho(
            hechas, ngettext("Se concedió %(n)d solicitud.", "Se concedieron %(n)d solicitudes.", n) % {"n": n}
        )
        return informe

    @accion_confirmada(
        texto=_("No conceder"),
        explicacion=_("La inscripción sigue como está y el contacto recibe un correo con la explicación."),
        boton=_("No conceder y avisar"),
        nota=_estado_e_idioma,
        formulario=FormularioNoConceder,
    )
    def rechazar(self, request, filas, datos):
        informe = Informe()
        hechas = _cada_una(filas, informe, lambda s: solicitudes.rechazar(solicitud=s, usuario=request.user, **datos))
        n = len(hechas)
        informe.hecho(
            hechas, ngettext("No se concedió %(n)d solicitud.", "No se concedieron %(n)d solicitudes.", n) % {"n": n}
        )
        return informe


def _cada_una(filas, informe, resolver):
    """Answer the open ones among ``filas``, each on its own; tell why of those that stay open. Return the answered."""
    abiertas = [solicitud for solicitud in filas if solicitud.estado == _PENDIENTE]
    hechas, resto = cada_una(abiertas, resolver, (ErrorInscripcion, ValidationError))
    for solicitud, error in resto:
        motivo = " ".join(error.messages) if isinstance(error, ValidationError) else error.mensaje
        frase = gettext("«%(pedido)s» queda pendiente: %(motivo)s")
        informe.aviso(1, frase % {"pedido": pedido(solicitud).removesuffix("."), "motivo": motivo})
    ya = len(filas) - len(abiertas)
    informe.nota(ya, ngettext("%(n)d ya estaba respondida.", "%(n)d ya estaban respondidas.", ya) % {"n": ya})
    return hechas
