"""Make static/fuentes/archivo-750.woff2: one weight of Archivo with the letters of Spanish and Portuguese.

Not run by the portal. Needs ``pip install fonttools brotli`` and the file ``archivo-latin-wght-normal.woff2`` of the
npm package ``@fontsource-variable/archivo`` 5.3.0. Run from the root of the project::

    python datos/hacer/fuente.py archivo-latin-wght-normal.woff2
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

SALIDA = Path(__file__).resolve().parents[2] / "static" / "fuentes" / "archivo-750.woff2"
PESO = 750
LETRAS = "U+0020-007E,U+00A0-00FF,U+2011-2014,U+2018-201A,U+201C-201E,U+2022,U+2026,U+2190,U+2192"
RASGOS = ["kern", "liga", "locl", "mark", "mkmk", "ccmp", "tnum"]


def main(origen):
    fuente = instancer.instantiateVariableFont(TTFont(origen), {"wght": PESO})
    opciones = subset.Options(flavor="woff2", hinting=False, layout_features=RASGOS)
    cortador = subset.Subsetter(opciones)
    cortador.populate(unicodes=subset.parse_unicodes(LETRAS))
    cortador.subset(fuente)
    subset.save_font(fuente, SALIDA, opciones)
    print(SALIDA.stat().st_size, "bytes")


if __name__ == "__main__":
    main(sys.argv[1])
