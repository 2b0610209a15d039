"""The history of a sheet: what a portrait holds, when one is kept, what changed in words, and going back."""

import datetime
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actores import services as actores
from comun.publicacion import ContenidoCambiado
from proyectos import versiones
from proyectos.diferencias import diferencias
from proyectos.errores import ErrorProyecto
from proyectos.models import Proyecto, Version
from tests import fabricas
from tests.inscripciones.hilos import a_la_vez, errores

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def medios(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def crear_archivo(medios, nombre):
    ruta = medios / nombre
    ruta.parent.mkdir(parents=True, exist_ok=True)
    ruta.write_bytes(b"x")
    return nombre


@pytest.fixture
def hoja(medios):
    """A sheet with all that a sheet may have."""
    proyecto = fabricas.crear_proyecto(
        titulo_es="Huertas",
        titulo_pt_br="Hortas",
        idioma_original="pt-br",
        titulo_traducido="es",
        resumen_es="Resumen",
        objetivos_es="Objetivos",
        resultados_es="Resultados",
        beneficiarios_es="Escuelas",
        convocatoria=fabricas.crear_convocatoria(),
        modalidad="bilateral",
        modalidades_pcssm=["taller", "pasantia"],
        estado="finalizado",
        estado_al=datetime.date(2021, 12, 1),
        inicio=datetime.date(2020, 3, 1),
        fin=datetime.date(2021, 3, 1),
        monto_solicitado_usd=9500,
        monto_usd=9000,
        aporte_propio_usd=0,
        aporte_especie_usd=1500,
        fuente="Informe",
        ods_principal=fabricas.crear_ods(11, nombre_es="Ciudades"),
        notas_internas="Llamar",
        publicacion="publicada",
    )
    proyecto.ods.add(proyecto.ods_principal, fabricas.crear_ods(2))
    proyecto.unidades.add(fabricas.crear_unidad(slug="ambiente", nombre_es="Ambiente"))
    fabricas.crear_participacion(proyecto, fabricas.crear_ciudad(slug="moron", nombre="Morón"), "coordinadora")
    fabricas.crear_participacion(proyecto, fabricas.crear_ciudad(slug="canoas", nombre="Canoas", pais="BR"))
    fabricas.crear_participacion(proyecto, fabricas.crear_institucion(slug="cepal", nombre="CEPAL"), "aliada")
    imagen = crear_archivo(medios, "proyectos/imagenes/i.webp")
    documento = crear_archivo(medios, "proyectos/documentos/d.pdf")
    fabricas.crear_imagen(proyecto, archivo=imagen, ancho=30, alto=20, alternativa_es="Una huerta", credito="Ana")
    fabricas.crear_documento(proyecto, archivo=documento, titulo_es="Informe")
    fabricas.crear_enlace(proyecto, clase="video", titulo_es="Video", url="https://ejemplo.org/v", orden=2)
    fabricas.crear_enlace(proyecto, titulo_es="Página", url="https://ejemplo.org/p", orden=1)
    fabricas.crear_fuente(proyecto, datos=["montos", "fechas"], texto="Acta", consultada=datetime.date(2022, 5, 1))
    return proyecto


def fresco(proyecto):
    return Proyecto.objects.get(pk=proyecto.pk)


# --- The portrait -------------------------------------------------------------------------------


def test_a_portrait_is_the_whole_sheet_as_plain_data(hoja):
    assert json.loads(json.dumps(versiones.retrato(hoja))) == {
        "titulo_es": "Huertas",
        "titulo_pt_br": "Hortas",
        "titulo_traducido": "es",
        "idioma_original": "pt-br",
        "resumen_es": "Resumen",
        "resumen_pt_br": "",
        "objetivos_es": "Objetivos",
        "objetivos_pt_br": "",
        "resultados_es": "Resultados",
        "resultados_pt_br": "",
        "beneficiarios_es": "Escuelas",
        "beneficiarios_pt_br": "",
        "modalidad": "bilateral",
        "modalidades_pcssm": ["taller", "pasantia"],
        "estado": "finalizado",
        "estado_al": "2021-12-01",
        "inicio": "2020-03-01",
        "fin": "2021-03-01",
        "monto_solicitado_usd": 9500,
        "monto_usd": 9000,
        "aporte_propio_usd": 0,
        "aporte_especie_usd": 1500,
        "historico": True,
        "unidades_propias": False,
        "fuente": "Informe",
        "convocatoria": 2020,
        "unidades": ["ambiente"],
        "ods": [2, 11],
        "ods_principal": 11,
        "participaciones": [
            {"rol": "coordinadora", "ciudad": "moron"},
            {"rol": "socia", "ciudad": "canoas"},
            {"rol": "aliada", "institucion": "cepal"},
        ],
        "imagenes": [
            {
                "orden": 1,
                "archivo": "proyectos/imagenes/i.webp",
                "ancho": 30,
                "alto": 20,
                "alternativa_es": "Una huerta",
                "alternativa_pt_br": "",
                "credito": "Ana",
            }
        ],
        "documentos": [
            {"orden": 1, "titulo_es": "Informe", "titulo_pt_br": "", "archivo": "proyectos/documentos/d.pdf"}
        ],
        "enlaces": [
            {"orden": 1, "clase": "pagina", "titulo_es": "Página", "titulo_pt_br": "", "url": "https://ejemplo.org/p"},
            {"orden": 2, "clase": "video", "titulo_es": "Video", "titulo_pt_br": "", "url": "https://ejemplo.org/v"},
        ],
        "fuentes": [
            {"orden": 1, "datos": ["montos", "fechas"], "texto": "Acta", "url": "", "consultada": "2022-05-01"}
        ],
    }


def test_every_field_of_a_sheet_is_in_its_portrait_or_left_out_on_purpose():
    """A field added to the model is restored too, or somebody says why not."""
    aparte = {
        *("id", "publicacion", "slug", "notas_internas", "contacto", "codigo", "carta", "comentarios"),
        *("enviado_el", "publicado_el", "guardado_el", "busqueda", "creado"),
        *("titulo", "resumen", "objetivos", "resultados", "beneficiarios"),  # kept as their columns
    }
    todos = {campo.name for campo in [*Proyecto._meta.concrete_fields, *Proyecto._meta.many_to_many]}
    assert set(versiones.retrato(fabricas.crear_proyecto())) - todos == {"participaciones", *versiones.RECURSOS}
    assert todos - set(versiones.retrato(fabricas.crear_proyecto())) == aparte


@pytest.mark.parametrize("modelo", [m for m, _campos in versiones.RECURSOS.values()], ids=str)
def test_every_field_of_a_resource_is_in_the_portrait(modelo):
    (campos,) = [campos for otro, campos in versiones.RECURSOS.values() if otro is modelo]
    traducidas = {f"{campo}_{idioma}" for campo in campos for idioma in ("es", "pt_br")}
    todos = {campo.name for campo in modelo._meta.concrete_fields}
    assert todos - traducidas == {"id", "proyecto", *campos}


@pytest.mark.parametrize("filas", [1, 30])
def test_a_portrait_costs_the_same_for_any_number_of_rows(hoja, django_assert_num_queries, filas):
    for _n in range(filas):
        fabricas.crear_participacion(hoja, fabricas.crear_ciudad())
        fabricas.crear_enlace(hoja)
        hoja.unidades.add(fabricas.crear_unidad())
    proyecto = fresco(hoja)
    with django_assert_num_queries(11):
        versiones.retrato(proyecto)


# --- Keeping ------------------------------------------------------------------------------------


def test_a_save_that_changes_nothing_leaves_no_version(hoja):
    primera = versiones.guardar_version(proyecto=hoja, motivo="guardada")
    assert versiones.guardar_version(proyecto=hoja, motivo="guardada") is None
    assert (primera.numero, primera.retrato) == (1, versiones.retrato(fresco(hoja)))


def test_a_change_of_state_leaves_one_though_the_sheet_says_the_same(hoja):
    versiones.guardar_version(proyecto=hoja, motivo="guardada")
    assert versiones.guardar_version(proyecto=hoja, motivo="publicada").numero == 2


def test_a_changed_row_is_a_change_of_the_sheet(hoja):
    versiones.guardar_version(proyecto=hoja, motivo="guardada")
    hoja.enlaces.first().delete()
    assert versiones.guardar_version(proyecto=hoja, motivo="guardada").numero == 2


def test_what_a_sheet_said_before_its_first_change_is_kept_once(hoja):
    versiones.guardar_partida(proyecto=hoja)
    Proyecto.objects.update(titulo_es="Otro")
    versiones.guardar_partida(proyecto=hoja)
    assert [(v.motivo, v.retrato["titulo_es"]) for v in Version.objects.all()] == [("antes", "Huertas")]


@pytest.mark.django_db(transaction=True)
def test_versions_written_at_once_have_a_number_each():
    proyecto = fabricas.crear_proyecto()
    guardar = [lambda: versiones.guardar_version(proyecto=proyecto, motivo="publicada")] * 4
    assert errores(a_la_vez(*guardar)) == []
    assert sorted(Version.objects.values_list("numero", flat=True)) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("motivo", "frase"),
    [
        ("guardada", "Guardada"),
        ("restaurada:3", "Restaurada como en la versión 3"),
        ("archivada:Repetido: ya estaba", "Archivada: Repetido: ya estaba"),
        ("Traída de una planilla", "Traída de una planilla"),
    ],
)
def test_what_was_done_is_told_in_words(motivo, frase):
    assert versiones.motivo_en_palabras(Version(motivo=motivo)) == frase


