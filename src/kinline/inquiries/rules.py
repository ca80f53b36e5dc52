"""What a family is owed, and what may be told by whom."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.audit.rules import Refused
from kinline.inquiries.choices import NewsKind, PinReached, TellingOutcome, TellingWay, Way
from kinline.inquiries.models import CorrectionLine, Finding, Inquiry, SafeWay, Seeker, Telling
from kinline.registry.choices import DEATHS, Axis, StatusValue
from kinline.registry.models import Person, StatusReport
from kinline.registry.rules import is_in_doubt
from kinline.suggestions.choices import SuggestionState
from kinline.suggestions.models import Suggestion
from kinline.vault.keys import keyed_hash
from kinmatch import fold

#: So many wrong PINs within a day close an inquiry's page for a while, even to the right one.
MOST_WRONG_PINS = 5
PINS_FORGOTTEN_AFTER = timedelta(hours=24)
#: How long: the first time, the second, and each time from then on. By step three nobody gets more than five tries a
#: day, whatever the family does meanwhile: at most 170 in 31 days, of a million PINs.
LOCKS = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=24))
#: After so long without a lock the next one is short again.
LOCKS_FORGOTTEN_AFTER = timedelta(days=30)
#: So many photographs a family can send for one inquiry. Whoever has more to show is talked with.
MOST_PHOTOGRAPHS = 9
PIN_DIGITS = 6
REFERENCE_DIGITS = 10


def new_reference() -> str:
    """Ten digits; the last one is a check digit (Luhn), so that a slip of the pen is seen before a PIN is tried."""
    digits = f"{secrets.randbelow(9) + 1}{secrets.randbelow(10**8):08d}"
    return digits + luhn_digit(digits)


def luhn_digit(digits: str) -> str:
    """The check digit of ISO/IEC 7812-1, annex B, for a run of digits."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += sum(divmod(value, 10))
    return str(-total % 10)


def is_reference(text: str) -> bool:
    """Whether these are ten digits of which the last one checks the others, be there an inquiry or not."""
    return (
        len(text) == REFERENCE_DIGITS
        and text.isascii()
        and text.isdigit()
        and luhn_digit(text[:-1]) == text[-1]
    )


def new_pin() -> str:
    return f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}d}"


def pin_hash(reference: str, pin: str) -> str:
    """Worth nothing without the key, which is not in the database; argon2 would cost every page 143 ms."""
    return keyed_hash("pin", f"{reference}:{pin}")


def check_takes_photographs(number: int) -> None:
    """Refuses more photographs than one inquiry takes from a family by itself."""
    if number > MOST_PHOTOGRAPHS:
        raise Refused(
            _("We have many photographs from you already. If you have one that shows more, please call us.")
        )


@dataclass(frozen=True, slots=True)
class Guesses:
    """How wrong PINs of one inquiry stand; the fields of Inquiry that are named so."""

    wrong_pins: int = 0
    wrong_pins_since: datetime | None = None
    pin_locks: int = 0
    pin_locked_until: datetime | None = None

    @classmethod
    def at(cls, inquiry: Inquiry | None) -> "Guesses":
        """As they stand in the row; those of an unknown reference are none."""
        if inquiry is None:
            return cls()
        return cls(*(getattr(inquiry, name) for name in cls.__slots__))

    def locked(self, now: datetime) -> bool:
        return self.pin_locked_until is not None and self.pin_locked_until > now

    def one_more(self, now: datetime) -> "Guesses":
        """After one more wrong PIN. While the page is locked nothing is counted, so that no lock grows by itself."""
        if self.locked(now):
            return self
        running = self.wrong_pins_since is not None and self.wrong_pins_since > now - PINS_FORGOTTEN_AFTER
        since, wrong = (self.wrong_pins_since, self.wrong_pins + 1) if running else (now, 1)
        if wrong < MOST_WRONG_PINS:
            return Guesses(wrong, since, self.pin_locks, self.pin_locked_until)
        recent = self.pin_locked_until is not None and self.pin_locked_until > now - LOCKS_FORGOTTEN_AFTER
        step = min(self.pin_locks, len(LOCKS) - 1) if recent else 0
        return Guesses(0, None, step + 1, now + LOCKS[step])


