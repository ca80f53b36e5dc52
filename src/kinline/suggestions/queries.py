"""Candidates for a description or a question, and what the review screens show."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import inf, log2
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.accounts.rules import require
from kinline.registry.choices import SourceKind
from kinline.registry.models import Description, DescriptionNews, is_matchable
from kinline.suggestions.choices import BLIND, SuggestionState
from kinline.suggestions.models import Judgement, SearchKey, Suggestion
from kinline.suggestions.rules import (
    BODIES,
    MOST_CANDIDATES,
    event_of,
    named_record_of,
    place_key,
    record_of,
    word_key,
)
from kinline.suggestions.segments import shelf
from kinline.suggestions.tail import tail_after
from kinmatch import PRIOR_BITS, Comparison, Record, blocking_keys, compare, fold
from kinmatch.records import DESCRIBED

if TYPE_CHECKING:
    from kinmatch import Snapshot

__all__ = [
    "Hit",
    "Narrowing",
    "Review",
    "Suggestion",
    "blind_for",
    "browse",
    "candidates",
    "disputed",
    "event_of",
    "judged_by",
    "narrowed",
    "next_for",
    "oldest_unmatched_s",
    "review_of",
    "reviews",
    "search",
    "similar_inquiries",
    "unmatched_count",
    "waiting_for",
]

#: A text shorter than this is no part of a name to look for.
SHORTEST_TEXT = 2
#: More than there can be.
_NO_LIMIT = 2**31
#: How many an index is asked for at first, and at the most.
_FIRST_PORTION, _LAST_PORTION = 32, 2048
#: By so much more than an index tells may a full comparison find.
_ROUGH_BITS = 8.0


@dataclass(frozen=True, slots=True)
class Hit:
    """A description that may be the one asked for, and why."""

    description: Description
    comparison: Comparison


def candidates(
    record: Record,
    *,
    apart_from: Description | None = None,
    among: QuerySet[Description] | None = None,
    least: float = 0.0,
) -> list[Hit]:
    """Matchable descriptions alike, compared in full, best first: up to MOST_CANDIDATES that the index brings, and all
    that were written since. Those left out are less alike, or by far less probable than `least`.

    `among` narrows the matchable ones further, such as to one kind of source.
    """
    rows = Description.objects.matchable() if among is None else among
    # A question that describes no body needs none to be read.
    bodily = any(getattr(record, name) for name in DESCRIBED)
    read = record_of if bodily else named_record_of
    if bodily:
        rows = rows.prefetch_related(*BODIES)
    if apart_from is not None:
        rows = rows.exclude(person=apart_from.person_id)
    indexes, unindexed = looked_through()
    least_bits = log2(least / (1 - least)) - _ROUGH_BITS if least else -inf
    found = _alike(record, rows.in_bulk(unindexed), read) if unindexed else {}
    enough = len(found) + MOST_CANDIDATES
    # Over-fetched, since those who are hidden, withdrawn or erased fall out when they are read.
    for numbers in _likeliest(record, indexes, least_bits, apart_from):
        found |= rows.in_bulk(numbers)
        if len(found) >= enough:
            break
    hits = [Hit(row, compare(record, read(row))) for row in found.values()]
    return sorted(
        hits, key=lambda hit: (-hit.comparison.probability, -hit.comparison.bits, hit.description.pk)
    )


def _alike(
    record: Record, rows: dict[int, Description], read: Callable[[Description], Record]
) -> dict[int, Description]:
    """Those whom an index would bring up for this record, roughly."""
    keys = blocking_keys(record)
    return {number: row for number, row in rows.items() if not keys.isdisjoint(blocking_keys(read(row)))}


def looked_through() -> tuple[list["Snapshot"], list[int]]:
    """All that there is to search: indexes, and the descriptions that stand in none of them."""
    chain = shelf().chain()
    recent, unindexed = tail_after(chain[-1].last if chain else 0)
    return [segment.snapshot for segment in chain] + recent, unindexed


def _likeliest(
    record: Record, indexes: list["Snapshot"], least_bits: float, apart_from: Description | None
) -> Iterator[list[int]]:
    """Numbers of descriptions from several indexes, the likeliest first, in ever larger portions."""
    seen = set() if apart_from is None else {apart_from.pk}
    most = _FIRST_PORTION
    while indexes and most <= _LAST_PORTION:
        told: list[tuple[float, int]] = []
        for index in indexes:
            # Of the usual prior, as `compare` has it: an index of a few would think everybody likely.
            usual = PRIOR_BITS - index.prior_bits
            told += [(bits + usual, int(number)) for number, bits in index.candidates(record, most)]
        likely = sorted((-bits, number) for bits, number in told if bits >= least_bits)
        if portion := [number for _bits, number in likely[:most] if number not in seen]:
            yield portion
        seen.update(portion)
        if len(likely) < most:
            return
        most *= 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What a search of the registry is narrowed to; empty where it is not."""

    source_kind: str = ""
    said_fate: str = ""
    sex: str = ""
    region: str = ""

    def narrowed(self) -> QuerySet[Description]:
        """Descriptions that may be found and fit."""
        rows = Description.objects.matchable()
        if self.source_kind:
            rows = rows.filter(source_kind=self.source_kind)
        if self.said_fate:
            rows = rows.filter(said_fate=self.said_fate)
        if self.sex:
            rows = rows.filter(sex=self.sex)
        return _with_keys(rows, _place_keys(self.region))


