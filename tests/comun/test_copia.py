"""The server's copy of a page: what it answers, when it is too old, and what never becomes one."""

import gzip
import uuid
from types import SimpleNamespace

import pytest
from django.http import Http404, HttpResponse
from django.utils import translation

from comun.vistas import publica_al_dia
from tests import fabricas

GZIP = "gzip, deflate, br"


class Reloj:
    """A monotonic clock that tests move; ``comun.vistas`` reads it as its ``time``."""

    def __init__(self):
        self.ahora = 1000.0

    def monotonic(self):
        return self.ahora


@pytest.fixture(autouse=True)
def cache_de_verdad(settings):
    backend = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": uuid.uuid4().hex}}


@pytest.fixture
def reloj(monkeypatch):
    reloj = Reloj()
    monkeypatch.setattr("comun.vistas.time", reloj)
    return reloj


@pytest.fixture
def pagina(reloj, rf):
    """A page that counts how often it was really made; ``pagina(...)`` asks for it."""
    cuenta = SimpleNamespace(hechas=0, texto="á" * 500, estado=200, galleta=False)

    @publica_al_dia(zona={"", "America/Lima"}.__contains__)
    def vista(request, **kwargs):
        cuenta.hechas += 1
        response = HttpResponse(cuenta.texto, status=cuenta.estado, headers={"Content-Disposition": "inline"})
        if cuenta.galleta:
            response.set_cookie("visita", "1")
        return response

    def pedir(ruta="/agenda/", metodo="get", **cabeceras):
        return vista(getattr(rf, metodo)(ruta, headers=cabeceras))

    pedir.cuenta = cuenta
    return pedir


# --- How old ------------------------------------------------------------------------------------


def test_a_copy_lives_five_seconds_and_tells_its_age_rounded_up(pagina, reloj):
    edades = []
    for segundos in (0, 0.2, 4.9, 5, 9.999):
        reloj.ahora = 1000 + segundos
        edades.append(pagina().headers.get("Age"))

    assert edades == [None, "1", "5", None, "5"]
    assert pagina.cuenta.hechas == 2


def test_age_counts_from_before_the_page_was_made(rf, reloj):
    @publica_al_dia()
    def lenta(request):
        reloj.ahora += 2
        return HttpResponse("x")

    lenta(rf.get("/"))

    assert lenta(rf.get("/")).headers["Age"] == "2"


def test_a_copy_from_the_future_is_none(pagina, reloj):
    pagina()
    reloj.ahora -= 100  # Another machine's clock, or one that started again.

    assert pagina().headers.get("Age") is None
    assert pagina.cuenta.hechas == 2


def test_everybody_sees_a_change_within_a_minute(pagina, reloj):
    """A copy at its last moment is kept for what its age leaves of the minute; who asks next has the news."""
    primera = pagina()
    pagina.cuenta.texto = "nuevo"
    reloj.ahora += 4.999
    ultima = pagina()
    reloj.ahora += 0.001

    assert {r.headers["Cache-Control"] for r in (primera, ultima)} == {"public, max-age=60"}
    assert ultima.content == primera.content
    assert int(ultima.headers["Age"]) >= 4.999
    assert pagina().content == b"nuevo"


# --- The same answer ----------------------------------------------------------------------------


@pytest.mark.parametrize("codificacion", ["", "identity", GZIP])
def test_a_copy_says_what_the_page_said(pagina, codificacion):
    primera, segunda = (pagina(accept_encoding=codificacion) for _ in range(2))

    assert segunda.content == primera.content
    assert segunda.headers.pop("Age") == ("Age", "0")
    assert segunda.headers == primera.headers
    assert segunda.headers["Vary"] == "Accept-Encoding"
    assert segunda.headers["Content-Disposition"] == "inline"
    assert pagina.cuenta.hechas == 1


def test_who_reads_no_gzip_gets_none(pagina):
    comprimida, llana = pagina(accept_encoding=GZIP), pagina()
    for _ in range(2):
        assert gzip.decompress(comprimida.content) == llana.content
        assert comprimida.headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in llana.headers
        assert comprimida.headers["ETag"] == "W/" + llana.headers["ETag"]
        comprimida, llana = pagina(accept_encoding=GZIP), pagina()


def test_the_tag_is_that_of_the_content(pagina, reloj):
    primera = pagina().headers["ETag"]
    reloj.ahora += 6
    misma = pagina().headers["ETag"]
    pagina.cuenta.texto = "otra"
    reloj.ahora += 6

    assert misma == primera != pagina().headers["ETag"]


@pytest.mark.parametrize("codificacion", ["identity", GZIP])
@pytest.mark.parametrize("metodo", ["get", "head"])
def test_who_has_it_is_told_so_by_page_and_copy(pagina, reloj, metodo, codificacion):
    etiqueta = pagina(accept_encoding=codificacion).headers["ETag"]
    reloj.ahora += 10
    for edad in (None, "0"):
        response = pagina(metodo=metodo, accept_encoding=codificacion, if_none_match=etiqueta)
        assert (response.status_code, response.content, response.headers.get("Age")) == (304, b"", edad)
        assert response.headers["ETag"] == etiqueta
        assert response.headers["Cache-Control"] == "public, max-age=60"
        assert response.headers["Vary"] == "Accept-Encoding"
    assert pagina(accept_encoding=codificacion, if_none_match='"otra"').status_code == 200
    assert pagina.cuenta.hechas == 2