def opening_ways(inquiry: Inquiry) -> list[SafeWay]:
    """How the family could be reached when the inquiry was opened, whatever was changed since.

    Who has got hold of a PIN can change the ways, but not these: all ways of one time end in one moment.
    """
    # Not by way of the seeker: whoever fetched the inquiry may have let go of those that ended.
    ways = list(SafeWay.objects.filter(seeker__inquiry=inquiry).order_by("pk"))
    return [way for way in ways if way.ended_at == ways[0].ended_at and way.address]


def has_phone(seeker: Seeker) -> bool:
    """Whether the family named a number at which we may call it."""
    return seeker.ways.filter(way=Way.PHONE, ended_at=None).exists()


def check_pin_may_be_renewed(seeker: Seeker, reached: PinReached, by: Staff) -> None:
    """Refuses a caller whom we could call back, and an operator where the family chose no word to be known by.

    Whoever wants to read what a family is told may sit in the family and ring us himself.
    """
    if reached == PinReached.RANG_US and has_phone(seeker):
        raise Refused(_("Call back on the number that stands on the file. A call to us proves nothing."))
    if not seeker.call_word and not by.may(Permission.TELL):
        raise Refused(_("The family chose no word. A caseworker makes sure who it is and gives the PIN."))


def check_open(inquiry: Inquiry) -> None:
    if not inquiry.is_open:
        raise Refused(_("This inquiry is closed."))


def check_can_be_confirmed(inquiry: Inquiry, suggestion: Suggestion) -> None:
    """Refuses a pair that two people have not judged the same, or that is not about this inquiry's man."""
    check_open(inquiry)
    if suggestion.state != SuggestionState.SAME:
        raise Refused(_("Two people must first judge this pair the same person."))
    person = inquiry.description.person_id
    # Both sides: the verdict of a pair may outlive the parting of its persons by another pair.
    if {suggestion.left.person_id, suggestion.right.person_id} != {person}:
        raise Refused(_("This match belongs to another inquiry."))


def counted_status(person: Person, axis: Axis) -> StatusReport | None:
    """What is held of `person` on one axis now: the newest report that counts."""
    return StatusReport.objects.counted().filter(person=person, axis=axis).order_by("-as_of", "-pk").first()


def is_dead(person: Person) -> bool:
    """Whether two people hold that this person died. "Believed dead" is not "died": he may live, and may be asked."""
    report = counted_status(person, Axis.FATE)
    return report is not None and report.value == StatusValue.DEAD


def is_believed_dead(person: Person) -> bool:
    """Whether two people hold that this person died, or believe so."""
    report = counted_status(person, Axis.FATE)
    return report is not None and report.value in DEATHS


def may_tell(person: Person, wish: StatusValue, danger: StatusValue) -> bool:
    """Only where he wishes it, or cannot be asked, and nobody is endangered. The dead cannot be asked."""
    if danger != StatusValue.SAFE_TO_TELL:
        return False
    if wish == StatusValue.CANNOT_BE_ASKED:
        return True
    return wish == StatusValue.WANTS_CONTACT or (wish == StatusValue.NOT_ASKED and is_dead(person))


def check_news(person: Person, news: NewsKind) -> None:
    """Refuses to call him dead on one person's word, or to call him anything else when he is held to be dead."""
    if death_in_doubt(person) is not None:
        raise Refused(
            _(
                "A report of his death is suspended. No news of him is told until two people have restored it, "
                "or somebody has taken it back."
            )
        )
    if news == NewsKind.DEATH and not is_dead(person):
        raise Refused(_("A death is told only when two people have confirmed the report of it."))
    if news != NewsKind.DEATH and is_dead(person):
        raise Refused(_("Two people have confirmed that this person died. The news cannot be another."))
    if news != NewsKind.DEATH and is_believed_dead(person):
        raise Refused(
            _("Two people hold that this person is believed dead. Until it is certain, no news is told.")
        )


