"""However people judge, clear, tell, doubt, undo, withdraw and send: what families hear keeps the ten rules."""

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test
from tests.inquiries.world import World
from tests.registry.test_no_death_by_one_person import in_force

from kinline.audit.rules import FAMILY, WORKER
from kinline.erasure import commands as erasure
from kinline.erasure.choices import AskedBy, CancelReason, CheckedBy, RequestState
from kinline.erasure.models import Request
from kinline.inquiries import commands
from kinline.inquiries.choices import (
    CloseReason,
    InquiryState,
    NewsKind,
    TellingOutcome,
    TellingWay,
    Way,
)
from kinline.inquiries.commands import ReachableBy
from kinline.inquiries.models import CorrectionLine, Finding, FindingSuspension, Inquiry, Telling
from kinline.notices import commands as notices
from kinline.notices.channels import NotSent, Unclear
from kinline.notices.choices import Channel, Failure, NoticeState, Receipt
from kinline.notices.models import Notice
from kinline.registry import commands as registry
from kinline.registry.choices import DEATHS, Axis, IdentificationLevel, StatusValue
from kinline.registry.models import Description, Join, StatusReport, Suspension
from kinline.suggestions import commands as suggestions
from kinline.suggestions.choices import SuggestionState, Verdict
from kinline.suggestions.models import Suggestion

#: Lev, whom nobody knows, acts seldom.
actors = st.sampled_from([0, 0, 1, 1, 2, 3])
picks = st.integers(0, 20)
WISHES = [
    StatusValue.WANTS_CONTACT,
    StatusValue.WANTS_CONTACT,
    StatusValue.REFUSES_CONTACT,
    StatusValue.CANNOT_BE_ASKED,
]


class Killed(BaseException):
    """The worker dies in this moment."""


