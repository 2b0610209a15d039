"""The catalogue to take away: what the filters of the page leave, as CSV, JSON or GeoJSON, and what its columns say."""

from django.db.models import Count, Max, Sum
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language

from comun.turnos import Turno, mas_tarde
from comun.vistas import abierta, publica
from proyectos import datos
from proyectos.forms import FiltroProyectos

A_LA_VEZ = 2  # tables at once, in all processes: each keeps a thread of the server while it is read


@publica()
def columnas(request):
    """Say what each column means, and how each format writes it."""
    return render(request, "proyectos/datos.html", {"columnas": datos.COLUMNAS, "fuente": datos.FUENTE})


@abierta
@publica()
def en_csv(request):
    """Answer the projects that the filters let pass as CSV."""
    return _descarga(request, datos.en_csv, "csv", "text/csv; charset=utf-8")


@abierta
@publica()
def en_json(request):
    """Answer the projects that the filters let pass as JSON."""
    return _descarga(request, datos.en_json, "json", "application/json")


@abierta
@publica()
def en_geojson(request):
    """Answer the projects that the filters let pass as GeoJSON."""
    return _descarga(request, datos.en_geojson, "geojson", "application/geo+json")


def _descarga(request, escribir, extension, tipo):
    """Answer a file that is written while it is sent; its tag costs one query, however many projects there are."""
    filtro = FiltroProyectos(request.GET)
    etiqueta = _etiqueta(filtro.indice())
    sin_leer = HttpResponse(headers={"ETag": etiqueta})
    response = get_conditional_response(request, etag=etiqueta, response=sin_leer)
    if response is not sin_leer:
        return response
    piezas = ()
    if request.method == "GET":
        por_leer = escribir(filtro.proyectos(), _filtros(filtro))
        turno = Turno.pedir("proyectos.datos", A_LA_VEZ)
        if turno is None:
            return mas_tarde()
        piezas = turno.durante(por_leer)
    response = StreamingHttpResponse(piezas, content_type=tipo)
    response.headers["ETag"] = etiqueta
    response.headers["Link"] = f'<{datos.LICENCIA}>; rel="license"'
    response.headers["Content-Disposition"] = f'attachment; filename="proyectos-{timezone.localdate()}.{extension}"'
    return response


def _filtros(filtro):
    """Return the parameters in force, each with the values that were asked for."""
    pedidos = {}
    for puesto in filtro.puestos():
        pedidos.setdefault(puesto.clave, []).append(puesto.crudo)
    return pedidos


def _etiqueta(indice):
    """Return the tag of the rows found: weak, for the moment at which data was written is told in it."""
    hay = indice.aggregate(n=Count("pk"), claves=Sum("pk"), ultimo=Max("actualizado"))
    return f'W/"{get_language()}-{hay["n"]}-{hay["claves"] or 0}-{hay["ultimo"] and hay["ultimo"].timestamp()}"'
