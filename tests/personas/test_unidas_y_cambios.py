"""Erasing who is in another delegation by now, and what the erasure and the permissions of a person leave told."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import transaction
from django.utils import timezone

from actores import contactos
from actores.models import Contacto
from comun import enviador, personas
from comun.models import Mensaje
from inscripciones import personas as de_inscripciones
from inscripciones import services, uniones
from inscripciones.models import Inscripcion, NecesidadDeAcceso, Participante
from inscripciones.relato import relatar
from tests import fabricas
from tests.inscripciones.delegaciones import borrador, confirmada
from tests.inscripciones.hilos import a_la_vez, errores
from tests.personas.llena import donde_esta

pytestmark = pytest.mark.django_db
NOMBRE, EMAIL = "Zoilo Unido Ríos", "zoilo@segunda.ec"


@pytest.fixture
def taller(db):
    return fabricas.crear_actividad(fabricas.crear_cumbre(), titulo_es="Taller", cupo_presencial=50)


@pytest.fixture
def ciudad(db):
    return fabricas.crear_ciudad(nombre="Riobamba", pais="EC")


def delegacion(taller, ciudad, *, nombre="Ana Primera", email="ana@primera.ec", participa=False):
    """A confirmed delegation with Carla in it and, with ``participa``, its contact too."""
    contacto = fabricas.crear_contacto(ciudad=ciudad, nombre=nombre, email=email)
    inscripcion = borrador(taller, personas=0, contacto=contacto, contacto_participa=participa)
    gente = [("Carla Compañera", f"carla+{inscripcion.pk}@ejemplo.gob", False)]
    gente += [(nombre, email, True)] * participa
    for de, a, es_contacto in gente:
        persona = fabricas.crear_participante(inscripcion, nombre=de, email=a, es_contacto=es_contacto)
        fabricas.crear_asistencia(persona, taller)
    return services.confirmar(inscripcion=inscripcion)


def unir(segunda, primera):
    uniones.unir(inscripcion=Inscripcion.objects.get(pk=segunda.pk), usuario=None)
    assert set(primera.participantes.all()) >= set(Participante.objects.filter(email=EMAIL))


@pytest.fixture
def unida(taller, ciudad):
    """The second delegation, whose people, its contact among them, are in the first by now; and the first."""
    primera = delegacion(taller, ciudad)
    segunda = delegacion(taller, ciudad, nombre=NOMBRE, email=EMAIL, participa=True)
    unir(segunda, primera)
    # As the officer of the first may have written it meanwhile.
    Participante.objects.filter(email=EMAIL).update(email=EMAIL.upper(), nombre="Zoilo  Unido Rios")
    segunda.refresh_from_db()
    return segunda, primera


def test_a_contact_whose_delegation_joined_another_is_erased_there_too(unida):
    segunda, primera = unida
    suyos = personas.todos([segunda.contacto])
    assert [str(dueno) for dueno in suyos] == [str(segunda.contacto), "Zoilo  Unido Rios"]
    assert donde_esta(NOMBRE, EMAIL, "Zoilo  Unido Rios") >= {
        "actores_contacto.nombre", "comun_mensaje.parametros", "inscripciones_participante.nombre",
    }  # fmt: skip

    personas.borrar([segunda.contacto])
    enviador.enviar_pendientes()

    assert donde_esta(NOMBRE, EMAIL, "Zoilo  Unido Rios") == set()
    assert [p.nombre for p in primera.participantes.all()] == ["Carla Compañera"] * 2
    primera.refresh_from_db()
    assert (primera.estado, primera.contacto.nombre) == ("confirmada", "Ana Primera")


def test_a_person_whose_own_delegation_joined_this_one_is_erased_as_its_contact_too(unida):
    segunda, primera = unida
    token = segunda.contacto.token()
    fabricas.crear_ficha(contacto=segunda.contacto, titulo=f"Saber de {NOMBRE}")
    suya = primera.participantes.get(email__iexact=EMAIL)

    personas.borrar([suya])
    enviador.enviar_pendientes()

    assert donde_esta(NOMBRE, EMAIL, "Zoilo  Unido Rios") == set()
    assert Contacto.por_token(token) is None
    primera.refresh_from_db()
    assert (primera.estado, primera.contacto.nombre) == ("confirmada", "Ana Primera")


def test_a_delegation_that_joined_twice_leads_to_the_last_one(taller, ciudad):
    primera = delegacion(taller, ciudad)
    segunda = delegacion(taller, ciudad, nombre="Eva Segunda", email="eva@segunda.ec")
    tercera = delegacion(taller, ciudad, nombre=NOMBRE, email=EMAIL, participa=True)
    Inscripcion.objects.filter(pk=tercera.pk).update(posible_duplicada_de=segunda)
    unir(tercera, segunda)
    unir(segunda, primera)

    suya = primera.participantes.get(email=EMAIL)
    assert personas.todos([tercera.contacto]) == [tercera.contacto, suya]
    assert personas.todos([suya]) == [suya, tercera.contacto]


@pytest.mark.parametrize("email", ["rosa@segunda.ec", ""])
def test_who_came_from_a_delegation_that_joined_leaves_its_history_too(taller, ciudad, email):
    primera = delegacion(taller, ciudad)
    segunda = delegacion(taller, ciudad, nombre=NOMBRE, email=EMAIL)
    tercera = delegacion(taller, ciudad, nombre="Eva Tercera", email="eva@tercera.ec")
    rosa = services.agregar_participante(inscripcion=tercera, nombre="Rosa Llegada Paz", email=email, cargo="")
    Inscripcion.objects.filter(pk=tercera.pk).update(posible_duplicada_de=segunda)
    unir(tercera, segunda)
    unir(segunda, primera)
    assert donde_esta("Rosa Llegada Paz") >= {"inscripciones_cambioinscripcion.diferencias"}

    personas.borrar([Participante.objects.get(pk=rosa.pk)])

    assert donde_esta("Rosa Llegada Paz") == set()


@pytest.mark.parametrize(
    "otra", [{"nombre": "Zoilo Otro"}, {"email": "otra@segunda.ec"}, {"es_contacto": True}]
)  # fmt: skip
def test_who_is_not_surely_the_same_stays(unida, otra):
    segunda, primera = unida
    suya = primera.participantes.get(email__iexact=EMAIL)
    Participante.objects.filter(pk=suya.pk).update(**otra)
    suya.refresh_from_db()

    assert personas.todos([segunda.contacto]) == [segunda.contacto]
    assert personas.todos([suya]) == [suya]


def test_who_is_in_no_other_delegation_is_not_looked_for(taller, ciudad):
    primera = delegacion(taller, ciudad)
    segunda = delegacion(taller, ciudad, nombre=NOMBRE, email=EMAIL, participa=True)
    fabricas.crear_participante(primera, nombre=NOMBRE, email=EMAIL)
    services.retirar(inscripcion=segunda)

    assert personas.todos([segunda.contacto]) == [segunda.contacto, segunda.participantes.get(es_contacto=True)]


def test_the_links_of_a_contact_end_in_the_other_delegation_too(unida):
    segunda, primera = unida
    tokens = {persona.email: persona.token() for persona in primera.participantes.all()}

    contactos.anular_enlaces(contacto=segunda.contacto)

    terminaron = [email for email, token in tokens.items() if Participante.por_token(token) is None]
    assert terminaron == [EMAIL.upper()]


@pytest.mark.parametrize("imagen", [True, False])
def test_the_consent_for_pictures_follows_the_contact_to_the_other_delegation(unida, imagen):
    segunda, primera = unida
    Participante.objects.update(consentimiento_imagen_el=None if imagen else timezone.now())

    services.guardar_consentimientos(inscripcion=segunda, datos=True, imagen=imagen, listado=False)

    dichos = {p.email: p.consentimiento_imagen_el is not None for p in primera.participantes.all()}
    carlas = [f"carla+{i.pk}@ejemplo.gob" for i in (primera, segunda)]
    assert dichos == {EMAIL.upper(): imagen, **dict.fromkeys(carlas, not imagen)}


# --- Locks --------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_erasing_locks_at_once_all_that_withdrawing_will_lock(taller, ciudad):
    primera = delegacion(taller, ciudad)
    segunda = delegacion(taller, ciudad, nombre=NOMBRE, email=EMAIL)
    ajena = confirmada(taller, contacto=fabricas.crear_contacto(email="otra@otra.org"))

    def libres():
        """Whoever withdraws the first one meanwhile waits before it holds anything that the erasure is to lock."""
        with transaction.atomic():
            filas = Inscripcion.objects.select_for_update(skip_locked=True, of=("self",)).order_by("pk")
            return list(filas.values_list("pk", flat=True))

    with transaction.atomic():
        de_inscripciones.bloquear([segunda.contacto])
        (quedan,) = a_la_vez(libres)

    assert quedan == [ajena.pk]
    assert sorted(a_la_vez(libres)[0]) == sorted([primera.pk, segunda.pk, ajena.pk])


@pytest.mark.django_db(transaction=True)
def test_erasing_one_and_withdrawing_one_that_is_like_it_at_once_do_not_block_each_other(taller, ciudad):
    for vuelta in range(5):
        primera = delegacion(taller, ciudad, email=f"ana{vuelta}@primera.ec")
        segunda = delegacion(taller, ciudad, nombre=NOMBRE, email=EMAIL)

        resultados = a_la_vez(
            lambda segunda=segunda: personas.borrar([segunda.contacto]),
            lambda primera=primera: services.retirar(inscripcion=primera),
        )

        assert errores(resultados) == []


def test_locking_for_who_has_no_registration_does_nothing(db):
    de_inscripciones.bloquear([fabricas.crear_contacto()])


# --- What is told -------------------------------------------------------------------------------


def test_who_is_erased_leaves_a_change_without_a_name_and_the_contact_is_told(taller, ciudad):
    inscripcion = delegacion(taller, ciudad, participa=True)
    carla = inscripcion.participantes.get(es_contacto=False)
    Mensaje.objects.all().delete()

    personas.borrar([carla])
    enviador.enviar_pendientes()

    cambio = inscripcion.cambios.get()
    assert (cambio.quien, relatar(cambio.diferencias)[0]) == ("participante", "Se quitó a —.")
    (aviso,) = [m for m in mail.outbox if m.to == ["ana@primera.ec"]]
    assert "- Se quitó a —.\n" in aviso.body
    assert donde_esta("Carla Compañera", carla.email) == set()


def test_the_last_one_who_is_erased_withdraws_it_as_a_person(taller, ciudad):
    inscripcion = delegacion(taller, ciudad)

    personas.borrar([inscripcion.participantes.get()])

    cambio = inscripcion.cambios.get()
    frase = "La inscripción pasó de «confirmada» a «retirada»."
    assert (cambio.quien, relatar(cambio.diferencias)) == ("participante", [frase])


# --- Staff's log --------------------------------------------------------------------------------


@pytest.mark.parametrize("consulta", ["q=Carla+Compa%C3%B1era", "q=Carla%20Compa%C3%B1era&dieta=vegana"])
def test_the_name_that_access_needs_were_searched_for_goes_with_the_person(taller, ciudad, client, consulta):
    jefa = get_user_model().objects.create_superuser("jefa")
    client.force_login(jefa)
    inscripcion = delegacion(taller, ciudad, participa=True)
    carla = inscripcion.participantes.get(es_contacto=False)
    client.get(f"/admin/inscripciones/{NecesidadDeAcceso._meta.model_name}/?{consulta}")
    de_otra = LogEntry.objects.create(
        user=jefa, action_flag=CHANGE, object_id="7", object_repr="—", change_message="Carla Compañera"
    )
    assert donde_esta("Carla Compañera") >= {"django_admin_log.change_message"}
    LogEntry.objects.exclude(pk=de_otra.pk).get()

    personas.borrar([carla])

    (linea,) = LogEntry.objects.exclude(pk=de_otra.pk)
    assert linea.change_message == "Consultó la lista: q=—" + ("&dieta=vegana" if "dieta" in consulta else "") + "."
    de_otra.refresh_from_db()
    assert de_otra.change_message == "Carla Compañera"


# --- What the page says -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prefijo", "frase"),
    [
        ("", "dos huellas cifradas, del correo y del nombre, hasta 12 meses después de la Cumbre"),
        ("/pt-br", "dois resumos cifrados, do e-mail e do nome, por até 12 meses depois da Cúpula"),
    ],
)
def test_the_page_says_what_stays_of_who_came_in_an_imported_form(client, taller, ciudad, prefijo, frase):
    inscripcion = delegacion(taller, ciudad)
    client.post(f"/acceso/{inscripcion.contacto.token()}/")

    assert frase in client.get(f"{prefijo}/mi-espacio/mis-datos/borrar/").content.decode()
