"""The repository is in order: migrations, style, nothing of one machine in what is committed."""

import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.entorno import ROOT


def tracked(*patterns):
    answer = subprocess.run(["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in answer.stdout.split("\0") if name and (ROOT / name).is_file()]


def run(*command):
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True)


def test_no_migration_is_pending(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=1)


def test_every_migration_says_what_it_does():
    nameless = [
        path.name for path in ROOT.glob("*/migrations/0*.py") if re.match(r"\d+_(auto_|alter_\w+_\w+_and)", path.name)
    ]

    assert nameless == []


@pytest.mark.parametrize(
    "command", [("ruff", "check", "."), ("ruff", "format", "--check", ".")], ids=["rules", "format"]
)
def test_ruff_has_nothing_to_say(command):
    answer = run(*command)

    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_djade_would_change_no_template():
    templates = [str(path) for path in tracked("*.html", "*.txt") if "templates" in path.parts]

    djade = Path(sysconfig.get_path("scripts")) / "djade"
    answer = subprocess.run(
        [djade, "--target-version", "5.2", "--check", *templates], cwd=ROOT, capture_output=True, text=True
    )

    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_nothing_of_one_machine_is_committed():
    """Paths of a machine, package hosts and secrets; lists of hashes and data are looked at too."""
    suspects = re.compile(
        r"/(?:work|root|home|opt|Users)/\w|file://|--index-url|--find-links|--trusted-host|"
        r"https?://[\w.-]*(?:pypi|pythonhosted|npmjs|debian)\b|BEGIN [A-Z ]*PRIVATE KEY"
    )
    here = ROOT / "tests" / "repositorio" / "test_repositorio.py"
    found = []
    for path in tracked():
        if path == here or path.suffix in {".png", ".woff2", ".jpg", ".webp", ".ico", ".mp4", ".gz", ".br", ".xlsx"}:
            continue
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), start=1):
            if suspects.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")

    assert found == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-pruebas.txt"])
def test_every_requirement_is_pinned_with_hashes(name):
    text = (ROOT / name).read_text()
    packages = re.split(r"^(?=\S)", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE), flags=re.MULTILINE)[1:]

    loose = [package.split()[0] for package in packages if "==" not in package or "--hash=sha256:" not in package]

    assert packages != []
    assert loose == []


def test_what_the_portal_runs_on_is_the_same_in_its_tests():
    def pins(name):
        return set(re.findall(r"^(\S+==\S+)", (ROOT / name).read_text(), re.MULTILINE))

    assert pins("requirements.txt") <= pins("requirements-pruebas.txt")


def test_every_command_is_documented():
    documents = "".join(path.read_text() for path in [*ROOT.glob("docs/*.md"), ROOT / "README.md"] if path.exists())
    commands = {path.stem for path in ROOT.glob("*/management/commands/[a-z]*.py")}

    assert {command for command in commands if command not in documents} == set()
