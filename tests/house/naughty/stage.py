"""The demonstration, and beside it whatever its pages do not show yet: so that every form stands somewhere."""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.models import Min
from django.urls import reverse
from django.utils import timezone
from tests.exchange.leaving import asked
from tests.exchange.leaving import work as write_exports
from tests.exchange.test_xlsx_format import HEADINGS, OSTAP, workbook
from tests.faces.api.machines import TERMS
from tests.safemedia.pictures import face, jpeg

from kinline.accounts import commands as accounts
from kinline.accounts import sessions, tokens
from kinline.accounts.choices import Role, Scope
from kinline.accounts.models import RoleGrant, Staff, Token, Vouch
from kinline.audit.rules import FAMILY, SHELL, WORKER
from kinline.calls import commands as calls
from kinline.calls.models import Call
from kinline.demo import load, loading
from kinline.duties import commands as duties
from kinline.duties.choices import Recipient
from kinline.duties.models import Duty, Paper
from kinline.erasure import commands as erasure
from kinline.erasure.choices import AskedBy, CheckedBy
from kinline.erasure.models import Request
from kinline.evidence import commands as evidence
from kinline.evidence.models import Photograph
from kinline.exchange import commands as imports
from kinline.exchange.forwarding import commands as exports
from kinline.exchange.models import Export, ImportRun, Recall
from kinline.inquiries import commands as inquiries
from kinline.inquiries.choices import InquiryState, NewsKind, TaskKind
from kinline.inquiries.models import Correction, CorrectionLine, Finding, Inquiry, Task
from kinline.notices.choices import Failure, NoticeState
from kinline.notices.models import Notice
from kinline.registry import commands as registry
from kinline.registry.choices import Axis, SourceKind, StatusValue
from kinline.registry.commands.photographs import add_photographs
from kinline.registry.models import Description, Join, StatusReport
from kinline.suggestions.models import Suggestion

TABLE = "id;Прізвище;Ім'я;Дата народження\n1;Вигаданюк;Остап;12.05.1990\n2;Хибний;Лев;31.02.1998\n"
SENDER = imports.Sender(
    source_name="Invented list", source_kind="official_list", purpose="tracing", lawful_basis="vital_interest"
)

#: Whose word it is that a file went out with.
SENT_OUT = "An invented list that went out"


