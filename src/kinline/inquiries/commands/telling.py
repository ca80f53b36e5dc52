"""From a judged match to a family that has been told."""

import datetime as dt
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.accounts.rules import require
from kinline.audit import commands as audit
from kinline.audit.rules import Actor, Refused
from kinline.inquiries import rules
from kinline.inquiries.choices import (
    CLEARABLE,
    InquiryState,
    NewsKind,
    TaskKind,
    TellingOutcome,
    TellingWay,
    Way,
)
from kinline.inquiries.commands.correcting import end_asked, halt, resume, unless_owed
from kinline.inquiries.commands.outside import review_outside
from kinline.inquiries.commands.tasks import finish_task, locked, make_task
from kinline.inquiries.models import Finding, Inquiry, Task, Telling
from kinline.inquiries.queries import findings_about
from kinline.notices import commands as notices
from kinline.notices.choices import Channel
from kinline.registry import commands as registry
from kinline.registry.choices import Axis, StatusValue
from kinline.registry.models import Description, Join, StatusReport
from kinline.suggestions import commands as suggestions
from kinline.suggestions.choices import SuggestionState
from kinline.suggestions.models import Suggestion


@transaction.atomic
def confirm_match(inquiry: Inquiry, suggestion: Suggestion, *, by: Staff) -> Finding:
    """Take a pair that two people judged the same as the answer to this inquiry. Nobody is told yet."""
    require(by, Permission.JUDGE)
    inquiry = locked(inquiry)
    suggestion = Suggestion.objects.select_related("left", "right").get(pk=suggestion.pk)
    rules.check_can_be_confirmed(inquiry, suggestion)
    if inquiry.findings.filter(suggestion=suggestion, undone_at=None).exists():
        raise Refused(_("This match is confirmed already."))
    finding = Finding.objects.create(inquiry=inquiry, suggestion=suggestion, confirmed_by=by)
    inquiry.state = unless_owed(inquiry, InquiryState.MATCHED)
    inquiry.save(update_fields=["state"])
    make_task(inquiry, TaskKind.ASK_WISHES, due_at=timezone.now() + timedelta(days=2), finding=finding)
    audit.record(
        "inquiries:finding:confirmed", by=by, subject=f"inquiry:{inquiry.pk}", suggestion=suggestion.pk
    )
    return finding


@transaction.atomic
def clear_finding(
    finding: Finding,
    *,
    wish: StatusValue,
    danger: StatusValue,
    news: NewsKind,
    source_name: str,
    to_be_informed: str,
    note: str,
    by: Staff,
) -> Finding:
    """Record his own wish, whom he named and the danger; from these follows whether the family may be told."""
    require(by, Permission.CLEAR)
    finding = (
        Finding.objects.select_for_update(of=("self",))
        .select_related("suggestion", "inquiry")
        .get(pk=finding.pk)
    )
    if finding.undone_at:
        raise Refused(_("This match was undone. Nothing is told."))
    rules.check_not_told(finding, news)
    inquiry = locked(finding.inquiry)
    rules.check_open(inquiry)
    person = inquiry.description.person
    if news not in CLEARABLE:
        raise Refused(_("This is no news that can be cleared."))
    rules.check_can_be_spoken_of(finding)
    rules.check_news(person, news)
    for axis, value in ((Axis.WISH, wish), (Axis.DANGER, danger)):
        registry.report_status(
            person,
            axis=axis,
            value=value,
            as_of=timezone.localdate(),
            source_name=source_name,
            remark=to_be_informed if axis == Axis.WISH else note,
            asked_for=inquiry.description,
            by=by,
        )
    finding.may_tell = rules.may_tell(person, wish, danger)
    finding.cleared_by, finding.cleared_at = by, timezone.now()
    finding.clearing_note, finding.news = note, news
    finding.save(update_fields=["may_tell", "cleared_by", "cleared_at", "clearing_note", "news"])
    _go_on_cleared(inquiry, finding, wish, by)
    inquiry.save(update_fields=["state"])
    audit.record("inquiries:finding:cleared", by=by, subject=f"inquiry:{inquiry.pk}", finding=finding.pk)
    return finding


