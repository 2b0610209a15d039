"""What the pages of who proposes a project share: whose it is, how it is shown, how what was sent is kept."""

from functools import partial, wraps

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from actores.vistas import de_contacto
from comun.envios import clave_de, una_vez
from comun.restricciones import agregar_validacion
from proyectos import curaduria
from proyectos.errores import ErrorProyecto
from proyectos.models import Proyecto


def direccion(nombre, proyecto, *args):
    """Return the address of a page of a proposal: ``"borrador"`` is the proposal itself."""
    return reverse(f"proyectos:proponer_{nombre}", args=[proyecto.codigo, *args])


def buscar(contacto, codigo):
    """Return a proposal of this contact with all that its pages show, or ``None``."""
    suyos = Proyecto.objects.de_contacto(contacto).con_participantes().select_related("ods_principal")
    return suyos.filter(codigo=codigo).first()


def de_proyecto(vista=None, *, se_escribe=True):
    """Decorate a view of one proposal of whoever entered: it is passed as second argument. 404 for any other's.

    With `se_escribe`, once it is with staff: back to its page, which says so.
    """
    if vista is None:
        return partial(de_proyecto, se_escribe=se_escribe)

    @de_contacto
    @wraps(vista)
    def envuelta(request, contacto, codigo, *args, **kwargs):
        proyecto = buscar(contacto, codigo)
        if proyecto is None:
            raise Http404
        if se_escribe and not curaduria.admite_enviar(proyecto):
            messages.info(request, _("Este proyecto ya no se puede cambiar desde aquí."))
            return redirect(direccion("borrador", proyecto))
        return vista(request, proyecto, *args, **kwargs)

    return envuelta


def enviado(request):
    """Return what was sent, or ``None`` for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


def mostrar(request, proyecto, plantilla, form=None, status=None, **contexto):
    """Render a page of a proposal, with the way back to it and the hour of the last save."""
    contexto = {
        "proyecto": proyecto,
        "form": form,
        "clave_envio": clave_de(request),
        "guardado": proyecto.guardado_el,
        "url_atras": direccion("borrador", proyecto),
        "texto_atras": _("Volver al proyecto"),
        **contexto,
    }
    return render(request, f"proyectos/proponer/{plantilla}.html", contexto, status=status)


def guardar(request, proyecto, paso, form, accion, datos=None):
    """Run ``accion`` once for this POST; return the redirect, or ``None`` after telling the form what a rule said.

    ``accion()`` returns the address to go to. ``datos``: what tells this POST from another one, if not all of it is in
    its fields.
    """
    try:
        destino = una_vez(
            clave=request.POST.get("clave_envio", ""),
            ambito=f"proyecto:{proyecto.codigo}:{paso}",
            datos=request.POST if datos is None else datos,
            accion=accion,
        )
    except forms.ValidationError as error:
        agregar_validacion(form, error)
        return None
    except ErrorProyecto as error:
        form.add_error(error.campo if error.campo in form.fields else None, como_validacion(error))
        return None
    return redirect(destino)


def como_validacion(error):
    """Return what a rule said as an error of a form."""
    return forms.ValidationError(error.mensaje, code=error.codigo)
