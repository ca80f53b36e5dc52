"""What the screens about families' questions show."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet

from kinline.accounts.choices import GRANTS, Permission
from kinline.accounts.models import Staff
from kinline.accounts.queries import names_of
from kinline.accounts.rules import require
from kinline.audit.models import Event
from kinline.audit.rules import FAMILY, Refused
from kinline.inquiries.choices import SAY_HE_WAS_FOUND, InquiryState, NewsKind
from kinline.inquiries.doubts import (
    corrections,
    doubts_about,
    finding_suspensions,
    findings_about,
    lines_owed,
)
from kinline.inquiries.models import (
    Correction,
    CorrectionLine,
    Finding,
    FindingSuspension,
    Inquiry,
    InquiryQuerySet,
    SafeWay,
    Seeker,
    Sharing,
    Task,
    TaskQuerySet,
    Telling,
)
from kinline.inquiries.rules import check_can_be_told, check_news, counted_status, opening_ways
from kinline.registry.choices import Axis, SourceKind
from kinline.registry.facts import VagueDate
from kinline.registry.models import Description, StatusReport
from kinline.registry.queries import latest_word, photographs_from
from kinline.suggestions.choices import SuggestionState
from kinline.suggestions.models import Suggestion
from kinline.suggestions.queries import similar_inquiries
from kinmatch import fold

__all__ = [
    "Alike",
    "Correction",
    "CorrectionLine",
    "Finding",
    "FindingSuspension",
    "Happened",
    "Inquiry",
    "Pulse",
    "SafeWay",
    "Seeker",
    "Suggestion",
    "Task",
    "Telling",
    "alike_inquiries",
    "caseworkers",
    "colleagues_of",
    "corrections",
    "doubts_about",
    "finding_suspensions",
    "findings_about",
    "get_finding",
    "get_inquiry",
    "get_match",
    "get_task",
    "history_of",
    "inquiries_about",
    "inquiries_for",
    "last_words",
    "lines_owed",
    "matches_of",
    "news_for",
    "open_tasks",
    "opening_ways",
    "photographs_of_family",
    "pulse",
    "standing_of",
    "state_shown",
    "to_confirm",
    "with_state",
    "word_for_caseworker",
    "words_of",
]

#: States that say something of what was found. Whoever may not talk about news reads "searching" instead.
_SAYS_OF_A_FINDING = (
    InquiryState.MATCHED,
    InquiryState.WITHHELD,
    InquiryState.TALK_DUE,
    InquiryState.TOLD,
    InquiryState.IN_DOUBT,
)


#: Audited actions that say that a family was told something false, and so something.
_SAY_IT_WAS_FALSE = ("inquiries:telling:halted", "inquiries:family:corrected")


def last_words(inquiry: Inquiry) -> Description:
    """The newest description in the family's own chain."""
    return latest_word(inquiry.description)


def photographs_of_family(inquiry: Inquiry) -> int:
    """How many photographs the family itself has sent."""
    return photographs_from([last_words(inquiry)], received_by=FAMILY.actor_id)


def inquiries_for(staff: Staff) -> InquiryQuerySet:
    """Inquiries that `staff` may read, with what a list shows; contacts are not among it."""
    require(staff, Permission.READ_INQUIRIES)
    return Inquiry.objects.select_related("description", "caseworker", "seeker")


def get_inquiry(pk: int, *, visible_to: Staff) -> Inquiry:
    """One inquiry with its findings, tasks and tellings. Raises Inquiry.DoesNotExist."""
    findings = Finding.objects.select_related(
        "suggestion__left", "suggestion__right", "confirmed_by", "cleared_by"
    )
    return (
        inquiries_for(visible_to)
        .prefetch_related(
            Prefetch("findings", findings.order_by("-pk")),
            Prefetch(
                "tasks", _tasks_for(visible_to).select_related("claimed_by", "done_by").order_by("due_at")
            ),
            Prefetch(
                "tellings", Telling.objects.select_related("told_by", "second_present").order_by("-told_at")
            ),
            Prefetch("sharings", Sharing.objects.filter(ended_at=None).order_by("pk")),
            Prefetch("seeker__ways", SafeWay.objects.filter(ended_at=None).order_by("pk")),
        )
        .get(pk=pk)
    )


def with_state(rows: QuerySet[Inquiry], state: InquiryState, *, visible_to: Staff) -> QuerySet[Inquiry]:
    """The rows that `visible_to` is shown in this state."""
    if visible_to.may(Permission.TELL):
        return rows.filter(state=state)
    if state in _SAYS_OF_A_FINDING:
        return rows.none()
    hidden = _SAYS_OF_A_FINDING if state == InquiryState.SEARCHING else ()
    return rows.filter(state__in=[state, *hidden])


