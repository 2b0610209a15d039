"""A person's own data by the own link: what is held, a copy, and taking it all away."""

from typing import NamedTuple

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from actores import sesion
from actores.vistas import de_contacto
from comun import personas
from comun.envios import nueva_clave, una_vez
from comun.personas_admin import archivo_json
from inscripciones.sesion import de_participante


class Paginas(NamedTuple):
    """Where the owner of a link goes from these pages, by the names of their addresses."""

    espacio: str
    descargar: str
    borrar: str


DE_PERSONA = Paginas("mi_lugar:mi_lugar", "seminario:datos_de_mi_lugar_descargar", "seminario:datos_de_mi_lugar_borrar")
DE_CONTACTO = Paginas("seminario:mi_espacio", "seminario:mis_datos_descargar", "seminario:mis_datos_borrar")


def mostrar_datos(request, dueno, paginas):
    """Say what is held of whoever entered and lead to a copy and to erasing it."""
    contexto = {"filas": personas.todos([dueno]), "paginas": paginas, "url_atras": reverse(paginas.espacio)}
    return render(request, "mi_espacio/mis_datos.html", contexto)


def descargar_datos(request, dueno):
    """Give a copy of all that is held of whoever entered, what only they may see included."""
    return archivo_json(personas.datos_de([dueno]))


def borrar_datos(request, dueno, paginas, *, salir):
    """Say what goes and what stays; on POST, take it away, once, and end the session with ``salir(request)``."""
    if request.method != "POST":
        contexto = {"clave_envio": nueva_clave(), "url_atras": reverse(paginas.espacio)}
        return render(request, "mi_espacio/borrar_datos.html", contexto)

    def accion():
        personas.borrar([dueno])
        return reverse("seminario:acceso")

    ambito = f"espacio:{dueno.codigo}:borrar"
    destino = una_vez(clave=request.POST.get("clave_envio", ""), ambito=ambito, datos=request.POST, accion=accion)
    salir(request)
    messages.success(request, _("Sus datos fueron borrados."))
    return redirect(destino)


@de_contacto
@require_safe
def mis_datos(request, contacto):
    """What is held of a contact, the person that it is in the delegation included."""
    return mostrar_datos(request, contacto, DE_CONTACTO)


@de_contacto
@require_safe
def descargar(request, contacto):
    """A copy of it."""
    return descargar_datos(request, contacto)


@de_contacto
@require_http_methods(["GET", "HEAD", "POST"])
def borrar(request, contacto):
    """Taking it away."""
    return borrar_datos(request, contacto, DE_CONTACTO, salir=sesion.salir)


@de_participante
@require_safe
def datos_de_mi_lugar(request, participante):
    """What is held of a person of a delegation."""
    return mostrar_datos(request, participante, DE_PERSONA)


@de_participante
@require_safe
def descargar_de_mi_lugar(request, participante):
    """A copy of it."""
    return descargar_datos(request, participante)


@de_participante
@require_http_methods(["GET", "HEAD", "POST"])
def borrar_de_mi_lugar(request, participante):
    """Taking it away."""
    return borrar_datos(request, participante, DE_PERSONA, salir=sesion.salir)
