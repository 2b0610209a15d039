"""What messages hold of a person: that they were among the recipients, and how it went."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q
from django.db.models.functions import Lower

from actores.models import Contacto
from comun.models import Mensaje
from comun.personas import registrar
from inscripciones import uniones
from inscripciones.models import Participante
from inscripciones.services import personas
from seminario.comunicados.correos import TIPO
from seminario.models import Destinatario


def registrar_personas():
    """Add this part to what is told and taken away of a person, and to what befalls one of a delegation."""
    registrar(datos=datos, borrar=borrar, borrar_rastro=borrar_rastro)
    uniones.al_hacer_una.append(al_hacer_una)
    personas.al_sustituir.append(al_sustituir)


def datos(dueno, puede):
    """Return the messages that an owner was sent, as they were written.

    To the address that they have now: who reads it is not told what went to an earlier one, which may be another's.
    """
    suyos = _de(dueno)
    if suyos is None:
        return {}
    suyos = suyos.filter(email__iexact=dueno.email).select_related("comunicado", "mensaje")
    return {"comunicados": [_dicho(destinatario) for destinatario in suyos]}


def _dicho(destinatario):
    columna = "es" if destinatario.idioma == "es" else "pt_br"
    comunicado, mensaje = destinatario.comunicado, destinatario.mensaje
    enviado = mensaje.enviado_el if mensaje else None
    return {
        "a": destinatario.email,
        "asunto": getattr(comunicado, f"asunto_{columna}"),
        "texto": getattr(comunicado, f"texto_{columna}"),
        "lanzado": comunicado.lanzado_el and comunicado.lanzado_el.isoformat(),
        "enviado": enviado and enviado.isoformat(),
    }


def borrar(dueno, rastro):
    """Take an owner out of every message; what is still queued for them is not sent."""
    suyos = _de(dueno)
    if suyos is None:
        return {}
    return {"comunicados de los que era destinatario": suyos.delete()[0]}


def borrar_rastro(rastro):
    """Take out of every message the addresses that are no longer those of whom it was for: they have no owner."""
    del_contacto = Q(participante=None) & ~Q(inscripcion__contacto__email__iexact=F("email"))
    de_persona = Q(participante__isnull=False) & ~Q(participante__email__iexact=F("email"))
    viejos = Destinatario.objects.alias(minusculas=Lower("email")).filter(minusculas__in=rastro.correos)
    return {"comunicados de los que era destinatario": viejos.filter(del_contacto | de_persona).delete()[0]}


def al_hacer_una(persona, propia):
    """Let who a message was for go on being so when two rows turn out to be one person: same address, one recipient.

    What is still queued for them is sent, and what went out stays told.
    """
    Destinatario.objects.filter(participante=persona).update(participante=propia)
    de_persona = ContentType.objects.get_for_model(Participante)
    Mensaje.objects.filter(tipo=TIPO, sobre_tipo=de_persona, sobre_id=persona.pk).update(sobre_id=propia.pk)


def al_sustituir(participante):
    """Keep off a row that is another person's from now on what was sent to who had it."""
    Destinatario.objects.filter(participante=participante).delete()


def _de(dueno):
    if isinstance(dueno, Contacto):
        return Destinatario.objects.filter(inscripcion__contacto=dueno, participante=None)
    return Destinatario.objects.filter(participante=dueno) if isinstance(dueno, Participante) else None
