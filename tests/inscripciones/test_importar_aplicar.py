"""Applying the form from outside: places in order, cut short, twice, by two at once, with mails, and by command."""

import datetime
import threading

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actores.models import Ciudad, Contacto
from actores.services import fusionar
from agenda.models import Actividad
from comun import limites, tablas
from comun.models import Importacion, Mensaje
from comun.tablas_leer import TablaIlegible
from inscripciones import duplicadas, lugares, services, uniones
from inscripciones.errores import ErrorInscripcion
from inscripciones.importacion import Plan, PlanCambiado, YaAplicada, aplicar, planear, servicio
from inscripciones.models import Asistencia, CambioInscripcion, Eleccion, Inscripcion, Participante, PersonaImportada
from tests import fabricas
from tests.inscripciones.delegaciones import borrador, confirmada, invariantes, lugares_dados, turnos
from tests.inscripciones.formularios import ANA, COLUMNAS, formulario, importar, persona, quedo, suertes, traer
from tests.inscripciones.hilos import a_la_vez, errores

SEMINARIO = ("seminario", "presencial", "confirmada")


# --- Places -------------------------------------------------------------------------------------


def test_places_go_in_the_order_in_which_the_form_was_filled_in(mundo):
    seminario = mundo[0]
    seminario.cupo_presencial = 2
    seminario.save()
    filas = [
        persona("Sin fecha", "sin@x.example", "Quito"),
        persona("Tercera", "c@x.example", "Riobamba", marca="03/05/2024 10:00"),
        persona("Primera", "a@x.example", "Riobamba", marca="03/05/2024 08:00"),
        persona("Segunda", "b@x.example", "Quito", marca="03/05/2024 09:00"),
    ]

    importar(formulario(*filas))

    estados = Asistencia.objects.values_list("participante__nombre", "estado", "turno").order_by("pk")
    assert list(estados) == [
        ("Primera", "confirmada", None),
        ("Segunda", "confirmada", None),
        ("Tercera", "en_espera", 1),
        ("Sin fecha", "en_espera", 2),
    ]
    invariantes(seminario)


def test_import_waits_behind_who_waits_already(mundo):
    seminario = mundo[0]
    seminario.cupo_presencial = 1
    seminario.save()
    for _i in range(2):
        confirmada(seminario)

    importar(formulario(ANA))

    assert turnos(seminario) == [1, 2]
    assert Asistencia.objects.get(participante__nombre="Ana Paz").turno == 2


def test_closed_activity_takes_nobody_new_and_keeps_who_is_in(mundo):
    datos = formulario(persona("Ana Paz", "ana@x.example", que="seminario; clima"))
    importar(datos)
    clima = mundo[1]
    clima.cerrada = True
    clima.save()
    nueva = formulario(
        persona("Ana Paz", "ana@x.example", que="seminario; clima"),
        persona("Luis Gil", "luis@x.example", que="seminario; clima"),
        persona("Eva Sol", "eva@x.example", que="clima"),
    )

    plan = planear(traer(nueva))
    importar(nueva)

    assert suertes(plan) == [
        (2, "igual", []),
        (3, "suma", []),
        (4, "error", ["ya no se reciben inscripciones en las actividades que eligió."]),
    ]
    assert [(p[2], [a[0] for a in p[6]]) for p in quedo()] == [
        ("Ana Paz", ["seminario", "clima"]),
        ("Luis Gil", ["seminario"]),
    ]


def test_changed_choice_frees_a_place_for_who_waits(mundo):
    seminario = mundo[0]
    seminario.cupo_presencial = 1
    seminario.save()
    espera = persona("Luis Gil", "luis@x.example", "Quito")
    importar(formulario(ANA, espera))

    importar(formulario(persona("Ana Paz", "ana@x.example", cargo="Directora", que="seminario (virtual)"), espera))

    assert {p[2]: p[6] for p in quedo()} == {
        "Ana Paz": [("seminario", "virtual", "confirmada")],
        "Luis Gil": [SEMINARIO],
    }
    assert [m.tipo for m in Mensaje.objects.all()] == ["lugar_liberado"]


