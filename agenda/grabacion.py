"""The recording of a block: the address that begins at a second, and how a second is read."""

from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

DE_MEDIOS = (".mp4", ".m4v", ".webm", ".ogv", ".mp3", ".m4a", ".ogg", ".opus")


class Momento(NamedTuple):
    """Where a talk begins in the recording: the address, and the minute as it is read."""

    url: str
    minuto: str


def de_charla(charla):
    """Return the :class:`Momento` of a talk in the recording of its block, or ``None`` while either is unknown."""
    if not charla.bloque.grabacion_url or charla.grabacion_desde is None:
        return None
    return Momento(en_segundo(charla.bloque.grabacion_url, charla.grabacion_desde), minuto(charla.grabacion_desde))


def en_segundo(url, segundos):
    """Return the address of a recording that begins at a second; as it is without one, or without an address.

    A media file takes it as a fragment (https://www.w3.org/TR/media-frags/), Vimeo too, in its own way; YouTube and
    most others in the query. One that the address brought is replaced; the rest stays as it was written.
    """
    if not url or segundos is None:
        return url
    partes = urlsplit(url)
    if partes.path.lower().endswith(DE_MEDIOS):
        return urlunsplit(partes._replace(fragment=_con(partes.fragment, segundos)))
    if _es(partes.hostname, "vimeo.com"):
        return urlunsplit(partes._replace(fragment=_con(partes.fragment, f"{segundos}s")))
    return urlunsplit(partes._replace(query=_con(partes.query, segundos), fragment=_sin(partes.fragment)))


def minuto(segundos):
    """Return a second of a recording as players show it: ``0:05``, ``12:34``, ``1:02:03``."""
    minutos, resto = divmod(segundos, 60)
    horas, minutos = divmod(minutos, 60)
    return f"{horas}:{minutos:02}:{resto:02}" if horas else f"{minutos}:{resto:02}"


def _es(servidor, dominio):
    return servidor == dominio or (servidor or "").endswith(f".{dominio}")


def _con(parametros, valor):
    return "&".join(filter(None, (_sin(parametros), f"t={valor}")))


def _sin(parametros):
    """Return parameters without their ``t``, the others untouched: decoding and encoding again may change them."""
    return "&".join(p for p in parametros.split("&") if p.partition("=")[0] != "t")
