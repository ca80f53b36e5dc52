"""Who may let something out, and what must be said before."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.accounts.rules import check_is_second, require
from kinline.audit.rules import Refused
from kinline.exchange.choices import (
    NEVER_PUBLISHED,
    ExportFormat,
    ExportState,
    ExtraGroup,
    ExtraReason,
    RecipientKind,
    Sealing,
    TransmissionWay,
)
from kinline.exchange.models import Export, Forwarding
from kinline.exchange.writing.sealed import check_key
from kinline.inquiries.models import Correction
from kinline.registry.choices import SourceKind
from kinline.registry.models import Arrival, Description
from kinline.vault.keys import keyed_hash

KEEP_FILE_DAYS = 7
RECEIPT_WITHIN_DAYS = 14
#: So many tries to approve by code in a quarter of an hour, for one approver.
CODE_TRIES, CODE_WINDOW_SECONDS = 5, 900


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody asks to let out. `groups` is {ExtraGroup: ExtraReason}; no kinds of sources means all."""

    recipient_name: str
    recipient_kind: str
    purpose: str
    format: str = ExportFormat.PFIF
    way: str = TransmissionWay.STAYS
    sealing: str = Sealing.PASSPHRASE
    recipient_key: str = ""
    plain_reason: str = ""
    source_kinds: Iterable[str] = ()
    source_name: str = ""
    arrival: Arrival | None = None
    groups: Mapping[str, str] = field(default_factory=dict)
    families_asked_again: bool = False


def check_asked(asked: Asked) -> None:
    """Refuses what is not whole: no purpose, no recipient, a key that is none, a group without a reason."""
    for value, choices in (
        (asked.recipient_kind, RecipientKind),
        (asked.format, ExportFormat),
        (asked.way, TransmissionWay),
        (asked.sealing, Sealing),
    ):
        if value not in choices.values:
            raise Refused(_("There is no such choice: %(value)s.") % {"value": value})
    if not asked.purpose.strip():
        raise Refused(_("Say what it is for."))
    if not asked.recipient_name.strip():
        raise Refused(_("Say to whom it goes."))
    _check_sealing(asked)
    _check_what(asked)
    outside = asked.recipient_kind != RecipientKind.OWN
    if outside and asked.way == TransmissionWay.STAYS:
        raise Refused(_("Say how it goes there."))
    if asked.recipient_kind == RecipientKind.PUBLICATION:
        if published := [group.label for group in NEVER_PUBLISHED if group in asked.groups]:
            raise Refused(_("This is never published: %(what)s.") % {"what": published[0]})
        if not asked.families_asked_again:
            raise Refused(
                _("Each family was promised to be asked again before anything is published. Do that first.")
            )


def _check_sealing(asked: Asked) -> None:
    if asked.sealing == Sealing.KEY:
        check_key(asked.recipient_key.strip())
    elif asked.sealing == Sealing.PLAIN and not asked.plain_reason.strip():
        raise Refused(_("Say why it is not encrypted."))


def _check_what(asked: Asked) -> None:
    if strange := sorted(set(asked.source_kinds) - set(SourceKind.values)):
        raise Refused(_("There is no such choice: %(value)s.") % {"value": strange[0]})
    for group, reason in asked.groups.items():
        if group not in ExtraGroup.values:
            raise Refused(_("There is no such choice: %(value)s.") % {"value": group})
        if reason not in ExtraReason.values:
            raise Refused(_("Say why this leaves: %(what)s.") % {"what": ExtraGroup(group).label})


def check_decides(export: Export, by: Staff) -> None:
    """Refuses whoever may not approve, who is no second person beside the one who asked, and what waits for nobody."""
    require(by, Permission.APPROVE_EXPORT)
    check_is_second(by, export.asked_by)
    check_export_state(export, ExportState.ASKED)


def check_export_state(export: Export, *states: ExportState) -> None:
    """Refuses an export that stands elsewhere."""
    if export.state not in states:
        raise Refused(
            _("This export stands elsewhere: %(state)s.") % {"state": ExportState(export.state).label}
        )


def check_is_theirs(export: Export, by: Staff) -> None:
    """Refuses all but the person who asked: the file and its passphrase go to nobody else."""
    require(by, Permission.ASK_EXPORT)
    if export.asked_by_id != by.pk:
        raise Refused(_("Only the person who asked for it does this."))


def check_unconfirmed(forwarding: Forwarding) -> None:
    """Refuses a second receipt."""
    if forwarding.receipt_on:
        raise Refused(_("The receipt is recorded already."))


def check_told(correction: Correction, on: dt.date, note: str) -> None:
    """Refuses to say that a recipient heard of a correction before there was one, or in the future, or nobody knows
    how.
    """
    if not timezone.localdate(correction.opened_at) <= on <= timezone.localdate():
        raise Refused(_("The day lies before it came into doubt, or in the future."))
    if not note.strip():
        raise Refused(_("Say what was sent or said, such as a letter and its number."))


def same_recipient(one: Forwarding, other: Forwarding) -> bool:
    """Whether two files went to the same."""
    return one.recipient_kind == other.recipient_kind and _name(one.recipient_name) == _name(
        other.recipient_name
    )


def _name(recipient: str) -> str:
    return " ".join(recipient.casefold().split())


def record_id(first: Description, export: Export) -> str:
    """`domain/32 hex digits`: the same for the same recipient each time, another for each recipient.

    Made of the source's first word about him, so that later words keep it, under the installation's hashing key.
    Two recipients cannot join their files by it, and nobody can count our rows by it.
    """
    recipient = f"{export.recipient_kind}\x1f{_name(export.recipient_name)}"
    number = keyed_hash("exported record", f"{recipient}\x1f{first.public_id}")
    return f"{own_domain()}/{number[:32]}"


def own_domain() -> str:
    """The name under which families reach this installation."""
    hosts = settings.HOME.portal.get("hosts", [])
    return next((host for host in hosts if host not in {"localhost", "127.0.0.1"}), "localhost")
