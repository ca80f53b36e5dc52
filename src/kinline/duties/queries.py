"""What the screens about duties show, and what the registry holds for them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from kinline.accounts.choices import Permission
from kinline.accounts.models import Installation, Staff
from kinline.accounts.rules import require
from kinline.duties import rules
from kinline.duties.choices import HELD, OFFICIAL, SERIOUS, DutyKind
from kinline.duties.models import (
    CaptureCard,
    CustodyEvent,
    DeathRecord,
    Duty,
    DutyQuerySet,
    Enquiry,
    NamedPerson,
    Paper,
    Transmission,
    befell_words,
)
from kinline.inquiries.models import Inquiry
from kinline.registry.choices import Axis, SourceKind, StatusValue
from kinline.registry.models import Description, StatusReport
from kinline.registry.queries import spoken_of

__all__ = ["Duty", "Enquiry", "NamedPerson", "Paper", "Transmission", "spoken_of"]

#: Orders of the list, by the word in its address.
SORTS = {
    "due": "due_at",
    "-due": "-due_at",
    "kind": "kind",
    "-kind": "-kind",
    "since": "starts_at",
    "-since": "-starts_at",
}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many duties stand how."""

    overdue: int
    open: int
    waiver: int
    unreceipted: int


@dataclass(frozen=True, slots=True)
class Befell:
    """One thing that befell him: the status report, and what was recorded beside it."""

    report: StatusReport
    event: CustodyEvent | None
    death: DeathRecord | None

    @property
    def words(self) -> str:
        return befell_words(self.report, self.event)


@dataclass(frozen=True, slots=True)
class Held:
    """What the bureau recorded of one prisoner."""

    events: list[Befell]
    cards: list[CaptureCard]
    named: list[NamedPerson]
    duties: list[Duty]
    papers: list[Paper]


def owed_here() -> frozenset[DutyKind]:
    """What this installation owes by its mandate."""
    row = Installation.objects.only("mandate").first()
    return rules.owed(row.mandate) if row is not None else frozenset()


def duties(*, visible_to: Staff) -> DutyQuerySet:
    """Every duty, for some to be fetched from."""
    require(visible_to, Permission.DO_DUTIES)
    found: DutyQuerySet = Duty.objects.select_related(
        "report__event", "report__death_record", "description", "named", "card", "enquiry"
    )
    return found


def listed(*, view: str = "", kind: str = "", sort: str = "", visible_to: Staff) -> DutyQuerySet:
    """Duties as the list shows them, overdue ones first. `view`: overdue, waiver, receipt, done; else all open ones."""
    rows = duties(visible_to=visible_to)
    match view:
        case "overdue":
            rows = rows.overdue()
        case "waiver":
            rows = rows.open().exclude(waiver_asked_at=None)
        case "receipt":
            rows = rows.filter(pk__in=_unreceipted().values("duty"))
        case "done":
            rows = rows.exclude(done_at=None, waived_at=None, lapsed_at=None)
        case _:
            rows = rows.open()
    if kind in DutyKind.values:
        rows = rows.filter(kind=kind)
    return rows.order_by(SORTS.get(sort, "-due_at" if view == "done" else "due_at"), "pk")


def _unreceipted() -> QuerySet[Transmission]:
    return Transmission.objects.filter(received_on=None, duty__isnull=False)


def counts(*, visible_to: Staff) -> Counts:
    """Two queries."""
    require(visible_to, Permission.DO_DUTIES)
    told = Duty.objects.open().aggregate(
        overdue=Count("pk", filter=Q(due_at__lt=timezone.now())),
        open=Count("pk"),
        waiver=Count("pk", filter=Q(waiver_asked_at__isnull=False)),
    )
    return Counts(**told, unreceipted=_unreceipted().values("duty").distinct().count())


def overdue(*, visible_to: Staff) -> DutyQuerySet:
    """Open duties whose time has run out, the longest overdue first."""
    return duties(visible_to=visible_to).overdue().order_by("due_at", "pk")


def newest_counted(person: int) -> dict[Axis, StatusReport]:
    """What is held of a person on each axis today."""
    newest: dict[Axis, StatusReport] = {}
    for report in StatusReport.objects.counted().filter(person=person).order_by("as_of", "pk"):
        newest[Axis(report.axis)] = report
    return newest


