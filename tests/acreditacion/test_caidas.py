"""A process that is killed halfway: no certificate without its mail, no list half applied. Real SIGKILL."""

import os
import signal
import subprocess
import sys

import pytest

from acreditacion import certificados, listas
from acreditacion.models import Certificado, Presencia
from comun.models import Importacion, Mensaje
from tests import fabricas
from tests.acreditacion.despues import presentes, seminario_pasado
from tests.acreditacion.proceso import RETENIDO, SIN_TRANSACCION, TANDA
from tests.carga.barrera import esperan, tomada
from tests.carga.conftest import conexion  # noqa: F401 - a connection of the test's own
from tests.carga.servidor import hasta, url_de_la_base
from tests.entorno import ROOT

pytestmark = [pytest.mark.largo, pytest.mark.django_db(transaction=True)]


def morir_en(conexion, orden, clave, **entorno):  # noqa: F811
    """Run a process until it waits where it is held, and kill it there."""
    todo = {**os.environ, "DJANGO_SETTINGS_MODULE": "seminario.settings", "DATABASE_URL": url_de_la_base(), **entorno}
    programa = [sys.executable, "-m", "tests.acreditacion.proceso", orden, str(clave)]
    with tomada(conexion, RETENIDO):
        proceso = subprocess.Popen(programa, cwd=ROOT, env=todo, stderr=subprocess.PIPE, text=True)
        try:
            hasta(lambda: esperan(conexion)[0] == 1 or proceso.poll() is not None)
            assert proceso.poll() is None, proceso.stderr.read()
        finally:
            proceso.send_signal(signal.SIGKILL)
            proceso.communicate(timeout=60)


@pytest.mark.parametrize("sin_transaccion", [False, True])
def test_killed_between_the_certificates_and_their_mails(conexion, sin_transaccion):  # noqa: F811
    """The control: where each statement commits by itself, ten people are never told of theirs."""
    seminario = seminario_pasado()
    presentes(seminario, TANDA + 10)

    morir_en(conexion, "emitir", seminario.pk, **({SIN_TRANSACCION: "1"} if sin_transaccion else {}))

    quedaron = TANDA + 10 if sin_transaccion else TANDA
    assert (Certificado.objects.count(), Mensaje.objects.count()) == (quedaron, TANDA)
    certificados.emitir(actividad=seminario)
    assert Certificado.objects.values("participante").distinct().count() == Certificado.objects.count() == TANDA + 10
    avisados = Mensaje.objects.values("sobre_id").distinct().count()
    assert avisados == Mensaje.objects.count() == (TANDA if sin_transaccion else TANDA + 10)


def test_a_list_that_was_being_applied_is_applied_once_by_who_asks_again(conexion):  # noqa: F811
    seminario = seminario_pasado()
    inscripcion = fabricas.crear_inscripcion("confirmada", cumbre=seminario.cumbre)
    for n in range(3):
        fabricas.crear_participante(inscripcion, nombre=f"Persona {n}", email=f"p{n}@x.org")
    tabla = "nombre\n" + "".join(f"Persona {n}\n" for n in range(3))
    traida = Importacion.objects.create(
        que=listas.QUE, nombre="zoom.csv", contenido=tabla.encode(), ajustes={"actividad": seminario.pk}
    )

    morir_en(conexion, "aplicar", traida.pk)

    assert (Presencia.objects.count(), Importacion.objects.get().aplicada_el) == (0, None)
    assert len(listas.aplicar(importacion=traida)) == Presencia.objects.count() == 3
