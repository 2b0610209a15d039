"""Pages for what went wrong: they say what happened to the answers, without a database."""

import pytest
from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

from comun.formularios import CampoTexto, FormularioPortal
from comun.vistas import personal, publica
from seminario.views import errores


@pytest.mark.parametrize("idioma", ["es", "pt-br"])
@pytest.mark.parametrize(
    ("vista", "estado"),
    [
        (errores.mal_pedido, 400),
        (errores.prohibida, 403),
        (errores.no_encontrada, 404),
        (errores.csrf, 403),
        (errores.fallo, 500),
    ],
)
def test_pagina_de_error_needs_no_database_and_is_not_stored(rf, vista, estado, idioma):
    with translation.override(idioma):
        respuesta = vista(rf.get("/x/"))

    assert respuesta.status_code == estado
    assert respuesta.headers["Cache-Control"] == "no-store"
    assert respuesta.content.decode().count("<h1>") == 1


def test_fallo_says_what_happened_to_the_answers(rf):
    with translation.override("es"):
        pagina = errores.fallo(rf.get("/x/")).content.decode()

    assert "Lo que guardó en pasos anteriores sigue guardado." in pagina
    assert "enviarlo dos veces no duplica nada" in pagina


def test_fallo_answers_even_if_its_template_cannot_be_drawn(rf, monkeypatch):
    def rota(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(errores, "render_to_string", rota)

    respuesta = errores.fallo(rf.get("/x/"))

    assert respuesta.status_code == 500
    assert "Lo que guardó en pasos anteriores sigue guardado." in respuesta.content.decode()
    assert 'lang="pt-BR"' in respuesta.content.decode()


@pytest.mark.django_db
def test_formulario_vencido_says_that_this_last_answer_was_not_kept():
    respuesta = Client(enforce_csrf_checks=True).post("/acceso/", {"email": "a@b.org"})

    assert respuesta.status_code == 403
    assert "Por seguridad no guardamos este último envío." in respuesta.content.decode()


@pytest.mark.django_db
def test_no_encontrada_is_the_page_of_the_portal(client):
    respuesta = client.get("/pt-br/no-existe/")

    assert respuesta.status_code == 404
    assert "<h1>Não encontramos esta página</h1>" in respuesta.content.decode()
    assert not respuesta.cookies


def test_personal_is_never_stored_nor_compressed(rf):
    vista = personal(lambda request: HttpResponse("x" * 5000))

    respuesta = vista(rf.get("/", headers={"accept-encoding": "gzip"}))

    assert "no-store" in respuesta.headers["Cache-Control"]
    assert "private" in respuesta.headers["Cache-Control"]
    assert respuesta.headers["Referrer-Policy"] == "strict-origin"
    assert "Content-Encoding" not in respuesta.headers


def test_publica_without_stale_while_revalidate(rf):
    vista = publica(segundos=30, swr=None)(lambda request: HttpResponse("x"))

    assert vista(rf.get("/")).headers["Cache-Control"] == "public, max-age=30"


class Paso(FormularioPortal):
    nombre = CampoTexto(label="Nombre")


def dibujar_paso(form, **contexto):
    request = RequestFactory().get("/inscripcion/")
    request.session = {}
    request._messages = FallbackStorage(request)
    messages.success(request, "Se agregó <a> una persona.")
    return render_to_string("base_formulario.html", {"form": form, **contexto}, request)


@pytest.mark.django_db
def test_paso_with_errors_begins_its_title_with_error_and_puts_the_summary_above_the_heading():
    with translation.override("es"):
        pagina = dibujar_paso(Paso({}), clave_envio="abc", paso=3, pasos=8, url_atras="/antes/")
    with translation.override("pt-br"):
        em_portugues = dibujar_paso(Paso({}))

    assert "<title>Error: " in pagina
    assert "<title>Erro: " in em_portugues
    orden = [
        "Volver al paso anterior",
        'class="resumen-errores"',
        "Paso 3 de 8",
        "<h1>",
        'name="clave_envio" value="abc"',
    ]
    assert [pagina.index(parte) for parte in orden] == sorted(pagina.index(parte) for parte in orden)
    assert "novalidate" in pagina
    assert "Se agregó &lt;a&gt; una persona." in pagina


@pytest.mark.django_db
def test_paso_without_errors_has_a_plain_title_and_no_summary():
    pagina = dibujar_paso(Paso())

    assert "<title>Error" not in pagina
    assert 'class="resumen-errores"' not in pagina
    assert '<meta name="robots" content="noindex, nofollow">' in pagina
