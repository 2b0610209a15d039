"""A person's data, told as a whole and taken away: by the command, by staff and by the own link."""

import json
import threading

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory

from actores.models import Contacto
from comun import enviador, personas
from comun.correo import NoSeReenvia, reenviar
from comun.models import Mensaje
from inscripciones.models import Asistencia, Inscripcion, NecesidadDeAcceso, Participante
from intercambio.models import Ficha
from proyectos.models import Proyecto
from seminario.views import mis_datos
from tests import fabricas
from tests.inscripciones.hilos import a_la_vez, errores
from tests.personas.llena import (
    ANTES,
    CARGO,
    CARGO_ANTES,
    EMAIL,
    NOMBRE,
    PENDIENTE,
    TELEFONO,
    donde_esta,
    llenar,
    retrato,
    terminada,
)

pytestmark = pytest.mark.django_db
TODO = (NOMBRE, EMAIL, TELEFONO, ANTES, PENDIENTE, "Quiroga", CARGO, CARGO_ANTES)
AJENA = {"nombre": "Beatriz Ajena Díaz", "email": "beatriz@ejemplo.gob", "telefono": "+54 11 4444 5555"}


@pytest.fixture
def ajena(db):
    """Somebody else, with all that a person can have, in another delegation."""
    return llenar(fabricas.crear_cumbre(), **AJENA)


@pytest.fixture
def suya(ajena):
    """The registration of who asks, with somebody else in it."""
    inscripcion = llenar(ajena.cumbre)
    fabricas.crear_participante(inscripcion, nombre="Carla Compañera", email="carla@ejemplo.gob")
    return inscripcion


def cuentas(cumbre):
    """Return how many attend, by activity, city, modality and state."""
    filas = Asistencia.objects.filter(participante__inscripcion__cumbre=cumbre).order_by()
    return sorted(filas.values_list("actividad", "participante__inscripcion__ciudad", "modalidad", "estado"))


def enviar_todo():
    enviador.enviar_pendientes()


# --- Taking away --------------------------------------------------------------------------------


@pytest.mark.parametrize("estado", ["confirmada", "borrador", "retirada", "vencida"])
def test_nothing_anywhere_tells_who_was_erased_and_nobody_else_lost_anything(ajena, estado):
    suya = llenar(ajena.cumbre, estado=estado)
    assert len(donde_esta(*TODO)) > 15
    antes = retrato(ajena)

    personas.borrar([suya.contacto])
    enviar_todo()

    assert donde_esta(*TODO) == set()
    assert retrato(ajena) == antes
    assert donde_esta(AJENA["nombre"], AJENA["email"])


def test_the_others_of_the_delegation_keep_their_names_and_the_registration_is_withdrawn(suya):
    cumbre = suya.cumbre

    cuenta = personas.borrar([suya.contacto])

    suya.refresh_from_db()
    assert suya.estado == Inscripcion.Estado.RETIRADA
    nombres = sorted(suya.participantes.values_list("nombre", "email"))
    assert nombres == [("Carla Compañera", "carla@ejemplo.gob"), ("—", "")]
    assert suya.participantes.get(nombre="—").asistencias.get().estado == Asistencia.Estado.RETIRADA
    assert (suya.contacto.__class__.objects.get(pk=suya.contacto_id).nombre, cumbre.pk) == ("—", suya.cumbre_id)
    assert (cuenta["contactos"], cuenta["participantes"]) == (1, 1)
    assert not NecesidadDeAcceso.objects.filter(participante__nombre="—").exists()


def test_a_freed_place_goes_to_who_waits(suya):
    actividad = suya.cumbre.actividades.get()
    actividad.cupo_presencial = 2
    actividad.save()
    otra = fabricas.crear_inscripcion("confirmada", cumbre=suya.cumbre)
    espera = fabricas.crear_asistencia(
        fabricas.crear_participante(otra), actividad, estado="en_espera", turno=1, acepta_espera=True
    )

    personas.borrar([suya.contacto])

    espera.refresh_from_db()
    assert espera.estado == Asistencia.Estado.CONFIRMADA
    assert Mensaje.objects.filter(tipo="lugar_liberado", a=otra.contacto.email).count() == 1


def test_once_the_cumbre_is_over_who_came_still_counts():
    cumbre = terminada(3)
    suya = llenar(cumbre)
    antes = cuentas(cumbre)

    personas.borrar([suya.contacto])

    suya.refresh_from_db()
    assert suya.estado == Inscripcion.Estado.CONFIRMADA
    assert cuentas(cumbre) == antes
    assert donde_esta(NOMBRE, TELEFONO) == set()


