"""Reading who works here."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404
from django.utils.translation import gettext as _

from kinline.accounts.choices import Permission
from kinline.accounts.models import Enrolment, RoleGrant, Staff, Token, Vouch
from kinline.accounts.rules import is_vouched, makers_behind, stands
from kinline.vault.keys import keyed_hash

__all__ = [
    "RoleGrant",
    "Staff",
    "Standing",
    "Token",
    "Vouch",
    "colleagues",
    "enrolment_of",
    "get_staff",
    "has_second_factor",
    "is_vouched",
    "names_of",
    "roles_of",
    "second_factor_secret",
    "staff_list",
    "staff_named",
    "too_few_decide",
    "words_about",
]

#: Bytes of a TOTP secret: the length of a SHA-1 digest. RFC 4226, section 4, R6.
_SECRET_BYTES = 20
#: How many people a death or a join takes.
_LEAST_TO_DECIDE = 2


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


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """What stands for each actor on a page: a display name, or a word for who is no member of staff."""
    actor_ids = set(actors)
    named = {
        "shell": _("the administrator’s shell"),
        "worker": _("the worker process"),
        "family": _("a family"),
        "somebody": _("somebody unknown"),
    }
    keys = {
        int(actor.removeprefix("staff:")) for actor in actor_ids if actor.removeprefix("staff:").isdigit()
    }
    machines = {
        int(actor.removeprefix("token:")) for actor in actor_ids if actor.removeprefix("token:").isdigit()
    }
    return (
        named
        | {staff.actor_id: staff.display_name for staff in Staff.objects.filter(pk__in=keys)}
        | {
            token.actor_id: _("a machine of %(partner)s") % {"partner": token.partner}
            for token in Token.objects.filter(pk__in=machines)
        }
    )


def enrolment_of(token: str) -> Enrolment | None:
    """The enrolment behind a link, used or not; None if there is none."""
    hashed = keyed_hash("enrolment", token)
    return Enrolment.objects.select_related("staff").filter(token_hash=hashed).first()


def second_factor_secret(token: str) -> str:
    """The TOTP secret that a link offers, in base32. It follows from link and key file: nothing is kept."""
    return base64.b32encode(bytes.fromhex(keyed_hash("totp", token))[:_SECRET_BYTES]).decode()


@dataclass(frozen=True, slots=True)
class Standing:
    """One colleague, the words that stand for the account, and whether they make it a second person's."""

    staff: Staff
    words: list[Vouch]
    vouched: bool


def colleagues() -> list[Standing]:
    """All who may sign in, by name. Four queries."""
    people = list(
        Staff.objects.filter(is_active=True).prefetch_related("grants").order_by("display_name", "pk")
    )
    words = list(Vouch.objects.standing().select_related("by").order_by("pk"))
    makers = makers_behind(staff.pk for staff in people)
    return [
        Standing(
            staff,
            [word for word in words if word.staff_id == staff.pk],
            stands(
                staff,
                [word for word in words if staff.pk in {word.staff_id, word.by_id}],
                makers[staff.pk],
            ),
        )
        for staff in people
    ]


def too_few_decide(people: Iterable[Standing]) -> bool:
    """Whether fewer than two of those who may decide on deaths and joins are vouched for: then nothing is decided."""
    able = [
        one
        for one in people
        if one.vouched and one.staff.may(Permission.JUDGE) and one.staff.may(Permission.REPORT_STATUS)
    ]
    return len(able) < _LEAST_TO_DECIDE


def words_about(staff: Staff) -> list[Vouch]:
    """Every word that was ever given for an account, those that stand first."""
    return list(Vouch.objects.filter(staff=staff).select_related("by").order_by("-ended_at", "-pk"))
