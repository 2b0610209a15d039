"""The staff's screens of an import: who may, what they show, and that only the last one writes."""

import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from comun import tablas
from comun.models import Importacion
from proyectos.importacion import Suerte
from proyectos.models import Proyecto, Version
from tests import fabricas

pytestmark = pytest.mark.django_db
IMPORTAR = "/admin/proyectos/proyecto/importar/"
NO_ES_MONTO = "monto_usd: «mucho» no es un monto: escriba un número entero, sin centavos."


def tabla(*filas):
    return b"".join(tablas.filas_csv(["titulo_es", "monto_usd"], filas))


def subir(client, contenido, nombre="tabla.csv"):
    return client.post(IMPORTAR, {"archivo": SimpleUploadedFile(nombre, contenido)})


def plan_de(traida):
    return reverse("admin:proyectos_proyecto_importacion", args=[traida.pk])


def sello(pagina):
    return pagina.context["plan"].sello


def test_a_table_is_uploaded_looked_at_and_applied(coordinacion):
    igual = fabricas.crear_proyecto(titulo_es="Igual")
    cambia = fabricas.crear_proyecto(titulo_es="Cambia", slug="cambia")

    subida = subir(coordinacion, tabla(["Nuevo", "7.000"], ["Igual", ""], ["Cambia", "5"], ["Mal", "mucho"]))
    traida = Importacion.objects.get()
    pagina = coordinacion.get(plan_de(traida))
    antes = Proyecto.objects.count(), Version.objects.count()
    aplicada = coordinacion.post(plan_de(traida), {"sello": sello(pagina)}, follow=True)

    assert subida.headers["Location"] == plan_de(traida)
    assert antes == (2, 0)
    for dicho in ("nuevo: 1", "actualiza: 1", "sin cambios: 1", "error: 1", "«mucho» no es un monto"):
        assert dicho in pagina.content.decode()
    assert "Se creó 1 borrador. Cambió 1 proyecto." in aplicada.content.decode()
    traida.refresh_from_db()
    assert [traida.cuentas[suerte] for suerte in Suerte.values] == [1, 1, 1, 1]
    assert (traida.usuario, traida.nombre) == (coordinacion.usuaria, "tabla.csv")
    assert Proyecto.objects.get(titulo_es="Nuevo").publicacion == "borrador"
    assert {(e.object_id, e.action_flag) for e in LogEntry.objects.all()} == {
        (str(Proyecto.objects.get(titulo_es="Nuevo").pk), 1),
        (str(cambia.pk), 2),
    }
    assert not igual.versiones.exists()
    assert cambia.versiones.first().usuario == coordinacion.usuaria


def aplicar(client, contenido):
    """Upload a table and apply it; return it and the page on which that ends."""
    subir(client, contenido)
    traida = Importacion.objects.get()
    pagina = client.post(plan_de(traida), {"sello": sello(client.get(plan_de(traida)))}, follow=True)
    traida.refresh_from_db()
    return traida, pagina


def test_what_became_of_each_row_is_kept_and_shown(coordinacion):
    cambia = fabricas.crear_proyecto(titulo_es="Cambia")

    traida, pagina = aplicar(coordinacion, tabla(["Nuevo", "7.000"], ["Cambia", "5"], ["<b>Mal", "mucho"]))

    nuevo = Proyecto.objects.get(titulo_es="Nuevo")
    campos = ("fila", "suerte", "nombre", "proyecto", "motivos", "columnas")
    assert [tuple(fila[c] for c in campos) for fila in traida.cuentas["filas"]] == [
        (2, "nuevo", "Nuevo", nuevo.pk, [], ["titulo_es", "monto_usd"]),
        (3, "actualiza", "Cambia", cambia.pk, [], ["monto_usd"]),
        (4, "error", "<b>Mal", None, [NO_ES_MONTO], []),
    ]
    html = pagina.content.decode()
    assert [dicho in html for dicho in ("nuevo: 1", NO_ES_MONTO, "&lt;b&gt;Mal", "<b>Mal")] == [True, True, True, False]
    solo_errores = coordinacion.get(plan_de(traida), {"suerte": "error"})
    assert [fila["fila"] for fila in solo_errores.context["pagina"]] == [4]
    ficha = coordinacion.get(f"/admin/comun/importacion/{traida.pk}/change/").content.decode()
    assert ("nuevo: 1" in ficha, NO_ES_MONTO in ficha) == (True, False)


