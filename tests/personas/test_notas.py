"""Notes of staff about a delegation: told to who asks for their data, without the others; gone with the history."""

import datetime

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from comun import personas
from comun.personas import ANONIMA
from inscripciones import purga, services, uniones
from inscripciones.models import Inscripcion, NotaInterna
from tests import fabricas
from tests.inscripciones.delegaciones import borrador
from tests.personas.llena import donde_esta, terminada

pytestmark = pytest.mark.django_db
ANA, LUIS = "Ana Notada Ruiz", "Luis Nombrado Paz"


@pytest.fixture
def delegacion(db):
    """A confirmed delegation of Ana, with Luis in it, and notes that name one, the other, both, or nobody."""
    contacto = fabricas.crear_contacto(nombre=ANA, email="ana@notas.ec", telefono="+593 99 111 2222")
    taller = fabricas.crear_actividad(fabricas.crear_cumbre())
    inscripcion = borrador(taller, contacto=contacto)
    inscripcion.participantes.update(nombre=LUIS, email="luis@notas.ec")
    for texto in (f"{LUIS} llega tarde.", f"{ANA} y {LUIS} comparten auto; luis@notas.ec avisa.", "Pagan el hotel."):
        fabricas.crear_nota(inscripcion, texto=texto)
    return services.confirmar(inscripcion=inscripcion)


def test_a_note_is_called_by_the_hour_of_the_portal(delegacion):
    nota = NotaInterna.objects.first()
    NotaInterna.objects.filter(pk=nota.pk).update(escrita_el=datetime.datetime(2026, 3, 2, 1, tzinfo=datetime.UTC))

    assert str(NotaInterna.objects.get(pk=nota.pk)) == f"{delegacion} · 01/03/2026 22:00"


def notas_de(dueno, **opciones):
    return [
        [n["texto"] for n in dichos.get("notas_del_equipo", [])] for dichos in personas.datos_de([dueno], **opciones)
    ]


def test_the_contact_is_told_every_note_without_the_others_names(delegacion):
    assert notas_de(delegacion.contacto) == [
        ["Pagan el hotel.", f"{ANA} y — comparten auto; — avisa.", "— llega tarde."]
    ]


def test_a_person_is_told_the_notes_that_name_them_and_no_other(delegacion):
    (luis,) = delegacion.participantes.all()
    assert notas_de(luis) == [[f"— y {LUIS} comparten auto; luis@notas.ec avisa.", f"{LUIS} llega tarde."]]


def test_staff_who_may_not_read_notes_does_not_take_them_away(delegacion):
    lectora = get_user_model().objects.create_user("lectora", is_staff=True)
    (dichos,) = personas.datos_de([delegacion.contacto], puede=lectora.has_perm)
    assert "notas_del_equipo" not in dichos


def test_erasing_a_person_takes_their_words_out_of_the_notes_and_leaves_the_rest(delegacion):
    (luis,) = delegacion.participantes.all()

    personas.borrar([luis])

    textos = list(NotaInterna.objects.order_by("pk").values_list("texto", flat=True))
    assert textos == ["— llega tarde.", f"{ANA} y — comparten auto; — avisa.", "Pagan el hotel."]
    assert donde_esta(LUIS) == set()


def test_erasing_reaches_the_notes_of_the_delegation_that_joined_another(delegacion):
    segunda = borrador(delegacion.cumbre.actividades.get(), contacto=fabricas.crear_contacto(ciudad=delegacion.ciudad))
    segunda.participantes.update(nombre="Zoe Unida Mar", email="zoe@notas.ec")
    services.confirmar(inscripcion=segunda)
    fabricas.crear_nota(segunda, texto="Zoe Unida Mar pide traductora.")
    uniones.unir(inscripcion=Inscripcion.objects.get(pk=segunda.pk), usuario=None)
    zoe = delegacion.participantes.get(nombre="Zoe Unida Mar")
    assert notas_de(zoe) == [["Zoe Unida Mar pide traductora."]]

    personas.borrar([zoe])

    assert NotaInterna.objects.get(inscripcion=segunda).texto == "— pide traductora."


def test_erasing_an_address_or_a_phone_takes_it_out_of_the_notes_of_others(delegacion):
    otra = fabricas.crear_inscripcion("confirmada")
    nota = fabricas.crear_nota(otra, texto="Preguntar a ANA@notas.ec o al +593 99 111 2222.")
    personas.borrar([delegacion.contacto])
    nota.refresh_from_db()
    assert nota.texto == "Preguntar a — o al —."


def test_notes_go_a_year_after_the_cumbre_with_the_names(db):
    vieja = fabricas.crear_inscripcion("confirmada", cumbre=terminada(366))
    reciente = fabricas.crear_inscripcion("confirmada", cumbre=terminada(300))
    for inscripcion in (vieja, reciente):
        fabricas.crear_nota(inscripcion)

    purga.olvidar_personas(timezone.now())

    assert list(NotaInterna.objects.values_list("inscripcion", flat=True)) == [reciente.pk]


def test_a_note_written_after_the_names_went_goes_too(db):
    vieja = fabricas.crear_inscripcion("confirmada", cumbre=terminada(366))
    purga.olvidar_personas(timezone.now())
    assert Inscripcion.objects.get(pk=vieja.pk).contacto.nombre == ANONIMA
    fabricas.crear_nota(vieja)
    assert purga.olvidar_personas(timezone.now()) == {"inscripciones ya sin nombres": 1}
    assert NotaInterna.objects.count() == 0


def test_notes_go_with_what_was_withdrawn_and_with_drafts(db):
    hace = timezone.now() - datetime.timedelta(days=31)
    retirada = fabricas.crear_inscripcion("retirada", confirmada_el=hace, retirada_el=hace)
    dejado = fabricas.crear_inscripcion()
    Inscripcion.objects.filter(pk=dejado.pk).update(guardada=hace)
    for inscripcion in (retirada, dejado):
        fabricas.crear_nota(inscripcion)

    purga.olvidar_retiradas(timezone.now())
    purga.borrar_sin_terminar(timezone.now())

    assert NotaInterna.objects.count() == 0
