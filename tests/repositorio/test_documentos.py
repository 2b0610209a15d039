"""What the documents promise about themselves: links lead somewhere, pictures are there, quotes are the portal's."""

import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import django
import polib
import pytest

from tests.entorno import ROOT

DOCUMENTOS = sorted([ROOT / "README.md", *ROOT.glob("docs/*.md"), ROOT / "bench" / "LEEME.md"])
DJANGO = Path(django.__file__).parent
GUIAS = sorted(ROOT.glob("docs/guia-*.md"))
CAPTURAS = sorted(ROOT.glob("docs/capturas/*.png"))
KB_CADA_UNA, KB_TODAS = 60, 800
MARCA = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
POR = re.compile("^Por ", re.IGNORECASE)
# Between «» in the guides, but no words of the screen: what somebody types, or what stands elsewhere.
EJEMPLOS = {
    *("2", "Puerta 1", "ana rosario", "GMT-3", "Prefeitura de…", "vivienda", "moradia", "sem informação"),
    *("Ciudad coordinadora", "Parceiras"),
}
# Parts of longer sentences, which are looked for inside; the last two hold a name between their own «».
PARTES = {
    *("sin cambiar nada", "conserva lo cambiado aquí", "no se vuelven a mostrar"),
    *("Otra aplicación está usando la cámara", "Sin conexión. Se guardó «…", "…"),
}


def ancla(titulo):
    """Return the anchor that GitHub gives a heading."""
    llano = unicodedata.normalize("NFC", titulo.replace("`", "")).lower()
    return re.sub(r"[^\w\- ]", "", llano).replace(" ", "-")


def anclas(documento):
    return {ancla(titulo) for titulo in re.findall(r"^#+ (.+)$", documento.read_text(), re.MULTILINE)}


@pytest.mark.parametrize("documento", DOCUMENTOS, ids=lambda documento: documento.name)
def test_every_link_leads_to_a_file_and_a_heading(documento):
    perdidos = []
    for destino in re.findall(r"\]\(([^)\s]+)\)", documento.read_text()):
        camino, _, seccion = destino.partition("#")
        if re.match(r"[a-z]+:", camino):
            continue
        archivo = (documento.parent / camino).resolve() if camino else documento
        if not archivo.exists() or (seccion and seccion not in anclas(archivo)):
            perdidos.append(destino)

    assert perdidos == []


def test_every_picture_is_shown_and_says_what_is_in_it():
    vistas = {}
    for documento in DOCUMENTOS:
        for alternativo, nombre in re.findall(r"!\[([^\]]*)\]\([^)]*capturas/([\w-]+\.png)\)", documento.read_text()):
            vistas.setdefault(nombre, []).append(alternativo)

    assert sorted(vistas) == [captura.name for captura in CAPTURAS]
    assert [nombre for nombre, textos in vistas.items() if min(map(len, textos)) < 30] == []


def test_pictures_are_light():
    pesan = {captura.name: captura.stat().st_size / 1024 for captura in CAPTURAS}

    assert [nombre for nombre, kb in pesan.items() if kb > KB_CADA_UNA] == []
    assert sum(pesan.values()) <= KB_TODAS


@pytest.mark.largo
@pytest.mark.navegador
def test_pictures_can_be_made_again(tmp_path):
    hechas = subprocess.run(
        [sys.executable, ROOT / "docs" / "capturas" / "hacer", "--en", tmp_path], capture_output=True, text=True
    )

    assert hechas.returncode == 0, hechas.stdout + hechas.stderr
    assert sorted(imagen.name for imagen in tmp_path.glob("*.png")) == [captura.name for captura in CAPTURAS]


@pytest.mark.parametrize("guia", GUIAS, ids=lambda guia: guia.name)
def test_guide_quotes_what_the_portal_says(guia):
    """What stands between «» is a string of the portal, its placeholders filled; with … at the end, its beginning."""
    frases = _frases_del_portal() + _frases_de_django()
    dice = re.compile("|".join(map(_patron, frases)), re.IGNORECASE)
    citas = set(re.findall(r"«([^»]+)»", re.sub(r"\s+", " ", guia.read_text()))) - EJEMPLOS

    # The admin writes a word of its own before the title of a filter.
    perdidas = [c for c in sorted(citas - PARTES) if not any(map(dice.fullmatch, {c.rstrip(".:"), POR.sub("", c)}))]
    perdidas = [cita for cita in perdidas if not (cita.endswith("…") and _empieza_una(frases, cita[:-1]))]

    assert perdidas == []
    assert [p for p in citas & PARTES if not any(p.strip("… ") in frase for frase in frases)] == []


def test_a_quote_of_words_that_django_has_no_more_is_found():
    """The house says some of Django's words differently: «Ir» is «Seguir» on the screen."""
    frases = _frases_de_django()

    assert {"Seguir", "Marcar las %(total_count)s", "puede entrar", "Histórico"} <= set(frases)
    assert {"Ir", "Seleccionar todos los %(total_count)s %(module_name)s", "es staff", "activo"} & set(frases) == set()


def _frases_del_portal():
    return [frase for e in polib.pofile(str(ROOT / "locale/pt_BR/LC_MESSAGES/django.po")) for frase in _originales(e)]


def _originales(entrada):
    return [frase for frase in (entrada.msgid, entrada.msgid_plural) if len(frase) > 1]


def _frases_de_django():
    """Return Django's words as the admin says them in Spanish: the house's, or its own where the house has none."""
    suyos = [DJANGO / "contrib" / sala / "locale/es/LC_MESSAGES/django.po" for sala in ("admin", "auth")]
    dichas = {}
    for catalogo in [*suyos, ROOT / "locale/django/es/LC_MESSAGES/django.po"]:
        dichas |= {e.msgid: [*e.msgstr_plural.values()] or [e.msgstr] for e in polib.pofile(str(catalogo))}
    return [frase.strip() for frases in dichas.values() for frase in frases if len(frase.strip()) > 1]


def _empieza_una(frases, comienzo):
    return any(frase.startswith(comienzo) for frase in frases)


def _patron(frase):
    llana = frase.replace("%%", "%").rstrip(".:")
    partes = MARCA.split(llana)
    if len(partes) > 1 and len(re.findall(r"\w", "".join(partes))) < 6:
        return re.escape(llana)  # Almost nothing but placeholders, which would say anything.
    return ".{1,60}".join(map(re.escape, partes))
