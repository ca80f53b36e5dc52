"""The rooms in the desk's rail, for whoever is signed in."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kinline.accounts.choices import Permission
from kinline.faces.desk.access import second_factor_shown, staff_of


@dataclass(frozen=True, slots=True)
class Room:
    """One line of the rail. `count` is what waits there, 0 where nothing is counted."""

    url: str
    label: str | Promise
    icon: str
    current: bool
    count: int = 0


_ROOMS = [
    ("desk:home", _("My work"), "home", Permission.USE_DESK),
    ("desk:calls", _("Calls"), "phone", Permission.TAKE_CALLS),
    ("desk:inquiries", _("Inquiries"), "files", Permission.READ_INQUIRIES),
    ("desk:comparisons", _("Comparisons"), "compare", Permission.JUDGE),
    ("desk:corrections", _("Corrections"), "undo", Permission.TELL),
    ("desk:registry", _("Registry"), "search", Permission.SEARCH_REGISTRY),
    ("desk:duties", _("Duties"), "calendar-clock", Permission.DO_DUTIES),
    ("desk:imports", _("Imports"), "upload", Permission.IMPORT),
    ("desk:forwarding", _("Forwarding"), "send", Permission.READ_FORWARDING),
    ("desk:machines", _("Machines"), "key", Permission.SEE_TOKENS),
    ("desk:erasures", _("Erasures"), "trash", Permission.ERASE),
    ("desk:notices", _("Notices"), "mail", Permission.READ_OUTBOX),
    ("desk:colleagues", _("Colleagues"), "id-card", Permission.USE_DESK),
    ("desk:staff", _("Staff"), "users", Permission.MANAGE_STAFF),
    ("desk:audit", _("Audit"), "list", Permission.READ_AUDIT),
    ("desk:account", _("My account"), "user", Permission.USE_DESK),
]


def rail(request: HttpRequest) -> dict[str, Any]:
    """A context processor: `desk_nav` for every page of the desk."""
    return {"desk_nav": desk_nav(request)} if hasattr(request, "user") else {}


def desk_nav(request: HttpRequest) -> list[Room]:
    """The rooms this member of staff may enter, of those that are built."""
    if not (request.user.is_authenticated and second_factor_shown(request)):
        return []
    rooms = []
    for name, label, icon, permission in _ROOMS:
        if not staff_of(request).may(permission):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        here = request.path == url if url == "/" else request.path.startswith(url)
        rooms.append(Room(url=url, label=label, icon=icon, current=here))
    return rooms
