"""The form from outside: each file with its mess, the fate of every row, and what is registered in the end."""

import pytest

from actores.models import Ciudad, Institucion
from comun.models import Mensaje
from inscripciones import services
from inscripciones.importacion import aplicar, planear
from inscripciones.models import Inscripcion, Participante, PersonaImportada
from tests import fabricas
from tests.inscripciones.delegaciones import confirmada
from tests.inscripciones.formularios import ANA, archivo, formulario, importar, persona, quedo, suertes, traer

SEMINARIO = ("seminario", "presencial", "confirmada")
PERDIDO = "el teléfono perdió cifras en la planilla («{}»): pídalo de nuevo."
VARIAS = "«{}» puede ser más de una: escriba cuál es, de estas: {}."
AVELLANEDAS = "Avellaneda (Buenos Aires, Argentina); Avellaneda (Santa Fe, Argentina)"


# --- Real mess ----------------------------------------------------------------------------------


def test_google_form_tells_the_fate_of_every_row(mundo):
    plan = planear(traer(archivo("google.csv")))

    assert plan.asignadas == [
        *("marca", "email", "nombre", "telefono", "pais", "ciudad", "institucion", "cargo", "actividades"),
        *("modalidad", "consentimiento", ""),
    ]
    assert plan.desconocidas == ["Observaciones"]
    assert suertes(plan) == [
        (2, "nueva", []),
        (3, "suma", []),
        (4, "nueva", []),
        (5, "duplicada", ["repite la fila 2."]),
        (6, "nueva", []),
        (7, "error", ["no aceptó el uso de sus datos: no se puede inscribir."]),
        (
            8,
            "error",
            [VARIAS.format("San Justo", "San Justo (Buenos Aires, Argentina); San Justo (Santa Fe, Argentina)")],
        ),
        (9, "nueva", []),
    ]
    assert [fila.numero for fila in plan.con_seminario] == [2, 3, 4, 5, 6, 9]
    assert not Inscripcion.objects.exists()


def test_google_form_registers_who_it_says(mundo):
    hecho = aplicar(importacion=traer(archivo("google.csv")))

    assert hecho.cuentas == {"nueva": 4, "suma": 1, "actualiza": 0, "igual": 0, "duplicada": 1, "error": 2}
    ana = "Ana.Suarez@riobamba.example"
    assert quedo() == [
        ("Riobamba", ana, "Ana Suárez", ana, True, "es", [SEMINARIO, ("clima", "presencial", "confirmada")]),
        (
            *("Niterói", "joana@niteroi.example", "Joana Luz", "joana@niteroi.example", True, "pt-br"),
            [SEMINARIO, ("asamblea", "presencial", "solicitada")],
        ),
        ("Riobamba", ana, "Luis Paz", "luis@riobamba.example", False, "es", [("seminario", "virtual", "confirmada")]),
        (
            *(
                "Secretaría General Iberoamericana",
                "marta@segib.example",
                "Marta Ríos",
                "marta@segib.example",
                True,
                "es",
            ),
            [SEMINARIO],
        ),
        ("Las Lomas Nuevas", "rosa@lomas.example", "Rosa Vega", "rosa@lomas.example", True, "es", [SEMINARIO]),
    ]
    inscripcion = Inscripcion.objects.get(ciudad__slug="riobamba-ec")
    assert (inscripcion.origen, inscripcion.estado, inscripcion.contacto.telefono) == (
        *("importada", "confirmada"),
        "+593 99 123 4567",
    )
    assert inscripcion.consentimiento_datos_el.isoformat() == "2024-10-05T17:33:05+00:00"
    assert list(inscripcion.elecciones.values_list("actividad__slug", "modalidad")) == [
        ("seminario", "presencial"),
        ("clima", "presencial"),
    ]
    assert Inscripcion.objects.get(ciudad__slug="niteroi").contacto.telefono == "+5521987654321"
    assert Ciudad.objects.get(nombre="Las Lomas Nuevas").verificada is False
    assert not Mensaje.objects.exists()


