"""Every message of every public form, in both languages: it names the field and says how to fix it."""

import copy
import re
from importlib import import_module
from importlib.util import find_spec

import pytest
from django import forms
from django.utils import translation

from comun.formularios import MENSAJES, FormularioPortal, poner_mensajes

APPS = ("actores", "agenda", "inscripciones", "intercambio", "proyectos", "seminario")
VEDADAS = re.compile(
    r"inválid|campo es obligatorio|campo é obrigatório|por favor|incorrect|incorret|error de validación",
    re.IGNORECASE,
)
# A verb that tells what to do, in either language.
ARREGLA = re.compile(
    r"\b(escrib|escríb|elij|marque|acorte|complete|revise|indi[cq]|quite|retire|deje|cambie|diga|cuente|pegue"
    r"|escrev|escolh|confira|encurte|cole|deixe|altere|mude|conte)|\bfalta \w+[aei]r\b",
    re.IGNORECASE,
)


def clases(base):
    for clase in base.__subclasses__():
        yield clase
        yield from clases(clase)


def formularios():
    import_module("seminario.urls")  # all views, and with them the forms that are not in a module of that name
    for app in APPS:
        if find_spec(f"{app}.forms"):
            import_module(f"{app}.forms")
    return sorted(
        {c for c in clases(FormularioPortal) if c.__module__.split(".")[0] in APPS},
        key=lambda c: (c.__module__, c.__name__),
    )


@pytest.mark.parametrize("idioma", ["es", "pt-br"])
@pytest.mark.parametrize("clase", formularios(), ids=lambda c: f"{c.__module__}.{c.__name__}")
def test_mensajes_of_a_public_form_are_kind_and_useful(clase, idioma):
    with translation.override(idioma):
        for nombre, original in clase.base_fields.items():
            field = copy.deepcopy(original)
            poner_mensajes(field, field.label or nombre)
            for codigo in ("required", "invalid", "invalid_choice", "max_length", "min_length", "min_value", "empty"):
                mensaje = str(field.error_messages.get(codigo, ""))
                if not mensaje or field.widget.is_hidden:
                    continue
                assert not VEDADAS.search(mensaje), (nombre, codigo, mensaje)
                assert ARREGLA.search(mensaje), (nombre, codigo, mensaje)


@pytest.mark.parametrize("idioma", ["es", "pt-br"])
def test_mensajes_by_default_are_kind_useful_and_translated(idioma):
    with translation.override("es"):
        en_espaniol = [str(m) for _clase, mensajes in MENSAJES for m in mensajes.values()]
    with translation.override(idioma):
        mensajes = [str(m) for _clase, mensajes in MENSAJES for m in mensajes.values()]

    for mensaje in mensajes:
        assert "%(campo)s" in mensaje
        assert not VEDADAS.search(mensaje), mensaje
        assert ARREGLA.search(mensaje), mensaje
    if idioma != "es":
        assert not set(mensajes) & set(en_espaniol)


def test_mensaje_names_the_field_and_carries_a_code():
    class Datos(FormularioPortal):
        cupo = forms.IntegerField(label="Cupo", max_value=10)
        dia = forms.DateField(label="Día")
        pais = forms.ChoiceField(label="País", choices=[("AR", "Argentina")])

    form = Datos({"cupo": "11", "dia": "ayer", "pais": "XX"})

    assert {campo: [(e.code, e.messages[0]) for e in errores] for campo, errores in form.errors.as_data().items()} == {
        "cupo": [("max_value", "Escriba en «Cupo» un número de hasta 10.")],
        "dia": [("invalid", "Escriba «Día» como día/mes/año, por ejemplo 01/12/2026.")],
        "pais": [("invalid_choice", "La opción elegida en «País» no está en la lista: elija otra.")],
    }


def test_mensaje_of_the_form_itself_is_kept():
    class Datos(FormularioPortal):
        uno = forms.CharField(error_messages={"required": "Escriba su nombre."})

    assert Datos({}).errors == {"uno": ["Escriba su nombre."]}


def test_mensaje_with_figures_survives_a_percent_sign_in_the_label():
    class Datos(FormularioPortal):
        uno = forms.CharField(label="100% real", max_length=2)

    assert Datos({}).errors == {"uno": ["Falta «100% real»: escriba una respuesta."]}
    assert Datos({"uno": "abc"}).errors == {
        "uno": ["«100% real» tiene 3 caracteres y el máximo es 2: acorte el texto."]
    }
