"""The second of a recording, in the address and in words."""

import pytest

from agenda.grabacion import Momento, de_charla, en_segundo, minuto
from agenda.models import Bloque, Intervencion


@pytest.mark.parametrize(
    ("url", "esperada"),
    [
        ("https://www.youtube.com/watch?v=abc", "https://www.youtube.com/watch?v=abc&t=754"),
        ("https://youtu.be/abc", "https://youtu.be/abc?t=754"),
        ("https://youtu.be/abc?si=x%20y&t=5s&list=l", "https://youtu.be/abc?si=x%20y&list=l&t=754"),
        ("https://www.youtube.com/live/abc?feature=share#t=9", "https://www.youtube.com/live/abc?feature=share&t=754"),
        ("https://vimeo.com/123", "https://vimeo.com/123#t=754s"),
        ("https://player.vimeo.com/video/1?h=a#t=1m", "https://player.vimeo.com/video/1?h=a#t=754s"),
        ("https://notvimeo.com/123", "https://notvimeo.com/123?t=754"),
        ("https://ejemplo.gob.ar/acto.MP4?v=2", "https://ejemplo.gob.ar/acto.MP4?v=2#t=754"),
        ("https://ejemplo.gob.ar/acto.webm#t=1", "https://ejemplo.gob.ar/acto.webm#t=754"),
        ("https://ejemplo.gob.ar/ver?tema=t&v=1#parte", "https://ejemplo.gob.ar/ver?tema=t&v=1&t=754#parte"),
        ("", ""),
    ],
)
def test_en_segundo_puts_the_second_where_the_site_reads_it(url, esperada):
    assert en_segundo(url, 754) == esperada


def test_en_segundo_at_the_very_beginning_and_without_a_second():
    assert en_segundo("https://youtu.be/abc", 0) == "https://youtu.be/abc?t=0"
    assert en_segundo("https://youtu.be/abc?t=4", None) == "https://youtu.be/abc?t=4"


@pytest.mark.parametrize(
    ("segundos", "texto"), [(0, "0:00"), (5, "0:05"), (754, "12:34"), (3599, "59:59"), (3723, "1:02:03")]
)
def test_minuto_reads_as_players_show_it(segundos, texto):
    assert minuto(segundos) == texto


def test_de_charla_needs_the_recording_and_the_second():
    grabado = Bloque(grabacion_url="https://youtu.be/abc")

    assert de_charla(Intervencion(bloque=grabado, grabacion_desde=0)) == Momento("https://youtu.be/abc?t=0", "0:00")
    assert de_charla(Intervencion(bloque=grabado)) is None
    assert de_charla(Intervencion(bloque=Bloque(), grabacion_desde=3)) is None
