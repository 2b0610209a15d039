"""The pages of the door: who passes in words, repeated requests, what is looked for, walk-ins, who may."""

import csv
import datetime
import io
import json
import re
from functools import partial

import pytest
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from acreditacion import presencias
from acreditacion.models import Presencia
from comun.models import Envio
from inscripciones import services
from inscripciones.models import Inscripcion, Participante
from tests import fabricas
from tests.entorno import ROOT
from tests.inscripciones.delegaciones import confirmada
from tests.lint_html import Pagina, texto

pytestmark = pytest.mark.django_db
CODIGO = "7K3M9QXW"


def crear_equipo(nombre="acreditacion", permiso="add_presencia"):
    usuaria = get_user_model().objects.create_user(nombre, password="x" * 16, is_staff=True)
    if permiso:
        usuaria.user_permissions.add(Permission.objects.get(codename=permiso))
    return usuaria


def dispositivo(usuaria, puesto=""):
    """The browser of a device at a post."""
    client = Client()
    client.force_login(usuaria)
    if puesto:
        client.post(ruta("puertas"), {"puesto": puesto})
    return client


@pytest.fixture
def sala():
    return fabricas.crear_actividad(titulo_es="Seminario", titulo_pt_br="Seminário", slug="sem", cupo_presencial=2)


@pytest.fixture
def ana(sala):
    ciudad = fabricas.crear_ciudad(nombre="Riobamba", pais="EC")
    persona = confirmada(sala, contacto=fabricas.crear_contacto(ciudad=ciudad)).participantes.get()
    persona.nombre, persona.entrada = "Ana Paz", CODIGO
    persona.save()
    return persona


@pytest.fixture
def equipo(sala):
    return crear_equipo()


@pytest.fixture
def puerta(equipo):
    return dispositivo(equipo, "Puerta 1")


def ruta(nombre, *args):
    return reverse(f"admin:acreditacion_presencia_{nombre}", args=args)


def pasar(client, texto=CODIGO, clave="clave", **mas):
    datos = {"texto": texto, "clave_envio": clave, **mas}
    return client.post(ruta("registrar", "sem"), datos, follow=True)


def anotadas():
    """The lines of staff's log: who, what row, what was done and how it is told."""
    lineas = LogEntry.objects.order_by("pk")
    return [(linea.user, linea.get_edited_object(), linea.action_flag, linea.get_change_message()) for linea in lineas]


def respuesta(r):
    return str(r.context["respuesta"]["titulo"])


# --- One person at the door ---------------------------------------------------------------------


def test_who_has_a_place_is_told_by_name_delegation_and_activity(puerta, ana):
    r = pasar(puerta)
    html = r.content.decode()

    assert respuesta(r) == "Puede pasar"
    assert [dicho in html for dicho in ("Ana Paz", "Riobamba", "Seminario", "Puerta 1")] == [True] * 4
    assert "<title>Puede pasar: Ana Paz |" in html
    assert Presencia.objects.get().medio == "codigo"


def test_the_same_request_again_is_one_entry_and_the_same_answer(puerta, ana):
    primera, segunda = pasar(puerta, medio="qr"), pasar(puerta, medio="qr")

    assert respuesta(primera) == respuesta(segunda) == "Puede pasar"
    assert primera.redirect_chain == segunda.redirect_chain
    assert Presencia.objects.get().medio == "qr"


def test_a_second_device_is_told_when_and_where_and_by_whom(puerta, ana, equipo):
    pasar(puerta)
    Presencia.objects.update(registrada_el=datetime.datetime(2026, 12, 1, 20, 2, tzinfo=datetime.UTC))
    otro = dispositivo(crear_equipo("otra"), "Puerta 2")

    r = pasar(otro, clave="otra")

    assert respuesta(r) == "Ya había entrado a las 17:02, en Puerta 1"
    html = r.content.decode()
    assert "1 de diciembre de 2026, 17:02" in html
    assert "hora de Argentina, GMT-3" in html
    assert "Registró: acreditacion" in html
    assert Presencia.objects.count() == 1


