"""The benchmark of the agenda runs and says what it promises; how fast the portal is, is not asked here."""

import re
import subprocess
import sys

import pytest

from tests.entorno import ROOT

pytestmark = pytest.mark.largo
GASTO = r"\d+\.\d\d ms \d+\.\d\d"


def test_the_benchmark_prints_a_ratio_for_each_page_and_cache():
    corrida = subprocess.run(
        [sys.executable, ROOT / "bench" / "agenda", "--rondas", "1", "--segundos", "1"],
        capture_output=True,
        text=True,
        timeout=300,
    )

    assert corrida.returncode in (0, 1), corrida.stderr
    assert "8 conexiones" in corrida.stdout
    for cache in ("sin copia", "con copia"):
        tabla = corrida.stdout.partition(f"\n{cache}")[2].partition("\n\n")[0]
        assert re.search(rf"^/bench/trivial/ +\d+ \( *\d+– *\d+\) +{GASTO}$", tabla, re.M), corrida.stdout
        assert re.search(rf"^/bench/filas/ +\d+ \( *\d+– *\d+\) +{GASTO}$", tabla, re.M), corrida.stdout
        for pagina in ("/agenda/", "/agenda.ics", "/agenda.json"):
            fila = rf"^{pagina} +\d+ \( *\d+– *\d+\)   \d\.\d\d  (bien|NO LLEGA a 0.8) +{GASTO}$"
            assert re.search(fila, tabla, re.M), corrida.stdout
