"""What the views of whoever entered by a mailed link share."""

from functools import wraps

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from actores import sesion
from comun.vistas import personal


def de_contacto(vista):
    """Decorate a view of whoever entered by a mailed link: the contact is its second argument. Others ask for one."""

    @personal
    @wraps(vista)
    def envuelta(request, *args, **kwargs):
        contacto = sesion.contacto_de(request)
        if contacto is None:
            messages.info(request, _("Para ver su espacio, abra el enlace que recibió por correo o pida uno nuevo."))
            return redirect("seminario:acceso")
        return vista(request, contacto, *args, **kwargs)

    return envuelta