def test_the_state_is_said_in_portuguese_too(puerta, ana):
    r = puerta.post("/pt-br" + ruta("registrar", "sem"), {"texto": CODIGO, "clave_envio": "c"}, follow=True)
    assert respuesta(r) == "Pode entrar"


@pytest.mark.parametrize(
    ("preparar", "dicha"),
    [
        (lambda p: p.asistencias.update(modalidad="virtual"), "Tiene lugar virtual, no en la sala"),
        (lambda p: p.asistencias.update(estado="en_espera", turno=1), "Está en lista de espera"),
        (lambda p: p.asistencias.all().delete(), "No eligió esta actividad"),
        (lambda p: services.declinar(participante=p), "Avisó que no venía"),
    ],
)
def test_who_has_no_place_is_told_in_words_and_staff_decides(puerta, ana, preparar, dicha):
    preparar(ana)
    pregunta = pasar(puerta)
    antes = Presencia.objects.count()
    html = pregunta.content.decode()

    r = pasar(puerta, clave="otra", decision="dejar", medio="nombre")

    assert (respuesta(pregunta), antes, "Hay lugar: si se le deja pasar" in html) == (dicha, 0, True)
    assert respuesta(r) == "Puede pasar"
    assert "Se le dio un lugar libre." in r.content.decode()
    assert Presencia.objects.get().ingreso == "con_lugar"


def test_a_full_room_is_told_and_asks_twice(puerta, ana, sala):
    ana.asistencias.all().delete()
    confirmada(sala)
    confirmada(sala)

    pregunta = pasar(puerta)
    con_lugar = pasar(puerta, clave="2", decision="dejar")
    segura = pasar(puerta, clave="3", decision="sin_lugar")

    html = pregunta.content.decode()
    assert "No queda un lugar libre en la sala. Adentro: 0 de 2. Con lugar: 2." in html
    assert 'name="decision"' not in html
    assert 'name="decision" value="sin_lugar"' in con_lugar.content.decode()
    assert respuesta(segura) == "Puede pasar"
    assert "Se le dejó pasar sin lugar." in segura.content.decode()
    assert [p.ingreso for p in Presencia.objects.all()] == ["sin_lugar"]


def test_who_withdrew_is_not_let_in_but_may_be_registered_at_the_door(puerta, ana):
    services.retirar(inscripcion=ana.inscripcion)
    r = pasar(puerta)
    html = r.content.decode()
    assert respuesta(r) == "Su inscripción se retiró"
    assert "Dejar pasar" not in html
    assert "inscribir/?nombre=Ana%20Paz&amp;quien=Riobamba" in html


@pytest.mark.parametrize("hacer", ["quitar", "sustituir"])
@pytest.mark.parametrize("decision", ["", "dejar"])
def test_who_is_gone_at_that_instant_is_told_at_the_door(puerta, ana, sala, monkeypatch, hacer, decision):
    fabricas.crear_participante(ana.inscripcion)
    datos = {"participante": Participante.objects.get(pk=ana.pk), "tambien_cerrada": True}
    acciones = {
        "quitar": partial(services.quitar_participante, **datos),
        "sustituir": partial(services.sustituir_participante, nombre="Otra", email="", cargo="", **datos),
    }
    cual = "dejar_pasar" if decision else "registrar"
    registrar = getattr(presencias, cual)

    def hacer_y_registrar(**datos):
        acciones[hacer]()
        return registrar(**datos)

    monkeypatch.setattr(presencias, cual, hacer_y_registrar)

    r, repetida = pasar(puerta, decision=decision), pasar(puerta, decision=decision)

    dicho = "La inscripción cambió mientras tanto: busque a la persona de nuevo."
    assert (r.status_code, r.redirect_chain) == (200, [(f"{ruta('puerta', 'sem')}?cambio=", 302)])
    alertas = [n for n in Pagina(r.content.decode()).todos("div") if n.get("role") == "alert"]
    (aviso,) = [n for n in alertas if n.get("hidden") is None]  # the hidden one is for the page's script
    assert (texto(aviso).strip(), "<title>Error: " in r.content.decode()) == (dicho, True)
    assert not Presencia.objects.exists()
    assert f"Nadie responde a «{CODIGO}»" in repetida.content.decode()
    assert dicho not in puerta.get(ruta("puerta", "sem")).content.decode()


