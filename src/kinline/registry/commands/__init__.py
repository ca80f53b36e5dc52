"""Every write to the registry."""

import datetime as dt
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.accounts.rules import check_is_second, require
from kinline.audit import commands as audit
from kinline.audit.rules import Actor, Refused
from kinline.registry import rules
from kinline.registry.announcing import announce
from kinline.registry.choices import (
    DEATHS,
    FORBIDDING,
    Axis,
    IdentificationLevel,
    LawfulBasis,
    Purpose,
    Reliability,
    SourceKind,
    StatusValue,
)
from kinline.registry.commands.photographs import add_photographs, carry_photographs_over
from kinline.registry.facts import Basis, Facts, Source
from kinline.registry.models import (
    Arrival,
    Description,
    Join,
    Mark,
    Occurrence,
    Person,
    StatusReport,
    StatusReportQuerySet,
)
from kinline.registry.queries import chain_of
from kinline.registry.suspending import (
    deaths_in_force,
    end_suspensions,
    follow_moved,
    hold_persons,
    hold_revived,
    take_back,
)
from kinline.registry.words import Word, details_of, row_of


@transaction.atomic
def describe_many(words: Sequence[Word], *, by: Actor, arrival: Arrival | None = None) -> list[Description]:
    """Write up to 100 words at once, in their order. Each is of a person of its own unless it follows another.

    They are looked at by the matcher within seconds, or once their arrival is complete.
    """
    for word in words:
        rules.check_facts(word.facts)
    # Held, so that of two who follow one word the second is refused, and a join that runs beside it moves both.
    followed = (
        Description.objects.select_for_update(of=("self",))
        .select_related("person")
        .order_by("pk")
        .in_bulk({word.follows.pk for word in words if word.follows is not None})
    )
    for row in followed.values():
        rules.check_can_be_followed(row)
    fresh = iter(Person.objects.bulk_create(Person() for word in words if word.follows is None))
    rows = Description.objects.bulk_create(
        row_of(word, followed[word.follows.pk].person if word.follows else next(fresh), arrival, by)
        for word in words
    )
    details = [details_of(row, word.facts) for row, word in zip(rows, words, strict=True)]
    Occurrence.objects.bulk_create(
        occurrence for occurrences, _marks in details for occurrence in occurrences
    )
    Mark.objects.bulk_create(mark for _occurrences, marks in details for mark in marks)
    if followed:
        carry_photographs_over(rows)
    announce(row.pk for row in rows)
    return rows


def begin_arrival(source_name: str) -> Arrival:
    """What comes with it stays hidden until `complete_arrival`."""
    return Arrival.objects.create(source_name=source_name)


def complete_arrival(arrival: Arrival) -> None:
    """Show all that came with it, at once."""
    Arrival.objects.filter(pk=arrival.pk).update(complete_at=timezone.now())


@transaction.atomic
def take_back_unshown(arrival: Arrival, *, most: int = 100) -> int:
    """Delete up to `most` descriptions of an arrival that was never shown, the last first. Returns how many."""
    if arrival.complete_at is not None:
        raise Refused(_("This is shown already and cannot be taken back as a whole."))
    rows = dict(arrival.descriptions.order_by("-pk").values_list("pk", "person_id")[:most])
    # A word and the one that follows it may go together; the bond between them would forbid it.
    Description.objects.filter(pk__in=rows).update(follows=None)
    Description.objects.filter(pk__in=rows).delete()
    Person.objects.filter(pk__in=rows.values(), descriptions=None).delete()
    return len(rows)


@transaction.atomic
def describe(word: Word, *, by: Actor, photographs: Sequence[UUID] = ()) -> Description:
    """Write one source's word of one person, and make a person of its own for it unless it follows another.

    `photographs` are held ones that come with it.
    """
    if not word.correction_reason:
        rules.check_not_here_yet(word.source, word.facts)
    try:
        with transaction.atomic():
            [description] = describe_many([word], by=by)
    except IntegrityError:
        # The same form, sent twice in one moment: now the other one's row is there to be refused.
        rules.check_not_here_yet(word.source, word.facts)
        raise
    audit.record(
        "registry:description:added",
        by=by,
        subject=f"description:{description.pk}",
        source=word.source.kind,
        follows=word.follows.pk if word.follows else None,
    )
    if photographs:
        add_photographs(description, photographs, by=by)
    return description


@transaction.atomic
def correct(
    description: Description, facts: Facts, *, reason: str, by: Staff, photographs: Sequence[UUID] = ()
) -> Description:
    """Add a later word of the same source with other facts. The earlier word stays as it was."""
    require(by, Permission.DESCRIBE)
    if not reason.strip():
        raise Refused(_("Say why this is corrected."))
    if facts.digest() == description.content_digest:
        raise Refused(_("Nothing is changed yet."))
    return describe(
        Word(
            source=source_of(description),
            basis=basis_of(description),
            facts=facts,
            follows=description,
            correction_reason=reason.strip(),
        ),
        by=by,
        photographs=photographs,
    )


