"""What people need to take part: kept only while it serves, for only accreditation and the person see it."""

from django.db.models import Exists, OuterRef

from inscripciones.models import Asistencia, NecesidadDeAcceso

DE_DIETA = ("dieta", "dieta_detalle")
CAMPOS = ("lengua_de_senas", "subtitulos", "movilidad", "acompanante", "interpretacion", "otra", *DE_DIETA)


def viene_en_persona(participante):
    """True if the person has, awaits or asked for a place in a room: only then is food of any concern."""
    return Asistencia.objects.vigentes().presenciales().filter(participante=participante).exists()


def olvidar_dieta(participantes_ids):
    """Forget what those of these people eat who come to no room any more."""
    vienen = Asistencia.objects.vigentes().presenciales().filter(participante=OuterRef("participante"))
    suyas = NecesidadDeAcceso.objects.filter(participante__in=participantes_ids).exclude(Exists(vienen))
    suyas.exclude(dieta="", dieta_detalle="").update(**dict.fromkeys(DE_DIETA, ""))


def olvidar(personas):
    """Forget all that these people said that they need."""
    NecesidadDeAcceso.objects.filter(participante__in=personas).delete()


def juntas(personas):
    """Return ``{field: value}`` of all that one person said in several rows: what the first one says comes first.

    Both texts of "something else" are kept, as far as they fit; ``{}`` if nothing was said.
    """
    por_persona = {n.participante_id: n for n in NecesidadDeAcceso.objects.filter(participante__in=personas)}
    suyas = [por_persona[persona.pk] for persona in personas if persona.pk in por_persona]
    if not suyas:
        return {}
    dicho = {
        campo: next(filter(None, (getattr(n, campo) for n in suyas)), getattr(suyas[0], campo)) for campo in CAMPOS
    }
    otras = dict.fromkeys(n.otra for n in suyas if n.otra)
    return dicho | {"otra": "; ".join(otras)[: NecesidadDeAcceso._meta.get_field("otra").max_length]}


def poner(persona, dicho):
    """Keep what :func:`juntas` returned as what a person needs, without food if they come to no room."""
    if not viene_en_persona(persona):
        dicho = dicho | dict.fromkeys(DE_DIETA, "")
    if any(dicho.values()):
        NecesidadDeAcceso.objects.update_or_create(participante=persona, defaults=dicho)
