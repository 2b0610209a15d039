"""Codes that people read aloud and type."""

import itertools
import re
import secrets

_ALFABETO = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is misread over the phone


def codigo_legible(largo):
    """Return so many random signs, none of which is taken for another."""
    return "".join(secrets.choice(_ALFABETO) for _i in range(largo))


# Signs that are taken for each other, on paper, on a screen or aloud; those that no code has stand for the others.
_PARECIDOS = ["0OQD", "1ILJ7T", "UV", "5S", "2Z", "8B", "6G", "CG", "MN"]
_MAXIMO = 512


def como_codigo(texto, largo):
    """Return what was typed or scanned as a code of that length, without blanks or hyphens, in capitals; or ""."""
    codigo = re.sub(r"[\s._\u2010-\u2015-]", "", texto).upper()
    return codigo if len(codigo) == largo and codigo.isascii() and codigo.isalnum() else ""


def codigos_parecidos(codigo):
    """Return the codes that somebody may have meant who misread a sign or two, the nearest first, at most 512.

    What no code has must stand for something else; of the other signs, at most one was misread.
    """
    imposibles = [n for n, signo in enumerate(codigo) if signo not in _ALFABETO]
    salida = {}
    for otro in [None, *(n for n in range(len(codigo)) if n not in imposibles)]:
        mal = [*imposibles, *([] if otro is None else [otro])]
        for signos in itertools.product(*(_en_lugar_de(codigo[n]) for n in mal)):
            letras = list(codigo)
            for n, signo in zip(mal, signos, strict=True):
                letras[n] = signo
            salida["".join(letras)] = None
            if len(salida) >= _MAXIMO:
                return list(salida)
    return list(salida)


def _en_lugar_de(signo):
    return sorted({otro for grupo in _PARECIDOS if signo in grupo for otro in grupo if otro in _ALFABETO} - {signo})
