"""Invented soldiers, and the two ways in which one of them may be told of: by his family, and by a list."""

import datetime as dt
from dataclasses import dataclass, field
from random import Random

from kinline.demo.names import GIVEN, MARKS, REGIONS, SURNAMES, parted
from kinline.registry.choices import MarkKind, OccurrenceKind, SaidFate, Sex
from kinline.registry.facts import BodyMark, Facts, Happening, VagueDate
from kinmatch import reading

#: Unit numbers that no army uses.
_UNITS = range(901, 950)
_POWERS = ("Північна Республіка (вигадана)", "Південна Республіка (вигадана)")


@dataclass(frozen=True, slots=True)
class Soldier:
    """One invented man. Names stand as (Ukrainian, Russian)."""

    family: tuple[str, str]
    given: tuple[str, str]
    diminutive: str
    patronymic: tuple[str, str]
    born: dt.date
    region: tuple[str, str, str]
    unit: int
    power: str
    marks: tuple[tuple[str, ...], ...] = field(default=())

    @property
    def number(self) -> int:
        """Some number that is always the same for him, of which follows what nobody has drawn by lot."""
        return self.born.toordinal() * 7 + self.unit

    @property
    def lost_days(self) -> int:
        """How many days ago something happened to him, 40 to 369."""
        return 40 + self.number % 330

    @property
    def height_cm(self) -> int:
        return 166 + self.number % 23


def invent(chance: Random) -> Soldier:
    """Somebody who does not exist."""
    given = chance.choice(_GIVEN)
    father = chance.choice(_GIVEN)
    return Soldier(
        family=chance.choice(_SURNAMES),
        given=(given[0], given[1]),
        diminutive=given[2],
        patronymic=(father[3], father[4]),
        born=dt.date(1974, 1, 1) + dt.timedelta(days=chance.randrange(31 * 365)),
        region=chance.choice(_REGIONS),
        unit=chance.choice(_UNITS),
        power=chance.choice(_POWERS),
        marks=tuple(chance.sample(_MARKS, chance.choice((0, 0, 0, 1, 1, 2)))),
    )


_SURNAMES = [(row[0], row[1]) for row in parted(SURNAMES)]
_GIVEN = parted(GIVEN)
_REGIONS = [(row[0], row[1], row[2]) for row in parted(REGIONS, ";")]
_MARKS = parted(MARKS, ";")
_HAIR = (
    ("темне", "тёмные"),
    ("русяве", "русые"),
    ("світле", "светлые"),
    ("чорне", "чёрные"),
    ("руде", "рыжие"),
)
_EYES = (("сірі", "серые"), ("карі", "карие"), ("блакитні", "голубые"))


def as_family_tells(soldier: Soldier, chance: Random, *, russian: bool, today: dt.date) -> Facts:
    """What a mother says: a full name or a pet name, a date more or less, marks, seldom the unit."""
    tongue = 1 if russian else 0
    pet = chance.random() < 0.12
    return Facts(
        family_name=soldier.family[tongue],
        given_name=soldier.diminutive if pet else soldier.given[tongue],
        patronymic="" if chance.random() < 0.25 else soldier.patronymic[tongue],
        other_names="" if pet or chance.random() < 0.7 else soldier.diminutive,
        sex=Sex.MALE,
        birth=_vaguely(soldier.born, chance),
        home_region=soldier.region[tongue] if chance.random() < 0.8 else "",
        unit=f"{soldier.unit}" if chance.random() < 0.2 else "",
        happenings=(
            Happening(
                kind=OccurrenceKind.LAST_CONTACT,
                when=_on(today - dt.timedelta(days=soldier.lost_days + chance.randrange(20, 400) % 30)),
            ),
        ),
        height_cm_from=soldier.height_cm - 2,
        height_cm_to=soldier.height_cm + 1,
        hair=_HAIR[soldier.number % len(_HAIR)][tongue],
        eyes=_EYES[soldier.number % len(_EYES)][tongue],
        marks=tuple(
            BodyMark(kind=MarkKind(mark[0]), site=mark[1 + 2 * tongue], motif=mark[2 + 2 * tongue])
            for mark in soldier.marks
        ),
    )


def as_list_tells(soldier: Soldier, chance: Random, fate: SaidFate, today: dt.date) -> Facts:
    """What a capture card or hospital list says: Latin capitals, Russian or Ukrainian, with a clerk's slips."""
    script = chance.choice(("latin", "latin", "ru", "uk"))
    tongue = 1 if script == "ru" else 0
    names = [soldier.family[tongue], soldier.given[tongue], soldier.patronymic[tongue]]
    if chance.random() < 0.1:
        names[0] = _slip(names[0], chance)
    if chance.random() < 0.3:
        names[2] = ""
    if script == "latin":
        names = [reading(name, "latin").upper() for name in names]
    when = today - dt.timedelta(days=soldier.lost_days - chance.randrange(10, 380) % 30)
    happened = {
        SaidFate.CAPTURED: OccurrenceKind.CAPTURE,
        SaidFate.WOUNDED: OccurrenceKind.WOUND,
        SaidFate.DEAD: OccurrenceKind.DEATH,
        SaidFate.BELIEVED_DEAD: OccurrenceKind.DEATH,
    }.get(fate)
    whole = chance.random() < 0.3
    return Facts(
        whole_name=" ".join(name for name in names if name) if whole else "",
        family_name="" if whole else names[0],
        given_name="" if whole else names[1],
        patronymic="" if whole else names[2],
        sex=Sex.MALE,
        birth=_vaguely(soldier.born, chance),
        birth_place=soldier.region[2 if script == "latin" else tongue] if chance.random() < 0.5 else "",
        unit=_unit_as_written(soldier.unit, script) if chance.random() < 0.6 else "",
        power=soldier.power,
        said_fate=fate,
        happenings=(Happening(kind=happened, when=_on(when)),) if happened else (),
        height_cm_from=soldier.height_cm,
        height_cm_to=soldier.height_cm,
        eyes=_EYES[soldier.number % len(_EYES)][1] if soldier.number % 2 else "",
        marks=tuple(
            BodyMark(kind=MarkKind(mark[0]), site=mark[3], motif=mark[4])
            for mark in soldier.marks
            if chance.random() < 0.5
        ),
    )


def _unit_as_written(unit: int, script: str) -> str:
    return {"latin": f"{unit} OMPBr", "ru": f"{unit}-я бригада", "uk": f"{unit}-та бригада"}[script]


def _on(day: dt.date) -> VagueDate:
    return VagueDate.of(day.year, day.month, day.day)


def _vaguely(day: dt.date, chance: Random) -> VagueDate:
    """Mostly exact; sometimes the year only, about, missing, or day and month swapped."""
    dice = chance.random()
    if dice < 0.68:
        return _on(day)
    if dice < 0.80:
        return VagueDate.of(day.year)
    if dice < 0.86:
        return VagueDate.of(day.year + chance.choice((-1, 0, 1)), approximate=True)
    if dice < 0.93 or day.day > 12:
        return VagueDate()
    return _on(day.replace(day=day.month, month=day.day))


def _slip(name: str, chance: Random) -> str:
    """One letter doubled, dropped or swapped with its neighbour."""
    place = chance.randrange(1, len(name) - 1)
    return chance.choice(
        (
            name[:place] + name[place - 1] + name[place:],
            name[:place] + name[place + 1 :],
            name[: place - 1] + name[place] + name[place - 1] + name[place + 1 :],
        )
    )
