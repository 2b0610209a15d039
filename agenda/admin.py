"""Staff's view of the programme."""

import datetime
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.contrib import admin, messages
from django.utils import formats, timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from agenda import ocupacion, programa, services
from agenda.models import Actividad, Bloque, Cumbre, EstadoPrograma, Intervencion, Ponente, Propuesta
from comun.administracion import (
    AdminBase,
    AdminDeContacto,
    Informe,
    accion_confirmada,
    bilingue,
    es_clave,
    lista_de_enlaces,
)
from comun.tiempo import desfase, en_zona, nombre_de_zona

ZONAS_CONOCIDAS = available_timezones()


class EnHoraDeLaCumbre:
    """Mixin: the hours of a form are read and shown in the zone of its Cumbre, and say so.

    ``horas``: the fields with an hour.
    """

    horas = ("inicio", "fin")

    def cumbre_de(self, request, obj):
        """Return the Cumbre that the form is about, as far as it is known: what was sent, the row's, or ``None``."""
        raise NotImplementedError

    def zona_de(self, request, obj):
        """Return the name of the zone in which the hours of this form are meant."""
        cumbre = self.cumbre_de(request, obj)
        return cumbre.zona_horaria if cumbre else settings.TIME_ZONE

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Render here: a template response is rendered later, when the zone is another one again."""
        obj = self.get_object(request, object_id) if object_id else None
        with timezone.override(ZoneInfo(self.zona_de(request, obj))):
            response = super().changeform_view(request, object_id, form_url, extra_context)
            return response.render() if hasattr(response, "render") else response

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        for nombre in self.horas:
            if nombre in form.base_fields:
                form.base_fields[nombre].help_text = self._de_que_zona(request, obj, nombre)
        return form

    def _de_que_zona(self, request, obj, nombre):
        cumbre = self.cumbre_de(request, obj)
        if cumbre is None:
            return gettext("En la hora de la Cumbre elegida.")
        instante = getattr(obj, nombre, None) or timezone.make_aware(_mediodia(cumbre.inicio), cumbre.zona)
        return gettext("En la hora de la Cumbre: %(zona)s.") % {"zona": nombre_de_zona(instante, cumbre.zona_horaria)}


def _mediodia(dia):
    return datetime.datetime.combine(dia, datetime.time(12))


def _hora(instante, cumbre):
    """Return an instant for a list: in the zone of its Cumbre, with the offset."""
    if instante is None:
        return None
    local = en_zona(instante, cumbre.zona_horaria)
    return f"{formats.date_format(local, 'SHORT_DATETIME_FORMAT')} ({desfase(local)})"


def _elegida(modelo, request, campo):
    """Return the row of ``modelo`` that the request names in ``campo``, or ``None``."""
    valor = (request.POST or request.GET).get(campo, "")
    return modelo.objects.filter(pk=valor).first() if es_clave(valor) else None


def _la_que_se_ve(cumbre):
    vigente = Cumbre.objects.vigente()
    return gettext("es la que muestra el portal") if vigente and vigente.pk == cumbre.pk else ""


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

    @admin.display(description=_("actividades"))
    def actividades_(self, obj):
        return lista_de_enlaces(obj.actividades.en_orden() if obj.pk else [])

    @admin.display(description=_("la inscripción abre"), ordering="inscripcion_desde")
    def abre(self, obj):
        return _hora(obj.inscripcion_desde, obj)

    @admin.display(description=_("la inscripción cierra"), ordering="inscripcion_hasta")
    def cierra(self, obj):
        return _hora(obj.inscripcion_hasta, obj)

    def cumbre_de(self, request, obj):
        return obj

    def zona_de(self, request, obj):
        """Hours sent together with a zone are meant in that zone; one that does not exist is the form's to refuse."""
        enviada = request.POST.get("zona_horaria", "")
        return enviada if enviada in ZONAS_CONOCIDAS else super().zona_de(request, obj)

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
class ActividadAdmin(EnHoraDeLaCumbre, AdminBase):
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
    list_filter = ["cumbre", "reservada", "cerrada", "es_seminario", "dia"]
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

    def get_queryset(self, request):
        return ocupacion.con_ocupacion(super().get_queryset(request))

    def cumbre_de(self, request, obj):
        return _elegida(Cumbre, request, "cumbre") or (obj and obj.cumbre)

    @admin.display(description=_("inicio"), ordering="inicio")
    def empieza(self, obj):
        return _hora(obj.inicio, obj.cumbre)

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
        return lista_de_enlaces(obj.bloques.all() if obj.pk else [], _con_estado)

    def save_model(self, request, obj, form, change):
        """Save all but the quota, which changes through its service: places and mails depend on it."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        cupo = obj.cupo_presencial
        campos = [f.name for f in obj._meta.concrete_fields if not f.primary_key and f.name != "cupo_presencial"]
        obj.save(update_fields=campos)
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


def _con_estado(fila):
    return f"{fila} ({fila.get_estado_display()})"


class AdminDelPrograma(AdminBase):
    """Blocks and interventions: their state changes through three actions."""

    actions = ["publicar", "a_borrador", "cancelar"]
    acciones_de_objeto = ("publicar", "a_borrador", "cancelar")

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), "estado"]

    def accion_corresponde(self, nombre, obj):
        propia = {"publicar": "publicada", "a_borrador": "borrador", "cancelar": "cancelada"}[nombre]
        return obj.estado != propia

    @accion_confirmada(
        texto=_("Publicar en la agenda"),
        explicacion=_(
            "Lo elegido pasa a verse en la agenda. Una intervención se ve si también está publicado su bloque. "
            "No se envía ningún correo."
        ),
        boton=_("Publicar en la agenda"),
    )
    def publicar(self, request, filas):
        return _cambiar(filas, EstadoPrograma.PUBLICADA)

    @accion_confirmada(
        texto=_("Volver a borrador"),
        explicacion=_("Lo elegido deja de verse en la agenda y puede publicarse otra vez. No se envía ningún correo."),
        boton=_("Volver a borrador"),
    )
    def a_borrador(self, request, filas):
        return _cambiar(filas, EstadoPrograma.BORRADOR)

    @accion_confirmada(
        texto=_("Cancelar"),
        explicacion=_(
            "Lo elegido queda como cancelado y deja de verse en la agenda. No se envía ningún correo: "
            "a quienes iban a presentar hay que avisarles."
        ),
        boton=_("Cancelar lo elegido"),
    )
    def cancelar(self, request, filas):
        return _cambiar(filas, EstadoPrograma.CANCELADA)


def _cambiar(filas, estado):
    cambiadas = programa.cambiar_estado(filas, estado=estado)
    informe, n = Informe(), len(cambiadas)
    informe.hecho(
        cambiadas,
        ngettext("%(n)d cambió a «%(estado)s».", "%(n)d cambiaron a «%(estado)s».", n)
        % {"n": n, "estado": estado.label},
    )
    n = len(filas) - len(cambiadas)
    informe.nota(
        n,
        ngettext("%(n)d ya estaba así.", "%(n)d ya estaban así.", n) % {"n": n},
    )
    return informe


@admin.register(Bloque)
class BloqueAdmin(EnHoraDeLaCumbre, AdminDelPrograma):
    list_display = ["titulo", "orden", "tipo", "actividad", "empieza", "estado"]
    list_filter = ["estado", "tipo", "actividad__cumbre"]
    list_select_related = ["actividad__cumbre"]
    search_fields = ["titulo_es__unaccent", "titulo_pt_br__unaccent"]
    autocomplete_fields = ["actividad"]
    readonly_fields = ["intervenciones_"]
    fieldsets = [
        (None, {"fields": ["estado", "actividad", ("orden", "tipo"), bilingue("titulo"), bilingue("descripcion")]}),
        (_("Cuándo"), {"fields": ["inicio", "fin"]}),
        (_("Programa"), {"fields": ["intervenciones_"]}),
    ]

    def cumbre_de(self, request, obj):
        actividad = _elegida(Actividad, request, "actividad") or (obj and obj.actividad)
        return actividad and actividad.cumbre

    @admin.display(description=_("inicio"), ordering="inicio")
    def empieza(self, obj):
        return _hora(obj.inicio, obj.actividad.cumbre)

    @admin.display(description=_("intervenciones"))
    def intervenciones_(self, obj):
        return lista_de_enlaces(obj.intervenciones.all() if obj.pk else [], _con_estado)


class PonenteInline(admin.StackedInline):
    model = Ponente
    extra = 0
    fields = [("nombre", "orden"), ("cargo", "organizacion")]


@admin.register(Intervencion)
class IntervencionAdmin(AdminDelPrograma):
    list_display = ["titulo", "bloque", "orden", "quien", "estado"]
    list_filter = ["estado", "bloque"]
    list_select_related = ["bloque", "ciudad", "institucion"]
    search_fields = [
        "titulo_es__unaccent",
        "titulo_pt_br__unaccent",
        "ciudad__nombre__unaccent",
        "institucion__nombre__unaccent",
        "ponentes__nombre__unaccent",
    ]
    search_help_text = _("Buscar por título, ciudad, institución o ponente")
    autocomplete_fields = ["bloque", "ciudad", "institucion", "proyecto"]
    prepopulated_fields = {"slug": ["titulo_es"]}
    inlines = [PonenteInline]
    fieldsets = [
        (None, {"fields": ["estado", ("bloque", "orden"), bilingue("titulo"), "slug", bilingue("resumen")]}),
        (
            _("Quién presenta"),
            {
                "description": _("Sin ciudad ni institución, la agenda muestra solo el título: un lugar reservado."),
                "fields": [("ciudad", "institucion"), "proyecto"],
            },
        ),
    ]

    @admin.display(description=_("quién presenta"))
    def quien(self, obj):
        return obj.actor


@admin.register(Ponente)
class PonenteAdmin(AdminBase):
    list_display = ["nombre", "cargo", "organizacion", "intervencion"]
    list_select_related = ["intervencion"]
    search_fields = ["nombre__unaccent", "organizacion__unaccent"]
    autocomplete_fields = ["intervencion"]
    fields = ["intervencion", "orden", "nombre", "cargo", "organizacion"]


class PorResolverFilter(admin.SimpleListFilter):
    """Proposals that await an answer, as the first screen counts them."""

    title = _("revisión")
    parameter_name = "revision"

    def lookups(self, request, model_admin):
        return [("por_resolver", gettext("a la espera de respuesta"))]

    def queryset(self, request, queryset):
        return queryset.por_resolver() if self.value() == "por_resolver" else queryset


@admin.register(Propuesta)
class PropuestaAdmin(AdminDeContacto):
    """Who asks to present an experience. Internal: accepting one publishes nothing and asks nobody's consent."""

    list_display = ["titulo", "quien", "publicacion", "creado"]
    list_filter = [PorResolverFilter, "publicacion", "cumbre"]
    list_select_related = ["ciudad", "institucion", "contacto"]
    search_fields = [
        "titulo__unaccent",
        "resumen__unaccent",
        "ciudad__nombre__unaccent",
        "institucion__nombre__unaccent",
    ]
    search_help_text = _("Buscar por título, resumen, ciudad o institución")
    autocomplete_fields = ["cumbre", "ciudad", "institucion", "contacto", "proyecto"]
    date_hierarchy = "creado"
    readonly_fields = ["creado"]
    fieldsets = [
        (None, {"fields": ["publicacion", "titulo", "resumen", "proyecto"]}),
        (_("De quién"), {"fields": ["cumbre", ("ciudad", "institucion"), "contacto", "creado"]}),
    ]
    actions = ["aceptar", "no_aceptar"]
    acciones_de_objeto = ("aceptar", "no_aceptar")

    def has_add_permission(self, request):
        return False

    @admin.display(description=_("quién"))
    def quien(self, obj):
        return obj.actor

    def accion_corresponde(self, nombre, obj):
        return obj.admite_aceptar if nombre == "aceptar" else obj.admite_no_aceptar

    @accion_confirmada(
        texto=_("Aceptar la propuesta"),
        explicacion=_(
            "Se avisa por correo al contacto, en su idioma. Nada se publica: la propuesta es interna y la intervención "
            "se crea en el programa. No cambia lo que su autor retiró o todavía escribe."
        ),
        boton=_("Aceptar y avisar"),
        nota=Propuesta.get_publicacion_display,
        leyendo=True,
    )
    def aceptar(self, request, filas, sello):
        respondidas = services.responder_propuestas(filas, acepta=True, sello=sello)
        n = len(respondidas)
        frase = ngettext("Se aceptó %(n)d y se avisa por correo.", "Se aceptaron %(n)d y se avisa por correo.", n)
        return _informe_de_respuesta(filas, respondidas, frase)

    @accion_confirmada(
        texto=_("No aceptar la propuesta"),
        explicacion=_(
            "Se avisa por correo al contacto, en su idioma. El texto se conserva y puede aceptarse después. No cambia "
            "lo que su autor retiró o todavía escribe."
        ),
        boton=_("No aceptar y avisar"),
        nota=Propuesta.get_publicacion_display,
        leyendo=True,
    )
    def no_aceptar(self, request, filas, sello):
        respondidas = services.responder_propuestas(filas, acepta=False, sello=sello)
        n = len(respondidas)
        frase = ngettext("No se aceptó %(n)d y se avisa por correo.", "No se aceptaron %(n)d y se avisa por correo.", n)
        return _informe_de_respuesta(filas, respondidas, frase)


def _informe_de_respuesta(filas, respondidas, frase):
    informe = Informe()
    informe.hecho(respondidas, frase % {"n": len(respondidas)})
    n = len(filas) - len(respondidas)
    frase = ngettext("%(n)d no cambió: su estado no lo permite.", "%(n)d no cambiaron: su estado no lo permite.", n)
    informe.aviso(n, frase % {"n": n})
    return informe
