from django.urls import path

from agenda import views

app_name = "agenda"

urlpatterns = [
    path("agenda/", views.agenda, name="agenda"),
    path("agenda/cumbre/", views.cumbre, name="cumbre"),
    path("agenda.ics", views.calendario_del_seminario, name="calendario"),
    path("agenda/<slug:slug>.ics", views.calendario_de_intervencion, name="calendario_intervencion"),
    path("agenda/<slug:slug>/", views.intervencion, name="intervencion"),
]
