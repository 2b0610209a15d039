"""What a search must find first: a fixed set of queries over the real projects, as people write them."""

import pytest
from django.db import connection, transaction
from django.http import QueryDict

from proyectos.forms import FiltroProyectos
from proyectos.models import Proyecto
from seminario import demo

DISCAPACIDAD = "mujeres-en-situacion-de-discapacidad-herramientas-para-su-empoderamiento-y"
MUJERES = "mujeres-en-la-ciudad-herramientas-para-reflexionar-y-disenar-el-espacio-publico"
VIVIENDAS = "mejoramiento-de-viviendas-sociales-una-alternativa-desde-la-economia-circular"
CALOR = "isla-de-calor-urbana-impacto-en-las-politicas-de-planificacion-y-diseno-urbano"
INFANCIAS = "atencion-integral-y-primeras-infancias-politicas-publicas-para-las-ninas-y-ninos"
AIRES = "novos-ares-para-criancas"
ABIERTO = "cooperacion-en-gobierno-abierto"
AREAS = "areas-metropolitanas-desafios-para-su-consolidacion-en-un-marco-de-gobernanza"
CULTURA = "fortalecimiento-de-la-cultura-emprendedora-local-y-del-entramado-socio"
DESIGUALDADES = "reducao-das-desigualdades-com-foco-na-transversalizacao-das-perspectivas-de"
DIGITAL = "ciudad-digital-2022"
CONEXION = "conexion-cultural-sao-leopoldo-y-canelones"
ALVEAR = "2019-general-alvear-riobamba"
LA_PAZ = "2017-la-paz-montevideo"
PENALOLEN = "2018-montevideo-penalolen-santiago"

PRIMERO = {
    # As it is written, without accents, in capitals, in the singular and in the plural.
    "mujeres discapacidad": DISCAPACIDAD,
    "MUJER CON DISCAPACIDAD": DISCAPACIDAD,
    "vivienda": VIVIENDAS,
    "viviendas sociales": VIVIENDAS,
    "plastico reciclado": VIVIENDAS,
    "isla de calor": CALOR,
    "planificación urbana": CALOR,
    "planificacion urbana": CALOR,
    "primera infancia": INFANCIAS,
    "niños": INFANCIAS,
    "ninas": INFANCIAS,
    "gobierno abierto": ABIERTO,
    "áreas metropolitanas": AREAS,
    "area metropolitana": AREAS,
    "emprendedor": CULTURA,
    "socio-productivo": CULTURA,
    "raza": DESIGUALDADES,
    "territorio, género y raza": DESIGUALDADES,
    "trámites": DIGITAL,
    "digitalizacion de tramites": DIGITAL,
    "conexión cultural": CONEXION,
    "gestores culturales": CONEXION,
    "feminista": MUJERES,
    "espacio publico": MUJERES,
    "aire": AIRES,
    # In Portuguese.
    "novos ares": AIRES,
    "crianças ar": AIRES,
    "criancas ar": AIRES,
    "moradia": VIVIENDAS,
    "habitação": VIVIENDAS,
    "habitacao": VIVIENDAS,
    "ilha de calor": CALOR,
    "pessoas com deficiência": DISCAPACIDAD,
    "governo aberto": ABIERTO,
    "regiões metropolitanas": AREAS,
    "empreendedorismo": CULTURA,
    "redução das desigualdades": DESIGUALDADES,
    "reducao desigualdade": DESIGUALDADES,
    "espaço público mulheres": MUJERES,
    "cidade digital": DIGITAL,
    "economia circular": VIVIENDAS,
    "qualidade do ar": AIRES,
    # Who takes part, also where no title is known; countries in both languages; acronyms.
    "riobamba": ALVEAR,
    "equador": ALVEAR,
    "Ecuador cultura": ALVEAR,
    "penalolen": PENALOLEN,
    "la paz montevideo": LA_PAZ,
    "são leopoldo canelones": CONEXION,
    "sao leopoldo canelones": CONEXION,
    "auci": DISCAPACIDAD,
    "pnud": DESIGUALDADES,
    # Slips of the finger, and words half written.
    "vivenda": VIVIENDAS,
    "viviednas": VIVIENDAS,
    "discapasidad": DISCAPACIDAD,
    "desiguladades": DESIGUALDADES,
    "emprendedoor": CULTURA,
    "metropolitnas": AREAS,
    "feminsta": MUJERES,
    "criansas": AIRES,
    "riobmba": ALVEAR,
    "transversaliz": DESIGUALDADES,
}


@pytest.fixture(scope="module")
def reales(django_db_setup, django_db_blocker):
    """The demo data; what this module does only reads."""
    with django_db_blocker.unblock():
        bloque = transaction.atomic()
        bloque.__enter__()
        try:
            demo.cargar()
            yield
        finally:
            connection.set_rollback(True)
            bloque.__exit__(None, None, None)


def hallar(texto, **otros):
    consulta = QueryDict(mutable=True)
    consulta.update({"q": texto, **otros})
    filtro = FiltroProyectos(consulta)
    hallazgo = filtro.hallar()
    return [proyecto.slug for proyecto in Proyecto.objects.en_orden(hallazgo.claves)], filtro.consulta


@pytest.mark.django_db
@pytest.mark.parametrize("texto", PRIMERO)
def test_search_finds_first_what_it_must(reales, texto):
    slugs, _consulta = hallar(texto)

    assert slugs[0] == PRIMERO[texto]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("texto", "esperados"),
    [
        ("mujeres", {DISCAPACIDAD, MUJERES, VIVIENDAS, DESIGUALDADES}),
        ("infancia", {INFANCIAS, AIRES}),
        ("gestion", {DIGITAL, ABIERTO, AIRES}),
        ("zzzz", set()),
        ("mujeres zzzz", set()),
        ("calor niños", set()),
    ],
)
def test_search_finds_all_that_answers_and_nothing_else(reales, texto, esperados):
    slugs, _consulta = hallar(texto)

    assert set(slugs) == esperados


@pytest.mark.django_db
@pytest.mark.parametrize("texto", ["gestion", "vivienda", "moradia", "mulheres", "de la", "uruguai", "são paulo"])
def test_a_word_that_something_has_is_taken_as_it_is(reales, texto):
    assert hallar(texto)[1].en_lugar_de == ()


@pytest.mark.django_db
def test_a_slip_is_told(reales, client):
    html = client.get("/proyectos/", {"q": "vivenda"}).content.decode()

    assert "Nada dice «vivenda»; se buscó: viviendas." in html
    assert "<mark>viviendas</mark>" in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("texto", "escritas"), [("genro", "género"), ("innovacoin", "innovación"), ("crinças", "crianças")]
)
def test_what_was_looked_for_instead_is_told_as_it_is_written(reales, texto, escritas):
    ((_palabra, otras),) = hallar(texto)[1].en_lugar_de

    assert escritas in otras
