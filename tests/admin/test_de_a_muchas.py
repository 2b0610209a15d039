"""Bulk actions: a preview says the fate of each row, the answer counts them, and two of the team act at once."""

import datetime
import re
from collections import Counter
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comun import enviador
from comun.models import Mensaje
from inscripciones import lugares, recordatorios
from inscripciones.admin import asistencias as acciones_de_asistencias
from inscripciones.borradores import recordar_borradores
from inscripciones.models import Asistencia, CambioInscripcion, Participante
from inscripciones.previsiones import CONCEDIBLES
from inscripciones.relato import relatar
from tests import fabricas
from tests.admin.elenco import crear_mensaje
from tests.admin.test_acciones import actuar
from tests.admin.test_delegacion import con_permisos
from tests.inscripciones.hilos import a_la_vez, errores

ASISTENCIAS = "/admin/inscripciones/asistencia/"
INSCRIPCIONES = "/admin/inscripciones/inscripcion/"
PERSONAS = "/admin/inscripciones/participante/"
HOSTIL = "<script>alert(1)</script> {{ x }} %(n)d"


def pedir(actividad, n=1, *, idioma="es", **campos):
    """Return requests for a reserved activity, each of a delegation of its own, the first confirmed first."""
    desde = timezone.now() - datetime.timedelta(days=30)
    pedidas = []
    for _n in range(n):
        contacto = fabricas.crear_contacto(idioma=idioma)
        desde += datetime.timedelta(minutes=1)
        inscripcion = fabricas.crear_inscripcion(
            "confirmada", contacto=contacto, cumbre=actividad.cumbre, confirmada_el=desde
        )
        persona = fabricas.crear_participante(inscripcion)
        pedidas.append(fabricas.crear_asistencia(persona, actividad, **{"estado": "solicitada", **campos}))
    return pedidas


def prever(client, lista, accion, *filas):
    """Ask for an action without confirming it; return the sentence of each row."""
    pregunta = client.post(lista, {"action": accion, "_selected_action": [f.pk for f in filas]})
    return {fila["pk"]: fila["avisos"] for fila in pregunta.context["filas"]}


def como_estan(*asistencias):
    return [Asistencia.objects.values_list("estado", "turno").get(pk=asistencia.pk) for asistencia in asistencias]


# --- Granting and refusing ----------------------------------------------------------------------


def test_what_is_told_before_granting_is_what_happens(coordinacion):
    sala = fabricas.crear_actividad(reservada=True, cupo_presencial=2)
    (espera,) = pedir(sala, estado="en_espera", turno=7)
    (con_lugar,) = pedir(sala, estado="confirmada")
    primera, segunda, tercera = pedir(sala, 3)
    (virtual,) = pedir(sala, modalidad="virtual")
    ausente = fabricas.crear_participante(
        primera.participante.inscripcion, respuesta="declinada", respondio_el=timezone.now()
    )
    no_va = fabricas.crear_asistencia(ausente, sala, estado="rechazada")
    de_abierta = fabricas.crear_asistencia(primera.participante, fabricas.crear_actividad(), estado="confirmada")
    todas = [tercera, no_va, con_lugar, espera, segunda, de_abierta, virtual, primera]

    dichos = prever(coordinacion, ASISTENCIAS, "conceder", *todas)
    mensajes = actuar(coordinacion, ASISTENCIAS, "conceder", *todas)

    llena = "Se concede sin lugar, la sala está llena: puesto %d de la lista de espera."
    assert dichos == {
        primera.pk: ["Se concede con lugar; después quedan 0."],
        segunda.pk: [llena % 2],
        tercera.pk: [llena % 3],
        virtual.pk: ["Se concede, virtual."],
        con_lugar.pk: ["No cambia: ya se concedió."],
        espera.pk: ["No cambia: ya se concedió y espera un lugar."],
        no_va.pk: ["No cambia: la persona avisó que no va."],
        de_abierta.pk: ["No cambia: no es una solicitud de una actividad reservada."],
    }
    assert sorted(mensajes) == [
        "1 no cambió: la persona avisó que no va.",
        "1 no cambió: no es una solicitud de una actividad reservada.",
        "1 no cambió: ya se concedió y espera un lugar.",
        "1 no cambió: ya se concedió.",
        "2 pasan a la lista de espera: la sala está llena.",
        "Se concedieron 2 solicitudes.",
    ]
    assert como_estan(primera, segunda, tercera, virtual, espera) == [
        ("confirmada", None),
        ("en_espera", 8),
        ("en_espera", 9),
        ("confirmada", None),
        ("en_espera", 7),
    ]


