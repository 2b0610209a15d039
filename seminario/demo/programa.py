"""The XXVI Cumbre, its nine activities, and the seminar with its blocks and interventions."""

import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone

from agenda.models import Actividad, Bloque, Cumbre, EstadoPrograma, Intervencion, Video
from proyectos.models import Participacion, Proyecto
from seminario.demo.lectura import filas, partes

ZONA = ZoneInfo("America/Argentina/Buenos_Aires")
HORA_DEL_SEMINARIO = datetime.time(17, 15)
MINUTOS_DEL_SEMINARIO = 90
# General knowledge: the address itself is unknown and stays blank.
COMO_LLEGAR = {
    "es": (
        "Esteban Echeverría está al sur de la ciudad de Buenos Aires; su cabecera es Monte Grande. En tren: línea Roca "
        "desde Plaza Constitución, ramal Ezeiza, estación Monte Grande. "
        "En avión: el aeropuerto más cercano es el de Ezeiza."
    ),
    "pt-br": (
        "Esteban Echeverría fica ao sul da cidade de Buenos Aires; sua sede é Monte Grande. De trem: linha Roca a "
        "partir de Plaza Constitución, ramal Ezeiza, estação Monte Grande. "
        "De avião: o aeroporto mais próximo é o de Ezeiza."
    ),
}
VIDEO = settings.BASE_DIR / "datos" / "video"
VENTANA = datetime.timedelta(days=30)
FRANJAS = {"mañana": Actividad.Franja.MANIANA, "tarde": Actividad.Franja.TARDE}


def anio_de_la_cumbre(ahora):
    """Return the year of the next 1 December in the event's zone; that very day counts until the seminar begins."""
    local = ahora.astimezone(ZONA)
    return local.year if local < _comienzo(local.year) else local.year + 1


def cargar_cumbre(*, anio, ahora):
    """Add the Cumbre with all its programme if there is none; return how many activities were added.

    An existing one is left alone, except that a given ``anio`` moves it, its hours and its registration to that year.
    """
    cumbre = Cumbre.objects.vigente() or Cumbre.objects.first()
    if cumbre is None:
        return _crear(anio or anio_de_la_cumbre(ahora), ahora)
    if anio and cumbre.inicio.year != anio:
        _mover(cumbre, anio - cumbre.inicio.year)
    return 0


def ventana(anio, ahora):
    """Return when registration opens and closes: open from 30 days ago to 30 November at 23:59.

    If that is over already, to the beginning of the seminar; and for a Cumbre of the past, 30 days before.
    """
    cierre = datetime.datetime(anio, 11, 30, 23, 59, tzinfo=ZONA)
    if cierre <= ahora < _comienzo(anio):
        cierre = _comienzo(anio)
    return min(ahora, cierre) - VENTANA, cierre


def _comienzo(anio):
    return datetime.datetime.combine(datetime.date(anio, 12, 1), HORA_DEL_SEMINARIO, tzinfo=ZONA)


def _crear(anio, ahora):
    desde, hasta = ventana(anio, ahora)
    cumbre = Cumbre.objects.create(
        nombre_es="XXVI Cumbre de Mercociudades",
        nombre_pt_br="XXVI Cúpula de Mercocidades",
        sede="Esteban Echeverría",
        como_llegar_es=COMO_LLEGAR["es"],
        como_llegar_pt_br=COMO_LLEGAR["pt-br"],
        inicio=datetime.date(anio, 12, 1),
        fin=datetime.date(anio, 12, 3),
        zona_horaria=ZONA.key,
        inscripcion_desde=desde,
        inscripcion_hasta=hasta,
        correo_contacto=settings.CORREO_CONTACTO or "cumbre@example.org",
        url="https://mercociudades.org/",
        publicada=True,
    )
    actividades = Actividad.objects.bulk_create(
        _actividad(cumbre, anio, orden, f) for orden, f in enumerate(filas("actividades_cumbre"), start=1)
    )
    _crear_bloques(next(a for a in actividades if a.es_seminario))
    return len(actividades)


def _actividad(cumbre, anio, orden, fila):
    dia = _dia(anio, fila["dia"])
    es_seminario = fila["slug"] == "cooperacion-internacional"
    hora = fila["hora_inicio"]
    return Actividad(
        cumbre=cumbre,
        titulo_es=fila["titulo"],
        titulo_pt_br=fila["titulo_pt"],
        slug=fila["slug"],
        dia=dia,
        dia_fin=_dia(anio, fila["dia_fin"]) if fila["dia_fin"] else None,
        franja=FRANJAS.get(hora, ""),
        inicio=_hora(dia, hora) if ":" in hora else None,
        duracion_aproximada=MINUTOS_DEL_SEMINARIO if es_seminario else None,
        orden=orden,
        reservada=fila["acceso"] == "reservada",
        es_seminario=es_seminario,
    )


