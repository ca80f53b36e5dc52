"""Catalogues of words, compiled with polib: gettext need not be installed."""

import os
from collections.abc import Iterator
from pathlib import Path

import polib

_SOURCE = Path(__file__).resolve().parent.parent


def catalogues(under: Path = _SOURCE) -> Iterator[Path]:
    """Every django.po below `under`."""
    return iter(sorted(under.glob("**/locale/*/LC_MESSAGES/django.po")))


def compile_stale(under: Path = _SOURCE) -> int:
    """Compile each catalogue whose .mo is missing or older, where we may write. Returns how many were
    compiled.
    """
    done = 0
    for words in catalogues(under):
        compiled = words.with_suffix(".mo")
        stale = not compiled.exists() or compiled.stat().st_mtime < words.stat().st_mtime
        if stale and os.access(words.parent, os.W_OK):
            beside = compiled.with_suffix(".new")
            polib.pofile(str(words)).save_as_mofile(str(beside))
            beside.replace(compiled)
            done += 1
    return done
