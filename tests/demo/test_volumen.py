import datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count

from actores.models import Contacto
from agenda.models import Actividad, Propuesta
from comun.models import Mensaje
from inscripciones.models import Asistencia, Eleccion, Inscripcion, NotaInterna, Participante
from intercambio.models import Ficha, Mirada
from proyectos.models import Participacion, Proyecto
from seminario import demo
from seminario.comunicados import marcas, segmentos
from seminario.demo.programa import ZONA
from seminario.models import Comunicado, Destinatario

pytestmark = pytest.mark.largo

AHORA = datetime.datetime(2026, 8, 31, 12, tzinfo=ZONA)
MODELOS = [
    Contacto,
    Inscripcion,
    Participante,
    Eleccion,
    Asistencia,
    Ficha,
    Mirada,
    Propuesta,
    NotaInterna,
    Proyecto,
    Participacion,
    Comunicado,
]
CANTIDAD = 150


def foto():
    """What was generated, without keys and codes."""
    return {
        "inscripciones": list(
            Inscripcion.objects.order_by("contacto__email").values_list(
                "referencia",
                "estado",
                "idioma",
                "pasos",
                "confirmada_el",
                "ciudad__slug",
                "institucion__slug",
                "contacto__nombre",
                "contacto__email",
                "contacto__consentimiento_listado_el",
            )
        ),
        "asistencias": sorted(
            Asistencia.objects.values_list(
                "participante__nombre",
                "participante__inscripcion__referencia",
                "actividad__slug",
                "modalidad",
                "estado",
            )
        ),
        "fichas": sorted(Ficha.objects.values_list("contacto__email", "tipo", "lugar", "titulo", "publicacion")),
        "proyectos": sorted(
            Participacion.objects.filter(proyecto__historico=False).values_list(
                "proyecto__slug", "proyecto__titulo_es", "proyecto__publicacion", "ciudad__slug", "rol"
            )
        ),
    }


@pytest.fixture(scope="module")
def ejemplos(django_db_setup, django_db_blocker):
    """The examples in a seminar with 40 places; every test of this module that uses them reads only."""
    with django_db_blocker.unblock(), transaction.atomic():
        demo.cargar(ahora=AHORA)
        Actividad.objects.filter(es_seminario=True).update(cupo_presencial=40)
        demo.cargar(cantidad=CANTIDAD, ahora=AHORA)
        yield
        transaction.set_rollback(True)


def test_volumen_makes_as_many_registrations_and_projects_as_asked(ejemplos):
    assert Inscripcion.objects.count() == CANTIDAD
    assert Proyecto.objects.filter(historico=False).count() == CANTIDAD


def test_registrations_are_of_every_state_kind_and_language(ejemplos):
    # Nothing in the portal refuses a registration yet.
    estados = set(Inscripcion.Estado.values) - {"rechazada"}
    assert set(Inscripcion.objects.values_list("estado", flat=True)) == estados
    assert set(Inscripcion.objects.values_list("tipo", flat=True)) == {"ciudad", "institucion"}
    assert set(Inscripcion.objects.values_list("idioma", flat=True)) == {"es", "pt-br"}
    assert set(Asistencia.objects.values_list("estado", flat=True)) == set(Asistencia.Estado.values)
    assert set(Ficha.objects.values_list("publicacion", flat=True)) >= {
        "borrador",
        "pendiente",
        "publicada",
        "rechazada",
    }


def test_confirmed_delegations_have_one_to_five_people(ejemplos):
    confirmadas = Inscripcion.objects.confirmadas().annotate(personas=Count("participantes"))

    assert set(confirmadas.values_list("personas", flat=True)) == {1, 2, 3, 4, 5}


def test_every_example_passes_the_rules_of_its_model(ejemplos):
    for modelo in MODELOS:
        for objeto in modelo.objects.all():
            objeto.clean_fields()
            objeto.clean()
    assert [i for i in Inscripcion.objects.select_related("contacto") if i.actor != i.contacto.actor] == []


def test_room_is_full_before_anybody_waits(ejemplos):
    seminario = Actividad.objects.get(es_seminario=True)

    con_lugar = Asistencia.objects.con_lugar().filter(actividad=seminario).count()
    turnos = list(Asistencia.objects.en_espera().filter(actividad=seminario).values_list("turno", flat=True))

    assert con_lugar == 40
    assert len(turnos) > 10
    assert turnos == list(range(1, len(turnos) + 1))


def test_what_examples_bring_says_that_it_is_an_example(ejemplos):
    titulos = [
        *Ficha.objects.values_list("titulo", flat=True),
        *Propuesta.objects.values_list("titulo", flat=True),
        *Mirada.objects.values_list("mirada", flat=True),
        *Proyecto.objects.filter(historico=False).values_list("titulo_es", flat=True),
        *NotaInterna.objects.values_list("texto", flat=True),
        *Comunicado.objects.values_list("asunto_es", flat=True),
        *Comunicado.objects.values_list("asunto_pt_br", flat=True),
    ]

    assert len(titulos) > 2 * CANTIDAD
    assert [t for t in titulos if not t.startswith(("Ejemplo: ", "Exemplo: "))] == []
    assert Mirada.objects.filter(publicacion="publicada").count() == 0


def test_only_who_consented_has_published_cards(ejemplos):
    publicadas = Ficha.objects.filter(publicacion="publicada")

    assert publicadas.count() > 10
    assert publicadas.filter(contacto__consentimiento_listado_el=None).count() == 0


def test_every_fifteenth_delegation_has_a_note(ejemplos):
    con_nota = NotaInterna.objects.order_by("pk").values_list("inscripcion__contacto__email", flat=True)

    assert list(con_nota) == [f"ejemplo-{n}@example.org" for n in range(15, CANTIDAD + 1, 15)]


def test_message_is_a_draft_that_could_be_sent(ejemplos):
    comunicado = Comunicado.objects.get()

    cuenta = segmentos.contar(segmentos.leer(comunicado.segmento))

    assert (comunicado.estado, Destinatario.objects.count()) == ("borrador", 0)
    assert min(cuenta.por_idioma["es"], cuenta.por_idioma["pt-br"]) > 0
    for texto in (comunicado.texto_es, comunicado.texto_pt_br):
        marcas.revisar_texto(texto)


def test_requests_for_reserved_activities_wait(ejemplos):
    assert Asistencia.objects.solicitadas().count() > 10


def test_examples_send_no_mail_and_give_no_project_money(ejemplos):
    assert Mensaje.objects.count() == 0
    assert Proyecto.objects.exclude(monto_usd=None).count() == 0
    assert Contacto.objects.exclude(email__endswith="@example.org").count() == 0


def test_volumen_gives_the_same_at_every_run_and_can_grow(db):
    with transaction.atomic():
        demo.cargar(cantidad=30, ahora=AHORA)
        primera = foto()
        transaction.set_rollback(True)

    demo.cargar(cantidad=10, ahora=AHORA)
    demo.cargar(cantidad=30, ahora=AHORA)

    assert len(primera["inscripciones"]) == 30
    assert foto() == primera


def test_second_run_with_the_same_number_adds_nothing(db):
    demo.cargar(cantidad=20, ahora=AHORA)
    antes = {modelo: modelo.objects.count() for modelo in MODELOS}
    salida = StringIO()

    call_command("cargar_demo", volumen=20, stdout=salida)

    assert salida.getvalue() == "Datos de la demostración: nada nuevo.\n"
    assert {modelo: modelo.objects.count() for modelo in MODELOS} == antes
