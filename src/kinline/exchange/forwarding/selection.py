"""What may leave. Read here before anything else: a description that this module lets through goes to others."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from kinline.exchange.choices import SCOPE_FOR, ExtraGroup, LeftOut, RecipientKind
from kinline.exchange.models import Export, ExportedWord
from kinline.exchange.writing.records import HeldStatus
from kinline.inquiries.choices import InquiryState
from kinline.inquiries.models import Inquiry, Sharing
from kinline.registry.choices import (
    DEATHS,
    FORBIDDING,
    Axis,
    Purpose,
    SaidFate,
    SourceKind,
    StatusValue,
)
from kinline.registry.models import Description, DescriptionQuerySet, Join, StatusReport
from kinline.vault.fields import SealedTextField

AT_ONCE = 100

#: What is sealed is not opened: none of it ever leaves.
_NOT_EVEN_READ = [field.name for field in Description._meta.fields if isinstance(field, SealedTextField)]
_HELD = {StatusValue.HELD, StatusValue.TRANSFERRED, StatusValue.NEUTRAL_INTERNMENT}
_FREED = {StatusValue.RELEASED, StatusValue.REPATRIATED, StatusValue.HANDED_OVER}
_FATES = {
    StatusValue.MISSING: SaidFate.MISSING,
    StatusValue.ALIVE_IN_CONTACT: SaidFate.ALIVE,
    StatusValue.BELIEVED_DEAD: SaidFate.BELIEVED_DEAD,
    StatusValue.DEAD: SaidFate.DEAD,
}
#: Lists on which a name alone tells something, and what must have a reason before it does.
_TELLING_LISTS = {
    SourceKind.CAPTURE_CARD: (ExtraGroup.CAPTURE, LeftOut.TELLS_CAPTURE),
    SourceKind.GRAVE: (ExtraGroup.DEATH, LeftOut.TELLS_DEATH),
}


@dataclass(frozen=True, slots=True)
class Leaving:
    """A description that may leave, its source's first word about him, and what status goes with it."""

    description: Description
    first: Description
    status: HeldStatus | None

    @property
    def fate(self) -> str:
        """The status in a word, empty if none goes with it."""
        return self.status.fate.value if self.status else ""


@dataclass(slots=True)
class SortedWords:
    """A handful of descriptions: those that may leave, and why the others may not."""

    leaving: list[Leaving] = field(default_factory=list)
    left_out: Counter[LeftOut] = field(default_factory=Counter)


def part_behind(export: Export, last: int, *, most: int = 0) -> tuple[SortedWords, int]:
    """The next `most` (else `AT_ONCE`) of all that is asked for, behind the description with primary key `last`,
    sorted.

    With the key of the last one of them; 0 if there is none left.
    """
    batch = list(_asked_for(export).filter(pk__gt=last).order_by("pk")[: most or AT_ONCE])
    return sort(batch, export), batch[-1].pk if batch else 0


def still_leaves(export: Export) -> bool:
    """Whether all that its file contains might leave today, and with the same status.

    Looks at each word only where a status went with it, or where something has happened since.
    """
    words = export.words.order_by("pk")
    return _leave(words.exclude(status=""), export) and (
        not _touched(export) or _leave(words.filter(status=""), export)
    )


def _leave(words: QuerySet[ExportedWord], export: Export) -> bool:
    last = 0
    while batch := list(words.filter(pk__gt=last)[:AT_ONCE]):
        last = batch[-1].pk
        said = {word.description_id: word.status for word in batch}
        now = sort(list(_asked_for(export).filter(pk__in=said)), export).leaving
        if {leaving.description.pk: leaving.fate for leaving in now} != said:
            return False
    return True


