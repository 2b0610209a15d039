"""What readers and calendars are told when staff moves things about in a published programme."""

import datetime

import pytest
from django.utils.translation import override

from agenda import programa
from agenda.models import Actividad, Bloque, Cambio, Intervencion
from tests import fabricas as f

pytestmark = pytest.mark.django_db
MINUTO = datetime.timedelta(minutes=1)
AYER = datetime.datetime(2026, 11, 30, tzinfo=datetime.UTC)


@pytest.fixture
def bloques():
    """A seminar of three blocks of forty minutes: two published, the last in draft."""
    seminario = f.crear_seminario()
    return [
        f.crear_bloque(
            seminario,
            n,
            inicio=seminario.inicio + 40 * (n - 1) * MINUTO,
            fin=seminario.inicio + 40 * n * MINUTO,
            titulo_es=titulo,
            estado="publicada" if n < 3 else "borrador",
        )
        for n, titulo in enumerate(("Uno", "Dos", "Secreto"), 1)
    ]


def dichos():
    with override("es"):
        return [c.texto("America/Argentina/Buenos_Aires") for c in Cambio.objects.order_by("momento", "pk")]


def revision():
    return Actividad.objects.get().secuencia


def mover(charla, bloque, **cambios):
    charla = Intervencion.objects.get(pk=charla.pk)
    charla.bloque = bloque
    for campo, valor in cambios.items():
        setattr(charla, campo, valor)
    programa.guardar(charla)


def test_a_talk_that_goes_to_a_block_in_draft_is_told_to_be_gone_and_nothing_of_the_draft(bloques):
    uno, _dos, secreto = bloques
    mover(f.crear_intervencion(uno, 1, titulo_es="Agua"), secreto, titulo_es="Todavía no se sabe")

    assert dichos() == ["Se quitó del programa «Agua»."]
    assert revision() == 1


def test_a_published_talk_that_comes_from_a_block_in_draft_is_told_to_be_added(bloques):
    uno, _dos, secreto = bloques
    mover(f.crear_intervencion(secreto, 1, titulo_es="Agua"), uno)

    assert dichos() == ["Se agregó «Agua»."]
    assert revision() == 1


def test_a_talk_that_changes_its_block_is_told_of_both(bloques):
    uno, dos, _secreto = bloques
    mover(f.crear_intervencion(uno, 1, titulo_es="Agua"), dos)

    assert sorted(dichos()) == [
        "Cambió el orden o la duración de las intervenciones de «Dos».",
        "Cambió el orden o la duración de las intervenciones de «Uno».",
    ]
    assert revision() == 1


@pytest.mark.parametrize(("numero", "dicho"), [(1, ["«Dos» termina a las 18:30 (hora de Argentina, GMT-3)."]), (2, [])])
def test_another_end_is_told_where_it_is_public(bloques, numero, dicho):
    bloque = bloques[numero]
    bloque.fin -= 5 * MINUTO
    programa.guardar(bloque)

    assert (dichos(), revision()) == (dicho, len(dicho))


def test_the_same_delay_again_moves_what_had_a_delay_of_its_own(bloques):
    uno, dos, _secreto = bloques
    programa.demorar(bloque=uno, minutos=10)
    programa.demorar(bloque=dos, minutos=0)
    programa.demorar(bloque=uno, minutos=10)

    assert list(Bloque.objects.order_by("orden").values_list("demora_minutos", flat=True)) == [10, None, None]
    assert revision() == 3


def test_a_state_that_changes_nothing_leaves_the_stamp_of_the_calendars(bloques):
    Actividad.objects.update(modificada=AYER)

    assert programa.cambiar_estado(bloques[:2], estado="publicada") == []
    assert Actividad.objects.get().modificada == AYER


def test_a_delay_of_one_minute_is_told_in_the_singular(bloques):
    programa.demorar(bloque=bloques[0], minutos=1)

    assert dichos() == ["«Uno» y lo que sigue: 1 minuto más tarde de lo previsto."]


def test_a_block_taken_back_does_not_return_with_a_delay_of_before(bloques):
    uno, dos, _secreto = bloques
    programa.demorar(bloque=dos, minutos=20)
    programa.cambiar_estado([dos], estado="borrador")
    programa.demorar(bloque=uno, minutos=5)
    programa.cambiar_estado([dos], estado="publicada")

    assert list(Bloque.objects.order_by("orden").values_list("demora_minutos", flat=True)) == [5, None, None]
