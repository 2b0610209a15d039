"""For machines: is the process alive, can it serve, and what robots may visit."""

import datetime
from functools import cache

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from comun.models import Mensaje
from comun.vistas import publica_al_dia
from seminario import sitemaps

CORREO_ATRASADO = datetime.timedelta(minutes=15)
CERRADAS_A_ROBOTS = ("admin/", "inscripcion/", "acceso/", "mi-espacio/", "mi-lugar/", "proyectos/proponer/")


@never_cache
@require_safe
def livez(request):
    """Answer as long as the process lives; touches neither the database nor the session."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request):
    """Answer 200 if the database, its migrations and the mail queue are in order, 503 with the reason otherwise."""
    partes = {}
    try:
        pendientes = _migraciones() - set(MigrationRecorder(connection).applied_migrations())
        partes["base"] = "ok"
        partes["migraciones"] = f"faltan {len(pendientes)}" if pendientes else "ok"
        if not pendientes:
            partes["correo"] = _estado_del_correo()
    except DatabaseError:
        partes["base"] = "no responde"
    lista = len(partes) == 3 and set(partes.values()) == {"ok"}
    return JsonResponse({"lista": lista, **partes}, status=200 if lista else 503)


@cache_control(public=True, max_age=86400)
@require_safe
def robots(request):
    """Tell robots where the map of the site is, and to keep out of forms, personal pages and the admin (a courtesy)."""
    prefijos = ["" if codigo == settings.LANGUAGE_CODE else f"{codigo}/" for codigo, _nombre in settings.LANGUAGES]
    lineas = ["User-agent: *", *(f"Disallow: /{prefijo}{ruta}" for prefijo in prefijos for ruta in CERRADAS_A_ROBOTS)]
    lineas += ["", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}"]
    return HttpResponse("\n".join(lineas) + "\n", content_type="text/plain")


@publica_al_dia(total=3600, servidor=600)
def sitemap(request):
    """Answer the map of the site, or the index of its files."""
    return HttpResponse(sitemaps.mapa(), content_type="application/xml")


@publica_al_dia(total=3600, servidor=600)
def archivo_de_sitemap(request, seccion, numero):
    """Answer one file of the map of the site."""
    contenido = sitemaps.archivo(seccion, numero)
    if contenido is None:
        raise Http404("no such file")
    return HttpResponse(contenido, content_type="application/xml")


@cache
def _migraciones():
    """Return the migrations of this code, read once from the disk."""
    return set(MigrationLoader(None).disk_migrations)


def _estado_del_correo():
    ahora = timezone.now()
    primero = Mensaje.objects.por_enviar(ahora).first()
    atraso = ahora - primero.proximo_intento if primero else datetime.timedelta(0)
    return "ok" if atraso < CORREO_ATRASADO else f"atrasado {int(atraso.total_seconds() // 60)} minutos"
