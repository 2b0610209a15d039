"""Writing the programme: its rules, what readers and calendars are told, and two people of the staff at once."""

import datetime
import re
import time
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from agenda import programa, reglas, services
from agenda.errores import ErrorAgenda
from agenda.models import Actividad, Bloque, Cambio, EstadoPrograma, Intervencion, Propuesta
from comun.contenido import preparar, sello
from comun.models import Mensaje
from comun.publicacion import ContenidoCambiado
from tests import fabricas as f
from tests.inscripciones.hilos import a_la_vez, errores

pytestmark = pytest.mark.django_db
MINUTO = datetime.timedelta(minutes=1)
ZONA = "America/Argentina/Buenos_Aires"


@pytest.fixture
def seminario():
    return f.crear_seminario()


@pytest.fixture
def bloque(seminario):
    """A published block of forty minutes."""
    return f.crear_bloque(seminario, inicio=seminario.inicio, fin=seminario.inicio + 40 * MINUTO)


def charla(bloque, orden=1, **campos):
    return f.crear_intervencion(bloque, orden, **campos)


def dichos():
    """The log, oldest first, as attendees read it."""
    with override("es"):
        return [cambio.texto(ZONA) for cambio in Cambio.objects.order_by("momento", "pk")]


def revision(actividad):
    return Actividad.objects.get(pk=actividad.pk).secuencia


# --- Talks fit their block ----------------------------------------------------------------------


def test_talks_that_fill_the_block_to_the_minute_are_published(bloque):
    charlas = [charla(bloque, n, minutos=20, estado="borrador") for n in (1, 2)]

    programa.cambiar_estado(charlas, estado="publicada")

    assert set(Intervencion.objects.values_list("estado", flat=True)) == {"publicada"}


def test_one_minute_too_many_publishes_nothing(bloque):
    charlas = [charla(bloque, n, minutos=20 + n % 2, estado="borrador") for n in (1, 2)]

    with pytest.raises(ErrorAgenda) as error:
        programa.cambiar_estado(charlas, estado="publicada")

    assert "suman 41 minutos" in str(error.value.mensaje)
    assert error.value.campo == "minutos"
    assert set(Intervencion.objects.values_list("estado", flat=True)) == {"borrador"}


def test_drafts_may_overrun_and_a_block_without_end_holds_anything(seminario, bloque):
    charla(bloque, 1, minutos=40)
    programa.guardar(Intervencion(bloque=bloque, orden=2, titulo_es="De más", slug="de-mas", minutos=60))
    sin_fin = f.crear_bloque(seminario, 2)
    programa.cambiar_estado([charla(sin_fin, 1, minutos=300, estado="borrador")], estado="publicada")

    assert Intervencion.objects.get(slug="de-mas").estado == "borrador"
    assert sin_fin.intervenciones.get().estado == "publicada"


def test_a_block_is_not_shortened_under_its_talks(bloque):
    charla(bloque, 1, minutos=40)
    bloque.fin -= MINUTO

    with pytest.raises(ErrorAgenda) as error:
        programa.guardar(bloque)

    assert error.value.campo == "fin"
    assert Bloque.objects.get().minutos == 40


def test_a_published_talk_is_not_lengthened_over_its_block(bloque):
    larga = charla(bloque, 1, minutos=40)
    larga.minutos = 41

    with pytest.raises(ErrorAgenda):
        programa.guardar(larga)

    assert Intervencion.objects.get().minutos == 40


def test_the_new_minutes_of_an_order_must_fit_too_and_nothing_is_kept_if_not(bloque):
    una, otra = charla(bloque, 1, minutos=20), charla(bloque, 2, minutos=20)

    with pytest.raises(ErrorAgenda):
        programa.ordenar(bloque=bloque, filas=[(otra.pk, 30), (una.pk, 20)])

    assert list(bloque.intervenciones.order_by("orden").values_list("pk", "minutos")) == [(una.pk, 20), (otra.pk, 20)]
    assert (dichos(), revision(bloque.actividad)) == ([], 0)


# --- Blocks do not overlap ----------------------------------------------------------------------