def state_shown(inquiry: Inquiry, *, visible_to: Staff) -> InquiryState:
    """The state as `visible_to` may know it."""
    state = InquiryState(inquiry.state)
    if state in _SAYS_OF_A_FINDING and not visible_to.may(Permission.TELL):
        return InquiryState.SEARCHING
    return state


def inquiries_about(text: str, rows: QuerySet[Inquiry]) -> QuerySet[Inquiry]:
    """The rows with this reference, or whose sought person a family called so, in any order and letter case."""
    if (digits := "".join(text.split())).isdecimal():
        return rows.filter(reference__startswith=digits)
    for word in fold(text).split():
        said = Description.objects.filter(
            person=OuterRef("description__person"), source_kind=SourceKind.FAMILY, folded_name__contains=word
        )
        rows = rows.filter(Exists(said))
    return rows


@dataclass(frozen=True, slots=True)
class Alike:
    """An earlier inquiry about a man so named: which, since when, where it stands. Never who asks."""

    pk: int
    reference: str
    name: str
    birth: VagueDate
    opened_at: datetime
    state: InquiryState


def alike_inquiries(name: str, *, birth: str, visible_to: Staff) -> list[Alike]:
    """Up to five earlier inquiries about a man of that name, the likest first."""
    said = {
        hit.description.person_id: hit.description
        for hit in similar_inquiries(name, birth=birth, by=visible_to)
    }
    found = inquiries_for(visible_to).filter(description__person__in=said).order_by("-opened_at")
    rows = [(said[row.description.person_id], row) for row in found]
    order = list(said)
    rows.sort(key=lambda pair: order.index(pair[0].person_id))
    return [
        Alike(
            pk=row.pk,
            reference=row.reference,
            name=description.name,
            birth=description.birth,
            opened_at=row.opened_at,
            state=state_shown(row, visible_to=visible_to),
        )
        for description, row in rows
    ]


def word_for_caseworker(inquiry: Inquiry) -> bool:
    """Whether the family has to hear something: what may be told and has not been, or that it was told false news."""
    if inquiry.state == InquiryState.IN_DOUBT:
        return CorrectionLine.objects.open().told().filter(inquiry=inquiry).exists()
    return inquiry.state == InquiryState.TALK_DUE or (
        inquiry.state == InquiryState.MATCHED
        and any(finding.may_tell for finding in inquiry.findings.all() if finding.undone_at is None)
    )


def get_finding(pk: int, *, visible_to: Staff) -> Finding:
    """One match that stands. Raises Finding.DoesNotExist."""
    require(visible_to, Permission.CLEAR)
    return Finding.objects.select_related(
        "inquiry__description", "suggestion__left", "suggestion__right"
    ).get(pk=pk, undone_at=None)


def news_for(inquiry: Inquiry, *, visible_to: Staff) -> NewsKind:
    """What this family may be told at this moment: what was cleared, as long as every rule still holds."""
    require(visible_to, Permission.TELL)
    stand = [finding for finding in inquiry.findings.all() if finding.undone_at is None]
    finding = max(stand, key=lambda one: one.pk, default=None)
    if inquiry.state == InquiryState.TOLD or finding is None:
        return NewsKind.NOTHING_NEW
    try:
        check_can_be_told(finding)
        check_news(inquiry.description.person, NewsKind(finding.news))
    except Refused:
        return NewsKind.NOTHING_NEW
    return NewsKind(finding.news)


def get_match(inquiry: Inquiry, pk: int, *, visible_to: Staff) -> Suggestion:
    """One of the pairs that can be confirmed for this inquiry. Raises Suggestion.DoesNotExist."""
    require(visible_to, Permission.JUDGE)
    return matches_of(inquiry).get(pk=pk)


def standing_of(inquiry: Inquiry, *, visible_to: Staff) -> dict[Axis, StatusReport]:
    """What is held of the person sought, axis by axis, as far as it counts."""
    require(visible_to, Permission.TELL)
    person = inquiry.description.person
    return {axis: report for axis in Axis if (report := counted_status(person, axis)) is not None}


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of a file's history. `who` is a name, or empty for the family and the machine itself."""

    at: datetime
    actor: str
    who: str
    action: str
    content: dict[str, str | int | float | bool | None]


