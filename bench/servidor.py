"""What the benchmarks share: the portal's own way of starting a server."""

import importlib.machinery
import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def cargar_portal():
    """Return ``./portal`` as a module: it knows how the demo starts gunicorn."""
    loader = importlib.machinery.SourceFileLoader("portal_command", str(ROOT / "portal"))
    modulo = importlib.util.module_from_spec(importlib.util.spec_from_loader("portal_command", loader))
    loader.exec_module(modulo)
    return modulo