def test_all_errors_and_the_first_of_the_others_are_kept(coordinacion, monkeypatch):
    monkeypatch.setattr("comun.importacion.RECORDADAS", 1)
    traida, pagina = aplicar(coordinacion, tabla(["Uno", "1"], ["Dos", "2"], ["Mal", "x"], ["Peor", "y"]))
    assert [fila["fila"] for fila in traida.cuentas["filas"]] == [2, 4, 5]
    assert "Se recuerdan todas las filas con error y las primeras 500 de las demás." in pagina.content.decode()


def test_rejected_rows_come_back_as_they_were_sent_with_their_reason(coordinacion):
    columnas = ["Título", "Responsable", "Monto"]
    filas = [["Bien", "Ana", "5"], ["Mal", "=1+1", "mucho"], ["Sin monto", "", ""]]
    traida, pagina = aplicar(coordinacion, b"".join(tablas.filas_csv(columnas, filas)))
    ruta = f"{plan_de(traida)}rechazadas/"

    respuesta = coordinacion.get(ruta)

    assert ruta in pagina.content.decode()
    assert respuesta.headers["Content-Disposition"] == f'attachment; filename="rechazadas-{traida.pk}.csv"'
    esperado = tablas.filas_csv([*columnas, "fila", "motivo"], [["Mal", "=1+1", "mucho", 3, NO_ES_MONTO]])
    assert respuesta.content == b"".join(esperado)
    assert coordinacion.post(ruta).status_code == 405


def test_an_import_applied_before_its_rows_were_kept_still_shows(coordinacion):
    traida = fabricas.crear_importacion(aplicada_el=timezone.now(), cuentas={"nuevo": 1})
    assert "Esta tabla se aplicó" in coordinacion.get(plan_de(traida)).content.decode()


def test_before_and_after_of_each_cell_are_shown_with_what_to_look_at(coordinacion):
    fabricas.crear_proyecto(
        slug="p",
        convocatoria=fabricas.crear_convocatoria(2019, monto_maximo_usd=7000),
        monto_usd=5000,
        estado="en_ejecucion",
        estado_al=datetime.date(2021, 12, 31),
        resumen_es="x" * 100 + "antes",
    )
    ciudad = fabricas.crear_ciudad(nombre="Rosario", slug="rosario")
    columnas = ["slug", "monto_usd", "estado", "resumen_es", "socias"]
    fila = ["p", "7.001", "finalizado", "x" * 100 + "después", "rosario"]
    subir(coordinacion, b"".join(tablas.filas_csv(columnas, [fila])))

    pagina = coordinacion.get(plan_de(Importacion.objects.get()))

    (fila,) = pagina.context["pagina"]
    assert fila.en_palabras == [
        ("resumen_es", "…" + "x" * 20 + "antes", "…" + "x" * 20 + "después"),
        ("estado", "en ejecución", "finalizado"),
        ("monto_usd", "5000", "7001"),
        ("socias", "", str(ciudad)),
    ]
    assert fila.avisos == [
        "monto_usd: pasa el tope de la convocatoria, USD 7000.",
        "estado_al: el estado cambia y su fecha sigue siendo 31/12/2021.",
    ]
    html = pagina.content.decode()
    assert [d in html for d in ("<b>socias</b>: sin dato → Rosario", *fila.avisos)] == [True] * 3
    assert fila.suerte == "actualiza"


def test_what_changed_since_it_was_read_is_shown_again(coordinacion):
    subir(coordinacion, tabla(["Agua", "5"]))
    traida = Importacion.objects.get()
    leido = sello(coordinacion.get(plan_de(traida)))
    fabricas.crear_proyecto(titulo_es="Agua")

    otra = coordinacion.post(plan_de(traida), {"sello": leido})
    sin_sello = coordinacion.post(plan_de(traida), {})

    for pagina in (otra, sin_sello):
        assert "El catálogo cambió mientras se leía" in pagina.content.decode()
        assert "actualiza: 1" in pagina.content.decode()
    assert Proyecto.objects.get().monto_usd is None