def test_two_blocks_of_an_activity_never_overlap_whatever_writes_them(seminario, bloque):
    with pytest.raises(IntegrityError, match="agenda_bloque_sin_solaparse"), transaction.atomic():
        f.crear_bloque(seminario, 2, inicio=bloque.fin - MINUTO, fin=bloque.fin + MINUTO)
    f.crear_bloque(seminario, 2, inicio=bloque.fin, fin=bloque.fin + MINUTO)
    f.crear_bloque(f.crear_actividad(), 1, inicio=bloque.inicio, fin=bloque.fin)
    f.crear_bloque(seminario, 3, inicio=bloque.inicio, fin=bloque.fin, estado="cancelada")

    assert Bloque.objects.count() == 4


@pytest.mark.parametrize("minutos", [0, 1, 39])
def test_a_block_with_a_start_only_does_not_begin_inside_another(seminario, bloque, minutos):
    nuevo = Bloque(
        actividad=seminario, orden=2, tipo="video", titulo_es="Nuevo", inicio=bloque.inicio + minutos * MINUTO
    )
    with pytest.raises(ErrorAgenda) as error:
        programa.guardar(nuevo)

    assert error.value.campo == "inicio"
    assert "«1. Bloque 1»" in str(error.value.mensaje)


def test_a_block_that_would_hold_the_start_of_another_is_refused(seminario):
    f.crear_bloque(seminario, 1, inicio=seminario.inicio + 20 * MINUTO)
    nuevo = Bloque(actividad=seminario, orden=2, tipo="video", titulo_es="Nuevo", inicio=seminario.inicio)
    nuevo.fin = seminario.inicio + 21 * MINUTO

    with pytest.raises(ErrorAgenda):
        programa.guardar(nuevo)
    nuevo.fin -= MINUTO

    assert programa.guardar(nuevo).pk


def test_a_cancelled_block_comes_back_only_where_there_is_room(seminario, bloque):
    cancelado = f.crear_bloque(seminario, 2, inicio=bloque.inicio, fin=bloque.fin, estado="cancelada")

    with pytest.raises(ErrorAgenda):
        programa.cambiar_estado([cancelado], estado="borrador")

    cancelado.refresh_from_db()
    assert cancelado.estado == "cancelada"


def test_a_talk_stays_in_its_activity(bloque):
    suya = charla(bloque)
    suya.bloque = f.crear_bloque(f.crear_actividad(), 1)

    with pytest.raises(ErrorAgenda) as error:
        programa.guardar(suya)

    assert error.value.campo == "bloque"


# --- What readers are told ----------------------------------------------------------------------


def test_a_new_hour_is_told_and_counted_once(seminario, bloque):
    bloque.inicio, bloque.fin = bloque.inicio + 15 * MINUTO, bloque.fin + 15 * MINUTO

    programa.guardar(bloque)

    assert dichos() == ["Cambió la hora de «Bloque 1»: de las 17:15 a las 17:30 (hora de Argentina, GMT-3)."]
    assert revision(seminario) == 1


def test_another_day_is_said(seminario, bloque):
    antes = bloque.inicio
    bloque.inicio, bloque.fin = antes + datetime.timedelta(days=1), bloque.fin + datetime.timedelta(days=1)

    programa.guardar(bloque)

    dias = [instante.astimezone(seminario.cumbre.zona).day for instante in (antes, bloque.inicio)]
    assert re.findall(r"(?:del|al) (\d+) de", dichos()[0]) == [str(dia) for dia in dias]


def test_an_hour_confirmed_and_taken_back_is_told(seminario):
    bloque = f.crear_bloque(seminario, 1)
    bloque.inicio = seminario.inicio
    programa.guardar(bloque)
    bloque.inicio = None
    programa.guardar(bloque)

    assert dichos() == [
        "Se confirmó la hora de «Bloque 1»: 17:15 (hora de Argentina, GMT-3).",
        "Vuelve a estar por confirmar la hora de «Bloque 1».",
    ]
    assert revision(seminario) == 2


def test_the_hour_of_an_activity_and_a_title_are_told(seminario, bloque):
    seminario.inicio -= 15 * MINUTO
    programa.guardar(seminario)
    bloque.titulo_es = "Otro nombre"
    programa.guardar(bloque)

    assert dichos() == [
        "Cambió la hora de «Seminario Cooperación Internacional»: de las 17:15 a las 17:00 (hora de Argentina, GMT-3).",
        "Cambió el título: ahora es «Otro nombre».",
    ]


