"""What certificates keep of a person, for how long, and what the person's own right takes away."""

import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone

from acreditacion import certificados
from acreditacion.models import Certificado
from comun import personas, purga
from comun.models import Mensaje
from tests.mi_lugar.conftest import entrar

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificado(ana, seminario):
    certificados.emitir(actividad=seminario)
    return Certificado.objects.get()


def test_a_person_is_told_of_their_certificates(certificado, ana):
    (dicho,) = personas.datos_de([ana])[0]["certificados"]

    assert (dicho["codigo"], dicho["nombre"], dicho["revocado_el"]) == (certificado.codigo, "Ana Pérez", None)


def test_erasing_a_person_takes_away_their_certificates_and_what_was_said_of_them(certificado, ana):
    staff = get_user_model().objects.create(username="equipo")
    LogEntry.objects.create(
        user=staff,
        action_flag=2,
        content_type=ContentType.objects.get_for_model(Certificado),
        object_id=certificado.pk,
        object_repr=str(certificado),
    )

    cuentas = personas.borrar([ana])

    assert cuentas["certificados"] == 1
    assert not Certificado.objects.exists()
    assert not Mensaje.objects.filter(tipo=certificados.EMITIDO).exists()
    assert "Ana" not in LogEntry.objects.get().object_repr
    assert Client().get(f"/certificados/{certificado.codigo}/").status_code == 404


def test_the_page_that_asks_says_that_certificates_go(certificado, ana):
    pagina = entrar(ana).get("/mi-lugar/mis-datos/borrar/").content.decode()

    assert "quien verifique uno leerá que no hay un certificado con ese código" in pagina


@pytest.mark.parametrize(("anios", "queda"), [(4.9, 1), (5.1, 0)])
def test_certificates_are_kept_five_years_after_their_activity(certificado, seminario, anios, queda):
    purga.purgar(ahora=timezone.now() + datetime.timedelta(days=365.25 * anios))

    assert Certificado.objects.count() == queda


def test_the_years_end_on_a_leap_day_too(certificado, seminario):
    purga.purgar(ahora=datetime.datetime(2028, 2, 29, 12, tzinfo=datetime.UTC))

    assert Certificado.objects.count() == 1


def test_when_the_person_is_forgotten_the_certificate_verifies_and_is_nobodys(certificado, ana):
    purga.purgar(ahora=timezone.now() + datetime.timedelta(days=380))

    certificado.refresh_from_db()
    ana.refresh_from_db()
    assert (ana.nombre, certificado.nombre, certificado.participante) == (personas.ANONIMA, "Ana Pérez", None)
    assert "Ana Pérez" in Client().get(f"/certificados/{certificado.codigo}/").content.decode()


def test_when_the_row_of_the_person_is_deleted_the_certificate_stays(certificado, ana):
    ana.delete()

    certificado.refresh_from_db()
    assert (certificado.nombre, certificado.es_valido) == ("Ana Pérez", True)


def test_a_rehearsal_of_the_purge_changes_nothing(certificado, seminario):
    cuentas = purga.purgar(ahora=timezone.now() + datetime.timedelta(days=365 * 6), ensayo=True)

    assert (cuentas["certificados de hace cinco años"], Certificado.objects.count()) == (1, 1)


def test_nothing_is_issued_to_who_was_forgotten(seminario, ana):
    personas_de_la_fila = type(ana).objects.filter(pk=ana.pk)
    personas_de_la_fila.update(nombre=personas.ANONIMA, email="")

    assert certificados.emitir(actividad=seminario) == (0, 0, 0)
    assert not Certificado.objects.exists()
