"""Two records weighed against each other, after Fellegi and Sunter (1969), each finding with its reason."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from math import log2
from typing import Final

from kinmatch import name_parts, particulars
from kinmatch.frequencies import USUAL, Frequencies
from kinmatch.given_names import fathers_of, names_of, share_of
from kinmatch.name_parts import Finding
from kinmatch.records import Parts, Record, arrangements
from kinmatch.weights import COMMONEST, KIN_BITS, PRIOR_BITS, RAREST, WEIGHTS, Code

Detail = Mapping[str, str | int | float]
_NOTHING: Final[Detail] = {}
_HIGHEST_INITIAL: Final = 2.5
_SPAN_COSTS: Final = 0.15  # bits for every year of a span: a wide one fits many


@dataclasses.dataclass(frozen=True, slots=True)
class Reason:
    """One finding. `bits` is the log2 likelihood ratio, signed; `left` and `right` are as written.

    `detail` holds, where they say something, `one_in` (one bearer of the name in so many people), `slips` (of
    hand or ear) and `years_apart`.
    """

    field: str
    code: Code
    bits: float
    left: str = ""
    right: str = ""
    detail: Detail = dataclasses.field(default_factory=dict, hash=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Comparison:
    """`probability`, in [0, 1], that it is one person; `bits`, its log2 odds: the prior and all reasons."""

    probability: float
    reasons: tuple[Reason, ...]
    bits: float


_RARE_FATHER: Final = 1 / 300


def _share(name: str, word: str, frequencies: Frequencies) -> float:
    if name == "patronymic":
        return share_of(fathers_of(word) or names_of(word)) or _RARE_FATHER
    return frequencies.share(word)


def _worth(name: str, finding: Finding, frequencies: Frequencies, *, married: bool) -> tuple[float, Detail]:
    code, distance, words = finding
    weights = WEIGHTS[name]
    if code is Code.DIFFERENT:
        return WEIGHTS["married_name"][code] if married and name == "family_name" else weights[code], _NOTHING
    share = max(_share(name, words[0], frequencies), _share(name, words[1], frequencies))
    agreed = min(max(-log2(share), COMMONEST[name]), RAREST[name])
    slips = distance if code is Code.HALF else distance - 1
    bits = agreed + weights[code] + max(slips, 0) * weights[Code.ALIKE]
    if code is Code.INITIAL:
        return round(min(bits, _HIGHEST_INITIAL), 3), _NOTHING
    detail = {"one_in": round(1 / share)}
    return round(max(bits, 0.0), 3), (detail | {"slips": distance} if distance else detail)


def _as_written(record: Record, name: str, words: tuple[str, ...]) -> str:
    """The field itself, or the words found in the whole name."""
    return str(getattr(record, name)) or " ".join(words).title()


def _names(
    left: Record, right: Record, one: Parts, other: Parts, frequencies: Frequencies
) -> tuple[Reason, ...]:
    married = particulars.is_woman(left.sex) or particulars.is_woman(right.sex)
    sides: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
        ("family_name", one.family, other.family),
        ("given_name", one.given, other.given),
        ("patronymic", one.patronymic, other.patronymic),
    )
    reasons = []
    for name, here, there in sides:
        if not here and not there:
            continue
        told = _as_written(left, name, here), _as_written(right, name, there)
        if not here or not there:
            reasons.append(Reason(name, Code.MISSING, 0.0, *told))
            continue
        found = name_parts.COMPARED_BY[name](here, there)
        bits, detail = _worth(name, found, frequencies, married=married)
        reasons.append(Reason(name, found.code, bits, *told, detail))
    return tuple(reasons)


def _particulars(left: Record, right: Record) -> Iterator[Reason]:
    yield from _birth_date(left.birth_date, right.birth_date)
    for name, compared in (
        ("birth_place", particulars.places),
        ("unit", particulars.units),
        ("sex", particulars.sexes),
    ):
        yield from _text(name, getattr(left, name), getattr(right, name), compared, WEIGHTS[name])
    for name in sorted(left.also.keys() & right.also.keys()):
        yield from _text(name, left.also[name], right.also[name], particulars.free_texts, WEIGHTS["also"])


def _birth_date(left: str, right: str) -> Iterator[Reason]:
    if not left and not right:
        return
    code, years = particulars.birth_dates(left, right)
    bits = WEIGHTS["birth_date"][code]
    if code is Code.WITHIN_RANGE:
        bits = max(round(bits - _SPAN_COSTS * years, 3), 0.0)
    detail = {"years_apart": years} if years and code is not Code.WITHIN_RANGE else _NOTHING
    yield Reason("birth_date", code, bits, left, right, detail)


def _text(
    name: str, left: str, right: str, compared: Callable[[str, str], Code], weights: Mapping[Code, float]
) -> Iterator[Reason]:
    if left and right:
        code = compared(left, right)
        yield Reason(name, code, weights[code], left, right)
    elif left or right:
        yield Reason(name, Code.MISSING, 0.0, left, right)


def _kinship_doubt(reasons: tuple[Reason, ...]) -> tuple[str, Code] | None:
    """Who else it may be, where all that agrees is what a family shares."""
    found = {reason.field: reason for reason in reasons}
    family, given, born = found.get("family_name"), found.get("given_name"), found.get("birth_date")
    if not family or family.bits <= 0 or not given:
        return None
    if given.code is Code.DIFFERENT:
        twins = born and born.code in {Code.SAME_DAY, Code.SAME_NEW_YEAR}
        return "given_name", (Code.TWINS if twins else Code.SIBLINGS)
    if given.bits <= 0:
        return None
    if born and born.code is Code.GENERATION_APART:
        return "birth_date", Code.FATHER_AND_SON
    if (father := found.get("patronymic")) and father.code is Code.DIFFERENT:
        # Іван Петрович and Іван Іванович: the one may be the father of the other.
        bearers = names_of(given.left) | names_of(given.right)
        if not bearers.isdisjoint(fathers_of(father.left) | fathers_of(father.right)):
            return "patronymic", Code.FATHER_AND_SON
    return None


def compare(
    left: Record, right: Record, frequencies: Frequencies | None = None, *, prior_bits: float = PRIOR_BITS
) -> Comparison:
    """How likely both records are of one person, and why. Symmetric to the last bit.

    The usual prior is one true partner among some 130,000 records; fields are taken as independent, but for
    kinship: brothers, twins, father and son share most of what agrees, and a counter-reason brings their
    odds down. A name that can be read in several ways is read in the way that agrees best.
    """
    shares = frequencies or USUAL
    rest = tuple(_particulars(left, right))
    names = max(
        (
            _names(left, right, one, other, shares)
            for one in arrangements(left)
            for other in arrangements(right)
        ),
        key=lambda reasons: sum(reason.bits for reason in reasons),
    )
    reasons = names + rest
    bits = prior_bits + sum(reason.bits for reason in reasons)
    if doubt := _kinship_doubt(reasons):
        name, code = doubt
        if bits > KIN_BITS[code]:
            told = next(reason for reason in reasons if reason.field == name)
            reasons += (Reason(name, code, round(KIN_BITS[code] - bits, 3), told.left, told.right),)
            bits = KIN_BITS[code]
    bits = round(bits, 3)
    return Comparison(1.0 / (1.0 + 2.0**-bits), reasons, bits)
