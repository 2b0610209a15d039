"""The endorsement letter: whose file is let in, what a letter is by its bytes, who opens it."""

import io
import re

import pytest
from django.contrib.auth import get_user_model
from django.core.files import uploadhandler
from django.urls import get_resolver, reverse
from django.utils import translation

from comun.limites import Recepcion
from proyectos.forms_propuesta import CARTA_MAXIMO
from proyectos.models import Proyecto
from tests import fabricas
from tests.comun import archivos_de_prueba as prueba
from tests.entorno import ROOT
from tests.proyectos.propuestas import borrador, carta, completa, en_estado, entrar

pytestmark = pytest.mark.django_db
CLAVE = {"clave_envio": "0123456789abcdef"}


@pytest.fixture
def proyecto(contacto, medios):
    return borrador(contacto)


@pytest.fixture
def guardados(monkeypatch):
    """The files that Django began to keep, on disk or in memory."""
    abiertos = []
    for nombre in ("TemporaryUploadedFile", "InMemoryUploadedFile"):
        original = getattr(uploadhandler, nombre)

        def abrir(*args, original=original, **kwargs):
            abiertos.append(args)
            return original(*args, **kwargs)

        monkeypatch.setattr(uploadhandler, nombre, abrir)
    return abiertos


def ruta(proyecto, parte="carta/"):
    return f"/proyectos/proponer/{proyecto.codigo}/{parte}"


def adjunta(proyecto):
    return Proyecto.objects.get(pk=proyecto.pk).carta


def en_disco(medios):
    return [archivo for archivo in medios.rglob("*") if archivo.is_file()]


def errores(respuesta):
    return [str(mensaje) for mensaje in respuesta.context["form"].errors.get("carta", [])]


# --- Whose file is let in -----------------------------------------------------------------------


def test_the_author_attaches_a_letter_under_a_name_that_tells_nothing(oficial, proyecto, medios):
    respuesta = oficial.post(ruta(proyecto), {"carta": carta(nombre="../../intendente Pérez.pdf"), **CLAVE})

    assert respuesta["Location"] == ruta(proyecto, "")
    assert re.fullmatch(r"proyectos/cartas/[0-9a-f]{32}\.pdf", adjunta(proyecto).name)
    assert [a.read_bytes() for a in en_disco(medios)] == [prueba.pdf()]


@pytest.mark.parametrize("quien", ["nadie", "otro contacto", "una institución", "el equipo"])
def test_a_file_of_anybody_else_reaches_neither_the_disk_nor_the_memory(
    client, admin_client, proyecto, segib, guardados, medios, quien
):
    navegador = {
        "nadie": client,
        "el equipo": admin_client,
        "otro contacto": entrar(fabricas.crear_contacto()),
        "una institución": entrar(fabricas.crear_contacto(institucion=segib)),
    }[quien]

    respuesta = navegador.post(ruta(proyecto), {"carta": carta(), **CLAVE})

    assert respuesta.status_code == (302 if quien in ("nadie", "el equipo") else 404)
    assert (guardados, en_disco(medios), adjunta(proyecto).name) == ([], [], "")


@pytest.mark.parametrize("publicacion", ["enviada", "publicada", "archivada"])
def test_a_file_for_what_is_not_written_any_more_is_thrown_away(oficial, contacto, guardados, publicacion):
    proyecto = en_estado(borrador(contacto), publicacion)

    oficial.post(ruta(proyecto), {"carta": carta(), **CLAVE})

    assert (guardados, adjunta(proyecto).name) == ([], "")


@pytest.mark.parametrize("parte", ["", "titulo/", "enviar/", "borrar/", "nada/"])
def test_the_other_pages_of_the_author_take_no_file(oficial, proyecto, guardados, parte):
    oficial.post(ruta(proyecto, parte), {"carta": carta(), **CLAVE})

    assert guardados == []


def test_one_file_a_request_is_let_in_and_the_others_arrive_empty(oficial, proyecto):
    segundas = oficial.post(ruta(proyecto), {"otra": carta(), "carta": carta(), **CLAVE})
    assert errores(segundas) == ["El archivo elegido en «Carta de aval» está vacío: elija otro."]

    oficial.post(ruta(proyecto), {"carta": carta(), "otra": carta(), "y_otra": carta(), **CLAVE})

    assert adjunta(proyecto).read() == prueba.pdf()


