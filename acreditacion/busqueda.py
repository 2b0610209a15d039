"""Finding who is at the door: by the code of their entry, or by name, city, institution or reference. It only reads."""

from django.db.models import Exists, OuterRef, Prefetch, Q

from acreditacion.models import Presencia
from acreditacion.presencias import situacion
from actores.models import Ciudad, Institucion
from comun.busqueda import palabras, sin_acentos
from inscripciones.codigos import codigos_parecidos, como_codigo
from inscripciones.models import Asistencia, Inscripcion, Participante

RESULTADOS = 20
ACTORES = 12
LARGO_ENTRADA = Participante._meta.get_field("entrada").max_length


def _de_la_cumbre(actividad):
    return Participante.objects.filter(inscripcion__cumbre=actividad.cumbre_id).select_related(
        "inscripcion__ciudad", "inscripcion__institucion"
    )


def por_codigo(texto, actividad):
    """Return who of this Cumbre has that code, whatever their registration's state, or ``None``.

    With or without blanks, in any case. A sign that was misread is mended where only one person could be meant.
    """
    codigo = como_codigo(texto, LARGO_ENTRADA)
    if not codigo:
        return None
    todos = _de_la_cumbre(actividad)
    if persona := todos.filter(entrada=codigo).first():
        return persona
    parecidos = list(todos.filter(entrada__in=codigos_parecidos(codigo))[:2])
    return parecidos[0] if len(parecidos) == 1 else None


def buscar(texto, actividad):
    """Return up to ``RESULTADOS`` people of confirmed registrations of this Cumbre, and whether there are more.

    Who has every word in their name, city, institution or reference, without caring for accents; or that code. Each
    with ``ante_la_puerta``, how they stand at this activity.
    """
    hallada = por_codigo(texto, actividad)
    dichas = palabras(texto)
    if not (hallada or dichas):
        return [], False
    consulta = _de_la_cumbre(actividad)
    if hallada:
        consulta = consulta.filter(pk=hallada.pk)
    else:
        consulta = consulta.filter(inscripcion__estado=Inscripcion.Estado.CONFIRMADA)
        for palabra in dichas:
            consulta = consulta.filter(
                Q(nombre__unaccent__icontains=palabra)
                | Q(inscripcion__ciudad__busqueda__contains=palabra)
                | Q(inscripcion__institucion__busqueda__contains=palabra)
                | Q(inscripcion__referencia__icontains=palabra)
            )
    aqui = Prefetch("asistencias", Asistencia.objects.filter(actividad=actividad), to_attr="aqui")
    vistas = Prefetch("presencias", Presencia.objects.vigentes().filter(actividad=actividad), to_attr="vistas")
    personas = list(consulta.prefetch_related(aqui, vistas).order_by("nombre", "pk")[: RESULTADOS + 1])
    for persona in personas:
        primeras = (next(iter(filas), None) for filas in (persona.aqui, persona.vistas))
        persona.ante_la_puerta = situacion(persona, *primeras)
    return personas[:RESULTADOS], len(personas) > RESULTADOS


def actores_llamados(texto, cumbre):
    """Return up to ``ACTORES`` cities and institutions with those words in their name, those that are registered first.

    Verified by staff, or with a confirmed registration in this Cumbre. Two queries.
    """
    if not palabras(texto):
        return []
    hallados = []
    for modelo in (Ciudad, Institucion):
        suyas = Inscripcion.objects.confirmadas().filter(cumbre=cumbre, **{modelo._meta.model_name: OuterRef("pk")})
        consulta = modelo.objects.vigentes().que_contienen(texto).annotate(inscrita=Exists(suyas))
        consulta = consulta.filter(Q(verificada=True) | Q(inscrita=True))
        hallados += consulta.order_by("-inscrita", "busqueda", "pk")[:ACTORES]
    return sorted(hallados, key=lambda actor: (not _se_llama(actor, texto), not actor.inscrita))[:ACTORES]


def el_que_se_llama(texto, hallados):
    """Return the only one of those found whose name, or acronym, is just what was written, or ``None``."""
    iguales = [actor for actor in hallados if _se_llama(actor, texto)]
    return iguales[0] if len(iguales) == 1 else None


def _se_llama(actor, texto):
    dicho = " ".join(sin_acentos(texto).split())
    return dicho in {" ".join(sin_acentos(nombre).split()) for nombre in (actor.nombre, getattr(actor, "sigla", ""))}
