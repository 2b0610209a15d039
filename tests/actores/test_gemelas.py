"""An institution is found by how either language calls it: accents and unfinished words do not matter."""

import pytest

from actores import gemelas
from actores.models import Institucion
from comun.busqueda import sin_acentos
from tests import fabricas

NOMBRES = {
    "ABC": "Agência Brasileira de Cooperação",
    "AUCI": "Agencia Uruguaya de Cooperación Internacional",
    "BID": "Banco Interamericano de Desarrollo",
    "CGLU": "Ciudades y Gobiernos Locales Unidos",
    "CEPAL": "Comisión Económica para América Latina y el Caribe",
    "FOCEM": "Fondo para la Convergencia Estructural del Mercosur",
    "FNP": "Frente Nacional de Prefeitos",
    "MA": "Ministerio de Ambiente",
    "MPO": "Ministério do Planejamento e Orçamento",
    "Mujeres": "Entidad de las Naciones Unidas para la Igualdad de Género y el Empoderamiento de las Mujeres",
    "OPS": "Organización Panamericana de la Salud",
    "RB": "Rede Brasileira de Cidades Educadoras",
    "SEGIB": "Secretaría General Iberoamericana",
    "UCCI": "Unión de Ciudades Capitales Iberoamericanas",
    "UNDRR": "Oficina de las Naciones Unidas para la Reducción del Riesgo de Desastres",
}


@pytest.fixture
def instituciones(db):
    for sigla, nombre in NOMBRES.items():
        fabricas.crear_institucion(sigla=sigla, nombre=nombre)


@pytest.mark.parametrize(
    ("escrito", "halla"),
    [
        # What a Portuguese speaker types
        ("Banco Interamericano de Desenvolvimento", "BID"),
        ("desenvolv", "BID"),
        ("agência cooperação", "ABC AUCI"),
        ("agencia cooperacao", "ABC AUCI"),
        ("Agência Uruguaia de Cooperação Internacional", "AUCI"),
        ("prefeitos", "FNP"),
        ("união", "UCCI"),
        ("Cidades e Governos Locais Unidos", "CGLU"),
        ("União das Cidades Capitais Ibero-Americanas", "UCCI"),
        ("Secretaria-Geral", ""),
        ("secretaria ibero-americana", "SEGIB"),
        ("fundo", "FOCEM"),
        ("Nações Unidas mulheres", "Mujeres"),
        ("Organização Pan-Americana da Saúde", "OPS"),
        ("Comissão Econômica para a América Latina e o Caribe", "CEPAL"),
        ("redução de riscos", "UNDRR"),
        ("Ministério do Meio Ambiente", "MA"),
        # What a Spanish speaker types
        ("Agencia Brasileña de Cooperación", "ABC"),
        ("intendentes", "FNP"),
        ("ministerio de planificación", "MPO"),
        ("red", "RB UNDRR"),
        ("red brasileña de ciudades", "RB"),
        ("ciudades", "CGLU RB UCCI"),
        # As before
        ("bid", "BID"),
        ("cepal", "CEPAL"),
        ("banco fundo", ""),
        ("de", "ABC AUCI BID CGLU FNP FOCEM MA Mujeres OPS RB UCCI UNDRR"),
    ],
)
def test_an_institution_is_found_by_either_language(instituciones, escrito, halla):
    halladas = set(Institucion.objects.que_contienen(escrito).values_list("sigla", flat=True))

    assert halladas == set(halla.split())


@pytest.mark.parametrize("direccion", ["/instituciones/?q={}", "/inscripcion/quien/?tipo=institucion&q={}"])
def test_both_places_to_look_for_one_know_it(client, instituciones, direccion):
    fabricas.crear_seminario()

    pagina = client.get(direccion.format("Organização Pan-Americana da Saúde")).content.decode()

    assert NOMBRES["OPS"] in pagina
    assert NOMBRES["BID"] not in pagina


@pytest.mark.parametrize("escrito", ["(", "\\m", "a|b", ".*", "[", "red)", "%", "_", "'", "🙂"])
def test_what_is_typed_is_no_pattern(instituciones, escrito):
    assert set(Institucion.objects.que_contienen(escrito)) == set()


def test_the_rows_are_written_as_searched_and_say_each_beginning_once():
    for fila in gemelas.COMIENZOS:
        assert [sin_acentos(c) for c in fila] == list(fila)
        assert len(set(fila)) == len(fila)
    comienzos = [c for fila in gemelas.COMIENZOS for c in fila]
    assert {c for c in comienzos if comienzos.count(c) > 1} == set()
    assert not any(c.strip("abcdefghijklmnopqrstuvwxyz-") for c in comienzos)
