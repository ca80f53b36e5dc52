"""One description as it leaves: its core, and of the rest only what somebody gave a reason for."""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils import timezone

from kinline.exchange.choices import ExtraGroup
from kinline.registry.choices import MarkKind, OccurrenceKind, SaidFate
from kinline.registry.models import Description

#: What leaves without a further reason, by the names under which our own import knows it (`exchange.fields`).
CORE = (
    "whole_name",
    "family_name",
    "given_name",
    "patronymic",
    "other_names",
    "sex",
    "birth_date",
    "birth_place",
    "citizenship",
    "age",
)
#: What leaves with a group. What stands in neither never leaves: the source and its number, its word about his fate,
#: service number, free text, next of kin, all addresses, whom he named, what was volunteered.
EXTRAS: dict[ExtraGroup, tuple[str, ...]] = {
    ExtraGroup.DEATH: ("death_date", "death_place"),
    ExtraGroup.CAPTURE: ("capture_date", "capture_place"),
    ExtraGroup.HEALTH: ("state_of_health", "wound_date", "wound_place"),
    ExtraGroup.LAST_CONTACT: ("last_contact_date", "last_contact_place"),
    ExtraGroup.HOME: ("home_region",),
    ExtraGroup.SERVICE: ("rank", "unit", "power"),
    ExtraGroup.LOOKS: (
        "height_cm",
        "build",
        "hair",
        "eyes",
        "tattoos",
        "scars",
        "other_marks",
        "clothing",
        "effects",
        "dental_notes",
    ),
    ExtraGroup.PARENTS: ("father_given_name", "mother_maiden_name"),
}
#: Those of them that are columns of `Description` under the same name.
_PLAIN = tuple(
    name
    for name in (*CORE, *(name for names in EXTRAS.values() for name in names))
    if name in {field.name for field in Description._meta.fields}
)
_MARKS = {"tattoos": MarkKind.TATTOO, "scars": MarkKind.SCAR, "other_marks": MarkKind.OTHER}


@dataclass(frozen=True, slots=True)
class HeldStatus:
    """What is held of him, judged by people here, in the words of our import; and as of which day."""

    fate: SaidFate
    as_of: dt.date


@dataclass(frozen=True, slots=True)
class Heading:
    """What a file says of itself. `written_at` is in UTC."""

    author: str
    written_at: dt.datetime
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One description as a file has it. `cells` holds no empty ones; `record_id` is `domain/number`."""

    record_id: str
    said_on: dt.date
    keep_until: dt.date
    cells: dict[str, str]
    status: HeldStatus | None = None

    @property
    def full_name(self) -> str:
        """Surname first, or whole as the source wrote it; empty for the nameless."""
        parts = (self.cells.get(name) for name in ("family_name", "given_name", "patronymic"))
        return " ".join(filter(None, parts)) or self.cells.get("whole_name", "")


def columns_of(groups: Collection[str]) -> tuple[str, ...]:
    """The fields that leave with these groups, in their order."""
    return CORE + tuple(name for group in ExtraGroup if group in groups for name in EXTRAS[group])


def record_of(
    description: Description, columns: Collection[str], *, record_id: str, status: HeldStatus | None
) -> Record:
    """The description with these fields only. Costs no query if occurrences and marks are there already."""
    told = dict(_cells(description))
    return Record(
        record_id=record_id,
        said_on=description.said_on or timezone.localdate(description.recorded_at),
        keep_until=description.keep_until,
        cells={name: told[name] for name in columns if told.get(name)},
        status=status,
    )


def _cells(said: Description) -> Iterator[tuple[str, str]]:
    for name in _PLAIN:
        yield name, str(getattr(said, name))
    yield "birth_date", said.birth.iso()
    yield "age", _span(said.age_from, said.age_to)
    yield "height_cm", _span(said.height_cm_from, said.height_cm_to)
    for row in said.occurrences.all():
        kind = OccurrenceKind(row.kind)
        yield f"{kind}_date", row.when.iso()
        yield f"{kind}_place", row.place
    for name, mark_kind in _MARKS.items():
        # A semicolon parts two marks, a colon the place from the picture: `exchange.rules` reads them so.
        told = (
            f"{mark.site}: {mark.motif}" if mark.site else mark.motif
            for mark in said.marks.all()
            if mark.kind == mark_kind
        )
        yield name, "; ".join(one.replace(";", ",") for one in told)


def _span(low: int | None, high: int | None) -> str:
    return "-".join(dict.fromkeys(str(end) for end in (low, high) if end is not None))
