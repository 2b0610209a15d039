"""What a delegation brings: cards, the experience it wants to present, an institution's view and programmes.

In a draft they are drafts; confirming hands them to staff; in a confirmed registration each change goes back to staff.
"""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from actores.models import Programa
from agenda.models import EstadoPropuesta, Propuesta
from comun.publicacion import Publicacion
from inscripciones.edicion import bloquear, exigir_presente, marcar_paso
from inscripciones.errores import ErrorInscripcion
from intercambio.models import FICHAS_POR_TIPO, Ficha, Mirada
from proyectos.propuestas import mudar

PROGRAMAS_MAXIMO = 10
LARGO_TITULO = Propuesta._meta.get_field("titulo").max_length


def _estado_para(inscripcion):
    return Publicacion.BORRADOR if inscripcion.es_borrador else Publicacion.PENDIENTE


@transaction.atomic
def guardar_ficha(*, inscripcion, ficha=None, tipo, titulo, texto, unidad, ods, idioma):
    """Add a card, or change ``ficha``; up to three of each kind, which the database enforces too."""
    inscripcion = bloquear(inscripcion)
    if ficha is None:
        ocupados = set(inscripcion.contacto.fichas.filter(tipo=tipo).values_list("lugar", flat=True))
        libres = [n for n in range(1, FICHAS_POR_TIPO + 1) if n not in ocupados]
        if not libres:
            raise ErrorInscripcion(
                _("Ya hay %(maximo)d fichas de este tipo, el máximo: edite una o quítela para agregar otra.")
                % {"maximo": FICHAS_POR_TIPO}
            )
        ficha = Ficha(contacto=inscripcion.contacto, ciudad=inscripcion.ciudad, tipo=tipo, lugar=libres[0])
    else:
        exigir_presente(ficha, _("Esa ficha ya no está: escríbala de nuevo si quiere presentarla."))
    ficha.titulo, ficha.texto, ficha.unidad, ficha.idioma = titulo, texto, unidad, idioma
    ficha.publicacion = _estado_para(inscripcion)
    ficha.full_clean(exclude=["codigo", "ciudad", "unidad"])
    ficha.save()
    ficha.ods.set(ods)
    inscripcion.save()
    return ficha


@transaction.atomic
def quitar(*, inscripcion, objeto):
    """Remove a card, a programme or a proposal of this registration."""
    inscripcion = bloquear(inscripcion)
    objeto.delete()
    inscripcion.save()


@transaction.atomic
def guardar_propuesta(*, inscripcion, quiere, titulo="", resumen="", proyecto=None):
    """Answer whether the city wants to present an experience, and which; "no" discards an earlier proposal.

    One that is in the programme already is withdrawn instead: staff decides about its talk.
    """
    inscripcion = bloquear(inscripcion)
    inscripcion.quiere_presentar = quiere
    marcar_paso(inscripcion, "experiencia")
    _proponer(inscripcion, quiere=quiere, titulo=titulo, resumen=resumen, proyecto=proyecto)


def _proponer(inscripcion, *, quiere, **dice):
    """Keep what the delegation wants to present, or that it does not; what staff answered stays if it says the same."""
    propuesta = Propuesta.objects.filter(cumbre=inscripcion.cumbre, contacto=inscripcion.contacto).first()
    if not quiere:
        if propuesta and propuesta.intervencion_id:  # it has a talk: staff must see that nobody wants to give it
            propuesta.publicacion = EstadoPropuesta.RETIRADA
            propuesta.save(update_fields=["publicacion"])
        elif propuesta:
            propuesta.delete()
        return
    respondida = propuesta and propuesta.publicacion in {EstadoPropuesta.ACEPTADA, EstadoPropuesta.NO_ACEPTADA}
    if respondida and all(getattr(propuesta, campo) == valor for campo, valor in dice.items()):
        return
    propuesta = propuesta or Propuesta(
        cumbre=inscripcion.cumbre,
        contacto=inscripcion.contacto,
        ciudad=inscripcion.ciudad,
        institucion=inscripcion.institucion,
    )
    for campo, valor in dice.items():
        setattr(propuesta, campo, valor)
    propuesta.publicacion = _estado_para(inscripcion)
    propuesta.full_clean()
    propuesta.save()