def test_one_of_the_people_is_removed_and_the_delegation_goes_on(suya):
    carla = suya.participantes.get(es_contacto=False)
    Participante.objects.filter(pk=carla.pk).update(cargo="Intendenta")
    fabricas.crear_asistencia(carla, suya.cumbre.actividades.get(), estado="confirmada")
    fabricas.crear_necesidad(carla)

    personas.borrar([carla])
    enviar_todo()

    suya.refresh_from_db()
    assert suya.estado == Inscripcion.Estado.CONFIRMADA
    assert [p.nombre for p in suya.participantes.all()] == [NOMBRE]
    assert donde_esta("carla", "Intendenta") == set()
    (aviso,) = [m for m in mail.outbox if m.to == [EMAIL] and "Se quitó a" in m.body]
    assert "- Se quitó a —.\n" in aviso.body
    assert [m.to for m in mail.outbox if "borrados" in m.subject] == [["carla@ejemplo.gob"]]


def test_the_last_of_the_people_withdraws_the_registration(suya):
    for persona in suya.participantes.all():
        persona.es_contacto = False
        persona.save()
    primera, ultima = suya.participantes.all()
    personas.borrar([primera])
    suya.refresh_from_db()
    assert suya.estado == Inscripcion.Estado.CONFIRMADA

    personas.borrar([ultima])

    suya.refresh_from_db()
    assert suya.estado == Inscripcion.Estado.RETIRADA
    assert [p.nombre for p in suya.participantes.all()] == ["—"]


def test_who_is_contact_and_takes_part_is_one_person_from_both_sides(suya):
    persona = suya.participantes.get(es_contacto=True)

    assert set(personas.todos([persona])) == set(personas.todos([suya.contacto])) == {persona, suya.contacto}


def test_cards_go_and_the_sheets_that_staff_has_stay_without_papers(suya):
    contacto = suya.contacto

    personas.borrar([contacto])

    assert Ficha.objects.count() == 1
    quedan = Proyecto.objects.filter(contacto=contacto).values_list("publicacion", "carta", "comentarios")
    assert list(quedan) == [("enviada", "", "")]


def test_a_draft_leaves_no_row_unless_staff_has_a_sheet_of_it(ajena):
    inscripcion = llenar(ajena.cumbre, estado="borrador")
    Proyecto.objects.filter(contacto=inscripcion.contacto).delete()

    personas.borrar([inscripcion.contacto])

    assert not Contacto.objects.filter(pk=inscripcion.contacto_id).exists()
    assert not Inscripcion.objects.filter(pk=inscripcion.pk).exists()


def test_links_end(suya):
    token, de_persona = suya.contacto.token(), suya.participantes.get(es_contacto=True).token()

    personas.borrar([suya.contacto])

    assert Contacto.por_token(token) is None
    assert Participante.por_token(de_persona) is None


def test_who_shares_an_address_loses_nothing(suya):
    otra = fabricas.crear_participante(fabricas.crear_inscripcion(), nombre="Otra", email=EMAIL)
    Mensaje.objects.create(tipo="recuperar_enlace", a=EMAIL, idioma="es", sobre=otra.inscripcion)

    personas.borrar([suya.contacto])

    otra.refresh_from_db()
    assert otra.email == EMAIL
    assert Mensaje.objects.filter(a=EMAIL).exclude(tipo="datos_borrados").get().sobre == otra.inscripcion


def test_what_a_trial_counts_is_what_is_taken_away_and_it_writes_nothing(suya):
    antes = retrato(suya), Mensaje.objects.count(), list(LogEntry.objects.values())

    ensayo = personas.borrar([suya.contacto], ensayo=True)

    assert (retrato(suya), Mensaje.objects.count(), list(LogEntry.objects.values())) == antes
    assert personas.borrar([suya.contacto]) == ensayo


def test_staffs_log_keeps_who_did_what(suya):
    antes = list(LogEntry.objects.order_by("pk").values_list("user", "action_flag", "object_id"))

    personas.borrar([suya.contacto])

    assert list(LogEntry.objects.order_by("pk").values_list("user", "action_flag", "object_id")) == antes


