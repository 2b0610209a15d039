"""In what a talk is spoken, and into what it is interpreted, in words."""

from functools import cache

from django.utils.text import get_text_list
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from agenda.models import Idioma, Interpretacion

HABLADO = {
    Idioma.ES: _("Se habla en español"),
    Idioma.PT: _("Se habla en portugués"),
    Idioma.EN: _("Se habla en inglés"),
    Idioma.FR: _("Se habla en francés"),
}
HACIA = {
    Interpretacion.ES: _("al español"),
    Interpretacion.PT: _("al portugués"),
    Interpretacion.EN: _("al inglés"),
    Interpretacion.FR: _("al francés"),
    Interpretacion.SENIAS: _("a la lengua de señas"),
}


def en_palabras(charla):
    """Return ``Se habla en portugués · interpretación al español y a la lengua de señas``; "" if nothing is known."""
    return _frase(get_language(), charla.idioma, tuple(charla.interpretacion))


@cache
def _frase(_lengua, idioma, interpretacion):
    """Compose the sentence in the active language; a programme has few of them and many talks."""
    partes = [str(HABLADO[idioma])] if idioma else []
    if interpretacion:
        hacia = get_text_list([str(HACIA[codigo]) for codigo in interpretacion], gettext("y"))
        partes.append(gettext("interpretación %(hacia)s") % {"hacia": hacia})
    texto = " · ".join(partes)
    return texto[:1].upper() + texto[1:]
