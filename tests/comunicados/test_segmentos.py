"""Whom a message is for: each question narrows it, each address counts once."""

import datetime

import pytest
from django.utils import timezone

from agenda.models import Cumbre
from seminario.comunicados import segmentos
from seminario.comunicados.errores import ErrorComunicado
from tests import fabricas
from tests.comunicados.mensajes import A_CONTACTOS, A_PERSONAS, A_TODOS, delegacion

pytestmark = pytest.mark.django_db


def quienes(**respuestas):
    """The addresses of a segment, as they would be written down."""
    segmento = segmentos.leer({**A_CONTACTOS, **respuestas})
    return sorted(persona.email for persona in segmentos.destinatarios(segmento))


def persona(inscripcion, email, **campos):
    if campos.get("respuesta", "pendiente") != "pendiente":
        campos["respondio_el"] = timezone.now()
    return fabricas.crear_participante(inscripcion, email=email, **campos)


def test_contacts_people_or_both(cumbre):
    delegacion("ana@x.org", personas=["ana@x.org", "beto@x.org", ""])

    assert quienes() == ["ana@x.org"]
    assert quienes(a_quien="personas") == ["ana@x.org", "beto@x.org"]
    assert quienes(a_quien="todos") == ["ana@x.org", "beto@x.org"]


def test_an_address_counts_once_whatever_its_capitals(cumbre):
    delegacion("ANA@x.org", personas=["ana@X.org", "Ana@x.org"])
    delegacion("ana@x.org")

    assert len(quienes(a_quien="todos")) == 1


def test_of_two_registrations_counts_the_one_confirmed_last(cumbre):
    ayer = timezone.now() - datetime.timedelta(days=1)
    nueva = delegacion("ana@x.org")
    delegacion("ana@x.org", confirmada_el=ayer)

    (hallada,) = segmentos.destinatarios(segmentos.leer(A_CONTACTOS))

    assert hallada == ("ana@x.org", "es", nueva.pk, None)


def test_a_contact_comes_before_a_person_of_the_same_address(cumbre):
    inscripcion = delegacion("ana@x.org", personas=["ana@x.org"])

    (hallada,) = segmentos.destinatarios(segmentos.leer(A_TODOS))

    assert (hallada.inscripcion_id, hallada.participante_id) == (inscripcion.pk, None)


def test_state_of_the_registration(cumbre):
    for estado in ("confirmada", "borrador", "retirada", "rechazada", "vencida"):
        delegacion(f"{estado}@x.org", estado=estado)

    assert [quienes(situacion=s) for s in ("confirmada", "borrador", "retirada")] == [
        ["confirmada@x.org"],
        ["borrador@x.org"],
        ["retirada@x.org"],
    ]


def test_who_was_erased_or_declined_gets_nothing_unless_it_is_said(cumbre):
    inscripcion = delegacion("", personas=[""])
    persona(inscripcion, "no-va@x.org", respuesta="declinada")
    persona(inscripcion, "va@x.org", respuesta="confirmada")
    persona(inscripcion, "calla@x.org")

    assert quienes() == []
    assert quienes(a_quien="personas") == ["calla@x.org", "va@x.org"]
    assert quienes(a_quien="personas", respuesta="declinada") == ["no-va@x.org"]
    assert quienes(a_quien="personas", respuesta="pendiente") == ["calla@x.org"]


def test_of_another_cumbre_nobody(cumbre):
    vieja = fabricas.crear_cumbre(inicio=datetime.date(2024, 12, 1), fin=datetime.date(2024, 12, 2))
    delegacion("vieja@x.org", cumbre=vieja)
    delegacion("nueva@x.org", cumbre=cumbre)

    assert quienes(a_quien="todos") == ["nueva@x.org"]


def test_without_a_cumbre_nobody(cumbre):
    delegacion("ana@x.org")
    Cumbre.objects.update(publicada=False)

    assert quienes(a_quien="todos") == []


def test_type_country_and_language(cumbre):
    delegacion("br@x.org", actor=fabricas.crear_ciudad(pais="BR"), idioma="pt-br")
    delegacion("uy@x.org", actor=fabricas.crear_ciudad(pais="UY"))
    delegacion("sede@x.org", actor=fabricas.crear_institucion(pais="UY"))

    assert quienes(tipo="institucion") == ["sede@x.org"]
    assert quienes(paises=["UY"]) == ["sede@x.org", "uy@x.org"]
    assert quienes(paises=["UY", "BR"], tipo="ciudad") == ["br@x.org", "uy@x.org"]
    assert quienes(idioma="pt-br") == ["br@x.org"]


