"""The particulars of a description, in the standards' words, as people read them.

GC III art. 17 names what a prisoner must state; art. 70 and 122, and GC I art. 16, what a bureau records.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from kinline.design.dates import partial_of
from kinline.design.templatetags.design import partial_date
from kinline.registry.choices import (
    MarkKind,
    NumberKind,
    OccurrenceKind,
    SaidFate,
    Sex,
)
from kinline.registry.facts import VagueDate
from kinline.registry.queries import Description
from kinmatch import reading

GROUPS: tuple[tuple[str | Promise, tuple[tuple[str, str | Promise], ...]], ...] = (
    (
        gettext_lazy("Name"),
        (
            ("family_name", gettext_lazy("Surname")),
            ("given_name", gettext_lazy("Given names")),
            ("patronymic", gettext_lazy("Patronymic")),
            ("whole_name", gettext_lazy("Whole name as the source wrote it")),
            ("other_names", gettext_lazy("Other names")),
            ("father_given_name", gettext_lazy("First name of the father")),
            ("mother_maiden_name", gettext_lazy("Maiden name of the mother")),
        ),
    ),
    (
        gettext_lazy("Person"),
        (
            ("sex", gettext_lazy("Sex")),
            ("birth_date", gettext_lazy("Date of birth")),
            ("birth_place", gettext_lazy("Place of birth")),
            ("home_region", gettext_lazy("Home region")),
            ("citizenship", gettext_lazy("Citizenship")),
        ),
    ),
    (
        gettext_lazy("Service"),
        (
            ("rank", gettext_lazy("Rank")),
            ("service_number", gettext_lazy("Service number")),
            ("power", gettext_lazy("Power on which he depends")),
            ("unit", gettext_lazy("Unit")),
        ),
    ),
    (
        gettext_lazy("What happened"),
        (
            ("said_fate", gettext_lazy("What the source says became of him")),
            ("last_contact", gettext_lazy("Last contact")),
            ("capture", gettext_lazy("Capture")),
            ("wound", gettext_lazy("Wound")),
            ("death", gettext_lazy("Death")),
            ("state_of_health", gettext_lazy("State of health")),
        ),
    ),
    (
        gettext_lazy("Appearance"),
        (
            ("age", gettext_lazy("Age, years")),
            ("height", gettext_lazy("Height, cm")),
            ("build", gettext_lazy("Build")),
            ("hair", gettext_lazy("Hair")),
            ("eyes", gettext_lazy("Eyes")),
            ("marks", gettext_lazy("Tattoos, scars, other marks")),
            ("clothing", gettext_lazy("Clothing")),
            ("effects", gettext_lazy("Effects")),
            ("dental_notes", gettext_lazy("Dental notes")),
        ),
    ),
    (
        gettext_lazy("Family and letters"),
        (
            ("next_of_kin", gettext_lazy("Next of kin")),
            ("next_of_kin_address", gettext_lazy("Address of the next of kin")),
            ("correspondence_address", gettext_lazy("Address for correspondence")),
            ("to_be_informed", gettext_lazy("Whom he asks to be informed")),
        ),
    ),
    (gettext_lazy("In the source's words"), (("narrative", gettext_lazy("Narrative")),)),
)

LABELS: Mapping[str, str | Promise] = {name: label for _group, fields in GROUPS for name, label in fields}

#: How the family can be reached is opened only to those who may read contacts.
OF_THE_FAMILY = frozenset({"next_of_kin", "next_of_kin_address", "correspondence_address", "to_be_informed"})

#: Names, which are read in another script too.
NAMES = frozenset(
    {
        "family_name",
        "given_name",
        "patronymic",
        "whole_name",
        "other_names",
        "father_given_name",
        "mother_maiden_name",
        "birth_place",
    }
)

_CHOICES: Mapping[str, type[TextChoices]] = {"sex": Sex, "said_fate": SaidFate}


def text_of(description: Description, name: str) -> str:
    """The particular as people read it; "" where the source says nothing of it."""
    match name:
        case "birth_date":
            return date_text(description.birth)
        case "age" | "height":
            stem = "age" if name == "age" else "height_cm"
            return _span(getattr(description, f"{stem}_from"), getattr(description, f"{stem}_to"))
        case "last_contact" | "capture" | "wound" | "death":
            return _happening(description, OccurrenceKind(name))
        case "marks":
            return "; ".join(_mark(mark) for mark in description.marks.all())
        case "service_number":
            return _number(description)
    value = getattr(description, name)
    if name in _CHOICES:
        return str(_CHOICES[name](value).label) if value else ""
    return str(value)


def date_text(when: VagueDate) -> str:
    """The date in the reader's language, and what was said where that is more: 1998 («навесні»)."""
    known = partial_of(when)
    if known is None:
        return f"«{when.text}»" if when.text else ""
    said = when.text if when.text.strip("~") not in {"", when.iso().strip("~"), str(known)} else ""
    return f"{partial_date(known)} («{said}»)" if said else partial_date(known)


def _span(low: int | None, high: int | None) -> str:
    if low is None and high is None:
        return ""
    if low is None:
        return _("up to %(number)s") % {"number": high}
    if high is None:
        return _("from %(number)s") % {"number": low}
    return str(low) if low == high else f"{low}–{high}"


def _happening(description: Description, kind: OccurrenceKind) -> str:
    found = [row for row in description.occurrences.all() if row.kind == kind]
    return "; ".join(", ".join(part for part in (row.place, date_text(row.when)) if part) for row in found)


def _mark(mark: object) -> str:
    kind, site, motif = (getattr(mark, name) for name in ("kind", "site", "motif"))
    where = ", ".join(part for part in (str(MarkKind(kind).label), site) if part)
    return f"{where}: {motif}" if motif else where


def _number(description: Description) -> str:
    if not description.service_number or not description.service_number_kind:
        return description.service_number
    return f"{description.service_number} ({NumberKind(description.service_number_kind).label})"


def name_of(description: Description) -> str:
    """The name as written; for the nameless what is known of the body, or that there is no name."""
    if description.name:
        return description.name
    known = [text_of(description, name) for name in ("sex", "age", "marks")]
    told = ", ".join(word for word in known if word)
    return _("no name: %(told)s") % {"told": told} if told else _("no name")


@dataclass(frozen=True, slots=True)
class Written:
    """A text with the language it is marked with, and how it reads in the reader's script if that is another."""

    text: str
    lang: str = ""
    read: str = ""
    read_lang: str = ""


def written(text: str, *, both_ways: bool = False) -> Written:
    """The text with its reading beneath: foreign letters in the reader's; with `both_ways` his own in Latin too."""
    reader = (get_language() or "uk")[:2]
    lang = language_of(text)
    if not text or not lang:
        return Written(text)
    into = "latin" if reader == "en" else reader
    if lang.endswith("Latn") == (into == "latin"):
        into = "latin" if both_ways and into != "latin" else ""
    read = reading(text, into) if into in {"uk", "ru", "latin"} else ""
    if read.casefold() == text.casefold():
        read = ""
    return Written(text, lang, read, "uk-Latn" if into == "latin" else into)


def language_of(text: str) -> str:
    """A language tag for a name by its letters: `uk`, `ru` or `uk-Latn`; "" where it has no letters."""
    lowered = text.lower()
    if any(letter in lowered for letter in "ыэёъ"):
        return "ru"
    if any("\u0400" <= letter <= "\u052f" for letter in lowered):
        return "uk"
    return "uk-Latn" if any(letter.isalpha() for letter in lowered) else ""
