"""The vocabulary of a family's question, from the first word to the last."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Origin(models.TextChoices):
    """How an inquiry reached us."""

    WEB = "web", _("on the portal")
    PHONE = "phone", _("by telephone")
    IN_PERSON = "in_person", _("in person")
    LETTER = "letter", _("by letter")


class InquiryState(models.TextChoices):
    """Where an inquiry stands for the desk. A family never sees this word."""

    RECEIVED = "received", _("Received, not read yet")
    SEARCHING = "searching", _("Searching")
    MATCHED = "matched", _("Match confirmed, nothing told yet")
    WITHHELD = "withheld", _("May not be told")
    TALK_DUE = "talk_due", _("A talk is due")
    TOLD = "told", _("Told")
    IN_DOUBT = "in_doubt", _("In doubt, nothing is told")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn by the family")


#: States in which we still owe the family a word.
OPEN_STATES = (
    InquiryState.RECEIVED,
    InquiryState.SEARCHING,
    InquiryState.MATCHED,
    InquiryState.WITHHELD,
    InquiryState.TALK_DUE,
    InquiryState.TOLD,
    InquiryState.IN_DOUBT,
)


class Relation(models.TextChoices):
    """Who the seeker is to the person sought."""

    MOTHER = "mother", _("mother")
    FATHER = "father", _("father")
    WIFE = "wife", _("wife")
    HUSBAND = "husband", _("husband")
    PARTNER = "partner", _("partner")
    SISTER = "sister", _("sister")
    BROTHER = "brother", _("brother")
    DAUGHTER = "daughter", _("daughter")
    SON = "son", _("son")
    GRANDPARENT = "grandparent", _("grandmother or grandfather")
    OTHER_RELATIVE = "other_relative", _("another relative")
    FRIEND = "friend", _("friend")
    UNKNOWN = "", _("not said")


class Way(models.TextChoices):
    """A way to reach a family."""

    PHONE = "phone", _("Telephone call")
    EMAIL = "email", _("E-mail")
    POST = "post", _("Letter")
    NONE = "none", _("The family will come back to us")


class SharingScope(models.TextChoices):
    """With whom a family may allow us to share, one by one. The default is no.

    Portal and desk ask in these words.
    """

    AGENCY = "agency", _("The Central Tracing Agency of the Red Cross")
    OTHER_POWER = "other_power", _("The information bureau of the other side")
    PUBLICATION = "publication", _("Publication, open to everyone")
    STATISTICS = "statistics", _("Statistics, without names")

    @property
    def hint(self) -> "StrPromise":
        """What it means, in a sentence."""
        return _SHARING_HINTS[self.value]


_SHARING_HINTS = {
    "agency": _("It is neutral, and has searched for missing people for 150 years."),
    "other_power": _("It may hold the answer. It will then know whom you look for."),
    "publication": _(
        "The name and looks of the person you look for, never yours. We would ask you again before that."
    ),
    "statistics": _("So that nobody can say that these people were never missing."),
}


class TaskKind(models.TextChoices):
    """What somebody has to do for an inquiry."""

    READ = "read", _("Read a new inquiry")
    READ_FACTS = "read_facts", _("Read what the family added")
    ASK_WISHES = "ask_wishes", _("Find out what he himself wishes")
    ASK_FOR_TALK = "ask_for_talk", _("Ask the family for a talk")
    TALK = "talk", _("Talk with the family")
    WORD = "word", _("Give the family a word")
    CORRECT = "correct", _("Tell the family that what it was told is in doubt")
    CHECK_ERASURE = "erase_check", _("Check who asks for erasure")


#: Tasks that say that he was found. Whoever may not talk about news does not see them.
SAY_HE_WAS_FOUND = (TaskKind.ASK_WISHES, TaskKind.ASK_FOR_TALK, TaskKind.TALK, TaskKind.CORRECT)


class NewsKind(models.TextChoices):
    """What a talk is about."""

    NOTHING_NEW = "nothing_new", _("nothing new: the search goes on")
    ALIVE = "alive", _("he is alive")
    HELD = "held", _("he is held")
    WOUNDED = "wounded", _("he is wounded or ill")
    DEATH = "death", _("he died")
    RELEASED = "released", _("he is free")
    CORRECTION = "correction", _("what we told is in doubt or was wrong")


#: What may be cleared for a family as news.
CLEARABLE = tuple(kind for kind in NewsKind if kind not in {NewsKind.NOTHING_NEW, NewsKind.CORRECTION})


class TellingWay(models.TextChoices):
    """How something was told. By letter only that there is nothing new."""

    IN_PERSON = "in_person", _("in person")
    VOICE = "voice", _("by voice")
    LETTER = "letter", _("by letter")


class TellingOutcome(models.TextChoices):
    REACHED = "reached", _("The family was told")
    NOT_REACHED = "not_reached", _("Nobody answered")
    NOT_NOW = "not_now", _("The family asked for another time")
    NOT_SAFE = "not_safe", _("It was not safe to talk")


class LineKind(models.TextChoices):
    """Whom a correction is for."""

    TOLD = "told", _("was told")
    ASKED = "asked", _("was asked for a talk, and told nothing")
    FORWARDED = "forwarded", _("had it from us in writing")


class LineEnd(models.TextChoices):
    """How a line of a correction ended."""

    CORRECTED = "corrected", _("told of it")
    RESTORED = "restored", _("two people restored it before anybody was told")
    STANDS = "stands", _("it holds after all, and nobody had been told")
    NO_WAY = "no_way", _("cannot be reached")


class CloseReason(models.TextChoices):
    REUNITED = "reunited", _("In contact with the family again")
    TOLD = "told", _("Told, nothing more is asked of us")
    MISTAKEN = "mistaken", _("Opened by mistake or twice")
    WITHDRAWN = "withdrawn", _("Withdrawn by the family")


class ContactReason(models.TextChoices):
    """Why somebody opens how a family can be reached. It stands in the audit."""

    TALK = "talk", _("to call for a talk")
    CALL_BACK = "call_back", _("to call back")
    ASK_FACTS = "ask_facts", _("to ask about facts")
    CHECK_CALLER = "check_caller", _("to check who is calling")
    CORRECT = "correct", _("to correct them")
    ERASE = "erase", _("to check who asks for erasure")


class PinReached(models.TextChoices):
    """How we know that a new PIN is told to the family."""

    CALLED_BACK = "called_back", _("I called the number that stands on the file, and the family answered")
    IN_PERSON = "in_person", _("The person is here and showed who they are")
    RANG_US = "rang_us", _("The person rang us; no number of theirs stands on the file")
