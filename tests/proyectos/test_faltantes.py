"""What a sheet lacks: each datum, told while it is missing and no longer; the list, the filter and the page agree."""

import datetime

import pytest

from proyectos import faltantes
from proyectos.models import Proyecto
from tests import fabricas

pytestmark = pytest.mark.django_db

TEXTOS = ["titulo_es", "titulo_pt_br", "resumen_es", "resumen_pt_br", "objetivos_es", "resultados_es"]


def vacia(**campos):
    return fabricas.crear_proyecto(titulo_es="", publicacion="borrador", **campos)


def completa():
    """A finished proposal with all that a sheet may have."""
    ods = fabricas.crear_ods()
    proyecto = fabricas.crear_proyecto(
        **dict.fromkeys(TEXTOS, "Algo"),
        beneficiarios_pt_br="Escolas",
        convocatoria=fabricas.crear_convocatoria(),
        modalidad="bilateral",
        modalidades_pcssm=["taller"],
        estado="finalizado",
        inicio=datetime.date(2020, 1, 1),
        fin=datetime.date(2020, 12, 1),
        monto_solicitado_usd=0,
        monto_usd=0,
        aporte_especie_usd=100,
        ods_principal=ods,
        contacto=fabricas.crear_contacto(),
        carta="proyectos/cartas/c.pdf",
        fuente="Informe",
    )
    proyecto.ods.add(ods)
    proyecto.unidades.add(fabricas.crear_unidad())
    fabricas.crear_participacion(proyecto, fabricas.crear_ciudad(), "coordinadora")
    fabricas.crear_participacion(proyecto, fabricas.crear_ciudad(), "socia")
    fabricas.crear_imagen(proyecto, alternativa_pt_br="Uma horta")
    return proyecto


def codigos(proyecto):
    return [falta.codigo for falta in faltantes.faltantes(Proyecto.objects.get(pk=proyecto.pk))]


def test_a_complete_sheet_lacks_nothing():
    proyecto = completa()
    assert codigos(proyecto) == []
    assert faltantes.cuenta(proyecto) == f"completo: {len(faltantes.DATOS)} datos"


def test_an_empty_sheet_lacks_all_that_is_asked_of_it():
    """Not so the results of what is not finished, what nobody asks for or vouches for, and words for no image."""
    no_se_piden = {"resultados", "monto_solicitado_usd", "carta", "alternativa"}
    proyecto = vacia()
    assert codigos(proyecto) == [dato.codigo for dato in faltantes.DATOS if dato.codigo not in no_se_piden]
    assert faltantes.cuenta(proyecto) == "0 de 21 datos"


QUITAR = {
    "titulo_es": lambda p: poner(p, titulo_es=""),
    "titulo_pt_br": lambda p: poner(p, titulo_pt_br=None),
    "resumen_es": lambda p: poner(p, resumen_es=None),
    "resumen_pt_br": lambda p: poner(p, resumen_pt_br=""),
    "coordinadora": lambda p: p.participaciones.filter(rol="coordinadora").delete(),
    "socia": lambda p: p.participaciones.filter(rol="socia").update(rol="aliada"),
    "convocatoria": lambda p: poner(p, convocatoria=None),
    "modalidad": lambda p: poner(p, modalidad=""),
    "modalidades_pcssm": lambda p: poner(p, modalidades_pcssm=[]),
    "estado": lambda p: poner(p, estado=""),
    "inicio": lambda p: poner(p, inicio=None),
    "fin": lambda p: poner(p, fin=None),
    "monto_solicitado_usd": lambda p: poner(p, monto_solicitado_usd=None),
    "monto_usd": lambda p: poner(p, monto_usd=None),
    "aporte": lambda p: poner(p, aporte_especie_usd=None),
    "unidades": lambda p: p.unidades.clear(),
    "ods": lambda p: p.ods.clear(),
    "ods_principal": lambda p: poner(p, ods_principal=None),
    "objetivos": lambda p: poner(p, objetivos_es=None),
    "resultados": lambda p: poner(p, resultados_es=""),
    "beneficiarios": lambda p: poner(p, beneficiarios_pt_br=""),
    "imagenes": lambda p: p.imagenes.all().delete(),
    "alternativa": lambda p: p.imagenes.update(alternativa_pt_br=""),
    "fuente": lambda p: poner(p, fuente=""),
    "carta": lambda p: poner(p, carta=""),
}


def poner(proyecto, **campos):
    Proyecto.objects.filter(pk=proyecto.pk).update(**campos)


def test_every_datum_is_tried():
    assert list(QUITAR) == [dato.codigo for dato in faltantes.DATOS]


@pytest.mark.parametrize("codigo", QUITAR)
def test_each_datum_is_missed_by_itself_and_found_by_its_filter(codigo):
    proyecto = completa()
    assert list(faltantes.sin_dato(Proyecto.objects.all(), codigo)) == []
    QUITAR[codigo](proyecto)
    assert codigos(proyecto) == [codigo]
    assert list(faltantes.sin_dato(Proyecto.objects.all(), codigo)) == [proyecto]


def test_a_source_of_one_datum_is_a_source():
    proyecto = completa()
    poner(proyecto, fuente="")
    fabricas.crear_fuente(proyecto)
    assert codigos(proyecto) == []


def test_in_a_triangular_project_who_offers_first_coordinates():
    proyecto = completa()
    proyecto.participaciones.filter(rol="coordinadora").update(rol="primer_oferente")
    proyecto.participaciones.filter(rol="socia").update(rol="receptora")
    assert codigos(proyecto) == []


def test_several_rows_count_a_sheet_once():
    proyecto = completa()
    for _n in range(3):
        proyecto.unidades.add(fabricas.crear_unidad())
        fabricas.crear_participacion(proyecto, fabricas.crear_ciudad())
    assert faltantes.anotar(Proyecto.objects.all()).count() == 1


def test_an_unknown_datum_is_lacked_by_nobody():
    vacia()
    assert list(faltantes.sin_dato(Proyecto.objects.all(), "x")) == []


@pytest.mark.parametrize("filas", [1, 30])
def test_all_sheets_cost_one_query(django_assert_num_queries, filas):
    for _n in range(filas):
        vacia()
    with django_assert_num_queries(1):
        assert {faltantes.cuenta(p) for p in faltantes.anotar(Proyecto.objects.all())} == {"0 de 21 datos"}
