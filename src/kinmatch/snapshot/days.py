"""Dates of birth of many rows set against one, and the days near a day on which to look for him."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kinmatch.birth_dates import BirthDate, read_birth_date
from kinmatch.comparison import LEAST_SPAN_BITS, MOST_SPAN_BITS
from kinmatch.weights import GENERATION_YEARS, WEIGHTS, Code

Packed = NDArray[np.int32]  # year * 10,000 + month * 100 + day
Bits = NDArray[np.float32]

_BITS: Final = {code: np.float32(bits) for code, bits in WEIGHTS["birth_date"].items()}
_SHARE_OF_YEAR: Final = np.float32(0.025)  # of soldiers, roughly: `compare` goes by each year's own
_DAYS_OFF: Final = 3
_FIRST_YEAR, _LAST_YEAR = 1850, 2100  # outside of them a day is not looked for


def columns(texts: Sequence[str]) -> dict[str, NDArray[np.int16]]:
    """Of each distinct text: first and last year, month, day; all 0 where it says nothing."""
    read = [read_birth_date(text) for text in texts]
    told = [(born.first, born.last, born.month, born.day) if born else (0, 0, 0, 0) for born in read]
    table = np.array(told or [(0, 0, 0, 0)], np.int16)[: len(texts)]
    return {name: table[:, place].copy() for place, name in enumerate(("first", "last", "month", "day"))}


def packed(first: NDArray[np.int16], month: NDArray[np.int16], day: NDArray[np.int16]) -> Packed:
    """0 where the day is not known."""
    whole = first.astype(np.int32) * 10_000 + month * np.int32(100) + day
    return np.where(day > 0, whole, 0).astype(np.int32)


@lru_cache(maxsize=256)
def one_slip_from(born: BirthDate) -> tuple[int, ...]:
    """Packed days that differ in one digit, or have two neighbouring digits swapped."""
    digits = f"{born.first:04}{born.month:02}{born.day:02}"
    texts = {
        digits[:place] + other + digits[place + 1 :] for place in range(1, 8) for other in "0123456789"
    } | {digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :] for place in range(7)}
    return tuple(
        sorted(
            int(text) for text in texts - {digits} if _is_day(int(text[:4]), int(text[4:6]), int(text[6:]))
        )
    )


def _is_day(year: int, month: int, day: int) -> bool:
    return (
        _FIRST_YEAR <= year <= _LAST_YEAR and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]  # noqa: PLR2004
    )


def near(born: BirthDate) -> list[int]:
    """Packed days, without the day itself, on which somebody born then may have been entered: day and month
    swapped, one slip, one or two years off, up to three days off.
    """
    years = [born.first + off for off in (-2, -1, 1, 2)]
    days = {(year, born.month, born.day) for year in years} | {(born.first, born.day, born.month)}
    found = {
        year * 10_000 + month * 100 + day for year, month, day in days if _is_day(year, month, day)
    } | set(one_slip_from(born))
    if _FIRST_YEAR <= born.first <= _LAST_YEAR:
        exact = date(born.first, born.month, born.day)
        for off in range(-_DAYS_OFF, _DAYS_OFF + 1):
            other = exact + timedelta(days=off)
            found.add(other.year * 10_000 + other.month * 100 + other.day)
    return sorted(found - {born.first * 10_000 + born.month * 100 + born.day})


def bits(
    born: BirthDate, first: NDArray[np.int16], last: NDArray[np.int16],
    month: NDArray[np.int16], day: NDArray[np.int16],
) -> Bits:  # fmt: skip
    """What each of so many dates says of his, as `kinmatch.comparison` weighs whole and partial dates."""
    own = born.first * 10_000 + born.month * 100 + born.day
    there = packed(first, month, day)
    # 1 January stands for "only the year is known", on either side.
    new_year = (month == 1) & (day == 1)
    month, day = np.where(new_year, 0, month), np.where(new_year, 0, day)
    known = (0, 0) if born.month == born.day == 1 else (born.month, born.day)
    apart = np.maximum(np.maximum(first - born.last, born.first - last), 0)
    spans = (last > first) | born.approximate
    whole = ~spans & (day > 0) & bool(known[1])
    partial = ~spans & ~whole
    same_month = month == known[0]
    same_day = whole & same_month & (day == known[1])
    one_slip = whole & np.isin(there, one_slip_from(born) if known[1] else [])
    same_year = apart == 0
    longest = np.maximum(last - first, born.last - born.first).astype(np.float32)
    spanned = _BITS[Code.WITHIN_RANGE] - np.log2(_SHARE_OF_YEAR * (longest + 1))
    found: list[tuple[NDArray[np.bool_], NDArray[np.float32] | np.float32]] = [
        (first == 0, np.float32(0)),
        (spans & same_year, np.clip(spanned, LEAST_SPAN_BITS, MOST_SPAN_BITS)),
        (same_day & same_year, _BITS[Code.SAME_DAY]),
        (partial & (there == own) & (day == 0) & (there > 0), _BITS[Code.SAME_NEW_YEAR]),
        (apart >= GENERATION_YEARS, _BITS[Code.GENERATION_APART]),
        (same_day & (apart == 1), _BITS[Code.SAME_DAY_NEAR_YEAR]),
        (same_day & one_slip, _BITS[Code.ONE_DIGIT]),
        (same_day, _BITS[Code.SAME_DAY_OTHER_YEAR]),
        (whole & same_year & (month == known[1]) & (day == known[0]), _BITS[Code.DAY_MONTH_SWAPPED]),
        (one_slip & same_year, _BITS[Code.ONE_DIGIT]),
        (whole & same_year & same_month, _BITS[Code.SAME_MONTH_OTHER_DAY]),
        (whole & same_year, _BITS[Code.SAME_YEAR_OTHER_DAY]),
        (partial & (apart == 1), _BITS[Code.NEAR_YEAR]),
        (partial & same_year & ((month == 0) | (known[0] == 0)), _BITS[Code.SAME_YEAR]),
        (partial & same_year & same_month, _BITS[Code.SAME_MONTH]),
        (partial & same_year, _BITS[Code.SAME_YEAR_OTHER_DAY]),
    ]
    bits = np.full(len(first), _BITS[Code.DIFFERENT], np.float32)
    for which, told in reversed(found):  # the first that fits holds
        np.copyto(bits, told, where=which)
    return bits
