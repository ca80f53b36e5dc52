"""Dates of birth as clerks and mothers give them: whole, partial, approximate, impossible."""

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

_WRITTEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_SPAN = re.compile(r"(\d{4})/(\d{4})", re.ASCII)
_ABOUT_YEARS = 2  # what "about" is taken to mean on either side


class BirthDate(NamedTuple):
    """Years from `first` to `last`; `month` and `day` are 0 where unknown or a guess."""

    first: int
    last: int
    month: int = 0
    day: int = 0
    approximate: bool = False

    @property
    def whole(self) -> bool:
        return self.day > 0 and not self.approximate


@lru_cache(maxsize=65536)
def read_birth_date(text: str) -> BirthDate | None:
    """YYYY, YYYY-MM or YYYY-MM-DD, `~` before it if approximate, or YYYY/YYYY; None if empty, impossible or
    otherwise written.

    An approximate date spans two years on either side and its month and day count for nothing.
    """
    plain = text.strip()[:32]
    approximate = plain.startswith("~")
    plain = plain.removeprefix("~").strip()
    if span := _SPAN.fullmatch(plain):
        first, last = sorted((int(span[1]), int(span[2])))
        return BirthDate(first, last, approximate=True) if first else None
    if not (written := _WRITTEN.fullmatch(plain)):
        return None
    year, month, day = int(written[1]), int(written[2] or 0), int(written[3] or 0)
    try:
        date(year, month if written[2] else 1, day if written[3] else 1)
    except ValueError:
        return None
    if approximate:
        return BirthDate(year - _ABOUT_YEARS, year + _ABOUT_YEARS, approximate=True)
    return BirthDate(year, year, month, day)
