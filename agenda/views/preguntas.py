"""Questions to the tables: a page of its own, which public pages only link to."""

from functools import partial

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from agenda import preguntas
from agenda.errores import ErrorAgenda
from agenda.forms import FormularioPregunta
from comun import limites
from comun.envios import clave_de, una_vez
from comun.formularios import limpiar_texto
from comun.vistas import personal

HORA = 3600
POR_IP = 100  # questions an hour: everybody in the room may have one address
LO_ESCRITO = 2000  # characters given back of a question that was not kept


class SinGuardar(Exception):
    """What was sent is not a question yet: the form says why."""


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def preguntar(request):
    """Take a question to a block or to an institution; once the activity is over, say so."""
    if request.method == "POST" and not _dentro_del_limite(request):
        return _demasiadas(request)
    mesas = preguntas.mesas()
    datos = request.POST if request.method == "POST" else None
    form = FormularioPregunta(datos, mesas=mesas, initial={"para": _pedido(request.GET)})
    if request.method == "POST":
        try:
            return redirect(_una_vez(request, form))
        except SinGuardar:
            pass
        except ErrorAgenda as error:
            form.add_error(error.campo, error.mensaje)
            mesas = mesas._replace(abiertas=error.campo is not None)  # no field to mend: it ended meanwhile
    if not mesas.abiertas:
        return render(request, "agenda/preguntas_cerradas.html", {"mesas": mesas, "escrito": _lo_escrito(request)})
    return render(request, "agenda/preguntas.html", {"form": form, "clave_envio": clave_de(request)})


@personal
@require_safe
def recibida(request):
    """Thank for a question, and tell what happens with it: under which block, if the address names a published one."""
    pedido = request.GET.get("bloque", "")
    bloque = next((b for b in preguntas.mesas().bloques if str(b.orden) == pedido), None) if pedido else None
    return render(request, "agenda/pregunta_recibida.html", {"bloque": bloque})


def _pedido(consulta):
    """Return the choice that a link asks for; one that nobody offers chooses nothing."""
    if "institucion" in consulta:
        return f"institucion-{consulta['institucion']}"
    return f"bloque-{consulta['bloque']}" if "bloque" in consulta else ""


def _una_vez(request, form):
    clave = request.POST.get("clave_envio", "")
    return una_vez(clave=clave, ambito="preguntas", datos=request.POST, accion=partial(_dejar, form))


def _dejar(form):
    """Keep the question, unless a machine wrote it, and return where to go; its twin never gets here."""
    if not form.is_valid():
        raise SinGuardar
    bloque = form.destino()["bloque"]
    if not form.cleaned_data["sitio_web"]:
        bloque = preguntas.preguntar(
            **form.destino(),
            texto=form.cleaned_data["pregunta"],
            nombre=form.cleaned_data["nombre"],
            idioma=get_language(),
        ).bloque
    return f"{reverse('agenda:pregunta_recibida')}?bloque={bloque.orden}"


def _dentro_del_limite(request):
    return limites.permitir("preguntas:ip", limites.ip_del_cliente(request), maximo=POR_IP, segundos=HORA)


def _demasiadas(request):
    response = render(request, "agenda/preguntas_demasiadas.html", {"escrito": _lo_escrito(request)}, status=429)
    response.headers["Retry-After"] = str(HORA)
    return response


def _lo_escrito(request):
    """Return the question that was not kept, for its author to copy."""
    return limpiar_texto(request.POST.get("pregunta", "")[:LO_ESCRITO], lineas=True)
