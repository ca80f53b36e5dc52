"""What stands on each paper, in the language of whoever gets it. Frozen as data: the press only draws it."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinline.accounts.public import installation
from kinline.duties import queries, rules
from kinline.duties.choices import SAID_BY, EventKind, PaperKind, Recipient
from kinline.duties.models import CustodyEvent, DeathRecord, NamedPerson
from kinline.inquiries.choices import Relation, SharingScope
from kinline.registry.choices import (
    Axis,
    DatePrecision,
    MarkKind,
    NumberKind,
    OccurrenceKind,
    SourceKind,
    StatusValue,
)
from kinline.registry.facts import VagueDate
from kinline.registry.models import Description, StatusReport

#: What he must state (art. 17); the rest he may tell or keep.
_MUST = (
    ("family_name", gettext_lazy("Surname")),
    ("given_name", gettext_lazy("Given names")),
    ("rank", gettext_lazy("Rank")),
    ("birth", gettext_lazy("Date of birth")),
    ("service_number", gettext_lazy("Army, regimental, personal or serial number")),
)
_FURTHER = (
    ("patronymic", gettext_lazy("Patronymic")),
    ("birth_place", gettext_lazy("Place of birth")),
    ("power", gettext_lazy("Power on which he depends")),
    ("father_given_name", gettext_lazy("First name of the father")),
    ("mother_maiden_name", gettext_lazy("Maiden name of the mother")),
)
_SOUGHT = (
    *_MUST[:2],
    ("patronymic", gettext_lazy("Patronymic")),
    ("other_names", gettext_lazy("Other names")),
    ("birth", gettext_lazy("Date of birth")),
    ("birth_place", gettext_lazy("Place of birth")),
    ("rank", gettext_lazy("Rank")),
    ("service_number", gettext_lazy("Army, regimental, personal or serial number")),
    ("power", gettext_lazy("Power on which he depends")),
    ("unit", gettext_lazy("Unit")),
)
#: Whose permission lets a family's words go there. To a unit or a hospital go facts about him, as from our own lips.
_SCOPES = {
    Recipient.AGENCY: SharingScope.AGENCY,
    Recipient.OTHER_BUREAU: SharingScope.OTHER_POWER,
    Recipient.POWER: SharingScope.OTHER_POWER,
    Recipient.PROTECTING: SharingScope.OTHER_POWER,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One particular. `mark` says how it is known, where that matters."""

    label: str
    value: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    rows: Sequence[Line]
    hint: str = ""


def date_words(when: VagueDate) -> str:
    """A date as far as it is known, in the language of the paper; as the source wrote it where it is no date."""
    if when.earliest is None:
        return when.text
    match when.precision:
        case DatePrecision.DAY:
            return date_format(when.earliest, "j E Y")
        case DatePrecision.MONTH:
            return date_format(when.earliest, "F Y")
        case DatePrecision.YEAR:
            return str(when.earliest.year)
        case _:
            return when.text or when.iso()


def _value(word: Description, name: str) -> str:
    if name == "birth":
        return date_words(word.birth)
    if name == "service_number" and word.service_number and word.service_number_kind:
        return f"{word.service_number} ({NumberKind(word.service_number_kind).label})"
    if name == "family_name" and not word.family_name and not word.given_name:
        return word.whole_name
    return str(getattr(word, name))


def _lines(
    words: Iterable[Description], fields: Iterable[tuple[str, Any]], *, marks: bool = False
) -> list[Line]:
    """Each particular by the first source that names it."""
    found = []
    held = list(words)
    for name, label in fields:
        teller = next((word for word in held if _value(word, name)), None)
        mark = _("volunteered") if marks and teller is not None and name in teller.volunteered else ""
        found.append(Line(str(label), _value(teller, name) if teller else "", mark))
    return found


