"""A city proposes a project: what it has proposed, one proposal as it stands, sending it, deleting it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from actores import sesion
from actores.vistas import de_contacto
from comun import limites
from comun.envios import clave_de, una_vez
from comun.vistas import personal
from proyectos import curaduria, propuestas
from proyectos.apartados import DONDE, apartados_de
from proyectos.errores import ErrorProyecto
from proyectos.forms_propuesta import EmpezarForm
from proyectos.models import Proyecto, Revision
from proyectos.reglas import reglas_de
from proyectos.views.proponer_comunes import buscar, como_validacion, de_proyecto, direccion, enviado, mostrar

BORRADORES_POR_DIA = 20
DIA = 86400


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def proponer(request):
    """Show what the contact has proposed and begin a project; who did not enter by a link reads how to."""
    contacto = sesion.contacto_de(request)
    if contacto is None or contacto.ciudad_id is None:
        return render(request, "proyectos/proponer/como.html", {"contacto": contacto})
    form, status = EmpezarForm(enviado(request)), 200
    if request.method == "POST" and form.is_valid():
        if limites.permitir("proyecto", contacto.codigo, maximo=BORRADORES_POR_DIA, segundos=DIA):
            return redirect(_una_vez(request, contacto, "empezar", lambda: _empezar(contacto, form)))
        form.add_error(None, como_validacion(_demasiados()))
        status = 429
    contexto = {
        "form": form,
        "contacto": contacto,
        "proyectos": Proyecto.objects.de_contacto(contacto).con_nombre(),
        "clave_envio": clave_de(request),
    }
    return render(request, "proyectos/proponer/proponer.html", contexto, status=status)


@de_proyecto(se_escribe=False)
@require_safe
def borrador(request, proyecto):
    """Show a proposal section by section, what it lacks to be sent, the rules of its call, what staff said."""
    se_escribe = curaduria.admite_enviar(proyecto)
    faltas = curaduria.falta_para_enviar(proyecto) if se_escribe else []
    contexto = {
        "apartados": apartados_de(proyecto, faltas),
        "se_escribe": se_escribe,
        "modalidades": [Proyecto.ModalidadPcssm(m).label for m in proyecto.modalidades_pcssm],
        "faltas": [(falta.mensaje, direccion(DONDE[falta.campo], proyecto)) for falta in faltas],
        "reglas": reglas_de(proyecto) if se_escribe else [],
        "se_borra": se_escribe and proyecto.publicado_el is None,
        "url_atras": reverse("proyectos:proponer"),
        "texto_atras": _("Volver a los proyectos que propone"),
    }
    return mostrar(request, proyecto, "borrador", **contexto)


@de_proyecto(se_escribe=False)
@require_http_methods(["GET", "HEAD", "POST"])
def enviar(request, proyecto):
    """Say what sending does and ask for it. What keeps it from being sent is told on its page."""
    if request.method != "POST":
        if not curaduria.admite_enviar(proyecto) or curaduria.falta_para_enviar(proyecto):
            return redirect(direccion("borrador", proyecto))
        return mostrar(request, proyecto, "enviar")

    def accion():
        curaduria.enviar(proyecto=proyecto)
        return direccion("recibido", proyecto)

    try:
        return redirect(_una_vez(request, proyecto.contacto, f"enviar:{proyecto.codigo}", accion))
    except ErrorProyecto as error:
        messages.error(request, error.mensaje)
        return redirect(direccion("borrador", proyecto))


@de_proyecto(se_escribe=False)
@require_safe
def recibido(request, proyecto):
    """Say that a proposal is with staff, and what follows."""
    if proyecto.publicacion != Revision.ENVIADA:
        return redirect(direccion("borrador", proyecto))
    return mostrar(request, proyecto, "recibido", url_atras=reverse("proyectos:proponer"), guardado=None)


@de_contacto
@require_http_methods(["GET", "HEAD", "POST"])
def borrar(request, contacto, codigo):
    """Ask, then delete a proposal; the same POST again ends where the first did."""
    if request.method != "POST":
        return mostrar(request, _suyo(contacto, codigo), "borrar")

    def accion():
        propuestas.borrar(proyecto=_suyo(contacto, codigo))
        messages.success(request, _("Se borró el proyecto."))
        return reverse("proyectos:proponer")

    try:
        return redirect(_una_vez(request, contacto, f"borrar:{codigo[:32]}", accion))
    except ErrorProyecto as error:
        messages.error(request, error.mensaje)
        return redirect("proyectos:proponer_borrador", codigo)


def _suyo(contacto, codigo):
    if proyecto := buscar(contacto, codigo):
        return proyecto
    raise Http404


def _empezar(contacto, form):
    proyecto = propuestas.crear(contacto=contacto, idioma=get_language(), **form.cleaned_data)
    return direccion("borrador", proyecto)


def _demasiados():
    mensaje = _("Hoy ya se empezaron muchos proyectos: siga con uno de la lista o intente mañana.")
    return ErrorProyecto(mensaje, "limite")


def _una_vez(request, contacto, paso, accion):
    ambito = f"proponer:{contacto.codigo[:16]}:{paso}"
    return una_vez(clave=request.POST.get("clave_envio", ""), ambito=ambito, datos=request.POST, accion=accion)
