"""The staff's screens of the day after: marking, bringing a list, issuing, revoking, correcting, taking away."""

import csv
import io
import re

import pytest
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from acreditacion import certificados, presencias
from acreditacion.exportaciones import CERTIFICADOS
from acreditacion.models import Certificado, Presencia
from comun.models import Envio, Importacion, Mensaje
from inscripciones import services
from tests import fabricas
from tests.acreditacion.despues import leer_pdf, presentes
from tests.entorno import ROOT

pytestmark = pytest.mark.django_db
LISTA = "/admin/acreditacion/certificado/"


def emitir(seminario):
    return f"{LISTA}emitir/{seminario.pk}/"


def accion(client, cual, *filas, **datos):
    pedido = {"action": cual, "_selected_action": [f.pk for f in filas], "confirmado": "si", **datos}
    return client.post(LISTA, pedido, follow=True).content.decode()


def con_permisos(*nombres):
    usuaria = get_user_model().objects.create_user("otra", password="x", is_staff=True)
    usuaria.user_permissions.set(Permission.objects.filter(codename__in=nombres))
    dentro = Client()
    dentro.force_login(usuaria)
    return dentro


# --- Issuing ------------------------------------------------------------------------------------


def test_the_page_of_an_activity_tells_who_waits_by_modality_and_language(coordinacion, seminario, ana, luis):
    fabricas.crear_presencia(
        fabricas.crear_participante(ana.inscripcion, email=""), seminario, modalidad="virtual", medio="lista"
    )

    pagina = coordinacion.get(emitir(seminario)).content.decode()

    for dicho in (
        "Presencial: 2",
        "Virtual: 1",
        "Presencial, Español: 1",
        "Presencial, Português: 1",
        "Virtual, Español: 1",
        "1 persona no tiene correo",
        "Emitir 3 certificados",
    ):
        assert dicho in pagina


def test_the_button_issues_tells_numbers_and_is_logged(coordinacion, seminario, ana, luis):
    pagina = coordinacion.post(emitir(seminario), follow=True).content.decode()

    assert "Se emitieron 2 certificados; salen 2 correos." in pagina
    assert ('max="2" value="0"' in pagina, 'data-avance="en-curso"' in pagina) == (True, True)
    assert [c.emitido_por for c in Certificado.objects.all()] == [coordinacion.usuaria] * 2
    assert LogEntry.objects.get().change_message == "Se emitieron 2 certificados"


def test_the_progress_is_that_of_the_mails(coordinacion, seminario):
    presentes(seminario, 4)
    certificados.emitir(actividad=seminario)
    enviados = Mensaje.objects.values("pk")[:3]
    Mensaje.objects.filter(pk__in=enviados).update(estado="enviado")

    pagina = coordinacion.get(emitir(seminario)).content.decode()
    assert "3 de 4" in pagina
    Mensaje.objects.update(estado="enviado")
    assert "data-avance>" in coordinacion.get(emitir(seminario)).content.decode()


def test_pressing_twice_is_once(coordinacion, seminario, ana):
    coordinacion.post(emitir(seminario))

    pagina = coordinacion.post(emitir(seminario), follow=True).content.decode()

    assert "No había certificados por emitir: nada cambió." in pagina
    assert (Certificado.objects.count(), Mensaje.objects.count()) == (1, 1)


def test_the_activities_are_shown_with_their_counts(coordinacion, seminario, ana, luis):
    certificados.emitir(actividad=seminario, maximo=1)

    pagina = coordinacion.get(f"{LISTA}emitir/").content.decode()

    fila = pagina.split("Seminario Cooperación Internacional")[1].split("</tr>")[0]
    assert [c.split("</td>")[0] for c in fila.split("<td>")[2:]] == ["2", "1"]


def test_an_activity_to_come_is_pointed_out(coordinacion, db):
    seminario = fabricas.crear_seminario(fabricas.crear_cumbre())
    presentes(seminario)

    assert "todavía no empezó" in coordinacion.get(emitir(seminario)).content.decode()


def test_each_screen_asks_for_its_own_permission(seminario, ana):
    mira = con_permisos("view_certificado")
    en_linea = f"{LISTA}en-linea/{seminario.pk}/"

    assert [mira.get(u).status_code for u in (f"{LISTA}emitir/", emitir(seminario))] == [200, 200]
    assert mira.post(emitir(seminario)).status_code == 403
    assert [mira.get(u).status_code for u in (en_linea, f"{LISTA}importar/")] == [403, 403]
    assert '<form method="post"' not in mira.get(emitir(seminario)).content.decode().split("content-main")[1]
    assert not Certificado.objects.exists()


# --- Online -------------------------------------------------------------------------------------


