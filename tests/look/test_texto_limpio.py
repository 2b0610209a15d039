"""What arrives in a text box, whoever typed or pasted it."""

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from comun.formularios import (
    CampoCorreo,
    CampoLargo,
    CampoTelefono,
    CampoTexto,
    FormularioPortal,
    limpiar_texto,
    sugerir_correo,
)


class Datos(FormularioPortal):
    nombre = forms.CharField(required=False)
    texto = CampoLargo(required=False, limite=100000)
    email = CampoCorreo(required=False)


@pytest.mark.parametrize(
    ("llega", "queda"),
    [
        ("  Ana   Pérez ", "Ana Pérez"),
        ("Ana\u202e gnirts\u202c", "Ana gnirts"),
        ("a\x00b\x07c\x1b[31m", "abc[31m"),
        ("Jose\u0301", "José"),
        ("uno\ndos\r\ntres", "uno dos tres"),
        ("espacio\xa0duro\u200b", "espacio duro"),
        ("\u2066oculto\u2069", "oculto"),
        ("familia 👨\u200d👩\u200d👧", "familia 👨\u200d👩\u200d👧"),
        ("+54 11 4000-0000", "+54 11 4000-0000"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("O'Higgins <b>", "O'Higgins <b>"),
    ],
)
def test_limpiar_texto_of_one_line(llega, queda):
    assert limpiar_texto(llega) == queda


NADA = {
    "zero-width joiner": "\u200d\u200c\u200d",
    "Hangul fillers": "\u115f\u1160\u3164\uffa0",
    "blank of Braille": "\u2800 \u2800",
    "variation selectors": "\ufe0f\U000e0100\U000e01ef",
    "accents on no letter": "\u0301\u0308",
    "enclosing mark on no figure": "\u20e3",
    "spacing mark on no letter": "\u093e",
    "grapheme joiner": "\u034f",
    "wide blanks": "\u2003\u3000\u1680",
    "ignored and not assigned": "\U000e0080\ufff0\u2065",
    "object and note without a head": "\ufffc\U0001d159",
    "controls and lines": "\u2060\r\n\t\u2028\ufeff",
}


@pytest.mark.parametrize("llega", [*NADA.values(), "".join(NADA.values())], ids=[*NADA, "all of them"])
def test_text_where_nothing_can_be_seen_is_no_answer(llega):
    class Pedido(FormularioPortal):
        nombre = CampoTexto(label="Nombre")
        texto = CampoLargo(label="Texto")
        telefono = CampoTelefono()
        motivo = forms.CharField(label="Motivo")

    form = Pedido(dict.fromkeys(("nombre", "texto", "telefono", "motivo"), llega))

    assert (limpiar_texto(llega), limpiar_texto(llega, lineas=True)) == ("", "")
    assert form.errors == {
        nombre: [f"Falta «{rotulo}»: escriba una respuesta."]
        for nombre, rotulo in [
            ("nombre", "Nombre"),
            ("texto", "Texto"),
            ("telefono", "Teléfono"),
            ("motivo", "Motivo"),
        ]
    }


@pytest.mark.parametrize(
    "llega", ["1\ufe0f\u20e3", "❤\ufe0f", "की", "한국", "⠓⠕⠇⠁", ".", "¿?", "\U0001faea", "ñ", "क्\u200dष"]
)
def test_whatever_can_be_seen_is_an_answer(llega):
    assert limpiar_texto(llega) == llega


def test_limpiar_texto_keeps_the_line_breaks_of_a_text_area():
    assert limpiar_texto("uno  \r\n\r\ndos\rtres\u2028cuatro ", lineas=True) == "uno\n\ndos\ntres\ncuatro"


@given(st.text())
def test_limpiar_texto_leaves_nothing_to_clean(llega):
    una, varias = limpiar_texto(llega), limpiar_texto(llega, lineas=True)

    assert limpiar_texto(una) == una
    assert limpiar_texto(varias, lineas=True) == varias
    assert "\x00" not in una + varias


def test_formulario_cleans_plain_char_fields_too():
    form = Datos({"nombre": " A\u202eB\x00 ", "texto": "a\r\nb", "email": ""})

    assert form.is_valid()
    assert form.cleaned_data == {"nombre": "AB", "texto": "a\nb", "email": ""}


def test_formulario_counts_the_limit_after_cleaning():
    class Corto(FormularioPortal):
        nombre = forms.CharField(max_length=3)

    assert Corto({"nombre": " \u202eabc\x00  "}).is_valid()
    assert Corto({"nombre": "abcd"}).errors == {
        "nombre": ["«Nombre» tiene 4 caracteres y el máximo es 3: acorte el texto."]
    }


@pytest.mark.parametrize(
    ("pegado", "queda"),
    [
        ("Ana Pérez <Ana@Municipio.GOB.ar>", "Ana@municipio.gob.ar"),
        ("mailto:ana@x.org", "ana@x.org"),
        (" ana@x.org; ", "ana@x.org"),
        ("ana@x.org.", "ana@x.org"),
        ('"ana@x.org"', "ana@x.org"),
        ("ana+cumbre@x.org", "ana+cumbre@x.org"),
    ],
)
def test_correo_is_taken_from_what_was_pasted(pegado, queda):
    form = Datos({"email": pegado})

    assert form.is_valid()
    assert form.cleaned_data["email"] == queda


@pytest.mark.parametrize(
    ("escrito", "sugerido"),
    [
        ("ana@gmial.com", "ana@gmail.com"),
        ("ana@hotmail.con", "ana@hotmail.com"),
        ("ana@gmail.co", "ana@gmail.com"),
        ("ana@outlok.com", "ana@outlook.com"),
        ("ana@yahoo.com.at", "ana@yahoo.com.ar"),
        ("ana@niteroi.rj.gob.br", "ana@niteroi.rj.gov.br"),
        ("ana@imm.gob.uy", "ana@imm.gub.uy"),
        ("ana@gmail.com", None),
        ("ana@ymail.com", None),
        ("ana@estebanecheverria.gob.ar", None),
        ("ana@prefeitura.sp.gov.br", None),
        ("ana@cali.gov.co", None),
        ("ana", None),
        ("", None),
    ],
)
def test_sugerir_correo_finds_probable_typos_only(escrito, sugerido):
    assert sugerir_correo(escrito) == sugerido
