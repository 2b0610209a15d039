"""Projects from a table: the fate of every row, told before it is done; done once, whole, and never half."""

import datetime
import io
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as ajustes
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from comun import tablas
from comun.models import Importacion
from proyectos import datos, importacion
from proyectos.importacion import Suerte, planear, servicio
from proyectos.models import Enlace, Fuente, Participacion, Proyecto, Version
from tests import fabricas
from tests.inscripciones.hilos import a_la_vez

ARCHIVOS = Path(__file__).parent / "archivos"


@pytest.fixture
def mundo(db):
    """The cities, calls and themes that the tables of these tests name."""
    fabricas.crear_convocatoria(2019)
    fabricas.crear_convocatoria(2020)
    for numero in (5, 6, 11):
        fabricas.crear_ods(numero)
    fabricas.crear_unidad(slug="genero", nombre_es="Género y municipalismo", nombre_pt_br="Gênero")
    fabricas.crear_ciudad(nombre="Santa Fe", slug="santa-fe-ar")
    fabricas.crear_ciudad(nombre="Asunción", slug="asuncion", pais="PY")
    fabricas.crear_ciudad(nombre="Montevideo", slug="montevideo", pais="UY")
    fabricas.crear_ciudad(nombre="San José", slug="san-jose-uy", pais="UY")
    fabricas.crear_ciudad(nombre="San José", slug="san-jose-ar", pais="AR")
    fabricas.crear_institucion(nombre="Alianza Euro-Latinoamericana", sigla="AL-LAs", slug="al-las")


def tabla(columnas, *filas):
    return b"".join(tablas.filas_csv(columnas, filas))


def suertes(plan):
    return [(fila.numero, fila.suerte.value) for fila in plan.filas]


def traer(contenido, **campos):
    return fabricas.crear_importacion(contenido=contenido, **campos)


def una(columnas, *celdas):
    """Return the only row of the plan of a table of one."""
    (fila,) = planear(tabla(columnas, celdas)).filas
    return fila


# --- Fates --------------------------------------------------------------------------------------


@pytest.mark.parametrize("codificacion", ["utf-8", "utf-8-sig", "cp1252"])
def test_plan_tells_the_fate_of_every_row_of_a_real_mess(mundo, codificacion):
    plan = planear((ARCHIVOS / "desordenada.csv").read_text().encode(codificacion))

    assert plan.desconocidas == ["Observaciones"]
    assert plan.cuentas == {"nuevo": 2, "actualiza": 0, "igual": 0, "error": 4}
    agua, mujeres, mal, repetido, otra_vez, nada = plan.filas
    assert (agua.suerte, mujeres.suerte) == (Suerte.NUEVO, Suerte.NUEVO)
    assert (agua.nombre, mujeres.nombre) == ("Agua para todos", "Mujeres en la ciudad")
    assert (agua.dice["monto_usd"], agua.dice["inicio"]) == (7000, datetime.date(2019, 3, 1))
    assert (agua.dice["estado"], mujeres.dice["estado"]) == ("finalizado", "en_ejecucion")
    assert [o.numero for o in agua.dice["ods"]] == [6, 11]
    assert [c.slug for c in mujeres.dice["socias"]] == ["asuncion", "montevideo"]
    assert mal.errores == [
        "convocatoria_anio: no hay convocatoria de 1999: agréguela antes o corrija el año.",
        "ods: Escriba los números de los ODS, de 1 a 17, separados por punto y coma.",
        "estado: «terminado» no es una opción: escriba una de estas: aprobado, en_ejecucion, finalizado.",
        "inicio: «31/02/2019» no es una fecha: escríbala como día/mes/año, por ejemplo 01/03/2019.",
        "monto_usd: «siete mil» no es un monto: escriba un número entero, sin centavos.",
    ]
    assert repetido.errores == [
        "coordinadora: «San José» puede ser más de una: escriba la que es, de estas: "
        "San José|AR|san-jose-ar; San José|UY|san-jose-uy."
    ]
    assert otra_vez.errores == ["La fila 4 ya es de este proyecto: deje una sola."]
    assert nada.errores == ["La fila no dice de qué proyecto es: escriba su título o su slug."]


