"""From a confirmed match to a family that has been told."""

import datetime as dt
import re

import pytest

from kinline.audit.rules import FAMILY
from kinline.inquiries.choices import Way
from kinline.inquiries.commands import ReachableBy, change_ways, notify_family
from kinline.inquiries.models import Finding
from kinline.registry import commands as registry
from kinline.registry.choices import Axis, StatusValue
from kinline.registry.models import StatusReport

CLEAR = {
    "wish": "wants_contact",
    "danger": "safe_to_tell",
    "news": "held",
    "source_name": "his card (invented)",
    "to_be_informed": "his mother",
    "note": "asked by the camp's doctor",
}


def _words(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


@pytest.fixture
def dead(finding, anna, iryna):
    """Two people confirm that he died; the family may be told."""
    report = registry.report_status(
        finding.inquiry.description.person,
        axis=Axis.FATE,
        value=StatusValue.DEAD,
        document="Акт 12 (вигаданий)",
        as_of=dt.date(2026, 1, 1),
        source_name="an invented hospital",
        by=anna,
    )
    registry.second_status(report, agrees=True, by=iryna)
    return finding


LATER = "This was put in later, on the family’s page"


def test_whoever_stole_the_pin_is_not_told_the_news_on_his_own_number(desk_as, anna, inquiry, cleared):
    client = desk_as(anna)
    assert LATER not in _words(client.get(f"/inquiries/{inquiry.pk}/talk/"))
    same = ReachableBy(way=Way.PHONE, address="+380670000048", may_leave_message=True)
    change_ways(inquiry, [same], zone="Europe/Kyiv", never="", by=FAMILY)
    assert LATER not in _words(client.get(f"/inquiries/{inquiry.pk}/talk/"))
    his = ReachableBy(way=Way.PHONE, address="+447700900666")
    change_ways(inquiry, [his], zone="Europe/Kyiv", never="", by=FAMILY)
    for page in ("talk/", ""):
        words = _words(client.get(f"/inquiries/{inquiry.pk}/{page}"))
        assert LATER in words
        assert "by the way from the opening: Telephone call: ••• 48" in words
    opened = _words(client.post(f"/inquiries/{inquiry.pk}/contacts/", {"reason": "call_back", "talk": "1"}))
    assert "Telephone call: +380670000048" in opened


def test_a_number_where_none_was_at_the_opening_is_asked_what_only_the_family_knows(desk_as, anna, ask):
    inquiry = ask(ways=[ReachableBy(way=Way.NONE)])
    his = ReachableBy(way=Way.PHONE, address="+447700900666")
    change_ways(inquiry, [his], zone="Europe/Kyiv", never="", by=FAMILY)
    words = _words(desk_as(anna).get(f"/inquiries/{inquiry.pk}/"))
    assert LATER in words
    assert "ask what only they can know" in words


def test_a_judged_pair_is_confirmed_for_this_inquiry(desk_as, anna, inquiry, pair):
    client = desk_as(anna)
    page = client.get(f"/inquiries/{inquiry.pk}/")
    assert "Judged the same person by two people" in _words(page)
    assert "Invented camp list: Галаган Илья" in _words(page)
    assert client.post(f"/inquiries/{inquiry.pk}/matches/{pair.pk}/").status_code == 302
    assert "Not cleared" in _words(client.get(f"/inquiries/{inquiry.pk}/"))


def test_a_pair_of_another_inquiry_is_not_found_here(desk_as, anna, ask, pair):
    other = ask(family_name="Other", given_name="Man")
    assert desk_as(anna).post(f"/inquiries/{other.pk}/matches/{pair.pk}/").status_code == 404


def test_an_operator_sees_nothing_of_a_match(desk_as, oleh, anna, inquiry, finding):
    client = desk_as(oleh)
    assert client.post(f"/inquiries/{inquiry.pk}/matches/{finding.suggestion_id}/").status_code == 403
    assert client.get(f"/findings/{finding.pk}/").status_code == 403
    words = _words(client.get(f"/inquiries/{inquiry.pk}/"))
    for said in (
        "Invented camp list",
        "confirmed a match",
        "What was found",
        "Find out what he himself wishes",
        "There is word",
    ):
        assert said not in words
    assert "Searching" in words


def test_an_operator_hands_callers_over_in_the_same_words_whatever_was_found(
    desk_as, oleh, anna, inquiry, request
):
    desk_as(anna).post(f"/inquiries/{inquiry.pk}/read/")
    before = _words(desk_as(oleh).get(f"/inquiries/{inquiry.pk}/"))
    assert "talks with Anna: hand the caller over" in before
    cleared = request.getfixturevalue("cleared")
    notify_family(cleared.inquiry, by=anna)
    words = _words(desk_as(oleh).get(f"/inquiries/{inquiry.pk}/"))
    assert "talks with Anna: hand the caller over" in words
    assert "Searching" in words
    assert "A talk is due" not in words
    assert "Talk with the family" not in words
    assert "he is held" not in words


def test_an_operator_learns_nothing_of_what_may_not_be_told(desk_as, oleh, inquiry, withheld):
    words = _words(desk_as(oleh).get(f"/inquiries/{inquiry.pk}/"))
    assert "There is word" not in words
    assert "told" not in words.replace("What the family told", "").replace("First told", "")


def test_a_withheld_match_says_plainly_what_the_family_is_told(desk_as, anna, inquiry, withheld):
    words = _words(desk_as(anna).get(f"/inquiries/{inquiry.pk}/"))
    assert "The family is told what we tell everyone." in words
    assert "Ask the family for a talk" not in words


@pytest.mark.parametrize(
    ("changed", "may_tell", "state"),
    [
        ({}, True, "matched"),
        ({"wish": "refuses_contact"}, False, "withheld"),
        ({"wish": "not_asked"}, False, "matched"),
        ({"wish": "cannot_be_asked"}, True, "matched"),
        ({"danger": "dangerous_to_tell"}, False, "withheld"),
    ],
)
def test_what_may_be_told_follows_from_his_wish_and_the_danger(
    desk_as, anna, finding, changed, may_tell, state
):
    page = desk_as(anna).post(f"/findings/{finding.pk}/", CLEAR | changed)
    assert page["Location"] == f"/inquiries/{finding.inquiry_id}/"
    finding = Finding.objects.select_related("inquiry").get()
    assert (finding.may_tell, finding.inquiry.state) == (may_tell, state)


def test_a_wish_that_was_not_asked_keeps_the_question_open(desk_as, anna, finding):
    desk_as(anna).post(f"/findings/{finding.pk}/", CLEAR | {"wish": "not_asked"})
    assert finding.inquiry.tasks.open().filter(kind="ask_wishes").exists()


def test_a_death_on_one_persons_word_is_refused_and_the_form_keeps_what_was_typed(desk_as, anna, finding):
    page = desk_as(anna).post(f"/findings/{finding.pk}/", CLEAR | {"news": "death"})
    assert page.status_code == 409
    assert "A death is told only when two people have confirmed the report of it." in _words(page)
    assert "his card (invented)" in page.content.decode()
    assert re.search(r'value="death"[^>]* checked', page.content.decode())


def test_an_answer_that_is_missing_is_asked_beside_its_field(desk_as, anna, finding):
    page = desk_as(anna).post(f"/findings/{finding.pk}/", CLEAR | {"wish": ""})
    assert page.status_code == 422
    assert "Has not been asked yet” is an answer too" in page.content.decode()


def test_a_death_that_waits_for_a_second_person_stands_nowhere_on_the_file(desk_as, anna, finding):
    registry.report_status(
        finding.inquiry.description.person,
        axis=Axis.FATE,
        value=StatusValue.DEAD,
        document="Акт 12 (вигаданий)",
        as_of=dt.date(2026, 1, 1),
        source_name="an invented hospital",
        by=anna,
    )
    words = _words(desk_as(anna).get(f"/inquiries/{finding.inquiry_id}/"))
    assert "an invented hospital" not in words


def test_a_death_that_two_people_hold_stands_on_the_file(desk_as, anna, dead):
    words = _words(desk_as(anna).get(f"/inquiries/{dead.inquiry_id}/"))
    assert "Fate dead, 1 January 2026 (an invented hospital)" in words


def test_the_family_is_asked_for_a_talk_only_after_clearing(desk_as, anna, inquiry, finding):
    client = desk_as(anna)
    refused = client.post(f"/inquiries/{inquiry.pk}/notify/")
    assert refused.status_code == 409
    assert "First ask what he himself wishes" in _words(refused)
    client.post(f"/findings/{finding.pk}/", CLEAR)
    assert client.post(f"/inquiries/{inquiry.pk}/notify/").status_code == 302
    inquiry.refresh_from_db()
    assert inquiry.state == "talk_due"


def test_a_talk_that_is_due_and_then_withheld_becomes_a_word_like_any_other(desk_as, anna, inquiry, cleared):
    notify_family(inquiry, by=anna)
    client = desk_as(anna)
    client.post(f"/findings/{cleared.pk}/", CLEAR | {"wish": "refuses_contact"})
    assert {task.kind for task in inquiry.tasks.open()} == {"read", "word"}
    words = _words(client.get(f"/inquiries/{inquiry.pk}/talk/"))
    assert "There is nothing new today." in words
    assert "held" not in words


def test_the_script_tells_what_was_cleared_in_the_familys_language(desk_as, anna, inquiry, cleared):
    page = desk_as(anna).get(f"/inquiries/{inquiry.pk}/talk/")
    words = _words(page)
    assert words.index("First the family’s word") < words.index(
        "Good day. I am Anna, from Committee of the tests."
    )
    assert "There is word: he is held as a prisoner." in words
    assert 'lang="en"' in page.content.decode()


@pytest.mark.parametrize("fixture", ["inquiry", "finding", "withheld"])
def test_without_a_cleared_match_every_family_hears_the_same(desk_as, anna, request, inquiry, fixture):
    request.getfixturevalue(fixture)
    words = _words(desk_as(anna).get(f"/inquiries/{inquiry.pk}/talk/"))
    assert "The search goes on. There is nothing new today." in words
    assert "Say this to everyone in the same words, whatever you know." in words


def test_the_word_and_the_number_open_on_the_script_for_a_reason(desk_as, anna, inquiry):
    client = desk_as(anna)
    assert "swallow" not in _words(client.get(f"/inquiries/{inquiry.pk}/talk/"))
    opened = client.post(f"/inquiries/{inquiry.pk}/contacts/", {"reason": "talk", "talk": "1"})
    words = _words(opened)
    assert "First the family’s word: swallow" in words
    assert "+380670000048" in words


def test_an_operator_opens_contacts_on_the_file_and_never_on_the_script(desk_as, oleh, inquiry, cleared):
    opened = desk_as(oleh).post(f"/inquiries/{inquiry.pk}/contacts/", {"reason": "talk", "talk": "1"})
    assert "swallow" in _words(opened)
    assert "he is held" not in _words(opened)


def test_a_talk_is_written_down(desk_as, anna, inquiry, cleared):
    client = desk_as(anna)
    said = {"way": "voice", "outcome": "reached", "note": "She asked for a letter."}
    assert client.post(f"/inquiries/{inquiry.pk}/talk/", said)["Location"] == f"/inquiries/{inquiry.pk}/"
    inquiry.refresh_from_db()
    assert inquiry.state == "told"
    words = _words(client.get(f"/inquiries/{inquiry.pk}/"))
    assert "The family was told · he is held · by voice · Anna She asked for a letter." in words


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("reached", "The talk is written down: the family was told."),
        ("not_reached", "Written down: nobody answered. The talk is still to come."),
        ("not_now", "Written down: the family asked for another time. The talk is still to come."),
        ("not_safe", "Written down: it was not safe to talk. The talk is still to come."),
    ],
)
def test_the_next_page_says_what_came_of_the_talk(desk_as, anna, inquiry, cleared, outcome, words):
    said = {"way": "voice", "outcome": outcome}
    assert words in _words(desk_as(anna).post(f"/inquiries/{inquiry.pk}/talk/", said, follow=True))