# --- Differences --------------------------------------------------------------------------------


def test_differences_are_told_in_words(hoja):
    antes = versiones.retrato(hoja)
    despues = {
        **antes,
        "titulo_es": "Huertas escolares",
        "estado": "aprobado",
        "inicio": None,
        "fin": "2021-04-30",
        "monto_usd": 12500,
        "historico": False,
        "modalidades_pcssm": ["taller"],
        "convocatoria": None,
        "unidades": ["ambiente", "borrada"],
        "ods_principal": 2,
        "participaciones": [{"rol": "coordinadora", "ciudad": "moron"}, {"rol": "aliada", "ciudad": "canoas"}],
        "enlaces": antes["enlaces"][::-1],
        "fuentes": [],
    }
    assert diferencias(antes, despues) == [
        ("título en español", "Huertas", "Huertas escolares"),
        ("modalidades del PCSSM", "taller, pasantía", "taller"),
        ("estado", "finalizado", "aprobado"),
        ("inicio", "01/03/2020", ""),
        ("fin", "01/03/2021", "30/04/2021"),
        ("aporte del PCSSM (USD)", "9000", "12500"),
        ("histórico", "sí", "no"),
        ("convocatoria", "2020: Ciudades sostenibles", ""),
        ("ODS principal", "11. Ciudades", "2. Objetivo 2"),
        ("unidades temáticas", "", "borrada"),
        (
            "quiénes participan",
            "Canoas (Brasil): socia\nCEPAL (I2): aliada".replace("I2", hoja.participaciones.last().institucion.sigla),
            "Canoas (Brasil): aliada",
        ),
        (
            "enlaces",
            "orden: 1; clase: página; título en español: Página; dirección: https://ejemplo.org/p\n"
            "orden: 2; clase: video; título en español: Video; dirección: https://ejemplo.org/v",
            "orden: 2; clase: video; título en español: Video; dirección: https://ejemplo.org/v\n"
            "orden: 1; clase: página; título en español: Página; dirección: https://ejemplo.org/p",
        ),
        (
            "fuentes de cada dato",
            "orden: 1; de qué datos: montos, fechas; fuente: Acta; consultada el: 01/05/2022",
            "",
        ),
    ]


