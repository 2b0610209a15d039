"""What staff decides about registrations, and the waiting list on one screen."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comun.models import Mensaje
from inscripciones import en_espera
from inscripciones.models import CambioInscripcion, Inscripcion
from tests import fabricas
from tests.admin.test_acciones import actuar
from tests.inscripciones import escritos
from tests.inscripciones.delegaciones import confirmada

LISTA = "/admin/inscripciones/inscripcion/"


@pytest.fixture
def pareja(db):
    """Two confirmed registrations of one city; the second is marked."""
    actividad, ciudad = fabricas.crear_actividad(), fabricas.crear_ciudad()
    return [confirmada(actividad, contacto=fabricas.crear_contacto(ciudad=ciudad)) for _n in range(2)]


def ficha(inscripcion):
    return f"{LISTA}{inscripcion.pk}/change/"


def registro():
    return list(LogEntry.objects.order_by("pk").values_list("object_id", "change_message"))


# --- Closed with a reason -----------------------------------------------------------------------


def test_rejecting_asks_the_reason_first(coordinacion):
    viva = fabricas.crear_inscripcion("confirmada", contacto=fabricas.crear_contacto(idioma="pt-br"))
    datos = {"action": "rechazar", "_selected_action": viva.pk, "confirmado": "si", "motivo": " "}
    antes = escritos.hoja("sessions.Session")

    pagina = coordinacion.post(LISTA, datos)

    assert pagina.templates[0].name == "admin/confirmar_accion.html"
    assert pagina.context["form"].errors == {"motivo": ["Escriba el motivo: va en el correo que recibe el contacto."]}
    assert [fila["nota"] for fila in pagina.context["filas"]] == ["confirmada, Português"]
    assert escritos.hoja("sessions.Session") == antes


def test_rejecting_reports_each_fate_and_logs_what_changed(coordinacion):
    viva, borrador = fabricas.crear_inscripcion("confirmada"), fabricas.crear_inscripcion()
    retirada, ya = fabricas.crear_inscripcion("retirada"), fabricas.crear_inscripcion("rechazada", motivo="Antes.")

    datos = {"action": "rechazar", "_selected_action": [i.pk for i in (viva, borrador, retirada, ya)]}
    respuesta = coordinacion.post(LISTA, {**datos, "confirmado": "si", "motivo": "Es una prueba."}, follow=True)

    # The list comes newest first, and so do the sentences.
    assert [str(m) for m in respuesta.context["messages"]] == [
        "Se rechazaron 2 inscripciones.",
        f"{ya} no cambió. Su estado no lo permite.",
        f"{retirada} no cambió. Esta inscripción fue retirada o ya no admite cambios. Puede iniciar una nueva.",
    ]
    motivos = dict(Inscripcion.objects.values_list("pk", "motivo"))
    assert motivos == {viva.pk: "Es una prueba.", borrador.pk: "Es una prueba.", retirada.pk: "", ya.pk: "Antes."}
    assert set(CambioInscripcion.objects.values_list("usuario", "motivo")) == {
        (coordinacion.usuaria.pk, "Es una prueba.")
    }
    assert sorted(registro()) == sorted([(str(viva.pk), "Rechazar"), (str(borrador.pk), "Rechazar")])
    assert Mensaje.objects.filter(tipo="inscripcion_rechazada").count() == 2


# --- Duplicates ---------------------------------------------------------------------------------


def test_the_filter_shows_what_the_first_screen_counts(coordinacion, pareja):
    _primera, segunda = pareja
    lista = coordinacion.get(f"{LISTA}?duplicada=posible")
    assert list(lista.context["cl"].result_list) == [segunda]
    assert coordinacion.get(f"{LISTA}?duplicada=quizas").context["cl"].result_count == 0


def test_each_of_the_two_leads_to_the_other(coordinacion, pareja):
    primera, segunda = pareja
    assert f'href="{ficha(primera)}"' in coordinacion.get(ficha(segunda)).content.decode()
    assert f'href="{ficha(segunda)}"' in coordinacion.get(ficha(primera)).content.decode()


def test_saying_that_it_is_no_duplicate_takes_it_off_the_list(coordinacion, pareja):
    primera, segunda = pareja

    mensajes = actuar(coordinacion, LISTA, "no_es_duplicada", primera, segunda)

    assert mensajes == [
        "1 ya no figura como duplicada.",
        f"{primera} no cambió. Su estado no lo permite.",
    ]
    assert coordinacion.get(f"{LISTA}?duplicada=posible").context["cl"].result_count == 0
    assert list(coordinacion.get(f"{LISTA}?duplicada=resuelta").context["cl"].result_list) == [segunda]
    assert registro() == [(str(segunda.pk), "No es duplicada")]
    assert f'href="{ficha(primera)}"' in coordinacion.get(ficha(segunda)).content.decode()


def test_joining_says_what_happens_then_moves_the_people(coordinacion, pareja):
    primera, segunda = pareja
    datos = {"action": "unir", "_selected_action": segunda.pk}
    pregunta = coordinacion.post(LISTA, datos).content.decode()
    assert "Las personas pasan a la primera delegación con sus lugares" in pregunta
    assert f"la primera es {primera.referencia}" in pregunta
    assert primera.participantes.count() == 1

    assert actuar(coordinacion, LISTA, "unir", segunda) == ["Se unió 1 inscripción."]

    segunda.refresh_from_db()
    assert (primera.participantes.count(), segunda.estado) == (2, "retirada")
    assert registro() == [(str(segunda.pk), "Unir a la primera")]
    assert actuar(coordinacion, LISTA, "unir", segunda, primera) == [
        f"{segunda} no cambió. Su estado no lo permite.",
        f"{primera} no cambió. El estado cambió mientras tanto y esa acción ya no corresponde. Actualice la página.",
    ]


def test_each_page_offers_what_makes_sense(coordinacion, pareja):
    primera, segunda = pareja
    siempre = ["enviar_enlace", "recordar", "retirar", "rechazar"]

    def botones(inscripcion):
        return [a["nombre"] for a in coordinacion.get(ficha(inscripcion)).context["acciones_de_objeto"]]

    assert (botones(primera), botones(segunda)) == (siempre, [*siempre, "no_es_duplicada", "unir"])
    assert botones(fabricas.crear_inscripcion("vencida")) == ["enviar_enlace"]


# --- The waiting list ---------------------------------------------------------------------------


@pytest.fixture
def espera(db):
    """Three who wait, in order, for an activity without places."""
    actividad = fabricas.crear_actividad(cupo_presencial=0)
    for _n in range(3):
        confirmada(actividad)
    return en_espera.lista_de_espera(actividad)


def pagina_de(espera):
    return f"/admin/inscripciones/asistencia/espera/{espera[0].actividad_id}/"


def pedido(espera, **cambios):
    datos = {"asistencia": espera[2].pk, "puesto": 1, "motivo": "Viene de lejos.", **cambios}
    return {"sello": en_espera.sello_de_espera(espera), **datos}


def orden(espera):
    return [a.pk for a in en_espera.lista_de_espera(espera[0].actividad_id)]


def test_the_waiting_list_is_shown_in_order_and_moved_with_a_reason(coordinacion, espera):
    html = coordinacion.get(pagina_de(espera)).content.decode()
    lugares_en_la_pagina = [html.index(f"/asistencia/{a.pk}/change/") for a in espera]
    assert lugares_en_la_pagina == sorted(lugares_en_la_pagina)
    suya = f"/admin/inscripciones/asistencia/{espera[0].pk}/change/"
    assert f'href="{pagina_de(espera)}"' in coordinacion.get(suya).content.decode()

    respuesta = coordinacion.post(pagina_de(espera), pedido(espera), follow=True)

    frase = f"{espera[2].participante} está en el puesto 1."
    assert [str(m) for m in respuesta.context["messages"]] == [frase]
    assert orden(espera) == [espera[n].pk for n in (2, 0, 1)]
    assert registro() == [(str(espera[2].pk), frase)]
    assert CambioInscripcion.objects.get().usuario == coordinacion.usuaria


@pytest.mark.parametrize(
    ("cambios", "errores"),
    [
        ({"motivo": ""}, {"motivo": ["Escriba el motivo: queda guardado con el cambio."]}),
        ({"puesto": "9"}, {"puesto": ["Escriba un puesto de 1 a 3."]}),
        ({"puesto": "0"}, {"puesto": ["Escriba un puesto de 1 a 3."]}),
        ({"puesto": "x"}, {"puesto": ["Escriba un puesto de 1 a 3."]}),
        ({"asistencia": "x"}, {"asistencia": ["Elija una persona de la lista."]}),
        ({"asistencia": ""}, {"asistencia": ["Elija una persona de la lista."]}),
    ],
)
def test_a_wrong_move_moves_nobody_and_says_what_to_do(coordinacion, espera, cambios, errores):
    respuesta = coordinacion.post(pagina_de(espera), pedido(espera, **cambios))

    assert (respuesta.status_code, respuesta.context["form"].errors) == (200, errores)
    assert orden(espera) == [a.pk for a in espera]
    assert registro() == []


def test_a_list_that_changed_since_it_was_read_is_shown_again(coordinacion, espera):
    datos = pedido(espera)
    en_espera.reordenar(asistencia=espera[1], puesto=1, motivo="Antes.", usuario=None)

    respuesta = coordinacion.post(pagina_de(espera), datos)

    assert respuesta.context["form"].non_field_errors() == [
        "La lista cambió mientras la leía: nada se movió. Así está ahora; léala y pida el cambio de nuevo."
    ]
    assert [a.pk for a in respuesta.context["espera"]] == [espera[n].pk for n in (1, 0, 2)]
    assert orden(espera) == [espera[n].pk for n in (1, 0, 2)]
    nuevo = en_espera.sello_de_espera(en_espera.lista_de_espera(espera[0].actividad_id))
    assert f'value="{nuevo}"' in respuesta.content.decode()


def test_the_waiting_list_needs_the_permission_to_change(client, espera):
    lectora = get_user_model().objects.create_user("lectora", password="x" * 16, is_staff=True)
    lectora.user_permissions.add(Permission.objects.get(codename="view_asistencia"))
    client.force_login(lectora)

    assert client.get(pagina_de(espera)).status_code == 403
    assert client.post(pagina_de(espera), pedido(espera)).status_code == 403
    assert orden(espera) == [a.pk for a in espera]


def test_an_empty_list_says_so_and_one_of_no_activity_is_not_found(coordinacion):
    actividad = fabricas.crear_actividad()
    vacia = coordinacion.get(f"/admin/inscripciones/asistencia/espera/{actividad.pk}/")
    assert "Nadie espera un lugar en esta actividad." in vacia.content.decode()
    assert coordinacion.get("/admin/inscripciones/asistencia/espera/999999/").status_code == 404


@pytest.mark.parametrize("cuantas", [1, 30])
@pytest.mark.parametrize("prefijo", ["", "/pt-br"])
def test_the_waiting_list_costs_the_same_for_any_number_of_rows(coordinacion, cuantas, prefijo):
    actividad = fabricas.crear_actividad(cupo_presencial=0)
    inscripcion = fabricas.crear_inscripcion("confirmada")
    for turno in range(1, cuantas + 1):
        persona = fabricas.crear_participante(inscripcion, nombre="<b>Ana</b>")
        fabricas.crear_asistencia(persona, actividad, estado="en_espera", turno=turno)
    pagina = f"{prefijo}/admin/inscripciones/asistencia/espera/{actividad.pk}/"
    coordinacion.get(pagina)

    with CaptureQueriesContext(connection) as consultas:
        html = coordinacion.get(pagina).content.decode()

    assert len(consultas) == 4
    assert html.count("&lt;b&gt;Ana&lt;/b&gt;") == 2 * cuantas
    assert "<b>Ana</b>" not in html
