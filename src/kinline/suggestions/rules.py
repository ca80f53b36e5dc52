"""What is compared, what is worth a person's time, and who may judge."""

from django.utils.translation import gettext as _

from kinline.accounts.models import Staff
from kinline.audit.rules import Refused
from kinline.registry.models import Description
from kinline.suggestions.choices import ASKED_AGAIN, BLIND, SuggestionState, Verdict
from kinline.suggestions.models import Judgement, Suggestion
from kinmatch import Record

#: Below this nobody is asked.
LEAST_PROBABILITY = 0.25
#: How many pairs one description may bring before people at once.
MOST_SUGGESTIONS = 10
#: How many candidates are compared in full.
MOST_CANDIDATES = 200


def record_of(description: Description) -> Record:
    """The description as kinmatch reads it: names, date, places, unit and sex; nothing about the family."""
    return Record(
        id=str(description.pk),
        name=" ".join(part for part in (description.whole_name, description.other_names) if part),
        family_name=description.family_name,
        given_name=description.given_name,
        patronymic=description.patronymic or description.father_given_name,
        birth_date=description.birth.iso(),
        birth_place=description.birth_place or description.home_region,
        unit=description.unit,
        sex=description.sex,
    )


def state_after(suggestion: Suggestion, verdict: Verdict) -> SuggestionState:
    """Where a verdict leads. One person may say no or ask for facts; it takes two to say yes."""
    second = suggestion.state == SuggestionState.AWAITING_SECOND
    match verdict:
        case Verdict.SAME:
            return SuggestionState.SAME if second else SuggestionState.AWAITING_SECOND
        case Verdict.DIFFERENT:
            return SuggestionState.DISPUTED if second else SuggestionState.DIFFERENT
        case Verdict.NEED_FACTS:
            return SuggestionState.NEED_FACTS


def check_may_judge(suggestion: Suggestion, by: Staff) -> None:
    """Refuses a pair that waits for nobody, and a second verdict of one person in the same round."""
    if has_judged(suggestion, by):
        raise Refused(_("You have decided on this pair. Somebody else decides now."))
    if suggestion.state not in BLIND:
        raise Refused(_("This pair does not wait for a decision."))
    check_comparable(suggestion.left, suggestion.right)


def has_judged(suggestion: Suggestion, staff: Staff) -> bool:
    """Whether `staff` has a verdict on this pair in the round that runs."""
    return Judgement.objects.filter(
        suggestion=suggestion, round=suggestion.round, judged_by=staff, undone_at=None
    ).exists()


def check_comparable(left: Description, right: Description) -> None:
    """Refuses descriptions that were withdrawn, followed by a later word, or are kept without a basis."""
    if left.withdrawn_at or right.withdrawn_at:
        raise Refused(_("One of the two descriptions was withdrawn. It is no longer compared."))
    if not left.lawful_basis or not right.lawful_basis:
        raise Refused(_("One of the two descriptions is kept without a lawful basis. It is not compared."))
    both = {left.pk, right.pk}
    if set(Description.objects.matchable().filter(pk__in=both).values_list("pk", flat=True)) != both:
        raise Refused(_("A later word has come from one of these sources. The pair is compared anew first."))


def check_two_persons(left: Description, right: Description) -> None:
    if left.person_id == right.person_id:
        raise Refused(_("These descriptions are of one person already."))


def check_can_be_undone(suggestion: Suggestion, by: Staff) -> None:
    """Refuses where nothing was decided. While a pair waits, only whoever has decided on it learns that."""
    if suggestion.state in BLIND and not has_judged(suggestion, by):
        raise Refused(_("You have not decided on this pair."))


def check_can_be_reopened(suggestion: Suggestion) -> None:
    """Refuses a pair that waits already, and one judged the same: that is undone, not asked again."""
    if suggestion.state not in ASKED_AGAIN:
        raise Refused(_("A new round begins only where people disagreed, wanted facts or said no."))
