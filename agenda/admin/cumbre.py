"""The Cumbre and its activities, as staff sees them."""

from django.contrib import admin, messages
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from agenda import ocupacion, services
from agenda.admin.base import EnHoraDeLaCumbre, con_estado, elegida, hora
from agenda.admin.formularios import ConReglas
from agenda.admin.vista_previa import ConVistaPrevia, previa_de_actividad
from agenda.models import Actividad, Cumbre
from comun.acciones import Informe, accion_confirmada
from comun.administracion import AdminBase, bilingue, lista_de_enlaces
from comun.tiempo import zona_valida


def _la_que_se_ve(cumbre):
    return gettext("es la que muestra el portal") if cumbre.se_ve else ""


class OcupacionFilter(admin.SimpleListFilter):
    """Activities whose room is nearly full, as the first screen counts them."""

    title = _("ocupación de la sala")
    parameter_name = "ocupacion"

    def lookups(self, request, model_admin):
        return [("casi_llenas", gettext("más del 90 %, por venir"))]

    def queryset(self, request, queryset):
        if self.value() != "casi_llenas":
            return queryset
        return queryset.filter(pk__in=ocupacion.casi_llenas(Actividad.objects.all()).values("pk"))


@admin.register(Cumbre)
class CumbreAdmin(EnHoraDeLaCumbre, AdminBase):
    horas = ("inscripcion_desde", "inscripcion_hasta")
    list_display = ["nombre", "sede", "inicio", "fin", "abre", "cierra", "publicada"]
    list_filter = ["publicada"]
    search_fields = ["nombre_es__unaccent", "nombre_pt_br__unaccent", "sede__unaccent"]
    date_hierarchy = "inicio"
    readonly_fields = ["publicada", "actividades_"]
    actions = ["publicar", "preparar"]
    acciones_de_objeto = ("publicar", "preparar")
    fieldsets = [
        (None, {"fields": ["publicada", bilingue("nombre"), "url"]}),
        (_("Lugar"), {"fields": [("sede", "direccion"), bilingue("como_llegar"), "zona_horaria"]}),
        (_("Fechas"), {"fields": [("inicio", "fin"), "inscripcion_desde", "inscripcion_hasta"]}),
        (_("Contacto"), {"fields": ["correo_contacto"]}),
        (_("Programa"), {"fields": ["actividades_"]}),
    ]

    def get_queryset(self, request):
        """With ``se_ve``: it is the one that the portal shows."""
        la_vigente = Cumbre.objects.vigentes().values("pk")[:1]
        return super().get_queryset(request).annotate(se_ve=Q(pk__in=la_vigente))

    @admin.display(description=_("actividades"))
    def actividades_(self, obj):
        return lista_de_enlaces(obj.actividades.en_orden() if obj.pk else [])

    @admin.display(description=_("la inscripción abre"), ordering="inscripcion_desde")
    def abre(self, obj):
        return hora(obj.inscripcion_desde, obj)

    @admin.display(description=_("la inscripción cierra"), ordering="inscripcion_hasta")
    def cierra(self, obj):
        return hora(obj.inscripcion_hasta, obj)

    def cumbre_de(self, request, obj):
        return obj

    def zona_de(self, request, obj):
        """Hours sent together with a zone are meant in that zone; one that does not exist is the form's to refuse."""
        return zona_valida(request.POST.get("zona_horaria", "")) or super().zona_de(request, obj)

    def _de_que_zona(self, request, obj, nombre):
        if obj is None:
            return gettext("En la hora de la zona escrita arriba.")
        return super()._de_que_zona(request, obj, nombre)

    def accion_corresponde(self, nombre, obj):
        return obj.publicada == (nombre == "preparar")

    @accion_confirmada(
        texto=_("Publicar"),
        explicacion=_(
            "El portal muestra, de las Cumbres publicadas, la que empieza última: su agenda, su inscripción y su "
            "dirección de contacto. No se envía ningún correo."
        ),
        boton=_("Publicar"),
        nota=_la_que_se_ve,
    )
    def publicar(self, request, filas):
        return self._publicar(request, filas, publicada=True)

    @accion_confirmada(
        texto=_("Volver a preparación"),
        explicacion=_(
            "Lo elegido deja de verse y no recibe inscripciones nuevas. Si es la Cumbre que muestra el portal, pasa a "
            "verse la publicada anterior; si no hay otra, el portal queda sin agenda ni inscripción. Las inscripciones "
            "se conservan. No se envía ningún correo."
        ),
        boton=_("Volver a preparación"),
        nota=_la_que_se_ve,
    )
    def preparar(self, request, filas):
        return self._publicar(request, filas, publicada=False)

    def _publicar(self, request, filas, *, publicada):
        cambiadas = services.publicar_cumbres(filas, publicada=publicada)
        informe, n = Informe(), len(cambiadas)
        if publicada:
            frase = ngettext("Se publicó %(n)d.", "Se publicaron %(n)d.", n)
        else:
            frase = ngettext("%(n)d vuelve a preparación.", "%(n)d vuelven a preparación.", n)
        informe.hecho(cambiadas, frase % {"n": n})
        n = len(filas) - len(cambiadas)
        informe.nota(n, ngettext("%(n)d ya estaba así.", "%(n)d ya estaban así.", n) % {"n": n})
        vigente = Cumbre.objects.vigente()
        if vigente:
            informe.nota(1, gettext("El portal muestra: %(cumbre)s.") % {"cumbre": vigente})
        else:
            informe.aviso(1, gettext("Ninguna Cumbre está publicada: el portal no tiene agenda ni inscripción."))
        return informe


