"""Which registration this browser may see: the draft it began, or the one that a mailed link opened."""

from actores import sesion
from inscripciones.models import Inscripcion

_CLAVE = "inscripcion_iniciada"


def recordar_iniciada(request, inscripcion):
    """Let this browser go on with the draft that it began; nothing else of the contact opens."""
    sesion.salir(request)
    request.session[_CLAVE] = {"codigo": inscripcion.codigo, "generacion": inscripcion.contacto.generacion}


def iniciada_por(request):
    """Return the registration that this browser began, whatever its state, or ``None``.

    It ends when its link is entered anywhere (who began may have typed somebody else's address) or raised.
    """
    guardada = request.session.get(_CLAVE)
    if not isinstance(guardada, dict):
        return None
    return (
        _completas()
        .filter(
            codigo=guardada.get("codigo"),
            contacto__generacion=guardada.get("generacion"),
            contacto__comprobado_el=None,
        )
        .first()
    )


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
    """Keep this browser in the draft whose e-mail it just changed, which ended every link and session.

    It is back to what a browser that begins has: the new address is not proved yet.
    """
    antes = inscripcion.contacto.generacion
    inscripcion.contacto.refresh_from_db(fields=["generacion"])
    if inscripcion.contacto.generacion != antes:
        recordar_iniciada(request, inscripcion)


def _completas():
    return Inscripcion.objects.select_related("cumbre", "contacto", "ciudad", "institucion").con_elecciones()
