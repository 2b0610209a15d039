"""Addresses of the portal: Spanish without prefix, Portuguese under ``/pt-br/``, the same path in both."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from comun import medios
from seminario.views import acceso, actores, mi_espacio, mis_datos, paginas, portada, salud, tarjeta, uniones

propias = [
    path("", portada.portada, name="portada"),
    path("tarjeta.png", tarjeta.tarjeta, name="tarjeta"),
    path("seminario/", paginas.concepto, name="concepto"),
    path("privacidad/", paginas.privacidad, name="privacidad"),
    path("accesibilidad/", paginas.accesibilidad, name="accesibilidad"),
    path("acceso/", acceso.acceso, name="acceso"),
    path("acceso/pedido/", acceso.pedido, name="acceso_pedido"),
    path("acceso/correo/<str:token>/", acceso.comprobar_correo, name="comprobar_correo"),
    path("acceso/<str:token>/", acceso.entrar, name="entrar"),
    path("mi-espacio/", mi_espacio.mi_espacio, name="mi_espacio"),
    path("mi-espacio/datos/", mi_espacio.datos, name="datos"),
    path("mi-espacio/enlaces/", mi_espacio.enlaces, name="enlaces"),
    path("mi-espacio/mis-datos/", mis_datos.mis_datos, name="mis_datos"),
    path("mi-espacio/mis-datos/borrar/", mis_datos.borrar, name="mis_datos_borrar"),
    path("mi-espacio/mis-datos/descargar/", mis_datos.descargar, name="mis_datos_descargar"),
    path("mi-espacio/retirar/", mi_espacio.retirar, name="retirar"),
    path("mi-espacio/union/", uniones.pedir_union, name="pedir_union"),
    path("mi-espacio/union/<slug:referencia>/", uniones.responder_union, name="responder_union"),
    path("mi-espacio/salir/", mi_espacio.salir, name="salir"),
    path("mi-lugar/mis-datos/", mis_datos.datos_de_mi_lugar, name="datos_de_mi_lugar"),
    path("mi-lugar/mis-datos/borrar/", mis_datos.borrar_de_mi_lugar, name="datos_de_mi_lugar_borrar"),
    path("mi-lugar/mis-datos/descargar/", mis_datos.descargar_de_mi_lugar, name="datos_de_mi_lugar_descargar"),
    path("ciudades/", actores.ciudades, name="ciudades"),
    path("ciudades/<slug:slug>/", actores.ciudad, name="ciudad"),
    path("instituciones/", actores.instituciones, name="instituciones"),
    path("instituciones/<slug:slug>/", actores.institucion, name="institucion"),
]

SALAS = (
    "agenda.urls",
    "proyectos.urls",
    "intercambio.urls",
    "inscripciones.urls",
    "inscripciones.urls_de_personas",
    "acreditacion.urls",
)
de_las_salas = [path("", include(modulo)) for modulo in SALAS]

para_maquinas = [
    path("livez", salud.livez, name="livez"),
    path("readyz", salud.readyz, name="readyz"),
    path("robots.txt", salud.robots, name="robots"),
    path("sitemap.xml", salud.sitemap, name="sitemap"),
    path("sitemap-<slug:seccion>-<int:numero>.xml", salud.archivo_de_sitemap, name="archivo_de_sitemap"),
    path("media/<path:ruta>", medios.archivo, name="archivo"),
]

# Patterns are tried in order: the agenda comes first because everybody asks for it on the day.
urlpatterns = para_maquinas + i18n_patterns(
    *de_las_salas,
    path("", include((propias, "seminario"))),
    path("admin/", admin.site.urls),
    prefix_default_language=False,
)

handler400 = "seminario.views.errores.mal_pedido"
handler403 = "seminario.views.errores.prohibida"
handler404 = "seminario.views.errores.no_encontrada"
handler500 = "seminario.views.errores.fallo"
