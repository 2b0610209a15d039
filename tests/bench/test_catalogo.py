"""The benchmark of the catalogue runs and says what it promises; how fast the portal is, is not asked here."""

import re
import subprocess
import sys

import pytest

from tests.entorno import ROOT

pytestmark = pytest.mark.largo
CELDA = r" +\d+\.\d / \d+\.\d"


def test_the_benchmark_prints_both_percentiles_for_each_size_and_the_ratio():
    corrida = subprocess.run(
        [sys.executable, ROOT / "bench" / "catalogo", "--tamanios", "60,120", "--veces", "3"],
        capture_output=True,
        text=True,
        timeout=300,
    )

    assert corrida.returncode in (0, 1), corrida.stderr
    for que in ("la lista", "una palabra", "la portada", "el mapa", "las cifras", r"palabra y país \*", "una hoja"):
        assert re.search(rf"^{que}{CELDA}{CELDA} +\d+\.\d\d$", corrida.stdout, re.M), corrida.stdout
    for cantidad in (60, 120):
        fila = rf"^CSV entero, {cantidad} proyectos: \d+\.\d\d s, \d+\.\d MB, la memoria creció -?\d+ MB$"
        assert re.search(fila, corrida.stdout, re.M), corrida.stdout
    assert re.search(r"media de sus razones: \d\.\d\d \(techo 1\.5\): (bien|NO LLEGA)$", corrida.stdout, re.M)
