"""The benchmark of registrations runs and the database holds them all; how fast that is, is not asked here."""

import re
import subprocess
import sys

import pytest

from tests.entorno import ROOT

pytestmark = pytest.mark.largo


def test_the_benchmark_registers_what_it_says_and_prints_each_step():
    corrida = subprocess.run(
        [sys.executable, ROOT / "bench" / "inscripciones", "--procesos", "2", "--clientes", "1,4", "--inscripciones=4"],
        capture_output=True,
        text=True,
        timeout=300,
    )

    assert corrida.returncode == 0, corrida.stdout + corrida.stderr
    for clientes in (1, 4):
        fila = rf"^ +{clientes} +\d+\.\d\d +\d+\.\d +\d+\.\d +\d+ +\d+   bien: 4$"
        assert re.search(fila, corrida.stdout, re.M), corrida.stdout
    for paso in ("inicio", "quién", "contacto", "segunda persona", "ficha", "confirmar", "sala llena"):
        assert re.search(rf"^{paso} +\d+ / \d+ +\d+ / \d+$", corrida.stdout, re.M), corrida.stdout
