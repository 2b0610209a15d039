"""The quota of an activity changes through its service, which tells the rooms above."""

import pytest

from agenda import services
from agenda.errores import ErrorAgenda
from agenda.models import Actividad
from inscripciones.models import Asistencia
from tests import fabricas


def asistencias(actividad, *estados):
    filas = []
    for n, estado in enumerate(estados, 1):
        participante = fabricas.crear_participante(fabricas.crear_inscripcion("confirmada"))
        turno = n if estado == "en_espera" else None
        filas.append(fabricas.crear_asistencia(participante, actividad, estado=estado, turno=turno))
    return filas


def datos_de(actividad, **cambios):
    """What the change page would send for this activity."""
    valores = {
        "cumbre": actividad.cumbre_id,
        "titulo_es": actividad.titulo_es,
        "slug": actividad.slug,
        "dia": actividad.dia.isoformat(),
        "orden": 0,
        "bloques-TOTAL_FORMS": 0,
        "bloques-INITIAL_FORMS": 0,
    }
    return {**valores, **cambios}


def test_quota_calls_the_hooks_under_the_lock(db, monkeypatch):
    actividad = fabricas.crear_actividad(cupo_presencial=1)
    llamadas = []
    monkeypatch.setattr(services, "al_cambiar_cupo", [lambda a: llamadas.append((a.pk, a.cupo_presencial))])

    devuelta = services.cambiar_cupo(actividad=actividad, cupo=5)

    assert llamadas == [(actividad.pk, 5)]
    assert (devuelta.cupo_presencial, Actividad.objects.get().cupo_presencial) == (5, 5)


def test_quota_below_zero_is_refused(db):
    actividad = fabricas.crear_actividad(cupo_presencial=1)
    with pytest.raises(ErrorAgenda):
        services.cambiar_cupo(actividad=actividad, cupo=-1)


@pytest.mark.parametrize(("cupo", "esperados"), [("3", 3), ("", None)])
def test_staff_changes_the_quota_on_the_page(coordinacion, cupo, esperados):
    actividad = fabricas.crear_actividad(cupo_presencial=1)
    datos = datos_de(actividad, cupo_presencial=cupo, titulo_es="Otro título")
    respuesta = coordinacion.post(f"/admin/agenda/actividad/{actividad.pk}/change/", datos)
    actividad.refresh_from_db()
    assert (respuesta.status_code, actividad.cupo_presencial, actividad.titulo_es) == (302, esperados, "Otro título")


def test_page_without_a_new_quota_leaves_it_alone(coordinacion, monkeypatch):
    actividad = fabricas.crear_actividad(cupo_presencial=1)
    monkeypatch.setattr(services, "al_cambiar_cupo", [lambda a: pytest.fail("called")])
    coordinacion.post(f"/admin/agenda/actividad/{actividad.pk}/change/", datos_de(actividad, cupo_presencial="1"))
    assert Actividad.objects.get().cupo_presencial == 1


def test_lower_quota_takes_nobodys_place_and_says_how_many_exceed(coordinacion):
    actividad = fabricas.crear_actividad(cupo_presencial=3)
    asistencias(actividad, "confirmada", "confirmada", "confirmada")
    respuesta = coordinacion.post(
        f"/admin/agenda/actividad/{actividad.pk}/change/", datos_de(actividad, cupo_presencial="1"), follow=True
    )
    avisos = [str(m) for m in respuesta.context["messages"] if m.level_tag == "warning"]
    assert avisos == [
        "Ya hay 3 lugares dados: 2 más que el cupo. Nadie pierde su lugar; no se darán otros hasta que se liberen."
    ]
    assert Asistencia.objects.con_lugar().count() == 3


def test_raised_quota_promotes_who_waits(coordinacion):
    actividad = fabricas.crear_actividad(cupo_presencial=1)
    _dada, primera, segunda = asistencias(actividad, "confirmada", "en_espera", "en_espera")
    coordinacion.post(f"/admin/agenda/actividad/{actividad.pk}/change/", datos_de(actividad, cupo_presencial="2"))
    primera.refresh_from_db()
    segunda.refresh_from_db()
    assert (primera.estado, segunda.estado) == ("confirmada", "en_espera")