def _touched(export: Export) -> bool:
    """Whether anything has happened, since it was asked for, to what is in the file. In six queries at most."""
    since = export.asked_at
    said = Description.objects.filter(exported_in__export=export)
    persons = said.values("person")
    return any(
        rows.exists()
        for rows in (
            said.filter(
                Q(withdrawn_at__isnull=False)
                | Q(followed_by__isnull=False)
                | Q(lawful_basis="")
                | Q(keep_until__lt=timezone.localdate())
            ),
            StatusReport.objects.filter(person__in=persons).filter(
                Q(recorded_at__gte=since) | Q(seconded_at__gte=since) | Q(withdrawn_at__gte=since)
            ),
            Join.objects.filter(Q(joined_at__gte=since) | Q(undone_at__gte=since)).filter(
                Q(into__in=persons) | Q(origin__in=persons)
            ),
            Sharing.objects.filter(ended_at__gte=since, inquiry__description__person__in=persons),
            Inquiry.objects.filter(state=InquiryState.WITHDRAWN, description__person__in=persons),
        )
    )


def _asked_for(export: Export) -> DescriptionQuerySet:
    """Each source's last word, kept by right and in time, that was here when it was asked for."""
    there = Q(arrival=None) | Q(arrival__complete_at__lte=export.asked_at)
    rows: DescriptionQuerySet = (
        Description.objects.matchable()
        .filter(there, recorded_at__lte=export.asked_at, keep_until__gte=timezone.localdate())
        .filter(source_kind__in=export.source_kinds)
        .defer(*_NOT_EVEN_READ)
    )
    if settings.MODE == "live":
        rows = rows.exclude(purpose=Purpose.DEMONSTRATION)
    if export.source_name:
        rows = rows.filter(source_name=export.source_name)
    if export.arrival_id:
        rows = rows.filter(arrival=export.arrival_id)
    return rows


def sort(batch: list[Description], export: Export) -> SortedWords:
    """Which of these may leave, in a number of queries that does not grow with them."""
    chains = _chains(batch)
    families = _families(chains)
    held = _held(batch)
    done = SortedWords()
    for description in batch:
        chain = chains[description.pk]
        first = chain[-1]
        allowed = families.get(first.pk)
        about = held[description.person_id]
        if allowed is not None or SourceKind.FAMILY in {word.source_kind for word in chain}:
            # A family's words leave as the family said them: nothing that was found goes with them, so that they
            # look the same whether anything was found or not.
            why = (
                None
                if SCOPE_FOR.get(RecipientKind(export.recipient_kind)) in (allowed or ())
                else LeftOut.NOT_ALLOWED
            )
            status = None
        else:
            why = _why_not(description, about, export)
            status = None if why else about.status_for(chain, export.groups)
        if why:
            done.left_out[why] += 1
        else:
            done.leaving.append(Leaving(description, first, status))
    return done


def _why_not(description: Description, about: "_Held", export: Export) -> LeftOut | None:
    if export.recipient_kind == RecipientKind.PUBLICATION:
        return LeftOut.NOT_PUBLIC
    if about.forbids:
        return LeftOut.HIS_WILL
    group, why = _TELLING_LISTS.get(SourceKind(description.source_kind), (None, None))
    return why if group and group not in export.groups else None


def _chains(batch: Iterable[Description]) -> dict[int, list[Description]]:
    """For each description all words of its source about him up to it, the last one first."""
    chains = {description.pk: [description] for description in batch}
    while before := {chain[-1].follows_id for chain in chains.values()} - {None}:
        earlier = Description.objects.only("public_id", "follows", "source_kind").in_bulk(before)
        for chain in chains.values():
            if chain[-1].follows_id:
                chain.append(earlier[chain[-1].follows_id])
    return chains


def _families(chains: dict[int, list[Description]]) -> dict[int, set[str]]:
    """{first word of an inquiry: what its family allows today}."""
    firsts = {chain[-1].pk for chain in chains.values()}
    allowing = Sharing.objects.filter(ended_at=None)
    inquiries = Inquiry.objects.filter(description__in=firsts).prefetch_related(
        Prefetch("sharings", allowing)
    )
    return {
        inquiry.description_id: set()
        if inquiry.state == InquiryState.WITHDRAWN
        else {sharing.scope for sharing in inquiry.sharings.all()}
        for inquiry in inquiries
    }


