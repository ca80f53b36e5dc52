"""Asking for an erasure, checking it, deciding, carrying it out; and what happens when a day has come."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.accounts.rules import check_is_second, require
from kinline.audit import commands as audit
from kinline.audit.models import Tombstone
from kinline.audit.rules import SHELL, Actor, Refused, new_pseudonym
from kinline.erasure import rules
from kinline.erasure.choices import (
    THINK_IT_OVER,
    AskedBy,
    CancelReason,
    CheckedBy,
    RequestState,
    StillNeeded,
    Why,
)
from kinline.erasure.models import Prolongation, Request
from kinline.erasure.queries import (
    first_word,
    inquiries_to_erase,
    kept_until,
    last_day_of,
    sources_to_erase,
    waits_for_a_person,
)
from kinline.inquiries import commands as inquiries
from kinline.inquiries.choices import TaskKind
from kinline.inquiries.commands.tasks import locked
from kinline.inquiries.models import Inquiry, Task
from kinline.registry import commands as registry
from kinline.registry.keeping import keep_until, resume_description
from kinline.registry.models import Description
from kinline.vault.sessions import forget_sessions


def ask_for_family(inquiry: Inquiry, *, how: AskedBy, note: str = "", by: Actor) -> Request:
    """A family wishes to be erased. Contact stops at once; nothing is erased before somebody made sure that it is they.

    Refuses a second wish while the first one stands.
    """
    if isinstance(by, Staff):
        require(by, Permission.READ_CONTACTS)
    try:
        return _ask_for_family(inquiry, how=how, note=note, by=by)
    except IntegrityError as twice:
        raise Refused(_("This was asked for already.")) from twice


@transaction.atomic
def _ask_for_family(inquiry: Inquiry, *, how: AskedBy, note: str, by: Actor) -> Request:
    inquiry = locked(inquiry)
    rules.check_no_wish_yet(inquiry.erasures.pending().exists)
    withdrew = inquiry.is_open
    if withdrew:
        inquiries.withdraw(inquiry, by=by)
    now = timezone.now()
    request = Request.objects.create(
        inquiry=inquiry,
        asked_how=how,
        asked_by=by.actor_id,
        asked_at=now,
        withdrew=withdrew,
        note=note,
        not_before=now + THINK_IT_OVER,
    )
    inquiries.make_task(inquiry, TaskKind.CHECK_ERASURE, due_at=request.not_before)
    audit.record("erasure:request:asked", by=by, subject=f"inquiry:{inquiry.pk}", how=how)
    return request


@transaction.atomic
def ask_for_source(description: Description, *, why: Why, note: str, by: Staff) -> Request:
    """A registrar wishes that all words of one source about one person be erased. A second person decides."""
    require(by, Permission.ERASE)
    first = Description.objects.select_for_update(of=("self",)).get(pk=first_word(description).pk)
    rules.check_source_can_be_erased(first)
    rules.check_no_wish_yet(Request.objects.pending().filter(description=first).exists)
    withdrew = first.withdrawn_at is None
    registry.withdraw_description(first, by=by)
    now = timezone.now()
    request = Request.objects.create(
        description=first,
        state=RequestState.CHECKED,
        asked_how=AskedBy.STAFF,
        asked_by=by.actor_id,
        asked_at=now,
        withdrew=withdrew,
        why=why,
        note=note,
        not_before=now,
        checked_by=by,
        checked_at=now,
    )
    audit.record("erasure:request:asked", by=by, subject=f"description:{first.pk}", why=why)
    return request


@transaction.atomic
def let_go(inquiry: Inquiry, *, by: Staff) -> Request:
    """A closed inquiry whose day is over is to be erased although something was found. A second person decides."""
    require(by, Permission.ERASE)
    inquiry = locked(inquiry)
    day = kept_until(inquiry)
    if day is None or day >= timezone.localdate():
        raise Refused(_("Its day has not come yet."))
    rules.check_no_wish_yet(inquiry.erasures.pending().exists)
    now = timezone.now()
    request = Request.objects.create(
        inquiry=inquiry,
        state=RequestState.CHECKED,
        asked_how=AskedBy.STAFF,
        asked_by=by.actor_id,
        asked_at=now,
        not_before=now + THINK_IT_OVER,
        checked_by=by,
        checked_at=now,
    )
    audit.record("erasure:request:asked", by=by, subject=f"inquiry:{inquiry.pk}", how=AskedBy.STAFF)
    return request


def _locked(request: Request) -> Request:
    return Request.objects.select_for_update(of=("self",)).get(pk=request.pk)


def _subject(request: Request) -> str:
    return f"inquiry:{request.inquiry_id}" if request.inquiry_id else f"description:{request.description_id}"


@transaction.atomic
def confirm_family(request: Request, *, how: CheckedBy, word: str, note: str, by: Staff) -> Request:
    """It is really they, and they wish it. Where something was found for them a second person decides."""
    require(by, Permission.ERASE)
    require(by, Permission.READ_CONTACTS)
    request = _locked(request)
    rules.check_state(request, RequestState.ASKED)
    rules.check_safely_checked(request, how, word, by)
    assert request.inquiry is not None
    two = rules.two_decide(request.inquiry)
    request.state = RequestState.CHECKED if two else RequestState.APPROVED
    request.checked_by, request.checked_at, request.checked_how = by, timezone.now(), how
    request.check_note = note
    request.save(update_fields=["state", "checked_by", "checked_at", "checked_how", "check_note"])
    inquiries.finish_task(request.inquiry, TaskKind.CHECK_ERASURE, by=by)
    audit.record("erasure:request:checked", by=by, subject=_subject(request), how=how)
    return request


@transaction.atomic
def second(request: Request, *, by: Staff) -> Request:
    """A second, different person agrees that it be erased."""
    require(by, Permission.ERASE)
    request = _locked(request)
    rules.check_state(request, RequestState.CHECKED)
    check_is_second(by, request.checked_by)
    request.state, request.seconded_by, request.seconded_at = RequestState.APPROVED, by, timezone.now()
    request.save(update_fields=["state", "seconded_by", "seconded_at"])
    audit.record("erasure:request:seconded", by=by, subject=_subject(request))
    return request


@transaction.atomic
def cancel(request: Request, *, because: CancelReason, by: Actor) -> Request:
    """Erase nothing. If it was not they who asked, the question that was taken back by it goes on as before.

    A source's words are found again.
    """
    if isinstance(by, Staff):
        require(by, Permission.ERASE)
    request = _locked(request)
    if request.state not in {RequestState.ASKED, RequestState.CHECKED, RequestState.APPROVED}:
        raise Refused(_("This has been decided meanwhile. Please look again."))
    request.state, request.cancelled_by = RequestState.CANCELLED, by.actor_id
    request.cancelled_at, request.cancelled_because = timezone.now(), because
    request.save(update_fields=["state", "cancelled_by", "cancelled_at", "cancelled_because"])
    if request.inquiry is not None:
        open_tasks = Task.objects.open().filter(inquiry=request.inquiry, kind=TaskKind.CHECK_ERASURE)
        open_tasks.update(dropped_at=timezone.now())
        if because == CancelReason.NOT_THEY and request.withdrew and isinstance(by, Staff):
            inquiries.resume(request.inquiry, by=by)
    elif request.description is not None and request.withdrew:
        resume_description(request.description, by=by)
    audit.record("erasure:request:cancelled", by=by, subject=_subject(request), because=because)
    return request


@transaction.atomic
def prolong(
    subject: Inquiry | Description, *, until: dt.date, reason: StillNeeded, note: str, by: Staff
) -> Prolongation:
    """Keep something beyond its day because it is still needed."""
    require(by, Permission.ERASE)
    if until <= timezone.localdate():
        raise Refused(_("Choose a day that is still to come."))
    if isinstance(subject, Inquiry):
        subject = locked(subject)
    first = subject.description if isinstance(subject, Inquiry) else first_word(subject)
    words = Description.objects.select_for_update(of=("self",)).get(pk=first.pk)
    if words.keep_until < until:
        keep_until(words, until, by=by)
    row = Prolongation.objects.create(
        inquiry=subject if isinstance(subject, Inquiry) else None,
        description=None if isinstance(subject, Inquiry) else words,
        until=until,
        reason=reason,
        note=note,
        decided_by=by,
    )
    audit.record(
        "erasure:subject:prolonged",
        by=by,
        subject=f"{type(subject)._meta.model_name}:{subject.pk}",
        until=until.isoformat(),
        reason=reason,
    )
    return row


def carry_out(*, by: Actor, most: int = 3) -> int:
    """Erase up to `most` whose time has come: by a wish that was approved, or because their day is over.

    Returns how many. What a person must decide is left. Call it outside of transactions.
    """
    done = 0
    for request in Request.objects.due().select_related("inquiry", "description").order_by("pk")[:most]:
        done += _erase_by_wish(request, by)
    today = timezone.localdate()
    for inquiry in inquiries_to_erase(today):
        if done >= most:
            break
        if not waits_for_a_person(inquiry) and not inquiry.erasures.pending().exists():
            done += _erase(inquiry, by)
    for first in sources_to_erase(today, by_themselves=True)[: max(0, most - done)]:
        last_day = last_day_of(first)
        if last_day >= today:  # The source said it again since: its words are kept as long as the last one.
            keep_until(first, last_day, by=by)
        else:
            done += _erase(first, by)
    return done


def _erase_by_wish(request: Request, by: Actor) -> int:
    if request.inquiry is not None and request.seconded_by_id is None and rules.two_decide(request.inquiry):
        _ask_a_second(request, by)
        return 0
    row = request.inquiry or request.description

    def note_it(tombstone: Tombstone) -> None:
        held = _locked(request)
        rules.check_state(held, RequestState.APPROVED)  # cancelled in this very moment
        held.state, held.done_at, held.pseudonym = RequestState.DONE, timezone.now(), tombstone.pseudonym
        held.save(update_fields=["state", "done_at", "pseudonym"])

    if row is None:  # Erased meanwhile with somebody else's words.
        pseudonym = new_pseudonym()
        Request.objects.filter(pk=request.pk, state=RequestState.APPROVED).update(
            state=RequestState.DONE, done_at=timezone.now(), pseudonym=pseudonym
        )
        return 1
    try:
        return _erase(row, by, note_it)
    except Refused:
        return 0


@transaction.atomic
def _ask_a_second(request: Request, by: Actor) -> None:
    """Something was found since one person's check was enough: it waits for a second one."""
    held = _locked(request)
    if held.state != RequestState.APPROVED:
        return
    held.state = RequestState.CHECKED
    held.save(update_fields=["state"])
    audit.record("erasure:request:second_needed", by=by, subject=_subject(held))


def _erase(row: Inquiry | Description, by: Actor, note_it: "audit.Noted | None" = None) -> int:
    if isinstance(row, Inquiry):
        pk, reference = row.pk, row.reference
        forget_sessions(lambda said: said.get("inquiry") == pk or reference in str(said))
    audit.erase(row, and_then=note_it, by=by)
    return 1


def apply_tombstones(*, by: Actor = SHELL) -> int:
    """Erase again whoever was erased, in a database that was brought back from a backup. Returns how many."""
    return audit.apply_tombstones(by=by)


def cancel_by_family(inquiry: Inquiry, *, by: Actor) -> None:
    """The family changed its mind on its page. Its question stays taken back."""
    request = inquiry.erasures.pending().first()
    if request is not None:
        cancel(request, because=CancelReason.CHANGED_MIND, by=by)
