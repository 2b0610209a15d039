"""The rules of a call: each one kept, broken and not to be known yet, and what counts as another project."""

import datetime
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from proyectos.models import Convocatoria, Participacion, Proyecto
from proyectos.reglas import _parte_del_total, incumplidas, meses_entre, reglas_de
from tests import fabricas

Rol = Participacion.Rol
CODIGOS = ["coordina_uno", "socia_en_uno", "tope", "parte_del_total", "meses"]
DE_SOCIA = [Rol.SOCIA, Rol.PRIMER_OFERENTE, Rol.SEGUNDO_OFERENTE, Rol.RECEPTORA]


@pytest.fixture
def convocatoria(db):
    return fabricas.crear_convocatoria(2021, cofinanciamiento_maximo_pct=50, meses_maximo=6, meses_prorroga=3)


@pytest.fixture
def riobamba(db):
    return fabricas.crear_ciudad(nombre="Riobamba", pais="EC")


@pytest.fixture
def niteroi(db):
    return fabricas.crear_ciudad(nombre="Niterói", pais="BR")


def proponer(convocatoria, coordinadora=None, *socias, rol=Rol.SOCIA, **campos):
    """Return a project of the call, a draft by default, with the cities that take part."""
    proyecto = fabricas.crear_proyecto(
        convocatoria=convocatoria, **{"historico": False, "publicacion": "borrador", **campos}
    )
    if coordinadora:
        fabricas.crear_participacion(proyecto, coordinadora, Rol.COORDINADORA)
    for socia in socias:
        fabricas.crear_participacion(proyecto, socia, rol)
    return Proyecto.objects.get(pk=proyecto.pk)


def cumple(proyecto):
    return {regla.codigo: regla.cumple for regla in reglas_de(proyecto)}


def dice(proyecto, codigo):
    return next(regla.mensaje for regla in reglas_de(proyecto) if regla.codigo == codigo)


# --- Whom the rules hold, and what nobody knows -------------------------------------------------


def test_a_historical_project_and_one_without_a_call_are_exempt(convocatoria, riobamba, niteroi):
    proponer(convocatoria, riobamba, niteroi, publicacion="publicada")
    imposible = {"monto_usd": 999_999, "aporte_propio_usd": 0, "aporte_especie_usd": 0}

    assert reglas_de(proponer(convocatoria, riobamba, niteroi, historico=True, **imposible)) == []
    assert reglas_de(proponer(None, riobamba, niteroi, **imposible)) == []


def test_of_a_project_of_which_nothing_is_known_no_rule_is_kept_nor_broken(convocatoria):
    proyecto = proponer(convocatoria)

    assert cumple(proyecto) == dict.fromkeys(CODIGOS)
    assert incumplidas(proyecto) == []
    assert [regla.mensaje for regla in reglas_de(proyecto)] == [
        "Todavía no se puede saber: falta la ciudad coordinadora.",
        "Todavía no se puede saber: faltan las ciudades socias.",
        "Todavía no se puede saber: falta el aporte del PCSSM, que puede llegar a USD 10\xa0000.",
        "Todavía no se puede saber: faltan montos. El aporte del PCSSM cubre hasta el 50 % del total, "
        "que es la suma de los tres.",
        "Todavía no se puede saber: faltan fechas. El proyecto puede durar hasta 6 meses.",
    ]


def test_what_the_call_does_not_say_breaks_nothing(riobamba, niteroi):
    muda = fabricas.crear_convocatoria(2019, monto_maximo_usd=None)
    proyecto = proponer(
        muda, riobamba, niteroi, monto_usd=90_000, aporte_propio_usd=0, aporte_especie_usd=0,
        inicio=datetime.date(2020, 1, 1), fin=datetime.date(2029, 1, 1),
    )  # fmt: skip

    assert cumple(proyecto) == {**dict.fromkeys(CODIGOS), "coordina_uno": True, "socia_en_uno": True}
    assert dice(proyecto, "tope") == "No se puede saber: la convocatoria no dice cuál es su tope."


