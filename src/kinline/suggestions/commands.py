"""Finding pairs, and people's verdicts on them."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.db.models import F
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
from kinline.suggestions.choices import SuggestionState, Verdict
from kinline.suggestions.models import Judgement, SearchKey, Suggestion
from kinline.suggestions.queries import Hit, candidates
from kinmatch import blocking_keys, compare

#: States in which a pair is asked again when one side's facts change.
_ASKED_AGAIN = frozenset(set(SuggestionState) - {SuggestionState.SAME})


def refresh_due(*, by: Actor, most: int = 25) -> int:
    """Match up to `most` descriptions that nobody has looked at yet. Returns how many.

    Keys are committed before anything is compared: of two descriptions that arrive at once, the one whose
    keys are committed later sees the other. Nothing is compared inside a write transaction.
    """
    news = DescriptionNews.objects.claim(most=most, seconds=120)
    rows = {
        row.pk: row
        for row in Description.objects.filter(pk__in=[item.description_id for item in news])
    }
    _write_keys(list(rows.values()))
    for item in news:
        refresh(rows[item.description_id], by=by)
    return len(news)


def refresh(description: Description, *, by: Actor) -> list[Suggestion]:
    """Compare one description with all others and keep the likely pairs. One without a basis is not matched."""
    matchable = Description.objects.matchable().filter(pk=description.pk).exists()
    hits: list[Hit] = []
    if matchable:
        hits = [
            hit
            for hit in candidates(rules.record_of(description), apart_from=description)[: rules.MOST_SUGGESTIONS]
            if hit.comparison.probability >= rules.LEAST_PROBABILITY
        ]
    with transaction.atomic():
        if description.follows_id:
            _carry_over(description)
        kept = [_keep(description, hit) for hit in hits]
        DescriptionNews.objects.filter(description=description).delete()
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
    SearchKey.objects.bulk_create(
        (
            SearchKey(description=row, key=key)
            for row in descriptions
            if row.lawful_basis and not row.withdrawn_at
            for key in sorted(blocking_keys(rules.record_of(row)))
        ),
        ignore_conflicts=True,
    )


def _keep(description: Description, hit: Hit) -> tuple[Suggestion, bool]:
    """The pair's suggestion with fresh figures, and whether it is new. A judged pair keeps its state."""
    left, right = sorted((description, hit.description), key=lambda row: row.pk)
    return Suggestion.objects.update_or_create(
        left=left,
        right=right,
        defaults=_figures(left, right),
        create_defaults=_figures(left, right),
    )


def _figures(left: Description, right: Description) -> dict[str, object]:
    compared = compare(rules.record_of(left), rules.record_of(right))
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
    changed = replace(rules.record_of(before), id="") != replace(rules.record_of(description), id="")
    for pair in Suggestion.objects.of_description(before).select_for_update(of=("self",)):
        other = pair.right if pair.left_id == before.pk else pair.left
        pair.left, pair.right = sorted((other, description), key=lambda row: row.pk)
        # The other side may have found the new word first; the older pair holds what people said of it.
        Suggestion.objects.filter(left=pair.left, right=pair.right, judgements=None).delete()
        if changed:
            for name, value in _figures(pair.left, pair.right).items():
                setattr(pair, name, value)
            if pair.state in _ASKED_AGAIN:
                pair.state, pair.round = SuggestionState.OPEN, pair.round + 1
        pair.changed_at = timezone.now()
        pair.save(
            update_fields=["left", "right", "probability", "reasons", "state", "round", "changed_at"]
        )


def _locked(suggestion: Suggestion) -> Suggestion:
    return (
        Suggestion.objects.select_for_update(of=("self",)).select_related("left", "right").get(pk=suggestion.pk)
    )


@transaction.atomic
def judge(suggestion: Suggestion, verdict: Verdict, *, reason: str, by: Staff) -> Suggestion:
    """Say what a pair is. It takes two people to say "the same"; then the two persons become one."""
    require(by, Permission.JUDGE)
    suggestion = _locked(suggestion)
    rules.check_may_judge(suggestion, by)
    if not reason.strip():
        raise Refused(_("Write why you think so. A few words are enough."))
    state = rules.state_after(suggestion, verdict)
    Judgement.objects.create(
        suggestion=suggestion,
        round=suggestion.round,
        verdict=verdict,
        reason=reason.strip(),
        judged_by=by,
    )
    if state == SuggestionState.SAME and suggestion.left.person_id != suggestion.right.person_id:
        first = suggestion.judgements.exclude(judged_by=by).get(
            round=suggestion.round, verdict=Verdict.SAME, undone_at=None
        )
        suggestion.join = registry.join_persons(
            suggestion.left.person,
            suggestion.right.person,
            reason=reason.strip(),
            first=first.judged_by,
            by=by,
        )
    suggestion.state, suggestion.changed_at = state, timezone.now()
    suggestion.save(update_fields=["state", "changed_at", "join"])
    audit.record(
        "suggestions:suggestion:judged", by=by, subject=f"suggestion:{suggestion.pk}", verdict=verdict, state=state
    )
    return suggestion


@transaction.atomic
def undo_verdict(suggestion: Suggestion, *, reason: str, by: Staff) -> Suggestion:
    """Take the verdicts of this round back at once, and part two persons that they joined."""
    require(by, Permission.JUDGE)
    suggestion = _locked(suggestion)
    if not reason.strip():
        raise Refused(_("Say why this is undone."))
    if suggestion.state == SuggestionState.OPEN:
        raise Refused(_("There is no verdict to undo."))
    if suggestion.join is not None:
        registry.undo_join(suggestion.join, reason=reason, by=by)
    for judgement in suggestion.judgements.filter(round=suggestion.round, undone_at=None):
        judgement.undone_by, judgement.undone_at, judgement.undone_reason = by, timezone.now(), reason.strip()
        judgement.save(update_fields=["undone_by", "undone_at", "undone_reason"])
    suggestion.state, suggestion.round = SuggestionState.OPEN, F("round") + 1
    suggestion.join, suggestion.changed_at = None, timezone.now()
    suggestion.save(update_fields=["state", "round", "join", "changed_at"])
    suggestion.refresh_from_db()
    audit.record("suggestions:suggestion:undone", by=by, subject=f"suggestion:{suggestion.pk}")
    return suggestion
