"""The staff's pages in a browser: nothing blocked by the policy, nothing that axe finds, the buttons work."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model

from intercambio.models import Ficha
from tests import fabricas
from tests.admin.elenco import crear_elenco
from tests.entrada import entrar
from tests.puertas.navegador import pulsar

CLAVE = "una-clave-bien-larga"
REGLAS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],  # of the rest one example is enough, and quicker to tell
}


@pytest.fixture
def elenco(transactional_db):
    get_user_model().objects.create_superuser("coordinacion", "coordinacion@ejemplo.gob", CLAVE)
    return crear_elenco("Texto")


@pytest.fixture
def adentro(page, elenco):
    """A page of staff, logged in through the form."""
    entrar(page, get_user_model().objects.get(), CLAVE)
    assert page.locator("#user-tools").is_visible()
    return page


@pytest.fixture
def hallazgos(quejas):
    """What axe finds on a page: rule and the elements concerned. What axe itself is blocked from does not count."""

    def mirar(page):
        page.wait_for_load_state("load")
        assert quejas == []
        resultado = Axe().run(page, options=REGLAS).response["violations"]
        quejas.clear()
        return _resumen(resultado)

    return mirar


def _resumen(resultado):
    return [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in resultado]


def test_login_has_no_finding(page, elenco, hallazgos):
    for idioma in ("", "/pt-br"):
        page.goto(f"{idioma}/admin/login/")
        assert hallazgos(page) == []


def test_too_many_tries_page_has_no_finding(page, elenco, hallazgos, settings, monkeypatch):
    settings.PUBLIC_LIMITS = True
    monkeypatch.setattr("seminario.intentos.POR_DIRECCION", 0)
    page.goto("/admin/login/")
    page.fill("#id_username", "coordinacion")
    page.fill("#id_password", CLAVE)
    pulsar(page, "#login-form input[type=submit]")
    assert page.locator("h1").last.inner_text() == "Demasiados intentos"
    assert hallazgos(page) == []


def test_button_of_the_page_asks_and_publishes(adentro, elenco, hallazgos):
    ficha = elenco["ficha"]
    adentro.goto(f"/admin/intercambio/ficha/{ficha.pk}/change/")
    pulsar(adentro, "button:text-is('Publicar')")
    assert hallazgos(adentro) == []
    pulsar(adentro, "input[type=submit][value='Publicar']")
    assert adentro.locator(".messagelist").inner_text() == "Se publicó 1."
    assert adentro.url.endswith(f"/admin/intercambio/ficha/{ficha.pk}/change/")
    assert Ficha.objects.get(pk=ficha.pk).publicacion == "publicada"


def test_merge_with_the_searchable_list(adentro, elenco, hallazgos):
    destino = fabricas.crear_ciudad(nombre="Niterói", pais="BR")
    adentro.goto(f"/admin/actores/ciudad/{elenco['ciudad'].pk}/unir/")
    adentro.click(".select2-selection")
    adentro.fill(".select2-search__field", "niteroi")
    adentro.click(".select2-results__option:has-text('Niterói')")
    pulsar(adentro, "input[type=submit]")
    assert hallazgos(adentro) == []
    pulsar(adentro, "input[type=submit][value='Unir']")
    elenco["ciudad"].refresh_from_db()
    assert elenco["ciudad"].fusionada_en == destino
