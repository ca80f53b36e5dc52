"""What clients were told by the installation itself, what it holds afterwards, and what of that does not agree."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

#: What is written into a text so that it is found again: m-0012 of a family, t-0012 of a talk by telephone,
#: j-7-anna of a verdict.
MARK = re.compile(r"\b[mtj]-[\w-]+")
#: Ends of a notice after which it may or may not have arrived, and is not repeated by itself.
MAY_HAVE_ARRIVED = frozenset({"interrupted", "unanswered"})


@dataclass(slots=True)
class Told:
    """What was acknowledged: by a receipt with its number, or by the page to which a sent form leads."""

    inquiries: dict[str, str] = field(default_factory=dict)
    judgements: set[str] = field(default_factory=set)
    #: Of families whose photograph was taken in before they sent their question.
    photographs: set[str] = field(default_factory=set)
    #: Keys of inquiries whose family was to be written to.
    notices: set[int] = field(default_factory=set)
    #: Families who sent until they were answered and were shown no number, or no PIN.
    numberless: list[str] = field(default_factory=list)
    pinless: list[str] = field(default_factory=list)
    #: Answers that nobody should get, in words.
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Kept:
    """One notice in the outbox: which inquiry's, to whom, and where it stands."""

    inquiry: int
    address: str
    state: str
    failure: str

    @property
    def may_have_arrived(self) -> bool:
        return self.state == "dead" and self.failure in MAY_HAVE_ARRIVED


