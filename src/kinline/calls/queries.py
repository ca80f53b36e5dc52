"""What the call queue shows."""

from django.db.models import QuerySet

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.accounts.rules import require
from kinline.calls.models import Call
from kinline.inquiries.models import Inquiry


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
        .distinct()
        .order_by("-opened_at")
    )