def test_head_and_get_share_a_copy(pagina):
    cabeza, cuerpo = pagina(metodo="head"), pagina()

    assert cabeza.headers["ETag"] == cuerpo.headers["ETag"]
    assert cuerpo.content.decode() == pagina.cuenta.texto
    assert pagina.cuenta.hechas == 1


# --- One copy for each page ---------------------------------------------------------------------


def test_languages_and_addresses_do_not_share(pagina):
    pagina("/agenda/")
    pagina("/agenda.ics")
    with translation.override("pt-br"):
        pagina("/agenda/")

    assert pagina.cuenta.hechas == 3


@pytest.mark.parametrize("consulta", ["zona=", "zona=America%2FLima"])
def test_a_known_query_has_a_copy_of_its_own(pagina, consulta):
    for ruta in ("/agenda/", f"/agenda/?{consulta}", f"/agenda/?{consulta}"):
        pagina(ruta)

    assert pagina.cuenta.hechas == 2


@pytest.mark.parametrize(
    "consulta",
    [
        "zona=Luna",
        "zona=America/Lima",  # Not as browsers write it: the page repeats the query.
        "zona=America%2fLima",
        "zona=America%2FLima&",
        "zona=America%2FLima&zona=",
        "zona=America%2FLima&x=1",
        "x=1",
        "&",
        "zona",
    ],
)
def test_any_other_query_is_answered_without_a_copy(pagina, consulta):
    respuestas = [pagina(f"/agenda/?{consulta}", accept_encoding=GZIP) for _ in range(2)]

    assert pagina.cuenta.hechas == 2
    for response in respuestas:
        assert (response.status_code, response.headers["Content-Encoding"]) == (200, "gzip")
        assert response.headers["Cache-Control"] == "public, max-age=60"
        assert "Age" not in response.headers


@pytest.mark.parametrize("estado", [302, 404, 500])
def test_only_a_page_that_came_out_well_is_kept(pagina, estado):
    pagina.cuenta.estado = estado

    assert [pagina().status_code for _ in range(2)] == [estado, estado]
    assert pagina.cuenta.hechas == 2


def test_a_page_that_sets_a_cookie_is_not_kept(pagina):
    pagina.cuenta.galleta = True

    assert [pagina().cookies["visita"].value for _ in range(2)] == ["1", "1"]
    assert pagina.cuenta.hechas == 2


def test_what_is_not_there_is_not_kept(rf):
    @publica_al_dia()
    def ninguna(request):
        raise Http404

    for _ in range(2):
        with pytest.raises(Http404):
            ninguna(rf.get("/"))


def test_nothing_may_be_sent(pagina):
    pagina()

    assert pagina(metodo="post").status_code == 405


# --- In the portal ------------------------------------------------------------------------------

PAGINAS = ["/agenda/", "/pt-br/agenda/", "/agenda/?zona=America%2FLima", "/agenda.ics", "/pt-br/agenda.ics"]


@pytest.fixture
def programa(db):
    seminario = fabricas.crear_seminario(fabricas.crear_cumbre())
    return fabricas.crear_intervencion(fabricas.crear_bloque(seminario, 1, titulo_es="Experiencias"))


@pytest.mark.parametrize("codificacion", ["identity", GZIP])
@pytest.mark.parametrize("ruta", PAGINAS)
def test_a_copy_of_the_agenda_asks_the_database_nothing(
    client, programa, django_assert_num_queries, monkeypatch, ruta, codificacion
):
    primera = client.get(ruta, headers={"accept-encoding": codificacion})
    monkeypatch.setattr("django.template.base.Template.render", None)
    with django_assert_num_queries(0):
        segunda = client.get(ruta, headers={"accept-encoding": codificacion})

    assert segunda.content == primera.content
    assert int(segunda.headers.pop("Age")[1]) >= 1
    assert segunda.headers == primera.headers
    assert not segunda.cookies


def test_the_copies_of_both_languages_are_in_their_language(client, programa):
    for _ in range(2):
        assert 'lang="es"' in client.get("/agenda/").content.decode()
        portugues = client.get("/pt-br/agenda/")
        assert 'lang="pt-BR"' in portugues.content.decode()
        assert portugues.headers["Content-Language"] == "pt-BR"


def test_the_agenda_is_the_same_at_every_host(client, programa, settings):
    settings.ALLOWED_HOSTS = ["testserver", "otro.example"]
    visitas = [client.get("/agenda/", headers={"host": "otro.example", "x-forwarded-host": "otro.example"})]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    visitas.append(client.get("/agenda/"))

    assert b"otro.example" not in visitas[0].content
    assert visitas[0].content == visitas[1].content


def test_a_missing_talk_stays_missing_until_it_is_published(client, programa):
    for _ in range(2):
        assert client.get("/agenda/la-nueva/").status_code == 404
    fabricas.crear_intervencion(programa.bloque, 2, slug="la-nueva")

    assert client.get("/agenda/la-nueva/").status_code == 200
