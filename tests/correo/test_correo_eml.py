"""The demo's mailbox: readable files, whole or absent, in order of time."""

import email
import email.policy
import re

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives, get_connection

BACKEND = "comun.correo_eml.ArchivosEml"


def enviar(carpeta, **campos):
    mensaje = EmailMultiAlternatives(
        **{"subject": "Inscripción", "body": "Señal: ñandú\n", "to": ["ana@ejemplo.org"], **campos}
    )
    return get_connection(BACKEND, file_path=carpeta).send_messages([mensaje])


def leer(carpeta):
    (archivo,) = carpeta.iterdir()
    return archivo, email.message_from_bytes(archivo.read_bytes(), policy=email.policy.default)


def test_a_mail_becomes_a_readable_file_named_by_moment_type_and_id(tmp_path):
    cabeceras = {"X-Portal-Tipo": "inscripcion_confirmada", "Message-ID": "<0123456789abcdef@testserver>"}

    assert enviar(tmp_path / "correo", headers=cabeceras) == 1

    archivo, mensaje = leer(tmp_path / "correo")
    assert re.fullmatch(r"\d{8}-\d{6}\.\d{3}-inscripcion_confirmada-0123456789ab\.eml", archivo.name)
    assert "Señal: ñandú".encode() in archivo.read_bytes()
    assert mensaje["Subject"] == "Inscripción"
    assert mensaje.get_content() == "Señal: ñandú\n"


def test_only_the_owner_may_read_what_holds_access_links(tmp_path):
    enviar(tmp_path)

    archivo, _mensaje = leer(tmp_path)
    assert archivo.stat().st_mode & 0o077 == 0


def test_a_header_cannot_choose_where_the_file_goes(tmp_path):
    cabeceras = {"X-Portal-Tipo": "../../etc/x y", "Message-ID": "</../a@b>"}

    enviar(tmp_path / "correo", headers=cabeceras)

    archivo, _mensaje = leer(tmp_path / "correo")
    assert archivo.name.endswith("-etcxy-a.eml")
    assert [p.name for p in tmp_path.iterdir()] == ["correo"]


def test_a_mail_that_cannot_be_written_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("comun.correo_eml.nombre_de_archivo", lambda mime: "no/existe.eml")

    with pytest.raises(OSError):
        enviar(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_without_a_folder_the_start_says_so(settings):
    settings.EMAIL_FILE_PATH = None

    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
        get_connection(BACKEND)
