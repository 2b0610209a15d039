"""Example registrations and projects in any number: plausible, marked as examples, the same at every run.

Row ``i`` depends on ``i`` and on the loaded facts only (its codes excepted, which are secrets), so that more can be
added later and a second run with the same number adds nothing.
"""

import random

TANDA = 1000


def azar(que, numero):
    """Return the random source of one row, the same in every process."""
    return random.Random(f"{que}-{numero}")  # noqa: S311 - examples, not secrets


def tandas(numeros):
    """Cut a list into pieces that fit in memory."""
    return (numeros[desde : desde + TANDA] for desde in range(0, len(numeros), TANDA))


def numero(texto):
    """Return the number at the end of an example's key, such as 12 of ``ejemplo-12``."""
    return int(texto.rsplit("-", 1)[1])


def con_minuscula(texto):
    return texto[:1].lower() + texto[1:]


def elegir(al_azar, pesos):
    """Return one of the keys of ``pesos``, the oftener the more it weighs."""
    return al_azar.choices(list(pesos), weights=pesos.values())[0]


def en_idioma(idioma, textos):
    """Return the Spanish or the Portuguese one of two texts."""
    return textos[1] if idioma == "pt-br" else textos[0]