def test_latin1_with_semicolons_and_titles_above_the_header(mundo):
    plan = planear(traer(archivo("latin1.csv")))

    assert suertes(plan) == [
        (5, "nueva", [PERDIDO.format("5,49111E+12")]),
        (6, "suma", []),
        (7, "duplicada", ["repite la fila 5."]),
        (8, "nueva", []),
        (9, "error", [VARIAS.format("Avellaneda", AVELLANEDAS)]),
        (10, "error", ["no eligió ninguna actividad de la Cumbre: no hay qué inscribir."]),
        (11, "duplicada", ["repite la fila 6."]),
        (
            *(12, "error"),
            [
                "«eva@@x» no es un correo: corríjalo.",
                "«quizás» en «Seminario Cooperación Internacional»: escriba si o no.",
            ],
        ),
        (14, "error", ["ninguna persona de «San Justo» tiene correo: hace falta uno."]),
    ]


def test_latin1_file_registers_who_it_says(mundo):
    importar(archivo("latin1.csv"))

    jose, clima = "jose@avellaneda.example", ("clima", "presencial", "confirmada")
    assert quedo() == [
        ("Avellaneda", "ines@santafe.example", "Inés Gómez", "ines@santafe.example", True, "es", [clima]),
        ("Avellaneda", jose, "José Núñez", jose, True, "es", [SEMINARIO, clima]),
        ("Avellaneda", jose, "Zoé Díaz", "", False, "es", [SEMINARIO]),
    ]
    contactos = Inscripcion.objects.order_by("ciudad__slug").values_list("ciudad__slug", "contacto__telefono")
    assert list(contactos) == [("avellaneda-buenos-aires", "549111…"), ("avellaneda-santa-fe", "+5491144446666")]


def test_workbook_of_two_sheets_with_dates_as_numbers(mundo):
    plan = planear(traer(archivo("dos_hojas.xlsx")))

    assert suertes(plan) == [
        (4, "suma", []),
        (5, "nueva", []),
        (6, "nueva", [PERDIDO.format("-4401")]),
        (7, "nueva", ["la fecha del envío no se entiende: la fila pasa al final."]),
        (8, "error", ["una celda tiene el error #REF!: corríjala."]),
    ]
    assert [fila.marca and fila.marca.isoformat() for fila in plan.filas] == [
        *("2024-10-05T14:30:00-03:00", "2024-10-05T14:24:00-03:00", "2024-10-06T00:00:00-03:00", None, None)
    ]


def test_workbook_registers_who_it_says(mundo):
    importar(archivo("dos_hojas.xlsx"))

    joana, virtual = "joana@niteroi.example", ("seminario", "virtual", "confirmada")
    assert quedo() == [
        ("Niterói", joana, "Davi Melo", "", False, "es", [virtual]),
        ("Rede de Cidades Irmãs", "ivo@ong.example", "Ivo Sá", "ivo@ong.example", True, "pt-br", [SEMINARIO]),
        ("Niterói", joana, "Joana Luz", joana, True, "pt-br", [SEMINARIO]),
        (
            *(
                "Secretaría General Iberoamericana",
                "marta@segib.example",
                "Marta Ríos",
                "marta@segib.example",
                True,
                "es",
            ),
            [SEMINARIO, ("asamblea", "presencial", "solicitada")],
        ),
    ]
    irmas = Institucion.objects.get(nombre="Rede de Cidades Irmãs")
    assert (irmas.pais, irmas.verificada) == ("PT", False)


@pytest.mark.parametrize("nombre", ["google.csv", "latin1.csv", "dos_hojas.xlsx"])
def test_same_file_again_changes_nothing(mundo, nombre):
    importar(archivo(nombre))
    antes = quedo()

    plan = planear(traer(archivo(nombre)))
    importar(archivo(nombre))

    assert [plan.cuentas[s] for s in ("nueva", "suma", "actualiza")] == [0, 0, 0]
    assert quedo() == antes


# --- A newer export -----------------------------------------------------------------------------


