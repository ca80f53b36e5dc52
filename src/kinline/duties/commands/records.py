"""Recording what befell a prisoner, his card, whom he named, and what others ask."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.accounts.rules import require
from kinline.audit import commands as audit
from kinline.audit.rules import Refused
from kinline.duties import queries, rules
from kinline.duties.choices import SAYS, CardOutcome, DutyKind, EventKind
from kinline.duties.models import CaptureCard, CustodyEvent, DeathRecord, Duty, Enquiry, NamedPerson
from kinline.registry import commands as registry
from kinline.registry.choices import Axis, Reliability, StatusValue
from kinline.registry.models import Description, Person


@transaction.atomic
def record_event(
    person: Person,
    kind: EventKind,
    *,
    on: dt.date,
    source_name: str,
    by: Staff,
    health: StatusValue | str = "",
    place: str = "",
    correspondence_address: str = "",
    learned_at: dt.datetime | None = None,
    reliability: Reliability = Reliability.UNKNOWN,
    document: str = "",
    remark: str = "",
    certified_by: str = "",
    cause: str = "",
    buried_on: dt.date | None = None,
    cremated: bool = False,
    burial_place: str = "",
    grave_marking: str = "",
) -> CustodyEvent:
    """Write what befell a prisoner, with the status that it is in the registry. A death waits for a second person.

    Sickness needs `health`, the status of his health. Of a death `document` is the certificate.
    """
    require(by, Permission.DO_DUTIES)
    learned = learned_at or timezone.now()
    rules.check_not_future(learned)
    if kind == EventKind.SICKNESS:
        if not health:
            raise Refused(_("Say how his health is."))
        axis, value = Axis.HEALTH, StatusValue(health)
    else:
        axis, value = SAYS[kind]
    report = registry.report_status(
        person,
        axis=axis,
        value=value,
        as_of=on,
        source_name=source_name,
        reliability=reliability,
        document=document,
        remark=remark,
        description=queries.anchor_of(person.pk),
        by=by,
    )
    event = CustodyEvent.objects.create(
        report=report,
        kind=kind,
        place=place,
        correspondence_address=correspondence_address,
        learned_at=learned,
    )
    if kind == EventKind.DEATH:
        DeathRecord.objects.create(
            report=report,
            certificate=document[:120],
            certified_by=certified_by,
            cause=cause,
            buried_on=buried_on,
            cremated=cremated,
            burial_place=burial_place,
            grave_marking=grave_marking,
        )
    audit.record("duties:event:recorded", by=by, subject=f"person:{person.pk}", kind=kind, report=report.pk)
    return event


def _anchor(person: Person) -> Description:
    word = queries.anchor_of(person.pk)
    if word is None:
        raise Refused(_("This person was joined with another. Open that file."))
    return word


@transaction.atomic
def record_card(
    person: Person, outcome: CardOutcome, *, on: dt.date, by: Staff, place: str = ""
) -> CaptureCard:
    """Write that a card was offered, and what came of it. It ends every open duty to offer him one."""
    require(by, Permission.DO_DUTIES)
    rules.check_not_future(on)
    card = CaptureCard.objects.create(
        description=_anchor(person), outcome=outcome, on=on, place=place, recorded_by=by
    )
    owed = Duty.objects.open().filter(kind=DutyKind.CARD).of_person(person.pk)
    for duty in owed.select_for_update(of=("self",)):
        if timezone.localdate(duty.starts_at) <= timezone.localdate() and _began_by(duty, on):
            duty.done_by, duty.done_at = by, timezone.now()
            duty.save(update_fields=["done_by", "done_at"])
    audit.record("duties:card:recorded", by=by, subject=f"person:{person.pk}", outcome=outcome, card=card.pk)
    return card


def _began_by(duty: Duty, on: dt.date) -> bool:
    """Whether what starts the duty had befallen him on that day: a card before a transfer is none after it."""
    return duty.report is None or duty.report.as_of <= on


@transaction.atomic
def name_person(
    person: Person,
    *,
    said_on: dt.date,
    by: Staff,
    declined: bool = False,
    name: str = "",
    relation: str = "",
    reached_by: str = "",
) -> NamedPerson:
    """Write whom a prisoner named to be informed, or that he named nobody. His latest word counts."""
    require(by, Permission.DO_DUTIES)
    rules.check_not_future(said_on)
    if not declined and not name.strip():
        raise Refused(_("Write whom he named, or that he wished nobody to be informed."))
    named = NamedPerson.objects.create(
        description=_anchor(person),
        declined=declined,
        name="" if declined else name.strip(),
        relation="" if declined else relation,
        reached_by="" if declined else reached_by,
        said_on=said_on,
        recorded_by=by,
    )
    audit.record("duties:person:named", by=by, subject=f"person:{person.pk}", declined=declined)
    return named


@transaction.atomic
def note_enquiry(
    *,
    asked_by: str,
    about: str,
    received_on: dt.date,
    by: Staff,
    their_reference: str = "",
    person: Person | None = None,
) -> Enquiry:
    """Write what somebody asks this bureau. Every enquiry is replied to."""
    require(by, Permission.DO_DUTIES)
    rules.check_not_future(received_on)
    enquiry = Enquiry.objects.create(
        asked_by=asked_by,
        their_reference=their_reference,
        received_on=received_on,
        about=about,
        description=_anchor(person) if person is not None else None,
        recorded_by=by,
    )
    audit.record("duties:enquiry:noted", by=by, subject=f"enquiry:{enquiry.pk}")
    return enquiry