def test_another_end_is_told_where_it_makes_things_longer_or_shorter(bloque):
    bloque.fin += 5 * MINUTO
    programa.guardar(bloque)
    bloque.fin = None
    programa.guardar(bloque)

    assert dichos() == [
        "«Bloque 1» termina a las 18:00 (hora de Argentina, GMT-3).",
        "Vuelve a estar por confirmar a qué hora termina «Bloque 1».",
    ]


def test_another_day_of_an_activity_without_hour_is_told(seminario):
    actividad = f.crear_actividad(titulo_es="Consejo", dia=datetime.date(2026, 12, 2))
    actividad.dia = datetime.date(2026, 12, 3)

    programa.guardar(actividad)

    assert dichos() == ["Cambió el día de «Consejo»: ahora es el 3 de diciembre de 2026."]
    assert (revision(actividad), revision(seminario)) == (1, 0)


def test_another_order_of_blocks_is_counted_without_a_sentence(seminario, bloque):
    bloque.orden = 5
    programa.guardar(bloque)

    assert (dichos(), revision(seminario)) == ([], 1)


def test_the_log_speaks_both_languages(bloque):
    bloque.titulo_pt_br = "Bloco um"
    bloque.save()
    programa.cambiar_estado([bloque], estado="cancelada")

    with override("pt-br"):
        assert Cambio.objects.get().texto(ZONA) == "“Bloco um” foi cancelada."


@pytest.mark.parametrize("oculta", ["bloque", "cumbre"])
def test_what_nobody_could_see_changes_in_silence(seminario, bloque, oculta):
    if oculta == "bloque":
        Bloque.objects.update(estado="borrador")
    else:
        type(seminario.cumbre).objects.update(publicada=False)
    suya = charla(bloque)
    bloque.refresh_from_db()
    bloque.titulo_es, bloque.inicio = "Otro", bloque.inicio + MINUTO
    programa.guardar(bloque)
    programa.cambiar_estado([suya], estado="cancelada")

    assert (dichos(), revision(seminario)) == ([], 0)


def test_publishing_the_first_block_is_no_change_but_a_second_one_is(seminario):
    primero, segundo = (f.crear_bloque(seminario, n, estado="borrador") for n in (1, 2))
    charla(primero, 1, estado="borrador")

    assert programa.publicar_bloque(bloque=primero) == 2
    assert dichos() == []
    assert programa.publicar_bloque(bloque=segundo) == 1

    assert dichos() == ["Se agregó «Bloque 2»."]


def test_a_talk_added_to_a_public_block_taken_back_and_cancelled_is_told_each_time(bloque):
    nueva = charla(bloque, titulo_es="Suelos", estado="borrador")
    for estado in ("publicada", "borrador", "publicada", "cancelada"):
        programa.cambiar_estado([nueva], estado=estado)

    assert dichos() == [
        "Se agregó «Suelos».",
        "Se quitó del programa «Suelos».",
        "Se agregó «Suelos».",
        "Se canceló «Suelos».",
    ]
    assert revision(bloque.actividad) == 4


def test_first_publication_is_dated_and_stays(bloque):
    nueva = charla(bloque, estado="borrador")
    assert nueva.publicada_el is None
    programa.cambiar_estado([nueva], estado="publicada")
    primera = Intervencion.objects.get().publicada_el

    programa.cambiar_estado([nueva], estado="borrador")
    nueva.refresh_from_db()
    programa.cambiar_estado([nueva], estado="publicada")

    assert primera is not None
    assert Intervencion.objects.get().publicada_el == primera


def test_what_is_published_in_a_cancelled_block_was_seen_by_nobody(client, bloque):
    nueva = charla(bloque, titulo_es="Nunca vista", slug="nunca-vista", estado="borrador")
    programa.cambiar_estado([bloque], estado="cancelada")
    programa.cambiar_estado([nueva], estado="publicada")
    Bloque.objects.update(descripcion_es="Escrito después.")

    nueva.refresh_from_db()
    assert nueva.publicada_el is None
    assert client.get("/agenda/nunca-vista.ics").status_code == 404
    assert b"Nunca vista" not in client.get("/agenda/nunca-vista/").content
    calendario = client.get("/agenda.ics").content.decode()
    assert "STATUS:CANCELLED" in calendario
    assert "Escrito" not in calendario


def test_one_cancellation_of_two_activities_counts_in_both(seminario, bloque):
    otro = f.crear_bloque(f.crear_actividad(), 1)

    assert len(programa.cambiar_estado([bloque, otro], estado="cancelada")) == 2

    assert (revision(seminario), revision(otro.actividad)) == (1, 1)


