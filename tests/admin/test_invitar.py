"""Inviting a member city without registration: what it says, to whom, how often, and who may."""

import datetime
import re
import time

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core import mail
from django.db.models import QuerySet
from django.utils import timezone, translation

from comun import enviador, personas, purga
from comun.models import Mensaje
from inscripciones.models import Inscripcion
from seminario.panel import invitaciones
from tests import fabricas
from tests.inscripciones.hilos import a_la_vez, errores

DESTINO = "cooperacion@niteroi.rj.gov.br"


@pytest.fixture
def cumbre(db):
    return fabricas.crear_cumbre()


@pytest.fixture
def niteroi(cumbre):
    return fabricas.crear_ciudad(nombre="Niterói", pais="BR", slug="niteroi", miembro=True)


@pytest.fixture
def usuaria(db):
    return get_user_model().objects.create_user("invita", password="x" * 16, is_staff=True)


def ruta(ciudad):
    return f"/admin/actores/ciudad/{ciudad.pk}/invitar/"


def enviar(client, ciudad, email=DESTINO, **datos):
    return client.post(ruta(ciudad), {"email": email, "idioma": "pt-br", **datos})


def invitar(ciudad, usuaria, **datos):
    return invitaciones.invitar(ciudad=ciudad, usuario=usuaria, **{"email": DESTINO, "idioma": "es", **datos})


def con_permisos(client, *codigos):
    usuaria = get_user_model().objects.create_user("con-permisos", password="x" * 16, is_staff=True)
    usuaria.user_permissions.set(Permission.objects.filter(codename__in=codigos))
    client.force_login(usuaria)
    return client


PUEDE = ("view_ciudad", "change_ciudad", "view_inscripcion")


# --- The page -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("pais", "lang", "saluda"), [("BR", "pt-BR", "Olá"), ("UY", "es", "Hola:")])
def test_the_invitation_is_in_the_language_of_the_city(coordinacion, cumbre, pais, lang, saluda):
    ciudad = fabricas.crear_ciudad(pais=pais, miembro=True)
    html = coordinacion.get(ruta(ciudad)).content.decode()
    assert re.search(rf'<textarea id="texto" readonly rows="22" lang="{lang}">\s*{saluda}', html)


def test_the_language_can_be_changed_and_is_the_one_that_is_sent(coordinacion, niteroi):
    html = coordinacion.get(ruta(niteroi), {"idioma": "es"}).content.decode()
    assert "Hola:" in html
    assert 'name="idioma" value="es"' in html

    enviar(coordinacion, niteroi, idioma="es")

    assert Mensaje.objects.get().idioma == "es"


def test_the_link_begins_the_registration_of_that_city(coordinacion, client, niteroi):
    fabricas.crear_seminario()
    enviar(coordinacion, niteroi)
    enviador.enviar_pendientes()
    (enlace,) = re.findall(r"http://testserver(\S+)", mail.outbox[0].body)

    respuesta = client.get(enlace)

    assert respuesta.status_code == 200
    assert respuesta.context["quien"] == niteroi
    assert ("actividades", "seminario") in respuesta.context["ocultos"]


def test_one_invitation_is_queued_logged_without_the_address_and_told(coordinacion, niteroi):
    respuesta = enviar(coordinacion, niteroi)

    assert respuesta["Location"] == "/admin/actores/ciudad/?red=sin_inscripcion"
    mensaje = Mensaje.objects.get()
    assert (mensaje.tipo, mensaje.a, mensaje.idioma, mensaje.sobre) == ("invitacion", DESTINO, "pt-br", niteroi)
    linea = LogEntry.objects.get()
    assert (linea.user, linea.get_edited_object()) == (coordinacion.usuaria, niteroi)
    assert linea.change_message == "Se envió una invitación en portugués"
    dichos = [str(m) for m in coordinacion.get(respuesta["Location"]).context["messages"]]
    assert dichos == [f"La invitación a {niteroi} sale en unos minutos, en portugués."]


def test_the_same_submission_twice_is_one_invitation(coordinacion, niteroi):
    html = coordinacion.get(ruta(niteroi)).content.decode()
    clave = re.search(r'name="clave_envio" value="(\w+)"', html)[1]

    estados = [enviar(coordinacion, niteroi, clave_envio=clave).status_code for _ in range(2)]

    assert (estados, Mensaje.objects.count(), LogEntry.objects.count()) == ([302, 302], 1, 1)


