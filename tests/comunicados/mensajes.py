"""What the tests of messages share: somebody registered, a message, its launch, one round of the worker."""

from django.contrib.auth import get_user_model

from comun import enviador, tareas
from comun.models import Mensaje
from seminario.comunicados import services
from tests import fabricas

A_CONTACTOS = {"a_quien": "contactos", "situacion": "confirmada"}
A_PERSONAS = {"a_quien": "personas", "situacion": "confirmada"}
A_TODOS = {"a_quien": "todos", "situacion": "confirmada"}


def delegacion(email, *, estado="confirmada", idioma="es", personas=(), actor=None, **campos):
    """Return a registration whose contact has that address; ``personas``: the addresses of its people."""
    de = {"institucion": actor} if actor and actor._meta.model_name == "institucion" else {"ciudad": actor}
    contacto = fabricas.crear_contacto(email=email, idioma=idioma, **de)
    inscripcion = fabricas.crear_inscripcion(estado, contacto=contacto, **campos)
    for persona in personas:
        fabricas.crear_participante(inscripcion, email=persona)
    return inscripcion


def comunicado(segmento=A_CONTACTOS, **campos):
    return fabricas.crear_comunicado(segmento=segmento, **campos)


def coordinadora(email="coordinacion@ejemplo.gob"):
    return get_user_model().objects.create_superuser("quien-lanza", email, "x" * 16)


def lanzar(uno, **opciones):
    return services.lanzar(comunicado=uno, sello_leido=services.sello(uno), usuario=None, **opciones)


def trabajar(vueltas=200):
    """Do what the worker does until there is nothing left to do."""
    for _vuelta in range(vueltas):
        if not (tareas.dar_un_paso() | bool(enviador.enviar_pendientes())):
            return
    raise AssertionError("the worker does not come to rest")


def estados():
    """How many mails of messages there are in each state."""
    cuentas = {}
    for estado in Mensaje.objects.filter(tipo="comunicado").values_list("estado", flat=True):
        cuentas[estado] = cuentas.get(estado, 0) + 1
    return cuentas