def test_nothing_changed_nothing_told(bloque):
    suya = charla(bloque, 1, minutos=10)
    programa.guardar(bloque)
    programa.ordenar(bloque=bloque, filas=[(suya.pk, 10)])
    programa.cambiar_estado([bloque], estado="publicada")

    assert (dichos(), revision(bloque.actividad)) == ([], 0)


# --- Order --------------------------------------------------------------------------------------


def test_talks_change_places_and_readers_are_told(bloque):
    una, dos, tres = (charla(bloque, n, minutos=10) for n in (1, 2, 3))

    programa.ordenar(bloque=bloque, filas=[(tres.pk, 10), (una.pk, None), (dos.pk, 5)])

    assert list(bloque.intervenciones.order_by("orden").values_list("pk", "orden", "minutos")) == [
        (tres.pk, 1, 10),
        (una.pk, 2, None),
        (dos.pk, 3, 5),
    ]
    assert dichos() == ["Cambió el orden o la duración de las intervenciones de «Bloque 1»."]


def test_cancelled_talks_may_be_left_out_and_come_last(bloque):
    una, cancelada, dos = (charla(bloque, n) for n in (1, 2, 3))
    programa.cambiar_estado([cancelada], estado="cancelada")

    programa.ordenar(bloque=bloque, filas=[(dos.pk, None), (una.pk, None)])

    assert list(bloque.intervenciones.order_by("orden").values_list("pk", flat=True)) == [dos.pk, una.pk, cancelada.pk]


@pytest.mark.parametrize("falta", [True, False])
def test_an_order_of_other_talks_than_there_are_is_refused(bloque, falta):
    una, dos = charla(bloque, 1), charla(bloque, 2)
    filas = [(una.pk, None)] if falta else [(una.pk, None), (dos.pk, None), (dos.pk + 1, None)]

    with pytest.raises(ErrorAgenda, match="Alguien agregó o quitó"):
        programa.ordenar(bloque=bloque, filas=filas)


def test_the_order_of_drafts_is_nobodys_business(bloque):
    una, dos = (charla(bloque, n, estado="borrador") for n in (1, 2))

    programa.ordenar(bloque=bloque, filas=[(dos.pk, 10), (una.pk, 10)])

    assert dichos() == []


# --- Delay --------------------------------------------------------------------------------------


def test_a_delay_is_told_and_those_after_it_lose_theirs(seminario, bloque):
    segundo = f.crear_bloque(seminario, 2, inicio=bloque.fin, demora_minutos=5)

    programa.demorar(bloque=bloque, minutos=10)

    assert list(Bloque.objects.order_by("orden").values_list("demora_minutos", flat=True)) == [10, None]
    assert dichos() == ["«Bloque 1» y lo que sigue: 10 minutos más tarde de lo previsto."]
    programa.demorar(bloque=segundo, minutos=0)
    assert dichos()[1:] == ["«Bloque 2» y lo que sigue: otra vez a la hora prevista."]
    assert revision(seminario) == 2


def test_the_same_delay_again_tells_nothing(bloque):
    programa.demorar(bloque=bloque, minutos=10)
    programa.demorar(bloque=bloque, minutos=10)

    assert len(dichos()) == 1


@pytest.mark.parametrize("minutos", [-1, 241])
def test_a_delay_out_of_reason_is_refused(bloque, minutos):
    with pytest.raises(ErrorAgenda) as error:
        programa.demorar(bloque=bloque, minutos=minutos)

    assert error.value.campo == "minutos"


def test_a_block_never_begins_before_the_one_that_precedes_it(seminario, bloque):
    segundo = f.crear_bloque(seminario, 2, inicio=bloque.fin)
    programa.demorar(bloque=bloque, minutos=60)

    with pytest.raises(ErrorAgenda):
        programa.demorar(bloque=segundo, minutos=20)
    programa.demorar(bloque=segundo, minutos=21)

    assert Bloque.objects.get(pk=segundo.pk).demora_minutos == 21


def test_a_block_in_draft_has_no_delay_to_announce(seminario):
    borrador = f.crear_bloque(seminario, 1, inicio=seminario.inicio, estado="borrador")

    with pytest.raises(ErrorAgenda, match="no está publicado"):
        programa.demorar(bloque=borrador, minutos=5)