@pytest.fixture
def virtual(seminario, ana):
    """Somebody with a virtual place."""
    persona = fabricas.crear_participante(ana.inscripcion, nombre="Eva Ñúñez", email="eva@x.org")
    fabricas.crear_asistencia(persona, seminario, "virtual", estado="confirmada")
    return persona


def test_marking_on_the_list(coordinacion, seminario, virtual):
    ruta = f"{LISTA}en-linea/{seminario.pk}/?q=nunez"
    assert "Eva Ñúñez" in coordinacion.get(ruta).content.decode()

    pagina = coordinacion.post(ruta, {"persona": [virtual.entrada]}, follow=True).content.decode()

    assert ("Se marcó a 1 persona" in pagina, "ya figura: virtual" in pagina) == (True, True)
    suya = Presencia.objects.get(participante=virtual)
    assert (suya.modalidad, suya.medio, suya.registrada_por) == ("virtual", "lista", coordinacion.usuaria)
    assert LogEntry.objects.get().change_message == "Marcada en la lista"


@pytest.mark.parametrize(
    ("persona", "dicho"),
    [
        ([], "Marque al menos a una persona."),
        (["ZZZZZZZZ"], "nada se marcó"),
        (["x"], "nada se marcó"),
        (["\0"], "Los caracteres nulos no están permitidos."),
    ],
)
def test_what_cannot_be_marked_is_told(coordinacion, seminario, virtual, persona, dicho):
    pagina = coordinacion.post(f"{LISTA}en-linea/{seminario.pk}/", {"persona": persona}).content.decode()

    assert dicho in pagina
    assert not Presencia.objects.filter(participante=virtual).exists()


def test_a_box_marks_who_was_read_beside_it_and_nobody_who_took_their_place(coordinacion, seminario, virtual):
    ruta = f"{LISTA}en-linea/{seminario.pk}/"
    (casilla,) = re.findall(r'name="persona" value="(\w+)"', coordinacion.get(ruta).content.decode())
    sustituir(virtual, "Luis Nuevo")

    pagina = coordinacion.post(ruta, {"persona": [casilla]}).content.decode()

    assert "La lista cambió mientras la leía: nada se marcó. Revísela." in pagina
    assert not Presencia.objects.filter(participante=virtual).exists()


def test_who_is_replaced_at_the_instant_of_marking_is_told_and_the_others_are_marked(
    coordinacion, seminario, virtual, monkeypatch
):
    otra = fabricas.crear_participante(virtual.inscripcion, nombre="Otra")
    fabricas.crear_asistencia(otra, seminario, "virtual", estado="confirmada")
    marcar = presencias.marcar_en_linea

    def sustituir_y_marcar(**datos):
        sustituir(virtual, "Luis Nuevo")
        return marcar(**datos)

    monkeypatch.setattr(presencias, "marcar_en_linea", sustituir_y_marcar)
    datos = {"persona": [virtual.entrada, otra.entrada]}
    pagina = coordinacion.post(f"{LISTA}en-linea/{seminario.pk}/", datos, follow=True).content.decode()

    assert "Se marcó a 1 persona como presente en línea." in pagina
    assert "1 persona no se marcó: su inscripción cambió mientras tanto. Revise la lista." in pagina
    assert Presencia.objects.get(modalidad="virtual").participante == otra


def sustituir(persona, nombre):
    datos = {"nombre": nombre, "email": "", "cargo": "", "tambien_cerrada": True}
    services.sustituir_participante(participante=persona, **datos)


def subir(client, contenido, **datos):
    archivo = SimpleUploadedFile("zoom.csv", contenido.encode(), "text/csv")
    return client.post(f"{LISTA}importar/", {"archivo": archivo, **datos}, follow=True)


def test_a_list_is_read_shown_and_applied(coordinacion, seminario, virtual):
    pagina = subir(coordinacion, "nombre,minutos\nEVA NUÑEZ,50\nNadie,5\n", actividad=seminario.pk, minimo="30")
    texto = pagina.content.decode()
    assert ("se marca: 1" in texto, "no se sabe quién es: 1" in texto, "Cuenta quien estuvo 30 minutos" in texto) == (
        True,
        True,
        True,
    )
    tabla = Importacion.objects.get()

    sello = texto.split('name="sello" value="')[1].split('"')[0]
    ruta = f"{LISTA}importar/{tabla.pk}/"
    despues = coordinacion.post(ruta, {"sello": sello}, follow=True).content.decode()

    assert ("Se marcó a 1 persona" in despues, "Esta lista se aplicó" in despues) == (True, True)
    assert Presencia.objects.get(participante=virtual).medio == "importada"
    assert "Nadie" in coordinacion.get(f"{ruta}rechazadas/").content.decode()