def _place_keys(region: str) -> list[str]:
    return [place_key(word) for word in fold(region).split()]


def _with_keys(rows: QuerySet[Description], beginnings: list[str]) -> QuerySet[Description]:
    """The rows that have a key with each of these beginnings."""
    for key in beginnings:
        rows = rows.filter(pk__in=SearchKey.objects.beginning(key).values("description"))
    return rows


def _newest_first(beginnings: list[str]) -> QuerySet[SearchKey, int]:
    """Keys of the descriptions that have a key with each of these beginnings, those that came last first."""
    first, *others = beginnings
    held = SearchKey.objects.beginning(first)
    for key in others:
        held = held.filter(description__in=SearchKey.objects.beginning(key).values("description"))
    return held.order_by("-description").values_list("description", flat=True).distinct()


def _newest_with_keys(rows: QuerySet[Description], beginnings: list[str], most: int) -> list[Description]:
    """The newest `most` of the rows that have a key with each of these beginnings."""
    # Ten thousand may bear a surname: they are not read for the few that are shown. Over-fetched, since some fall out.
    keys = list(_newest_first(beginnings)[: 4 * most])
    found = list(rows.filter(pk__in=keys).order_by("-pk")[:most])
    if len(found) < most and len(keys) == 4 * most:
        return list(_with_keys(rows, beginnings).order_by("-pk")[:most])
    return found


def _unread(rows: QuerySet[Description], words: list[str], most: int) -> list[Description]:
    """The newest `most` with these words in their names whose keys have yet to be written."""
    for word in words:
        rows = rows.filter(folded_name__contains=word)
    return list(rows.filter(news__isnull=False).order_by("-pk")[:most])


def search(
    text: str, *, birth: str = "", narrowing: Narrowing = Narrowing(), by: Staff, most: int = 20
) -> list[Hit]:
    """Hits for a name in any order, spelling or script, best first; exact parts of a name rank by score too."""
    require(by, Permission.SEARCH_REGISTRY)
    record = Record(id="", name=text, birth_date=birth)
    rows = narrowing.narrowed()
    hits = {hit.description.pk: hit for hit in candidates(record, among=rows)}
    if len(fold(text)) >= SHORTEST_TEXT:
        words = fold(text).split()
        parts = _newest_with_keys(rows, [word_key(word) for word in words], most)
        parts += _unread(rows, words, most)
        if not (hits or parts):
            # A letter in the middle of a name may be all that can be read. That takes a look at every name.
            within = rows
            for word in words:
                within = within.filter(folded_name__contains=word)
            parts = list(within.order_by("-pk")[:most])
        for row in parts:
            hits.setdefault(row.pk, Hit(row, compare(record, named_record_of(row))))
    best = sorted(hits.values(), key=lambda hit: (-hit.comparison.bits, hit.description.pk))
    return best[:most]


def browse(
    *, narrowing: Narrowing = Narrowing(), birth_year: int | None = None, by: Staff
) -> QuerySet[Description]:
    """Descriptions without a name to search for, those that came last first."""
    require(by, Permission.SEARCH_REGISTRY)
    rows = replace(narrowing, region="").narrowed()
    if birth_year is not None:
        rows = rows.filter(birth_earliest__year__lte=birth_year, birth_latest__year__gte=birth_year)
    if not (places := _place_keys(narrowing.region)):
        return rows.order_by("-recorded_at", "-pk")
    if connection.vendor == "postgresql":
        # Walks the keys in the order that is asked for, and stops when a page is full. Without the limit it takes all
        # that were recorded, newest first, and looks whether each is of the place.
        return rows.filter(pk__in=_newest_first(places)[:_NO_LIMIT]).order_by("-pk")
    return _with_keys(rows, places).order_by("-pk")


def similar_inquiries(text: str, *, birth: str = "", by: Staff, most: int = 5) -> list[Hit]:
    """What families have told of men alike, for the intake form. Says nothing of who asked."""
    require(by, Permission.OPEN_INQUIRIES)
    told = Description.objects.matchable().filter(source_kind=SourceKind.FAMILY)
    return candidates(Record(id="", name=text, birth_date=birth), among=told)[:most]


