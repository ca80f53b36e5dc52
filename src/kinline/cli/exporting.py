"""`kinline export`: approved by a second person at the desk, or here by a code of that person's second factor."""

import argparse
import getpass
import sys
import time
from pathlib import Path

from django.utils import translation

from kinline.accounts.models import Installation, Staff
from kinline.accounts.queries import staff_named
from kinline.audit.rules import SHELL, Refused
from kinline.cli.holds import in_use
from kinline.config.home import Home
from kinline.exchange.choices import ExportState, RecipientKind, Sealing, TransmissionWay
from kinline.exchange.forwarding import commands, queries
from kinline.exchange.forwarding.commands.by_code import approve_by_code
from kinline.exchange.forwarding.rules import Asked, check_decides
from kinline.exchange.models import Export

#: Between two slices, or two looks at what the worker has in hand.
PAUSE_SECONDS = 0.05


def export(options: argparse.Namespace, home: Home) -> int:
    """Write the file, or one sentence about why not. Returns 0."""
    with in_use(home, alone=False), translation.override("en"):
        if options.out.is_dir():
            raise Refused(f"{options.out} is a folder. Name the file.")
        if not options.out.parent.is_dir():
            raise Refused(f"There is no folder {options.out.parent}.")
        asked = _asked_at_the_desk(options.request) if options.request else _ask_here(options)
        _deliver(_worked_on(asked), options.out)
    return 0


def _asked_at_the_desk(number: int) -> Export:
    found: Export | None = Export.objects.filter(pk=number).first()
    if found is None:
        raise Refused(f"There is no export {number}.")
    if found.state not in {ExportState.APPROVED, ExportState.READY}:
        raise Refused(
            f"Export {number} is not approved, or there is no file: {ExportState(found.state).label}."
        )
    return found


def _ask_here(options: argparse.Namespace) -> Export:
    missing = [name for name in ("format", "purpose", "by", "approved_by") if not getattr(options, name)]
    if missing:
        raise Refused(
            f"--{missing[0].replace('_', '-')} is needed, or --request with what was approved at the desk."
        )
    asker, approver = _staff(options.by), _staff(options.approved_by)
    asked = commands.ask_export(_what(options), by=asker, by_shell=True)
    try:
        asked = _worked_on(asked)
        check_decides(asked, approver)
        _say(f"{asked.people} records would leave; {sum(asked.counts['left_out'].values())} are left out.")
        return approve_by_code(asked, approver, _code(options, approver), by=SHELL)
    except (Refused, KeyboardInterrupt):
        asked.refresh_from_db()
        if asked.state in {ExportState.COUNTING, ExportState.ASKED}:
            commands.cancel_export(asked, by=asker)
        raise


def _what(options: argparse.Namespace) -> Asked:
    if options.plain and options.recipient_key:
        raise Refused("Either --plain or --recipient-key.")
    sealing = Sealing.PLAIN if options.plain else Sealing.KEY if options.recipient_key else Sealing.PASSPHRASE
    own = options.to_kind == RecipientKind.OWN
    if not own and not options.to:
        raise Refused("Say to whom it goes: --to NAME.")
    operator = Installation.objects.first()
    return Asked(
        recipient_name=options.to or (operator.operator_name if operator else "ourselves"),
        recipient_kind=options.to_kind,
        purpose=options.purpose,
        format=options.format,
        way=TransmissionWay.STAYS if own else options.way,
        sealing=sealing,
        recipient_key=options.recipient_key,
        plain_reason=options.plain_reason,
        source_kinds=options.source_kind or (),
        source_name=options.source,
        groups=dict(_group(said) for said in options.with_group or ()),
    )


def _group(said: str) -> tuple[str, str]:
    group, _equals, reason = said.partition("=")
    return group, reason


def _staff(name: str) -> Staff:
    found = staff_named(name)
    if found is None:
        raise Refused(f"Nobody here signs in as {name!r}. See: kinline staff list")
    return found


def _code(options: argparse.Namespace, approver: Staff) -> str:
    if options.approval_code_file:
        try:
            return str(options.approval_code_file.read_text()).strip()
        except (OSError, UnicodeDecodeError) as wrong:
            raise Refused(f"{options.approval_code_file} cannot be read.") from wrong
    if sys.stdin.isatty():
        return getpass.getpass(f"Code of the second factor of {approver.display_name}: ").strip()
    return sys.stdin.readline().strip()


def _worked_on(asked: Export) -> Export:
    """The export once it is counted, or written: done here, or by the worker if that has it."""
    while True:
        commands.advance_export(by=SHELL, only=asked)
        time.sleep(PAUSE_SECONDS)
        asked.refresh_from_db()
        if asked.state in {ExportState.COUNTING, ExportState.APPROVED} and not asked.fault:
            continue
        if trouble := queries.trouble_of(asked):
            raise Refused(trouble)
        return asked


def _deliver(done: Export, out: Path) -> None:
    try:
        passphrase = commands.deliver(done, out, by=SHELL)
    except OSError as wrong:
        raise Refused(
            f"{out} cannot be written: {wrong.strerror}. Try: kinline export --request {done.pk} OUT"
        ) from wrong
    if passphrase:
        print(f"Passphrase, shown once: {passphrase}")
    _say(f"{done.people} records in {out}. SHA-256: {done.sha256}")


def _say(words: str) -> None:
    print(words, file=sys.stderr)
