"""The one exception of this package."""


class ErrorComunicado(Exception):
    """What was asked cannot be done; its text says why and what to do, and nothing changed."""


class YaLanzado(ErrorComunicado):
    """Somebody launched it before: a double click, or another coordinator."""


class Repetido(ErrorComunicado):
    """The same text went to the same segment a short time ago: it is launched only if that is said to be meant."""
