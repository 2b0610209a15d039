"""The agenda in every zone of the ten countries: the hours that zoneinfo computes, and the day where it differs."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from django.utils.html import escape
from playwright.sync_api import expect

from comun import tiempo
from tests import fabricas
from tests.comun.test_tiempo import TODAS

BUENOS_AIRES, SANTIAGO = "America/Argentina/Buenos_Aires", "America/Santiago"
MESES = {
    2: "febrero",
    3: "marzo",
    4: "abril",
    6: "junio",
    7: "julio",
    9: "septiembre",
    10: "octubre",
    11: "noviembre",
    12: "diciembre",
}
RESUMEN, LINEA = '<dl class="resumen"', '<ol class="linea-tiempo"'
TIEMPO = re.compile(r'<time datetime="([^"]+T[^"]+)">(.*?)</time>', re.S)


def _cumbre(zona, *bloques):
    """Publish a Cumbre in a zone whose seminar begins with the first block; return its interventions."""
    inicio = bloques[0][0]
    cumbre = fabricas.crear_cumbre(inicio=inicio.date(), fin=inicio.date() + dt.timedelta(3), zona_horaria=zona)
    seminario = fabricas.crear_seminario(cumbre, dia=inicio.date(), inicio=inicio)
    return [
        fabricas.crear_intervencion(fabricas.crear_bloque(seminario, n, inicio=desde, fin=hasta), slug=f"charla-{n}")
        for n, (desde, hasta) in enumerate(bloques, 1)
    ]


def _en(zona, *partes, fold=0):
    return dt.datetime(*partes, tzinfo=ZoneInfo(zona), fold=fold)


def _horas(html, desde):
    """Return pairs of ``datetime`` and visible text of the hours of a page, from a mark to the next form."""
    trozo = html.split(desde, 1)[1].split("<form", 1)[0]
    return [(iso, " ".join(re.sub(r"<[^>]+>", "", texto).split())) for iso, texto in TIEMPO.findall(trozo)]


def _html(client, ruta, zona):
    return client.get(ruta, {"zona": zona}).content.decode()


def _fecha(local):
    return f"{local.day} de {MESES[local.month]}"


def _gmt(local):
    minutos = int(local.utcoffset() / dt.timedelta(minutes=1))
    horas, resto = divmod(abs(minutos), 60)
    return f"GMT{'-' if minutos < 0 else '+'}{horas}{f':{resto:02}' if resto else ''}" if minutos else "GMT"


def _nombre(zona):
    return str(tiempo.ZONAS.get(zona) or f"hora de {tiempo.ciudad_de_zona(zona)}")


def _esperada(instante, propia, zona):
    """Return what the page must say of an instant in another zone."""
    local = instante.astimezone(ZoneInfo(zona))
    otro_dia = local.date() != instante.astimezone(ZoneInfo(propia)).date()
    hora = f"{local:%H:%M}" + (f" del {_fecha(local)}" if otro_dia else "")
    return local.isoformat(), f"{hora} ({_nombre(zona)}, {_gmt(local)})"


def _completa(instante, zona):
    """The same where the page tells the date anyway."""
    local = instante.astimezone(ZoneInfo(zona))
    return local.isoformat(), f"{_fecha(local)} de {local.year}, {local:%H:%M} ({_nombre(zona)}, {_gmt(local)})"


# Cumbres on both sides of what clocks have done in the ten countries: zone, and the first hour of three blocks.
EVENTOS = {
    "la Cumbre de 2026": (BUENOS_AIRES, (2026, 12, 1, 17, 15)),
    "tarde en la noche": (BUENOS_AIRES, (2026, 12, 1, 22, 30)),
    "antes del amanecer": (BUENOS_AIRES, (2026, 7, 1, 0, 30)),
    "Chile atrasa": (SANTIAGO, (2026, 4, 4, 22, 30)),
    "Chile adelanta": (SANTIAGO, (2026, 9, 5, 22, 30)),
    "Pascua atrasa": ("Pacific/Easter", (2026, 4, 4, 20, 30)),
    "Pascua adelanta": ("Pacific/Easter", (2026, 9, 5, 20, 30)),
    "Paraguay adelanta por última vez": ("America/Asuncion", (2024, 10, 5, 22, 30)),
    "Paraguay ya no atrasa": ("America/Asuncion", (2025, 3, 22, 22, 30)),
    "Brasil adelanta por última vez": ("America/Sao_Paulo", (2018, 11, 3, 22, 30)),
    "Brasil atrasa por última vez": ("America/Sao_Paulo", (2019, 2, 16, 22, 30)),
}


# Each asks for dozens of pages: a few every day, all of them in the long run.
A_DIARIO = {"la Cumbre de 2026", "antes del amanecer", "Chile adelanta", "Paraguay ya no atrasa"}


@pytest.mark.django_db
@pytest.mark.parametrize("evento", [e if e in A_DIARIO else pytest.param(e, marks=pytest.mark.largo) for e in EVENTOS])
def test_pages_show_the_hours_of_all_zones(client, evento):
    propia, partes = EVENTOS[evento]
    comienzo = _en(propia, *partes).astimezone(dt.UTC)
    horas = [comienzo + dt.timedelta(minutes=75 * n) for n in range(3)]
    charlas = _cumbre(propia, *[(h.astimezone(ZoneInfo(propia)), None) for h in horas])

    for numero, zona in enumerate(zona for zona in [*TODAS, "Europe/Madrid", "Asia/Kathmandu"] if zona != propia):
        agenda = _html(client, "/agenda/", zona)
        assert _horas(agenda, RESUMEN)[1] == _completa(horas[0], zona), zona
        assert _horas(agenda, LINEA)[1::2] == [_esperada(h, propia, zona) for h in horas], zona
        charla = _html(client, charlas[numero % 3].get_absolute_url(), zona)
        assert _horas(charla, RESUMEN)[1] == _completa(horas[numero % 3], zona), zona


@pytest.mark.django_db
def test_the_event_keeps_its_own_hour_first(client):
    """The event's own hours, written by hand, do not change with the zone that is asked for."""
    _cumbre(
        BUENOS_AIRES,
        (_en(BUENOS_AIRES, 2026, 12, 1, 22, 30), _en(BUENOS_AIRES, 2026, 12, 1, 23, 15)),
        (_en(BUENOS_AIRES, 2026, 12, 1, 23, 15), _en(BUENOS_AIRES, 2026, 12, 2, 0, 15)),
        (_en(BUENOS_AIRES, 2026, 12, 2, 0, 15), None),
    )

    assert _horas(_html(client, "/agenda/", "America/Noronha"), LINEA) == [
        ("2026-12-01T22:30:00-03:00", "22:30 (hora de Argentina, GMT-3)"),
        ("2026-12-01T23:15:00-03:00", "23:15"),
        ("2026-12-01T23:30:00-02:00", "23:30 (hora de Fernando de Noronha, GMT-2)"),
        ("2026-12-02T00:15:00-02:00", "00:15 del 2 de diciembre"),
        ("2026-12-01T23:15:00-03:00", "23:15 (hora de Argentina, GMT-3)"),
        ("2026-12-02T00:15:00-03:00", "00:15 del 2 de diciembre"),
        ("2026-12-02T00:15:00-02:00", "00:15 del 2 de diciembre (hora de Fernando de Noronha, GMT-2)"),
        ("2026-12-02T01:15:00-02:00", "01:15"),
        ("2026-12-02T00:15:00-03:00", "00:15 del 2 de diciembre (hora de Argentina, GMT-3)"),
        ("2026-12-02T01:15:00-02:00", "01:15 (hora de Fernando de Noronha, GMT-2)"),
    ]
    assert _horas(_html(client, "/agenda/charla-1/", "Europe/Madrid"), RESUMEN) == [
        ("2026-12-01T22:30:00-03:00", "1 de diciembre de 2026, 22:30 (hora de Argentina, GMT-3)"),
        ("2026-12-02T02:30:00+01:00", "2 de diciembre de 2026, 02:30 (hora de Madrid, GMT+1)"),
    ]


