"""What the day left behind is forgotten on time, and a trial counts exactly what goes."""

import datetime

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.utils import timezone

from comun import purga
from seminario.models import Comunicado, Destinatario
from tests import fabricas
from tests.equipo.conftest import crear_usuaria
from tests.personas.llena import EMAIL, NOMBRE, donde_esta, llenar, terminada

pytestmark = pytest.mark.django_db


def test_a_year_after_the_cumbre_only_the_certificate_says_a_name_and_the_trial_had_counted_it_all():
    inscripcion = llenar(terminada(400))
    persona, actividad = inscripcion.participantes.get(), inscripcion.cumbre.actividades.get()
    entonces = timezone.now() - datetime.timedelta(days=400)
    Comunicado.objects.update(estado="terminado", lanzado_el=entonces, terminado_el=entonces)
    equipo = crear_usuaria("ana")
    presencias = [
        fabricas.crear_presencia(persona, actividad),
        fabricas.crear_presencia(persona, actividad, anulada_el=timezone.now()),
    ]
    certificado = fabricas.crear_certificado(persona, actividad)
    for fila in (*presencias, inscripcion.notas.get()):
        LogEntry.objects.log_actions(equipo.pk, [fila], CHANGE, f"Vio a {NOMBRE}", single_object=True)

    ensayo = purga.purgar(ahora=timezone.now(), ensayo=True)
    antes = donde_esta(NOMBRE)
    de_verdad = purga.purgar(ahora=timezone.now())

    certificado.refresh_from_db()
    assert ensayo == de_verdad
    assert "inscripciones_participante.nombre" in antes  # the trial took nothing away
    assert (certificado.nombre, certificado.participante) == (NOMBRE, None)
    quedan = {columna for columna in donde_esta(NOMBRE) if columna.startswith(("acreditacion", "inscripciones"))}
    assert quedan == {"acreditacion_certificado.nombre"}
    del_dia = LogEntry.objects.filter(content_type__model__in=["presencia", "notainterna"])
    assert list(del_dia.values_list("object_repr", "change_message")) == [("—", "")] * 3
    assert not Destinatario.objects.filter(email__iexact=EMAIL).exists()
