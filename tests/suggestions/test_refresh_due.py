"""The matcher looks at what came, keeps likely pairs and asks again only when facts change."""

from dataclasses import replace

import pytest
from django.utils import timezone
from tests.suggestions.men import LATIN, MAN

from kinline.audit.rules import WORKER
from kinline.registry import commands as registry
from kinline.registry.choices import LawfulBasis, MarkKind
from kinline.registry.facts import BodyMark
from kinline.registry.models import Arrival, Description, DescriptionNews
from kinline.registry.words import Word
from kinline.suggestions import commands, queries
from kinline.suggestions.choices import SuggestionState, Verdict
from kinline.suggestions.commands import judge, refresh_due
from kinline.suggestions.models import SearchKey, Suggestion


def follow(description, **changes):
    later = registry.describe(
        Word(
            source=registry.source_of(description),
            basis=registry.basis_of(description),
            facts=replace(description.facts, **changes),
            follows=description,
        ),
        by=WORKER,
    )
    refresh_due(by=WORKER)
    return later


@pytest.mark.parametrize(("first", "second"), [(MAN, LATIN), (LATIN, MAN)])
def test_the_pair_is_found_whichever_came_first(told, first, second):
    older = told(**first)
    refresh_due(by=WORKER)
    newer = told(**second)
    refresh_due(by=WORKER)
    pair = Suggestion.objects.get()
    assert (pair.left, pair.right, pair.state) == (older, newer, SuggestionState.OPEN)
    assert pair.probability > 0.9


def test_two_that_come_at_once_are_one_pair_and_no_news_is_left(pair):
    assert not DescriptionNews.objects.exists()
    assert refresh_due(by=WORKER) == 0
    assert {reason["field"] for reason in pair.reasons} >= {"family_name", "given_name", "birth_date"}


def test_what_is_kept_without_a_basis_is_neither_matched_nor_found(told):
    told(**MAN)
    told(**LATIN, basis=LawfulBasis.NONE)
    refresh_due(by=WORKER)
    assert not Suggestion.objects.exists()
    assert SearchKey.objects.values("description").distinct().count() == 1


def test_rows_of_a_file_that_is_still_coming_in_are_hidden_and_looked_at_once_it_is_whole(told):
    told(**MAN)
    row = told(**LATIN)
    arrival = Arrival.objects.create(source_name="Список 7")
    Description.objects.filter(pk=row.pk).update(arrival=arrival)
    refresh_due(by=WORKER)
    assert not Suggestion.objects.exists()
    assert DescriptionNews.objects.get().description == row
    Arrival.objects.update(complete_at=timezone.now())
    refresh_due(by=WORKER)
    assert Suggestion.objects.get().right == row


def test_keys_of_a_superseded_word_are_dropped(two):
    refresh_due(by=WORKER)
    later = follow(two[0], family_name="Галаґаненко")
    assert set(SearchKey.objects.values_list("description", flat=True)) == {later.pk, two[1].pk}


def test_a_pair_speaks_of_the_later_word_and_the_same_facts_ask_nothing_anew(pair, two, anna):
    judge(pair, Verdict.DIFFERENT, reason="інший батько", by=anna)
    later = follow(two[0], next_of_kin="тітка")
    pair.refresh_from_db()
    assert {pair.left, pair.right} == {two[1], later}
    assert (pair.state, pair.round) == (SuggestionState.DIFFERENT, 1)


@pytest.mark.parametrize(
    ("verdict", "state"),
    [(Verdict.DIFFERENT, "different"), (Verdict.NEED_FACTS, "need_facts"), (Verdict.SAME, "awaiting_second")],
)
def test_new_facts_begin_a_new_round(pair, two, anna, verdict, state):
    assert judge(pair, verdict, reason="так видно", by=anna).state == state
    follow(two[0], patronymic="Ігорович")
    pair.refresh_from_db()
    assert (pair.state, pair.round) == (SuggestionState.OPEN, 2)
    assert pair in queries.waiting_for(anna)


def test_a_tattoo_is_a_new_fact_for_a_pair_that_waits_for_facts(pair, two, anna):
    judge(pair, Verdict.NEED_FACTS, reason="спитати прикмети", by=anna)
    follow(two[0], marks=(BodyMark(kind=MarkKind.TATTOO, site="плече", motif="якір"),))
    pair.refresh_from_db()
    assert (pair.state, pair.round) == (SuggestionState.OPEN, 2)


@pytest.mark.parametrize("first", [None, Verdict.SAME])
def test_any_new_fact_asks_a_pair_that_waits_anew_and_so_alike_that_nothing_shows(pair, two, anna, first):
    if first:
        judge(pair, first, reason="той самий", by=anna)
    before = pair.found_at
    follow(two[0], marks=(BodyMark(kind=MarkKind.SCAR, site="плече", motif=""),))
    pair.refresh_from_db()
    assert (pair.state, pair.round) == (SuggestionState.OPEN, 2)
    assert pair.found_at > before
    assert pair in queries.waiting_for(anna)


def test_what_two_people_judged_the_same_stays_so(pair, two, anna, iryna):
    judge(pair, Verdict.SAME, reason="той самий", by=anna)
    judge(pair, Verdict.SAME, reason="той самий", by=iryna)
    two[0].refresh_from_db()
    follow(two[0], patronymic="Ігорович")
    pair.refresh_from_db()
    assert (pair.state, pair.round) == (SuggestionState.SAME, 1)


def test_a_judged_pair_of_the_later_word_is_not_lost_to_the_older_pair(pair, two, anna):
    judge(pair, Verdict.DIFFERENT, reason="інший батько", by=anna)
    later = registry.correct(two[0], replace(two[0].facts, patronymic="Ігорович"), reason="Описка", by=anna)
    # The other side found the new word before the new word itself was looked at.
    found = commands.suggest_by_hand(later, two[1], by=anna)
    judge(found, Verdict.NEED_FACTS, reason="спитати", by=anna)
    refresh_due(by=WORKER)
    found.refresh_from_db()
    pair.refresh_from_db()
    assert found.state == SuggestionState.NEED_FACTS
    assert pair.left == two[0]


def test_one_row_that_cannot_be_matched_holds_up_no_other(two, monkeypatch, caplog):
    whole = commands.refresh

    def stumbles(description, *, by):
        if description == two[0]:
            raise ValueError("an invented fault")
        return whole(description, by=by)

    monkeypatch.setattr(commands, "refresh", stumbles)
    assert refresh_due(by=WORKER) == 2
    news = DescriptionNews.objects.get()
    assert news.description == two[0]
    assert news.due_at > timezone.now()
    assert "could not be matched" in caplog.text
