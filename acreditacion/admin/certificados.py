"""Certificates: the list, what is done with one of them, and its document."""

from collections import Counter
from textwrap import shorten

from django import forms
from django.contrib import admin
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from acreditacion import certificados
from acreditacion.admin.emision import ConEmision
from acreditacion.certificados import ErrorCertificado
from acreditacion.documento import direccion_de_verificacion
from acreditacion.exportaciones import CERTIFICADOS
from acreditacion.models import Certificado
from acreditacion.personas import borrar_certificados
from acreditacion.views import respuesta_pdf
from comun.acciones import Informe, accion_confirmada
from comun.administracion import SoloLectura
from comun.exportar import ConExportacion
from comun.personas_admin import ConNombreDePersona
from comun.por_filas import cada_una
from inscripciones.admin.acciones import FormularioMotivo

NOMBRE_MAXIMO = Certificado._meta.get_field("nombre").max_length


class FormularioDeAnular(FormularioMotivo):
    """Why certificates are revoked."""

    ayuda = _("Lo ve solo el equipo: ni la verificación ni el correo lo dicen.")
    falta = _("Escriba el motivo: queda guardado con el certificado.")


class FormularioNombre(ConNombreDePersona, forms.Form):
    """What a certificate should say."""

    nombre = forms.CharField(
        label=_("Nombre y apellido, como tiene que decir"),
        max_length=NOMBRE_MAXIMO,
        error_messages={
            "required": _("Escriba el nombre y apellido como tiene que decir."),
            "max_length": _("Escriba el nombre en hasta 120 caracteres."),
        },
    )


class ValidezFilter(admin.SimpleListFilter):
    """Whether it is valid, and what somebody should look at."""

    title = _("validez")
    parameter_name = "validez"

    def lookups(self, request, model_admin):
        return [
            ("valido", _("válido")),
            ("anulado", _("anulado")),
            ("reemplazado", _("reemplazado")),
            ("sin_presencia", _("válido, de quien ya no figura como presente")),
            ("otro_nombre", _("válido, con otro nombre que la inscripción")),
        ]

    def queryset(self, request, queryset):
        filtros = {
            "valido": lambda: queryset.validos(),
            "anulado": lambda: queryset.exclude(revocado_el=None).filter(reemplazo=None),
            "reemplazado": lambda: queryset.exclude(revocado_el=None).exclude(reemplazo=None),
            "sin_presencia": lambda: certificados.sin_presencia(queryset),
            "otro_nombre": lambda: certificados.con_otro_nombre(queryset),
        }
        return filtros[self.value()]() if self.value() in filtros else queryset


