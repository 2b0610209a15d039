"""Placeholders: a fixed list, a dictionary, nothing else (pretix CVE-2026-2415)."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from seminario.comunicados import marcas

VALORES = {
    "nombre": "Ana",
    "delegacion": "Riobamba",
    "referencia": "SUR-1",
    "cumbre": "XXVI",
    "fecha": "hoy",
    "enlace": "https://x/",
}


@pytest.mark.parametrize(
    "texto",
    [
        "{nombre.__class__}",
        "{nombre[0]}",
        "{0}",
        "{}",
        "{ nombre }",
        "{nombre!r}",
        "{nombre:>9}",
        "{Nombre}",
        "{{nombre}}",
        "{{ settings.SECRET_KEY }}",
        "{% load x %}",
        "{",
        "}",
        "{no_hay}",
        "{nombre} y {",
        "{nombre\n}",
    ],
)
def test_any_other_brace_is_refused_with_the_list(texto):
    for revisar in (marcas.revisar_texto, marcas.revisar_asunto):
        with pytest.raises(ValidationError) as error:
            revisar(texto)
        assert "{nombre}, {delegacion}, {referencia}, {cumbre}, {fecha}" in error.value.messages[0]


def test_every_placeholder_of_the_list_passes_and_is_put_in():
    texto = "{nombre}|{delegacion}|{referencia}|{cumbre}|{fecha}"

    marcas.revisar_texto(f"{texto}\n\nAbrir:\n{{enlace}}")

    assert marcas.poner(texto, VALORES) == "Ana|Riobamba|SUR-1|XXVI|hoy"


def test_the_link_is_not_for_a_subject():
    with pytest.raises(ValidationError) as error:
        marcas.revisar_asunto("Su {enlace}")
    assert "{enlace}" not in error.value.messages[0]


@pytest.mark.parametrize(
    "texto", ["Entre en {enlace}", "{enlace}", "Hola.\n\n{enlace}", "- uno\n{enlace}", "Ver:\n{enlace}."]
)
def test_a_link_that_could_not_be_a_button_is_refused(texto):
    with pytest.raises(ValidationError) as error:
        marcas.revisar_texto(texto)
    assert error.value.code == "enlace_en_linea"


def test_a_second_link_is_refused():
    with pytest.raises(ValidationError) as error:
        marcas.revisar_texto("Ver:\n{enlace}\n\nVer:\n{enlace}")
    assert error.value.messages == ["{enlace} está 2 veces: deje una sola, que es el botón del correo."]


@pytest.mark.parametrize("nombre", ["{enlace}", "{nombre}", "{0}", "{{ x }}", "\\1", "%(x)s"])
def test_what_somebody_is_called_is_not_looked_at_again(nombre):
    assert marcas.poner("Para {nombre}.", {**VALORES, "nombre": nombre}) == f"Para {nombre}."


@pytest.mark.parametrize(
    ("nombre", "dicho"), [("Ana\r\nBcc: otra@x.org", "Ana Bcc: otra@x.org"), ("- - Ana", "Ana"), ("-Ana", "-Ana")]
)
def test_a_value_is_words_in_one_line(nombre, dicho):
    assert marcas.poner("{nombre}", {**VALORES, "nombre": nombre}) == dicho


def test_the_refusal_is_translated():
    with translation.override("pt-br"), pytest.raises(ValidationError) as error:
        marcas.revisar_texto("{x}")
    with translation.override("pt-br"):
        assert "chave" in error.value.messages[0]