def test_a_portrait_differs_in_nothing_from_itself(hoja):
    assert diferencias(versiones.retrato(hoja), versiones.retrato(fresco(hoja))) == []


def test_zero_is_an_amount_and_not_nothing(hoja):
    antes = versiones.retrato(hoja)
    assert diferencias(antes, {**antes, "aporte_propio_usd": None}) == [("aporte propio en dinero (USD)", "0", "")]


# --- Going back ---------------------------------------------------------------------------------


def estropear(proyecto):
    """Change everything that a sheet says."""
    proyecto.participaciones.all().delete()
    for nombre in versiones.RECURSOS:
        getattr(proyecto, nombre).all().delete()
    proyecto.unidades.clear()
    proyecto.ods.clear()
    fabricas.crear_participacion(proyecto, fabricas.crear_ciudad(), "coordinadora")
    textos = dict.fromkeys((c for c in versiones.columnas(Proyecto, versiones.CAMPOS) if c[-3:] in ("_es", "_br")), "x")
    montos = ["monto_solicitado_usd", "monto_usd", "aporte_propio_usd", "aporte_especie_usd"]
    nada = dict.fromkeys(["estado_al", "inicio", "fin", *montos])
    Proyecto.objects.filter(pk=proyecto.pk).update(
        **textos, **nada, convocatoria=None, ods_principal=None, modalidad="", modalidades_pcssm=[], historico=False
    )


