"""Files that staff uploads: real ones arrive, pictures without what they hide; what is not what it says is refused."""

import io
import re
from pathlib import Path

import pytest
from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from PIL import Image

from agenda.models import Material, Ponente, Video
from comun.importar import ConImportacion
from tests import fabricas
from tests.admin.test_en_el_navegador import adentro, elenco  # noqa: F401 - fixtures
from tests.admin.test_programa import CHARLAS, de_bloque, de_charla
from tests.comun import archivos_de_prueba as prueba
from tests.entorno import ROOT
from tests.puertas.navegador import pulsar

DEMO = ROOT / "datos" / "video"


@pytest.fixture(autouse=True)
def medios(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    return settings.MEDIA_ROOT


@pytest.fixture
def bloque(db):
    return fabricas.crear_bloque(fabricas.crear_seminario(), tipo="video", estado="borrador")


@pytest.fixture
def charla(bloque):
    return fabricas.crear_intervencion(bloque, estado="borrador")


def archivo(contenido, nombre):
    return SimpleUploadedFile(nombre, contenido)


def de_la_demo(nombre):
    return archivo((DEMO / nombre).read_bytes(), nombre)


def de_video(bloque, **campos):
    datos = {f"video-0-{nombre}": valor for nombre, valor in campos.items()}
    return {**de_bloque(bloque), **datos, "video-TOTAL_FORMS": 1}


def de_material(charla, **campos):
    datos = {f"materiales-0-{nombre}": valor for nombre, valor in ({"titulo_es": "M", "orden": 1} | campos).items()}
    return {**de_charla(charla), **datos, "materiales-TOTAL_FORMS": 1}


def de_ponente(charla, **campos):
    datos = {f"ponentes-0-{nombre}": valor for nombre, valor in ({"nombre": "Ana", "orden": 1} | campos).items()}
    return {**de_charla(charla), **datos, "ponentes-TOTAL_FORMS": 1}


def ficha(fila):
    return f"/admin/agenda/{fila._meta.model_name}/{fila.pk}/change/"


def dichos(respuesta):
    """What the forms of the rows on the page say, by field."""
    assert respuesta.status_code == 200
    formularios = [f for linea in respuesta.context["inline_admin_formsets"] for f in linea.formset.forms]
    return {campo: [str(e) for e in d] for f in formularios for campo, d in f.errors.items()}


def test_the_video_of_the_demo_goes_in_whole(coordinacion, client, bloque):
    respuesta = coordinacion.post(
        ficha(bloque),
        de_video(
            bloque,
            archivo=de_la_demo("red-sur.mp4"),
            cartel=de_la_demo("red-sur.poster.webp"),
            subtitulos_es=de_la_demo("red-sur.es.vtt"),
            subtitulos_pt_br=de_la_demo("red-sur.pt-br.vtt"),
            transcripcion_es="Texto",
        ),
    )

    assert respuesta.status_code == 302
    video = Video.objects.get()
    assert video.archivo.read() == (DEMO / "red-sur.mp4").read_bytes()
    assert video.subtitulos_pt_br.read() == (DEMO / "red-sur.pt-br.vtt").read_bytes()
    assert Image.open(video.cartel).format == "WEBP"
    nombres = [f.name for f in (video.archivo, video.cartel, video.subtitulos_es)]
    assert [Path(n).suffix for n in nombres] == [".mp4", ".webp", ".vtt"]
    assert not any("red-sur" in n for n in nombres)
    assert coordinacion.get(video.archivo.url).status_code == 200
    client.logout()
    assert client.get(video.archivo.url).status_code == 404


def test_a_photo_loses_what_it_hides(coordinacion, charla):
    coordinacion.post(ficha(charla), de_ponente(charla, foto=archivo(prueba.foto_de_telefono(), "IMG_1234.jpg")))

    ponente = Ponente.objects.get()
    contenido = ponente.foto.read()
    foto = Image.open(io.BytesIO(contenido))
    assert (foto.format, foto.size, dict(foto.getexif())) == ("WEBP", (30, 60), {})
    assert b"MarcaDelTelefono" not in contenido
    assert "IMG" not in ponente.foto.name


@pytest.mark.parametrize(("tamano", "esperado"), [((3000, 1500), (480, 240)), ((300, 20), (300, 20))])
def test_a_photo_of_who_speaks_weighs_what_its_place_needs(coordinacion, charla, tamano, esperado):
    coordinacion.post(ficha(charla), de_ponente(charla, foto=archivo(prueba.imagen(tamano=tamano), "a.jpg")))
    assert Image.open(Ponente.objects.get().foto).size == esperado


def test_a_poster_is_as_wide_as_the_player(coordinacion, bloque):
    cartel = archivo(prueba.imagen(tamano=(1920, 1080)), "a.jpg")
    coordinacion.post(ficha(bloque), de_video(bloque, archivo=archivo(prueba.mp4(), "v.mp4"), cartel=cartel))
    assert Image.open(Video.objects.get().cartel).size == (1280, 720)


def test_a_picture_among_materials_loses_what_it_hides(coordinacion, client, charla):
    """Everybody could read where it was taken."""
    foto = archivo(prueba.foto_de_telefono(), "IMG_1234.jpg")
    respuesta = coordinacion.post(ficha(charla), de_material(charla, archivo=foto))
    assert respuesta.status_code == 302
    material = Material.objects.get()
    contenido = material.archivo.read()
    imagen = Image.open(io.BytesIO(contenido))
    assert (Path(material.archivo.name).suffix, imagen.format, imagen.size) == (".jpg", "JPEG", (30, 60))
    assert (dict(imagen.getexif()), b"MarcaDelTelefono" in contenido, b"casa" in contenido) == ({}, False, False)


def test_a_document_is_kept_as_it_is(coordinacion, charla):
    largo = "presentación final " * 12 + ".PDF"
    respuesta = coordinacion.post(ficha(charla), de_material(charla, archivo=archivo(prueba.pdf(), largo)))
    assert respuesta.status_code == 302
    material = Material.objects.get()
    assert material.archivo.read() == prueba.pdf()
    assert Path(material.archivo.name).suffix == ".pdf"


@pytest.mark.parametrize(
    ("contenido", "nombre", "dice"),
    [
        (b"<html><script>alert(1)</script></html>", "informe.pdf", "El archivo no es PDF"),
        (prueba.mp4(), "informe.pdf", "El archivo no es PDF"),
        (prueba.de_word("docm"), "informe.docx", "El documento tiene macros"),
        (b"", "informe.pdf", "vac"),
    ],
)
def test_a_document_that_is_none_is_refused_with_a_sentence(coordinacion, medios, charla, contenido, nombre, dice):
    respuesta = coordinacion.post(ficha(charla), de_material(charla, archivo=archivo(contenido, nombre)))
    assert dice in dichos(respuesta)["archivo"][0]
    assert (Material.objects.count(), [p for p in medios.rglob("*") if p.is_file()]) == (0, [])


@pytest.mark.parametrize(
    ("campo", "contenido", "dice"),
    [
        ("archivo", prueba.pdf(), "El archivo no es un video MP4 ni WebM"),
        ("archivo", prueba.mp4()[:-10], "El video está incompleto"),
        ("subtitulos_es", b"1\n00:00:01,000 --> 00:00:02,000\nSRT\n", "no están en formato WebVTT"),
        ("cartel", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "El archivo no es una imagen"),
    ],
)
def test_a_video_that_is_none_is_refused_with_a_sentence(coordinacion, bloque, campo, contenido, dice):
    datos = {"archivo": archivo(prueba.mp4(), "v.mp4")} | {campo: archivo(contenido, "v.mp4")}
    respuesta = coordinacion.post(ficha(bloque), de_video(bloque, **datos))
    assert dice in dichos(respuesta)[campo][0]
    assert Video.objects.count() == 0


@pytest.mark.parametrize("con_archivo", [True, False])
def test_a_material_is_a_file_or_a_link_and_one_of_them(coordinacion, charla, con_archivo):
    ambos = {"archivo": archivo(prueba.pdf(), "a.pdf"), "url": "https://ejemplo.org/a"} if con_archivo else {}
    respuesta = coordinacion.post(ficha(charla), de_material(charla, **ambos))
    assert "Suba un archivo o escriba un enlace, y solo una de las dos cosas." in str(dichos(respuesta))


def test_a_link_typed_short_is_a_secure_one(coordinacion, charla):
    coordinacion.post(ficha(charla), de_material(charla, url="ejemplo.org/a"))
    assert Material.objects.get().url == "https://ejemplo.org/a"


def test_a_file_is_told_by_what_it_is(coordinacion, charla):
    material = fabricas.crear_material(charla, archivo=SimpleUploadedFile("informe.pdf", b"x" * 1536), url="")
    html = coordinacion.get(f"/admin/agenda/intervencion/{charla.pk}/change/").content.decode()
    assert f'Archivo actual: <a href="{material.archivo.url}">PDF, 1,5\xa0KB</a>' in html


def test_a_file_stays_until_it_is_taken_away(coordinacion, charla):
    coordinacion.post(ficha(charla), de_ponente(charla, foto=archivo(prueba.imagen(), "a.jpg")))
    ponente = Ponente.objects.get()
    nombre = ponente.foto.name
    guardar = de_ponente(charla, id=ponente.pk, nombre="Ana María") | {"ponentes-INITIAL_FORMS": 1}

    coordinacion.post(ficha(charla), guardar)
    ponente.refresh_from_db()
    assert (ponente.nombre, ponente.foto.name) == ("Ana María", nombre)

    coordinacion.post(ficha(charla), guardar | {"ponentes-0-foto-clear": "on"})
    ponente.refresh_from_db()
    assert ponente.foto.name == ""


def test_the_proxy_lets_large_files_reach_the_pages_that_take_them_and_no_other():
    """The lines of the nginx example in docs/operacion.md that name them, against the forms of the admin."""
    texto = (ROOT / "docs" / "operacion.md").read_text()
    (patron,), (de_tablas,) = (
        re.findall(rf"location ~ (\S+) \{{\n *client_max_body_size {tope};", texto) for tope in ("310m", "6m")
    )
    toman = {
        modelo._meta.label_lower
        for modelo, pagina in admin.site._registry.items()
        for formulario in (pagina.form, *(inline.form for inline in pagina.inlines))
        if any(isinstance(campo, forms.FileField) for campo in formulario.base_fields.values())
    }

    def pasa(ruta, patron=patron):
        return re.search(patron, ruta) is not None

    assert toman >= {"agenda.bloque", "agenda.intervencion"}
    for modelo in admin.site._registry:
        nombre = f"admin:{modelo._meta.app_label}_{modelo._meta.model_name}"
        for idioma in ("es", "pt-br"):
            with translation.override(idioma):
                rutas = [reverse(f"{nombre}_add"), reverse(f"{nombre}_change", args=[7])]
                otras = [reverse(f"{nombre}_changelist"), reverse(f"{nombre}_delete", args=[7])]
            assert [pasa(ruta) for ruta in rutas] == [modelo._meta.label_lower in toman] * 2
            assert [pasa(ruta) for ruta in otras] == [False] * 2
            assert not any(pasa(ruta, de_tablas) for ruta in (*rutas, *otras))
    importan = [a.opts for a in admin.site._registry.values() if isinstance(a, ConImportacion)]
    assert {"proyectos.proyecto", "inscripciones.inscripcion"} <= {opts.label_lower for opts in importan}
    for idioma in ("es", "pt-br"):
        with translation.override(idioma):
            for que in (f"{opts.app_label}_{opts.model_name}" for opts in importan):
                rutas = reverse(f"admin:{que}_importar"), reverse(f"admin:{que}_importacion", args=[7])
                pasan = [(pasa(ruta), pasa(ruta, de_tablas)) for ruta in rutas]
                assert pasan == [(False, True), (False, False)]
    assert not any(pasa(ruta) for ruta in ("/admin/", "/admin/login/", "/inscripcion/admin/agenda/bloque/add/"))


def test_who_is_not_staff_uploads_nothing(ajena, medios, charla):
    ajena.post(ficha(charla), de_ponente(charla, foto=archivo(prueba.imagen(), "a.jpg")))
    assert (Ponente.objects.count(), [p for p in medios.rglob("*") if p.is_file()]) == (0, [])


def test_a_browser_uploads_a_photo_and_a_document(adentro, elenco):  # noqa: F811
    page, charla = adentro, elenco["intervencion"]
    page.goto(f"{CHARLAS}{charla.pk}/change/")
    foto = {"name": "ana.png", "mimeType": "image/png", "buffer": prueba.imagen("PNG")}
    page.set_input_files("#id_ponentes-0-foto", foto)
    page.click("#materiales-group .add-row a")
    page.fill("#id_materiales-1-titulo_es", "Diapositivas")
    documento = {"name": "ana.pdf", "mimeType": "application/pdf", "buffer": b"<html></html>"}
    page.set_input_files("#id_materiales-1-archivo", documento)
    pulsar(page, "input[name=_continue]")
    assert "El archivo no es PDF" in page.locator("#materiales-1 .errorlist").inner_text()
    page.set_input_files("#id_ponentes-0-foto", foto)
    page.set_input_files("#id_materiales-1-archivo", {**documento, "buffer": prueba.pdf()})
    pulsar(page, "input[name=_continue]")
    assert page.locator(".messagelist .success").is_visible()
    assert elenco["ponente"].__class__.objects.get().foto.name.endswith(".webp")
    assert Material.objects.get(titulo_es="Diapositivas").archivo.name.endswith(".pdf")
