"""Addresses of *mi lugar*, what each person of a delegation has for themselves."""

from django.urls import path

from inscripciones.views import mi_lugar

app_name = "mi_lugar"
urlpatterns = [
    path("mi-lugar/", mi_lugar.mi_lugar, name="mi_lugar"),
    path("mi-lugar/voy/", mi_lugar.voy, name="voy"),
    path("mi-lugar/no-voy/", mi_lugar.no_voy, name="no_voy"),
    path("mi-lugar/actividades/<slug:slug>/dejar/", mi_lugar.dejar_actividad, name="dejar_actividad"),
    path("mi-lugar/necesidades/", mi_lugar.necesidades, name="necesidades"),
    path("mi-lugar/permisos/", mi_lugar.permisos, name="permisos"),
    path("mi-lugar/idioma/", mi_lugar.idioma, name="idioma"),
    path("mi-lugar/calendario.ics", mi_lugar.calendario, name="calendario"),
    path("mi-lugar/entrada/", mi_lugar.entrada, name="entrada"),
    path("mi-lugar/entrada.pdf", mi_lugar.entrada_pdf, name="entrada_pdf"),
    path("mi-lugar/enlaces/", mi_lugar.enlaces, name="enlaces"),
    path("mi-lugar/salir/", mi_lugar.salir, name="salir"),
]
