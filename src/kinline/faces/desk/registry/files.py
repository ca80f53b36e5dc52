"""A person's file and a description, made ready to be read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise

from kinline.accounts.choices import Permission
from kinline.accounts.queries import Staff
from kinline.faces.desk.photographs.shown import photographs_of
from kinline.faces.desk.registry.particulars import (
    GROUPS,
    LABELS,
    NAMES,
    OF_THE_FAMILY,
    Written,
    name_of,
    text_of,
    written,
)
from kinline.registry.choices import SourceKind
from kinline.registry.facts import Facts
from kinline.registry.queries import Description, PersonFile, StatusReport

#: So many sources stand side by side; the others are a link away.
MOST_COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Said:
    """One particular of one description: the text, whether he volunteered it, whether it is kept from the reader."""

    found: Written
    volunteered: bool = False
    hidden: bool = False


def hides_family(staff: Staff) -> bool:
    """How the family can be reached is only for those who may read contacts."""
    return not staff.may(Permission.READ_CONTACTS)


def said(word: Description, name: str, staff: Staff) -> Said:
    text = text_of(word, name)
    if text and name in OF_THE_FAMILY and hides_family(staff):
        return Said(Written(""), hidden=True)
    found = written(text) if name in NAMES else Written(text)
    volunteered = name in word.volunteered or (name == "birth_date" and "birth" in word.volunteered)
    return Said(found, volunteered=volunteered and bool(text))


Row = tuple[str | Promise, list[Said]]
Group = tuple[str | Promise, list[Row]]
Change = tuple[str | Promise, Said, Said]


def rows_of(words: Sequence[Description], staff: Staff) -> list[Group]:
    """Groups of particulars of which at least one description says something, one `Said` for each description."""
    groups = []
    for group, fields in GROUPS:
        rows = [(label, [said(word, name, staff) for word in words]) for name, label in fields]
        told = [row for row in rows if any(one.found.text or one.hidden for one in row[1])]
        if told:
            groups.append((group, told))
    return groups


def source_text(word: Description) -> str:
    """Who says it: "a hospital list, List 7, 12"."""
    parts = (str(SourceKind(word.source_kind).label), word.source_name, word.source_ref)
    return ", ".join(part for part in parts if part)


def changes(before: Description, after: Description, staff: Staff) -> list[Change]:
    """Particulars that the later word says otherwise: label, before, after."""
    return [
        (label, said(before, name, staff), said(after, name, staff))
        for name, label in LABELS.items()
        if text_of(before, name) != text_of(after, name)
    ]


def person_shown(file: PersonFile, staff: Staff) -> dict[str, Any]:
    """What the page of a person shows to `staff`."""
    columns = file.latest[:MOST_COLUMNS]
    return {
        "file": file,
        "person": file.person,
        "name": _name_for_reader(file),
        "columns": [(word, source_text(word)) for word in columns],
        "groups": rows_of(columns, staff),
        "photographs": [
            (word, source_text(word), shown)
            for word, shown in zip(file.latest, photographs_of(file.latest, staff).values(), strict=True)
            if shown
        ],
        "others": [(word, source_text(word)) for word in file.latest[MOST_COLUMNS:]],
        "earlier": [(word, source_text(word)) for chain in file.sources for word in chain[1:]],
        "held": [status for status in file.statuses if status.counted or status.awaiting or status.earlier],
        "may_describe": staff.may(Permission.DESCRIBE),
        "may_judge": staff.may(Permission.JUDGE),
        "may_report": staff.may(Permission.REPORT_STATUS),
        "may_do_duties": staff.may(Permission.DO_DUTIES),
        "staff": staff,
    }


def _name_for_reader(file: PersonFile) -> Written | None:
    """The name in the reader's script, where a source writes it so; the last one otherwise."""
    names = [written(name_of(word)) for word in file.latest]
    return next((name for name in names if not name.read), names[0] if names else None)


def word_shown(word: Description, before: Description | None, staff: Staff) -> dict[str, Any]:
    """What the page of a description shows to `staff`."""
    return {
        "word": word,
        "name": written(name_of(word)),
        "source": source_text(word),
        "groups": rows_of([word], staff),
        "photographs": photographs_of([word], staff)[word.pk],
        "before": before,
        "changes": changes(before, word, staff) if before else [],
        "may_describe": staff.may(Permission.DESCRIBE),
        "may_judge": staff.may(Permission.JUDGE),
        "may_erase": staff.may(Permission.ERASE) and word.source_kind != SourceKind.FAMILY,
    }


def evidence_shown(report: StatusReport, staff: Staff) -> dict[str, Any]:
    """What a second person reads before deciding: the evidence, not who brought it forward."""
    word = report.description
    return {
        "name": written(name_of(word)) if word else None,
        "source": source_text(word) if word else "",
        "groups": rows_of([word], staff) if word else [],
        "photographs": photographs_of([word], staff)[word.pk] if word else [],
    }


def facts_for(word: Description, staff: Staff) -> Facts:
    """The facts for a form, without those that `staff` may not read."""
    if not hides_family(staff):
        return word.facts
    nothing: dict[str, Any] = dict.fromkeys(OF_THE_FAMILY, "")
    return replace(word.facts, **nothing)


def with_what_was_hidden(facts: Facts, word: Description, staff: Staff) -> Facts:
    """The typed facts with those that `staff` could not read put back as they were."""
    if not hides_family(staff):
        return facts
    return replace(facts, **{name: getattr(word, name) for name in OF_THE_FAMILY})