@pytest.mark.parametrize(
    ("email", "dice"),
    [
        ("", "Falta"),
        ("nada", "escriba una dirección completa"),
        ("a@b", "completa"),
        ("x@y.gob\nBcc: z@y.gob", "completa"),
    ],
)
def test_a_wrong_address_is_told_and_nothing_is_sent(coordinacion, niteroi, email, dice):
    respuesta = enviar(coordinacion, niteroi, email)
    assert (respuesta.status_code, Mensaje.objects.count()) == (200, 0)
    assert dice in respuesta.context["form"].errors["email"][0]
    assert respuesta.content.decode().count("<title>Error: ") == 1


def test_an_unknown_language_is_the_citys(coordinacion, niteroi):
    html = coordinacion.get(ruta(niteroi), {"idioma": "xx"}).content.decode()
    assert "Olá" in html
    assert enviar(coordinacion, niteroi, idioma="xx").status_code == 200
    assert Mensaje.objects.count() == 0


def test_what_was_sent_before_is_told(coordinacion, niteroi):
    enviar(coordinacion, niteroi)
    Mensaje.objects.update(estado="enviado")
    html = coordinacion.get(ruta(niteroi)).content.decode()
    (linea,) = re.findall(r"<li>([^<]+ · [^<]+)</li>", html)
    assert linea.split(" · ")[1:] == ["portugués", "enviado", DESTINO]


# --- Addresses of earlier contacts --------------------------------------------------------------


def test_earlier_contacts_are_offered_once_each(coordinacion, niteroi):
    fabricas.crear_contacto(ciudad=niteroi, email="Ana@niteroi.br", nombre="Ana Vieja")
    ana = fabricas.crear_contacto(ciudad=niteroi, email="ana@niteroi.br", nombre="Ana Nueva")
    fabricas.crear_contacto(email="otra@ejemplo.gob")
    fabricas.crear_contacto(ciudad=niteroi, email="", nombre="—")

    pagina = coordinacion.get(ruta(niteroi))
    elegida = coordinacion.get(ruta(niteroi), {"contacto": ana.pk}).content.decode()

    assert pagina.context["contactos"] == [ana]
    assert 'value="ana@niteroi.br"' in elegida


@pytest.mark.parametrize("clave", ["x", "-1", "9" * 30, "0"])
def test_a_contact_of_another_city_is_not_offered(coordinacion, niteroi, clave):
    otro = fabricas.crear_contacto(email="otra@ejemplo.gob")
    for pedido in (clave, otro.pk):
        html = coordinacion.get(ruta(niteroi), {"contacto": pedido}).content.decode()
        assert "otra@ejemplo.gob" not in html


def test_who_may_not_see_contacts_sees_no_address(client, niteroi, usuaria):
    suyo = fabricas.crear_contacto(ciudad=niteroi, email="ana@niteroi.br", nombre="Ana Souza")
    invitar(niteroi, usuaria)
    con_permisos(client, *PUEDE)

    html = client.get(ruta(niteroi), {"contacto": suyo.pk}).content.decode()

    assert [dato for dato in ("ana@niteroi.br", "Ana Souza", DESTINO) if dato in html] == []
    assert "Todavía no se invitó" not in html


# --- Who and whom -------------------------------------------------------------------------------


@pytest.mark.parametrize("falta", PUEDE)
def test_who_may_not_change_cities_and_see_registrations_may_not_invite(client, niteroi, falta):
    con_permisos(client, *(permiso for permiso in PUEDE if permiso != falta))
    entra = falta == "view_ciudad"  # who may change them sees them
    assert client.get(ruta(niteroi)).status_code == (200 if entra else 403)
    assert enviar(client, niteroi).status_code == (302 if entra else 403)
    assert Mensaje.objects.count() == entra


def test_strangers_are_sent_to_login(ajena, niteroi):
    assert "/login/" in enviar(ajena, niteroi)["Location"]
    assert Mensaje.objects.count() == 0


