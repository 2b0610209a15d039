"""The team: one person for each role, by its name; and the roles themselves, which a test of threads sweeps away."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from seminario import roles
from tests.entrada import a_medias, telefono_de

CLAVE = "una-clave-bien-larga"


@pytest.fixture
def los_roles(db):
    roles.poner_al_dia()


def crear_usuaria(nombre, *grupos, **campos):
    usuaria = get_user_model().objects.create_user(nombre, password=CLAVE, **{"is_staff": True, **campos})
    usuaria.groups.set(Group.objects.filter(name__in=grupos))
    return usuaria


@pytest.fixture
def ana(db):
    """Somebody of the team without a role, which the second step does not ask for."""
    return crear_usuaria("ana")


@pytest.fixture
def de_rol(los_roles):
    """Return the client of somebody of a role, who entered."""

    def entrar(rol):
        cliente = Client()
        cliente.usuaria = crear_usuaria(rol, rol)
        cliente.force_login(cliente.usuaria)
        return cliente

    return entrar


@pytest.fixture
def coordinacion(de_rol):
    """The client of somebody of coordination: the role, not a superuser."""
    return de_rol(roles.COORDINACION)


@pytest.fixture
def medias(ana):
    """The client of somebody who has a phone and gave the password."""
    telefono_de(ana)
    cliente = Client()
    a_medias(cliente, ana, CLAVE)
    return cliente
