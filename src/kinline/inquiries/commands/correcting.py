"""After false news: what stops, who has to hear of it, and how they did."""

import datetime as dt
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.accounts.rules import require
from kinline.audit import commands as audit
from kinline.audit.rules import Refused
from kinline.inquiries import rules
from kinline.inquiries.choices import (
    InquiryState,
    LineEnd,
    LineKind,
    NewsKind,
    TaskKind,
    TellingOutcome,
    TellingWay,
)
from kinline.inquiries.commands.tasks import finish_task, locked, make_task
from kinline.inquiries.models import Correction, CorrectionLine, Finding, Inquiry, Telling
from kinline.notices import commands as notices
from kinline.notices.choices import NoticeState
from kinline.notices.models import Notice
from kinline.registry.models import Join, StatusReport
from kinline.registry.rules import is_in_doubt

#: A family that believes false news hears of it within this time.
CORRECT_WITHIN = timedelta(hours=24)
#: The caller promises to call again by then, whatever is known. The script says so.
CALL_AGAIN_AFTER = timedelta(days=7)


def halt(
    findings: Iterable[Finding],
    *,
    reason: str,
    by: Staff,
    report: StatusReport | None = None,
    join: Join | None = None,
    finding: Finding | None = None,
    wrong: bool = False,
) -> Correction | None:
    """Stop whatever was to be told of those of these matches that hold no more; `wrong` says that all of them.

    Returns the correction that lists whom we told or asked because of them, for the one thing that brought it
    about; None if nobody heard anything. A step of commands, inside their transaction.
    """
    told: list[CorrectionLine] = []
    halted = [one for one in findings if wrong or not rules.holds(one)]
    for one in halted:
        inquiry = locked(one.inquiry)
        _stop(inquiry, one, by)
        line = _line_for(inquiry, one, join, wrong=wrong)
        if line is not None:
            told.append(line)
    correction = None
    if told:
        correction = open_correction(reason, by=by, report=report, join=join, finding=finding)
        for line in told:
            line.correction = correction
            if not correction.lines.filter(once_key=line.once_key).exists():
                line.save(force_insert=True)
            assert line.inquiry is not None
            if line.kind == LineKind.TOLD and line.inquiry.state != InquiryState.WITHDRAWN:
                make_task(line.inquiry, TaskKind.CORRECT, due_at=correction.due_at)
    for one in halted:
        inquiry = locked(one.inquiry)
        _settle_state(inquiry)
        if inquiry.state == InquiryState.MATCHED and one.undone_at is None:
            _ask_what_follows(inquiry, one)
    return correction


def _stop(inquiry: Inquiry, finding: Finding, by: Staff) -> None:
    dropped = inquiry.tasks.open().filter(kind__in=[TaskKind.ASK_FOR_TALK, TaskKind.TALK])
    stopped = dropped.update(dropped_at=timezone.now()) + notices.cancel(about=f"inquiry:{inquiry.pk}", by=by)
    if stopped:
        audit.record("inquiries:telling:halted", by=by, subject=f"inquiry:{inquiry.pk}", finding=finding.pk)
    if inquiry.is_open and inquiry.asked_to_talk_at and rules.telling_that_stands(finding) is None:
        # Its page says so, and goes on saying it: the family gets a talk, in the words that everyone hears.
        make_task(inquiry, TaskKind.WORD, due_at=timezone.now() + timedelta(days=1))


def _line_for(inquiry: Inquiry, finding: Finding, join: Join | None, *, wrong: bool) -> CorrectionLine | None:
    """What this family heard because of the match, as a line that is not saved; None if nothing."""
    telling = rules.telling_that_stands(finding)
    if telling is not None and join is not None and telling.told_at < join.joined_at:
        telling = None  # Said before the two were joined: it does not rest on that.
    if telling is not None:
        if not wrong and not rules.is_false(telling):
            return None
        if CorrectionLine.objects.open().filter(telling=telling).exists():
            return None
        return CorrectionLine(
            kind=LineKind.TOLD, inquiry=inquiry, telling=telling, once_key=f"telling:{telling.pk}"
        )
    asked = Notice.objects.filter(
        about=f"inquiry:{inquiry.pk}", state=NoticeState.SENT, sent_at__gte=finding.confirmed_at
    )
    if not inquiry.is_open or not inquiry.asked_to_talk_at or not asked.exists():
        return None
    return CorrectionLine(kind=LineKind.ASKED, inquiry=inquiry, once_key=f"asked:{finding.pk}")


