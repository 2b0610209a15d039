"""The order of the steps, and where a registration goes on."""

from django.urls import reverse

ANTES = ["tipo", "quien"]
TOTAL = 9  # told before the activities are chosen: most delegations come for the seminar


def pasos_de(inscripcion):
    """Return the names of the steps of a registration, in order; those of the seminar unless it was left out."""
    pasos = ["contacto", "personas", "actividades"]
    if "actividades" not in inscripcion.pasos or inscripcion.con_seminario:
        pasos += ["aportes", "experiencia"] if inscripcion.es_de_ciudad else ["mirada", "programas"]
    return [*pasos, "consentimientos", "revisar"]


def posicion(inscripcion, paso):
    """Return ``(number, total)`` of a step, counting the two that come before the draft exists."""
    pasos = [*ANTES, *pasos_de(inscripcion)]
    return pasos.index(paso) + 1, len(pasos)


def siguiente(inscripcion, paso):
    """Return the address of the step after ``paso``; after one that no longer belongs, the next unsent one."""
    pasos = pasos_de(inscripcion)
    if paso not in pasos[:-1]:
        return direccion_para_seguir(inscripcion)
    return direccion(pasos[pasos.index(paso) + 1])


def anterior(inscripcion, paso):
    """Return the address of the step before ``paso``, or ``None`` for the first one of a draft."""
    pasos = pasos_de(inscripcion)
    lugar = pasos.index(paso) if paso in pasos else len(pasos)
    return direccion(pasos[lugar - 1]) if lugar else None


def direccion(paso):
    return reverse(f"inscripciones:{paso}")


def direccion_para_seguir(inscripcion):
    """Return the address where a draft goes on: its first unsent step; the check page if none is."""
    for paso in pasos_de(inscripcion)[:-1]:
        if paso not in inscripcion.pasos:
            return direccion(paso)
    return direccion("revisar")
