"""Facets: what they count is what there is, and each is a link that finds so many."""

import re
from collections import Counter
from urllib.parse import parse_qs

import pytest
from django.db import transaction
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comun import indices
from proyectos.forms import FiltroProyectos
from proyectos.models import Convocatoria, Proyecto
from tests import fabricas

CIUDADES = [("Azul", "azul-ar", "AR", True), ("Rivera", "rivera-uy", "UY", True), ("Oculta", "oculta-br", "BR", False)]
UNIDADES, ODS, ANIOS = ["agua", "cultura"], [6, 11], [2019, 2020]
TITULOS = ["Plazas y ferias", "Ferias", "Praças", ""]

proyecto = st.fixed_dictionaries(
    {
        "titulo_es": st.sampled_from(TITULOS),
        "anio": st.sampled_from([None, *ANIOS]),
        "modalidad": st.sampled_from(["", "bilateral", "regional"]),
        "estado": st.sampled_from(["", "aprobado", "finalizado"]),
        "publicacion": st.sampled_from(["publicada", "publicada", "publicada", "borrador", "archivada"]),
        "ciudades": st.sets(st.integers(0, len(CIUDADES) - 1)),
        "unidades": st.sets(st.sampled_from(UNIDADES)),
        "ods": st.sets(st.sampled_from(ODS)),
        "ods_principal": st.sampled_from([None, *ODS]),
    }
)
filtros = st.lists(
    st.sampled_from(
        [("pais", p) for p in ("AR", "UY", "BR", "CL")]
        + [("ciudad", c[1]) for c in CIUDADES if c[3]]
        + [("unidad", u) for u in UNIDADES]
        + [("ods", str(o)) for o in ODS]
        + [("convocatoria", str(a)) for a in ANIOS]
        + [("modalidad", "bilateral"), ("estado", "finalizado")]
    ),
    max_size=3,
    unique=True,
)


def facetas_de(dibujo):
    """What a project that hypothesis drew is found by, worked out without the index."""
    suyas = {("pais", CIUDADES[c][2]) for c in dibujo["ciudades"]}
    suyas |= {("ciudad", CIUDADES[c][1]) for c in dibujo["ciudades"] if CIUDADES[c][3]}
    suyas |= {("unidad", u) for u in dibujo["unidades"]}
    suyas |= {("ods", str(o)) for o in dibujo["ods"] | ({dibujo["ods_principal"]} - {None})}
    sueltas = {"convocatoria": dibujo["anio"], "modalidad": dibujo["modalidad"], "estado": dibujo["estado"]}
    return suyas | {(faceta, str(valor)) for faceta, valor in sueltas.items() if valor}


def crear(dibujos):
    """Return ``[(project, its facets)]`` of those that are public."""
    ciudades = [fabricas.crear_ciudad(nombre=n, slug=s, pais=p, verificada=v) for n, s, p, v in CIUDADES]
    unidades = {slug: fabricas.crear_unidad(slug=slug) for slug in UNIDADES}
    ods = {numero: fabricas.crear_ods(numero) for numero in ODS}
    anios = {anio: fabricas.crear_convocatoria(anio) for anio in ANIOS}
    publicos = []
    for dibujo in dibujos:
        sueltos = {c: dibujo[c] for c in ("titulo_es", "modalidad", "estado", "publicacion")}
        uno = fabricas.crear_proyecto(
            convocatoria=anios.get(dibujo["anio"]), ods_principal=ods.get(dibujo["ods_principal"]), **sueltos
        )
        uno.unidades.add(*(unidades[u] for u in dibujo["unidades"]))
        uno.ods.add(*(ods[o] for o in dibujo["ods"]))
        for c in dibujo["ciudades"]:
            fabricas.crear_participacion(uno, ciudades[c])
        if dibujo["publicacion"] == "publicada":
            publicos.append((uno, facetas_de(dibujo)))
    return publicos


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(dibujos=st.lists(proyecto, max_size=12), puestos=filtros, q=st.sampled_from(["", "ferias"]))
def test_counts_are_what_there_is(client, dibujos, puestos, q):
    with transaction.atomic():
        esperados = [
            (uno, suyas)
            for uno, suyas in crear(dibujos)
            if set(puestos) <= suyas and (not q or "erias" in uno.titulo_es)
        ]
        consulta = QueryDict(mutable=True)
        consulta["q"] = q
        for clave, valor in puestos:
            consulta.appendlist(clave, valor)

        filtro = FiltroProyectos(consulta)
        hallazgo = filtro.hallar()

        verdad = Counter(f"{faceta}:{valor}" for _uno, suyas in esperados for faceta, valor in suyas)
        contadas = {f"{f}:{v}": n for f, cuentas in hallazgo.facetas.items() for v, n in cuentas.items()}
        assert (sorted(hallazgo.claves), hallazgo.exacto) == (sorted(uno.pk for uno, _s in esperados), True)
        assert contadas == verdad
        recientes = sorted(
            esperados, key=lambda par: (-(par[0].convocatoria.anio if par[0].convocatoria else 0), par[0].slug)
        )
        assert list(filtro.proyectos()) == [uno for uno, _suyas in recientes]
        transaction.set_rollback(True)


