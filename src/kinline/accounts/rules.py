"""Who may."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kinline.accounts.choices import Permission
from kinline.accounts.models import Enrolment, Staff, Vouch
from kinline.audit.rules import SHELL, Actor, Refused

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


def require(staff: Staff, permission: Permission) -> None:
    """Refuses unless `staff` may."""
    if not staff.may(permission):
        raise Refused(_("Your role does not allow this: %(what)s.") % {"what": permission.label})


def require_another(first: int | None, second: Staff) -> None:
    """Refuses if `second` is the member of staff with primary key `first`: two decide, not one twice."""
    if first == second.pk:
        raise Refused(_("A second, different person decides this. You decided first."))


def is_vouched(staff: Staff, *, apart_from: Staff | None = None) -> bool:
    """Whether somebody's word stands that this account is a real person's; `apart_from` leaves one person's out.

    The word of whoever made a link for the account counts for nothing: they could have used it. Nor does the word of
    whoever made a link for the account that made it, and so on. The two words with which an installation begins count
    only together, and between these two as well.
    """
    about = Vouch.objects.standing().filter(Q(staff=staff) | Q(by=staff, founding=True)).select_related("by")
    return stands(staff, list(about), makers_behind([staff.pk])[staff.pk], apart_from=apart_from)


def makers_behind(accounts: Iterable[int]) -> dict[int, set[str]]:
    """For each account with that primary key whoever could have used it: who made a link for it, who made one for
    them, and so on. One query.

    An administrator may make a second administrator of himself, who then makes a third account for him.
    """
    made: dict[str, set[str]] = defaultdict(set)
    for pk, maker in Enrolment.objects.values_list("staff", "made_by").distinct():
        made[f"staff:{pk}"].add(maker)
    found: dict[int, set[str]] = {}
    for pk in accounts:
        behind: set[str] = set()
        wave = made.get(f"staff:{pk}", set())
        while wave:
            behind |= wave
            wave = set().union(*(made.get(maker, set()) for maker in wave)) - behind
        found[pk] = behind
    return found


def stands(
    staff: Staff, words: Collection[Vouch], makers: Collection[str], *, apart_from: Staff | None = None
) -> bool:
    """As `is_vouched` has it, from the standing words and from `makers_behind` the account."""
    founded = {word.staff_id for word in words if word.by_id == staff.pk and word.founding}
    for word in words:
        if word.staff_id != staff.pk:
            continue
        if word.founding:
            if word.by_id in founded:
                return True
        elif word.by.actor_id not in makers and (apart_from is None or word.by_id != apart_from.pk):
            return True
    return False


def check_is_second(by: Staff, first: Staff | None) -> None:
    """Refuses unless `by` counts as a second person beside `first`, who decided first. The one door of all such rules.

    They are two accounts, for each of which somebody besides these two has vouched. Without a `first`, only
    `by` is looked at.
    """
    if first is not None:
        require_another(first.pk, by)
    if not is_vouched(by):
        raise Refused(
            _(
                "Nobody has vouched for your account yet, so your decision does not count as a second person's. "
                "Ask a colleague who knows you to vouch for it."
            )
        )
    if first is None:
        return
    if not is_vouched(first):
        raise Refused(
            _(
                "Nobody vouches for the account of whoever decided first, so there is nothing to be second to. "
                "It has to be decided anew."
            )
        )
    if not (is_vouched(by, apart_from=first) and is_vouched(first, apart_from=by)):
        raise Refused(
            _(
                "The two of you have only each other's word, or that of whoever made the account. A third person "
                "must vouch for you first, or decide instead of you."
            )
        )


def can_found(one: Staff, other: Staff) -> bool:
    """Whether these two may vouch for each other as the first two people of the installation.

    Both had their last link from the shell of the machine, which no administrator of the desk can claim, and no
    other two have done it.
    """
    others = (
        Vouch.objects.standing()
        .filter(founding=True)
        .exclude(staff=one, by=other)
        .exclude(staff=other, by=one)
    )
    return not others.exists() and all(_came_by_the_shell(staff) for staff in (one, other))


def _came_by_the_shell(staff: Staff) -> bool:
    last = staff.enrolments.order_by("-pk").first()
    return last is not None and last.used_at is not None and last.made_by == SHELL.actor_id


def check_can_vouch(staff: Staff, by: Staff) -> None:
    """Refuses one's own account, one that is closed or never used, and a word that would count for nothing."""
    require(by, Permission.USE_DESK)
    if staff.pk == by.pk:
        raise Refused(_("Nobody vouches for themselves."))
    if not staff.is_active:
        raise Refused(_("This account is closed."))
    if not staff.has_usable_password():
        raise Refused(_("This account has not been set up yet. Vouch when its owner has signed in with it."))
    if Vouch.objects.standing().filter(staff=staff, by=by).exists():
        raise Refused(_("You have vouched for this account already."))
    if can_found(staff, by):
        return
    if by.actor_id in makers_behind([staff.pk])[staff.pk]:
        raise Refused(
            _("You made a link for this account, or for whoever made one. Somebody else must vouch for it.")
        )
    if not is_vouched(by):
        raise Refused(
            _("Nobody has vouched for your own account yet. Only then does your word for others count.")
        )


def require_manages_staff(by: Actor) -> None:
    """Refuses all but administrators and the shell of the machine, from which the first one is added."""
    if isinstance(by, Staff):
        require(by, Permission.MANAGE_STAFF)
    elif by != SHELL:
        raise Refused(_("An administrator does this."))


def require_somebody_else(staff: Staff, by: Actor) -> None:
    """Refuses an administrator who means to change what they themselves may do."""
    if staff.actor_id == by.actor_id:
        raise Refused(_("Another administrator changes your roles and your link, not you."))


def require_administrator_left(staff: Staff) -> None:
    """Refuses if only `staff` manages staff. Locks the administrators: two cannot go at once."""
    administrators = Staff.objects.administrators().select_for_update(of=("self",)).order_by("pk")
    held = {administrator.pk for administrator in administrators}
    if held == {staff.pk}:
        raise Refused(_("This is the last administrator. Add another one first."))


def check_username(username: str) -> None:
    """Refuses what is not 2 to 40 small Latin letters, digits, dots or dashes, and what is taken."""
    if not _USERNAME.fullmatch(username):
        raise Refused(_("Name for signing in: 2 to 40 small Latin letters or digits, such as oleh.k"))
    if Staff.objects.filter(username=username).exists():
        raise Refused(_("Somebody has this name for signing in already."))


def check_demo(*, is_demo: bool) -> None:
    """Refuses invented people where real families are served."""
    if is_demo and settings.MODE == "live":
        raise Refused(_("This is a live installation. The people of the demonstration do not work here."))


def check_link(enrolment: Enrolment | None) -> Enrolment:
    """The enrolment of a link that still works. An unknown, used or old one is refused in the same words."""
    if enrolment is None or not _works(enrolment):
        raise Refused(_("This link does not work any more. Ask an administrator for a new one."))
    return enrolment


def _works(enrolment: Enrolment) -> bool:
    unused = enrolment.used_at is None and enrolment.expires_at > timezone.now()
    return unused and enrolment.staff.is_active
