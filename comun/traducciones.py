"""Compiled messages, made from the translations where they are missing or older."""

import os
from pathlib import Path


def compile_messages(root):
    """Write each ``.mo`` that is missing or older than its ``.po``; return the paths written.

    polib makes them, so that gettext need not be installed.
    """
    stale = [po for po in Path(root).glob("locale/**/LC_MESSAGES/*.po") if _is_stale(po)]
    for po in stale:
        import polib  # Only when there is work: this runs at every start.

        half = po.with_suffix(f".{os.getpid()}.mo")
        polib.pofile(str(po)).save_as_mofile(str(half))
        half.replace(po.with_suffix(".mo"))
    return [po.with_suffix(".mo") for po in stale]


def _is_stale(po):
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime
