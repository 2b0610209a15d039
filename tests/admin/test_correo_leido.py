"""What a mail says, read by staff: every type, without what opens a space, without a trace but who read it."""

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from comun import correo_leido, enviador, purga
from comun.models import Mensaje
from inscripciones.models import Participante
from tests import fabricas
from tests.admin.elenco import crear_mensaje
from tests.admin.test_delegacion import con_permisos
from tests.correo.test_correos import HOSTIL, TIPOS, preparar
from tests.inscripciones.escritos import hoja

SECRETO = "f" * 8 + "0" * 24


def leer(client, mensaje, prefijo=""):
    return client.get(f"{prefijo}/admin/comun/mensaje/{mensaje.pk}/leer/")


def llaves(contacto, mensaje):
    """Return all that would open the space of somebody in this test: codes and signatures, for every purpose."""
    correo = enviador.redactar(mensaje)
    duenos = [contacto, *type(contacto).objects.all(), *Participante.objects.all()]
    partes = {parte for d in duenos for parte in (d.codigo, d._firma("entrar"))}
    return partes | {trozo for linea in correo.texto.splitlines() if "/acceso/" in linea for trozo in _largos(linea)}


def _largos(linea):
    return [trozo for trozo in linea.replace(".", "/").split("/") if len(trozo) >= 32]


@pytest.mark.parametrize("tipo", TIPOS)
def test_every_mail_is_read_without_its_links_and_nothing_is_written(coordinacion, tipo):
    contacto, mensaje = preparar(tipo, idioma="pt-br")
    for persona in Participante.objects.all():
        fabricas.crear_necesidad(persona, otra="Necesita rampa", dieta="otra", dieta_detalle="Sin maní")
    secretas, antes = llaves(contacto, mensaje), hoja("admin.LogEntry")

    html = leer(coordinacion, mensaje).content.decode()

    assert [llave for llave in secretas if llave in html] == []
    assert [dicho for dicho in ("rampa", "maní") if dicho in html] == []
    assert 'lang="pt-BR"' in html
    assert "Olá" in html
    assert hoja("admin.LogEntry") == antes
    assert list(LogEntry.objects.values_list("user_id", "object_id", "object_repr", "change_message")) == [
        (coordinacion.usuaria.pk, str(mensaje.pk), "—", "Leyó qué dice.")
    ]


def test_the_masking_would_fail_if_the_text_were_shown_as_it_is(db):
    """The control: as rendered, a mail does hold what the page must not."""
    contacto, mensaje = preparar("inscripcion_confirmada")
    assert contacto.token() in enviador.redactar(mensaje).texto
    assert contacto.token() not in correo_leido.leer(mensaje).texto


@pytest.mark.parametrize(
    ("texto", "tapado"),
    [
        (f"http://a.gob/acceso/{SECRETO}.{'x' * 43}", "http://a.gob/acceso/…"),
        (f"Otra: {SECRETO}.{'x' * 43}.", "Otra: …."),
        (f"http://a.gob/admin/clave/MQ/c4x-{SECRETO}/", "http://a.gob/admin/clave/MQ/…/"),
        (f"http://a.gob/x/?t={SECRETO}&b=1", "http://a.gob/x/?t=…&b=1"),
        ("http://a.gob/proyectos/redes-de-internacionalizacion-2/", "http://a.gob/proyectos/redes-de-internacionalizacion-2/"),
        ("http://seminariocooperacionsursurdemercociudades.org/acceso/", "http://seminariocooperacionsursurdemercociudades.org/acceso/"),
    ],
)  # fmt: skip
def test_what_is_random_in_an_address_is_masked_and_what_people_wrote_is_not(texto, tapado):
    assert correo_leido.tapar_enlaces(texto) == tapado


@pytest.mark.parametrize("prefijo", ["", "/pt-br"])
def test_hostile_text_of_a_mail_is_text(coordinacion, prefijo):
    _contacto, mensaje = preparar("inscripcion_confirmada", nombre=HOSTIL[:120], titulo=HOSTIL)
    html = leer(coordinacion, mensaje, prefijo).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ settings.SECRET_KEY }}" in html


def test_a_mail_whose_subject_is_gone_says_so(coordinacion):
    inscripcion = fabricas.crear_inscripcion("confirmada")
    retirada = crear_mensaje(inscripcion, tipo="inscripcion_retirada")
    ficha = fabricas.crear_ficha()
    huerfano = crear_mensaje(ficha, tipo="lugar_liberado")
    ficha.delete()
    for mensaje in (retirada, huerfano):
        assert "Ya no hay qué anunciar" in leer(coordinacion, mensaje).content.decode()


def test_a_mail_that_cannot_be_written_says_so_and_repeats_nothing_of_why(coordinacion, monkeypatch, caplog):
    contacto, mensaje = preparar("inscripcion_confirmada")

    def romper(_mensaje):
        raise ValueError(contacto.token())

    monkeypatch.setattr(enviador, "redactar", romper)
    html = leer(coordinacion, mensaje).content.decode()
    assert "No se puede componer." in html
    assert [donde for donde in (html, caplog.text) if contacto.token() in donde] == []
    assert "No se puede componer." in leer(coordinacion, crear_mensaje(contacto, tipo="de_antes")).content.decode()


def test_a_mail_is_read_with_the_permission_to_see_mails_only(client, db):
    _contacto, mensaje = preparar("inscripcion_confirmada")
    ajena = con_permisos(client, "view_inscripcion", "change_inscripcion", nombre="ajena")
    assert leer(ajena, mensaje).status_code == 403
    lectora = con_permisos(client, "view_mensaje")
    assert leer(lectora, mensaje).status_code == 200
    assert LogEntry.objects.count() == 1
    assert client.get("/admin/comun/mensaje/999999/leer/").status_code == 404
    assert client.get("/admin/comun/mensaje/x/leer/").status_code == 404


def test_the_log_of_mails_that_are_gone_names_nobody(coordinacion):
    mensaje = crear_mensaje(fabricas.crear_contacto(), estado="fallido")
    datos = {"action": "volver_a_enviar", "_selected_action": mensaje.pk, "confirmado": "si"}
    coordinacion.post("/admin/comun/mensaje/", datos)
    assert mensaje.a in LogEntry.objects.get().object_repr
    Mensaje.objects.all().delete()

    purga.purgar(ahora=timezone.now())

    assert LogEntry.objects.get().object_repr == "—"