def test_after_the_news_the_next_talk_has_none(desk_as, anna, inquiry, cleared):
    client = desk_as(anna)
    client.post(f"/inquiries/{inquiry.pk}/talk/", {"way": "voice", "outcome": "reached"})
    assert "There is nothing new today." in _words(client.get(f"/inquiries/{inquiry.pk}/talk/"))


def test_a_death_is_told_by_whoever_is_trained_with_somebody_beside(desk_as, anna, iryna, dead, inquiry):
    client = desk_as(anna)
    client.post(f"/findings/{dead.pk}/", CLEAR | {"news": "death", "wish": "not_asked"})
    words = _words(client.get(f"/inquiries/{inquiry.pk}/talk/"))
    assert "I have hard news. He died." in words
    assert "A second person is beside you from the first minute." in words
    assert "by letter" not in words.replace("Never by letter", "")
    alone = client.post(
        f"/inquiries/{inquiry.pk}/talk/", {"way": "voice", "outcome": "reached", "note": "kept"}
    )
    assert alone.status_code == 409
    assert "A second person is present when a death is told." in _words(alone)
    assert "kept</textarea>" in alone.content.decode()
    by_letter = client.post(f"/inquiries/{inquiry.pk}/talk/", {"way": "letter", "outcome": "reached"})
    assert by_letter.status_code == 422
    said = {"way": "in_person", "outcome": "reached", "second_present": iryna.pk}
    assert client.post(f"/inquiries/{inquiry.pk}/talk/", said).status_code == 302


