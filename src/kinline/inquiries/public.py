"""The only door for families: what they may say, and what they may read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from uuid import UUID

from django.utils import timezone

from kinline.audit.rules import FAMILY, Refused
from kinline.inquiries import commands, queries
from kinline.inquiries.choices import InquiryState, Origin, Relation, SharingScope, Way
from kinline.inquiries.commands import ReachableBy, WhoAsks
from kinline.inquiries.models import Inquiry
from kinline.inquiries.rules import is_reference
from kinline.notices.queries import texts_offered
from kinline.registry.choices import MarkKind, OccurrenceKind, Sex
from kinline.registry.facts import NO_DATE, BodyMark, Facts, Happening, VagueDate
from kinline.vault.keys import keyed_hash

__all__ = [
    "About",
    "MarkKind",
    "Reach",
    "Receipt",
    "Refused",
    "Relation",
    "Sex",
    "SharingScope",
    "Status",
    "VagueDate",
    "Way",
    "add",
    "add_photographs",
    "change_reach",
    "is_reference",
    "lock_of",
    "reach_of",
    "sign_in",
    "status",
    "submit",
    "texts_offered",
    "withdraw",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a family tells of the person it looks for. Never asked: movements, weapons, commanders."""

    family_name: str = ""
    given_name: str = ""
    patronymic: str = ""
    other_names: str = ""
    sex: Sex = Sex.UNKNOWN
    birth: VagueDate = NO_DATE
    birth_place: str = ""
    home_region: str = ""
    unit: str = ""
    last_contact: VagueDate = NO_DATE
    last_contact_place: str = ""
    marks: tuple[tuple[MarkKind, str, str], ...] = ()
    looks: str = ""
    anything_else: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How it is safe to reach the family. Hours are in its zone; none means at any hour."""

    phone: str = ""
    email: str = ""
    hours: tuple[time, time] | None = None
    zone: str = "Europe/Kyiv"
    never: str = ""
    may_leave_message: bool = False
    may_text: bool = False
    may_say_who: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the family keeps. `pin` is empty if this very form was received before."""

    reference: str
    pin: str


@dataclass(frozen=True, slots=True)
class Status:
    """Where an inquiry stands, as far as a page may say. Nothing here changes because of a match.

    `added_on` are the days on which the family itself added something here, the first one first. `photographs` is how
    many it sent; they are not shown again: whoever learns the PIN must not see a face.
    """

    reference: str
    opened_at: datetime
    origin_label: str
    read_at: datetime | None
    added_on: tuple[date, ...]
    photographs: int
    word_due_at: datetime
    asked_to_talk: bool
    phone_ending: str
    email_hint: str
    hours: tuple[time, time] | None
    may_leave_message: bool
    may_text: bool
    may_say_who: bool
    is_withdrawn: bool
    is_closed: bool


def _facts(about: About) -> Facts:
    contact = Happening(
        kind=OccurrenceKind.LAST_CONTACT, place=about.last_contact_place, when=about.last_contact
    )
    return Facts(
        family_name=about.family_name,
        given_name=about.given_name,
        patronymic=about.patronymic,
        other_names=about.other_names,
        sex=about.sex,
        birth=about.birth,
        birth_place=about.birth_place,
        home_region=about.home_region,
        unit=about.unit,
        narrative="\n".join(part for part in (about.looks, about.anything_else) if part),
        happenings=(contact,) if about.last_contact.text or about.last_contact_place else (),
        marks=tuple(BodyMark(kind=kind, site=site, motif=motif) for kind, site, motif in about.marks),
    )


def _ways(reach: Reach) -> list[ReachableBy]:
    ways = [
        ReachableBy(
            way=way,
            address=address,
            hours=reach.hours,
            may_leave_message=reach.may_leave_message,
            may_text=reach.may_text,
            may_say_who=reach.may_say_who,
        )
        for way, address in ((Way.PHONE, reach.phone), (Way.EMAIL, reach.email))
        if address
    ]
    return ways or [ReachableBy(way=Way.NONE)]


def submit(
    about: About,
    *,
    who_name: str,
    relation: Relation,
    language: str,
    call_word: str,
    who_else_answers: str,
    reach: Reach,
    sharings: tuple[SharingScope, ...],
    once_key: str,
    photographs: Sequence[str] = (),
) -> Receipt:
    """Open an inquiry on the web. When this returns, it is kept for good."""
    opened = commands.open_inquiry(
        _facts(about),
        who=WhoAsks(
            name=who_name,
            relation=relation,
            language=language,
            zone=reach.zone,
            call_word=call_word,
            who_else_answers=who_else_answers,
            never=reach.never,
        ),
        ways=_ways(reach),
        sharings=sharings,
        origin=Origin.WEB,
        once_key=once_key,
        photographs=[UUID(one) for one in photographs],
        by=FAMILY,
    )
    return Receipt(opened.inquiry.reference, opened.pin)


def sign_in(reference: str, pin: str) -> int | None:
    """A handle of the inquiry for the session, or None: unknown references, wrong PINs and locks look alike."""
    inquiry = commands.sign_in(reference, pin, by=FAMILY)
    return inquiry.pk if inquiry else None


