"""What the log must not hold: access links, and a page of text for each stranger who knocks at a wrong name.

And what it may tell of an error whose own words could repeat a link or an address: where it was raised.
"""

import logging
import re
import traceback

from django.conf import settings

# The rest of the path after "acceso/" whatever it is (a link with a dot stuck at its end still tells the link), and a
# token wherever it stands: 32 hexadecimal characters, a dot, the signature (comun.enlaces).
ENLACE = re.compile(r"(/acceso/)[^\s\"'<>]+|[0-9a-f]{32}\.[\w-]{20,}", re.IGNORECASE)
LARGO = 200


class SinEnlaces(logging.Filter):
    """Replace access links in the message and in the traceback; for a handler, so that every logger passes here."""

    def filter(self, record):
        record.msg, record.args = tapar(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = tapar(record.exc_text)
        return True


class SinTraza(logging.Filter):
    """Leave one short line, a warning, of what any stranger can cause at will: it is no failure of the portal."""

    def filter(self, record):
        record.msg, record.args = record.getMessage()[:LARGO], None
        record.exc_info = record.exc_text = None
        record.levelno, record.levelname = logging.WARNING, logging.getLevelName(logging.WARNING)
        return True


def tapar(texto):
    """Return the text with ``…`` in the place of every access token."""
    return ENLACE.sub(lambda hallado: f"{hallado[1] or ''}…", texto)


def lugar(error):
    """Return where in our own code an error was raised, as ``comun/tareas.py:31``; its own words could repeat data."""
    base, pasos = f"{settings.BASE_DIR}/", traceback.extract_tb(error.__traceback__)
    propios = [p for p in pasos if p.filename.startswith(base) and "/site-packages/" not in p.filename] or pasos
    return f"{propios[-1].filename.removeprefix(base)}:{propios[-1].lineno}"
