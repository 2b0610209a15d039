"""What the cells of a form say of a person, with what spreadsheets make of them.

Every reader raises ``ValidationError`` with what to do. A phone number is never a reason to refuse somebody.
"""

import datetime
import re
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl.utils.datetime import from_excel

from actores.forms import sin_direcciones
from comun.busqueda import sin_acentos
from comun.formularios import extraer_correo, limpiar_texto
from comun.tablas_leer import como_texto, es_error_de_planilla
from inscripciones.importacion.actividades import modalidad

LARGO_NOMBRE = 120
LARGO_CORREO = 254  # RFC 5321, 4.5.3.1.3, and what the database keeps; Django's own rule lets more through
LARGO_TELEFONO = 40
LARGO_MOMENTO = 60
CORTADO = "…"  # after what is left of a number
CIFRAS_DE_UN_NUMERO = 15  # what a spreadsheet keeps of one (IEEE 754); no phone number has more (ITU-T E.164)
# Country codes, and how many digits a whole number has with them.
CODIGOS = {
    "AR": ("54", (12, 13)),
    "BO": ("591", (11,)),
    "BR": ("55", (12, 13)),
    "CL": ("56", (11,)),
    "CO": ("57", (12,)),
    "EC": ("593", (11, 12)),
    "PE": ("51", (10, 11)),
    "PY": ("595", (11, 12)),
    "UY": ("598", (11,)),
    "VE": ("58", (12,)),
}
_CIENTIFICO = re.compile(r"(\d)(?:[.,](\d+))?e\+?(\d{1,2})", re.IGNORECASE)
_FECHA_Y_HORA = re.compile(
    r"(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?"
    r"\s*(?P<tarde>[ap]\.?\s?m\.?)?\s*(?P<zona>Z|(?:GMT|UTC)?\s?[+-]\d{1,2}(?::?\d{2})?)?)?",
    re.IGNORECASE,
)
_IDIOMAS = {"es": ("es", "espanol", "castellano", "spanish", "espanhol"), "pt-br": ("pt", "portugues", "portuguese")}
_SI = re.compile(
    r"(?:si|sim|yes|x|1|true|verdadero|verdadeiro|acepto|aceito|concordo|de acuerdo|autorizo|he leido|li e)\b"
)
_NO = re.compile(r"(?:no|nao|n|0|false|falso)\b")


def nombre(valor, apellido=""):
    """Return a person's name on one line; ``Pérez, Ana`` is turned round."""
    texto = limpiar_texto(como_texto(valor))
    partes = [parte.strip() for parte in texto.split(",")]
    if len(partes) == 2 and all(partes):
        texto = f"{partes[1]} {partes[0]}"
    texto = " ".join(filter(None, [texto, limpiar_texto(como_texto(apellido))]))
    if not texto:
        raise ValidationError(_("falta el nombre de la persona."))
    return _linea(texto)


def cargo(valor):
    return _linea(limpiar_texto(como_texto(valor)))


def _linea(texto):
    if len(texto) > LARGO_NOMBRE:
        raise ValidationError(
            _("«%(texto)s…» tiene más de %(maximo)d caracteres: acórtelo.")
            % {"texto": texto[:30], "maximo": LARGO_NOMBRE}
        )
    sin_direcciones(texto)
    return texto


def correo(valor):
    """Return the address that a cell holds, or "" for none."""
    texto = extraer_correo(como_texto(valor))
    if not texto or sin_acentos(texto) in ("no", "no tiene", "nao tem", "n/a", "-", "s/d", "sin correo"):
        return ""
    try:
        validate_email(texto)
        MaxLengthValidator(LARGO_CORREO)(texto)
    except ValidationError:
        raise ValidationError(_("«%(correo)s» no es un correo: corríjalo.") % {"correo": texto}) from None
    return texto


def telefono(valor, pais=""):
    """Return a phone number as text, and what to tell if a spreadsheet lost digits of it for sure ("" if not).

    A whole number of the country that begins with its code gets back the ``+`` that the spreadsheet took.
    """
    texto = limpiar_texto(como_texto(valor)).lstrip("'")
    if es_error_de_planilla(texto) or texto.startswith("#") or (not isinstance(valor, str) and texto.startswith("-")):
        return "", _perdido(texto)
    texto = re.sub(r"[.,]0+$", "", texto)
    if hallado := _CIENTIFICO.fullmatch(texto):
        entero, decimales, exponente = hallado[1], hallado[2] or "", int(hallado[3])
        if exponente > len(decimales):
            return f"{entero}{decimales}{CORTADO}", _perdido(texto)
        texto = (entero + decimales)[: exponente + 1]
    if texto.isdecimal() and len(texto) > CIFRAS_DE_UN_NUMERO:
        return f"{texto[:CIFRAS_DE_UN_NUMERO]}{CORTADO}", _perdido(texto)
    codigo, largos = CODIGOS.get(pais, ("", ()))
    if texto.isdecimal() and texto.startswith(codigo) and len(texto) in largos:
        texto = f"+{texto}"
    return texto[:LARGO_TELEFONO], ""


