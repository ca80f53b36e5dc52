"""The deeds that end a duty: the paper made, sent and receipted; whom he named informed; or waived by two."""

import datetime as dt
import json
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kinline.accounts.choices import Permission
from kinline.accounts.models import Staff
from kinline.accounts.rules import check_is_second, require, require_another
from kinline.audit import commands as audit
from kinline.audit.rules import Refused
from kinline.duties import papers, queries, rules
from kinline.duties.choices import DutyKind, InformedBy, PaperKind, Recipient, SentBy
from kinline.duties.models import Duty, NamedPerson, Paper, Transmission
from kinline.registry.choices import Axis
from kinline.registry.models import Person, StatusReport

_PAPER_OF = {
    DutyKind.NOTICE: PaperKind.NOTICE,
    DutyKind.HEALTH: PaperKind.HEALTH,
    DutyKind.DEATH_RECORD: PaperKind.DEATH,
}
#: The letter that each kind of paper is numbered with.
_INITIALS = {PaperKind.NOTICE: "N", PaperKind.HEALTH: "H", PaperKind.DEATH: "D", PaperKind.ENQUIRY: "E"}


def _locked(duty: Duty) -> Duty:
    return (
        Duty.objects.select_for_update(of=("self",)).select_related("report", "description").get(pk=duty.pk)
    )


def make_paper(
    duty: Duty, *, to_kind: Recipient, to_name: str, language: str, by: Staff, words: str = ""
) -> Paper:
    """Make the notice that a duty asks for, for one recipient. What stands on it is kept word for word."""
    rules.require_doer(duty, by)
    rules.check_open(duty)
    kind = _PAPER_OF.get(DutyKind(duty.kind))
    if kind is None or duty.report is None or duty.person_id is None:
        raise Refused(_("This duty needs no paper of ours."))
    rules.check_recipient(duty.kind, to_kind)
    rules.check_endangers_nobody(queries.newest_counted(duty.person_id), to_kind)
    if kind == PaperKind.HEALTH and not words.strip():
        raise Refused(_("Write how he is, in a few words."))
    if not queries.official_words(duty.person_id):
        raise Refused(
            _(
                "There is no capture card or official list about this person here. "
                "A notice says nothing that families or witnesses told."
            )
        )
    report = _report_told(duty.report, kind)
    content = papers.notice(
        kind, duty.person_id, report, words=words.strip(), language=language, to_name=to_name
    )
    return _keep(kind, content, duty=duty, to_kind=to_kind, to_name=to_name, language=language, by=by)


def _report_told(report: StatusReport, kind: PaperKind) -> StatusReport:
    """The report that the paper tells: of health the newest, of anything else the one that started the duty."""
    if kind == PaperKind.HEALTH:
        return queries.newest_counted(report.person_id).get(Axis.HEALTH, report)
    return report


def make_enquiry(
    person: Person, *, to_kind: Recipient, to_name: str, language: str, by: Staff, words: str = ""
) -> Paper:
    """Make a tracing enquiry about a person to a unit, a hospital, the Agency or the other bureau."""
    require(by, Permission.DO_DUTIES)
    rules.check_endangers_nobody(queries.newest_counted(person.pk), to_kind)
    if not papers.may_ask(person.pk, to_kind):
        raise Refused(
            _(
                "All that is known of this person came from the family, "
                "who did not allow it to be given to this recipient."
            )
        )
    content = papers.enquiry(
        person.pk, to_kind=to_kind, words=words.strip(), language=language, to_name=to_name
    )
    return _keep(
        PaperKind.ENQUIRY,
        content,
        person=person,
        to_kind=to_kind,
        to_name=to_name,
        language=language,
        by=by,
    )


@transaction.atomic
def _keep(
    kind: PaperKind,
    content: dict[str, Any],
    *,
    to_kind: str,
    to_name: str,
    language: str,
    by: Staff,
    duty: Duty | None = None,
    person: Person | None = None,
) -> Paper:
    """Number the paper and keep it. All that it says was gathered before the transaction."""
    if duty is not None:
        rules.check_open(_locked(duty))
    paper = Paper.objects.create(
        kind=kind,
        duty=duty,
        description=queries.anchor_of(person.pk) if person is not None else None,
        reference=uuid4().hex[:20],  # until its number is known
        language=language,
        to_kind=to_kind,
        to_name=to_name,
        content="{}",
        made_by=by,
    )
    paper.reference = f"{_INITIALS[kind]}-{timezone.localdate().year}-{paper.pk:06d}"
    paper.content = json.dumps({**content, "reference": paper.reference}, ensure_ascii=False)
    paper.save(update_fields=["reference", "content"])
    audit.record("duties:paper:made", by=by, subject=f"paper:{paper.pk}", kind=kind, to=to_kind)
    return paper


