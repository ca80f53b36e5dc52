"""The audit of one file, in words."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinline.audit.rules import FAMILY
from kinline.inquiries.choices import CloseReason, ContactReason, PinReached, TaskKind, TellingOutcome
from kinline.inquiries.queries import Happened

#: What each audited action says. The name of whoever acted stands before it.
_DEEDS = {
    "inquiries:inquiry:opened": gettext_lazy("opened the inquiry"),
    "inquiries:inquiry:viewed": gettext_lazy("looked at the file"),
    "inquiries:inquiry:facts_added": gettext_lazy("added facts"),
    "inquiries:inquiry:photographs_added": gettext_lazy("added photographs"),
    "inquiries:inquiry:ways_changed": gettext_lazy("changed the safe ways"),
    "inquiries:inquiry:read": gettext_lazy("read what the family told"),
    "inquiries:inquiry:assigned": gettext_lazy("handed the file over"),
    "inquiries:inquiry:withdrawn": gettext_lazy("withdrew the inquiry"),
    "inquiries:inquiry:resumed": gettext_lazy("took the withdrawal back"),
    "erasure:request:asked": gettext_lazy("asked for erasure"),
    "erasure:request:checked": gettext_lazy("made sure that it is the family that asks"),
    "erasure:request:seconded": gettext_lazy("agreed to the erasure"),
    "erasure:request:cancelled": gettext_lazy("cancelled the erasure"),
    "erasure:subject:prolonged": gettext_lazy("kept it longer"),
    "inquiries:inquiry:closed": gettext_lazy("closed the inquiry"),
    "inquiries:inquiry:pin_renewed": gettext_lazy("gave a new PIN"),
    "inquiries:contacts:opened": gettext_lazy("opened how the family can be reached"),
    "inquiries:task:claimed": gettext_lazy("took a task"),
    "inquiries:task:released": gettext_lazy("gave a task back"),
    "inquiries:task:later_news": gettext_lazy("asked what the family may hear of what came later"),
    "inquiries:task:word_due": gettext_lazy("asked for a word to the family"),
    "inquiries:finding:confirmed": gettext_lazy("confirmed a match"),
    "inquiries:finding:cleared": gettext_lazy("recorded what may be told"),
    "inquiries:finding:undone": gettext_lazy("undid a match"),
    "inquiries:finding:suspended": gettext_lazy("suspended a match"),
    "inquiries:finding:restore_asked": gettext_lazy("said as the first that a match holds"),
    "inquiries:finding:restored": gettext_lazy("restored a match as second person"),
    "inquiries:telling:halted": gettext_lazy("stopped talks and messages"),
    "inquiries:family:corrected": gettext_lazy("talked about false news"),
    "inquiries:family:asked_to_talk": gettext_lazy("asked the family for a talk"),
    "inquiries:family:told": gettext_lazy("wrote down a talk"),
    "inquiries:talk:viewed": gettext_lazy("opened the script of the talk"),
    "inquiries:sign_in:accepted": gettext_lazy("opened the page of the inquiry"),
    "inquiries:sign_in:refused": gettext_lazy("typed a wrong PIN on the page of the inquiry"),
}


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    who: str
    deed: str
    detail: str


def line(happened: Happened) -> Line:
    """One event as a sentence: who, what, and the reason where one was given."""
    deed = _DEEDS.get(happened.action)
    return Line(happened.at, _who(happened), str(deed) if deed else happened.action, _detail(happened))


def _who(happened: Happened) -> str:
    if happened.action == "inquiries:sign_in:refused":
        return _("Somebody")  # it may have been anybody
    if happened.actor == FAMILY.actor_id:
        return _("The family")
    return happened.who or _("Kinline itself")


def _detail(happened: Happened) -> str:
    for name, words in (
        ("reason", ContactReason),
        ("because", CloseReason),
        ("outcome", TellingOutcome),
        ("kind", TaskKind),
        ("reached", PinReached),
    ):
        if (value := happened.content.get(name)) in words.values:
            return str(words(value).label)
    return ""
