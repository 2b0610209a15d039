"""An attendee looks for a project, narrows, undoes, sees the map, reads and takes the data away."""

import csv
import io
import re

import pytest

from tests.puertas.navegador import ESCRITORIO, TELEFONO, capturar, faltas_de_vista, hallazgos

pytestmark = pytest.mark.xdist_group("portal")
VIVIENDAS = "mejoramiento-de-viviendas-sociales-una-alternativa-desde-la-economia-circular"
CASOS = [("", TELEFONO, False), ("/pt-br", ESCRITORIO, True)]
DEMAS = [("", TELEFONO, True), ("", ESCRITORIO, False), ("/pt-br", TELEFONO, False), ("/pt-br", ESCRITORIO, False)]


def _contados(page):
    return int(re.match(r"\d+", page.locator(".conteo").inner_text())[0])


def _recorrer(dispositivo, portal, prefijo, ancho, con_js):
    page, faltas = dispositivo(ancho=ancho, con_js=con_js), []

    def mirar(nombre):
        faltas.extend([*(hallazgos(page) if con_js else []), *faltas_de_vista(page)])
        capturar(page, f"catalogo{prefijo.replace('/', '-')}-{ancho}-{'js' if con_js else 'sin-js'}", nombre)

    page.goto(f"{prefijo}/proyectos/")
    todos = _contados(page)
    buscador = page.get_by_role("search")
    buscador.locator("[name=q]").fill("moradia")
    buscador.get_by_role("button").click()
    assert page.locator(".resultados mark").first.inner_text() == "viviendas"
    mirar("una-palabra")

    page.locator(".fichas-filtro a").click()
    assert _contados(page) == todos
    if ancho == TELEFONO:
        page.locator(".filtros > summary").click()
    brasil = page.locator(".faceta a", has_text="Brasil").first
    cuenta = int(re.search(r"\((\d+)\)", brasil.inner_text())[1])
    brasil.click()
    assert (_contados(page), "pais=BR" in page.url) == (cuenta, True)
    mirar("un-pais")

    page.goto(f"{prefijo}/proyectos/")
    if ancho == TELEFONO:
        page.locator(".filtros > summary").click()
    mas = page.locator(".faceta details").last
    mas.locator("summary").click()
    escondido = mas.locator("a").last  # Not among the first eight of its facet.
    cuenta = int(re.search(r"\((\d+)\)", escondido.inner_text())[1])
    escondido.click()
    assert _contados(page) == cuenta

    page.goto(f"{prefijo}/proyectos/?q=vivenda&pais=UY")
    assert "viviendas" in page.locator(".aviso").inner_text()
    page.locator(".maneras a").nth(1).click()
    assert "q=vivenda" in page.url
    assert "pais=UY" in page.url
    mirar("mapa")
    page.locator("table a").first.click()
    assert _contados(page) == 1
    page.locator(".resultados h2 a").first.click()
    assert page.url.endswith(f"/proyectos/{VIVIENDAS}/")
    mirar("hoja")

    page.goto(f"{prefijo}/proyectos/?pais=UY&orden=titulo")
    enlace = page.get_by_role("link", name="CSV", exact=True).get_attribute("href")
    filas = list(csv.DictReader(io.StringIO(page.request.get(enlace).text().lstrip("\ufeff"))))
    assert len(filas) == _contados(page)
    assert all("|UY|" in f"{fila['coordinadora']};{fila['socias']}" for fila in filas)
    assert faltas == []


@pytest.mark.parametrize(("prefijo", "ancho", "con_js"), CASOS)
def test_an_attendee_finds_and_takes_away(dispositivo, portal, prefijo, ancho, con_js):
    _recorrer(dispositivo, portal, prefijo, ancho, con_js)


@pytest.mark.largo
@pytest.mark.parametrize(("prefijo", "ancho", "con_js"), DEMAS)
def test_an_attendee_finds_and_takes_away_in_every_other_way(dispositivo, portal, prefijo, ancho, con_js):
    _recorrer(dispositivo, portal, prefijo, ancho, con_js)
