"""Every write about who works here."""

import secrets
import time
from collections.abc import Iterable
from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    validate_totp_code,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kinline.accounts import queries, rules, tokens, vouching
from kinline.accounts.choices import Language, Mandate, Role, VouchEnd
from kinline.accounts.models import Enrolment, Installation, RoleGrant, Staff, Throttle
from kinline.audit import commands as audit
from kinline.audit.rules import Actor, Refused
from kinline.vault.keys import keyed_hash

#: How long a link for a new member of staff works.
LINK_HOURS = 72


@transaction.atomic
def found_installation(
    *,
    mandate: Mandate,
    operator_name: str,
    data_lies_in: str,
    could_be_compelled_by: str,
    portal_name: str = "",
    phone: str = "",
    phone_hours: str = "",
    is_demo: bool = False,
    by: Actor,
) -> Installation:
    """Write down who runs this installation. Refuses a second time."""
    rules.require_manages_staff(by)
    if Installation.objects.exists():
        raise Refused(_("This installation is set up already."))
    installation = Installation(
        pk=1,
        mandate=mandate,
        operator_name=operator_name,
        portal_name=portal_name,
        data_lies_in=data_lies_in,
        could_be_compelled_by=could_be_compelled_by,
        phone=phone,
        phone_hours=phone_hours,
        is_demo=is_demo,
    )
    installation.save(force_insert=True)
    audit.record("accounts:installation:founded", by=by, subject="installation:1", mandate=mandate)
    return installation


@transaction.atomic
def add_staff(
    username: str,
    display_name: str,
    roles: Iterable[Role],
    language: Language,
    *,
    by: Actor,
    is_demo: bool = False,
    tells_deaths: bool = False,
) -> tuple[Staff, str]:
    """Add a member of staff. Returns them and the token of a link, to be shown once; it works 72 hours, once.

    Refuses a name for signing in that is taken or malformed, an empty name, no role, and invented people in a
    live installation.
    """
    rules.require_manages_staff(by)
    rules.check_demo(is_demo=is_demo)
    wanted = username.strip().lower()
    rules.check_username(wanted)
    if not display_name.strip():
        raise Refused(_("Say how colleagues call this person."))
    given = sorted(set(roles))
    if not given:
        raise Refused(_("Choose at least one role."))
    staff = Staff(
        username=wanted,
        display_name=display_name.strip(),
        language=language,
        is_demo=is_demo,
        tells_deaths=tells_deaths,
    )
    staff.set_unusable_password()
    staff.save()
    audit.record("accounts:staff:added", by=by, subject=staff.actor_id, tells_deaths=tells_deaths)
    for role in given:
        _grant(staff, role, by)
    return staff, _new_link(staff, by)


def enrol(token: str, *, password: str, code: str, by: Actor) -> tuple[Staff, list[str]]:
    """Set password and second factor by a link, which is then used up.

    Returns the person and their recovery codes, to be shown once. Refuses a link that does not work any more,
    a code that does not fit the link's secret, and a password that is short, common or like the name.
    """
    found = rules.check_link(queries.enrolment_of(token))
    secret = queries.second_factor_secret(token)
    if not validate_totp_code(secret, code):
        raise Refused(_("The code does not fit. Wait for the next one and type it again."))
    hashed = _hashed(password, found.staff)
    with transaction.atomic():  # not before: hashing takes a tenth of a second, and SQLite has one writer
        enrolment = Enrolment.objects.select_for_update(of=("self",)).get(pk=found.pk)
        staff = rules.check_link(enrolment).staff
        enrolment.used_at = timezone.now()
        enrolment.save(update_fields=["used_at"])
        staff.password = hashed
        staff.save(update_fields=["password"])
        Authenticator.objects.filter(user=staff).delete()
        TOTP.activate(staff, secret)
        recovery = RecoveryCodes.activate(staff)
        audit.record("accounts:staff:enrolled", by=by, subject=staff.actor_id)
    return staff, recovery.generate_codes()


@transaction.atomic
def grant_role(staff: Staff, role: Role, *, by: Actor) -> None:
    """Give a role. Refuses one's own, and one that is held already. Whoever vouched for the account does so anew."""
    rules.require_manages_staff(by)
    rules.require_somebody_else(staff, by)
    locked = _locked(staff)
    if locked.grants.filter(role=role, ended_at=None).exists():
        raise Refused(_("This role is given already."))
    _grant(locked, role, by)
    vouching.void(locked, VouchEnd.ROLE_GIVEN, by=by)


@transaction.atomic
def end_role(staff: Staff, role: Role, *, by: Actor) -> None:
    """Take a role away. Refuses one's own, one that is not held, and the last administrator's."""
    rules.require_manages_staff(by)
    rules.require_somebody_else(staff, by)
    if role == Role.ADMINISTRATOR:
        rules.require_administrator_left(staff)
    if not RoleGrant.objects.filter(staff=staff, role=role, ended_at=None).update(ended_at=timezone.now()):
        raise Refused(_("This role is not given."))
    tokens.end_tokens_of(staff, by=by)
    audit.record("accounts:role:ended", by=by, subject=staff.actor_id, role=role)


@transaction.atomic
def deactivate(staff: Staff, *, by: Actor) -> None:
    """Let somebody in no more, at once and everywhere. Refuses for the last administrator."""
    rules.require_manages_staff(by)
    rules.require_administrator_left(staff)
    locked = _locked(staff)
    if not locked.is_active:
        raise Refused(_("This account is closed already."))
    locked.is_active = False
    _end_sessions(locked, "is_active")
    _end_links(locked)
    tokens.end_tokens_of(locked, by=by)
    audit.record("accounts:staff:deactivated", by=by, subject=staff.actor_id)


