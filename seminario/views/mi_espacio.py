"""*Mi espacio*: what a contact has, and what they may change of themselves."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actores import contactos, sesion
from actores.vistas import de_contacto
from agenda.charlas import lugar_de
from comun import limites
from comun.envios import clave_de, nueva_clave, una_vez
from comun.formularios import sugerir_correo
from inscripciones import pasos, services
from inscripciones.edicion import solo_por_solicitud
from inscripciones.errores import ErrorInscripcion
from inscripciones.models import Asistencia, Inscripcion
from inscripciones.relato import relatar_pedidos
from inscripciones.situacion import cuando, personas_de, situacion
from inscripciones.uniones import uniones_de
from proyectos.models import Proyecto
from seminario.forms import DatosForm
from seminario.salas import salas_de

CAMBIOS_DE_CORREO_POR_DIA = 10


@de_contacto
@require_safe
def mi_espacio(request, contacto):
    """Show what the contact has: registration, people and activities, what they bring, consents, projects."""
    inscripcion = _inscripcion_de(contacto)
    personas = personas_de(inscripcion) if inscripcion else []
    salas = salas_de(inscripcion, personas)
    abierta = inscripcion is not None and inscripcion.cumbre.inscripcion() == "abierta"
    traido = _lo_que_trae(contacto)
    charla = traido["propuesta"] and traido["propuesta"].intervencion
    contexto = traido | {
        "contacto": contacto,
        "lugar": charla and lugar_de(charla),
        "inscripcion": inscripcion,
        "personas": [(persona, _actividades(persona)) for persona in personas],
        "con_calendario": _hay_calendario(inscripcion),
        "salas": salas,
        "salas_primero": any(sala.de_hoy and sala.fase != "despues" for sala in salas),
        "uniones": inscripcion and uniones_de(inscripcion),
        "se_puede_cambiar": abierta and inscripcion.es_confirmada,
        "se_puede_pedir": inscripcion is not None and solo_por_solicitud(inscripcion),
        "solicitudes": relatar_pedidos(list(inscripcion.solicitudes.all())) if inscripcion else [],
        "se_puede_retirar": inscripcion is not None and (inscripcion.es_confirmada or inscripcion.es_borrador),
        "url_seguir": pasos.direccion_para_seguir(inscripcion) if abierta and inscripcion.es_borrador else "",
        "proyectos": Proyecto.objects.de_contacto(contacto).con_nombre() if contacto.ciudad_id else [],
        "con_aportes": any(traido.values()) or (inscripcion is not None and inscripcion.con_seminario),
        "clave_envio": nueva_clave(),
    }
    return render(request, "mi_espacio/mi_espacio.html", contexto)


@de_contacto
@require_http_methods(["GET", "HEAD", "POST"])
def datos(request, contacto):
    """Change name, phone, role and language at once; a new e-mail waits until it is proved."""
    inicial = {campo: getattr(contacto, campo) for campo in ("nombre", "email", "telefono", "cargo", "idioma")}
    form = DatosForm(request.POST or None, initial=inicial)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_una_vez(request, contacto, "datos", lambda: _guardar_datos(request, contacto, form)))
        except forms.ValidationError as error:
            form.add_error("email" if error.code == "limite" else None, error)
    contexto = {
        "form": form,
        "contacto": contacto,
        "sugerencia": sugerir_correo(form["email"].value() or "") if form.is_bound else None,
        "clave_envio": clave_de(request),
        "url_atras": reverse("seminario:mi_espacio"),
    }
    return render(request, "mi_espacio/datos.html", contexto)


@de_contacto
@require_http_methods(["GET", "HEAD", "POST"])
def retirar(request, contacto):
    """Withdraw the registration, after a page that says what that does."""
    inscripcion = _inscripcion_de(contacto)
    if inscripcion is None:
        return redirect("seminario:mi_espacio")
    if request.method != "POST":
        return _preguntar(request, "mi_espacio/retirar.html", inscripcion=inscripcion)

    def accion():
        services.retirar(inscripcion=inscripcion)
        return reverse("seminario:mi_espacio")

    try:
        destino = _una_vez(request, contacto, "retirar", accion)
    except ErrorInscripcion as error:
        messages.warning(request, error.mensaje)
        destino = reverse("seminario:mi_espacio")
    return redirect(destino)


@de_contacto
@require_http_methods(["GET", "HEAD", "POST"])
def enlaces(request, contacto):
    """End every link and session of this contact and mail a new link."""
    if request.method != "POST":
        return _preguntar(request, "mi_espacio/enlaces.html", contacto=contacto)

    def accion():
        contactos.anular_enlaces(contacto=contacto)
        return reverse("seminario:acceso")

    destino = _una_vez(request, contacto, "enlaces", accion)
    sesion.salir(request)
    messages.success(request, _("Los enlaces anteriores dejaron de servir. Le enviamos por correo uno nuevo."))
    return redirect(destino)


@de_contacto
@require_POST
def salir(request, contacto):
    """End this session; the mailed link opens it again."""
    sesion.salir(request)
    messages.success(request, _("Salió de su espacio. Para volver, abra el enlace de su correo."))
    return redirect("seminario:portada")


def _guardar_datos(request, contacto, form):
    """Write what changed and say what happens next; return where to go. Raises ValidationError over the limit."""
    nuevos = dict(form.cleaned_data)
    email = nuevos.pop("email")
    contacto = contactos.cambiar_datos(contacto=contacto, **nuevos)
    if email.lower() != contacto.email.lower():
        if not limites.permitir("correo:contacto", contacto.codigo, maximo=CAMBIOS_DE_CORREO_POR_DIA, segundos=86400):
            mensaje = _("Hoy ya se pidieron varios cambios de dirección: intente mañana o escriba al equipo.")
            raise forms.ValidationError(mensaje, code="limite")
        contactos.pedir_cambio_de_correo(contacto=contacto, email=email)
        aviso = _("Datos guardados. Falta confirmar la dirección nueva: abra el mensaje que enviamos a %(email)s.")
        messages.success(request, aviso % {"email": email})
    else:
        messages.success(request, _("Datos guardados."))
    return reverse("seminario:mi_espacio")


def _preguntar(request, plantilla, **contexto):
    """Show the page that says what an action does and asks for it."""
    contexto |= {"clave_envio": nueva_clave(), "url_atras": reverse("seminario:mi_espacio")}
    return render(request, plantilla, contexto)


def _inscripcion_de(contacto):
    return (
        Inscripcion.objects.de_contacto(contacto)
        .select_related("cumbre", "contacto", "ciudad", "institucion", "posible_duplicada_de")
        .prefetch_related("elecciones__actividad")
        .first()
    )


def _lo_que_trae(contacto):
    return {
        "fichas": list(contacto.fichas.select_related("unidad").order_by("tipo", "lugar")),
        "propuesta": contacto.propuestas.select_related("cumbre", "intervencion__bloque__actividad__cumbre").first(),
        "mirada": getattr(contacto, "mirada", None),
        "programas": list(contacto.programas.all()),
    }


def _actividades(persona):
    return [
        {"actividad": a.actividad, "cuando": cuando(a.actividad), "situacion": situacion(a), "estado": a.estado}
        for a in persona.asistencias.all()
    ]


def _hay_calendario(inscripcion):
    """True if the delegation attends, or may attend, anything with a known hour."""
    return (
        inscripcion is not None
        and inscripcion.es_confirmada
        and Asistencia.objects.en_calendario().filter(participante__inscripcion=inscripcion).exists()
    )


def _una_vez(request, contacto, paso, accion):
    ambito = f"espacio:{contacto.codigo}:{paso}"
    return una_vez(clave=request.POST.get("clave_envio", ""), ambito=ambito, datos=request.POST, accion=accion)