def test_plan_writes_nothing(mundo):
    planear((ARCHIVOS / "desordenada.csv").read_bytes())

    assert not Proyecto.objects.exists()
    assert not Version.objects.exists()


@pytest.mark.parametrize(
    ("columna", "valor", "dice"),
    [
        ("titulo_es", "x" * 301, "301 caracteres"),
        ("modalidad", "cuadrangular", "bilateral, regional, triangular"),
        ("modalidades_pcssm", "taller; baile", "«baile»"),
        ("unidades", "genero; nada", "genero"),
        ("unidades_propias", "quizás", "si o no"),
        ("unidades_propias", "sin dato", "no puede quedar sin dato"),
        ("idioma_original", "sin dato", "no puede quedar sin dato"),
        ("ods", "0", "de 1 a 17"),
        ("ods", "17", "falta cargar"),
        ("ods_principal", "5; 6", "uno solo"),
        ("convocatoria_anio", "la última", "cuatro cifras"),
        ("coordinadora", "Santa Fe; Asunción", "coordina una sola"),
        ("socias", "Ciudad Gótica", "no se conoce «Ciudad Gótica»"),
        ("socias", "Santa Fe|Atlántida", "no es un país conocido"),
        ("socias", "Santa Fe|UY", "no se conoce"),
        ("socias", "a|AR|b|c", "más de tres partes"),
        ("monto_usd", "7,5", "sin centavos"),
        ("monto_usd", "99999999999", "no es un monto"),
        ("monto_usd", "#REF!", "#REF!"),
        ("fuentes", "clima|Acta", "«clima»"),
        ("fuentes", "estado|", "entre 1 y 300"),
        ("enlaces", "pagina|T||javascript:alert(1)", "https://"),
        ("enlaces", "a|b|c|d|e", "más de cuatro partes"),
    ],
)
def test_a_cell_that_is_wrong_says_where_and_what_to_do(mundo, columna, valor, dice):
    fila = una(["slug", columna], "nuevo", valor)

    assert fila.suerte == Suerte.ERROR
    assert fila.errores[0].startswith(f"{columna}: ")
    assert dice in fila.errores[0]


@pytest.mark.parametrize("slug", ["Con Espacios", "mapa", "x" * 161, "../admin"])
def test_a_new_address_that_cannot_be_is_an_error(mundo, slug):
    assert una(["slug", "titulo_es"], slug, "T").suerte == Suerte.ERROR


def test_end_before_the_beginning_is_an_error_with_what_the_sheet_has(mundo):
    fabricas.crear_proyecto(slug="p", inicio=datetime.date(2020, 1, 1))

    assert una(["slug", "fin"], "p", "31/12/2019").errores == ["fin: es anterior al inicio: revise las dos fechas."]


def test_one_with_two_roles_in_a_row_is_an_error(mundo):
    fila = una(["slug", "coordinadora", "socias"], "p", "Santa Fe", "Asunción; santa-fe-ar")

    assert fila.errores == ["socias: «Santa Fe» está también en coordinadora: deje un solo rol."]


# --- Which project ------------------------------------------------------------------------------


def test_project_is_found_by_slug_or_else_by_title_and_call(mundo):
    de_2019, de_2020 = (
        fabricas.crear_proyecto(titulo_es="Água", slug=f"agua-{anio}", convocatoria=_convocatoria(anio))
        for anio in (2019, 2020)
    )
    plan = planear(
        tabla(
            ["slug", "titulo_es", "convocatoria_anio"],
            ["agua-2020", "Otro título", ""],
            ["", " agua ", "2019"],
            ["", "AGUA", ""],
            ["otra", "Nada parecido", "2019"],
            ["nueva", "Água", "2019"],
        )
    )

    assert [fila.proyecto for fila in plan.filas] == [de_2020, de_2019, None, None, None]
    assert plan.filas[2].errores == [
        "slug: hay varios proyectos con ese título: escriba cuál es, de estos: agua-2019, agua-2020."
    ]
    assert [fila.suerte for fila in plan.filas[3:]] == [Suerte.NUEVO, Suerte.NUEVO]