def _go_on_cleared(inquiry: Inquiry, finding: Finding, wish: StatusValue, by: Staff) -> None:
    """State and tasks that follow from whether the family may be told. As long as he was not asked, that waits."""
    withheld = not finding.may_tell and wish != StatusValue.NOT_ASKED
    inquiry.state = unless_owed(inquiry, InquiryState.WITHHELD if withheld else InquiryState.MATCHED)
    if finding.may_tell or wish != StatusValue.NOT_ASKED:
        finish_task(inquiry, TaskKind.ASK_WISHES, by=by)
    if finding.may_tell:
        if not inquiry.tasks.open().filter(kind=TaskKind.TALK).exists():
            due_at = timezone.now() + timedelta(days=1)
            make_task(inquiry, TaskKind.ASK_FOR_TALK, due_at=due_at, finding=finding)
    else:
        inquiry.tasks.open().filter(kind=TaskKind.ASK_FOR_TALK).update(dropped_at=timezone.now())
        if inquiry.tasks.open().filter(kind=TaskKind.TALK).update(dropped_at=timezone.now()):
            # The family was asked for a talk: it gets one, in the words that everyone hears.
            make_task(inquiry, TaskKind.WORD, due_at=timezone.now() + timedelta(days=1))


@transaction.atomic
def notify_family(inquiry: Inquiry, *, by: Staff) -> Task:
    """Ask the family for a talk, by the ways it called safe, whatever the news; the message never contains it."""
    require(by, Permission.TELL)
    inquiry = locked(inquiry)
    rules.check_open(inquiry)
    finding = inquiry.findings.filter(undone_at=None).order_by("-pk").first()
    if finding is None:
        raise Refused(_("Confirm a match first."))
    rules.check_not_told(finding, finding.news)
    rules.check_can_be_told(finding)
    _ask_for_a_talk(inquiry, by)
    inquiry.state = InquiryState.TALK_DUE
    inquiry.save(update_fields=["state", "asked_to_talk_at"])
    finish_task(inquiry, TaskKind.ASK_FOR_TALK, by=by)
    make_task(inquiry, TaskKind.TALK, due_at=timezone.now() + timedelta(days=1), finding=finding)
    audit.record("inquiries:family:asked_to_talk", by=by, subject=f"inquiry:{inquiry.pk}")
    return inquiry.tasks.open().get(kind=TaskKind.TALK)


@transaction.atomic
def offer_word(inquiry: Inquiry, *, by: Staff) -> None:
    """Ask the family for a talk although there is nothing new: in the same words, by the same ways."""
    require(by, Permission.TELL)
    inquiry = locked(inquiry)
    rules.check_open(inquiry)
    if inquiry.seeker.ways.filter(ended_at=None, way=Way.PHONE).exists():
        rules.check_was_corrected(inquiry)  # Nothing is written to a family that is waiting for this call.
    _ask_for_a_talk(inquiry, by)
    inquiry.save(update_fields=["asked_to_talk_at"])
    make_task(inquiry, TaskKind.WORD, due_at=inquiry.word_due_at)
    audit.record("inquiries:family:asked_to_talk", by=by, subject=f"inquiry:{inquiry.pk}")


def _ask_for_a_talk(inquiry: Inquiry, by: Actor) -> None:
    now = timezone.now()
    inquiry.asked_to_talk_at = now
    seeker = inquiry.seeker
    for way in seeker.ways.filter(Q(way=Way.EMAIL) | Q(way=Way.PHONE, may_text=True), ended_at=None):
        channel = Channel.EMAIL if way.way == Way.EMAIL else Channel.SMS
        words = talk_request if channel == Channel.EMAIL else talk_text
        subject, body = words(seeker.language, discreet=not way.may_say_who)
        notices.queue(
            channel=channel,
            address=way.address,
            subject=subject,
            body=body,
            language=seeker.language,
            about=f"inquiry:{inquiry.pk}",
            zone=seeker.zone,
            hours_from=way.hours_from,
            hours_to=way.hours_to,
            once_key=f"talk:{inquiry.pk}:{way.pk}:{now:%Y%m%d}",
            by=by,
        )


def talk_request(language: str, *, discreet: bool) -> tuple[str, str]:
    """Subject and body that ask for a talk: the same for all news, without a name.

    A discreet one carries neither who we are nor the sentence about money, which would tell.
    """
    with translation.override(language):
        if discreet:
            return _("Please call back"), _(
                "Good day. Please call us back on the number that you have from us, when it suits you."
            )
        return _("We would like to talk with you"), _(
            "We would like to talk with you. We ask this of everyone, whatever there is to say, even if there is "
            "nothing new.\n\nPlease call us on the number on our page, or wait: we will call in the way and at the "
            "hours that you called safe.\n\nWe never ask for money. If somebody does so in our name, it is not us."
        )


def talk_text(language: str, *, discreet: bool) -> tuple[str, str]:
    """The same as a text message of at most two parts (67 letters each), without a subject.

    Whoever holds the telephone may read it.
    """
    with translation.override(language):
        if discreet:
            return "", _(
                "Good day. Please call us back on the number that you have from us, when it suits you."
            )
        return "", _(
            "We would like to talk with you. We ask this of everyone, whatever there is to say. We never ask for money."
        )


