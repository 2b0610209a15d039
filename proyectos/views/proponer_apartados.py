"""The sections of a proposal, few questions each, every one saved when it is sent."""

import hashlib

from django import forms
from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import redirect
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actores import sesion
from comun import limites, tiempo
from comun.limites import recibe_archivos
from comun.medios import en_palabras, privado
from proyectos import curaduria, diferencias, propuestas, versiones
from proyectos.errores import ErrorProyecto, OtraVentana
from proyectos.forms_propuesta import CARTA_MAXIMO, AlcanceForm, CartaForm, MontosForm, ResumenForm, TemasForm
from proyectos.models import Proyecto
from proyectos.reglas import reglas_de
from proyectos.views.proponer_comunes import como_validacion, de_proyecto, direccion, enviado, guardar, mostrar

CARTAS_POR_DIA = 40


@de_proyecto
@require_http_methods(["GET", "HEAD", "POST"])
def titulo(request, proyecto):
    """Title, summary and ways of cooperating."""
    inicial = _escrito(proyecto, "titulo", "resumen") | _datos(proyecto, "modalidad", "modalidades_pcssm")
    return _apartado(
        request, proyecto, "titulo", ResumenForm(enviado(request), initial=inicial, idioma=proyecto.idioma_original)
    )


@de_proyecto
@require_http_methods(["GET", "HEAD", "POST"])
def convocatoria(request, proyecto):
    """Call, dates and amounts; the page comes back with the rules as they stand after each save."""
    campos = ("inicio", "fin", "monto_solicitado_usd", "aporte_propio_usd", "aporte_especie_usd")
    inicial = _datos(proyecto, *campos)
    inicial["convocatoria"] = str(proyecto.convocatoria.anio) if proyecto.convocatoria else ""
    form = MontosForm(enviado(request), initial=inicial)
    return _apartado(request, proyecto, "convocatoria", form, tras="convocatoria", reglas=reglas_de(proyecto))


@de_proyecto
@require_http_methods(["GET", "HEAD", "POST"])
def temas(request, proyecto):
    """Thematic units and goals, one of them the main one."""
    prefetch_related_objects([proyecto], "unidades")
    principal = proyecto.ods_principal
    inicial = {
        "unidades": [unidad.slug for unidad in proyecto.unidades.all()],
        "ods": [ods.numero for ods in proyecto.ods.all() if ods != principal],
        "ods_principal": principal and principal.numero,
    }
    return _apartado(request, proyecto, "temas", TemasForm(enviado(request), initial=inicial))


@de_proyecto
@require_http_methods(["GET", "HEAD", "POST"])
def alcance(request, proyecto):
    """Goals, expected results and whom it benefits."""
    inicial = _escrito(proyecto, "objetivos", "resultados", "beneficiarios")
    form = AlcanceForm(enviado(request), initial=inicial, idioma=proyecto.idioma_original)
    return _apartado(request, proyecto, "alcance", form)


# --- The letter ---------------------------------------------------------------------------------


def _puede_adjuntar(request):
    """True for who proposes the project of this address, while it is written. Asked before the file is read."""
    contacto = sesion.contacto_de(request)
    suyos = Proyecto.objects.de_contacto(contacto) if contacto else Proyecto.objects.none()
    proyecto = suyos.filter(codigo=request.resolver_match.kwargs["codigo"]).first()
    return proyecto is not None and curaduria.admite_enviar(proyecto)