def notice(
    kind: PaperKind,
    person: int,
    report: StatusReport,
    *,
    words: str,
    language: str,
    to_name: str,
) -> dict[str, Any]:
    """A notice to the Powers concerned or the Agency, by the bureau's own sources only (art. 122)."""
    with translation.override(language):
        newest = queries.newest_counted(person)
        event = queries.event_of(report)
        official = queries.official_words(person)
        title, subtitle = _titles(kind, report, event)
        parts = [
            _happened(kind, report, event, words),
            Part(
                _("What he must state"),
                _lines(official, _MUST),
                hint=_("Third Geneva Convention, article 17, first paragraph."),
            ),
            Part(
                _("What is recorded besides"),
                [*_lines(official, _FURTHER, marks=True), *_letters(person, event, official, newest)],
                hint=_("“Volunteered”: told of his own will, beyond what he must state."),
            ),
        ]
        if kind == PaperKind.DEATH or report.value == StatusValue.DEAD:
            parts.insert(1, _death(queries.reports_with_death(person)))
        return _letter(
            title=title,
            subtitle=subtitle,
            to=to_name,
            parts=parts,
            opening=[
                _(
                    "This bureau gives the following information under article 122 of the Third Geneva Convention."
                )
            ],
            closing=[_("Please confirm receipt and name the reference above.")],
        )


def _titles(kind: PaperKind, report: StatusReport, event: CustodyEvent | None) -> tuple[str, str]:
    match kind:
        case PaperKind.HEALTH:
            return _("Report on the health of a prisoner of war"), _("Given every week while it is serious")
        case PaperKind.DEATH:
            return _("Death of a prisoner of war"), _("Particulars of the certificate and of the grave")
    befell = event.kind if event is not None else _befell(report)
    return _("Notice concerning a prisoner of war"), capfirst(str(EventKind(befell).label)) if befell else ""


def _befell(report: StatusReport) -> str:
    return SAID_BY.get(StatusValue(report.value), "")


def _happened(kind: PaperKind, report: StatusReport, event: CustodyEvent | None, words: str) -> Part:
    on = date_format(report.as_of, "j E Y")
    if kind == PaperKind.HEALTH:
        rows = [
            Line(_("State of health"), str(StatusValue(report.value).label)),
            Line(_("As of"), on),
            Line(_("In the words of the report"), words),
        ]
        return Part(_("State of health"), rows)
    befell = event.kind if event is not None else _befell(report)
    rows = [
        Line(_("What"), str(EventKind(befell).label) if befell else str(StatusValue(report.value).label)),
        Line(_("When"), on),
        Line(_("Where"), event.place if event is not None else ""),
    ]
    if words:
        rows.append(Line(_("In the words of the report"), words))
    return Part(_("What happened"), rows)


def _letters(
    person: int,
    event: CustodyEvent | None,
    official: Sequence[Description],
    newest: dict[Axis, StatusReport],
) -> list[Line]:
    """Whom he named, and where to write to him. Both stay empty, as if not recorded, if he refuses contact."""
    refuses = rules.refuses_contact(newest)
    named = (
        NamedPerson.objects.filter(description__person=person).order_by("-said_on", "-pk").first()
        if not refuses
        else None
    )
    informed = ""
    if named is not None and not named.declined:
        informed = ", ".join(part for part in (named.name, named.relation, named.reached_by) if part)
    elif named is None and not refuses:
        informed = next((word.to_be_informed for word in official if word.to_be_informed), "")
    address = ""
    if not refuses:
        address = (event.correspondence_address if event is not None else "") or next(
            (word.correspondence_address for word in official if word.correspondence_address), ""
        )
    return [
        Line(_("Person to be informed, and the address"), informed, _("volunteered") if informed else ""),
        Line(_("Address for letters to him"), address),
    ]


def _death(record: DeathRecord | None) -> Part:
    rows = [
        Line(_("Certificate"), record.certificate if record else ""),
        Line(_("Certified by"), record.certified_by if record else ""),
        Line(_("Cause of death"), record.cause if record else ""),
        Line(_("Buried on"), date_format(record.buried_on, "j E Y") if record and record.buried_on else ""),
        Line(_("Cremated"), (_("yes") if record.cremated else _("no")) if record else ""),
        Line(_("Place of burial"), record.burial_place if record else ""),
        Line(_("Marking of the grave"), record.grave_marking if record else ""),
    ]
    return Part(_("Death and grave"), rows, hint=_("Third Geneva Convention, article 120."))


