"""The catalogue in figures: each number is that of the list it leads to, and of a count of our own."""

import gzip
import random
from collections import Counter
from itertools import combinations

import pytest

from actores.models import Ciudad, Pais
from proyectos import conteos, graficos
from proyectos.models import IndiceProyecto, Participacion, Proyecto
from tests import fabricas
from tests.lint_html import Pagina, texto

pytestmark = pytest.mark.django_db
CIFRAS = "/proyectos/cifras/"
Rol = Participacion.Rol


@pytest.fixture
def listas():
    """The units and goals that projects may have."""
    unidades = [
        fabricas.crear_unidad(nombre_es=nombre, nombre_pt_br=nombre, slug=nombre.lower())
        for nombre in ("Ambiente", "Cultura", "Vivienda")
    ]
    return unidades, [fabricas.crear_ods(numero) for numero in range(1, 18)]


@pytest.fixture
def proyectos(listas):
    """Three projects: AR with AR and PY in 2018, AR with BR in 2020, and one of which nothing is known."""
    (ambiente, cultura, _vivienda), ods = listas
    ciudades = [
        fabricas.crear_ciudad(nombre=nombre, slug=nombre.lower(), pais=pais)
        for nombre, pais in (("Rosario", "AR"), ("Tandil", "AR"), ("Luque", "PY"), ("Recife", "BR"))
    ]
    uno = fabricas.crear_proyecto(
        convocatoria=fabricas.crear_convocatoria(2018), monto_usd=7000, estado="finalizado", modalidad="regional"
    )
    dos = fabricas.crear_proyecto(convocatoria=fabricas.crear_convocatoria(2020), monto_usd=10500, estado="aprobado")
    fabricas.crear_proyecto()
    for proyecto, participantes in ((uno, ciudades[:3]), (dos, [ciudades[0], ciudades[3]])):
        for ciudad, rol in zip(participantes, (Rol.COORDINADORA, Rol.SOCIA, Rol.SOCIA), strict=False):
            fabricas.crear_participacion(proyecto, ciudad, rol)
    uno.unidades.set([ambiente, cultura])
    dos.unidades.set([cultura])
    uno.ods.set([ods[5], ods[10]])
    Proyecto.objects.filter(pk=dos.pk).update(ods_principal=ods[10])


def _pagina(client, ruta=CIFRAS, **datos):
    respuesta = client.get(ruta, datos)
    assert respuesta.status_code == 200
    return Pagina(respuesta.content.decode())


def _seccion(pagina, clave):
    return next(e for e in pagina.todos("section") if e.get("aria-labelledby") == f"t-{clave}")


def _filas(pagina, clave):
    """Return the rows of the table of a figure: name, number and where it leads."""
    filas = []
    for fila in list(_seccion(pagina, clave).iter("tr"))[1:]:
        nombre, celda = fila
        enlace = next(celda.iter("a"), None)
        numero = enlace.text if enlace is not None else celda.text
        filas.append((texto(nombre), int(numero), None if enlace is None else enlace.get("href")))
    return filas


def _barras(pagina, clave):
    return [int(texto(e)) for e in _svg(pagina, clave).iter() if e.get("class") == "grafico-numero"]


def _barras_con_nombre(pagina, clave):
    """Return the bars of a figure: name, put together where it takes several lines, and number."""
    barras, nombre = [], []
    for e in (e for e in _svg(pagina, clave).iter() if e.tag.endswith("text")):
        if e.get("class") == "grafico-numero":
            barras.append((" ".join(nombre), int(texto(e))))
            nombre = []
        else:
            nombre.append(texto(e))
    return barras


def _svg(pagina, clave):
    return next(e for e in _seccion(pagina, clave).iter() if e.get("class") == "grafico")


def test_years_say_how_many_and_which_have_none(client, proyectos):
    assert _filas(_pagina(client), "anio") == [
        ("2018", 1, "/proyectos/?convocatoria=2018"),
        ("2020", 1, "/proyectos/?convocatoria=2020"),
        ("Sin convocatoria", 1, None),
    ]