def test_what_does_not_exist_is_not_found(coordinacion, niteroi):
    for clave in ("0", "x", "9" * 30):
        assert coordinacion.get(f"/admin/actores/ciudad/{clave}/invitar/").status_code == 404


def vista(coordinacion, ciudad):
    """Return what the page of an invitation says instead of its form; the POST sends nothing either."""
    pagina = coordinacion.get(ruta(ciudad))
    assert enviar(coordinacion, ciudad).status_code == 200
    assert Mensaje.objects.count() == 0
    assert "<form method" not in pagina.content.decode().partition('id="content-main"')[2]
    return pagina.context["motivo"]


def test_only_members_that_stand_are_invited(coordinacion, niteroi):
    otra = fabricas.crear_ciudad(miembro=None)
    unida = fabricas.crear_ciudad(miembro=True, fusionada_en=niteroi)
    assert vista(coordinacion, otra).startswith("Esta ciudad no figura como miembro")
    assert vista(coordinacion, unida).startswith("Esta ciudad está unida a otra")


def test_who_registered_is_not_invited(coordinacion, niteroi):
    fabricas.crear_inscripcion("confirmada", contacto=fabricas.crear_contacto(ciudad=niteroi))
    assert vista(coordinacion, niteroi).startswith("Esta ciudad ya tiene una inscripción confirmada")


@pytest.mark.parametrize("dias", [-1, 1])
def test_nobody_is_invited_outside_the_window(coordinacion, niteroi, cumbre, dias):
    ahora, mucho = timezone.now(), datetime.timedelta(days=400)
    if dias < 0:
        cumbre.inscripcion_desde, cumbre.inscripcion_hasta = ahora - mucho, ahora - datetime.timedelta(days=1)
    else:
        cumbre.inscripcion_desde, cumbre.inscripcion_hasta = ahora + datetime.timedelta(days=1), ahora + mucho
    cumbre.save()
    assert vista(coordinacion, niteroi).startswith("La inscripción no está abierta")


def test_a_city_that_registers_meanwhile_gets_no_invitation(niteroi, usuaria):
    mensaje = invitar(niteroi, usuaria)
    fabricas.crear_inscripcion("confirmada", contacto=fabricas.crear_contacto(ciudad=niteroi))

    enviador.enviar_pendientes()

    mensaje.refresh_from_db()
    assert (mensaje.estado, mail.outbox) == ("anulado", [])


def test_the_buttons_lead_to_the_page_where_it_makes_sense(coordinacion, niteroi):
    otra = fabricas.crear_ciudad(miembro=False)
    fichas = {c: coordinacion.get(f"/admin/actores/ciudad/{c.pk}/change/").content.decode() for c in (niteroi, otra)}
    lista = coordinacion.get("/admin/actores/ciudad/?red=sin_inscripcion").content.decode()
    assert [ruta(niteroi) in html for html in fichas.values()] == [True, False]
    assert [f"/{c.pk}/unir/" in html for c, html in fichas.items()] == [True, True]
    assert (ruta(niteroi) in lista, ruta(niteroi) in coordinacion.get("/admin/actores/ciudad/").content.decode()) == (
        True,
        False,
    )


# --- How often ----------------------------------------------------------------------------------


def test_once_a_week_for_each_city_and_address(niteroi, usuaria):
    otra = fabricas.crear_ciudad(miembro=True)
    invitar(niteroi, usuaria)
    invitar(otra, usuaria)
    invitar(niteroi, usuaria, email="otra@niteroi.br")
    with pytest.raises(invitaciones.ErrorDeInvitacion) as error:
        invitar(niteroi, usuaria, email=DESTINO.upper())
    assert (error.value.codigo, Mensaje.objects.count()) == ("reciente", 3)

    Mensaje.objects.update(creado=timezone.now() - datetime.timedelta(days=7, minutes=1))
    assert invitar(niteroi, usuaria).pk


def test_an_invitation_that_did_not_arrive_may_be_repeated(niteroi, usuaria):
    invitar(niteroi, usuaria)
    Mensaje.objects.update(estado="fallido")
    assert invitar(niteroi, usuaria).pk


def test_who_insists_sends_another_one(coordinacion, niteroi):
    enviar(coordinacion, niteroi)
    negada = enviar(coordinacion, niteroi)
    assert "Hace menos de una semana" in negada.context["form"].errors["email"][0]
    assert 'type="checkbox" name="insistir"' in negada.content.decode()

    assert enviar(coordinacion, niteroi, insistir="on").status_code == 302
    assert Mensaje.objects.count() == 2


