"""Requests that no browser of ours makes: cookies that break a query, files that nobody asked for."""

import io
import secrets

import pytest
from django.contrib.sessions.models import Session
from django.core import signals
from django.core.files import uploadhandler
from django.db import close_old_connections
from django.template import engines
from django.test import RequestFactory
from django.urls import reverse

from comun.direcciones import _direccion
from seminario.wsgi import application
from tests.fabricas import crear_contacto

NULO = '"abcdefgh\\000ijklmnop"'  # A cookie as the header writes it: the server reads a NUL character.


@pytest.mark.parametrize("metodo", ["get", "post"])
@pytest.mark.parametrize("nombre", ["sesion", "csrf", "avisos"])
@pytest.mark.parametrize("ruta", ["/mi-espacio/", "/acceso/", "/inscripcion/contacto/", "/admin/login/"])
@pytest.mark.parametrize("valor", [NULO, '"\\377\\376abcdefgh"', "a" * 4000, "'; drop table x; --"])
def test_a_forged_cookie_is_no_failure(db, client, nombre, ruta, valor, metodo):
    response = getattr(client, metodo)(ruta, headers={"cookie": f"{nombre}={valor}"})

    assert response.status_code in (200, 302)


def test_the_session_of_a_person_is_still_taken(db, client):
    contacto = crear_contacto()
    client.post(f"/acceso/{contacto.token()}/")

    assert client.get("/mi-espacio/").status_code == 200


@pytest.fixture
def guardados(monkeypatch):
    """The files that Django began to keep, on disk or in memory."""
    abiertos = []
    for nombre in ("TemporaryUploadedFile", "InMemoryUploadedFile"):
        monkeypatch.setattr(uploadhandler, nombre, lambda *args, nombre=nombre, **kwargs: abiertos.append(nombre))
    return abiertos


@pytest.mark.parametrize("ruta", ["/acceso/", "/inscripcion/contacto/", "/admin/login/", "/nada/"])
def test_a_file_of_a_stranger_reaches_neither_the_disk_nor_the_form(db, client, guardados, settings, tmp_path, ruta):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    archivo = io.BytesIO(bytes(20 * 2**20))
    archivo.name = "grande.pdf"

    response = client.post(ruta, {"email": "nadie", "archivo": archivo})

    assert response.status_code < 500
    assert guardados == list(tmp_path.iterdir()) == []


def test_what_was_typed_beside_a_file_arrives():
    archivo = io.BytesIO(secrets.token_bytes(2**20))
    archivo.name = "foto.jpg"

    request = RequestFactory().post("/acceso/", {"antes": "uno", "archivo": archivo, "despues": "dos"})

    assert request.POST.dict() == {"antes": "uno", "despues": "dos"}
    assert dict(request.FILES) == {}


# --- Messages for the next page -----------------------------------------------------------------


def test_a_message_to_a_stranger_opens_no_session_and_its_cookie_is_kept_from_scripts(db, client):
    response = client.get("/mi-espacio/")

    cookie = response.cookies["avisos"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")
    assert Session.objects.count() == 0
    assert "abra el enlace que recibió por correo" in client.get(response["Location"]).content.decode()
    assert client.cookies["avisos"].value == ""


# --- What the server is told about itself and about the text ------------------------------------


@pytest.fixture
def conexion_abierta(db):
    """What begins and ends a request leaves the connection of the test, as the test client has it."""
    for aviso in (signals.request_started, signals.request_finished):
        aviso.disconnect(close_old_connections)
    yield
    for aviso in (signals.request_started, signals.request_finished):
        aviso.connect(close_old_connections)


def pedir(ruta, metodo="GET", **environ):
    """Return status and text of what the WSGI application answers to an environment of any kind."""
    empezado = []
    environ = {**RequestFactory()._base_environ(), "REQUEST_METHOD": metodo, "PATH_INFO": ruta, **environ}
    respuesta = application(environ, lambda estado, cabeceras: empezado.append(int(estado[:3])))
    try:
        return empezado[0], b"".join(respuesta).decode()
    finally:
        respuesta.close()


@pytest.mark.parametrize("variable", ["SCRIPT_NAME", "SCRIPT_URL", "REDIRECT_URL"])
def test_no_page_takes_the_address_of_the_portal_from_a_request(conexion_abierta, client, variable):
    for cargador in engines["django"].engine.template_loaders:
        cargador.reset()  # What earlier pages remembered would hide a first one that is wrong.
    _direccion.cache_clear()

    estado, html = pedir("/", **{variable: "/trampa/"})

    assert estado == 200
    assert "trampa" not in html
    assert "trampa" not in client.get("/").content.decode()
    assert reverse("agenda:agenda") == "/agenda/"


LIMITE = '--x\r\nContent-Disposition: form-data; name="email"\r\n\r\nana\r\n--x--\r\n'
CHARSETS = [
    "rot13",
    "hex",
    "idna",
    "undefined",
    "zip",
    "unicode_escape",
    "bz2",
    "base64",
    "punycode",
    "raw_unicode_escape",
    "utf-7",
    "utf-16",
    "latin-1",
    "nada",
    "",
    "utf-8-sig",
]


@pytest.mark.parametrize("ruta", ["/agenda/preguntas/", "/admin/login/", "/acceso/", "/pt-br/acceso/", "/"])
@pytest.mark.parametrize("charset", CHARSETS)
def test_text_that_is_not_utf8_is_a_request_that_we_cannot_read(db, client, ruta, charset):
    for tipo in ("multipart/form-data; boundary=x", "application/x-www-form-urlencoded"):
        respuesta = client.generic("POST", ruta, LIMITE, f'{tipo}; charset="{charset}"')
        assert respuesta.status_code == 400
        html = respuesta.content.decode()
        titulo = "Não conseguimos ler o pedido" if "/pt-br/" in ruta else "No pudimos leer el pedido"
        assert f"<h1>{titulo}</h1>" in html


@pytest.mark.parametrize("charset", CHARSETS)
def test_nor_is_a_query_read_in_another_charset(conexion_abierta, charset):
    estado, html = pedir("/agenda/", QUERY_STRING="zona=a%FF", CONTENT_TYPE=f'text/plain; charset="{charset}"')
    assert estado == 400
    assert "<h1>No pudimos leer el pedido</h1>" in html


def test_a_query_of_too_many_fields_is_refused_in_any_charset(conexion_abierta):
    assert pedir("/", QUERY_STRING="a=1&" * 2000, CONTENT_TYPE="text/plain; charset=utf-8")[0] == 400


@pytest.mark.parametrize("charset", ["", "; charset=utf-8", '; charset="UTF-8"', "; charset*=utf-8''utf-8"])
@pytest.mark.parametrize("tipo", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded"])
def test_utf8_is_read_however_it_is_called(db, client, tipo, charset):
    assert client.generic("POST", "/acceso/", LIMITE, f"{tipo}{charset}").status_code == 200


@pytest.mark.parametrize("parametro", ["charset*=nada''x", "charset*=utf-8''%00", "charset=\0", "x*=nada''x"])
def test_a_content_type_that_cannot_be_read_is_told_too(conexion_abierta, parametro):
    tipo = f"multipart/form-data; boundary=x; {parametro}"
    estado, html = pedir("/acceso/", "POST", CONTENT_TYPE=tipo, CONTENT_LENGTH="0")
    assert estado == 400
    assert "<h1>No pudimos leer el pedido</h1>" in html