def open_correction(
    reason: str, *, report: StatusReport | None, join: Join | None, finding: Finding | None, by: Staff
) -> Correction:
    """The open correction of one thing; the same again while it is open. A step of commands."""
    now = timezone.now()
    correction, is_new = Correction.objects.get_or_create(
        report=report,
        join=join,
        finding=finding,
        closed_at=None,
        defaults={
            "reason": reason.strip(),
            "opened_by": by,
            "opened_at": now,
            "due_at": now + CORRECT_WITHIN,
        },
    )
    if is_new:
        audit.record("inquiries:correction:opened", by=by, subject=f"correction:{correction.pk}")
    return correction


def resume(findings: Iterable[Finding], *, by: Staff) -> None:
    """Go on with those of these matches that hold again. Nobody need hear of a doubt that nobody heard of.

    A step of commands, inside their transaction.
    """
    for one in findings:
        inquiry = locked(one.inquiry)
        if inquiry.state != InquiryState.IN_DOUBT:
            continue
        if rules.holds(one):
            lines = CorrectionLine.objects.open().filter(inquiry=inquiry, telling__finding=one)
            for line in lines.exclude(correction__report__withdrawn_at__isnull=False):
                end_line(line, LineEnd.RESTORED, by=by)
            if not CorrectionLine.objects.open().told().filter(inquiry=inquiry).exists():
                inquiry.tasks.open().filter(kind=TaskKind.CORRECT).update(dropped_at=timezone.now())
        _settle_state(inquiry)
        if inquiry.state == InquiryState.MATCHED:
            _ask_what_follows(inquiry, one)


def take_up_again(inquiry: Inquiry) -> None:
    """What was found, told and owed before a family's question was taken back stands as before. A step of commands."""
    finding = inquiry.findings.filter(undone_at=None).order_by("-pk").first()
    lines = CorrectionLine.objects.open().told().filter(inquiry=inquiry)
    owed = lines.order_by("correction__due_at").select_related("correction").first()
    if finding is None and owed is None:
        return
    _settle_state(inquiry)
    if owed is not None:
        make_task(inquiry, TaskKind.CORRECT, due_at=owed.correction.due_at)
    elif finding is not None and inquiry.state == InquiryState.MATCHED:
        _ask_what_follows(inquiry, finding)


def _ask_what_follows(inquiry: Inquiry, finding: Finding) -> None:
    """After a doubt: what was cleared is asked for anew by a talk; what holds no more is cleared anew."""
    cleared = finding.may_tell and rules.holds(finding)
    kind = TaskKind.ASK_FOR_TALK if cleared else TaskKind.ASK_WISHES
    make_task(inquiry, kind, due_at=timezone.now() + timedelta(days=1), finding=finding)


def _settle_state(inquiry: Inquiry) -> None:
    """The state that follows from what stands, after something was put in doubt, restored or undone.

    A closed inquiry stays closed, unless its family has to be told that what it heard is in doubt.
    """
    owed = CorrectionLine.objects.open().told().filter(inquiry=inquiry).exists()
    if not inquiry.is_open and not (owed and inquiry.state == InquiryState.CLOSED):
        return
    inquiry.state = unless_owed(inquiry, _state_of(inquiry))
    inquiry.closed_at, inquiry.closed_because = None, ""
    inquiry.save(update_fields=["state", "closed_at", "closed_because"])


def unless_owed(inquiry: Inquiry, state: InquiryState) -> InquiryState:
    """`state`; in doubt as long as the family believes what it was told and what is in doubt."""
    owed = CorrectionLine.objects.open().told().filter(inquiry=inquiry).exists()
    return InquiryState.IN_DOUBT if owed else state


def _state_of(inquiry: Inquiry) -> InquiryState:
    finding = (
        inquiry.findings.filter(undone_at=None)
        .select_related("inquiry__description__person")
        .order_by("-pk")
        .first()
    )
    if finding is None:
        return InquiryState.SEARCHING
    person = inquiry.description.person
    if finding.suspended_at or is_in_doubt(person.pk) or rules.death_in_doubt(person):
        return InquiryState.IN_DOUBT
    if rules.holds(finding) and rules.knows(finding, finding.news):
        return InquiryState.TOLD
    if finding.may_tell is False:
        return InquiryState.WITHHELD
    talks = inquiry.tasks.open().filter(kind=TaskKind.TALK).exists()
    return InquiryState.TALK_DUE if talks else InquiryState.MATCHED