def test_nothing_typed_is_an_error_that_says_what_to_do(puerta, ana):
    r = pasar(puerta, texto="  ")
    html = r.content.decode()
    assert "Falta a quién registrar: escriba el código de la entrada, o un nombre para buscar." in html
    assert "<title>Error: " in html


# --- Looking for somebody -----------------------------------------------------------------------


def test_what_is_no_code_is_looked_for_and_writes_nothing(puerta, ana):
    r = pasar(puerta, texto="ríobamba paz")
    html = r.content.decode()
    assert r.redirect_chain[0][0].endswith("?q=r%C3%ADobamba+paz")
    assert "Responden a «ríobamba paz»" in html
    assert f'name="texto" value="{CODIGO}"' in html
    assert (Presencia.objects.count(), Envio.objects.count()) == (0, 0)


def test_who_was_found_enters_with_one_button(puerta, ana):
    pasar(puerta, texto=CODIGO, medio="nombre")
    assert Presencia.objects.get().medio == "nombre"


def test_nobody_found_says_what_to_do_and_carries_the_name_to_the_form(puerta, ana):
    html = pasar(puerta, texto="Zulema Quiroga").content.decode()
    assert "Nadie responde a «Zulema Quiroga»" in html
    assert "inscribir/?nombre=Zulema%20Quiroga" in html


def test_looking_writes_nothing(puerta, ana, sala):
    presencia = fabricas.crear_presencia(ana, sala)
    antes = [list(m.objects.values()) for m in (Presencia, Participante, Inscripcion, Envio)]
    paginas = [
        ruta("puertas"), ruta("puerta", "sem"), f"{ruta('puerta', 'sem')}?q=paz", f"{ruta('puerta', 'sem')}?todas",
        ruta("persona", "sem", CODIGO), ruta("entrada", "sem", presencia.pk), ruta("inscribir", "sem"),
        ruta("ocupacion", "sem"),
    ]  # fmt: skip

    estados = [puerta.get(pagina).status_code for pagina in paginas]

    assert estados == [200] * len(paginas)
    assert [list(m.objects.values()) for m in (Presencia, Participante, Inscripcion, Envio)] == antes


def test_the_door_costs_the_same_for_one_entry_as_for_many(puerta, ana, sala, django_assert_num_queries):
    fabricas.crear_presencia(ana, sala, registrada_por=get_user_model().objects.get(), puesto="Puerta 1")
    puerta.get(ruta("puerta", "sem"))
    with django_assert_num_queries(6):  # session, user, two of permissions, the activity with its counts, the last ones
        puerta.get(ruta("puerta", "sem"))
    for _n in range(30):
        persona = fabricas.crear_participante(ana.inscripcion)
        fabricas.crear_presencia(persona, sala, registrada_por=get_user_model().objects.get(), puesto="Puerta 1")
    with django_assert_num_queries(6):
        puerta.get(f"{ruta('puerta', 'sem')}?todas")


@pytest.mark.parametrize("texto", ["a" * 5000, "%_\\'\"", "<script>alert(1)</script>", "\u202e\U0001f600", "' OR 1=1"])
def test_anything_scanned_or_looked_for_is_an_answer(puerta, ana, texto):
    estados = [pasar(puerta, texto=texto).status_code, puerta.get(ruta("puerta", "sem"), {"q": texto}).status_code]
    html = puerta.get(ruta("puerta", "sem"), {"q": texto}).content.decode()
    assert (estados, "<script>alert" in html) == ([200, 200], False)


