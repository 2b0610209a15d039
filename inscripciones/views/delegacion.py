"""The people of the delegation, one per POST, and what they attend; once the window closed, what is asked for."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comun.formularios import sugerir_correo
from inscripciones import lugares, services, solicitudes
from inscripciones.forms.comunes import AccionForm
from inscripciones.forms.delegacion import ParticipanteForm, clase_actividades
from inscripciones.models import Asistencia, SolicitudDeCambio
from inscripciones.services.enlaces import se_avisa_a
from inscripciones.views.comunes import a_paso, contar_errores, de_inscripcion, es_solicitud, guardar, mostrar, tras

_Accion = SolicitudDeCambio.Accion


def _hacer_o_pedir(request, inscripcion, accion, servicio, datos, destino, participante=None):
    """Run ``servicio()`` and return where to go next, ``destino()``; once the window closed, ask for it instead."""
    if es_solicitud(request):
        solicitudes.pedir(inscripcion=inscripcion, accion=accion, participante=participante, datos=datos)
        return reverse("seminario:mi_espacio")
    servicio()
    return destino()


@de_inscripcion(por_solicitud=True)
def personas(request, inscripcion):
    """The list of people and the form for one more; the first one is asked for at once."""
    inicial = {"idioma": inscripcion.idioma}
    form = ParticipanteForm(request.POST if request.method == "POST" else None, initial=inicial)
    if request.method == "POST" and form.is_valid():
        accion = partial(
            _hacer_o_pedir, request, inscripcion, _Accion.AGREGAR,
            partial(services.agregar_participante, inscripcion=inscripcion, **form.cleaned_data),
            form.cleaned_data, partial(a_paso, request, "personas"),
        )  # fmt: skip
        if respuesta := guardar(request, inscripcion, "personas", form, accion):
            if inscripcion.es_borrador:
                messages.success(request, _("Se agregó a %(nombre)s.") % {"nombre": form.cleaned_data["nombre"]})
            return respuesta
    return _mostrar_personas(request, inscripcion, form)


def _mostrar_personas(request, inscripcion, form):
    participantes = list(inscripcion.participantes.all())
    escritos = {inscripcion.contacto.email, *(p.email for p in participantes)}
    sugerencias = [(email, sugerido) for email in sorted(escritos) if (sugerido := sugerir_correo(email))]
    return mostrar(
        request, inscripcion, "personas", "inscripciones/personas.html", form, participantes=participantes,
        sugerencias=sugerencias, lleno=len(participantes) >= services.PERSONAS_MAXIMO,
    )  # fmt: skip


@require_POST
@de_inscripcion
def personas_listas(request, inscripcion):
    """The delegation is complete: add who was being typed, if anybody, and go on."""
    a_medias = any(request.POST.get(campo, "").strip() for campo in ParticipanteForm.ESCRITOS)
    form = ParticipanteForm(request.POST) if a_medias else AccionForm({})

    def accion():
        if a_medias:
            services.agregar_participante(inscripcion=inscripcion, **form.cleaned_data)
        services.terminar_personas(inscripcion=inscripcion)
        return tras(request, inscripcion, "personas")

    if form.is_valid() and (respuesta := guardar(request, inscripcion, "personas", form, accion)):
        return respuesta
    if a_medias:
        return _mostrar_personas(request, inscripcion, form)
    contar_errores(request, form)
    return redirect(a_paso(request, "personas"))


@require_POST
@de_inscripcion
def yo_tambien(request, inscripcion):
    """The contact joins the people."""
    form = AccionForm({})

    def accion():
        services.agregar_contacto(inscripcion=inscripcion)
        return a_paso(request, "personas")

    if respuesta := guardar(request, inscripcion, "yo", form, accion):
        return respuesta
    contar_errores(request, form)
    return redirect(a_paso(request, "personas"))


@de_inscripcion(por_solicitud=True)
def persona(request, inscripcion, codigo):
    """Change who one person is."""
    participante = get_object_or_404(inscripcion.participantes, codigo=codigo)
    inicial = {c: getattr(participante, c) for c in ("nombre", "email", "cargo", "idioma")}
    form = ParticipanteForm(request.POST if request.method == "POST" else None, initial=inicial)
    return _de_una_persona(request, inscripcion, participante, "persona", form, services.editar_participante)


@de_inscripcion(por_solicitud=True)
def sustituir_persona(request, inscripcion, codigo):
    """Give the place of one person to another."""
    participante = get_object_or_404(inscripcion.participantes, codigo=codigo)
    inicial = {"idioma": inscripcion.idioma}
    form = ParticipanteForm(request.POST if request.method == "POST" else None, initial=inicial)
    return _de_una_persona(request, inscripcion, participante, "sustituir", form, services.sustituir_participante)


@de_inscripcion(por_solicitud=True)
def quitar_persona(request, inscripcion, codigo):
    """Ask, then remove one person. Removed already: back to the list, as if it were now."""
    participante = inscripcion.participantes.filter(codigo=codigo).first()
    if participante is None:
        return redirect(a_paso(request, "personas"))
    form, quitar = AccionForm({}), services.quitar_participante
    avisa = se_avisa_a(participante)
    return _de_una_persona(request, inscripcion, participante, "quitar", form, quitar, se_avisa=avisa)


# What is done to one person: how it is asked for once the window closed, and its page.
_DE_UNA_PERSONA = {
    "persona": (_Accion.EDITAR, "inscripciones/persona.html"),
    "sustituir": (_Accion.SUSTITUIR, "inscripciones/sustituir_persona.html"),
    "quitar": (_Accion.QUITAR, "inscripciones/quitar_persona.html"),
}


def _de_una_persona(request, inscripcion, participante, paso, form, servicio, **contexto):
    """Do, or ask for, what the form says with ``servicio``; else show the page of that step."""
    accion, plantilla = _DE_UNA_PERSONA[paso]
    destino = partial(a_paso, request, "personas")
    if request.method == "POST" and form.is_valid():
        hacer = partial(
            _hacer_o_pedir, request, inscripcion, accion,
            partial(servicio, participante=participante, **form.cleaned_data),
            form.cleaned_data, destino, participante,
        )  # fmt: skip
        if respuesta := guardar(request, inscripcion, f"{paso}-{participante.codigo}", form, hacer):
            return respuesta
    contexto |= {"participante": participante, "url_atras": destino()}
    return mostrar(request, inscripcion, "personas", plantilla, form, **contexto)


# --- Activities ---------------------------------------------------------------------------------


@de_inscripcion(por_solicitud=True)
def actividades(request, inscripcion):
    """What the delegation attends and how, once for all; the seminar set apart."""
    elegidas = {e.actividad.slug: e.modalidad for e in inscripcion.elecciones.all()}
    form = _form_actividades(request, inscripcion, elegidas, sugerir="actividades" not in inscripcion.pasos)
    if request.method == "POST" and form.is_valid():
        elecciones = form.elecciones()
        accion = partial(
            _hacer_o_pedir, request, inscripcion, _Accion.ACTIVIDADES,
            partial(services.guardar_actividades, inscripcion=inscripcion, elecciones=elecciones),
            _por_clave(elecciones), partial(tras, request, inscripcion, "actividades"),
        )  # fmt: skip
        if respuesta := guardar(request, inscripcion, "actividades", form, accion):
            return respuesta
    return mostrar(
        request, inscripcion, "actividades", "inscripciones/actividades.html", form,
        propias=inscripcion.participantes.filter(actividades_propias=True),
        varias=inscripcion.participantes.count() > 1,
    )  # fmt: skip


@de_inscripcion(por_solicitud=True)
def actividades_de(request, inscripcion, codigo):
    """What one person attends, where it differs from the delegation's."""
    participante = get_object_or_404(inscripcion.participantes, codigo=codigo)
    suyas = participante.asistencias.select_related("actividad").exclude(estado=Asistencia.Estado.RETIRADA)
    elegidas = {a.actividad.slug: a.modalidad for a in suyas}
    form = _form_actividades(request, inscripcion, elegidas)
    sigue = "seguir_delegacion" in request.POST
    if request.method == "POST" and (sigue or form.is_valid()):
        elecciones = None if sigue else form.elecciones()
        destino = partial(a_paso, request, "personas")
        if inscripcion.es_confirmada:
            destino = partial(tras, request, inscripcion, "actividades")
        accion = partial(
            _hacer_o_pedir, request, inscripcion, _Accion.ACTIVIDADES_DE,
            partial(services.guardar_actividades_de, participante=participante, elecciones=elecciones),
            _por_clave(elecciones), destino, participante,
        )  # fmt: skip
        if respuesta := guardar(request, inscripcion, f"actividades-{codigo[:32]}", form, accion):
            return respuesta
    return mostrar(
        request, inscripcion, "actividades", "inscripciones/actividades_de.html", form, participante=participante,
        url_atras=a_paso(request, "personas"),
    )  # fmt: skip


def _por_clave(elecciones):
    """Return what was chosen in plain values, as a request keeps it."""
    return {"elecciones": elecciones and {str(actividad.pk): como for actividad, como in elecciones.items()}}


def _form_actividades(request, inscripcion, elegidas, *, sugerir=False):
    """Return the form of what may be chosen; with ``sugerir``, ticked as the button that led here suggests."""
    ofrecidas = _ofrecidas(request, inscripcion, elegidas)
    if sugerir:
        elegidas = {a.slug: "" for a in ofrecidas if a.slug in inscripcion.sugeridas}
    enviado = request.POST if request.method == "POST" else None
    return clase_actividades(ofrecidas)(
        enviado, actividades=ofrecidas, elegidas=elegidas, llenas=lugares.llenas(ofrecidas)
    )


def _ofrecidas(request, inscripcion, elegidas):
    """Return the activities that may be chosen, those already chosen that closed meanwhile, and those that closed while
    the page was being filled in: the service says so by their name."""
    enviadas = set(request.POST.getlist("actividades"))
    todas = inscripcion.cumbre.actividades.en_orden()
    return [a for a in todas if not a.cerrada or a.slug in elegidas or a.slug in enviadas]