@pytest.mark.parametrize(
    ("contenido", "datos", "dicho"),
    [
        ("nombre\nEva\n", {"actividad": ""}, "Elija una actividad de la lista."),
        ("nombre\nEva\n", {"minimo": "10"}, "La tabla no dice cuánto duró cada conexión"),
        ("nombre,minutos\nEva,5\n", {"minimo": "nada"}, "Escriba los minutos como un número"),
        ("otra,minutos\nEva,5\n", {}, "columna con el nombre"),
    ],
)
def test_a_list_that_cannot_be_read_is_told_how_to_be_mended(coordinacion, seminario, contenido, datos, dicho):
    pagina = subir(coordinacion, contenido, **{"actividad": seminario.pk, **datos}).content.decode()

    assert (dicho in pagina, Importacion.objects.exists()) == (True, False)


def test_a_list_of_an_activity_that_is_gone_is_not_found(coordinacion, seminario):
    otra = fabricas.crear_actividad(seminario.cumbre)
    subir(coordinacion, "nombre\nEva\n", actividad=otra.pk)
    otra.delete()

    assert coordinacion.get(f"{LISTA}importar/{Importacion.objects.get().pk}/").status_code == 404


# --- One certificate ----------------------------------------------------------------------------


@pytest.fixture
def certificado(ana, seminario):
    return fabricas.crear_certificado(ana, seminario, codigo="7K3M9QXW4TBC")


def test_revoking_asks_for_a_reason_and_is_logged(coordinacion, certificado):
    sin_motivo = accion(coordinacion, "revocar", certificado)
    assert "Escriba el motivo" in sin_motivo

    assert "Se anuló 1 certificado." in accion(coordinacion, "revocar", certificado, motivo="No estuvo")

    certificado.refresh_from_db()
    assert (certificado.motivo, certificado.revocado_por) == ("No estuvo", coordinacion.usuaria)
    assert LogEntry.objects.get().change_message == "Anular"
    assert "ya estaba anulado" in accion(coordinacion, "revocar", certificado, motivo="x")


def test_correcting_and_issuing_again(coordinacion, certificado, ana):
    assert "a nombre de «Ana María»" in accion(coordinacion, "corregir_nombre", certificado, nombre=" Ana  María ")
    nuevo = Certificado.objects.get(reemplaza=certificado)
    accion(coordinacion, "revocar", nuevo, motivo="x")

    assert "Se emitió 1 certificado." in accion(coordinacion, "volver_a_emitir", nuevo)

    assert Certificado.objects.validos().get().nombre == "Ana Pérez"
    assert "Elija un solo certificado" in accion(coordinacion, "corregir_nombre", certificado, nuevo, nombre="Otra")
    assert Certificado.objects.count() == 3


@pytest.mark.parametrize("nombre", ["", "   ", "\u200b", "x" * 121])
def test_a_name_that_could_not_be_read_is_refused(coordinacion, certificado, nombre):
    accion(coordinacion, "corregir_nombre", certificado, nombre=nombre)

    assert Certificado.objects.get().nombre == "Ana Pérez"


def test_sending_once_more(coordinacion, certificado, luis, seminario):
    sin_correo = fabricas.crear_certificado(fabricas.crear_participante(luis.inscripcion), seminario)

    pagina = accion(coordinacion, "enviar", certificado, sin_correo)

    assert ("Sale 1 correo." in pagina, "descargue el PDF y alcánceselo" in pagina) == (True, True)
    assert Mensaje.objects.get().sobre == certificado


def test_erasing_by_request_leaves_no_name_in_the_log(coordinacion, certificado):
    accion(coordinacion, "revocar", certificado, motivo="x")

    assert "Se borró 1 certificado." in accion(coordinacion, "borrar", certificado)

    assert not Certificado.objects.exists()
    assert "Ana" not in str(list(LogEntry.objects.values_list("object_repr", "change_message")))
    assert LogEntry.objects.get(action_flag=DELETION).object_repr == "7K3M9QXW4TBC"


def test_erasing_by_request_leaves_no_name_in_what_staff_was_told(coordinacion, certificado):
    assert "«Ana Mended»" in accion(coordinacion, "corregir_nombre", certificado, nombre="Ana Mended", clave_envio="k")
    assert Envio.objects.filter(resultado__contains="Ana Mended").exists()

    accion(coordinacion, "borrar", *Certificado.objects.all(), clave_envio="otra")

    assert not Envio.objects.filter(resultado__contains="Ana Mended").exists()


def test_erasing_many_names_each_in_the_log(coordinacion, luis, seminario):
    personas = [fabricas.crear_participante(luis.inscripcion) for _ in range(20)]
    filas = [fabricas.crear_certificado(p, seminario, codigo=f"{n:0>12}") for n, p in enumerate(personas)]

    accion(coordinacion, "borrar", *filas)

    dicho = LogEntry.objects.get(action_flag=DELETION)
    assert sorted(re.findall("[0-9]{12}", dicho.change_message)) == [f"{n:0>12}" for n in range(20)]
    assert re.fullmatch("([0-9]{12}, )+…", dicho.object_repr)