@pytest.mark.django_db
def test_a_night_with_the_same_hour_twice_tells_which_is_which(client):
    """In Chile, on 4 April 2026, after 23:59 (GMT-3) came 23:00 (GMT-4)."""
    _cumbre(
        SANTIAGO,
        (_en(SANTIAGO, 2026, 4, 4, 22, 45), _en(SANTIAGO, 2026, 4, 4, 23, 30)),
        (_en(SANTIAGO, 2026, 4, 4, 23, 30), _en(SANTIAGO, 2026, 4, 4, 23, 15, fold=1)),
        (_en(SANTIAGO, 2026, 4, 4, 23, 15, fold=1), _en(SANTIAGO, 2026, 4, 5, 0, 0)),
    )

    assert _horas(_html(client, "/agenda/", "America/Lima"), LINEA) == [
        ("2026-04-04T22:45:00-03:00", "22:45 (hora de Chile, GMT-3)"),
        ("2026-04-04T23:30:00-03:00", "23:30"),
        ("2026-04-04T20:45:00-05:00", "20:45 (hora de Perú, GMT-5)"),
        ("2026-04-04T21:30:00-05:00", "21:30"),
        ("2026-04-04T23:30:00-03:00", "23:30 (hora de Chile, GMT-3)"),
        ("2026-04-04T23:15:00-04:00", "23:15 (hora de Chile, GMT-4)"),
        ("2026-04-04T21:30:00-05:00", "21:30 (hora de Perú, GMT-5)"),
        ("2026-04-04T22:15:00-05:00", "22:15"),
        ("2026-04-04T23:15:00-04:00", "23:15 (hora de Chile, GMT-4)"),
        ("2026-04-05T00:00:00-04:00", "00:00 del 5 de abril"),
        ("2026-04-04T22:15:00-05:00", "22:15 (hora de Perú, GMT-5)"),
        ("2026-04-04T23:00:00-05:00", "23:00"),
    ]


