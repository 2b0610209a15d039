"""The one error of this room's services."""


class ErrorProyecto(Exception):
    """A rule of the catalogue says no; ``mensaje`` says what to do, ``campo`` which field it is about, if one."""

    def __init__(self, mensaje, codigo, campo=None):
        self.mensaje = mensaje
        self.codigo = codigo
        self.campo = campo
        super().__init__(mensaje)
