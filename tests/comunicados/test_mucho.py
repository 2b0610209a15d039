"""A segment of 20,000: counted in one pass, launched and queued in memory that does not grow with it."""

import time
import tracemalloc

import pytest

from inscripciones.models import Inscripcion, Participante
from seminario.comunicados import cola, segmentos
from seminario.comunicados.progreso import progreso_de
from tests import fabricas
from tests.comunicados.mensajes import A_PERSONAS, A_TODOS, comunicado, lanzar

pytestmark = [pytest.mark.largo, pytest.mark.django_db]
MEGA = 2**20


@pytest.fixture
def mucha_gente(seminario):
    """400 delegations of 50 people each, everybody with an address, a third of them in Portuguese."""
    contactos = [fabricas.crear_contacto(email=f"c{n}@x.org") for n in range(400)]
    inscripciones = [fabricas.crear_inscripcion("confirmada", contacto=contacto) for contacto in contactos]
    Participante.objects.bulk_create(
        Participante(
            inscripcion=inscripciones[n % 400],
            nombre=f"Persona {n}",
            email=f"p{n}@x.org",
            idioma="pt-br" if n % 3 == 0 else "es",
        )
        for n in range(20_000)
    )
    return Inscripcion.objects.count()


def medir(accion):
    """Return what an action gave, its seconds and the megabytes that it held at most."""
    tracemalloc.start()
    antes = time.perf_counter()
    hecho = accion()
    segundos = time.perf_counter() - antes
    pico = tracemalloc.get_traced_memory()[1] / MEGA
    tracemalloc.stop()
    return hecho, segundos, pico


def test_twenty_thousand_are_counted_launched_and_queued_in_bounded_memory(mucha_gente, capsys):
    segmento = segmentos.leer(A_TODOS)
    antes = time.perf_counter()
    cuenta = segmentos.contar(segmento)
    en_contar = time.perf_counter() - antes
    _cuenta, _segundos, mb_contar = medir(lambda: segmentos.contar(segmento))
    uno = comunicado(A_PERSONAS)
    antes = time.perf_counter()
    lanzado = lanzar(uno)
    en_lanzar = time.perf_counter() - antes
    _igual, _segundos, mb_lanzar = medir(lambda: lanzar(comunicado(A_PERSONAS, asunto_es="Otro")))
    _paso, en_paso, mb_paso = medir(cola.dar_un_paso)
    antes = time.perf_counter()
    progreso = progreso_de(lanzado)
    en_progreso = time.perf_counter() - antes

    with capsys.disabled():
        print(
            f"\n20,400 counted in {en_contar:.2f} s ({mb_contar:.0f} MB); 20,000 launched in {en_lanzar:.2f} s"
            f" ({mb_lanzar:.0f} MB); a step in {en_paso * 1000:.0f} ms ({mb_paso:.1f} MB); progress in"
            f" {en_progreso * 1000:.0f} ms"
        )
    assert (cuenta.total, lanzado.total, progreso.por_encolar) == (20_400, 20_000, 20_000 - cola.TANDA)
    assert max(mb_contar, mb_lanzar, mb_paso) < 16
    assert en_paso < 1
