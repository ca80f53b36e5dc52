"""The log of what went to whom: what was sent outside of this software, and receipts."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.accounts.rules import require
from kinline.audit import commands as audit
from kinline.audit.rules import Refused
from kinline.exchange.choices import RecipientKind, TransmissionWay
from kinline.exchange.forwarding import rules
from kinline.exchange.models import Forwarding


@transaction.atomic
def record_forwarding(
    *,
    recipient_name: str,
    recipient_kind: str,
    what: str,
    people: int,
    way: str,
    sent_on: dt.date,
    sha256: str = "",
    by: Staff,
) -> Forwarding:
    """Write into the log what was made and sent outside of this software."""
    require(by, Permission.RECORD_FORWARDING)
    if sent_on > timezone.localdate():
        raise Refused(_("The day lies in the future."))
    if RecipientKind(recipient_kind) == RecipientKind.OWN or TransmissionWay(way) == TransmissionWay.STAYS:
        raise Refused(_("This is not a forwarding: it goes to nobody."))
    forwarding = Forwarding.objects.create(
        recipient_name=recipient_name.strip(),
        recipient_kind=recipient_kind,
        what=what.strip(),
        people=people,
        way=way,
        sent_on=sent_on,
        sha256=sha256.lower(),
        recorded_by=by,
        receipt_due_on=sent_on + dt.timedelta(days=rules.RECEIPT_WITHIN_DAYS),
    )
    audit.record(
        "exchange:forwarding:recorded",
        by=by,
        subject=f"forwarding:{forwarding.pk}",
        recipient=recipient_kind,
        people=people,
    )
    return forwarding


@transaction.atomic
def confirm_receipt(forwarding: Forwarding, *, on: dt.date, reference: str, by: Staff) -> Forwarding:
    """Write down that the recipient has it, and by which letter, number or word of theirs."""
    require(by, Permission.RECORD_FORWARDING)
    forwarding = Forwarding.objects.select_for_update(of=("self",)).get(pk=forwarding.pk)
    rules.check_unconfirmed(forwarding)
    if not forwarding.sent_on <= on <= timezone.localdate():
        raise Refused(_("The day lies before it was sent, or in the future."))
    if not reference.strip():
        raise Refused(_("Say by what it is confirmed, such as a letter and its number."))
    forwarding.receipt_on, forwarding.receipt_by = on, by
    forwarding.receipt_reference = reference.strip()[:120]
    forwarding.save(update_fields=["receipt_on", "receipt_by", "receipt_reference"])
    audit.record("exchange:forwarding:confirmed", by=by, subject=f"forwarding:{forwarding.pk}")
    return forwarding
