"""Addresses of the registration; the steps in their order."""

from django.urls import path

from inscripciones.views import aportes, cierre, delegacion, inicio, solicitudes

app_name = "inscripciones"
urlpatterns = [
    path("inscripcion/", inicio.inicio, name="inicio"),
    path("inscripcion/tipo/", inicio.tipo, name="tipo"),
    path("inscripcion/quien/", inicio.quien, name="quien"),
    path("inscripcion/quien/cambiar/", inicio.cambiar_quien, name="cambiar_quien"),
    path("inscripcion/contacto/", inicio.contacto, name="contacto"),
    path("inscripcion/personas/", delegacion.personas, name="personas"),
    path("inscripcion/personas/listas/", delegacion.personas_listas, name="personas_listas"),
    path("inscripcion/personas/yo/", delegacion.yo_tambien, name="yo_tambien"),
    path("inscripcion/personas/<slug:codigo>/", delegacion.persona, name="persona"),
    path("inscripcion/personas/<slug:codigo>/sustituir/", delegacion.sustituir_persona, name="sustituir_persona"),
    path("inscripcion/personas/<slug:codigo>/quitar/", delegacion.quitar_persona, name="quitar_persona"),
    path("inscripcion/personas/<slug:codigo>/actividades/", delegacion.actividades_de, name="actividades_de"),
    path("inscripcion/actividades/", delegacion.actividades, name="actividades"),
    path("inscripcion/solicitudes/quitar/", solicitudes.quitar_solicitud, name="quitar_solicitud"),
    path("inscripcion/aportes/", aportes.aportes, name="aportes"),
    path("inscripcion/aportes/listos/", aportes.listos, {"paso": "aportes"}, name="aportes_listos"),
    path("inscripcion/aportes/nueva/<slug:tipo>/", aportes.ficha_nueva, name="ficha_nueva"),
    path("inscripcion/aportes/<slug:codigo>/", aportes.ficha, name="ficha"),
    path("inscripcion/aportes/<slug:codigo>/quitar/", aportes.quitar, {"que": "ficha"}, name="quitar_ficha"),
    path("inscripcion/experiencia/", aportes.experiencia, name="experiencia"),
    path("inscripcion/mirada/", aportes.mirada, name="mirada"),
    path("inscripcion/programas/", aportes.programas, name="programas"),
    path("inscripcion/programas/listos/", aportes.listos, {"paso": "programas"}, name="programas_listos"),
    path("inscripcion/programas/nuevo/", aportes.programa_nuevo, name="programa_nuevo"),
    path("inscripcion/programas/<slug:codigo>/", aportes.programa, name="programa"),
    path("inscripcion/programas/<slug:codigo>/quitar/", aportes.quitar, {"que": "programa"}, name="quitar_programa"),
    path("inscripcion/consentimientos/", cierre.consentimientos, name="consentimientos"),
    path("inscripcion/revisar/", cierre.revisar, name="revisar"),
    path("inscripcion/lleno/", cierre.lleno, name="lleno"),
    path("inscripcion/lista/", cierre.lista, name="lista"),
    path("inscripcion/lista/calendario.ics", cierre.calendario, name="calendario"),
]