def test_an_address_of_which_no_row_is_left_goes_from_history_and_mails_too(ajena, capsys):
    fabricas.crear_cambio_de_inscripcion(
        ajena, diferencias=[{"que": "email", "de": "", "antes": EMAIL.upper(), "despues": ""}]
    )
    Contacto.objects.filter(pk=ajena.contacto_id).update(email_pendiente=EMAIL)
    Mensaje.objects.create(tipo="correo_cambiado", a=EMAIL, idioma="es", sobre=ajena.contacto)

    call_command("datos_de_persona", EMAIL, "--borrar")

    assert donde_esta(EMAIL) == set()
    assert Contacto.objects.get(pk=ajena.contacto_id).email == AJENA["email"]
    assert json.loads(capsys.readouterr().out) == {
        "cambios y pedidos que lo decían": 1,
        "direcciones sin comprobar": 1,
        "correos": 1,
    }


def test_who_asked_for_an_address_without_proving_it_is_not_its_owner(ajena):
    Contacto.objects.filter(pk=ajena.contacto_id).update(email_pendiente=EMAIL)

    assert personas.hallar(EMAIL) == []


@pytest.mark.django_db(transaction=True)
def test_two_that_erase_at_once_do_it_once(suya):
    def borrar():
        return personas.borrar([Contacto.objects.get(pk=suya.contacto_id)])

    resultados = a_la_vez(borrar, borrar)

    assert errores(resultados) == []
    assert Mensaje.objects.filter(tipo="datos_borrados", a=EMAIL).count() == 1
    assert sorted(cuenta.get("contactos", 0) for cuenta in resultados) == [0, 1]
    assert donde_esta(NOMBRE, TELEFONO) == set()


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_would_erase_at_once(suya, monkeypatch):
    """The control: both read who it is before either of them wrote."""
    leyeron = threading.Barrier(2, timeout=20)
    rastro_de = personas._rastro_de

    def esperar(duenos, email):
        leyeron.wait()
        return rastro_de(duenos, email)

    monkeypatch.setattr(personas, "_rastro_de", esperar)
    monkeypatch.setattr(personas, "_bajo_candado", lambda duenos: duenos)

    resultados = a_la_vez(*[lambda: personas.borrar([Contacto.objects.get(pk=suya.contacto_id)])] * 2)

    assert errores(resultados) == []
    assert [cuenta["contactos"] for cuenta in resultados] == [1, 1]


@pytest.mark.parametrize(
    ("texto", "queda"),
    [
        ("Ana", "—"),
        ("ana", "—"),
        ("Ana Paz y Ana", "Ana Paz y Ana"),
        ("Llamó Ana Ruiz.", "Llamó —."),
        ("Ana Ruizmann", "Ana Ruizmann"),
        ("ana@x.org, banana@x.org", "—, banana@x.org"),
    ],
)
def test_tapar_takes_whole_words_and_leaves_who_is_called_alike(texto, queda):
    palabras = {"Ana", "Ana Ruiz", "ana@x.org"}

    assert personas.tapar({"a": [texto], "n": 3}, palabras) == {"a": [queda], "n": 3}


# --- The last mail ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("idioma", "asunto"), [("es", "Sus datos fueron borrados"), ("pt-br", "Seus dados foram excluídos")]
)
def test_a_last_mail_says_so_and_forgets_the_address(suya, idioma, asunto):
    Contacto.objects.filter(pk=suya.contacto_id).update(idioma=idioma)
    suya.contacto.refresh_from_db()

    personas.borrar([suya.contacto])
    en_cola = Mensaje.objects.get(tipo="datos_borrados")
    assert (en_cola.a, en_cola.sobre, en_cola.parametros) == (EMAIL, None, {})
    enviar_todo()

    suyo = [m for m in mail.outbox if m.to == [EMAIL]]
    assert [m.subject for m in suyo] == [asunto]
    assert NOMBRE not in suyo[0].body
    en_cola.refresh_from_db()
    assert (en_cola.a, en_cola.estado) == ("", Mensaje.Estado.ENVIADO)
    with pytest.raises(NoSeReenvia):
        reenviar(en_cola)


def test_a_last_mail_that_waits_keeps_the_address_and_one_that_failed_does_not(suya, monkeypatch, settings):
    personas.borrar([suya.contacto])
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    mensaje = enviador.tomar()
    while mensaje and mensaje.tipo != "datos_borrados":
        mensaje = enviador.tomar()
    with enviador._Salida() as salida:
        enviador.procesar(mensaje, salida)
    mensaje.refresh_from_db()
    assert (mensaje.a, mensaje.estado) == (EMAIL, Mensaje.Estado.EN_ESPERA)

    Mensaje.objects.filter(pk=mensaje.pk).update(estado=Mensaje.Estado.ENVIANDO)
    mensaje.refresh_from_db()
    enviador._fallar(mensaje, "550")

    mensaje.refresh_from_db()
    assert (mensaje.a, mensaje.estado) == ("", Mensaje.Estado.FALLIDO)