# --- Taking back --------------------------------------------------------------------------------


def test_an_entry_is_taken_back_and_the_row_stays(puerta, ana, equipo):
    presencia = pasar(puerta).context["respuesta"]["presencia"]

    r = puerta.post(ruta("deshacer_entrada", "sem", presencia.pk), {"clave_envio": "d"}, follow=True)

    presencia.refresh_from_db()
    assert respuesta(r) == "Entrada deshecha"
    assert (presencia.anulada_por, presencia.anulada_el is not None) == (equipo, True)
    assert respuesta(pasar(puerta, clave="otra")) == "Puede pasar"


def test_an_entry_that_is_taken_back_is_in_the_log_once(puerta, ana, equipo):
    presencia = pasar(puerta).context["respuesta"]["presencia"]
    assert anotadas() == []

    for clave in "dde":
        puerta.post(ruta("deshacer_entrada", "sem", presencia.pk), {"clave_envio": clave})

    assert anotadas() == [(equipo, presencia, CHANGE, "Deshecha en la puerta")]


def test_the_last_entries_are_those_of_this_post_or_of_all(puerta, ana, sala, equipo):
    otra = fabricas.crear_participante(ana.inscripcion, nombre="Beto Sosa")
    fabricas.crear_presencia(ana, sala, puesto="Puerta 1", registrada_por=equipo)
    fabricas.crear_presencia(otra, sala, puesto="Puerta 2", registrada_por=equipo)

    suyas, todas = (puerta.get(ruta("puerta", "sem") + q).context["ultimas"] for q in ("", "?todas"))

    assert [p.participante for p in suyas] == [ana]
    assert {p.participante for p in todas} == {ana, otra}


# --- How full -----------------------------------------------------------------------------------


def test_the_room_is_counted_as_it_fills_and_an_unchanged_count_is_not_sent_again(puerta, ana, sala):
    vacia = puerta.get(ruta("ocupacion", "sem"))
    igual = puerta.get(ruta("ocupacion", "sem"), headers={"if-none-match": vacia["ETag"]})
    pasar(puerta)
    despues = puerta.get(ruta("ocupacion", "sem"), headers={"if-none-match": vacia["ETag"]})

    assert (vacia.json()["texto"], igual.status_code) == ("Adentro: 0 de 2. Con lugar: 1.", 304)
    assert (despues.json()["texto"], despues["Cache-Control"]) == (
        "Adentro: 1 de 2. Con lugar: 1.",
        "private, no-cache",
    )


def test_a_room_over_its_quota_or_without_one_is_told(puerta, ana, sala):
    fabricas.crear_presencia(ana, sala)
    textos = []
    for cupo in (0, None):
        type(sala).objects.update(cupo_presencial=cupo)
        textos.append(json.loads(puerta.get(ruta("ocupacion", "sem")).content)["texto"])
    assert textos == ["Adentro: 1, por encima del cupo de 0. Con lugar: 1.", "Adentro: 1, sin límite. Con lugar: 1."]


def test_todays_activities_come_first_each_with_its_count(puerta, sala):
    hoy = timezone.now().astimezone(sala.cumbre.zona).date()
    type(sala.cumbre).objects.update(inicio=hoy, fin=hoy + datetime.timedelta(days=9))
    de_hoy = fabricas.crear_actividad(dia=hoy - datetime.timedelta(days=1), dia_fin=hoy)
    ajena = fabricas.crear_actividad(fabricas.crear_cumbre(publicada=False))

    grupos = dict(puerta.get(ruta("puertas")).context["grupos"])

    assert {str(k): [a.slug for a in v] for k, v in grupos.items()} == {"Hoy": [de_hoy.slug], "Otros días": ["sem"]}
    assert grupos["Otros días"][0].cuantas == "Adentro: 0 de 2. Con lugar: 0."
    assert puerta.get(ruta("puerta", ajena.slug)).status_code == 404


