"""The command ./portal: what it says and chooses before it starts anything."""

import importlib.machinery
import importlib.util
import os
import socket
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import pytest

from comun.postgres_embebido import Server
from tests.entorno import ROOT


@pytest.fixture(scope="module")
def portal():
    loader = importlib.machinery.SourceFileLoader("portal_command", str(ROOT / "portal"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("portal_command", loader))
    loader.exec_module(module)
    return module


@pytest.fixture
def busy_port():
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        yield busy.getsockname()[1]


def run(*words, **environment):
    command = [sys.executable, ROOT / "portal", *words]
    return subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, timeout=60)


def test_a_busy_port_gives_way_to_the_next_free_one(portal, busy_port, monkeypatch, capsys):
    monkeypatch.setattr(portal, "FIRST_PORT", busy_port)

    with portal.open_door(None) as door:
        chosen = door.getsockname()[1]
        socket.create_connection(("127.0.0.1", chosen)).close()

    assert busy_port < chosen < busy_port + 100
    assert capsys.readouterr().out == f"El puerto {busy_port} está ocupado: se usa el {chosen}.\n"


def test_a_busy_port_that_was_asked_for_ends_with_a_sentence(busy_port):
    answer = run("demo", "--port", str(busy_port))

    assert answer.returncode == 1
    assert (
        answer.stderr
        == f"El puerto {busy_port} está ocupado: elegir otro con --port, o ninguno para el primero libre.\n"
    )


@pytest.mark.parametrize("port", ["0", "70000", "-1", "ocho"])
def test_a_port_that_does_not_exist_is_not_used(port):
    answer = run("demo", "--port", port)

    assert answer.returncode == 2
    assert "el puerto va de 1 a 65535" in answer.stderr


def test_fresh_never_empties_a_database_that_is_not_ours(portal):
    with pytest.raises(portal.Sentence, match="borra solo la base embebida"):
        portal.forget(None)


def test_fresh_waits_for_nobody_and_breaks_nobody(portal, tmp_path, monkeypatch):
    monkeypatch.setattr(portal, "VAR", tmp_path)
    (tmp_path / "correo").mkdir()
    server = Server(tmp_path / "postgres", scratch=True)
    server.folder.mkdir()
    server.hold()

    with pytest.raises(portal.Sentence, match="está en uso"):
        portal.forget(server)
    assert (tmp_path / "correo").exists()
    server.leave()
    portal.forget(server)

    assert not (tmp_path / "correo").exists()


@pytest.fixture
def sources(portal, monkeypatch, tmp_path):
    """A portal with one static file, which is collected where all are: under its own folder."""
    monkeypatch.setattr(portal, "ROOT", tmp_path)
    monkeypatch.setattr(portal, "VAR", tmp_path / "var")
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "portal.css").write_text("a {}")
    (tmp_path / "requirements.txt").write_text("django==5.2\n")
    return tmp_path


class Collecting:
    """Stands for the demo's processes: collects by hand, slowly, and notes how many did at once."""

    def __init__(self, folder):
        self.folder = folder
        self.at_work = self.most = self.runs = 0

    def run(self, name, command):
        self.at_work, self.runs = self.at_work + 1, self.runs + 1
        self.most = max(self.most, self.at_work)
        time.sleep(0.2)
        collected = self.folder / "var" / "static"
        collected.mkdir(exist_ok=True)
        for file in ("portal.css", "staticfiles.json"):
            (collected / file).write_text(str(self.runs))
        self.at_work -= 1


def test_static_files_are_collected_by_one_command_at_a_time_and_once(portal, sources):
    collecting = Collecting(sources)

    commands = [threading.Thread(target=portal.collect_static, args=[collecting]) for _ in range(3)]
    for command in commands:
        command.start()
    for command in commands:
        command.join()

    assert (collecting.most, collecting.runs) == (1, 1)


@pytest.mark.parametrize("changed", ["static/portal.css", "requirements.txt"])
def test_static_files_are_collected_again_when_their_sources_change_and_only_then(portal, sources, changed):
    collecting = Collecting(sources)
    portal.collect_static(collecting)
    portal.collect_static(collecting)
    assert collecting.runs == 1

    (sources / changed).write_text("b {}")
    portal.collect_static(collecting)

    assert collecting.runs == 2


def test_requirements_that_are_here_need_no_environment(portal):
    assert portal.missing("requirements.txt") is False
    assert portal.missing("requirements-pruebas.txt") is False


@pytest.mark.parametrize("line", ["django==4.2.1 \\", "no-such-package==1.0 \\"])
def test_another_version_or_none_is_missing(portal, monkeypatch, tmp_path, line):
    monkeypatch.setattr(portal, "ROOT", tmp_path)
    (tmp_path / "requirements.txt").write_text(f"# a comment\n{line}\n    --hash=sha256:0\n")

    assert portal.missing("requirements.txt") is True


def test_whoever_lacks_them_begins_anew_where_they_will_be(portal, monkeypatch, tmp_path):
    began = []
    monkeypatch.setattr(portal, "VAR", tmp_path)
    monkeypatch.setattr(portal, "VENV", tmp_path / "venv")
    monkeypatch.setattr(portal, "missing", lambda name: True)
    monkeypatch.setattr(portal, "make_venv", lambda: "python")
    monkeypatch.setattr(portal, "become", lambda command: began.append(command) or sys.exit())
    monkeypatch.setattr(sys, "argv", ["bench/catalogo", "--veces", "3"])

    with pytest.raises(SystemExit):
        portal.ensure_requirements("requirements.txt", str(ROOT / "bench" / "catalogo"))

    assert began == [["python", str(ROOT / "bench" / "catalogo"), "--veces", "3"]]


def test_no_venv_is_a_sentence(portal, monkeypatch, tmp_path):
    monkeypatch.setattr(portal, "VENV", tmp_path / "venv")
    monkeypatch.setattr(portal.subprocess, "run", lambda *args, **options: SimpleNamespace(returncode=1))

    with pytest.raises(portal.Sentence, match="python3-venv"):
        portal.make_venv()


def test_no_network_is_a_sentence(portal, monkeypatch):
    monkeypatch.setattr(portal.subprocess, "run", lambda *args, **options: SimpleNamespace(returncode=1))

    with pytest.raises(portal.Sentence, match="la primera vez hace falta red"):
        portal.install("python", "requirements.txt")


def test_manage_passes_everything_on():
    answer = run("manage", "check", "--help")

    assert answer.returncode == 0
    assert "manage.py check" in answer.stdout


def test_test_passes_everything_on():
    answer = run("test", "--collect-only", "-q", "-p", "no:cacheprovider", "tests/repositorio/test_entorno.py")

    assert answer.returncode == 0
    assert "test_entorno.py::test_the_settings_are_those_of_the_tests" in answer.stdout


def test_an_unknown_command_says_which_there_are():
    answer = run("otro")

    assert answer.returncode == 2
    assert "demo" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("words", [["-n", "3"], ["-n=3"], ["--pdb"], ["-k", "x", "-s"], ["--collect-only"]])
def test_who_says_how_to_run_the_tests_is_heard(portal, words):
    assert portal.parallel(words) == []


@pytest.mark.parametrize("words", [[], ["--largo"], ["-k", "enlace"], ["tests/agenda", "-x"]])
def test_the_tests_use_the_cores(portal, words):
    assert portal.parallel(words)[0] == "-n"