# --- Telling ------------------------------------------------------------------------------------


def test_the_copy_has_everything_that_they_said(suya):
    dicho = personas.datos_de([suya.contacto])

    assert json.loads(json.dumps(dicho)) == dicho
    contacto, persona = dicho
    assert [contacto["contacto"][c] for c in ("nombre", "email", "telefono")] == [NOMBRE, EMAIL, TELEFONO]
    assert contacto["inscripcion"]["referencia"] == suya.referencia
    assert [ficha["titulo"] for ficha in contacto["aporta"]["ficha"]] == [f"Saber de {NOMBRE}"]
    assert [p["estado"] for p in contacto["proyectos_propuestos"]] == ["enviada", "borrador"]
    assert persona["participante"]["actividades"][0]["estado"] == "confirmada"
    assert persona["necesidades_de_acceso"]["dieta_detalle"] == NOMBRE
    assert "carla@ejemplo.gob" not in json.dumps(dicho)


def test_the_command_tells_counts_and_takes_away(suya, capsys):
    call_command("datos_de_persona", EMAIL.upper())
    dicho = json.loads(capsys.readouterr().out)
    call_command("datos_de_persona", EMAIL, "--borrar", "--dry-run")
    ensayo = json.loads(capsys.readouterr().out)
    assert donde_esta(NOMBRE)
    call_command("datos_de_persona", EMAIL, "--borrar")
    de_verdad = json.loads(capsys.readouterr().out)
    enviar_todo()

    assert [next(iter(d)) for d in dicho] == ["contacto", "participante", "historia"]
    assert ensayo == de_verdad
    assert donde_esta(*TODO) == set()
    with pytest.raises(CommandError, match="No hay datos"):
        call_command("datos_de_persona", EMAIL, "--borrar")


# --- By staff -----------------------------------------------------------------------------------


def del_equipo(*permisos):
    usuaria = get_user_model().objects.create_user("persona", is_staff=True)
    usuaria.user_permissions.set(Permission.objects.filter(codename__in=permisos))
    client = Client()
    client.force_login(usuaria)
    return client


def ruta(dueno):
    return f"/admin/{dueno._meta.app_label}/{dueno._meta.model_name}/{dueno.pk}/datos/"


@pytest.mark.parametrize("cual", ["contacto", "participante"])
def test_staff_reads_what_goes_takes_a_copy_and_erases(suya, cual):
    dueno = suya.contacto if cual == "contacto" else suya.participantes.get(es_contacto=True)
    client = del_equipo("view_contacto", "delete_contacto", "view_participante", "delete_participante")

    html = client.get(ruta(dueno)).content.decode()
    copia = client.post(ruta(dueno), {"accion": "descargar"})
    assert donde_esta(NOMBRE)
    borrado = client.post(ruta(dueno), {"accion": "borrar"})
    enviar_todo()

    assert "Qué queda, y por qué" in html
    assert html.count(NOMBRE) >= 2
    assert copia.headers["Content-Disposition"] == 'attachment; filename="mis-datos.json"'
    assert NOMBRE in copia.content.decode()
    assert borrado.status_code == 302
    assert donde_esta(*TODO) == set()
    hechos = LogEntry.objects.filter(user__username="persona").order_by("pk")
    assert [h.change_message for h in hechos] == ["Datos de una persona, descargados", "Datos de una persona, borrados"]


@pytest.mark.parametrize(
    ("permisos", "estados"),
    [
        ([], [403, 403, 403]),
        (["view_participante"], [200, 200, 403]),
        (["change_participante"], [200, 200, 403]),
        (["delete_participante"], [403, 403, 403]),
        (["view_participante", "delete_participante"], [200, 200, 302]),
    ],
)
def test_who_may_see_the_row_may_copy_and_who_may_delete_may_erase(suya, permisos, estados):
    carla = suya.participantes.get(es_contacto=False)
    client = del_equipo(*permisos)

    vistos = [client.get(ruta(carla)), *(client.post(ruta(carla), {"accion": a}) for a in ("descargar", "borrar"))]

    assert [respuesta.status_code for respuesta in vistos] == estados
    assert Participante.objects.filter(pk=carla.pk).exists() == (estados[2] != 302)


