"""Who may."""

from django.utils.translation import gettext as _

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.audit.rules import Refused


def require(staff: Staff, permission: Permission) -> None:
    """Refuses unless `staff` may."""
    if not staff.may(permission):
        raise Refused(_("Your role does not allow this: %(what)s.") % {"what": permission.label})


def require_another(first: int | None, second: Staff) -> None:
    """Refuses if `second` is the member of staff with primary key `first`: two people decide, not one twice."""
    if first == second.pk:
        raise Refused(_("A second, different person decides this. You decided first."))
