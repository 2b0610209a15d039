"""Every string that a person may read has its Portuguese: what the code says is in the catalogue, translated."""

import ast
import re
from pathlib import Path

import django
import polib
import pytest
from django.utils.translation.template import templatize

from tests.entorno import ROOT

DJANGO = Path(django.__file__).parent
CATALOGO = ROOT / "locale" / "pt_BR" / "LC_MESSAGES" / "django.po"
SALAS = ("comun", "actores", "proyectos", "agenda", "intercambio", "inscripciones", "acreditacion", "seminario")
FUNCIONES = {"_", "gettext", "gettext_lazy", "gettext_noop"}
CON_PLURAL = {"ngettext", "ngettext_lazy"}
MARCADOR = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
# What ``templatize`` leaves of a template: calls with one literal, or two for a plural.
LLAMADA = re.compile(
    r"""\b(n?gettext|_)\(\s*(u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))"""
    r"""(?:\s*,\s*(u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")))?""",
    re.S,
)


def de_python(ruta):
    """Return the literals that a module marks for translation, as ``(singular, plural or "")``."""
    for nodo in ast.walk(ast.parse(ruta.read_text())):
        if not isinstance(nodo, ast.Call) or not nodo.args:
            continue
        nombre = getattr(nodo.func, "id", getattr(nodo.func, "attr", ""))
        textos = [a.value for a in nodo.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if nombre in FUNCIONES and textos:
            yield textos[0], ""
        elif nombre in CON_PLURAL and len(textos) >= 2:
            yield textos[0], textos[1]


def de_plantilla(ruta):
    """Return the literals that a template marks for translation."""
    for _nombre, singular, plural in LLAMADA.findall(templatize(ruta.read_text(), origin=str(ruta))):
        yield ast.literal_eval(singular), ast.literal_eval(plural) if plural else ""


@pytest.fixture(scope="module")
def catalogo():
    return polib.pofile(str(CATALOGO))


def conocidas_de(catalogo):
    """Return what the catalogue answers to; gettext also finds the singular of an entry that has a plural."""
    return {(e.msgid, e.msgid_plural) for e in catalogo} | {(e.msgid, "") for e in catalogo}


def modulos():
    return [r for sala in SALAS for r in (ROOT / sala).rglob("*.py") if "migrations" not in r.parts]


def plantillas():
    return [r for r in (ROOT / "templates").rglob("*") if r.suffix in {".html", ".txt"}]


def test_no_message_is_untranslated_fuzzy_or_obsolete(catalogo):
    assert [e.msgid for e in catalogo if not e.translated()] == []
    assert [e.msgid for e in catalogo if e.fuzzy] == []
    assert [e.msgid for e in catalogo.obsolete_entries()] == []


def test_no_message_is_left_over(catalogo):
    dichas = {t for r in modulos() for t in de_python(r)} | {t for r in plantillas() for t in de_plantilla(r)}

    assert [e.msgid for e in catalogo if (e.msgid, e.msgid_plural) not in dichas] == []


@pytest.mark.parametrize("idioma", ["es", "pt_BR"])
def test_djangos_words_that_the_house_says_differently_are_still_djangos(idioma):
    de_django = {
        (e.msgid, e.msgid_plural)
        for sala in ("contrib/admin", "contrib/auth", "conf")
        for e in polib.pofile(str(DJANGO / sala / "locale" / idioma / "LC_MESSAGES" / "django.po"))
    }
    nuestras = polib.pofile(str(ROOT / "locale" / "django" / idioma / "LC_MESSAGES" / "django.po"))

    assert [e.msgid for e in nuestras if not e.translated() or (e.msgid, e.msgid_plural) not in de_django] == []
    dichas = [(e.msgid, d) for e in nuestras for d in [*e.msgstr_plural.values()] or [e.msgstr]]
    assert [m for m, d in dichas if not set(MARCADOR.findall(d)) <= set(MARCADOR.findall(m))] == []
    assert [d for _m, d in dichas if re.search("por favor|inválid|obligatori|obrigatóri", d, re.I)] == []


def test_translations_keep_their_placeholders(catalogo):
    distintas = []
    for entrada in catalogo:
        dichas = [*entrada.msgstr_plural.values()] or [entrada.msgstr]
        esperados = [set(MARCADOR.findall(entrada.msgid)), set(MARCADOR.findall(entrada.msgid_plural))]
        distintas += [d for d in dichas if set(MARCADOR.findall(d)) not in esperados]

    assert distintas == []


def test_every_string_of_the_code_is_in_the_catalogue(catalogo):
    conocidas = conocidas_de(catalogo)
    rutas = modulos()

    faltan = [(str(r.relative_to(ROOT)), t) for r in rutas for t in de_python(r) if t[0] and t not in conocidas]

    assert len(rutas) > 100
    assert faltan == []


def test_every_string_of_the_templates_is_in_the_catalogue(catalogo):
    conocidas = conocidas_de(catalogo)
    marcadas = [(str(r.relative_to(ROOT)), t) for r in plantillas() for t in de_plantilla(r)]

    assert len(marcadas) > 500
    assert [m for m in marcadas if m[1] not in conocidas] == []
