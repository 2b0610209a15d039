"""ODS, thematic units, and the institutions with their lines."""

from django.utils.text import slugify

from actores.models import Institucion, Ods, Programa, UnidadTematica
from comun.publicacion import Publicacion
from seminario.demo.lectura import filas


def cargar_ods():
    conocidos = set(Ods.objects.values_list("numero", flat=True))
    nuevos = [
        Ods(numero=int(f["numero"]), nombre_es=f["es"], nombre_pt_br=f["pt"])
        for f in filas("ods")
        if int(f["numero"]) not in conocidos
    ]
    return len(Ods.objects.bulk_create(nuevos))


def cargar_unidades():
    slugs, nombres = set(), set()
    for slug, nombre in UnidadTematica.objects.values_list("slug", "nombre_es"):
        slugs.add(slug)
        nombres.add(nombre)
    nuevas = [
        UnidadTematica(nombre_es=f["es"], nombre_pt_br=f["pt"], slug=slugify(f["es"]))
        for f in filas("unidades_tematicas")
        if slugify(f["es"]) not in slugs and f["es"] not in nombres
    ]
    return len(UnidadTematica.objects.bulk_create(nuevas))


def cargar_instituciones():
    """Add the directory and the allies of projects; a new institution comes with its line for local governments.

    A line that no source confirms (``verificado=no``) waits for the staff to publish it.
    """
    slugs, nombres = set(), set()
    for slug, nombre in Institucion.objects.values_list("slug", "nombre"):
        slugs.add(slug)
        nombres.add(nombre)
    nuevas = {}
    for f in filas("instituciones") + filas("aliadas"):
        slug = slug_de_institucion(f)
        if slug not in slugs and f["nombre"] not in nombres:
            nuevas[slug] = Institucion(
                nombre=f["nombre"], sigla=f["sigla"], slug=slug, tipo=f["tipo"], pais=f["pais"], verificada=True
            )
    Institucion.objects.bulk_create(nuevas.values())
    Programa.objects.bulk_create(
        Programa(
            institucion=nuevas[slug_de_institucion(f)],
            titulo_es=f["linea_para_gobiernos_locales"],
            titulo_pt_br=f["linea_pt"],
            publicacion=Publicacion.PUBLICADA if f["verificado"] == "sí" else Publicacion.PENDIENTE,
        )
        for f in filas("instituciones")
        if slug_de_institucion(f) in nuevas and f["linea_para_gobiernos_locales"]
    )
    return len(nuevas)


def slug_de_institucion(fila):
    return slugify(fila["sigla"] or fila["nombre"])
