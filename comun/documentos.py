"""Documents for people, as PDF/UA-1 (ISO 14289-1) made by typst: the compiler, its data, and codes to scan."""

import io
import json

import segno
import typst
from django.utils.translation import get_language

from comun.middleware import bcp47

BORDE = 4  # modules around a QR that stay white (ISO/IEC 18004, 6.3.8)
ULTIMA_LETRA = "\u024f"  # of the Latin alphabets; the fonts that typst brings draw all up to it


def pdf_accesible(plantilla, datos):
    """Return the bytes of the PDF/UA-1 that a typst template makes of plain data, in the active language.

    The template finds the data as JSON in ``sys.inputs.datos``, ``lang`` and ``region`` added, so that no text is read
    as markup. A sign that no font at hand draws would end it, for PDF/UA wants every text readable: then those beyond
    the Latin alphabets become question marks. What the standard does not let pass (a picture without alternative, a
    document without title) raises ``typst.TypstError``.
    """
    idioma, _punto, region = bcp47(get_language()).partition("-")
    completos = {**datos, "lang": idioma, "region": region or "AR"}
    try:
        return _compilar(plantilla, json.dumps(completos))
    except typst.TypstError:
        return _compilar(plantilla, "".join(_dibujable(c) for c in json.dumps(completos, ensure_ascii=False)))


def _compilar(plantilla, datos):
    return typst.compile(
        str(plantilla), format="pdf", pdf_standards=["ua-1"], ignore_system_fonts=True, sys_inputs={"datos": datos}
    )


def _dibujable(c):
    return c if c <= ULTIMA_LETRA or "\u2010" <= c <= "\u2026" else "?"


def matriz_qr(texto):
    """Return the modules of the QR of a text, rows of what is true where it is dark."""
    return segno.make_qr(texto, error="q").matrix


def svg_qr(texto):
    """Return the QR of a text as an SVG, with its white border."""
    salida = io.BytesIO()
    segno.make_qr(texto, error="q").save(salida, kind="svg", xmldecl=False, border=BORDE, dark="#000", light="#fff")
    return salida.getvalue().decode()
