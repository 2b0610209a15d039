"""Imports go downward only: each room may use those below it."""

import ast
import re

import pytest

from tests.entorno import ROOT

FLOORS = ["comun", "actores", "proyectos", "agenda", "intercambio", "inscripciones", "acreditacion", "seminario"]
MODEL_NAME = re.compile(r"([a-z_]+)\.[A-Z]\w*")  # As in ForeignKey("actores.Ciudad").
MODULE_NAME = re.compile(r"([a-z_]+)\.([a-z_]\w*)(?:\.\w+)*")  # As in import_module("agenda.models").


def rooms_used(source):
    """Return the rooms that a module names: in imports, in names of models and of modules, in get_model()."""
    used = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                used |= {alias.name.split(".")[0] for alias in names}
            case ast.ImportFrom(module=str(module), level=0):
                used.add(module.split(".")[0])
            case ast.Call(func=ast.Attribute(attr="get_model"), args=[ast.Constant(value=str(room)), *_]):
                used.add(room.split(".")[0])
            case ast.Constant(value=str(text)):
                found = MODEL_NAME.fullmatch(text) or MODULE_NAME.fullmatch(text)
                if found and (found.re is MODEL_NAME or is_module(found[1], found[2])):
                    used.add(found[1])
    return used & set(FLOORS)


def is_module(room, name):
    return (ROOT / room / f"{name}.py").exists() or (ROOT / room / name).is_dir()


def modules_of(room):
    return [path for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts]


@pytest.mark.parametrize("room", [room for room in FLOORS if (ROOT / room).is_dir()])
def test_a_room_uses_only_those_below(room):
    below = FLOORS[: FLOORS.index(room) + 1]

    upward = {
        f"{path.relative_to(ROOT)} → {used}"
        for path in modules_of(room)
        for used in rooms_used(path.read_text())
        if used not in below
    }

    assert upward == set()


@pytest.mark.parametrize(
    "source",
    [
        "import agenda.models",
        "from agenda import services",
        "def f():\n    from agenda.models import Bloque",
        'models.ForeignKey("agenda.Bloque", on_delete=models.PROTECT)',
        'apps.get_model("agenda", "Bloque")',
        'apps.get_model("agenda.Bloque")',
        'import_module("agenda.models")',
    ],
)
def test_every_way_to_use_a_room_is_seen(source):
    assert rooms_used(source) == {"agenda"}


@pytest.mark.parametrize("source", ["from . import agenda", 'reverse("agenda:agenda")', '"agenda.ics"'])
def test_a_word_is_not_a_use(source):
    assert rooms_used(source) == set()


def test_every_room_is_on_a_floor():
    rooms = {path.parent.name for path in ROOT.glob("*/apps.py")}

    assert rooms <= set(FLOORS)