def test_contact_changing_choice_moves_nobody_else(mundo):
    luis = persona("Luis Gil", "luis@x.example")
    importar(formulario(ANA, luis))
    assert set(Participante.objects.values_list("actividades_propias", flat=True)) == {False}

    importar(formulario(persona("Ana Paz", "ana@x.example", cargo="Directora", que="clima"), luis))

    assert {p[2]: [a[0] for a in p[6]] for p in quedo()} == {"Ana Paz": ["clima"], "Luis Gil": ["seminario"]}
    assert list(Eleccion.objects.values_list("actividad__slug", flat=True)) == ["seminario"]


# --- Applying -----------------------------------------------------------------------------------


def muchas(cuantas=7):
    return formulario(*[persona(f"Persona {n}", f"p{n}@x.example", f"Ciudad Nueva {n % 3}") for n in range(cuantas)])


def test_cut_short_and_run_again_it_ends_the_same(mundo, monkeypatch):
    mundo[0].cupo_presencial = 4
    mundo[0].save()
    monkeypatch.setattr(servicio, "TANDA", 2)
    traida = traer(muchas())

    def caerse(hechas, total):
        if hechas == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        aplicar(importacion=traida, consentido=True, progreso=caerse)
    a_medias = quedo()
    aplicar(importacion=traida, consentido=True)

    assert [p[2] for p in a_medias] == ["Persona 0", "Persona 1"]
    interrumpida = quedo()
    Inscripcion.objects.all().delete()
    importar(muchas())
    assert interrumpida == quedo()
    assert [p[6][0][2] for p in interrumpida] == ["confirmada"] * 4 + ["en_espera"] * 3