def _perdido(texto):
    return _("el teléfono perdió cifras en la planilla («%(texto)s»): pídalo de nuevo.") % {"texto": texto}


def idioma(valor, pais):
    """Return the language of a person: what the cell says first, or that of the country."""
    dicho = sin_acentos(como_texto(valor))
    lugares = [
        (dicho.find(n), clave) for clave, nombres in _IDIOMAS.items() for n in nombres if n in dicho and len(n) > 2
    ]
    if lugares:
        return min(lugares)[1]
    exactos = [clave for clave, nombres in _IDIOMAS.items() if dicho[:2] == nombres[0]]
    return exactos[0] if exactos else ("pt-br" if pais == "BR" else "es")


def como_asiste(valor):
    """Return the modality of a cell, or ``None`` for an empty one."""
    texto = como_texto(valor)
    if not texto:
        return None
    if not (dicha := modalidad(texto)):
        raise ValidationError(_("«%(valor)s» no dice cómo participa: escriba presencial o virtual.") % {"valor": texto})
    return dicha


def exigir_consentimiento(valor):
    """Refuse a cell that does not say that the person agreed to the use of the data."""
    texto = sin_acentos(como_texto(valor))
    if _NO.match(texto) or not _SI.match(texto):
        raise ValidationError(_("no aceptó el uso de sus datos: no se puede inscribir."))


# --- When it was sent ---------------------------------------------------------------------------


def mes_primero(valores):
    """True if the dates of a column are month/day/year: some could not be read otherwise, and none the other way."""
    pares = [(int(h[1]), int(h[2])) for v in valores if isinstance(v, str) and (h := _FECHA_Y_HORA.match(v.strip()))]
    return any(b > 12 for _a, b in pares) and not any(12 < a <= 31 for a, _b in pares)


def momento(valor, zona, *, con_mes_primero=False):
    """Return the instant that a cell tells, in ``zona`` unless it says its own; ``ValueError`` if it tells none."""
    if isinstance(valor, bool):
        raise ValueError(valor)
    if isinstance(valor, int | float):  # A date whose cell lost its format: days since 1900.
        valor = from_excel(valor) if 36_000 < valor < 73_000 else como_texto(valor)
    if isinstance(valor, datetime.date) and not isinstance(valor, datetime.datetime):
        valor = datetime.datetime.combine(valor, datetime.time())
    if not isinstance(valor, datetime.datetime):
        valor = _escrito(como_texto(valor)[:LARGO_MOMENTO], con_mes_primero)
    instante = valor if timezone.is_aware(valor) else valor.replace(tzinfo=ZoneInfo(zona))
    if not datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC) < instante <= timezone.now():
        raise ValueError(valor)
    return instante.replace(microsecond=0)


def _escrito(texto, con_mes_primero):
    hallada = _FECHA_Y_HORA.fullmatch(texto)
    if not hallada:
        raise ValueError(texto)
    a, b, c = (int(hallada[n]) for n in (1, 2, 3))
    anio, mes, dia = (a, b, c) if a > 31 else (c, a, b) if con_mes_primero else (c, b, a)
    hora, minuto, segundo = (int(hallada[n] or 0) for n in (4, 5, 6))
    if tarde := hallada["tarde"]:
        hora = hora % 12 + (12 if tarde[0].lower() == "p" else 0)
    return datetime.datetime(anio, mes, dia, hora, minuto, segundo, tzinfo=_desfase(hallada["zona"]))


def _desfase(zona):
    """Return the offset that ``GMT-3`` or ``-03:00`` says, or ``None``."""
    if not zona:
        return None
    signo, horas, minutos = re.search(r"([+-]?)(\d{0,2}):?(\d{2})?$", zona).groups()
    total = datetime.timedelta(hours=int(horas or 0), minutes=int(minutos or 0))
    return datetime.timezone(-total if signo == "-" else total)
