"""Who attends what, and what reserved activities are asked."""

from collections import Counter
from contextlib import suppress
from functools import partial

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from comun.acciones import Informe, accion_confirmada, decir_el_resto
from comun.administracion import SoloLectura
from comun.exportar import ConExportacion
from inscripciones import en_espera, lugares, previsiones
from inscripciones.admin.acciones import FormularioMotivo, FormularioMotivoInterno
from inscripciones.admin.espera import ConListaDeEspera
from inscripciones.admin.filtros import IdiomaDelContactoFilter, PaisFilter, ReservadaFilter, con_camino
from inscripciones.errores import TransicionIlegal
from inscripciones.exportaciones import ASISTENCIAS
from inscripciones.models import Asistencia
from inscripciones.previsiones import CONCEDIBLES, RECHAZABLES, por_que_no

POR_VEZ = 50  # delegations in one transaction


def _estado_e_idioma(asistencia):
    inscripcion = asistencia.participante.inscripcion
    return f"{inscripcion.actor}, {asistencia.get_estado_display()}, {inscripcion.contacto.get_idioma_display()}"


@admin.register(Asistencia)
class AsistenciaAdmin(ConListaDeEspera, ConExportacion, SoloLectura):
    """Who attends what, and how. Requests for reserved activities are granted or refused here."""

    exportacion = ASISTENCIAS
    list_display = ["participante", "quien", "actividad", "modalidad", "estado", "turno", "cambiada"]
    list_filter = [
        "estado", "modalidad", ReservadaFilter, "actividad", con_camino(PaisFilter, "participante__inscripcion"),
        "participante__inscripcion__tipo", con_camino(IdiomaDelContactoFilter, "participante__inscripcion"),
        "participante__inscripcion__estado",
    ]  # fmt: skip
    list_select_related = [
        "actividad",
        "participante__inscripcion__ciudad",
        "participante__inscripcion__institucion",
        "participante__inscripcion__contacto",
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
    actions = ["conceder", "rechazar", "adelantar"]
    acciones_de_objeto = ("conceder", "rechazar", "adelantar")

    @admin.display(description=_("delegación"))
    def quien(self, obj):
        """Lead to the delegation, on whose page everything is."""
        inscripcion = obj.participante.inscripcion
        url = reverse("admin:inscripciones_inscripcion_change", args=[inscripcion.pk])
        return format_html('<a href="{}">{}</a>', url, inscripcion.actor)

    def get_ordering(self, request):
        """Among what awaits an answer, the longest waiting first; a line, in its order."""
        pedido = request.GET.get("estado__exact")
        if pedido == Asistencia.Estado.EN_ESPERA:
            return ["actividad__dia", "actividad__orden", "actividad", "turno"]
        return ["cambiada", "pk"] if pedido == Asistencia.Estado.SOLICITADA else super().get_ordering(request)

    def accion_corresponde(self, nombre, obj):
        if nombre == "adelantar":
            return obj.estado == Asistencia.Estado.EN_ESPERA
        return not por_que_no(obj, CONCEDIBLES if nombre == "conceder" else RECHAZABLES)

    def avisos_de_accion(self, nombre, filas, request):
        return {clave: [frase] for clave, frase in _PREVISIONES[nombre](filas).items()}

    @accion_confirmada(
        texto=_("Conceder"),
        explicacion=_(
            "Cada solicitud elegida de una actividad reservada queda confirmada; si la sala ya está llena, pasa a la "
            "lista de espera. Se atiende primero a quien confirmó antes su inscripción. Cada delegación recibe un "
            "correo. Lo que no es una solicitud no cambia."
        ),
        boton=_("Conceder y avisar"),
        nota=_estado_e_idioma,
    )
    def conceder(self, request, filas):
        resueltas, resto = _responder(filas, CONCEDIBLES, partial(lugares.conceder, usuario=request.user))
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
        decir_el_resto(informe, resto)
        return informe

    @accion_confirmada(
        texto=_("No conceder"),
        explicacion=_(
            "Cada solicitud elegida de una actividad reservada queda como no concedida, y si tenía lugar, pasa a quien "
            "espera. Cada delegación recibe un correo con el motivo, que queda también en su historia. Puede "
            "concederse más tarde. Si elige varias, el mismo motivo va a cada una."
        ),
        boton=_("No conceder y avisar"),
        nota=_estado_e_idioma,
        formulario=FormularioMotivo,
    )
    def rechazar(self, request, filas, datos):
        responder = partial(lugares.rechazar, usuario=request.user, motivo=datos["motivo"])
        resueltas, resto = _responder(filas, RECHAZABLES, responder)
        informe, n = Informe(), len(resueltas)
        informe.hecho(
            resueltas, ngettext("No se concedió %(n)d solicitud.", "No se concedieron %(n)d solicitudes.", n) % {"n": n}
        )
        decir_el_resto(informe, resto)
        return informe

    @accion_confirmada(
        texto=_("Poner al frente de la espera"),
        explicacion=_(
            "Las personas elegidas pasan a los primeros puestos de la lista de espera de su actividad, en el orden en "
            "que estaban. Nadie gana ni pierde un lugar ahora: mientras alguien espera, la sala está llena, y el "
            "próximo lugar que se libere será de quien quede primero. Para dar lugares ya, suba el cupo en la página "
            "de la actividad: pasan a quienes están primero, con su correo. Esto no envía ningún correo."
        ),
        boton=_("Poner al frente"),
        nota=lambda asistencia: asistencia.get_estado_display(),
        formulario=FormularioMotivoInterno,
    )
    def adelantar(self, request, filas, datos):
        movidas = en_espera.adelantar(asistencias=filas, motivo=datos["motivo"], usuario=request.user)
        informe, n = Informe(), len(movidas)
        informe.hecho(movidas, ngettext("Se adelantó a %(n)d persona.", "Se adelantó a %(n)d personas.", n) % {"n": n})
        hechas = {asistencia.pk for asistencia in movidas}
        frescas = list(Asistencia.objects.filter(pk__in=[a.pk for a in filas]).exclude(pk__in=hechas))
        ya = sum(a.estado == Asistencia.Estado.EN_ESPERA for a in frescas)
        resto = {gettext("ya estaba al frente"): ya, gettext("no está en lista de espera"): len(frescas) - ya}
        decir_el_resto(informe, resto)
        return informe


_PREVISIONES = {
    "conceder": previsiones.de_conceder,
    "rechazar": previsiones.de_rechazar,
    "adelantar": previsiones.de_adelantar,
}


def _responder(filas, estados, responder):
    """Answer the rows that may be, who confirmed first before; return them, and ``{why not: how many}``.

    Some delegations at a time, each with one mail: a transaction. If somebody else answered one of those at the same
    moment, they are read again and answered each delegation on its own.
    """
    grupos, hechas, leidas = previsiones.por_delegacion(filas), [], []
    for desde in range(0, len(grupos), POR_VEZ):
        tanda = grupos[desde : desde + POR_VEZ]
        juntas = [asistencia for grupo in tanda for asistencia in grupo]
        try:
            hechas += _contestar(juntas, estados, responder)
            leidas += juntas
        except TransicionIlegal:
            for grupo in map(_de_nuevo, tanda):
                leidas += grupo
                with suppress(TransicionIlegal):
                    hechas += _contestar(grupo, estados, responder)
    return hechas, _por_que_no(filas, leidas, hechas, estados)


def _contestar(asistencias, estados, responder):
    posibles = [asistencia for asistencia in asistencias if not por_que_no(asistencia, estados)]
    return responder(asistencias=posibles) if posibles else []


def _de_nuevo(asistencias):
    frescas = Asistencia.objects.filter(pk__in=[a.pk for a in asistencias]).order_by("actividad_id", "pk")
    return list(frescas.select_related("actividad", "participante__inscripcion"))


def _por_que_no(filas, leidas, hechas, estados):
    claves, cambio = {asistencia.pk for asistencia in hechas}, gettext("cambió mientras tanto")
    resto = Counter(por_que_no(a, estados) or cambio for a in leidas if a.pk not in claves)
    resto[gettext("ya no existe")] += len(filas) - len(leidas)
    return resto
