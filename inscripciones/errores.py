"""What can stop a registration, each with a sentence for the person who meets it."""

from django.utils.translation import gettext_lazy as _


class ErrorInscripcion(Exception):
    """A rule says no. ``mensaje`` tells what happened and what to do; ``campo`` is the form field to blame, if any."""

    codigo = "inscripcion"
    campo = None

    def __init__(self, mensaje=None, *, campo=None):
        self.mensaje = mensaje or self.mensaje
        self.campo = campo or self.campo
        super().__init__(self.mensaje)


class InscripcionCerrada(ErrorInscripcion):
    codigo = "cerrada"
    mensaje = _("La inscripción no está abierta en este momento. Lo que ya guardó se conserva.")


class YaNoSePuedeCambiar(ErrorInscripcion):
    codigo = "terminada"
    mensaje = _("Esta inscripción fue retirada o ya no admite cambios. Puede iniciar una nueva.")


class FaltaCompletar(ErrorInscripcion):
    """Confirmation lacks a step; ``paso`` is the name of the step to complete."""

    codigo = "falta"

    def __init__(self, mensaje, *, paso):
        self.paso = paso
        super().__init__(mensaje)


class ActividadCerrada(ErrorInscripcion):
    codigo = "actividad_cerrada"
    campo = "actividades"

    def __init__(self, actividad):
        self.actividad = actividad
        super().__init__(
            _("«%(actividad)s» ya no recibe inscripciones: quítela de su selección. El resto se conserva.")
            % {"actividad": actividad.titulo}
        )


class CupoLleno(ErrorInscripcion):
    """There is no place in the room at ``actividades`` and nobody accepted to wait."""

    codigo = "cupo_lleno"

    def __init__(self, actividades):
        self.actividades = actividades
        super().__init__(_("No quedan lugares presenciales."))


class TransicionIlegal(ErrorInscripcion):
    codigo = "transicion"
    mensaje = _("El estado cambió mientras tanto y esa acción ya no corresponde. Actualice la página.")


class ListaCambiada(ErrorInscripcion):
    codigo = "lista_cambiada"
    mensaje = _("La lista cambió mientras la leía: nada se movió. Así está ahora; léala y pida el cambio de nuevo.")
