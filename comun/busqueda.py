"""Search text: accent-free, lower-case, the same in Python and in PostgreSQL."""

import unicodedata

from django.db.models import Func, TextField


class SinAcentos(Func):
    """``sin_acentos(x)``: PostgreSQL's immutable lower-case and unaccented form (comun.0001)."""

    function = "sin_acentos"
    output_field = TextField()
    arity = 1


def sin_acentos(texto):
    """Return ``texto`` in lower case without diacritics, as :class:`SinAcentos` does in the database."""
    descompuesto = unicodedata.normalize("NFKD", texto.lower())
    return "".join(c for c in descompuesto if not unicodedata.combining(c))


def palabras(texto, maximo=8):
    """Split what a person typed into at most ``maximo`` accent-free words."""
    return sin_acentos(texto).split()[:maximo]