def test_a_project_within_the_call_keeps_every_rule(convocatoria, riobamba, niteroi):
    proyecto = proponer(
        convocatoria, riobamba, niteroi, monto_usd=10_000, aporte_propio_usd=4_000, aporte_especie_usd=6_000,
        inicio=datetime.date(2021, 3, 1), fin=datetime.date(2021, 8, 31),
    )  # fmt: skip

    assert [regla.mensaje for regla in reglas_de(proyecto)] == [
        "Riobamba no coordina otro proyecto de la convocatoria 2021.",
        "Ninguna de las ciudades socias lo es en otro proyecto de la convocatoria 2021.",
        "El aporte del PCSSM, USD 10\xa0000, no pasa del tope de USD 10\xa0000.",
        "El aporte del PCSSM no pasa del 50 % del total, USD 20\xa0000.",
        "Dura 6 meses y el máximo es 6.",
    ]
    assert cumple(proyecto) == dict.fromkeys(CODIGOS, True)


# --- One as coordinator, one as partner ---------------------------------------------------------


@pytest.mark.parametrize("historico", [True, False])
@pytest.mark.parametrize(
    ("publicacion", "cuenta"),
    [("borrador", False), ("enviada", True), ("devuelta", True), ("publicada", True), ("archivada", False)],
)
def test_what_was_sent_came_back_or_is_published_counts(
    convocatoria, riobamba, niteroi, publicacion, cuenta, historico
):
    otro = {"publicacion": publicacion, "historico": historico, "comentarios": "Falta algo."}
    proponer(convocatoria, riobamba, niteroi, **otro)

    proyecto = proponer(convocatoria, riobamba, niteroi)

    assert cumple(proyecto)["coordina_uno"] is not cuenta
    assert cumple(proyecto)["socia_en_uno"] is not cuenta


def test_a_project_does_not_count_against_itself(convocatoria, riobamba, niteroi):
    assert incumplidas(proponer(convocatoria, riobamba, niteroi, publicacion="devuelta", comentarios="x")) == []


def test_another_call_does_not_count(convocatoria, riobamba, niteroi):
    proponer(fabricas.crear_convocatoria(2020), riobamba, niteroi, publicacion="publicada")

    assert incumplidas(proponer(convocatoria, riobamba, niteroi)) == []


def test_who_coordinates_one_may_be_partner_in_another_and_the_other_way_round(convocatoria, riobamba, niteroi):
    proponer(convocatoria, riobamba, niteroi, publicacion="publicada")

    assert incumplidas(proponer(convocatoria, niteroi, riobamba)) == []


def test_two_as_coordinator_are_one_too_many(convocatoria, riobamba):
    proponer(convocatoria, riobamba, publicacion="enviada")
    proyecto = proponer(convocatoria, riobamba)

    (regla,) = incumplidas(proyecto)

    assert (regla.codigo, regla.campo) == ("coordina_uno", "convocatoria")
    assert regla.mensaje == (
        "Riobamba ya coordina otro proyecto de la convocatoria 2021 y cada ciudad coordina uno solo: "
        "elija otra convocatoria."
    )


@pytest.mark.parametrize("antes", DE_SOCIA)
@pytest.mark.parametrize("ahora", DE_SOCIA)
def test_every_role_but_those_of_coordinator_and_ally_is_a_partners(convocatoria, riobamba, niteroi, antes, ahora):
    proponer(convocatoria, fabricas.crear_ciudad(), niteroi, rol=antes, publicacion="publicada")
    proyecto = proponer(convocatoria, riobamba, niteroi, rol=ahora)

    (regla,) = incumplidas(proyecto)

    assert (regla.codigo, regla.campo) == ("socia_en_uno", "participaciones")
    assert regla.mensaje == (
        "Niterói ya es socia en otro proyecto de la convocatoria 2021 y cada ciudad lo es en uno solo: "
        "quítela o elija otra convocatoria."
    )