def test_staffs_copy_tells_needs_to_who_may_see_them_only(suya):
    persona = suya.participantes.get(es_contacto=True)
    copias = []
    ver = ["view_participante", "view_contacto"]
    for n, permisos in enumerate((ver, [*ver, "view_necesidaddeacceso"])):
        get_user_model().objects.filter(username="persona").update(username=f"persona{n}")
        copias.append(del_equipo(*permisos).post(ruta(persona), {"accion": "descargar"}).content.decode())

    assert ["necesidades_de_acceso" in copia for copia in copias] == [False, True]
    assert ["Avisar a" in copia for copia in copias] == [False, True]


# --- By the own link ----------------------------------------------------------------------------


@pytest.fixture
def dentro(client, suya):
    client.post(f"/acceso/{suya.contacto.token()}/")
    return client


def test_a_contact_finds_it_in_their_space_and_takes_a_copy(dentro, suya):
    espacio = dentro.get("/mi-espacio/").content.decode()
    pagina = dentro.get("/mi-espacio/mis-datos/").content.decode()
    copia = dentro.get("/mi-espacio/mis-datos/descargar/")

    assert 'href="/mi-espacio/mis-datos/"' in espacio
    assert 'href="/mi-espacio/mis-datos/borrar/"' in pagina
    assert "no-store" in copia.headers["Cache-Control"]
    assert json.loads(copia.content) == personas.datos_de([Contacto.objects.get(pk=suya.contacto_id)])


@pytest.mark.parametrize("idioma", ["", "/pt-br"])
def test_a_contact_erases_once_and_is_out(dentro, suya, idioma):
    ruta_ = f"{idioma}/mi-espacio/mis-datos/borrar/"
    pagina = dentro.get(ruta_)
    assert donde_esta(NOMBRE)
    datos = {"clave_envio": pagina.context["clave_envio"]}

    respuesta = dentro.post(ruta_, datos)
    otra_vez = dentro.post(ruta_, datos)
    enviar_todo()

    assert [respuesta.headers["Location"], otra_vez.headers["Location"]] == [f"{idioma}/acceso/"] * 2
    assert dentro.get("/mi-espacio/").status_code == 302
    assert Mensaje.objects.filter(tipo="datos_borrados").count() == 1
    assert donde_esta(*TODO) == set()


def test_reading_the_pages_changes_nothing(dentro, suya):
    antes = retrato(suya)
    for pagina in ("", "borrar/", "descargar/"):
        dentro.get(f"/mi-espacio/mis-datos/{pagina}")

    assert retrato(suya) == antes
    assert NecesidadDeAcceso.objects.count() == 2


def test_strangers_are_asked_for_their_link(client, suya):
    for pagina in ("", "borrar/", "descargar/"):
        for respuesta in (client.get(f"/mi-espacio/mis-datos/{pagina}"), client.post("/mi-espacio/mis-datos/borrar/")):
            assert (respuesta.status_code, respuesta.headers["Location"]) == (302, "/acceso/")
    assert donde_esta(NOMBRE)


# --- By the link of one of the people -----------------------------------------------------------


def pedido(metodo, datos=None, idioma=""):
    request = getattr(RequestFactory(), metodo)(f"{idioma}/", datos)
    SessionMiddleware(lambda request: None).process_request(request)
    MessageMiddleware(lambda request: None).process_request(request)
    return request


def test_the_pages_serve_who_has_a_link_of_their_own(suya):
    carla = suya.participantes.get(es_contacto=False)
    fabricas.crear_necesidad(carla, otra="Intérprete")
    salidas = []

    pagina = mis_datos.mostrar_datos(pedido("get"), carla, mis_datos.DE_CONTACTO).content.decode()
    copia = json.loads(mis_datos.descargar_datos(pedido("get"), carla).content)
    pregunta = mis_datos.borrar_datos(pedido("get"), carla, mis_datos.DE_CONTACTO, salir=salidas.append)
    assert (carla.nombre in pagina, "Qué se borra" in pregunta.content.decode(), salidas) == (True, True, [])
    respuesta = mis_datos.borrar_datos(
        pedido("post", {"clave_envio": "a" * 20}), carla, mis_datos.DE_CONTACTO, salir=salidas.append
    )
    enviar_todo()

    assert [dueno["necesidades_de_acceso"]["otra"] for dueno in copia] == ["Intérprete"]
    assert (respuesta.status_code, len(salidas)) == (302, 1)
    assert donde_esta("Carla Compañera", "carla@ejemplo.gob") == set()
    assert donde_esta(NOMBRE)
