from django.urls import path

from agenda.views import agenda, calendarios, intervencion, preguntas

app_name = "agenda"

urlpatterns = [
    path("agenda/", agenda.agenda, name="agenda"),
    path("agenda/cumbre/", agenda.cumbre, name="cumbre"),
    path("agenda/preguntas/", preguntas.preguntar, name="preguntas"),
    path("agenda/preguntas/recibida/", preguntas.recibida, name="pregunta_recibida"),
    path("agenda.ics", calendarios.calendario_del_seminario, name="calendario"),
    path("agenda.json", calendarios.datos_de_la_cumbre, name="datos"),
    path("agenda/<slug:slug>.ics", calendarios.calendario_de_intervencion, name="calendario_intervencion"),
    path("agenda/<slug:slug>/", intervencion.intervencion, name="intervencion"),
]