@dataclass(slots=True)
class Held:
    """What the database holds (marks and numbers as often as they stand there) and to whom mail was delivered."""

    inquiries: list[tuple[str, str]] = field(default_factory=list)
    judgements: list[str] = field(default_factory=list)
    photographs: list[str] = field(default_factory=list)
    notices: list[Kept] = field(default_factory=list)
    delivered: list[str] = field(default_factory=list)
    #: Rows without what must have been written with them, and leases that nobody will give back, in words.
    halves: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What was acknowledged and is not there, and what is there more than once."""

    lost: list[str]
    doubled: list[str]
    other: list[str]

    def __bool__(self) -> bool:
        return bool(self.lost or self.doubled or self.other)


def compared(told: Told, held: Held) -> Disagreement:
    """Everything in which the two do not agree. Nothing, if the installation kept its word."""
    marks = Counter(mark for mark, _number in held.inquiries)
    verdicts, pictures = Counter(held.judgements), Counter(held.photographs)
    outbox = Counter(notice.inquiry for notice in held.notices)
    lost = [f"inquiry {mark}" for mark in told.inquiries if not marks[mark]]
    lost += [f"judgement {mark}" for mark in told.judgements if not verdicts[mark]]
    lost += [
        f"photograph of {mark}" for mark in told.photographs & told.inquiries.keys() if not pictures[mark]
    ]
    lost += [f"notice of inquiry {key}" for key in told.notices if not outbox[key]]
    doubled = [f"inquiry {mark}" for mark, times in marks.items() if times > 1]
    doubled += [f"judgement {mark}" for mark, times in verdicts.items() if times > 1]
    doubled += [f"photograph of {mark}" for mark, times in pictures.items() if times > 1]
    doubled += [f"notice of inquiry {key}" for key, times in outbox.items() if times > 1]
    other = list(_misnumbered(told, held))
    arrived = Counter(held.delivered)
    for notice in held.notices:
        times = arrived.pop(notice.address, 0)
        if times > 1:
            doubled.append(f"message about inquiry {notice.inquiry}, which arrived {times} times")
        if notice.state == "sent" and not times:
            lost.append(f"message about inquiry {notice.inquiry}, which is called sent")
        if notice.state != "sent" and not notice.may_have_arrived:
            other.append(f"the notice of inquiry {notice.inquiry} is {notice.state} {notice.failure}".strip())
    other += [f"a message arrived that stands in no outbox, {times} times" for times in arrived.values()]
    other += [f"{mark} was sent and its family has no number" for mark in told.numberless]
    other += [f"{mark} was sent and its family has no PIN" for mark in told.pinless]
    return Disagreement(lost, doubled, other + told.wrong + held.halves)


def _misnumbered(told: Told, held: Held) -> Iterator[str]:
    numbers = dict(held.inquiries)
    for mark, number in told.inquiries.items():
        if mark in numbers and numbers[mark] != number:
            yield f"the receipt of {mark} bears another number than its inquiry"
    for number, times in Counter(number for _mark, number in held.inquiries).items():
        if times > 1:
            yield f"one number was given {times} times: {number}"


def read(delivered: list[str]) -> Held:
    """What the database of the home holds whose settings this process has."""
    from kinline.inquiries.models import Inquiry  # noqa: PLC0415  # after django.setup()
    from kinline.notices.models import Notice  # noqa: PLC0415
    from kinline.registry.models import Depiction  # noqa: PLC0415
    from kinline.suggestions.models import Judgement  # noqa: PLC0415

    inquiries = Inquiry.objects.select_related("description")
    return Held(
        inquiries=[
            (mark, inquiry.reference)
            for inquiry in inquiries
            for mark in MARK.findall(inquiry.description.narrative)
        ],
        judgements=[mark for verdict in Judgement.objects.all() for mark in MARK.findall(verdict.reason)],
        photographs=[
            mark
            for shown in Depiction.objects.select_related("description")
            for mark in MARK.findall(shown.description.narrative)
        ],
        notices=[
            Kept(int(notice.about.partition(":")[2]), notice.address, notice.state, notice.failure)
            for notice in Notice.objects.all()
        ],
        delivered=delivered,
        halves=[*_halves(), *_stuck()],
    )


def _halves() -> Iterator[str]:
    """Rows that were not written together with what belongs to them, by the events that tell of them."""
    from kinline.audit.models import Event  # noqa: PLC0415
    from kinline.inquiries.models import Inquiry  # noqa: PLC0415
    from kinline.notices.models import Notice  # noqa: PLC0415
    from kinline.registry.models import Description  # noqa: PLC0415
    from kinline.suggestions.models import Judgement, Suggestion  # noqa: PLC0415

    def told_of(action: str) -> Counter[str]:
        return Counter(Event.objects.filter(action=action).values_list("subject", flat=True))

    for name, action, rows in (
        ("inquiry", "inquiries:inquiry:opened", Inquiry.objects.values_list("pk", flat=True)),
        ("notice", "notices:notice:queued", Notice.objects.values_list("pk", flat=True)),
        ("notice", "notices:notice:sent", Notice.objects.filter(state="sent").values_list("pk", flat=True)),
        (
            "suggestion",
            "suggestions:suggestion:judged",
            Judgement.objects.values_list("suggestion", flat=True),
        ),
    ):
        if (there := Counter(f"{name}:{key}" for key in rows)) != (events := told_of(action)):
            yield f"{action}: {there.total()} rows, {events.total()} events, and not of the same"
    for inquiry in Inquiry.objects.filter(seeker=None):
        yield f"inquiry {inquiry.pk} has nobody who asks"
    for word in Description.objects.filter(source_kind="family", follows=None, inquiry=None):
        yield f"description {word.pk} is a family's without an inquiry"
    for pair in Suggestion.objects.prefetch_related("judgements"):
        same = sum(verdict.verdict == "same" for verdict in pair.judgements.all())
        if (pair.state == "same") != (same == 2):  # it takes two
            yield f"suggestion {pair.pk} is {pair.state} by {same} verdicts"


def _stuck() -> Iterator[str]:
    from django.apps import apps  # noqa: PLC0415

    from kinline.leases import Leased  # noqa: PLC0415

    for model in apps.get_models():
        if issubclass(model, Leased) and (left := model.objects.exclude(leased_until=None).count()):
            yield f"{left} rows of {model.__name__} are still held"
