"""The file of an export: its passphrase shown once, taken, put to a place, deleted."""

import datetime as dt
import os
from pathlib import Path
from typing import IO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.audit import commands as audit
from kinline.audit.rules import SHELL, Actor, Refused
from kinline.exchange.choices import ExportState, RecipientKind, Removal
from kinline.exchange.forwarding import rows, rules, selection
from kinline.exchange.models import Export, Forwarding
from kinline.exchange.writing import sealed


@transaction.atomic
def show_passphrase(export: Export, *, by: Staff) -> str:
    """The passphrase, to the person who asked, once: from then on nobody can read it here."""
    export = rows.locked(export)
    rules.check_is_theirs(export, by)
    rules.check_export_state(export, ExportState.READY)
    return _told_passphrase(export, by)


def _told_passphrase(export: Export, by: Actor) -> str:
    passphrase: str = export.passphrase
    if not passphrase:
        raise Refused(_("The passphrase was shown already, once. If it is lost, ask for the export anew."))
    export.passphrase, export.passphrase_shown_at = "", timezone.now()
    export.save(update_fields=["passphrase", "passphrase_shown_at"])
    audit.record("exchange:export:passphrase_shown", by=by, subject=rows.subject(export))
    return passphrase


def take_file(export: Export, *, by: Staff) -> IO[bytes]:
    """The open file, for the person who asked. The first time it is written into the log of what went to whom."""
    rules.check_is_theirs(export, by)
    file = _opened(export, by)
    try:
        with transaction.atomic():
            export = rows.locked(export)
            rules.check_export_state(export, ExportState.READY)
            _log_forwarding(export)
            audit.record(
                "exchange:export:downloaded", by=by, subject=rows.subject(export), sha256=export.sha256
            )
    except BaseException:
        file.close()
        raise
    return file


def deliver(export: Export, out: Path, *, by: Actor) -> str:
    """Put the file to `out` from the command line, whole or not at all, and delete ours.

    Returns the passphrase, empty if there is none left to show. Raises OSError if `out` cannot be written.
    """
    if by != SHELL:
        raise Refused(_("Files are put to a place at the command line only."))
    partial = out.with_name(f".{out.name}.part")
    passphrase = ""
    try:
        with _opened(export, by) as held:
            _copy(held, partial)
        with transaction.atomic():
            export = rows.locked(export)
            rules.check_export_state(export, ExportState.READY)
            _log_forwarding(export)
            if export.passphrase:
                passphrase = _told_passphrase(export, by)
            audit.record("exchange:export:taken", by=by, subject=rows.subject(export), sha256=export.sha256)
            _remove(export, Removal.TAKEN, by)
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
    return passphrase


def _copy(held: IO[bytes], partial: Path) -> None:
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while chunk := held.read(1 << 20):
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def _opened(export: Export, by: Actor) -> IO[bytes]:
    """The file, if all that is in it might leave today. Else it is deleted, and refused."""
    rules.check_export_state(export, ExportState.READY)
    if not selection.still_leaves(export):
        end_file(export, Removal.NO_LONGER_ALLOWED, by=by)
        raise Refused(
            _("Something in this file may not leave any more. The file was deleted. Ask for the export anew.")
        )
    try:
        return sealed.stored(export.stored_as).open("rb")
    except FileNotFoundError as gone:
        end_file(export, Removal.GONE, by=by)
        raise Refused(_("The file is no longer on the disk. Ask for the export anew.")) from gone


def _log_forwarding(export: Export) -> None:
    """One line in the log for one export, however often its file is taken."""
    outside = export.recipient_kind != RecipientKind.OWN
    today = timezone.localdate()
    Forwarding.objects.get_or_create(
        export=export,
        defaults={
            "recipient_name": export.recipient_name,
            "recipient_kind": export.recipient_kind,
            "what": export.purpose,
            "people": export.people,
            "sha256": export.sha256,
            "way": export.way,
            "sent_on": today,
            "recorded_by": export.asked_by,
            "approved_by": export.decided_by,
            "receipt_due_on": today + dt.timedelta(days=rules.RECEIPT_WITHIN_DAYS) if outside else None,
        },
    )


def remove_file(export: Export, *, by: Staff) -> None:
    """Delete the file before its time, by whoever asked for it or may approve."""
    if not by.may(Permission.APPROVE_EXPORT):
        rules.check_is_theirs(export, by)
    rules.check_export_state(export, ExportState.READY)
    end_file(export, Removal.ASKED, by=by)


@transaction.atomic
def end_file(export: Export, because: Removal, *, by: Actor) -> None:
    """Delete the file, whatever the reason, if it is still there."""
    export = rows.locked(export)
    if export.state == ExportState.READY:
        _remove(export, because, by)


def _remove(export: Export, because: Removal, by: Actor) -> None:
    name = export.stored_as
    export.removed_at, export.removed_because = timezone.now(), because
    rows.end(export, ExportState.REMOVED, "removed_at", "removed_because")
    audit.record("exchange:export:removed", by=by, subject=rows.subject(export), because=because)
    transaction.on_commit(lambda: sealed.remove(name))
