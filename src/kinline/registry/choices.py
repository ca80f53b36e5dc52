"""The registry's vocabulary, in the words of GC III art. 17, 70 and 122 and GC I art. 16."""

import calendar
import datetime as dt
from dataclasses import dataclass

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
    Axis.HEALTH: (_S.WELL, _S.WOUNDED, _S.ILL, _S.IN_HOSPITAL),
    Axis.WISH: (_S.WANTS_CONTACT, _S.REFUSES_CONTACT, _S.NOT_ASKED, _S.CANNOT_BE_ASKED),
    Axis.DANGER: (_S.SAFE_TO_TELL, _S.DANGEROUS_TO_TELL),
}

#: What two people must say before it counts.
DEATHS = frozenset({StatusValue.BELIEVED_DEAD, StatusValue.DEAD})


class IdentificationLevel(models.TextChoices):
    """How surely it is he. Recognised from a photograph is never confirmed."""

    CLAIMED = "claimed", _("claimed")
    RECOGNISED = "recognised", _("recognised")
    CONFIRMED = "confirmed", _("confirmed by the competent authority's document")


@dataclass(frozen=True, slots=True)
class VagueDate:
    """A date as far as it is known: what was said, and the days it may mean (both ends included)."""

    text: str = ""
    earliest: dt.date | None = None
    latest: dt.date | None = None
    precision: DatePrecision = DatePrecision.UNKNOWN

    @classmethod
    def of(
        cls, year: int | None, month: int | None = None, day: int | None = None, *, approximate: bool = False, text: str = ""
    ) -> "VagueDate":
        """The span of days that the known parts leave open; two more years to either side if approximate.

        Without a year there is no span, and only the text is kept. Raises ValueError for an impossible day.
        """
        said = text or "-".join(
            part for part in (f"{year:04d}" if year else "", f"{month:02d}" if month else "", f"{day:02d}" if day else "") if part
        )
        if year is None:
            return cls(text=said)
        if month is None:
            earliest, latest, precision = dt.date(year, 1, 1), dt.date(year, 12, 31), DatePrecision.YEAR
        elif day is None:
            end = calendar.monthrange(year, month)[1]
            earliest, latest, precision = dt.date(year, month, 1), dt.date(year, month, end), DatePrecision.MONTH
        else:
            earliest = latest = dt.date(year, month, day)
            precision = DatePrecision.DAY
        if approximate:
            earliest, latest = dt.date(year - 2, 1, 1), dt.date(year + 2, 12, 31)
            precision = DatePrecision.ABOUT
        return cls(said, earliest, latest, precision)

    def iso(self) -> str:
        """YYYY, YYYY-MM or YYYY-MM-DD as known; `~YYYY` if about; empty if no year is known."""
        if self.earliest is None or self.latest is None:
            return ""
        match self.precision:
            case DatePrecision.DAY:
                return self.earliest.isoformat()
            case DatePrecision.MONTH:
                return f"{self.earliest:%Y-%m}"
            case DatePrecision.ABOUT:
                return f"~{self.earliest.year + 2}"
            case _:
                return f"{self.earliest:%Y}"