def test_all_the_partners_too_many_are_named(convocatoria, riobamba, niteroi):
    rosario = fabricas.crear_ciudad(nombre="Rosario")
    proponer(convocatoria, fabricas.crear_ciudad(), niteroi, rosario, publicacion="publicada")

    assert dice(proponer(convocatoria, riobamba, niteroi, fabricas.crear_ciudad(), rosario), "socia_en_uno") == (
        "Niterói, Rosario ya son socias en otros proyectos de la convocatoria 2021 y cada ciudad lo es en uno solo: "
        "quítelas o elija otra convocatoria."
    )


def test_an_ally_may_be_in_any_number(convocatoria, riobamba, niteroi):
    proponer(convocatoria, fabricas.crear_ciudad(), niteroi, rol=Rol.ALIADA, publicacion="publicada")
    proponer(convocatoria, fabricas.crear_ciudad(), niteroi, publicacion="publicada")

    assert cumple(proponer(convocatoria, riobamba, niteroi, rol=Rol.ALIADA))["socia_en_uno"] is None
    assert cumple(proponer(convocatoria, riobamba, fabricas.crear_ciudad()))["socia_en_uno"] is True


def test_institutions_are_in_no_rule(convocatoria, riobamba):
    segib = fabricas.crear_institucion()
    proponer(convocatoria, fabricas.crear_ciudad(), segib, rol=Rol.SEGUNDO_OFERENTE, publicacion="publicada")

    assert cumple(proponer(convocatoria, riobamba, segib, rol=Rol.SEGUNDO_OFERENTE))["socia_en_uno"] is None


# --- Amounts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("monto", "esperado"), [(0, True), (9_999, True), (10_000, True), (10_001, False)])
def test_the_ceiling_itself_may_be_asked_for(convocatoria, monto, esperado):
    assert cumple(proponer(convocatoria, monto_usd=monto))["tope"] is esperado


def test_what_is_asked_for_counts_until_it_is_known_what_was_granted(convocatoria):
    pedido = proponer(convocatoria, monto_solicitado_usd=12_500, aporte_propio_usd=0, aporte_especie_usd=0)
    (tope, parte) = incumplidas(pedido)

    assert (tope.campo, parte.campo) == ("monto_solicitado_usd",) * 2
    assert tope.mensaje == (
        "El aporte que se pide al PCSSM es USD 12\xa0500 y el tope es USD 10\xa0000: baje el aporte."
    )
    pedido.monto_usd, pedido.aporte_propio_usd = 9_000, 9_000
    assert incumplidas(pedido) == []
    assert dice(pedido, "tope") == "El aporte del PCSSM, USD 9\xa0000, no pasa del tope de USD 10\xa0000."


def test_over_the_ceiling_it_is_told_by_how_much(convocatoria):
    proyecto = proponer(convocatoria, monto_usd=12_500)

    assert dice(proyecto, "tope") == "El aporte del PCSSM es USD 12\xa0500 y el tope es USD 10\xa0000: baje el aporte."


@pytest.mark.parametrize("falta", ["monto_usd", "aporte_propio_usd", "aporte_especie_usd"])
def test_the_part_of_the_total_is_told_once_the_three_amounts_are_known(convocatoria, falta):
    montos = {"monto_usd": 10_000, "aporte_propio_usd": 1, "aporte_especie_usd": 1}

    assert cumple(proponer(convocatoria, **montos))["parte_del_total"] is False
    assert cumple(proponer(convocatoria, **montos | {falta: None}))["parte_del_total"] is None


