"""Finding pairs, and people's verdicts on them."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.accounts.rules import require
from kinline.audit import commands as audit
from kinline.audit.rules import Actor, Refused
from kinline.registry import commands as registry
from kinline.registry.models import Description, DescriptionNews
from kinline.suggestions import rules
from kinline.suggestions.choices import BLIND, SuggestionState, Verdict
from kinline.suggestions.indexing import advance_index
from kinline.suggestions.models import Judgement, SearchKey, Suggestion
from kinline.suggestions.queries import Hit, candidates
from kinmatch import Comparison, compare

log = logging.getLogger(__name__)

#: States in which a pair is asked again when facts change that the model weighs.
_ASKED_ON_WEIGHED_FACTS = frozenset(set(SuggestionState) - {SuggestionState.SAME})
#: States in which it is asked again when any fact changes: such as a scar may be what people waited for, and a first
#: verdict was given without it. Both blind states alike, so that the restart does not tell whether there was one.
_ASKED_ON_ANY_FACT = frozenset({*BLIND, SuggestionState.NEED_FACTS})
#: How long a description that could not be matched waits for the next try.
_PUT_OFF = timedelta(minutes=10)


def refresh_due(*, by: Actor, most: int = 25) -> int:
    """Match up to `most` descriptions that nobody has looked at yet. Returns how many were taken up.

    A description can be found from its commit on: of two that arrive at once, the one that is looked at later sees
    the other. Nothing is compared inside a write transaction.
    """
    advance_index()
    news = DescriptionNews.objects.claim(most=most, seconds=120)
    read = Description.objects.select_related("follows").prefetch_related(*rules.BODIES)
    rows = read.in_bulk([item.description_id for item in news])
    _write_keys(list(rows.values()))
    done = []
    for item in news:
        if item.description_id not in rows:
            continue  # Erased since it was claimed.
        try:
            refresh(rows[item.description_id], by=by)
            done.append(item.pk)
        except Exception:
            # One row that cannot be matched must not hold up all that wait behind it.
            log.exception("Description %s could not be matched.", item.description_id)
            DescriptionNews.objects.filter(pk=item.pk).update(due_at=timezone.now() + _PUT_OFF)
    # What was withdrawn while it was read is no longer held by us, and stays news.
    DescriptionNews.objects.filter(pk__in=done, leased_by__in={item.leased_by for item in news}).delete()
    return len(news)


def refresh(description: Description, *, by: Actor) -> list[Suggestion]:
    """Compare one description with all others and keep the likely pairs. One without a basis is not matched."""
    matchable = Description.objects.matchable().filter(pk=description.pk).exists()
    hits: list[Hit] = []
    if matchable:
        hits = [
            hit
            for hit in candidates(
                rules.record_of(description), apart_from=description, least=rules.LEAST_PROBABILITY
            )[: rules.MOST_SUGGESTIONS]
            if hit.comparison.probability >= rules.LEAST_PROBABILITY
        ]
    pairs = [_oriented(description, hit.description) for hit in hits]
    # In one order everywhere: two workers who write the same pairs wait for each other and do not block.
    found = [(pair, _figures(*pair)) for pair in sorted(pairs, key=lambda pair: (pair[0].pk, pair[1].pk))]
    if not (found or description.follows_id):
        return []
    with transaction.atomic():
        if description.follows_id:
            _carry_over(description)
        kept = [
            Suggestion.objects.update_or_create(left=left, right=right, defaults=figures)
            for (left, right), figures in found
        ]
        if new := [suggestion.pk for suggestion, is_new in kept if is_new]:
            audit.record(
                "suggestions:suggestion:found",
                by=by,
                subject=f"description:{description.pk}",
                suggestions=",".join(map(str, new)),
            )
    return [suggestion for suggestion, _is_new in kept]


@transaction.atomic
def _write_keys(descriptions: Sequence[Description]) -> None:
    """Replace the search keys of these descriptions, and drop those of the words that they follow."""
    stale = [row.pk for row in descriptions] + [row.follows_id for row in descriptions if row.follows_id]
    SearchKey.objects.filter(description__in=stale).delete()
    matchable = set(
        Description.objects.matchable()
        .filter(pk__in=[row.pk for row in descriptions])
        .values_list("pk", flat=True)
    )
    SearchKey.objects.bulk_create(
        (
            SearchKey(description=row, key=key)
            for row in descriptions
            if row.pk in matchable
            for key in sorted(rules.search_keys(row))
        ),
        ignore_conflicts=True,
    )


def _oriented(one: Description, other: Description) -> tuple[Description, Description]:
    """The two as a suggestion holds them: the older row on the left."""
    return (one, other) if one.pk < other.pk else (other, one)


def _figures(left: Description, right: Description) -> dict[str, Any]:
    return _told(compare(rules.record_of(left), rules.record_of(right))) | rules.kind_of_pair(left, right)


def _told(compared: Comparison) -> dict[str, Any]:
    return {
        "probability": compared.probability,
        "reasons": [
            {
                "field": reason.field,
                "code": str(reason.code),
                "bits": round(reason.bits, 2),
                "left": reason.left,
                "right": reason.right,
                "detail": dict(reason.detail),
            }
            for reason in compared.reasons
        ],
    }


def _carry_over(description: Description) -> None:
    """Let the pairs of the followed word speak of this one. New facts bring a new round; the same facts none."""
    before = description.follows
    assert before is not None
    weighed = replace(rules.record_of(before), id="") != replace(rules.record_of(description), id="")
    told = before.content_digest != description.content_digest
    for pair in Suggestion.objects.of_description(before).select_for_update(of=("self",)):
        other = pair.right if pair.left_id == before.pk else pair.left
        left, right = _oriented(other, description)
        # The other side may have found the new word first; the older pair holds what people said of it.
        found = Suggestion.objects.filter(left=left, right=right)
        if found.filter(judgements__isnull=False).exists():
            continue  # People have judged the new word already; the old pair stays where it was.
        found.delete()
        pair.left, pair.right = left, right
        for name, value in (_figures if weighed else rules.kind_of_pair)(left, right).items():
            setattr(pair, name, value)
        if (weighed and pair.state in _ASKED_ON_WEIGHED_FACTS) or (told and pair.state in _ASKED_ON_ANY_FACT):
            _begin_round(pair)
        pair.changed_at = timezone.now()
        pair.save(
            update_fields=[
                "left", "right", "speaks_of_death", "asked_by_family", "probability", "reasons",
                "state", "round", "found_at", "changed_at",
            ]
        )  # fmt: skip


def _begin_round(pair: Suggestion) -> None:
    """Ask anew. It waits from now on: a time kept from before would tell how the last round went."""
    pair.state, pair.round = SuggestionState.OPEN, pair.round + 1
    pair.found_at = pair.changed_at = timezone.now()


@transaction.atomic
def suggest_by_hand(left: Description, right: Description, *, by: Staff) -> Suggestion:
    """The pair of two descriptions that somebody wants compared, made if there is none. Two people judge as ever."""
    require(by, Permission.JUDGE)
    rules.check_two_persons(left, right)
    rules.check_comparable(left, right)
    left, right = _oriented(left, right)
    pair, is_new = Suggestion.objects.get_or_create(left=left, right=right, defaults=_figures(left, right))
    if is_new:
        audit.record("suggestions:suggestion:made_by_hand", by=by, subject=f"suggestion:{pair.pk}")
    return pair


@transaction.atomic
def reopen(suggestion: Suggestion, *, reason: str, by: Staff) -> Suggestion:
    """Begin a new round on a pair over which people disagreed, wanted facts or said no. What was said stays."""
    require(by, Permission.JUDGE)
    suggestion = _locked(suggestion)
    rules.check_can_be_reopened(suggestion)
    rules.check_comparable(suggestion.left, suggestion.right)
    if not reason.strip():
        raise Refused(_("Say why this is asked again."))
    _begin_round(suggestion)
    suggestion.save(update_fields=["state", "round", "found_at", "changed_at"])
    audit.record("suggestions:suggestion:reopened", by=by, subject=f"suggestion:{suggestion.pk}")
    return suggestion


@transaction.atomic
def split(description: Description, *, reason: str, by: Staff) -> list[Suggestion]:
    """Give a source's words a person of their own. Returns the pairs that said otherwise: they are now "different"."""
    person = description.person_id
    apart = registry.split_description(description, reason=reason, by=by)
    cut = Suggestion.objects.filter(
        Q(left__person=apart, right__person=person) | Q(left__person=person, right__person=apart),
        state=SuggestionState.SAME,
    )
    pairs = list(cut.select_for_update(of=("self",)))
    for pair in pairs:
        _begin_round(pair)
        pair.state, pair.join = SuggestionState.DIFFERENT, None
        pair.save(update_fields=["state", "round", "found_at", "changed_at", "join"])
        Judgement.objects.create(
            suggestion=pair,
            round=pair.round,
            verdict=Verdict.DIFFERENT,
            reason=reason.strip(),
            judged_by=by,
        )
        audit.record("suggestions:suggestion:split", by=by, subject=f"suggestion:{pair.pk}")
    return pairs