def test_a_project_counts_once_in_each_of_its_units_countries_and_goals(client, proyectos):
    pagina = _pagina(client)

    assert _filas(pagina, "unidad") == [
        ("Cultura", 2, "/proyectos/?unidad=cultura"),
        ("Ambiente", 1, "/proyectos/?unidad=ambiente"),
        ("Sin dato", 1, None),
    ]
    assert _filas(pagina, "pais") == [
        ("Argentina", 2, "/proyectos/?pais=AR"),
        ("Brasil", 1, "/proyectos/?pais=BR"),
        ("Paraguay", 1, "/proyectos/?pais=PY"),
        ("Sin país conocido", 1, None),
    ]
    nota = "Un proyecto que está en varias filas cuenta una vez en cada una: la suma puede superar el total."
    con_nota = [clave for clave in ("anio", "unidad", "pais", "ods") if nota in texto(_seccion(pagina, clave))]
    assert con_nota == ["unidad", "pais", "ods"]


def test_all_seventeen_goals_are_there_by_number_and_name(client, proyectos):
    filas = _filas(_pagina(client), "ods")

    assert [nombre for nombre, *_resto in filas] == [f"{n}. Objetivo {n}" for n in range(1, 18)] + ["Sin dato"]
    assert {nombre: (n, url) for nombre, n, url in filas if n} == {
        "6. Objetivo 6": (1, "/proyectos/?ods=6"),
        "11. Objetivo 11": (2, "/proyectos/?ods=11"),  # Of one of them it is the main one.
        "Sin dato": (1, None),
    }


def test_state_and_modality_say_what_is_not_known(client, proyectos):
    pagina = _pagina(client)

    assert _filas(pagina, "estado") == [
        ("Aprobado", 1, "/proyectos/?estado=aprobado"),
        ("En ejecución", 0, None),
        ("Finalizado", 1, "/proyectos/?estado=finalizado"),
        ("Sin dato", 1, None),
    ]
    assert _filas(pagina, "modalidad")[1:] == [
        ("Regional", 1, "/proyectos/?modalidad=regional"),
        ("Triangular", 0, None),
        ("Sin dato", 2, None),
    ]


def test_those_that_coordinate_lead_to_their_page(client, proyectos):
    assert _filas(_pagina(client), "coordinadoras") == [("Rosario (Argentina)", 2, "/ciudades/rosario/")]


def test_countries_are_told_each_pair_once_and_each_with_itself(client, proyectos):
    matriz = next(_seccion(_pagina(client), "paises").iter("table"))

    filas = [[texto(celda) for celda in fila] for fila in matriz.iter("tr")]
    assert filas == [
        ["", "AR", "BR", "PY"],
        ["Argentina", "1", "1", "1"],
        ["Brasil", "", "0", "0"],
        ["Paraguay", "", "", "0"],
    ]
    assert [a.get("href") for a in matriz.iter("a")] == ["/proyectos/?pais=AR&pais=BR", "/proyectos/?pais=AR&pais=PY"]
    assert {e.get("scope") for e in matriz.iter("th")} == {"col", "row"}


def test_the_bars_of_countries_say_the_numbers_of_their_table_by_pair(client, proyectos):
    rosario, luque, recife = (Ciudad.objects.get(slug=slug) for slug in ("rosario", "luque", "recife"))
    for ciudades in ([rosario, luque], [rosario, luque], [luque, recife], [luque, recife]):
        proyecto = fabricas.crear_proyecto()
        for ciudad in ciudades:
            fabricas.crear_participacion(proyecto, ciudad, Rol.SOCIA)

    pagina = _pagina(client)

    filas = [[texto(celda) for celda in fila] for fila in next(_seccion(pagina, "paises").iter("table")).iter("tr")]
    assert filas[1:] == [["Argentina", "1", "1", "3"], ["Brasil", "", "0", "2"], ["Paraguay", "", "", "0"]]
    assert _barras_con_nombre(pagina, "paises") == [
        ("Argentina – Paraguay", 3),
        ("Brasil – Paraguay", 2),
        ("Argentina – Brasil", 1),
        ("Argentina, entre sus ciudades", 1),
    ]


def _aportes(client, **filtro):
    return texto(_seccion(_pagina(client, **filtro), "aportes"))


