"""What a family is owed, and what may be told by whom."""

import secrets

from django.utils.translation import gettext as _

from kinline.accounts.models import Staff
from kinline.audit.rules import Refused
from kinline.inquiries.choices import NewsKind, TellingOutcome, TellingWay
from kinline.inquiries.models import Finding, Inquiry, Seeker
from kinline.registry.choices import DEATHS, Axis, StatusValue
from kinline.registry.models import Person, StatusReport
from kinline.suggestions.choices import SuggestionState
from kinline.suggestions.models import Suggestion
from kinline.vault.keys import keyed_hash
from kinmatch import fold

#: After so many wrong PINs only a talk opens an inquiry's page again.
MOST_WRONG_PINS = 5
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
    if news == NewsKind.DEATH and not is_dead(person):
        raise Refused(_("A death is told only when two people have confirmed the report of it."))
    if news != NewsKind.DEATH and is_dead(person):
        raise Refused(_("Two people have confirmed that this person died. The news cannot be another."))
    if news != NewsKind.DEATH and is_believed_dead(person):
        raise Refused(
            _("Two people hold that this person is believed dead. Until it is certain, no news is told.")
        )


def check_can_be_told(finding: Finding) -> None:
    """Refuses while his wish is open, while telling is withheld, or after the match was undone."""
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
