"""A Cumbre with its seminar, another activity and a reserved one, and the facts that the forms offer."""

import pytest

from tests import fabricas
from tests.inscripciones import escritos


@pytest.fixture
def cumbre(db):
    return fabricas.crear_cumbre()


@pytest.fixture
def seminario(cumbre):
    return fabricas.crear_seminario(cumbre)


@pytest.fixture
def clima(cumbre):
    return fabricas.crear_actividad(cumbre, titulo_es="La ambición climática", slug="clima")


@pytest.fixture
def asamblea(cumbre):
    return fabricas.crear_actividad(cumbre, titulo_es="Asamblea General", slug="asamblea", reservada=True)


@pytest.fixture
def programa_cumbre(seminario, clima, asamblea):
    """All three activities."""
    return [seminario, clima, asamblea]


@pytest.fixture
def riobamba(db):
    return fabricas.crear_ciudad(nombre="Riobamba", slug="riobamba-ec", pais="EC", miembro=True)


@pytest.fixture
def segib(db):
    return fabricas.crear_institucion(nombre="Secretaría General Iberoamericana", sigla="SEGIB", slug="segib")


@pytest.fixture
def ciudad_en_curso(programa_cumbre, riobamba):
    """The browser of ``oficial`` and the complete draft of its city."""
    oficial, inscripcion = escritos.iniciar(riobamba)
    return oficial, escritos.completar(inscripcion, programa_cumbre[0])


@pytest.fixture
def institucion_en_curso(programa_cumbre, segib):
    """The same for an institution."""
    oficial, inscripcion = escritos.iniciar(segib)
    return oficial, escritos.completar(inscripcion, programa_cumbre[0])


@pytest.fixture
def en_curso(request, db):
    """Return the browser and the draft of ``"ciudad"`` or ``"institucion"``."""
    return lambda tipo: request.getfixturevalue(f"{tipo}_en_curso")


@pytest.fixture
def ajena(programa_cumbre, db):
    """Another browser, with a complete draft of another city: ``(client, inscripcion)``."""
    otra = fabricas.crear_ciudad(nombre="Niterói", slug="niteroi-br", pais="BR")
    client, inscripcion = escritos.iniciar(otra, nombre="Joana Luz", email="joana@niteroi.rj.gov.br")
    return client, escritos.completar(inscripcion, programa_cumbre[0], persona="Marta Dias")


@pytest.fixture
def mundo(programa_cumbre, riobamba, segib):
    """The cities and the institution that the sample files name; ``San Justo`` and ``Avellaneda`` are two each."""
    fabricas.crear_ciudad(nombre="Niterói", slug="niteroi", pais="BR", provincia="Rio de Janeiro")
    for nombre in ("San Justo", "Avellaneda"):
        for provincia in ("Buenos Aires", "Santa Fe"):
            slug = f"{nombre}-{provincia}".lower().replace(" ", "-")
            fabricas.crear_ciudad(nombre=nombre, slug=slug, provincia=provincia)
    return programa_cumbre
