"""Ten thousand rows by command: in bounded time and memory, with progress shown, and not a place too many."""

import random
import time
from pathlib import Path

import pytest
from django.core.management import call_command

from inscripciones.models import Asistencia, Inscripcion, Participante
from tests import fabricas
from tests.inscripciones.delegaciones import invariantes
from tests.inscripciones.formularios import formulario, persona

FILAS = 10_000
CIUDADES = 347  # prime to ten, so that each has people with an e-mail
CUPO = 1_000
SEGUNDOS = 240  # of 60 on two cores that do nothing else
MEGAS = 200


def muchas_filas():
    """Return ten thousand rows: one in ten repeats a person, one in a hundred has no activity, some have no e-mail."""
    azar = random.Random(5)
    filas = []
    for n in range(FILAS):
        marca = f"{1 + n % 28:02}/0{1 + azar.randrange(9)}/2024 {azar.randrange(24):02}:{azar.randrange(60):02}:00"
        quien = n - 7 if n % 10 == 9 else n
        correo = "" if quien % 10 == 3 else f"Persona{quien}@x.example"
        que = "" if n % 100 == 50 else azar.choice(["seminario", "seminario; clima", "clima (virtual)", "asamblea"])
        filas.append(
            persona(f"Persona Número {quien}", correo, f"Municipio de Ciudad {quien % CIUDADES}", marca=marca, que=que)
        )
    return formulario(*filas)


def memoria(campo):
    (renglon,) = (r for r in Path("/proc/self/status").read_text().splitlines() if r.startswith(f"{campo}:"))
    return int(renglon.split()[1]) / 1024


def contando_memoria(hacer):
    """Return the seconds that something takes, and how many MB the process grew at its peak."""
    Path("/proc/self/clear_refs").write_text("5")  # The peak begins now (proc(5)).
    antes, desde = memoria("VmRSS"), time.monotonic()
    hacer()
    return time.monotonic() - desde, memoria("VmHWM") - antes


@pytest.mark.largo
@pytest.mark.django_db(transaction=True)
def test_ten_thousand_rows_take_bounded_time_and_memory(programa_cumbre, tmp_path, capsys):
    seminario = programa_cumbre[0]
    seminario.cupo_presencial = CUPO
    seminario.save()
    for n in range(CIUDADES - 50):
        fabricas.crear_ciudad(nombre=f"Ciudad {n}", pais="EC", slug=f"ec-{n}")
    ruta = tmp_path / "formulario.csv"
    ruta.write_bytes(muchas_filas())

    def importar():
        call_command("importar_inscripciones", str(ruta), "--aplicar", "--consentimiento")

    segundos, megas = contando_memoria(importar)
    dicho = capsys.readouterr().out.splitlines()
    quedo = Inscripcion.objects.count(), Participante.objects.count(), Asistencia.objects.count()
    otra_vez, otros_megas = contando_memoria(importar)
    print(f"\n{FILAS} rows: {segundos:.1f} s, {megas:.0f} MB; again: {otra_vez:.1f} s, {otros_megas:.0f} MB")

    assert dicho[-2] == "nueva: 347, suma: 8553, actualiza: 0, igual: 0, duplicada: 1000, error: 100"
    assert [d for d in dicho if d.startswith("aplicadas ")] == [
        f"aplicadas {n} de {FILAS} filas" for n in range(200, FILAS + 1, 200)
    ]
    assert quedo == (Inscripcion.objects.count(), Participante.objects.count(), Asistencia.objects.count())
    assert quedo[:2] == (CIUDADES, 8_900)
    assert Asistencia.objects.con_lugar().filter(actividad=seminario).count() == CUPO
    invariantes(seminario)
    assert max(segundos, otra_vez) < SEGUNDOS
    assert max(megas, otros_megas) < MEGAS