def _convocatoria(anio):
    return fabricas.Convocatoria.objects.get(anio=anio)


@pytest.mark.parametrize(
    ("mencion", "slug"),
    [
        ("santa-fe-ar", "santa-fe-ar"),
        ("SANTA FE", "santa-fe-ar"),
        ("Santa Fe|ar", "santa-fe-ar"),
        ("Santa Fe (Santa Fe, Argentina)", "santa-fe-ar"),
        ("San José|Uruguay", "san-jose-uy"),
        ("San Jose (Uruguai)", "san-jose-uy"),
        ("Otro nombre|PY|asuncion", "asuncion"),
        ("Asunción|PY|slug-de-otro-portal", "asuncion"),
        ("AL-LAs", "al-las"),
        ("alianza euro-latinoamericana (AL-LAs)", "al-las"),
        ("Alianza Euro-Latinoamericana||al-las", "al-las"),
    ],
)
def test_who_takes_part_is_found_as_people_write_it(mundo, mencion, slug):
    fila = una(["titulo_es", "aliadas"], "T", mencion)

    assert fila.errores == []
    assert [actor.slug for actor in fila.dice["aliadas"]] == [slug]


def test_who_was_merged_is_who_it_was_merged_into(mundo):
    nueva = fabricas.crear_ciudad(nombre="Rosario", slug="rosario")
    fabricas.crear_ciudad(nombre="Rosario", slug="rosario-2", fusionada_en=nueva)

    assert una(["titulo_es", "socias"], "T", "rosario-2").dice["socias"] == [nueva]
    assert una(["titulo_es", "socias"], "T", "Rosario").dice["socias"] == [nueva]


# --- What changes -------------------------------------------------------------------------------


def test_applying_creates_drafts_and_a_second_time_changes_nothing(mundo):
    contenido = (ARCHIVOS / "desordenada.csv").read_bytes()

    hecho = importacion.aplicar(importacion=traer(contenido))
    otra = planear(contenido)
    agua = Proyecto.objects.get(slug="agua-para-todos")

    assert [p.slug for p in hecho.creados] == ["agua-para-todos", "mujeres-en-la-ciudad"]
    assert (agua.publicacion, agua.convocatoria.anio, agua.monto_usd) == ("borrador", 2019, 7000)
    assert {(p.actor.slug, p.rol) for p in agua.participaciones.all()} == {
        ("santa-fe-ar", "coordinadora"),
        ("asuncion", "socia"),
    }
    assert sorted(agua.ods.values_list("numero", flat=True)) == [6, 11]
    assert otra.cuentas == {"nuevo": 0, "actualiza": 0, "igual": 2, "error": 4}
    assert Version.objects.filter(motivo="importada:p.csv").count() == 2


def test_an_empty_cell_leaves_and_sin_dato_makes_unknown(mundo):
    proyecto = fabricas.crear_proyecto(
        slug="p", resumen_es="Resumen", monto_usd=7000, estado="aprobado", convocatoria=_convocatoria(2019)
    )
    fabricas.crear_participacion(proyecto, fabricas.crear_ciudad())
    fabricas.crear_fuente(proyecto)
    columnas = ["slug", "resumen_es", "monto_usd", "estado", "convocatoria_anio", "socias", "fuentes"]

    vacia = una(columnas, "p", *[""] * 6)
    importacion.aplicar(
        importacion=traer(tabla(columnas, ["p", "", "Sin dato", "SEM DADO", "Sem informação", *["sin dato"] * 2]))
    )
    proyecto.refresh_from_db()

    assert vacia.suerte == Suerte.IGUAL
    assert (proyecto.resumen_es, proyecto.monto_usd, proyecto.estado) == ("Resumen", None, "")
    assert (proyecto.convocatoria, proyecto.participaciones.count(), proyecto.fuentes.count()) == (None, 0, 0)


