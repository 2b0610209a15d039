"""Addresses of the portal: Spanish without prefix, Portuguese under ``/pt-br/``, the same path in both."""

from importlib.util import find_spec

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from seminario.views import paginas, portada

propias = [
    path("", portada.portada, name="portada"),
    path("seminario/", paginas.concepto, name="concepto"),
    path("privacidad/", paginas.privacidad, name="privacidad"),
    path("accesibilidad/", paginas.accesibilidad, name="accesibilidad"),
]

de_las_salas = [
    path("", include(modulo))
    for modulo in ("agenda.urls", "proyectos.urls", "intercambio.urls", "inscripciones.urls")
    if find_spec(modulo) and find_spec(modulo.replace(".urls", ".views"))
]

urlpatterns = i18n_patterns(
    path("", include((propias, "seminario"))),
    *de_las_salas,
    path("admin/", admin.site.urls),
    prefix_default_language=False,
)

handler400 = "seminario.views.errores.mal_pedido"
handler403 = "seminario.views.errores.prohibida"
handler404 = "seminario.views.errores.no_encontrada"
handler500 = "seminario.views.errores.fallo"