@transaction.atomic
def record_correction(
    inquiry: Inquiry,
    *,
    way: TellingWay,
    outcome: TellingOutcome,
    note: str,
    by: Staff,
    second_present: Staff | None = None,
    told_at: dt.datetime | None = None,
) -> Telling:
    """Write down an attempt to tell a family that what it was told is in doubt, or was wrong."""
    require(by, Permission.TELL)
    inquiry = locked(inquiry)
    lines = list(
        CorrectionLine.objects.open()
        .told()
        .filter(inquiry=inquiry)
        .select_related("telling__finding", "correction")
    )
    if not lines:
        raise Refused(_("There is nothing to correct with this family any more."))
    for line in lines:
        assert line.telling is not None
        rules.check_correction_told(line.telling, way, second_present, by)
    corrected = lines[-1].telling
    assert corrected is not None
    telling = Telling.objects.create(
        inquiry=inquiry,
        finding=corrected.finding,
        news=NewsKind.CORRECTION,
        way=way,
        outcome=outcome,
        note=note,
        told_by=by,
        told_at=told_at or timezone.now(),
        second_present=second_present,
    )
    if outcome == TellingOutcome.REACHED:
        for line in lines:
            end_line(line, LineEnd.CORRECTED, by=by, corrected_in=telling)
        _heard(inquiry, telling, by)
    audit.record(
        "inquiries:family:corrected",
        by=by,
        subject=f"inquiry:{inquiry.pk}",
        telling=telling.pk,
        outcome=outcome,
    )
    return telling


def _heard(inquiry: Inquiry, telling: Telling, by: Staff) -> None:
    inquiry.last_word_at, inquiry.asked_to_talk_at = telling.told_at, None
    inquiry.save(update_fields=["last_word_at", "asked_to_talk_at"])
    finish_task(inquiry, TaskKind.CORRECT, by=by)
    finish_task(inquiry, TaskKind.WORD, by=by)
    if inquiry.is_open:  # A family that took its question back and rang us itself is not called again.
        make_task(inquiry, TaskKind.WORD, due_at=telling.told_at + CALL_AGAIN_AFTER)
    _settle_state(inquiry)
    if inquiry.state == InquiryState.MATCHED and telling.finding is not None:
        _ask_what_follows(inquiry, telling.finding)


def end_asked(inquiry: Inquiry, telling: Telling, *, by: Staff) -> None:
    """The family had its talk: its request is no loose end of a correction. A step of commands."""
    for line in CorrectionLine.objects.open().filter(inquiry=inquiry, kind=LineKind.ASKED):
        end_line(line, LineEnd.CORRECTED, by=by, corrected_in=telling)


@transaction.atomic
def give_up_line(line: CorrectionLine, *, note: str, by: Staff) -> None:
    """End a line without a talk: a family that took its question back. Refuses for one that we may still talk with."""
    require(by, Permission.TELL)
    line = CorrectionLine.objects.select_for_update(of=("self",)).select_related("inquiry").get(pk=line.pk)
    if line.ended_at:
        raise Refused(_("This is done already."))
    if not note.strip():
        raise Refused(_("Say what was done instead."))
    if line.inquiry is None:
        raise Refused(_("Whoever records what went to whom writes down that this recipient was told."))
    if line.inquiry.state != InquiryState.WITHDRAWN:
        raise Refused(_("This family can still be reached. Talk with it."))
    line.note = note.strip()
    line.save(update_fields=["note"])
    end_line(line, LineEnd.NO_WAY, by=by)


def end_line(
    line: CorrectionLine, because: LineEnd, *, by: Staff, corrected_in: Telling | None = None
) -> None:
    """End a line, and with the last one its correction. A step of commands."""
    line.ended_at, line.ended_because, line.ended_by = timezone.now(), because, by
    line.corrected_in = corrected_in
    line.save(update_fields=["ended_at", "ended_because", "ended_by", "corrected_in"])
    correction = line.correction
    if not correction.lines.open().exists():
        correction.closed_at = timezone.now()
        correction.save(update_fields=["closed_at"])
        audit.record("inquiries:correction:closed", by=by, subject=f"correction:{correction.pk}")