def history_of(inquiry: Inquiry, *, visible_to: Staff, most: int = 100) -> list[Happened]:
    """What was done with this file and who looked at it, the newest first; of findings only to those who tell."""
    require(visible_to, Permission.READ_INQUIRIES)
    events = Event.objects.about(f"inquiry:{inquiry.pk}")
    if not visible_to.may(Permission.TELL):
        events = events.exclude(action__startswith="inquiries:finding:").exclude(action__in=_SAY_IT_WAS_FALSE)
    rows = list(events[:most])
    if not visible_to.may(Permission.TELL):
        rows = [row for row in rows if row.content.get("kind") not in SAY_HE_WAS_FOUND]
        for row in rows:
            row.content.pop("because", None)  # "Told" is an answer too.
    names = names_of(row.actor for row in rows)
    return [Happened(row.at, row.actor, names.get(row.actor, ""), row.action, row.content) for row in rows]


def caseworkers() -> QuerySet[Staff]:
    """Staff who may take inquiries on, by name."""
    roles = [role for role, granted in GRANTS.items() if Permission.TELL in granted]
    return _active_staff().filter(grants__role__in=roles, grants__ended_at=None).distinct()


def colleagues_of(staff: Staff) -> QuerySet[Staff]:
    """Everybody else who works here, by name."""
    return _active_staff().exclude(pk=staff.pk)


def _active_staff() -> QuerySet[Staff]:
    return Staff.objects.filter(is_active=True).order_by("display_name", "pk")


def words_of(inquiry: Inquiry) -> list[Description]:
    """All that the family said about him, the newest first."""
    rows = Description.objects.prefetch_related("occurrences", "marks")
    words = [rows.get(pk=inquiry.description_id)]
    while later := rows.filter(follows=words[0]).first():
        words.insert(0, later)
    return words


def matches_of(inquiry: Inquiry) -> QuerySet[Suggestion]:
    """Pairs judged the same in which this inquiry's man stands and that were not yet confirmed for it."""
    person = inquiry.description.person_id
    confirmed = inquiry.findings.filter(undone_at=None).values("suggestion")
    return (
        Suggestion.objects.filter(state=SuggestionState.SAME, left__person=person, right__person=person)
        .exclude(pk__in=confirmed)
        .select_related("left", "right")
    )


def to_confirm(*, visible_to: Staff) -> QuerySet[Inquiry]:
    """Open inquiries whose man two people found in another source, and of which nothing stands confirmed yet.

    The longest open on top. A join that is suspended, or of two families' words only, is nothing to confirm.
    """
    require(visible_to, Permission.JUDGE)
    # Not asked anew for each inquiry: there are many open ones, and few pairs judged the same.
    found = Suggestion.objects.filter(
        state=SuggestionState.SAME, left__person=F("right__person"), join__suspended_at=None
    ).exclude(left__source_kind=SourceKind.FAMILY, right__source_kind=SourceKind.FAMILY)
    confirmed = Finding.objects.filter(inquiry=OuterRef("pk"), undone_at=None)
    rows = inquiries_for(visible_to).open().filter(description__person__in=found.values("left__person"))
    return rows.exclude(Exists(confirmed)).order_by("opened_at", "pk")


def open_tasks(*, visible_to: Staff) -> TaskQuerySet:
    """Tasks that wait, those due first on top."""
    require(visible_to, Permission.READ_INQUIRIES)
    return (
        _tasks_for(visible_to)
        .open()
        .select_related("inquiry__description", "inquiry__caseworker", "claimed_by", "finding")
        .order_by("due_at", "pk")
    )


def get_task(pk: int, *, visible_to: Staff) -> Task:
    """One task. Raises Task.DoesNotExist."""
    require(visible_to, Permission.READ_INQUIRIES)
    return _tasks_for(visible_to).select_related("inquiry").get(pk=pk)


def _tasks_for(staff: Staff) -> TaskQuerySet:
    """Tasks that `staff` may know of: some say that he was found."""
    tasks = Task.objects.all()
    return tasks if staff.may(Permission.TELL) else tasks.exclude(kind__in=SAY_HE_WAS_FOUND)


@dataclass(frozen=True, slots=True)
class Pulse:
    """Counts for the first page of the desk."""

    open: int
    unread: int
    without_a_word: int
    overdue_tasks: int


def pulse(staff: Staff) -> Pulse:
    """How much there is to do."""
    rows = inquiries_for(staff)
    return Pulse(
        open=rows.open().count(),
        unread=rows.filter(state=InquiryState.RECEIVED).count(),
        without_a_word=rows.without_a_word().count(),
        overdue_tasks=_tasks_for(staff).overdue().count(),
    )


def count_open() -> int:
    """How many inquiries are open."""
    return Inquiry.objects.open().count()