def waiting_for(staff: Staff) -> QuerySet[Suggestion]:
    """Pairs on which `staff` may decide now, most probable first. Says nothing of what others decided."""
    require(staff, Permission.JUDGE)
    return (
        Suggestion.objects.filter(is_matchable("left__"), is_matchable("right__"), waits=True)
        .exclude(left__person=F("right__person"))
        .exclude(Exists(_verdicts_of(staff)))
        .select_related("left", "right")
        .order_by("-probability", "pk")
    )


def narrowed(pairs: QuerySet[Suggestion], *, death: str, family: str, least: str) -> QuerySet[Suggestion]:
    """The pairs that fit: "yes" or "no" to a death spoken of and to a family that asks; the least probability."""
    for answer, name in ((death, "speaks_of_death"), (family, "asked_by_family")):
        if answer:
            pairs = pairs.filter(**{name: answer == "yes"})
    return pairs.filter(probability__gte=float(least)) if least else pairs


def disputed(*, visible_to: Staff) -> QuerySet[Suggestion]:
    """Pairs over which two people disagree, the longest waiting first."""
    require(visible_to, Permission.JUDGE)
    return (
        Suggestion.objects.filter(state=SuggestionState.DISPUTED)
        .select_related("left", "right")
        .order_by("changed_at", "pk")
    )


def judged_by(staff: Staff) -> QuerySet[Suggestion]:
    """Pairs on which `staff` has decided in the round that runs, last decided first."""
    require(staff, Permission.JUDGE)
    mine = _verdicts_of(staff)
    return (
        Suggestion.objects.filter(Exists(mine))
        .annotate(my_verdict=mine.values("verdict")[:1], my_time=mine.values("judged_at")[:1])
        .select_related("left", "right")
        .order_by("-my_time", "-pk")
    )


def blind_for(staff: Staff) -> QuerySet[Suggestion]:
    """Pairs on which `staff` could still decide without seeing what others decided."""
    pairs = Suggestion.objects.filter(state__in=BLIND).exclude(Exists(_verdicts_of(staff)))
    return pairs if staff.may(Permission.JUDGE) else pairs.none()


def _verdicts_of(staff: Staff) -> QuerySet[Judgement]:
    return Judgement.objects.filter(
        suggestion=OuterRef("pk"), round=OuterRef("round"), judged_by=staff, undone_at=None
    )


@dataclass(frozen=True, slots=True)
class Review:
    """One pair as one member of staff may see it. `verdicts` is empty for whoever may still decide on it blind."""

    pair: Suggestion
    waits_for_me: bool
    mine: Judgement | None
    verdicts: list[Judgement]
    earlier: list[Judgement]

    @property
    def state_label(self) -> str:
        """Where it stands, in the same words for a first and for a second decision until one has decided."""
        if self.mine is None and self.pair.state in BLIND:
            return str(_("Waits for a decision"))
        return str(SuggestionState(self.pair.state).label)


def reviews(*, visible_to: Staff) -> QuerySet[Suggestion]:
    """Every pair, for one to be fetched from."""
    require(visible_to, Permission.JUDGE)
    return Suggestion.objects.select_related("left", "right", "join").prefetch_related(
        "left__occurrences", "left__marks", "right__occurrences", "right__marks"
    )


def review_of(pair: Suggestion, *, visible_to: Staff) -> Review:
    """What `visible_to` may see of a pair: its own verdict always, the others' once it has decided or all is over."""
    require(visible_to, Permission.JUDGE)
    told = list(pair.judgements.select_related("judged_by", "undone_by").order_by("pk"))
    now = [one for one in told if one.round == pair.round and one.undone_at is None]
    mine = next((one for one in now if one.judged_by_id == visible_to.pk), None)
    if pair.state in BLIND and mine is None:
        now = []
        told = [one for one in told if one.judged_by_id == visible_to.pk]
    return Review(
        pair=pair,
        waits_for_me=waiting_for(visible_to).filter(pk=pair.pk).exists(),
        mine=mine,
        verdicts=now,
        earlier=[one for one in told if one.round < pair.round or one.undone_at],
    )


def next_for(staff: Staff, *, after: Suggestion) -> Suggestion | None:
    """The next pair that waits for `staff`, in the order of the list; from its top again at its end."""
    waiting = waiting_for(staff).exclude(pk=after.pk)
    lower = Q(probability__lt=after.probability) | Q(probability=after.probability, pk__gt=after.pk)
    return waiting.filter(lower).first() or waiting.first()


def unmatched_count() -> int:
    """How many descriptions the matcher has yet to read."""
    return DescriptionNews.objects.count()


def oldest_unmatched_s() -> float:
    """For how many seconds the oldest description that could be matched has waited; 0 if none waits."""
    oldest = DescriptionNews.objects.due().order_by("due_at").values_list("due_at", flat=True).first()
    return (timezone.now() - oldest).total_seconds() if oldest else 0.0
