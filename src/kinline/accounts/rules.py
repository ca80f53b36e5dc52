"""Who may."""

import re

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from kinline.accounts.choices import Permission
from kinline.accounts.models import Enrolment, Staff
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
