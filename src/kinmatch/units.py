"""Units as people write them: 57-ма, 57 ОМПБр, в/ч А1234, 1-й батальйон 72-ї, "57th mechanised brigade", Азов.

A text is read into parts, one for each level that it names: a company within a battalion within a brigade. The
words, abbreviations and names of formations stand in data/units.tsv.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Final, NamedTuple

from kinmatch.folding import fold
from kinmatch.skeletons import skeleton
from kinmatch.weights import Code

_LONGEST: Final = 200  # characters that are looked at
_MOST_WORDS: Final = 24
_LONGEST_WORD: Final = 24
_FORMATION: Final = 5  # the level of brigades and regiments, at which a bare number is taken
_SHORTEST_STEM: Final = 3
_TOKEN: Final = re.compile(r"[аa]-?\d{4}(?!\d)|\d{1,5}|в/ч|[^\W\d_]+(?:['-][^\W\d_]+|-\d)*")
_CODE: Final = re.compile(r"[аa]-?(\d{4})")
_CODED: Final = frozenset(
    {"в/ч", "вч", "частина", "часть"}
)  # the number behind it is a code, not a unit's own
_SHORTEST_CODE: Final = 4
_ROMAN: Final = re.compile(r"(X{0,3})(IX|IV|V?I{0,3})")
_LOOK_ROMAN: Final = str.maketrans("ІХ", "IX")  # the Cyrillic letters that clerks type
_ORDINALS: Final = (
    "перш перв first", "друг втор second", "трет third", "четверт fourth", "п'ят пят fifth", "шост шест sixth",
    "сьом седьм seventh", "восьм eighth", "дев'ят девят ninth", "десят tenth",
)  # fmt: skip


@dataclass(slots=True)
class _Part:
    number: int = 0
    kind: str = ""
    arms: set[str] = field(default_factory=set)
    name: str = ""
    numbered_last: bool = False  # "рота 2", not "2 рота"

    @property
    def level(self) -> int:
        return _words().levels.get(self.kind, _FORMATION)


class Unit(NamedTuple):
    """One level of a unit: number 0, kind "" and arms empty where they are not told."""

    number: int
    kind: str
    arms: frozenset[str]
    name: str
    level: int


class UnitText(NamedTuple):
    """What a text says: its units, the highest first; codes of military units; other words as skeletons."""

    parts: tuple[Unit, ...]
    codes: frozenset[str]
    words: frozenset[str]


class _Vocabulary(NamedTuple):
    levels: dict[str, int]
    stems: dict[str, tuple[str, frozenset[str], int]]  # kind, arms and ordinal number
    whole: dict[str, tuple[str, frozenset[str], int]]
    names: dict[tuple[str, ...], Unit]
    skipped: frozenset[str]


@cache
def _words() -> _Vocabulary:
    text = files("kinmatch").joinpath("data/units.tsv").read_text(encoding="utf-8")
    found = _Vocabulary({}, {}, {}, {}, frozenset())
    skipped: set[str] = set()
    for sort, *cells in (line.split("\t") for line in text.splitlines() if not line.startswith("#")):
        words = [fold(word) for word in cells[-1].split()]
        if sort == "skip":
            skipped.update(words)
        elif sort == "name":
            number, kind, arms = int(cells[0]), cells[1], frozenset(cells[2].split())
            for word in words:
                keys = tuple(skeleton(part) for part in word.split("_"))
                found.names[keys] = Unit(number, kind, arms, "".join(keys), _FORMATION)
        else:
            if sort == "kind":
                found.levels[cells[1]] = int(cells[0])
            kind = {"kind": cells[1], "both": cells[0], "arm": ""}[sort]
            arms = frozenset(cells[0 if sort == "arm" else 1].split()) if sort != "kind" else frozenset()
            for word in words:
                table = found.whole if sort == "both" or word.startswith("=") else found.stems
                table[word.removeprefix("=")] = (kind, arms, 0)
    for number, stems in enumerate(_ORDINALS, start=1):
        found.stems.update(dict.fromkeys(stems.split(), ("", frozenset(), number)))
    first: dict[str, Unit] = {}
    for keys, unit in found.names.items():
        # All spellings of one formation bear the name of its first.
        same = first.setdefault(
            f"{unit.number}{unit.kind}{sorted(unit.arms)}{unit.name * (not unit.number)}", unit
        )
        found.names[keys] = unit._replace(name=same.name, level=found.levels.get(unit.kind, _FORMATION))
    return found._replace(skipped=frozenset(skipped))


def _roman(word: str) -> int:
    """The number of a word in Roman capitals, 1 to 39; 0 if it is none."""
    found = _ROMAN.fullmatch(word.translate(_LOOK_ROMAN))
    if not found or not found[0]:
        return 0
    ones = {"": 0, "IX": 9, "IV": 4}.get(found[2])
    return 10 * len(found[1]) + (5 * ("V" in found[2]) + found[2].count("I") if ones is None else ones)


def _meaning(word: str) -> tuple[str, frozenset[str], int] | None:
    table = _words()
    if found := table.whole.get(word):
        return found
    for length in range(min(len(word), _LONGEST_WORD), _SHORTEST_STEM - 1, -1):
        if found := table.stems.get(word[:length]):
            if "десантно-штурм" in word or "десантноштурм" in word:
                return "", frozenset({"airborne", "assault"}), 0
            return found
    return None


class _Reader:
    """Puts numbers, kinds, arms and names together, word by word."""

    def __init__(self) -> None:
        self.parts: list[_Part] = []
        self.codes: set[str] = set()
        self.others: set[str] = set()

    def _open(self, *, taken: bool) -> _Part:
        if not self.parts or taken:
            self.parts.append(_Part())
        return self.parts[-1]

    def number(self, number: int) -> None:
        part = self._open(taken=bool(self.parts and self.parts[-1].number))
        part.number, part.numbered_last = number, bool(part.kind)

    def meaning(self, kind: str, arms: frozenset[str], number: int) -> None:
        if number:
            self.number(number)
            return
        part = self._open(taken=bool(self.parts and self.parts[-1].kind))
        part.kind = kind
        part.arms |= arms

    def name(self, unit: Unit) -> None:
        part = self._open(taken=bool(self.parts and self.parts[-1].name))
        if part.kind and _words().levels.get(part.kind, _FORMATION) < unit.level and part.number:
            part = self._open(taken=True)
        part.name = unit.name
        if unit.number and part.number in {0, unit.number}:
            part.number, part.arms = unit.number, part.arms | unit.arms
            part.kind = part.kind or unit.kind

    def told(self) -> UnitText:
        whole: list[_Part] = []
        for before, part in pairwise(self.parts):
            if before.numbered_last and part.kind and not (part.number or part.name):
                part.number, before.number = before.number, 0  # «танкова рота 57 бригади»
        for part in self.parts:
            bare = not (part.number or part.kind or part.name)
            if bare and whole:
                whole[-1].arms |= part.arms  # "57 бригада, механізована"
            else:
                whole.append(part)
        whole.sort(key=lambda part: (-part.level, not part.number, part.number))
        units = tuple(
            Unit(part.number, part.kind, frozenset(part.arms), part.name, part.level) for part in whole
        )
        return UnitText(units, frozenset(self.codes), frozenset(self.others))


@lru_cache(maxsize=16384)
def read_unit(text: str) -> UnitText:
    """The parts of a unit; of a text without any, only its words. Looks at 200 characters."""
    plain = unicodedata.normalize("NFKC", text[:_LONGEST])
    capitals = frozenset(re.findall(r"[IVXІХ]+", plain))
    tokens = _TOKEN.findall(fold(plain))[:_MOST_WORDS]
    reader = _Reader()
    at = 0
    coded = False
    while at < len(tokens):
        token = tokens[at][:_LONGEST_WORD]
        at += 1
        if code := _CODE.fullmatch(token):
            reader.codes.add("a" + code[1])
        elif token.isdecimal():
            if coded and len(token) >= _SHORTEST_CODE:
                reader.codes.add(token)
            elif int(token):
                reader.number(int(token))
        elif (steps := _named_at(tokens, at - 1)) > 0:
            reader.name(_words().names[tuple(skeleton(word) for word in tokens[at - 1 : at - 1 + steps])])
            at += steps - 1
        elif (capital := token.upper()) in capitals and (number := _roman(capital)):
            reader.number(number)
        elif token not in _words().skipped and len(token) > 1:
            if meaning := _meaning(token):
                reader.meaning(*meaning)
            elif key := skeleton(token):
                reader.others.add(key)
        coded = token in _CODED or (coded and len(token) == 1)
    return reader.told()


def _named_at(tokens: list[str], at: int) -> int:
    """How many words from here on are the name of a formation; 0 if none."""
    for steps in (3, 2, 1):
        if at + steps <= len(tokens):
            keys = tuple(skeleton(word[:_LONGEST_WORD]) for word in tokens[at : at + steps])
            if keys in _words().names:
                return steps
    return 0


def units(left: str, right: str) -> Code:
    """Units by number, kind and level; neither side is empty.

    The same number of another kind is not the same. MISSING where the two speak of different levels, or one of a
    code and the other of a number.
    """
    if left > right:
        left, right = right, left
    return _units(left[:_LONGEST], right[:_LONGEST])


@lru_cache(maxsize=65536)
def _units(left: str, right: str) -> Code:
    if fold(left) == fold(right):
        return Code.SAME
    one, other = read_unit(left), read_unit(right)
    if one.codes and other.codes:
        return Code.DIFFERENT if one.codes.isdisjoint(other.codes) else Code.SAME
    told = [[part for part in side.parts if part.number or part.name] for side in (one, other)]
    if told[0] and told[1]:
        whole = len(one.parts) == len(other.parts)
        return _parts(told[0], told[1], whole=whole)
    if not one.words.isdisjoint(other.words):
        return Code.ALIKE
    return Code.DIFFERENT if one.words and other.words and not (told[0] or told[1]) else Code.MISSING


def _parts(one: list[Unit], other: list[Unit], *, whole: bool) -> Code:
    """Level by level from the highest that both name."""
    found = [_one_unit(here, there) for here in one for there in other if _comparable(here, there)]
    if not found:
        return Code.MISSING
    highest = _one_unit(one[0], other[0]) if _comparable(one[0], other[0]) else min(found, key=_ORDER.index)
    if highest not in {Code.SAME, Code.SAME_NUMBER}:
        return highest
    below = [[part for part in side[1:] if part.number] for side in (one, other)]
    if not below[0] and not below[1]:
        return highest if whole else Code.PART
    if not below[0] or not below[1] or not _comparable(one[0], other[0]):
        return Code.PART
    agree = any(_same(_one_unit(here, there)) for here in below[0] for there in below[1])
    return highest if agree else Code.SAME_FORMATION


_ORDER: Final = (Code.SAME, Code.SAME_NUMBER, Code.SAME_NUMBER_OTHER_KIND, Code.DIFFERENT)


def _same(code: Code) -> bool:
    return code in {Code.SAME, Code.SAME_NUMBER}


def _comparable(one: Unit, other: Unit) -> bool:
    """Of one level, or of one number, or one of no stated kind; a name only meets a name."""
    if bool(one.number) != bool(other.number):
        return bool(one.name and one.name == other.name)
    return one.level == other.level or not one.kind or not other.kind or one.number == other.number


def _one_unit(one: Unit, other: Unit) -> Code:
    if one.number != other.number or (not one.number and one.name != other.name):
        return Code.SAME if one.name and one.name == other.name else Code.DIFFERENT
    if one.name and one.name == other.name:
        return Code.SAME  # formations grow: Азов was a battalion, a regiment, a brigade
    if (one.kind and other.kind and one.kind != other.kind) or (
        one.arms and other.arms and one.arms.isdisjoint(other.arms)
    ):
        return Code.SAME_NUMBER_OTHER_KIND
    told = (one.arms and other.arms) or (one.kind and one.kind == other.kind and one.arms == other.arms)
    return Code.SAME if told else Code.SAME_NUMBER