@admin.register(Actividad)
class ActividadAdmin(ConVistaPrevia, EnHoraDeLaCumbre, ConReglas, AdminBase):
    list_display = [
        "titulo",
        "dia",
        "empieza",
        "reservada",
        "cerrada",
        "cupo_presencial",
        "lugares",
        "espera",
        "pedidos",
    ]
    list_filter = [OcupacionFilter, "cumbre", "reservada", "cerrada", "es_seminario", "dia"]
    list_select_related = ["cumbre"]
    search_fields = ["titulo_es__unaccent", "titulo_pt_br__unaccent", "slug"]
    autocomplete_fields = ["cumbre"]
    prepopulated_fields = {"slug": ["titulo_es"]}
    date_hierarchy = "dia"
    readonly_fields = ["lugares", "espera", "pedidos", "bloques_"]
    fieldsets = [
        (None, {"fields": ["cumbre", bilingue("titulo"), "slug", bilingue("descripcion")]}),
        (
            _("Cuándo"),
            {"fields": [("dia", "dia_fin"), "franja", "inicio", "fin", "duracion_aproximada", "orden"]},
        ),
        (
            _("Lugares"),
            {
                "description": _(
                    "Al subir el cupo, los lugares pasan a quienes esperan, en orden, y se les avisa por correo. "
                    "Al bajarlo, nadie pierde su lugar."
                ),
                "fields": [
                    "cupo_presencial",
                    ("lugares", "espera", "pedidos"),
                    ("reservada", "cerrada"),
                    "es_seminario",
                ],
            },
        ),
        (_("En línea"), {"fields": ["transmision_url", "sala_url"]}),
        (_("Programa"), {"fields": ["bloques_"]}),
    ]

    def enlaces(self, request, obj):
        if not self.puede_ver_previa(request, obj):
            return []
        return [(reverse("admin:agenda_actividad_vista_previa", args=[obj.pk]), gettext("Vista previa"))]

    def previa(self, request, obj):
        return previa_de_actividad(request, obj)

    def get_queryset(self, request):
        return ocupacion.con_ocupacion(super().get_queryset(request))

    def cumbre_de(self, request, obj):
        return elegida(Cumbre, request, "cumbre") or (obj and obj.cumbre)

    @admin.display(description=_("inicio"), ordering="inicio")
    def empieza(self, obj):
        return hora(obj.inicio, obj.cumbre)

    @admin.display(description=_("lugares ocupados"), ordering="ocupados")
    def lugares(self, obj):
        return getattr(obj, "ocupados", 0)

    @admin.display(description=_("en espera"), ordering="en_espera")
    def espera(self, obj):
        return getattr(obj, "en_espera", 0)

    @admin.display(description=_("por conceder"), ordering="solicitados")
    def pedidos(self, obj):
        return getattr(obj, "solicitados", 0)

    @admin.display(description=_("bloques"))
    def bloques_(self, obj):
        return lista_de_enlaces(obj.bloques.all() if obj.pk else [], con_estado)

    def save_model(self, request, obj, form, change):
        """Save all but the quota, which changes through its service: places and mails depend on it."""
        if not change:
            obj.save()
            return
        cupo = obj.cupo_presencial
        super().save_model(request, obj, form, change)
        if "cupo_presencial" in form.changed_data:
            services.cambiar_cupo(actividad=obj, cupo=cupo)
            self._avisar_exceso(request, obj, cupo)

    def _avisar_exceso(self, request, obj, cupo):
        ocupados = self.lugares(ocupacion.con_ocupacion(Actividad.objects.filter(pk=obj.pk)).get())
        if cupo is not None and (exceso := ocupados - cupo) > 0:
            frase = ngettext(
                "Ya hay %(ocupados)d lugares dados: %(exceso)d más que el cupo. Nadie pierde su lugar; "
                "no se darán otros hasta que se liberen.",
                "Ya hay %(ocupados)d lugares dados: %(exceso)d más que el cupo. Nadie pierde su lugar; "
                "no se darán otros hasta que se liberen.",
                exceso,
            )
            messages.warning(request, frase % {"ocupados": ocupados, "exceso": exceso})
