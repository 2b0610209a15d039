"""Who takes part in a proposal: a city or an institution found by name or written in, one a POST, with its role."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from actores.forms import BuscarCiudadForm, BuscarInstitucionForm, ElegirForm, clase_elegir
from actores.listas import encontrar
from actores.services import crear_actor
from comun import limites
from comun.formularios import FormularioPortal
from proyectos import propuestas
from proyectos.errores import ErrorProyecto
from proyectos.forms_propuesta import con_rol
from proyectos.models import Participacion
from proyectos.views.proponer_comunes import como_validacion, de_proyecto, direccion, enviado, guardar, mostrar

BUSCAR = {"ciudad": BuscarCiudadForm, "institucion": BuscarInstitucionForm}
ESCRITA = gettext_lazy("El proyecto sigue igual que los demás; el equipo solo revisa el nombre.")


@de_proyecto
@require_safe
def quienes(request, proyecto):
    """List who takes part, and lead to adding one more, changing a role or removing somebody."""
    participantes = proyecto.participaciones.all()
    contexto = {
        "participantes": participantes,
        "es_triangular": proyecto.modalidad == proyecto.Modalidad.TRIANGULAR,
        "lleno": len(participantes) >= propuestas.PARTICIPANTES_MAXIMO,
    }
    return mostrar(request, proyecto, "quienes", **contexto)


@de_proyecto
@require_http_methods(["GET", "HEAD", "POST"])
def agregar(request, proyecto, tipo):
    """Search by name, then add one of those found, or one that is written in."""
    if tipo not in BUSCAR:
        raise Http404
    datos = request.POST if request.method == "POST" else request.GET
    buscar = BUSCAR[tipo](datos if "q" in datos else None)
    elegir, encontradas, hay_mas, status = None, [], False, 200
    if buscar.is_valid():
        encontradas, hay_mas = encontrar(**buscar.cleaned_data)
        elegir = _elegir(request, proyecto, tipo, encontradas, buscar.cleaned_data["q"])
        if request.method == "POST" and elegir.is_valid():
            if _escribe_demasiadas(request, elegir.cleaned_data[tipo]):
                elegir.add_error(None, como_validacion(_demasiadas()))
                status = 429
            elif respuesta := _agregar(request, proyecto, tipo, elegir, buscar.cleaned_data):
                return respuesta
    contexto = {
        "buscar": buscar,
        "elegir": elegir,
        "encontradas": encontradas,
        "hay_mas": hay_mas,
        "es_ciudad": tipo == "ciudad",
        "ocultos_elegir": [(nombre, datos[nombre][:200]) for nombre in ("pais", "q") if datos.get(nombre)],
        "url": direccion("agregar", proyecto, tipo),
        **_de_vuelta(proyecto),
    }
    form = elegir if elegir is not None and elegir.errors else buscar
    return mostrar(request, proyecto, "agregar", form, status=status, **contexto)


@de_proyecto
@require_http_methods(["GET", "HEAD", "POST"])
def rol(request, proyecto, tipo, slug):
    """Change the role of who takes part in a triangular project."""
    participacion = _participacion(proyecto, tipo, slug)
    roles = propuestas.roles_para(proyecto, tipo)
    if participacion is None or participacion.rol == Participacion.Rol.COORDINADORA or len(roles) == 1:
        raise Http404
    form = con_rol(FormularioPortal, roles, participacion.rol)(enviado(request))
    if request.method == "POST" and form.is_valid():

        def accion():
            propuestas.cambiar_rol(proyecto=proyecto, participacion=participacion, **form.cleaned_data)
            return direccion("quienes", proyecto)

        if respuesta := guardar(request, proyecto, f"rol-{participacion.pk}", form, accion):
            return respuesta
    return mostrar(request, proyecto, "rol", form, participacion=participacion, **_de_vuelta(proyecto))


@de_proyecto
@require_http_methods(["GET", "HEAD", "POST"])
def quitar(request, proyecto, tipo, slug):
    """Ask, then remove who takes part. Removed already: back to the list, as if it were now."""
    participacion = _participacion(proyecto, tipo, slug)
    if participacion is None:
        return redirect(direccion("quienes", proyecto))
    form = FormularioPortal({} if request.method == "POST" else None)
    if request.method == "POST":

        def accion():
            propuestas.quitar_participante(proyecto=proyecto, participacion=participacion)
            return direccion("quienes", proyecto)

        if respuesta := guardar(request, proyecto, f"quitar-{participacion.pk}", form, accion):
            return respuesta
    return mostrar(request, proyecto, "quitar", form, participacion=participacion, **_de_vuelta(proyecto))


# --- Steps --------------------------------------------------------------------------------------


def _participacion(proyecto, tipo, slug):
    return next((p for p in proyecto.participaciones.all() if p.tipo_de_actor == tipo and p.actor.slug == slug), None)


def _de_vuelta(proyecto):
    return {"url_atras": direccion("quienes", proyecto), "texto_atras": _("Volver a quiénes cooperan")}


def _elegir(request, proyecto, tipo, encontradas, q):
    clase = con_rol(clase_elegir(tipo, ESCRITA), propuestas.roles_para(proyecto, tipo))
    inicial = {f"{tipo}_otra": "" if encontradas else q}
    return clase(enviado(request), tipo=tipo, encontradas=encontradas, initial=inicial)


def _agregar(request, proyecto, tipo, elegir, buscado):
    """Add who was chosen and say so; return the redirect, or ``None`` after telling the form what a rule said."""
    limpio = elegir.cleaned_data
    hallada = next((actor for actor in elegir.encontradas if actor.slug == limpio[tipo]), None)
    pais = buscado["pais"] if tipo == "ciudad" else limpio.get("pais", "")

    def accion():
        actor = hallada or crear_actor(tipo=tipo, nombre=limpio[f"{tipo}_otra"], pais=pais)
        propuestas.agregar_participante(proyecto=proyecto, actor=actor, rol=limpio.get("rol", ""))
        messages.success(request, _("Se agregó a %(nombre)s.") % {"nombre": actor.nombre})
        return direccion("quienes", proyecto)

    return guardar(request, proyecto, f"agregar-{tipo}", elegir, accion)


def _escribe_demasiadas(request, elegida):
    """Count who writes a name in, as the registration does."""
    ip = limites.ip_del_cliente(request)
    return elegida == ElegirForm.OTRA and not limites.permitir("escribir-actor", ip, maximo=40, segundos=3600)


def _demasiadas():
    mensaje = _("Desde aquí se escribieron muchos nombres en la última hora: elija uno de la lista o espere un rato.")
    return ErrorProyecto(mensaje, "limite")