def death_in_doubt(person: Person) -> StatusReport | None:
    """The suspended report of his death, if no later word on his fate counts."""
    suspended = StatusReport.objects.filter(person=person, axis=Axis.FATE, suspended_at__isnull=False)
    newest = suspended.order_by("-as_of", "-pk").first()
    counted = counted_status(person, Axis.FATE)
    if newest is None or (counted and (counted.as_of, counted.pk) > (newest.as_of, newest.pk)):
        return None
    return newest


def telling_that_stands(finding: Finding) -> Telling | None:
    """What the family was told of this match last, unless it has heard since that it is in doubt."""
    last = finding.tellings.filter(outcome=TellingOutcome.REACHED).order_by("-told_at", "-pk").first()
    return None if last is None or last.news == NewsKind.CORRECTION else last


def holds(finding: Finding) -> bool:
    """Whether what was found may still be spoken of, as far as nobody has suspended or undone what it rests on."""
    person = finding.inquiry.description.person
    if finding.undone_at or finding.suspended_at or is_in_doubt(person.pk) or death_in_doubt(person):
        return False
    return finding.news != NewsKind.DEATH or is_dead(person)


def is_false(telling: Telling) -> bool:
    """Whether what was told rests on something that was suspended or undone, or is a death that nobody holds."""
    finding = telling.finding
    if finding is None:
        return False
    person = finding.inquiry.description.person
    if finding.undone_at or finding.suspended_at or is_in_doubt(person.pk):
        return True
    return telling.news == NewsKind.DEATH and not is_dead(person)


#: What news a report is, as far as it is any.
_NEWS_OF = {
    StatusValue.ALIVE_IN_CONTACT: NewsKind.ALIVE,
    StatusValue.HELD: NewsKind.HELD,
    StatusValue.TRANSFERRED: NewsKind.HELD,
    StatusValue.NEUTRAL_INTERNMENT: NewsKind.HELD,
    StatusValue.ESCAPED: NewsKind.RELEASED,
    StatusValue.RELEASED: NewsKind.RELEASED,
    StatusValue.REPATRIATED: NewsKind.RELEASED,
    StatusValue.HANDED_OVER: NewsKind.RELEASED,
    StatusValue.WOUNDED: NewsKind.WOUNDED,
    StatusValue.ILL: NewsKind.WOUNDED,
    StatusValue.IN_HOSPITAL: NewsKind.WOUNDED,
}


def news_of(report: StatusReport) -> NewsKind | None:
    """What a family may have been told because of this report; None of a death and of what is no news."""
    return _NEWS_OF.get(StatusValue(report.value))


#: On which there is news for a family.
NEWS_AXES = (Axis.FATE, Axis.CUSTODY, Axis.HEALTH)


def later_news(finding: Finding) -> NewsKind | None:
    """What is held of him by a word that came after the family was told and after it was last decided what it hears.

    None if nothing came, or what the family knows.
    """
    told = telling_that_stands(finding)
    if told is None:
        return None
    person = finding.inquiry.description.person
    decided = max(told.told_at, finding.cleared_at or told.told_at)
    for axis in NEWS_AXES:
        report = counted_status(person, axis)
        if report is None or (report.seconded_at or report.recorded_at) <= decided:
            continue
        news = NewsKind.DEATH if report.value == StatusValue.DEAD else news_of(report)
        if news is not None and news != told.news and (news == NewsKind.DEATH or not is_dead(person)):
            return news
    return None


def still_said(report: StatusReport) -> bool:
    """Whether another report that counts says the same news of the same person."""
    others = StatusReport.objects.counted().filter(person=report.person_id).exclude(pk=report.pk)
    return any(news_of(other) == news_of(report) for other in others)


def check_was_corrected(inquiry: Inquiry) -> None:
    """Refuses while the family believes what we told it and what is now in doubt."""
    if CorrectionLine.objects.open().told().filter(inquiry=inquiry).exists():
        raise Refused(_("What this family was told is in doubt, and it does not know. Tell it that first."))


