"""The benchmark of the catalogue runs and says what it promises; how fast the portal is, is not asked here."""

import importlib.machinery
import importlib.util
import re
import subprocess
import sys

import pytest

from tests.entorno import ROOT

CELDA = r" +\d+\.\d / \d+\.\d"


@pytest.fixture(scope="module")
def bench():
    loader = importlib.machinery.SourceFileLoader("bench_catalogo", str(ROOT / "bench" / "catalogo"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("bench_catalogo", loader))
    loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("razones", "llegan"),
    [
        ([1.5, 1.5], True),
        ([1.0, 2.0], True),
        ([1.51, 1.5], False),  # the mean is over its ceiling
        ([1.0, 1.0, 2.01], False),  # the mean is not, but one of them is over hers
    ],
)
def test_searches_that_cost_too_much_fail_together_and_one_by_one(bench, capsys, razones, llegan):
    assert bench.juzgar(dict(enumerate(razones))) is llegan
    assert ("NO LLEGAN" in capsys.readouterr().out) is not llegan


@pytest.mark.largo
def test_the_benchmark_prints_both_percentiles_for_each_size_and_the_ratio():
    corrida = subprocess.run(
        [sys.executable, ROOT / "bench" / "catalogo", "--tamanios", "60,120", "--veces", "3"],
        capture_output=True,
        text=True,
        timeout=600,
    )

    assert corrida.returncode in (0, 1), corrida.stderr
    for que in ("la lista", "una palabra", "la portada", "el mapa", "las cifras", r"palabra y país \*", "una hoja"):
        assert re.search(rf"^{que}{CELDA}{CELDA} +\d+\.\d\d$", corrida.stdout, re.M), corrida.stdout
    for cantidad in (60, 120):
        fila = rf"^CSV entero, {cantidad} proyectos: \d+\.\d / \d+\.\d ms, \d+\.\d MB, la memoria creció -?\d+ MB$"
        assert re.search(fila, corrida.stdout, re.M), corrida.stdout
    assert re.search(r"media de sus razones: \d\.\d\d \(techo 1\.5\);$", corrida.stdout, re.M)
    veredicto = re.search(r"la más cara, .+: \d\.\d\d \(techo 2\): (bien|NO LLEGAN)$", corrida.stdout, re.M)[1]
    assert corrida.returncode == (0 if veredicto == "bien" else 1)
