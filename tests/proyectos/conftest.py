"""Who proposes a project, and what its pages offer."""

import pytest

from tests import fabricas
from tests.proyectos.propuestas import completa, entrar


@pytest.fixture
def medios(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ACCEL = ""
    return settings.MEDIA_ROOT


@pytest.fixture
def riobamba(db):
    return fabricas.crear_ciudad(nombre="Riobamba", slug="riobamba-ec", pais="EC", miembro=True)


@pytest.fixture
def niteroi(db):
    return fabricas.crear_ciudad(nombre="Niterói", slug="niteroi-br", pais="BR", miembro=True)


@pytest.fixture
def segib(db):
    return fabricas.crear_institucion(nombre="Secretaría General Iberoamericana", sigla="SEGIB", slug="segib")


@pytest.fixture
def contacto(riobamba):
    """Who proposes: a contact of Riobamba."""
    return fabricas.crear_contacto(nombre="Ana Guamán", ciudad=riobamba)


@pytest.fixture
def oficial(contacto):
    """The browser of ``contacto``."""
    return entrar(contacto)


@pytest.fixture
def convocatoria(db):
    return fabricas.crear_convocatoria(2021, cofinanciamiento_maximo_pct=50, meses_maximo=6, meses_prorroga=3)


@pytest.fixture
def temas(db):
    """A thematic unit and two goals."""
    return fabricas.crear_unidad(slug="ambiente"), fabricas.crear_ods(11), fabricas.crear_ods(13)


@pytest.fixture
def proyecto(contacto, niteroi, medios):
    """A proposal with all that is demanded to send it, and Niterói as a partner."""
    return completa(contacto, niteroi)
