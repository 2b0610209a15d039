"""What a constraint says reaches the field that the error summary links to."""

import pytest
from django import forms
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import translation

from actores.models import Ciudad, Contacto, Ods
from comun.formularios import CampoTexto, FormularioPortal
from comun.restricciones import CAMPO_DE, agregar_validacion
from inscripciones.models import Participante
from tests.fabricas import crear_eleccion, crear_inscripcion, crear_participante, crear_seminario

SALAS = {"comun", "actores", "proyectos", "agenda", "intercambio", "inscripciones", "acreditacion", "seminario"}


class Formulario(FormularioPortal):
    nombre = CampoTexto(required=False)
    numero = CampoTexto(required=False)


def enviado(clase=Formulario):
    form = clase({})
    form.full_clean()
    return form


def rechazo(objeto):
    """Return what ``full_clean`` says of an object."""
    with pytest.raises(forms.ValidationError) as excepcion:
        objeto.full_clean()
    return excepcion.value


def rechazo_de_la_base(accion):
    with pytest.raises(IntegrityError) as excepcion, transaction.atomic():
        accion()
    return excepcion.value


def test_every_constraint_of_ours_is_in_the_map_and_no_other():
    nombres = {r.name for m in apps.get_models() if m._meta.app_label in SALAS for r in m._meta.constraints}

    assert set(CAMPO_DE) == nombres


def test_a_sentence_of_two_constraints_goes_to_the_field_that_the_form_has():
    class Dias(FormularioPortal):
        dia_fin = CampoTexto(required=False)

    form = enviado(Dias)
    agregar_validacion(form, forms.ValidationError("El último día es anterior al primero: revise las dos fechas."))

    assert list(form.errors) == ["dia_fin"]


@pytest.mark.django_db
@pytest.mark.parametrize("idioma", ["es", "pt-br"])
def test_the_sentence_of_a_constraint_goes_to_its_field(idioma):
    form = enviado()

    with translation.override(idioma):
        agregar_validacion(form, rechazo(Ods(numero=18, nombre_es="Otro")))
        agregar_validacion(form, rechazo(Ciudad(nombre="Lugar", pais="AR", slug="lugar", latitud=95, longitud=1)))

    mensaje = {
        "es": "El número de un ODS va de 1 a 17.",
        "pt-br": "O número de um ODS vai de 1 a 17.",
    }[idioma]
    assert form.errors["numero"] == [mensaje]
    assert set(form.errors) == {"numero", "__all__"}  # the form has no latitude: told about the whole form
    assert len(form.non_field_errors()) == 1


@pytest.mark.django_db
def test_a_missing_answer_is_told_in_the_words_of_the_form():
    form = enviado()

    agregar_validacion(form, rechazo(Participante(inscripcion=crear_inscripcion(), nombre="")))

    assert form.errors == {"nombre": ["Falta «Nombre»: escriba una respuesta."]}


@pytest.mark.django_db
def test_an_error_of_a_field_that_the_form_lacks_is_told_all_the_same():
    form = enviado()

    agregar_validacion(form, forms.ValidationError({"email": ["Uno."], "nombre": ["Dos."]}))

    assert form.errors == {"__all__": ["Uno."], "nombre": ["Dos."]}


@pytest.mark.parametrize("restriccion", sorted(CAMPO_DE))
def test_every_sentence_can_be_said(restriccion):
    (suya,) = [r for m in apps.get_models() for r in m._meta.constraints if r.name == restriccion]

    assert "%%" not in suya.get_violation_error_message()


def test_a_plain_error_is_about_the_whole_form():
    form = enviado()

    agregar_validacion(form, forms.ValidationError(["Uno.", "Dos."]))

    assert form.errors == {"__all__": ["Uno.", "Dos."]}


@pytest.mark.django_db
def test_a_lost_race_goes_to_the_field_of_its_constraint():
    inscripcion = crear_inscripcion()
    crear_participante(inscripcion, es_contacto=True)
    seminario = crear_seminario(inscripcion.cumbre)
    crear_eleccion(inscripcion, seminario)

    class Actividades(FormularioPortal):
        actividades = CampoTexto(required=False)
        participa = CampoTexto(required=False)

    form = enviado(Actividades)
    agregar_validacion(form, rechazo_de_la_base(lambda: crear_participante(inscripcion, es_contacto=True)))
    agregar_validacion(form, rechazo_de_la_base(lambda: crear_eleccion(inscripcion, seminario)))

    assert form.errors == {
        "participa": ["El contacto ya está entre las personas de la delegación."],
        "actividades": ["Esa actividad ya está elegida."],
    }


@pytest.mark.django_db
def test_what_the_database_refuses_for_another_reason_is_raised_again():
    error = rechazo_de_la_base(lambda: Contacto.objects.create(nombre="Ana", email=None, ciudad_id=None))

    with pytest.raises(IntegrityError):
        agregar_validacion(enviado(), error)
