"""Rows of a registry and questions about them."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from random import Random
from typing import Final, NamedTuple

import numpy as np

from .names import patronymic
from .places import written_place, written_unit
from .slips import told_date, typo, wrong_digit
from .soldiers import Soldier, father_of, invent, invent_style, twin_of
from .spelling import Style, written
from .surnames import of_woman, shares

COLUMNS: Final = (
    "id", "name", "family_name", "given_name", "patronymic", "birth_date", "birth_place", "unit", "sex",
)  # fmt: skip
TRUTH_COLUMNS: Final = ("query_id", "id", "decoy_id", "kind", "date")
KINDS_OF_KIN: Final = ("twin, both listed", "son, both listed", "twin, not listed", "son, not listed")
_CHUNK: Final = 50_000
_AS_ITS_ROW: Final = 0.45  # of questions in the row's own spelling; by chance some more are
_DIMINUTIVE: Final = 0.15
_NO_PATRONYMIC: Final = 0.5
_TYPO_IN_FAMILY: Final = 30  # in a hundred
_TYPO_IN_GIVEN: Final = 12
_TYPO_IN_PATRONYMIC: Final = 6
Row = tuple[str, ...]


class Truth(NamedTuple):
    """What is true of a question: the row's id or "", an id that must not be taken for it or "", of what
    kind the question is, and how its date was given (slips.DATE_KINDS).
    """

    query_id: str
    id: str
    decoy_id: str
    kind: str
    date: str


Ask = Callable[[Row, Truth], object]
Seen = Callable[[Row, Soldier], object]


class _Names(NamedTuple):
    family: str
    given: str
    patronymic: str


def rows(
    size: int,
    ask: Ask,
    *,
    questions: int,
    unmatched: int = 0,
    kin: int = 0,
    seed: int = 1864,
    dirty: bool = True,
    seen: Seen = lambda _row, _soldier: None,
) -> Iterator[Row]:
    """So many rows in COLUMNS, made one after another; `ask` is called meanwhile with each question and its answer.

    `questions` are about rows of the registry, `unmatched` about nobody in it, `kin` about twins of one
    unit and sons of their father's name, with and without a row of their own. Those asked about stand in
    rows of even numbers, kin who are listed too in the row after. `seen` is called with each row and each question,
    and the soldier behind it. The same arguments give the same rows;
    memory does not grow with `size`. Refuses more questions than there are even rows.
    """
    if questions + kin > size // 2:
        raise ValueError(f"{size} rows bear {size // 2} questions and no more.")
    chance = Random(seed)
    places = [2 * place for place in chance.sample(range(size // 2), questions + kin)]
    sought = dict.fromkeys(places[:questions], "plain")
    sought |= {place: KINDS_OF_KIN[at % len(KINDS_OF_KIN)] for at, place in enumerate(places[questions:])}
    numbers = count()
    after: Soldier | None = None
    for number, invented in enumerate(_soldiers(size, chance, seed)):
        soldier, after = after or invented, None
        style = invent_style(chance)
        if kind := sought.get(number, ""):
            truth, asked, soldier, after = _with_kin(kind, number, soldier, chance)
            their_style = style if chance.random() < _AS_ITS_ROW else invent_style(chance)
            question = _question(truth._replace(query_id=f"q{next(numbers)}"), asked, their_style, chance)
            ask(*question)
            seen(question[0], asked)
        row = _row(f"r{number}", soldier, style, chance, dirty=dirty)
        seen(row, soldier)
        yield row
    for soldier in _soldiers(unmatched, chance, seed + 1):
        truth = Truth(f"q{next(numbers)}", "", "", "not listed", "")
        ask(*_question(truth, soldier, invent_style(chance), chance))


def _soldiers(size: int, chance: Random, seed: int) -> Iterator[Soldier]:
    draws, added = np.random.default_rng(seed), shares()
    for start in range(0, size, _CHUNK):
        some = min(_CHUNK, size - start)
        ranks = np.searchsorted(added, draws.random(2 * some)).tolist()
        for rank, other in zip(ranks[:some], ranks[some:], strict=True):
            yield invent(rank, chance, other)


def _with_kin(
    kind: str, number: int, soldier: Soldier, chance: Random
) -> tuple[Truth, Soldier, Soldier, Soldier | None]:
    """The answer, who is asked about, whom the row holds, and whom the next row holds if it is settled."""
    listed, after = f"r{number}", f"r{number + 1}"
    if kind == "plain":
        return Truth("", listed, "", kind, ""), soldier, soldier, None
    if kind.startswith("twin"):
        sought = replace(soldier, woman=False, given=twin_of(soldier, chance).given)
        kin = twin_of(sought, chance)
    else:
        sought = replace(soldier, given=soldier.father, woman=False)
        kin = father_of(sought, chance)
    if kind.endswith("both listed"):
        return Truth("", listed, after, kind, ""), sought, sought, kin
    return Truth("", "", listed, kind, ""), sought, kin, None


def _names(soldier: Soldier, tongue: int) -> _Names:
    family = [half.forms[tongue] for half in soldier.family]
    if soldier.woman:
        family = [of_woman(half) for half in family]
    father = patronymic(soldier.father, woman=soldier.woman, tongue=tongue)
    return _Names("-".join(family), soldier.given.forms[tongue], father)


def _written(names: _Names, style: Style) -> _Names:
    return _Names(*(written(name, style) for name in names))


def _with_typos(names: _Names, chance: Random, of_hundred: tuple[float, float, float]) -> _Names:
    return _Names(*(
        typo(name, chance) if name and 100 * chance.random() < share else name
        for name, share in zip(names, of_hundred, strict=True)
    ))  # fmt: skip


def _row(identity: str, soldier: Soldier, style: Style, chance: Random, *, dirty: bool) -> Row:
    names = _names(soldier, style.tongue)
    born, sex = soldier.born.isoformat(), "female" if soldier.woman else "male"
    place, unit = written_place(soldier.place, style, chance), written_unit(soldier.unit, style, chance)
    if not dirty:
        names = _written(names, style)
        return identity, "", *names, born, place, unit, sex
    if chance.random() < (0.1 if soldier.woman else 0.004):  # the other gender's ending
        man = soldier.family[0].forms[style.tongue]
        names = names._replace(family=man if soldier.woman else of_woman(names.family))
    if chance.random() < (0.4 if style.system else 0.1):
        names = names._replace(patronymic="")
    names = _with_typos(_written(names, style), chance, (4, 1.5, 2))
    return (
        identity,
        *_in_columns(names, chance),
        _listed_date(soldier.born, chance),
        place if chance.random() < 0.9 else "",
        unit if chance.random() < 0.85 else "",
        sex if chance.random() < 0.8 else "",
    )


def _in_columns(names: _Names, chance: Random) -> tuple[str, str, str, str]:
    """The whole name, family name, given name, patronymic, as clerks fill them in."""
    kind = chance.random()
    if kind < 0.10:
        return " ".join(filter(None, names)), "", "", ""
    if kind < 0.15:
        return " ".join(filter(None, (names.given, names.patronymic, names.family))), "", "", ""
    if kind < 0.165:  # surname and given name in each other's column
        return "", names.given, names.family, names.patronymic
    if kind < 0.18:
        initials = [f"{name[:1]}." for name in names[1:] if name]
        return "", names.family, " ".join(initials), ""
    return "", *names


def _listed_date(born: dt.date, chance: Random) -> str:
    kind = chance.random()
    if kind < 0.04:
        return ""
    if kind < 0.06:
        return str(born.year)
    if kind < 0.08:
        return wrong_digit(born, chance)
    if kind < 0.09 and born.day <= 12:
        return f"{born.year}-{born.day:02}-{born.month:02}"
    return born.isoformat()


def _question(truth: Truth, soldier: Soldier, style: Style, chance: Random) -> tuple[Row, Truth]:
    """What a family says, and the answer with how it gave the date."""
    # Families seldom write in capitals.
    style = style._replace(capitals=style.capitals and chance.random() < 0.2)
    names = _names(soldier, style.tongue)
    short, kind = soldier.given.short[style.tongue], chance.random()
    if kind < _DIMINUTIVE and short:
        names = names._replace(given=chance.choice(short))
    if chance.random() < _NO_PATRONYMIC:
        names = names._replace(patronymic="")
    in_given = 0 if kind < _DIMINUTIVE else _TYPO_IN_GIVEN / (1 - _DIMINUTIVE)
    names = _with_typos(_written(names, style), chance, (_TYPO_IN_FAMILY, in_given, _TYPO_IN_PATRONYMIC))
    if chance.random() < 0.5:
        columns = "", *names
    elif chance.random() < 0.5:
        columns = " ".join(filter(None, names)), "", "", ""
    else:
        columns = " ".join(filter(None, (names.given, names.patronymic, names.family))), "", "", ""
    date, date_kind = told_date(soldier.born, chance)
    place = written_place(soldier.place, style, chance) if chance.random() < 1 / 2 else ""
    unit = written_unit(soldier.unit, style, chance) if chance.random() < 1 / 3 else ""
    sex = "female" if soldier.woman else "male"
    return (truth.query_id, *columns, date, place, unit, sex), truth._replace(date=date_kind)
