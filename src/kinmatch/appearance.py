"""Height, hair, eyes, build, clothing and effects of two people, and what happened to them. All symmetric.

These speak alone for somebody without a name. Each is weak, and eyewitnesses err, so that what differs weighs little.
"""

import re
from functools import lru_cache
from math import erf, log2, sqrt
from typing import Final, NamedTuple

from kinmatch.birth_dates import read_birth_date
from kinmatch.birth_spans import BirthDate
from kinmatch.body_words import Meaning, meanings_of, rarity, rarity_of_word, read, tokens_of
from kinmatch.weights import WEIGHTS, Code

_LONGEST: Final = 200
# Men of Ukraine and Russia of today, about: NCD Risk Factor Collaboration, eLife 2016, gives 178 and 177 cm.
_MEAN_CM, _DEVIATION_CM = 177.0, 7.0
_CM: Final = range(100, 231)
_ERROR_CM: Final = 3  # families and clerks misjudge by as much
_NEAR_CM: Final = 5  # beyond both errors, and still no contradiction
_IN_WORDS: Final = {"tall": (181, 200), "middle": (170, 181), "short": (150, 171)}
_NUMBER: Final = re.compile(r"\d{3}|[12][.,]\d{1,2}", re.ASCII)
_FEET: Final = re.compile(r"([4-6])\s*(?:'|ft|feet|foot)\s*(\d{1,2})?", re.ASCII)
_CM_IN_FOOT, _CM_IN_INCH = 30.48, 2.54
_CLOSE: Final = frozenset(
    frozenset(pair.split("-"))
    for pair in "black-dark dark-brown brown-fair fair-blond grey-blond bald-shaved bald-grey blue-grey grey-green "  # noqa: SIM905  # a table of words
    "brown-black blue-green thin-medium medium-stout medium-strong strong-stout".split()
)
_MOST_THINGS_BITS: Final = 8.0
_SHARED_THING: Final = 0.6  # of what its rarity says: many own such a thing and do not mention it
_DAYS_NEAR: Final = 45
_DAYS_FAR: Final = 400
_DAYS_OF_ERROR: Final = 2
_DAYS_A_MONTH: Final = 31
_DEAD: Final = frozenset({"died", "found"})


class Finding(NamedTuple):
    """What one field says: its code, its bits and what they rest on."""

    code: Code
    bits: float
    detail: tuple[tuple[str, str | int], ...] = ()


NOTHING: Final = Finding(Code.MISSING, 0.0)


@lru_cache(maxsize=16384)
def read_height(text: str) -> tuple[int, int] | None:
    """Lowest and highest cm that a text means: "180", "178-182 см", "1,80 м", 5'11", «високий»; None if none."""
    plain = text[:_LONGEST].lower().replace("’", "'").replace("′", "'")
    if feet := _FEET.search(plain):
        cm = round(int(feet[1]) * _CM_IN_FOOT + int(feet[2] or 0) * _CM_IN_INCH)
        return (cm - 1, cm + 1) if cm in _CM else None
    told = [float(number.replace(",", ".")) for number in _NUMBER.findall(plain)]
    found = [cm for number in told if (cm := round(number if number > _CM[0] - 1 else number * 100)) in _CM]
    if found:
        return min(found), max(found)
    for word in tokens_of(plain):
        for meaning in meanings_of(word):
            if meaning.sort == "height":
                return _IN_WORDS[meaning.key]
    return None


def _share_of_heights(low: float, high: float) -> float:
    def below(cm: float) -> float:
        return (1 + erf((cm - _MEAN_CM) / (_DEVIATION_CM * sqrt(2)))) / 2

    return max(below(high) - below(low), 1e-4)


def heights(left: str, right: str) -> Finding:
    """Spans of cm, each with 3 cm of error; what agrees says more the narrower and the rarer it is."""
    one, other = read_height(left[:_LONGEST]), read_height(right[:_LONGEST])
    if one is None or other is None:
        return NOTHING
    apart = max(one[0] - other[1], other[0] - one[1], 0)
    weights = WEIGHTS["height"]
    (low, high), (lowest, highest) = (
        (told[0] - _ERROR_CM - 0.5, told[1] + _ERROR_CM + 0.5) for told in (one, other)
    )
    if max(low, lowest) < min(high, highest):
        both = _share_of_heights(max(low, lowest), min(high, highest))
        bits = log2(both / (_share_of_heights(low, high) * _share_of_heights(lowest, highest)))
        code = Code.WITHIN_RANGE if not apart else Code.ALIKE
        return Finding(
            code, round(max(bits + weights[code], -1.0), 3), (("cm_apart", apart),) if apart else ()
        )
    code = Code.JUST_OUTSIDE if apart <= 2 * _ERROR_CM + _NEAR_CM else Code.DIFFERENT
    return Finding(code, weights[code], (("cm_apart", apart),))


