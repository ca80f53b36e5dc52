"""Soldiers as they are, before anybody writes them down."""

import datetime as dt
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from .names import MEN_OF, WOMEN_OF, Given
from .places import PLACES, Place, Unit, invent_unit
from .spelling import RU, SYSTEMS, UK, WRITERS, Style
from .surnames import Surname, surname

_WOMEN: Final = 0.06
_DOUBLE: Final = 0.006
_MIXED: Final = 0.15  # of people with a surname of another group have a Slavic name or father's name
#: Years of birth of those who serve: most between 22 and 50 in 2025.
_BORN: Final = tuple(range(1962, 2008))
_BORN_SHARES: Final = tuple(min(1.0, (year - 1958) / 14) * min(1.0, (2010 - year) / 9) for year in _BORN)
_BORN_ADDED: Final = tuple(sum(_BORN_SHARES[: at + 1]) for at in range(len(_BORN)))


_SYSTEMS: Final = tuple(SYSTEMS)


@dataclass(frozen=True, slots=True)
class Soldier:
    """One invented soldier. A surname may be of two halves."""

    family: tuple[Surname, ...]
    given: Given
    father: Given
    born: dt.date
    place: Place
    unit: Unit
    woman: bool


def invent(rank: int, chance: Random, other: int | None = None) -> Soldier:
    """A soldier with the surname of that rank; `other` is the rank of a second half if there is to be one."""
    first = surname(rank)
    double = other is not None and chance.random() < _DOUBLE
    family = (first, surname(other)) if double and other is not None else (first,)
    woman = chance.random() < _WOMEN

    def of(groups: dict[str, tuple[list[Given], list[int]]]) -> Given:
        group = "s" if first.group != "s" and chance.random() < _MIXED else first.group
        names, added = groups[group]
        return chance.choices(names, cum_weights=added)[0]

    return Soldier(family, of(WOMEN_OF if woman else MEN_OF), of(MEN_OF), _day(chance), chance.choice(PLACES),
                   invent_unit(chance), woman)  # fmt: skip


def _day(chance: Random) -> dt.date:
    year = chance.choices(_BORN, cum_weights=_BORN_ADDED)[0]
    return dt.date(year, 1, 1) + dt.timedelta(days=chance.randrange(365))


def twin_of(soldier: Soldier, chance: Random) -> Soldier:
    """Born with him of one father, in the same unit; another given name, a man."""
    group = soldier.given.group if soldier.given.group in MEN_OF else "s"
    names = [name for name in MEN_OF[group][0] if name is not soldier.given]
    return replace(soldier, given=chance.choice(names), woman=False)


def father_of(soldier: Soldier, chance: Random) -> Soldier:
    """The father of a soldier who has his father's own given name: older, his own patronymic another."""
    names, added = MEN_OF[soldier.given.group]
    born = soldier.born.replace(year=soldier.born.year - chance.randint(19, 30), day=chance.randint(1, 28))
    return replace(
        soldier,
        father=chance.choices(names, cum_weights=added)[0],
        born=born,
        unit=soldier.unit if chance.random() < 0.5 else invent_unit(chance),
    )


def invent_style(chance: Random, *, cyrillic: float = 0.5) -> Style:
    """Half in Cyrillic, Ukrainian or Russian; half in one of ten romanisations, often in capitals."""
    if chance.random() < cyrillic:
        return Style(UK if chance.random() < 0.5 else RU, capitals=chance.random() < 0.15)
    name = chance.choice(_SYSTEMS)
    return Style(chance.choice(SYSTEMS[name].tongues), name, chance.randrange(WRITERS), chance.random() < 0.4)
