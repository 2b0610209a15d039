"""Consents, check, confirmation and what comes right after."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import override

from actores import sesion
from agenda.calendario import calendario_de_actividades
from agenda.models import Propuesta
from comun.formularios import sugerir_correo
from comun.vistas import personal
from inscripciones import aportes, lugares, pasos, services
from inscripciones.acceso import iniciada_por
from inscripciones.forms.cierre import ConsentimientosForm, clase_lleno
from inscripciones.forms.comunes import AccionForm
from inscripciones.models import Asistencia, Inscripcion
from inscripciones.views.comunes import de_inscripcion, guardar, mostrar, tras


@de_inscripcion(tambien_cerrada=True)
def consentimientos(request, inscripcion):
    """Three separate consents, unticked until given."""
    inicial = {
        "consentimiento_datos": bool(inscripcion.consentimiento_datos_el),
        "consentimiento_imagen": bool(inscripcion.consentimiento_imagen_el),
        "consentimiento_listado": bool(inscripcion.contacto.consentimiento_listado_el),
    }
    form = ConsentimientosForm(request.POST if request.method == "POST" else None, initial=inicial)
    if request.method == "POST" and form.is_valid():

        def accion():
            dados = {campo.removeprefix("consentimiento_"): valor for campo, valor in form.cleaned_data.items()}
            services.guardar_consentimientos(inscripcion=inscripcion, **dados)
            return tras(request, inscripcion, "consentimientos")

        if respuesta := guardar(request, inscripcion, "consentimientos", form, accion):
            return respuesta
    return mostrar(request, inscripcion, "consentimientos", "inscripciones/consentimientos.html", form)


@de_inscripcion
def revisar(request, inscripcion):
    """All the answers, each with its change; confirming is the only button."""
    if inscripcion.es_confirmada:
        return redirect("inscripciones:lista" if request.method == "POST" else "seminario:mi_espacio")
    form = AccionForm({})
    if request.method == "POST":

        def accion():
            services.confirmar(inscripcion=inscripcion)
            return reverse("inscripciones:lista")

        if respuesta := guardar(request, inscripcion, "confirmar", form, accion):
            return respuesta
    return mostrar(request, inscripcion, "revisar", "inscripciones/revisar.html", form, **_respuestas(inscripcion))


def _respuestas(inscripcion):
    contacto = inscripcion.contacto
    return {
        "participantes": inscripcion.participantes.prefetch_related("asistencias__actividad"),
        "fichas": contacto.fichas.select_related("unidad").prefetch_related("ods").order_by("tipo", "lugar"),
        "propuesta": Propuesta.objects.filter(contacto=contacto).select_related("proyecto").first(),
        "mirada": getattr(contacto, "mirada", None),
        "programas": contacto.programas.prefetch_related("unidades", "ods").order_by("pk"),
        "hay_aportes": aportes.hay_aportes(contacto),
        "choques": Asistencia.objects.filter(participante__inscripcion=inscripcion).choques(),
        "sugerencia": sugerir_correo(contacto.email),
    }


@de_inscripcion
def lleno(request, inscripcion):
    """The room is full: wait in line, attend online, or leave that activity; then confirm again."""
    actividades = lugares.sin_lugar(inscripcion)
    if not actividades or inscripcion.es_confirmada:
        return redirect(pasos.direccion_para_seguir(inscripcion))
    form = clase_lleno(actividades)(request.POST if request.method == "POST" else None, actividades=actividades)
    if request.method == "POST" and form.is_valid():

        def accion():
            services.resolver_lleno(inscripcion=inscripcion, decisiones=form.decisiones())
            return pasos.direccion("revisar")

        if respuesta := guardar(request, inscripcion, "lleno", form, accion):
            return respuesta
    return mostrar(
        request, inscripcion, "revisar", "inscripciones/lleno.html", form, actividades=actividades,
        url_atras=pasos.direccion("revisar"),
    )  # fmt: skip


# --- Done ---------------------------------------------------------------------------------------


def _terminada(request):
    """Return the confirmed registration that this browser began or entered, or ``None``."""
    contacto = sesion.contacto_de(request)
    inscripcion = Inscripcion.objects.de_contacto(contacto).first() if contacto else iniciada_por(request)
    return inscripcion if inscripcion and inscripcion.es_confirmada else None


@personal
def lista(request):
    """Reference and next steps, at an address without personal data."""
    inscripcion = _terminada(request)
    if inscripcion is None:
        return redirect("seminario:acceso")
    asistencias = Asistencia.objects.filter(participante__inscripcion=inscripcion)
    contexto = {
        "inscripcion": inscripcion,
        "cumbre": inscripcion.cumbre,
        "seminario": next((e.actividad for e in inscripcion.elecciones.all() if e.actividad.es_seminario), None),
        "solicitadas": asistencias.solicitadas().exists(),
        "en_espera": asistencias.en_espera().select_related("actividad", "participante"),
        "hay_aportes": aportes.hay_aportes(inscripcion.contacto),
        "pide_presentar": aportes.pide_presentar(inscripcion),
    }
    return render(request, "inscripciones/lista.html", contexto)


@personal
def calendario(request):
    """The calendar file of what this delegation attends."""
    inscripcion = _terminada(request)
    if inscripcion is None:
        return redirect("seminario:acceso")
    actividades = Asistencia.objects.filter(participante__inscripcion=inscripcion).actividades_en_calendario()
    with override(inscripcion.contacto.idioma):
        contenido = calendario_de_actividades(actividades)
    return HttpResponse(
        contenido,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{inscripcion.referencia}.ics"'},
    )
