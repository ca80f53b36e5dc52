"""The page on which one decides."""

import re

import pytest

from kinline.audit.models import Event
from kinline.audit.rules import WORKER
from kinline.registry.commands import correct, withdraw_description
from kinline.suggestions.choices import SuggestionState, Verdict
from kinline.suggestions.commands import judge


def url(pair, deed=""):
    return f"/comparisons/{pair.pk}/{deed}"


def text(response):
    """What stands on the page, without what differs from session to session."""
    page = re.sub(r'csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"', "", response.content.decode())
    return re.sub(r"\s+", " ", page)


def test_both_sides_stand_in_both_scripts_with_what_differs_marked(pair, desk_as, anna):
    shown = text(desk_as(anna).get(url(pair)))
    assert '<span lang="uk">Галаган</span>' in shown
    assert '<span lang="uk-Latn">HALAHAN</span>' in shown
    assert '<span lang="uk-Latn">Halahan</span>' in shown
    assert re.search(r"<mark>Юр[^<]*</mark>", shown)
    assert "Strongly for: the same day" in shown
    assert "Against: different fathers&#x27; names" in shown
    assert "rare: about 1 in" in shown


def test_the_probability_is_a_sentence_that_says_whose_figure_it_is(pair, desk_as, anna):
    shown = text(desk_as(anna).get(url(pair)))
    assert re.search(
        r"Of 1,?00?0? pairs this alike the model takes \d+ for one person and \d+ for two\.", shown
    )
    assert "It has not been measured yet" in shown


def test_the_questions_do_not_give_the_answer_away(pair, desk_as, anna):
    shown = text(desk_as(anna).get(url(pair)))
    asked = shown[shown.index("What to ask the family") :]
    assert "What is his father&#x27;s name in the papers?" in asked
    assert "Has he tattoos" in asked
    for answer in ("ластівка", "Юрій", "Ihor"):
        assert answer not in asked


def test_opening_it_is_a_look_at_both_files(pair, two, desk_as, anna):
    desk_as(anna).get(url(pair))
    looks = Event.objects.filter(action="registry:person:viewed", actor=anna.actor_id)
    assert set(looks.values_list("subject", flat=True)) == {f"person:{row.person_id}" for row in two}


def test_a_second_sees_byte_for_byte_what_a_first_would(pair, desk_as, anna, iryna):
    before = text(desk_as(iryna).get(url(pair)))
    judge(pair, Verdict.SAME, reason="рідкісне прізвище", by=anna)
    assert text(desk_as(iryna).get(url(pair))) == before


def test_two_decisions_make_one_person_and_lead_to_the_next_pair(pair, two, desk_as, anna, iryna):
    said = {"verdict": "same", "reason": "той самий день"}
    first = desk_as(anna).post(url(pair), said)
    assert first["Location"] == "/comparisons/"
    desk_as(iryna).post(url(pair), said)
    pair.refresh_from_db()
    assert pair.state == SuggestionState.SAME
    two[1].refresh_from_db()
    assert two[0].person_id == two[1].person_id


def test_who_decides_second_reads_that_two_are_one_now_and_who_decides_first_does_not(
    pair, desk_as, anna, iryna
):
    said = {"verdict": "same", "reason": "той самий день"}
    words = "Two people say so, and the two are one now."
    assert words not in desk_as(anna).post(url(pair), said, follow=True).content.decode()
    assert words in desk_as(iryna).post(url(pair), said, follow=True).content.decode()


def test_the_same_person_is_refused_in_words_and_what_was_typed_stays(pair, desk_as, anna):
    client = desk_as(anna)
    client.post(url(pair), {"verdict": "same", "reason": "той самий день"})
    again = client.post(url(pair), {"verdict": "same", "reason": "справді він"})
    assert again.status_code == 409
    assert "Somebody else decides now" in again.content.decode()
    assert pair.judgements.count() == 1


