"""From a family's first word to its last: opening, adding, withdrawing, closing."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import partial
from hmac import compare_digest
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.accounts.rules import require
from kinline.audit import commands as audit
from kinline.audit.rules import Actor, Refused
from kinline.inquiries import rules
from kinline.inquiries.choices import (
    CloseReason,
    ContactReason,
    InquiryState,
    Origin,
    PinReached,
    Relation,
    SharingScope,
    TaskKind,
    Way,
)
from kinline.inquiries.commands.correcting import take_up_again
from kinline.inquiries.commands.tasks import finish_task, locked, make_task
from kinline.inquiries.models import Inquiry, SafeWay, Seeker, Sharing, Task
from kinline.inquiries.queries import last_words, photographs_of_family
from kinline.notices import commands as notices
from kinline.registry import commands as registry
from kinline.registry.choices import LawfulBasis, Purpose, SourceKind
from kinline.registry.commands.photographs import add_photographs as to_description
from kinline.registry.facts import Basis, Facts, Source
from kinline.registry.keeping import resume_description
from kinline.registry.models import Description
from kinline.registry.words import Word
from kinline.vault.keys import keyed_hash

#: By when somebody reads what a family wrote.
READ_WITHIN = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachableBy:
    """A way that a family calls safe. Hours are in the family's zone; none means at any hour."""

    way: Way
    address: str = ""
    hours: tuple[dt.time, dt.time] | None = None
    may_leave_message: bool = False
    may_text: bool = False
    may_say_who: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoAsks:
    """The seeker, in the seeker's own words."""

    name: str = ""
    relation: Relation = Relation.UNKNOWN
    language: str = "uk"
    zone: str = "Europe/Kyiv"
    call_word: str = ""
    who_else_answers: str = ""
    never: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A new inquiry and its PIN, which is shown once. `pin` is empty if the same form came before."""

    inquiry: Inquiry
    pin: str


def open_inquiry(
    facts: Facts,
    *,
    who: WhoAsks,
    ways: Sequence[ReachableBy],
    sharings: Sequence[SharingScope],
    origin: Origin,
    once_key: str,
    by: Actor,
    photographs: Sequence[UUID] = (),
) -> Opened:
    """Take a family's question: one description, one seeker, one inquiry, all or nothing.

    `photographs` are held ones; one that is gone meanwhile does not keep the question from being asked. The same
    `once_key` again, be it in the same moment, brings back the inquiry that it opened the first time.
    """
    if isinstance(by, Staff):
        require(by, Permission.OPEN_INQUIRIES)
    open_once = partial(
        _open,
        facts,
        who=who,
        ways=ways,
        sharings=sharings,
        origin=origin,
        once_key=once_key,
        by=by,
        photographs=photographs,
    )
    try:
        return open_once()
    except IntegrityError:
        # The same form in the same moment is there to be found now; or the reference was given out before.
        return open_once()


@transaction.atomic
def _open(
    facts: Facts,
    *,
    who: WhoAsks,
    ways: Sequence[ReachableBy],
    sharings: Sequence[SharingScope],
    origin: Origin,
    once_key: str,
    by: Actor,
    photographs: Sequence[UUID],
) -> Opened:
    if known := Inquiry.objects.filter(once_key=once_key).first():
        return Opened(known, "")
    description = registry.describe(
        Word(
            source=Source(kind=SourceKind.FAMILY, said_on=timezone.localdate()),
            basis=Basis.until_due(Purpose.TRACING, LawfulBasis.CONSENT, timezone.localdate()),
            facts=facts,
        ),
        by=by,
        photographs=photographs,
    )
    reference, pin = rules.new_reference(), rules.new_pin()
    now = timezone.now()
    inquiry = Inquiry.objects.create(
        reference=reference,
        pin_hash=rules.pin_hash(reference, pin),
        origin=origin,
        description=description,
        opened_at=now,
        last_word_at=now,
        opened_by=by.actor_id,
        once_key=once_key,
    )
    seeker = Seeker.objects.create(
        inquiry=inquiry,
        name=who.name,
        relation=who.relation,
        language=who.language,
        zone=who.zone,
        call_word=who.call_word,
        who_else_answers=who.who_else_answers,
        never=who.never,
    )
    _write_ways(seeker, ways)
    Sharing.objects.bulk_create(Sharing(inquiry=inquiry, scope=scope) for scope in set(sharings))
    Task.objects.create(inquiry=inquiry, kind=TaskKind.READ, due_at=now + READ_WITHIN)
    audit.record("inquiries:inquiry:opened", by=by, subject=f"inquiry:{inquiry.pk}", origin=origin)
    return Opened(inquiry, pin)


def _write_ways(seeker: Seeker, ways: Sequence[ReachableBy]) -> None:
    SafeWay.objects.bulk_create(
        SafeWay(
            seeker=seeker,
            way=way.way,
            address=way.address,
            address_hash=keyed_hash("address", way.address) if way.address else "",
            hours_from=way.hours[0] if way.hours else None,
            hours_to=way.hours[1] if way.hours else None,
            may_leave_message=way.may_leave_message,
            may_text=way.may_text and way.way == Way.PHONE,
            may_say_who=way.may_say_who,
        )
        for way in ways
    )


@transaction.atomic
def add_facts(inquiry: Inquiry, facts: Facts, *, by: Actor) -> Description:
    """Add what the family remembered: a later word, with what it said before and the new facts."""
    inquiry = locked(inquiry)
    rules.check_open(inquiry)
    before = last_words(inquiry)
    if facts.digest() == before.content_digest:
        raise Refused(_("There is nothing new in this."))
    description = registry.describe(
        Word(source=registry.source_of(before), basis=registry.basis_of(before), facts=facts, follows=before),
        by=by,
    )
    make_task(inquiry, TaskKind.READ_FACTS, due_at=timezone.now() + READ_WITHIN)
    audit.record("inquiries:inquiry:facts_added", by=by, subject=f"inquiry:{inquiry.pk}")
    return description


@transaction.atomic
def add_photographs(inquiry: Inquiry, photographs: Sequence[UUID], *, by: Actor) -> int:
    """Add held photographs to what the family told. Returns how many are new; the same file again is not.

    Refuses on a closed inquiry, and where the family has sent as many as one inquiry takes.
    """
    inquiry = locked(inquiry)
    rules.check_open(inquiry)
    if not isinstance(by, Staff):
        rules.check_takes_photographs(photographs_of_family(inquiry) + len(photographs))
    added = to_description(last_words(inquiry), photographs, by=by)
    if added:
        make_task(inquiry, TaskKind.READ_FACTS, due_at=timezone.now() + READ_WITHIN)
        audit.record(
            "inquiries:inquiry:photographs_added",
            by=by,
            subject=f"inquiry:{inquiry.pk}",
            photographs=len(added),
        )
    return len(added)


@transaction.atomic
def change_ways(inquiry: Inquiry, ways: Sequence[ReachableBy], *, zone: str, never: str, by: Actor) -> None:
    """Replace the ways that are safe. Notices that wait for an old way are cancelled."""
    inquiry = locked(inquiry)
    rules.check_open(inquiry)
    seeker = inquiry.seeker
    seeker.ways.filter(ended_at=None).update(ended_at=timezone.now())
    _write_ways(seeker, ways)
    seeker.zone, seeker.never = zone, never
    seeker.save(update_fields=["zone", "never"])
    notices.cancel(about=f"inquiry:{inquiry.pk}", by=by)
    audit.record("inquiries:inquiry:ways_changed", by=by, subject=f"inquiry:{inquiry.pk}")


@transaction.atomic
def read_inquiry(inquiry: Inquiry, *, by: Staff) -> None:
    """A person has read what the family told, and takes the inquiry on unless somebody has."""
    require(by, Permission.READ_INQUIRIES)
    inquiry = locked(inquiry)
    rules.check_open(inquiry)
    if inquiry.state == InquiryState.RECEIVED:
        inquiry.state, inquiry.read_at = InquiryState.SEARCHING, timezone.now()
    if inquiry.caseworker_id is None and by.may(Permission.TELL):
        inquiry.caseworker = by
    inquiry.save(update_fields=["state", "read_at", "caseworker"])
    finish_task(inquiry, TaskKind.READ, by=by)
    finish_task(inquiry, TaskKind.READ_FACTS, by=by)
    audit.record("inquiries:inquiry:read", by=by, subject=f"inquiry:{inquiry.pk}")


@transaction.atomic
def assign_inquiry(inquiry: Inquiry, caseworker: Staff, *, by: Staff) -> None:
    """Hand an inquiry to a caseworker."""
    require(by, Permission.TELL)
    if not caseworker.may(Permission.TELL):
        raise Refused(_("%(name)s cannot take inquiries on.") % {"name": caseworker.display_name})
    inquiry = locked(inquiry)
    inquiry.caseworker = caseworker
    inquiry.save(update_fields=["caseworker"])
    audit.record("inquiries:inquiry:assigned", by=by, subject=f"inquiry:{inquiry.pk}", to=caseworker.actor_id)


@transaction.atomic
def withdraw(inquiry: Inquiry, *, by: Actor) -> None:
    """The family takes its question back: contact stops at once, its words are no longer matched."""
    inquiry = locked(inquiry)
    if inquiry.state == InquiryState.WITHDRAWN:
        return
    now = timezone.now()
    notices.cancel(about=f"inquiry:{inquiry.pk}", by=by)
    inquiry.tasks.open().update(dropped_at=now)
    inquiry.seeker.ways.filter(ended_at=None).update(ended_at=now)
    inquiry.sharings.filter(ended_at=None).update(ended_at=now)
    registry.withdraw_description(last_words(inquiry), by=by)
    inquiry.state, inquiry.closed_at = InquiryState.WITHDRAWN, now
    inquiry.closed_because, inquiry.asked_to_talk_at = CloseReason.WITHDRAWN, None
    inquiry.save(update_fields=["state", "closed_at", "closed_because", "asked_to_talk_at"])
    audit.record("inquiries:inquiry:withdrawn", by=by, subject=f"inquiry:{inquiry.pk}")


@transaction.atomic
def resume(inquiry: Inquiry, *, by: Staff) -> None:
    """The family never took its question back, somebody else did: all goes on as before, also how it is reached."""
    require(by, Permission.READ_CONTACTS)
    inquiry = locked(inquiry)
    if inquiry.state != InquiryState.WITHDRAWN:
        raise Refused(_("This inquiry was not taken back."))
    ended_at = inquiry.closed_at
    inquiry.seeker.ways.filter(ended_at=ended_at).update(ended_at=None)
    inquiry.sharings.filter(ended_at=ended_at).update(ended_at=None)
    resume_description(last_words(inquiry), by=by)
    # Somebody reads it anew: what was on the way when it was taken back was dropped.
    inquiry.state, inquiry.closed_at, inquiry.closed_because = InquiryState.RECEIVED, None, ""
    inquiry.save(update_fields=["state", "closed_at", "closed_because"])
    take_up_again(inquiry)
    make_task(inquiry, TaskKind.READ, due_at=timezone.now() + READ_WITHIN)
    audit.record("inquiries:inquiry:resumed", by=by, subject=f"inquiry:{inquiry.pk}")


@transaction.atomic
def close_inquiry(inquiry: Inquiry, *, because: CloseReason, by: Staff) -> None:
    """End an inquiry. One about a person still sought closes only when the family has been told or asks it."""
    require(by, Permission.TELL)
    inquiry = locked(inquiry)
    rules.check_open(inquiry)
    if because == CloseReason.WITHDRAWN:
        withdraw(inquiry, by=by)
        return
    rules.check_was_corrected(inquiry)
    if because == CloseReason.TOLD and inquiry.state != InquiryState.TOLD:
        raise Refused(_("The family has not been told yet."))
    inquiry.tasks.open().update(dropped_at=timezone.now())
    notices.cancel(about=f"inquiry:{inquiry.pk}", by=by)
    inquiry.state, inquiry.closed_at, inquiry.closed_because = InquiryState.CLOSED, timezone.now(), because
    inquiry.save(update_fields=["state", "closed_at", "closed_because"])
    audit.record("inquiries:inquiry:closed", by=by, subject=f"inquiry:{inquiry.pk}", because=because)


def sign_in(reference: str, pin: str, *, by: Actor) -> Inquiry | None:
    """The inquiry that a reference and PIN open, or None. Five wrong PINs within a day lock that reference for a while.

    An unknown reference, a wrong PIN and a locked page cost the same queries. A right PIN undoes no count: whoever
    guesses gains nothing from the family's own visits.
    """
    hashed = rules.pin_hash(reference, pin)
    with transaction.atomic():
        now = timezone.now()
        inquiry = Inquiry.objects.select_for_update(of=("self",)).filter(reference=reference).first()
        before = rules.Guesses.at(inquiry)
        fits = compare_digest(inquiry.pin_hash if inquiry else rules.pin_hash("", ""), hashed)
        if inquiry and fits and not before.locked(now):
            audit.record("inquiries:sign_in:accepted", by=by, subject=f"inquiry:{inquiry.pk}")
            return inquiry
        after = before.one_more(now)
        Inquiry.objects.filter(reference=reference).update(**asdict(after))
        # What is tried on a locked page is not counted, and does not fill the file's history.
        subject = f"inquiry:{inquiry.pk}" if inquiry and after != before else "sign_in"
        audit.record("inquiries:sign_in:refused", by=by, subject=subject, locked_out=after.locked(now))
        return None


@transaction.atomic
def renew_pin(inquiry: Inquiry, *, reached: PinReached, by: Staff) -> str:
    """A new PIN, told by voice to somebody who gave the family's word. The old one is void, and so is a lock.

    Refuses an operator where no word was chosen, and a caller who rang us where we can call back.
    """
    require(by, Permission.READ_CONTACTS)
    inquiry = locked(inquiry)
    rules.check_pin_may_be_renewed(inquiry.seeker, reached, by)
    pin = rules.new_pin()
    renewed = {"pin_hash": rules.pin_hash(inquiry.reference, pin), **asdict(rules.Guesses())}
    for name, value in renewed.items():
        setattr(inquiry, name, value)
    inquiry.save(update_fields=list(renewed))
    audit.record("inquiries:inquiry:pin_renewed", by=by, subject=f"inquiry:{inquiry.pk}", reached=reached)
    return pin


@transaction.atomic
def open_contacts(inquiry: Inquiry, *, reason: ContactReason, by: Staff) -> Seeker:
    """The seeker with its ways, opened for a stated reason that stands in the audit."""
    require(by, Permission.READ_CONTACTS)
    audit.record("inquiries:contacts:opened", by=by, subject=f"inquiry:{inquiry.pk}", reason=reason)
    return inquiry.seeker
