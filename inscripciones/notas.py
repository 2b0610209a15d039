"""What staff writes down about a registration: for staff, and for the person who asks what is held of them.

A note is data on the people it speaks of: whoever asks for theirs is given it whole (Ley 25.326 art. 14 and 15, Ley
18.331 art. 14, LGPD art. 18 and 19), with who else it names taken out. It goes with the registration's history.
"""

from django.db.models import Q

from actores.models import Contacto
from comun.personas import ANONIMA, que_dicen, tapar
from inscripciones.cambios import contactos_de_antes
from inscripciones.models import CambioInscripcion, Inscripcion, NotaInterna, Participante, PedidoDeUnion

VE_NOTAS = "inscripciones.view_notainterna"
ESCRIBE_NOTAS = "inscripciones.add_notainterna"
BORRA_NOTAS = "inscripciones.delete_notainterna"


def escribir(*, inscripcion, texto, usuario):
    """Keep a note about a registration, whatever its state; return it. Nobody is told."""
    nota = NotaInterna(inscripcion=inscripcion, texto=texto, usuario=usuario)
    nota.full_clean()
    nota.save()
    return nota


def puede_borrar(nota, usuario):
    """True for who wrote a note and still may write them, and for who may delete anybody's."""
    propia = nota.usuario_id == usuario.pk and usuario.has_perm(ESCRIBE_NOTAS)
    return propia or usuario.has_perm(BORRA_NOTAS)


def de_la_delegacion(inscripcion):
    """Return the notes about a registration and about those that joined it."""
    unidas = PedidoDeUnion.objects.filter(a=inscripcion, estado=PedidoDeUnion.Estado.ACEPTADA)
    return NotaInterna.objects.filter(Q(inscripcion=inscripcion) | Q(inscripcion__in=unidas.values("inscripcion")))


def dichas(dueno):
    """Return what was written down of a contact's registration, or of one of the people, without the others' names."""
    if isinstance(dueno, Contacto):
        notas = NotaInterna.objects.filter(inscripcion__contacto=dueno)
    else:
        notas = que_dicen(de_la_delegacion(dueno.inscripcion), "texto", identidad(dueno))
    notas = list(notas.select_related("inscripcion"))
    de_ellas = {nota.inscripcion_id for nota in notas} | {getattr(dueno, "inscripcion_id", None)}
    hechos = CambioInscripcion.objects.filter(inscripcion__in=de_ellas)
    ajenas = (_palabras_de_todos(de_ellas) | contactos_de_antes(hechos)) - identidad(dueno)
    return [{"escrita": nota.escrita_el.isoformat(), "texto": tapar(nota.texto, ajenas)} for nota in notas]


def _palabras_de_todos(inscripciones):
    """Return who the people and contacts of these registrations are, and of those that they joined."""
    unidas = PedidoDeUnion.objects.filter(inscripcion__in=inscripciones, estado=PedidoDeUnion.Estado.ACEPTADA)
    todas = Inscripcion.objects.filter(Q(pk__in=inscripciones) | Q(pk__in=unidas.values("a")))
    quienes = [*Participante.objects.filter(inscripcion__in=todas), *Contacto.objects.filter(inscripcion__in=todas)]
    return {palabra for quien in quienes for palabra in identidad(quien)}


def identidad(quien):
    """Return the words that tell who somebody is, in lower case."""
    dichas = {quien.nombre.lower(), quien.email.lower(), getattr(quien, "telefono", "").lower()}
    return dichas - {"", ANONIMA}
