from django.urls import path

from agenda.views import agenda, calendarios, intervencion

app_name = "agenda"

urlpatterns = [
    path("agenda/", agenda.agenda, name="agenda"),
    path("agenda/cumbre/", agenda.cumbre, name="cumbre"),
    path("agenda.ics", calendarios.calendario_del_seminario, name="calendario"),
    path("agenda/<slug:slug>.ics", calendarios.calendario_de_intervencion, name="calendario_intervencion"),
    path("agenda/<slug:slug>/", intervencion.intervencion, name="intervencion"),
]
