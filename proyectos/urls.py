from django.urls import path

from proyectos.views import catalogo, cifras, mapa, proyecto

app_name = "proyectos"

urlpatterns = [
    path("proyectos/", catalogo.catalogo, name="catalogo"),
    path("proyectos/mapa/", mapa.mapa, name="mapa"),
    path("proyectos/cifras/", cifras.cifras, name="cifras"),
    path("proyectos/<slug:slug>/", proyecto.proyecto, name="proyecto"),
]