def test_a_form_that_was_open_meanwhile_does_not_undo_delay_state_or_revision(seminario, bloque):
    vieja, viejo_seminario = Bloque.objects.get(), Actividad.objects.select_related("cumbre").get(pk=seminario.pk)
    programa.demorar(bloque=bloque, minutos=10)
    programa.cambiar_estado([bloque], estado="cancelada")
    vieja.descripcion_es = "Con cambios."
    programa.guardar(vieja)
    viejo_seminario.descripcion_es = "Con cambios."
    programa.guardar(viejo_seminario)

    fila = Bloque.objects.get()
    assert (fila.descripcion_es, fila.demora_minutos, fila.estado) == ("Con cambios.", 10, "cancelada")
    assert (revision(seminario), Actividad.objects.get().descripcion_es) == (2, "Con cambios.")


# --- Candidates ---------------------------------------------------------------------------------


@pytest.fixture
def propuesta():
    contacto = f.crear_contacto(idioma="pt-br")
    proyecto = f.crear_proyecto()
    return f.crear_propuesta(
        contacto, titulo="Solos vivos", resumen="O que fizemos.", proyecto=proyecto, publicacion="pendiente"
    )


def test_a_candidate_becomes_a_draft_talk_and_its_contact_is_told(bloque, propuesta):
    charla(bloque, 3)
    nueva = services.programar_propuesta(propuesta=propuesta, bloque=bloque)

    propuesta.refresh_from_db()
    assert (nueva.estado, nueva.orden, nueva.slug) == ("borrador", 4, "solos-vivos")
    assert (nueva.ciudad, nueva.proyecto, nueva.idioma) == (propuesta.ciudad, propuesta.proyecto, "pt-br")
    assert (nueva.titulo_pt_br, nueva.titulo_es, nueva.resumen_pt_br) == ("Solos vivos", None, "O que fizemos.")
    assert (propuesta.intervencion, propuesta.publicacion) == (nueva, "publicada")
    assert list(Mensaje.objects.values_list("tipo", "a", "idioma")) == [
        ("propuesta_programada", propuesta.contacto.email, "pt-br")
    ]
    assert list(Propuesta.objects.candidatas()) == []


def test_two_candidates_of_one_title_get_two_addresses(bloque, propuesta):
    charla(bloque, slug="solos-vivos")
    charla(bloque, 2, slug="solos-vivos-2")

    assert services.programar_propuesta(propuesta=propuesta, bloque=bloque).slug == "solos-vivos-3"


@pytest.mark.parametrize("titulo", ["cumbre", "Preguntas", "¿¡!?"])
def test_a_title_that_is_no_address_gets_one(bloque, propuesta, titulo):
    Propuesta.objects.update(titulo=titulo)

    nueva = services.programar_propuesta(propuesta=propuesta, bloque=bloque)

    assert nueva.slug in {"cumbre-2", "preguntas-2", "intervencion"}
    nueva.full_clean()


@pytest.mark.parametrize("estado", ["borrador", "retirada"])
def test_what_its_author_still_writes_or_withdrew_does_not_become_a_talk(bloque, propuesta, estado):
    Propuesta.objects.update(publicacion=estado)

    with pytest.raises(ErrorAgenda):
        services.programar_propuesta(propuesta=propuesta, bloque=bloque)

    assert (Intervencion.objects.count(), Mensaje.objects.count()) == (0, 0)


def test_a_candidate_of_another_cumbre_stays_out(propuesta):
    de_otra = f.crear_bloque(f.crear_actividad(f.crear_cumbre()))

    with pytest.raises(ErrorAgenda, match="otra Cumbre"):
        services.programar_propuesta(propuesta=propuesta, bloque=de_otra)


def test_a_cancelled_block_takes_no_candidate(bloque, propuesta):
    programa.cambiar_estado([bloque], estado="cancelada")

    with pytest.raises(ErrorAgenda, match="cancelado"):
        services.programar_propuesta(propuesta=propuesta, bloque=bloque)


def test_what_changed_since_it_was_read_does_not_become_a_talk(bloque, propuesta):
    preparar([propuesta])
    leido = sello([propuesta])
    Propuesta.objects.update(titulo="Outra coisa")

    with pytest.raises(ContenidoCambiado):
        services.programar_propuesta(propuesta=propuesta, bloque=bloque, sello=leido)

    assert Intervencion.objects.count() == 0


