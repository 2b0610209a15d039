"""*Mi lugar*: what one person of a delegation sees of themselves, and says, by their own link."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actores import sesion
from agenda.calendario import calendario_de_actividades
from agenda.charlas import programas_de
from comun import limites
from comun.envios import clave_de, nueva_clave, una_vez
from comun.restricciones import agregar_validacion
from inscripciones import entrada as entradas
from inscripciones import secciones, services
from inscripciones.errores import ErrorInscripcion
from inscripciones.forms.comunes import AccionForm
from inscripciones.forms.mi_lugar import IdiomaForm, NecesidadesForm, PermisosForm
from inscripciones.models import Asistencia, NecesidadDeAcceso
from inscripciones.necesidades import viene_en_persona
from inscripciones.sesion import de_participante
from inscripciones.situacion import asistencias_con_puesto, cuando, situacion

CAMBIOS_POR_HORA = 60
_DEMASIADOS = gettext_lazy("Hizo muchos cambios en poco tiempo: lo anterior quedó guardado. Siga dentro de una hora.")
METODOS = ["GET", "HEAD", "POST"]


@de_participante
@require_safe
def mi_lugar(request, participante):
    """Show who, where, what and when; the answer, the needs, the consents, and what can be taken along."""
    inscripcion = participante.inscripcion
    suyas = _asistencias(participante)
    vigentes = [a for a in suyas if a.es_vigente]
    contexto = {
        "participante": participante,
        "inscripcion": inscripcion,
        "cumbre": inscripcion.cumbre,
        "actividades": [_fila(a) for a in suyas],
        "varias": len(vigentes) > 1,
        "con_calendario": any(a.actividad.inicio for a in vigentes),
        "con_entrada": entradas.tiene_entrada(participante),
        "abierta": inscripcion.cumbre.inscripcion() == "abierta",
        "necesidad": NecesidadDeAcceso.objects.filter(participante=participante).first(),
        "secciones": secciones.mi_lugar.de(participante),
        "clave_envio": nueva_clave(),
    }
    return render(request, "mi_lugar/mi_lugar.html", contexto)


def _fila(asistencia):
    actividad = asistencia.actividad
    confirmada = asistencia.estado == Asistencia.Estado.CONFIRMADA
    return {
        "asistencia": asistencia,
        "actividad": actividad,
        "cuando": cuando(actividad),
        "situacion": situacion(asistencia),
        "sala": actividad.sala_url if confirmada else "",
    }


def _asistencias(participante):
    """Return what a person attends, with the hours at which things really go."""
    suyas = list(asistencias_con_puesto().filter(participante=participante))
    programas_de([asistencia.actividad for asistencia in suyas])
    return suyas


# --- Coming or not ------------------------------------------------------------------------------


@require_POST
@de_participante
def voy(request, participante):
    """Say "I come"; also who had declined, while the window is open."""
    form = AccionForm({})
    hecho = _guardar(request, participante, "voy", form, lambda: services.confirmar_que_va(participante=participante))
    if hecho:
        messages.success(request, _("Gracias por responder: contamos con usted."))
    return _volver(request, form)


@de_participante
@require_http_methods(METODOS)
def no_voy(request, participante):
    """Ask, then say "I do not come"."""
    form = AccionForm({})
    if request.method != "POST":
        return _mostrar(request, "mi_lugar/no_voy.html", form, participante=participante)
    if _guardar(request, participante, "no-voy", form, lambda: services.declinar(participante=participante)):
        messages.success(request, _("Gracias por avisar: su lugar queda libre para otra persona."))
    return _volver(request, form)


@de_participante
@require_http_methods(METODOS)
def dejar_actividad(request, participante, slug):
    """Ask, then leave one activity. Left already: back to the page, as if it were now."""
    suya = participante.asistencias.vigentes().filter(actividad__slug=slug).select_related("actividad").first()
    if suya is None:
        return redirect("mi_lugar:mi_lugar")
    form, actividad = AccionForm({}), suya.actividad
    if request.method != "POST":
        return _mostrar(request, "mi_lugar/dejar_actividad.html", form, actividad=actividad, asistencia=suya)

    def accion():
        services.declinar_actividad(participante=participante, actividad=actividad)

    if _guardar(request, participante, f"dejar-{actividad.pk}", form, accion):
        messages.success(request, _("Dejó «%(actividad)s».") % {"actividad": actividad.titulo})
    return _volver(request, form)


# --- What only the person and accreditation know ------------------------------------------------


@de_participante
@require_http_methods(METODOS)
def necesidades(request, participante):
    """What the person needs in order to take part; food only if they come to a room."""
    if not entradas.tiene_entrada(participante):
        return redirect("mi_lugar:mi_lugar")
    suya = NecesidadDeAcceso.objects.filter(participante=participante).first()
    inicial = {campo: getattr(suya, campo) for campo in NecesidadesForm.base_fields} if suya else None
    en_persona = viene_en_persona(participante)
    form = NecesidadesForm(request.POST if request.method == "POST" else None, initial=inicial, en_persona=en_persona)

    def accion():
        services.guardar_necesidades(participante=participante, **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and _guardar(request, participante, "necesidades", form, accion):
        messages.success(request, _("Se guardó lo que necesita para participar."))
        return redirect("mi_lugar:mi_lugar")
    return _mostrar(request, "mi_lugar/necesidades.html", form, cumbre=participante.inscripcion.cumbre)


@de_participante
@require_http_methods(METODOS)
def permisos(request, participante):
    """Two separate consents, unticked until given; at any time."""
    inicial = {
        "imagen": participante.consentimiento_imagen_el is not None,
        "listado": participante.consentimiento_listado_el is not None,
    }
    form = PermisosForm(request.POST if request.method == "POST" else None, initial=inicial)

    def accion():
        services.guardar_permisos(participante=participante, **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and _guardar(request, participante, "permisos", form, accion):
        messages.success(request, _("Se guardaron sus permisos."))
        return redirect("mi_lugar:mi_lugar")
    return _mostrar(request, "mi_lugar/permisos.html", form)


@de_participante
@require_http_methods(METODOS)
def idioma(request, participante):
    """The language of the person's mails."""
    form = IdiomaForm(request.POST if request.method == "POST" else None, initial={"idioma": participante.idioma})

    def accion():
        services.elegir_idioma(participante=participante, **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and _guardar(request, participante, "idioma", form, accion):
        messages.success(request, _("Sus mensajes llegan en el idioma elegido."))
        return redirect("mi_lugar:mi_lugar")
    return _mostrar(request, "mi_lugar/idioma.html", form)


# --- To take along ------------------------------------------------------------------------------


@de_participante
@require_safe
def calendario(request, participante):
    """The calendar file of what this person attends or may attend."""
    actividades = participante.asistencias.actividades_en_calendario()
    with override(participante.idioma):
        contenido = calendario_de_actividades(actividades)
    return _descarga(contenido, "text/calendar; charset=utf-8", "cumbre.ics")


@de_participante
@require_safe
def entrada(request, participante):
    """The entry as a page, to show on a phone or to print."""
    datos = _datos_de_entrada(participante)
    trazo, lado = entradas.trazo_qr(participante.entrada)
    return render(request, "mi_lugar/entrada.html", {**datos, "trazo": trazo, "lado": lado})


@de_participante
@require_safe
def entrada_pdf(request, participante):
    """The entry as a PDF/UA, in the language of this page."""
    contenido = entradas.pdf_de_entrada(_datos_de_entrada(participante))
    return _descarga(contenido, "application/pdf", f"entrada-{participante.entrada}.pdf")


@de_participante
@require_http_methods(METODOS)
def enlaces(request, participante):
    """Ask, then end every link and session of this person and mail a new link.

    Not counted among the changes of an hour: whoever got hold of the link could use them up and stay in.
    """
    form = AccionForm({})
    if request.method != "POST":
        return _mostrar(request, "mi_lugar/enlaces.html", form, participante=participante)
    if not _una_vez(request, participante, "enlaces", form, lambda: services.anular_enlaces(participante=participante)):
        return _volver(request, form)
    sesion.salir(request)
    messages.success(request, _("Los enlaces anteriores dejaron de servir. Le enviamos por correo uno nuevo."))
    return redirect("seminario:acceso")


@require_POST
@de_participante
def salir(request, participante):
    """End this session; the mailed link opens it again."""
    sesion.salir(request)
    messages.success(request, _("Salió de su lugar. Para volver, abra el enlace de su correo."))
    return redirect("seminario:portada")


def _datos_de_entrada(participante):
    if not entradas.tiene_entrada(participante):
        raise Http404
    return entradas.datos_de_entrada(participante, [a for a in _asistencias(participante) if a.es_vigente])


def _descarga(contenido, tipo, nombre):
    return HttpResponse(
        contenido, content_type=tipo, headers={"Content-Disposition": f'attachment; filename="{nombre}"'}
    )


# --- What they share ----------------------------------------------------------------------------


def _mostrar(request, plantilla, form, **contexto):
    contexto |= {"form": form, "clave_envio": clave_de(request), "url_atras": reverse("mi_lugar:mi_lugar")}
    return render(request, plantilla, contexto)


def _guardar(request, participante, paso, form, accion):
    """As :func:`_una_vez`; over ``CAMBIOS_POR_HORA`` nothing is run: each answer may mail the contact and who waits."""
    if not limites.permitir("lugar", participante.codigo, maximo=CAMBIOS_POR_HORA, segundos=3600):
        form.add_error(None, forms.ValidationError(_DEMASIADOS, code="limite"))
        return False
    return _una_vez(request, participante, paso, form, accion)


def _una_vez(request, participante, paso, form, accion):
    """Run ``accion`` once for this POST and return True; or False after telling the form what a rule said."""

    def hacer():
        accion()
        return reverse("mi_lugar:mi_lugar")

    clave, ambito = request.POST.get("clave_envio", ""), f"lugar:{participante.codigo}:{paso}"
    try:
        una_vez(clave=clave, ambito=ambito, datos=request.POST, accion=hacer)
    except forms.ValidationError as error:
        agregar_validacion(form, error)
    except ErrorInscripcion as error:
        form.add_error(None, forms.ValidationError(error.mensaje, code=error.codigo))
    return form.is_valid()


def _volver(request, form):
    for mensaje in form.non_field_errors():
        messages.warning(request, mensaje)
    return redirect("mi_lugar:mi_lugar")
