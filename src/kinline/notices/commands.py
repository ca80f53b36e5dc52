"""Every write to the outbox.

Exactly once, as far as SMTP allows. Before the message is handed to the channel the row says so
(`handed_over_at`), and that is committed; after the answer it is taken off again. A worker that dies in
between leaves it standing. Nobody can know then whether the message arrived, so it is not sent again by
itself: it becomes a dead letter that says so, and a person decides (`revive`). The same holds when the
server takes the whole message and never answers.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.accounts.rules import require
from kinline.audit import commands as audit
from kinline.audit.rules import Actor
from kinline.notices import rules
from kinline.notices.channels import Message, NotSent, RefusedForGood, Unclear, Unreachable, email, sms
from kinline.notices.choices import Channel, Failure, NoticeState, Receipt
from kinline.notices.models import Notice, NoticeQuerySet

#: Longer than any channel takes for one message.
LEASE_S = 300
#: While a channel cannot be reached at all, its other notices wait for so long.
CLOSED_FOR = timedelta(minutes=1)

_SEND: dict[str, Callable[[Message], None]] = {Channel.EMAIL: email.send, Channel.SMS: sms.send}


@transaction.atomic
def queue(
    *,
    channel: Channel,
    address: str,
    subject: str,
    body: str,
    language: str,
    about: str,
    zone: str,
    hours_from: time | None,
    hours_to: time | None,
    once_key: str,
    not_before: datetime | None = None,
    by: Actor,
) -> Notice:
    """Put one message into the outbox, to go at the first moment that the family calls safe. Sends nothing.

    `about` names what it belongs to, such as `inquiry:12`. A second call with the same `once_key` changes
    nothing and returns the first notice, unless that was cancelled. Refuses an unknown zone and half a span of hours.
    """
    there = rules.check_zone(zone)
    rules.check_hours(hours_from, hours_to)
    notice, is_new = Notice.objects.get_or_create(
        once_key=once_key,
        defaults={
            "channel": channel,
            "address": address,
            "subject": subject,
            "body": body,
            "language": language,
            "about": about,
            "zone": zone,
            "hours_from": hours_from,
            "hours_to": hours_to,
            "handle": secrets.token_hex(16) if channel == Channel.SMS else "",
            "due_at": rules.next_opening(not_before or timezone.now(), there, hours_from, hours_to),
        },
    )
    if is_new:
        _record("queued", notice, by=by, channel=channel)
    return notice


@transaction.atomic
def cancel(*, about: str, by: Actor) -> int:
    """Take back every notice about `about` that has not gone out, dead letters too. Returns how many.

    One that is being handed over at this moment may still arrive; it is not tried again. Nor is one that went out:
    no receipt finds it any more and makes it a dead letter that somebody could revive.
    """
    unsent = [NoticeState.WAITING, NoticeState.DEAD]
    notices = list(Notice.objects.filter(about=about, state__in=unsent).select_for_update())
    Notice.objects.filter(about=about, delivered_at=None).exclude(handle="").update(handle="")
    for notice in notices:
        # It gives its key up, so that what is asked for anew on the same day goes out.
        key = f"cancelled:{notice.pk}"
        Notice.objects.filter(pk=notice.pk).update(state=NoticeState.CANCELLED, once_key=key)
        _record("cancelled", notice, by=by)
    return len(notices)


@transaction.atomic
def revive(notice: Notice, *, by: Staff) -> Notice:
    """Let a dead letter be tried again from the beginning, within its safe hours. Refuses one that is not
    dead.
    """
    require(by, Permission.READ_OUTBOX)
    notice = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    rules.check_can_be_revived(notice)
    notice.state = NoticeState.WAITING
    notice.attempts = 0
    notice.failure = ""
    notice.due_at = _opening(notice, timezone.now())
    notice.save(update_fields=["state", "attempts", "failure", "due_at"])
    _record("revived", notice, by=by)
    return notice


@transaction.atomic
def hold_after_restore(*, by: Actor) -> int:
    """Hold every notice that waits: it may have gone out after the backup was made. A person lets each one go
    (`revive`). Returns how many.
    """
    held = Notice.objects.filter(state=NoticeState.WAITING).update(
        state=NoticeState.DEAD,
        failure=Failure.RESTORED,
        handed_over_at=None,
        leased_by=None,
        leased_until=None,
    )
    audit.record("notices:outbox:held", by=by, subject="outbox", notices=held)
    return held


def send_due(*, by: Actor, most: int = 20) -> int:
    """Send up to `most` notices whose time has come, one after the other. Returns how many were taken up.

    Stops early when a channel cannot be reached. Never call it inside a transaction: it talks with the
    network.
    """
    for done in range(most):
        claimed = Notice.objects.claim(most=1, seconds=LEASE_S)
        if not claimed:
            return done
        try:
            _send(claimed[0], by=by)
        except Unreachable:
            return done + 1
    return most


def _send(notice: Notice, *, by: Actor) -> None:
    if notice.handed_over_at is not None:
        _bury(notice, Failure.INTERRUPTED, by=by)
        return
    now = timezone.now()
    opening = _opening(notice, now)
    if opening > now:
        _let_go(notice, due_at=opening, attempts=notice.attempts - 1)
        return
    # The last look at the state, and the mark, are one statement: a family that withdrew meanwhile gets
    # nothing.
    if not _held(notice).filter(state=NoticeState.WAITING).update(handed_over_at=now):
        return
    try:
        _SEND[notice.channel](
            Message(
                notice.address,
                notice.subject,
                notice.body,
                notice.language,
                once_key=notice.handle or notice.once_key,
            )
        )
    except (RefusedForGood, Unclear) as end:
        _bury(notice, str(end), by=by)
    except NotSent as failure:
        _put_off(notice, failure, by=by)
        if isinstance(failure, Unreachable):
            _close(notice.channel)
            raise
    else:
        _mark_sent(notice, by=by)


class TooEarly(Exception):
    """A receipt came before our own call for the message returned."""


@transaction.atomic
def note_receipt(handle: str, receipt: Receipt, *, code: str = "", by: Actor) -> None:
    """Note what a provider says became of the message that it knows as `handle`. The first word stands.

    What was not delivered becomes a dead letter that staff see. What may have arrived, for all we knew, and did, is
    no longer one. Raises TooEarly while the message is being handed over; of an unknown handle nothing is noted.
    """
    notice = Notice.objects.select_for_update(of=("self",)).filter(handle=handle).first() if handle else None
    if notice is None or notice.delivered_at or notice.failure.startswith(Failure.UNDELIVERED):
        return
    if notice.handed_over_at is not None:
        raise TooEarly
    if receipt == Receipt.DELIVERED:
        notice.state, notice.failure, notice.delivered_at = NoticeState.SENT, "", timezone.now()
        notice.sent_at = notice.sent_at or notice.delivered_at
        _record("delivered", notice, by=by)
    elif notice.state == NoticeState.SENT:
        notice.state, notice.sent_at = NoticeState.DEAD, None
        notice.failure = f"{Failure.UNDELIVERED} {code}".strip()
        _record("failed", notice, by=by)
    else:
        return
    notice.save(update_fields=["state", "failure", "delivered_at", "sent_at"])


def _held(notice: Notice) -> NoticeQuerySet:
    """The row, if it is still held as it was claimed."""
    return Notice.objects.filter(pk=notice.pk, leased_by=notice.leased_by)


def _opening(notice: Notice, moment: datetime) -> datetime:
    return rules.next_opening(moment, rules.check_zone(notice.zone), notice.hours_from, notice.hours_to)


@transaction.atomic
def _mark_sent(notice: Notice, *, by: Actor) -> None:
    # Without a look at the state: cancelled while it was under way, it has gone out all the same.
    _held(notice).update(
        state=NoticeState.SENT,
        sent_at=timezone.now(),
        failure="",
        handed_over_at=None,
        leased_by=None,
        leased_until=None,
    )
    _record("sent", notice, by=by, attempts=notice.attempts)


def _put_off(notice: Notice, failure: NotSent, *, by: Actor) -> None:
    if notice.attempts >= rules.MOST_ATTEMPTS:
        _bury(notice, str(failure), by=by)
        return
    later = timezone.now() + rules.GAPS[notice.attempts - 1]
    _let_go(notice, due_at=_opening(notice, later), failure=str(failure))


def _let_go(notice: Notice, **changes: object) -> None:
    _held(notice).update(handed_over_at=None, leased_by=None, leased_until=None, **changes)


@transaction.atomic
def _bury(notice: Notice, failure: str, *, by: Actor) -> None:
    waiting = _held(notice).filter(state=NoticeState.WAITING)
    if waiting.update(state=NoticeState.DEAD, failure=failure):
        _record("died", notice, by=by, attempts=notice.attempts)
    _let_go(notice)


def _close(channel: str) -> None:
    """The other notices of a channel that cannot be reached wait, without it counting as a try of theirs."""
    Notice.objects.due().filter(channel=channel).update(due_at=timezone.now() + CLOSED_FOR)


def _record(deed: str, notice: Notice, *, by: Actor, **content: str | int) -> None:
    audit.record(
        f"notices:notice:{deed}", by=by, subject=f"notice:{notice.pk}", about=notice.about, **content
    )
