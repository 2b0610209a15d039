"""What the benchmarks share: the portal's own way of starting a server, and what it spends."""

import contextlib
import importlib.machinery
import importlib.util
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def cargar_portal():
    """Return ``./portal`` as a module: it knows how the demo starts gunicorn."""
    loader = importlib.machinery.SourceFileLoader("portal_command", str(ROOT / "portal"))
    modulo = importlib.util.module_from_spec(importlib.util.spec_from_loader("portal_command", loader))
    loader.exec_module(modulo)
    return modulo


def procesador(procesos, base):
    """Return the seconds of processor that the servers and PostgreSQL have used; what others use is not in it."""
    padres, usados = {}, {}
    for estado in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            campos = estado.read_text().rpartition(")")[2].split()
            pid = int(estado.parent.name)
            padres[pid], usados[pid] = int(campos[1]), int(campos[11]) + int(campos[12])
    suyos = {proceso.pid for proceso in procesos.running.values()}
    suyos.add(int((base.data / "postmaster.pid").read_text().split()[0]))
    while nuevos := {pid for pid, padre in padres.items() if padre in suyos} - suyos:
        suyos |= nuevos
    return sum(usados.get(pid, 0) for pid in suyos) / os.sysconf("SC_CLK_TCK")