def test_the_history_tells_who_granted_and_who_refused_and_why(coordinacion):
    concedida, negada = pedir(fabricas.crear_actividad(titulo_es="Asamblea", reservada=True), 2)
    actuar(coordinacion, ASISTENCIAS, "conceder", concedida)
    actuar(coordinacion, ASISTENCIAS, "rechazar", negada, motivo="Es para intendentas.")

    cambios = CambioInscripcion.objects.order_by("pk")

    de = "Cambia «Asamblea», de «presencial, solicitada» a"
    assert [(c.inscripcion_id, c.motivo, *relatar(c.diferencias)) for c in cambios] == [
        (concedida.participante.inscripcion_id, "", f"{de} «presencial, lugar confirmado»: {concedida.participante}."),
        (
            negada.participante.inscripcion_id,
            "Es para intendentas.",
            f"{de} «presencial, no concedida»: {negada.participante}.",
        ),
    ]
    assert {(c.quien, c.usuario) for c in cambios} == {("equipo", coordinacion.usuaria)}


@pytest.mark.parametrize(("idioma", "rotulo"), [("es", "Este es el motivo:"), ("pt-br", "O motivo é este:")])
def test_the_reason_goes_into_the_mail_as_it_was_written(coordinacion, idioma, rotulo):
    (pedida,) = pedir(fabricas.crear_actividad(reservada=True), idioma=idioma)
    pregunta = coordinacion.post(ASISTENCIAS, {"action": "rechazar", "_selected_action": pedida.pk})
    assert "Va en el correo tal como se escribe" in pregunta.content.decode()
    assert {"es": "Español", "pt-br": "Português"}[idioma] in pregunta.context["filas"][0]["nota"]

    actuar(coordinacion, ASISTENCIAS, "rechazar", pedida, motivo=HOSTIL)

    correo = enviador.redactar(Mensaje.objects.get(tipo="solicitud_rechazada"))
    assert f"{rotulo}\n\n{HOSTIL}\n" in correo.texto
    assert "<script>" not in correo.html


def test_refusing_without_a_reason_asks_for_it_and_changes_nothing(coordinacion):
    (pedida,) = pedir(fabricas.crear_actividad(reservada=True))
    datos = {"action": "rechazar", "_selected_action": pedida.pk, "confirmado": "si", "motivo": " "}
    pagina = coordinacion.post(ASISTENCIAS, datos)
    assert pagina.context["form"].errors == {"motivo": ["Escriba el motivo: va en el correo que recibe el contacto."]}
    assert como_estan(pedida) == [("solicitada", None)]


def test_what_is_told_before_refusing(coordinacion):
    sala = fabricas.crear_actividad(reservada=True, cupo_presencial=1)
    (pedida,), (concedida,) = pedir(sala), pedir(sala, estado="confirmada")
    (espera,), (negada,) = pedir(sala, estado="en_espera", turno=1), pedir(sala, estado="rechazada")
    assert prever(coordinacion, ASISTENCIAS, "rechazar", pedida, concedida, espera, negada) == {
        pedida.pk: ["No se concede."],
        concedida.pk: ["Deja de estar concedida: su lugar pasa a quien espera."],
        espera.pk: ["No se concede: deja la lista de espera."],
        negada.pk: ["No cambia: ya se respondió que no se concede."],
    }


def test_a_resolved_row_that_left_the_filtered_list_is_told(coordinacion):
    vista, resuelta = pedir(fabricas.crear_actividad(reservada=True), 2)
    lugares.conceder(asistencias=[resuelta])  # by somebody else, between the preview and the confirmation

    mensajes = actuar(coordinacion, f"{ASISTENCIAS}?estado__exact=solicitada", "conceder", vista, resuelta)

    assert mensajes == [
        "Se concedió 1 solicitud.",
        "1 ya no está en la lista como usted la filtró y no se tocó: cambió mientras tanto.",
    ]
    assert Mensaje.objects.filter(tipo="solicitud_concedida").count() == 2


