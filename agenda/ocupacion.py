"""How full the activities are: a hook, because whoever gives the places lives in a room above."""

_anotadores = []


def registrar(anotar):
    """Declare who knows, from an ``AppConfig.ready``.

    ``anotar(actividades)`` returns the query set with ``ocupados``, ``en_espera`` and ``solicitados``: how many hold,
    wait for and ask for a place in each.
    """
    _anotadores.append(anotar)


def con_ocupacion(actividades):
    """Return the query set with what the rooms above know of each activity's places; as it is if nobody does."""
    for anotar in _anotadores:
        actividades = anotar(actividades)
    return actividades
