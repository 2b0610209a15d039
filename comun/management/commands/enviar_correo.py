"""The mail worker as a process: run one or several beside the web server."""

import signal
from threading import Event

from django.core.management.base import BaseCommand

from comun import enviador


class Command(BaseCommand):
    help = "Envía los correos en cola, sin terminar; con --una-vez, los que corresponden ahora."

    def add_arguments(self, parser):
        parser.add_argument("--una-vez", action="store_true", help="enviar lo que corresponde ahora y terminar")

    def handle(self, *args, una_vez, **options):
        parar = Event()
        for numero in (signal.SIGTERM, signal.SIGINT):
            signal.signal(numero, lambda *_: parar.set())
        if una_vez:
            self.stdout.write(f"{enviador.enviar_pendientes(parar)} mensajes procesados")
        else:
            enviador.trabajar(parar)
