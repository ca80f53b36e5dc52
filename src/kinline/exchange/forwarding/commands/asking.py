"""Asked, decided by a second, different person, or called off."""

from django.db import transaction
from django.utils.translation import gettext as _

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.accounts.rules import require
from kinline.audit import commands as audit
from kinline.audit.rules import Refused
from kinline.exchange.choices import ExportState, RecipientKind, Sealing, TransmissionWay
from kinline.exchange.forwarding import rows, rules
from kinline.exchange.models import Export
from kinline.exchange.rules import marks_of_machine
from kinline.registry.choices import SourceKind


@transaction.atomic
def ask_export(asked: rules.Asked, *, by: Staff, by_shell: bool = False) -> Export:
    """Ask to let something out. The worker counts it; then a second person decides."""
    require(by, Permission.ASK_EXPORT)
    rules.check_asked(asked)
    own = asked.recipient_kind == RecipientKind.OWN
    export = Export.objects.create(
        recipient_name=asked.recipient_name.strip()[:120],
        recipient_kind=asked.recipient_kind,
        purpose=asked.purpose.strip()[:300],
        way=TransmissionWay.STAYS if own else asked.way,
        format=asked.format,
        sealing=asked.sealing,
        recipient_key=asked.recipient_key.strip() if asked.sealing == Sealing.KEY else "",
        plain_reason=asked.plain_reason.strip()[:300] if asked.sealing == Sealing.PLAIN else "",
        source_kinds=sorted(asked.source_kinds) or SourceKind.values,
        source_name=asked.source_name.strip(),
        arrival=asked.arrival,
        groups=dict(asked.groups),
        families_asked_again=asked.families_asked_again,
        asked_by=by,
        by_shell=by_shell,
        **marks_of_machine(by),
    )
    audit.record(
        "exchange:export:asked",
        by=by,
        subject=rows.subject(export),
        recipient=asked.recipient_kind,
        format=asked.format,
        sealing=asked.sealing,
        by_shell=by_shell,
        **{f"with_{group}": reason for group, reason in export.groups.items()},
    )
    return export


@transaction.atomic
def decide_export(export: Export, *, agrees: bool, note: str = "", by: Staff) -> Export:
    """A second, different person lets it out or does not. A refusal says why."""
    export = rows.locked(export)
    rules.check_decides(export, by)
    if not agrees and not note.strip():
        raise Refused(_("Say why it does not leave."))
    rows.decide(export, by, ExportState.APPROVED if agrees else ExportState.REFUSED, note.strip())
    audit.record(
        "exchange:export:approved" if agrees else "exchange:export:refused",
        by=by,
        subject=rows.subject(export),
        people=export.people,
    )
    return export


@transaction.atomic
def cancel_export(export: Export, *, by: Staff) -> Export:
    """Call it off, by whoever asked, as long as there is no file."""
    export = rows.locked(export)
    rules.check_is_theirs(export, by)
    rules.check_export_state(export, ExportState.COUNTING, ExportState.ASKED, ExportState.APPROVED)
    rows.end(export, ExportState.CANCELLED)
    audit.record("exchange:export:cancelled", by=by, subject=rows.subject(export))
    return export
