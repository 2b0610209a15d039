"""./portal demo from a clone: it starts, answers, ends without a trace and survives being killed."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.entorno import ROOT

pytestmark = [
    pytest.mark.largo,
    pytest.mark.xdist_group("demo"),
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="mira los procesos en /proc"),
]

MARK = "PORTAL_DEMO_TEST"
SECONDS_TO_FIRST_PAGE = 60
SECONDS_TO_FIRST_PAGE_AGAIN = 10


class Demo:
    """A clone of what is committed, and the demo that runs in it."""

    def __init__(self, folder):
        self.folder = folder
        self.process = None
        subprocess.run(["git", "clone", "--quiet", ROOT, folder], check=True)

    def start(self, *options):
        """Start and return the seconds until the first page."""
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        begin = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, self.folder / "portal", "demo", *options],
            cwd="/",
            env={**inherited, MARK: str(self.folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.said = ""
        while "Ctrl-C" not in self.said:
            line = self.process.stdout.readline()
            assert line, f"the demo ended: {self.said}"
            self.said += line
        self.address = re.search(r"Portal +(http://localhost:\d+)/", self.said)[1]
        assert self.get("/")[0] == 200
        return time.monotonic() - begin

    def get(self, path):
        try:
            with urllib.request.urlopen(f"{self.address}{path}", timeout=20) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, ""

    def end(self, number):
        self.process.send_signal(number)
        output, _ = self.process.communicate(timeout=30)
        return self.process.returncode, output

    def processes(self):
        """Every living process of this demo: by its environment, its command or its parent."""
        mine = set()
        parents = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                environment, command = (entry / "environ").read_bytes(), (entry / "cmdline").read_bytes()
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            parents[int(entry.name)] = parent
            if command and (f"{MARK}={self.folder}".encode() in environment or bytes(self.folder) in command):
                mine.add(int(entry.name))
        while children := {pid for pid, parent in parents.items() if parent in mine} - mine:
            mine |= children
        return mine

    def kill_everything(self):
        for pid in self.processes():
            os.kill(pid, signal.SIGKILL)
        self.process.communicate()


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "clon"
    demo = Demo(folder)
    yield demo
    if demo.processes():
        demo.kill_everything()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def demo(clone):
    yield clone
    if clone.process and clone.process.poll() is None:
        clone.end(signal.SIGTERM)


def test_the_first_page_comes_within_a_minute_and_again_within_ten_seconds(demo):
    first = demo.start()
    assert demo.end(signal.SIGTERM)[0] == 0
    again = demo.start()

    assert first < SECONDS_TO_FIRST_PAGE
    assert again < SECONDS_TO_FIRST_PAGE_AGAIN


def test_it_says_what_a_newcomer_needs(demo):
    demo.start()

    assert re.search(rf"Administración +{demo.address}/admin/ +usuario coordinacion, contraseña \w{{20}}\n", demo.said)
    assert "var/correo/" in demo.said
    assert demo.get("/livez")[0] == 200
    assert demo.get("/readyz")[0] == 200
    assert "<h1" in demo.get("/pt-br/")[1]
    assert demo.get("/admin/login/")[0] == 200


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_request_to_end_leaves_no_process(demo, number):
    demo.start()
    assert len(demo.processes()) > 4

    code, output = demo.end(number)

    assert demo.processes() == set()
    assert code == 0
    assert "Traceback" not in output


def test_a_request_to_end_in_the_middle_of_the_start_leaves_no_process(demo):
    for moment in (0.5, 1.5, 3):
        demo.process = subprocess.Popen(
            [sys.executable, demo.folder / "portal", "demo"],
            env={**os.environ, "DATABASE_URL": "", MARK: str(demo.folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        time.sleep(moment)
        demo.end(signal.SIGINT)
        assert demo.processes() == set()


def test_a_killed_command_takes_the_server_and_the_mail_with_it(demo):
    demo.start()

    demo.process.kill()
    demo.process.communicate(timeout=20)

    # PostgreSQL stays, with what was acknowledged, for the next start.
    end = time.monotonic() + 15
    while b"gunicorn" in commands(demo) and time.monotonic() < end:
        time.sleep(0.2)
    assert b"gunicorn" not in commands(demo)
    assert b"enviar_correo" not in commands(demo)
    demo.start()
    assert demo.end(signal.SIGTERM)[0] == 0
    assert demo.processes() == set()


def commands(demo):
    found = b""
    for pid in demo.processes():
        try:
            found += Path(f"/proc/{pid}/cmdline").read_bytes() + b"\n"
        except OSError:
            continue
    return found


def test_it_starts_again_after_everything_was_killed(demo):
    demo.start()
    demo.kill_everything()
    assert (demo.folder / "var" / "postgres" / "datos" / "postmaster.pid").exists()

    again = demo.start()

    assert again < SECONDS_TO_FIRST_PAGE_AGAIN
    assert demo.end(signal.SIGTERM)[0] == 0
    assert demo.processes() == set()


def test_a_part_that_dies_ends_all_with_a_sentence(demo):
    demo.start()
    worker = next(pid for pid in demo.processes() if b"enviar_correo" in Path(f"/proc/{pid}/cmdline").read_bytes())

    os.kill(worker, signal.SIGKILL)
    output, _ = demo.process.communicate(timeout=30)

    assert demo.process.returncode == 1
    assert "Se detuvo el envío de correos" in output
    assert demo.processes() == set()


def test_a_second_demo_takes_the_next_port_and_the_same_data(demo):
    demo.start()
    first = demo.process, demo.address

    demo.start()
    assert demo.address != first[1]
    demo.end(signal.SIGTERM)
    demo.process, demo.address = first

    assert demo.get("/")[0] == 200
    demo.end(signal.SIGTERM)
    assert demo.processes() == set()


def test_fresh_begins_with_new_data(demo):
    demo.start()
    demo.end(signal.SIGTERM)
    old = (demo.folder / "var" / "postgres" / "datos" / "global" / "pg_control").stat().st_ino
    (demo.folder / "var" / "correo").mkdir(exist_ok=True)
    (demo.folder / "var" / "correo" / "viejo.eml").write_text("")

    demo.start("--fresh")

    assert (demo.folder / "var" / "postgres" / "datos" / "global" / "pg_control").stat().st_ino != old
    assert not (demo.folder / "var" / "correo" / "viejo.eml").exists()
