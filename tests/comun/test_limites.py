"""Public limits: the window, the factor, what is stored, and whose address counts."""

import datetime

import pytest
from django.test import RequestFactory
from django.utils import timezone

from comun.limites import ip_del_cliente, permitir, red_del_cliente
from comun.models import Limite
from tests.inscripciones.hilos import a_la_vez, errores


@pytest.fixture(autouse=True)
def _con_limites(settings):
    settings.PUBLIC_LIMITS = True
    settings.LIMITES_FACTOR = 1


def intentos(veces, valor="ana@x.org", ambito="prueba", maximo=2, segundos=60):
    return [permitir(ambito, valor, maximo=maximo, segundos=segundos) for _i in range(veces)]


def envejecer(segundos):
    Limite.objects.update(desde=timezone.now() - datetime.timedelta(seconds=segundos))


@pytest.mark.django_db
def test_limite_deja_pasar_hasta_el_maximo():
    assert intentos(4) == [True, True, False, False]


@pytest.mark.django_db
def test_limite_cuenta_por_valor_y_por_ambito():
    intentos(2)

    assert intentos(1, valor="otra@x.org") == [True]
    assert intentos(1, ambito="otro") == [True]
    assert intentos(1, valor="ANA@X.ORG") == [False]


@pytest.mark.django_db
def test_limite_empieza_de_nuevo_pasada_la_ventana_y_no_antes():
    intentos(3)
    envejecer(58)
    assert intentos(1) == [False]

    envejecer(61)

    assert intentos(3) == [True, True, False]


@pytest.mark.django_db
def test_limite_insistir_no_alarga_la_espera():
    intentos(3)
    envejecer(58)
    desde = Limite.objects.get().desde

    intentos(5)

    assert Limite.objects.get().desde == desde


@pytest.mark.django_db
def test_limite_se_multiplica_por_el_factor(settings):
    settings.LIMITES_FACTOR = 3

    assert intentos(7) == [True] * 6 + [False]


@pytest.mark.django_db
def test_limite_apagado_deja_pasar_todo_y_no_cuenta(settings):
    settings.PUBLIC_LIMITS = False

    assert intentos(9) == [True] * 9
    assert Limite.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("valor", ["", "\x00", "a\x00b", "x" * 5000, "ñ🙂\u202e", "%s'; --"])
def test_limite_recibe_cualquier_valor_y_no_guarda_el_de_nadie(valor):
    assert intentos(1, valor=valor) == [True]

    clave = Limite.objects.get().clave
    assert len(clave) == 64
    assert set(clave) <= set("0123456789abcdef")


@pytest.mark.django_db(transaction=True)
def test_limite_cuenta_todos_los_intentos_simultaneos():
    """One upsert: two processes that read and then write would lose attempts."""
    resultados = a_la_vez(*[lambda: permitir("prueba", "ana@x.org", maximo=5, segundos=60)] * 16)

    assert errores(resultados) == []
    assert resultados.count(True) == 5
    assert Limite.objects.get().cuenta == 16


# --- Whose address ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proxies", "par", "cabecera", "esperada"),
    [
        # Without a trusted proxy the header is what anybody writes (CVE-2023-44463).
        ([], "203.0.113.9", None, "203.0.113.9"),
        ([], "203.0.113.9", "10.0.0.1", "203.0.113.9"),
        (["10.0.0.0/8"], "203.0.113.9", "198.51.100.1", "203.0.113.9"),
        # One proxy of ours: the last address is the one that it saw; those before it are hearsay.
        (["10.0.0.0/8"], "10.0.0.1", "203.0.113.9", "203.0.113.9"),
        (["10.0.0.0/8"], "10.0.0.1", "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        (["10.0.0.0/8"], "10.0.0.1", "10.9.9.9, 203.0.113.9", "203.0.113.9"),
        # A chain of ours is skipped from the right.
        (["10.0.0.0/8"], "10.0.0.1", "1.2.3.4, 203.0.113.9, 10.0.0.7, 10.0.0.8", "203.0.113.9"),
        (["10.0.0.0/8", "192.0.2.7"], "10.0.0.1", "203.0.113.9,192.0.2.7", "203.0.113.9"),
        # All of ours: the farthest one.
        (["10.0.0.0/8"], "10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        # What is no address ends the reading.
        (["10.0.0.0/8"], "10.0.0.1", "203.0.113.9, unknown", "10.0.0.1"),
        (["10.0.0.0/8"], "10.0.0.1", "203.0.113.9, <script>, 10.0.0.2", "10.0.0.2"),
        (["10.0.0.0/8"], "10.0.0.1", "", "10.0.0.1"),
        (["10.0.0.0/8"], "10.0.0.1", ",,,", "10.0.0.1"),
        # IPv6, mixed with IPv4.
        (["fd00::/8"], "fd00::1", "2001:db8::5", "2001:db8::/64"),
        (["10.0.0.0/8"], "2001:db8::1", "203.0.113.9", "2001:db8::/64"),
        # One line is given a whole /64: its addresses count together, those of the next line apart.
        ([], "2001:db8:1:2:3:4:5:6", None, "2001:db8:1:2::/64"),
        ([], "2001:db8:1:2:ffff::", None, "2001:db8:1:2::/64"),
        ([], "2001:db8:1:3::6", None, "2001:db8:1:3::/64"),
        # A server that listens on IPv6 sees IPv4 in its clothes: the same proxy, the same client.
        ([], "::ffff:203.0.113.9", None, "203.0.113.9"),
        (["10.0.0.0/8"], "::ffff:10.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"),
        # A socket has no peer address.
        ([], "", "203.0.113.9", "0.0.0.0"),
    ],
)
def test_ip_del_cliente_solo_cree_a_los_proxies_de_confianza(settings, proxies, par, cabecera, esperada):
    settings.TRUSTED_PROXIES = proxies
    cabeceras = {} if cabecera is None else {"HTTP_X_FORWARDED_FOR": cabecera}

    request = RequestFactory().get("/", REMOTE_ADDR=par, **cabeceras)

    assert ip_del_cliente(request) == esperada


@pytest.mark.parametrize(
    ("par", "red"),
    [
        ("203.0.113.9", "203.0.113.0/24"),
        ("::ffff:203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("", "0.0.0.0/24"),
    ],
)
def test_red_del_cliente_is_that_of_many_and_of_nobody(par, red):
    assert red_del_cliente(RequestFactory().get("/", REMOTE_ADDR=par)) == red