@admin.register(Certificado)
class CertificadoAdmin(ConEmision, ConExportacion, SoloLectura):
    """Who has which certificate; they are issued by activity, and revoked, corrected or issued again here."""

    exportacion = CERTIFICADOS
    list_display = ["nombre", "validez", "actividad", "modalidad", "idioma", "emitido_el", "codigo"]
    list_filter = [ValidezFilter, "actividad", "modalidad", "idioma"]
    list_select_related = ["actividad", "reemplazo"]
    search_fields = ["nombre__unaccent", "codigo"]
    search_help_text = _("Buscar por nombre o código")
    date_hierarchy = "emitido_el"
    fieldsets = [
        (None, {"fields": ["nombre", "actividad", "modalidad", "idioma", "participante"]}),
        (_("Verificación"), {"fields": ["codigo", "validez", "direccion"]}),
        (_("Emisión"), {"fields": ["emitido_el", "emitido_por", "reemplaza"]}),
        (_("Anulación"), {"fields": ["revocado_el", "revocado_por", "motivo", "reemplazado_por"]}),
    ]
    actions = ["revocar", "corregir_nombre", "volver_a_emitir", "enviar", "borrar"]
    acciones_de_objeto = ("revocar", "corregir_nombre", "volver_a_emitir", "enviar", "borrar")

    def has_borrar_permission(self, request):
        return request.user.has_perm("acreditacion.delete_certificado")

    def get_urls(self):
        vista = self.admin_site.admin_view(self.pdf_view)
        return [path("<int:certificado_id>/pdf/", vista, name="acreditacion_certificado_pdf"), *super().get_urls()]

    def get_search_results(self, request, queryset, search_term):
        """Search also by a code as it is written on the document, in groups."""
        return super().get_search_results(request, queryset, _sin_guiones(search_term))

    @admin.display(description=_("validez"), ordering="revocado_el")
    def validez(self, obj):
        if obj.es_valido:
            return gettext("válido")
        return gettext("reemplazado") if obj.es_reemplazado else gettext("anulado")

    @admin.display(description=_("dirección de la verificación"))
    def direccion(self, obj):
        return format_html('<a href="{0}">{0}</a>', direccion_de_verificacion(obj))

    @admin.display(description=_("reemplazado por"))
    def reemplazado_por(self, obj):
        return getattr(obj, "reemplazo", None) or "-"

    def enlaces(self, request, obj):
        if not obj.es_valido:
            return super().enlaces(request, obj)
        url = reverse("admin:acreditacion_certificado_pdf", args=[obj.pk])
        return [*super().enlaces(request, obj), (url, gettext("Descargar el PDF"))]

    def pdf_view(self, request, certificado_id):
        """Give the document of a valid certificate to who may see the list, which says as much."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return respuesta_pdf(get_object_or_404(Certificado.objects.validos().para_ver(), pk=certificado_id))

    def accion_corresponde(self, nombre, obj):
        if nombre == "borrar":
            return True
        if nombre == "volver_a_emitir":
            return not obj.es_valido and not obj.es_reemplazado
        return obj.es_valido

    @accion_confirmada(
        texto=_("Anular"),
        explicacion=_(
            "Quien verifique lo elegido verá desde ahora que no vale, y no se podrá descargar. Se avisa por correo a "
            "cada persona, sin el motivo. Después se puede volver a emitir, con otro código."
        ),
        boton=_("Anular"),
        formulario=FormularioDeAnular,
    )
    def revocar(self, request, filas, datos):
        hechos, errores = _con_cada_uno(
            filas, lambda c: certificados.revocar(certificado=c, motivo=datos["motivo"], usuario=request.user)
        )
        n = len(hechos)
        frase = ngettext("Se anuló %(n)d certificado.", "Se anularon %(n)d certificados.", n) % {"n": n}
        return _informe(hechos, frase, errores)

    @accion_confirmada(
        texto=_("Corregir el nombre"),
        explicacion=_(
            "El certificado se anula y se emite otro con el nombre corregido y otro código, que se envía por correo. "
            "Quien verifique el anterior verá que fue reemplazado. Si el nombre también está mal en la inscripción, "
            "corríjalo allí: de ella salen los próximos."
        ),
        boton=_("Corregir y emitir otro"),
        formulario=FormularioNombre,
    )
    def corregir_nombre(self, request, filas, datos):
        informe = Informe()
        if len(filas) != 1:
            informe.aviso(1, gettext("Elija un solo certificado para corregir su nombre: nada cambió."))
            return informe
        hechos, errores = _con_cada_uno(
            filas, lambda c: certificados.corregir_nombre(certificado=c, nombre=datos["nombre"], usuario=request.user)
        )
        frase = gettext("Se emitió otro certificado a nombre de «%(nombre)s».") % {"nombre": datos["nombre"]}
        return _informe(hechos, frase, errores)

    @accion_confirmada(
        texto=_("Volver a emitir"),
        explicacion=_(
            "Se emite otro certificado, con otro código, a cada persona que sigue figurando como presente, con el "
            "nombre que tiene hoy en su inscripción, y se le envía por correo. El anulado dirá que fue reemplazado."
        ),
        boton=_("Volver a emitir"),
    )
    def volver_a_emitir(self, request, filas):
        hechos, errores = _con_cada_uno(
            filas, lambda c: certificados.volver_a_emitir(certificado=c, usuario=request.user)
        )
        n = len(hechos)
        frase = ngettext("Se emitió %(n)d certificado.", "Se emitieron %(n)d certificados.", n) % {"n": n}
        return _informe(hechos, frase, errores)

    @accion_confirmada(
        texto=_("Enviar por correo otra vez"),
        explicacion=_("Cada persona con correo recibe de nuevo su certificado, adjunto."),
        boton=_("Enviar por correo otra vez"),
    )
    def enviar(self, request, filas):
        hechos, errores = _con_cada_uno(filas, lambda c: certificados.enviar_otra_vez(certificado=c))
        n = len(hechos)
        frase = ngettext("Sale %(n)d correo.", "Salen %(n)d correos.", n) % {"n": n}
        return _informe(hechos, frase, errores)

    @accion_confirmada(
        texto=_("Borrar a pedido de la persona"),
        explicacion=_(
            "El certificado desaparece con el nombre: quien lo verifique leerá que no hay un certificado con ese "
            "código, y el papel que la persona tenga ya no se podrá comprobar. No se puede deshacer. Si lo que hay que "
            "hacer es dejarlo sin valor, anúlelo."
        ),
        boton=_("Borrar para siempre"),
        permisos=("borrar",),
    )
    def borrar(self, request, filas):
        codigos = ", ".join(c.codigo for c in filas)
        with transaction.atomic():  # nothing is erased that the log does not name
            n = borrar_certificados(filas)
            LogEntry.objects.create(
                user=request.user,
                content_type=ContentType.objects.get_for_model(Certificado),
                object_repr=shorten(codigos, LogEntry._meta.get_field("object_repr").max_length, placeholder=" …"),
                action_flag=DELETION,
                change_message=f"{gettext('Borrado a pedido de la persona')}: {codigos}",
            )
        informe = Informe()
        informe.nota(n, ngettext("Se borró %(n)d certificado.", "Se borraron %(n)d certificados.", n) % {"n": n})
        return informe


def _con_cada_uno(filas, hacer):
    """Do something with each row; return what was done and how many rows each sentence stopped."""
    hechos, resto = cada_una(filas, hacer, ErrorCertificado)
    return hechos, Counter(error.mensaje for _fila, error in resto)


def _informe(hechos, frase, errores):
    informe = Informe()
    informe.hecho(hechos, frase)
    for mensaje, n in errores.items():
        informe.aviso(n, f"{n}: {mensaje}" if n > 1 else mensaje)
    return informe


def _sin_guiones(texto):
    """Return a search where what could be a code in groups is one word; a name with a hyphen has other lengths."""
    return " ".join(p.replace("-", "") if len(p) == 14 and p.count("-") == 2 else p for p in texto.split())
