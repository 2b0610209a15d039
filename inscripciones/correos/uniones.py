"""The mails about two registrations of one city, institution or e-mail, and about joining them."""

from comun.correo import direccion
from inscripciones.correos.comunes import comun_de, linea
from inscripciones.models import Inscripcion, PedidoDeUnion
from inscripciones.situacion import personas_de

_Estado = PedidoDeUnion.Estado


def otra_delegacion(mensaje):
    """To the first: somebody else of its city registered. It tells nothing of who that is."""
    segunda = _confirmada(mensaje.parametros.get("segunda"))
    if segunda is None or not mensaje.sobre.es_confirmada or segunda.posible_duplicada_de_id != mensaje.sobre.pk:
        return None
    return comun_de(mensaje)


def ya_hay_delegacion(mensaje):
    """To the second: its registration stands, and how to join the first. It tells nothing of who that is."""
    segunda = mensaje.sobre
    if not segunda.es_confirmada or _confirmada(segunda.posible_duplicada_de_id) is None:
        return None
    return comun_de(mensaje)


def dos_inscripciones(mensaje):
    """To an address that registered twice: both, each with its link if the address still is its contact's."""
    claves = [mensaje.sobre_id, mensaje.parametros.get("primera")]
    suyas = Inscripcion.objects.confirmadas().filter(pk__in=claves).select_related("contacto", "ciudad", "institucion")
    suyas = [i for i in suyas.order_by("confirmada_el", "pk") if i.contacto.email.lower() == mensaje.a.lower()]
    if len(suyas) < 2:
        return None
    enlaces = [
        {
            "quien": i.actor.nombre,
            "referencia": i.referencia,
            "enlace": direccion("seminario:entrar", i.contacto.token()),
        }
        for i in suyas
    ]
    contexto = comun_de(mensaje)
    del contexto["enlace"]
    return {**contexto, "enlaces": enlaces}


def pedido_de_union(mensaje):
    """To the first: the second, which agreed to be named, asks to join it."""
    pedido = _pedido(mensaje, _Estado.PEDIDA)
    if pedido is None or not mensaje.sobre.es_confirmada:
        return None
    contacto = pedido.inscripcion.contacto
    return {
        **comun_de(mensaje),
        "quien_pide": contacto.nombre,
        "correo_de_quien_pide": contacto.email,
        "referencia_de_quien_pide": pedido.inscripcion.referencia,
        "personas": [persona.nombre for persona in pedido.inscripcion.participantes.all()],
    }


def union_aceptada(mensaje):
    """To the second: its people are in the first delegation now; what it brought stays its own."""
    pedido = _pedido(mensaje, _Estado.ACEPTADA)
    return pedido and {**comun_de(mensaje), "referencia_de_la_otra": pedido.a.referencia}


def delegacion_unida(mensaje):
    """To the first: who joined, and how its delegation stands."""
    if _pedido(mensaje, _Estado.ACEPTADA) is None or not mensaje.sobre.es_confirmada:
        return None
    return {
        **comun_de(mensaje),
        "llegaron": mensaje.parametros.get("personas", []),
        "personas": [
            {"nombre": p.nombre, "actividades": [linea(a) for a in p.asistencias.all()]}
            for p in personas_de(mensaje.sobre)
        ],
    }


def union_declinada(mensaje):
    """To the second: it goes on by itself; the first declined, or is no longer there."""
    pedido = _pedido(mensaje, _Estado.DECLINADA)
    if pedido is None or not mensaje.sobre.es_confirmada:
        return None
    return {**comun_de(mensaje), "ya_no_esta": not pedido.a.es_confirmada}


def _confirmada(clave):
    return Inscripcion.objects.confirmadas().filter(pk=clave).first()


def _pedido(mensaje, estado):
    """Return the request that a mail is about if it stands so and is of that registration, or ``None``."""
    pedidos = PedidoDeUnion.objects.filter(pk=mensaje.parametros.get("pedido"), estado=estado)
    pedido = pedidos.select_related("a", "inscripcion__contacto").first()
    return pedido if pedido and mensaje.sobre_id in {pedido.a_id, pedido.inscripcion_id} else None
