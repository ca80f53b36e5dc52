"""What one source says of one person, before it is a row."""

import calendar
import datetime as dt
import hashlib
import json
from dataclasses import asdict, dataclass

from kinline.registry.choices import (
    KEEP_YEARS,
    DatePrecision,
    LawfulBasis,
    MarkKind,
    NumberKind,
    OccurrenceKind,
    Purpose,
    Reliability,
    SaidFate,
    Sex,
    SourceKind,
)


@dataclass(frozen=True, slots=True)
class VagueDate:
    """A date as far as it is known: what was said, and the days it may mean (both ends included)."""

    text: str = ""
    earliest: dt.date | None = None
    latest: dt.date | None = None
    precision: DatePrecision = DatePrecision.UNKNOWN

    @classmethod
    def of(
        cls,
        year: int | None,
        month: int | None = None,
        day: int | None = None,
        *,
        approximate: bool = False,
        text: str = "",
    ) -> "VagueDate":
        """The span of days that the known parts leave open; two more years to either side if approximate.

        Without a year there is no span, and only the text is kept. Raises ValueError for an impossible day.
        """
        said = text or "-".join(
            part
            for part in (
                f"{year:04d}" if year else "",
                f"{month:02d}" if month else "",
                f"{day:02d}" if day else "",
            )
            if part
        )
        if year is None:
            return cls(text=said)
        if month is None:
            earliest, latest, precision = dt.date(year, 1, 1), dt.date(year, 12, 31), DatePrecision.YEAR
        elif day is None:
            end = calendar.monthrange(year, month)[1]
            earliest, latest, precision = (
                dt.date(year, month, 1),
                dt.date(year, month, end),
                DatePrecision.MONTH,
            )
        else:
            earliest = latest = dt.date(year, month, day)
            precision = DatePrecision.DAY
        if approximate:
            earliest, latest = dt.date(year - 2, 1, 1), dt.date(year + 2, 12, 31)
            precision = DatePrecision.ABOUT
        return cls(said, earliest, latest, precision)

    def iso(self) -> str:
        """YYYY, YYYY-MM or YYYY-MM-DD as known; `~YYYY` if about; empty if no year is known."""
        if self.earliest is None or self.latest is None:
            return ""
        match self.precision:
            case DatePrecision.DAY:
                return self.earliest.isoformat()
            case DatePrecision.MONTH:
                return f"{self.earliest:%Y-%m}"
            case DatePrecision.ABOUT:
                return f"~{self.earliest.year + 2}"
            case _:
                return f"{self.earliest:%Y}"


#: Nothing said about when.
NO_DATE = VagueDate()


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What happened to him, where, when."""

    kind: OccurrenceKind
    place: str = ""
    when: VagueDate = NO_DATE


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyMark:
    """A scar, tattoo or other mark."""

    kind: MarkKind
    site: str = ""
    motif: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who says it. `ref` is the source's own number for the row; together they find it again."""

    kind: SourceKind
    name: str = ""
    ref: str = ""
    reliability: Reliability = Reliability.UNKNOWN
    said_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """By what right it is kept, and for how long."""

    purpose: Purpose
    lawful_basis: LawfulBasis
    keep_until: dt.date

    @classmethod
    def until_due(cls, purpose: Purpose, lawful_basis: LawfulBasis, today: dt.date) -> "Basis":
        """The basis with the retention period of its purpose, counted from `today`."""
        year = today.year + KEEP_YEARS[purpose]
        day = min(today.day, calendar.monthrange(year, today.month)[1])
        return cls(purpose=purpose, lawful_basis=lawful_basis, keep_until=today.replace(year=year, day=day))


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The particulars. Every one may be missing; the names are those of `Description`."""

    whole_name: str = ""
    family_name: str = ""
    given_name: str = ""
    patronymic: str = ""
    other_names: str = ""
    father_given_name: str = ""
    mother_maiden_name: str = ""
    sex: Sex = Sex.UNKNOWN
    birth: VagueDate = NO_DATE
    birth_place: str = ""
    home_region: str = ""
    citizenship: str = ""
    rank: str = ""
    service_number: str = ""
    service_number_kind: NumberKind = NumberKind.UNKNOWN
    power: str = ""
    unit: str = ""
    next_of_kin: str = ""
    next_of_kin_address: str = ""
    correspondence_address: str = ""
    to_be_informed: str = ""
    state_of_health: str = ""
    said_fate: SaidFate = SaidFate.NOTHING
    age_from: int | None = None
    age_to: int | None = None
    height_cm_from: int | None = None
    height_cm_to: int | None = None
    build: str = ""
    hair: str = ""
    eyes: str = ""
    clothing: str = ""
    effects: str = ""
    dental_notes: str = ""
    narrative: str = ""
    volunteered: tuple[str, ...] = ()
    happenings: tuple[Happening, ...] = ()
    marks: tuple[BodyMark, ...] = ()

    def digest(self) -> str:
        """64 hex digits that are the same for the same facts."""
        told = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(told.encode()).hexdigest()
