from django.urls import path

from proyectos.views import catalogo, datos, novedades, proyecto

app_name = "proyectos"

urlpatterns = [
    path("proyectos/", catalogo.catalogo, name="catalogo"),
    path("proyectos.csv", datos.en_csv, name="csv"),
    path("proyectos.json", datos.en_json, name="json"),
    path("proyectos.geojson", datos.en_geojson, name="geojson"),
    path("proyectos/novedades.atom", novedades.novedades, name="novedades"),
    path("proyectos/<slug:slug>/", proyecto.proyecto, name="proyecto"),
]
