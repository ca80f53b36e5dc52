"""Reading who works here."""

import base64
from collections.abc import Iterable

from django.http import Http404
from django.utils.translation import gettext as _

from kinline.accounts.models import Enrolment, RoleGrant, Staff
from kinline.vault.keys import keyed_hash

__all__ = [
    "RoleGrant",
    "Staff",
    "enrolment_of",
    "get_staff",
    "has_second_factor",
    "names_of",
    "roles_of",
    "second_factor_secret",
    "staff_list",
    "staff_named",
]

#: Bytes of a TOTP secret: the length of a SHA-1 digest. RFC 4226, section 4, R6.
_SECRET_BYTES = 20


def staff_list() -> list[Staff]:
    """All who work or worked here, those who may sign in first. Two queries."""
    return list(Staff.objects.prefetch_related("grants").order_by("-is_active", "display_name", "pk"))


def get_staff(pk: int) -> Staff:
    """One member of staff. Raises Http404 if there is none."""
    found = Staff.objects.prefetch_related("grants").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def staff_named(username: str) -> Staff | None:
    """Who signs in by this name, written in any case; None if nobody does."""
    return Staff.objects.filter(username__iexact=username.strip()).first()


def has_second_factor(staff: Staff) -> bool:
    """Whether they set up something besides the password. Recovery codes alone do not count."""
    devices = staff.authenticator_set  # type: ignore[attr-defined]  # allauth ships no types
    return bool(devices.exclude(type="recovery_codes").exists())


def roles_of(staff: Staff) -> list[RoleGrant]:
    """Every role that was ever given, the newest first."""
    return list(staff.grants.order_by("-granted_at", "-pk"))


def names_of(actor_ids: Iterable[str]) -> dict[str, str]:
    """What stands for each actor on a page: a display name, or a word for who is no member of staff."""
    named = {
        "shell": _("the administrator’s shell"),
        "worker": _("the worker process"),
        "family": _("a family"),
        "somebody": _("somebody unknown"),
    }
    keys = {
        int(actor.removeprefix("staff:")) for actor in actor_ids if actor.removeprefix("staff:").isdigit()
    }
    return named | {staff.actor_id: staff.display_name for staff in Staff.objects.filter(pk__in=keys)}


def enrolment_of(token: str) -> Enrolment | None:
    """The enrolment behind a link, used or not; None if there is none."""
    hashed = keyed_hash("enrolment", token)
    return Enrolment.objects.select_related("staff").filter(token_hash=hashed).first()


def second_factor_secret(token: str) -> str:
    """The TOTP secret that a link offers, in base32. It follows from link and key file: nothing is kept."""
    return base64.b32encode(bytes.fromhex(keyed_hash("totp", token))[:_SECRET_BYTES]).decode()
