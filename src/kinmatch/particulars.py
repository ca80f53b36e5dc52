"""Dates, places, units and the rest of two records set side by side. Every function is symmetric."""

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

from kinmatch.birth_dates import BirthDate, read_birth_date
from kinmatch.folding import fold, script_of
from kinmatch.skeletons import skeleton
from kinmatch.weights import GENERATION_YEARS, Code

_NUMBER = re.compile(r"\d{1,5}", re.ASCII)
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST = 200
_ONE_SLIP_FROM, _TWO_SLIPS_FROM = 4, 8  # letters of the shorter word

# Kinds of unit by how their words begin in a skeleton; one unit has one kind.
_KINDS = {
    "motorised": ("moto", "ompb", "motorized", "motorstr", "motostr", "msb", "msp", "omsb"),
    "mechanised": ("meh", "mex", "omb"),
    "tank": ("tank", "tbr", "otb"),
    "assault": ("xturm", "desant", "dxv", "odxb", "adxb", "asalt", "pdv", "vdv", "airborn"),
    "marine": ("morsk", "marin", "obrmp"),
    "artillery": ("artil", "oabr"),
    "territorial": ("teritor", "tro", "obrtro"),
    "border": ("prikord", "pohran", "border"),
    "guard": ("nachvard", "nhu", "rosvard"),
}
_NOT_TELLING = frozenset(
    {"misto", "horod", "selo", "oblast", "obl", "rajon", "raion", "c", "h", "m", "s", "smt", "pht"}
)


def _near(left: str, right: str) -> bool:
    shorter = min(len(left), len(right))
    allowed = 1 if shorter < _TWO_SLIPS_FROM else 2
    return shorter >= _ONE_SLIP_FROM and OSA.distance(left, right, score_cutoff=allowed) <= allowed


@lru_cache(maxsize=65536)
def birth_dates(left: str, right: str) -> tuple[Code, int]:
    """What two dates say and the years between them; MISSING if one is empty or cannot be a date.

    Of two spans of years that meet, the number is the length of the longer.
    """
    one, other = read_birth_date(left), read_birth_date(right)
    if one is None or other is None:
        return Code.MISSING, 0
    if one != other:
        one, other = _without_new_year(one), _without_new_year(other)
    apart = max(one.first - other.last, other.first - one.last, 0)
    if not apart and (one.approximate or other.approximate):
        return Code.WITHIN_RANGE, max(one.last - one.first, other.last - other.first)
    if one.day and other.day:
        code = _whole_dates(one, other, apart)
    elif one.approximate or other.approximate:
        code = Code.DIFFERENT
    else:
        code = _partial_dates(one, other, apart)
    if code is Code.DIFFERENT and apart >= GENERATION_YEARS:
        code = Code.GENERATION_APART
    return code, apart


def _partial_dates(one: BirthDate, other: BirthDate, apart: int) -> Code:
    if apart:
        return Code.NEAR_YEAR if apart == 1 else Code.DIFFERENT
    if not one.month or not other.month:
        return Code.SAME_YEAR
    return Code.SAME_MONTH if one.month == other.month else Code.SAME_YEAR_OTHER_DAY


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


@lru_cache(maxsize=65536)
def _telling_words(text: str) -> tuple[str, ...]:
    keys = (skeleton(word) for word in _WORD.findall(text[:_LONGEST].lower())[:12])
    return tuple(key for key in keys if key and key not in _NOT_TELLING)


@lru_cache(maxsize=65536)
def places(left: str, right: str) -> Code:
    """Places by their words in any script; neither side is empty."""
    if fold(left[:_LONGEST]) == fold(right[:_LONGEST]):
        return Code.SAME
    one, other = _telling_words(left), _telling_words(right)
    same = bool(one) and sorted(one) == sorted(other)
    if same and script_of(left) != script_of(right):
        return Code.SAME_OTHER_SCRIPT
    if not set(one).isdisjoint(other):
        return Code.SAME_OTHER_SPELLING if same else Code.PART
    if any(_near(here, there) for here in one for there in other):
        return Code.ALIKE
    return Code.DIFFERENT if one and other else Code.MISSING


@lru_cache(maxsize=16384)
def _unit(text: str) -> tuple[frozenset[str], frozenset[str]]:
    keys = _telling_words(text)
    kinds = {kind for kind, begins in _KINDS.items() if any(key.startswith(begins) for key in keys)}
    return frozenset(number.lstrip("0") for number in _NUMBER.findall(text[:_LONGEST])), frozenset(kinds)


@lru_cache(maxsize=65536)
def units(left: str, right: str) -> Code:
    """Units by number, and by kind where both say it; neither side is empty."""
    if fold(left[:_LONGEST]) == fold(right[:_LONGEST]):
        return Code.SAME
    (numbers_left, kinds_left), (numbers_right, kinds_right) = _unit(left), _unit(right)
    if kinds_left and kinds_right and kinds_left.isdisjoint(kinds_right):
        return Code.DIFFERENT
    if numbers_left and numbers_right:
        if numbers_left.isdisjoint(numbers_right):
            return Code.DIFFERENT
        return Code.SAME if kinds_left and kinds_right else Code.SAME_NUMBER
    shared = set(_telling_words(left)) & set(_telling_words(right))
    return Code.ALIKE if shared else Code.DIFFERENT


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
    return Code.ALIKE if _near(one, other) else Code.DIFFERENT
