"""The exam of kills can fail: what was lost, doubled or stuck on purpose is found."""

from dataclasses import replace

import pytest
from bench.exam_ledger import Held, Kept, Told, compared, read
from django.utils import timezone

from kinline.audit.rules import FAMILY, WORKER
from kinline.inquiries.choices import Origin, Way
from kinline.inquiries.commands import ReachableBy, WhoAsks, open_inquiry
from kinline.notices import commands as notices
from kinline.notices.choices import Channel
from kinline.notices.models import Notice
from kinline.registry.facts import Facts
from kinline.registry.models import DescriptionNews
from kinline.suggestions.choices import Verdict
from kinline.suggestions.commands import judge, suggest_by_hand
from kinline.suggestions.models import Judgement

TOLD = Told(inquiries={"m-1": "100", "m-2": "200"}, judgements={"j-1-anna"}, notices={7})
SENT = Kept(7, "a@example.org", "sent", "")
AGAIN = Kept(7, "b@example.org", "sent", "")
HELD = Held([("m-1", "100"), ("m-2", "200")], ["j-1-anna"], notices=[SENT], delivered=[SENT.address])


def test_what_was_acknowledged_and_is_there_once_is_no_fault():
    assert not compared(TOLD, HELD)
    unheard = replace(HELD, inquiries=[*HELD.inquiries, ("m-3", "300")])  # kept, and its answer was lost
    assert not compared(TOLD, unheard)


@pytest.mark.parametrize(
    ("changed", "lost", "doubled", "others"),
    [
        ({"inquiries": HELD.inquiries[:1]}, ["inquiry m-2"], [], 0),
        ({"inquiries": [*HELD.inquiries, ("m-2", "201")]}, [], ["inquiry m-2"], 1),
        ({"inquiries": [("m-1", "100"), ("m-2", "100")]}, [], [], 2),
        ({"judgements": []}, ["judgement j-1-anna"], [], 0),
        ({"judgements": ["j-1-anna", "j-1-anna"]}, [], ["judgement j-1-anna"], 0),
        ({"photographs": ["m-1", "m-1"]}, [], ["photograph of m-1"], 0),
        ({"notices": [], "delivered": []}, ["notice of inquiry 7"], [], 0),
        ({"notices": [SENT, AGAIN], "delivered": [SENT.address, AGAIN.address]}, [], ["notice of inquiry 7"], 0),
        ({"delivered": []}, ["message about inquiry 7, which is called sent"], [], 0),
        ({"delivered": ["a@example.org"] * 2}, [], ["message about inquiry 7, which arrived 2 times"], 0),
        ({"delivered": ["a@example.org", "b@example.org"]}, [], [], 1),
        ({"notices": [replace(SENT, state="waiting")], "delivered": []}, [], [], 1),
        ({"halves": ["inquiry 7 has nobody who asks"]}, [], [], 1),
    ],
)  # fmt: skip
def test_whatever_is_lost_or_doubled_is_told(changed, lost, doubled, others):
    found = compared(TOLD, replace(HELD, **changed))
    assert (found.lost, found.doubled, len(found.other)) == (lost, doubled, others)


@pytest.mark.parametrize(
    ("delivered", "is_fault"), [([], False), (["a@example.org"], False), (["a@example.org"] * 2, True)]
)
def test_a_message_that_may_have_arrived_is_there_once_or_not_at_all(delivered, is_fault):
    uncertain = replace(SENT, state="dead", failure="interrupted")
    assert bool(compared(TOLD, replace(HELD, notices=[uncertain], delivered=delivered))) is is_fault


def test_a_photograph_that_was_taken_in_and_is_not_with_its_question_is_lost():
    assert compared(replace(TOLD, photographs={"m-2"}), HELD).lost == ["photograph of m-2"]


def test_a_family_without_its_number_and_an_answer_out_of_place_are_faults():
    assert compared(replace(TOLD, numberless=["m-9"], pinless=["m-8"], wrong=["500"]), HELD).other == [
        "m-9 was sent and its family has no number",
        "m-8 was sent and its family has no PIN",
        "500",
    ]


@pytest.fixture
def opened(db):
    """One family's question, with its mark, as the portal keeps it."""

    def open_one(mark, key):
        facts = Facts(family_name="Вигаданюк", narrative=f"обручка {mark}")
        ways = [ReachableBy(way=Way.EMAIL, address=f"{key}@example.org")]
        asked = open_inquiry(
            facts,
            who=WhoAsks(name="Марія"),
            ways=ways,
            sharings=(),
            origin=Origin.WEB,
            once_key=key,
            by=FAMILY,
        )
        return asked.inquiry

    return open_one


def test_an_inquiry_that_was_planted_twice_or_taken_away_is_found_in_the_database(opened):
    told = Told(inquiries={"m-1": opened("m-1", "one").reference, "m-2": "never kept"})
    DescriptionNews.objects.all().delete()
    assert not compared(Told(inquiries={"m-1": told.inquiries["m-1"]}), read([]))
    opened("m-1", "sent again without the key of the form")
    found = compared(told, read([]))
    assert (found.lost, found.doubled) == (["inquiry m-2"], ["inquiry m-1"])


def test_a_verdict_that_was_planted_twice_is_found_in_the_database(told, anna, iryna):
    pair = suggest_by_hand(told(family_name="Галаган"), told(family_name="Галаган"), by=anna)
    judge(pair, Verdict.SAME, reason="Схожі прикмети j-1-anna.", by=anna)
    acknowledged = Told(judgements={"j-1-anna", "j-1-iryna"})
    Judgement.objects.create(
        suggestion=pair, round=2, verdict=Verdict.SAME, reason="Схожі прикмети j-1-anna.", judged_by=anna
    )
    found = compared(acknowledged, read([]))
    assert (found.lost, found.doubled) == (["judgement j-1-iryna"], ["judgement j-1-anna"])
    assert "events" in found.other[0]  # it has no audit event of its own
    assert any(f"suggestion {pair.pk} is awaiting_second by 2" in fault for fault in found.other)


def test_a_notice_that_was_written_past_the_outbox_or_is_still_held_is_found_in_the_database(opened):
    inquiry = opened("m-1", "one")
    about = f"inquiry:{inquiry.pk}"
    words = {
        "address": "one@example.org",
        "subject": "",
        "body": "Зателефонуйте.",
        "language": "uk",
        "about": about,
    }
    notice = notices.queue(
        channel=Channel.EMAIL,
        zone="Europe/Kyiv",
        hours_from=None,
        hours_to=None,
        once_key="talk:1",
        by=WORKER,
        **words,
    )
    assert "is waiting" in compared(Told(notices={inquiry.pk}), read([])).other[-1]
    now = timezone.now()
    Notice.objects.filter(pk=notice.pk).update(state="sent", sent_at=now, leased_until=now)
    Notice.objects.create(channel=Channel.EMAIL, once_key="planted", state="sent", sent_at=now, **words)
    found = compared(Told(notices={inquiry.pk}), read(["one@example.org"]))
    assert found.doubled == [f"notice of inquiry {inquiry.pk}"]
    assert "1 rows of Notice are still held" in found.other


def test_an_inquiry_without_anybody_who_asks_is_found_in_the_database(opened):
    inquiry = opened("m-1", "one")
    inquiry.seeker.delete()
    assert f"inquiry {inquiry.pk} has nobody who asks" in read([]).halves
