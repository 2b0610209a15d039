"""Both steps of the entry in a browser: a phone is set up, a code enters, and so does one on paper."""

import pytest
from django.contrib.auth import get_user_model
from django_otp.plugins.otp_static.models import StaticToken

from seminario import segundo_factor
from tests.admin.test_en_el_navegador import hallazgos  # noqa: F401 - a fixture
from tests.entrada import codigo_de, entrar, telefono_de
from tests.equipo.ayudas import codigo_del_telefono
from tests.equipo.conftest import CLAVE, crear_usuaria
from tests.puertas.navegador import faltas_de_vista, nuevo_contexto, pulsar

BOTON = "#login-form input[type=submit]"


@pytest.fixture
def ana(transactional_db):
    return crear_usuaria("ana", is_superuser=True)


def dar_la_clave(page, prefijo=""):
    page.goto(f"{prefijo}/admin/login/")
    page.fill("#id_username", "ana")
    page.fill("#id_password", CLAVE)
    pulsar(page, BOTON)


ANCHOS = [(390, ""), pytest.param(1280, "/pt-br", marks=pytest.mark.largo)]


@pytest.mark.parametrize(("ancho", "prefijo"), ANCHOS)
def test_a_phone_is_set_up_and_then_opens_the_door(page, ana, hallazgos, ancho, prefijo):  # noqa: F811
    page.set_viewport_size({"width": ancho, "height": 800})
    mirar = lambda: (hallazgos(page), faltas_de_vista(page))  # noqa: E731
    dar_la_clave(page, prefijo)
    assert page.url.endswith(f"{prefijo}/admin/entrada/preparar/")
    assert mirar() == ([], [])

    page.fill("#id_codigo", "12")
    pulsar(page, BOTON)
    assert page.title().startswith(("Error:", "Erro:"))
    assert mirar() == ([], [])

    clave = page.locator(".clave-de-entrada").inner_text().replace(" ", "")
    page.fill("#id_codigo", codigo_del_telefono(clave))
    pulsar(page, BOTON)
    codigos = page.locator(".codigos-de-recuperacion li").all_inner_texts()
    assert len(codigos) == 10
    assert mirar() == ([], [])
    pulsar(page, "a.button")
    assert page.locator("#user-tools").is_visible()

    pulsar(page, "#user-tools a[href$='/mi-acceso/']")
    assert hallazgos(page) == []
    pulsar(page, "#logout-form button")
    dar_la_clave(page, prefijo)
    assert page.url.endswith(f"{prefijo}/admin/entrada/")
    assert mirar() == ([], [])
    page.fill("#id_codigo", codigos[0].upper())
    pulsar(page, BOTON)
    assert page.locator(".messagelist .warning").is_visible()
    assert segundo_factor.codigos_que_quedan(ana) == 9


@pytest.mark.largo
def test_both_steps_need_no_script(browser, live_server, settings, quejas, ana):
    settings.SITE_URL = live_server.url
    contexto = nuevo_contexto(browser, live_server, quejas, con_js=False)
    page = contexto.new_page()
    entrar(page, ana, CLAVE)
    assert page.locator("#user-tools").is_visible()
    contexto.close()
    assert quejas == []


def test_coordination_resets_a_phone_from_the_page_of_its_user(page, ana, hallazgos):  # noqa: F811
    eva = crear_usuaria("eva")
    codigo_de(eva)
    entrar(page, ana, CLAVE, f"/admin/login/?next=/admin/auth/user/{eva.pk}/change/")

    pulsar(page, "button:text-is('Reiniciar el segundo paso')")
    assert hallazgos(page) == []
    pulsar(page, "input[type=submit][value='Reiniciar']")

    assert page.locator(".messagelist").inner_text() == "Se reinició el segundo paso de 1 cuenta."
    assert page.url.endswith(f"/admin/auth/user/{eva.pk}/change/")
    assert not segundo_factor.preparado(get_user_model().objects.get(pk=eva.pk))


def test_the_enter_key_in_my_access_undoes_nothing(page, ana):
    entrar(page, ana, CLAVE, "/admin/login/?next=/admin/mi-acceso/")
    segundo_factor.codigos_nuevos(usuario=ana)
    antes = set(StaticToken.objects.values_list("token", flat=True))
    telefono = telefono_de(ana).pk
    page.goto("/admin/mi-acceso/")

    page.fill("#id_contrasena", CLAVE)
    page.press("#id_contrasena", "Enter")
    page.wait_for_url("**/admin/mi-acceso/telefono/")

    assert set(StaticToken.objects.values_list("token", flat=True)) == antes
    assert telefono_de(ana).pk == telefono
    assert page.locator("a:text-is('Volver sin cambiar nada')").is_visible()