def test_what_is_in_the_programme_is_not_refused(bloque, propuesta):
    services.programar_propuesta(propuesta=propuesta, bloque=bloque)

    assert services.responder_propuestas([Propuesta.objects.get()], acepta=False) == []


# --- At once ------------------------------------------------------------------------------------


@pytest.fixture
def sin_candado(monkeypatch):
    """The control: the same code without the lock of the activity."""
    monkeypatch.setattr(
        programa, "_bloquear", lambda actividad: Actividad.objects.select_related("cumbre").get(pk=actividad.pk)
    )


def publicar_ocho_de_diez(bloque):
    """Eight talks of ten minutes want into forty; return how many minutes were published, and the errors."""
    charlas = [charla(bloque, n, minutos=10, estado="borrador") for n in range(1, 9)]
    resultados = a_la_vez(*[partial(programa.cambiar_estado, [c], estado="publicada") for c in charlas])
    publicadas = Intervencion.objects.filter(estado=EstadoPrograma.PUBLICADA)
    return sum(publicadas.values_list("minutos", flat=True)), resultados


@pytest.mark.django_db(transaction=True)
def test_eight_publications_at_once_never_overrun_the_block(bloque):
    minutos, resultados = publicar_ocho_de_diez(bloque)

    assert minutos == 40
    assert sorted(type(r).__name__ for r in resultados) == ["ErrorAgenda"] * 4 + ["list"] * 4
    assert revision(bloque.actividad) == 4


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_they_do_overrun_it(bloque, sin_candado, monkeypatch):
    leido = reglas.revisar_que_quepan

    def y_se_demora(*args, **kwargs):
        leido(*args, **kwargs)
        time.sleep(0.2)

    monkeypatch.setattr(reglas, "revisar_que_quepan", y_se_demora)

    minutos, _resultados = publicar_ocho_de_diez(bloque)

    assert minutos > 40


@pytest.mark.django_db(transaction=True)
def test_a_candidate_taken_twice_at_once_is_one_talk_and_one_mail(bloque, propuesta):
    resultados = a_la_vez(*[partial(services.programar_propuesta, propuesta=propuesta, bloque=bloque)] * 6)

    assert sorted(type(r).__name__ for r in resultados) == ["ErrorAgenda"] * 5 + ["Intervencion"]
    assert (Intervencion.objects.count(), Mensaje.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_candidates_taken_at_once_have_two_places_in_the_order(bloque, propuesta):
    otra = f.crear_propuesta(f.crear_contacto(), titulo="Solos vivos", publicacion="pendiente")

    resultados = a_la_vez(
        *[partial(services.programar_propuesta, propuesta=p, bloque=bloque) for p in (propuesta, otra)]
    )

    assert errores(resultados) == []
    assert sorted(Intervencion.objects.values_list("orden", "slug")) == [(1, "solos-vivos"), (2, "solos-vivos-2")] or (
        sorted(Intervencion.objects.values_list("orden", "slug")) == [(1, "solos-vivos-2"), (2, "solos-vivos")]
    )


@pytest.mark.django_db(transaction=True)
def test_two_blocks_saved_at_once_for_one_hour_leave_one_and_a_sentence(seminario):
    bloques = [
        Bloque(actividad=seminario, orden=n, tipo="video", titulo_es=f"B{n}", inicio=seminario.inicio)
        for n in (1, 2, 3)
    ]
    for bloque in bloques:
        bloque.fin = seminario.inicio + 30 * MINUTO

    resultados = a_la_vez(*[partial(programa.guardar, b) for b in bloques])

    assert sorted(type(r).__name__ for r in resultados) == ["Bloque", "ErrorAgenda", "ErrorAgenda"]
    assert Bloque.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_delays_orders_and_hours_at_once_count_one_revision_each(seminario, bloque):
    una, dos = charla(bloque, 1), charla(bloque, 2)
    otro = f.crear_bloque(seminario, 2)
    otro.titulo_es = "Con otro nombre"

    resultados = a_la_vez(
        partial(programa.demorar, bloque=bloque, minutos=10),
        partial(programa.ordenar, bloque=bloque, filas=[(dos.pk, None), (una.pk, None)]),
        partial(programa.guardar, otro),
        partial(programa.cambiar_estado, [f.crear_bloque(seminario, 3, estado="borrador")], estado="publicada"),
    )

    assert errores(resultados) == []
    assert (revision(seminario), Cambio.objects.count()) == (4, 4)
