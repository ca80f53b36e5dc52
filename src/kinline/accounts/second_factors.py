"""Passkeys and recovery codes of staff, beside the code from an authenticator that everybody has."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from kinline.accounts.models import Staff
from kinline.audit import commands as audit
from kinline.audit.rules import Actor, Refused

#: So few recovery codes left are few.
FEW_CODES = 3
MOST_PASSKEYS = 10


@dataclass(frozen=True, slots=True)
class Passkey:
    """One passkey as its owner knows it."""

    pk: int
    name: str
    added_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class SecondFactors:
    """What somebody has besides the password. `codes_left` is None where there never were recovery codes."""

    authenticator: bool
    passkeys: tuple[Passkey, ...]
    codes_left: int | None

    @property
    def codes_are_few(self) -> bool:
        return (self.codes_left or 0) <= FEW_CODES


def second_factors_of(staff: Staff) -> SecondFactors:
    """In one query. Opens no secret but the seed of the recovery codes, to count those that are left."""
    held = list(Authenticator.objects.filter(user_id=staff.pk).order_by("created_at", "pk"))
    codes = [device for device in held if device.type == Authenticator.Type.RECOVERY_CODES]
    return SecondFactors(
        authenticator=any(device.type == Authenticator.Type.TOTP for device in held),
        passkeys=tuple(
            Passkey(device.pk, device.data["name"], device.created_at, device.last_used_at)
            for device in held
            if device.type == Authenticator.Type.WEBAUTHN
        ),
        codes_left=len(RecoveryCodes(codes[0]).get_unused_codes()) if codes else None,
    )


def passkey_of(staff: Staff, pk: int) -> Passkey:
    """One of somebody's own. Raises Http404 if there is none."""
    for passkey in second_factors_of(staff).passkeys:
        if passkey.pk == pk:
            return passkey
    raise Http404


@transaction.atomic
def add_passkey(staff: Staff, *, name: str, credential: dict[str, Any], by: Actor) -> None:
    """Keep a passkey whose registration was checked. What is kept of it is public: no secret leaves the device.

    Refuses an eleventh one.
    """
    mine = Authenticator.objects.filter(user=staff, type=Authenticator.Type.WEBAUTHN)
    Staff.objects.select_for_update(of=("self",)).get(pk=staff.pk)
    if mine.count() >= MOST_PASSKEYS:
        raise Refused(_("You have ten passkeys. Remove one that you no longer use."))
    data = {"name": name, "credential": credential}
    Authenticator.objects.create(user=staff, type=Authenticator.Type.WEBAUTHN, data=data)
    audit.record("accounts:passkey:added", by=by, subject=staff.actor_id)


@transaction.atomic
def remove_passkey(staff: Staff, pk: int, *, by: Actor) -> None:
    """It opens nothing any more. Raises Http404 if it is not one of theirs. The authenticator stays."""
    gone, _each = Authenticator.objects.filter(user=staff, type=Authenticator.Type.WEBAUTHN, pk=pk).delete()
    if not gone:
        raise Http404
    audit.record("accounts:passkey:removed", by=by, subject=staff.actor_id)


@transaction.atomic
def renew_recovery_codes(staff: Staff, *, by: Actor) -> list[str]:
    """Ten new codes, to be shown once. The old ones are void."""
    Staff.objects.select_for_update(of=("self",)).get(pk=staff.pk)
    Authenticator.objects.filter(user=staff, type=Authenticator.Type.RECOVERY_CODES).delete()
    recovery = RecoveryCodes.activate(staff)
    audit.record("accounts:recovery_codes:renewed", by=by, subject=staff.actor_id)
    codes: list[str] = recovery.generate_codes()
    return codes