@pytest.mark.django_db
def test_in_portuguese_the_day_is_told_too(client):
    _cumbre(BUENOS_AIRES, (_en(BUENOS_AIRES, 2026, 11, 30, 22, 30), None))

    horas = _horas(_html(client, "/pt-br/agenda/", "Europe/Madrid"), LINEA)

    assert horas[1] == ("2026-12-01T02:30:00+01:00", "02:30 do dia 1º de dezembro (horário de Madrid, GMT+1)")


# --- The selector -------------------------------------------------------------------------------


def _opciones(client, **datos):
    html = client.get("/agenda/", datos).content.decode()
    return re.findall(r'<option value="([^"]*)"( selected)?>([^<]*)</option>', html)


@pytest.mark.django_db
def test_the_selector_offers_the_ten_countries_by_name(client):
    _cumbre(BUENOS_AIRES, (_en(BUENOS_AIRES, 2026, 12, 1, 17, 15), None))

    assert [(zona, texto) for zona, _elegida, texto in _opciones(client)] == [
        ("", "solo la hora del evento"),
        (BUENOS_AIRES, "Argentina"),
        ("America/La_Paz", "Bolivia"),
        ("America/Sao_Paulo", "Brasil: Brasilia, San Pablo, nordeste y sur"),
        ("America/Manaus", "Brasil: Manaos, Cuiabá y Campo Grande"),
        ("America/Rio_Branco", "Brasil: Acre"),
        ("America/Noronha", "Brasil: Fernando de Noronha"),
        ("America/Santiago", "Chile: Santiago y la mayor parte"),
        ("America/Punta_Arenas", "Chile: Magallanes y Aysén"),
        ("Pacific/Easter", "Chile: Isla de Pascua"),
        ("America/Bogota", "Colombia"),
        ("America/Guayaquil", "Ecuador: continente"),
        ("Pacific/Galapagos", "Ecuador: Galápagos"),
        ("America/Asuncion", "Paraguay"),
        ("America/Lima", "Perú"),
        ("America/Montevideo", "Uruguay"),
        ("America/Caracas", "Venezuela"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pedida", "zona", "texto"),
    [
        ("America/Lima", "America/Lima", "Perú"),
        ("America/Recife", "America/Recife", "Recife"),
        ("America/Argentina/Ushuaia", "America/Argentina/Ushuaia", "Ushuaia"),
        ("America/Coyhaique", "America/Coyhaique", "hora de Aysén"),
        ("Europe/Madrid", "Europe/Madrid", "Madrid"),
        ("America/Porto_Acre", "America/Rio_Branco", "Brasil: Acre"),
        ("America/Buenos_Aires", BUENOS_AIRES, "Argentina"),
    ],
)
def test_a_zone_that_a_link_brings_is_chosen_in_the_selector(client, pedida, zona, texto):
    _cumbre(BUENOS_AIRES, (_en(BUENOS_AIRES, 2026, 12, 1, 17, 15), None))

    opciones = _opciones(client, zona=pedida)

    assert [(z, t) for z, elegida, t in opciones if elegida] == [(zona, texto)]
    assert len({z for z, *_ in opciones}) == len(opciones)


@pytest.mark.django_db
@pytest.mark.parametrize("pedida", ["EST", "GMT+3", "Etc/GMT+3", "posixrules", "localtime", "UTC", "<b>"])
def test_what_is_no_place_is_told_as_unknown_and_not_repeated(client, pedida):
    _cumbre(BUENOS_AIRES, (_en(BUENOS_AIRES, 2026, 12, 1, 17, 15), None))

    html = client.get("/agenda/", {"zona": pedida}).content.decode()

    assert html.count("No conocemos esa zona horaria: elija una de la lista.") == 1
    assert f'value="{escape(pedida)}"' not in html
    assert len(TIEMPO.findall(html)) == 2  # The seminar's and the block's own.


# --- In a browser: the reader's own zone --------------------------------------------------------

RUTAS = {"/": ".hero-cuando", "/agenda/": "main", "/agenda/charla-1/": "main", "/agenda/cumbre/": "main"}


@pytest.fixture
def lector(browser, live_server):
    """A function that opens pages of the live server with the clock of a zone."""
    contextos = []

    def abrir(zona, **opciones):
        contextos.append(browser.new_context(base_url=live_server.url, timezone_id=zona, **opciones))
        return contextos[-1].new_page()

    yield abrir
    for contexto in contextos:
        contexto.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.largo
def test_the_readers_own_hour_is_said_in_words_where_it_differs(lector):
    inicio = _en(BUENOS_AIRES, 2026, 12, 1, 22, 30)
    _cumbre(BUENOS_AIRES, (inicio, inicio + dt.timedelta(minutes=30)))

    # In Lima it is another hour, in Madrid another day; Montevideo is another zone with the same hour.
    casos = {
        "America/Lima": re.compile(r"^En su horario: martes, 20:30(–21:00)? \(hora de Perú, GMT-5\)$"),
        "UTC": re.compile(r"^En su horario: miércoles, 01:30(–02:00)? \(GMT\)$"),
        "Europe/Madrid": re.compile(r"^En su horario: miércoles, 02:30(–03:00)? \(hora de Europa central, GMT\+1\)$"),
        "America/Montevideo": None,
        BUENOS_AIRES: None,
    }
    for zona, texto in casos.items():
        page = lector(zona)
        for ruta, donde in RUTAS.items():
            page.goto(ruta)
            page.wait_for_load_state("networkidle")
            lineas = page.locator(f"{donde} .su-horario")
            cuantas = {"/": 1, "/agenda/": 2, "/agenda/charla-1/": 1, "/agenda/cumbre/": 1}[ruta] if texto else 0
            expect(lineas).to_have_text([texto] * cuantas)
            if texto:
                iso = lineas.first.locator("time").get_attribute("datetime")
                assert dt.datetime.fromisoformat(iso) == inicio, ruta
    expect(page.locator(".su-hora")).to_have_count(0)


@pytest.mark.django_db(transaction=True)
def test_the_readers_own_hour_is_said_in_short_at_each_talk(lector):
    charlas = _cumbre(BUENOS_AIRES, (_en(BUENOS_AIRES, 2026, 12, 1, 22, 30), _en(BUENOS_AIRES, 2026, 12, 1, 23, 0)))
    charlas[0].minutos = 20
    charlas[0].save()

    for zona, texto in {
        "America/Lima": "22:30 en su horario 20:30 20 minutos",
        "Europe/Madrid": "22:30 en su horario miércoles, 02:30 20 minutos",
        "America/Montevideo": "22:30 20 minutos",
    }.items():
        page = lector(zona)
        page.goto("/agenda/")
        page.wait_for_load_state("networkidle")
        expect(page.locator(".charla-hora")).to_have_text(texto)
    page = lector("America/Lima")
    page.goto("/agenda/?zona=America/Bogota")
    page.wait_for_load_state("networkidle")
    expect(page.locator(".charla-hora")).to_have_text("22:30 20:30 (hora de Colombia, GMT-5) 20 minutos")


@pytest.mark.django_db(transaction=True)
def test_the_readers_own_hour_is_not_said_twice_nor_in_the_wrong_language(lector):
    _cumbre(BUENOS_AIRES, (_en(BUENOS_AIRES, 2026, 12, 1, 17, 15), None))
    page = lector("America/Lima")

    page.goto("/pt-br/agenda/")
    suya = re.compile(r"^No seu horário: terça-feira,? .*15:15 \(horário do Peru, GMT-5\)$")
    expect(page.locator(".su-horario").first).to_have_text(suya)
    page.goto("/agenda/?zona=America/Bogota")  # The hour of Lima, chosen in the selector.
    page.wait_for_load_state("networkidle")
    expect(page.locator(".su-horario")).to_have_count(0)


@pytest.mark.django_db(transaction=True)
def test_without_scripts_the_selector_shows_the_other_hour(lector):
    _cumbre(BUENOS_AIRES, (_en(BUENOS_AIRES, 2026, 12, 1, 17, 15), None))
    page = lector("America/Lima", java_script_enabled=False)

    page.goto("/agenda/")
    page.get_by_text("Ver la hora de otro país").click()
    page.get_by_label("Ver también en").select_option("Perú")
    page.get_by_role("button", name="Ver horarios").click()

    expect(page.locator(".linea-tiempo")).to_contain_text("15:15 (hora de Perú, GMT-5)")
    expect(page).to_have_url(re.compile(r"/agenda/\?zona=America%2FLima$"))
