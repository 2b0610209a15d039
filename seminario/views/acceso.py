"""Access without an account: ask for the link, exchange it for a session, prove a new address."""

import re

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from actores import contactos, sesion
from actores.models import Contacto
from comun import limites
from comun.envios import clave_de, nueva_clave, una_vez
from comun.vistas import personal
from inscripciones import pasos
from inscripciones import sesion as sesion_de_persona
from inscripciones.models import Inscripcion, Participante
from seminario.forms import AccesoForm

HORA = 3600
POR_CORREO, POR_IP = 5, 40  # requests an hour; an office shares one address


class NoSirve(Exception):
    """The token is wrong, tampered with, superseded or already used."""


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def acceso(request):
    """Ask for the return link. The answer is the same whether the address is known or not; its owner gets a mail."""
    if request.method == "POST" and not _dentro_del_limite(request):
        return _demasiados(request)
    form = AccesoForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "acceso/pedir.html", {"form": form, "clave_envio": clave_de(request)})
    email, pedido = form.cleaned_data["email"], reverse("seminario:acceso_pedido")
    if not limites.permitir("acceso:correo", email, maximo=POR_CORREO, segundos=HORA):
        return _demasiados(request)
    if form.cleaned_data["sitio_web"]:
        return redirect(pedido)

    def pedir():
        vencidas = Inscripcion.Estado.VENCIDA
        contactos.pedir_enlace(
            contactos=Contacto.objects.de_correo(email).exclude(inscripcion__estado=vencidas),
            personas=Participante.objects.de_correo(email),
        )
        return pedido

    return redirect(
        una_vez(clave=request.POST.get("clave_envio", ""), ambito="acceso", datos=request.POST, accion=pedir)
    )


@personal
@require_safe
def pedido(request):
    """Say that the mail is on its way, if the address is known."""
    return render(request, "acceso/pedido.html")


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def entrar(request, token):
    """Show what a return link opens; only a person's POST enters, and leads to an address without the token."""
    contacto = Contacto.por_token(token)
    if contacto is None:
        return _entrar_como_persona(request, token)
    inscripcion = Inscripcion.objects.select_related("cumbre").de_contacto(contacto).first()
    if request.method != "POST":
        return render(request, "acceso/entrar.html", {"inscripcion": inscripcion, "contacto": contacto})
    sesion.entrar(request, contacto)
    if inscripcion and inscripcion.es_borrador and inscripcion.cumbre.inscripcion() == "abierta":
        return redirect(pasos.direccion_para_seguir(inscripcion))
    return redirect("seminario:mi_espacio")


def _entrar_como_persona(request, token):
    """The same for the personal link of somebody in a delegation, which opens their own place only."""
    participante = Participante.por_token(token)
    if participante is None:
        return _no_sirve(request)
    if request.method != "POST":
        return render(request, "acceso/entrar_persona.html")
    sesion_de_persona.entrar(request, participante)
    return redirect("mi_lugar:mi_lugar")


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def comprobar_correo(request, token):
    """Prove a new address with the link that was mailed to it; only the POST changes anything."""
    if request.method != "POST":
        if contactos.contacto_por_comprobar(token) is None:
            return _no_sirve(request)
        return render(request, "acceso/comprobar_correo.html", {"clave_envio": nueva_clave()})
    comprobados = []

    def comprobar():
        contacto = contactos.comprobar_correo(token=token)
        if contacto is None:
            raise NoSirve
        comprobados.append(contacto)
        return reverse("seminario:mi_espacio")

    clave, ambito = request.POST.get("clave_envio", ""), f"correo:{re.sub('[^0-9a-f]', '', token)[:32]}"
    try:
        destino = una_vez(clave=clave, ambito=ambito, datos=request.POST, accion=comprobar)
    except NoSirve:
        return _no_sirve(request)
    if comprobados:
        sesion.entrar(request, comprobados[0])
        messages.success(request, _("La dirección nueva quedó confirmada. Los enlaces anteriores dejaron de servir."))
    return redirect(destino)


def _no_sirve(request):
    """Answer 404, the same for a link that never existed and for one that ended."""
    return render(request, "acceso/no_sirve.html", status=404)


def _dentro_del_limite(request):
    """Count this request for where it comes from, before anything that it brings is looked at."""
    return limites.permitir("acceso:ip", limites.ip_del_cliente(request), maximo=POR_IP, segundos=HORA)


def _demasiados(request):
    response = render(request, "acceso/demasiados.html", status=429)
    response.headers["Retry-After"] = str(HORA)
    return response
