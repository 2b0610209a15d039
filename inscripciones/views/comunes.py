"""What every step shares: which registration, how it is shown, how what was sent is kept."""

from functools import partial, wraps

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comun import limites
from comun.envios import clave_de, una_vez
from comun.restricciones import agregar_validacion
from comun.vistas import personal
from inscripciones import aportes, pasos
from inscripciones.acceso import editable_por, iniciada_por
from inscripciones.edicion import solo_por_solicitud
from inscripciones.errores import CupoLleno, ErrorInscripcion, FaltaCompletar, InscripcionCerrada
from inscripciones.models import Asistencia

VOLVER = "revisar"
_SE_CERRO = gettext_lazy(
    "El plazo para hacer cambios terminó mientras completaba esta página: nada cambió todavía. Si lo envía ahora, será "
    "una solicitud que el equipo responde por correo."
)
CAMBIOS_POR_HORA = 600  # of one registration: ten for each of the most people that a delegation has


def de_inscripcion(vista=None, *, tambien_cerrada=False, por_solicitud=False):
    """Decorate a view of a registration that this browser may change; it is passed as second argument.

    Without one: to the page that asks for the link, or to the reference of what this browser confirmed (a second click
    on "Confirmar" ends there too). Withdrawn, or outside the window: a page that says so. With ``tambien_cerrada`` the
    window does not matter; with ``por_solicitud`` the view also takes what is asked for after it closed, which
    ``request.es_solicitud`` tells.
    """
    if vista is None:
        return partial(de_inscripcion, tambien_cerrada=tambien_cerrada, por_solicitud=por_solicitud)

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
        viva = inscripcion.es_borrador or inscripcion.es_confirmada
        unida = not viva and inscripcion.fue_unida
        if not viva and not (unida and tambien_cerrada):
            return render(request, "inscripciones/terminada.html", {"inscripcion": inscripcion, "unida": unida})
        request.es_solicitud = por_solicitud and solo_por_solicitud(inscripcion)
        if not (tambien_cerrada or request.es_solicitud) and inscripcion.cumbre.inscripcion() != "abierta":
            return mostrar_ventana(request, inscripcion.cumbre, inscripcion=inscripcion)
        return vista(request, inscripcion, *args, **kwargs)

    return envuelta


def es_solicitud(request):
    """True if what this page sends is asked for, not done (:func:`de_inscripcion`)."""
    return getattr(request, "es_solicitud", False)


def _ya_confirmada(request):
    if request.resolver_match.url_name != VOLVER:
        messages.info(request, _("Ya está confirmada: para cambiar algo, abra el enlace que enviamos por correo."))
    return redirect("inscripciones:lista")


def mostrar_ventana(request, cumbre, inscripcion=None):
    """Render the page "not yet open" or "already closed"; there may be no Cumbre at all."""
    ventana = cumbre.inscripcion() if cumbre else "cerrada"
    contexto = {
        "cumbre": cumbre,
        "ventana": ventana,
        "inscripcion": inscripcion,
        "se_puede_pedir": inscripcion is not None and solo_por_solicitud(inscripcion),
    }
    return render(request, "inscripciones/ventana.html", contexto)


def vuelve(request):
    """True if the person came from "Cambiar" on the check page and goes back there."""
    return (request.POST.get("volver") or request.GET.get("volver")) == VOLVER


def a_paso(request, paso):
    """Return the address of ``paso``, still on the way back to the check page if that is where the person came from."""
    return pasos.direccion(paso) + (f"?volver={VOLVER}" if vuelve(request) else "")


def tras(request, inscripcion, paso):
    """Return where to go after ``paso``: the check page, the next step, or *mi espacio* if it is no draft any more."""
    inscripcion = type(inscripcion).objects.con_elecciones().get(pk=inscripcion.pk)
    if not inscripcion.es_borrador:
        return reverse("seminario:mi_espacio")
    return pasos.direccion("revisar") if vuelve(request) else pasos.siguiente(inscripcion, paso)


def mostrar(request, inscripcion, paso, plantilla, form=None, status=None, **contexto):
    """Render one step with its number, the way back and the hour of the last save; 429 if it was too much."""
    if status is None and form is not None and form.has_error(NON_FIELD_ERRORS, "limite"):
        status = 429
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
        "guardado": None if es_solicitud(request) else inscripcion.guardada,
        "zona": inscripcion.cumbre.zona_horaria,
        "volver": VOLVER if vuelve(request) else "",
        "es_solicitud": es_solicitud(request),
        **contexto,
    }
    return render(request, plantilla, contexto, status=status)


def guardar(request, inscripcion, paso, form, accion):
    """Run ``accion`` once for this POST; return the redirect, or ``None`` after telling the form what a rule said.

    ``accion()`` returns the address to go to. A change of a confirmed registration also tells who got to a waiting list
    and what overlaps since then; a request, that it is one. Nothing is asked for by whoever did not read that it would
    be: the window closed while the page was open. Over ``CAMBIOS_POR_HORA`` nothing is run.
    """
    if es_solicitud(request) and request.POST.get("solicitud") != "1":
        agregar_error(form, ErrorInscripcion(_SE_CERRO))
        return None
    if not limites.permitir("cambios", inscripcion.codigo, maximo=CAMBIOS_POR_HORA, segundos=3600):
        form.add_error(None, _muchos_cambios())
        return None
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
    if es_solicitud(request):
        messages.success(
            request, _("Recibimos su solicitud: el equipo responde por correo. Hasta entonces nada cambia.")
        )
    elif inscripcion.es_confirmada:
        messages.success(request, _("Se guardaron los cambios."))
    for mensaje in _situacion(inscripcion).keys() - antes.keys():
        messages.warning(request, mensaje)
    return redirect(destino)


def _muchos_cambios():
    return forms.ValidationError(
        _(
            "Se guardaron muchos cambios en la última hora. Lo que escribió sigue en la página: espere unos minutos y "
            "vuelva a guardar."
        ),
        code="limite",
    )


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