@transaction.atomic
def record_telling(
    inquiry: Inquiry,
    *,
    news: NewsKind,
    way: TellingWay,
    outcome: TellingOutcome,
    note: str,
    by: Staff,
    second_present: Staff | None = None,
    told_at: dt.datetime | None = None,
) -> Telling:
    """Write down an attempt to tell a family something, and what came of it."""
    require(by, Permission.TELL)
    inquiry = locked(inquiry)
    rules.check_open(inquiry)
    rules.check_was_corrected(inquiry)
    finding = None
    if news != NewsKind.NOTHING_NEW:
        finding = inquiry.findings.filter(undone_at=None).select_related("suggestion").order_by("-pk").first()
    rules.check_telling(news, way, outcome, finding, second_present, by)
    telling = Telling.objects.create(
        inquiry=inquiry,
        finding=finding,
        news=news,
        way=way,
        outcome=outcome,
        note=note,
        told_by=by,
        told_at=told_at or timezone.now(),
        second_present=second_present,
    )
    if outcome == TellingOutcome.REACHED:
        inquiry.last_word_at, inquiry.asked_to_talk_at = telling.told_at, None
        finish_task(inquiry, TaskKind.WORD, by=by)
        end_asked(inquiry, telling, by=by)
        if finding is not None:
            inquiry.state = InquiryState.TOLD
            finish_task(inquiry, TaskKind.ASK_FOR_TALK, by=by)  # They rang before they were asked.
            finish_task(inquiry, TaskKind.TALK, by=by)
        inquiry.save(update_fields=["last_word_at", "asked_to_talk_at", "state"])
    audit.record(
        "inquiries:family:told", by=by, subject=f"inquiry:{inquiry.pk}", telling=telling.pk, outcome=outcome
    )
    return telling


@transaction.atomic
def undo_match(suggestion: Suggestion, *, reason: str, by: Staff) -> Suggestion:
    """Undo a pair's verdicts, part the persons, and stop at once whatever was to be told because of it."""
    join = suggestion.join
    suggestion = suggestions.undo_verdict(suggestion, reason=reason, by=by)
    # Read anew: one of the two was given back to the person whom it came from.
    sides = Description.objects.filter(pk__in=[suggestion.left_id, suggestion.right_id])
    persons = set(sides.values_list("person", flat=True))
    _stop_telling(join, persons, reason=reason, by=by)
    return suggestion


@transaction.atomic
def split_match(description: Description, *, reason: str, by: Staff) -> None:
    """Give a source's words a person of their own again, and stop what was to be told because they were joined."""
    before, begun_at = description.person_id, timezone.now()
    suggestions.split(description, reason=reason, by=by)
    description.refresh_from_db(fields=["person"])
    persons = {before, description.person_id}
    if _stop_telling(None, persons, reason=reason, by=by):
        return
    # No family's match rests on them, but files may on what was taken back now because nobody knows of whom it is.
    for report in StatusReport.objects.filter(person__in=persons, withdrawn_at__gte=begun_at):
        review_outside(persons, reason=reason, by=by, report=report)


def _stop_telling(join: Join | None, persons: Iterable[int], *, reason: str, by: Staff) -> bool:
    """Undo each match that is no longer of the man its inquiry asks about, and drop what was to be told of it.

    `persons` were parted: what is told of them because of the other one's words stops too. Returns whether there is
    anything that a correction could be of.
    """
    holds = Q(
        suggestion__state=SuggestionState.SAME,
        suggestion__left__person=F("inquiry__description__person"),
        suggestion__right__person=F("inquiry__description__person"),
    )
    parted = Finding.objects.filter(undone_at=None).exclude(holds)
    undone = list(parted.select_related("inquiry__description__person").order_by("inquiry", "pk"))
    for finding in undone:
        inquiry = locked(finding.inquiry)
        finding.undone_by, finding.undone_at, finding.suspended_at = by, timezone.now(), None
        finding.save(update_fields=["undone_by", "undone_at", "suspended_at"])
        finding.suspensions.open().update(ended_at=finding.undone_at)
        finding.tasks.open().update(dropped_at=timezone.now())
        audit.record("inquiries:finding:undone", by=by, subject=f"inquiry:{inquiry.pk}", finding=finding.pk)
    upset = [*undone, *findings_about(persons)]
    if join is not None:
        halt(upset, reason=reason, by=by, join=join)
        review_outside(persons, reason=reason, by=by, join=join)
    elif upset:
        halt(upset, reason=reason, by=by, finding=upset[0])
        review_outside(persons, reason=reason, by=by, finding=upset[0])
    resume(findings_about(persons), by=by)
    return join is not None or bool(upset)
