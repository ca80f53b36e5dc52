"""What the call queue shows."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Prefetch, QuerySet
from django.utils import timezone

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.accounts.rules import require
from kinline.calls.choices import CallState
from kinline.calls.models import Call
from kinline.inquiries.models import Finding, Inquiry, SafeWay
from kinline.inquiries.queries import word_for_caseworker

__all__ = ["Call", "QueueLine", "get_call", "inquiries_from", "my_calls", "queue", "queue_lines"]


def queue(*, visible_to: Staff) -> QuerySet[Call]:
    """Calls that wait or are being talked to, the longest wait first."""
    require(visible_to, Permission.TAKE_CALLS)
    return Call.objects.in_queue().select_related("taken_by", "noted_by")


def get_call(pk: int, *, visible_to: Staff) -> Call:
    """One call. Raises Call.DoesNotExist."""
    require(visible_to, Permission.TAKE_CALLS)
    return Call.objects.select_related("taken_by", "noted_by", "inquiry").get(pk=pk)


def inquiries_from(call: Call, *, visible_to: Staff) -> QuerySet[Inquiry]:
    """Earlier inquiries of whoever has this number."""
    require(visible_to, Permission.READ_INQUIRIES)
    if not call.number_hash:
        return Inquiry.objects.none()
    return (
        Inquiry.objects.filter(seeker__ways__address_hash=call.number_hash)
        .select_related("description")
        .prefetch_related("findings")
        .distinct()
        .order_by("-opened_at")
    )


def my_calls(staff: Staff) -> QuerySet[Call]:
    """Calls that `staff` has taken and not finished."""
    return queue(visible_to=staff).filter(state=CallState.TAKEN, taken_by=staff)


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One call in the queue with what is known of its number."""

    call: Call
    #: How often this number called before, this time not counted.
    calls_before: int
    #: The newest inquiry that this number asked in, and the way that was called safe.
    inquiry: Inquiry | None
    way: SafeWay | None
    #: Something may be told. Only whoever talks about news learns it.
    word: bool

    @property
    def number_ending(self) -> str:
        return str(self.call.number)[-2:]

    @property
    def waits_minutes(self) -> int:
        """Whole minutes since it rang."""
        return (timezone.now() - self.call.rang_at) // timedelta(minutes=1)

    @property
    def about_whom(self) -> str:
        """Whom the caller named, or whom this number asked about before."""
        return self.call.about_whom or (self.inquiry.description.name if self.inquiry else "")


def queue_lines(*, visible_to: Staff) -> list[QueueLine]:
    """The queue as a screen shows it. Costs the same few queries however long it is."""
    calls = list(queue(visible_to=visible_to))
    tells = visible_to.may(Permission.TELL)
    hashes = {call.number_hash for call in calls if call.number_hash}
    ways: dict[str, SafeWay] = {}
    before: dict[str, int] = defaultdict(int)
    if hashes:
        inquiries = Inquiry.objects.select_related("description", "caseworker").prefetch_related(
            Prefetch("findings", Finding.objects.filter(undone_at=None))
        )
        known = SafeWay.objects.filter(address_hash__in=hashes).select_related("seeker")
        for way in known.order_by("seeker__inquiry__opened_at", "pk").prefetch_related(
            Prefetch("seeker__inquiry", inquiries)
        ):
            known_way = ways.get(way.address_hash)
            # The newest inquiry, unless an older one has word: that one decides who talks.
            if known_way is None or not (tells and word_for_caseworker(known_way.seeker.inquiry)):
                ways[way.address_hash] = way
        counted = Call.objects.filter(number_hash__in=hashes).values("number_hash").annotate(n=Count("pk"))
        before |= {row["number_hash"]: row["n"] - 1 for row in counted.order_by()}
    return [_line(call, before[call.number_hash], ways.get(call.number_hash), tells=tells) for call in calls]


def _line(call: Call, before: int, way: SafeWay | None, *, tells: bool) -> QueueLine:
    inquiry = way.seeker.inquiry if way else None
    return QueueLine(
        call=call,
        calls_before=before,
        inquiry=inquiry,
        way=way if way and way.ended_at is None else None,
        word=tells and inquiry is not None and word_for_caseworker(inquiry),
    )