def enquiry(person: int, *, to_kind: Recipient, words: str, language: str, to_name: str) -> dict[str, Any]:
    """A question about one person: what is known of him, and nothing of who seeks him unless they allowed it."""
    with translation.override(language):
        told, seekers = _may_tell(person, to_kind)
        happened = [
            Line(
                capfirst(str(OccurrenceKind(row.kind).label)),
                ", ".join(part for part in (row.place, date_words(row.when)) if part),
            )
            for word in told
            for row in word.occurrences.all()
            if row.kind == OccurrenceKind.LAST_CONTACT
        ]
        marks = [
            Line(
                capfirst(str(MarkKind(mark.kind).label)),
                ", ".join(part for part in (mark.site, mark.motif) if part),
            )
            for word in told
            for mark in word.marks.all()
        ]
        parts = [Part(_("Whom we look for"), [line for line in _lines(told, _SOUGHT) if line.value])]
        if happened or marks:
            parts.append(Part(_("What is known"), [*happened, *marks]))
        if seekers:
            parts.append(
                Part(
                    _("Who asks"),
                    seekers,
                    hint=_("Given by permission of those who ask. Please reply to this bureau only."),
                )
            )
        opening = [
            _(
                "We look for the person below and ask what you know: where he is or was, "
                "how his health is, or what became of him."
            ),
        ]
        if words:
            opening.append(words)
        return _letter(
            title=_("Enquiry about a person"),
            subtitle="",
            to=to_name,
            parts=parts,
            opening=opening,
            closing=[
                _("Please reply to this bureau also if you know nothing, and name the reference above."),
                _(
                    "This enquiry says nothing about what is known here. Please show it to nobody who does not need it."
                ),
            ],
        )


def _may_tell(person: int, to_kind: Recipient) -> tuple[list[Description], list[Line]]:
    """Words of which this recipient may learn, and who seeks as far as they allowed that."""
    told, seekers = [], []
    needed = _SCOPES.get(to_kind)
    for word in queries.words_of(person):
        if word.source_kind != SourceKind.FAMILY:
            told.append(word)
            continue
        inquiry = queries.inquiry_behind(word)
        allowed = (
            set(inquiry.sharings.filter(ended_at=None).values_list("scope", flat=True)) if inquiry else set()
        )
        if needed is None or needed in allowed:
            told.append(word)
        if needed in allowed and inquiry is not None:
            who = inquiry.seeker
            seekers.append(Line(capfirst(str(Relation(who.relation).label)), who.name))
    return told, seekers


def may_ask(person: int, to_kind: Recipient) -> bool:
    """Whether there is anything that may be told to such a recipient."""
    return bool(_may_tell(person, to_kind)[0])


def _letter(
    *,
    title: str,
    subtitle: str,
    to: str,
    parts: Sequence[Part],
    opening: Sequence[str],
    closing: Sequence[str],
) -> dict[str, Any]:
    """Everything that the press is told, but for the reference, which is given when the paper is kept."""
    bureau = installation()
    return {
        "lang": translation.get_language() or "en",
        "demo": _("Invented demonstration") if bureau.is_demo or settings.MODE == "demo" else "",
        "bureau": bureau.operator_name,
        "mandate": bureau.mandate_sentence,
        "reference": "",
        "reference_label": _("Reference of this paper"),
        "date": date_format(timezone.localdate(), "j E Y"),
        "to_label": _("To"),
        "to": to,
        "title": title,
        "subtitle": subtitle,
        "opening": list(opening),
        "parts": [asdict(part) for part in parts],
        "closing": list(closing),
        "nothing": _("not recorded"),
        "foot": _("Confidential. Postage free under article 124."),
        "page": _("Page"),
        "signs": [_("Name and signature"), _("Seal of the bureau")],
    }
