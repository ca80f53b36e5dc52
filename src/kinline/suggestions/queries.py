"""Candidates for a description or a question, and what the review screens show."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
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
    MOST_BEARERS,
    MOST_CANDIDATES,
    event_of,
    named_record_of,
    place_key,
    record_of,
    search_keys,
    word_key,
)
from kinmatch import BODY_KEY, Comparison, Record, blocking_keys, compare, fold
from kinmatch.records import DESCRIBED

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


@dataclass(frozen=True, slots=True)
class Hit:
    """A description that may be the one asked for, and why."""

    description: Description
    comparison: Comparison


def _shared_with(record: Record) -> Q:
    """Keys by which rows may be his. A scar or a tattoo that many have leads somebody with a name to the nameless only:
    two with names meet by these, or by what few have.
    """
    keys = blocking_keys(record)
    bodies = {key for key in keys if key.startswith(BODY_KEY)}
    if not bodies or not (record.name or record.family_name or record.given_name):
        return Q(key__in=keys)
    held = SearchKey.objects.filter(key__in=bodies).values("key").annotate(bearers=Count("pk"))
    many = set(held.filter(bearers__gt=MOST_BEARERS).values_list("key", flat=True))
    return Q(key__in=keys - many) | Q(key__in=many, description__folded_name="") if many else Q(key__in=keys)


def candidates(
    record: Record, *, apart_from: Description | None = None, among: QuerySet[Description] | None = None
) -> list[Hit]:
    """Up to MOST_CANDIDATES matchable descriptions that share a key with `record`, compared in full, best first.

    `among` narrows the matchable ones further, such as to one kind of source.
    """
    found = (
        SearchKey.objects.filter(_shared_with(record))
        .values("description")
        .annotate(shared=Count("pk"))
        .order_by("-shared", "description")
        .values_list("description", flat=True)
    )
    rows = Description.objects.matchable() if among is None else among
    # A question that describes no body needs none to be read.
    bodily = any(getattr(record, name) for name in DESCRIBED)
    read = record_of if bodily else named_record_of
    if bodily:
        rows = rows.prefetch_related(*BODIES)
    if apart_from is not None:
        found = found.exclude(description=apart_from)
        rows = rows.exclude(person=apart_from.person_id)
    # Over-fetched, since withdrawn rows and rows still coming in fall out below.
    keys = list(found[: 2 * MOST_CANDIDATES])
    known = rows.in_bulk(keys)
    shown = [known[key] for key in keys if key in known][:MOST_CANDIDATES]
    hits = [Hit(row, compare(record, read(row))) for row in shown]
    return sorted(
        hits, key=lambda hit: (-hit.comparison.probability, -hit.comparison.bits, hit.description.pk)
    )


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
    hits = candidates(Record(id="", name=text, birth_date=birth))
    return [hit for hit in hits if hit.description.source_kind == SourceKind.FAMILY][:most]


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


def index_faults() -> Iterator[str]:
    """One sentence for each description whose search keys are not those that its words give. Reads everything."""
    waiting = DescriptionNews.objects.values("description")
    rows = Description.objects.matchable().exclude(pk__in=waiting)
    rows = rows.prefetch_related("search_keys", *BODIES)
    for row in rows.order_by("pk").iterator(chunk_size=500):
        if {held.key for held in row.search_keys.all()} != search_keys(row):
            yield f"Description {row.pk} cannot be found by what it says."
    stray = SearchKey.objects.exclude(description__in=Description.objects.matchable()).exclude(
        description__in=waiting
    )
    for pk in stray.values_list("description", flat=True).distinct().order_by("description"):
        yield f"Description {pk} can be found and should not."


def unmatched_count() -> int:
    """How many descriptions the matcher has yet to read."""
    return DescriptionNews.objects.count()


def oldest_unmatched_s() -> float:
    """For how many seconds the oldest description that could be matched has waited; 0 if none waits."""
    oldest = DescriptionNews.objects.due().order_by("due_at").values_list("due_at", flat=True).first()
    return (timezone.now() - oldest).total_seconds() if oldest else 0.0
