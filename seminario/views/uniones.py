"""Two delegations of one city or institution: asking to join the first, and the first one's answer."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actores.vistas import de_contacto
from comun.envios import clave_de, una_vez
from inscripciones import uniones
from inscripciones.errores import ErrorInscripcion
from inscripciones.models import Inscripcion, PedidoDeUnion


@de_contacto
@require_http_methods(["GET", "HEAD", "POST"])
def pedir_union(request, contacto):
    """Ask the first delegation to let this one join, after a page that says what moves and what the first will see."""
    consulta = Inscripcion.objects.de_contacto(contacto)
    inscripcion = consulta.select_related("contacto", "ciudad", "institucion", "posible_duplicada_de").first()
    if inscripcion is None or not uniones.puede_pedir(inscripcion, uniones.pedidos_de(inscripcion)):
        return _nada_que_hacer(request)
    if request.method == "POST":

        def accion():
            uniones.pedir(inscripcion=inscripcion)
            return _("Le escribimos a la primera delegación. Cuando responda, le avisamos por correo.")

        return _hacer(request, contacto, "union", accion)
    contexto = {"inscripcion": inscripcion, "personas": inscripcion.participantes.all(), **_de_pagina(request)}
    return render(request, "mi_espacio/pedir_union.html", contexto)


@de_contacto
@require_http_methods(["GET", "HEAD", "POST"])
def responder_union(request, contacto, referencia):
    """Let the delegation that asks join this one, or not; others get 404."""
    suyos = PedidoDeUnion.objects.filter(a__contacto=contacto, inscripcion__referencia=referencia)
    pedido = get_object_or_404(suyos.select_related("a", "inscripcion__contacto").order_by("-pk")[:1])
    if request.method == "POST":
        responder = {"aceptar": _aceptar, "declinar": _declinar}.get(request.POST.get("respuesta"))
        if responder is None:
            raise Http404
        return _hacer(request, contacto, f"union:{referencia}", lambda: responder(pedido))
    if pedido.estado != PedidoDeUnion.Estado.PEDIDA:
        return _nada_que_hacer(request)
    contexto = {"pedido": pedido, "personas": pedido.inscripcion.participantes.all(), **_de_pagina(request)}
    return render(request, "mi_espacio/responder_union.html", contexto)


def _aceptar(pedido):
    uniones.aceptar(pedido=pedido)
    return _("Las dos delegaciones son una. Le enviamos por correo cómo quedó.")


def _declinar(pedido):
    uniones.declinar(pedido=pedido)
    return _("Las dos delegaciones siguen por separado. Se lo avisamos a la otra.")


def _hacer(request, contacto, paso, accion):
    """Run ``accion()`` once for this POST, tell the sentence that it returns or what stopped it, and go back."""
    destino = reverse("seminario:mi_espacio")

    def una():
        messages.success(request, accion())
        return destino

    try:
        una_vez(
            clave=request.POST.get("clave_envio", ""),
            ambito=f"espacio:{contacto.codigo}:{paso}",
            datos=request.POST,
            accion=una,
        )
    except ErrorInscripcion as error:
        messages.warning(request, error.mensaje)
    return redirect(destino)


def _nada_que_hacer(request):
    messages.info(request, _("No hay ningún pedido de unión por hacer ni por responder en esa página."))
    return redirect("seminario:mi_espacio")


def _de_pagina(request):
    return {"clave_envio": clave_de(request), "url_atras": reverse("seminario:mi_espacio")}
