"""Merging a city or an institution that was written in twice."""

import pytest
from django.apps import apps

from actores import services
from actores.models import Ciudad, Institucion
from inscripciones.models import Inscripcion
from proyectos.models import Participacion
from tests import fabricas


def test_merge_moves_all_that_refers_to_it(db):
    origen, destino = fabricas.crear_ciudad(), fabricas.crear_ciudad()
    antes = fabricas.crear_ciudad(fusionada_en=origen)
    contacto = fabricas.crear_contacto(ciudad=origen)
    inscripcion = fabricas.crear_inscripcion(contacto=contacto)
    ficha = fabricas.crear_ficha(contacto=contacto)
    propuesta = fabricas.crear_propuesta(contacto)
    intervencion = fabricas.crear_intervencion(fabricas.crear_bloque(fabricas.crear_seminario()), ciudad=origen)
    participacion = fabricas.crear_participacion(fabricas.crear_proyecto(), origen)
    filas = [contacto, inscripcion, ficha, propuesta, intervencion, participacion]

    movidas = services.fusionar(origen=origen, destino=destino)

    for fila in [*filas, origen, antes]:
        fila.refresh_from_db()
    assert {fila.ciudad_id for fila in filas} == {destino.pk}
    assert (origen.fusionada_en, antes.fusionada_en) == (destino, destino)
    assert movidas == {type(fila): 1 for fila in [*filas, antes]}
    assert services.referencias(origen) == {}
    assert inscripcion.actor == inscripcion.contacto.actor


def test_merge_moves_what_refers_to_an_institution(db):
    origen, destino = fabricas.crear_institucion(), fabricas.crear_institucion()
    contacto = fabricas.crear_contacto(institucion=origen)
    fabricas.crear_inscripcion(contacto=contacto)
    fabricas.crear_mirada(institucion=origen, contacto=contacto)
    fabricas.crear_programa(institucion=origen, contacto=contacto)

    services.fusionar(origen=origen, destino=destino)

    assert Inscripcion.objects.get().institucion == Inscripcion.objects.get().contacto.institucion == destino
    assert services.referencias(origen) == {}


@pytest.mark.parametrize(
    ("de_origen", "de_destino", "queda"),
    [
        ("socia", "coordinadora", "coordinadora"),
        ("coordinadora", "socia", "coordinadora"),
        ("socia", "aliada", "socia"),
        ("aliada", "socia", "socia"),
        ("coordinadora", "aliada", "coordinadora"),
    ],
)
def test_merge_keeps_one_participation_per_project(db, de_origen, de_destino, queda):
    origen, destino = fabricas.crear_ciudad(), fabricas.crear_ciudad()
    proyecto = fabricas.crear_proyecto()
    fabricas.crear_participacion(proyecto, origen, de_origen)
    fabricas.crear_participacion(proyecto, destino, de_destino)

    services.fusionar(origen=origen, destino=destino)

    assert list(Participacion.objects.values_list("proyecto", "ciudad", "rol")) == [(proyecto.pk, destino.pk, queda)]


def test_merge_refuses_chains_itself_and_other_kinds(db):
    origen, destino = fabricas.crear_ciudad(), fabricas.crear_ciudad()
    unida = fabricas.crear_ciudad(fusionada_en=destino)
    imposibles = [(origen, unida), (unida, origen), (origen, origen), (origen, fabricas.crear_institucion())]
    for uno, otro in imposibles:
        with pytest.raises(services.ErrorActores):
            services.fusionar(origen=uno, destino=otro)
    assert Ciudad.objects.vigentes().count() == 2


def test_every_reference_to_an_actor_is_a_key_that_merging_moves():
    for modelo in (Ciudad, Institucion):
        conocidas = {(r.related_model, r.field.name) for r in services.relaciones(modelo)}
        todas = {
            (otro, campo.name)
            for otro in apps.get_models(include_auto_created=True)
            for campo in otro._meta.get_fields()
            if campo.concrete and campo.is_relation and campo.related_model is modelo
        }
        assert conocidas == todas


# --- In the admin -------------------------------------------------------------------------------


def test_merge_page_shows_what_moves_then_merges(coordinacion):
    origen, destino = fabricas.crear_ciudad(nombre="Niteroi"), fabricas.crear_ciudad(nombre="Niterói")
    fabricas.crear_contacto(ciudad=origen)
    pagina = f"/admin/actores/ciudad/{origen.pk}/unir/"

    assert coordinacion.get(pagina).status_code == 200
    vista = coordinacion.post(pagina, {"destino": destino.pk})
    assert [(str(nombre), n) for nombre, n in vista.context["cuentas"]] == [("contactos", 1)]
    origen.refresh_from_db()
    assert origen.fusionada_en is None

    final = coordinacion.post(pagina, {"destino": destino.pk, "confirmado": "si"}, follow=True)
    assert [str(m) for m in final.context["messages"]] == [
        f"«{origen}» quedó unida a «{destino}»: se movió 1 registro."
    ]
    assert Ciudad.objects.get(pk=origen.pk).fusionada_en == destino


@pytest.mark.parametrize("destino", ["", "0", "no", "9" * 30, "\0"])
def test_merge_page_survives_a_wrong_target(coordinacion, destino):
    origen = fabricas.crear_ciudad()
    pagina = f"/admin/actores/ciudad/{origen.pk}/unir/"
    respuesta = coordinacion.post(pagina, {"destino": destino, "confirmado": "si"})
    assert (respuesta.status_code, len(respuesta.context["form"].errors["destino"])) == (200, 1)


def test_merge_page_of_a_merged_one_says_so(coordinacion):
    origen = fabricas.crear_ciudad(fusionada_en=fabricas.crear_ciudad())
    otra = fabricas.crear_ciudad()
    pagina = f"/admin/actores/ciudad/{origen.pk}/unir/"
    respuesta = coordinacion.post(pagina, {"destino": otra.pk, "confirmado": "si"}, follow=True)
    assert [str(m) for m in respuesta.context["messages"]] == ["Ya está unida a otra."]


def test_merged_ones_are_no_longer_offered(coordinacion):
    queda = fabricas.crear_ciudad(nombre="San Justo")
    fabricas.crear_ciudad(nombre="San Justo", fusionada_en=queda)
    datos = {"app_label": "actores", "model_name": "ficha", "field_name": "ciudad", "term": "justo"}
    respuesta = coordinacion.get("/admin/autocomplete/", {**datos, "app_label": "intercambio"})
    assert [r["id"] for r in respuesta.json()["results"]] == [str(queda.pk)]
