"""The calls of the PCSSM and its 18 projects of 2017-2021."""

import datetime

from django.utils import timezone

from actores.models import Institucion, Ods, UnidadTematica
from proyectos.models import Convocatoria, Participacion, Proyecto, Revision
from seminario.demo.actores import slug_de_institucion
from seminario.demo.lectura import entero, filas, partes, slug_corto
from seminario.demo.lugares import miembros

ESTADO_AL = datetime.date(2021, 12, 31)
IDIOMAS = {"es": "es", "pt": "pt-br"}
Rol = Participacion.Rol


def cargar_convocatorias():
    conocidas = set(Convocatoria.objects.values_list("anio", flat=True))
    nuevas = [
        Convocatoria(
            anio=int(f["anio"]),
            tema_es=f["tema"],
            tema_pt_br=f["tema_pt"],
            monto_maximo_usd=entero(f["monto_maximo_usd"]),
            cofinanciamiento_maximo_pct=entero(f["cofinanciamiento_maximo_pct"]),
            meses_maximo=entero(f["meses_maximo"]),
            meses_prorroga=entero(f["meses_prorroga"]),
        )
        for f in filas("convocatorias_pcssm")
        if int(f["anio"]) not in conocidas
    ]
    return len(Convocatoria.objects.bulk_create(nuevas))


def cargar_proyectos():
    """Add the projects of the calls that have none yet, with who takes part, their units and their ODS.

    Return how many. The call's ceiling is no grant: it stays with the call.
    """
    cargados = set(Proyecto.objects.filter(historico=True).values_list("convocatoria__anio", flat=True))
    datos = [f for f in filas("proyectos") if int(f["anio"]) not in cargados]
    if not datos:
        return 0
    convocatorias = {c.anio: c for c in Convocatoria.objects.all()}
    proyectos = Proyecto.objects.bulk_create(_proyecto(f, convocatorias[int(f["anio"])]) for f in datos)
    nuevos = list(zip(proyectos, datos, strict=True))
    _agregar_participantes(nuevos)
    _agregar_unidades(nuevos)
    _agregar_ods(nuevos)
    return len(proyectos)


def _proyecto(fila, convocatoria):
    en_portugues = fila["idioma_titulo"] == "pt"
    return Proyecto(
        titulo_es=fila["titulo_es_traducido"] or ("" if en_portugues else fila["titulo"]),
        titulo_pt_br=fila["titulo"] if en_portugues else "",
        titulo_traducido="es" if fila["titulo_es_traducido"] else "",
        idioma_original=IDIOMAS[fila["idioma_titulo"]],
        slug=_slug(fila),
        resumen_es=fila["resumen_hechos"],
        resumen_pt_br=fila["resumen_pt"],
        convocatoria=convocatoria,
        modalidades_pcssm=partes(fila["modalidades_pcssm"], "|"),
        estado=fila["estado_a_diciembre_2021"],
        estado_al=ESTADO_AL,
        inicio=_fecha(fila["inicio"]),
        fin=_fecha(fila["fin"]),
        historico=True,
        unidades_propias=bool(fila["unidades_clasificacion_propia"]),
        fuente=fila["fuente"],
        publicacion=Revision.PUBLICADA,
        publicado_el=timezone.now(),
    )


def _slug(fila):
    """From the title in its own language or, without title, from the year and the cities."""
    if titulo := fila["titulo"] or fila["titulo_es_traducido"]:
        return slug_corto(titulo)
    socias = [socia.split("|")[0] for socia in partes(fila["socias"], ";")]
    return slug_corto(" ".join([fila["anio"], fila["coordinadora"], *socias]))


def _fecha(texto):
    return datetime.date.fromisoformat(texto) if texto else None


def _agregar_participantes(nuevos):
    ciudades = miembros()
    aliadas = _aliadas()
    participaciones = []
    for proyecto, fila in nuevos:
        coordinadora = ciudades[fila["coordinadora"], fila["pais_coordinadora"], fila["provincia_coordinadora"]]
        participaciones.append(Participacion(proyecto=proyecto, ciudad=coordinadora, rol=Rol.COORDINADORA))
        for socia in partes(fila["socias"], ";"):
            nombre, pais, provincia = [*socia.split("|"), ""][:3]
            ciudad = ciudades[nombre, pais, provincia]
            participaciones.append(Participacion(proyecto=proyecto, ciudad=ciudad, rol=Rol.SOCIA))
        for aliada in partes(fila["aliadas"], ";"):
            participaciones.append(Participacion(proyecto=proyecto, institucion=aliadas[aliada], rol=Rol.ALIADA))
    Participacion.objects.bulk_create(participaciones)


def _aliadas():
    """Institutions by acronym and by name, as the file of projects calls them."""
    datos = filas("instituciones") + filas("aliadas")
    de_la_base = Institucion.objects.select_related("fusionada_en").in_bulk(
        [slug_de_institucion(f) for f in datos], field_name="slug"
    )
    por_nombre = {}
    for f in datos:
        if institucion := de_la_base.get(slug_de_institucion(f)):
            por_nombre[f["nombre"]] = por_nombre[f["sigla"]] = institucion.vigente
    return por_nombre


def _agregar_unidades(nuevos):
    unidades = {unidad.nombre_es: unidad for unidad in UnidadTematica.objects.all()}
    intermedia = Proyecto.unidades.through
    intermedia.objects.bulk_create(
        intermedia(proyecto=proyecto, unidadtematica=unidades[nombre])
        for proyecto, fila in nuevos
        for nombre in partes(fila["unidades_clasificacion_propia"], "|")
    )


def _agregar_ods(nuevos):
    ods = {objetivo.numero: objetivo for objetivo in Ods.objects.all()}
    intermedia = Proyecto.ods.through
    intermedia.objects.bulk_create(
        intermedia(proyecto=proyecto, ods=ods[int(numero)])
        for proyecto, fila in nuevos
        for numero in partes(fila["ods"], ";")
    )
