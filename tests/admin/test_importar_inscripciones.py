"""The staff's screens of the form from outside: who may, what they show and correct, and that only the last writes."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comun import tablas
from comun.models import Importacion, Mensaje
from inscripciones.models import Inscripcion, Participante
from tests import fabricas
from tests.inscripciones.formularios import COLUMNAS, formulario, persona, traer

IMPORTAR = "/admin/inscripciones/inscripcion/importar/"
BOTON = "Importar del formulario de la Cumbre"
ANA = persona("Ana Paz", "ana@x.example")
SIN_NADA = persona("<b>Eva", "eva@x.example", que="")
NADA = "no eligió ninguna actividad de la Cumbre: no hay qué inscribir."
FALTA = "Para importar hace falta que el formulario lo haya pedido: marque la casilla."


@pytest.fixture(autouse=True)
def mundo(db):
    fabricas.crear_ciudad(nombre="Riobamba", slug="riobamba", pais="EC")
    return fabricas.crear_seminario()


def subir(client, contenido, nombre="formulario.csv"):
    return client.post(IMPORTAR, {"archivo": SimpleUploadedFile(nombre, contenido)})


def ruta(nombre, traida):
    return reverse(f"admin:inscripciones_inscripcion_{nombre}", args=[traida.pk])


def aplicar(client, traida, **datos):
    """Read the plan and apply it, as a person does; return the page on which that ends."""
    sello = client.get(ruta("importacion", traida)).context["plan"].sello
    datos = {"sello": sello, "consentimiento": "on", **datos}
    return client.post(ruta("importacion", traida), datos, follow=True)


def elegidas(pagina):
    return [fila["campo"].value() for fila in pagina.context["form"].filas()]


def test_a_form_is_uploaded_its_columns_looked_at_and_applied(coordinacion):
    subida = subir(coordinacion, formulario(ANA, persona("Luis Gil", "luis@x.example"), SIN_NADA))
    traida = Importacion.objects.get()
    columnas = coordinacion.get(ruta("columnas", traida))
    elegido = {f"columna_{n}": campo for n, campo in enumerate(elegidas(columnas))}
    guardada = coordinacion.post(ruta("columnas", traida), elegido)
    pagina = coordinacion.get(ruta("importacion", traida))
    antes = Inscripcion.objects.count()
    aplicada = aplicar(coordinacion, traida)

    assert subida.headers["Location"] == ruta("columnas", traida)
    assert elegidas(columnas) == ["marca", "nombre", "email", "cargo", "telefono", "pais", "ciudad", "actividades"]
    assert guardada.headers["Location"] == ruta("importacion", traida)
    html = pagina.content.decode()
    for dicho in ("nueva delegación: 1", "se suma a una delegación: 1", "error: 1", NADA, "&lt;b&gt;Eva"):
        assert dicho in html
    assert ("2 filas eligieron el seminario" in html, "<b>Eva" in html, antes) == (True, False, 0)
    frase = "Se creó 1 delegación. Se sumó 1 persona más. Cambiaron 0 personas."
    assert frase in aplicada.content.decode()
    traida.refresh_from_db()
    cuentas = {suerte: n for suerte, n in traida.cuentas.items() if suerte != "filas"}
    assert cuentas == {"nueva": 1, "suma": 1, "actualiza": 0, "igual": 0, "duplicada": 0, "error": 1}
    inscripcion = Inscripcion.objects.get()
    assert {(e.object_id, e.action_flag, e.change_message) for e in LogEntry.objects.all()} == {
        (str(traida.pk), 2, frase),
        (str(inscripcion.pk), 1, "Importada de «formulario.csv»"),
    }
    assert (traida.usuario, Mensaje.objects.count()) == (coordinacion.usuaria, 0)


def test_what_became_of_each_row_names_nobody(coordinacion):
    traida = traer(formulario(ANA, SIN_NADA))
    pagina = aplicar(coordinacion, traida)

    traida.refresh_from_db()
    inscripcion = Inscripcion.objects.get()
    campos = ("fila", "suerte", "nombre", "inscripcion", "referencia", "seminario", "motivos", "columnas")
    assert [tuple(fila[campo] for campo in campos) for fila in traida.cuentas["filas"]] == [
        (2, "nueva", "Riobamba", inscripcion.pk, inscripcion.referencia, True, [], []),
        (3, "error", "Riobamba", None, "", False, [NADA], []),
    ]
    assert {frozenset(fila) for fila in traida.cuentas["filas"]} == {frozenset(campos)}
    html = pagina.content.decode()
    assert [dicho in html for dicho in (inscripcion.referencia, NADA, "Ana Paz")] == [True, True, False]
    solo_errores = coordinacion.get(ruta("importacion", traida), {"suerte": "error"})
    assert [fila["fila"] for fila in solo_errores.context["pagina"]] == [3]


def test_corrected_columns_are_kept_and_count(coordinacion):
    columnas = ["Quién viene", "Escribirle a", "De dónde", "Nación", "", "Charla 4"]
    traida = traer(formulario(["Ana Paz", "ana@x.example", "Riobamba", "EC", "y", "x"], columnas=columnas))
    primera = coordinacion.get(ruta("columnas", traida))
    campos = ["nombre", "email", "ciudad", "pais", "", "actividad:seminario"]

    coordinacion.post(ruta("columnas", traida), {f"columna_{n}": campo for n, campo in enumerate(campos)})

    traida.refresh_from_db()
    assert elegidas(primera) == [""] * 6
    assert "Columna 5, sin título" in primera.content.decode()
    assert traida.ajustes == {"columnas": campos}
    assert elegidas(coordinacion.get(ruta("columnas", traida))) == campos
    (fila,) = coordinacion.get(ruta("importacion", traida)).context["pagina"]
    assert (fila.nombre, fila.email, str(fila.suerte)) == ("Ana Paz", "ana@x.example", "nueva")


@pytest.mark.parametrize(
    ("campos", "dice"),
    [
        (["nombre", "nombre", "ciudad"], "«nombre y apellido, o solo el nombre» está elegido en dos columnas"),
        (["email", "", "ciudad"], "Falta decir qué columna tiene el nombre de la persona."),
        (["nombre", "email", ""], "Falta decir qué columna tiene la ciudad o la institución."),
    ],
)
def test_columns_that_cannot_be_say_why_and_nothing_is_kept(coordinacion, campos, dice):
    traida = traer(formulario(["Ana", "a@x.example", "Riobamba"], columnas=["Nombre", "Correo", "Ciudad"]))

    pagina = coordinacion.post(ruta("columnas", traida), {f"columna_{n}": campo for n, campo in enumerate(campos)})

    assert dice in pagina.content.decode()
    traida.refresh_from_db()
    assert traida.ajustes == {}


def test_a_tampered_column_is_told(coordinacion):
    traida = traer(formulario(ANA))

    pagina = coordinacion.post(ruta("columnas", traida), {"columna_0": "\0", "columna_1": "nombre", "columna_6": "no"})

    assert {"columna_0", "columna_6"} <= set(pagina.context["form"].errors)


def test_without_a_column_of_consent_the_box_must_be_ticked(coordinacion):
    traida = traer(formulario(ANA))

    pagina = aplicar(coordinacion, traida, consentimiento="")
    quedan = Inscripcion.objects.count()
    aplicar(coordinacion, traida)

    assert FALTA in pagina.content.decode()
    assert quedan == 0
    traida.refresh_from_db()
    assert traida.ajustes == {"consentido": True, "con_aviso": False}


def test_with_a_column_of_consent_nothing_is_asked(coordinacion):
    columnas = [*COLUMNAS, "Acepto el uso de mis datos personales"]
    traida = traer(formulario([*ANA, "Sí"], columnas=columnas))

    pagina = coordinacion.get(ruta("importacion", traida))
    aplicar(coordinacion, traida, consentimiento="")

    assert "consentimiento" not in pagina.context["form"].fields
    assert Inscripcion.objects.count() == 1


def test_rows_with_something_to_tell_are_applied_as_they_were_read(coordinacion):
    aplicar(coordinacion, traer(formulario(ANA)))
    cambiada = persona("Ana Paz", "ana@x.example", cargo="Intendenta", telefono="5.49111E+12")
    traida = traer(formulario(cambiada))

    leida = coordinacion.get(ruta("importacion", traida)).content.decode()
    pagina = aplicar(coordinacion, traida)

    dichos = ("<b>cargo</b>: Intendenta", "<b>teléfono</b>: 549111…", "perdió cifras en la planilla («5.49111E+12»)")
    assert [dicho in leida for dicho in dichos] == [True] * 3
    assert "Se crearon 0 delegaciones. Se sumaron 0 personas más. Cambió 1 persona." in pagina.content.decode()
    assert Participante.objects.get().cargo == "Intendenta"


def test_contacts_are_mailed_only_if_ticked(coordinacion):
    traida = traer(formulario(ANA, persona("Luis Gil", "luis@x.example")))

    pagina = aplicar(coordinacion, traida, avisar="on")

    assert "Se avisa a 1 contacto." in pagina.content.decode()
    assert sorted((m.tipo, m.a) for m in Mensaje.objects.all()) == [
        ("enlace_personal", "ana@x.example"),
        ("enlace_personal", "luis@x.example"),
        ("inscripcion_confirmada", "ana@x.example"),
    ]


def test_what_changed_since_it_was_read_is_shown_again(coordinacion):
    traida = traer(formulario(ANA))
    sello = coordinacion.get(ruta("importacion", traida)).context["plan"].sello
    contacto = fabricas.crear_contacto(email="ana@x.example")
    fabricas.crear_inscripcion("confirmada", contacto=contacto)

    pagina = coordinacion.post(ruta("importacion", traida), {"sello": sello, "consentimiento": "on"})

    html = pagina.content.decode()
    assert ("Las inscripciones cambiaron mientras se leía" in html, "duplicada: 1" in html) == (True, True)
    assert Inscripcion.objects.count() == 1


def test_a_second_click_does_nothing_more(coordinacion):
    traida = traer(formulario(ANA))
    sello = coordinacion.get(ruta("importacion", traida)).context["plan"].sello
    datos = {"sello": sello, "consentimiento": "on"}
    coordinacion.post(ruta("importacion", traida), datos)

    otra = coordinacion.post(ruta("importacion", traida), datos)

    assert "Esta tabla se aplicó" in otra.content.decode()
    assert (Inscripcion.objects.count(), Participante.objects.count()) == (1, 1)


def test_rows_come_in_pages_by_fate_and_by_who_selected_the_seminar(coordinacion):
    filas = [persona(f"Persona {n}", f"p{n}@x.example") for n in range(101)]
    traida = traer(formulario(*filas, SIN_NADA))

    def numeros(**parametros):
        return [f.numero for f in coordinacion.get(ruta("importacion", traida), parametros).context["pagina"]]

    assert numeros(pagina="2") == [102, 103]
    assert numeros(suerte="nueva") == [2]
    assert numeros(suerte="error", pagina="99") == [103]
    assert numeros(suerte="seminario", pagina="2") == [102]


def test_rejected_rows_come_back_as_they_were_sent_with_their_reason(coordinacion):
    traida = traer(formulario(ANA, SIN_NADA))
    pagina = aplicar(coordinacion, traida)

    respuesta = coordinacion.get(ruta("rechazadas", traida))

    assert ruta("rechazadas", traida) in pagina.content.decode()
    esperado = tablas.filas_csv([*COLUMNAS, "fila", "motivo"], [[*SIN_NADA, 3, NADA]])
    assert respuesta.content == b"".join(esperado)


def test_rejected_rows_are_gone_with_the_file(coordinacion):
    cuentas = {"error": 1, "filas": [{"fila": 2, "suerte": "error", "motivos": ["x"]}]}
    traida = traer(b"", aplicada_el=timezone.now(), cuentas=cuentas)

    pagina = coordinacion.get(ruta("importacion", traida)).content.decode()

    assert ruta("rechazadas", traida) not in pagina
    assert coordinacion.get(ruta("rechazadas", traida)).status_code == 404


@pytest.mark.parametrize(
    ("contenido", "dice"),
    [
        (b"", "está vacío"),
        (b"\x89PNG\0", "no es CSV ni XLSX"),
        (b"%PDF-1.7\n", "no es CSV ni XLSX"),
        (formulario(*[persona(f"P {n}", "") for n in range(1001)]), "con la orden importar_inscripciones."),
    ],
)
def test_a_file_that_is_no_form_says_what_to_do_and_is_not_kept(coordinacion, contenido, dice):
    pagina = subir(coordinacion, contenido)

    assert dice in pagina.content.decode()
    assert not Importacion.objects.exists()


def test_without_a_cumbre_there_is_nothing_to_import_for(coordinacion, mundo):
    traida = traer(formulario(ANA))
    mundo.cumbre.publicada = False
    mundo.cumbre.save()

    assert "No hay una Cumbre publicada" in subir(coordinacion, formulario(ANA)).content.decode()
    assert [coordinacion.get(ruta(n, traida)).status_code for n in ("columnas", "importacion")] == [404, 404]


@pytest.mark.parametrize("permisos", [["view"], ["view", "change"], ["view", "add"]])
def test_importing_asks_to_change_and_to_add(client, permisos):
    staff = get_user_model().objects.create_user("p", "p@ejemplo.gob", "x" * 16, is_staff=True)
    staff.user_permissions.set(Permission.objects.filter(codename__in=[f"{p}_inscripcion" for p in permisos]))
    client.force_login(staff)
    traida = traer(formulario(ANA))

    respuestas = [
        client.get(IMPORTAR),
        subir(client, formulario(ANA)),
        *(client.get(ruta(nombre, traida)) for nombre in ("columnas", "importacion", "rechazadas")),
        client.post(ruta("importacion", traida), {}),
    ]

    assert [r.status_code for r in respuestas] == [403] * 6
    assert BOTON not in client.get("/admin/inscripciones/inscripcion/").content.decode()
    assert (Importacion.objects.count(), Inscripcion.objects.count()) == (1, 0)


def test_strangers_are_sent_to_login_and_other_imports_are_not_found(client, coordinacion):
    ajena = fabricas.crear_importacion(que="proyectos")

    estados = [coordinacion.get(ruta(n, ajena)).status_code for n in ("columnas", "importacion", "rechazadas")]

    assert estados == [404] * 3
    assert BOTON in coordinacion.get("/admin/inscripciones/inscripcion/").content.decode()
    client.logout()
    assert client.get(IMPORTAR).status_code == 302


def test_plan_costs_the_same_for_one_row_and_for_thirty(coordinacion):
    def consultas(cuantas):
        filas = [persona(f"P {n}", f"p{n}@x.example", f"Ciudad {n % 5}") for n in range(cuantas)]
        aplicar(coordinacion, traer(formulario(*filas)))
        traida = traer(formulario(*filas, persona("Nueva", "nueva@x.example")))
        with CaptureQueriesContext(connection) as contadas:
            coordinacion.get(ruta("importacion", traida))
        return len(contadas)

    assert consultas(1) == consultas(30) == 12