def test_nothing_is_erased_that_the_log_does_not_name(coordinacion, certificado, monkeypatch):
    def caerse(**_campos):
        raise OperationalError

    monkeypatch.setattr(LogEntry.objects, "create", caerse)

    with pytest.raises(OperationalError):
        accion(coordinacion, "borrar", certificado)

    assert list(Certificado.objects.all()) == [certificado]


def test_erasing_is_not_for_who_may_only_change(seminario, certificado):
    dentro = con_permisos("view_certificado", "change_certificado")

    accion(dentro, "borrar", certificado)

    assert Certificado.objects.exists()


@pytest.mark.parametrize(
    ("consulta", "codigos"),
    [
        ("?q=perez", {"7K3M9QXW4TBC", "AAAAAAAAAAAA"}),
        ("?q=7k3m-9qxw-4tbc", {"7K3M9QXW4TBC"}),
        ("?validez=valido", {"7K3M9QXW4TBC", "BBBBBBBBBBBB"}),
        ("?validez=anulado", {"CCCCCCCCCCCC"}),
        ("?validez=reemplazado", {"AAAAAAAAAAAA"}),
        ("?validez=sin_presencia", {"BBBBBBBBBBBB"}),
        ("?validez=otro_nombre", {"BBBBBBBBBBBB"}),
        ("?idioma__exact=pt-br", {"BBBBBBBBBBBB", "CCCCCCCCCCCC"}),
        ("?modalidad__exact=virtual", {"CCCCCCCCCCCC"}),
    ],
)
def test_the_list_is_searched_and_filtered_and_exported_as_it_is(coordinacion, seminario, ana, luis, consulta, codigos):
    ahora = seminario.inicio
    viejo = fabricas.crear_certificado(ana, seminario, codigo="AAAAAAAAAAAA", revocado_el=ahora)
    fabricas.crear_certificado(ana, seminario, codigo="7K3M9QXW4TBC", reemplaza=viejo)
    Presencia.objects.filter(participante=luis).update(anulada_el=ahora)
    fabricas.crear_certificado(luis, seminario, codigo="BBBBBBBBBBBB", nombre="Luís de Souza")
    fabricas.crear_certificado(luis, seminario, codigo="CCCCCCCCCCCC", revocado_el=ahora, modalidad="virtual")

    respuesta = coordinacion.post(f"{LISTA}exportar/{consulta}", {"formato": "csv"})

    filas = list(csv.DictReader(io.StringIO(respuesta.getvalue().decode("utf-8-sig"))))
    assert {fila["codigo"] for fila in filas} == codigos
    assert list(filas[0]) == list(CERTIFICADOS.columnas)


def test_every_column_of_the_export_is_documented():
    documento = (ROOT / "docs" / "exportaciones.md").read_text()
    dichas = documento.split("<!-- certificados -->")[1].split("<!-- fin -->")[0]

    assert [linea.split("`")[1] for linea in dichas.splitlines() if linea.startswith("| `")] == list(
        CERTIFICADOS.columnas
    )


def test_staff_downloads_the_document_of_a_valid_one(coordinacion, certificado):
    ruta = f"{LISTA}{certificado.pk}/pdf/"
    assert ruta in coordinacion.get(f"{LISTA}{certificado.pk}/change/").content.decode()

    assert "Ana Pérez" in leer_pdf(coordinacion.get(ruta).content)[1]

    certificados.revocar(certificado=certificado, motivo="x")
    assert coordinacion.get(ruta).status_code == 404


@pytest.mark.parametrize("cuantos", [1, 30])
def test_the_list_takes_the_same_queries_for_one_row_and_for_thirty(
    coordinacion, seminario, cuantos, django_assert_num_queries
):
    for persona in presentes(seminario, cuantos):
        fabricas.crear_certificado(persona, seminario)

    with django_assert_num_queries(7):
        assert coordinacion.get(LISTA).status_code == 200


@pytest.mark.parametrize("que", ["certificado", "presencia"])
def test_a_table_is_taken_away_in_the_same_queries_for_one_row_and_for_thirty(coordinacion, seminario, que):
    cuantas = []
    for n in (1, 29):
        for persona in presentes(seminario, n):
            viejo = fabricas.crear_certificado(persona, seminario, revocado_el=seminario.inicio)
            fabricas.crear_certificado(persona, seminario, reemplaza=viejo)
        ruta = f"/admin/acreditacion/{que}/exportar/"
        coordinacion.post(ruta, {"formato": "csv"}).getvalue()  # content types are remembered from here on
        with CaptureQueriesContext(connection) as consultas:
            coordinacion.post(ruta, {"formato": "csv"}).getvalue()
        cuantas.append(len(consultas))

    assert cuantas[0] == cuantas[1]