def test_newer_export_adds_and_changes_only_what_it_changed(mundo):
    importar(formulario(ANA, persona("Luis Gil", "luis@x.example")))
    nueva = formulario(
        persona("Ana Paz", "ANA@x.example", cargo="Intendenta", que="seminario; clima"),
        persona("Luis Gil", "luis@x.example"),
        persona("Eva Sol", "eva@x.example"),
    )

    plan = planear(traer(nueva))
    importar(nueva)

    assert suertes(plan) == [(2, "actualiza", []), (3, "igual", []), (4, "suma", [])]
    assert list(plan.filas[0].cambios) == ["cargo", "actividades"]
    assert [(p[2], p[6]) for p in quedo()] == [
        ("Ana Paz", [SEMINARIO, ("clima", "presencial", "confirmada")]),
        ("Eva Sol", [SEMINARIO]),
        ("Luis Gil", [SEMINARIO]),
    ]
    inscripcion = Inscripcion.objects.get()
    assert (inscripcion.contacto.cargo, inscripcion.participantes.get(es_contacto=True).cargo) == ("Intendenta",) * 2
    assert planear(traer(nueva)).cuentas["igual"] == 3


@pytest.mark.parametrize("correo", ["", "ANA@X.example", "otra@x.example"])
def test_address_of_the_contact_is_never_changed_by_a_table(mundo, correo):
    importar(formulario(ANA))

    importar(formulario(persona("Ana Paz", correo, cargo="Intendenta")))

    contacto = Inscripcion.objects.get().contacto
    suya = Participante.objects.get(es_contacto=True)
    assert (contacto.email, suya.email, contacto.generacion) == ("ana@x.example", "ana@x.example", 1)
    assert Participante.objects.count() == (2 if correo == "otra@x.example" else 1)


def test_who_had_no_email_gets_it_and_stays_the_same_person(mundo):
    importar(formulario(ANA, persona("Luis Gil")))
    con_correo = formulario(ANA, persona("luis gil", "luis@x.example"))

    plan = planear(traer(con_correo))
    importar(con_correo)

    assert suertes(plan) == [(2, "igual", []), (3, "actualiza", [])]
    assert set(Participante.objects.values_list("nombre", "email")) == {
        ("Ana Paz", "ana@x.example"),
        ("luis gil", "luis@x.example"),
    }
    assert planear(traer(con_correo)).cuentas["igual"] == 2


def test_what_a_person_changed_here_stays(mundo):
    importar(formulario(ANA, persona("Luis Gil", "luis@x.example", cargo="Técnico")))
    ana, luis = Participante.objects.order_by("nombre")
    for email in ("luis@x.example", "luis@otro.example"):  # one after the other: at once they are another person's
        services.editar_participante(participante=luis, nombre="Luis M. Gil", email=email, cargo="Técnico")
    services.guardar_actividades_de(participante=luis, elecciones={mundo[1]: "virtual"})
    nueva = formulario(ANA, persona("Luis Gil", "luis@x.example", cargo="Jefe", que="seminario, asamblea"))

    plan = planear(traer(nueva))
    importar(nueva)

    assert suertes(plan) == [
        (2, "igual", []),
        (3, "actualiza", ["conserva lo cambiado aquí: nombre, correo, actividades."]),
    ]
    luis.refresh_from_db()
    assert (luis.nombre, luis.email, luis.cargo) == ("Luis M. Gil", "luis@otro.example", "Jefe")
    assert list(luis.asistencias.values_list("actividad__slug", "modalidad")) == [("clima", "virtual")]
    assert ana.nombre == "Ana Paz"


CAMBIADA = "ya está en la inscripción {} (confirmada), por un cambio hecho aquí: no se toca."


def test_who_took_the_place_of_another_here_is_not_added_again(mundo):
    importar(formulario(ANA, persona("Luis Gil", "luis@x.example"), persona("Eva Sol")))
    luis, eva = (Participante.objects.get(nombre=nombre) for nombre in ("Luis Gil", "Eva Sol"))
    services.sustituir_participante(participante=luis, nombre="Iris Mar", email="iris@x.example", cargo="")
    services.sustituir_participante(participante=eva, nombre="Noé Ruiz", email="", cargo="")
    antes, motivo = quedo(), CAMBIADA.format(Inscripcion.objects.get().referencia)
    nueva = formulario(ANA, persona("Iris Mar", "IRIS@x.example", que="clima"), persona("Noe Ruiz"))

    plan = planear(traer(nueva))
    importar(nueva)

    assert suertes(plan) == [(2, "igual", []), (3, "duplicada", [motivo]), (4, "duplicada", [motivo])]
    assert quedo() == antes