@transaction.atomic
def guardar_mirada(*, inscripcion, idioma, presenta=False, **textos):
    """Keep the institution's view, approach, strategies and contribution; all empty discards it.

    ``presenta``: it asks to present its view in the third block; what it wrote goes to staff as a proposal.
    """
    inscripcion = bloquear(inscripcion)
    inscripcion.quiere_presentar = presenta
    marcar_paso(inscripcion, "mirada")
    with override(idioma):
        titulo = _("La mirada de %(institucion)s") % {"institucion": inscripcion.institucion.nombre}
    _proponer(
        inscripcion, quiere=presenta, titulo=titulo[:LARGO_TITULO], resumen=textos.get("mirada", ""), proyecto=None
    )
    previa = Mirada.objects.filter(contacto=inscripcion.contacto).first()
    if not any(textos.values()):
        if previa:
            previa.delete()
        return
    mirada = previa or Mirada(contacto=inscripcion.contacto, institucion=inscripcion.institucion)
    for campo, valor in textos.items():
        setattr(mirada, campo, valor)
    mirada.idioma = idioma
    mirada.publicacion = _estado_para(inscripcion)
    mirada.full_clean()
    mirada.save()


@transaction.atomic
def guardar_programa(*, inscripcion, programa=None, titulo, descripcion, unidades, ods, url, cierre, idioma):
    """Add a line or programme, or change ``programa``; its text goes to the columns of ``idioma``."""
    inscripcion = bloquear(inscripcion)
    if programa is None:
        if inscripcion.contacto.programas.count() >= PROGRAMAS_MAXIMO:
            raise ErrorInscripcion(
                _("Ya hay %(maximo)d líneas y programas, el máximo: edite una o quítela para agregar otra.")
                % {"maximo": PROGRAMAS_MAXIMO}
            )
        programa = Programa(contacto=inscripcion.contacto, institucion=inscripcion.institucion)
    else:
        exigir_presente(programa, _("Esa línea o programa ya no está: escríbalo de nuevo si quiere presentarlo."))
    columna = idioma.replace("-", "_")
    setattr(programa, f"titulo_{columna}", titulo)
    setattr(programa, f"descripcion_{columna}", descripcion)
    programa.url, programa.cierre = url, cierre
    programa.publicacion = _estado_para(inscripcion)
    programa.full_clean(exclude=["codigo", "institucion", "contacto"])
    programa.save()
    programa.unidades.set(unidades)
    programa.ods.set(ods)
    inscripcion.save()
    return programa


def idioma_de(programa, preferido):
    """Return the language in which a programme is edited: the only one it has, or else ``preferido``."""
    escritos = [
        codigo for codigo, _nombre in settings.LANGUAGES if getattr(programa, f"titulo_{codigo.replace('-', '_')}")
    ]
    return escritos[0] if len(escritos) == 1 else preferido


def todo_de(contacto):
    """Return what a contact brings, as one ``QuerySet`` for each kind of it."""
    return [
        Ficha.objects.filter(contacto=contacto),
        Propuesta.objects.filter(contacto=contacto),
        Mirada.objects.filter(contacto=contacto),
        Programa.objects.filter(contacto=contacto),
    ]


def entregar(*, contacto):
    """Hand the drafts to staff (at confirmation)."""
    for consulta in todo_de(contacto):
        consulta.filter(publicacion=Publicacion.BORRADOR).update(publicacion=Publicacion.PENDIENTE)


def descartar(*, contacto):
    """Discard what was written for the seminar by a delegation that confirmed without it."""
    for consulta in todo_de(contacto):
        consulta.delete()


def retirar(*, contacto):
    """Take what was brought out of the public pages and out of staff's list (at withdrawal)."""
    for consulta in todo_de(contacto):
        consulta.update(publicacion=Publicacion.RETIRADA)


def cambiar_actor(*, contacto, actor):
    """Move what was brought, and the projects proposed, to the city or institution that the draft now registers."""
    campo = actor._meta.model_name
    if campo == "ciudad":
        mudar(contacto=contacto, ciudad=actor)
    for consulta in todo_de(contacto):
        if any(f.name == campo for f in consulta.model._meta.fields):
            consulta.update(**{campo: actor})


def hay_aportes(contacto):
    """True if the delegation wrote anything for the seminar."""
    return any(consulta.exists() for consulta in todo_de(contacto))


def pide_presentar(inscripcion):
    """Return the title of what the delegation asked to present and staff has not answered yet; "" if nothing."""
    if not inscripcion.quiere_presentar:
        return ""
    suyas = Propuesta.objects.por_resolver().filter(cumbre=inscripcion.cumbre_id, contacto=inscripcion.contacto_id)
    return suyas.values_list("titulo", flat=True).first() or ""
