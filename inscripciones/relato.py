"""The changes of a registration, made or asked for, put into words: in the active language, whoever reads them."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.models import Actividad
from inscripciones.models import Asistencia, Inscripcion, Modalidad, SolicitudDeCambio

_Estado = Asistencia.Estado
CAMPOS = {
    "nombre": gettext_lazy("nombre y apellido"),
    "email": gettext_lazy("correo electrónico"),
    "telefono": gettext_lazy("teléfono"),
    "cargo": gettext_lazy("cargo o área"),
    "idioma": gettext_lazy("idioma de los mensajes"),
}
CONSENTIMIENTOS = {
    "datos": gettext_lazy("Uso de los datos para la inscripción"),
    "imagen": gettext_lazy("Fotos y videos en los que usted aparezca"),
    "listado": gettext_lazy("Mostrar quién participa y lo que aporta"),
}
ACEPTADO = {True: gettext_lazy("aceptado"), False: gettext_lazy("sin aceptar")}


def actividades_de(*relatos):
    """Return ``{key: Actividad}`` of all that these lists of differences name: one query, none if they name none."""
    claves = {d["actividad"] for relato in relatos for d in relato if "actividad" in d}
    return Actividad.objects.in_bulk(claves) if claves else {}


def relatar(diferencias, actividades=None):
    """Return the sentences that tell these differences (``inscripciones.cambios.comparar``).

    ``actividades``: those of :func:`actividades_de`, asked for here if they are not given. People who go through the
    same at an activity share a sentence.
    """
    actividades = actividades_de(diferencias) if actividades is None else actividades
    juntas = {}
    for numero, diferencia in enumerate(diferencias):
        juntas.setdefault(_clave(numero, diferencia), []).append(diferencia)
    return [_frase(iguales, actividades) for iguales in juntas.values()]


def _clave(numero, diferencia):
    if diferencia["que"] != "actividad":
        return numero
    return diferencia["actividad"], repr(diferencia["antes"]), repr(diferencia["despues"])


def _frase(iguales, actividades):
    primera = iguales[0]
    que = primera["que"]
    if que in {"actividad", "eleccion", "puesto"}:
        actividad = actividades.get(primera["actividad"])
        titulo = actividad.titulo if actividad else _("una actividad que ya no está")
        de = ", ".join(diferencia["de"] for diferencia in iguales)
        if que == "puesto":
            return _de_un_puesto(primera, titulo, de)
        return _de_un_lugar(primera, titulo, de) if que == "actividad" else _de_una_eleccion(primera, titulo)
    if que.startswith("persona_"):
        return _de_una_persona(primera)
    return _de_un_dato(primera)


def _de_una_persona(diferencia):
    antes, despues = (lado and quien_es(lado) for lado in (diferencia["antes"], diferencia["despues"]))
    if antes is None:
        return _("Se agregó a %(persona)s.") % {"persona": despues}
    if despues is None:
        return _("Se quitó a %(persona)s.") % {"persona": antes}
    return _("%(despues)s ocupa el lugar de %(antes)s.") % {"antes": antes, "despues": despues}


def quien_es(ficha):
    """Return somebody's name with what else is known: "Rosa Lema (Directora, rosa@ejemplo.gob)"."""
    mas = ", ".join(ficha[campo] for campo in ("cargo", "email") if ficha.get(campo))
    return f"{ficha['nombre']} ({mas})" if mas else ficha["nombre"]


def _de_un_lugar(diferencia, titulo, de):
    antes, despues = (lado and lugar(*lado) for lado in (diferencia["antes"], diferencia["despues"]))
    datos = {"actividad": titulo, "personas": de, "antes": antes, "despues": despues}
    if antes is None:
        return _("Se suma «%(actividad)s» (%(despues)s): %(personas)s.") % datos
    if despues is not None:
        return _("Cambia «%(actividad)s», de «%(antes)s» a «%(despues)s»: %(personas)s.") % datos
    if diferencia["antes"] == [Modalidad.PRESENCIAL, _Estado.CONFIRMADA]:
        return _("Se deja «%(actividad)s» y se libera el lugar presencial: %(personas)s.") % datos
    return _("Se deja «%(actividad)s» (%(antes)s): %(personas)s.") % datos


def lugar(modalidad, estado):
    """Return how somebody attends and whether there is a place, without the number in line, which moves."""
    como = Modalidad(modalidad).label
    if estado == _Estado.CONFIRMADA:
        return _("presencial, lugar confirmado") if modalidad == Modalidad.PRESENCIAL else _("virtual, confirmada")
    if estado == _Estado.EN_ESPERA:
        return _("presencial, en lista de espera")
    return f"{como}, {_Estado(estado).label}"


def _de_un_puesto(diferencia, titulo, de):
    datos = {"actividad": titulo, "persona": de, "antes": diferencia["antes"], "despues": diferencia["despues"]}
    return _("%(persona)s pasa del puesto %(antes)d al %(despues)d en la lista de espera de «%(actividad)s».") % datos


