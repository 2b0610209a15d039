from django.urls import path

from proyectos import views

app_name = "proyectos"

urlpatterns = [
    path("proyectos/", views.catalogo, name="catalogo"),
    path("proyectos/<slug:slug>/", views.proyecto, name="proyecto"),
]
