"""The registry's vocabulary, in the words of GC III art. 17, 70 and 122 and GC I art. 16."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sex(models.TextChoices):
    UNKNOWN = "", _("not known")
    MALE = "male", _("man")
    FEMALE = "female", _("woman")


class DatePrecision(models.TextChoices):
    """How exactly a date is known."""

    UNKNOWN = "", _("not known")
    DAY = "day", _("to the day")
    MONTH = "month", _("to the month")
    YEAR = "year", _("to the year")
    ABOUT = "about", _("about")


class SourceKind(models.TextChoices):
    """What kind of source a description comes from."""

    FAMILY = "family", _("the family")
    CAPTURE_CARD = "capture_card", _("a capture card")
    HOSPITAL_LIST = "hospital_list", _("a hospital list")
    OFFICIAL_LIST = "official_list", _("an official list")
    UNIT = "unit", _("his unit")
    WITNESS = "witness", _("a witness")
    PUBLIC_POST = "public_post", _("a public post")
    GRAVE = "grave", _("a grave or burial record")
    OTHER = "other", _("another source")


#: Sources whose photographs are from life. Those of the others stay covered until somebody has looked.
SHOWS_THE_LIVING = frozenset({SourceKind.FAMILY, SourceKind.CAPTURE_CARD, SourceKind.UNIT})


class Reliability(models.TextChoices):
    """How far a source is to be trusted."""

    UNKNOWN = "", _("not judged")
    A = "A", _("A: proved reliable")
    B = "B", _("B: usually reliable")
    C = "C", _("C: fairly reliable")
    D = "D", _("D: often mistaken")
    E = "E", _("E: unreliable")


class NumberKind(models.TextChoices):
    """Which number a soldier gave (art. 17)."""

    UNKNOWN = "", _("not known")
    ARMY = "army", _("army number")
    REGIMENTAL = "regimental", _("regimental number")
    PERSONAL = "personal", _("personal number")
    SERIAL = "serial", _("serial number")


class OccurrenceKind(models.TextChoices):
    """What happened at a place and a date."""

    LAST_CONTACT = "last_contact", _("last contact")
    CAPTURE = "capture", _("capture")
    WOUND = "wound", _("wound")
    DEATH = "death", _("death")


class MarkKind(models.TextChoices):
    TATTOO = "tattoo", _("tattoo")
    SCAR = "scar", _("scar")
    OTHER = "other", _("other mark")


class SaidFate(models.TextChoices):
    """What a source says became of him. It is the source's word and sets no status."""

    NOTHING = "", _("nothing said")
    MISSING = "missing", _("missing")
    ALIVE = "alive", _("alive")
    CAPTURED = "captured", _("captured")
    WOUNDED = "wounded", _("wounded")
    BELIEVED_DEAD = "believed_dead", _("believed dead")
    DEAD = "dead", _("dead")


#: What of it speaks of a death.
SAID_DEAD = frozenset({SaidFate.BELIEVED_DEAD, SaidFate.DEAD})


class Purpose(models.TextChoices):
    """What a description is kept for."""

    TRACING = "tracing", _("tracing a person for his family")
    BUREAU = "bureau", _("the duties of an information bureau")
    DEMONSTRATION = "demonstration", _("an invented demonstration")


class LawfulBasis(models.TextChoices):
    """By what right a description is kept. Without one it is not matched."""

    NONE = "", _("none stated")
    CONSENT = "consent", _("consent of the person who told it")
    VITAL_INTEREST = "vital_interest", _("vital interest of the person sought")
    TREATY_DUTY = "treaty_duty", _("duty under the Geneva Conventions")
    PUBLIC_TASK = "public_task", _("a public task given by law")


class Axis(models.TextChoices):
    """The independent things a status can speak of."""

    FATE = "fate", _("fate")
    CUSTODY = "custody", _("custody")
    HEALTH = "health", _("health")
    WISH = "wish", _("his own wish about contact")
    DANGER = "danger", _("danger from telling")


class StatusValue(models.TextChoices):
    """Every value of every axis; `AXIS_VALUES` says which belong together."""

    MISSING = "missing", _("missing")
    ALIVE_IN_CONTACT = "alive_in_contact", _("alive and in contact")
    BELIEVED_DEAD = "believed_dead", _("believed dead")
    DEAD = "dead", _("dead")
    HELD = "held", _("held")
    ESCAPED = "escaped", _("escaped")
    TRANSFERRED = "transferred", _("transferred")
    NEUTRAL_INTERNMENT = "neutral_internment", _("interned in a neutral country")
    RELEASED = "released", _("released")
    REPATRIATED = "repatriated", _("repatriated")
    HANDED_OVER = "handed_over", _("handed over")
    WELL = "well", _("well")
    WOUNDED = "wounded", _("wounded")
    ILL = "ill", _("ill")
    SERIOUSLY_WOUNDED = "seriously_wounded", _("seriously wounded")
    SERIOUSLY_ILL = "seriously_ill", _("seriously ill")
    IN_HOSPITAL = "in_hospital", _("in hospital")
    WANTS_CONTACT = "wants_contact", _("wants his family to be told")
    REFUSES_CONTACT = "refuses_contact", _("does not want his family to be told")
    NOT_ASKED = "not_asked", _("has not been asked yet")
    CANNOT_BE_ASKED = "cannot_be_asked", _("cannot be asked")
    SAFE_TO_TELL = "safe_to_tell", _("telling endangers nobody")
    DANGEROUS_TO_TELL = "dangerous_to_tell", _("telling would endanger him")


_S = StatusValue
AXIS_VALUES: dict[Axis, tuple[StatusValue, ...]] = {
    Axis.FATE: (_S.MISSING, _S.ALIVE_IN_CONTACT, _S.BELIEVED_DEAD, _S.DEAD),
    Axis.CUSTODY: (
        _S.HELD,
        _S.ESCAPED,
        _S.TRANSFERRED,
        _S.NEUTRAL_INTERNMENT,
        _S.RELEASED,
        _S.REPATRIATED,
        _S.HANDED_OVER,
    ),
    Axis.HEALTH: (
        _S.WELL,
        _S.WOUNDED,
        _S.ILL,
        _S.SERIOUSLY_WOUNDED,
        _S.SERIOUSLY_ILL,
        _S.IN_HOSPITAL,
    ),
    Axis.WISH: (_S.WANTS_CONTACT, _S.REFUSES_CONTACT, _S.NOT_ASKED, _S.CANNOT_BE_ASKED),
    Axis.DANGER: (_S.SAFE_TO_TELL, _S.DANGEROUS_TO_TELL),
}

#: What two people must say before it counts.
DEATHS = frozenset({StatusValue.BELIEVED_DEAD, StatusValue.DEAD})

#: What forbids to tell his family.
FORBIDDING = frozenset({StatusValue.REFUSES_CONTACT, StatusValue.DANGEROUS_TO_TELL})


class IdentificationLevel(models.TextChoices):
    """How surely it is he. Recognised from a photograph is never confirmed."""

    CLAIMED = "claimed", _("claimed")
    RECOGNISED = "recognised", _("recognised")
    CONFIRMED = "confirmed", _("confirmed by the competent authority's document")


#: Years that a description is kept from the day it came until somebody must decide anew, by purpose. Tracing: the
#: inquiry term of the committees. Bureau: art. 122 work outlasts the hostilities. The demonstration is invented.
KEEP_YEARS: dict[Purpose, int] = {Purpose.TRACING: 5, Purpose.BUREAU: 10, Purpose.DEMONSTRATION: 1}
