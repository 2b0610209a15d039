"""The narrow session of one person of a delegation: their own place and nothing of the delegation's."""

from functools import wraps

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from actores import sesion
from comun.vistas import personal
from inscripciones.models import Participante


def entrar(request, participante):
    """Open a session for ``participante``; whatever this browser had opened or begun before ends."""
    sesion.salir(request)
    sesion.abrir(request, participante)


def participante_de(request):
    """Return the session's ``Participante``, or ``None``. Only reads."""
    consulta = Participante.objects.select_related(
        "inscripcion__cumbre", "inscripcion__contacto", "inscripcion__ciudad", "inscripcion__institucion"
    )
    return sesion.duenio_de(request, consulta)


def de_participante(vista):
    """Decorate a view of whoever entered by a personal link: the person is its second argument. Others ask for one."""

    @personal
    @wraps(vista)
    def envuelta(request, *args, **kwargs):
        participante = participante_de(request)
        if participante is None:
            messages.info(request, _("Para ver su lugar, abra el enlace personal que recibió por correo o pida uno."))
            return redirect("seminario:acceso")
        return vista(request, participante, *args, **kwargs)

    return envuelta
