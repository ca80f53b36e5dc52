"""Candidates for a description or a question, and what the review screens show."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.accounts.rules import require
from kinline.registry.choices import SourceKind
from kinline.registry.models import Description, DescriptionNews
from kinline.suggestions.choices import SuggestionState
from kinline.suggestions.models import Judgement, SearchKey, Suggestion
from kinline.suggestions.rules import MOST_CANDIDATES, record_of
from kinmatch import Comparison, Record, blocking_keys, compare, fold


@dataclass(frozen=True, slots=True)
class Hit:
    """A description that may be the one asked for, and why."""

    description: Description
    comparison: Comparison


def candidates(record: Record, *, apart_from: Description | None = None) -> list[Hit]:
    """Up to MOST_CANDIDATES matchable descriptions that share a key with `record`, compared in full, best first."""
    found = (
        SearchKey.objects.filter(key__in=blocking_keys(record))
        .values("description")
        .annotate(shared=Count("pk"))
        .order_by("-shared", "description")
        .values_list("description", flat=True)
    )
    rows = Description.objects.matchable()
    if apart_from is not None:
        found = found.exclude(description=apart_from)
        rows = rows.exclude(person=apart_from.person_id)
    # Over-fetched, since withdrawn rows and rows still coming in fall out below.
    keys = list(found[: 2 * MOST_CANDIDATES])
    known = rows.in_bulk(keys)
    shown = [known[key] for key in keys if key in known][:MOST_CANDIDATES]
    hits = [Hit(row, compare(record, record_of(row))) for row in shown]
    return sorted(hits, key=lambda hit: (-hit.comparison.probability, -hit.comparison.bits, hit.description.pk))


def search(text: str, *, birth: str = "", by: Staff, most: int = 20) -> list[Hit]:
    """Registry hits for a name in any order, spelling or script, best first; exact parts of a name rank by score too."""
    require(by, Permission.SEARCH_REGISTRY)
    record = Record(id="", name=text, birth_date=birth)
    hits = {hit.description.pk: hit for hit in candidates(record)}
    if len(fold(text)) >= 2:
        parts = Description.objects.matchable()
        for word in fold(text).split():
            parts = parts.filter(folded_name__contains=word)
        for row in parts.order_by("-pk")[:most]:
            hits.setdefault(row.pk, Hit(row, compare(record, record_of(row))))
    best = sorted(hits.values(), key=lambda hit: (-hit.comparison.bits, hit.description.pk))
    return best[:most]


def similar_inquiries(text: str, *, birth: str = "", by: Staff, most: int = 5) -> list[Hit]:
    """What families have told of men alike, for the intake form. Says nothing of who asked."""
    require(by, Permission.OPEN_INQUIRIES)
    hits = candidates(Record(id="", name=text, birth_date=birth))
    return [hit for hit in hits if hit.description.source_kind == SourceKind.FAMILY][:most]


def waiting_for(staff: Staff) -> QuerySet[Suggestion]:
    """Pairs on which `staff` may decide now, most probable first. Says nothing of what others decided."""
    require(staff, Permission.JUDGE)
    mine = Judgement.objects.filter(
        suggestion=OuterRef("pk"), round=OuterRef("round"), judged_by=staff, undone_at=None
    )
    return (
        Suggestion.objects.filter(state__in=[SuggestionState.OPEN, SuggestionState.AWAITING_SECOND])
        .exclude(Exists(mine))
        .select_related("left", "right")
        .order_by("-probability", "pk")
    )


def unmatched_count() -> int:
    """How many descriptions the matcher has yet to read."""
    return DescriptionNews.objects.count()


def oldest_unmatched_s() -> float:
    """For how many seconds the oldest description that could be matched has waited; 0 if none waits."""
    oldest = DescriptionNews.objects.due().order_by("due_at").values_list("due_at", flat=True).first()
    return (timezone.now() - oldest).total_seconds() if oldest else 0.0