def source_of(description: Description) -> Source:
    """The source of a later word: the same."""
    return Source(
        kind=SourceKind(description.source_kind),
        name=description.source_name,
        ref=description.source_ref,
        reliability=Reliability(description.reliability),
        said_on=timezone.localdate(),
    )


def basis_of(description: Description) -> Basis:
    """The basis of a later word: the same."""
    return Basis(
        purpose=Purpose(description.purpose),
        lawful_basis=LawfulBasis(description.lawful_basis),
        keep_until=description.keep_until,
    )


@transaction.atomic
def withdraw_description(description: Description, *, by: Actor) -> None:
    """Take a source's words out of matching and search at once. What is erased, and when, follows later."""
    words = chain_of(description)
    Description.objects.filter(pk__in=words, withdrawn_at=None).update(withdrawn_at=timezone.now())
    announce(words)
    audit.record("registry:description:withdrawn", by=by, subject=f"description:{description.pk}")


def _with_later_words(keys: Iterable[int]) -> set[int]:
    """The given descriptions and every later word that follows them."""
    known: set[int] = set()
    wave = set(keys)
    while wave:
        known |= wave
        wave = set(Description.objects.filter(follows__in=wave).values_list("pk", flat=True)) - known
    return known


@transaction.atomic
def join_persons(into: Person, origin: Person, *, reason: str, first: Staff, by: Staff) -> Join:
    """Make one person of two, because two people judged so. Remembers what was moved, so that it can be undone."""
    require(by, Permission.JUDGE)
    check_is_second(by, first)
    if into.pk == origin.pk:
        raise Refused(_("These are one person already."))
    hold_persons(into.pk, origin.pk)
    for person in (into, origin):
        rules.check_person_stands(person, None)
        rules.check_not_in_doubt(person.pk)
    # Held first and read afterwards: a later word may be written while we wait for the one it follows.
    list(origin.descriptions.select_for_update(of=("self",)).order_by("pk"))
    descriptions = list(origin.descriptions.order_by("pk").values_list("pk", flat=True))
    reports = list(origin.status_reports.order_by("pk").values_list("pk", flat=True))
    Description.objects.filter(pk__in=descriptions).update(person=into)
    StatusReport.objects.filter(pk__in=reports).update(person=into)
    join = Join.objects.create(
        into=into,
        origin=origin,
        moved_descriptions=descriptions,
        moved_reports=reports,
        reason=reason,
        first_by=first,
        second_by=by,
    )
    audit.record(
        "registry:person:joined",
        by=by,
        subject=f"person:{into.pk}",
        origin=f"person:{origin.pk}",
        first=first.actor_id,
    )
    return join


@transaction.atomic
def undo_join(join: Join, *, reason: str, by: Staff) -> None:
    """Give back what a join moved, with the later words that followed it. One person may do this at once."""
    require(by, Permission.JUDGE)
    if not reason.strip():
        raise Refused(_("Say why this is undone."))
    join = Join.objects.select_for_update(of=("self",)).get(pk=join.pk)
    if join.undone_at:
        raise Refused(_("This was undone already."))
    hold_persons(join.into_id, join.origin_id)
    if Join.objects.filter(origin=join.into, undone_at=None, joined_at__gt=join.joined_at).exists():
        raise Refused(_("This person was joined with another since. Undo that first."))
    # Held first and read afterwards: a later word may be written while we wait for the one it follows.
    list(join.into.descriptions.select_for_update(of=("self",)).order_by("pk"))
    before = deaths_in_force([join.into_id])
    moved = _with_later_words(join.moved_descriptions)
    Description.objects.filter(pk__in=moved, person=join.into).update(person=join.origin)
    StatusReport.objects.filter(person=join.into).filter(pk__in=join.moved_reports).update(person=join.origin)
    StatusReport.objects.filter(person=join.into, description__in=moved).update(person=join.origin)
    said_since = StatusReport.objects.filter(person=join.into, recorded_at__gte=join.joined_at)
    _part_reports_of_nobody(said_since, join.origin, reason=reason, by=by)
    join.undone_by, join.undone_at, join.undone_reason = by, timezone.now(), reason.strip()
    join.suspended_at = None
    join.save(update_fields=["undone_by", "undone_at", "undone_reason", "suspended_at"])
    end_suspensions(join=join)
    follow_moved(join.into_id, join.origin_id)
    hold_revived([join.into_id, join.origin_id], before, reason=reason, by=by)
    audit.record("registry:person:join_undone", by=by, subject=f"person:{join.into_id}", join=join.pk)


