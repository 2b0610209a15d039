"""Which registration this browser may see: the draft it began, or the one that a mailed link opened."""

from actores import sesion
from inscripciones.models import Inscripcion

_CLAVE = "inscripcion_iniciada"


def recordar_iniciada(request, inscripcion):
    """Let this browser go on with the draft that it began; nothing else of the contact opens."""
    sesion.salir(request)
    request.session[_CLAVE] = inscripcion.codigo


def iniciada_por(request):
    """Return the registration that this browser began, whatever its state, or ``None``."""
    codigo = request.session.get(_CLAVE)
    if not codigo:
        return None
    return _completas().filter(codigo=codigo).first()


def editable_por(request):
    """Return the registration that this browser may change, or ``None``.

    A mailed link opens its contact's registration; without one, the browser that began a draft sees it until it is
    confirmed (then the proof of the mail is asked for).
    """
    contacto = sesion.contacto_de(request)
    if contacto:
        return _completas().de_contacto(contacto).first()
    inscripcion = iniciada_por(request)
    return inscripcion if inscripcion and inscripcion.es_borrador else None


def sigue_dentro(request, inscripcion):
    """Keep in the browser that entered by a mailed link, after it changed the e-mail: that ended all sessions."""
    contacto = sesion.contacto_de(request)
    if contacto and contacto.pk == inscripcion.contacto_id:
        sesion.entrar(request, type(contacto).objects.get(pk=contacto.pk))


def _completas():
    return Inscripcion.objects.select_related("cumbre", "contacto", "ciudad", "institucion").con_elecciones()
