"""The invented people of the example delegations, and what they answer by their own links."""

from inscripciones.models import Inscripcion, NecesidadDeAcceso, Participante
from seminario.demo.volumen import azar, elegir, en_idioma

Respuesta = Participante.Respuesta
RESPUESTAS = {Respuesta.CONFIRMADA: 6, Respuesta.PENDIENTE: 3, Respuesta.DECLINADA: 1}
NECESIDADES = ["subtitulos", "movilidad", "interpretacion"]

NOMBRES = [
    "Alba",
    "Bruno",
    "Carla",
    "Diego",
    "Elena",
    "Fábio",
    "Graça",
    "Hugo",
    "Inés",
    "João",
    "Karina",
    "Lucía",
    "Mateus",
    "Nair",
    "Óscar",
    "Paula",
    "Raúl",
    "Sofía",
]
APELLIDOS = [
    "Acosta",
    "Barros",
    "Cabrera",
    "Duarte",
    "Esquivel",
    "Fonseca",
    "Gómez",
    "Hidalgo",
    "Ibarra",
    "Machado",
    "Núñez",
    "Oliveira",
    "Paredes",
]
CARGOS = [
    ("Dirección de Relaciones Internacionales", "Diretoria de Relações Internacionais"),
    ("Secretaría de Cooperación", "Secretaria de Cooperação"),
    ("Intendencia", "Gabinete da Prefeitura"),
    ("Coordinación de Proyectos", "Coordenação de Projetos"),
]


def agregar_personas(ejemplo, al_azar):
    """Add the contact, if they take part, and some others."""
    inscripcion, contacto = ejemplo.inscripcion, ejemplo.contacto
    if inscripcion.contacto_participa:
        datos = {campo: getattr(contacto, campo) for campo in ("nombre", "email", "cargo", "idioma")}
        ejemplo.participantes.append(Participante(inscripcion=inscripcion, es_contacto=True, **datos))
    if "personas" not in inscripcion.pasos:
        return
    for _i in range(al_azar.choice([1, 1, 1, 2, 2, 3, 4, 5]) - len(ejemplo.participantes)):
        persona = Participante(
            inscripcion=inscripcion,
            idioma=inscripcion.idioma,
            nombre=nombre_de(al_azar),
            cargo=en_idioma(inscripcion.idioma, al_azar.choice(CARGOS)),
        )
        ejemplo.participantes.append(persona)


def agregar_respuestas(ejemplo, n):
    """Give most people an e-mail and, in a confirmed delegation, an answer; a few say what they need."""
    al_azar, inscripcion = azar("respuestas", n), ejemplo.inscripcion
    for lugar, persona in enumerate(ejemplo.participantes, 1):
        if persona.es_contacto:
            persona.consentimiento_imagen_el = inscripcion.consentimiento_imagen_el
        elif al_azar.random() < 0.7:
            persona.email = f"ejemplo-{n}-persona-{lugar}@example.org"
        if inscripcion.estado == Inscripcion.Estado.CONFIRMADA and persona.email:
            _responder(ejemplo, persona, al_azar)


def _responder(ejemplo, persona, al_azar):
    momento = persona.avisado_el = ejemplo.inscripcion.confirmada_el
    persona.respuesta = elegir(al_azar, RESPUESTAS)
    if persona.respuesta == Respuesta.PENDIENTE:
        return
    persona.respondio_el = momento
    if not persona.es_contacto and al_azar.random() < 0.5:
        persona.consentimiento_imagen_el = momento
    if persona.confirmo and al_azar.random() < 0.2:
        necesidad = {al_azar.choice(NECESIDADES): True}
        ejemplo.necesidades.append(NecesidadDeAcceso(participante=persona, **necesidad))


def nombre_de(al_azar):
    return f"{al_azar.choice(NOMBRES)} {al_azar.choice(APELLIDOS)} (ejemplo)"