def test_roles_change_one_column_at_a_time(mundo):
    proyecto = fabricas.crear_proyecto(slug="p")
    ciudades = {c.slug: c for c in fabricas.Ciudad.objects.all()}
    fabricas.crear_participacion(proyecto, ciudades["santa-fe-ar"], "coordinadora")
    fabricas.crear_participacion(proyecto, ciudades["asuncion"], "socia")
    queda = fabricas.crear_participacion(proyecto, fabricas.Institucion.objects.get(), "aliada")
    columnas = ["slug", "coordinadora", "socias"]

    fila = una(columnas, "p", "asuncion", "santa-fe-ar; montevideo")
    importacion.aplicar(importacion=traer(tabla(columnas, ["p", "asuncion", "santa-fe-ar; montevideo"])))

    assert list(fila.cambios) == ["coordinadora", "socias"]
    assert {(p.actor.slug, p.rol) for p in proyecto.participaciones.all()} == {
        ("asuncion", "coordinadora"),
        ("santa-fe-ar", "socia"),
        ("montevideo", "socia"),
        ("al-las", "aliada"),
    }
    assert Participacion.objects.filter(pk=queda.pk).exists()


def test_an_import_changes_neither_the_state_nor_what_the_table_does_not_say(mundo):
    proyecto = fabricas.crear_proyecto(slug="p", notas_internas="Nota", resumen_pt_br="Resumo")

    importacion.aplicar(importacion=traer(tabla(["slug", "resumen_es"], ["p", "Nuevo"])))
    proyecto.refresh_from_db()

    assert (proyecto.publicacion, proyecto.notas_internas) == ("publicada", "Nota")
    assert (proyecto.resumen_es, proyecto.resumen_pt_br) == ("Nuevo", "Resumo")
    assert [(v.motivo, v.retrato["resumen_es"]) for v in proyecto.versiones.order_by("numero")] == [
        ("antes", ""),
        ("importada:p.csv", "Nuevo"),
    ]


def test_two_new_ones_of_the_same_title_and_other_calls_have_an_address_each(mundo):
    contenido = tabla(["titulo_es", "convocatoria_anio"], ["Agua", "2019"], ["Agua", "2020"])

    hecho = importacion.aplicar(importacion=traer(contenido))

    assert [p.slug for p in hecho.creados] == ["agua", "agua-2"]


def test_sources_and_links_are_replaced_as_a_whole(mundo):
    proyecto = fabricas.crear_proyecto(slug="p")
    fabricas.crear_enlace(proyecto)
    contenido = tabla(
        ["slug", "fuentes", "enlaces"],
        ["p", "estado+título|Acta||2/1/2026", "https://ejemplo.org/a; video|Un video||https://ejemplo.org/v"],
    )

    importacion.aplicar(importacion=traer(contenido))

    assert list(Fuente.objects.values_list("datos", "texto", "url", "consultada")) == [
        (["estado", "titulo"], "Acta", "", datetime.date(2026, 1, 2))
    ]
    assert list(Enlace.objects.values_list("clase", "titulo_es", "url")) == [
        ("pagina", "https://ejemplo.org/a", "https://ejemplo.org/a"),
        ("video", "Un video", "https://ejemplo.org/v"),
    ]


@pytest.mark.parametrize(
    ("columnas", "celdas", "avisos"),
    [
        (["monto_usd"], ["7.000"], 0),
        (["monto_usd"], ["7.001"], 1),
        (["resumen_es"], ["Otro"], 0),
        (["convocatoria_anio"], ["2018"], 1),
        (["estado"], ["finalizado"], 1),
        (["estado", "estado_al"], ["finalizado", "1/3/2024"], 0),
        (["estado", "estado_al"], ["finalizado", "sin dato"], 0),
    ],
)
def test_what_to_look_at_is_told_and_stops_nothing(mundo, columnas, celdas, avisos):
    fabricas.crear_convocatoria(2018, monto_maximo_usd=100)
    convocatoria = fabricas.crear_convocatoria(2017, monto_maximo_usd=7000)
    fabricas.crear_proyecto(
        slug="p", convocatoria=convocatoria, monto_usd=5000, estado="aprobado", estado_al=datetime.date(2021, 12, 31)
    )
    fila = una(["slug", *columnas], "p", *celdas)
    assert (fila.suerte, len(fila.avisos)) == (Suerte.ACTUALIZA, avisos)