def test_a_batch_that_fails_leaves_nothing_of_itself(mundo, monkeypatch):
    def fallar(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(lugares, "colocar_en_orden", fallar)
    with pytest.raises(RuntimeError):
        importar(formulario(ANA))

    assert (Inscripcion.objects.count(), Participante.objects.count(), PersonaImportada.objects.count()) == (0, 0, 0)
    assert Importacion.objects.get().aplicada_el is None


def test_table_is_applied_once(mundo):
    traida = traer(formulario(ANA))
    aplicar(importacion=traida, consentido=True)

    with pytest.raises(YaAplicada):
        aplicar(importacion=traida, consentido=True)


def test_plan_that_changed_since_it_was_read_is_not_applied(mundo, riobamba):
    traida = traer(formulario(ANA))
    sello = planear(traida).sello
    confirmada(mundo[0], contacto=fabricas.crear_contacto(ciudad=riobamba, email="ana@x.example"))

    with pytest.raises(PlanCambiado):
        aplicar(importacion=traida, sello=sello, consentido=True)

    assert Inscripcion.objects.filter(origen="importada").count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_are_one(mundo):
    contenido = muchas()
    traidas = [traer(contenido), traer(contenido)]

    resultados = a_la_vez(*(lambda t=t: aplicar(importacion=t, consentido=True) for t in traidas))

    assert sorted(r.cuentas["igual"] for r in resultados) == [0, 7]
    assert (Inscripcion.objects.count(), Participante.objects.count()) == (3, 7)


@pytest.mark.django_db(transaction=True)
def test_without_the_locks_two_imports_would_be_two(mundo, monkeypatch):
    juntas, situar = threading.Barrier(2, timeout=20), Plan.situar

    def situar_a_la_vez(plan, filas):
        situar(plan, filas)
        if connection.in_atomic_block:  # the batch, not the plan
            juntas.wait()

    monkeypatch.setattr(Plan, "situar", situar_a_la_vez)
    monkeypatch.setattr(servicio.tablas_traidas, "cerrar", lambda cerrojo: None)
    monkeypatch.setattr(lugares, "bloquear", lambda claves: Actividad.objects.in_bulk(set(claves)))
    traidas = [traer(formulario(ANA)), traer(formulario(ANA))]

    a_la_vez(*(lambda t=t: aplicar(importacion=t, consentido=True) for t in traidas))

    assert (Inscripcion.objects.count(), Participante.objects.count()) == (2, 2)


@pytest.mark.django_db(transaction=True)
def test_import_and_confirmations_at_once_give_each_place_once(mundo, monkeypatch):
    seminario = mundo[0]
    seminario.cupo_presencial = 6
    seminario.save()
    monkeypatch.setattr(servicio, "TANDA", 2)
    traida = traer(muchas())
    borradores = [borrador(seminario, espera=True) for _i in range(4)]

    resultados = a_la_vez(
        lambda: aplicar(importacion=traida, consentido=True),
        *(lambda i=i: services.confirmar(inscripcion=i) for i in borradores),
    )

    assert errores(resultados) == []
    assert (lugares_dados(seminario), turnos(seminario)) == (6, [1, 2, 3, 4, 5])
    invariantes(seminario)


def test_delegation_of_a_city_whose_registration_staff_gave_to_another_begins_anew(mundo, riobamba):
    importar(formulario(ANA))
    Inscripcion.objects.update(ciudad=fabricas.crear_ciudad())

    importar(formulario(persona("Luis Gil", "luis@x.example")))

    claves = sorted(len(clave) for clave in Inscripcion.objects.values_list("clave_externa", flat=True))
    base = len(f"ciudad:{riobamba.pk}")
    assert claves == [base, base + 9]


@pytest.mark.parametrize(
    "texto", ["(" * 15_000, "-" * 15_000, "a, " * 5_000, "\u0301" * 15_000, "1/1/2024" + " " * 15_000 + "x"]
)
def test_endless_cells_take_no_endless_time(mundo, texto):
    fila = [texto, texto, texto, texto, texto, "Ecuador", texto, texto]
    plan = planear(traer(formulario(fila, columnas=[f"{c} {'consentimiento ' * 500}" for c in COLUMNAS])))
    otra = planear(traer(formulario(fila)))

    assert [str(fila.suerte) for fila in (*plan.filas, *otra.filas)] == ["error"] * len([*plan.filas, *otra.filas])


def test_without_a_column_of_consent_somebody_must_vouch(mundo):
    with pytest.raises(ErrorInscripcion, match="el formulario pidió el uso de los datos"):
        aplicar(importacion=traer(formulario(ANA)))

    assert not Inscripcion.objects.exists()


def test_mails_go_only_if_asked_and_once_for_each_contact(mundo):
    datos = formulario(ANA, persona("Luis Gil", "luis@x.example"), persona("Eva Sol", "eva@x.example", "Quito"))
    importar(datos)
    assert not Mensaje.objects.exists()

    primera, segunda = importar(datos, con_aviso=True), importar(datos, con_aviso=True)

    assert (primera.avisadas, segunda.avisadas) == (2, 0)
    assert sorted(Mensaje.objects.values_list("tipo", "a")) == [
        ("enlace_personal", "ana@x.example"),
        ("enlace_personal", "eva@x.example"),
        ("enlace_personal", "luis@x.example"),
        ("inscripcion_confirmada", "ana@x.example"),
        ("inscripcion_confirmada", "eva@x.example"),
    ]


DE_PAREJA = ("otra_delegacion", "ya_hay_delegacion", "dos_inscripciones")


@pytest.mark.parametrize("con_aviso", [False, True])
def test_delegation_of_a_city_that_has_one_is_marked_and_both_are_told_only_if_asked(mundo, riobamba, con_aviso):
    aqui = confirmada(mundo[0], contacto=fabricas.crear_contacto(ciudad=riobamba, email="aqui@x.example"))

    importar(formulario(ANA), con_aviso=con_aviso)
    importar(formulario(ANA), con_aviso=con_aviso)

    importada = Inscripcion.objects.get(origen="importada")
    assert importada.posible_duplicada_de == aqui
    avisos = [("otra_delegacion", "aqui@x.example"), ("ya_hay_delegacion", "ana@x.example")] if con_aviso else []
    assert sorted(Mensaje.objects.filter(tipo__in=DE_PAREJA).values_list("tipo", "a")) == avisos


def test_mails_of_an_import_count_in_the_order_of_a_confirmation(mundo, riobamba, monkeypatch):
    """Each counter is locked until the end: in two orders they would wait for each other."""
    ambitos = []
    monkeypatch.setattr(limites, "permitir", lambda ambito, *_valor, **_maximo: ambitos.append(ambito) or True)
    confirmada(mundo[0], contacto=fabricas.crear_contacto(ciudad=riobamba))

    segunda = borrador(mundo[0], personas=0, contacto=fabricas.crear_contacto(ciudad=riobamba))
    fabricas.crear_asistencia(fabricas.crear_participante(segunda, email="luis@x.example"), mundo[0])
    services.confirmar(inscripcion=segunda)
    al_confirmar = ambitos.copy()
    ambitos.clear()
    importar(formulario(ANA), con_aviso=True)

    assert al_confirmar == ["invitaciones", "invitacion", "otra_delegacion"]
    assert ambitos == al_confirmar


def test_pair_that_staff_resolved_before_the_mails_is_not_told(mundo, riobamba):
    confirmada(mundo[0], contacto=fabricas.crear_contacto(ciudad=riobamba))
    importar(formulario(ANA))
    Inscripcion.objects.filter(origen="importada").update(duplicada_resuelta_el=timezone.now())

    assert importar(formulario(ANA), con_aviso=True).avisadas == 1

    assert not Mensaje.objects.filter(tipo__in=DE_PAREJA).exists()


def test_address_that_is_the_contact_of_another_delegation_of_the_form_is_told_once_of_both(mundo):
    importar(formulario(ANA))
    Contacto.objects.update(email="luis@x.example")

    importar(formulario(persona("Luis Gil", "Luis@x.example", "Quito")), con_aviso=True)

    primera, segunda = Inscripcion.objects.order_by("pk")
    assert (primera.posible_duplicada_de, segunda.posible_duplicada_de) == (None, primera)
    assert list(Mensaje.objects.filter(tipo__in=DE_PAREJA).values_list("tipo", "a")) == [
        ("dos_inscripciones", "Luis@x.example")
    ]


def importar_y_confirmar_a_la_vez(borrador_, traida):
    resultados = a_la_vez(
        lambda: aplicar(importacion=traida, consentido=True), lambda: services.confirmar(inscripcion=borrador_)
    )
    assert errores(resultados) == []
    return Inscripcion.objects.confirmadas().exclude(posible_duplicada_de=None).count()


@pytest.mark.django_db(transaction=True)
def test_import_and_confirmation_of_one_city_at_once_see_each_other(mundo):
    """No activity in common: only the registrations that are alike stand between the two."""
    for n in range(4):
        ciudad = fabricas.crear_ciudad(nombre=f"Ciudad {n}", pais="EC")
        aqui = borrador(mundo[1], contacto=fabricas.crear_contacto(ciudad=ciudad))

        marcadas = importar_y_confirmar_a_la_vez(
            aqui, traer(formulario(persona("Ana", f"a{n}@x.example", ciudad.nombre)))
        )

        assert marcadas == n + 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_neither_would_see_the_other(mundo, riobamba, monkeypatch):
    aqui = borrador(mundo[1], contacto=fabricas.crear_contacto(ciudad=riobamba))
    ya_miraron, marcar = threading.Barrier(2, timeout=20), duplicadas.marcar

    def mirar_y_esperar(inscripcion):
        marcar(inscripcion)
        ya_miraron.wait()

    monkeypatch.setattr(duplicadas, "bloquear_parecidas", lambda *inscripciones: None)
    monkeypatch.setattr(duplicadas, "marcar", mirar_y_esperar)

    assert importar_y_confirmar_a_la_vez(aqui, traer(formulario(ANA))) == 0


def historia():
    """Return what is kept of each change: by whom, why, and what differs, of whom."""
    return [
        (c.quien, c.motivo, sorted((d["que"], d["de"]) for d in c.diferencias))
        for c in CambioInscripcion.objects.order_by("pk")
    ]


@pytest.mark.parametrize(("con_aviso", "avisos"), [(False, []), (True, ["inscripcion_cambiada"])])
def test_what_changes_in_a_registration_that_was_there_is_kept(mundo, con_aviso, avisos):
    primera, quito = persona("Ana Paz", "ana@x.example"), persona("Eva Sol", "eva@x.example", "Quito")
    importar(formulario(primera, quito))
    nueva = persona("Ana Paz", "ana@x.example", telefono="+593991234567", que="clima")

    importar(
        formulario(nueva, quito, persona("Luis Gil", "l@x.example"), persona("Sin Nada", "", "Quito", que="")),
        con_aviso=con_aviso,
    )

    lo_de_riobamba = [
        *[("actividad", "Ana Paz"), ("actividad", "Ana Paz"), ("actividad", "Luis Gil")],
        *[("actividades_propias", "Ana Paz"), ("contacto_telefono", ""), ("persona_agregada", "Luis Gil")],
    ]
    assert historia() == [("portal", "formulario.csv", lo_de_riobamba)]
    assert CambioInscripcion.objects.get().inscripcion == Inscripcion.objects.get(contacto__email="ana@x.example")
    assert [m.tipo for m in Mensaje.objects.filter(tipo="inscripcion_cambiada")] == avisos


def test_registration_that_the_table_begins_has_no_history(mundo, monkeypatch):
    monkeypatch.setattr(servicio, "TANDA", 1)
    datos = formulario(ANA, persona("Luis Gil", "luis@x.example"))

    importar(datos, con_aviso=True)
    importar(datos)

    assert (Participante.objects.count(), historia()) == (2, [])


def test_following_costs_nothing_where_nothing_changes(mundo):
    def consultas(*, iguales):
        sin_cambios = [persona(f"P {n}", f"p{n}@x.example", f"Ciudad {n}") for n in range(iguales)]
        importar(formulario(ANA, *sin_cambios))
        cambiada = persona("Ana Paz", "ana@x.example", cargo=f"Cargo {iguales}", que="seminario")
        with CaptureQueriesContext(connection) as contadas:
            importar(formulario(cambiada, *sin_cambios))
        return len(contadas)

    assert consultas(iguales=1) == consultas(iguales=30)
    assert [de for *_resto, de in historia()] == [[("contacto_cargo", "")]] * 3


def test_city_written_in_at_one_import_is_found_at_the_next_and_after_a_merge(mundo):
    importar(formulario(persona("Ana Paz", "", "Villa Nueva"), persona("Luis Gil", "l@x.example", "Villa Nueva")))
    escrita = Ciudad.objects.get(nombre="Villa Nueva")
    buena = fabricas.crear_ciudad(nombre="Villanueva", pais="EC")

    fusionar(origen=escrita, destino=buena)
    plan = planear(traer(formulario(persona("Ana Paz", "", "Villa Nueva"), persona("Eva Sol", "", "villanueva"))))

    assert suertes(plan) == [(2, "igual", []), (3, "suma", [])]


def test_phone_exported_again_is_read_back_with_its_plus(mundo):
    importar(formulario(persona("Ana Paz", "ana@x.example", telefono="+593 99 123")))
    telefono = Inscripcion.objects.get().contacto.telefono

    exportada = b"".join(
        tablas.filas_csv(
            ["Nombre", "Correo", "Teléfono", "País", "Ciudad", "Actividades"],
            [["Ana Paz", "ana@x.example", telefono, "EC", "Riobamba", "seminario"]],
        )
    )

    assert telefono == "+593 99 123"
    assert suertes(planear(traer(exportada))) == [(2, "igual", [])]
    assert planear(traer(exportada)).filas[0].telefono == telefono


def test_no_cumbre_says_what_to_do(db):
    with pytest.raises(TablaIlegible, match="No hay una Cumbre publicada"):
        planear(traer(formulario(ANA)))


# --- The command --------------------------------------------------------------------------------


def ordenar(ruta, *opciones, capsys):
    call_command("importar_inscripciones", str(ruta), *opciones)
    return capsys.readouterr().out.splitlines()


def test_command_tells_each_row_and_writes_only_with_aplicar(mundo, tmp_path, capsys):
    ruta = tmp_path / "f.csv"
    ruta.write_bytes(formulario(ANA, persona("Sin Nada", "x@x.example", que="")))

    mirada = ordenar(ruta, capsys=capsys)
    antes = Inscripcion.objects.count(), Importacion.objects.count()
    hecha = ordenar(ruta, "--aplicar", "--consentimiento", "--avisar", capsys=capsys)

    assert mirada == [
        "2\tnueva delegación\tAna Paz\tRiobamba\t",
        "3\terror\tSin Nada\tRiobamba\tno eligió ninguna actividad de la Cumbre: no hay qué inscribir.",
        "nueva: 1, suma: 0, actualiza: 0, igual: 0, duplicada: 0, error: 1",
        "con el seminario: 1",
    ]
    assert antes == (0, 0)
    assert hecha == [*mirada[:2], "aplicadas 2 de 2 filas", *mirada[2:]]
    assert Inscripcion.objects.count() == 1
    assert sorted(m.tipo for m in Mensaje.objects.all()) == ["enlace_personal", "inscripcion_confirmada"]


def test_command_takes_corrections_of_columns(mundo, tmp_path, capsys):
    ruta = tmp_path / "f.csv"
    columnas = ["Quién viene", "Le escribimos a", "De dónde", "Nación", "Charla 4"]
    ruta.write_bytes(formulario(["Ana Paz", "ana@x.example", "Riobamba", "Ecuador", "x"], columnas=columnas))
    opciones = [
        *("--columna=nombre=Quién viene", "--columna=email=le escribimos a", "--columna=ciudad=De dónde"),
        *("--columna=pais=NACION", "--columna=actividad:seminario=Charla 4"),
    ]

    assert ordenar(ruta, *opciones, capsys=capsys)[0] == "2\tnueva delegación\tAna Paz\tRiobamba\t"


@pytest.mark.parametrize(
    ("opcion", "dice"),
    [
        ("--columna=altura=Nombre y apellido", "«altura» no es una columna nuestra"),
        ("--columna=nombre=Alias", "«Alias» no es un título del archivo"),
        ("--aplicar", "el formulario pidió el uso de los datos"),
    ],
)
def test_command_says_what_is_wrong(mundo, tmp_path, opcion, dice):
    ruta = tmp_path / "f.csv"
    ruta.write_bytes(formulario(ANA))

    with pytest.raises(CommandError, match=dice):
        call_command("importar_inscripciones", str(ruta), opcion)

    assert not Inscripcion.objects.exists()


def test_command_without_a_file_says_so(mundo, tmp_path):
    with pytest.raises(CommandError, match=r"nada\.csv"):
        call_command("importar_inscripciones", str(tmp_path / "nada.csv"))


def test_import_after_the_window_closed_is_staffs_to_do(mundo, cumbre):
    cumbre.inscripcion_hasta = cumbre.inscripcion_desde + datetime.timedelta(minutes=1)
    cumbre.save()

    assert importar(formulario(ANA)).cuentas["nueva"] == 1


def test_newer_form_knows_who_is_one_person_by_now_of_two_delegations_that_joined(mundo):
    contacto = fabricas.crear_contacto(ciudad=Ciudad.objects.get(nombre="Riobamba"))
    aqui = confirmada(mundo[0], contacto=contacto)
    importar(formulario(ANA))
    services.agregar_participante(inscripcion=aqui, nombre="Ana Paz", email="ana@x.example", cargo="Directora")
    uniones.unir(inscripcion=Inscripcion.objects.get(origen="importada"), usuario=None)

    plan = planear(traer(formulario(persona("Ana Paz", "ana@x.example", cargo="Ministra"))))

    (fila,) = plan.filas
    assert (str(fila.suerte), fila.cambios, fila.inscripcion.pk) == ("actualiza", {"cargo": "Ministra"}, aqui.pk)
