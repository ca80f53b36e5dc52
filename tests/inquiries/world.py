"""Families who ask, people who work, and what must hold of them at every moment, looked up without the rules."""

import datetime as dt
from collections import Counter

from django.db import transaction
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
)
from tests.registry.test_no_death_by_one_person import in_force

from kinline.accounts.choices import Role
from kinline.accounts.models import RoleGrant, Staff, Vouch
from kinline.audit.models import Event
from kinline.audit.rules import FAMILY, WORKER, Refused
from kinline.inquiries import commands
from kinline.inquiries.choices import (
    InquiryState,
    NewsKind,
    Origin,
    TaskKind,
    TellingOutcome,
    Way,
)
from kinline.inquiries.commands import ReachableBy, WhoAsks
from kinline.inquiries.models import CorrectionLine, Finding, FindingSuspension, Inquiry, Telling
from kinline.notices.choices import NoticeState
from kinline.notices.models import Notice
from kinline.registry import commands as registry
from kinline.registry.choices import (
    LawfulBasis,
    Purpose,
    SourceKind,
)
from kinline.registry.facts import Basis, Facts, Source
from kinline.registry.models import Description, Join, StatusReport, Suspension
from kinline.registry.words import Word
from kinline.suggestions.choices import Verdict
from kinline.suggestions.models import Judgement

PEOPLE = ("anna", "iryna", "halyna", "lev")
FAMILIES = ("maria", "oksana")


