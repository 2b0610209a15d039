"""Dates as each language writes them, and hours as each zone has them."""

import zoneinfo
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from comun import tiempo


@pytest.mark.parametrize(
    ("idioma", "con_dia", "periodo", "entre_meses"),
    [
        ("es", "lunes 30 de noviembre de 2026", "del 1 al 3 de diciembre", "del 30 de noviembre al 2 de diciembre"),
        (
            "pt-br",
            "segunda-feira, 30 de novembro de 2026",
            "de 1º a 3 de dezembro",
            "de 30 de novembro a 2 de dezembro",
        ),
    ],
)
def test_days_and_periods_read_as_in_the_language(idioma, con_dia, periodo, entre_meses):
    with override(idioma):
        assert tiempo.fecha_larga(date(2026, 11, 30), con_dia=True) == con_dia
        assert tiempo.periodo(date(2026, 12, 1), date(2026, 12, 3)) == periodo
        assert tiempo.periodo(date(2026, 11, 30), date(2026, 12, 2)) == entre_meses


# --- Zones --------------------------------------------------------------------------------------

# By country, from zone.tab of IANA's 2026f.
ZONAS_POR_PAIS = {
    "AR": [
        "America/Argentina/Buenos_Aires",
        "America/Argentina/Cordoba",
        "America/Argentina/Salta",
        "America/Argentina/Jujuy",
        "America/Argentina/Tucuman",
        "America/Argentina/Catamarca",
        "America/Argentina/La_Rioja",
        "America/Argentina/San_Juan",
        "America/Argentina/Mendoza",
        "America/Argentina/San_Luis",
        "America/Argentina/Rio_Gallegos",
        "America/Argentina/Ushuaia",
    ],
    "BO": ["America/La_Paz"],
    "BR": [
        "America/Noronha",
        "America/Belem",
        "America/Fortaleza",
        "America/Recife",
        "America/Araguaina",
        "America/Maceio",
        "America/Bahia",
        "America/Sao_Paulo",
        "America/Campo_Grande",
        "America/Cuiaba",
        "America/Santarem",
        "America/Porto_Velho",
        "America/Boa_Vista",
        "America/Manaus",
        "America/Eirunepe",
        "America/Rio_Branco",
    ],
    "CL": ["America/Santiago", "America/Coyhaique", "America/Punta_Arenas", "Pacific/Easter"],
    "CO": ["America/Bogota"],
    "EC": ["America/Guayaquil", "Pacific/Galapagos"],
    "PE": ["America/Lima"],
    "PY": ["America/Asuncion"],
    "UY": ["America/Montevideo"],
    "VE": ["America/Caracas"],
}
DATOS_DE_IANA = resources.files("tzdata") / "zoneinfo"


def _zona_del_paquete(nombre):
    with (DATOS_DE_IANA / nombre).open("rb") as archivo:
        return ZoneInfo.from_file(archivo, key=nombre)


def test_the_zones_of_the_ten_countries_are_those_of_iana():
    filas = [f.split("\t") for f in (DATOS_DE_IANA / "zone.tab").read_text().splitlines() if not f.startswith("#")]

    assert {p: [f[2] for f in filas if f[0] == p] for p in ZONAS_POR_PAIS} == ZONAS_POR_PAIS


def test_hours_follow_the_pinned_data_and_not_the_systems():
    assert zoneinfo.TZPATH == ()


@pytest.mark.parametrize("pais", ZONAS_POR_PAIS)
def test_the_selector_offers_every_clock_of_a_country(pais):
    """Week by week, for the five years to come, each zone shows the hour of one that is offered."""
    ofrecidas = [_zona_del_paquete(z) for z in ZONAS_POR_PAIS[pais] if z in tiempo.OFRECIDAS]
    semanas = [datetime(2026, 11, 1, 12, tzinfo=UTC) + timedelta(weeks=n) for n in range(5 * 52)]

    relojes = [[s.astimezone(z).utcoffset() for s in semanas] for z in ofrecidas]
    for nombre in ZONAS_POR_PAIS[pais]:
        assert [s.astimezone(_zona_del_paquete(nombre)).utcoffset() for s in semanas] in relojes, nombre
    assert all(relojes.count(reloj) == 1 for reloj in relojes)


