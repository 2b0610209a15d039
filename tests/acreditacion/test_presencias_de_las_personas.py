"""What the portal holds of who was seen: told, erased, forgotten on time; and the mails of who has no address."""

import datetime

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.utils import timezone

from acreditacion import presencias
from acreditacion.models import Presencia
from comun import personas, purga
from comun.models import Mensaje
from inscripciones import services
from inscripciones.models import Participante
from tests import fabricas
from tests.inscripciones.delegaciones import confirmada
from tests.lint_html import Pagina, texto

pytestmark = pytest.mark.django_db


@pytest.fixture
def sala():
    return fabricas.crear_actividad(titulo_es="Seminario", slug="sem")


@pytest.fixture
def ana(sala):
    inscripcion = confirmada(sala, personas=2)
    persona = inscripcion.participantes.first()
    persona.nombre, persona.email = "Ana Paz", "ana@ejemplo.gob"
    persona.save()
    return persona


def en_el_registro(presencia):
    usuaria = get_user_model().objects.get_or_create(username="equipo")[0]
    LogEntry.objects.log_actions(usuaria.pk, [presencia], CHANGE, "Deshacer", single_object=True)


def termino_hace(sala, dias):
    fin = timezone.localdate() - datetime.timedelta(days=dias)
    type(sala.cumbre).objects.update(inicio=fin, fin=fin)


def test_a_person_is_told_where_they_were_seen(ana, sala):
    presencia = fabricas.crear_presencia(ana, sala, puesto="Puerta 1")

    (dicho,) = personas.datos_de([ana])

    assert dicho["presencias"] == [
        {
            "actividad": "Seminario",
            "modalidad": "presencial",
            "medio": "qr",
            "ingreso": "directo",
            "puesto": "Puerta 1",
            "registrada_el": presencia.registrada_el.isoformat(),
            "deshecha_el": None,
        }
    ]


@pytest.mark.parametrize("dias", [-9, 3], ids=["antes", "despues"])
def test_erasing_a_person_deletes_where_they_were_seen(ana, sala, dias):
    fabricas.crear_presencia(fabricas.crear_participante(ana.inscripcion), sala)
    en_el_registro(fabricas.crear_presencia(ana, sala))
    termino_hace(sala, dias)

    cuentas = personas.borrar([ana])

    assert cuentas["presencias"] == 1
    assert Presencia.objects.count() == 1
    assert not LogEntry.objects.filter(object_repr__contains="Ana Paz").exists()
    assert not Participante.objects.filter(nombre="Ana Paz").exists()


def test_a_year_later_presences_are_counts_without_a_name(ana, sala):
    queda = fabricas.crear_presencia(ana, sala)
    presencias.deshacer(presencia=fabricas.crear_presencia(fabricas.crear_participante(ana.inscripcion), sala))
    en_el_registro(queda)
    termino_hace(sala, 366)

    purga.purgar(ahora=timezone.now())

    assert list(Presencia.objects.values_list("participante__nombre", "actividad__slug")) == [(personas.ANONIMA, "sem")]
    assert not LogEntry.objects.filter(object_repr__contains="Ana Paz").exists()


def test_a_month_after_a_delegation_withdrew_its_presences_and_certificates_are_nobodys(ana, sala):
    certificado = fabricas.crear_certificado(ana, sala)
    en_el_registro(fabricas.crear_presencia(ana, sala))
    services.retirar(inscripcion=ana.inscripcion)
    type(ana.inscripcion).objects.update(retirada_el=timezone.now() - datetime.timedelta(days=31))

    purga.purgar(ahora=timezone.now())

    certificado.refresh_from_db()
    assert (certificado.participante, certificado.es_valido) == (None, True)
    assert Presencia.objects.get().participante.nombre == personas.ANONIMA
    assert not LogEntry.objects.filter(object_repr__contains="Ana Paz").exists()


def test_before_that_nothing_of_presences_is_forgotten(ana, sala):
    presencias.deshacer(presencia=fabricas.crear_presencia(ana, sala))
    termino_hace(sala, 364)

    purga.purgar(ahora=timezone.now())

    assert Presencia.objects.count() == 1


def test_a_delegation_tells_where_its_people_were_seen(ana, sala, coordinacion):
    queda = fabricas.crear_presencia(ana, sala, ingreso="sin_lugar", puesto="Puerta 1")
    presencias.deshacer(presencia=fabricas.crear_presencia(fabricas.crear_participante(ana.inscripcion), sala))

    html = coordinacion.get(f"/admin/inscripciones/inscripcion/{ana.inscripcion_id}/change/").content.decode()

    (seccion,) = [s for s in Pagina(html).todos("section") if s.get("id") == "presencias"]
    (entrada,) = [" ".join(texto(li).split()) for li in seccion.iter("li")]
    assert entrada.startswith(str(queda.participante))
    assert entrada.endswith("Puerta 1 (se le dejó pasar sin lugar)")


# --- Who was registered at the door without an address ------------------------------------------


@pytest.fixture
def sin_correo(sala):
    datos = {"nombre": "Zulema Quiroga", "email": "", "idioma": "es"}
    presencia = presencias.inscribir_y_registrar(actividad=sala, actor=fabricas.crear_ciudad(), **datos)
    return presencia.participante.inscripcion.contacto


@pytest.fixture
def equipo(client):
    client.force_login(get_user_model().objects.create_superuser("coordinacion", password="x" * 16))
    return client


def test_staff_is_told_that_a_contact_has_no_address_to_send_the_link_to(equipo, sin_correo):
    lista, datos = "/admin/actores/contacto/", {"action": "enviar_enlace", "confirmado": "si"}
    html = equipo.post(lista, {**datos, "_selected_action": sin_correo.pk}, follow=True).content.decode()
    assert "1 contacto no tiene correo: se inscribió en la puerta." in html
    assert Mensaje.objects.count() == 0


def test_staff_mends_the_name_and_writes_the_address_which_stays(equipo, sin_correo):
    pagina = f"/admin/actores/contacto/{sin_correo.pk}/change/"
    datos = {"nombre": "Zulema Quiroga Sosa", "email": "", "telefono": "", "cargo": "", "idioma": "es"}

    equipo.post(pagina, datos)
    sin_correo.refresh_from_db()
    nombre = sin_correo.nombre
    equipo.post(pagina, {**datos, "email": "zulema@ejemplo.gob"})
    html = equipo.post(pagina, datos).content.decode()

    sin_correo.refresh_from_db()
    assert (nombre, sin_correo.email) == ("Zulema Quiroga Sosa", "zulema@ejemplo.gob")
    assert "Escriba el correo: sin él, el contacto no podría volver a su inscripción." in html
    assert sorted(Mensaje.objects.values_list("tipo", "a")) == [
        ("enlace_personal", "zulema@ejemplo.gob"),
        ("inscripcion_cambiada", "zulema@ejemplo.gob"),
        ("recuperar_enlace", "zulema@ejemplo.gob"),
    ]
