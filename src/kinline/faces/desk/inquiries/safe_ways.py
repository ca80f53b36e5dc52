"""How a family may be reached: the rules in words, the addresses only when they were opened."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time

from django.utils.translation import gettext as _

from kinline.inquiries.choices import Way
from kinline.inquiries.queries import SafeWay


@dataclass(frozen=True, slots=True)
class WayShown:
    label: str
    #: Hidden but for its end, such as "••• 48".
    masked: str
    address: str
    rules: tuple[str, ...]
    #: Put in later, on the family's page; then with the ways from the opening, by which to make sure.
    is_later: bool = False
    opening: tuple["WayShown", ...] = ()


def ways_shown(ways: Sequence[SafeWay], opening: Sequence[SafeWay]) -> list[WayShown]:
    """The ways that are safe today. Whoever learns the PIN can put in a number of his own, to hear the news on it."""
    known = {way.address_hash for way in opening}
    first = tuple(way_shown(way) for way in opening)
    return [
        replace(way_shown(way), is_later=True, opening=first)
        if way.address and way.address_hash not in known
        else way_shown(way)
        for way in ways
    ]


def way_shown(way: SafeWay) -> WayShown:
    """One way with what the family said of it."""
    if way.way == Way.NONE:
        rules = [
            _("Do not call or write."),
            _("They can only be asked through their page or when they call."),
        ]
        return WayShown(str(Way.NONE.label), "", "", tuple(rules))
    rules = [hours_words(way.hours_from, way.hours_to)]
    if way.way == Way.PHONE:
        rules.append(_("You may leave a message.") if way.may_leave_message else _("Leave no message."))
        if way.may_text:
            rules.append(_("A text message may ask them to call back."))
    rules.append(
        _("You may say who is calling.")
        if way.may_say_who
        else _("Do not say who is calling to anybody else.")
    )
    return WayShown(str(Way(way.way).label), _masked(way), way.address, tuple(rules))


def hours_words(begins: time | None, ends: time | None) -> str:
    """The hours in words, as the clock stands in the family's zone."""
    if begins is None or ends is None:
        return _("At any hour.")
    return _("From %(begins)s to %(ends)s.") % {"begins": f"{begins:%H:%M}", "ends": f"{ends:%H:%M}"}


def _masked(way: SafeWay) -> str:
    if way.way == Way.EMAIL:
        _local, _at, host = way.address.partition("@")
        return f"••••@{host}"
    return f"••• {way.address[-2:]}"
