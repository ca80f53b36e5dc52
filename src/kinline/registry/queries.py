"""What the screens about persons and their descriptions show."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.accounts.rules import require
from kinline.registry.choices import Axis
from kinline.registry.models import PLAIN_FACTS, Description, Join, Person, StatusReport, StatusReportQuerySet

__all__ = [
    "PLAIN_FACTS",
    "AxisStatus",
    "Description",
    "Join",
    "Person",
    "PersonFile",
    "StatusReport",
    "awaiting_second",
    "descriptions",
    "has_other_sources",
    "latest_word",
    "open_person",
    "persons",
    "spoken_of",
    "status_reports",
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
    went = Join.objects.filter(origin=person, undone_at=None).select_related("into").last()
    return PersonFile(
        person=person,
        sources=_by_source(words),
        statuses=[_on_axis(axis, [report for report in reports if report.axis == axis]) for axis in Axis],
        joins=joins,
        gone_into=went.into if went is not None and not words else None,
    )


def _by_source(words: Iterable[Description]) -> list[list[Description]]:
    """Words in the order of their keys, gathered by the chain that each belongs to."""
    chains: dict[int, list[Description]] = {}
    for word in words:
        chain = chains.pop(word.follows_id, []) if word.follows_id else []
        chains[word.pk] = [word, *chain]
    return sorted(chains.values(), key=lambda chain: -chain[0].pk)


def _on_axis(axis: Axis, reports: list[StatusReport]) -> AxisStatus:
    counted = next((report for report in reports if report.counts), None)
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