def test_what_is_larger_than_a_letter_may_be_is_cut_and_refused(oficial, proyecto, medios, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    largos = []

    class Temporal(uploadhandler.TemporaryUploadedFile):
        def close(self):
            largos.append(self.size)
            super().close()

    grande = io.BytesIO(prueba.pdf() + bytes(CARTA_MAXIMO * 2))
    grande.name = "carta.pdf"
    with pytest.MonkeyPatch.context() as parche:
        parche.setattr(uploadhandler, "TemporaryUploadedFile", Temporal)
        respuesta = oficial.post(ruta(proyecto), {"carta": grande, **CLAVE})

    assert errores(respuesta) == [
        "El archivo pesa más de 10,0\xa0MB, el máximo: guardar una versión más liviana y subirla."
    ]
    assert largos
    assert CARTA_MAXIMO < max(largos) <= CARTA_MAXIMO + 64 * 2**10
    assert en_disco(medios) == []


def test_every_view_that_takes_files_is_known(db):
    """Who adds one adds it here, and to the proxy's example in docs/operacion.md."""
    toman = {
        patron.name
        for patron in _patrones(get_resolver().url_patterns)
        if isinstance(getattr(patron.callback, "recepcion", None), Recepcion)
    }

    assert toman == {"proponer_carta"}


def _patrones(patrones):
    for patron in patrones:
        if hasattr(patron, "url_patterns"):
            yield from _patrones(patron.url_patterns)
        else:
            yield patron


def test_the_proxy_lets_a_letter_reach_its_page_and_no_other(proyecto):
    texto = (ROOT / "docs" / "operacion.md").read_text()
    (patron,) = re.findall(r"location ~ (\S+) \{\n *client_max_body_size 11m;", texto)

    for idioma in ("es", "pt-br"):
        with translation.override(idioma):
            assert re.search(patron, reverse("proyectos:proponer_carta", args=[proyecto.codigo]))
            for otra in ("borrador", "titulo", "archivo", "enviar"):
                assert not re.search(patron, reverse(f"proyectos:proponer_{otra}", args=[proyecto.codigo]))


# --- What a letter is ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("contenido", "nombre", "extension"),
    [
        (prueba.pdf(), "carta.exe", "pdf"),
        (prueba.de_word(), "carta.docx", "docx"),
        (prueba.de_libreoffice(), "carta.odt", "odt"),
        (prueba.imagen("PNG"), "carta.pdf", "png"),
        (prueba.imagen("JPEG"), "carta", "jpg"),
    ],
)
def test_a_letter_is_named_by_its_bytes(oficial, proyecto, contenido, nombre, extension):
    oficial.post(ruta(proyecto), {"carta": carta(contenido, nombre), **CLAVE})

    assert adjunta(proyecto).name.endswith(f".{extension}")


