"""The portal's addresses, and before them the two views of reference, behind the same middleware.

They do as little as such a view can, to be hard to match: no decorator of ours (ETag, compression, ``Vary``), no
``base.html``. The forty rows are what any list does: one query that joins one table more, and a plain loop.
"""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from proyectos.models import Proyecto
from seminario import urls
from seminario.urls import handler400, handler403, handler404, handler500  # noqa: F401 - Django looks for them here

FILAS = 40


def trivial(request):
    return HttpResponse("ok")


def filas(request):
    proyectos = Proyecto.objects.publicados().select_related("convocatoria").order_by("pk")[:FILAS]
    return render(request, "bench/filas.html", {"proyectos": proyectos})


urlpatterns = [path("bench/trivial/", trivial), path("bench/filas/", filas), *urls.urlpatterns]