@transaction.atomic
def record_sent(
    duty: Duty,
    *,
    to_kind: Recipient,
    to_name: str,
    way: SentBy,
    sent_at: dt.datetime,
    by: Staff,
    paper: Paper | None = None,
    words: str = "",
) -> Transmission:
    """Write that it went out. Once everybody has it to whom it is owed, the duty is done."""
    rules.require_doer(duty, by)
    duty = _locked(duty)
    rules.check_open(duty)
    rules.check_not_future(sent_at)
    rules.check_recipient(duty.kind, to_kind)
    rules.check_takes_paper(duty.kind, paper, to_kind)
    if paper is not None and paper.duty_id != duty.pk:
        raise Refused(_("This paper belongs to another duty."))
    if duty.kind == DutyKind.REPLY and not words.strip():
        raise Refused(_("Write what was replied, in a few words."))
    sent = Transmission.objects.create(
        duty=duty,
        paper=paper,
        to_kind=to_kind,
        to_name=to_name,
        way=way,
        sent_at=sent_at,
        words=words.strip(),
        recorded_by=by,
    )
    audit.record("duties:transmission:sent", by=by, subject=f"duty:{duty.pk}", to=to_kind, way=way)
    if not rules.still_to_reach(duty, duty.transmissions.all()):
        _finish(duty, by)
    return sent


def _finish(duty: Duty, by: Staff) -> None:
    duty.done_by, duty.done_at = by, timezone.now()
    duty.save(update_fields=["done_by", "done_at"])
    audit.record("duties:duty:done", by=by, subject=f"duty:{duty.pk}", kind=duty.kind)


@transaction.atomic
def record_sent_paper(paper: Paper, *, way: SentBy, sent_at: dt.datetime, by: Staff) -> Transmission:
    """Write that a paper which no duty asked for, such as an enquiry, went out to whom it was made for."""
    require(by, Permission.DO_DUTIES)
    rules.check_not_future(sent_at)
    if paper.duty_id is not None:
        raise Refused(_("Record this with its duty."))
    sent = Transmission.objects.create(
        paper=paper,
        to_kind=paper.to_kind,
        to_name=paper.to_name,
        way=way,
        sent_at=sent_at,
        recorded_by=by,
    )
    audit.record("duties:transmission:sent", by=by, subject=f"paper:{paper.pk}", to=paper.to_kind, way=way)
    return sent


@transaction.atomic
def record_receipt(sent: Transmission, *, received_on: dt.date, by: Staff, reference: str = "") -> None:
    """Write that they confirmed receipt."""
    require(by, Permission.DO_DUTIES)
    sent = Transmission.objects.select_for_update(of=("self",)).get(pk=sent.pk)
    rules.check_not_future(received_on)
    if sent.received_on is not None:
        raise Refused(_("Their receipt is recorded already."))
    if received_on < timezone.localdate(sent.sent_at):
        raise Refused(_("It was sent after this day."))
    sent.received_on, sent.receipt_reference, sent.receipt_by = received_on, reference.strip(), by
    sent.save(update_fields=["received_on", "receipt_reference", "receipt_by"])
    audit.record("duties:transmission:received", by=by, subject=f"transmission:{sent.pk}")


@transaction.atomic
def record_informed(duty: Duty, *, way: InformedBy, informed_at: dt.datetime, by: Staff) -> None:
    """Write that the person whom he named was told, by a person's voice."""
    rules.require_doer(duty, by)
    duty = _locked(duty)
    rules.check_open(duty)
    rules.check_not_future(informed_at)
    if duty.named_id is None or duty.person_id is None:
        raise Refused(_("This duty is to inform nobody."))
    named = NamedPerson.objects.select_for_update(of=("self",)).get(pk=duty.named_id)
    later = NamedPerson.objects.filter(description__person=duty.person_id, said_on__gt=named.said_on)
    if later.exists():
        raise Refused(_("He has named somebody else since, or nobody. Waive this duty."))
    rules.check_may_inform(queries.newest_counted(duty.person_id), by)
    named.informed_by, named.informed_at, named.informed_way = by, informed_at, way
    named.save(update_fields=["informed_by", "informed_at", "informed_way"])
    _finish(duty, by)


@transaction.atomic
def ask_waiver(duty: Duty, *, reason: str, by: Staff) -> None:
    """Ask that a duty be waived. Nothing changes until a second person agrees."""
    rules.require_doer(duty, by)
    duty = _locked(duty)
    rules.check_open(duty)
    if not reason.strip():
        raise Refused(_("Say why this is not owed."))
    if duty.waiver_asked_at is not None:
        raise Refused(_("Somebody has asked for this already. A second person decides."))
    duty.waiver_asked_by, duty.waiver_asked_at, duty.waiver_reason = by, timezone.now(), reason.strip()
    duty.save(update_fields=["waiver_asked_by", "waiver_asked_at", "waiver_reason"])
    audit.record("duties:waiver:asked", by=by, subject=f"duty:{duty.pk}")


@transaction.atomic
def answer_waiver(duty: Duty, *, agrees: bool, by: Staff) -> None:
    """A second, different person waives the duty, or says that it is owed."""
    rules.require_doer(duty, by)
    duty = _locked(duty)
    rules.check_open(duty)
    if duty.waiver_asked_at is None:
        raise Refused(_("Nobody has asked to waive this."))
    require_another(duty.waiver_asked_by_id, by)  # that it is owed, any other person may say
    if agrees:
        check_is_second(by, duty.waiver_asked_by)
        duty.waived_by, duty.waived_at = by, timezone.now()
        duty.save(update_fields=["waived_by", "waived_at"])
    else:
        duty.waiver_asked_by, duty.waiver_asked_at, duty.waiver_reason = None, None, ""
        duty.save(update_fields=["waiver_asked_by", "waiver_asked_at", "waiver_reason"])
    audit.record(
        "duties:waiver:granted" if agrees else "duties:waiver:refused", by=by, subject=f"duty:{duty.pk}"
    )
