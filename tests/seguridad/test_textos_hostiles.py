"""What no person types, sent to make the server work: it is refused at once, as it came, and nothing breaks."""

import time
from contextlib import contextmanager

import pytest
from django import forms
from django.test import Client

from actores.models import Contacto
from comun.formularios import (
    LARGO_MAXIMO,
    CampoCorreo,
    CampoLargo,
    CampoTelefono,
    CampoTexto,
    FormularioPortal,
    extraer_correo,
    limpiar_texto,
    sugerir_correo,
)
from comun.models import Limite
from tests import fabricas
from tests.formularios import enviar

N = 200_000
HOSTILES = {
    "marcas": "a" + "\u0301\u0316" * (N // 2),
    "blancos": "x" + " " * N + "x",
    "renglones": (" " * 500 + "\n") * (N // 500),
    "arrobas": "<" + "@" * N,
    "abiertos": "<a@" * (N // 3),
    "dominio": "ana@" + "gmial." * (N // 6),
    "nulos": "\x00" * N,
}
SEGUNDOS = 0.5  # of processor, for what takes some hundredths; the quadratic ones took from 2 to 200 seconds
hostiles = pytest.mark.parametrize("texto", HOSTILES.values(), ids=HOSTILES)


class Todos(FormularioPortal):
    nombre = CampoTexto()
    relato = CampoLargo()
    email = CampoCorreo()
    telefono = CampoTelefono()
    pagina = forms.URLField(assume_scheme="https")
    libre = forms.CharField()


class SinRevisar(Client):
    """A client whose pages are not linted: reading 200,000 forged characters as HTML is the slow part."""

    def request(self, **request):
        return Client.request.__wrapped__(self, **request)


@contextmanager
def sin_trabajar():
    antes = time.process_time()
    yield
    assert time.process_time() - antes < SEGUNDOS


@hostiles
def test_cleaning_takes_linear_time(texto):
    with sin_trabajar():
        limpiar_texto(texto)
        limpiar_texto(texto, lineas=True)
        extraer_correo(texto)
        sugerir_correo(texto)


@hostiles
def test_a_form_refuses_at_once_what_is_longer_than_any_answer(texto):
    with sin_trabajar():
        form = Todos(dict.fromkeys(Todos.base_fields, texto))
        assert set(form.errors) == set(Todos.base_fields)

    assert [form[nombre].value() for nombre in form.fields] == [texto] * len(form.fields)


def test_a_field_without_a_limit_has_ours():
    form = Todos({"libre": "ñ" * (LARGO_MAXIMO + 1)})

    assert form.errors["libre"] == ["«Libre» tiene 10001 caracteres y el máximo es 10000: acorte el texto."]


def test_null_characters_in_a_text_too_long_to_clean_are_told_in_words():
    form = Todos({"nombre": "\x00" * (LARGO_MAXIMO + 1)})

    assert form.errors["nombre"] == [
        "«Nombre» tiene 10001 caracteres y el máximo es 200: acorte el texto.",
        "«Nombre» tiene caracteres que no son texto: escriba la respuesta de nuevo.",
    ]


def test_piled_marks_within_the_limit_are_kept_and_what_people_write_is_composed():
    pila = "a" + "\u0301\u0316" * 20

    assert limpiar_texto(pila) == pila
    assert limpiar_texto("Jose\u0301 Nin\u0303o") == "José Niño"
    assert limpiar_texto("Jose\u200b\u0301") == "José"


@hostiles
def test_acceso_refuses_hostile_text_at_once(db, texto):
    client = SinRevisar()

    with sin_trabajar():
        response = client.post("/acceso/", {"email": texto, "sitio_web": texto})

    assert response.status_code == 200
    assert "<title>Error: " in response.content.decode()


@hostiles
def test_the_contact_step_refuses_hostile_text_at_once(db, texto):
    client = SinRevisar()
    fabricas.crear_seminario(fabricas.crear_cumbre())
    fabricas.crear_ciudad(nombre="Riobamba", slug="riobamba-ec")
    pagina = client.get("/inscripcion/contacto/?tipo=ciudad&ciudad=riobamba-ec&actividades=seminario")

    with sin_trabajar():
        response = enviar(client, pagina, "nombre", nombre=texto, email=texto, telefono=texto, cargo=texto)

    assert response.status_code == 200
    assert "<title>Error: " in response.content.decode()
    assert Contacto.objects.count() == 0


def test_acceso_counts_the_address_before_it_reads_what_was_sent(db, client, settings):
    settings.PUBLIC_LIMITS = True
    for _ in range(40):
        assert client.post("/acceso/", {"email": "nada"}).status_code == 200

    response = client.post("/acceso/", {"email": HOSTILES["arrobas"]})

    assert (response.status_code, response["Retry-After"]) == (429, "3600")
    assert Limite.objects.count() == 1
