"""The pages on which something is suspended, restored and corrected."""

import re

import pytest

from kinline.inquiries.choices import NewsKind, TellingOutcome, TellingWay
from kinline.inquiries.commands import record_telling, suspend_death, suspend_finding, suspend_join
from kinline.inquiries.models import Correction
from kinline.registry.models import Join, StatusReport


def _words(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


@pytest.fixture
def report(dead_man, anna, iryna):
    """A death that its family was told."""
    record_telling(
        dead_man,
        news=NewsKind.DEATH,
        way=TellingWay.VOICE,
        outcome=TellingOutcome.REACHED,
        note="",
        second_present=iryna,
        by=anna,
    )
    return StatusReport.objects.get(seconded_at__isnull=False)


def test_a_suspension_without_a_reason_is_asked_again_and_a_second_one_refused(desk_as, halyna, report):
    client, url = desk_as(halyna), f"/statuses/{report.pk}/suspend/"
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "Unsure."}).status_code == 302
    again = client.post(url, {"reason": "Unsure again."})
    assert again.status_code == 409
    assert "Unsure again." in _words(again)


@pytest.mark.parametrize("name", ["oleh", "petro", "taras", "vira"])
def test_whoever_decides_nothing_suspends_and_corrects_nothing(desk_as, request, name, report, dead_man):
    client = desk_as(request.getfixturevalue(name))
    for url in (
        f"/statuses/{report.pk}/suspend/",
        f"/joins/{Join.objects.get().pk}/suspend/",
        f"/findings/{dead_man.findings.get().pk}/suspend/",
        f"/inquiries/{dead_man.pk}/correct/",
        "/corrections/",
    ):
        assert client.get(url).status_code == 403


def test_the_first_of_two_reads_that_a_second_must_say_so_too(desk_as, anna, iryna, halyna, report):
    suspension = suspend_death(report, reason="The number differs.", by=halyna)
    url = f"/suspensions/{suspension.pk}/"
    client = desk_as(anna)
    assert "The number differs." in _words(client.get(url))
    client.post(url, {"reason": "A slip of the pen."})
    assert "You have said that it holds" in _words(client.get(url))
    assert client.post(url, {"reason": "Twice."}).status_code == 409
    second = desk_as(iryna)
    assert "A slip of the pen." in _words(second.get(url))
    second.post(url, {"reason": "So it is."})
    report.refresh_from_db()
    assert report.stands


def test_the_list_of_corrections_says_which_man_each_is_about(desk_as, anna, report, dead_man):
    suspend_death(report, reason="The number differs.", by=anna)
    for page in ("/corrections/", "/"):
        waits = _words(desk_as(anna).get(page)).split("Tell everyone who was told:")[1]
        assert "Tverdokhlib Roman" in waits[:200]


def test_a_match_is_suspended_and_restored_on_its_own_pages(desk_as, anna, iryna, cleared):
    client, finding = desk_as(anna), cleared
    client.post(f"/findings/{finding.pk}/suspend/", {"reason": "Another card."})
    words = _words(client.get(f"/inquiries/{finding.inquiry_id}/"))
    assert "This match is suspended." in words
    assert "Another card." in words
    url = f"/suspensions/of-matches/{finding.suspensions.get().pk}/"
    for staff in (anna, iryna):
        assert desk_as(staff).post(url, {"reason": "It is his."}).status_code == 302
    finding.refresh_from_db()
    assert finding.suspended_at is None


def test_a_pair_and_a_person_say_that_their_join_is_suspended(desk_as, anna, cleared):
    join = Join.objects.get()
    suspend_join(join, reason="Two men.", by=anna)
    client = desk_as(anna)
    assert "may be of two people" in _words(client.get(f"/registry/persons/{join.into_id}/"))
    assert "suspended" in _words(client.get(f"/comparisons/{join.suggestions.get().pk}/"))


def test_the_correction_says_who_was_told_and_the_talk_closes_it(desk_as, anna, halyna, report, dead_man):
    suspend_death(report, reason="The number differs.", by=halyna)
    correction = Correction.objects.get()
    client = desk_as(anna)
    assert "The number differs." in _words(client.get("/"))
    words = _words(client.get(f"/corrections/{correction.pk}/"))
    assert "He died · by voice · Anna" in words
    assert "with Iryna beside" in words
    script = _words(client.get(f"/inquiries/{dead_man.pk}/correct/"))
    assert "we told you that he died" in script
    assert "The mistake is ours." in script
    assert client.post(f"/inquiries/{dead_man.pk}/correct/", {"way": "letter"}).status_code == 422
    said = {"way": "voice", "outcome": "reached", "note": "Asked to be called on Sunday."}
    assert client.post(f"/inquiries/{dead_man.pk}/correct/", said).status_code == 302
    correction.refresh_from_db()
    assert correction.closed_at is not None
    assert client.get(f"/inquiries/{dead_man.pk}/correct/").status_code == 302


def test_contacts_open_beside_the_script_of_a_correction(desk_as, anna, halyna, report, dead_man):
    suspend_death(report, reason="Unsure.", by=halyna)
    page = desk_as(anna).post(f"/inquiries/{dead_man.pk}/contacts/", {"reason": "correct", "correction": "1"})
    assert "swallow" in _words(page)
    assert "we told you that he died" in _words(page)


def test_an_operator_does_not_learn_of_false_news(desk_as, oleh, anna, halyna, report, dead_man):
    suspend_death(report, reason="Unsure.", by=halyna)
    words = _words(desk_as(oleh).get(f"/inquiries/{dead_man.pk}/"))
    assert "doubt" not in words
    assert "false news" not in words
    assert "stopped talks" not in words
    assert "Searching" in words
    assert "doubt" not in _words(desk_as(oleh).get("/"))


def test_an_operator_does_not_learn_of_a_suspended_match(desk_as, oleh, anna, cleared):
    suspend_finding(cleared, reason="Another card.", by=anna)
    assert "suspended" not in _words(desk_as(oleh).get(f"/inquiries/{cleared.inquiry_id}/"))
