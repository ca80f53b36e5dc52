"""How many of the invented people could be found at all: what nobody can beat on a registry of bench/people.py.

It looks behind the rows: surnames and given names are taken as if every slip in them were seen through. What remains to
tell bearers of one name apart (father's name, date, place and unit, as far as both sides tell them) is weighed by the
very chances with which bench/invented/ slips. The true share may lie lower, never higher but by chance.
"""

import argparse
import datetime as dt
import math
import sys
from collections.abc import Iterable
from functools import partial
from typing import Final, NamedTuple

from invented.names import MEN_OF, Given
from invented.places import Place, Unit
from invented.registry import COLUMNS, Row, Truth, rows
from invented.soldiers import Soldier

_DAYS: Final = 46 * 365.0
_PLACES: Final = 56
_UNITS: Final = 160 * 6
_TOP: Final = 10
_WITH_FATHER: Final = 3  # words of a whole name with a patronymic
_WRONG: Final = 0.03  # of listed dates


Surname = tuple[tuple[str, str], ...]


class Known(NamedTuple):
    """What of a soldier can be read from a row or a question by somebody who sees through every slip of letters."""

    id: str
    given: Given | str
    father: Given | None
    born: str
    place: Place | None
    unit: Unit | None
    woman: bool


def known(row: Row, soldier: Soldier) -> Known:
    told = dict(zip(COLUMNS, row, strict=True))
    whole = told["name"].split()
    initials = told["given_name"].endswith(".")
    with_father = not initials and (bool(told["patronymic"]) or len(whole) >= _WITH_FATHER)
    return Known(
        told["id"],
        soldier.given.forms[0][0] if initials else soldier.given,
        soldier.father if with_father else None,
        told["birth_date"],
        soldier.place if told["birth_place"] else None,
        soldier.unit if told["unit"] else None,
        soldier.woman,
    )


def _surname(soldier: Soldier) -> Surname:
    return tuple(half.forms for half in soldier.family)


def _one_digit(one: str, other: str) -> bool:
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def date_chance(asked: str, listed: str) -> float:
    """That a family says so of somebody so listed; a chance for the day, or for the year where that is all it says."""
    if not asked:
        return 1.0
    prior = 1 / _DAYS if len(asked) > 4 else 0.17 * 365 / _DAYS
    if not listed:
        return prior
    years = abs(int(asked[:4]) - int(listed[:4]))
    off = {0: 0.0, 1: 1 / 3, 2: 1 / 6}.get(years, 0.0)
    if len(asked) == 4:
        return (0.12 if not years else 0.05 * off) + _WRONG * prior
    if len(listed) == 4:
        return (0.7 / 365 if not years else 0.05 * off / 365) + _WRONG * prior
    chance = _WRONG * prior + (0.5 if asked == listed else 0.0)
    if asked[5:] == listed[5:]:
        chance += 0.05 * off
    if asked == f"{listed[:4]}-{listed[8:]}-{listed[5:7]}":
        chance += 0.04
    if _one_digit(asked, listed):
        chance += 0.07 / 45
    days = _days_between(asked, listed)
    return chance + (0.05 / 18 if days is not None and 0 < days < 10 else 0.0)


def _days_between(asked: str, listed: str) -> int | None:
    """None if one of them is no day of the calendar: months and days are exchanged without looking."""
    try:
        return abs((dt.date.fromisoformat(asked) - dt.date.fromisoformat(listed)).days)
    except ValueError:
        return None


def chance_of(asked: Known, listed: Known) -> float:
    """Of such a question, if it is about the one who is so listed; 0 if it cannot be."""
    if asked.woman != listed.woman:
        return 0.0
    if isinstance(listed.given, str):
        chance = 1.0 if isinstance(asked.given, Given) and asked.given.forms[0][0] == listed.given else 0.0
    else:
        chance = float(asked.given is listed.given)
    if asked.father and chance:
        chance *= float(asked.father is listed.father) if listed.father else _share(asked.father)
    if asked.place and chance:
        chance *= float(asked.place.region == listed.place.region) if listed.place else 1 / _PLACES
    if asked.unit and chance:
        chance *= float(asked.unit == listed.unit) if listed.unit else 1 / _UNITS
    return chance * date_chance(asked.born, listed.born) if chance else 0.0


def _share(father: Given) -> float:
    names, added = MEN_OF[father.group]
    return sum(name.share for name in names if name is father) / added[-1]


def found(asked: Known, right: str, listed: Iterable[Known]) -> tuple[float, float]:
    """Chances that the right one stands first, and among ten, where those who are as likely stand in any order."""
    chances = {one.id: chance for one in listed if (chance := chance_of(asked, one)) > 0}
    if right not in chances:
        return 0.0, 0.0
    before = sum(chance > chances[right] * (1 + 1e-9) for chance in chances.values())
    level = sum(math.isclose(chance, chances[right]) for chance in chances.values())
    return (1 / level if not before else 0.0), min(max(_TOP - before, 0) / level, 1.0)


def ceiling(size: int, questions: int, *, kin: int, seed: int, dirty: bool) -> dict[str, tuple[float, float]]:
    """The most of recall@1 and recall@10, by `narrow` (name and date only) and `all` fields.

    Goes over the people twice, and keeps only namesakes of those who are asked about.
    """
    asked: list[tuple[Truth, Surname, Known]] = []
    truths: list[Truth] = []

    def ask(_row: Row, truth: Truth) -> None:
        truths.append(truth)

    def keep_question(row: Row, soldier: Soldier) -> None:
        if row[0][0] == "q" and truths[-1].kind == "plain":
            asked.append((truths[-1], _surname(soldier), known(row, soldier)))

    people = partial(rows, size, ask, questions=questions, kin=kin, seed=seed, dirty=dirty)
    for _ in people(seen=keep_question):
        pass
    listed: dict[Surname, list[Known]] = {surname: [] for _, surname, _ in asked}

    def keep_row(row: Row, soldier: Soldier) -> None:
        if row[0][0] == "r" and (namesakes := listed.get(_surname(soldier))) is not None:
            namesakes.append(known(row, soldier))

    for _ in people(seen=keep_row):
        pass
    most = {}
    for fields in ("narrow", "all"):
        narrowed = ((truth, name, one._replace(place=None, unit=None)) for truth, name, one in asked)
        each = [
            found(one, truth.id, listed[surname])
            for truth, surname, one in (narrowed if fields == "narrow" else asked)
        ]
        most[fields] = sum(first for first, _ in each) / len(each), sum(ten for _, ten in each) / len(each)
    return most


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--clean", action="store_true", help="clerks make no mistakes")
    parser.add_argument("--seed", type=int, default=1864)
    told = parser.parse_args()
    most = ceiling(told.rows, told.questions, kin=0, seed=told.seed, dirty=not told.clean)
    for fields, (first, ten) in most.items():
        print(f"{told.rows} rows, {fields:<6} fields: at most recall@1 {first:.3f}  recall@10 {ten:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