@pytest.mark.parametrize("n", [2, 60])
def test_granting_in_bulk_costs_few_statements_beside_the_mails(coordinacion, n):
    de_antes, *pedidas = pedir(fabricas.crear_actividad(reservada=True, cupo_presencial=n), n + 1)
    datos = {"action": "conceder", "_selected_action": [a.pk for a in pedidas], "confirmado": "si"}
    coordinacion.post(ASISTENCIAS, {**datos, "_selected_action": de_antes.pk})  # fills the cache of content types

    with CaptureQueriesContext(connection) as consultas:
        coordinacion.post(ASISTENCIAS, datos)

    tandas = -(-n // acciones_de_asistencias.POR_VEZ)
    correos = [c for c in consultas if 'INSERT INTO "comun_mensaje"' in c["sql"]]
    assert (len(correos), len(consultas) - len(correos)) == (n, 10 + 9 * tandas)


@pytest.mark.parametrize("n", [1, 30])
@pytest.mark.parametrize("accion", ["conceder", "rechazar", "adelantar"])
def test_the_preview_costs_the_same_for_any_number_of_rows(coordinacion, accion, n):
    pedidas = pedir(fabricas.crear_actividad(reservada=True, cupo_presencial=3), n)
    datos = {"action": accion, "_selected_action": [a.pk for a in pedidas]}
    coordinacion.post(ASISTENCIAS, datos)
    with CaptureQueriesContext(connection) as consultas:
        coordinacion.post(ASISTENCIAS, datos)
    assert len(consultas) == {"conceder": 10, "rechazar": 8, "adelantar": 8}[accion]


def test_choosing_all_over_several_pages_takes_all_up_to_the_limit(coordinacion, monkeypatch):
    sala = fabricas.crear_actividad(reservada=True)
    pedidas = pedir(sala, 55)
    pedir(fabricas.crear_actividad(), estado="confirmada")
    lista = f"{ASISTENCIAS}?estado__exact=solicitada"
    primera_pagina = [a.pk for a in coordinacion.get(lista).context["cl"].result_list]
    datos = {"action": "conceder", "_selected_action": primera_pagina, "select_across": "1"}

    pregunta = coordinacion.post(lista, datos)

    assert len(primera_pagina) == 50
    assert {fila["pk"] for fila in pregunta.context["filas"]} == {a.pk for a in pedidas}
    claves = re.findall(r'name="_selected_action" value="(\d+)"', pregunta.content.decode())
    respuesta = coordinacion.post(lista, {"action": "conceder", "_selected_action": claves, "confirmado": "si"})
    assert respuesta.headers["Location"] == lista
    assert Asistencia.objects.con_lugar().filter(actividad=sala).count() == 55
    monkeypatch.setattr("comun.acciones.FILAS_POR_ACCION", 54)
    de_mas = coordinacion.post(ASISTENCIAS, {**datos, "action": "rechazar"}, follow=True)
    assert "Acorte la lista con los filtros o el calendario" in str(list(de_mas.context["messages"])[-1])


def test_who_may_only_look_is_offered_no_action(client, db):
    (pedida,) = pedir(fabricas.crear_actividad(reservada=True))
    lectora = con_permisos(client, "view_asistencia", "view_participante", "view_inscripcion")
    for lista, fila in [(ASISTENCIAS, pedida), (PERSONAS, pedida.participante)]:
        assert lectora.get(lista).context["action_form"] is None
        lectora.post(lista, {"action": "conceder", "_selected_action": fila.pk, "confirmado": "si"})
    assert como_estan(pedida) == [("solicitada", None)]
    assert Mensaje.objects.count() == 0


def test_who_may_change_attendances_alone_grants_them(client, db):
    (pedida,) = pedir(fabricas.crear_actividad(reservada=True))
    equipo = con_permisos(client, "view_asistencia", "change_asistencia")
    assert actuar(equipo, ASISTENCIAS, "conceder", pedida) == ["Se concedió 1 solicitud."]


# --- Two of the team at once --------------------------------------------------------------------


def _las_dos(pedidas):
    filas = Asistencia.objects.select_related("actividad", "participante__inscripcion__contacto")
    filas = filas.filter(pk__in=[a.pk for a in pedidas])
    responder = partial(acciones_de_asistencias._responder, estados=CONCEDIBLES, responder=lugares.conceder)
    return a_la_vez(*[partial(responder, list(filas.all())) for _quien in range(2)])


@pytest.mark.django_db(transaction=True)
def test_two_of_the_team_who_grant_the_same_at_once_grant_it_once():
    pedidas = pedir(fabricas.crear_actividad(reservada=True, cupo_presencial=4), 8)

    resultados = _las_dos(pedidas)

    assert errores(resultados) == []
    assert sorted(len(hechas) for hechas, _resto in resultados) == [0, 8]
    (resto,) = [+resto for hechas, resto in resultados if not hechas]
    assert resto == Counter({"ya se concedió": 4, "ya se concedió y espera un lugar": 4})
    assert Asistencia.objects.con_lugar().count() == 4
    assert Mensaje.objects.filter(tipo="solicitud_concedida").count() == 8
    assert CambioInscripcion.objects.count() == 8


@pytest.mark.django_db(transaction=True)
def test_control_without_locks_both_grant_and_both_write(monkeypatch):
    pedidas = pedir(fabricas.crear_actividad(reservada=True), 4)
    monkeypatch.setattr(lugares, "_tomar", lambda asistencias, estados: list(asistencias))

    resultados = _las_dos(pedidas)

    assert [len(hechas) for hechas, _resto in resultados] == [4, 4]
    assert Mensaje.objects.filter(tipo="solicitud_concedida").count() == 8


# --- Moving in line -----------------------------------------------------------------------------


def test_putting_people_at_the_front_keeps_their_order_and_gives_no_place(coordinacion):
    sala = fabricas.crear_actividad(titulo_es="Taller", cupo_presencial=0)
    fila = [a for n in range(1, 6) for a in pedir(sala, estado="en_espera", turno=n * 10)]
    (de_otra,) = pedir(fabricas.crear_actividad(), estado="confirmada")
    elegidas = [fila[4], fila[0], fila[2], de_otra]

    dichos = prever(coordinacion, ASISTENCIAS, "adelantar", *elegidas)
    mensajes = actuar(coordinacion, ASISTENCIAS, "adelantar", *elegidas, motivo="Presentan en el seminario.")

    assert dichos == {
        fila[0].pk: ["Ya está en el 1."],
        fila[2].pk: ["Pasa del puesto 3 al 2."],
        fila[4].pk: ["Pasa del puesto 5 al 3."],
        de_otra.pk: ["No cambia: no está en lista de espera."],
    }
    assert mensajes == [
        "Se adelantó a 2 personas.",
        "1 no cambió: ya estaba al frente.",
        "1 no cambió: no está en lista de espera.",
    ]
    en_orden = list(Asistencia.objects.en_espera().values_list("pk", "turno"))
    assert en_orden == [(fila[n].pk, turno) for n, turno in zip([0, 2, 4, 1, 3], range(10, 60, 10), strict=True)]
    motivo, donde = "Presentan en el seminario.", "en la lista de espera de «Taller»."
    assert [(c.motivo, *relatar(c.diferencias)) for c in CambioInscripcion.objects.order_by("pk")] == [
        (motivo, f"{fila[2].participante} pasa del puesto 3 al 2 {donde}"),
        (motivo, f"{fila[4].participante} pasa del puesto 5 al 3 {donde}"),
    ]
    assert Mensaje.objects.count() == 0


# --- Reminding, once ----------------------------------------------------------------------------


def crear_persona(inscripcion, n=0, **campos):
    ayer = timezone.now() - datetime.timedelta(days=1)
    return fabricas.crear_participante(inscripcion, **{"email": f"p{n}@ejemplo.gob", "avisado_el": ayer, **campos})


def test_people_are_reminded_by_hand_once_and_never_again(coordinacion):
    inscripcion = fabricas.crear_inscripcion("confirmada")
    callada = crear_persona(inscripcion)
    ya = crear_persona(inscripcion, 1, recordado_el=timezone.now())
    dijo = crear_persona(inscripcion, 2, respuesta="confirmada", respondio_el=timezone.now())
    sin_enlace = crear_persona(inscripcion, 3, avisado_el=None)
    sin_correo = crear_persona(inscripcion, 4, email="")
    todas = [callada, ya, dijo, sin_enlace, sin_correo]
    razones = {
        ya: "ya se le recordó una vez",
        dijo: "ya respondió",
        sin_enlace: "todavía no se le envió su enlace",
        sin_correo: "no tiene correo",
    }

    dichos = prever(coordinacion, PERSONAS, "recordar", *todas)
    primera = actuar(coordinacion, PERSONAS, "recordar", *todas)
    segunda = actuar(coordinacion, PERSONAS, "recordar", callada)
    recordatorios.recordar_a_personas(timezone.now() + datetime.timedelta(days=10))

    assert {p: dichos[p.pk] for p in razones} == {p: [f"No cambia: {razon}."] for p, razon in razones.items()}
    assert dichos[callada.pk][0].startswith("Se le recuerda; recibió su enlace el ")
    assert sorted(primera) == sorted(
        ["Se le recuerda a 1 persona.", *(f"1 no cambió: {razon}." for razon in razones.values())]
    )
    assert segunda == ["1 no cambió: ya se le recordó una vez."]
    assert list(Mensaje.objects.values_list("tipo", "a")) == [("recordatorio_personal", callada.email)]


def test_a_delegation_is_reminded_of_its_draft_or_of_who_did_not_answer(coordinacion):
    borrador, recordado = fabricas.crear_inscripcion(), fabricas.crear_inscripcion(recordada_el=timezone.now())
    confirmada, en_orden = fabricas.crear_inscripcion("confirmada"), fabricas.crear_inscripcion("confirmada")
    retirada = fabricas.crear_inscripcion("retirada")
    personas = [crear_persona(confirmada, n) for n in range(2)]
    todas = [borrador, recordado, confirmada, en_orden, retirada]

    dichos = prever(coordinacion, INSCRIPCIONES, "recordar", *todas)
    mensajes = actuar(coordinacion, INSCRIPCIONES, "recordar", *todas)
    actuar(coordinacion, INSCRIPCIONES, "recordar", *todas)
    recordar_borradores(timezone.now() + datetime.timedelta(days=10))

    nadie = "no hay a quién recordar: respondió, ya se le recordó o no tiene su enlace"
    assert dichos == {
        borrador.pk: ["Se recuerda el borrador a su contacto."],
        recordado.pk: ["No cambia: ya se le recordó una vez."],
        confirmada.pk: ["Se les recuerda a 2 personas."],
        en_orden.pk: [f"No cambia: {nadie}."],
        retirada.pk: ["No cambia: su estado no lo permite."],
    }
    assert sorted(mensajes) == [
        f"1 no cambió: {nadie}.",
        "1 no cambió: su estado no lo permite.",
        "1 no cambió: ya se le recordó una vez.",
        "Se les recuerda a 2 personas.",
        "Se recuerda 1 borrador a su contacto.",
    ]
    assert sorted(Mensaje.objects.values_list("tipo", "a")) == sorted(
        [("recordatorio_borrador", borrador.contacto.email), *(("recordatorio_personal", p.email) for p in personas)]
    )


def test_a_draft_whose_contact_confirmed_another_is_not_reminded(coordinacion):
    contacto = fabricas.crear_contacto(email="dos@ejemplo.gob")
    fabricas.crear_inscripcion("confirmada", contacto=contacto)
    dejado = fabricas.crear_inscripcion(contacto=fabricas.crear_contacto(email="DOS@ejemplo.gob"))
    assert actuar(coordinacion, INSCRIPCIONES, "recordar", dejado) == [
        "1 no cambió: su contacto ya tiene otra inscripción confirmada."
    ]


@pytest.mark.django_db(transaction=True)
def test_a_reminder_by_hand_and_the_portal_s_at_once_are_one():
    inscripcion = fabricas.crear_inscripcion("confirmada")
    hace = timezone.now() - datetime.timedelta(days=9)
    personas = [crear_persona(inscripcion, n, avisado_el=hace) for n in range(5)]

    resultados = a_la_vez(
        partial(recordatorios.recordar_ahora, personas, timezone.now()),
        partial(recordatorios.recordar_ahora, personas, timezone.now()),
        partial(recordatorios.recordar_a_personas, timezone.now()),
    )

    assert errores(resultados) == []
    assert Counter(Mensaje.objects.values_list("a", flat=True)) == Counter(p.email for p in personas)


# --- Filters with counts ------------------------------------------------------------------------

LISTAS = {
    "inscripcion": ["atencion", "duplicada", "seminario", "actividad", "modalidad", "pais"],
    "participante": ["atencion", "actividad", "modalidad", "seminario", "pais"],
    "asistencia": ["reservada", "pais", "idioma"],
    "solicituddecambio": ["pais", "idioma"],
}


def poblar():
    sala = fabricas.crear_seminario(cupo_presencial=0)
    (pedida,) = pedir(fabricas.crear_actividad(sala.cumbre, reservada=True), idioma="pt-br")
    (espera,) = pedir(sala, estado="en_espera", turno=1)
    fabricas.crear_solicitud(espera.participante.inscripcion)
    fabricas.crear_inscripcion("confirmada", posible_duplicada_de=espera.participante.inscripcion)
    crear_mensaje(fabricas.crear_participante(pedida.participante.inscripcion), estado="fallido")
    crear_mensaje(espera.participante.inscripcion.contacto, estado="fallido")
    crear_persona(espera.participante.inscripcion)
    brasil = fabricas.crear_contacto(ciudad=fabricas.crear_ciudad(pais="BR"))
    fabricas.crear_eleccion(fabricas.crear_inscripcion(contacto=brasil), sala, "virtual")
    Participante.objects.filter(pk=pedida.participante_id).update(email="con@ejemplo.gob")


@pytest.mark.parametrize("modelo", LISTAS)
def test_each_choice_counts_the_rows_that_it_shows(coordinacion, modelo):
    poblar()
    lista = coordinacion.get(f"/admin/inscripciones/{modelo}/?_facets=True").context["cl"]
    contadas, mostradas = {}, {}
    for spec in lista.filter_specs:
        if getattr(spec, "parameter_name", "") not in LISTAS[modelo]:
            continue
        cuentas = spec.get_facet_queryset(lista)
        for n, (clave, _nombre) in enumerate(spec.lookup_choices):
            filtro = f"{spec.parameter_name}={clave}"
            contadas[filtro] = cuentas[f"{n}__c"]
            mostradas[filtro] = coordinacion.get(f"/admin/inscripciones/{modelo}/?{filtro}").context["cl"].result_count
    assert contadas == mostradas
    assert {filtro.split("=")[0] for filtro in contadas} == set(LISTAS[modelo])
    assert sum(contadas.values()) >= len(LISTAS[modelo])


@pytest.mark.parametrize("modelo", LISTAS)
def test_what_waits_longest_comes_first(coordinacion, modelo):
    primera, segunda = pedir(fabricas.crear_actividad(reservada=True), 2)
    inscripciones = [a.participante.inscripcion for a in (primera, segunda)]
    personas = [crear_persona(i, n, avisado_el=i.confirmada_el) for n, i in enumerate(inscripciones)]
    solicitudes = [fabricas.crear_solicitud(i) for i in inscripciones]
    filtro, filas = {
        "inscripcion": ("atencion=reservadas", inscripciones),
        "participante": ("atencion=por_recordar", personas),
        "asistencia": ("estado__exact=solicitada", [primera, segunda]),
        "solicituddecambio": ("estado__exact=pendiente", solicitudes),
    }[modelo]
    assert list(coordinacion.get(f"/admin/inscripciones/{modelo}/?{filtro}").context["cl"].result_list) == filas


def test_an_unknown_choice_shows_no_row(coordinacion):
    poblar()
    for modelo, filtros in LISTAS.items():
        for filtro in filtros:
            lista = coordinacion.get(f"/admin/inscripciones/{modelo}/?{filtro}=no-hay").context["cl"]
            assert lista.result_count == 0, (modelo, filtro)


@pytest.mark.parametrize(("accion", "queda"), [("conceder", "confirmada"), ("rechazar", "rechazada")])
def test_a_request_of_what_is_reserved_no_more_keeps_its_buttons_and_is_answered(coordinacion, accion, queda):
    sala = fabricas.crear_actividad(reservada=True)
    (pedida,) = pedir(sala)
    type(sala).objects.update(reservada=False)

    ficha = coordinacion.get(f"{ASISTENCIAS}{pedida.pk}/change/")
    actuar(coordinacion, ASISTENCIAS, accion, pedida, motivo="Prueba.")

    botones = [boton["nombre"] for boton in ficha.context["acciones_de_objeto"]]
    assert (botones, como_estan(pedida)) == (["conceder", "rechazar"], [(queda, None)])