def test_grants_are_added_up_as_known_and_never_guessed(client, proyectos):
    assert "USD 17 500: la suma de lo otorgado a los 2 proyectos de los que se conoce el monto, de 3." in _aportes(
        client
    )
    assert "USD 7 000: lo otorgado al único proyecto del que se conoce el monto, de 1." in _aportes(
        client, convocatoria="2018"
    )
    Proyecto.objects.update(monto_usd=None)
    assert "Sin dato: de ninguno de estos proyectos se conoce el monto otorgado." in _aportes(client)


def test_each_drawing_has_a_name_and_the_numbers_of_its_table(client, proyectos):
    pagina = _pagina(client)

    for clave in ("anio", "pais", "ods", "unidad", "estado", "modalidad", "coordinadoras"):
        svg = _svg(pagina, clave)
        titulo = next(e for e in svg if e.get("id") == svg.get("aria-labelledby"))
        assert (svg.get("role"), texto(titulo).endswith("barras con los números de la tabla que sigue")) == (
            "img",
            True,
        )
        assert _barras(pagina, clave) == [n for _nombre, n, _url in _filas(pagina, clave)], clave


def test_the_filters_apply_and_the_title_and_the_links_keep_them(client, proyectos):
    pagina = _pagina(client, pais="BR", ods="11", pagina="3")

    assert texto(pagina.todos("h1")[0]) == "Los proyectos en cifras: Brasil, 11. Objetivo 11"
    assert _filas(pagina, "anio") == [("2020", 1, "/proyectos/?pais=BR&ods=11&convocatoria=2020")]
    assert _filas(pagina, "pais") == [
        ("Argentina", 1, "/proyectos/?pais=BR&ods=11&pais=AR"),
        ("Brasil", 1, "/proyectos/?pais=BR&ods=11"),
    ]


def test_drafts_count_nowhere(client, proyectos):
    antes = texto(_pagina(client).raiz)
    borrador = fabricas.crear_proyecto(publicacion="borrador", monto_usd=99, modalidad="triangular")
    fabricas.crear_participacion(borrador, fabricas.crear_ciudad(pais="CL"), Rol.COORDINADORA)

    assert texto(_pagina(client).raiz) == antes


def test_without_projects_the_page_says_what_will_be_here(client):
    assert "Cuando se publiquen proyectos, aquí se verán contados" in texto(_pagina(client).raiz)


def test_when_nothing_matches_the_page_says_what_to_do(client, proyectos):
    pagina = _pagina(client, q="zzzz")

    assert "quite un filtro o busque con otras palabras" in texto(pagina.raiz)
    assert pagina.todos("table") == []


# --- Generated data -----------------------------------------------------------------------------


def _publicar_al_azar(semilla, cuantos, listas):
    """Publish projects of everything at random and return what each has, as plain values."""
    azar = random.Random(semilla)
    unidades, ods = listas
    convocatorias = [fabricas.crear_convocatoria(anio) for anio in range(2015, 2020)]
    ciudades = [fabricas.crear_ciudad(pais=Pais.values[n % 10], verificada=azar.random() < 0.8) for n in range(25)]
    hechos = []
    for _n in range(cuantos):
        proyecto = fabricas.crear_proyecto(
            convocatoria=azar.choice([None, *convocatorias]),
            estado=azar.choice(["", *Proyecto.Estado.values]),
            modalidad=azar.choice(["", *Proyecto.Modalidad.values]),
            monto_usd=azar.choice([None, azar.randint(1, 20_000)]),
        )
        suyas = azar.sample(ciudades, azar.randint(0, 5))
        for orden, ciudad in enumerate(suyas):
            fabricas.crear_participacion(proyecto, ciudad, Rol.SOCIA if orden else Rol.COORDINADORA)
        sus_unidades, sus_ods = azar.sample(unidades, azar.randint(0, 3)), azar.sample(ods, azar.randint(0, 4))
        proyecto.unidades.set(sus_unidades)
        proyecto.ods.set(sus_ods)
        hechos.append((proyecto, suyas, sus_unidades, sus_ods))
    return hechos


