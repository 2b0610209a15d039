"""Dates as each language writes them."""

from datetime import date

import pytest
from django.utils.translation import override

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