@transaction.atomic
def reactivate(staff: Staff, *, by: Actor) -> None:
    """Let somebody in again, with the password and the second factor they had."""
    rules.require_manages_staff(by)
    locked = _locked(staff)
    rules.check_demo(is_demo=locked.is_demo)
    if locked.is_active:
        raise Refused(_("This account is open already."))
    locked.is_active = True
    locked.save(update_fields=["is_active"])
    vouching.void(locked, VouchEnd.REOPENED, by=by)
    audit.record("accounts:staff:reactivated", by=by, subject=staff.actor_id)


@transaction.atomic
def renew_enrolment(staff: Staff, *, by: Actor) -> str:
    """The token of a new link, for whoever lost the password or the device. Both stop working now.

    Whoever vouched for the account does so anew. Refuses one's own and a closed account's.
    """
    rules.require_manages_staff(by)
    rules.require_somebody_else(staff, by)
    locked = _locked(staff)
    if not locked.is_active:
        raise Refused(_("This account is closed. Open it first."))
    locked.set_unusable_password()
    _end_sessions(locked, "password")
    _end_links(locked)
    Authenticator.objects.filter(user=locked).delete()
    vouching.void(locked, VouchEnd.LINK_RENEWED, by=by)
    return _new_link(locked, by)


@transaction.atomic
def end_sessions(staff: Staff, *, by: Actor) -> None:
    """Sign somebody out everywhere. Refuses all but themselves, administrators and the shell."""
    if by.actor_id != staff.actor_id:
        rules.require_manages_staff(by)
    _end_sessions(_locked(staff))
    audit.record("accounts:sessions:ended", by=by, subject=staff.actor_id)


@transaction.atomic
def choose_language(staff: Staff, language: Language, *, by: Actor) -> None:
    """Show the desk in `language` from the next page on."""
    staff.language = language
    staff.save(update_fields=["language"])
    audit.record("accounts:language:chosen", by=by, subject=staff.actor_id, language=language)


def change_password(staff: Staff, *, old: str, new: str, by: Actor) -> None:
    """Replace the password, which ends all sessions. Refuses a wrong old one and a new one easy to guess."""
    if not staff.check_password(old):
        raise Refused(_("The current password does not fit."))
    hashed = _hashed(new, staff)
    with transaction.atomic():  # not before: see `enrol`
        staff.password = hashed
        staff.save(update_fields=["password"])
        audit.record("accounts:password:changed", by=by, subject=staff.actor_id)


@transaction.atomic
def spend_code(staff: Staff, code: str, *, by: Actor) -> bool:
    """Whether a TOTP code that fits was not used before; it and all earlier ones are used from now on.

    RFC 6238, section 5.2: a code is accepted once.
    """
    device = Authenticator.objects.select_for_update(of=("self",)).get(
        user=staff, type=Authenticator.Type.TOTP
    )
    secret = decrypt(device.data["secret"])
    fitting = [
        step
        for step in yield_hotp_counters_from_time()
        if format_hotp_value(hotp_value(secret, step)) == code and step > device.data.get("last_step", 0)
    ]
    if not fitting:
        audit.record("accounts:code:used_twice", by=by, subject=staff.actor_id)
        return False
    device.data["last_step"] = fitting[-1]
    device.save(update_fields=["data"])
    return True


@transaction.atomic
@transaction.atomic
def end_links(*, by: Actor) -> int:
    """End every link for signing in that was not used, as far as we know: after a restore we may not. Returns how
    many.
    """
    now = timezone.now()
    ended = Enrolment.objects.filter(used_at=None, expires_at__gt=now).update(expires_at=now)
    audit.record("accounts:links:ended", by=by, subject="links", links=ended)
    return ended


def forget_old_tries(*, by: Actor, older_than_hours: int = 24) -> int:
    """Delete counts of windows that began longer ago. Returns how many."""
    cut = int(time.time()) - older_than_hours * 3600
    gone, _each = Throttle.objects.filter(window__lt=cut).delete()
    if gone:
        audit.record("accounts:tries:forgotten", by=by, subject="throttle", number=gone)
    return gone


def _locked(staff: Staff) -> Staff:
    return Staff.objects.select_for_update(of=("self",)).get(pk=staff.pk)


def _grant(staff: Staff, role: Role, by: Actor) -> None:
    RoleGrant.objects.create(staff=staff, role=role, granted_by=by.actor_id)
    audit.record("accounts:role:granted", by=by, subject=staff.actor_id, role=role)


def _new_link(staff: Staff, by: Actor) -> str:
    token = secrets.token_urlsafe(24)
    Enrolment.objects.create(
        staff=staff,
        token_hash=keyed_hash("enrolment", token),
        made_by=by.actor_id,
        expires_at=timezone.now() + timedelta(hours=LINK_HOURS),
    )
    audit.record("accounts:link:made", by=by, subject=staff.actor_id)
    return token


def _end_links(staff: Staff) -> None:
    now = timezone.now()
    staff.enrolments.filter(used_at=None, expires_at__gt=now).update(expires_at=now)


def _end_sessions(staff: Staff, *also_changed: str) -> None:
    staff.sessions_ended += 1
    staff.save(update_fields=["sessions_ended", *also_changed])
    staff.desk_sessions.all().delete()


def _hashed(password: str, staff: Staff) -> str:
    try:
        validate_password(password, staff)
    except ValidationError as weak:
        raise Refused(" ".join(weak.messages)) from weak
    return make_password(password)
