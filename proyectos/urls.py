from django.urls import path

from proyectos.views import catalogo, proyecto

app_name = "proyectos"

urlpatterns = [
    path("proyectos/", catalogo.catalogo, name="catalogo"),
    path("proyectos/<slug:slug>/", proyecto.proyecto, name="proyecto"),
]