def looks(field: str, left: str, right: str) -> Finding:
    """Hair, eyes or build by the words of the table: the same, alike (dark, brown) or different."""
    one, other = (
        frozenset(meaning.key for meaning in read(text[:_LONGEST], frozenset({field}))[0])
        for text in (left, right)
    )
    weights = WEIGHTS[field]
    if not one or not other:
        return NOTHING
    if shared := one & other:
        bits = max(rarity(Meaning(field, key)) for key in sorted(shared))
        return Finding(Code.SAME, round(max(bits + weights[Code.SAME], 0.1), 3))
    near = any(frozenset({here, there}) in _CLOSE for here in one for there in other)
    code = Code.ALIKE if near else Code.DIFFERENT
    return Finding(code, weights[code])


@lru_cache(maxsize=16384)
def read_things(text: str) -> tuple[frozenset[Meaning], frozenset[str]]:
    """Garments and effects that a text names, and its other telling words."""
    return read(text, frozenset({"thing", "garment"}))


def things(field: str, left: str, right: str) -> Finding:
    """Clothing or effects: what both name, a rare thing more. What is lost or changed says next to nothing."""
    (one, words), (other, others) = read_things(left[:_LONGEST]), read_things(right[:_LONGEST])
    weights = WEIGHTS[field]
    if not (one or words) or not (other or others):
        return NOTHING
    shared, said = one & other, words & others
    if not shared and not said:
        return Finding(Code.DIFFERENT, weights[Code.DIFFERENT])
    bits = sum(_SHARED_THING * rarity(meaning) for meaning in sorted(shared))
    bits += _SHARED_THING * rarity_of_word() * len(said)
    return Finding(
        Code.SAME if said or len(shared) > 1 else Code.ALIKE,
        round(min(bits, _MOST_THINGS_BITS), 3),
        (("shared", len(shared) + len(said)),),
    )


def _days(told: BirthDate) -> tuple[int, int]:
    """A window in days from the year 0, with months of 31 days: near enough for windows."""
    first, last = told.months
    if told.day:
        return first * _DAYS_A_MONTH + told.day, first * _DAYS_A_MONTH + told.day
    return first * _DAYS_A_MONTH + 1, last * _DAYS_A_MONTH + _DAYS_A_MONTH


@lru_cache(maxsize=4096)
def kind_of_event(text: str) -> str:
    """seen, captured, wounded, died or found; "" if no word of it is known."""
    found = [m.key for word in tokens_of(text[:_LONGEST]) for m in meanings_of(word) if m.sort == "event"]
    return next((key for key in found if key in _DEAD), found[0] if found else "")


def event_days(left: tuple[str, str], right: tuple[str, str]) -> Finding:
    """Windows of time of two events, each a word for what happened and its date.

    Somebody who was heard of after the other had died or was found dead is another: a counter-reason. Otherwise
    windows that meet or follow within weeks speak for it, and years between them a little against it.
    """
    (one_event, one_on), (other_event, other_on) = left, right
    one, other = read_birth_date(one_on), read_birth_date(other_on)
    weights = WEIGHTS["event_on"]
    if one is None or other is None:
        return NOTHING
    (begins, ends), (starts, stops) = _days(one), _days(other)
    kinds = kind_of_event(one_event), kind_of_event(other_event)
    for dead, alive, until, since in ((*kinds, ends, starts), (kinds[1], kinds[0], stops, begins)):
        if dead in _DEAD and alive and alive not in _DEAD and since > until + _DAYS_OF_ERROR:
            return Finding(Code.ALIVE_AFTER_DEATH, weights[Code.ALIVE_AFTER_DEATH])
    apart = max(begins - stops, starts - ends, 0)
    if not apart:
        code = Code.SPANS_MEET
    elif apart <= _DAYS_NEAR:
        code = Code.JUST_OUTSIDE
    else:
        code = Code.ALIKE if apart <= _DAYS_FAR else Code.DIFFERENT
    return Finding(code, weights[code], (("days_apart", apart),) if apart else ())