def _dia(anio, dia_mes):
    dia, mes = map(int, partes(dia_mes, "-"))
    return datetime.date(anio, mes, dia)


def _hora(dia, hora):
    return datetime.datetime.combine(dia, datetime.time.fromisoformat(hora), tzinfo=ZONA)


def _crear_bloques(seminario):
    """The three blocks. Only the hour of the first is known: it opens the seminar."""
    bloques = {
        f["orden"]: Bloque(
            actividad=seminario,
            orden=int(f["orden"]),
            tipo=f["tipo"],
            titulo_es=f["titulo"],
            titulo_pt_br=f["titulo_pt"],
            descripcion_es=f["descripcion"],
            descripcion_pt_br=f["descripcion_pt"],
            inicio=seminario.inicio if f["orden"] == "1" else None,
            estado=EstadoPrograma.PUBLICADA,
            publicada_el=timezone.now(),
        )
        for f in filas("bloques")
    }
    Bloque.objects.bulk_create(bloques.values())
    _cargar_video(next(b for b in bloques.values() if b.tipo == Bloque.Tipo.VIDEO))
    Intervencion.objects.bulk_create(_intervencion(f, bloques[f["bloque"]]) for f in filas("intervenciones"))


def _cargar_video(bloque):
    """The few seconds that ``datos/hacer/video.py`` makes of the map, with captions and transcript."""
    video = Video(
        bloque=bloque,
        transcripcion_es=(VIDEO / "red-sur.transcripcion.es.txt").read_text(encoding="utf-8"),
        transcripcion_pt_br=(VIDEO / "red-sur.transcripcion.pt-br.txt").read_text(encoding="utf-8"),
    )
    archivos = {
        "archivo": "red-sur.mp4",
        "cartel": "red-sur.poster.webp",
        "subtitulos_es": "red-sur.es.vtt",
        "subtitulos_pt_br": "red-sur.pt-br.vtt",
    }
    for campo, nombre in archivos.items():
        getattr(video, campo).save(nombre, ContentFile((VIDEO / nombre).read_bytes()), save=False)
    video.save()


def _intervencion(fila, bloque):
    """A talk about a project, held by its coordinating city; without project, a place by role."""
    coordinacion = _coordinacion(fila)
    return Intervencion(
        bloque=bloque,
        orden=int(fila["orden"]),
        titulo_es=fila["titulo"],
        titulo_pt_br=fila["titulo_pt"],
        slug=fila["slug"],
        ciudad=coordinacion and coordinacion.ciudad,
        proyecto=coordinacion and coordinacion.proyecto,
        estado=EstadoPrograma.PUBLICADA,
        publicada_el=timezone.now(),
    )


def _coordinacion(fila):
    if not fila["anio_proyecto"]:
        return None
    return (
        Participacion.objects.filter(
            rol=Participacion.Rol.COORDINADORA,
            proyecto__in=Proyecto.objects.filter(historico=True, convocatoria__anio=int(fila["anio_proyecto"])),
            ciudad__nombre=fila["coordinadora"],
        )
        .select_related("ciudad", "proyecto")
        .first()
    )


def _mover(cumbre, anios):
    """Move what has a date by whole years (never 29 February: the Cumbre is in December)."""
    _mover_campos(cumbre, anios, ["inicio", "fin", "inscripcion_desde", "inscripcion_hasta"])
    for actividad in cumbre.actividades.all():
        _mover_campos(actividad, anios, ["dia", "dia_fin", "inicio", "fin"])
    for bloque in Bloque.objects.filter(actividad__cumbre=cumbre):
        _mover_campos(bloque, anios, ["inicio", "fin"])


def _mover_campos(objeto, anios, campos):
    """Local hours stay; ``update`` so that nothing else of the row is written."""
    movidos = {"modificada": timezone.now()}
    for campo in campos:
        valor = getattr(objeto, campo)
        if isinstance(valor, datetime.datetime):
            valor = valor.astimezone(ZONA)
        if valor is not None:
            movidos[campo] = valor.replace(year=valor.year + anios)
    type(objeto)._default_manager.filter(pk=objeto.pk).update(**movidos)