@pytest.mark.parametrize("semilla", [1, 2, 3])
def test_the_counts_are_what_anybody_would_count(listas, semilla):
    hechos = _publicar_al_azar(semilla, 60, listas)
    indice = IndiceProyecto.objects.all()

    cuentas, totales = conteos.por_faceta(indice), conteos.totales(indice)

    todos = [proyecto for proyecto, *_resto in hechos]
    assert cuentas["pais"] == Counter(p for _x, suyas, *_r in hechos for p in {c.pais for c in suyas})
    assert cuentas["ciudad"] == Counter(c.slug for _x, suyas, *_r in hechos for c in suyas if c.verificada)
    assert cuentas["unidad"] == Counter(u.slug for *_x, unidades, _ods in hechos for u in unidades)
    assert cuentas["ods"] == Counter(str(o.numero) for *_x, ods in hechos for o in ods)
    assert cuentas["convocatoria"] == Counter(str(p.convocatoria.anio) for p in todos if p.convocatoria)
    assert cuentas["estado"] == Counter(p.estado for p in todos if p.estado)
    assert cuentas["modalidad"] == Counter(p.modalidad for p in todos if p.modalidad)
    assert totales == {
        "proyectos": 60,
        "con_pais": sum(bool(suyas) for _x, suyas, *_r in hechos),
        "con_unidad": sum(bool(unidades) for *_x, unidades, _ods in hechos),
        "con_ods": sum(bool(ods) for *_x, ods in hechos),
        "con_monto": sum(p.monto_usd is not None for p in todos),
        "monto": sum(p.monto_usd or 0 for p in todos),
    }
    assert conteos.parejas_de_paises(indice) == Counter(
        par for _x, suyas, *_r in hechos for par in {tuple(sorted(p)) for p in combinations([c.pais for c in suyas], 2)}
    )
    coordinan, total = conteos.ciudades(indice, 100, rol=Rol.COORDINADORA)
    esperadas = Counter(suyas[0].slug for _x, suyas, *_r in hechos if suyas and suyas[0].verificada)
    assert ({c.ciudad.slug: c.proyectos for c in coordinan}, total) == (esperadas, len(esperadas))


def test_every_number_is_that_of_the_catalogue(client, listas):
    _publicar_al_azar(7, 45, listas)
    pagina = _pagina(client)

    for clave in ("anio", "pais", "ods", "unidad", "estado", "modalidad"):
        for nombre, numero, url in _filas(pagina, clave):
            if url:
                conteo = next(e for e in _pagina(client, url).elementos if e.get("class") == "conteo")
                assert texto(conteo).split()[0] == str(numero), (clave, nombre)
    for enlace in next(_seccion(pagina, "paises").iter("table")).iter("a"):
        conteo = next(e for e in _pagina(client, enlace.get("href")).elementos if e.get("class") == "conteo")
        assert texto(conteo).split()[0] == enlace.text, enlace.get("href")


@pytest.mark.parametrize("proyectos", [1, 30])
def test_the_figures_ask_eight_queries_whatever_the_rows(client, listas, django_assert_num_queries, proyectos):
    _publicar_al_azar(8, proyectos, listas)

    with django_assert_num_queries(8):
        client.get(CIFRAS)


def test_the_page_is_light_with_everything_in_it(client, listas):
    _publicar_al_azar(9, 150, listas)

    respuesta = client.get(CIFRAS, headers={"accept-encoding": "gzip"})

    assert len(list(_seccion(Pagina(gzip.decompress(respuesta.content).decode()), "paises").iter("tr"))) == 11
    assert len(respuesta.content) <= 14 * 1024


# --- The drawing of bars ------------------------------------------------------------------------


def test_bars_are_as_long_as_their_numbers_and_none_that_counts_is_lost():
    grafico = graficos.barras([("A", 40_000), ("B", 10_000), ("C", 1), ("D", 0)])

    assert [barra.ancho for barra in grafico.barras] == ["100.00%", "25.00%", "0.50%", ""]


def test_long_names_take_more_lines_and_push_what_follows():
    largo, corto = graficos.barras([("Planificación estratégica y áreas metropolitanas", 1), ("Cultura", 1)]).barras

    assert [palabras for palabras, _y in largo.renglones] == ["Planificación estratégica y", "áreas metropolitanas"]
    alturas = [y for _palabras, y in largo.renglones] + [largo.y] + [y for _palabras, y in corto.renglones] + [corto.y]
    assert alturas == sorted(alturas)


def test_no_rows_make_no_bars():
    assert (graficos.barras([]).barras, graficos.barras([("A", 0)]).barras[0].ancho) == ((), "")