@dataclass(slots=True)
class _Held:
    """What people here hold of one person: the newest report on each axis that counts."""

    newest: dict[str, StatusReport] = field(default_factory=dict)
    death_awaits: bool = False

    @property
    def forbids(self) -> bool:
        return any(
            axis in self.newest and self.newest[axis].value in FORBIDDING for axis in (Axis.WISH, Axis.DANGER)
        )

    def status_for(self, chain: list[Description], groups: Iterable[str]) -> HeldStatus | None:
        """What goes with these words. None if any of what is held may not leave: half of it would be false."""
        spoken = {axis: report for axis, report in self.newest.items() if axis in _SPOKEN}
        words = {word.pk for word in chain}
        if self.death_awaits or not all(
            report.description_id in {None, *words} and _group_of(report) in {None, *groups}
            for report in spoken.values()
        ):
            return None
        fate, custody, health = (spoken.get(axis) for axis in _SPOKEN)
        said: StatusReport | None
        if fate and fate.value in DEATHS:
            said = fate
        elif custody:
            said = custody
        else:
            said = health if health and said_by(health) else fate
        word = said_by(said) if said else None
        return HeldStatus(word, said.as_of) if said and word else None


_SPOKEN = (Axis.FATE, Axis.CUSTODY, Axis.HEALTH)


def said_by(report: StatusReport) -> SaidFate | None:
    """What a file says where this report decides; None where it says nothing."""
    value = StatusValue(report.value)
    match report.axis:
        case Axis.FATE:
            return _FATES[value]
        case Axis.CUSTODY if value in _HELD:
            return SaidFate.CAPTURED
        case Axis.CUSTODY if value in _FREED:
            return SaidFate.ALIVE
        case Axis.HEALTH if value != StatusValue.WELL:
            return SaidFate.WOUNDED if value == StatusValue.WOUNDED else SaidFate.ALIVE
    return None  # of an escape nobody is told by a file


def without_ground(words: Iterable[ExportedWord]) -> list[ExportedWord]:
    """Those of these words whose status nothing bears any more: neither what is held of him today, nor what was held
    when the file was written and still counts. What was merely followed by later news is not among them.

    The words come with their `export` and `description`.
    """
    words = list(words)
    reports: dict[int, list[StatusReport]] = defaultdict(list)
    counted = StatusReport.objects.counted().filter(person__in={word.description.person_id for word in words})
    for report in counted.filter(axis__in=_SPOKEN).order_by("as_of", "pk"):
        reports[report.person_id].append(report)
    return [word for word in words if not _is_borne(word, reports[word.description.person_id])]


def _is_borne(word: ExportedWord, reports: list[StatusReport]) -> bool:
    written_at = word.export.written_at
    before = [
        report
        for report in reports
        if written_at is None or (report.seconded_at or report.recorded_at) <= written_at
    ]
    return any(
        word.status in {said_by(report) for report in {one.axis: one for one in known}.values()}
        for known in (reports, before)
    )


def _group_of(report: StatusReport) -> ExtraGroup | None:
    """Which group of particulars a report belongs to; None if it needs no reason."""
    match report.axis:
        case Axis.CUSTODY:
            return ExtraGroup.CAPTURE
        case Axis.HEALTH:
            return ExtraGroup.HEALTH
        case _:
            return ExtraGroup.DEATH if report.value in DEATHS else None


def _held(batch: Iterable[Description]) -> dict[int, _Held]:
    persons = {description.person_id for description in batch}
    held: dict[int, _Held] = defaultdict(_Held)
    reports = StatusReport.objects.filter(person__in=persons)
    for report in reports.counted().order_by("as_of", "pk"):
        held[report.person_id].newest[report.axis] = report
    for person in reports.awaiting_second().values_list("person", flat=True):
        held[person].death_awaits = True
    return held
