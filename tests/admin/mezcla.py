"""A generated mix of registrations, the same at each run: all that the panel counts, and near misses."""

import datetime
import random

from django.utils import timezone

from actores.models import Contacto
from inscripciones.models import Asistencia, Inscripcion, Participante
from tests import fabricas

PAISES = ["AR", "BR", "UY", "CL"]
ESTADOS = ["confirmada", "confirmada", "confirmada", "en_espera", "solicitada", "rechazada", "retirada"]


def crear_mezcla(n, semilla=7):
    """Return the Cumbre of ``n`` registrations of any state; another Cumbre has as many that do not count."""
    azar = random.Random(semilla)
    hoy = timezone.localdate()
    otra = fabricas.crear_cumbre(inicio=hoy - datetime.timedelta(days=400), fin=hoy - datetime.timedelta(days=399))
    cumbre = fabricas.crear_cumbre()
    actividades = [
        fabricas.crear_seminario(cumbre, slug="seminario-de-la-mezcla", cupo_presencial=n),
        fabricas.crear_actividad(cumbre, cupo_presencial=2),
        fabricas.crear_actividad(cumbre, reservada=True),
    ]
    vieja = fabricas.crear_actividad(otra, cupo_presencial=1)
    ciudades = [
        fabricas.crear_ciudad(pais=azar.choice(PAISES), miembro=azar.choice([True, True, False, None]))
        for _ in range(n + 5)
    ]
    fabricas.crear_ciudad(miembro=True, fusionada_en=ciudades[0])
    for numero in range(n):
        _una(azar, cumbre, actividades, azar.choice(ciudades), numero)
        _una(azar, otra, [vieja], azar.choice(ciudades), numero)
    return cumbre


def _una(azar, cumbre, actividades, ciudad, numero):
    idioma = azar.choice(["es", "pt-br"])
    quien = {"ciudad": ciudad}
    if azar.random() < 0.25:
        quien = {"institucion": fabricas.crear_institucion(pais=azar.choice([*PAISES, ""]))}
    contacto = fabricas.crear_contacto(idioma=idioma, **quien)
    estado = azar.choice(["confirmada", "confirmada", "confirmada", "borrador", "retirada"])
    campos = {}
    if estado == "confirmada":
        hace = datetime.timedelta(days=azar.choice([0, 1, 1, 2, 30, 59, 60, 75]), hours=azar.randrange(24))
        campos["confirmada_el"] = timezone.now() - hace
    inscripcion = fabricas.crear_inscripcion(estado, contacto=contacto, cumbre=cumbre, **campos)
    for lugar in range(azar.randint(1, 3)):
        respuesta = azar.choice(["pendiente", "confirmada", "declinada"])
        respondio = None if respuesta == "pendiente" else timezone.now()
        persona = fabricas.crear_participante(
            inscripcion, idioma=azar.choice(["es", "pt-br"]), respuesta=respuesta, respondio_el=respondio
        )
        for actividad in actividades:
            modalidad, de_asistencia = azar.choice(["presencial", "virtual"]), azar.choice(ESTADOS)
            if de_asistencia == "en_espera":
                turno = {"modalidad": "presencial", "turno": 10 * numero + lugar + 1}
                fabricas.crear_asistencia(persona, actividad, estado=de_asistencia, **turno)
            else:
                fabricas.crear_asistencia(persona, actividad, modalidad, estado=de_asistencia)


def crear_muchas(n):
    """Write ``n`` confirmed registrations of as many member cities, one person each, all at the seminar; fast."""
    cumbre, ahora = fabricas.crear_cumbre(), timezone.now()
    seminario = fabricas.crear_seminario(cumbre, cupo_presencial=n)
    ciudades = [fabricas.crear_ciudad(miembro=True, pais=PAISES[k % len(PAISES)]) for k in range(n)]
    contactos = Contacto.objects.bulk_create(
        Contacto(nombre=f"Persona {c.pk}", email=f"p{c.pk}@ejemplo.gob", ciudad=c) for c in ciudades
    )
    confirmada = {"estado": "confirmada", "consentimiento_datos_el": ahora, "tipo": "ciudad", "cumbre": cumbre}
    inscripciones = Inscripcion.objects.bulk_create(
        Inscripcion(contacto=c, ciudad=c.ciudad, confirmada_el=ahora - datetime.timedelta(days=k % 50), **confirmada)
        for k, c in enumerate(contactos)
    )
    personas = Participante.objects.bulk_create(Participante(inscripcion=i, nombre="Ana") for i in inscripciones)
    Asistencia.objects.bulk_create(
        Asistencia(participante=p, actividad=seminario, modalidad="presencial", estado="confirmada") for p in personas
    )
