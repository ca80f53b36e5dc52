"""What is compared, what is worth a person's time, and who may judge."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from kinline.accounts.models import Staff
from kinline.accounts.rules import check_is_second
from kinline.audit.rules import Refused
from kinline.registry.choices import MarkKind, OccurrenceKind, SourceKind
from kinline.registry.models import Description, Mark, Occurrence
from kinline.suggestions.choices import ASKED_AGAIN, BLIND, SuggestionState, Verdict
from kinline.suggestions.models import Judgement, SearchKey, Suggestion
from kinmatch import Record, fold

#: Below this nobody is asked.
LEAST_PROBABILITY = 0.25
#: How many pairs one description may bring before people at once.
MOST_SUGGESTIONS = 10
#: How many candidates are compared in full.
MOST_CANDIDATES = 40
#: The ends of longer words are not told apart.
LONGEST_KEY = SearchKey._meta.get_field("key").max_length or 0


#: Marks and occurrences as lists: a query set for each row, as related managers make, costs more than comparing it.
BODIES = (Prefetch("marks", to_attr="read_marks"), Prefetch("occurrences", to_attr="read_occurrences"))


def _told(description: Description, name: str) -> Iterable[Any]:
    """The rows of `marks` or `occurrences`, from `BODIES` where they were fetched by it."""
    read: list[Any] | None = getattr(description, f"read_{name}", None)
    return getattr(description, name).all() if read is None else read


def named_record_of(description: Description) -> Record:
    """Names, date, places, unit and sex as kinmatch reads them; nothing about the family, nothing about a body."""
    return Record(
        id=str(description.pk),
        name=" ".join(part for part in (description.whole_name, description.other_names) if part),
        family_name=description.family_name,
        given_name=description.given_name,
        patronymic=description.patronymic or description.father_given_name,
        birth_date=description.birth.iso() or description.birth_text,
        birth_place=description.birth_place or description.home_region,
        unit=description.unit,
        sex=description.sex,
        age=_span(description.age_from, description.age_to, YOUNGEST, OLDEST),
        said_on=_said_on(description),
    )


def record_of(description: Description) -> Record:
    """All that is compared: the same, the body and the last thing known of him. Reads the marks and occurrences,
    so fetch `BODIES` beforehand for many.
    """
    happened = event_of(description)
    return replace(
        named_record_of(description),
        height=_span(description.height_cm_from, description.height_cm_to, SHORTEST_CM, TALLEST_CM),
        build=description.build,
        hair=description.hair,
        eyes=description.eyes,
        marks="; ".join(_mark(mark) for mark in _told(description, "marks")),
        clothing=description.clothing,
        effects=description.effects,
        event=happened.kind if happened else "",
        event_place=happened.place if happened else "",
        event_on=happened.when.iso() if happened else "",
    )


#: Where a span of ages or heights is open.
YOUNGEST, OLDEST, SHORTEST_CM, TALLEST_CM = 16, 65, 155, 200

#: Of two events on one day, the graver is the later.
_GRAVITY = (
    OccurrenceKind.LAST_CONTACT,
    OccurrenceKind.CAPTURE,
    OccurrenceKind.WOUND,
    OccurrenceKind.DEATH,
)


def event_of(description: Description) -> Occurrence | None:
    """The last thing that a description says happened to him: by date, and where none is known, by gravity."""
    return max(
        _told(description, "occurrences"),
        key=lambda row: (str(row.latest or row.earliest or ""), _GRAVITY.index(OccurrenceKind(row.kind))),
        default=None,
    )


def _span(low: int | None, high: int | None, lowest: int, highest: int) -> str:
    if low is None and high is None:
        return ""
    if low == high:
        return str(low)
    return f"{lowest if low is None else low}-{highest if high is None else high}"


def _said_on(description: Description) -> str:
    """When an age was told; the year of writing it down where the source does not say."""
    told = description.age_from is not None or description.age_to is not None
    if not told and (description.birth_earliest or not description.birth_text):
        return ""
    return description.said_on.isoformat() if description.said_on else f"{description.recorded_at:%Y}"


def _mark(mark: Mark) -> str:
    kind = "" if mark.kind == MarkKind.OTHER else str(mark.kind)
    return " ".join(part for part in (kind, mark.site, mark.motif) if part)


def search_keys(description: Description) -> frozenset[str]:
    """Under which keys it is found exactly: each word of its names, and of its places."""
    places = fold(f"{description.home_region} {description.birth_place}")
    names = frozenset(word_key(word) for word in description.folded_name.split())
    return names | {place_key(word) for word in places.split()}


def word_key(word: str) -> str:
    """The key of one folded word of a name. What begins alike has keys that begin alike."""
    return f"={word}"[:LONGEST_KEY]


def place_key(word: str) -> str:
    """The key of one folded word of a place."""
    return f"@{word}"[:LONGEST_KEY]


def kind_of_pair(left: Description, right: Description) -> dict[str, bool]:
    """What a suggestion holds of its two sides beside what was weighed: the names of its columns, and their values."""
    return {
        "speaks_of_death": left.speaks_of_death or right.speaks_of_death,
        "asked_by_family": SourceKind.FAMILY in {left.source_kind, right.source_kind},
    }


def first_for(suggestion: Suggestion, by: Staff) -> Staff | None:
    """Who said "the same" before `by` in this round and counts as another person beside them; None if nobody does.

    Nobody is refused for it: a refusal would tell that there is a first verdict.
    """
    said = suggestion.judgements.filter(round=suggestion.round, verdict=Verdict.SAME, undone_at=None)
    for judgement in said.exclude(judged_by=by).select_related("judged_by").order_by("pk"):
        try:
            check_is_second(by, judgement.judged_by)
        except Refused:
            continue
        return judgement.judged_by
    return None


def state_after(suggestion: Suggestion, verdict: Verdict, first: Staff | None) -> SuggestionState:
    """Where a verdict leads. One person may say no or ask for facts; it takes two to say yes."""
    second = suggestion.state == SuggestionState.AWAITING_SECOND
    match verdict:
        case Verdict.SAME:
            return SuggestionState.SAME if first is not None else SuggestionState.AWAITING_SECOND
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
