from django.urls import path

from proyectos.views import catalogo, cifras, mapa, proyecto, tarjeta

app_name = "proyectos"

urlpatterns = [
    path("proyectos/", catalogo.catalogo, name="catalogo"),
    path("proyectos/mapa/", mapa.mapa, name="mapa"),
    path("proyectos/cifras/", cifras.cifras, name="cifras"),
    path("proyectos/<slug:slug>/", proyecto.proyecto, name="proyecto"),
    path("proyectos/<slug:slug>/tarjeta.png", tarjeta.tarjeta, name="tarjeta"),
]