def lock_of(handle: int) -> str:
    """What changes when the PIN does: a page that an older PIN opened shuts then. Empty if there is no inquiry."""
    held = Inquiry.objects.filter(pk=handle).values_list("pin_hash", flat=True).first()
    return keyed_hash("session", held) if held else ""


def status(handle: int) -> Status:
    """What the status page says."""
    inquiry = Inquiry.objects.select_related("seeker").get(pk=handle)
    ways = {way.way: way for way in inquiry.seeker.ways.filter(ended_at=None)}
    phone, email = ways.get(Way.PHONE), ways.get(Way.EMAIL)
    first = phone or email
    hours = (first.hours_from, first.hours_to) if first and first.hours_from and first.hours_to else None
    return Status(
        reference=inquiry.reference,
        opened_at=inquiry.opened_at,
        origin_label=str(Origin(inquiry.origin).label),
        read_at=inquiry.read_at,
        added_on=_added_on(inquiry),
        photographs=queries.photographs_of_family(inquiry),
        word_due_at=inquiry.word_due_at,
        asked_to_talk=inquiry.asked_to_talk_at is not None,
        phone_ending=phone.address[-2:] if phone else "",
        email_hint=_hint(email.address) if email else "",
        hours=hours,
        may_leave_message=first.may_leave_message if first else False,
        may_text=phone.may_text if phone else False,
        may_say_who=first.may_say_who if first else False,
        is_withdrawn=inquiry.state == InquiryState.WITHDRAWN,
        is_closed=not inquiry.is_open,
    )


def _added_on(inquiry: Inquiry) -> tuple[date, ...]:
    """What staff added is left out: it may follow from something found."""
    own = (
        word for word in queries.words_of(inquiry) if word.follows_id and word.recorded_by == FAMILY.actor_id
    )
    return tuple(sorted({timezone.localdate(word.recorded_at) for word in own}))


def _hint(address: str) -> str:
    """`m…@example.org`: enough to know one's own, too little to learn another's."""
    local, _at, host = address.partition("@")
    return f"{local[:1]}…@{host}"


def reach_of(handle: int) -> Reach:
    """The safe ways as the family gave them, without the addresses."""
    inquiry = Inquiry.objects.select_related("seeker").get(pk=handle)
    ways = list(inquiry.seeker.ways.filter(ended_at=None).order_by("pk"))
    first = ways[0] if ways else None
    hours = (first.hours_from, first.hours_to) if first and first.hours_from and first.hours_to else None
    return Reach(
        hours=hours,
        zone=inquiry.seeker.zone,
        may_leave_message=first.may_leave_message if first else False,
        may_text=any(way.may_text for way in ways),
        may_say_who=first.may_say_who if first else False,
    )


def change_reach(handle: int, reach: Reach, *, keep: frozenset[Way] = frozenset()) -> None:
    """Replace how the family may be reached. Refuses on a closed inquiry.

    The address of a way in `keep` stays, and so does an old `never` where the new one is empty.
    """
    inquiry = Inquiry.objects.select_related("seeker").get(pk=handle)
    kept = {way.way: way.address for way in inquiry.seeker.ways.filter(ended_at=None, way__in=keep)}
    reach = replace(
        reach,
        phone=reach.phone or kept.get(Way.PHONE, ""),
        email=reach.email or kept.get(Way.EMAIL, ""),
    )
    never = reach.never or inquiry.seeker.never
    commands.change_ways(inquiry, _ways(reach), zone=reach.zone, never=never, by=FAMILY)


def add(handle: int, about: About) -> None:
    """Add what the family remembered to what it said before. What is left empty stays as it was.

    Refuses if there is nothing new in it, and on a closed inquiry.
    """
    inquiry = Inquiry.objects.get(pk=handle)
    before, more = queries.last_words(inquiry).facts, _facts(about)
    said = {
        name: value
        for name in more.__slots__
        if (value := getattr(more, name)) and name not in {"narrative", "happenings", "marks", "birth"}
    }
    if more.birth.text:
        said["birth"] = more.birth
    kinds = {happening.kind for happening in more.happenings}
    kept = tuple(happening for happening in before.happenings if happening.kind not in kinds)
    dated = f"{timezone.localdate():%Y-%m-%d}: {more.narrative}" if more.narrative else ""
    if dated in before.narrative:  # The same form, sent twice.
        dated = ""
    commands.add_facts(
        inquiry,
        replace(
            before,
            **said,
            narrative="\n".join(part for part in (before.narrative, dated) if part),
            happenings=kept + more.happenings,
            marks=before.marks + tuple(mark for mark in more.marks if mark not in before.marks),
        ),
        by=FAMILY,
    )


def add_photographs(handle: int, photographs: Sequence[str]) -> None:
    """Add held photographs, by their ids, to what the family said. Refuses on a closed inquiry, or too many."""
    commands.add_photographs(Inquiry.objects.get(pk=handle), [UUID(one) for one in photographs], by=FAMILY)


def withdraw(handle: int) -> None:
    """Take the question back. Contact stops at once."""
    commands.withdraw(Inquiry.objects.get(pk=handle), by=FAMILY)
