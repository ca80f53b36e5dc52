"""Approved at the command line. Apart from the others: of all that serve, only the desk has second factors."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import validate_totp_code
from allauth.mfa.utils import decrypt
from django.db import transaction
from django.utils.translation import gettext as _

from kinline.accounts import commands as accounts
from kinline.accounts.models import Staff
from kinline.accounts.tries import count_try
from kinline.audit import commands as audit
from kinline.audit.rules import Actor, Refused
from kinline.exchange.choices import ExportState
from kinline.exchange.forwarding import rows, rules
from kinline.exchange.models import Export


def approve_by_code(export: Export, approver: Staff, code: str, *, by: Actor) -> Export:
    """Approve at the command line: the second person proves to be there by a code of their second factor.

    Five tries in a quarter of an hour; a code works once, here and at the desk together.
    """
    rules.check_decides(export, approver)
    key = f"export code:{approver.pk}"
    if not count_try(key, limit=rules.CODE_TRIES, window_seconds=rules.CODE_WINDOW_SECONDS):
        raise Refused(_("There were too many tries. Wait a quarter of an hour and try again."))
    if not _code_fits(approver, code) or not accounts.spend_code(approver, code, by=by):
        audit.record(
            "exchange:export:code_wrong", by=by, subject=rows.subject(export), approver=approver.actor_id
        )
        raise Refused(_("The code does not fit. Wait for the next one and type it again."))
    with transaction.atomic():
        export = rows.locked(export)
        rules.check_decides(export, approver)
        rows.decide(export, approver, ExportState.APPROVED, "")
        audit.record(
            "exchange:export:approved",
            by=approver,
            subject=rows.subject(export),
            people=export.people,
            by_shell=True,
        )
    return export


def _code_fits(approver: Staff, code: str) -> bool:
    device = Authenticator.objects.filter(user=approver, type=Authenticator.Type.TOTP).first()
    if device is None:
        raise Refused(
            _("%(name)s has no codes of an authenticator app and approves at the desk.")
            % {"name": approver.display_name}
        )
    return bool(validate_totp_code(decrypt(device.data["secret"]), code))
