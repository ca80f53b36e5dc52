"""What the screens of what leaves show."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.accounts.rules import require
from kinline.exchange.choices import (
    ExportFault,
    ExportFormat,
    ExportState,
    ExtraGroup,
    ExtraReason,
    LeftOut,
    RecipientKind,
    Removal,
    Sealing,
    ToldBy,
    TransmissionWay,
)
from kinline.exchange.forwarding import rows, rules, selection
from kinline.exchange.models import Export, ExportedWord, Forwarding, Recall, RecallQuerySet
from kinline.exchange.writing import sealed
from kinline.inquiries.models import Correction
from kinline.registry.choices import SaidFate, SourceKind
from kinline.registry.models import Arrival
from kinline.vault.files import AT_REST_SECONDS

__all__ = ["Asked", "Export", "Forwarding", "Recall"]
Asked = rules.Asked
#: A question by which nobody would leave ends by itself at once. To a machine it looks for so long like one that
#: waits for people: else it would tell at once whether there are such people.
SILENT_FOR = dt.timedelta(days=1)

Choices = list[tuple[str, str | Promise]]
_OUTSIDE = [kind for kind in RecipientKind if kind != RecipientKind.OWN]
#: What a machine fetches is asked for by the machine.
_BY_HAND = [way for way in TransmissionWay if way != TransmissionWay.FETCHED]
#: What forms offer.
CHOICES: Final[Mapping[str, Choices]] = {
    "recipient_kind": list(RecipientKind.choices),
    "recipient_outside": [(kind.value, kind.label) for kind in _OUTSIDE],
    "format": list(ExportFormat.choices),
    "way": [(way.value, way.label) for way in _BY_HAND],
    "way_outside": [(way.value, way.label) for way in _BY_HAND if way != TransmissionWay.STAYS],
    "way_told": list(ToldBy.choices),
    "sealing": list(Sealing.choices),
    "source_kinds": list(SourceKind.choices),
    "groups": list(ExtraGroup.choices),
    "reasons": list(ExtraReason.choices),
}


@dataclass(frozen=True, slots=True)
class What:
    """What an export lets out, in the reader's language: (words, number) or (words, reason) each."""

    kinds: list[tuple[str | Promise, int]]
    statuses: list[tuple[str | Promise, int]]
    left_out: list[tuple[str | Promise, int]]
    groups: list[tuple[str | Promise, str | Promise]]
    asked_kinds: list[str | Promise]


def what_of(export: Export) -> What:
    """The counts as the worker found them, and the groups with the reason of each."""

    def counted(name: str, labels: type) -> list[tuple[str | Promise, int]]:
        return [
            (labels(value).label, number) for value, number in sorted(export.counts.get(name, {}).items())
        ]

    return What(
        kinds=counted("kinds", SourceKind),
        statuses=counted("statuses", SaidFate),
        left_out=counted("left_out", LeftOut),
        groups=[
            (ExtraGroup(group).label, ExtraReason(reason).label)
            for group, reason in sorted(export.groups.items())
        ],
        asked_kinds=[SourceKind(kind).label for kind in export.source_kinds],
    )


def trouble_of(export: Export) -> str:
    """Why there is no file, in a sentence; empty if there is no trouble."""
    if export.state == ExportState.REMOVED:
        because = Removal(export.removed_because).label
        return _("The file was deleted: %(because)s.") % {"because": because}
    return str(ExportFault(export.fault).label) if export.fault else ""


def exports(*, visible_to: Staff) -> QuerySet[Export]:
    """Every export, for one to be fetched from: whoever may ask, approve or read the log sees what was asked."""
    require(visible_to, Permission.READ_FORWARDING)
    return Export.objects.select_related("asked_by", "decided_by", "arrival", "forwarding")


def exports_of_machine(*, visible_to: Staff) -> QuerySet[Export]:
    """What machines of this partner asked for by keys of whoever made this one; nothing where no machine asks."""
    token = visible_to.acts_by
    if token is None:
        return Export.objects.none()
    return exports(visible_to=visible_to).filter(token__partner=token.partner, token__made_by=visible_to)


def same_question_of_machine(asked: Asked, *, visible_to: Staff) -> Export | None:
    """What the same machine asked in the same words and what nobody has answered yet; None if there is none."""
    rows = exports_of_machine(visible_to=visible_to).filter(
        Q(state__in=[ExportState.COUNTING, ExportState.ASKED])
        | Q(state=ExportState.FAILED, decided_at=None, asked_at__gt=timezone.now() - SILENT_FOR),
        recipient_kind=asked.recipient_kind,
        recipient_key=asked.recipient_key,
        purpose=asked.purpose,
        format=asked.format,
        source_kinds=sorted(asked.source_kinds) or SourceKind.values,
        groups=dict(asked.groups),
        families_asked_again=asked.families_asked_again,
    )
    return rows.first()


def to_decide(*, visible_to: Staff) -> list[Export]:
    """Exports on which `visible_to` may decide, the longest waiting first; none for those who may not."""
    if not visible_to.may(Permission.APPROVE_EXPORT):
        return []
    waiting = exports(visible_to=visible_to).filter(state=ExportState.ASKED)
    return list(waiting.exclude(asked_by=visible_to).order_by("asked_at", "pk"))


def forwardings(*, visible_to: Staff) -> QuerySet[Forwarding]:
    """The whole log, for one line to be fetched from."""
    require(visible_to, Permission.READ_FORWARDING)
    return Forwarding.objects.select_related("export", "recorded_by", "approved_by", "receipt_by")


