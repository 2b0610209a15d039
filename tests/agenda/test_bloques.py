"""A block in a form that leaves its state out, as staff's does."""

import datetime

import pytest
from django import forms

from agenda.models import Bloque
from tests.fabricas import crear_bloque, crear_seminario

pytestmark = pytest.mark.django_db
HORA = datetime.timedelta(hours=1)


class Horas(forms.ModelForm):
    class Meta:
        model = Bloque
        fields = ["actividad", "inicio", "fin"]


@pytest.mark.parametrize(("estado", "dicho"), [("publicada", "A esa hora hay otro bloque"), ("cancelada", "")])
def test_a_form_without_the_state_says_whether_blocks_overlap(estado, dicho):
    seminario = crear_seminario()
    crear_bloque(seminario, 1, inicio=seminario.inicio, fin=seminario.inicio + HORA)
    otro = crear_bloque(seminario, 2, estado=estado)

    form = Horas({"actividad": seminario, "inicio": seminario.inicio, "fin": seminario.inicio + HORA}, instance=otro)

    assert dicho in str(form.errors)
    assert form.is_valid() is (not dicho)