def test_cities_in_block_2_in_portuguese(seminario):
    """The example of product.md; what was cancelled is not presented any more."""
    bloque = fabricas.crear_bloque(seminario, orden=2)
    actores = {n: fabricas.crear_ciudad(nombre=n) for n in ("Niterói", "Rosario", "Cancelada", "Ajena")}
    for orden, nombre in enumerate(["Niterói", "Rosario", "Cancelada"], 1):
        estado = "cancelada" if nombre == "Cancelada" else "publicada"
        fabricas.crear_intervencion(bloque, orden, ciudad=actores[nombre], estado=estado)
    fabricas.crear_intervencion(bloque, 9, institucion=(agencia := fabricas.crear_institucion()))
    for nombre, actor in actores.items():
        delegacion(f"{nombre}@x.org".replace("ó", "o"), actor=actor, idioma="pt-br" if nombre == "Niterói" else "es")
    delegacion("agencia@x.org", actor=agencia)

    assert quienes(bloque=bloque.pk) == ["Niteroi@x.org", "Rosario@x.org", "agencia@x.org"]
    assert quienes(bloque=bloque.pk, tipo="ciudad", idioma="pt-br") == ["Niteroi@x.org"]


@pytest.mark.parametrize("a_quien", ["contactos", "personas"])
def test_activity_modality_and_place(seminario, a_quien):
    otra = fabricas.crear_actividad(seminario.cumbre)
    for email, actividad, modalidad, estado in [
        ("sala", seminario, "presencial", "confirmada"),
        ("lejos", seminario, "virtual", "confirmada"),
        ("pide", seminario, "presencial", "solicitada"),
        ("no", seminario, "presencial", "rechazada"),
        ("otra", otra, "presencial", "confirmada"),
    ]:
        inscripcion = delegacion(f"{email}@x.org", personas=[f"{email}@x.org"])
        fabricas.crear_asistencia(inscripcion.participantes.get(), actividad, modalidad, estado=estado)

    def son(**respuestas):
        return [email.removesuffix("@x.org") for email in quienes(a_quien=a_quien, **respuestas)]

    assert son(actividad=seminario.slug) == ["lejos", "pide", "sala"]
    assert son(actividad=seminario.slug, modalidad="presencial", asistencia="confirmada") == ["sala"]
    assert son(asistencia="confirmada") == ["lejos", "otra", "sala"]
    assert son(seminario="con") == ["lejos", "pide", "sala"]
    assert son(seminario="sin") == ["no", "otra"]


@pytest.mark.parametrize("a_quien", ["contactos", "personas"])
def test_who_was_there_and_who_was_not(seminario, a_quien):
    for email in ("estuvo", "falto", "deshecha"):
        inscripcion = delegacion(f"{email}@x.org", personas=[f"{email}@x.org"])
        alguien = inscripcion.participantes.get()
        fabricas.crear_asistencia(alguien, seminario, estado="confirmada")
        if email != "falto":
            anulada = timezone.now() if email == "deshecha" else None
            fabricas.crear_presencia(alguien, seminario, anulada_el=anulada)

    def son(como):
        return quienes(a_quien=a_quien, actividad=seminario.slug, presencia=como)

    assert son("presente") == ["estuvo@x.org"]
    assert son("ausente") == ["deshecha@x.org", "falto@x.org"]


def test_drafts_are_told_by_what_they_chose(seminario):
    fabricas.crear_eleccion(delegacion("elige@x.org", estado="borrador"), seminario, "virtual")
    delegacion("nada@x.org", estado="borrador")

    def son(**respuestas):
        return quienes(situacion="borrador", **respuestas)

    assert son(actividad=seminario.slug) == son(seminario="con") == son(modalidad="virtual") == ["elige@x.org"]
    assert son(seminario="sin") == ["nada@x.org"]
    assert son(modalidad="presencial") == []


