"""The errors of this room's services."""


class ErrorProyecto(Exception):
    """A rule of the catalogue says no; ``mensaje`` says what to do, ``campo`` which field it is about, if one."""

    def __init__(self, mensaje, codigo, campo=None):
        self.mensaje = mensaje
        self.codigo = codigo
        self.campo = campo
        super().__init__(mensaje)


class OtraVentana(Exception):
    """What a page showed of a proposal says something else by now: ``campos`` of ``proyecto``, which is fresh.

    Nothing was changed.
    """

    def __init__(self, proyecto, campos):
        self.proyecto = proyecto
        self.campos = campos
        super().__init__(", ".join(campos))
