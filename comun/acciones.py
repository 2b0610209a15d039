"""Actions of the staff's lists: a page of ours asks, a service acts, the answer has numbers and is logged."""

import json
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comun import contenido, publicacion
from comun.envios import DE_ACCIONES, EnCurso, clave_de, una_vez_a_tramos

FILAS_POR_ACCION = 500
CAMPO_DE_FILAS = admin.helpers.ACTION_CHECKBOX_NAME


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

    @property
    def frases(self):
        """``[(level of the message, sentence)]`` of all that is told."""
        return self._frases or [(messages.WARNING, _("Nada cambió."))]


def decir_el_resto(informe, resto):
    """Report how many rows stayed as they were, for each reason of ``{why: how many}``."""
    for razon, n in resto.items():
        frase = ngettext("%(n)d no cambió: %(razon)s.", "%(n)d no cambiaron: %(razon)s.", n)
        informe.aviso(n, frase % {"n": n, "razon": razon})


def no_cambia(razon):
    """Return what a preview says of a row that an action leaves as it is."""
    return _("No cambia: %(razon)s.") % {"razon": razon}


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
    With ``volver=objeto`` in the POST, or asked by GET for one row, it ends on the change page of the only row; with
    the address of a page of the admin in ``volver``, there. Rows that were confirmed and are no longer in the list as
    it is filtered are counted and told. The same confirmation twice acts once and is told the same.
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
        frase = _(
            "Eligió más de %(maximo)d filas, y por vez se atienden hasta esas: nada cambió. Acorte la lista con los "
            "filtros o el calendario y repita la acción con cada parte."
        )
        messages.error(request, frase % {"maximo": FILAS_POR_ACCION})
        return None
    confirmado = request.POST.get("confirmado") == "si"
    form = accion.formulario and accion.formulario(request.POST if confirmado else None)
    pagina = partial(_pagina_de_confirmacion, accion, modeladmin, request, form)
    if not confirmado or (form and not form.is_valid()):
        return pagina(filas)
    respuesta = {"sello": request.POST.get("sello", "")} if accion.lectura else {}
    if form:
        respuesta["datos"] = form.cleaned_data
    actuar = partial(_actuar, accion, modeladmin, request, filas, respuesta)
    clave, ambito = request.POST.get("clave_envio", ""), f"{DE_ACCIONES}{request.user.pk}:{modeladmin.opts.label_lower}"
    try:
        resultado = una_vez_a_tramos(clave=clave, ambito=ambito, datos=request.POST, accion=actuar)
    except publicacion.ContenidoCambiado:
        # The rows at hand were read before whoever changed them committed.
        return pagina(list(queryset.all()), cambio=True)
    except EnCurso:
        frase = _("Lo que confirmó se está haciendo todavía: vuelva a cargar esta página en un momento.")
        resultado = _por_decir([(messages.WARNING, frase)], modeladmin, request, filas)
    return _contestar(request, resultado)


def _actuar(accion, modeladmin, request, filas, respuesta):
    """Act and log; return what is told and where it leads, to be kept: the same POST again is told the same."""
    informe = accion.hacer(modeladmin, request, filas, **respuesta)
    registrar_cambios(request, informe.cambiados, accion.texto)
    _decir_las_que_faltan(informe, len(set(request.POST.getlist(CAMPO_DE_FILAS))) - len(filas))
    return _por_decir(informe.frases, modeladmin, request, filas)


def _por_decir(frases, modeladmin, request, filas):
    """Return what is told of an action and where it leads, as a text that can be kept."""
    dichas = [(nivel, str(frase)) for nivel, frase in frases]
    return json.dumps({"frases": dichas, "vuelta": _vuelta(modeladmin, request, filas)}, ensure_ascii=False)


def _contestar(request, resultado):
    """Tell how an action ended; ``None`` leads back to the list. Once somebody was erased, it tells that it ended."""
    dicho = json.loads(resultado or "{}")
    for nivel, frase in dicho.get("frases", [(messages.INFO, _("Esto ya se había hecho: no se repitió."))]):
        messages.add_message(request, nivel, frase)
    return HttpResponseRedirect(dicho["vuelta"]) if dicho.get("vuelta") else None


def _decir_las_que_faltan(informe, n):
    """Tell how many rows that were confirmed the filtered list has no more: somebody may have been there before."""
    frase = ngettext(
        "%(n)d ya no está en la lista como usted la filtró y no se tocó: cambió mientras tanto.",
        "%(n)d ya no están en la lista como usted la filtró y no se tocaron: cambiaron mientras tanto.",
        n,
    )
    informe.aviso(max(n, 0), frase % {"n": n})


def _vuelta(modeladmin, request, filas):
    """Return the address to go back to: the page from where the action was asked, or ``None`` for the list."""
    volver = request.POST.get("volver", "")
    if volver == "objeto" or request.method == "GET":
        return _direccion(modeladmin, "change", filas[0].pk) if len(filas) == 1 else None
    return volver if _es_del_equipo(volver) else None


def _es_del_equipo(direccion):
    """True for the path of a page of the admin: nowhere else does an action lead."""
    propia = url_has_allowed_host_and_scheme(direccion, allowed_hosts=None)
    if not propia or not direccion.startswith("/") or ".." in direccion:
        return False
    try:
        return resolve(urlsplit(direccion).path).app_name == "admin"
    except (Resolver404, ValueError):
        return False


def _direccion(modeladmin, pagina, *args):
    return reverse(f"admin:{modeladmin.opts.app_label}_{modeladmin.opts.model_name}_{pagina}", args=args)


def _pagina_de_confirmacion(accion, modeladmin, request, form, filas, *, cambio=False):
    lectura, nombre = accion.lectura, accion.hacer.__name__
    if lectura:
        lectura.preparar(filas)
    avisos, vuelta = modeladmin.avisos_de_accion(nombre, filas, request), _vuelta(modeladmin, request, filas)
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
        "campo_de_filas": CAMPO_DE_FILAS,
        "volver": "objeto" if request.method == "GET" else vuelta and request.POST["volver"],
        "vuelta": vuelta or request.get_full_path(),
        "clave_envio": clave_de(request),
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
