"""Dates of birth, sex and free texts of two records set side by side. Every function is symmetric."""

from functools import lru_cache

from rapidfuzz.distance import OSA

from kinmatch.birth_dates import BirthDate, read_birth_date
from kinmatch.folding import fold
from kinmatch.places import near
from kinmatch.weights import GENERATION_YEARS, Code

_LONGEST = 200
_JUST_OUTSIDE_YEARS = 2  # beyond what "about" was taken to mean
# Of two ways to read a date, the one that agrees best counts.
_KINDEST = (
    Code.SAME_DAY, Code.SAME_NEW_YEAR, Code.DAY_MONTH_SWAPPED, Code.SAME_DAY_NEAR_YEAR, Code.ONE_DIGIT,
    Code.SAME_MONTH_OTHER_DAY, Code.SAME_DAY_OTHER_YEAR, Code.SAME_YEAR_OTHER_DAY, Code.DIFFERENT,
)  # fmt: skip


def birth_dates(left: str, right: str, left_said_on: str = "", right_said_on: str = "") -> tuple[Code, int]:
    """What two dates say and the years between them; MISSING if one is empty or cannot be a date.

    Of two spans of years that meet, the number is the length of the longer. An age needs the day it was said.
    """
    return born_apart(read_birth_date(left, left_said_on), read_birth_date(right, right_said_on))


@lru_cache(maxsize=65536)
def born_apart(one: BirthDate | None, other: BirthDate | None) -> tuple[Code, int]:
    """As `birth_dates`, of dates that are read."""
    if one is None or other is None:
        return Code.MISSING, 0
    if one != other:
        one, other = _without_new_year(one), _without_new_year(other)
    apart = max(one.first - other.last, other.first - one.last, 0)
    if one.approximate or other.approximate:
        return _spans(one, other, apart)
    compared = _in_either_order if one.day and other.day else _partial_dates
    code = compared(one, other, apart)
    if code is Code.DIFFERENT and apart >= GENERATION_YEARS:
        code = Code.GENERATION_APART
    return code, apart


def _spans(one: BirthDate, other: BirthDate, apart: int) -> tuple[Code, int]:
    (begins, ends), (starts, stops) = one.months, other.months
    longer = max(one.last - one.first, other.last - other.first)
    if max(begins, starts) <= min(ends, stops):
        within = (begins >= starts and ends <= stops) or (begins <= starts and ends >= stops)
        return (Code.WITHIN_RANGE if within else Code.SPANS_MEET), longer
    if apart <= _JUST_OUTSIDE_YEARS:
        return Code.JUST_OUTSIDE, apart
    return (Code.GENERATION_APART if apart >= GENERATION_YEARS else Code.DIFFERENT), apart


def _in_either_order(one: BirthDate, other: BirthDate, apart: int) -> Code:
    if not one.either_order and not other.either_order:
        return _whole_dates(one, other, apart)
    days = [{(told.month, told.day), (told.day, told.month)} if told.either_order else {(told.month, told.day)}
            for told in (one, other)]  # fmt: skip
    if not apart and not days[0].isdisjoint(days[1]):
        return Code.SAME_DAY_EITHER_ORDER
    read = {
        _whole_dates(BirthDate(one.first, one.last, *here), BirthDate(other.first, other.last, *there), apart)
        for here in days[0]
        for there in days[1]
    }
    return min(read, key=_KINDEST.index)


def _partial_dates(one: BirthDate, other: BirthDate, apart: int) -> Code:
    if apart:
        return Code.NEAR_YEAR if apart == 1 else Code.DIFFERENT
    if not one.month or not other.month:
        return Code.SAME_YEAR
    swapped = (one.either_order and one.day == other.month) or (other.either_order and other.day == one.month)
    return Code.SAME_MONTH if swapped or one.month == other.month else Code.SAME_YEAR_OTHER_DAY


def _without_new_year(told: BirthDate) -> BirthDate:
    # Registries write 1 January where only the year is known.
    return BirthDate(told.first, told.last) if told.month == told.day == 1 else told


def _whole_dates(one: BirthDate, other: BirthDate, apart: int) -> Code:
    if one == other:
        return Code.SAME_NEW_YEAR if one.month == one.day == 1 else Code.SAME_DAY
    written = [f"{told.first:04}{told.month:02}{told.day:02}" for told in (one, other)]
    one_digit = OSA.distance(*written) == 1
    if apart:
        if (one.month, one.day) != (other.month, other.day) or apart >= GENERATION_YEARS:
            return Code.DIFFERENT
        far = Code.ONE_DIGIT if one_digit else Code.SAME_DAY_OTHER_YEAR
        return Code.SAME_DAY_NEAR_YEAR if apart == 1 else far
    if (one.month, one.day) == (other.day, other.month):
        return Code.DAY_MONTH_SWAPPED
    near = Code.SAME_MONTH_OTHER_DAY if one.month == other.month else Code.SAME_YEAR_OTHER_DAY
    return Code.ONE_DIGIT if one_digit else near


def _sex(text: str) -> str:
    letter = fold(text[:8])[:1]
    return "f" if letter and letter in "fжwk" else "m" if letter and letter in "mчм" else ""


def sexes(left: str, right: str) -> Code:
    """MISSING if one of the words is not understood."""
    one, other = _sex(left), _sex(right)
    if not one or not other:
        return Code.MISSING
    return Code.SAME if one == other else Code.DIFFERENT


def is_woman(sex: str) -> bool:
    return _sex(sex) == "f"


@lru_cache(maxsize=65536)
def free_texts(left: str, right: str) -> Code:
    """Any further column, by its letters and digits; neither side is empty."""
    one, other = fold(left[:_LONGEST]), fold(right[:_LONGEST])
    if one == other:
        return Code.SAME
    return Code.ALIKE if near(one, other) else Code.DIFFERENT