def _part_reports_of_nobody(reports: StatusReportQuerySet, other: Person, *, reason: str, by: Staff) -> None:
    """Take back what was said of persons now parted without naming a description: nobody knows of whom.

    Left standing, the death, the custody or the wish of one man would be held of the other. What forbids to tell is
    held of both, so that neither is spoken of by an older word. "Missing" and "alive" stay: they revive no death.
    """
    for report in reports.filter(description=None, withdrawn_at=None, refused_at=None):
        if report.value in FORBIDDING:
            report.pk, report.person = None, other
            report.save(force_insert=True)
        elif report.axis != Axis.FATE or report.value in DEATHS:
            take_back(report, reason=reason, by=by)


@transaction.atomic
def split_description(description: Description, *, reason: str, by: Staff) -> Person:
    """Give a source's words a person of their own again. One person may do this at once."""
    require(by, Permission.JUDGE)
    if not reason.strip():
        raise Refused(_("Say why these are different people."))
    hold_persons(description.person_id)
    description.refresh_from_db(fields=["person"])
    words = chain_of(description)
    if not Description.objects.filter(person=description.person_id).exclude(pk__in=words).exists():
        raise Refused(_("Nothing else is joined with this description."))
    before = description.person_id
    rules.check_not_in_doubt(before)
    in_force = deaths_in_force([before])
    list(Description.objects.select_for_update(of=("self",)).filter(pk__in=words).order_by("pk"))
    words = sorted(_with_later_words(words))
    person = Person.objects.create()
    Description.objects.filter(pk__in=words).update(person=person)
    StatusReport.objects.filter(description__in=words).update(person=person)
    _part_reports_of_nobody(StatusReport.objects.filter(person=before), person, reason=reason, by=by)
    hold_revived([before, person.pk], in_force, reason=reason, by=by)
    audit.record(
        "registry:person:split",
        by=by,
        subject=f"person:{before}",
        apart=f"person:{person.pk}",
        words=len(words),
    )
    return person


@transaction.atomic
def report_status(
    person: Person,
    *,
    axis: Axis,
    value: StatusValue,
    as_of: dt.date,
    source_name: str,
    by: Staff,
    reliability: Reliability = Reliability.UNKNOWN,
    level: IdentificationLevel | str = "",
    document: str = "",
    remark: str = "",
    description: Description | None = None,
    asked_for: Description | None = None,
) -> StatusReport:
    """Add what is held of a person on one axis. A death counts only once another person seconds it.

    `asked_for` are the words of a family for whose sake it was asked: what is remarked goes when that family is erased.
    """
    require(by, Permission.REPORT_STATUS)
    rules.check_status(axis, value, level, document)
    rules.check_can_be_decided_on(value, description, document)
    hold_persons(person.pk)
    if description is not None:
        description.refresh_from_db(fields=["person"])
    rules.check_person_stands(person, description)
    if as_of > timezone.localdate():
        raise Refused(_("The day lies in the future."))
    report = StatusReport.objects.create(
        person=person,
        description=description,
        asked_for=asked_for,
        axis=axis,
        value=value,
        as_of=as_of,
        source_name=source_name,
        reliability=reliability,
        level=level,
        document=document,
        remark=remark,
        recorded_by=by,
    )
    audit.record(
        "registry:status:reported", by=by, subject=f"person:{person.pk}", report=report.pk, axis=axis
    )
    return report


@transaction.atomic
def second_status(report: StatusReport, *, agrees: bool, by: Staff) -> StatusReport:
    """A second, different person says whether the report of a death holds."""
    require(by, Permission.REPORT_STATUS)
    report = StatusReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    rules.check_can_be_seconded(report)
    check_is_second(by, report.recorded_by)
    now = timezone.now()
    if agrees:
        report.seconded_by, report.seconded_at = by, now
        report.save(update_fields=["seconded_by", "seconded_at"])
    else:
        report.refused_by, report.refused_at = by, now
        report.save(update_fields=["refused_by", "refused_at"])
    audit.record(
        "registry:status:seconded" if agrees else "registry:status:refused",
        by=by,
        subject=f"person:{report.person_id}",
        report=report.pk,
    )
    return report


@transaction.atomic
def withdraw_status(report: StatusReport, *, reason: str, by: Staff) -> None:
    """Take a report back. One person may do this at once; it stays readable as withdrawn."""
    require(by, Permission.REPORT_STATUS)
    if not reason.strip():
        raise Refused(_("Say why this is taken back."))
    hold_persons(report.person_id)
    report = StatusReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if report.withdrawn_at:
        raise Refused(_("This was taken back already."))
    rules.check_revives_no_death(report)
    before = deaths_in_force([report.person_id])
    take_back(report, reason=reason, by=by)
    hold_revived([report.person_id], before, reason=reason, by=by)