class World(RuleBasedStateMachine):
    """Two families, and whatever was written about them. Who acts is written elsewhere."""

    people: list[Staff]
    families: list[int]
    cards: list[int]

    def __init__(self):
        super().__init__()
        self.held = transaction.atomic()
        self.held.__enter__()
        self.least: Counter = Counter()

    def teardown(self):
        transaction.set_rollback(True)
        self.held.__exit__(None, None, None)

    def people_come_to_work(self):
        self.people = []
        for name in PEOPLE:
            staff = Staff.objects.create(username=name, display_name=name, tells_deaths=name != "iryna")
            for role in (Role.CASEWORKER, Role.COORDINATOR, Role.ADMINISTRATOR):
                RoleGrant.objects.create(staff=staff, role=role, granted_by="shell")
            self.people.append(staff)
        for staff, by in ((0, 1), (1, 0), (2, 0), (2, 1)):
            Vouch.objects.create(staff=self.people[staff], by=self.people[by], founding=staff < 2)
        self.families = [self.ask(name) for name in FAMILIES]
        self.cards = [self.card(name) for name in ("hospital", "capture")]

    def ask(self, name):
        ways = [ReachableBy(way=Way.EMAIL, address=f"{name}@example.org")]
        if name == "maria":
            ways.append(ReachableBy(way=Way.PHONE, address="+447700900148", may_text=True))
        return commands.open_inquiry(
            Facts(family_name="Галаґан"),
            who=WhoAsks(name=name),
            ways=ways,
            sharings=(),
            origin=Origin.WEB,
            once_key=name,
            by=FAMILY,
        ).inquiry.pk

    def card(self, name):
        basis = Basis.until_due(Purpose.TRACING, LawfulBasis.CONSENT, dt.date(2026, 1, 1))
        source = Source(kind=SourceKind.HOSPITAL_LIST, name=name)
        return registry.describe(
            Word(source=source, basis=basis, facts=Facts(family_name="HALAHAN")), by=WORKER
        ).pk

    def inquiry(self, number) -> Inquiry:
        return Inquiry.objects.get(pk=self.families[number % len(self.families)])

    def attempt(self, act) -> bool:
        """Do it unless a rule refuses; a write without its event in the audit is a fault."""
        written: list[str] = []

        def note(execute, sql, params, many, context):
            if sql.startswith(("INSERT", "UPDATE", "DELETE")) and "audit_event" not in sql:
                written.append(sql)
            return execute(sql, params, many, context)

        before = Event.objects.count()
        try:
            with transaction.get_connection().execute_wrapper(note), transaction.atomic():
                act()
        except Refused:
            assert Event.objects.count() == before
            return False
        assert not written or Event.objects.count() > before, f"written and not noted: {written[0][:120]}"
        return True

    def pick(self, rows, number):
        found = list(rows.order_by("pk"))
        return found[number % len(found)] if found else None

    def check_may_be_said(self, finding, news):
        """As the ten rules have it, looked up without the rules of the house."""
        person = finding.inquiry.description.person_id
        assert finding.undone_at is None
        assert not FindingSuspension.objects.filter(finding=finding, restored_at=None, ended_at=None).exists()
        assert not self.joins_in_doubt(person)
        judges = Judgement.objects.filter(
            suggestion=finding.suggestion,
            round=finding.suggestion.round,
            verdict=Verdict.SAME,
            undone_at=None,
        )
        assert judges.values("judged_by").distinct().count() > 1
        held = in_force().get(person)
        if news == NewsKind.DEATH:
            assert held
            assert held.recorded_by_id != held.seconded_by_id
        else:
            assert held is None
        assert finding.inquiry.state not in {InquiryState.WITHDRAWN, InquiryState.CLOSED}

    def joins_in_doubt(self, person):
        return [
            suspension.join
            for suspension in Suspension.objects.open().of_joins().select_related("join")
            if Description.objects.get(pk=suspension.join.moved_descriptions[0]).person_id == person
        ]

    def check_may_leave(self, notice):
        inquiry = Inquiry.objects.get(pk=int(notice.about.partition(":")[2]))
        assert inquiry.is_open, f"a message went to a family whose inquiry is {inquiry.state}"
        addresses = [way.address for way in inquiry.seeker.ways.filter(ended_at=None)]
        assert notice.address in addresses, "a message went to an address that is not safe any more"

    @invariant()
    def nothing_acknowledged_vanishes(self):
        for model in (
            Inquiry,
            Judgement,
            Finding,
            Telling,
            StatusReport,
            Notice,
            CorrectionLine,
            Event,
            Join,
        ):
            count = model.objects.count()
            assert count >= self.least[model], f"a {model.__name__} is gone"
            self.least[model] = count

    @invariant()
    def a_family_that_withdrew_is_left_alone(self):
        for inquiry in Inquiry.objects.filter(state=InquiryState.WITHDRAWN):
            about = Notice.objects.filter(about=f"inquiry:{inquiry.pk}")
            assert not about.filter(state=NoticeState.WAITING).exists()
            assert not inquiry.tasks.open().exclude(kind=TaskKind.CHECK_ERASURE).exists()
            assert not inquiry.seeker.ways.filter(ended_at=None).exists()

    @invariant()
    def what_a_family_heard_and_is_false_has_its_correction(self):
        for inquiry in Inquiry.objects.exclude(state=InquiryState.WITHDRAWN):
            last = inquiry.tellings.filter(outcome=TellingOutcome.REACHED).exclude(news=NewsKind.NOTHING_NEW)
            telling = last.order_by("-pk").first()
            if telling is None or telling.news == NewsKind.CORRECTION:
                continue
            finding, person = telling.finding, inquiry.description.person_id
            false = (
                finding.undone_at
                or FindingSuspension.objects.open().filter(finding=finding).exists()
                or any(join.joined_at <= telling.told_at for join in self.joins_in_doubt(person))
                or (telling.news == NewsKind.DEATH and person not in in_force())
            )
            if false:
                owed = CorrectionLine.objects.open().told().filter(inquiry=inquiry, telling=telling)
                assert owed.exists(), f"{telling} is false, and nobody has to say so"
                assert inquiry.tasks.open().filter(kind=TaskKind.CORRECT).exists()
                assert inquiry.state == InquiryState.IN_DOUBT

    @invariant()
    def states_say_what_is_so(self):
        for inquiry in Inquiry.objects.all():
            tasks = inquiry.tasks.open()
            assert (inquiry.state == InquiryState.TALK_DUE) <= tasks.filter(kind=TaskKind.TALK).exists()
            if inquiry.state in {InquiryState.CLOSED, InquiryState.WITHDRAWN}:
                assert inquiry.closed_at
            if tasks.filter(kind__in=[TaskKind.TALK, TaskKind.ASK_FOR_TALK]).exists():
                standing = inquiry.findings.filter(undone_at=None, may_tell=True)
                assert standing.exists(), "somebody is to tell what may not be told"