def test_a_draft_in_which_one_person_chose_on_their_own_counts_as_in_the_list(admin_client, seminario):
    borrador = delegacion("propia@x.org", estado="borrador", personas=[""])
    fabricas.crear_asistencia(borrador.participantes.get(), seminario, "virtual", estado="elegida")
    delegacion("nada@x.org", estado="borrador")

    def son(**respuestas):
        return quienes(situacion="borrador", **respuestas)

    lista = admin_client.get("/admin/inscripciones/inscripcion/?seminario=si&estado__exact=borrador")
    assert list(lista.context["cl"].result_list) == [borrador]
    assert son(seminario="con") == son(actividad=seminario.slug) == son(modalidad="virtual") == ["propia@x.org"]
    assert son(seminario="sin") == ["nada@x.org"]
    assert son(modalidad="presencial") == []


def test_who_wants_to_present(cumbre):
    for quiere in (True, False, None):
        delegacion(f"{quiere}@x.org", quiere_presentar=quiere)

    assert quienes(presenta="si") == ["True@x.org"]
    assert quienes(presenta="no") == ["False@x.org", "None@x.org"]


# --- What is kept -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "guardado",
    [
        {},
        None,
        [],
        "todos",
        {"a_quien": "todos"},
        {**A_CONTACTOS, "bloque": "9999999"},
        {**A_CONTACTOS, "actividad": "ya-no-esta"},
        {**A_CONTACTOS, "paises": ["ZZ"]},
        {**A_CONTACTOS, "paises": "UY"},
        {**A_CONTACTOS, "situacion": {"$ne": 1}},
    ],
)
def test_what_is_kept_is_not_trusted(cumbre, guardado):
    with pytest.raises(ErrorComunicado) as error:
        segmentos.leer(guardado)
    assert str(error.value).startswith("Falta decir a quiénes va, o ya no se puede: ")


@pytest.mark.parametrize("situacion", ["borrador", "retirada"])
@pytest.mark.parametrize(
    "de_mas", [{"a_quien": "personas"}, {"a_quien": "todos"}, {"respuesta": "pendiente"}, {"presencia": "presente"}]
)
def test_of_drafts_only_the_contact(cumbre, situacion, de_mas):
    form = segmentos.FormularioSegmento({**A_CONTACTOS, "situacion": situacion, **de_mas})

    assert list(form.errors) == list(de_mas)


def test_a_segment_is_kept_and_said_in_words(seminario):
    bloque = fabricas.crear_bloque(seminario, orden=2, titulo_es="Experiencias")
    respuestas = {
        **A_PERSONAS,
        "paises": ["BR", "UY"],
        "actividad": seminario.slug,
        "bloque": str(bloque.pk),
        "modalidad": "virtual",
    }
    form = segmentos.FormularioSegmento(respuestas)

    assert form.is_valid()
    assert form.guardado() == {**respuestas, "bloque": bloque.pk}
    assert [(str(p), r) for p, r in segmentos.describir(form.guardado())] == [
        ("A quiénes", "a cada persona que dio su correo"),
        ("Con la inscripción", "confirmada"),
        ("Países", "Brasil, Uruguay"),
        ("Actividad", "Seminario Cooperación Internacional"),
        ("Modalidad", "virtual"),
        ("Presentan en el bloque", "2. Experiencias"),
    ]


# --- Counting -----------------------------------------------------------------------------------


def test_count_by_language_and_three_as_different_as_there_are(cumbre):
    for n in range(3):
        delegacion(f"c{n}@x.org", personas=[f"p{n}@x.org"])
    delegacion("br@x.org", idioma="pt-br")

    cuenta = segmentos.contar(segmentos.leer(A_TODOS))

    assert (cuenta.total, cuenta.por_idioma) == (7, {"es": 6, "pt-br": 1})
    assert len(cuenta.muestra) == 3
    assert {(p.idioma, p.participante_id is None) for p in cuenta.muestra} == {
        ("es", True),
        ("es", False),
        ("pt-br", True),
    }


def test_count_of_nobody(cumbre):
    assert segmentos.contar(segmentos.leer(A_TODOS)) == (0, {}, [])


@pytest.mark.parametrize("cuantas", [1, 30])
def test_queries_do_not_depend_on_how_many(cumbre, cuantas, django_assert_num_queries):
    for n in range(cuantas):
        delegacion(f"c{n}@x.org", personas=[f"p{n}@x.org"])
    segmento = segmentos.leer(A_TODOS)

    with django_assert_num_queries(3):
        assert segmentos.contar(segmento).total == 2 * cuantas
