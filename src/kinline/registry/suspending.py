"""Suspending a death or a join at once, and restoring it by two people."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.accounts.rules import require
from kinline.audit import commands as audit
from kinline.audit.rules import Refused
from kinline.registry import rules
from kinline.registry.choices import DEATHS, Axis
from kinline.registry.models import Description, Doubt, Join, Person, StatusReport, Suspension


@transaction.atomic
def suspend_report(report: StatusReport, *, reason: str, by: Staff) -> Suspension:
    """Let a death count no more, at once and everywhere, until two people restore it.

    So does an earlier death of the same man that would be held of him instead.
    """
    require(by, Permission.REPORT_STATUS)
    check_reason(reason)
    hold_persons(report.person_id)
    report = StatusReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    rules.check_can_be_suspended(report)
    before = deaths_in_force([report.person_id])
    suspension = _suspend(report, reason, by)
    hold_revived([report.person_id], before, reason=reason, by=by)
    return suspension


@transaction.atomic
def suspend_join(join: Join, *, reason: str, by: Staff) -> Suspension:
    """Let nothing that is held of two joined persons count, at once, until two people restore it or one undoes it."""
    require(by, Permission.JUDGE)
    check_reason(reason)
    join = Join.objects.select_for_update(of=("self",)).get(pk=join.pk)
    rules.check_join_can_be_suspended(join)
    person = _holder(join)
    hold_persons(person)
    join.suspended_at = timezone.now()
    join.save(update_fields=["suspended_at"])
    suspension = Suspension.objects.create(
        join=join, person_id=person, suspended_by=by, reason=reason.strip()
    )
    audit.record("registry:person:join_suspended", by=by, subject=f"person:{person}", join=join.pk)
    return suspension


@transaction.atomic
def restore(suspension: Suspension, *, reason: str, by: Staff) -> Suspension:
    """Say, as first or as second of two people, that what was suspended holds. With the second it counts again."""
    require(by, Permission.REPORT_STATUS if suspension.report_id else Permission.JUDGE)
    check_reason(reason)
    # In the order in which undoing and taking back hold them.
    if suspension.join_id:
        Join.objects.select_for_update(of=("self",)).get(pk=suspension.join_id)
    hold_persons(suspension.person_id)
    suspension = (
        Suspension.objects.select_for_update(of=("self",))
        .select_related("report", "join", "asked_by")
        .get(pk=suspension.pk)
    )
    complete = say_restore(suspension, reason, by)
    held = suspension.report or suspension.join
    assert held is not None
    if complete:
        held.suspended_at = None
        held.save(update_fields=["suspended_at"])
    audit.record(
        "registry:suspension:restored" if complete else "registry:suspension:restore_asked",
        by=by,
        subject=f"person:{suspension.person_id}",
        suspension=suspension.pk,
    )
    return suspension


def say_restore(doubt: Doubt, reason: str, by: Staff) -> bool:
    """Write the first or the second word for restoring, whichever is wanting. Whether it was the second."""
    now = timezone.now()
    if rules.begins_to_restore(doubt, by):
        doubt.asked_by, doubt.asked_at, doubt.asked_reason = by, now, reason.strip()
        doubt.save(update_fields=["asked_by", "asked_at", "asked_reason"])
        return False
    doubt.restored_by, doubt.restored_at, doubt.restored_reason = by, now, reason.strip()
    doubt.save(update_fields=["restored_by", "restored_at", "restored_reason"])
    return True


def take_back(report: StatusReport, *, reason: str, by: Staff) -> None:
    """Let a report count no more, for good; it stays readable. A step of commands, which check who may."""
    report.withdrawn_by, report.withdrawn_at, report.withdrawn_reason = by, timezone.now(), reason.strip()
    report.suspended_at = None
    report.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason", "suspended_at"])
    end_suspensions(report=report)
    audit.record("registry:status:withdrawn", by=by, subject=f"person:{report.person_id}", report=report.pk)


def end_suspensions(*, report: StatusReport | None = None, join: Join | None = None) -> None:
    """What was suspended is taken back or undone: there is nothing left to restore."""
    held = (
        Suspension.objects.open().filter(report=report)
        if report
        else Suspension.objects.open().filter(join=join)
    )
    held.update(ended_at=timezone.now())


def follow_moved(*persons: int) -> None:
    """After descriptions moved between these persons: a doubt about a join goes with those that the join moved."""
    for suspension in Suspension.objects.open().of_joins().filter(person__in=persons).select_related("join"):
        assert suspension.join is not None
        suspension.person_id = _holder(suspension.join)
        suspension.save(update_fields=["person"])


def deaths_in_force(persons: Iterable[int]) -> set[int]:
    """Primary keys of the reports by which these persons are held to be dead, or believed dead.

    A suspended join is overlooked: what it keeps from counting, its end brings back.
    """
    newest = (_fate_of(person) for person in persons)
    return {report.pk for report in newest if report is not None and report.value in DEATHS}


def hold_revived(persons: Iterable[int], before: set[int], *, reason: str, by: Staff) -> None:
    """Suspend each death that one person's act has brought into force: two people must restore it.

    `before` are the deaths that were in force before the act.
    """
    for person in persons:
        while (newest := _fate_of(person)) and newest.value in DEATHS and newest.pk not in before:
            _suspend(newest, reason, by)


def hold_persons(*persons: int) -> None:
    """Let nobody join, part or report on these persons until the transaction ends."""
    # No key: whoever writes a later word about them holds its row and refers to the person; we wait for that row next.
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=persons).order_by("pk"))


def _fate_of(person: int) -> StatusReport | None:
    reports = StatusReport.objects.standing().filter(person=person, axis=Axis.FATE)
    return reports.order_by("-as_of", "-pk").first()


def _suspend(report: StatusReport, reason: str, by: Staff) -> Suspension:
    report.suspended_at = timezone.now()
    report.save(update_fields=["suspended_at"])
    suspension = Suspension.objects.create(
        report=report, person_id=report.person_id, suspended_by=by, reason=reason.strip()
    )
    audit.record("registry:status:suspended", by=by, subject=f"person:{report.person_id}", report=report.pk)
    return suspension


def _holder(join: Join) -> int:
    """The person who has the descriptions that the join moved."""
    return Description.objects.get(pk=join.moved_descriptions[0]).person_id


def check_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Say why. Whoever decides next reads it."))
