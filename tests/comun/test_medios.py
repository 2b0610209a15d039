"""Uploaded files: who may read them, in pieces, under which names, and when they are deleted."""

import datetime
import email.utils
import os
import re
import secrets
import time
import tracemalloc
from itertools import pairwise

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.migrations.writer import MigrationWriter
from django.forms import modelform_factory
from django.test import Client
from django.utils import timezone

from agenda.models import Ponente
from comun import limites, medios, purga
from comun.archivos import CampoFoto
from comun.medios import AlAzar
from tests.comun.archivos_de_prueba import foto_de_telefono, subido
from tests.fabricas import crear_actividad, crear_bloque, crear_intervencion, crear_ponente

REGISTRADAS = set(medios._carpetas)  # by the rooms, before a test says otherwise
MIL = bytes(range(250)) * 4
AZAR = "0123456789abcdef0123456789abcdef"
ABIERTA, CERRADA = f"sala/abierta/{AZAR}", f"sala/cerrada/{AZAR}"


@pytest.fixture(autouse=True)
def raiz(settings, tmp_path):
    """A folder of uploaded files, and beside it what nobody may read."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    (tmp_path / "secreto.pdf").write_bytes(b"secreto")
    return settings.MEDIA_ROOT


@pytest.fixture(autouse=True)
def salas(monkeypatch):
    """Two folders: what is in one everybody may see, without a query; what is in the other nobody."""
    monkeypatch.setattr(medios, "_carpetas", {})
    medios.registrar("sala/abierta", lambda nombre: True)
    medios.registrar("sala/cerrada", lambda nombre: False)


@pytest.fixture
def guardar(raiz):
    def guardar(nombre, contenido=MIL):
        ruta = raiz / nombre
        ruta.parent.mkdir(parents=True, exist_ok=True)
        ruta.write_bytes(contenido)
        return f"/media/{nombre}"

    return guardar


@pytest.fixture
def equipo(db):
    """Somebody of the staff, logged in."""
    cliente = Client(enforce_csrf_checks=True)
    cliente.force_login(get_user_model().objects.create_superuser("coordinacion", "c@ejemplo.gob", "x" * 16))
    return cliente


def cuerpo(respuesta):
    return respuesta.getvalue()


# --- Who may read -------------------------------------------------------------------------------


def test_a_public_file_is_for_everybody_and_for_any_cache(client, guardar):
    url = guardar(f"{ABIERTA}.mp4")

    respuesta = client.get(url)

    assert cuerpo(respuesta) == MIL
    assert (respuesta.status_code, respuesta.streaming) == (200, True)
    assert dict(respuesta.cookies) == {}
    cabeceras = (
        "Vary",
        "Set-Cookie",
        "Content-Encoding",
        "Content-Language",
        "Cache-Control",
        "Content-Type",
        "Content-Length",
    )
    assert [respuesta.get(nombre) for nombre in cabeceras] == [
        None,
        None,
        None,
        None,
        "public, max-age=300, must-revalidate",
        "video/mp4",
        "1000",
    ]
    assert respuesta["Content-Security-Policy"] == "default-src 'none'; media-src 'self'; sandbox"
    assert respuesta["X-Content-Type-Options"] == "nosniff"
    assert respuesta["Cross-Origin-Resource-Policy"] == "same-origin"
    assert respuesta["Accept-Ranges"] == "bytes"


def test_what_is_withdrawn_is_gone_in_five_minutes_from_any_cache(client, guardar):
    """A copy is shown without asking for 300 s and never longer; asked for again by its ETag, it is 404."""
    visibles = {f"{ABIERTA}.jpg"}
    medios.registrar("sala/abierta", visibles.__contains__)
    url = guardar(f"{ABIERTA}.jpg")
    primera = client.get(url)
    todavia = client.get(url, headers={"if-none-match": primera["ETag"]})

    visibles.clear()

    assert [primera["Cache-Control"], todavia["Cache-Control"]] == ["public, max-age=300, must-revalidate"] * 2
    assert [primera.status_code, todavia.status_code] == [200, 304]
    assert client.get(url, headers={"if-none-match": primera["ETag"]}).status_code == 404


def test_a_public_file_is_the_same_for_staff_whose_session_is_not_looked_at(equipo, guardar, django_assert_num_queries):
    url = guardar(f"{ABIERTA}.jpg")

    with django_assert_num_queries(0):
        respuesta = equipo.get(url, headers={"accept-encoding": "gzip, br"})

    assert [respuesta.get(nombre) for nombre in ("Vary", "Content-Encoding")] == [None, None]
    assert respuesta["Cache-Control"] == "public, max-age=300, must-revalidate"
    assert dict(respuesta.cookies) == {}


def test_a_hidden_file_is_for_staff_only_and_for_no_cache(equipo, client, guardar):
    url = guardar(f"{CERRADA}.jpg")

    respuesta = equipo.get(url)

    assert cuerpo(respuesta) == MIL
    assert respuesta["Cache-Control"] == "private, no-store"
    assert respuesta["Vary"] == "Cookie"
    assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    ("campos", "estado"),
    [
        ({"is_staff": True, "is_active": True}, 200),
        ({"is_staff": True, "is_active": False}, 404),
        ({"is_staff": False, "is_active": True}, 404),
        ({"is_staff": False, "is_superuser": True}, 404),
    ],
)
def test_a_hidden_file_is_for_accounts_that_may_enter_the_admin(db, client, guardar, campos, estado):
    client.force_login(get_user_model().objects.create_user("alguien", **campos))

    assert client.get(guardar(f"{CERRADA}.jpg")).status_code == estado


def test_hidden_missing_and_unregistered_are_the_same_answer(db, client, guardar):
    ocultas = [
        guardar(f"{CERRADA}.jpg"),
        f"/media/sala/abierta/{'a' * 32}.jpg",
        guardar(f"otra/sala/{AZAR}.jpg"),
        guardar(f"sala/{AZAR}.jpg"),
        guardar(f"sala/abierta/dentro/{AZAR}.jpg"),
    ]

    respuestas = [client.get(url) for url in ocultas]

    assert {respuesta.status_code for respuesta in respuestas} == {404}
    assert {respuesta["Cache-Control"] for respuesta in respuestas} == {"no-store"}
    sin_ruta = {re.sub(r"/media/[^\"]+", "", respuesta.content.decode()) for respuesta in respuestas}
    assert len(sin_ruta) == 1


def test_the_room_is_asked_for_each_file_at_each_request(client, guardar):
    visibles = set()
    medios.registrar("sala/abierta", visibles.__contains__)
    url = guardar(f"{ABIERTA}.jpg")
    antes = client.get(url).status_code

    visibles.add(f"{ABIERTA}.jpg")

    assert (antes, client.get(url).status_code) == (404, 200)


@pytest.mark.parametrize(
    "nombre",
    [
        "../secreto.pdf",
        "sala/abierta/../../../secreto.pdf",
        "sala/abierta/../../secreto/0123456789abcdef01234.pdf",
        "%2e%2e/secreto.pdf",
        "sala/abierta/%2e%2e%2f%2e%2e%2f%2e%2e%2fsecreto.pdf",
        "sala/abierta/..%5c..%5c..%5csecreto.pdf",
        "/secreto.pdf",
        "//etc/passwd",
        "sala//abierta/0123456789abcdef0123456789abcdef.jpg",
        "sala/abierta/./0123456789abcdef0123456789abcdef.jpg",
        "/sala/abierta/0123456789abcdef0123456789abcdef.jpg",
        "sala/abierta/0123456789abcdef0123456789abcdef.jpg/",
        "sala/abierta/0123456789abcdef0123456789abcdef.jpg%00",
        "sala/abierta/0123456789abcdef0123456789abcdef.jpg%0a",
        "sala/abierta/0123456789ABCDEF0123456789ABCDEF.jpg",
        "sala/abierta/corto.jpg",
        "sala/abierta/0123456789abcdef0123456789abcdef",
        "sala/abierta/0123456789abcdef0123456789abcdef.html",
        "sala/abierta/0123456789abcdef0123456789abcdef.svg",
        "sala/abierta/.0123456789abcdef0123456789abcdef.jpg",
        "sala/abierta/carpeta0123456789abcdef0123.jpg",
        "sala/abierta",
        "sala/abierta/",
        "",
    ],
)
def test_no_name_but_one_of_ours_leads_to_the_disk(equipo, guardar, raiz, nombre):
    """CVE-2023-28458; as staff, who may read all that is registered."""
    for real in (".jpg", ".html", ".svg", ""):
        guardar(f"{ABIERTA}{real}")
    guardar("sala/abierta/corto.jpg")
    (raiz / "sala/abierta/carpeta0123456789abcdef0123.jpg").mkdir()

    respuesta = equipo.get(f"/media/{nombre}")

    assert respuesta.status_code in (404, 301)
    assert b"secreto" not in respuesta.content.replace(f"/media/{nombre}".encode(), b"").replace(b"secreto.pdf", b"")


@pytest.mark.parametrize("metodo", ["post", "put", "delete", "patch"])
def test_a_file_is_only_read(equipo, client, guardar, metodo):
    respuesta = getattr(client, metodo)(guardar(f"{ABIERTA}.jpg"))

    assert (respuesta.status_code, respuesta["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    ("extension", "tipo", "disposicion"),
    [
        ("jpg", "image/jpeg", "inline"),
        ("png", "image/png", "inline"),
        ("webp", "image/webp", "inline"),
        ("mp4", "video/mp4", "inline"),
        ("webm", "video/webm", "inline"),
        ("vtt", "text/vtt; charset=utf-8", "inline"),
        ("pdf", "application/pdf", "attachment"),
        ("odp", "application/vnd.oasis.opendocument.presentation", "attachment"),
        ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", "attachment"),
    ],
)
def test_the_type_is_of_a_fixed_list_and_documents_are_handed_over(client, guardar, extension, tipo, disposicion):
    respuesta = client.get(guardar(f"{ABIERTA}.{extension}", b"<script>alert(1)</script>"))

    assert respuesta["Content-Type"] == tipo
    assert respuesta["Content-Disposition"] == f'{disposicion}; filename="abierta.{extension}"'


def test_the_copy_a_person_keeps_has_the_name_that_the_room_gives(client, guardar):
    medios.registrar("sala/abierta", lambda nombre: True, titulo=lambda nombre: 'Agua "para" todos\r\n/../ños')

    respuesta = client.get(guardar(f"{ABIERTA}.pdf"))

    assert respuesta["Content-Disposition"] == 'attachment; filename="agua-para-todos-nos.pdf"'


# --- In pieces ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pedido", "estado", "trozo", "contenido"),
    [
        ("bytes=0-499", 206, "bytes 0-499/1000", MIL[:500]),
        ("bytes=500-999", 206, "bytes 500-999/1000", MIL[500:]),
        ("bytes=0-0", 206, "bytes 0-0/1000", MIL[:1]),
        ("bytes=999-999", 206, "bytes 999-999/1000", MIL[999:]),
        ("bytes=999-5000", 206, "bytes 999-999/1000", MIL[999:]),
        ("bytes=0-", 206, "bytes 0-999/1000", MIL),
        ("bytes=400-", 206, "bytes 400-999/1000", MIL[400:]),
        ("bytes=-1", 206, "bytes 999-999/1000", MIL[999:]),
        ("bytes=-300", 206, "bytes 700-999/1000", MIL[700:]),
        ("bytes=-5000", 206, "bytes 0-999/1000", MIL),
        ("BYTES= 10-19 ", 206, "bytes 10-19/1000", MIL[10:20]),
        ("bytes=1000-", 416, "bytes */1000", b""),
        ("bytes=1000-1001", 416, "bytes */1000", b""),
        ("bytes=999999999999999999-", 416, "bytes */1000", b""),
        ("bytes=-0", 416, "bytes */1000", b""),
        ("bytes=0-9,20-29", 200, None, MIL),
        ("bytes=500-499", 200, None, MIL),
        ("bytes=", 200, None, MIL),
        ("bytes=-", 200, None, MIL),
        ("bytes=a-b", 200, None, MIL),
        ("bytes=--5", 200, None, MIL),
        ("bytes=1-2-3", 200, None, MIL),
        ("bytes=+1-2", 200, None, MIL),
        ("bytes=٠-٩", 200, None, MIL),
        (f"bytes={'9' * 5000}-", 200, None, MIL),
        ("lines=1-2", 200, None, MIL),
        ("0-499", 200, None, MIL),
        ("", 200, None, MIL),
    ],
)
def test_range(client, guardar, pedido, estado, trozo, contenido):
    respuesta = client.get(guardar(f"{ABIERTA}.mp4"), headers={"range": pedido})

    assert (respuesta.status_code, respuesta.get("Content-Range"), cuerpo(respuesta)) == (estado, trozo, contenido)
    assert respuesta["Content-Length"] == str(len(contenido))
    assert dict(respuesta.cookies) == {}
    assert respuesta["Cache-Control"] == (
        "private, no-store" if estado == 416 else "public, max-age=300, must-revalidate"
    )
    assert respuesta["Content-Security-Policy"] == "default-src 'none'; media-src 'self'; sandbox"


@pytest.mark.parametrize("pedido", ["bytes=0-", "bytes=-1", "bytes=0-0"])
def test_range_of_an_empty_file_is_the_empty_file(client, guardar, pedido):
    respuesta = client.get(guardar(f"{ABIERTA}.vtt", b""), headers={"range": pedido})

    assert (respuesta.status_code, cuerpo(respuesta)) == (200, b"")


def test_the_pieces_of_any_cut_make_the_file(client, guardar):
    """More than one block, cut where blocks end and beside it."""
    contenido = secrets.token_bytes(3 * medios.TROZO + 17)
    url = guardar(f"{ABIERTA}.mp4", contenido)
    cortes = [0, 1, medios.TROZO - 1, medios.TROZO, medios.TROZO + 1, 2 * medios.TROZO, len(contenido)]

    trozos = [
        cuerpo(client.get(url, headers={"range": f"bytes={desde}-{hasta - 1}"})) for desde, hasta in pairwise(cortes)
    ]

    assert b"".join(trozos) == contenido


def test_head_is_the_answer_of_get_without_its_body(client, guardar):
    url = guardar(f"{ABIERTA}.mp4")

    get, head = client.get(url), client.head(url, headers={"range": "bytes=0-9"})

    assert (head.status_code, cuerpo(head)) == (200, b"")
    assert dict(head.headers) == dict(get.headers)


def test_a_large_video_is_never_in_memory(client, guardar, raiz):
    url = guardar(f"{ABIERTA}.mp4", b"")
    with (raiz / f"{ABIERTA}.mp4").open("wb") as archivo:
        archivo.truncate(200 * 2**20)

    tracemalloc.start()
    leido = sum(len(trozo) for trozo in client.get(url).streaming_content)
    _ahora, cima = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert leido == 200 * 2**20
    assert cima < 2 * 2**20


@pytest.mark.django_db  # The answer, closed by hand, looks at the connection that an earlier test may have left.
@pytest.mark.parametrize("pedido", ["", "bytes=0-9", "bytes=5000-"])
def test_a_file_that_nobody_reads_to_its_end_is_closed(client, guardar, monkeypatch, pedido):
    abiertos = []
    abrir = default_storage.open
    monkeypatch.setattr(default_storage, "open", lambda nombre: abiertos.append(abrir(nombre)) or abiertos[-1])

    client.get(guardar(f"{ABIERTA}.mp4"), headers={"range": pedido}).close()

    assert [archivo.closed for archivo in abiertos] == ([] if pedido == "bytes=5000-" else [True])


# --- Again --------------------------------------------------------------------------------------


def fecha(segundos):
    return email.utils.formatdate(segundos, usegmt=True)


@pytest.fixture
def video(client, guardar, raiz):
    """A public video of some days ago: its address, its ETag and its date."""
    url = guardar(f"{ABIERTA}.mp4")
    hace_dias = int(time.time()) - 400_000
    os.utime(raiz / f"{ABIERTA}.mp4", (hace_dias, hace_dias))
    return url, client.get(url)["ETag"], hace_dias


def test_the_same_file_again_is_304_with_the_same_headers(client, video):
    url, etag, hace_dias = video

    for cabeceras in (
        {"if-none-match": etag},
        {"if-none-match": f'"otra", {etag}'},
        {"if-modified-since": fecha(hace_dias)},
        {"if-none-match": etag, "range": "bytes=0-9"},
    ):
        respuesta = client.get(url, headers=cabeceras)
        assert (respuesta.status_code, respuesta.content) == (304, b"")
        assert (respuesta["ETag"], respuesta["Last-Modified"]) == (etag, fecha(hace_dias))
        assert respuesta["Cache-Control"] == "public, max-age=300, must-revalidate"
        assert respuesta["Content-Security-Policy"] == "default-src 'none'; media-src 'self'; sandbox"
        assert respuesta.get("Vary") is None


def test_another_file_is_sent_whole(client, video):
    url, _etag, hace_dias = video

    for cabeceras in ({"if-none-match": '"otra"'}, {"if-modified-since": fecha(hace_dias - 1)}):
        assert client.get(url, headers=cabeceras).status_code == 200
    assert client.get(url, headers={"if-match": '"otra"'}).status_code == 412


def test_a_piece_is_sent_only_of_the_file_that_the_copy_is_of(client, video):
    url, etag, hace_dias = video

    def estado(if_range):
        return client.get(url, headers={"range": "bytes=10-19", "if-range": if_range}).status_code

    assert [estado(etag), estado(fecha(hace_dias))] == [206, 206]
    assert [estado('"otra"'), estado(f"W/{etag}"), estado(fecha(hace_dias + 1)), estado("nada")] == [200] * 4


def test_a_hidden_file_is_no_304_for_strangers(db, client, guardar, equipo):
    url = guardar(f"{CERRADA}.jpg")
    etag = equipo.get(url)["ETag"]

    assert equipo.get(url, headers={"if-none-match": etag})["Cache-Control"] == "private, no-store"
    assert client.get(url, headers={"if-none-match": etag}).status_code == 404


# --- Through the proxy --------------------------------------------------------------------------


def test_the_proxy_sends_what_the_portal_allows(settings, client, equipo, guardar):
    settings.MEDIA_ACCEL = "/interno/"
    abierta, cerrada = guardar(f"{ABIERTA}.pdf"), guardar(f"{CERRADA}.pdf")

    respuesta = client.get(abierta, headers={"range": "bytes=0-9"})

    assert (respuesta.status_code, respuesta.content) == (200, b"")
    assert respuesta["X-Accel-Redirect"] == f"/interno/{ABIERTA}.pdf"
    assert respuesta["Content-Type"] == "application/pdf"
    assert respuesta["Cache-Control"] == "public, max-age=300, must-revalidate"
    assert respuesta["Content-Disposition"] == 'attachment; filename="abierta.pdf"'
    assert respuesta.get("Vary") is None
    assert "X-Accel-Redirect" not in client.get(cerrada)
    assert "X-Accel-Redirect" not in client.get(f"/media/sala/abierta/{'a' * 32}.pdf")
    privada = equipo.get(cerrada)
    assert privada["X-Accel-Redirect"] == f"/interno/{CERRADA}.pdf"
    assert privada["Cache-Control"] == "private, no-store"


# --- Names --------------------------------------------------------------------------------------


def test_a_stored_name_tells_nothing_of_the_original():
    nombres = {AlAzar("agenda/fotos")(None, "../../Ana Pérez en casa.JPG") for _i in range(50)}

    assert len(nombres) == 50
    assert all(re.fullmatch(r"agenda/fotos/[0-9a-f]{32}\.jpg", nombre) for nombre in nombres)


@pytest.mark.parametrize("nombre", ["pagina.html", "dibujo.svg", "nada", "foto.jpg.php", ".jpg", "x.jp\0g"])
def test_a_kind_that_is_not_served_is_not_stored(nombre):
    with pytest.raises(SuspiciousFileOperation):
        AlAzar("agenda/fotos")(None, nombre)


def test_migrations_refer_to_a_stable_address():
    escrito, importado = MigrationWriter.serialize(AlAzar("agenda/fotos"))

    assert (escrito, importado) == ("comun.medios.AlAzar('agenda/fotos')", {"import comun.medios"})
    assert AlAzar("agenda/fotos") == AlAzar("agenda/fotos") != AlAzar("agenda/videos")


def test_every_field_that_keeps_a_file_keeps_it_under_a_random_name_in_a_folder_that_a_room_answers_for():
    campos = medios.campos_de_archivo()

    assert [str(campo) for campo in campos if not isinstance(campo.upload_to, AlAzar)] == []
    assert {campo.upload_to.carpeta for campo in campos} == REGISTRADAS != set()


# --- Sending ------------------------------------------------------------------------------------


def enviar(cliente, ruta, archivo, con_clave=True):
    """Post a form with a file as a browser does, its CSRF key in cookie and field."""
    clave = secrets.token_hex(16)
    cliente.cookies["csrf"] = clave
    campos = {"titulo": "uno", "archivo": archivo, "despues": "dos"}
    respuesta = cliente.post(ruta, {**campos, "csrfmiddlewaretoken": clave} if con_clave else campos)
    return respuesta, respuesta.wsgi_request


@pytest.fixture
def temporales(settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "temporales"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    return settings.FILE_UPLOAD_TEMP_DIR


@pytest.mark.parametrize("tamano", [1000, 4 * 2**20], ids=["in memory", "on disk"])
@pytest.mark.parametrize("ruta", ["/admin/agenda/actividad/add/", "/pt-br/admin/agenda/actividad/add/"])
def test_a_file_of_staff_arrives_in_the_admin_and_leaves_nothing_behind(equipo, temporales, tamano, ruta):
    respuesta, pedido = enviar(equipo, ruta, subido(bytes(tamano), "foto.jpg"))

    assert respuesta.status_code == 200
    assert pedido.FILES["archivo"].size == tamano
    assert (pedido.POST["titulo"], pedido.POST["despues"]) == ("uno", "dos")
    assert list(temporales.iterdir()) == []


@pytest.mark.parametrize(
    "ruta", ["/acceso/", "/inscripcion/contacto/", "/admin/login/", "/admin/agenda/actividad/add/"]
)
@pytest.mark.parametrize("con_clave", [True, False])
def test_a_file_of_a_stranger_arrives_nowhere(db, temporales, raiz, ruta, con_clave):
    respuesta, pedido = enviar(Client(enforce_csrf_checks=True), ruta, subido(bytes(4 * 2**20), "foto.jpg"), con_clave)

    assert respuesta.status_code in (200, 302, 403)
    assert dict(pedido.FILES) == {}
    assert pedido.POST["despues"] == "dos"
    assert list(temporales.iterdir()) == list(raiz.iterdir()) == []


@pytest.mark.parametrize("ruta", ["/acceso/", "/inscripcion/contacto/"])
def test_a_file_of_staff_arrives_in_no_public_form(equipo, ruta):
    _respuesta, pedido = enviar(equipo, ruta, subido(b"x", "foto.jpg"))

    assert dict(pedido.FILES) == {}


@pytest.mark.parametrize("campos", [{"is_staff": False}, {"is_staff": True, "is_active": False}])
def test_a_file_of_an_account_that_may_not_enter_arrives_nowhere(db, campos):
    cliente = Client(enforce_csrf_checks=True)
    cliente.force_login(get_user_model().objects.create_user("alguien", **campos))

    _respuesta, pedido = enviar(cliente, "/admin/agenda/actividad/add/", subido(b"x", "foto.jpg"))

    assert dict(pedido.FILES) == {}


def test_a_file_larger_than_any_may_be_is_cut_and_told_apart(equipo, temporales, monkeypatch):
    """The form is told of one byte too many, so that it says so; the disk gets no more."""
    monkeypatch.setattr(limites, "VIDEO_MAXIMO", 3 * 2**20)

    _respuesta, pedido = enviar(equipo, "/admin/agenda/actividad/add/", subido(bytes(40 * 2**20), "video.mp4"))

    assert 3 * 2**20 < pedido.FILES["archivo"].size <= 3 * 2**20 + 2 * medios.TROZO
    assert list(temporales.iterdir()) == []


def test_what_a_form_takes_is_stored_by_what_it_is_and_read_by_its_owner_and_group(db, raiz):
    ponente = crear_ponente(crear_intervencion(crear_bloque(crear_actividad())))
    Formulario = modelform_factory(Ponente, fields=["foto"], field_classes={"foto": CampoFoto})

    formulario = Formulario({}, {"foto": subido(foto_de_telefono(), "Ana en casa.png")}, instance=ponente)
    formulario.save()

    ponente.refresh_from_db()
    assert re.fullmatch(r"agenda/fotos/[0-9a-f]{32}\.webp", ponente.foto.name)
    assert ponente.foto.url == f"/media/{ponente.foto.name}"
    guardado = raiz / ponente.foto.name
    assert b"MarcaDelTelefono" not in guardado.read_bytes()
    assert [oct(ruta.stat().st_mode & 0o777) for ruta in (guardado, guardado.parent)] == ["0o640", "0o750"]


# --- Forgetting ---------------------------------------------------------------------------------


@pytest.fixture
def ponente(db):
    medios.registrar("agenda/fotos", lambda nombre: True)
    return crear_ponente(crear_intervencion(crear_bloque(crear_actividad())))


def envejecer(raiz, horas):
    antes = time.time() - horas * 3600
    for ruta in raiz.rglob("*.*"):
        os.utime(ruta, (antes, antes))


def quedan(raiz):
    return {str(ruta.relative_to(raiz)) for ruta in raiz.rglob("*.*")}


@pytest.mark.django_db(transaction=True)
def test_files_that_no_row_refers_to_are_deleted_after_a_day(ponente, raiz, guardar):
    ponente.foto.save("a.jpg", ContentFile(b"de antes"))
    ponente.foto.save("b.jpg", ContentFile(b"la de ahora"))
    ajenas = [f"otra/sala/{AZAR}.jpg", "agenda/fotos/LEEME.txt", f"{ABIERTA}.jpg", f"agenda/fotos/mas/{AZAR}.jpg"]
    for nombre in ajenas:
        guardar(nombre)

    envejecer(raiz, horas=23)
    assert medios.borrar_huerfanos(timezone.now()) == {"archivos subidos que nada usa": 0}
    envejecer(raiz, horas=25)
    assert medios.borrar_huerfanos(timezone.now()) == {"archivos subidos que nada usa": 1}

    assert quedan(raiz) == {ponente.foto.name, *ajenas}


@pytest.mark.django_db(transaction=True)
def test_the_purge_deletes_them_and_its_rehearsal_only_counts(ponente, raiz):
    ponente.foto.save("a.jpg", ContentFile(b"de antes"))
    ponente.delete()
    envejecer(raiz, horas=25)
    antes = quedan(raiz)

    ensayo = purga.purgar(ahora=timezone.now(), ensayo=True)
    tras_el_ensayo = quedan(raiz)
    de_veras = purga.purgar(ahora=timezone.now())

    assert ensayo["archivos subidos que nada usa"] == de_veras["archivos subidos que nada usa"] == 1
    assert (len(antes), tras_el_ensayo, quedan(raiz)) == (1, antes, set())


def test_without_a_single_upload_there_is_nothing_to_delete(ponente):
    assert medios.borrar_huerfanos(timezone.now() + datetime.timedelta(days=9)) == {"archivos subidos que nada usa": 0}


def test_a_replaced_file_is_hidden_at_once_by_a_room_that_asks_its_rows(client, ponente):
    medios.registrar("agenda/fotos", lambda nombre: Ponente.objects.filter(foto=nombre).exists())
    ponente.foto.save("a.jpg", ContentFile(b"de antes"))
    anterior = ponente.foto.url

    ponente.foto.save("b.jpg", ContentFile(b"la de ahora"))

    assert [client.get(url).status_code for url in (anterior, ponente.foto.url)] == [404, 200]