def test_restoring_brings_back_the_whole_sheet(hoja):
    version = versiones.guardar_version(proyecto=hoja, motivo="guardada")
    estropear(hoja)

    restaurado = versiones.restaurar(version=version, usuario=None)

    assert restaurado.faltas == []
    assert versiones.retrato(restaurado.proyecto) == version.retrato


def test_restoring_leaves_aside_what_is_no_part_of_the_sheet(hoja):
    version = versiones.guardar_version(proyecto=hoja, motivo="guardada")
    aparte = {"publicacion": "archivada", "slug": "otra", "notas_internas": "Nueva", "comentarios": "Algo"}
    Proyecto.objects.update(titulo_es="Otro", **aparte)
    proyecto = versiones.restaurar(version=version, usuario=None).proyecto
    assert {campo: getattr(proyecto, campo) for campo in ("titulo_es", *aparte)} == {"titulo_es": "Huertas", **aparte}


def test_restoring_is_a_version_and_loses_nothing_that_no_version_has(hoja, admin_user):
    version = versiones.guardar_version(proyecto=hoja, motivo="guardada")
    Proyecto.objects.update(titulo_es="Sin guardar")
    versiones.restaurar(version=version, usuario=admin_user)
    assert [(v.numero, v.motivo, v.usuario, v.retrato["titulo_es"]) for v in hoja.versiones.order_by("numero")] == [
        (1, "guardada", None, "Huertas"),
        (2, "sin_guardar", None, "Sin guardar"),
        (3, "restaurada:1", admin_user, "Huertas"),
    ]


def test_who_was_merged_comes_back_as_who_it_is_now(hoja):
    version = versiones.guardar_version(proyecto=hoja, motivo="guardada")
    moron, canoas = (p.ciudad for p in hoja.participaciones.all()[:2])
    otra = fabricas.crear_ciudad(slug="la-de-verdad")
    hoja.participaciones.all().delete()
    actores.fusionar(origen=canoas, destino=otra)
    actores.fusionar(origen=moron, destino=otra)

    restaurado = versiones.restaurar(version=version, usuario=None)

    assert restaurado.faltas == []
    assert versiones.retrato(restaurado.proyecto)["participaciones"] == [
        {"rol": "coordinadora", "ciudad": "la-de-verdad"},
        {"rol": "aliada", "institucion": "cepal"},
    ]


