"""Questions to the tables, as staff moderates and answers them."""

from itertools import groupby
from operator import attrgetter

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from agenda import preguntas
from agenda.admin.formularios import ConReglas, FormularioDelPrograma
from agenda.models import Cumbre, EstadoPregunta, Pregunta
from comun.acciones import Informe, accion_confirmada
from comun.administracion import AdminBase, bilingue

DESTINOS = {
    "aceptar": EstadoPregunta.ACEPTADA,
    "publicar": EstadoPregunta.PUBLICADA,
    "rechazar": EstadoPregunta.RECHAZADA,
}


class FormularioRespuesta(FormularioDelPrograma):
    """The answer, and what staff may mend."""

    class Meta:
        help_texts = {
            "nombre": _("Se publica con la pregunta. Puede borrarse si la persona lo pide."),
            "responde": _("Se publica con la respuesta: una persona, una institución o la mesa."),
        }


def _nota_al_publicar(pregunta):
    return pregunta.get_estado_display() if pregunta.respondida else _("sin respuesta: no se publica")


@admin.register(Pregunta)
class PreguntaAdmin(ConReglas, AdminBase):
    """What anyone asked is read here and never rewritten nor deleted: staff answers it, publishes it or does not."""

    form = FormularioRespuesta
    list_display = ["__str__", "bloque", "institucion", "estado", "idioma", "creada"]
    list_filter = [
        "estado",
        ("bloque", admin.RelatedOnlyFieldListFilter),
        ("institucion", admin.RelatedOnlyFieldListFilter),
        "idioma",
    ]
    list_select_related = ["bloque", "institucion"]
    date_hierarchy = "creada"
    search_fields = [
        "texto__unaccent",
        "nombre__unaccent",
        "respuesta_es__unaccent",
        "respuesta_pt_br__unaccent",
        "institucion__nombre__unaccent",
    ]
    search_help_text = _("Buscar en la pregunta, la respuesta, el nombre o la institución")
    autocomplete_fields = ["bloque", "institucion"]
    readonly_fields = ["estado", "texto", "idioma", "creada"]
    fieldsets = [
        (None, {"fields": ["estado", "texto", ("nombre", "idioma"), ("bloque", "institucion"), "creada"]}),
        (_("Respuesta"), {"fields": [bilingue("respuesta"), "responde"]}),
    ]
    actions = ["aceptar", "publicar", "rechazar"]
    acciones_de_objeto = ("aceptar", "publicar", "rechazar")

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        preguntas.guardar(obj)

    def accion_corresponde(self, nombre, obj):
        return preguntas.admite(obj, DESTINOS[nombre]) and (nombre != "publicar" or obj.respondida)

    @accion_confirmada(
        texto=_("Pasar a la mesa"),
        explicacion=_(
            "Lo elegido pasa a la lista que lee quien coordina la mesa. Nada se publica todavía y no se envía ningún "
            "correo. Lo que ya está publicado no cambia."
        ),
        boton=_("Pasar a la mesa"),
        nota=Pregunta.get_estado_display,
    )
    def aceptar(self, request, filas):
        cambiadas = preguntas.aceptar(filas)
        n = len(cambiadas)
        frase = ngettext("%(n)d pasó a la mesa.", "%(n)d pasaron a la mesa.", n)
        return _informe(cambiadas, frase, len(filas) - n)

    @accion_confirmada(
        texto=_("Publicar la respuesta"),
        explicacion=_(
            "La pregunta, el nombre si lo hay y la respuesta pasan a verse en la agenda, bajo su bloque, y si es para "
            "una institución también en la página de ella. No se publica lo que no tiene respuesta. No se envía ningún "
            "correo."
        ),
        boton=_("Publicar la respuesta"),
        nota=_nota_al_publicar,
        leyendo=True,
    )
    def publicar(self, request, filas, sello):
        resultado = preguntas.publicar(filas, sello=sello)
        frase = ngettext("Se publicó %(n)d respuesta.", "Se publicaron %(n)d respuestas.", len(resultado.cambiadas))
        informe = _informe(resultado.cambiadas, frase, resultado.en_otro_estado)
        n = resultado.sin_respuesta
        frase = ngettext(
            "%(n)d sigue sin publicar: falta escribir la respuesta.",
            "%(n)d siguen sin publicar: falta escribir la respuesta.",
            n,
        )
        informe.aviso(n, frase % {"n": n})
        return informe

    @accion_confirmada(
        texto=_("No publicar"),
        explicacion=_(
            "Lo elegido no se publica, o deja de verse en la agenda. El texto se conserva y puede pasarse a la mesa o "
            "publicarse después. No se envía ningún correo."
        ),
        boton=_("No publicar"),
        nota=Pregunta.get_estado_display,
    )
    def rechazar(self, request, filas):
        cambiadas = preguntas.rechazar(filas)
        n = len(cambiadas)
        frase = ngettext("%(n)d queda sin publicar.", "%(n)d quedan sin publicar.", n)
        return _informe(cambiadas, frase, len(filas) - n)

    # --- For the table ---

    def get_urls(self):
        return [
            path("mesa/", self.admin_site.admin_view(self.mesa), name="agenda_pregunta_mesa"),
            *super().get_urls(),
        ]

    def mesa(self, request):
        """Show what was passed to each table, to be read aloud from a phone or from paper."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        filas = Pregunta.objects.para_la_mesa(Cumbre.objects.vigente())
        contexto = {
            **self.admin_site.each_context(request),
            "title": _("Preguntas para la mesa"),
            "opts": self.opts,
            "bloques": [(bloque, list(suyas)) for bloque, suyas in groupby(filas, attrgetter("bloque"))],
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/agenda/pregunta/mesa.html", contexto)


def _informe(cambiadas, frase, en_otro_estado):
    informe, n = Informe(), en_otro_estado
    informe.hecho(cambiadas, frase % {"n": len(cambiadas)})
    frase = ngettext("%(n)d no cambió: su estado no lo permite.", "%(n)d no cambiaron: su estado no lo permite.", n)
    informe.aviso(n, frase % {"n": n})
    return informe