def _de_una_eleccion(diferencia, titulo):
    antes, despues = (lado and Modalidad(lado).label for lado in (diferencia["antes"], diferencia["despues"]))
    datos = {"actividad": titulo, "antes": antes, "despues": despues}
    if antes is None:
        return _("La delegación elige «%(actividad)s» (%(despues)s).") % datos
    if despues is None:
        return _("La delegación deja «%(actividad)s» (%(antes)s).") % datos
    return _("La delegación cambia «%(actividad)s», de «%(antes)s» a «%(despues)s».") % datos


def _de_un_dato(diferencia):
    que, antes, despues = diferencia["que"], diferencia["antes"], diferencia["despues"]
    if que == "estado":
        antes, despues = (Inscripcion.Estado(lado).label for lado in (antes, despues))
        return _("La inscripción pasó de «%(antes)s» a «%(despues)s».") % {"antes": antes, "despues": despues}
    if que == "actor":
        return _("Quién se inscribe: antes «%(antes)s», ahora «%(despues)s».") % {"antes": antes, "despues": despues}
    if que == "actividades_propias":
        frase = _("%(persona)s elige sus actividades por su cuenta.")
        if not despues:
            frase = _("%(persona)s vuelve a las actividades de la delegación.")
        return frase % {"persona": diferencia["de"]}
    if que.startswith("consentimiento_"):
        que = CONSENTIMIENTOS[que.removeprefix("consentimiento_")]
        datos = {"que": que, "antes": ACEPTADO[antes], "despues": ACEPTADO[despues]}
        return _("%(que)s: antes «%(antes)s», ahora «%(despues)s».") % datos
    return _de_un_campo(que, diferencia["de"], antes, despues)


def _de_un_campo(que, de, antes, despues):
    campo = que.removeprefix("contacto_")
    if campo == "idioma":
        antes, despues = (dict(settings.LANGUAGES)[lado] for lado in (antes, despues))
    datos = {
        "persona": de,
        "campo": CAMPOS[campo],
        "antes": antes or _("sin dato"),
        "despues": despues or _("sin dato"),
    }
    if que.startswith("contacto_"):
        return _("Contacto, %(campo)s: antes «%(antes)s», ahora «%(despues)s».") % datos
    return _("%(persona)s, %(campo)s: antes «%(antes)s», ahora «%(despues)s».") % datos


# --- What is asked for --------------------------------------------------------------------------

_PEDIDOS = {
    SolicitudDeCambio.Accion.AGREGAR: gettext_lazy("Agregar a %(persona)s."),
    SolicitudDeCambio.Accion.EDITAR: gettext_lazy("Corregir los datos de %(de)s: %(persona)s."),
    SolicitudDeCambio.Accion.SUSTITUIR: gettext_lazy("Sustituir a %(de)s por %(persona)s."),
    SolicitudDeCambio.Accion.QUITAR: gettext_lazy("Quitar a %(de)s."),
    SolicitudDeCambio.Accion.ACTIVIDADES: gettext_lazy("Cambiar las actividades de la delegación."),
    SolicitudDeCambio.Accion.ACTIVIDADES_DE: gettext_lazy("Cambiar las actividades de %(de)s."),
}


def pedido(solicitud):
    """Return what a request asks for, in one sentence; activities are told by :func:`pedidas`."""
    datos = solicitud.datos
    persona = quien_es(datos) if "nombre" in datos else ""
    return str(_PEDIDOS[solicitud.accion]) % {"de": datos.get("de", ""), "persona": persona}


def pedidas(solicitud, actividades):
    """Return the activities that a request would leave, each with how: "Taller (virtual)".

    ``actividades``: those of :func:`actividades_pedidas`.
    """
    if "elecciones" not in solicitud.datos:
        return []
    if solicitud.datos["elecciones"] is None:
        return [_("las de la delegación")]
    titulos = [
        (actividades[int(clave)].titulo, Modalidad(modalidad).label)
        for clave, modalidad in solicitud.datos["elecciones"].items()
        if int(clave) in actividades
    ]
    return [f"{titulo} ({como})" for titulo, como in titulos]


def actividades_pedidas(solicitudes):
    """Return ``{key: Actividad}`` of all that these requests name: one query, none if they name none."""
    claves = {int(clave) for s in solicitudes for clave in s.datos.get("elecciones") or ()}
    return Actividad.objects.in_bulk(claves) if claves else {}


def relatar_pedidos(solicitudes):
    """Return ``[(request, sentence)]``, with the activities that each would leave."""
    actividades = actividades_pedidas(solicitudes)
    return [(s, _con_lista(pedido(s), pedidas(s, actividades))) for s in solicitudes]


def _con_lista(frase, partes):
    return f"{frase.removesuffix('.')}: {', '.join(partes)}." if partes else frase
