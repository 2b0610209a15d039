"""What is done to many rows: one that may not change, or is held by somebody else, stops none of the others."""

import pytest
from django.db import OperationalError, transaction

from comun.por_filas import Ocupada, cada_una
from inscripciones.models import Inscripcion
from tests import fabricas
from tests.candados import retenida


def test_each_row_goes_its_own_way():
    def hacer(n):
        if n == 2:
            raise ValueError(n)
        return n * 10

    hechas, resto = cada_una([1, 2, 3], hacer, ValueError)

    assert (hechas, [(n, str(error)) for n, error in resto]) == ([10, 30], [(2, "2")])


def test_what_no_row_says_stops_all():
    def hacer(n):
        raise OperationalError("the server closed the connection")

    with pytest.raises(OperationalError):
        cada_una([1], hacer, ValueError)


def test_a_row_that_somebody_holds_is_told_and_the_others_are_written(espera_breve):
    filas = [fabricas.crear_inscripcion("borrador") for _ in range(3)]

    @transaction.atomic
    def marcar(fila):
        fresca = Inscripcion.objects.select_for_update(of=("self",)).get(pk=fila.pk)
        Inscripcion.objects.filter(pk=fresca.pk).update(motivo="x")
        return fresca

    with retenida("SELECT * FROM inscripciones_inscripcion WHERE id = %s FOR UPDATE", filas[1].pk):
        hechas, resto = cada_una(filas, marcar, ValueError)

    assert hechas == [filas[0], filas[2]]
    assert [(fila, type(error)) for fila, error in resto] == [(filas[1], Ocupada)]
    assert sorted(Inscripcion.objects.values_list("motivo", flat=True)) == ["", "x", "x"]
