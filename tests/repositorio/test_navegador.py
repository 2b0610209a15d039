"""The browser of the tests: it reaches the live server, notices what is blocked, and its absence is said aloud."""

import os
import subprocess
import sys

import pytest

from tests.entorno import ROOT

pytestmark = pytest.mark.largo


def test_the_browser_reaches_the_live_server_with_its_styles(page):
    page.goto("/admin/login/")

    assert page.locator("h1").count() >= 1
    assert page.evaluate("document.styleSheets.length") > 0


@pytest.mark.parametrize(
    "script",
    [
        "() => { const s = document.createElement('script'); s.textContent = '1'; document.head.append(s) }",
        "() => { document.body.setAttribute('style', 'color: red') }",
        "() => { setTimeout(() => { throw new Error('roto') }) }",
    ],
    ids=["inline-script", "inline-style", "error"],
)
def test_a_violation_is_noticed(page, quejas, script):
    page.goto("/admin/login/")
    page.evaluate(script)
    page.wait_for_timeout(200)

    assert len(quejas) == 1
    quejas.clear()


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
def test_without_a_browser_it_is_said_aloud_and_ci_fails(tmp_path, ci, code):
    words = ["-q", "--largo", "-p", "no:cacheprovider", __file__, "-k", "reaches_the_live_server"]
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", *words],
        cwd=ROOT,
        env={**os.environ, "PATH": str(tmp_path), "CI": ci},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert "No hay navegador: 1 pruebas NO corrieron. Instalar chromium" in answer.stdout
    assert answer.returncode == code
