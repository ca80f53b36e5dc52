"""However people report, take back, join, part, suspend and restore: no one of them brings a death into force."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kinline.accounts.choices import Role, VouchEnd
from kinline.accounts.models import RoleGrant, Staff, Vouch
from kinline.accounts.vouching import void
from kinline.audit.rules import SHELL, WORKER, Refused
from kinline.registry import commands, suspending
from kinline.registry.choices import (
    DEATHS,
    Axis,
    LawfulBasis,
    Purpose,
    SourceKind,
    StatusValue,
)
from kinline.registry.facts import Basis, Facts, Source
from kinline.registry.models import Description, Join, Person, StatusReport, Suspension
from kinline.registry.words import Word

PEOPLE = ("one", "two", "three", "four", "five")
FATES = [StatusValue.DEAD, StatusValue.BELIEVED_DEAD, StatusValue.ALIVE_IN_CONTACT, StatusValue.MISSING]
#: Mostly those for whom others vouch.
actors = st.sampled_from([0, 0, 1, 2, 2, 3, 3, 3, 4])
picks = st.integers(0, 40)


def in_force() -> dict[int, StatusReport]:
    """By person the death that is held of it now, found by looking through all reports, whatever join is in doubt."""
    found = {}
    for person in Person.objects.filter(descriptions__isnull=False).distinct():
        said = [
            report
            for report in person.status_reports.filter(axis=Axis.FATE)
            if report.withdrawn_at is None
            and not Suspension.objects.filter(report=report, restored_at=None, ended_at=None).exists()
            and (report.value not in DEATHS or report.seconded_by_id)
        ]
        newest = max(said, key=lambda report: (report.as_of, report.pk), default=None)
        if newest is not None and newest.value in DEATHS:
            found[person.pk] = newest
    return found


def are_two(first: Staff, second: Staff) -> bool:
    """Whether these are two people for whom others vouch, as the rule is written in the administrator's page."""

    def stands(one: Staff, beside: Staff) -> bool:
        words = Vouch.objects.filter(staff=one, ended_at=None)
        mutual = words.filter(
            founding=True, by__in=Vouch.objects.filter(by=one, ended_at=None).values("staff")
        )
        return mutual.exists() or words.filter(founding=False).exclude(by=beside).exists()

    return first != second and stands(first, second) and stands(second, first)


