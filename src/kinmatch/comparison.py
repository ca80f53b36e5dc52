"""Two records weighed against each other, after Fellegi and Sunter (1969), each finding with its reason."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import fsum, log2
from typing import Final, NamedTuple

from kinmatch import appearance, name_parts, particulars, places, units
from kinmatch.birth_dates import read_age, read_birth_date
from kinmatch.birth_spans import BirthDate, meeting_bits
from kinmatch.frequencies import USUAL, Frequencies
from kinmatch.given_names import fathers_of, names_of, share_of
from kinmatch.marks import marks
from kinmatch.records import DESCRIBED, Parts, Record, arrangements, spaced_alike
from kinmatch.weights import PRIOR_BITS, SHIPPED, WHOLE, Code, Weights

Detail = Mapping[str, str | int | float]
_NOTHING: Final[Detail] = {}
HIGHEST_INITIAL: Final = 2.5  # bits; an initial is shared by too many
SPANS: Final = frozenset({Code.WITHIN_RANGE, Code.SPANS_MEET})
LEAST_SPAN_BITS, MOST_SPAN_BITS = -1.0, 6.0
RARE_FATHER: Final = 1 / 300  # share of fathers of a name that no table knows
_NAMES: Final = ("family_name", "given_name", "patronymic")  # as `Parts` has them
_LOOKS: Final = ("hair", "eyes", "build")
Doubt = tuple[str, Code] | None  # the field that raises it, and who else it may be


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


class Found(NamedTuple):
    """What was found in one field, before it is weighed."""

    field: str
    row: str  # of the table of weights
    code: Code
    share: float = 0.0  # of people who bear the commoner of the two values; 0 where its rarity says nothing
    more: int = 0  # slips beyond the first
    detail: Detail = _NOTHING
    words: tuple[str, str] | None = None  # whose share it is
    plus: float = 0.0  # bits beside the table's: what is measured, such as how two spans meet
    told: tuple[str, str] | None = None  # as written, where it is not the field of that name


class Findings(NamedTuple):
    """All that was found between two records, with the reading of each name, and what kinship may explain."""

    found: list[Found]
    bits: list[float]
    one: Parts
    other: Parts
    doubt: Doubt


def _weigh(found: Found, weights: Weights) -> float:
    """Agreement on a value whose rarity counts is worth -log2 of its share, and never speaks against."""
    _, row, code, share, more, _, _, plus, _ = found
    table = weights.of(row)
    bits = table.get(code, 0.0) + plus
    if not share or code in WHOLE or row not in weights.worth:
        if code in SPANS:
            bits = min(max(bits, LEAST_SPAN_BITS), MOST_SPAN_BITS)
        return round(bits, 3) if plus else bits
    least, most = weights.worth[row]
    bits += min(max(-log2(share), least), most)
    if code is Code.INITIAL:
        return round(min(bits, HIGHEST_INITIAL), 3)
    return round(max(bits + more * table[Code.ALIKE] if more else bits, 0.0), 3)


def share_in(row: str, word: str, frequencies: Frequencies) -> float:
    """Share of people who bear this name or value, in (0, 1]."""
    if row == "patronymic":
        return share_of(fathers_of(word) or names_of(word)) or RARE_FATHER
    return frequencies.share(word) if row in _NAMES else frequencies.value_share(row, word)


def _name(name: str, here: tuple[str, ...], there: tuple[str, ...], shares: Frequencies, row: str) -> Found:
    code, distance, words, doubt = name_parts.COMPARED_BY[name](here, there)
    if code is Code.DIFFERENT:
        return Found(name, row, code)
    share = max(share_in(name, words[0], shares), share_in(name, words[1], shares))
    if code is Code.INITIAL:
        return Found(name, name, code, share, words=words, plus=-doubt)
    detail: Detail = {"one_in": round(1 / share)}
    more = distance if code is Code.HALF else max(distance - 1, 0)
    if distance:
        detail = {**detail, "slips": distance}
    return Found(name, name, code, share, more, detail, words, -doubt)


def _names(one: Parts, other: Parts, frequencies: Frequencies, *, married: bool) -> list[Found]:
    found = []
    for name, here, there in zip(_NAMES, one, other, strict=True):
        if here and there:
            row = "married_name" if married and name == "family_name" else name
            found.append(_name(name, here, there, frequencies, row))
        elif here or there:
            found.append(Found(name, name, Code.MISSING))
    return found


def _particulars(left: Record, right: Record, frequencies: Frequencies, weights: Weights) -> Iterator[Found]:
    yield from _born(left, right)
    for name, compared in (
        ("birth_place", places.places),
        ("unit", units.units),
        ("sex", particulars.sexes),
    ):
        here, there = getattr(left, name), getattr(right, name)
        if here or there:
            yield _text(name, name, here, there, compared, frequencies, weights)
    for name in sorted(left.also.keys() & right.also.keys()):
        here, there = left.also[name], right.also[name]
        if here or there:
            yield _text(name, f"also:{name}", here, there, particulars.free_texts, frequencies, weights)
    if any(getattr(left, name) or getattr(right, name) for name in DESCRIBED):
        yield from _described(left, right, frequencies, weights)


def _born(left: Record, right: Record) -> Iterator[Found]:
    """One finding about when he was born: by both dates, or, where one side only knows an age, by that."""
    one, other = (read_birth_date(side.birth_date, side.said_on) for side in (left, right))
    if one is not None and other is not None:
        yield _apart("birth_date", one, other)
        return
    if left.birth_date or right.birth_date:
        yield Found("birth_date", "birth_date", Code.MISSING)
    if left.age or right.age:
        here, there = one or read_age(left.age, left.said_on), other or read_age(right.age, right.said_on)
        told = left.age or left.birth_date, right.age or right.birth_date
        yield _apart("age", here, there)._replace(told=told)


def _apart(name: str, one: BirthDate | None, other: BirthDate | None) -> Found:
    code, years = particulars.born_apart(one, other)
    if one and other and code in SPANS:
        return Found(name, name, code, plus=meeting_bits(one, other))
    return Found(name, name, code, detail={"years_apart": years} if years else _NOTHING)


def _described(left: Record, right: Record, frequencies: Frequencies, weights: Weights) -> Iterator[Found]:
    """How two people look, what they carried, and what happened to them."""
    for name in _LOOKS:
        yield from _seen(name, left, right, appearance.looks)
    for name in ("clothing", "effects"):
        yield from _seen(name, left, right, appearance.things)
    yield from _seen("height", left, right, lambda _name, one, other: appearance.heights(one, other))
    yield from _marks(left.marks, right.marks)
    here, there = left.event_place, right.event_place
    if here or there:
        yield _text("event_place", "event_place", here, there, places.places, frequencies, weights)
    events = (left.event, left.event_on), (right.event, right.event_on)
    yield from _seen("event_on", left, right, lambda _name, _one, _other: appearance.event_days(*events))


def _seen(
    name: str, left: Record, right: Record, compared: Callable[[str, str, str], appearance.Finding]
) -> Iterator[Found]:
    one, other = getattr(left, name), getattr(right, name)
    if one and other:
        code, bits, detail = compared(name, one, other)
        yield Found(name, name, code, detail=dict(detail), plus=bits - SHIPPED.of(name).get(code, 0.0))
    elif one or other:
        yield Found(name, name, Code.MISSING)


def _marks(left: str, right: str) -> Iterator[Found]:
    if left and right:
        found = marks(left, right)
        detail = {"matched": found.matched} if found.matched > 1 else _NOTHING
        plus = found.bits - SHIPPED.of("marks").get(found.code, 0.0)
        yield Found("marks", "marks", found.code, detail=detail, plus=plus)
        if found.counter:
            yield Found("marks", "marks", found.counter)
    elif left or right:
        yield Found("marks", "marks", Code.MISSING)


def _text(
    name: str,
    row: str,
    left: str,
    right: str,
    compared: Callable[[str, str], Code],
    frequencies: Frequencies,
    weights: Weights,
) -> Found:
    if not left or not right:
        return Found(name, row, Code.MISSING)
    code = compared(left, right)
    if row not in weights.worth or code in WHOLE:
        return Found(name, row, code)
    share = max(share_in(row, left, frequencies), share_in(row, right, frequencies))
    return Found(name, row, code, share, words=(left, right))


def _kinship_doubt(found: Sequence[Found], bits: Sequence[float], one: Parts, other: Parts) -> Doubt:
    """Who else it may be, where all that agrees is what a family shares."""
    codes = {each.field: each.code for each in found}
    agreed = {each.field for each, bit in zip(found, bits, strict=True) if bit > 0}
    given = codes.get("given_name")
    if "family_name" not in agreed or not given:
        return None
    born = codes.get("birth_date")
    if given is Code.DIFFERENT:
        twins = born in {Code.SAME_DAY, Code.SAME_NEW_YEAR}
        return "given_name", (Code.TWINS if twins else Code.SIBLINGS)
    if "given_name" not in agreed:
        return None
    if born is Code.GENERATION_APART:
        return "birth_date", Code.FATHER_AND_SON
    if codes.get("patronymic") is Code.DIFFERENT:
        # Іван Петрович and Іван Іванович: the one may be the father of the other.
        bearers = {name for word in one.given + other.given for name in names_of(word)}
        fathers = {name for word in one.patronymic + other.patronymic for name in fathers_of(word)}
        if bearers & fathers:
            return "patronymic", Code.FATHER_AND_SON
    return None


def _agreement(way: tuple[list[Found], list[float], Parts, Parts]) -> tuple[object, ...]:
    found, bits, one, other = way
    return sum(bits), [each.code for each in found], bits, sorted((one, other))


def find(left: Record, right: Record, frequencies: Frequencies, weights: Weights) -> Findings:
    """What two records have in common and where they differ. Of the ways to read a name, it takes the one
    that agrees best by these weights.
    """
    married = particulars.is_woman(left.sex) or particulars.is_woman(right.sex)
    ways = []
    here, there = spaced_alike(left, right)
    for one in arrangements(here):
        for other in arrangements(there):
            found = _names(one, other, frequencies, married=married)
            ways.append((found, [_weigh(each, weights) for each in found], one, other))
    # Of ways that agree equally well one is taken that does not hang on which record is the left one.
    found, bits, one, other = ways[0] if len(ways) == 1 else max(ways, key=_agreement)
    for each in _particulars(left, right, frequencies, weights):
        found.append(each)
        bits.append(_weigh(each, weights))
    same = any(each.code is Code.SAME and each.row in weights.identifying for each in found)
    return Findings(found, bits, one, other, None if same else _kinship_doubt(found, bits, one, other))


def _told(left: Record, right: Record, found: Found, one: Parts, other: Parts) -> tuple[str, str]:
    """The field as both have written it, or the words found in the whole name."""
    return _written(left, found, one), _written(right, found, other)


def _written(record: Record, found: Found, parts: Parts) -> str:
    if found.row.startswith("also:"):
        return record.also[found.field]
    written = str(getattr(record, found.field))
    if written or found.field not in _NAMES:
        return written
    return " ".join(parts[_NAMES.index(found.field)]).title()


def compare(
    left: Record,
    right: Record,
    frequencies: Frequencies | None = None,
    *,
    prior_bits: float = PRIOR_BITS,
    weights: Weights = SHIPPED,
) -> Comparison:
    """How likely both records are of one person, and why. Symmetric to the last bit.

    The usual prior is one true partner among some 130,000 records; fields are taken as independent, but for
    kinship: brothers, twins, father and son share most of what agrees, and a counter-reason brings their
    odds down. A name that can be read in several ways is read in the way that agrees best.
    """
    found, worth, one, other, doubt = find(left, right, frequencies or USUAL, weights)
    reasons = [
        Reason(each.field, each.code, bits, *(each.told or _told(left, right, each, one, other)), each.detail)
        for each, bits in zip(found, worth, strict=True)
    ]
    bits = prior_bits + fsum(worth)
    if doubt and bits > weights.kin[doubt[1]]:
        name, code = doubt
        about = next(reason for reason in reasons if reason.field == name)
        reasons.append(Reason(name, code, round(weights.kin[code] - bits, 3), about.left, about.right))
        bits = weights.kin[code]
    bits = round(bits, 3)
    return Comparison(1.0 / (1.0 + 2.0**-bits), tuple(reasons), bits)