# --- The rules of the calls ---------------------------------------------------------------------

NO_PUBLICABLE = "El proyecto está publicado y así no podría estarlo: corrija la fila o archívelo antes."
CARO = "monto_usd: El aporte del PCSSM es USD 50\xa0000 y el tope es USD 10\xa0000: baje el aporte."
REPITE = (
    "convocatoria_anio: Santa Fe ya coordina otro proyecto de la convocatoria 2019 y cada ciudad coordina uno solo: "
    "elija otra convocatoria."
)


def de_santa_fe(anio, **campos):
    valores = {"historico": False, "convocatoria": _convocatoria(anio), "monto_usd": 9000, **campos}
    proyecto = fabricas.crear_proyecto(**valores)
    fabricas.crear_participacion(proyecto, fabricas.Ciudad.objects.get(slug="santa-fe-ar"), "coordinadora")
    return proyecto


@pytest.mark.parametrize(
    ("columna", "celda", "razon"),
    [
        ("monto_usd", "50.000", CARO),
        ("convocatoria_anio", "2019", REPITE),
        ("titulo_es", "sin dato", None),
        ("monto_usd", "10.000", None),
        ("coordinadora", "Asunción", None),
    ],
)
def test_a_row_that_a_published_sheet_could_not_say_is_refused(mundo, columna, celda, razon):
    de_santa_fe(2019, slug="otro")
    de_santa_fe(2020, slug="p")

    fila = una(["slug", columna], "p", celda)

    assert fila.errores == ([NO_PUBLICABLE, razon] if razon else [])


def test_a_refused_row_writes_nothing_and_the_others_are_applied(mundo):
    caro, bien = de_santa_fe(2019, slug="caro"), de_santa_fe(2020, slug="bien")

    hecho = importacion.aplicar(importacion=traer(tabla(["slug", "monto_usd"], ["caro", "50.000"], ["bien", "9.500"])))

    caro.refresh_from_db()
    bien.refresh_from_db()
    assert (caro.monto_usd, bien.monto_usd, hecho.cambiados) == (9000, 9500, [bien])


@pytest.mark.parametrize("publicacion", ["borrador", "archivada"])
def test_a_rule_that_what_does_not_show_would_break_is_told_and_stops_nothing(mundo, publicacion):
    de_santa_fe(2019)
    de_santa_fe(2020, slug="p", publicacion=publicacion)

    fila = una(["slug", "convocatoria_anio", "monto_usd"], "p", "2019", "50.000")

    assert (fila.suerte, fila.avisos) == (Suerte.ACTUALIZA, [REPITE, CARO])


def test_a_new_row_is_told_the_rules_it_would_break(mundo):
    de_santa_fe(2019)

    fila = una(["titulo_es", "convocatoria_anio", "coordinadora"], "Nuevo", "2019", "Santa Fe")

    assert (fila.suerte, fila.avisos) == (Suerte.NUEVO, [REPITE])


def test_rows_are_asked_after_those_above_them(mundo):
    """The first leaves the call before the second comes; the third comes when the second is there."""
    fabricas.crear_convocatoria(2018)
    se_va, llega, tarde = de_santa_fe(2019, slug="a"), de_santa_fe(2020, slug="b"), de_santa_fe(2018, slug="c")
    filas = [[se_va.slug, "sin dato"], [llega.slug, "2019"], [tarde.slug, "2019"]]

    plan = planear(tabla(["slug", "convocatoria_anio"], *filas))
    al_reves = planear(tabla(["slug", "convocatoria_anio"], *filas[1::-1]))

    assert [fila.errores for fila in plan.filas] == [[], [], [NO_PUBLICABLE, REPITE]]
    assert [fila.errores for fila in al_reves.filas] == [[NO_PUBLICABLE, REPITE], []]


