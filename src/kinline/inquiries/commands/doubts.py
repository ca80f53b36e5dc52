"""Suspending, restoring and taking back what families may have been told: telling stops at once."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.accounts.rules import require
from kinline.audit import commands as audit
from kinline.audit.rules import Refused
from kinline.inquiries import rules
from kinline.inquiries.commands.correcting import halt, resume
from kinline.inquiries.commands.outside import review_outside
from kinline.inquiries.commands.tasks import locked
from kinline.inquiries.models import Finding, FindingSuspension
from kinline.inquiries.queries import findings_about
from kinline.registry import commands as registry
from kinline.registry import suspending
from kinline.registry.models import Join, StatusReport, Suspension


@transaction.atomic
def suspend_death(report: StatusReport, *, reason: str, by: Staff) -> Suspension:
    """One person lets a death count no more. Talks about it stop, and whoever was told of it must hear that."""
    suspension = suspending.suspend_report(report, reason=reason, by=by)
    halt(findings_about([suspension.person_id]), reason=reason, by=by, report=suspension.report)
    review_outside([suspension.person_id], reason=reason, by=by, report=suspension.report)
    return suspension


@transaction.atomic
def suspend_join(join: Join, *, reason: str, by: Staff) -> Suspension:
    """One person lets nothing count that is held of two joined persons, and stops what was to be told of them."""
    suspension = suspending.suspend_join(join, reason=reason, by=by)
    halt(findings_about([suspension.person_id]), reason=reason, by=by, join=suspension.join)
    review_outside([suspension.person_id], reason=reason, by=by, join=suspension.join)
    return suspension


@transaction.atomic
def suspend_finding(finding: Finding, *, reason: str, by: Staff) -> FindingSuspension:
    """One person stops what one family was to be told or asked, with the notices about it.

    No file ever tells of a match: there is nobody outside to tell.
    """
    require(by, Permission.TELL)
    suspending.check_reason(reason)
    locked(finding.inquiry)
    finding = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    if finding.undone_at:
        raise Refused(_("This match was undone. Nothing is told."))
    if finding.suspended_at:
        raise Refused(_("This is suspended already."))
    finding.suspended_at = timezone.now()
    finding.save(update_fields=["suspended_at"])
    suspension = FindingSuspension.objects.create(finding=finding, suspended_by=by, reason=reason.strip())
    audit.record(
        "inquiries:finding:suspended", by=by, subject=f"inquiry:{finding.inquiry_id}", finding=finding.pk
    )
    halt([finding], reason=reason, by=by, finding=finding)
    return suspension


@transaction.atomic
def restore(suspension: Suspension, *, reason: str, by: Staff) -> Suspension:
    """The first or the second of two people says that a death or a join holds. With the second, telling goes on."""
    suspension = suspending.restore(suspension, reason=reason, by=by)
    if not suspension.is_open:
        resume(findings_about([suspension.person_id]), by=by)
        review_outside([suspension.person_id], by=by)
    return suspension


@transaction.atomic
def restore_finding(suspension: FindingSuspension, *, reason: str, by: Staff) -> FindingSuspension:
    """The first or the second of two people says that a match holds. With the second, telling goes on."""
    require(by, Permission.TELL)
    suspending.check_reason(reason)
    inquiry = locked(suspension.finding.inquiry)
    suspension = (
        FindingSuspension.objects.select_for_update(of=("self",))
        .select_related("finding", "asked_by")
        .get(pk=suspension.pk)
    )
    complete = suspending.say_restore(suspension, reason, by)
    if complete:
        suspension.finding.suspended_at = None
        suspension.finding.save(update_fields=["suspended_at"])
        resume([suspension.finding], by=by)
    audit.record(
        "inquiries:finding:restored" if complete else "inquiries:finding:restore_asked",
        by=by,
        subject=f"inquiry:{inquiry.pk}",
        finding=suspension.finding_id,
    )
    return suspension


@transaction.atomic
def withdraw_status(report: StatusReport, *, reason: str, by: Staff) -> None:
    """Take a report back. Talks that rest on it stop, and whoever was told must hear that it was wrong."""
    registry.withdraw_status(report, reason=reason, by=by)
    report.refresh_from_db()
    findings = findings_about([report.person_id])
    said = rules.news_of(report)
    if said is not None and not rules.still_said(report):
        wrong = [finding for finding in findings if finding.news == said]
        halt(wrong, reason=reason, by=by, report=report, wrong=True)
    halt(findings, reason=reason, by=by, report=report)
    review_outside([report.person_id], reason=reason, by=by, report=report)
    # A suspended death that is taken back is no doubt any more: other news may be told.
    resume(findings, by=by)
