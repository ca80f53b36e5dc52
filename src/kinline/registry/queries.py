"""What the screens about persons and their descriptions show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.accounts.rules import require
from kinline.registry.choices import DEATHS, Axis, SourceKind
from kinline.registry.models import (
    PLAIN_FACTS,
    Depiction,
    DepictionQuerySet,
    Description,
    Join,
    Person,
    StatusReport,
    StatusReportQuerySet,
    Suspension,
)
from kinline.registry.models.statuses import SuspensionQuerySet

__all__ = [
    "PLAIN_FACTS",
    "AxisStatus",
    "Depiction",
    "Description",
    "Join",
    "Person",
    "PersonFile",
    "StatusReport",
    "Suspension",
    "awaiting_second",
    "chain_of",
    "decided_by",
    "depiction_of",
    "depictions_of",
    "descriptions",
    "has_other_sources",
    "joins",
    "latest_word",
    "open_person",
    "persons",
    "photographs_from",
    "spoken_of",
    "status_reports",
    "suspensions",
]


@dataclass(frozen=True, slots=True)
class AxisStatus:
    """What is held of a person on one axis: the newest report that counts, those that wait, and all the rest."""

    axis: Axis
    counted: StatusReport | None
    awaiting: list[StatusReport]
    earlier: list[StatusReport]


@dataclass(frozen=True, slots=True)
class PersonFile:
    """All that is held of one person, as far as judgements have joined descriptions."""

    person: Person
    #: For each source its words, the last first; the source that spoke last first.
    sources: list[list[Description]]
    statuses: list[AxisStatus]
    joins: list[Join]
    #: What is suspended now: deaths, and joins, of which one is enough for nothing to count.
    suspensions: list[Suspension]
    #: Where the descriptions of this person went, if a join took them all.
    gone_into: Person | None

    @property
    def latest(self) -> list[Description]:
        """Each source's last word."""
        return [words[0] for words in self.sources]

    @property
    def name(self) -> str:
        """The name in the last word that has one; empty for the nameless."""
        return next((word.name for word in self.latest if word.name), "")


def persons(*, visible_to: Staff) -> QuerySet[Person]:
    """Every person, for one to be fetched from."""
    require(visible_to, Permission.SEARCH_REGISTRY)
    return Person.objects.all()


def descriptions(*, visible_to: Staff) -> QuerySet[Description]:
    """Every description that shows, withdrawn and followed ones too, for one to be fetched from."""
    require(visible_to, Permission.SEARCH_REGISTRY)
    return (
        Description.objects.shown()
        .select_related("person", "follows")
        .prefetch_related("occurrences", "marks")
    )


def open_person(person: Person, *, visible_to: Staff) -> PersonFile:
    """The whole file, in a fixed number of queries."""
    words = list(descriptions(visible_to=visible_to).filter(person=person).order_by("pk"))
    reports = list(
        person.status_reports.select_related("recorded_by", "seconded_by", "refused_by", "withdrawn_by")
        .order_by("-as_of", "-pk")
    )  # fmt: skip
    joins = list(
        Join.objects.filter(into=person)
        .select_related("first_by", "second_by", "undone_by")
        .prefetch_related("suggestions")
        .order_by("-joined_at")
    )
    doubts = list(suspensions(visible_to=visible_to).open().filter(person=person))
    in_doubt = any(doubt.join_id for doubt in doubts)
    went = Join.objects.filter(origin=person, undone_at=None).select_related("into").last()
    return PersonFile(
        person=person,
        sources=_by_source(words),
        statuses=[
            _on_axis(axis, [report for report in reports if report.axis == axis], in_doubt=in_doubt)
            for axis in Axis
        ],
        joins=joins,
        suspensions=doubts,
        gone_into=went.into if went is not None and not words else None,
    )


def _by_source(words: Iterable[Description]) -> list[list[Description]]:
    """Words in the order of their keys, gathered by the chain that each belongs to."""
    chains: dict[int, list[Description]] = {}
    for word in words:
        chain = chains.pop(word.follows_id, []) if word.follows_id else []
        chains[word.pk] = [word, *chain]
    return sorted(chains.values(), key=lambda chain: -chain[0].pk)


def _on_axis(axis: Axis, reports: list[StatusReport], *, in_doubt: bool) -> AxisStatus:
    counted = None if in_doubt else next((report for report in reports if report.stands), None)
    awaiting = [report for report in reports if report.awaits_second]
    return AxisStatus(
        axis=axis,
        counted=counted,
        awaiting=awaiting,
        earlier=[report for report in reports if report is not counted and report not in awaiting],
    )


