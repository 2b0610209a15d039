"""The people of the delegation, one per POST, and what they attend."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comun.formularios import sugerir_correo
from inscripciones import lugares, services
from inscripciones.forms.comunes import AccionForm
from inscripciones.forms.delegacion import ParticipanteForm, clase_actividades
from inscripciones.models import Asistencia
from inscripciones.views.comunes import a_paso, contar_errores, de_inscripcion, guardar, mostrar, tras


@de_inscripcion
def personas(request, inscripcion):
    """The list of people and the form for one more; the first one is asked for at once."""
    form = ParticipanteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():

        def accion():
            services.agregar_participante(inscripcion=inscripcion, **form.cleaned_data)
            return a_paso(request, "personas")

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
    a_medias = any(request.POST.get(campo, "").strip() for campo in ParticipanteForm.base_fields)
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


@de_inscripcion
def persona(request, inscripcion, codigo):
    """Change who one person is."""
    participante = get_object_or_404(inscripcion.participantes, codigo=codigo)
    inicial = {c: getattr(participante, c) for c in ("nombre", "email", "cargo")}
    form = ParticipanteForm(request.POST if request.method == "POST" else None, initial=inicial)
    if request.method == "POST" and form.is_valid():

        def accion():
            services.editar_participante(participante=participante, **form.cleaned_data)
            return a_paso(request, "personas")

        if respuesta := guardar(request, inscripcion, f"persona-{codigo[:32]}", form, accion):
            return respuesta
    return mostrar(
        request, inscripcion, "personas", "inscripciones/persona.html", form, participante=participante,
        url_atras=a_paso(request, "personas"),
    )  # fmt: skip


@de_inscripcion
def quitar_persona(request, inscripcion, codigo):
    """Ask, then remove one person. Removed already: back to the list, as if it were now."""
    participante = inscripcion.participantes.filter(codigo=codigo).first()
    if participante is None:
        return redirect(a_paso(request, "personas"))
    form = AccionForm({})
    if request.method == "POST":

        def accion():
            services.quitar_participante(participante=participante)
            return a_paso(request, "personas")

        if respuesta := guardar(request, inscripcion, f"quitar-{codigo[:32]}", form, accion):
            return respuesta
    return mostrar(
        request, inscripcion, "personas", "inscripciones/quitar_persona.html", form, participante=participante,
        url_atras=a_paso(request, "personas"),
    )  # fmt: skip


# --- Activities ---------------------------------------------------------------------------------


@de_inscripcion
def actividades(request, inscripcion):
    """What the delegation attends and how, once for all; the seminar set apart."""
    elegidas = {e.actividad.slug: e.modalidad for e in inscripcion.elecciones.all()}
    ofrecidas = _ofrecidas(request, inscripcion, elegidas)
    inicial = elegidas
    if "actividades" not in inscripcion.pasos:
        inicial = {a.slug: "" for a in ofrecidas if a.slug in inscripcion.sugeridas}
    form = clase_actividades(ofrecidas)(
        _limpio(request), actividades=ofrecidas, elegidas=inicial, llenas=lugares.llenas(ofrecidas)
    )
    if request.method == "POST" and form.is_valid():

        def accion():
            services.guardar_actividades(inscripcion=inscripcion, elecciones=form.elecciones())
            return tras(request, inscripcion, "actividades")

        if respuesta := guardar(request, inscripcion, "actividades", form, accion):
            return respuesta
    return mostrar(
        request, inscripcion, "actividades", "inscripciones/actividades.html", form,
        propias=inscripcion.participantes.filter(actividades_propias=True),
        varias=inscripcion.participantes.count() > 1,
    )  # fmt: skip


@de_inscripcion
def actividades_de(request, inscripcion, codigo):
    """What one person attends, where it differs from the delegation's."""
    participante = get_object_or_404(inscripcion.participantes, codigo=codigo)
    elegidas = {
        a.actividad.slug: a.modalidad
        for a in participante.asistencias.select_related("actividad").exclude(estado=Asistencia.Estado.RETIRADA)
    }
    ofrecidas = _ofrecidas(request, inscripcion, elegidas)
    form = clase_actividades(ofrecidas)(
        _limpio(request), actividades=ofrecidas, elegidas=elegidas, llenas=lugares.llenas(ofrecidas)
    )
    if request.method == "POST" and ("seguir_delegacion" in request.POST or form.is_valid()):

        def accion():
            elecciones = None if "seguir_delegacion" in request.POST else form.elecciones()
            services.guardar_actividades_de(participante=participante, elecciones=elecciones)
            return (
                tras(request, inscripcion, "actividades") if inscripcion.es_confirmada else a_paso(request, "personas")
            )

        if respuesta := guardar(request, inscripcion, f"actividades-{codigo[:32]}", form, accion):
            return respuesta
    return mostrar(
        request, inscripcion, "actividades", "inscripciones/actividades_de.html", form, participante=participante,
        url_atras=a_paso(request, "personas"),
    )  # fmt: skip


def _limpio(request):
    return request.POST if request.method == "POST" else None


def _ofrecidas(request, inscripcion, elegidas):
    """Return the activities that may be chosen, those already chosen that closed meanwhile, and those that closed while
    the page was being filled in: the service says so by their name."""
    enviadas = set(request.POST.getlist("actividades"))
    todas = inscripcion.cumbre.actividades.en_orden()
    return [a for a in todas if not a.cerrada or a.slug in elegidas or a.slug in enviadas]