def test_choosing_a_door_keeps_the_name_of_the_post(equipo, sala):
    client = dispositivo(equipo)
    r = client.post(ruta("puertas"), {"puesto": " Puerta  7 ", "actividad": "sem"})
    assert (r["Location"], client.session["puesto"]) == (ruta("puerta", "sem"), "Puerta 7")


# --- Who had not registered ---------------------------------------------------------------------

DATOS = {"nombre": "Zulema Quiroga", "quien": "riobamba", "email": "", "idioma": "es", "consentimiento_datos": "on"}


def inscribir(client, clave="c", **mas):
    return client.post(ruta("inscribir", "sem"), {**DATOS, "clave_envio": clave, **mas}, follow=True)


def test_a_walk_in_is_registered_and_enters_in_one_request(puerta, ana):
    primera, segunda = inscribir(puerta), inscribir(puerta)

    presencia = Presencia.objects.get()
    assert respuesta(primera) == respuesta(segunda) == "Puede pasar"
    assert (presencia.participante.nombre, presencia.participante.inscripcion) == ("Zulema Quiroga", ana.inscripcion)
    assert (presencia.medio, presencia.puesto) == ("puerta", "Puerta 1")


def test_a_walk_in_of_a_city_that_is_not_registered_is_found_by_its_exact_name(puerta, ana):
    fabricas.crear_ciudad(nombre="São Leopoldo", pais="BR")
    inscribir(puerta, quien="sao leopoldo")
    assert str(Presencia.objects.get().participante.inscripcion.actor) == "São Leopoldo (Brasil)"


def test_a_part_of_a_name_asks_which_one_registered_first(puerta, ana):
    otra = fabricas.crear_ciudad(nombre="Riobamba Chico", pais="EC", slug="chico")
    oculta = fabricas.crear_ciudad(nombre="Riobambita", pais="EC", verificada=False)

    r = inscribir(puerta, quien="riob")
    opciones = [clave for clave, _rotulo in r.context["form"].fields["elegida"].choices]
    inscribir(puerta, quien="riob", elegida="ciudad:chico")

    assert opciones == [f"ciudad:{ana.inscripcion.ciudad.slug}", "ciudad:chico", "otra"]
    assert Presencia.objects.get().participante.inscripcion.ciudad == otra
    assert oculta.verificada is False


def test_a_name_that_is_nobodys_is_written_in(puerta, ana):
    pregunta = inscribir(puerta, quien="Villa Nueva").content.decode()
    sin_pais = inscribir(puerta, quien="Villa Nueva", tipo="ciudad").content.decode()
    inscribir(puerta, quien="Villa Nueva", tipo="ciudad", pais="UY")

    assert "No hay ninguna con ese nombre: corríjalo, o diga si es un gobierno local o una institución." in pregunta
    assert "Falta el país de la ciudad: elija uno de los diez de la red." in sin_pais
    ciudad = Presencia.objects.get().participante.inscripcion.ciudad
    assert (ciudad.nombre, ciudad.pais, ciudad.verificada) == ("Villa Nueva", "UY", False)


def test_a_registration_and_a_city_invented_at_a_door_name_who_did_it_once(puerta, ana, equipo):
    for _vez in range(2):
        inscribir(puerta, quien="Villa Nueva", tipo="ciudad", pais="UY")

    inscripcion = Presencia.objects.get().participante.inscripcion
    assert anotadas() == [
        (equipo, inscripcion.ciudad, ADDITION, "Añadido."),
        (equipo, inscripcion, ADDITION, "Inscripción en la puerta."),
    ]


def test_of_a_city_that_waited_only_what_is_new_is_in_the_log(puerta, ana, equipo):
    fabricas.crear_ciudad(nombre="Villa Nueva", pais="UY", verificada=False)

    inscribir(puerta, quien="Villa Nueva", tipo="ciudad", pais="UY", elegida="otra")

    inscripcion = Presencia.objects.get().participante.inscripcion
    assert anotadas() == [(equipo, inscripcion, ADDITION, "Inscripción en la puerta.")]