def _locked(suggestion: Suggestion) -> Suggestion:
    return (
        Suggestion.objects.select_for_update(of=("self",))
        .select_related("left", "right")
        .get(pk=suggestion.pk)
    )


@transaction.atomic
def judge(suggestion: Suggestion, verdict: Verdict, *, reason: str, by: Staff) -> Suggestion:
    """Say what a pair is. It takes two people to say "the same"; then the two persons become one."""
    require(by, Permission.JUDGE)
    suggestion = _locked(suggestion)
    rules.check_may_judge(suggestion, by)
    if not reason.strip():
        raise Refused(_("Write why you think so. A few words are enough."))
    first = rules.first_for(suggestion, by) if verdict == Verdict.SAME else None
    state = rules.state_after(suggestion, verdict, first)
    Judgement.objects.create(
        suggestion=suggestion,
        round=suggestion.round,
        verdict=verdict,
        reason=reason.strip(),
        judged_by=by,
    )
    if first is not None and suggestion.left.person_id != suggestion.right.person_id:
        suggestion.join = registry.join_persons(
            suggestion.left.person,
            suggestion.right.person,
            reason=reason.strip(),
            first=first,
            by=by,
        )
    suggestion.state, suggestion.changed_at = state, timezone.now()
    suggestion.save(update_fields=["state", "changed_at", "join"])
    audit.record(
        "suggestions:suggestion:judged",
        by=by,
        subject=f"suggestion:{suggestion.pk}",
        verdict=verdict,
        state=state,
    )
    return suggestion


@transaction.atomic
def undo_verdict(suggestion: Suggestion, *, reason: str, by: Staff) -> Suggestion:
    """Take the verdicts of this round back at once, and part two persons that they joined."""
    require(by, Permission.JUDGE)
    suggestion = _locked(suggestion)
    if not reason.strip():
        raise Refused(_("Say why this is undone."))
    rules.check_can_be_undone(suggestion, by)
    if suggestion.join is not None:
        registry.undo_join(suggestion.join, reason=reason, by=by)
    for judgement in suggestion.judgements.filter(round=suggestion.round, undone_at=None):
        judgement.undone_by, judgement.undone_at, judgement.undone_reason = by, timezone.now(), reason.strip()
        judgement.save(update_fields=["undone_by", "undone_at", "undone_reason"])
    suggestion.join = None
    _begin_round(suggestion)
    suggestion.save(update_fields=["state", "round", "join", "found_at", "changed_at"])
    audit.record("suggestions:suggestion:undone", by=by, subject=f"suggestion:{suggestion.pk}")
    return suggestion