def latest_word(description: Description) -> Description:
    """The last word of the source that this one belongs to."""
    last = description
    while follower := Description.objects.filter(follows=last).first():
        last = follower
    return last


def chain_of(description: Description) -> list[int]:
    """Primary keys of all words of one source about one person, the given one among them."""
    keys, last = [description.pk], description
    while last.follows_id:
        last = Description.objects.get(pk=last.follows_id)
        keys.append(last.pk)
    last = description
    while follower := Description.objects.filter(follows=last).first():
        keys.append(follower.pk)
        last = follower
    return keys


def has_other_sources(word: Description) -> bool:
    """Whether the person of this word has words of another source too, so that it can be split off."""
    spoken = Description.objects.filter(person=word.person_id, follows=None)
    return spoken.count() > 1


def status_reports(*, visible_to: Staff) -> StatusReportQuerySet:
    """Every report, for one to be fetched from."""
    require(visible_to, Permission.REPORT_STATUS)
    reports: StatusReportQuerySet = StatusReport.objects.all()
    return reports.select_related("person", "description", "recorded_by")


def awaiting_second(*, visible_to: Staff) -> StatusReportQuerySet:
    """Reports of a death on which `visible_to` may decide second, the longest waiting first."""
    return (
        status_reports(visible_to=visible_to)
        .awaiting_second()
        .exclude(recorded_by=visible_to)
        .order_by("recorded_at", "pk")
    )


def spoken_of(persons: Iterable[int]) -> dict[int, Description]:
    """For each person the last word that any source said, for a list to name them by."""
    words = Description.objects.shown().last_words().filter(person__in=persons).order_by("pk")
    return {word.person_id: word for word in words}


def suspensions(*, visible_to: Staff) -> SuspensionQuerySet:
    """Every suspension of a death or a join, with who said what of it."""
    require(visible_to, Permission.SEARCH_REGISTRY)
    found: SuspensionQuerySet = Suspension.objects.all()
    return found.select_related(
        "report", "report__description", "join", "person", "suspended_by", "asked_by", "restored_by"
    )


def joins(*, visible_to: Staff) -> QuerySet[Join]:
    """Every join, for one to be fetched from."""
    require(visible_to, Permission.JUDGE)
    return Join.objects.select_related("into", "first_by", "second_by")


def decided_by(staff: Staff, *, visible_to: Staff) -> tuple[list[StatusReport], list[Join]]:
    """Deaths and joins that hold now and in which `staff` is one of the two, the newest first.

    They are to be looked at anew when nobody vouches for that account any more.
    """
    deaths = (
        status_reports(visible_to=visible_to)
        .standing()
        .filter(Q(recorded_by=staff) | Q(seconded_by=staff), value__in=DEATHS)
        .order_by("-recorded_at", "-pk")
    )
    held = joins(visible_to=visible_to).filter(Q(first_by=staff) | Q(second_by=staff), undone_at=None)
    return list(deaths), list(held.order_by("-joined_at", "-pk"))


def _depictions(visible_to: Staff) -> DepictionQuerySet:
    """Photographs on screens. Whoever may read families' files, but not search, sees what families gave."""
    found: DepictionQuerySet = Depiction.objects.standing().select_related("photograph", "description")
    if visible_to.may(Permission.SEARCH_REGISTRY):
        return found
    if visible_to.may(Permission.READ_INQUIRIES):
        return found.filter(description__source_kind=SourceKind.FAMILY)
    return found.none()


def depictions_of(words: Sequence[Description], *, visible_to: Staff) -> dict[int, list[Depiction]]:
    """The photographs of each description, by its key, the first one added first."""
    found: dict[int, list[Depiction]] = {word.pk: [] for word in words}
    for depiction in _depictions(visible_to).filter(description__in=found).order_by("added_at", "pk"):
        found[depiction.description_id].append(depiction)
    return found


def depiction_of(photograph: UUID, *, visible_to: Staff) -> Depiction | None:
    """The last word's row of a photograph, None if no screen of `visible_to` shows it."""
    return _depictions(visible_to).filter(photograph__public_id=photograph).order_by("-pk").first()


def photographs_from(words: Iterable[Description], *, received_by: str) -> int:
    """How many photographs somebody added to these words, each counted once."""
    shown = Depiction.objects.standing().filter(description__in=words)
    return shown.filter(photograph__received_by=received_by).values("photograph").distinct().count()