def test_a_walk_in_added_to_a_delegation_is_a_change_of_it_by_who_did_it(puerta, ana, equipo):
    inscribir(puerta)

    assert [(c.quien, c.usuario, c.motivo) for c in ana.inscripcion.cambios.all()] == [
        ("equipo", equipo, "Inscripción en la puerta.")
    ]
    assert anotadas() == []


def test_what_was_not_done_before_a_full_room_is_not_in_the_log(puerta, ana, sala):
    confirmada(sala)

    inscribir(puerta, quien="Villa Nueva", tipo="ciudad", pais="UY")

    assert (Presencia.objects.count(), anotadas()) == (0, [])


def test_nobody_is_registered_without_their_consent(puerta, ana):
    html = inscribir(puerta, consentimiento_datos="").content.decode()
    assert "lea la frase en voz alta y marque la casilla" in html
    assert 'value="Zulema Quiroga"' in html
    assert Presencia.objects.count() == 0


def test_a_walk_in_who_was_registered_leads_to_their_page(puerta, ana):
    r = inscribir(puerta, nombre="ANA PAZ")
    assert r.redirect_chain[0][0] == ruta("persona", "sem", CODIGO)
    assert Participante.objects.count() == 1


def test_a_walk_in_before_a_full_room_is_decided_expressly(puerta, ana, sala):
    confirmada(sala)

    lleno = inscribir(puerta)
    antes = Participante.objects.count()
    r = inscribir(puerta, sin_lugar="si")

    assert "Nada se guardó todavía." in lleno.content.decode()
    assert (antes, respuesta(r), Presencia.objects.get().ingreso) == (2, "Puede pasar", "sin_lugar")


# --- Who may ------------------------------------------------------------------------------------


def rutas_de_la_puerta(presencia):
    return [
        ruta("puertas"), ruta("puerta", "sem"), ruta("persona", "sem", CODIGO), ruta("inscribir", "sem"),
        ruta("entrada", "sem", presencia.pk), ruta("ocupacion", "sem"), ruta("registrar", "sem"),
        ruta("deshacer_entrada", "sem", presencia.pk),
    ]  # fmt: skip


def test_who_may_not_register_presences_is_turned_away(ana, sala):
    presencia = fabricas.crear_presencia(ana, sala)
    lectora = dispositivo(crear_equipo("lectora", "view_presencia"))
    estados = {lectora.post(r, {"texto": CODIGO}).status_code for r in rutas_de_la_puerta(presencia)}
    assert (estados, Presencia.objects.vigentes().count()) == ({403}, 1)


def test_a_stranger_is_sent_to_the_entry(client, ana, sala):
    presencia = fabricas.crear_presencia(ana, sala)
    respuestas = [client.post(r, {"texto": CODIGO}) for r in rutas_de_la_puerta(presencia)]
    assert {r.status_code for r in respuestas} == {302}
    assert all("/admin/login/" in r["Location"] for r in respuestas)


def test_the_camera_is_allowed_at_the_door_alone(puerta, ana):
    paginas = ["/", ruta("puertas"), ruta("inscribir", "sem"), ruta("puerta", "sem")]
    camaras = [puerta.get(p)["Permissions-Policy"].split(",")[0] for p in paginas]
    assert camaras == ["camera=()", "camera=()", "camera=()", "camera=(self)"]


def test_a_get_neither_registers_nor_takes_back_but_leads_to_the_door(puerta, ana, sala):
    presencia = fabricas.crear_presencia(fabricas.crear_participante(ana.inscripcion), sala)
    paginas = [ruta("registrar", "sem"), ruta("deshacer_entrada", "sem", presencia.pk)]
    assert {puerta.get(pagina, {"texto": CODIGO})["Location"] for pagina in paginas} == {ruta("puerta", "sem")}
    assert list(Presencia.objects.vigentes()) == [presencia]