@recibe_archivos(de=_puede_adjuntar, maximo=CARTA_MAXIMO)
@de_proyecto
@require_http_methods(["GET", "HEAD", "POST"])
def carta(request, proyecto):
    """Attach the endorsement letter, or another one in its place."""
    if request.method == "POST" and not _cabe_otra_carta(proyecto):
        return _demasiadas_cartas(request, proyecto)
    form = CartaForm(enviado(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():

        def accion():
            propuestas.adjuntar_carta(proyecto=proyecto, carta=form.cleaned_data["carta"])
            return direccion("borrador", proyecto)

        if respuesta := guardar(request, proyecto, "carta", form, accion, _con_huella(request)):
            return respuesta
    return _mostrar_carta(request, proyecto, form)


def _mostrar_carta(request, proyecto, form, status=200):
    adjunta = en_palabras(proyecto.carta) if proyecto.carta else ""
    return mostrar(request, proyecto, "carta", form, status=status, adjunta=adjunta)


def _cabe_otra_carta(proyecto):
    """Count one more letter, before it is looked at: to decode a picture is what costs."""
    return limites.permitir("carta", proyecto.contacto.codigo, maximo=CARTAS_POR_DIA, segundos=86400)


def _demasiadas_cartas(request, proyecto):
    form = CartaForm(enviado(request), {})
    form.errors.clear()  # That no file came: none was read.
    mensaje = _("Hoy ya se adjuntaron muchas cartas: intente mañana. La anterior sigue adjunta.")
    form.add_error(None, como_validacion(ErrorProyecto(mensaje, "limite")))
    return _mostrar_carta(request, proyecto, form, status=429)


def _con_huella(request):
    """Return what was sent with a digest of its file: another file under the same key is another submission."""
    datos = request.POST.copy()
    archivo = request.FILES["carta"]
    archivo.seek(0)
    datos["carta"] = hashlib.file_digest(archivo, "sha256").hexdigest()
    archivo.seek(0)
    return datos


@de_proyecto(se_escribe=False)
@require_safe
def archivo(request, proyecto):
    """Give who proposes the project the letter that they attached, to keep."""
    if not proyecto.carta:
        raise Http404
    return privado(request, proyecto.carta.name)


@require_POST
@de_proyecto
def quitar_carta(request, proyecto):
    """Take the letter away."""

    def accion():
        propuestas.quitar_carta(proyecto=proyecto)
        return direccion("carta", proyecto)

    form = CartaForm({})
    if respuesta := guardar(request, proyecto, "quitar-carta", form, accion):
        return respuesta
    for mensaje in form.non_field_errors():
        messages.error(request, mensaje)
    return redirect(direccion("carta", proyecto))


# --- Steps --------------------------------------------------------------------------------------


def _apartado(request, proyecto, nombre, form, *, tras="borrador", **contexto):
    """Show a section, or save what was sent of it and go on; what another window saved meanwhile is told first."""
    leido = request.POST.get("leido", "")[:2000]
    if request.method != "POST":
        leido = propuestas.lo_leido(proyecto, form.fields)
    elif form.is_valid():

        def accion():
            propuestas.guardar(proyecto=proyecto, leido=leido, **form.cleaned_data)
            return direccion(tras, proyecto)

        try:
            if respuesta := guardar(request, proyecto, nombre, form, accion):
                return respuesta
        except OtraVentana as cambio:
            _decir_lo_que_cambio(form, cambio)
            leido = propuestas.lo_leido(cambio.proyecto, form.fields)
    return mostrar(request, proyecto, nombre, form, leido=leido, **contexto)


def _decir_lo_que_cambio(form, cambio):
    """Tell at each field what it says by now, and that what was typed is still there."""
    retrato, hora = versiones.retrato(cambio.proyecto), f"{tiempo.en_zona(cambio.proyecto.guardado_el):%H:%M}"
    for campo in cambio.campos:
        clave = campo if campo in retrato else propuestas.columna(cambio.proyecto, campo)
        dice = Truncator(diferencias.en_palabras(retrato, clave)).chars(300)
        mensaje = _(
            "Otra ventana guardó «%(campo)s» a las %(hora)s y ahora dice: %(ahora)s. Lo que usted escribió sigue en la "
            "página: guarde de nuevo para dejarlo, o vuelva al proyecto para dejar lo otro."
        ) % {"campo": form.fields[campo].label, "hora": hora, "ahora": f"«{dice}»" if dice else _("nada")}
        form.add_error(campo, forms.ValidationError(mensaje, code="otra_ventana"))


def _escrito(proyecto, *campos):
    """Return what the author wrote in translated fields, in the project's own language."""
    return {campo: getattr(proyecto, propuestas.columna(proyecto, campo)) for campo in campos}


def _datos(proyecto, *campos):
    return {campo: getattr(proyecto, campo) for campo in campos}
