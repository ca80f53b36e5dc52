"""Every write about a call."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.accounts.rules import require
from kinline.audit import commands as audit
from kinline.audit.rules import Refused
from kinline.calls.choices import CallState, Topic
from kinline.calls.models import Call
from kinline.inquiries import commands as inquiries
from kinline.inquiries.choices import Origin, SharingScope
from kinline.inquiries.commands import Opened, ReachableBy, WhoAsks
from kinline.inquiries.models import Inquiry
from kinline.registry.facts import Facts
from kinline.vault.keys import keyed_hash


@transaction.atomic
def note_call(*, number: str, language: str, about_whom: str, note: str, by: Staff) -> Call:
    """Write down that somebody rang and waits for a person: the call stands in the queue until it is taken."""
    require(by, Permission.TAKE_CALLS)
    call = Call.objects.create(
        number=number,
        number_hash=keyed_hash("address", number) if number else "",
        language=language,
        about_whom=about_whom,
        note=note,
        noted_by=by,
    )
    audit.record("calls:call:noted", by=by, subject=f"call:{call.pk}")
    return call


@transaction.atomic
def take_call(call: Call, *, by: Staff) -> Call:
    """Take a waiting call. Of two who take it at once one wins, and the other is told who."""
    require(by, Permission.TAKE_CALLS)
    won = (
        Call.objects.waiting()
        .filter(pk=call.pk)
        .update(state=CallState.TAKEN, taken_by=by, taken_at=timezone.now())
    )
    call = Call.objects.select_related("taken_by").get(pk=call.pk)
    if not won and call.taken_by_id != by.pk:
        name = call.taken_by.display_name if call.taken_by else _("Somebody")
        raise Refused(_("%(name)s is talking with this caller.") % {"name": name})
    if won:
        audit.record("calls:call:taken", by=by, subject=f"call:{call.pk}")
    return call


def take_longest(*, by: Staff) -> Call:
    """Take the call that has waited longest. One that somebody else takes meanwhile is passed over."""
    require(by, Permission.TAKE_CALLS)
    for call in Call.objects.waiting().order_by("rang_at", "pk")[:20]:
        try:
            return take_call(call, by=by)
        except Refused:
            continue
    raise Refused(_("Nobody is waiting."))


@transaction.atomic
def put_back(call: Call, *, by: Staff) -> None:
    """Give a call back to the queue; its wait counts from when it rang."""
    require(by, Permission.TAKE_CALLS)
    mine = Call.objects.filter(pk=call.pk, state=CallState.TAKEN, taken_by=by)
    if not mine.update(state=CallState.WAITING, taken_by=None, taken_at=None):
        raise Refused(_("This call is not yours."))
    audit.record("calls:call:put_back", by=by, subject=f"call:{call.pk}")


@transaction.atomic
def finish_call(call: Call, *, topic: Topic, by: Staff, inquiry: Inquiry | None = None) -> None:
    """End a call that one has taken, and say what it was about."""
    require(by, Permission.TAKE_CALLS)
    mine = Call.objects.filter(pk=call.pk, state=CallState.TAKEN, taken_by=by)
    if not mine.update(state=CallState.DONE, done_at=timezone.now(), topic=topic, inquiry=inquiry):
        raise Refused(_("This call is not yours."))
    audit.record("calls:call:finished", by=by, subject=f"call:{call.pk}", topic=topic)


@transaction.atomic
def record_call(
    facts: Facts,
    *,
    who: WhoAsks,
    ways: Sequence[ReachableBy],
    sharings: Sequence[SharingScope],
    topic: Topic,
    once_key: str,
    by: Staff,
    call: Call | None = None,
) -> Opened:
    """Open an inquiry from a talk by telephone, and note the call that brought it. All or nothing."""
    require(by, Permission.TAKE_CALLS)
    opened = inquiries.open_inquiry(
        facts, who=who, ways=ways, sharings=sharings, origin=Origin.PHONE, once_key=once_key, by=by
    )
    if not opened.pin:
        return opened
    if call is None:
        now = timezone.now()
        call = Call.objects.create(
            language=who.language, noted_by=by, state=CallState.TAKEN, taken_by=by, taken_at=now
        )
    finish_call(call, topic=topic, inquiry=opened.inquiry, by=by)
    return opened
