from django.urls import path

from proyectos.views import (
    catalogo,
    cifras,
    datos,
    mapa,
    novedades,
    proponer,
    proponer_apartados,
    proponer_quienes,
    proyecto,
    tarjeta,
)

app_name = "proyectos"

UNA = "proyectos/proponer/<slug:codigo>/"

de_una_propuesta = [
    path(UNA, proponer.borrador, name="proponer_borrador"),
    path(f"{UNA}titulo/", proponer_apartados.titulo, name="proponer_titulo"),
    path(f"{UNA}quienes/", proponer_quienes.quienes, name="proponer_quienes"),
    path(f"{UNA}quienes/agregar/<slug:tipo>/", proponer_quienes.agregar, name="proponer_agregar"),
    path(f"{UNA}quienes/<slug:tipo>/<slug:slug>/", proponer_quienes.rol, name="proponer_rol"),
    path(f"{UNA}quienes/<slug:tipo>/<slug:slug>/quitar/", proponer_quienes.quitar, name="proponer_quitar"),
    path(f"{UNA}convocatoria/", proponer_apartados.convocatoria, name="proponer_convocatoria"),
    path(f"{UNA}temas/", proponer_apartados.temas, name="proponer_temas"),
    path(f"{UNA}alcance/", proponer_apartados.alcance, name="proponer_alcance"),
    path(f"{UNA}carta/", proponer_apartados.carta, name="proponer_carta"),
    path(f"{UNA}carta/archivo/", proponer_apartados.archivo, name="proponer_archivo"),
    path(f"{UNA}carta/quitar/", proponer_apartados.quitar_carta, name="proponer_quitar_carta"),
    path(f"{UNA}enviar/", proponer.enviar, name="proponer_enviar"),
    path(f"{UNA}recibido/", proponer.recibido, name="proponer_recibido"),
    path(f"{UNA}borrar/", proponer.borrar, name="proponer_borrar"),
]

urlpatterns = [
    path("proyectos/", catalogo.catalogo, name="catalogo"),
    path("proyectos.csv", datos.en_csv, name="csv"),
    path("proyectos.json", datos.en_json, name="json"),
    path("proyectos.geojson", datos.en_geojson, name="geojson"),
    path("proyectos/novedades.atom", novedades.novedades, name="novedades"),
    path("proyectos/datos/", datos.columnas, name="datos"),
    path("proyectos/mapa/", mapa.mapa, name="mapa"),
    path("proyectos/cifras/", cifras.cifras, name="cifras"),
    path("proyectos/proponer/", proponer.proponer, name="proponer"),
    *de_una_propuesta,
    path("proyectos/<slug:slug>/", proyecto.proyecto, name="proyecto"),
    path("proyectos/<slug:slug>/tarjeta.png", tarjeta.tarjeta, name="tarjeta"),
]
