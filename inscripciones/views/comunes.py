"""What every step shares: which registration, how it is shown, how what was sent is kept."""

from functools import partial, wraps

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from comun.envios import clave_de, una_vez
from comun.restricciones import agregar_validacion
from comun.vistas import personal
from inscripciones import aportes, pasos
from inscripciones.acceso import editable_por, iniciada_por
from inscripciones.errores import CupoLleno, ErrorInscripcion, FaltaCompletar, InscripcionCerrada
from inscripciones.models import Asistencia

VOLVER = "revisar"


def de_inscripcion(vista=None, *, tambien_cerrada=False):
    """Decorate a view of a registration that this browser may change; it is passed as second argument.

    Without one: to the page that asks for the link, or to the reference of what this browser confirmed (a second click
    on "Confirmar" ends there too). Outside the window (unless ``tambien_cerrada``) or withdrawn: a page that says so.
    """
    if vista is None:
        return partial(de_inscripcion, tambien_cerrada=tambien_cerrada)

    @personal
    @wraps(vista)
    def envuelta(request, *args, **kwargs):
        inscripcion = editable_por(request)
        if inscripcion is None:
            iniciada = iniciada_por(request)
            if iniciada and iniciada.es_confirmada:
                return _ya_confirmada(request)
            messages.info(request, _("Para seguir con su inscripción, pida su enlace o inicie una nueva."))
            return redirect("seminario:acceso")
        if not (inscripcion.es_borrador or inscripcion.es_confirmada):
            return render(request, "inscripciones/terminada.html", {"inscripcion": inscripcion})
        if not tambien_cerrada and inscripcion.cumbre.inscripcion() != "abierta":
            return mostrar_ventana(request, inscripcion.cumbre, inscripcion=inscripcion)
        return vista(request, inscripcion, *args, **kwargs)

    return envuelta


def _ya_confirmada(request):
    if request.resolver_match.url_name != VOLVER:
        messages.info(request, _("Ya está confirmada: para cambiar algo, abra el enlace que enviamos por correo."))
    return redirect("inscripciones:lista")


def mostrar_ventana(request, cumbre, inscripcion=None):
    """Render the page "not yet open" or "already closed"; there may be no Cumbre at all."""
    ventana = cumbre.inscripcion() if cumbre else "cerrada"
    contexto = {"cumbre": cumbre, "ventana": ventana, "inscripcion": inscripcion}
    return render(request, "inscripciones/ventana.html", contexto)


def vuelve(request):
    """True if the person came from "Cambiar" on the check page and goes back there."""
    return (request.POST.get("volver") or request.GET.get("volver")) == VOLVER


def a_paso(request, paso):
    """Return the address of ``paso``, still on the way back to the check page if that is where the person came from."""
    return pasos.direccion(paso) + (f"?volver={VOLVER}" if vuelve(request) else "")


def tras(request, inscripcion, paso):
    """Return where to go after ``paso``: the check page, *mi espacio* once confirmed, or the next step."""
    inscripcion = type(inscripcion).objects.con_elecciones().get(pk=inscripcion.pk)
    if inscripcion.es_confirmada:
        return reverse("seminario:mi_espacio")
    return pasos.direccion("revisar") if vuelve(request) else pasos.siguiente(inscripcion, paso)


def mostrar(request, inscripcion, paso, plantilla, form=None, status=None, **contexto):
    """Render one step with its number, the way back and the hour of the last save."""
    url_atras = pasos.direccion("revisar") if vuelve(request) else pasos.anterior(inscripcion, paso)
    if inscripcion.es_borrador:
        numero, total = pasos.posicion(inscripcion, paso) if paso in pasos.pasos_de(inscripcion) else (None, None)
        contexto |= {"paso": numero, "pasos": total}
    else:
        url_atras = reverse("seminario:mi_espacio")
        contexto.setdefault("texto_atras", None if "url_atras" in contexto else _("Volver a mi espacio"))
    contexto = {
        "url_atras": url_atras,
        "inscripcion": inscripcion,
        "form": form,
        "clave_envio": clave_de(request),
        "guardado": inscripcion.guardada,
        "zona": inscripcion.cumbre.zona_horaria,
        "volver": VOLVER if vuelve(request) else "",
        **contexto,
    }
    return render(request, plantilla, contexto, status=status)


def guardar(request, inscripcion, paso, form, accion):
    """Run ``accion`` once for this POST; return the redirect, or ``None`` after telling the form what a rule said.

    ``accion()`` returns the address to go to. A change of a confirmed registration also tells who got to a waiting list
    and what overlaps since then.
    """
    antes = _situacion(inscripcion)
    try:
        destino = una_vez(
            clave=request.POST.get("clave_envio", ""),
            ambito=f"{inscripcion.codigo}:{paso}",
            datos=request.POST,
            accion=accion,
        )
    except FaltaCompletar as error:
        if paso == error.paso:
            agregar_error(form, error)
            return None
        messages.warning(request, error.mensaje)
        return redirect(pasos.direccion(error.paso))
    except CupoLleno:
        return redirect("inscripciones:lleno")
    except InscripcionCerrada:
        return mostrar_ventana(request, inscripcion.cumbre, inscripcion=inscripcion)
    except forms.ValidationError as error:
        agregar_validacion(form, error)
        return None
    except ErrorInscripcion as error:
        agregar_error(form, error)
        return None
    if inscripcion.es_confirmada:
        messages.success(request, _("Se guardaron los cambios."))
    for mensaje in _situacion(inscripcion).keys() - antes.keys():
        messages.warning(request, mensaje)
    return redirect(destino)


def _situacion(inscripcion):
    """Return what a confirmed registration must be told when it is new: ``{sentence: None}``; nothing for a draft."""
    if not inscripcion.es_confirmada:
        return {}
    suyas = Asistencia.objects.filter(participante__inscripcion=inscripcion)
    frases = [
        _("No quedan lugares presenciales en «%(actividad)s»: %(nombre)s está en la lista de espera.")
        % {"nombre": espera.participante.nombre, "actividad": espera.actividad.titulo}
        for espera in suyas.en_espera().select_related("participante", "actividad")
    ]
    frases += [
        _("%(nombre)s: «%(una)s» y «%(otra)s» coinciden en el horario. Puede dejarlas así o cambiar una.")
        % {"nombre": persona.nombre, "una": una.titulo, "otra": otra.titulo}
        for persona, una, otra in suyas.choques()
    ]
    if aportes.hay_aportes(inscripcion.contacto) and not _va_al_seminario(inscripcion):
        frases.append(
            _("Su delegación ya no va al seminario. Lo que presentó sigue como estaba: si quiere, quítelo desde aquí.")
        )
    return dict.fromkeys(frases)


def _va_al_seminario(inscripcion):
    return type(inscripcion).objects.filter(pk=inscripcion.pk).con_seminario().exists()


def agregar_error(form, error):
    """Put a rule's sentence into the form, at its field if the form has it."""
    campo = error.campo if error.campo in form.fields else None
    form.add_error(campo, forms.ValidationError(error.mensaje, code=error.codigo))


def contar_errores(request, form):
    """Tell what a rule said on the page that the person is sent back to."""
    for mensaje in form.non_field_errors():
        messages.error(request, mensaje)
