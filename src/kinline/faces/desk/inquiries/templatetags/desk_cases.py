"""How the desk shows states, deadlines and waits."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kinline.faces.desk.inquiries.safe_ways import way_shown
from kinline.faces.desk.registry.particulars import date_text
from kinline.inquiries.choices import InquiryState
from kinline.inquiries.queries import SafeWay
from kinline.registry.facts import VagueDate

register = template.Library()
SOON = timedelta(days=1)

_TAGS = {
    InquiryState.RECEIVED: "wait",
    InquiryState.SEARCHING: "info",
    InquiryState.MATCHED: "grave",
    InquiryState.WITHHELD: "grave",
    InquiryState.TALK_DUE: "wait",
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline in words. `tone` is late, soon or nothing: the words say the same."""

    words: str
    tone: str


@register.filter
def deadline(moment: datetime) -> Deadline:
    """How far away a deadline is, or how long ago it passed."""
    now = timezone.now()
    if moment < now:
        days = (now - moment).days
        if days:
            words = ngettext("%(n)d day overdue", "%(n)d days overdue", days) % {"n": days}
        else:
            words = _("Overdue since %(time)s") % {"time": date_format(timezone.localtime(moment), "H:i")}
        return Deadline(words, "late")
    there = timezone.localtime(moment)
    if there.date() == timezone.localdate():
        return Deadline(_("Today until %(time)s") % {"time": date_format(there, "H:i")}, "soon")
    tone = "soon" if moment - now < SOON else ""
    return Deadline(_("By %(day)s") % {"day": date_format(there, "j E")}, tone)


@register.filter
def days_since(moment: datetime) -> str:
    """Whole days since, in words."""
    days = (timezone.now() - moment).days
    if not days:
        return _("today")
    return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}


@register.filter
def state_tone(state: InquiryState) -> str:
    """The class of a state's tag; the words in it say the state."""
    return _TAGS.get(state, "")


@register.filter
def safe_hours(way: SafeWay) -> str:
    """When and how a way is safe, on one line."""
    return " ".join(way_shown(way).rules[:2])


@register.filter
def told_date(date: VagueDate) -> str:
    return date_text(date)
