"""Where a test holds a worker of its own: between the mails of a step and the mark that they were queued."""

import os

from django.apps import AppConfig

from tests.carga.barrera import pasar

CLAVE = 7101
DE_A_UNO = "PRUEBA_SIN_TRANSACCION"


class Barrera(AppConfig):
    """In the worker: it waits once the mails are written; with ``PRUEBA_SIN_TRANSACCION`` each statement commits."""

    name = "tests.comunicados"
    label = "comunicados_de_prueba"

    def ready(self):
        from seminario.comunicados import cola
        from seminario.models import Destinatario

        marcar = Destinatario.objects.bulk_update

        def esperar_y_marcar(*args, **kwargs):
            pasar(CLAVE)
            return marcar(*args, **kwargs)

        Destinatario.objects.bulk_update = esperar_y_marcar
        if os.environ.get(DE_A_UNO):
            cola._encolar_una_tanda = cola._encolar_una_tanda.__wrapped__
            cola.bloqueados = lambda consulta, **como: consulta
