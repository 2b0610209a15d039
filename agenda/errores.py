"""The one error of this room's services."""


class ErrorAgenda(Exception):
    """A rule of the programme says no; ``mensaje`` says what to do, ``campo`` which field it is about, if one."""

    def __init__(self, mensaje, campo=None):
        self.mensaje = mensaje
        self.campo = campo
        super().__init__(mensaje)
