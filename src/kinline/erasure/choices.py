"""How long what is kept, and how an erasure is asked for, checked and decided."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kinline.registry.choices import KEEP_YEARS, Purpose

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Keep(models.TextChoices):
    """What is kept for a period of its own."""

    OPEN_INQUIRY = "open_inquiry", _("A family's question, while it is open")
    WITHDRAWN_INQUIRY = "withdrawn_inquiry", _("A question that the family took back")
    CLOSED_INQUIRY = "closed_inquiry", _("A question that was closed")
    TRACING = "tracing", _("What a source says of a person, for tracing")
    BUREAU = "bureau", _("What a source says of a person, for the duties of a bureau")
    DEMONSTRATION = "demonstration", _("What is invented for a demonstration")
    SENT_NOTICE = "sent_notice", _("Address and text of a message that went out or was cancelled")
    DEAD_LETTER = "dead_letter", _("Address and text of a message that could not be sent")
    CALL = "call", _("Number, names and note of a call")
    REFUSED_ROW = "refused_row", _("What a refused row of a file said")
    UPLOAD = "upload", _("A file on its way into the registry")
    ENROLMENT = "enrolment", _("A link by which a member of staff sets a password")
    SESSION = "session", _("A session of a family or of staff, with answers not sent yet")
    TRIES = "tries", _("Counts of tries, without the address")
    AUDIT = "audit", _("The audit: who did what when, by numbers in place of names")


@dataclass(frozen=True, slots=True)
class Period:
    """How long something is kept, from when, and what happens then. No days: no fixed period."""

    days: int | None
    begins: "StrPromise"
    then: "StrPromise"

    @property
    def length(self) -> str:
        """How long in words, such as "90 days" or "3 years"; empty where there is no fixed period."""
        if self.days is None:
            return ""
        years, rest = divmod(self.days, _YEAR)
        if years and not rest:
            return ngettext("%(number)d year", "%(number)d years", years) % {"number": years}
        return ngettext("%(number)d day", "%(number)d days", self.days) % {"number": self.days}


_YEAR = 365
_RECORDED = _("from the day it was recorded")
_LISTED = _("listed for 30 days, then erased; what is still needed waits for a person")
_EMPTIED = _("emptied; that it was there stays")

#: The whole table of how long. The page for data-protection officers shows it.
PERIODS: dict[Keep, Period] = {
    Keep.OPEN_INQUIRY: Period(
        None, _("as long as it is open"), _("a person decides; never erased by itself")
    ),
    Keep.WITHDRAWN_INQUIRY: Period(90, _("from the day it was taken back"), _LISTED),
    Keep.CLOSED_INQUIRY: Period(3 * _YEAR, _("from the day it was closed"), _LISTED),
    Keep.TRACING: Period(KEEP_YEARS[Purpose.TRACING] * _YEAR, _RECORDED, _LISTED),
    Keep.BUREAU: Period(KEEP_YEARS[Purpose.BUREAU] * _YEAR, _RECORDED, _LISTED),
    Keep.DEMONSTRATION: Period(KEEP_YEARS[Purpose.DEMONSTRATION] * _YEAR, _RECORDED, _LISTED),
    Keep.SENT_NOTICE: Period(30, _("from the day it went out or was cancelled"), _EMPTIED),
    Keep.DEAD_LETTER: Period(90, _("from the day it was written"), _("cancelled and emptied")),
    Keep.CALL: Period(_YEAR, _("from the end of the call"), _EMPTIED),
    Keep.REFUSED_ROW: Period(90, _("from the end of the import"), _EMPTIED),
    Keep.UPLOAD: Period(
        7, _("from the day it came, if nobody brings it in"), _("deleted, as at the end of its import")
    ),
    Keep.ENROLMENT: Period(
        30, _("from the day it ended"), _("deleted if nobody used it; else it stays who made it")
    ),
    Keep.SESSION: Period(None, _("about two hours for a family, ten for staff"), _("deleted within an hour")),
    Keep.TRIES: Period(1, _("from the hour it counts"), _("deleted")),
    Keep.AUDIT: Period(
        None, _("as long as the installation lasts"), _("an erased person's number is cut out of it")
    ),
}

#: How long before its day something is listed for people.
LISTED_FOR = timedelta(days=30)
#: The least time between asking for an erasure and carrying it out: so long can the true family say no.
THINK_IT_OVER = timedelta(days=2)


class AskedBy(models.TextChoices):
    """How an erasure was asked for."""

    PORTAL = "portal", _("on the family's page")
    VOICE = "voice", _("by voice")
    LETTER = "letter", _("by letter or e-mail")
    STAFF = "staff", _("by a member of staff")


class CheckedBy(models.TextChoices):
    """How it was made sure that it is really they who ask."""

    CALLED = (
        "called",
        _("We called the number from the opening and said the family’s word, and they confirmed"),
    )
    WROTE = "wrote", _("They answered a letter or e-mail that we sent to the address from the opening")
    IN_PERSON = "in_person", _("They came in person and gave their word")
    KNOWLEDGE = "knowledge", _("There was no number or address: they told us what only they know")


class Why(models.TextChoices):
    """Why a source's words are erased, not a family's."""

    HIMSELF = "himself", _("The person it speaks of asks for it")
    SOURCE = "source", _("Its source takes it back")
    NO_RIGHT = "no_right", _("There never was a right to keep it")


class RequestState(models.TextChoices):
    """Where a wish to be erased stands."""

    ASKED = "asked", _("To be checked: is it really they?")
    CHECKED = "checked", _("Waits for a second person")
    APPROVED = "approved", _("Approved, to be carried out")
    DONE = "done", _("Erased")
    CANCELLED = "cancelled", _("Cancelled")


#: States in which something is still to come.
PENDING = (RequestState.ASKED, RequestState.CHECKED, RequestState.APPROVED)


class CancelReason(models.TextChoices):
    CHANGED_MIND = "changed_mind", _("They changed their mind")
    NOT_THEY = "not_they", _("It was not they who asked")
    NOT_FOUNDED = "not_founded", _("There is no ground for it")


class StillNeeded(models.TextChoices):
    """Why something is kept beyond its day."""

    SOUGHT = "sought", _("Somebody is still searching for this person")
    DUTY = "duty", _("A treaty or a law obliges us to keep it")
    PROCEEDINGS = "proceedings", _("It is needed in proceedings under way")
    ASKED = "asked", _("The family asked us to keep it")