def set_up(monkeypatch) -> Staff:
    """Fill an empty database. Returns Solomiia, who has every role and is not one of the cast."""
    monkeypatch.setattr(loading, "DESCRIPTIONS", 120)
    monkeypatch.setattr(loading, "INQUIRIES", 100)
    load(by=SHELL)
    everyone = Staff.objects.create(
        username="solomiia", display_name="Solomiia", language="en", tells_deaths=True, is_demo=True
    )
    everyone.set_password("correct horse battery")
    everyone.save()
    for role in Role:
        RoleGrant.objects.create(staff=everyone, role=role, granted_by="shell")
    for name in ("anna", "halyna"):
        Vouch.objects.create(staff=everyone, by=Staff.objects.get(username=name))
    for act in (
        _people,
        _calls_and_tasks,
        _files,
        _sent_out,
        _machines,
        _papers,
        _doubts,
        _erasures,
        _photographs,
    ):
        act(everyone, {one.username: one for one in Staff.objects.all()})
    Notice.objects.filter(pk=Notice.objects.latest("pk").pk).update(
        state=NoticeState.DEAD, failure=Failure.INTERRUPTED, attempts=5
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the worker has it done, which counts only what was committed
    return everyone


def _people(me: Staff, cast: dict[str, Staff]) -> None:
    accounts.deactivate(cast["petro"], by=cast["taras"])
    for key in ("one", "two"):
        sessions.begin_session(me, key=key * 10, agent="Firefox/1", began_at=timezone.now())
    Authenticator.objects.create(
        user=me, type=Authenticator.Type.WEBAUTHN, data={"name": "key", "credential": {}}
    )


def _calls_and_tasks(me: Staff, cast: dict[str, Staff]) -> None:
    call = calls.note_call(number="+447700900113", language="uk", about_whom="", note="", by=cast["oleh"])
    calls.take_call(call, by=me)
    for task in (Task.objects.open().filter(kind=kind, claimed_by=None).first() for kind in TaskKind):
        if task:
            inquiries.claim_task(task, by=me)


def _files(me: Staff, cast: dict[str, Staff]) -> None:
    for content, name in (
        (TABLE.encode(), "list.csv"),
        (workbook(HEADINGS, OSTAP, Other=[HEADINGS, OSTAP]), "book.xlsx"),
    ):
        imports.receive_file([content], file_name=name, sender=SENDER, by=me)
    imports.start_import(
        imports.receive_file([TABLE.encode()], file_name="done.csv", sender=SENDER, by=me), by=me
    )
    while imports.advance_import(by=WORKER):
        pass
    waiting = imports.receive_file(
        [TABLE.encode() + b"3;Three;;\n"], file_name="due.csv", sender=SENDER, by=me
    )
    imports.start_import(waiting, by=me)
    sealed = {"sealing": "passphrase", "plain_reason": ""}
    theirs, mine, open_one = (
        exports.ask_export(asked(source_kinds=[SourceKind.HOSPITAL_LIST], **sealed), by=by)
        for by in (cast["halyna"], me, me)
    )
    write_exports()
    for export in (theirs, mine, open_one):
        export.refresh_from_db()
    exports.decide_export(mine, agrees=True, by=cast["halyna"])
    write_exports()
    exports.record_forwarding(
        recipient_name="Invented bureau", recipient_kind="other_power", what="a list", people=3, way="post",
        sent_on=timezone.localdate(), by=me,
    )  # fmt: skip


def _sent_out(me: Staff, cast: dict[str, Staff]) -> None:
    """A file with a death in it, which is suspended further down: its recipient has to hear it."""
    word = Description.objects.filter(source_kind=SourceKind.HOSPITAL_LIST).first()
    report = registry.report_status(
        word.person, axis=Axis.FATE, value=StatusValue.DEAD, as_of=timezone.localdate(), source_name=SENT_OUT,
        document="Paper 13", description=word, by=cast["anna"],
    )  # fmt: skip
    registry.second_status(report, agrees=True, by=cast["halyna"])
    groups = {"death": "law", "capture": "duty", "health": "care"}
    export = exports.ask_export(asked(source_kinds=[SourceKind.HOSPITAL_LIST], groups=groups), by=me)
    write_exports()
    export.refresh_from_db()
    exports.decide_export(export, agrees=True, by=cast["halyna"])
    write_exports()
    export.refresh_from_db()
    exports.take_file(export, by=me).close()


def _machines(me: Staff, cast: dict[str, Staff]) -> None:
    for scope in (Scope.IMPORT_READ, Scope.EXPORT_FETCH):
        tokens.make_token("Invented partner", [scope], 30, terms=TERMS, by=cast["halyna"])


def _papers(me: Staff, cast: dict[str, Staff]) -> None:
    man = Duty.objects.exclude(report=None).first().report.person
    duties.make_enquiry(man, to_kind=Recipient.HOSPITAL, to_name="Hospital 3", language="uk", by=me)


def _doubts(me: Staff, cast: dict[str, Staff]) -> None:
    anna = cast["anna"]
    reported = StatusReport.objects.get(source_name=SENT_OUT)
    inquiries.suspend_death(reported, reason="Unsure (invented).", by=anna)
    inquiries.suspend_join(
        Join.objects.filter(undone_at=None, suspended_at=None).first(), reason="Two men.", by=anna
    )
    registry.report_status(
        Description.objects.latest("pk").person, axis=Axis.FATE, value=StatusValue.DEAD, as_of=timezone.localdate(),
        source_name="An invented list", document="Paper 12", by=anna,
    )  # fmt: skip
    cleared = Finding.objects.filter(inquiry__state=InquiryState.MATCHED, may_tell=None).first()
    inquiries.clear_finding(
        cleared, wish=StatusValue.WANTS_CONTACT, danger=StatusValue.SAFE_TO_TELL, news=NewsKind.ALIVE,
        source_name="A talk (invented)", to_be_informed="", note="", by=anna,
    )  # fmt: skip
    told = Finding.objects.filter(inquiry__state=InquiryState.TOLD, undone_at=None, suspended_at=None)
    inquiries.suspend_finding(told.latest("pk"), reason="Another man (invented).", by=anna)
    inquiries.withdraw(CorrectionLine.objects.open().told().first().inquiry, by=FAMILY)


def _erasures(me: Staff, cast: dict[str, Staff]) -> None:
    halyna = cast["halyna"]
    open_ones = iter(Inquiry.objects.filter(state=InquiryState.SEARCHING).order_by("pk"))
    for how in (CheckedBy.CALLED, None):
        wish = erasure.ask_for_family(next(open_ones), how=AskedBy.PORTAL, by=FAMILY)
        if how is None:
            continue
        erasure.confirm_family(wish, how=how, word=wish.inquiry.seeker.call_word, note="", by=halyna)
    told = Inquiry.objects.filter(state=InquiryState.TOLD).first()
    wish = erasure.ask_for_family(told, how=AskedBy.PORTAL, by=FAMILY)
    erasure.confirm_family(wish, how=CheckedBy.CALLED, word=told.seeker.call_word, note="", by=halyna)
    # Closed for longer than it is kept, and something was found.
    Inquiry.objects.filter(pk=Inquiry.objects.filter(state=InquiryState.CLOSED).first().pk).update(
        closed_at=timezone.now() - timedelta(days=4000)
    )


def _photographs(me: Staff, cast: dict[str, Staff]) -> None:
    word = Description.objects.exclude(source_kind=SourceKind.FAMILY).first()
    held = evidence.hold([jpeg(face())], by=me)
    add_photographs(word, [held.public_id], by=me)


def _pages(name: str, keys) -> list[str]:
    return [reverse(f"desk:{name}", args=[key]) for key in keys]


def _of_each(rows, field: str, name: str) -> list[str]:
    """The page `name` of one row for each value of a field."""
    found = rows.order_by().values_list(field).annotate(first=Min("pk"))
    return _pages(name, [first for _value, first in found])


def beginnings(me: Staff) -> list[str]:
    """Where a walk through the desk begins: the first page, and a file of every kind in every state."""
    found = [reverse("desk:home"), reverse("desk:account_confirm"), reverse("desk:erasures_due")]
    found += ["/calls/?seen=1&newest=1", "/notices/?state=dead", "/registry/?q=А"]
    for name in ("inquiry", "talk", "correct_told", "close_inquiry", "withdraw_inquiry", "renew_pin"):
        found += _of_each(Inquiry.objects.all(), "state", name)
    found += _pages("inquiry", Task.objects.open().filter(claimed_by=me).values_list("inquiry", flat=True))
    judged = Suggestion.objects.filter(state="same", findings=None)
    pairs = judged.values_list("left__inquiry", "right__inquiry")
    found += _pages("inquiry", [one or other for one, other in pairs if one or other])
    found += _of_each(Suggestion.objects.all(), "state", "comparison")
    found += _of_each(Duty.objects.all(), "kind", "duty") + _of_each(Duty.objects.open(), "kind", "duty")
    found += _pages("duty", Duty.objects.exclude(waiver_asked_by=None).values_list("pk", flat=True))
    with_papers = Paper.objects.exclude(description=None).values_list("description__person", flat=True)
    found += _pages("person_duties", set(with_papers))
    found += _of_each(Call.objects.all(), "state", "call")
    found += _of_each(Finding.objects.all(), "may_tell", "clear_finding")
    found += _pages("person", StatusReport.objects.values_list("person", flat=True).distinct()[:8])
    found += _pages("person", Join.objects.values_list("into", flat=True)[:3])
    deaths = StatusReport.objects.counted().filter(axis=Axis.FATE, value=StatusValue.DEAD)
    found += _pages("suspend_death", deaths.values_list("pk", flat=True)[:1])
    found += _pages("erasure", Request.objects.values_list("pk", flat=True))
    found += _pages("correction", Correction.objects.values_list("pk", flat=True))
    found += _pages("forwarding_line", Recall.objects.values_list("forwarding", flat=True))
    found += _pages("machine", Token.objects.values_list("pk", flat=True))
    found += _pages("export_file", Export.objects.values_list("pk", flat=True))
    found += _pages("import_file", ImportRun.objects.values_list("pk", flat=True))
    found += _pages("photograph", Photograph.objects.values_list("public_id", flat=True))
    found += _pages("staff_file", Staff.objects.filter(is_active=False).values_list("pk", flat=True))
    return found