class House(RuleBasedStateMachine):
    """Five people, one of whom nobody knows, and three descriptions of men."""

    def __init__(self):
        super().__init__()
        self.held = transaction.atomic()
        self.held.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.held.__exit__(None, None, None)

    @initialize()
    def begin(self):
        self.people = []
        for name in PEOPLE:
            staff = Staff.objects.create(username=name, display_name=name)
            RoleGrant.objects.create(staff=staff, role=Role.CASEWORKER, granted_by="shell")
            self.people.append(staff)
        one, two, three, four, _five = self.people
        for staff, by, founding in (
            (one, two, True),
            (two, one, True),
            (three, one, False),
            (four, two, False),
            (four, one, False),
        ):
            Vouch.objects.create(staff=staff, by=by, founding=founding)
        source = Source(kind=SourceKind.OTHER)
        basis = Basis.until_due(Purpose.TRACING, LawfulBasis.CONSENT, dt.date(2026, 1, 1))
        self.words = [
            commands.describe(Word(source=source, basis=basis, facts=Facts(family_name=name)), by=WORKER)
            for name in ("Перший", "Другий", "Третій")
        ]
        self.rare = False

    @rule()
    def something_rare_may_happen(self):
        self.rare = True

    def try_to(self, act, pair=None):
        """Do it unless a rule refuses; whatever death it brings into force needs the pair behind it."""
        before = {report.pk for report in in_force().values()}
        try:
            with transaction.atomic():
                act()
        except Refused:
            return
        for report in in_force().values():
            if report.pk not in before:
                two = pair() if pair else None
                assert two is not None, f"one person brought {report} into force"
                assert are_two(*two), f"{two} are no two people"

    def pick(self, rows, number):
        found = list(rows.order_by("pk"))
        return found[number % len(found)] if found else None

    def person_of(self, number) -> Person:
        return Description.objects.get(pk=self.words[number % len(self.words)].pk).person

    @precondition(lambda self: self.rare)
    @rule(who=actors, man=picks, value=st.sampled_from(FATES), day=st.integers(1, 4), named=st.booleans())
    def report(self, who, man, value, day, named):
        word = Description.objects.get(pk=self.words[man % len(self.words)].pk)
        self.try_to(
            lambda: commands.report_status(
                word.person,
                axis=Axis.FATE,
                value=value,
                as_of=dt.date(2026, 1, day),
                source_name="somebody",
                document="" if named else "paper",
                description=word if named else None,
                by=self.people[who],
            )
        )

    @rule(who=actors, beside=actors, man=picks, day=st.integers(1, 3), named=st.booleans())
    def establish(self, who, beside, man, day, named):
        """A report and its second word at once: random walks rarely come that far by themselves."""
        self.report(who, man, StatusValue.DEAD, day, named)
        self.second(beside, -1)

    @precondition(lambda _self: in_force())
    @rule(who=actors, man=picks)
    def find_alive(self, who, man):
        self.report(who, man, StatusValue.ALIVE_IN_CONTACT, 4, named=True)

    @precondition(lambda _self: StatusReport.objects.awaiting_second().exists())
    @rule(who=actors, which=picks)
    def second(self, who, which):
        if report := self.pick(StatusReport.objects.awaiting_second(), which):
            by = self.people[who]
            self.try_to(
                lambda: commands.second_status(report, agrees=True, by=by),
                lambda: (report.recorded_by, by),
            )

    @precondition(lambda _self: StatusReport.objects.filter(withdrawn_at=None).exists())
    @rule(who=actors, which=picks)
    def withdraw(self, who, which):
        if report := self.pick(StatusReport.objects.filter(withdrawn_at=None), which):
            self.try_to(lambda: commands.withdraw_status(report, reason="No.", by=self.people[who]))

    @precondition(lambda _self: in_force())
    @rule(who=actors, which=picks)
    def suspend(self, who, which):
        if report := self.pick(StatusReport.objects.standing().filter(value__in=DEATHS), which):
            self.try_to(lambda: suspending.suspend_report(report, reason="Unsure.", by=self.people[who]))

    @precondition(lambda _self: Suspension.objects.open().exists())
    @rule(who=actors, which=picks)
    def restore(self, who, which):
        if suspension := self.pick(Suspension.objects.open(), which):
            by, first = self.people[who], suspension.asked_by
            self.try_to(
                lambda: suspending.restore(suspension, reason="It holds.", by=by),
                lambda: (first, by) if first else None,
            )

    @precondition(lambda self: self.rare or not Join.objects.filter(undone_at=None).exists())
    @rule(one=actors, two=actors, left=picks, right=picks)
    def join(self, one, two, left, right):
        into, origin = self.person_of(left), self.person_of(left + 1 + right % 2)
        first, by = self.people[one], self.people[two]
        self.try_to(
            lambda: commands.join_persons(into, origin, reason="One.", first=first, by=by),
            lambda: (first, by),
        )

    @precondition(lambda _self: Join.objects.filter(undone_at=None).exists())
    @rule(who=actors, which=picks)
    def undo(self, who, which):
        if join := self.pick(Join.objects.filter(undone_at=None), which):
            self.try_to(lambda: commands.undo_join(join, reason="Two.", by=self.people[who]))

    @precondition(lambda _self: Join.objects.filter(undone_at=None).exists())
    @rule(who=actors, which=picks)
    def split(self, who, which):
        word = Description.objects.get(pk=self.words[which % len(self.words)].pk)
        self.try_to(lambda: commands.split_description(word, reason="Two.", by=self.people[who]))

    @precondition(lambda _self: Join.objects.filter(undone_at=None, suspended_at=None).exists())
    @rule(who=actors, which=picks)
    def suspend_join(self, who, which):
        if join := self.pick(Join.objects.filter(undone_at=None), which):
            self.try_to(lambda: suspending.suspend_join(join, reason="Unsure.", by=self.people[who]))

    @precondition(lambda self: self.rare)
    @rule(who=actors)
    def nobody_vouches_any_more(self, who):
        void(self.people[who], VouchEnd.LINK_RENEWED, by=SHELL)

    @precondition(lambda self: self.rare)
    @rule(who=actors, by=actors)
    def somebody_vouches(self, who, by):
        if (
            who != by
            and not Vouch.objects.filter(staff=self.people[who], by=self.people[by], ended_at=None).exists()
        ):
            Vouch.objects.create(staff=self.people[who], by=self.people[by])

    @invariant()
    def nothing_counts_of_whom_a_join_is_suspended(self):
        for suspension in Suspension.objects.open().of_joins().select_related("join"):
            moved = Description.objects.get(pk=suspension.join.moved_descriptions[0])
            assert not StatusReport.objects.counted().filter(person=moved.person_id).exists()

    @invariant()
    def what_is_marked_suspended_is_suspended(self):
        marked = set(StatusReport.objects.filter(suspended_at__isnull=False).values_list("pk", flat=True))
        told = Suspension.objects.open().filter(report__isnull=False).values_list("report", flat=True)
        assert marked == set(told)
        joins = set(Join.objects.filter(suspended_at__isnull=False).values_list("pk", flat=True))
        assert joins == set(Suspension.objects.open().of_joins().values_list("join", flat=True))


@pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning")
def test_no_one_person_brings_a_death_into_force(db):
    run_state_machine_as_test(
        House,
        settings=settings(
            max_examples=40,
            stateful_step_count=30,
            derandomize=True,
            phases=[Phase.generate],  # shrinking a walk through a database takes minutes
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