def test_what_is_gone_is_told_and_the_rest_comes_back(hoja, medios):
    version = versiones.guardar_version(proyecto=hoja, motivo="guardada")
    convocatoria, institucion = hoja.convocatoria, hoja.participaciones.last().institucion
    hoja.participaciones.all().delete()
    hoja.unidades.get().delete()
    Proyecto.objects.update(convocatoria=None, ods_principal=None)
    convocatoria.delete()
    hoja.ods.get(numero=11).delete()
    institucion.delete()
    (medios / "proyectos/imagenes/i.webp").unlink()
    (medios / "proyectos/documentos/d.pdf").unlink()

    restaurado = versiones.restaurar(version=version, usuario=None)

    assert sorted(restaurado.faltas) == [
        "Ya no existe, y queda fuera: ODS principal «11».",
        "Ya no existe, y queda fuera: ODS «11».",
        "Ya no existe, y queda fuera: convocatoria «2020».",
        "Ya no existe, y queda fuera: documento «Informe».",
        "Ya no existe, y queda fuera: imagen «Una huerta».",
        "Ya no existe, y queda fuera: institución «cepal».",
        "Ya no existe, y queda fuera: unidad temática «ambiente».",
    ]
    ahora = versiones.retrato(restaurado.proyecto)
    quitado = {"unidades": [], "ods": [2], "ods_principal": None, "convocatoria": None, "imagenes": []}
    sin_institucion = version.retrato["participaciones"][:2]
    assert ahora == {**version.retrato, **quitado, "documentos": [], "participaciones": sin_institucion}


def test_a_version_of_before_a_field_existed_leaves_that_field(hoja):
    version = fabricas.crear_version(hoja, retrato={"titulo_es": "De antes"})
    proyecto = versiones.restaurar(version=version, usuario=None).proyecto
    assert versiones.retrato(proyecto) == {**versiones.retrato(hoja), "titulo_es": "De antes"}


def test_what_changed_since_it_was_compared_is_not_restored(hoja):
    version = versiones.guardar_version(proyecto=hoja, motivo="guardada")
    Proyecto.objects.update(titulo_es="Comparado")
    sello = versiones.sello([fresco(hoja)])
    Proyecto.objects.update(titulo_es="Más nuevo")
    with pytest.raises(ContenidoCambiado):
        versiones.restaurar(version=version, usuario=None, sello=sello)
    assert (fresco(hoja).titulo_es, Version.objects.count()) == ("Más nuevo", 1)


NO_SE_ADMITEN = {
    "a choice that there is not any more": {"modalidad": "epistolar"},
    "dates that are out of order": {"inicio": "2021-03-01", "fin": "2020-03-01"},
    "an address that is none": {"enlaces": [{"orden": 1, "clase": "pagina", "titulo_es": "T", "url": "javascript:x"}]},
}


@pytest.mark.parametrize("que", NO_SE_ADMITEN)
def test_what_the_models_do_not_admit_any_more_does_not_come_back(hoja, que):
    versiones.guardar_version(proyecto=hoja, motivo="guardada")
    version = fabricas.crear_version(hoja, numero=2, retrato=NO_SE_ADMITEN[que])
    antes = versiones.retrato(fresco(hoja))
    with pytest.raises(ErrorProyecto) as error:
        versiones.restaurar(version=version, usuario=None)
    assert error.value.codigo == "version_invalida"
    assert (versiones.retrato(fresco(hoja)), Version.objects.count()) == (antes, 2)