def test_a_second_click_does_nothing_more(coordinacion):
    subir(coordinacion, tabla(["Agua", "5"]))
    traida = Importacion.objects.get()
    leido = sello(coordinacion.get(plan_de(traida)))
    coordinacion.post(plan_de(traida), {"sello": leido})

    otra = coordinacion.post(plan_de(traida), {"sello": leido})

    assert "Esta tabla se aplicó" in otra.content.decode()
    assert Proyecto.objects.count() == LogEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("contenido", "dice"),
    [
        (b"", "está vacío"),
        (b"\x89PNG\0", "no es CSV ni XLSX"),
        (b"%PDF-1.7\n", "no es CSV ni XLSX"),
        (b"a,b\n1,2\n", "fila de títulos"),
    ],
)
def test_a_file_that_is_no_table_says_what_to_do_and_is_not_kept(coordinacion, contenido, dice):
    pagina = subir(coordinacion, contenido)

    assert dice in pagina.content.decode()
    assert not Importacion.objects.exists()


def test_a_table_longer_than_a_request_can_do_names_the_command(coordinacion):
    filas = [[f"Proyecto {n}", "5"] for n in range(1001)]

    pagina = subir(coordinacion, tabla(*filas))
    entra = subir(coordinacion, tabla(*filas[:-1]))

    assert "La tabla tiene más de 1.000 filas: divídala en varias" in pagina.content.decode()
    assert "con la orden importar_proyectos" in pagina.content.decode()
    assert entra.headers["Location"] == plan_de(Importacion.objects.get())


def test_no_file_says_what_to_do(coordinacion):
    assert "Falta el archivo: elija una tabla" in coordinacion.post(IMPORTAR, {}).content.decode()


def test_rows_come_in_pages_and_by_fate(coordinacion):
    subir(coordinacion, tabla(*[[f"Proyecto número {n}", "5"] for n in range(101)], ["Mal", "mucho"]))
    ruta = plan_de(Importacion.objects.get())

    segunda = coordinacion.get(ruta, {"pagina": "2"})
    con_error = coordinacion.get(ruta, {"suerte": "error", "pagina": "99"})

    assert [fila.numero for fila in segunda.context["pagina"]] == [102, 103]
    assert [fila.nombre for fila in con_error.context["pagina"]] == ["Mal"]


def test_what_the_table_says_is_escaped(coordinacion):
    subir(coordinacion, tabla(["<script>x</script>", "<b>"]), nombre="<i>.csv")

    pagina = coordinacion.get(plan_de(Importacion.objects.get())).content.decode()

    assert "<script>x" not in pagina
    assert "<i>.csv" not in pagina


@pytest.mark.parametrize("permisos", [["view"], ["view", "change"], ["view", "add"]])
def test_importing_asks_to_change_and_to_add(client, permisos):
    persona = get_user_model().objects.create_user("p", "p@ejemplo.gob", "x" * 16, is_staff=True)
    persona.user_permissions.set(Permission.objects.filter(codename__in=[f"{p}_proyecto" for p in permisos]))
    client.force_login(persona)
    traida = fabricas.crear_importacion(contenido=tabla(["Agua", "5"]))

    respuestas = [
        client.get(IMPORTAR),
        subir(client, tabla(["Agua", "5"])),
        client.get(plan_de(traida)),
        client.post(plan_de(traida), {}),
        client.get(f"{plan_de(traida)}rechazadas/"),
    ]

    assert [r.status_code for r in respuestas] == [403] * 5
    assert "Importar proyectos" not in client.get("/admin/proyectos/proyecto/").content.decode()
    assert (Importacion.objects.count(), Proyecto.objects.count()) == (1, 0)


def test_strangers_are_sent_to_login_and_other_imports_are_not_found(client, coordinacion):
    ajena = fabricas.crear_importacion(que="personas")

    assert coordinacion.get(plan_de(ajena)).status_code == 404
    sin_aplicar = fabricas.crear_importacion()
    assert coordinacion.get(f"{plan_de(sin_aplicar)}rechazadas/").status_code == 404
    assert "Importar proyectos" in coordinacion.get("/admin/proyectos/proyecto/").content.decode()
    client.logout()
    assert client.get(IMPORTAR).status_code == 302
