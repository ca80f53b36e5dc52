"""What a bureau owes, to whom, and by which way it goes: the words of GC III art. 69-70 and 120-124."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from kinline.accounts.choices import Mandate, Permission
from kinline.registry.choices import Axis, SourceKind, StatusValue

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class EventKind(models.TextChoices):
    """What befell a prisoner that his Power must learn of, or that begins a clock."""

    CAPTURE = "capture", _("being taken prisoner")
    ARRIVAL = "arrival", _("arrival at a camp")
    TRANSFER = "transfer", _("transfer to another camp")
    SICKNESS = "sickness", _("sickness or wound")
    HOSPITAL = "hospital", _("admission to hospital")
    ESCAPE = "escape", _("escape")
    RECAPTURE = "recapture", _("recapture")
    RELEASE = "release", _("release")
    REPATRIATION = "repatriation", _("repatriation")
    DEATH = "death", _("death in captivity")


#: What each event says of him in the registry. Sickness is told by the status of his health itself.
SAYS: dict[EventKind, tuple[Axis, StatusValue]] = {
    EventKind.CAPTURE: (Axis.CUSTODY, StatusValue.HELD),
    EventKind.ARRIVAL: (Axis.CUSTODY, StatusValue.HELD),
    EventKind.TRANSFER: (Axis.CUSTODY, StatusValue.TRANSFERRED),
    EventKind.HOSPITAL: (Axis.HEALTH, StatusValue.IN_HOSPITAL),
    EventKind.ESCAPE: (Axis.CUSTODY, StatusValue.ESCAPED),
    EventKind.RECAPTURE: (Axis.CUSTODY, StatusValue.HELD),
    EventKind.RELEASE: (Axis.CUSTODY, StatusValue.RELEASED),
    EventKind.REPATRIATION: (Axis.CUSTODY, StatusValue.REPATRIATED),
    EventKind.DEATH: (Axis.FATE, StatusValue.DEAD),
}

#: What a status says of an event, where nobody recorded the event itself.
SAID_BY: dict[StatusValue, EventKind] = {
    StatusValue.HELD: EventKind.CAPTURE,
    StatusValue.TRANSFERRED: EventKind.TRANSFER,
    StatusValue.NEUTRAL_INTERNMENT: EventKind.TRANSFER,
    StatusValue.ESCAPED: EventKind.ESCAPE,
    StatusValue.RELEASED: EventKind.RELEASE,
    StatusValue.HANDED_OVER: EventKind.RELEASE,
    StatusValue.REPATRIATED: EventKind.REPATRIATION,
    StatusValue.IN_HOSPITAL: EventKind.HOSPITAL,
    StatusValue.WOUNDED: EventKind.SICKNESS,
    StatusValue.ILL: EventKind.SICKNESS,
    StatusValue.SERIOUSLY_WOUNDED: EventKind.SICKNESS,
    StatusValue.SERIOUSLY_ILL: EventKind.SICKNESS,
    StatusValue.DEAD: EventKind.DEATH,
}

#: In the hands of a Power.
HELD = frozenset({StatusValue.HELD, StatusValue.TRANSFERRED})
#: In no Power's hands any more: nothing can be offered to him.
GONE = frozenset(
    {
        StatusValue.ESCAPED,
        StatusValue.NEUTRAL_INTERNMENT,
        StatusValue.RELEASED,
        StatusValue.REPATRIATED,
        StatusValue.HANDED_OVER,
        StatusValue.DEAD,
    }
)
#: So ill or wounded that his Power hears of it every week (art. 122).
SERIOUS = frozenset({StatusValue.SERIOUSLY_WOUNDED, StatusValue.SERIOUSLY_ILL})

#: Events of which the bureau gives notice at once (art. 122).
NOTIFIED = frozenset(set(EventKind) - {EventKind.ARRIVAL, EventKind.SICKNESS})
#: Events after which he is offered a capture card (art. 70).
CARDED = frozenset(
    {
        EventKind.CAPTURE,
        EventKind.ARRIVAL,
        EventKind.TRANSFER,
        EventKind.RECAPTURE,
        EventKind.SICKNESS,
        EventKind.HOSPITAL,
    }
)


class DutyKind(models.TextChoices):
    """What is owed."""

    NOTICE = "notice", _("Give notice")
    HEALTH = "health", _("Weekly report on health")
    CARD = "card", _("Offer a capture card")
    FORWARD_CARD = "forward_card", _("Forward a capture card")
    DEATH_RECORD = "death_record", _("Forward the death certificate")
    INFORM = "inform", _("Inform whom he named")
    REPLY = "reply", _("Reply to an enquiry")


#: Where each duty is written.
ARTICLES: "dict[DutyKind, StrPromise]" = {
    DutyKind.NOTICE: _("Third Geneva Convention, articles 69, 122 and 123"),
    DutyKind.HEALTH: _("Third Geneva Convention, article 122"),
    DutyKind.CARD: _("Third Geneva Convention, article 70"),
    DutyKind.FORWARD_CARD: _("Third Geneva Convention, article 70"),
    DutyKind.DEATH_RECORD: _("Third Geneva Convention, articles 120 and 122; First, articles 16 and 17"),
    DutyKind.INFORM: _("Third Geneva Convention, article 122: the person to be informed"),
    DutyKind.REPLY: _("Third Geneva Convention, article 122: replies to all enquiries"),
}

_OF_WHO_HOLDS = frozenset(
    {
        DutyKind.NOTICE,
        DutyKind.HEALTH,
        DutyKind.CARD,
        DutyKind.FORWARD_CARD,
        DutyKind.DEATH_RECORD,
        DutyKind.REPLY,
    }
)

#: Who owes what. A Power that holds people owes notices; their own Power's bureau passes on and replies.
OWES: dict[Mandate, frozenset[DutyKind]] = {
    Mandate.COMMITTEE: frozenset(),
    Mandate.OWN_SIDE: frozenset({DutyKind.FORWARD_CARD, DutyKind.INFORM, DutyKind.REPLY}),
    Mandate.DETAINING_SIDE: _OF_WHO_HOLDS,
    # In the place of a bureau that is missing (art. 123), with all that either of them would owe.
    Mandate.NEUTRAL: frozenset(DutyKind),
}

#: Who may do what.
DOERS: dict[DutyKind, Permission] = {
    kind: Permission.TELL if kind == DutyKind.INFORM else Permission.DO_DUTIES for kind in DutyKind
}


class Recipient(models.TextChoices):
    """To whom something goes."""

    POWER = "power", _("the Power on which he depends")
    PROTECTING = "protecting", _("the Protecting Power")
    AGENCY = "agency", _("the Central Tracing Agency")
    OTHER_BUREAU = "other_bureau", _("the information bureau of the other side")
    UNIT = "unit", _("a unit")
    HOSPITAL = "hospital", _("a hospital")
    ENQUIRER = "enquirer", _("whoever enquired")
    FAMILY = "family", _("his family")


#: Of each of these one must have it before the duty is done. Art. 122: the Powers concerned, through the Protecting
#: Powers, and likewise the Central Agency.
_POWER_AND_AGENCY = (
    frozenset({Recipient.POWER, Recipient.PROTECTING, Recipient.OTHER_BUREAU}),
    frozenset({Recipient.AGENCY}),
)
GOES_TO: dict[DutyKind, tuple[frozenset[Recipient], ...]] = {
    DutyKind.NOTICE: _POWER_AND_AGENCY,
    DutyKind.HEALTH: _POWER_AND_AGENCY,
    DutyKind.DEATH_RECORD: _POWER_AND_AGENCY,
    DutyKind.FORWARD_CARD: (frozenset({Recipient.AGENCY, Recipient.FAMILY, Recipient.OTHER_BUREAU}),),
    DutyKind.REPLY: (frozenset({Recipient.ENQUIRER}),),
}

#: What goes out on a paper of ours.
ON_PAPER = frozenset({DutyKind.NOTICE, DutyKind.HEALTH, DutyKind.DEATH_RECORD})


class PaperKind(models.TextChoices):
    NOTICE = "notice", _("Notice")
    HEALTH = "health", _("Report on health")
    DEATH = "death", _("Notice of death")
    ENQUIRY = "enquiry", _("Enquiry")


class SentBy(models.TextChoices):
    """The way by which something went."""

    EMAIL = "email", _("e-mail, encrypted")
    TELEGRAM = "telegram", _("telegram or fax")
    COURIER = "courier", _("courier")
    HAND = "hand", _("handed over")
    POST = "post", _("post, free of charge (art. 124)")


class CardOutcome(models.TextChoices):
    """What became of an offered capture card. He writes it himself, and may decline."""

    OFFERED = "offered", _("offered, not answered yet")
    WRITTEN = "written", _("written by himself")
    DECLINED = "declined", _("declined")


class InformedBy(models.TextChoices):
    """How somebody was told. No letter and no message: news is told by a person."""

    VOICE = "voice", _("by telephone, by voice")
    IN_PERSON = "in_person", _("in person")


#: Sources of which a notice may speak: the bureau's own. What families, witnesses and posts tell never goes to a Power.
OFFICIAL = frozenset(
    {SourceKind.CAPTURE_CARD, SourceKind.HOSPITAL_LIST, SourceKind.OFFICIAL_LIST, SourceKind.GRAVE}
)