def test_whoever_is_not_trained_hands_a_death_over(desk_as, anna, iryna, dead, inquiry):
    desk_as(anna).post(f"/findings/{dead.pk}/", CLEAR | {"news": "death", "wish": "not_asked"})
    client = desk_as(iryna)
    words = _words(client.get(f"/inquiries/{inquiry.pk}/talk/"))
    assert "A death is told by somebody who is trained for it. Hand this talk over." in words
    assert "What came of it" not in words
    said = {"way": "voice", "outcome": "reached", "second_present": anna.pk}
    assert client.post(f"/inquiries/{inquiry.pk}/talk/", said).status_code == 409


def test_a_talk_that_was_opened_with_other_news_is_not_written_down_unnoticed(desk_as, anna, inquiry):
    said = {"way": "voice", "outcome": "reached", "note": "", "spoken_of": "death"}
    page = desk_as(anna).post(f"/inquiries/{inquiry.pk}/talk/", said)
    assert page.status_code == 422
    assert "has changed since this page was opened" in _words(page)
    assert not inquiry.tellings.exists()


def test_a_death_that_was_taken_back_stands_on_no_page_of_the_file(desk_as, anna, inquiry, dead):
    client = desk_as(anna)
    client.post(f"/findings/{dead.pk}/", CLEAR | {"news": "death", "wish": "cannot_be_asked"})
    assert "he died" in _words(client.get(f"/inquiries/{inquiry.pk}/"))
    registry.withdraw_status(StatusReport.objects.get(axis=Axis.FATE), reason="another man", by=anna)
    for path in ("", "talk/"):
        words = _words(client.get(f"/inquiries/{inquiry.pk}/{path}"))
        assert "he died" not in words.lower()
    assert "What was decided holds no more" in _words(client.get(f"/inquiries/{inquiry.pk}/"))