CON_CUENTA = r'<a href="/proyectos/(\?[^"]+)" rel="nofollow">([^<]+?) <span class="suave">\((?:más de )?(\d+)'


def enlaces(html):
    """Return ``[(query string, words, count)]`` of the facets of a page."""
    return [
        (consulta.replace("&amp;", "&"), texto, int(cuenta)) for consulta, texto, cuenta in re.findall(CON_CUENTA, html)
    ]


@pytest.mark.django_db
def test_each_facet_is_a_link_that_finds_so_many(client):
    crear(
        [
            {
                "titulo_es": "Ferias",
                "anio": ANIOS[n % 2],
                "modalidad": "bilateral" if n % 3 else "",
                "estado": "finalizado",
                "publicacion": "publicada",
                "ciudades": {0, n % 3},
                "unidades": {UNIDADES[n % 2]},
                "ods": {6},
                "ods_principal": None,
            }
            for n in range(6)
        ]
    )
    portada = client.get("/proyectos/", {"q": "ferias", "pais": "AR", "pagina": 1}).content.decode()

    hallados = enlaces(portada)
    assert {parse_qs(c[1:])["q"][0] for c, _t, _n in hallados} == {"ferias"}
    assert {tuple(sorted(parse_qs(c[1:]).get("pagina", []))) for c, _t, _n in hallados} == {()}
    for consulta, texto, cuenta in hallados:
        html = client.get(f"/proyectos/{consulta}").content.decode()
        assert f'role="status">{cuenta} proyecto' in html, texto
    assert ("?q=ferias&pais=AR&pais=UY", "Uruguay", 2) in hallados
    assert not [t for _c, t, _n in hallados if t in ("Argentina", "Chile", "Oculta (Brasil)")]


@pytest.mark.django_db
def test_two_cities_are_what_both_take_part_in(client):
    azul, rivera = fabricas.crear_ciudad(slug="azul-ar"), fabricas.crear_ciudad(slug="rivera-uy", pais="UY")
    for titulo, ciudades in (("Juntas", [azul, rivera]), ("Sola", [azul])):
        uno = fabricas.crear_proyecto(titulo_es=titulo)
        for ciudad in ciudades:
            fabricas.crear_participacion(uno, ciudad)

    html = client.get("/proyectos/?ciudad=azul-ar&ciudad=rivera-uy").content.decode()

    assert "Juntas" in html
    assert "Sola" not in html
    assert html.count('class="ficha-filtro"') == 2
    assert 'class="ficha-filtro" href="/proyectos/?ciudad=rivera-uy"' in html


@pytest.fixture
def veintisiete(db, monkeypatch):
    """More projects than a search looks at: 27, of which it looks at 10."""
    monkeypatch.setattr(indices, "TOPE", 10)
    convocatorias = [fabricas.crear_convocatoria(anio) for anio in (2018, 2019, 2020)]
    for n in range(27):
        uno = fabricas.crear_proyecto(
            titulo_es=f"Feria {n:02}", slug=f"feria-{n:02}", convocatoria=convocatorias[n % 3]
        )
        fabricas.crear_participacion(uno, fabricas.crear_ciudad(pais="AR"))


@pytest.mark.parametrize("q", ["", "feria"])
def test_where_counts_are_not_exact_the_page_says_so(client, veintisiete, q):
    html = client.get("/proyectos/", {"q": q}).content.decode()

    assert "más de 9 proyectos. Se muestran los primeros" in html
    assert re.search(r'Argentina <span class="suave">\(más de 9\)', html)


def sin_contar(html, clave):
    """Return ``[(query string, words)]`` of the values that a facet of a page offers without a number."""
    seccion = html.partition(f'id="faceta-{clave}"')[2].partition("</section>")[0]
    return [
        (consulta.replace("&amp;", "&"), texto)
        for consulta, texto in re.findall(r'<a href="/proyectos/(\?[^"]+)" rel="nofollow">([^<]+)</a>', seccion)
    ]


def test_what_was_not_counted_is_offered_without_a_number_and_found(client, veintisiete):
    html = client.get("/proyectos/", {"orden": "recientes"}).content.decode()

    contados = {texto for consulta, texto, _n in enlaces(html) if "convocatoria=" in consulta}
    ofrecidos = {texto: consulta for consulta, texto in sin_contar(html, "convocatoria")}
    assert (contados, "2018" in ofrecidos, contados & set(ofrecidos)) == ({"2020", "2019"}, True, set())
    assert ofrecidos["2018"] == "?orden=recientes&convocatoria=2018"
    assert "Sin contar: no están entre los primeros que se muestran; puede haber entre los demás." in html
    assert sin_contar(html, "ciudad") == []
    de_2018 = client.get(f"/proyectos/{ofrecidos['2018']}").content.decode()
    assert 'role="status">9 proyectos</p>' in de_2018