def test_a_letter_as_large_as_it_may_be_goes_in_whole(oficial, proyecto, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    contenido = prueba.pdf().ljust(CARTA_MAXIMO, b"\n")

    oficial.post(ruta(proyecto), {"carta": carta(contenido), **CLAVE})

    assert adjunta(proyecto).read() == contenido
    assert [a for a in tmp_path.iterdir() if a.is_file()] == []


def test_a_photo_of_a_letter_loses_what_it_hides(oficial, proyecto):
    oficial.post(ruta(proyecto), {"carta": carta(prueba.foto_de_telefono(), "IMG_1.jpg"), **CLAVE})

    contenido = adjunta(proyecto).read()
    assert contenido.startswith(b"\xff\xd8\xff")
    assert b"MarcaDelTelefono" not in contenido


@pytest.mark.parametrize(
    ("contenido", "dice"),
    [
        (b"<html><script>alert(1)</script></html>", "El archivo no es PDF"),
        (b"MZ\x90\x00" + bytes(100), "El archivo no es PDF"),
        (prueba.imagen("WEBP"), "El archivo no es PDF"),
        (prueba.mp4(), "El archivo no es PDF"),
        (prueba.de_word("docm"), "El documento tiene macros"),
        (prueba.imagen("JPEG")[:200], "El archivo no es una imagen"),
        (b"", "está vacío: elija otro."),
    ],
)
def test_what_is_no_letter_is_refused_with_a_sentence_and_the_earlier_one_stays(
    oficial, contacto, medios, contenido, dice
):
    proyecto = completa(contacto)
    antes = proyecto.carta.name

    respuesta = oficial.post(ruta(proyecto), {"carta": carta(contenido, "carta.pdf"), **CLAVE})

    assert (respuesta.status_code, len(errores(respuesta))) == (200, 1)
    assert dice in errores(respuesta)[0]
    assert adjunta(proyecto).name == antes


@pytest.mark.parametrize(("prefijo", "dice"), [("", "Falta la carta de aval"), ("/pt-br", "Falta a carta de apoio")])
def test_sending_no_file_says_which_one_is_missing(oficial, proyecto, prefijo, dice):
    respuesta = oficial.post(prefijo + ruta(proyecto), CLAVE)

    assert [mensaje.startswith(dice) for mensaje in errores(respuesta)] == [True]


def test_another_file_under_the_same_key_is_another_letter(oficial, proyecto):
    """The page brought back by the back button has the key of before; what is chosen in it is not the same file."""
    una, otra = prueba.pdf(), prueba.pdf() + b"%otra\n"

    oficial.post(ruta(proyecto), {"carta": carta(una), **CLAVE})
    primera = adjunta(proyecto).name
    oficial.post(ruta(proyecto), {"carta": carta(una), **CLAVE})
    assert adjunta(proyecto).name == primera
    oficial.post(ruta(proyecto), {"carta": carta(otra), **CLAVE})

    assert adjunta(proyecto).read() == otra


def test_a_letter_may_be_taken_away(oficial, contacto, medios):
    proyecto = completa(contacto)

    for _vez in range(2):
        respuesta = oficial.post(ruta(proyecto, "carta/quitar/"), CLAVE)
        assert respuesta["Location"] == ruta(proyecto)

    assert adjunta(proyecto).name == ""


def test_over_the_limit_of_a_day_the_letter_of_before_stays(oficial, contacto, medios, settings, monkeypatch):
    settings.PUBLIC_LIMITS, settings.LIMITES_FACTOR = True, 1
    monkeypatch.setattr("proyectos.views.proponer_apartados.CARTAS_POR_DIA", 1)
    proyecto = completa(contacto)
    oficial.post(ruta(proyecto), {"carta": carta(), "clave_envio": "uno"})
    antes = adjunta(proyecto).name

    respuesta = oficial.post(ruta(proyecto), {"carta": carta(), "clave_envio": "dos"})

    assert respuesta.status_code == 429
    assert "La anterior sigue adjunta." in respuesta.content.decode()
    assert adjunta(proyecto).name == antes


# --- Who opens it -------------------------------------------------------------------------------


@pytest.mark.parametrize("publicacion", ["borrador", "enviada", "devuelta", "publicada"])
def test_the_author_gets_the_letter_to_keep_and_no_cache_holds_it(oficial, contacto, medios, publicacion):
    proyecto = en_estado(completa(contacto), publicacion)

    respuesta = oficial.get(ruta(proyecto, "carta/archivo/"))

    assert b"".join(respuesta.streaming_content) == prueba.pdf()
    assert respuesta["Content-Type"] == "application/pdf"
    assert respuesta["Content-Disposition"] == 'attachment; filename="carta.pdf"'
    assert {"no-store", "private"} <= set(respuesta["Cache-Control"].split(", "))
    assert respuesta["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in respuesta["Content-Security-Policy"]


def test_a_picture_of_a_letter_is_kept_and_not_shown(oficial, proyecto):
    oficial.post(ruta(proyecto), {"carta": carta(prueba.imagen("PNG")), **CLAVE})

    respuesta = oficial.get(ruta(proyecto, "carta/archivo/"))

    assert respuesta["Content-Disposition"] == 'attachment; filename="carta.png"'


def test_behind_the_proxy_the_letter_is_sent_by_it(oficial, contacto, medios, settings):
    settings.MEDIA_ACCEL = "/interno/"
    proyecto = completa(contacto)

    respuesta = oficial.get(ruta(proyecto, "carta/archivo/"))

    assert (respuesta.content, respuesta["X-Accel-Redirect"]) == (b"", f"/interno/{proyecto.carta.name}")
    assert "no-store" in respuesta["Cache-Control"]


def test_nobody_else_gets_the_letter_and_staff_does_where_hidden_files_are(client, contacto, medios):
    proyecto = completa(contacto)
    otra = entrar(fabricas.crear_contacto())
    get_user_model().objects.create_superuser("coordinacion", password="x")

    assert client.get(ruta(proyecto, "carta/archivo/")).status_code == 302
    assert otra.get(ruta(proyecto, "carta/archivo/")).status_code == 404
    assert client.get(proyecto.carta.url).status_code == otra.get(proyecto.carta.url).status_code == 404
    client.force_login(get_user_model().objects.get())
    assert client.get(proyecto.carta.url).status_code == 200


def test_a_letter_that_is_not_there_is_a_404(oficial, contacto, medios):
    sin_carta, perdida = borrador(contacto), completa(contacto)
    for archivo in en_disco(medios):
        archivo.unlink()

    assert oficial.get(ruta(sin_carta, "carta/archivo/")).status_code == 404
    assert oficial.get(ruta(perdida, "carta/archivo/")).status_code == 404
