"""Actions of the staff's lists: a page of ours asks, a service acts, the answer has numbers and is logged."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from comun import contenido, publicacion

FILAS_POR_ACCION = 500


class Informe:
    """What an action did: the rows it changed and one sentence per fate, each with its number."""

    def __init__(self):
        self.cambiados = []
        self._frases = []

    def hecho(self, objetos, frase):
        """Report changed rows; ``frase`` is the sentence with their number."""
        self.cambiados += objetos
        if objetos:
            self._frases.append((messages.SUCCESS, frase))

    def aviso(self, cuantos, frase):
        """Report ``cuantos`` rows that stayed as they were, and why; nothing for none."""
        if cuantos:
            self._frases.append((messages.WARNING, frase))

    def nota(self, cuantos, frase):
        """Add something to know that is no problem."""
        if cuantos:
            self._frases.append((messages.INFO, frase))

    def mostrar(self, request):
        for nivel, frase in self._frases or [(messages.WARNING, _("Nada cambió."))]:
            messages.add_message(request, nivel, frase)


class _Accion(NamedTuple):
    """An action as :func:`accion_confirmada` was told it; ``lectura`` is the module that says what a row says."""

    hacer: Callable
    texto: Any
    explicacion: Any
    boton: Any
    nota: Callable | None
    lectura: Any
    formulario: type | None


def accion_confirmada(*, texto, explicacion, boton, nota=None, permisos=("change",), leyendo=False, formulario=None):
    """Make an admin action out of ``hacer(modeladmin, request, filas) -> Informe``, asking first.

    The first POST shows a page of ours (no script, no inline style) that lists the rows and says what will happen;
    the second one acts, logs each changed row, and reports numbers. ``nota(fila)``: what to know about a row.
    ``leyendo``: the page shows all that each row says, and the second POST brings a seal of it to ``hacer``, as
    ``sello``; where that raises :class:`comun.publicacion.ContenidoCambiado`, the page is shown again. What a row says
    is told by ``comun.contenido``, or by the module given, with its ``preparar``, ``contenido`` and ``sello``.
    ``formulario``: the class of a form that the page asks to fill in; what was answered comes as ``datos``.
    With ``volver=objeto`` in the POST, or asked by GET for one row, it ends on the change page of the only row.
    """
    lectura = contenido if leyendo is True else leyendo

    def decorar(hacer):
        accion = _Accion(hacer, texto, explicacion, boton, nota, lectura, formulario)

        @admin.action(description=texto, permissions=permisos)
        @wraps(hacer)
        def atender(modeladmin, request, queryset):
            return _atender(accion, modeladmin, request, queryset)

        return atender

    return decorar


def _atender(accion, modeladmin, request, queryset):
    """Ask, or act if that was confirmed; ``None`` leads back to the list."""
    filas = list(queryset[: FILAS_POR_ACCION + 1])
    if len(filas) > FILAS_POR_ACCION:
        frase = _("Elija hasta %(maximo)d filas por vez: nada cambió.") % {"maximo": FILAS_POR_ACCION}
        messages.error(request, frase)
        return None
    confirmado = request.POST.get("confirmado") == "si"
    form = accion.formulario and accion.formulario(request.POST if confirmado else None)
    pagina = partial(_pagina_de_confirmacion, accion, modeladmin, request, form)
    if not confirmado or (form and not form.is_valid()):
        return pagina(filas)
    respuesta = {"sello": request.POST.get("sello", "")} if accion.lectura else {}
    if form:
        respuesta["datos"] = form.cleaned_data
    try:
        informe = accion.hacer(modeladmin, request, filas, **respuesta)
    except publicacion.ContenidoCambiado:
        # The rows at hand were read before whoever changed them committed.
        return pagina(list(queryset.all()), cambio=True)
    registrar_cambios(request, informe.cambiados, accion.texto)
    informe.mostrar(request)
    return _de_vuelta(modeladmin, request, filas)


def _de_vuelta(modeladmin, request, filas):
    """Return the answer after an action: the page of the only row if it was asked from there, or else the list."""
    if request.POST.get("volver") != "objeto" or len(filas) != 1:
        return None
    return HttpResponseRedirect(_direccion(modeladmin, "change", filas[0].pk))


def _direccion(modeladmin, pagina, *args):
    return reverse(f"admin:{modeladmin.opts.app_label}_{modeladmin.opts.model_name}_{pagina}", args=args)


def _pagina_de_confirmacion(accion, modeladmin, request, form, filas, *, cambio=False):
    lectura, nombre = accion.lectura, accion.hacer.__name__
    if lectura:
        lectura.preparar(filas)
    avisos = modeladmin.avisos_de_accion(nombre, filas, request)
    contexto = {
        **modeladmin.admin_site.each_context(request),
        "title": modeladmin.titulo_de_accion(nombre, filas, accion.texto),
        "accion": nombre,
        "explicacion": accion.explicacion,
        "boton": accion.boton,
        "form": form,
        "opts": modeladmin.opts,
        "filas": [
            {
                "pk": f.pk,
                "texto": str(f),
                "nota": accion.nota(f) if accion.nota else "",
                "avisos": avisos.get(f.pk, []),
                "contenido": lectura.contenido(f) if lectura else [],
            }
            for f in filas
        ],
        "elegidas": modeladmin.elegidas(len(filas)),
        "sello": lectura.sello(filas) if lectura else "",
        "cambio": cambio,
        "campo_de_filas": admin.helpers.ACTION_CHECKBOX_NAME,
        "volver": "objeto" if request.method == "GET" or request.POST.get("volver") == "objeto" else "",
        "responder_a": _direccion(modeladmin, "changelist") if request.method == "GET" else "",
    }
    request.current_app = modeladmin.admin_site.name
    return TemplateResponse(request, "admin/confirmar_accion.html", contexto)


def registrar_cambios(request, objetos, texto):
    """Write in the staff's log that an action changed these rows of one model."""
    if objetos:
        LogEntry.objects.log_actions(
            user_id=request.user.pk, queryset=objetos, action_flag=CHANGE, change_message=str(texto)
        )
