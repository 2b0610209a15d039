"""Every pair of colours that meets on a page, in both schemes (WCAG 2.2, 1.4.3, 1.4.6 and 1.4.11)."""

import re
from pathlib import Path

import pytest

ESTILOS = Path(__file__).resolve().parents[2] / "static" / "css"
HOJA = (ESTILOS / "fundamentos.css").read_text()

TEXTO_CORRIDO = 7.0
TEXTO = 4.5
GRAFICO = 3.0

PARES = [
    ("tinta", "papel", TEXTO_CORRIDO),
    ("tinta", "arena", TEXTO_CORRIDO),
    ("tinta-suave", "papel", TEXTO_CORRIDO),
    ("tinta-suave", "arena", TEXTO),
    ("sur", "papel", TEXTO),
    ("sur", "arena", TEXTO),
    ("sur-fuerte", "papel", TEXTO),
    ("sur-fuerte", "arena", TEXTO),
    ("sobre-sur", "sur", TEXTO),
    ("sobre-sur", "sur-fuerte", TEXTO),
    ("sobre-sol", "sol", TEXTO_CORRIDO),
    ("sobre-barro", "barro", TEXTO),
    ("barro", "papel", TEXTO),
    ("barro", "arena", TEXTO),
    ("exito", "papel", TEXTO),
    ("exito", "arena", TEXTO),
    ("aviso", "papel", TEXTO),
    ("aviso", "arena", TEXTO),
    ("error", "papel", TEXTO),
    ("error", "arena", TEXTO),
    ("noche-texto", "noche", TEXTO_CORRIDO),
    ("noche-suave", "noche", TEXTO_CORRIDO),
    ("sol", "noche", TEXTO_CORRIDO),
    ("noche-texto", "noche-tierra", TEXTO_CORRIDO),
    ("noche-arco", "noche-tierra", GRAFICO),
    ("noche-arco", "noche", GRAFICO),
    ("sol", "noche-tierra", GRAFICO),
    ("borde", "papel", GRAFICO),
    ("borde", "arena", GRAFICO),
    ("papel", "tinta", TEXTO_CORRIDO),
]


def fichas(css):
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\s*;", css))


def esquemas():
    claro, oscuro = HOJA.split("@media (prefers-color-scheme: dark)", 1)
    oscuro = oscuro.split("*,\n::before", 1)[0]
    base = fichas(claro)
    return {"claro": base, "oscuro": base | fichas(oscuro)}


def contraste(uno, otro):
    def luminancia(color):
        canales = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        lineales = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in canales]
        return 0.2126 * lineales[0] + 0.7152 * lineales[1] + 0.0722 * lineales[2]

    claro, oscuro = sorted((luminancia(uno), luminancia(otro)), reverse=True)
    return (claro + 0.05) / (oscuro + 0.05)


def test_contraste_formula_agrees_with_the_known_extremes():
    assert round(contraste("#000000", "#ffffff"), 2) == 21
    assert round(contraste("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("esquema", ["claro", "oscuro"])
@pytest.mark.parametrize(("frente", "fondo", "minimo"), PARES)
def test_par_has_enough_contrast(esquema, frente, fondo, minimo):
    colores = esquemas()[esquema]

    assert contraste(colores[frente], colores[fondo]) >= minimo


@pytest.mark.parametrize("esquema", ["claro", "oscuro"])
def test_foco_one_of_its_two_bands_stands_out_on_every_surface(esquema):
    colores = esquemas()[esquema]

    for superficie in ("papel", "arena", "noche"):
        assert max(contraste(colores[banda], colores[superficie]) for banda in ("sol", "tinta")) >= GRAFICO


def test_ods_numbers_have_enough_contrast_on_their_colour():
    css = (ESTILOS / "componentes.css").read_text()
    reglas = re.findall(r"\.ods-(\d+) \{ --ods: (#[0-9a-f]{6});(?: --ods-texto: (#fff);)? \}", css)

    assert [int(numero) for numero, *_ in reglas] == list(range(1, 18))
    for _numero, fondo, texto in reglas:
        assert contraste("#ffffff" if texto else "#0b1220", fondo) >= TEXTO


def test_an_edge_for_forced_colours_stands_in_the_sheet_that_takes_it_away():
    """A sheet that comes later and draws the same button without an edge would undo it."""
    hojas = {ruta.name: re.sub(r"/\*.*?\*/", "", ruta.read_text(), flags=re.DOTALL) for ruta in ESTILOS.glob("*.css")}
    forzados = {
        n: "".join(re.findall(r"@media \(forced-colors: active\) \{(.*?)\n\}", h, re.DOTALL)) for n, h in hojas.items()
    }
    con_borde = {nombre: _selectores(hoja, r"border:") for nombre, hoja in forzados.items()}
    sin_borde = {nombre: _selectores(hoja, r"border: (?:0|\d+px solid transparent)") for nombre, hoja in hojas.items()}

    deshechos = [
        (nombre, otra, selector)
        for nombre, selectores in con_borde.items()
        for otra in sin_borde
        for selector in selectores & sin_borde[otra]
        if otra != nombre
    ]
    assert {"admin-orden.css", "admin-delegacion.css"} <= {nombre for nombre, hay in con_borde.items() if hay}
    assert deshechos == []


def _selectores(hoja, declaracion):
    """Return the selectors of the rules with a declaration."""
    reglas = re.findall(r"([^{}]+)\{([^{}]*)\}", hoja)
    return {s.strip() for lista, cuerpo in reglas if re.search(declaracion, cuerpo) for s in lista.split(",\n")}