TEXTO = st.text(st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
IDIOMA = st.sampled_from(["es", "pt-br"])
DIA = st.none() | st.dates(datetime.date(1990, 1, 1), datetime.date(2040, 1, 1))
MONTO = st.none() | st.integers(0, 2**31 - 1)
CIUDADES, INSTITUCIONES, UNIDADES = (
    ["moron", "canoas", "otra-1", "otra-2"],
    ["cepal", "otra-3"],
    ["ambiente", "otra-4", "otra-5"],
)
SUELTO = {
    "titulo_traducido": st.sampled_from(["", "es", "pt-br"]),
    "idioma_original": IDIOMA,
    "modalidad": st.sampled_from(["", *Proyecto.Modalidad.values]),
    "modalidades_pcssm": st.lists(st.sampled_from(Proyecto.ModalidadPcssm.values), unique=True),
    "estado": st.sampled_from(["", *Proyecto.Estado.values]),
    "estado_al": DIA,
    "historico": st.booleans(),
    "unidades_propias": st.booleans(),
    "fuente": TEXTO,
    **dict.fromkeys(["monto_solicitado_usd", "monto_usd", "aporte_propio_usd", "aporte_especie_usd"], MONTO),
    **dict.fromkeys(versiones.columnas(Proyecto, ["titulo", "resumen", "objetivos"]), TEXTO),
    **dict.fromkeys(versiones.columnas(Proyecto, ["resultados", "beneficiarios"]), TEXTO),
}


@st.composite
def dichos(draw):
    """Draw a portrait of a sheet, in the words of this file's cast."""
    dicho = {campo: draw(valor) for campo, valor in SUELTO.items()}
    dias = sorted([d for d in (draw(DIA), draw(DIA)) if d])
    dicho["inicio"], dicho["fin"] = [*dias, None, None][:2]
    dicho = {c: v.isoformat() if isinstance(v, datetime.date) else v for c, v in dicho.items()}
    quienes = draw(st.lists(st.sampled_from([*CIUDADES, *INSTITUCIONES]), unique=True))
    roles = st.sampled_from(["socia", "aliada", "receptora", "primer_oferente"])
    coordina = draw(st.booleans())
    return {
        **dicho,
        "convocatoria": draw(st.sampled_from([None, 2020])),
        "unidades": sorted(draw(st.lists(st.sampled_from(UNIDADES), unique=True))),
        "ods": sorted(draw(st.lists(st.sampled_from([2, 11]), unique=True))),
        "ods_principal": draw(st.sampled_from([None, 2, 11])),
        "participaciones": [
            {
                "rol": "coordinadora" if coordina and n == 0 else draw(roles),
                ("ciudad" if slug in CIUDADES else "institucion"): slug,
            }
            for n, slug in enumerate(quienes)
        ],
        "imagenes": [],
        "documentos": [],
        "enlaces": [
            {"orden": n, "clase": draw(st.sampled_from(["pagina", "video"])), "titulo_es": draw(TEXTO)}
            | {"titulo_pt_br": draw(TEXTO), "url": "https://ejemplo.org/"}
            for n in range(draw(st.integers(0, 3)))
        ],
        "fuentes": [
            {"orden": 1, "datos": ["montos"], "texto": draw(TEXTO), "url": "", "consultada": None}
            for _n in range(draw(st.integers(0, 2)))
        ],
    }


@pytest.fixture
def reparto(hoja):
    """Who else a sheet may have."""
    for slug in ("otra-1", "otra-2"):
        fabricas.crear_ciudad(slug=slug)
    fabricas.crear_institucion(slug="otra-3")
    for slug in ("otra-4", "otra-5"):
        fabricas.crear_unidad(slug=slug)


@pytest.mark.largo
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(dicho=dichos())
def test_whatever_a_sheet_becomes_it_goes_back_to_what_it_was(hoja, reparto, dicho):
    original = versiones.guardar_version(proyecto=hoja, motivo="publicada")
    otra = fabricas.crear_version(hoja, numero=original.numero + 1, retrato=dicho)

    cambiado = versiones.restaurar(version=otra, usuario=None).proyecto
    assert versiones.retrato(cambiado) == dicho
    if dicho != original.retrato:
        assert diferencias(original.retrato, dicho) != []

    vuelto = versiones.restaurar(version=original, usuario=None).proyecto
    assert versiones.retrato(vuelto) == original.retrato
