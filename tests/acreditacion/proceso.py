"""A process of its own for ``test_caidas``: it does one thing of the day and stops where the test holds it.

``python -m tests.acreditacion.proceso emitir|aplicar KEY``, of an activity or of a table that was brought. With
``PRUEBA_SIN_TRANSACCION`` each statement of a batch of certificates commits by itself.
"""

import os
import sys

import django

TANDA = 20
RETENIDO = 7201
SIN_TRANSACCION = "PRUEBA_SIN_TRANSACCION"


def emitir(clave):
    """Issue; held in the second batch, its certificates written and no mail of them queued."""
    from acreditacion import certificados
    from agenda.models import Actividad
    from tests.carga.barrera import pasar

    certificados.TANDA, avisar, avisados = TANDA, certificados._avisar, []

    def esperar_y_avisar(tipo, certificado):
        if len(avisados) == TANDA:
            pasar(RETENIDO)
        avisados.append(certificado)
        avisar(tipo, certificado)

    certificados._avisar = esperar_y_avisar
    if os.environ.get(SIN_TRANSACCION):
        certificados._emitir_tanda = certificados._emitir_tanda.__wrapped__
        certificados.bloquear = lambda presencias: presencias
    certificados.emitir(actividad=Actividad.objects.get(pk=clave))


def aplicar(clave):
    """Apply a table; held once its people are marked, before it says that it was applied."""
    from acreditacion import listas
    from comun.models import Importacion
    from tests.carga.barrera import pasar

    marcar = listas.marcar_en_linea

    def marcar_y_esperar(**datos):
        nuevas = marcar(**datos)
        pasar(RETENIDO)
        return nuevas

    listas.marcar_en_linea = marcar_y_esperar
    listas.aplicar(importacion=Importacion.objects.get(pk=clave))


if __name__ == "__main__":
    django.setup()
    {"emitir": emitir, "aplicar": aplicar}[sys.argv[1]](int(sys.argv[2]))