def first_of_serious_spell(person: int) -> StatusReport | None:
    """The report with which his serious illness began. None if he is not seriously ill, in nobody's hands, or dead."""
    newest = newest_counted(person)
    health, custody, fate = newest.get(Axis.HEALTH), newest.get(Axis.CUSTODY), newest.get(Axis.FATE)
    if health is None or health.value not in SERIOUS or custody is None or custody.value not in HELD:
        return None
    if fate is not None and fate.value == StatusValue.DEAD:
        return None
    first = None
    told = StatusReport.objects.counted().filter(person=person, axis=Axis.HEALTH).order_by("-as_of", "-pk")
    for report in told:
        if report.value not in SERIOUS and report.value != StatusValue.IN_HOSPITAL:
            break
        if report.value in SERIOUS:
            first = report
    return first


def newest_before(report: StatusReport, axis: Axis) -> StatusReport | None:
    """What counted of the same person on an axis before this report."""
    earlier = StatusReport.objects.counted().filter(person=report.person_id, axis=axis).exclude(pk=report.pk)
    return (
        earlier.filter(Q(as_of__lt=report.as_of) | Q(as_of=report.as_of, pk__lt=report.pk))
        .order_by("-as_of", "-pk")
        .first()
    )


def event_of(report: StatusReport) -> CustodyEvent | None:
    return CustodyEvent.objects.filter(report=report).first()


def words_of(person: int) -> list[Description]:
    """Each source's last word of a person, the newest first."""
    return list(
        Description.objects.shown()
        .last_words()
        .filter(person=person, withdrawn_at=None)
        .prefetch_related("occurrences")
        .order_by("-pk")
    )


def official_words(person: int) -> list[Description]:
    """Those of the bureau's own sources, cards first: the only ones that a notice may speak by."""
    words = [word for word in words_of(person) if word.source_kind in OFFICIAL]
    return sorted(words, key=lambda word: word.source_kind != SourceKind.CAPTURE_CARD)


def anchor_of(person: int) -> Description | None:
    """The word under which the bureau's own records of a person are kept: they move with it, whoever is joined."""
    words = official_words(person) or words_of(person)
    return words[0] if words else None


def inquiry_behind(word: Description) -> Inquiry | None:
    """The family's question that this word, or one that it follows, came with."""
    last = word
    while last.follows_id:
        last = Description.objects.get(pk=last.follows_id)
    return Inquiry.objects.select_related("seeker").filter(description=last).first()


def held_of(person: int, *, visible_to: Staff) -> Held:
    """What the bureau recorded of one person. Five queries."""
    require(visible_to, Permission.DO_DUTIES)
    return Held(
        events=[
            Befell(report, getattr(report, "event", None), getattr(report, "death_record", None))
            for report in StatusReport.objects.filter(person=person)
            .filter(Q(event__isnull=False) | Q(axis__in=[Axis.CUSTODY, Axis.HEALTH]))
            .select_related("event", "death_record", "recorded_by")
            .order_by("-as_of", "-pk")
        ],
        cards=list(CaptureCard.objects.filter(description__person=person).order_by("-on", "-pk")),
        named=list(
            NamedPerson.objects.filter(description__person=person)
            .select_related("informed_by")
            .order_by("-said_on", "-pk")
        ),
        duties=list(duties(visible_to=visible_to).of_person(person).order_by("-due_at", "-pk")),
        papers=list(
            Paper.objects.filter(Q(duty__in=Duty.objects.of_person(person)) | Q(description__person=person))
            .prefetch_related("transmissions")
            .order_by("-made_at")
        ),
    )


def papers(*, visible_to: Staff) -> QuerySet[Paper]:
    """Every paper, for one to be fetched from."""
    require(visible_to, Permission.DO_DUTIES)
    return Paper.objects.all()


def transmissions(*, visible_to: Staff) -> QuerySet[Transmission]:
    """Everything that went out, for one to be fetched from."""
    require(visible_to, Permission.DO_DUTIES)
    return Transmission.objects.select_related("duty", "paper")


def sent_for(duty: Duty) -> list[Transmission]:
    return list(
        duty.transmissions.select_related("paper", "recorded_by", "receipt_by").order_by("-sent_at", "-pk")
    )


def reports_with_death(person: int) -> DeathRecord | None:
    """The certificate of a death that counts."""
    return (
        DeathRecord.objects.filter(
            report__in=StatusReport.objects.counted().filter(person=person, axis=Axis.FATE)
        )
        .order_by("-report__as_of", "-pk")
        .first()
    )


def names_of(rows: Iterable[Duty]) -> dict[int, Description]:
    """For the persons of these duties, a word to name them by."""
    return spoken_of({row.person_id for row in rows if row.person_id is not None})
