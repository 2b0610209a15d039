"""Requests that no browser of ours makes: cookies that break a query, files that nobody asked for."""

import io
import secrets

import pytest
from django.contrib.sessions.models import Session
from django.core.files import uploadhandler
from django.test import RequestFactory

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
