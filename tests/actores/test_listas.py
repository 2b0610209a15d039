"""What people choose from comes by what they read: accents do not matter, and each language has its own order."""

import pytest
from django.utils.translation import override

from actores import listas
from actores.models import PAISES_DE_SEDE, Ciudad
from tests import fabricas


def test_countries_come_by_name_in_the_active_language():
    assert [codigo for codigo, _nombre in listas.paises()][-4:] == ["PY", "PE", "UY", "VE"]
    assert listas.paises_de_sede()[0] == ("DE", "Alemania")
    with override("pt-br"):
        en_portugues = [str(nombre) for _codigo, nombre in listas.paises_de_sede()]
    assert en_portugues.index("África do Sul") < en_portugues.index("Alemanha") < en_portugues.index("Argentina")
    assert len(en_portugues) == len(PAISES_DE_SEDE)


@pytest.mark.django_db
def test_units_come_by_name_in_the_active_language():
    fabricas.crear_unidad(nombre_es="Género", nombre_pt_br="Gênero")
    fabricas.crear_unidad(nombre_es="Ética", nombre_pt_br="")
    fabricas.crear_unidad(nombre_es="Vivienda", nombre_pt_br="Habitação")
    fabricas.crear_unidad(nombre_es="Ambiente", nombre_pt_br="Meio ambiente")

    assert [u.nombre for u in listas.unidades()] == ["Ambiente", "Ética", "Género", "Vivienda"]
    with override("pt-br"):
        assert [u.nombre for u in listas.unidades()] == ["Ética", "Gênero", "Habitação", "Meio ambiente"]


@pytest.mark.django_db
def test_rows_come_by_the_name_of_their_country():
    for pais in ("PE", "PY", "AR"):
        fabricas.crear_ciudad(pais=pais)
    assert [c.pais for c in Ciudad.objects.order_by(listas.orden_de_pais())] == ["AR", "PY", "PE"]