def test_nobody_is_reached_through_another_cumbre(puerta, ana):
    type(ana.inscripcion.cumbre).objects.update(publicada=False)
    fabricas.crear_actividad(fabricas.crear_cumbre(), slug="otra")
    paginas = [ruta("persona", "otra", CODIGO), ruta("puerta", "sem"), ruta("entrada", "otra", 1)]
    assert [puerta.get(p).status_code for p in paginas] == [404, 404, 404]


# --- The list of staff --------------------------------------------------------------------------


def test_the_list_takes_entries_back_and_leads_to_the_door(coordinacion_de_presencias, ana, sala):
    presencia = fabricas.crear_presencia(ana, sala)
    deshecha = fabricas.crear_presencia(fabricas.crear_participante(ana.inscripcion), sala)
    presencias.deshacer(presencia=deshecha)
    lista = reverse("admin:acreditacion_presencia_changelist")
    datos = {"action": "deshacer", "_selected_action": [presencia.pk, deshecha.pk], "confirmado": "si"}

    html = coordinacion_de_presencias.post(lista, datos, follow=True).content.decode()

    presencia.refresh_from_db()
    assert presencia.anulada_por == coordinacion_de_presencias.usuaria
    assert ("Se deshizo 1 presencia." in html, "1 ya estaba deshecha." in html) == (True, True)
    assert f'href="{ruta("puertas")}"' in html
    vigentes = coordinacion_de_presencias.get(lista, {"vigente": "si"}).context["cl"].result_count
    deshechas = coordinacion_de_presencias.get(lista, {"vigente": "no"}).context["cl"].result_count
    assert (vigentes, deshechas) == (0, 2)


def test_the_list_is_taken_away_with_the_columns_that_are_documented(coordinacion_de_presencias, ana, sala):
    fabricas.crear_presencia(ana, sala, puesto="Puerta 1", ingreso="con_lugar")
    documento = (ROOT / "docs" / "exportaciones.md").read_text()
    dichas = [
        columna
        for parte in ("todas", "presencias")
        for columna in re.findall(
            r"^\| `(\w+)` \|", documento.split(f"<!-- {parte} -->")[1].split("<!-- fin -->")[0], re.M
        )
    ]

    respuesta = coordinacion_de_presencias.post(reverse("admin:acreditacion_presencia_exportar"), {"formato": "csv"})

    (fila,) = csv.DictReader(io.StringIO(respuesta.getvalue().decode("utf-8-sig")))
    assert list(fila) == dichas
    assert [fila[c] for c in ("nombre", "entrada", "actividad", "ingreso", "puesto", "deshecha_el")] == [
        "Ana Paz", CODIGO, "sem", "con_lugar", "Puerta 1", "",
    ]  # fmt: skip


@pytest.mark.parametrize("consulta", ["", "?puesto=Puerta+1&vigente=si&ingreso__exact=directo", "?q=paz+riobamba"])
def test_the_list_costs_the_same_for_one_as_for_many(coordinacion_de_presencias, ana, sala, consulta):
    lista = reverse("admin:acreditacion_presencia_changelist") + consulta
    fabricas.crear_presencia(ana, sala, puesto="Puerta 1")
    coordinacion_de_presencias.get(lista)
    with CaptureQueriesContext(connection) as una:
        coordinacion_de_presencias.get(lista)
    for _n in range(29):
        persona = fabricas.crear_participante(ana.inscripcion, nombre="Otra Paz")
        fabricas.crear_presencia(persona, sala, puesto="Puerta 1")
    with CaptureQueriesContext(connection) as treinta:
        r = coordinacion_de_presencias.get(lista)
    assert (len(treinta), r.context["cl"].result_count) == (len(una), 30)


@pytest.fixture
def coordinacion_de_presencias():
    client = Client()
    client.usuaria = get_user_model().objects.create_superuser("coordinacion", password="x" * 16)
    client.force_login(client.usuaria)
    return client