@given(
    monto=st.integers(0, 200_000),
    propio=st.integers(0, 200_000),
    especie=st.integers(0, 200_000),
    maximo=st.integers(0, 100),
)
def test_the_part_of_the_total_is_exact_to_the_dollar(monto, propio, especie, maximo):
    convocatoria = Convocatoria(anio=2021, cofinanciamiento_maximo_pct=maximo)
    proyecto = Proyecto(
        convocatoria=convocatoria, monto_usd=monto, aporte_propio_usd=propio, aporte_especie_usd=especie
    )

    total = monto + propio + especie
    assert _parte_del_total(proyecto).cumple is (Fraction(monto) <= Fraction(maximo, 100) * total)


# --- Months -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inicio", "fin", "meses"),
    [
        ("2021-03-01", "2021-03-01", 0),
        ("2021-03-01", "2021-03-02", 1),
        ("2021-03-01", "2021-03-31", 1),
        ("2021-03-01", "2021-04-01", 1),
        ("2021-03-01", "2021-08-31", 6),
        ("2021-03-01", "2021-09-01", 6),
        ("2021-03-01", "2021-09-02", 7),
        ("2021-11-15", "2022-02-15", 3),
        ("2021-01-31", "2021-02-28", 1),
        ("2021-01-31", "2021-03-01", 2),
        ("2020-02-29", "2021-02-28", 12),
        ("2021-01-01", "2021-12-31", 12),
    ],
)
def test_a_month_that_is_begun_counts_whole(inicio, fin, meses):
    assert meses_entre(datetime.date.fromisoformat(inicio), datetime.date.fromisoformat(fin)) == meses


@given(inicio=st.dates(datetime.date(2000, 1, 1), datetime.date(2040, 1, 1)), dias=st.integers(0, 2000))
def test_a_day_more_never_makes_a_project_shorter(inicio, dias):
    fin = inicio + datetime.timedelta(days=dias)

    meses = meses_entre(inicio, fin)

    assert meses <= meses_entre(inicio, fin + datetime.timedelta(days=1)) <= meses + 1
    assert 28 * meses - 31 <= dias <= 31 * meses


@pytest.mark.parametrize(("fin", "esperado"), [("2021-09-01", True), ("2021-09-02", False)])
def test_the_extension_of_the_call_is_not_planned_with(convocatoria, fin, esperado):
    fechas = {"inicio": datetime.date(2021, 3, 1), "fin": datetime.date.fromisoformat(fin)}

    assert cumple(proponer(convocatoria, **fechas))["meses"] is esperado


# --- Told in both languages, at a fixed cost ----------------------------------------------------


def test_the_rules_are_told_in_portuguese(convocatoria, riobamba, niteroi):
    proponer(convocatoria, riobamba, niteroi, publicacion="publicada")
    proyecto = proponer(
        convocatoria, riobamba, niteroi, monto_usd=10_001, aporte_propio_usd=0, aporte_especie_usd=0,
        inicio=datetime.date(2021, 3, 1), fin=datetime.date(2021, 9, 2),
    )  # fmt: skip

    with translation.override("pt-br"):
        mensajes = [regla.mensaje for regla in incumplidas(proyecto)]

    assert len(mensajes) == len(CODIGOS)
    assert mensajes[0] == (
        "Riobamba já coordena outro projeto do edital 2021 e cada cidade coordena um só: escolha outro edital."
    )
    assert mensajes[4] == "Dura 7 meses e o máximo é 6: aproxime o fim do início."


@pytest.mark.parametrize("cuantos", [1, 30])
def test_the_rules_cost_the_same_whatever_takes_part(convocatoria, riobamba, cuantos):
    socias = [fabricas.crear_ciudad() for _n in range(cuantos)]
    for socia in socias:
        proponer(convocatoria, fabricas.crear_ciudad(), socia, publicacion="publicada")
    proyecto = proponer(convocatoria, riobamba, *socias)
    proyecto = Proyecto.objects.con_participantes().get(pk=proyecto.pk)

    with CaptureQueriesContext(connection) as consultas:
        assert len(incumplidas(proyecto)) == 1

    assert len(consultas) == 1