def test_what_the_rules_do_not_look_at_is_not_asked(mundo):
    de_santa_fe(2020, slug="p", monto_usd=50_000)

    assert una(["slug", "resumen_es", "monto_usd"], "p", "Otro", "50.000").suerte == Suerte.ACTUALIZA


@pytest.mark.parametrize("cuantos", [1, 30])
def test_the_rules_are_asked_of_many_rows_in_one_query(mundo, cuantos, django_assert_num_queries):
    for n in range(cuantos):
        de_santa_fe(2019, slug=f"p-{n}", publicacion="archivada")
    contenido = tabla(["slug", "monto_usd"], *[[f"p-{n}", "50.000"] for n in range(cuantos)])

    with django_assert_num_queries(CONSULTAS_DE_LAS_REGLAS):
        plan = planear(contenido)

    assert [fila.avisos for fila in plan.filas] == [[CARO]] * cuantos


CONSULTAS_DE_LAS_REGLAS = 15


@pytest.mark.django_db(transaction=True)
def test_what_is_published_between_the_plan_and_its_application_is_asked_again(mundo):
    borrador = de_santa_fe(2019, publicacion="borrador", slug="borrador")
    de_santa_fe(2020, slug="p")
    traida = traer(tabla(["slug", "convocatoria_anio"], ["p", "2019"]))
    leido = planear(bytes(traida.contenido)).sello
    Proyecto.objects.filter(pk=borrador.pk).update(publicacion="publicada")

    with pytest.raises(importacion.PlanCambiado):
        importacion.aplicar(importacion=traida, sello=leido)

    assert Proyecto.objects.get(slug="p").convocatoria.anio == 2020


def test_everything_that_may_change_is_put_in_words(mundo):
    dice = {
        "titulo_traducido": "es",
        "convocatoria_anio": "2019",
        "modalidades_pcssm": "taller",
        "unidades": "genero",
        "unidades_propias": "si",
        "ods": "11; 5",
        "ods_principal": "5",
        "inicio": "1/3/2019",
        "fuentes": "estado|Acta",
        "enlaces": "https://ejemplo.org/a",
        "aliadas": "AL-LAs",
    }
    fila = una(["titulo_es", *dice], "T", *dice.values())
    dichos = {columna: despues for columna, _antes, despues in importacion.cambios_en_palabras(fila)}
    assert fila.errores == []
    assert all(type(dicho) is str and dicho for dicho in dichos.values())
    assert dichos.keys() == {"titulo_es", *dice}
    assert (dichos["ods"], dichos["inicio"], dichos["fuentes"]) == ("5; 11", "01/03/2019", "Acta")


# --- All or nothing -----------------------------------------------------------------------------


def test_a_plan_that_changed_since_it_was_read_is_not_applied(mundo):
    contenido = tabla(["titulo_es"], ["Agua"])
    traida, leido = traer(contenido), planear(contenido).sello
    fabricas.crear_proyecto(titulo_es="Agua", resumen_es="De otra persona")

    with pytest.raises(importacion.PlanCambiado):
        importacion.aplicar(importacion=traida, sello=leido)

    traida.refresh_from_db()
    assert (traida.aplicada_el, Proyecto.objects.count()) == (None, 1)


