"""Wishes to be erased, and what comes to its day."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.accounts.rules import require
from kinline.erasure.choices import LISTED_FOR, PERIODS, Keep
from kinline.erasure.models import Prolongation, Request, RequestQuerySet
from kinline.erasure.rules import two_decide
from kinline.inquiries.choices import OPEN_STATES, InquiryState
from kinline.inquiries.models import Finding, Inquiry
from kinline.inquiries.queries import inquiries_for
from kinline.inquiries.rules import opening_ways
from kinline.registry.models import Description, StatusReport
from kinline.registry.queries import latest_word

__all__ = ["Due", "Request", "opening_ways", "two_decide"]


def requests(*, visible_to: Staff) -> RequestQuerySet:
    """Every wish that `visible_to` may know of: families' only where contacts may be read."""
    require(visible_to, Permission.ERASE)
    rows = Request.objects.select_related(
        "inquiry__description", "inquiry__seeker", "description", "checked_by", "seconded_by"
    )
    return rows if visible_to.may(Permission.READ_CONTACTS) else rows.filter(inquiry=None)


def get_request(pk: int, *, visible_to: Staff) -> Request:
    """One wish. Raises Request.DoesNotExist."""
    return requests(visible_to=visible_to).get(pk=pk)


def pending_of(inquiry: Inquiry) -> Request | None:
    """The family's wish that is still to be carried out, if there is one."""
    return inquiry.erasures.pending().first()


def first_word(description: Description) -> Description:
    """The first word of the source that this one belongs to."""
    first = description
    while first.follows is not None:
        first = first.follows
    return first


def kept_until(inquiry: Inquiry) -> dt.date | None:
    """The day on which a closed inquiry is erased unless somebody decides otherwise. None while it is open."""
    if inquiry.is_open or inquiry.closed_at is None:
        return None
    day = timezone.localdate(inquiry.closed_at) + _period_of(inquiry)
    longer = Prolongation.objects.filter(inquiry=inquiry).order_by("-until").first()
    return max(day, longer.until) if longer else day


def _period_of(inquiry: Inquiry) -> dt.timedelta:
    taken_back = inquiry.state == InquiryState.WITHDRAWN
    days = PERIODS[Keep.WITHDRAWN_INQUIRY if taken_back else Keep.CLOSED_INQUIRY].days
    return dt.timedelta(days=days or 0)


def inquiries_to_erase(before: dt.date) -> QuerySet[Inquiry]:
    """Closed inquiries whose day comes before `before`, the longest closed first."""
    midnight = timezone.make_aware(dt.datetime.combine(before, dt.time()))
    ended = Q()
    for state, keep in (
        (InquiryState.WITHDRAWN, Keep.WITHDRAWN_INQUIRY),
        (InquiryState.CLOSED, Keep.CLOSED_INQUIRY),
    ):
        ended |= Q(state=state, closed_at__lt=midnight - dt.timedelta(days=PERIODS[keep].days or 0))
    longer = Prolongation.objects.filter(inquiry=OuterRef("pk"), until__gte=before)
    return Inquiry.objects.filter(ended).exclude(Exists(longer)).order_by("closed_at", "pk")


def sources_to_erase(before: dt.date, *, by_themselves: bool = False) -> QuerySet[Description]:
    """First words of sources, not of families, whose day comes before `before`, the oldest first.

    `still_needed` is true where somebody is searching for the person, or what is held of him rests on these words;
    `by_themselves` leaves those out.
    """
    open_question = Inquiry.objects.filter(state__in=OPEN_STATES, description__person=OuterRef("person"))
    found = Finding.objects.filter(
        Q(suggestion__left__person=OuterRef("person")) | Q(suggestion__right__person=OuterRef("person")),
        undone_at=None,
    )
    rests = StatusReport.objects.counted().filter(description=OuterRef("pk"))
    rows = (
        Description.objects.shown()
        .filter(follows=None, inquiry=None, keep_until__lt=before)
        .exclude(content_digest="")  # emptied before, and there only because somebody else's row needs it
        .annotate(still_needed=Exists(open_question) | Exists(found) | Exists(rests))
        .order_by("keep_until", "pk")
    )
    return rows.filter(still_needed=False) if by_themselves else rows


def waits_for_a_person(inquiry: Inquiry) -> bool:
    """Whether a closed inquiry is not erased by itself: something was found for this family."""
    return two_decide(inquiry)


@dataclass(frozen=True, slots=True)
class Due:
    """Something that comes to its day. Whether a person must decide, or it goes by itself."""

    pk: int
    name: str
    day: dt.date
    by_itself: bool
    reference: str = ""
    #: Whether the day is over and a person may let it go.
    is_over: bool = False


def inquiries_due(*, visible_to: Staff, most: int = 100) -> list[Due]:
    """Families' inquiries that are erased within 30 days, or wait for a person."""
    require(visible_to, Permission.ERASE)
    if not visible_to.may(Permission.READ_INQUIRIES):
        return []
    soon = inquiries_to_erase(timezone.localdate() + LISTED_FOR)
    rows = inquiries_for(visible_to).filter(pk__in=soon.values("pk")).order_by("closed_at", "pk")
    return [
        Due(
            row.pk,
            row.description.name,
            day,
            by_itself=not waits_for_a_person(row),
            reference=row.reference,
            is_over=day < timezone.localdate(),
        )
        for row in rows[:most]
        if (day := kept_until(row)) is not None
    ]


def open_questions_due(*, visible_to: Staff, most: int = 100) -> list[Due]:
    """Open inquiries whose words come to their day: never erased by themselves, a person prolongs."""
    require(visible_to, Permission.ERASE)
    if not visible_to.may(Permission.READ_INQUIRIES):
        return []
    rows = (
        inquiries_for(visible_to)
        .open()
        .filter(description__keep_until__lt=timezone.localdate() + LISTED_FOR)
        .order_by("description__keep_until", "pk")
    )
    return [
        Due(
            row.pk, row.description.name, row.description.keep_until, by_itself=False, reference=row.reference
        )
        for row in rows[:most]
    ]


def sources_due(*, visible_to: Staff) -> QuerySet[Description]:
    """First words of sources that are erased within 30 days, or wait for a person."""
    require(visible_to, Permission.ERASE)
    return sources_to_erase(timezone.localdate() + LISTED_FOR)


def last_day_of(description: Description) -> dt.date:
    """Until when a source's words are kept: what its last word says."""
    return latest_word(description).keep_until


def get_source(pk: int, *, visible_to: Staff) -> Description:
    """One source's first word. Raises Description.DoesNotExist."""
    require(visible_to, Permission.ERASE)
    return first_word(Description.objects.get(pk=pk))
