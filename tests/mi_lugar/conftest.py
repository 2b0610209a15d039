"""A confirmed delegation with its contact and one more person, each with their own link."""

import pytest
from django.test import Client

from inscripciones import services
from tests import fabricas
from tests.inscripciones.delegaciones import borrador


@pytest.fixture
def cumbre(db):
    return fabricas.crear_cumbre(direccion="Av. Central 100")


@pytest.fixture
def seminario(cumbre):
    return fabricas.crear_seminario(cumbre, sala_url="https://sala.example.org/seminario")


@pytest.fixture
def clima(cumbre):
    return fabricas.crear_actividad(cumbre, titulo_es="Clima", titulo_pt_br="Clima", slug="clima")


@pytest.fixture
def inscripcion(seminario, clima):
    """Confirmed: Ana, the contact, and Luis, who reads Portuguese; both in the room of both activities."""
    contacto = fabricas.crear_contacto(
        nombre="Ana Pérez", email="ana@riobamba.gob.ec", ciudad=fabricas.crear_ciudad(nombre="Riobamba", pais="EC")
    )
    inscripcion = borrador(seminario, clima, personas=0, contacto=contacto, contacto_participa=True)
    ana = fabricas.crear_participante(inscripcion, nombre="Ana Pérez", email=contacto.email, es_contacto=True)
    luis = fabricas.crear_participante(inscripcion, nombre="Luis Cando", email="luis@riobamba.gob.ec", idioma="pt-br")
    for persona in (ana, luis):
        for actividad in (seminario, clima):
            fabricas.crear_asistencia(persona, actividad)
    return services.confirmar(inscripcion=inscripcion)


@pytest.fixture
def ana(inscripcion):
    return inscripcion.participantes.get(es_contacto=True)


@pytest.fixture
def luis(inscripcion):
    return inscripcion.participantes.get(es_contacto=False)


@pytest.fixture
def de_luis(luis):
    """A browser that entered by the personal link of ``luis``."""
    return entrar(luis)


@pytest.fixture
def oficial(inscripcion):
    """A browser that entered by the contact's link."""
    return entrar(inscripcion.contacto)


def entrar(duenio):
    navegador = Client()
    navegador.post(f"/acceso/{duenio.token()}/")
    return navegador
