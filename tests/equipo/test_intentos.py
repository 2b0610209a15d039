"""Too many tries wait, and nobody makes somebody else wait by trying in their name."""

import pytest
from django.test import Client

from seminario import intentos
from tests.entrada import a_medias, codigo_de, telefono_de
from tests.equipo.ayudas import PASO, adentro
from tests.equipo.conftest import CLAVE, crear_usuaria

DE_ANA, DE_OTRO = {"REMOTE_ADDR": "198.51.100.7"}, {"REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture(autouse=True)
def limites(settings):
    settings.PUBLIC_LIMITS, settings.LIMITES_FACTOR = True, 1


def entrar_y_salir(cliente, usuaria):
    telefono_de(usuaria)
    a_medias(cliente, usuaria, CLAVE)
    cliente.post(PASO, {"codigo": codigo_de(usuaria)})
    assert adentro(cliente)
    cliente.post("/admin/logout/")


@pytest.fixture
def conocido(ana):
    """A browser from which ana entered once, and left."""
    cliente = Client(**DE_ANA)
    entrar_y_salir(cliente, ana)
    return cliente


def molestar(desde, veces, cuenta="ana"):
    """Try wrong passwords with an account; return the last status."""
    extrano = Client(**desde)
    return [extrano.post("/admin/login/", {"username": cuenta, "password": "mala"}).status_code for _n in range(veces)][
        -1
    ]


def test_who_tries_from_one_address_waits_and_who_owns_the_account_does_not(ana):
    telefono_de(ana)

    assert molestar(DE_OTRO, 11) == 429

    assert a_medias(Client(**DE_ANA), ana, CLAVE)["Location"] == PASO


def test_an_account_is_not_guessed_from_many_addresses(ana):
    estados = [molestar({"REMOTE_ADDR": f"203.0.113.{n}"}, 10) for n in range(1, 6)]

    assert estados == [200] * 5
    assert molestar({"REMOTE_ADDR": "203.0.113.77"}, 1) == 429


# Every way in which Django's form takes "ana", who enters by all but the last.
OTRAS_MANERAS = [" ana", "ana ", "ana\u3000", "\tana", "ａｎａ", "ａｎａ ", "ANA"]


@pytest.mark.parametrize("escrita", OTRAS_MANERAS)
def test_an_account_written_another_way_is_counted_as_the_same(ana, escrita):
    assert molestar(DE_OTRO, 10) == 200

    assert molestar(DE_OTRO, 1, escrita) == 429


@pytest.mark.parametrize("escrita", OTRAS_MANERAS[:-1])
def test_an_account_written_another_way_is_known_by_its_browser(ana, conocido, escrita):
    molestar(DE_ANA, 61)

    respuesta = conocido.post("/admin/login/", {"username": escrita, "password": CLAVE})

    assert respuesta["Location"] == PASO


@pytest.mark.parametrize("cuantas", [5, 1], ids=["de-muchas", "de-la-misma-oficina"])
def test_a_browser_that_entered_before_enters_whatever_is_tried_elsewhere(ana, conocido, cuantas):
    direcciones = [{"REMOTE_ADDR": f"203.0.113.{n}"} for n in range(1, 6)] if cuantas > 1 else [DE_ANA]
    for direccion in direcciones:
        molestar(direccion, 10 if cuantas > 1 else 61)
    assert a_medias(Client(**DE_ANA), ana, CLAVE).status_code == 429

    a_medias(conocido, ana, CLAVE)
    conocido.post(PASO, {"codigo": codigo_de(ana)})

    assert adentro(conocido)


def test_a_shared_browser_is_known_for_each_account_that_entered_from_it(ana, conocido):
    eva = crear_usuaria("eva")
    entrar_y_salir(conocido, eva)
    for n in range(1, 6):
        molestar({"REMOTE_ADDR": f"203.0.113.{n}"}, 10)

    for usuaria in (eva, ana):
        assert a_medias(conocido, usuaria, CLAVE).status_code == 302


def test_a_browser_forgets_the_account_of_longest_ago_before_its_cookies_are_too_many(ana, conocido, monkeypatch):
    monkeypatch.setattr(intentos, "CUENTAS_POR_NAVEGADOR", 2)
    for nombre in ("eva", "luz"):
        entrar_y_salir(conocido, crear_usuaria(nombre))

    tiene = {nombre for nombre, galleta in conocido.cookies.items() if galleta.value and nombre.startswith("equipo-")}
    assert tiene == {intentos.galleta_de("eva"), intentos.galleta_de("luz")}


def test_a_browser_that_is_known_has_its_own_limit(ana, conocido):
    estados = [a_medias(conocido, ana, "mala").status_code for _n in range(11)]

    assert estados == [200] * 10 + [429]


@pytest.mark.parametrize("que", ["de-otra-cuenta", "falsa"])
def test_a_browser_is_known_for_its_account_alone(ana, conocido, que):
    if que == "falsa":
        conocido.cookies[intentos.galleta_de("ana")] = "aaaa:bbbb:cccc"
    cuenta = "ana" if que == "falsa" else "eva"
    molestar(DE_ANA, 61, cuenta)

    respuesta = conocido.post("/admin/login/", {"username": cuenta, "password": "mala"})

    assert respuesta.status_code == 429


def test_what_makes_a_browser_known_is_no_way_in_and_no_script_reads_it(conocido):
    galleta = conocido.cookies[intentos.galleta_de("ana")]

    assert (galleta["httponly"], galleta["samesite"], galleta["path"]) == (True, "Lax", "/")
    assert not adentro(conocido)


def test_who_finds_a_session_open_does_not_guess_its_password_at_will(ana):
    cliente = Client()
    cliente.force_login(ana)
    datos = {"old_password": "mala", "new_password1": "otra-clave-larga-1", "new_password2": "otra-clave-larga-1"}

    estados = [cliente.post("/admin/password_change/", datos).status_code for _n in range(11)]

    assert estados == [200] * 10 + [429]


def test_a_try_is_written_down_without_what_was_typed_nor_the_address(ana, caplog):
    molestar(DE_OTRO, 1)
    molestar(DE_OTRO, 1, " ａｎａ")
    molestar(DE_OTRO, 1, "una-clave-que-se-escribio-aqui")
    molestar(DE_OTRO, 1, "\0")

    dichos = [registro.getMessage() for registro in caplog.records if registro.name.startswith("seminario")]
    assert dichos == [
        *[f"Contraseña sin éxito: usuario {ana.pk}, desde 203.0.113.0/24"] * 2,
        *["Contraseña sin éxito: usuario desconocido, desde 203.0.113.0/24"] * 2,
    ]