def test_what_a_project_has_one_of_is_not_offered_beside_the_one_that_was_chosen(client, veintisiete):
    Proyecto.objects.update(convocatoria=Convocatoria.objects.get(anio=2018))

    html = client.get("/proyectos/?convocatoria=2018&pais=AR").content.decode()

    assert sin_contar(html, "convocatoria") == []
    paises = [texto for _consulta, texto in sin_contar(html, "pais")]
    assert paises == ["Bolivia", "Brasil", "Chile", "Colombia", "Ecuador", "Paraguay", "Perú", "Uruguay", "Venezuela"]
    assert [texto for _consulta, texto in sin_contar(html, "estado")] == ["Aprobado", "En ejecución", "Finalizado"]


def test_where_counts_are_exact_nothing_is_offered_without_a_number(client, veintisiete, monkeypatch):
    monkeypatch.setattr(indices, "TOPE", 27)

    html = client.get("/proyectos/").content.decode()

    assert [sin_contar(html, clave) for clave in ("convocatoria", "pais", "estado", "modalidad")] == [[]] * 4
    assert "Sin contar" not in html


def test_what_was_not_counted_costs_no_query(client, veintisiete, django_assert_num_queries):
    with django_assert_num_queries(8):
        client.get("/proyectos/")
    ciudad = fabricas.crear_ciudad(slug="de-todos")
    for uno in Proyecto.objects.all():
        fabricas.crear_participacion(uno, ciudad)
    with django_assert_num_queries(10):
        html = client.get("/proyectos/?q=feria&ciudad=de-todos").content.decode()
    assert "2018" in [texto for _consulta, texto in sin_contar(html, "convocatoria")]


@pytest.mark.parametrize(("q", "orden"), [("", ""), ("feria", ""), ("feria", "antiguos"), ("", "titulo")])
def test_the_first_ones_by_the_order_asked_for_are_those_looked_at(veintisiete, q, orden):
    consulta = QueryDict(mutable=True)
    consulta.update({"q": q, "orden": orden})

    hallazgo = FiltroProyectos(consulta).hallar()

    slugs = [p.slug for p in Proyecto.objects.en_orden(hallazgo.claves)]
    anio = {"antiguos": 0}.get(orden, 2)
    esperados = [f"feria-{n:02}" for n in range(27) if n % 3 == anio]
    siguientes = [f"feria-{n:02}" for n in range(27) if n % 3 == 1]
    assert slugs == ([f"feria-{n:02}" for n in range(10)] if orden == "titulo" else (esperados + siguientes)[:10])
    assert not hallazgo.exacto


def test_what_the_title_says_is_looked_at_before_what_any_text_says(veintisiete):
    for uno in Proyecto.objects.exclude(slug="feria-00"):
        Proyecto.objects.filter(pk=uno.pk).update(titulo_es="Otro", resumen_es="Una feria y otra feria, feria.")

    hallazgo = FiltroProyectos(QueryDict("q=feria")).hallar()

    assert Proyecto.objects.get(pk=hallazgo.claves[0]).slug == "feria-00"
    assert len(hallazgo.claves) == 10


def test_pages_are_stable(client, db):
    for n in range(45):
        fabricas.crear_proyecto(titulo_es="Feria", slug=f"feria-{(n * 7) % 45:02}")

    vistas = [
        re.findall(r'<h2><a href="/proyectos/([^/]+)/"', client.get("/proyectos/", datos).content.decode())
        for datos in ({"q": "feria"}, {"q": "feria", "pagina": 2}, {"q": "feria", "pagina": 3})
    ]

    assert [len(v) for v in vistas] == [20, 20, 5]
    assert [slug for vista in vistas for slug in vista] == [f"feria-{n:02}" for n in range(45)]


@pytest.mark.django_db
def test_links_repeat_only_what_the_page_understood(client):
    uno = fabricas.crear_proyecto(modalidad="regional", estado="aprobado")
    fabricas.crear_participacion(uno, fabricas.crear_ciudad(slug="azul-ar"))
    fabricas.crear_ods(17)

    html = client.get(f"/proyectos/?pais=AR&ods=99&zz={'A' * 500}&q=&orden=&utm_source=x").content.decode()

    assert {consulta for consulta, _texto, _cuenta in enlaces(html)} == {
        "?pais=AR&ciudad=azul-ar",
        "?pais=AR&modalidad=regional",
        "?pais=AR&estado=aprobado",
    }
    assert "AAAA" not in html.partition("<main")[2].partition("</main>")[0]