class Families(World):
    """Two families ask about one man; two lists hold a man of that name. Four people work, one of them is unknown."""

    @initialize(far=st.sampled_from([4, 3, 5, 0]), other=st.sampled_from([0, 4, 5]), dead=st.booleans())
    def begin(self, far, other, dead):
        self.rare = False
        self.people_come_to_work()
        for number, steps in enumerate((far, other)):
            self.come_so_far(number, steps, dead=dead and not number)

    def come_so_far(self, number, steps, *, dead):
        """Let it be found, held to be dead, cleared, asked for a talk, told: walks by chance rarely come that far."""
        die = (lambda: self.die(number, 0, 2, 1)) if dead else (lambda: None)
        story = (
            lambda: self.find(number, 0, 0, 1, 0),
            die,
            lambda: self.clear(-1, 0, StatusValue.WANTS_CONTACT, asks=False),
            lambda: self.ask_for_a_talk(number, 0),
            lambda: self.tell(-1, 0, 2, None, TellingOutcome.REACHED),
        )
        for step in story[:steps]:
            step()

    @rule()
    def something_rare_may_happen(self):
        self.rare = True

    # Finding him.

    @precondition(lambda _self: Inquiry.objects.filter(state=InquiryState.RECEIVED).exists())
    @rule(number=picks)
    def take_up(self, number):
        self.attempt(lambda: commands.read_inquiry(self.inquiry(number), by=self.people[0]))

    @rule(number=picks, card=st.integers(0, 1), one=actors, two=actors, confirms=actors)
    def find(self, number, card, one, two, confirms):
        """Two verdicts and the match confirmed: random walks rarely come that far by themselves."""
        inquiry = self.inquiry(number)
        self.attempt(
            lambda: suggestions.suggest_by_hand(
                inquiry.description, Description.objects.get(pk=self.cards[card]), by=self.people[0]
            )
        )
        pair = Suggestion.objects.filter(left=inquiry.description, right=self.cards[card]).first()
        if pair is None:
            return
        for who in (one, two):
            self.attempt(
                lambda who=who: suggestions.judge(pair, Verdict.SAME, reason="Same.", by=self.people[who])
            )
        self.attempt(lambda: commands.confirm_match(self.inquiry(number), pair, by=self.people[confirms]))

    @precondition(lambda _self: Suggestion.objects.filter(state=SuggestionState.SAME).exists())
    @rule(which=picks, who=actors)
    def undo(self, which, who):
        pair = self.pick(Suggestion.objects.filter(state=SuggestionState.SAME), which)
        self.attempt(lambda: commands.undo_match(pair, reason="Two men.", by=self.people[who]))

    @precondition(lambda _self: Join.objects.filter(undone_at=None).exists())
    @rule(which=picks, who=actors)
    def split(self, which, who):
        words = [*self.cards, *(self.inquiry(number).description_id for number in range(2))]
        word = Description.objects.get(pk=words[which % len(words)])
        self.attempt(lambda: commands.split_match(word, reason="Two men.", by=self.people[who]))

    # What is held of him.

    @precondition(lambda self: self.rare)
    @rule(number=picks, one=actors, two=actors, day=st.integers(1, 3))
    def die(self, number, one, two, day):
        person = self.inquiry(number).description.person
        self.attempt(
            lambda: registry.report_status(
                person,
                axis=Axis.FATE,
                value=StatusValue.DEAD,
                as_of=dt.date(2026, 1, day),
                source_name="list",
                document="paper",
                level=IdentificationLevel.CONFIRMED,
                by=self.people[one],
            )
        )
        report = StatusReport.objects.awaiting_second().order_by("-pk").first()
        if report:
            self.attempt(lambda: registry.second_status(report, agrees=True, by=self.people[two]))

    @precondition(lambda _self: StatusReport.objects.filter(withdrawn_at=None, value__in=DEATHS).exists())
    @rule(which=picks, who=actors)
    def take_death_back(self, which, who):
        report = self.pick(StatusReport.objects.filter(withdrawn_at=None, value__in=DEATHS), which)
        self.attempt(lambda: commands.withdraw_status(report, reason="No.", by=self.people[who]))

    @precondition(lambda _self: in_force())
    @rule(which=picks, who=actors)
    def suspend_death(self, which, who):
        report = self.pick(StatusReport.objects.standing().filter(value__in=DEATHS), which)
        self.attempt(lambda: commands.suspend_death(report, reason="Unsure.", by=self.people[who]))

    @precondition(lambda _self: Join.objects.filter(undone_at=None, suspended_at=None).exists())
    @rule(which=picks, who=actors)
    def suspend_join(self, which, who):
        join = self.pick(Join.objects.filter(undone_at=None, suspended_at=None), which)
        self.attempt(lambda: commands.suspend_join(join, reason="Unsure.", by=self.people[who]))

    @precondition(lambda _self: Suspension.objects.open().exists())
    @rule(which=picks, one=actors, two=actors)
    def restore(self, which, one, two):
        for who in (one, two):
            suspension = self.pick(Suspension.objects.open(), which)
            if suspension:
                self.attempt(
                    lambda s=suspension, w=who: commands.restore(s, reason="It holds.", by=self.people[w])
                )

    # Telling.

    @precondition(lambda _self: Finding.objects.filter(undone_at=None).exists())
    @rule(
        which=picks,
        who=actors,
        wish=st.sampled_from(WISHES),
        asks=st.booleans(),
    )
    def clear(self, which, who, wish, asks):
        finding = self.pick(Finding.objects.filter(undone_at=None), which)
        if finding is None:
            return
        dead = finding.inquiry.description.person_id in in_force()
        self.attempt(
            lambda: commands.clear_finding(
                finding,
                wish=wish,
                danger=StatusValue.SAFE_TO_TELL,
                news=NewsKind.DEATH if dead else NewsKind.HELD,
                source_name="talk",
                to_be_informed="",
                note="",
                by=self.people[who],
            )
        )
        if asks:
            self.attempt(lambda: commands.notify_family(finding.inquiry, by=self.people[who]))

    @rule(number=picks, who=actors)
    def ask_for_a_talk(self, number, who):
        self.attempt(lambda: commands.notify_family(self.inquiry(number), by=self.people[who]))

    @rule(number=picks, who=actors)
    def offer_a_word(self, number, who):
        self.attempt(lambda: commands.offer_word(self.inquiry(number), by=self.people[who]))

    @precondition(lambda _self: Finding.objects.filter(undone_at=None, may_tell=True).exists())
    @rule(
        which=picks,
        who=actors,
        beside=actors,
        news=st.sampled_from([NewsKind.HELD, NewsKind.DEATH, None]),
        outcome=st.sampled_from([TellingOutcome.REACHED, TellingOutcome.REACHED, TellingOutcome.NOT_NOW]),
    )
    def tell(self, which, who, beside, news, outcome):
        finding = self.pick(Finding.objects.filter(undone_at=None, may_tell=True), which)
        if finding is None:
            return
        news, by, second = news or NewsKind(finding.news), self.people[who], self.people[beside]
        before = set(Telling.objects.values_list("pk", flat=True))
        self.attempt(
            lambda: commands.record_telling(
                finding.inquiry,
                news=news,
                way=TellingWay.VOICE,
                outcome=outcome,
                note="",
                second_present=second,
                by=by,
            )
        )
        for telling in Telling.objects.exclude(pk__in=before):
            self.check_may_be_said(telling.finding, news)
            if news == NewsKind.DEATH:
                assert by.tells_deaths
                assert second != by
            if outcome == TellingOutcome.REACHED:
                earlier = telling.finding.tellings.filter(outcome=TellingOutcome.REACHED, pk__lt=telling.pk)
                last = earlier.order_by("-pk").first()
                assert last is None or last.news != news, "a family was told the same thing twice"

    @precondition(lambda _self: Finding.objects.filter(undone_at=None).exists())
    @rule(which=picks, who=actors)
    def suspend_finding(self, which, who):
        finding = self.pick(Finding.objects.filter(undone_at=None), which)
        self.attempt(lambda: commands.suspend_finding(finding, reason="Unsure.", by=self.people[who]))

    @precondition(lambda _self: FindingSuspension.objects.open().exists())
    @rule(which=picks, one=actors, two=actors)
    def restore_finding(self, which, one, two):
        for who in (one, two):
            held = self.pick(FindingSuspension.objects.open(), which)
            if held:
                self.attempt(
                    lambda h=held, w=who: commands.restore_finding(h, reason="Holds.", by=self.people[w])
                )

    @precondition(lambda _self: CorrectionLine.objects.open().told().exists())
    @rule(
        which=picks, who=actors, outcome=st.sampled_from([TellingOutcome.REACHED, TellingOutcome.NOT_REACHED])
    )
    def correct(self, which, who, outcome):
        line = self.pick(CorrectionLine.objects.open().told(), which)
        self.attempt(
            lambda: commands.record_correction(
                line.inquiry, way=TellingWay.VOICE, outcome=outcome, note="", by=self.people[who]
            )
        )

    @precondition(lambda _self: CorrectionLine.objects.open().exists())
    @rule(which=picks, who=actors)
    def give_up(self, which, who):
        line = self.pick(CorrectionLine.objects.open(), which)
        self.attempt(lambda: commands.give_up_line(line, note="Gone.", by=self.people[who]))

    # The family, and the end.

    @precondition(lambda self: self.rare)
    @rule(number=picks)
    def withdraw(self, number):
        self.attempt(lambda: commands.withdraw(self.inquiry(number), by=FAMILY))

    @precondition(lambda _self: Inquiry.objects.filter(state=InquiryState.WITHDRAWN).exists())
    @rule(which=picks, who=actors, reads=st.booleans())
    def resume(self, which, who, reads):
        inquiry = self.pick(Inquiry.objects.filter(state=InquiryState.WITHDRAWN), which)
        self.attempt(lambda: commands.resume(inquiry, by=self.people[who]))
        if reads:
            self.attempt(lambda: commands.read_inquiry(inquiry, by=self.people[who]))

    @precondition(lambda self: self.rare)
    @rule(number=picks, who=actors, because=st.sampled_from([CloseReason.TOLD, CloseReason.MISTAKEN]))
    def close(self, number, who, because):
        self.attempt(
            lambda: commands.close_inquiry(self.inquiry(number), because=because, by=self.people[who])
        )

    @precondition(lambda self: self.rare)
    @rule(number=picks)
    def change_ways(self, number):
        ways = [ReachableBy(way=Way.EMAIL, address=f"new{number}@example.org")]
        self.attempt(
            lambda: commands.change_ways(self.inquiry(number), ways, zone="Europe/Kyiv", never="", by=FAMILY)
        )

    @precondition(lambda self: self.rare)
    @rule(number=picks)
    def wish_to_be_erased(self, number):
        self.attempt(lambda: erasure.ask_for_family(self.inquiry(number), how=AskedBy.PORTAL, by=FAMILY))

    @precondition(lambda _self: Request.objects.pending().exists())
    @rule(which=picks, one=actors, two=actors)
    def decide_on_a_wish(self, which, one, two):
        """Whoever checks it, and whoever decides as the second: two people where something was found."""
        wish = self.pick(Request.objects.pending(), which)
        self.attempt(
            lambda: erasure.confirm_family(wish, how=CheckedBy.WROTE, word="", note="", by=self.people[one])
        )
        self.attempt(lambda: erasure.second(wish, by=self.people[two]))
        wish.refresh_from_db()
        if wish.state == RequestState.APPROVED and wish.inquiry.findings.filter(undone_at=None).exists():
            assert wish.seconded_by_id, "one person let somebody be erased for whom something was found"
            assert wish.checked_by_id != wish.seconded_by_id

    @precondition(lambda _self: Request.objects.pending().exists())
    @rule(
        which=picks, who=actors, because=st.sampled_from([CancelReason.NOT_THEY, CancelReason.CHANGED_MIND])
    )
    def cancel_a_wish(self, which, who, because):
        wish = self.pick(Request.objects.pending(), which)
        self.attempt(lambda: erasure.cancel(wish, because=because, by=self.people[who]))

    # What leaves the house.

    @precondition(lambda _self: Notice.objects.filter(state=NoticeState.WAITING).exists())
    @rule(
        end=st.sampled_from(["sent", "sent", "unclear", "put off", "killed"]),
        meanwhile=st.sampled_from([None, None, 0, 1]),
    )
    def send(self, end, meanwhile):
        """The worker sends what is due; in one of two times a family takes its question back at that moment."""
        Notice.objects.filter(state=NoticeState.WAITING).update(due_at=timezone.now())

        def goes_out(message):
            notice = Notice.objects.get(
                handed_over_at__isnull=False, leased_until__gt=timezone.now(), state=NoticeState.WAITING
            )
            self.check_may_leave(notice)
            if meanwhile is not None:
                self.attempt(lambda: commands.withdraw(self.inquiry(meanwhile), by=FAMILY))
            if end == "unclear":
                raise Unclear(Failure.UNANSWERED)
            if end == "put off":
                raise NotSent(Failure.REFUSED)
            if end == "killed":
                raise Killed

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(notices, "_SEND", dict.fromkeys(Channel.values, goes_out))
            try:
                notices.send_due(by=WORKER, most=3)
            except Killed:
                Notice.objects.filter(leased_by__isnull=False).update(
                    leased_until=timezone.now() - dt.timedelta(1)
                )

    @precondition(lambda _self: Notice.objects.exclude(handle="").exists())
    @rule(which=picks, receipt=st.sampled_from([Receipt.DELIVERED, Receipt.FAILED, Receipt.FAILED]))
    def a_receipt_comes(self, which, receipt):
        notice = self.pick(Notice.objects.exclude(handle=""), which)
        try:
            notices.note_receipt(notice.handle, receipt, by=WORKER)
        except notices.TooEarly:
            assert notice.handed_over_at

    @precondition(lambda _self: Notice.objects.filter(state=NoticeState.DEAD).exists())
    @rule(which=picks, who=actors)
    def revive(self, which, who):
        notice = self.pick(Notice.objects.filter(state=NoticeState.DEAD), which)
        self.attempt(lambda: notices.revive(notice, by=self.people[who]))

    # What holds at every moment.


@pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning")
def test_what_families_hear_keeps_the_rules_however_people_act(db):
    run_state_machine_as_test(
        Families,
        settings=settings(
            max_examples=30,
            stateful_step_count=25,
            derandomize=True,
            phases=[Phase.generate],  # shrinking a walk through a database takes minutes
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
