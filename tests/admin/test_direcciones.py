"""Addresses that the public follows lead to web pages: http or https, and nothing else."""

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models

from comun.formularios import DireccionWeb
from inscripciones.forms.aportes import ProgramaForm

MENSAJE = "Escriba una dirección web completa, que empiece con https:// o http://."
AJENAS = ["ftp://ejemplo.org/a", "ftps://ejemplo.org", "javascript:alert(1)", "mailto:a@ejemplo.org", "data:,x"]


def direcciones(request):
    """Return ``{model.field: form field}`` of every address that some form of the staff asks for."""
    campos = {}
    for modelo, de_modelo in admin.site._registry.items():
        formularios = {modelo: de_modelo.get_form(request)}
        for dentro in de_modelo.get_inline_instances(request):
            formularios[dentro.model] = dentro.get_formset(request).form
        for otro, form in formularios.items():
            nombres = [c.name for c in otro._meta.concrete_fields if isinstance(c, models.URLField)]
            campos |= {
                (modelo._meta.model_name, otro._meta.model_name, nombre): form.base_fields[nombre]
                for nombre in nombres
                if nombre in form.base_fields
            }
    return campos


def test_no_form_of_the_staff_takes_another_kind_of_address(rf, admin_user):
    request = rf.get("/")
    request.user = admin_user
    campos = direcciones(request)

    assert {(otro, nombre) for _modelo, otro, nombre in campos} == {
        ("actividad", "sala_url"),
        ("actividad", "transmision_url"),
        ("bloque", "grabacion_url"),
        ("cumbre", "url"),
        ("enlace", "url"),
        ("fuente", "url"),
        ("institucion", "url"),
        ("material", "url"),
        ("programa", "url"),
        ("video", "url"),
    }
    assert {type(campo) for campo in campos.values()} == {DireccionWeb}


@pytest.mark.parametrize("direccion", AJENAS)
def test_another_kind_of_address_is_refused_with_a_sentence(direccion):
    with pytest.raises(ValidationError) as error:
        DireccionWeb().clean(direccion)
    assert error.value.messages == [MENSAJE]


@pytest.mark.parametrize(
    ("escrita", "queda"),
    [
        ("ejemplo.org/a", "https://ejemplo.org/a"),
        ("http://ejemplo.org", "http://ejemplo.org"),
        ("HTTPS://ejemplo.org/?a=1", "HTTPS://ejemplo.org/?a=1"),
    ],
)
def test_a_page_is_taken(escrita, queda):
    assert DireccionWeb().clean(escrita) == queda


def test_staff_is_told_at_the_field(coordinacion, elenco):
    pagina = f"/admin/actores/programa/{elenco['programa'].pk}/change/"
    respuesta = coordinacion.post(
        pagina, {"institucion": elenco["institucion"].pk, "titulo_es": "Algo", "url": AJENAS[0]}
    )
    assert respuesta.context["adminform"].form.errors == {"url": [MENSAJE]}


@pytest.mark.parametrize("direccion", AJENAS)
def test_neither_does_the_form_of_a_programme_of_the_public(db, direccion):
    form = ProgramaForm({"titulo": "Becas", "url": direccion})
    assert form.errors == {
        "url": ["Revise «Página web»: escriba una dirección web completa, como https://ejemplo.org."]
    }
