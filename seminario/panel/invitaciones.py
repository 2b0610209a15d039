"""Inviting a member city that has not registered: one mail, in its language, about the city."""

from datetime import timedelta
from urllib.parse import urlencode

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actores.models import Ciudad
from agenda.models import Cumbre
from comun import correo, enviador
from comun.limites import permitir
from comun.models import Mensaje
from comun.tiempo import momento, periodo
from inscripciones.models import Inscripcion
from seminario.panel import cobertura
from seminario.panel.cobertura import INVITACION

DESCANSO = timedelta(days=7)
POR_HORA = 40  # of one person of the team, who may be inviting a whole country
POR_DIRECCION = 3  # a day: somebody may act for several cities


class ErrorDeInvitacion(Exception):
    """A city cannot be invited, or not now; ``mensaje`` tells why and what to do, ``codigo`` which rule it is."""

    def __init__(self, codigo, mensaje):
        self.codigo, self.mensaje = codigo, mensaje
        super().__init__(mensaje)


def registrar_correos():
    """Declare the mail."""
    correo.registrar(INVITACION, nombre=gettext_lazy("Invitación a una ciudad"), contexto=contexto)


def idioma_de(ciudad):
    """Return the language in which one writes to a city."""
    return "pt-br" if ciudad.pais == "BR" else "es"


def impedimento(ciudad):
    """Return why a city cannot be invited, or "" if it can."""
    cumbre = Cumbre.objects.vigente()
    if cumbre is None or cumbre.inscripcion() != "abierta":
        return _("La inscripción no está abierta: no hay a qué invitar. Puede cambiar las fechas en la Cumbre.")
    if ciudad.fusionada_en_id is not None:
        return _("Esta ciudad está unida a otra: invite a esa otra.")
    if not ciudad.miembro:
        return _("Esta ciudad no figura como miembro de Mercociudades: márquelo en su página para invitarla.")
    if Inscripcion.objects.confirmadas().de_la_vigente().filter(ciudad=ciudad).exists():
        return _("Esta ciudad ya tiene una inscripción confirmada: no hace falta invitarla.")
    return ""


def anteriores(ciudad):
    """Return the invitations of a city, those that could not be delivered too, newest first."""
    return Mensaje.objects.sobre_alguno([ciudad]).filter(tipo=INVITACION)


def es_reciente(invitacion):
    """True for one of less than a week ago, which keeps another one to the same address from being sent."""
    return invitacion.creado > timezone.now() - DESCANSO


@transaction.atomic
def invitar(*, ciudad, email, idioma, usuario, insistir=False):
    """Queue an invitation of a member city without registration to an address, and return its row.

    Once a week for each city and address, unless ``insistir``; whoever asks twice at once is told the same as one after
    the other. Side effects: one mail ``invitacion``; it counts for the limits of the user and of the address. Raises
    :class:`ErrorDeInvitacion`.
    """
    ciudad = Ciudad.objects.select_for_update(no_key=True).get(pk=ciudad.pk)
    if motivo := impedimento(ciudad):
        raise ErrorDeInvitacion("no_corresponde", motivo)
    recientes = cobertura.invitaciones().filter(sobre_id=ciudad.pk, creado__gt=timezone.now() - DESCANSO)
    if not insistir and recientes.filter(a__iexact=email).exists():
        raise ErrorDeInvitacion(
            "reciente",
            _(
                "Hace menos de una semana que se invitó a esta ciudad en esta dirección: no se envió otra. Espere unos "
                "días, use otra dirección o marque la casilla para enviarla igual."
            ),
        )
    _contar(usuario, email)
    return correo.encolar(tipo=INVITACION, a=email, idioma=idioma, sobre=ciudad)


def _contar(usuario, email):
    """Count one invitation; raises :class:`ErrorDeInvitacion` beyond the limits, so that nobody makes us a nuisance."""
    if not permitir("invitar_usuario", str(usuario.pk), maximo=POR_HORA, segundos=3600):
        raise ErrorDeInvitacion(
            "limite",
            _("Ya envió muchas invitaciones en la última hora: esta no se envió. Espere unos minutos y siga."),
        )
    if not permitir("invitar_direccion", email, maximo=POR_DIRECCION, segundos=86400):
        raise ErrorDeInvitacion(
            "limite",
            _(
                "Esta dirección ya recibió varias invitaciones hoy, de esta ciudad o de otras: no se envió otra. "
                "Pruebe mañana o use otra dirección."
            ),
        )


def redactar(ciudad, idioma):
    """Return the mail as it would be sent now; raises ``enviador.NadaQueAnunciar`` if the city cannot be invited."""
    return enviador.redactar(Mensaje(tipo=INVITACION, idioma=idioma, sobre=ciudad))


def contexto(mensaje):
    """What the mail says; nothing once the city registered or the window closed."""
    ciudad = mensaje.sobre
    if impedimento(ciudad):
        return None
    cumbre = Cumbre.objects.vigente()
    seminario = cumbre.actividades.elegibles().seminario()
    pedido = {"tipo": "ciudad", "pais": ciudad.pais, "ciudad": ciudad.slug}
    if seminario:
        pedido["actividades"] = seminario.slug
    return {
        "quien": ciudad.nombre,
        "cumbre": cumbre.nombre,
        "dias": periodo(cumbre.inicio, cumbre.fin),
        "sede": cumbre.sede,
        "seminario": seminario.titulo if seminario else "",
        "hasta": momento(cumbre.inscripcion_hasta, cumbre.zona_horaria),
        "correo_contacto": cumbre.correo_contacto,
        "enlace": f"{correo.direccion('inscripciones:contacto')}?{urlencode(pedido)}",
    }
