"""Saving a page of staff's never takes back a state that a service changed after the row was read."""

import pytest
from django.contrib import admin

from agenda.models import EstadoPropuesta
from tests import fabricas

# By model: what makes a row, what a service writes meanwhile, what staff writes on the page.
FILAS = {
    "ficha": (fabricas.crear_ficha, {"publicacion": "retirada"}, {"titulo": "Corregido"}),
    "mirada": (fabricas.crear_mirada, {"publicacion": "retirada"}, {"aporte": "Corregido"}),
    "programa": (fabricas.crear_programa, {"publicacion": "retirada"}, {"titulo_es": "Corregido"}),
    "ciudad": (fabricas.crear_ciudad, {"verificada": False}, {"nombre": "Corregido"}),
    "institucion": (fabricas.crear_institucion, {"verificada": False}, {"nombre": "Corregido"}),
    "cumbre": (fabricas.crear_cumbre, {"publicada": False}, {"sede": "Corregido"}),
}


def guardar_como_se_leyo(rf, fila, ajenas, propias):
    """Read a row, let somebody change it, then save what staff wrote as their page does; return what is kept."""
    modelo = type(fila)
    leida = modelo.objects.get(pk=fila.pk)
    modelo.objects.filter(pk=fila.pk).update(**ajenas)
    pedido, suyo = rf.post("/"), admin.site.get_model_admin(modelo)
    pedido.user = _Cualquiera()
    for campo, valor in propias.items():
        setattr(leida, campo, valor)
    suyo.save_model(pedido, leida, suyo.get_form(pedido, leida, change=True)(instance=leida), True)
    return modelo.objects.filter(pk=fila.pk).values(*ajenas, *propias).get()


class _Cualquiera:
    is_active = is_staff = is_superuser = True

    def has_perm(self, permiso, obj=None):
        return True

    has_module_perms = has_perm


@pytest.mark.parametrize(("crear", "ajenas", "propias"), FILAS.values(), ids=FILAS)
def test_a_page_saved_leaves_a_state_as_a_service_left_it(db, rf, crear, ajenas, propias):
    fila = crear()
    assert {campo: getattr(fila, campo) for campo in ajenas} != ajenas

    assert guardar_como_se_leyo(rf, fila, ajenas, propias) == ajenas | propias


def test_a_city_saved_stays_merged(db, rf):
    ciudad, otra = fabricas.crear_ciudad(), fabricas.crear_ciudad()

    guardado = guardar_como_se_leyo(rf, ciudad, {"fusionada_en": otra}, {"provincia": "Corregido"})

    assert guardado == {"fusionada_en": otra.pk, "provincia": "Corregido"}


def test_a_proposal_saved_stays_in_the_programme(db, rf):
    propuesta = fabricas.crear_propuesta(fabricas.crear_contacto(), publicacion="pendiente")
    charla = fabricas.crear_intervencion(fabricas.crear_bloque(fabricas.crear_seminario()))
    programada = {"publicacion": EstadoPropuesta.ACEPTADA, "intervencion": charla}

    guardado = guardar_como_se_leyo(rf, propuesta, programada, {"titulo": "Corregido"})

    assert guardado == {"publicacion": EstadoPropuesta.ACEPTADA, "intervencion": charla.pk, "titulo": "Corregido"}


def test_an_account_saved_keeps_the_password_of_another_page(db, rf, django_user_model):
    usuaria = django_user_model.objects.create_user("ana", password="x" * 16)

    guardado = guardar_como_se_leyo(rf, usuaria, {"password": "otra"}, {"first_name": "Ana"})

    assert guardado == {"password": "otra", "first_name": "Ana"}


def test_a_page_saved_tells_when_and_both_languages(db, rf):
    cumbre = fabricas.crear_cumbre()
    antes = cumbre.modificada

    guardar_como_se_leyo(rf, cumbre, {}, {"nombre_es": "Una", "nombre_pt_br": "Uma"})

    cumbre.refresh_from_db()
    assert (cumbre.nombre_es, cumbre.nombre_pt_br, cumbre.modificada > antes) == ("Una", "Uma", True)