def overdue(*, visible_to: Staff) -> list[Forwarding]:
    """Lines of the log whose receipt should have come, the oldest first."""
    rows = forwardings(visible_to=visible_to).filter(pk__in=Forwarding.objects.overdue().values("pk"))
    return list(rows.order_by("receipt_due_on", "pk"))


def awaiting_first(*, visible_to: Staff) -> QuerySet[Forwarding]:
    """The log: what awaits a receipt first, then the newest."""
    awaiting = F("receipt_on").desc(nulls_first=True)
    return forwardings(visible_to=visible_to).order_by(awaiting, "-sent_on", "-pk")


def whole_log(*, visible_to: Staff) -> QuerySet[Forwarding]:
    """The whole log in the order of days, for paper."""
    return forwardings(visible_to=visible_to).order_by("sent_on", "pk")


def changed_since(forwarding: Forwarding, *, visible_to: Staff) -> bool:
    """Whether something in a file that left may not leave today, or with another status: the recipient must know."""
    require(visible_to, Permission.READ_FORWARDING)
    return forwarding.export is not None and not selection.still_leaves(forwarding.export)


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a file: the number under which the recipient knows it, and the status that went with it."""

    number: str
    said: str | Promise


@dataclass(frozen=True, slots=True)
class Recalled:
    """One file that went out with what is in doubt or was wrong, and its records that say so.

    A record is missing here once the person whose it is was erased.
    """

    recall: Recall
    records: list[Record]
    #: The recipient was told of a doubt, two people have restored it since, and the recipient does not know.
    holds_again: bool

    @property
    def is_owed(self) -> bool:
        """Whether the recipient has to hear something."""
        return self.holds_again or self.recall.line.ended_at is None


@dataclass(frozen=True, slots=True)
class ToTell:
    """A recipient who has to hear of one correction, or that it is over: its newest file, and how many there are."""

    recall: Recall
    files: int
    holds_again: bool


def recalls_in(correction: Correction, *, visible_to: Staff) -> dict[int, Recalled]:
    """Files on a correction, by the primary key of their line."""
    require(visible_to, Permission.TELL)
    return {one.recall.line_id: one for one in _recalled(_recalls().filter(line__correction=correction))}


def recalls_of(forwarding: Forwarding, *, visible_to: Staff) -> list[Recalled]:
    """What was wrong or in doubt in a file that went out, the newest correction first."""
    require(visible_to, Permission.READ_FORWARDING)
    return _recalled(_recalls().filter(forwarding=forwarding).order_by("-pk"))


def to_tell(*, visible_to: Staff) -> list[ToTell]:
    """Recipients who do not know yet that something is wrong or in doubt, due first, and then those who do not know
    that it holds after all; none for those who tell none.
    """
    if not visible_to.may(Permission.RECORD_FORWARDING):
        return []
    found = _recalls().order_by("line__correction__due_at", "-pk")
    return [
        *(ToTell(group[0], len(group), holds_again=False) for group in _by_recipient(found.open())),
        *(ToTell(group[0], len(group), holds_again=True) for group in _by_recipient(found.holding_again())),
    ]


def _by_recipient(recalls: Iterable[Recall]) -> list[list[Recall]]:
    """The recalls of one recipient and one correction together."""
    groups: list[list[Recall]] = []
    for recall in recalls:
        for group in groups:
            first = group[0]
            if first.line.correction_id == recall.line.correction_id and rules.same_recipient(
                first.forwarding, recall.forwarding
            ):
                group.append(recall)
                break
        else:
            groups.append([recall])
    return groups


def _recalls() -> RecallQuerySet:
    found: RecallQuerySet = Recall.objects.select_related(
        "forwarding__export",
        "forwarding__recorded_by",
        "forwarding__approved_by",
        "line__ended_by",
        "line__correction__report",
        "line__correction__join",
        "line__correction__finding",
    )
    return found


def _recalled(recalls: Iterable[Recall]) -> list[Recalled]:
    recalls = list(recalls)
    words = ExportedWord.objects.in_bulk({pk for recall in recalls for pk in recall.words})
    ours = Recall.objects.filter(pk__in=[recall.pk for recall in recalls])
    again = set(ours.holding_again().values_list("pk", flat=True))
    return [
        Recalled(
            recall,
            [
                Record(words[pk].record_id, SaidFate(words[pk].status).label)
                for pk in recall.words
                if pk in words
            ],
            recall.pk in again,
        )
        for recall in recalls
    ]


def file_faults() -> Iterator[str]:
    """One sentence for each file on its way out that is missing, holds somebody erased, or belongs to no export."""
    ready = Export.objects.filter(state=ExportState.READY)
    for export in ready.order_by("pk"):
        try:
            size = sealed.stored(export.stored_as).stat().st_size
        except FileNotFoundError:
            if ready.filter(pk=export.pk).exists():
                yield f"The file of export {export.pk} is missing."
            continue
        if size != export.size_bytes:
            yield f"The file of export {export.pk} has another size than was written."
        if export.words.count() != export.people:
            yield f"The file of export {export.pk} holds words of somebody who was erased."
    for stray in sealed.strays(rows.known_files, seconds=AT_REST_SECONDS):
        yield f"The file {stray.name} in {sealed.folder().name} belongs to no export."


def sources(*, visible_to: Staff) -> list[str]:
    """Names of the sources whose files came in."""
    require(visible_to, Permission.ASK_EXPORT)
    complete = Arrival.objects.filter(complete_at__isnull=False)
    return sorted(set(complete.values_list("source_name", flat=True)))


def arrivals(*, visible_to: Staff) -> QuerySet[Arrival]:
    """Files that came in whole, the newest first."""
    require(visible_to, Permission.ASK_EXPORT)
    return Arrival.objects.filter(complete_at__isnull=False).order_by("-complete_at", "-pk")