def test_who_gave_another_address_here_and_in_the_form_is_not_added_again(mundo):
    importar(formulario(ANA, persona("Luis Gil", "luis@x.example")))
    luis = Participante.objects.get(nombre="Luis Gil")
    services.editar_participante(participante=luis, nombre="Luis Gil", email="luis@otro.example", cargo="")
    antes, motivo = quedo(), CAMBIADA.format(Inscripcion.objects.get().referencia)
    nueva = formulario(
        ANA, persona("Luis Gil", "luis@x.example"), persona("Luis Gil", "Luis@otro.example", que="clima")
    )

    plan = planear(traer(nueva))
    importar(nueva)

    conserva = "conserva lo cambiado aquí: correo."
    assert suertes(plan) == [(2, "igual", []), (3, "igual", [conserva]), (4, "duplicada", [motivo])]
    assert quedo() == antes


def test_namesakes_of_a_table_do_not_stand_for_one_without_an_address(mundo):
    importar(formulario(ANA, persona("Luis Gil", "luis@x.example"), persona("Luis Gil", "gil@x.example")))

    assert suertes(planear(traer(formulario(persona("Luis Gil"))))) == [(2, "suma", [])]


def test_phone_that_a_spreadsheet_ate_since_does_not_replace_the_whole_one(mundo):
    importar(formulario(persona("Ana Paz", "ana@x.example", telefono="+593991234567")))

    plan = planear(traer(formulario(persona("Ana Paz", "ana@x.example", telefono="5.9399E+11"))))

    assert suertes(plan) == [(2, "igual", [PERDIDO.format("5.9399E+11")])]


def test_who_was_removed_here_does_not_come_back(mundo):
    datos = formulario(ANA, persona("Luis Gil", "luis@x.example"))
    importar(datos)
    services.quitar_participante(participante=Participante.objects.get(nombre="Luis Gil"))

    plan = planear(traer(datos))
    importar(datos)

    assert suertes(plan)[1] == (
        *(3, "igual"),
        ["conserva lo cambiado aquí: la persona se quitó de la delegación."],
    )
    assert [p[2] for p in quedo()] == ["Ana Paz"]


def test_withdrawn_delegation_stays_withdrawn_and_takes_nobody(mundo):
    importar(formulario(ANA))
    inscripcion = Inscripcion.objects.get()
    services.retirar(inscripcion=inscripcion)

    plan = planear(traer(formulario(ANA, persona("Luis Gil", "luis@x.example"))))

    assert suertes(plan) == [
        (2, "igual", ["conserva lo cambiado aquí: la inscripción no está confirmada."]),
        (
            *(3, "error"),
            [f"la inscripción {inscripcion.referencia} de su delegación no está confirmada: no se le suma nadie."],
        ),
    ]


def test_registration_made_here_is_never_touched(mundo, riobamba):
    contacto = fabricas.crear_contacto(ciudad=riobamba, email="Ana@X.example", nombre="Ana P.")
    aqui = confirmada(mundo[0], contacto=contacto)
    sin_correo = aqui.participantes.get()
    antes = Inscripcion.objects.values().get()
    datos = formulario(ANA, persona(sin_correo.nombre.upper()), persona("Luis Gil", "luis@x.example"))

    plan = planear(traer(datos))
    importar(datos)

    ya = f"ya está en la inscripción {aqui.referencia} (confirmada), hecha aquí: no se toca."
    otra = f"ya hay otra delegación, hecha aquí: {aqui.referencia}; queda como posible duplicada."
    assert suertes(plan) == [(2, "duplicada", [ya]), (3, "duplicada", [ya]), (4, "nueva", [otra])]
    assert Inscripcion.objects.values().get(pk=aqui.pk) == antes
    importada = Inscripcion.objects.get(origen="importada")
    assert (importada.posible_duplicada_de, importada.contacto.email) == (aqui, "luis@x.example")


def test_draft_of_the_same_contact_is_no_registration(mundo, riobamba):
    fabricas.crear_inscripcion(contacto=fabricas.crear_contacto(ciudad=riobamba, email="ana@x.example"))

    assert suertes(planear(traer(formulario(ANA)))) == [(2, "nueva", [])]


def test_what_is_remembered_of_a_person_holds_no_datum(mundo):
    importar(formulario(ANA))

    (fila,) = PersonaImportada.objects.values()
    assert not [dato for dato in ("Ana", "ana@", "paz", "Directora") if dato in str(fila)]