def test_the_selector_goes_by_country_and_offers_only_iana_names():
    assert list(tiempo.OFRECIDAS) == [
        z
        for pais in ("AR", "BO", "BR", "CL", "CO", "EC", "PY", "PE", "UY", "VE")
        for z in sorted(filter(tiempo.OFRECIDAS.get, ZONAS_POR_PAIS[pais]), key=list(tiempo.OFRECIDAS).index)
    ]
    assert [str(r).split(":")[0] for r in tiempo.OFRECIDAS.values()] == [
        "Argentina",
        "Bolivia",
        *["Brasil"] * 4,
        *["Chile"] * 3,
        "Colombia",
        *["Ecuador"] * 2,
        "Paraguay",
        "Perú",
        "Uruguay",
        "Venezuela",
    ]
    assert all(tiempo.zona_valida(z) == z for z in tiempo.OFRECIDAS)


@pytest.mark.parametrize(
    ("pedida", "nombre"),
    [
        *[(z, z) for zonas in ZONAS_POR_PAIS.values() for z in zonas],
        ("Europe/Madrid", "Europe/Madrid"),
        ("Asia/Kathmandu", "Asia/Kathmandu"),
        # Older names, which browsers still give.
        ("America/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("America/Rosario", "America/Argentina/Cordoba"),
        ("America/Porto_Acre", "America/Rio_Branco"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        # Neither a place nor the name of one.
        *[
            (otra, "")
            for otra in (
                *("", " ", "EST", "EST5EDT", "GMT", "GMT+3", "Etc/GMT+3", "UTC", "Etc/UTC", "Zulu", "Factory", "Cuba"),
                *("posixrules", "localtime", "posix/America/Lima", "right/America/Lima", "Brazil/East", "US/Eastern"),
                *("America", "America/", "America/Argentina", "america/lima", " America/Lima", "America/Lima\x00"),
                *("../../etc/passwd", "/usr/share/zoneinfo/America/Lima", "zone.tab", "Marte/Olimpo", "x" * 10_000),
            )
        ],
    ],
)
def test_a_zone_is_valid_if_iana_lists_it_by_country(pedida, nombre):
    assert tiempo.zona_valida(pedida) == nombre


VERANO, INVIERNO = datetime(2026, 12, 1, 20, 15, tzinfo=UTC), datetime(2026, 7, 1, 20, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("nombre", "instante", "hora", "palabras"),
    [
        ("America/Recife", VERANO, "17:15", "hora de Recife, GMT-3"),
        ("America/Argentina/Ushuaia", VERANO, "17:15", "hora de Ushuaia, GMT-3"),
        ("America/Argentina/Rio_Gallegos", VERANO, "17:15", "hora de Río Gallegos, GMT-3"),
        ("America/Cuiaba", VERANO, "16:15", "hora de Cuiabá, GMT-4"),
        ("America/Eirunepe", VERANO, "15:15", "hora de Eirunepé, GMT-5"),
        ("America/Santiago", VERANO, "17:15", "hora de Chile, GMT-3"),
        ("America/Santiago", INVIERNO, "16:15", "hora de Chile, GMT-4"),
        ("America/Punta_Arenas", INVIERNO, "17:15", "hora de Magallanes, GMT-3"),
        ("America/Coyhaique", INVIERNO, "17:15", "hora de Aysén, GMT-3"),
        ("Pacific/Easter", VERANO, "15:15", "hora de Isla de Pascua, GMT-5"),
        ("Pacific/Easter", INVIERNO, "14:15", "hora de Isla de Pascua, GMT-6"),
        ("Pacific/Galapagos", VERANO, "14:15", "hora de Galápagos, GMT-6"),
        ("America/Caracas", VERANO, "16:15", "hora de Venezuela, GMT-4"),
        # Chile changes at 04:00 UTC of a Sunday, Easter with it.
        ("America/Santiago", datetime(2026, 4, 5, 2, 59, tzinfo=UTC), "23:59", "hora de Chile, GMT-3"),
        ("America/Santiago", datetime(2026, 4, 5, 3, 0, tzinfo=UTC), "23:00", "hora de Chile, GMT-4"),
        ("Pacific/Easter", datetime(2026, 4, 5, 2, 59, tzinfo=UTC), "21:59", "hora de Isla de Pascua, GMT-5"),
        ("Pacific/Easter", datetime(2026, 4, 5, 3, 0, tzinfo=UTC), "21:00", "hora de Isla de Pascua, GMT-6"),
        ("America/Santiago", datetime(2026, 9, 6, 3, 59, tzinfo=UTC), "23:59", "hora de Chile, GMT-4"),
        ("America/Santiago", datetime(2026, 9, 6, 4, 0, tzinfo=UTC), "01:00", "hora de Chile, GMT-3"),
        # Paraguay kept its summer hour from October 2024 on.
        ("America/Asuncion", datetime(2024, 10, 6, 3, 59, tzinfo=UTC), "23:59", "hora de Paraguay, GMT-4"),
        ("America/Asuncion", datetime(2024, 10, 6, 4, 0, tzinfo=UTC), "01:00", "hora de Paraguay, GMT-3"),
        ("America/Asuncion", datetime(2025, 7, 1, 20, 15, tzinfo=UTC), "17:15", "hora de Paraguay, GMT-3"),
        ("America/Asuncion", INVIERNO, "17:15", "hora de Paraguay, GMT-3"),
        # Brazil's last summer hours.
        ("America/Sao_Paulo", datetime(2018, 11, 4, 2, 59, tzinfo=UTC), "23:59", "hora de Brasilia, GMT-3"),
        ("America/Sao_Paulo", datetime(2018, 11, 4, 3, 0, tzinfo=UTC), "01:00", "hora de Brasilia, GMT-2"),
        ("America/Sao_Paulo", datetime(2019, 2, 17, 2, 0, tzinfo=UTC), "23:00", "hora de Brasilia, GMT-3"),
        ("America/Cuiaba", datetime(2018, 12, 1, 20, 15, tzinfo=UTC), "17:15", "hora de Cuiabá, GMT-3"),
        ("America/Recife", datetime(2018, 12, 1, 20, 15, tzinfo=UTC), "17:15", "hora de Recife, GMT-3"),
        # Elsewhere, by the city's own name.
        ("Europe/Madrid", VERANO, "21:15", "hora de Madrid, GMT+1"),
        ("Europe/Madrid", INVIERNO, "22:15", "hora de Madrid, GMT+2"),
        ("America/New_York", VERANO, "15:15", "hora de New York, GMT-5"),
        ("Africa/Accra", VERANO, "20:15", "hora de Accra, GMT"),
        ("Asia/Kathmandu", VERANO, "02:00", "hora de Kathmandu, GMT+5:45"),
    ],
)
def test_the_hour_in_a_zone(nombre, instante, hora, palabras):
    partes = tiempo.partes(instante, nombre)

    assert (partes["hora"], partes["zona"]) == (hora, palabras)


TODAS = [zona for zonas in ZONAS_POR_PAIS.values() for zona in zonas]


@given(st.sampled_from(TODAS), st.datetimes(datetime(2000, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC)))
@settings(max_examples=500, deadline=None)
def test_hours_of_all_zones_are_those_of_the_pinned_data(nombre, instante):
    esperada = instante.astimezone(_zona_del_paquete(nombre))

    local = tiempo.en_zona(instante, nombre)

    assert (local.replace(tzinfo=None), local.utcoffset()) == (esperada.replace(tzinfo=None), esperada.utcoffset())
    horas = -esperada.utcoffset().total_seconds() / 3600
    assert tiempo.nombre_de_zona(instante, nombre).endswith(f", GMT-{horas:.0f}" if horas % 1 == 0 else ":30")
