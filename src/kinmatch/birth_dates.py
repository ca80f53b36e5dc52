"""Dates of birth as clerks and mothers give them: whole, partial, approximate, in words, impossible."""

import re
from datetime import date
from functools import lru_cache

from kinmatch.birth_spans import BirthDate
from kinmatch.dates_in_words import Told, read_words, short_year, whole_date, widened

__all__ = ["BirthDate", "read_age", "read_birth_date"]

_WRITTEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_SPAN = re.compile(r"(\d{4})/(\d{4})", re.ASCII)
_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|'?\d{2})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[./](\d{1,2})[./](\d{1,2})", re.ASCII)
_MONTH_YEAR = re.compile(r"(\d{1,2})[./-](\d{4})", re.ASCII)
_ENDING = re.compile(r"[\s,]*(?:року|рік|р|года|год|г)?\.?\s*(?:н|р|нар|рожд)?\.?", re.IGNORECASE)
_EARLIEST = 1850  # a date of numbers that is older is a slip
_MONTHS = 12
_LONGEST_RUN = 10  # years from 1998 to -99: more is rather a slip in the month
_LONGEST = 64  # characters of a date that are looked at


def read_birth_date(text: str, said_on: str = "") -> BirthDate | None:
    """YYYY, YYYY-MM or YYYY-MM-DD, `~` before it if approximate, or YYYY/YYYY; a date of numbers (15.03.1998,
    03/1998) or of words (docs/matching-particulars.md); None if empty, impossible or not understood.

    An approximate date spans two years on either side and its month and day count for nothing. Numbers between
    full stops are day and month; between slashes or hyphens either order counts where both are possible. A text
    that tells an age is None unless `said_on`, of which the year is read, says when it was told.
    """
    return _read(text.strip()[:_LONGEST], said_on[:_LONGEST])


def read_age(text: str, said_on: str) -> BirthDate | None:
    """The years in which somebody of that age was born, such as "25", "25-30" or «років 30»; None if it is no
    age, or if `said_on` does not tell a year.
    """
    return _born_at(_age(text.strip()[:_LONGEST]), said_on[:_LONGEST])


@lru_cache(maxsize=16384)
def _age(text: str) -> Told | None:
    return read_words(text, age_alone=True)


def _born_at(told: Told | None, said_on: str) -> BirthDate | None:
    on = _read_numbers(said_on)
    if told is None or told.oldest < 0 or on is None or on.approximate or on.first <= told.oldest + 1:
        return None
    return BirthDate(on.first - told.oldest - 1, on.first - told.youngest, approximate=True)


@lru_cache(maxsize=65536)
def _read(text: str, said_on: str) -> BirthDate | None:
    if _WRITTEN.fullmatch(text.removeprefix("~").strip()) or not text:
        return _read_numbers(text)
    if (born := _read_numbers(text)) or not (told := read_words(text)):
        return born
    return told.born or _born_at(told, said_on)


def _read_numbers(text: str) -> BirthDate | None:
    approximate = text.startswith("~")
    plain = text.removeprefix("~").strip()
    if span := _SPAN.fullmatch(plain):
        first, last = sorted((int(span[1]), int(span[2])))
        return BirthDate(first, last, approximate=True) if first else None
    born = _read_iso(plain) or _read_clerks(plain)
    return widened(born) if born and approximate else born


def _read_iso(plain: str) -> BirthDate | None:
    if not (written := _WRITTEN.fullmatch(plain)):
        return None
    year, month, day = int(written[1]), int(written[2] or 0), int(written[3] or 0)
    if month > _MONTHS and not day:
        # 1998-99 can be no month.
        years = month - year % 100
        return BirthDate(year, year + years, approximate=True) if 0 < years <= _LONGEST_RUN else None
    try:
        date(year, month if written[2] else 1, day if written[3] else 1)
    except ValueError:
        return None
    return BirthDate(year, year, month, day)


def _read_clerks(plain: str) -> BirthDate | None:
    """15.03.1998, 15/03/98, 1998.03.15, 03/1998; «р.», «г.р.» and the like behind it are passed over."""
    for pattern, dated in (
        (_NUMERIC, _numeric),
        (_YEAR_FIRST, lambda found: whole_date(int(found[1]), int(found[2]), int(found[3]))),
        (_MONTH_YEAR, lambda found: _month_of(int(found[2]), int(found[1]))),
    ):
        if (found := pattern.match(plain)) and _ENDING.fullmatch(plain[found.end() :]):
            born = dated(found)
            return born if born and born.first >= _EARLIEST else None
    return None


def _month_of(year: int, month: int) -> BirthDate | None:
    return BirthDate(year, year, month) if 0 < month <= _MONTHS else None


def _numeric(found: re.Match[str]) -> BirthDate | None:
    digits = found[4].lstrip("'")
    year = int(digits) if len(digits) == len("1998") else short_year(int(digits))
    born = whole_date(year, int(found[3]), int(found[1]))
    if found[2] == ".":
        return born
    other = whole_date(year, int(found[1]), int(found[3]))
    if born and other and born != other:
        return born._replace(either_order=True)
    return born or other
