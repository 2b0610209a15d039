"""As many rows of every model as a test asks for, to see that no list costs more for them."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone

from comun.models import Envio, Limite
from tests import fabricas
from tests.admin.elenco import crear_mensaje

OBJETIVOS = 17  # of sustainable development: there are no more


def poblar(n):
    """Write ``n`` rows of each model; of the goals as many as there are."""
    seminario = fabricas.crear_seminario()
    bloque = fabricas.crear_bloque(seminario)
    primera = fabricas.crear_inscripcion("confirmada")
    comunicado = fabricas.crear_comunicado()
    for numero in range(1, n + 1):
        contacto = _poblar_red(numero)
        _poblar_programa(numero, contacto, seminario, bloque)
        _poblar_catalogo(numero, contacto)
        inscripcion, participante = _poblar_inscripciones(contacto, seminario, primera)
        fabricas.crear_presencia(participante, seminario)
        fabricas.crear_certificado(participante, seminario)
        fabricas.crear_comunicado()
        mensaje = crear_mensaje(inscripcion)
        fabricas.crear_destinatario(comunicado, inscripcion, mensaje=mensaje)
        _poblar_equipo(numero, contacto)


def _poblar_red(numero):
    contacto = fabricas.crear_contacto()
    if numero <= OBJETIVOS:
        fabricas.crear_ods(numero)
    fabricas.crear_ficha(contacto=contacto, unidad=fabricas.crear_unidad())
    fabricas.crear_programa()
    fabricas.crear_mirada()
    return contacto


def _poblar_programa(numero, contacto, seminario, bloque):
    fabricas.crear_actividad(fabricas.crear_cumbre(publicada=False))
    charla = fabricas.crear_intervencion(bloque, numero, ciudad=contacto.ciudad)
    fabricas.crear_ponente(charla)
    fabricas.crear_material(charla)
    fabricas.crear_video(fabricas.crear_bloque(seminario, numero + 1))
    fabricas.crear_cambio(seminario)
    fabricas.crear_pregunta(bloque, institucion=fabricas.crear_institucion(), estado="aceptada")
    fabricas.crear_propuesta(contacto, intervencion=charla)


def _poblar_catalogo(numero, contacto):
    proyecto = fabricas.crear_proyecto(titulo_es="", convocatoria=fabricas.crear_convocatoria(2000 + numero))
    fabricas.crear_participacion(proyecto, contacto.ciudad)
    fabricas.crear_imagen(proyecto)
    fabricas.crear_documento(proyecto)
    fabricas.crear_enlace(proyecto)
    fabricas.crear_fuente(proyecto)
    fabricas.crear_version(proyecto)


def _poblar_inscripciones(contacto, seminario, primera):
    inscripcion = fabricas.crear_inscripcion("confirmada", contacto=contacto)
    participante = fabricas.crear_participante(inscripcion)
    fabricas.crear_asistencia(participante, seminario)
    fabricas.crear_eleccion(inscripcion, seminario)
    fabricas.crear_necesidad(participante)
    fabricas.crear_persona_importada(inscripcion)
    fabricas.crear_nota(inscripcion)
    fabricas.crear_pedido_de_union(inscripcion, primera)
    fabricas.crear_cambio_de_inscripcion(inscripcion)
    fabricas.crear_solicitud(
        inscripcion,
        accion="actividades_de",
        participante=participante,
        datos={"de": participante.nombre, "elecciones": {str(seminario.pk): "virtual"}},
    )
    return inscripcion, participante


def _poblar_equipo(numero, contacto):
    usuaria = get_user_model().objects.create(username=f"usuaria-{numero}", is_staff=True)
    usuaria.groups.add(Group.objects.create(name=f"Grupo {numero}"))
    LogEntry.objects.log_actions(usuaria.pk, [contacto], CHANGE, "Algo")
    fabricas.crear_equivalencia(espanol=f"palabra {numero}")
    fabricas.crear_importacion(usuario=usuaria)
    Envio.objects.create(clave=f"c{numero}", ambito="a", huella="h", resultado="/")
    Limite.objects.create(clave=f"k{numero}", desde=timezone.now(), cuenta=1)
