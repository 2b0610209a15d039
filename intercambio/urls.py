from django.urls import path

from intercambio import views

app_name = "intercambio"

urlpatterns = [path("intercambio/", views.tablero, name="tablero")]