def check_correction_told(telling: Telling, way: TellingWay, second_present: Staff | None, by: Staff) -> None:
    """Refuses a correction in writing, and one about a death by somebody who is not trained for that."""
    if way == TellingWay.LETTER:
        raise Refused(_("That what was told is in doubt is said in person or by voice."))
    if telling.news == NewsKind.DEATH and not by.tells_deaths:
        raise Refused(
            _(
                "This family was told of a death. Somebody who is trained for that talks with it. Hand this talk over."
            )
        )
    if second_present is not None and second_present.pk == by.pk:
        raise Refused(_("The second person present is somebody else."))


def check_can_be_spoken_of(finding: Finding) -> None:
    """Refuses while the match, or the joining of descriptions that it rests on, is suspended."""
    if finding.suspended_at:
        raise Refused(
            _(
                "This match is suspended. Nothing is told and nothing is sent until two people have restored it."
            )
        )
    if is_in_doubt(finding.inquiry.description.person_id):
        raise Refused(
            _(
                "The joining of these descriptions is suspended: they may be of two people. "
                "Nothing is told until two people have restored it."
            )
        )


def knows(finding: Finding, news: str) -> bool:
    """Whether this is what the family was told of this match last, and it has not heard since that it is in doubt."""
    told = telling_that_stands(finding)
    return told is not None and told.news == news


def check_not_told(finding: Finding, news: str) -> None:
    """Refuses what the family knows. Other news of him is told anew: he was held, and then he died."""
    if knows(finding, news):
        raise Refused(_("The family has been told already."))


def check_can_be_told(finding: Finding) -> None:
    """Refuses while his wish is open, while telling is withheld, or after the match was undone."""
    check_can_be_spoken_of(finding)
    check_was_corrected(finding.inquiry)
    if finding.undone_at or finding.suggestion.state != SuggestionState.SAME:
        raise Refused(_("This match was undone. Nothing is told."))
    if finding.may_tell is None:
        raise Refused(
            _("First ask what he himself wishes, whom he named, and whether telling endangers him.")
        )
    if not finding.may_tell:
        raise Refused(
            _("He may not be spoken of. The family is told what we tell everyone: the search goes on.")
        )
    # Whoever wrote down since that he refuses, or that telling endangers him, must have stopped this talk too.
    person = finding.inquiry.description.person
    wish, danger = counted_status(person, Axis.WISH), counted_status(person, Axis.DANGER)
    held = wish and danger and may_tell(person, StatusValue(wish.value), StatusValue(danger.value))
    if not held:
        raise Refused(_("His wish or the danger was recorded anew. Decide again what may be told."))


def check_telling(
    news: NewsKind,
    way: TellingWay,
    outcome: TellingOutcome,
    finding: Finding | None,
    second_present: Staff | None,
    by: Staff,
) -> None:
    """Refuses news without a cleared match or by letter, and a death by somebody who is not trained for it."""
    if news == NewsKind.NOTHING_NEW:
        return
    if finding is None:
        raise Refused(_("There is no confirmed match to speak of."))
    check_not_told(finding, news)
    check_can_be_told(finding)
    if news != finding.news:
        raise Refused(_("This is not the news that was cleared for this family."))
    # Whoever took a report of a death back after the clearing must have stopped this talk too.
    check_news(finding.inquiry.description.person, news)
    # Every status page promises it: whoever reads it is told in a talk.
    if way == TellingWay.LETTER:
        raise Refused(_("News is told in person or by voice."))
    if news == NewsKind.DEATH:
        if not by.tells_deaths:
            raise Refused(_("A death is told by somebody who is trained for it. Hand this talk over."))
        if outcome == TellingOutcome.REACHED and second_present is None:
            raise Refused(_("A second person is present when a death is told. Say who was beside you."))
    if second_present is not None and second_present.pk == by.pk:
        raise Refused(_("The second person present is somebody else."))


def is_the_word(said: str, seeker: Seeker) -> bool:
    """Whether `said` is the word that the family chose, whatever its letter case. False if it chose none."""
    return bool(seeker.call_word) and fold(said) == fold(seeker.call_word)
