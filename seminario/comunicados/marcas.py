"""The placeholders of a message: a fixed list, looked up in a dictionary and nothing else.

Never ``str.format`` nor the template engine: what staff writes reaches no attribute of any object (pretix,
CVE-2026-2415). A value is put in once: what somebody is called is not looked at again.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

ENLACE = "enlace"
MARCAS = {
    "nombre": gettext_lazy("nombre de la persona"),
    "delegacion": gettext_lazy("su ciudad o institución"),
    "referencia": gettext_lazy("referencia de su inscripción"),
    "cumbre": gettext_lazy("nombre de la Cumbre"),
    "fecha": gettext_lazy("primer día de la Cumbre"),
    ENLACE: gettext_lazy("su enlace para entrar al portal"),
}
EN_EL_ASUNTO = [marca for marca in MARCAS if marca != ENLACE]
_MARCA = re.compile(rf"\{{({'|'.join(MARCAS)})\}}")
_ITEM = re.compile(r"^(?:-\s+)+")


def en_lista(marcas=MARCAS):
    """Return the placeholders as they are written, in one line."""
    return ", ".join(f"{{{marca}}}" for marca in marcas)


def revisar_asunto(asunto):
    """Raise ``ValidationError`` if a subject has any brace that is not one of its placeholders."""
    _revisar(asunto, EN_EL_ASUNTO)


def revisar_texto(texto):
    """Raise ``ValidationError`` if a text has any other brace, or its link does not stand as a mail can show it.

    A mail has one link (``look.md``), a button called as the line before it says (``comun.enviador.partes_de``).
    """
    _revisar(texto, MARCAS)
    lineas = ["", *(linea.strip() for linea in texto.splitlines())]
    lugares = [n for n, linea in enumerate(lineas) if f"{{{ENLACE}}}" in linea]
    if len(lugares) > 1:
        raise ValidationError(
            _("{enlace} está %(n)d veces: deje una sola, que es el botón del correo."),
            code="enlace_repetido",
            params={"n": len(lugares)},
        )
    for lugar in lugares:
        antes = lineas[lugar - 1]
        if lineas[lugar] != f"{{{ENLACE}}}" or not antes or antes.startswith("- "):
            raise ValidationError(
                _(
                    "Escriba {enlace} solo en su renglón y, en el renglón de arriba, qué abre: será el texto del "
                    "botón. Por ejemplo «Abrir mi espacio:»."
                ),
                code="enlace_en_linea",
            )


def _revisar(texto, marcas):
    resto = _MARCA.sub(lambda hallada: "" if hallada[1] in marcas else hallada[0], texto)
    if "{" in resto or "}" in resto:
        raise ValidationError(
            _("Hay una llave que no es de una palabra de la lista. Se pueden usar %(marcas)s, así escritas."),
            code="marca",
            params={"marcas": en_lista(marcas)},
        )


def poner(texto, valores):
    """Return a text with its placeholders replaced by ``valores``, by name; anything else stays as it is written."""
    return _MARCA.sub(lambda hallada: _llano(valores[hallada[1]]), texto)


def _llano(valor):
    """Return a value as plain words: in one line, and never the beginning of a list."""
    return _ITEM.sub("", re.sub(r"\s+", " ", valor).strip())
