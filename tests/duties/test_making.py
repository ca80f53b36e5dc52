"""What rows make a bureau owe, by when, and by which mandate."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from kinline.accounts.choices import Mandate
from kinline.audit.models import Event
from kinline.audit.rules import WORKER
from kinline.duties import rules
from kinline.duties.choices import CardOutcome, DutyKind, EventKind
from kinline.duties.commands import make_duties, name_person, note_enquiry, record_card, record_event
from kinline.duties.models import Duty, Weighed
from kinline.registry.choices import Axis, StatusValue
from kinline.registry.commands import report_status, second_status, withdraw_status

TODAY = timezone.localdate


def befalls(man, kind, by, *, days_ago=0, **more):
    return record_event(
        man, kind, on=TODAY() - dt.timedelta(days=days_ago), source_name="camp list (invented)", by=by, **more
    )


def made(**filters):
    while make_duties(by=WORKER):
        pass
    return sorted(Duty.objects.filter(**filters).values_list("kind", flat=True))


def test_a_capture_is_notified_within_a_day_and_a_card_offered_within_a_week(man, anna):
    befalls(man, EventKind.CAPTURE, anna, days_ago=2)
    assert made() == ["card", "notice"]
    notice, card = Duty.objects.get(kind="notice"), Duty.objects.get(kind="card")
    assert notice.due_at - notice.starts_at == dt.timedelta(hours=24)
    assert timezone.localdate(card.due_at) == TODAY() + dt.timedelta(days=5)


def test_the_notice_runs_from_when_the_bureau_knew(man, anna):
    knew = timezone.now() - dt.timedelta(days=3)
    befalls(man, EventKind.ESCAPE, anna, days_ago=5, learned_at=knew)
    assert made() == ["notice"]
    assert Duty.objects.get().due_at == knew + dt.timedelta(hours=24)
    assert Duty.objects.overdue().count() == 1


@pytest.mark.parametrize(
    ("kind", "owed"),
    [
        (EventKind.ARRIVAL, ["card"]),
        (EventKind.TRANSFER, ["card", "notice"]),
        (EventKind.HOSPITAL, ["card", "notice"]),
        (EventKind.ESCAPE, ["notice"]),
        (EventKind.RECAPTURE, ["card", "notice"]),
        (EventKind.RELEASE, ["notice"]),
        (EventKind.REPATRIATION, ["notice"]),
    ],
)
def test_each_event_starts_its_own_clocks(man, anna, kind, owed):
    befalls(man, kind, anna)
    assert made() == owed


def test_sickness_offers_a_card_and_gives_no_notice(man, anna):
    befalls(man, EventKind.CAPTURE, anna, days_ago=9)
    made()
    befalls(man, EventKind.SICKNESS, anna, health=StatusValue.ILL)
    assert made(report__value="ill") == ["card"]


def test_a_status_that_says_the_same_again_starts_nothing(man, anna):
    befalls(man, EventKind.CAPTURE, anna, days_ago=9)
    before = made()
    report_status(man, axis=Axis.CUSTODY, value=StatusValue.HELD, as_of=TODAY(), source_name="list", by=anna)
    assert made() == before


def test_a_status_reported_without_an_event_starts_the_clock_too(man, anna):
    report_status(
        man, axis=Axis.CUSTODY, value=StatusValue.RELEASED, as_of=TODAY(), source_name="list", by=anna
    )
    assert made() == ["notice"]


def test_the_health_of_somebody_whom_nobody_holds_is_no_duty(man, anna):
    report_status(
        man, axis=Axis.HEALTH, value=StatusValue.IN_HOSPITAL, as_of=TODAY(), source_name="list", by=anna
    )
    assert made() == []


def test_a_death_is_notified_only_once_a_second_person_has_said_so(man, anna, iryna):
    event = befalls(man, EventKind.DEATH, anna, document="Акт 12 (вигаданий)")
    assert made() == []
    second_status(event.report, agrees=True, by=iryna)
    assert made() == ["death_record", "notice"]
    event.report.refresh_from_db()
    assert Duty.objects.get(kind="notice").starts_at == event.report.seconded_at


@pytest.mark.parametrize(
    ("chosen", "owed"),
    [
        (Mandate.COMMITTEE, []),
        (Mandate.OWN_SIDE, ["forward_card", "inform", "reply"]),
        (Mandate.DETAINING_SIDE, ["card", "forward_card", "health", "notice", "reply"]),
        (Mandate.NEUTRAL, ["card", "forward_card", "health", "inform", "notice", "reply"]),
    ],
)
def test_who_owes_what_follows_the_mandate(mandate, man, anna, chosen, owed):
    mandate(chosen)
    record_card(man, CardOutcome.WRITTEN, on=TODAY() - dt.timedelta(days=9), by=anna)
    befalls(man, EventKind.CAPTURE, anna, days_ago=8)
    report_status(
        man, axis=Axis.HEALTH, value=StatusValue.SERIOUSLY_ILL, as_of=TODAY(), source_name="list", by=anna
    )
    name_person(man, name="мати (вигадана)", said_on=TODAY(), by=anna)
    note_enquiry(asked_by="The other bureau", about="Halahan", received_on=TODAY(), by=anna)
    kinds = made()
    assert sorted(set(kinds)) == owed


def test_made_twice_there_is_one(man, anna):
    befalls(man, EventKind.CAPTURE, anna)
    before = made()
    Weighed.objects.all().delete()  # as if the worker had died before it noted that it looked
    assert made() == before
    assert Event.objects.filter(action="duties:duty:made").count() == len(before)


def test_a_worker_that_dies_in_the_middle_leaves_nothing_by_half(man, anna, monkeypatch):
    befalls(man, EventKind.CAPTURE, anna)

    def dies(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("kinline.duties.commands.making.Weighed.objects.bulk_create", dies)
    with pytest.raises(KeyboardInterrupt):
        make_duties(by=WORKER)
    assert not Duty.objects.exists()
    monkeypatch.undo()
    assert made() == ["card", "notice"]


def test_what_was_taken_back_is_owed_no_more(man, anna):
    event = befalls(man, EventKind.CAPTURE, anna)
    made()
    withdraw_status(event.report, reason="інша людина", by=anna)
    made()
    assert not Duty.objects.open().exists()
    assert Duty.objects.exclude(lapsed_at=None).count() == 2


class TestWeeks:
    @pytest.fixture
    def ill(self, man, anna):
        def since(days):
            befalls(man, EventKind.CAPTURE, anna, days_ago=days)
            return befalls(man, EventKind.SICKNESS, anna, days_ago=days, health=StatusValue.SERIOUSLY_ILL)

        return since

    def test_a_report_is_owed_each_week_and_the_missed_one_first(self, ill):
        ill(10)
        assert made(kind="health") == ["health"]
        duty = Duty.objects.get(kind="health")
        assert duty.ground.endswith(":2")
        assert timezone.localdate(duty.due_at) == TODAY() + dt.timedelta(days=4)

    def test_after_this_weeks_report_nothing_is_owed_until_the_next(self, ill, anna):
        ill(3)
        made()
        Duty.objects.filter(kind="health").update(done_by=anna, done_at=timezone.now())
        assert made(kind="health") == ["health"]

    def test_an_older_one_that_is_owed_stands_alone(self, ill):
        ill(3)
        made()
        Duty.objects.filter(kind="health").update(due_at=timezone.now() - dt.timedelta(days=9))
        assert made(kind="health") == ["health"]

    def test_it_ends_with_recovery(self, ill, man, anna):
        ill(3)
        made()
        report_status(
            man, axis=Axis.HEALTH, value=StatusValue.WELL, as_of=TODAY(), source_name="camp", by=anna
        )
        made()
        assert not Duty.objects.open().filter(kind="health").exists()

    def test_it_ends_with_release(self, ill, man, anna):
        ill(3)
        made()
        befalls(man, EventKind.RELEASE, anna)
        made()
        assert not Duty.objects.open().filter(kind="health").exists()

    @pytest.mark.parametrize(("days", "week"), [(0, 1), (1, 1), (7, 1), (8, 2), (14, 2), (15, 3)])
    def test_weeks_are_counted_by_the_calendar(self, days, week):
        first = dt.date(2026, 3, 24)
        assert rules.week_of(first, first + dt.timedelta(days=days)) == week

    @pytest.mark.parametrize("first", [dt.date(2026, 3, 24), dt.date(2026, 10, 20)])
    def test_a_week_over_the_change_of_the_clock_ends_with_its_day(self, first):
        due = rules.health_due(first, 1)
        assert timezone.localtime(due).time() == dt.time(23, 59, 59)
        assert timezone.localdate(due) == first + dt.timedelta(days=7)
        # 29 March 2026 has 23 hours in Kyiv, 25 October has 25.
        hours = (due.timestamp() - rules.end_of(first).timestamp()) / 3600
        assert hours == (167 if first.month == 3 else 169)


def test_a_card_that_was_offered_ends_every_offer_that_was_owed(man, anna):
    befalls(man, EventKind.CAPTURE, anna, days_ago=5)
    befalls(man, EventKind.ARRIVAL, anna, days_ago=3)
    made()
    assert Duty.objects.open().filter(kind=DutyKind.CARD).count() == 2
    record_card(man, CardOutcome.DECLINED, on=TODAY(), by=anna)
    assert not Duty.objects.open().filter(kind=DutyKind.CARD).exists()


def test_a_card_from_before_a_transfer_is_none_after_it(man, anna):
    befalls(man, EventKind.TRANSFER, anna, days_ago=1)
    made()
    record_card(man, CardOutcome.WRITTEN, on=TODAY() - dt.timedelta(days=4), by=anna)
    assert Duty.objects.open().filter(kind=DutyKind.CARD).exists()


def test_a_card_offered_before_the_worker_looked_is_owed_no_more(man, anna):
    befalls(man, EventKind.CAPTURE, anna, days_ago=2)
    record_card(man, CardOutcome.OFFERED, on=TODAY(), by=anna)
    assert made() == ["notice"]


@pytest.mark.parametrize("kind", [EventKind.ESCAPE, EventKind.RELEASE, EventKind.REPATRIATION])
def test_no_card_is_owed_to_whoever_is_gone_and_the_notices_stay(man, anna, kind):
    befalls(man, EventKind.CAPTURE, anna, days_ago=2)
    made()
    befalls(man, kind, anna)
    made()
    assert sorted(Duty.objects.open().values_list("kind", flat=True)) == ["notice", "notice"]


def test_two_workers_at_once_make_one(meanwhile, man, anna):
    befalls(man, EventKind.CAPTURE, anna)
    with transaction.atomic():
        make_duties(by=WORKER)
        other = meanwhile(lambda: make_duties(by=WORKER))
    other.result(timeout=30)
    assert sorted(Duty.objects.values_list("kind", flat=True)) == ["card", "notice"]
    assert Event.objects.filter(action="duties:duty:made").count() == 2