def test_a_table_is_applied_once(mundo):
    traida = traer(tabla(["titulo_es"], ["Agua"]))
    importacion.aplicar(importacion=traida)

    with pytest.raises(importacion.YaAplicada):
        importacion.aplicar(importacion=traida)

    traida.refresh_from_db()
    assert [traida.cuentas[suerte] for suerte in Suerte.values] == [1, 0, 0, 0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("la_misma", [True, False])
def test_two_who_apply_at_once_create_each_project_once(la_misma):
    contenido = tabla(["titulo_es"], *[[f"Proyecto número {n}"] for n in range(20)])
    traidas = [traer(contenido)] * 2 if la_misma else [traer(contenido), traer(contenido)]
    sello = planear(contenido).sello

    resultados = a_la_vez(*(lambda t=t: importacion.aplicar(importacion=t, sello=sello) for t in traidas))

    perdio = importacion.YaAplicada if la_misma else importacion.PlanCambiado
    assert sorted(type(r).__name__ for r in resultados) == sorted(["Aplicado", perdio.__name__])
    assert Proyecto.objects.count() == Version.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_tables_create_each_project_twice(monkeypatch):
    """What the lock is for: between the plan and the write of one, the other is applied whole."""
    contenido = tabla(["titulo_es"], ["Agua"], ["Mujeres"])
    una, otra = traer(contenido), traer(contenido)

    def planear_y_ceder(contenido, **opciones):
        plan = planear(contenido, **opciones)
        monkeypatch.setattr(servicio, "planear", planear)
        a_la_vez(lambda: importacion.aplicar(importacion=otra))
        return plan

    monkeypatch.setattr(servicio, "cerrar", lambda: None)
    monkeypatch.setattr(servicio, "planear", planear_y_ceder)
    importacion.aplicar(importacion=una, sello=planear(contenido).sello)

    assert sorted(Proyecto.objects.values_list("slug", flat=True)) == ["agua", "agua-2", "mujeres", "mujeres-2"]


# --- Round trip ---------------------------------------------------------------------------------

TEXTO = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
FECHAS = st.none() | st.dates(datetime.date(2017, 1, 1), datetime.date(2026, 12, 31))
MONTO = st.none() | st.integers(0, 2**31 - 1)


class TestIdaYVuelta(TestCase):
    """Whatever the catalogue says, what it exports brings no change back."""

    @ajustes(
        max_examples=15, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(
        textos=st.fixed_dictionaries(
            dict.fromkeys(("titulo_es", "titulo_pt_br", "resumen_es", "objetivos_pt_br", "fuente"), TEXTO)
        ),
        nombres=st.lists(TEXTO.map(str.strip).filter(bool), min_size=2, max_size=4),
        fechas=st.tuples(FECHAS, FECHAS).filter(lambda f: None in f or f[0] <= f[1]),
        montos=st.tuples(MONTO, MONTO, MONTO),
        modalidades=st.lists(st.sampled_from(Proyecto.ModalidadPcssm.values), unique=True),
        eleccion=st.tuples(
            st.sampled_from(["", *Proyecto.Estado.values]), st.sampled_from(["", "es", "pt-br"]), st.booleans()
        ),
        fuente=TEXTO.map(str.strip).filter(bool),
    )
    def test_what_is_exported_comes_back_without_changes(
        self, textos, nombres, fechas, montos, modalidades, eleccion, fuente
    ):
        proyecto = fabricas.crear_proyecto(
            **textos,
            convocatoria=fabricas.Convocatoria.objects.first() or fabricas.crear_convocatoria(),
            inicio=fechas[0],
            fin=fechas[1],
            **dict(zip(("monto_usd", "aporte_propio_usd", "aporte_especie_usd"), montos, strict=True)),
            modalidades_pcssm=modalidades,
            estado=eleccion[0],
            titulo_traducido=eleccion[1],
            unidades_propias=eleccion[2],
            ods_principal=fabricas.Ods.objects.first() or fabricas.crear_ods(5),
        )
        proyecto.unidades.add(fabricas.crear_unidad())
        fabricas.crear_participacion(proyecto, fabricas.crear_institucion(nombre=nombres[0]), "aliada")
        for numero, nombre in enumerate(nombres[1:]):
            fabricas.crear_participacion(
                proyecto, fabricas.crear_ciudad(nombre=nombre), "socia" if numero else "coordinadora"
            )
        fabricas.crear_fuente(proyecto, texto=f"F {fuente}"[:300].strip())
        fabricas.crear_enlace(proyecto)

        plan = planear(b"".join(datos.en_csv(Proyecto.objects.all(), {})))

        assert [(f.suerte.value, f.errores, list(f.cambios)) for f in plan.filas] == [("igual", [], [])]
        assert plan.desconocidas == []


def test_who_is_not_verified_comes_back_without_an_address(mundo):
    proyecto = fabricas.crear_proyecto(slug="p")
    fabricas.crear_participacion(proyecto, fabricas.crear_ciudad(nombre="Nueva", slug="n", verificada=False), "socia")
    plan = planear(b"".join(datos.en_csv(Proyecto.objects.all(), {})))
    assert [(f.suerte.value, f.errores) for f in plan.filas] == [("igual", [])]


# --- Cost and command ---------------------------------------------------------------------------


@pytest.mark.parametrize("cuantos", [1, 30])
def test_plan_asks_the_same_queries_for_one_row_and_for_thirty(mundo, cuantos, django_assert_num_queries):
    for n in range(cuantos):
        fabricas.crear_participacion(fabricas.crear_proyecto(slug=f"p-{n}"), fabricas.crear_ciudad())
    contenido = tabla(
        ["slug", "titulo_es", "socias", "ods"], *[[f"p-{n}", "T", "Montevideo", "5"] for n in range(cuantos)]
    )

    with django_assert_num_queries(CONSULTAS_DEL_PLAN):
        planear(contenido)


CONSULTAS_DEL_PLAN = 15


@contextmanager
def contar_consultas():
    """Yield a list that gets each query; what Django keeps for its own assertions ends at nine thousand."""
    hechas = []

    def anotar(ejecutar, sql, *resto):
        hechas.append(sql)
        return ejecutar(sql, *resto)

    with connection.execute_wrapper(anotar):
        yield hechas


@pytest.mark.parametrize(
    ("cuantas", "al_aplicar"), [(1, 38), (100, 830), pytest.param(2000, 16_030, marks=pytest.mark.largo)]
)
def test_applying_asks_eight_queries_for_each_new_project(mundo, cuantas, al_aplicar):
    columnas = ["titulo_es", "convocatoria_anio", "coordinadora", "socias", "ods", "monto_usd"]
    iguales = ["2019", "santa-fe-ar", "Asunción|PY; Montevideo", "5; 11", "7.000"]
    contenido = tabla(columnas, *[[f"Proyecto número {n}", *iguales] for n in range(cuantas)])

    with contar_consultas() as aplicando:
        hecho = importacion.aplicar(importacion=traer(contenido))
    with contar_consultas() as planeando:
        otra_vez = planear(contenido)

    assert hecho.cuentas == {"nuevo": cuantas, "actualiza": 0, "igual": 0, "error": 0}
    assert otra_vez.cuentas["igual"] == cuantas
    assert (len(aplicando), len(planeando)) == (al_aplicar, 16)


def test_command_tells_the_fates_and_writes_only_if_told_to(mundo, tmp_path):
    archivo = tmp_path / "tabla.csv"
    archivo.write_bytes(tabla(["titulo_es", "monto_usd"], ["Agua", "7.000"], ["Mal", "mucho"]))
    salida = io.StringIO()

    call_command("importar_proyectos", archivo, stdout=salida)
    sin_aplicar = Proyecto.objects.count(), Importacion.objects.count()
    call_command("importar_proyectos", archivo, "--aplicar", stdout=io.StringIO())

    assert salida.getvalue().splitlines() == [
        "2\tnuevo\tAgua\ttitulo_es, monto_usd",
        "3\terror\tMal\tmonto_usd: «mucho» no es un monto: escriba un número entero, sin centavos.",
        "nuevo: 1, actualiza: 0, igual: 0, error: 1",
    ]
    assert sin_aplicar == (0, 0)
    assert Proyecto.objects.get().slug == "agua"
    assert [Importacion.objects.get().cuentas[suerte] for suerte in Suerte.values] == [1, 0, 0, 1]


@pytest.mark.parametrize("contenido", [b"\0\1", None])
def test_command_says_what_is_wrong_with_the_file(mundo, tmp_path, contenido):
    archivo = tmp_path / "tabla.csv"
    if contenido is not None:
        archivo.write_bytes(contenido)

    with pytest.raises(CommandError):
        call_command("importar_proyectos", archivo)