def test_nobody_invites_without_end(niteroi, usuaria, settings, monkeypatch):
    settings.PUBLIC_LIMITS = True
    monkeypatch.setattr(invitaciones, "POR_HORA", 2)
    for n in range(2):
        invitar(niteroi, usuaria, email=f"{n}@niteroi.br")
    with pytest.raises(invitaciones.ErrorDeInvitacion) as error:
        invitar(niteroi, usuaria, email="2@niteroi.br")
    assert (error.value.codigo, Mensaje.objects.count()) == ("limite", 2)
    otra = get_user_model().objects.create_user("otra", password="x" * 16)
    assert invitar(niteroi, otra, email="3@niteroi.br").pk


def test_an_address_is_not_flooded_through_several_cities(niteroi, usuaria, settings):
    settings.PUBLIC_LIMITS = True
    for _ in range(invitaciones.POR_DIRECCION):
        invitar(fabricas.crear_ciudad(miembro=True), usuaria)
    with pytest.raises(invitaciones.ErrorDeInvitacion) as error:
        invitar(niteroi, usuaria, insistir=True)
    assert error.value.codigo == "limite"


def dos_a_la_vez(ciudad, usuaria, monkeypatch):
    monkeypatch.setattr(invitaciones, "_contar", lambda *args: time.sleep(0.4))
    return a_la_vez(*[lambda: invitar(ciudad, usuaria).pk] * 2)


@pytest.mark.django_db(transaction=True)
def test_two_that_invite_at_once_send_one(usuaria, monkeypatch):
    fabricas.crear_cumbre()
    ciudad = fabricas.crear_ciudad(miembro=True)
    resultados = dos_a_la_vez(ciudad, usuaria, monkeypatch)
    assert len(errores(resultados)) == Mensaje.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_would_be_sent(usuaria, monkeypatch):
    fabricas.crear_cumbre()
    ciudad = fabricas.crear_ciudad(miembro=True)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **opciones: self)
    resultados = dos_a_la_vez(ciudad, usuaria, monkeypatch)
    assert (errores(resultados), Mensaje.objects.count()) == ([], 2)


# --- What is left of it -------------------------------------------------------------------------


def test_an_erased_address_leaves_no_invitation(niteroi, usuaria):
    invitar(niteroi, usuaria)
    invitar(niteroi, usuaria, email="otra@niteroi.br")
    personas.borrar([], email=DESTINO.upper())
    assert [m.a for m in Mensaje.objects.filter(tipo="invitacion")] == ["otra@niteroi.br"]


def test_invitations_go_with_the_mail_log(niteroi, usuaria, cumbre):
    cumbre.inicio = cumbre.fin = timezone.localdate() - datetime.timedelta(days=91)
    invitar(niteroi, usuaria)
    cumbre.save()
    hace = timezone.now() - datetime.timedelta(days=100)
    Mensaje.objects.update(estado="enviado", creado=hace)
    purga.purgar(ahora=timezone.now())
    assert Mensaje.objects.count() == 0


def test_the_mail_says_nothing_in_the_other_language(niteroi):
    fabricas.crear_seminario()
    textos = []
    for activo in ("es", "pt-br"):
        with translation.override(activo):
            textos.append(invitaciones.redactar(niteroi, "pt-br").texto)
    assert textos[0] == textos[1]
    assert [palabra for palabra in ("inscripción", "ciudades", "Inscribir", "hace falta") if palabra in textos[0]] == []


def test_hostile_names_stay_text(coordinacion, cumbre):
    malo = "<script>alert(1)</script></textarea>{{ x }}%(x)s"
    ciudad = fabricas.crear_ciudad(nombre=malo, miembro=True)
    fabricas.crear_contacto(ciudad=ciudad, nombre=malo, cargo=malo)
    html = coordinacion.get(ruta(ciudad)).content.decode()
    assert "<script>alert" not in html
    assert html.count("</textarea>") == 1
    assert enviar(coordinacion, ciudad).status_code == 302
    assert Inscripcion.objects.count() == 0