def test_a_decision_without_words_is_422_with_what_was_chosen(pair, desk_as, anna):
    response = desk_as(anna).post(url(pair), {"verdict": "different", "reason": " "})
    assert response.status_code == 422
    assert "Write why you think so" in response.content.decode()
    assert re.search(r'value="different"[^>]*checked', text(response))
    assert not pair.judgements.exists()


def test_ones_own_verdict_is_shown_with_a_way_to_undo_it(pair, desk_as, anna):
    client = desk_as(anna)
    judge(pair, Verdict.SAME, reason="рідкісне прізвище", by=anna)
    shown = text(client.get(url(pair)))
    assert "рідкісне прізвище" in shown
    assert "without seeing this" in shown
    assert client.post(url(pair, "undo/"), {"reason": "помилка"}).status_code == 302
    pair.refresh_from_db()
    assert pair.state == SuggestionState.OPEN


def test_a_second_cannot_undo_what_he_may_not_see(pair, desk_as, anna, iryna):
    judge(pair, Verdict.SAME, reason="рідкісне прізвище", by=anna)
    response = desk_as(iryna).post(url(pair, "undo/"), {"reason": "?"})
    assert response.status_code == 409
    assert "рідкісне прізвище" not in response.content.decode()


def test_who_disagree_see_both_verdicts_and_one_begins_a_new_round(pair, desk_as, anna, iryna, halyna):
    judge(pair, Verdict.SAME, reason="рідкісне прізвище", by=anna)
    judge(pair, Verdict.DIFFERENT, reason="інший батько", by=iryna)
    client = desk_as(halyna)
    shown = text(client.get(url(pair)))
    assert "рідкісне прізвище" in shown
    assert "інший батько" in shown
    assert client.post(url(pair, "reopen/"), {"reason": ""}).status_code == 422
    assert client.post(url(pair, "reopen/"), {"reason": "родина назвала батька"}).status_code == 302
    blind = text(client.get(url(pair)))
    assert "інший батько" not in blind
    assert "Your decision" in blind


def test_a_pair_with_a_withdrawn_side_says_so_and_asks_nothing(pair, two, desk_as, anna):
    withdraw_description(two[0], by=WORKER)
    response = desk_as(anna).get(url(pair))
    assert "cannot be decided now" in response.content.decode()
    refused = desk_as(anna).post(url(pair), {"verdict": "same", "reason": "він"})
    assert refused.status_code == 409


def test_two_descriptions_are_compared_by_hand(told, desk_as, anna, petro):
    one, other = told(family_name="Галаган"), told(family_name="Петренко")
    made = desk_as(anna).post("/comparisons/by-hand/", {"left": one.pk, "right": other.pk})
    assert re.fullmatch(r"/comparisons/\d+/", made["Location"])
    assert desk_as(anna).get(made["Location"]).status_code == 200


def test_a_superseded_word_is_not_compared_by_hand(told, desk_as, anna):
    one, other = told(family_name="Галаган"), told(family_name="Петренко")
    correct(one, other.facts, reason="Описка", by=anna)
    refused = desk_as(anna).post("/comparisons/by-hand/", {"left": one.pk, "right": other.pk})
    assert refused.status_code == 409
    assert "later word" in refused.content.decode()


@pytest.mark.parametrize("deed", ["", "undo/", "reopen/"])
def test_a_pair_that_is_not_there_is_404(desk_as, anna, deed):
    assert desk_as(anna).post(f"/comparisons/999/{deed}", {"reason": "?"}).status_code == 404


@pytest.mark.parametrize(
    ("language", "label"), [("uk", "По батькові"), ("ru", "Отчество"), ("en", "Patronymic")]
)
def test_the_page_stands_in_three_languages(pair, desk_as, anna, language, label):
    anna.language = language
    anna.save()
    page = desk_as(anna).get(url(pair)).content.decode()
    assert f'<html lang="{language}"' in page
    assert label in page
