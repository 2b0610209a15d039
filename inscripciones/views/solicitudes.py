"""What the delegation asked for once the window closed, and may take back."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comun.envios import una_vez
from inscripciones import solicitudes
from inscripciones.errores import ErrorInscripcion
from inscripciones.forms.solicitudes import QuitarSolicitudForm
from inscripciones.views.comunes import de_inscripcion


@require_POST
@de_inscripcion(por_solicitud=True)
def quitar_solicitud(request, inscripcion):
    """Take back an open request of this registration; one that is not there any more is told."""
    form = QuitarSolicitudForm(request.POST)
    clave = form.cleaned_data["solicitud"] if form.is_valid() else None

    def accion():
        solicitudes.deshacer(inscripcion=inscripcion, clave=clave)
        return reverse("seminario:mi_espacio")

    try:
        una_vez(
            clave=request.POST.get("clave_envio", ""),
            ambito=f"{inscripcion.codigo}:quitar-solicitud",
            datos=request.POST,
            accion=accion,
        )
        messages.success(request, _("Se retiró la solicitud."))
    except ErrorInscripcion:
        messages.info(request, _("Esa solicitud ya no espera respuesta: aquí se ve cómo quedó."))
    return redirect("seminario:mi_espacio")
