"""The list of pairs that wait."""

import pytest

from kinline.audit.rules import WORKER
from kinline.suggestions.choices import Verdict
from kinline.suggestions.commands import judge, refresh_due


def page(client, query=""):
    return client.get(f"/comparisons/{query}")


def test_a_pair_shows_both_names_how_often_such_pairs_are_one_and_what_marks_it(pair, desk_as, anna):
    shown = page(desk_as(anna)).content.decode()
    assert "Галаган Ілля Юрійович" in shown
    assert "HALAHAN Illia Ihorovych" in shown
    assert "of 100" in shown or "of 1,000" in shown
    assert "speaks of a death" in shown
    assert "a family asks" in shown
    assert "Patronymic: different fathers&#x27; names" in shown


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("?death=yes", True),
        ("?death=no", False),
        ("?family=yes", True),
        ("?family=no", False),
        ("?least=0.95", True),
        ("?sort=waits", True),
        ("?sort=nonsense", True),
        ("?page=999", True),
    ],
)
def test_the_list_is_narrowed_and_sorted(pair, desk_as, anna, query, there):
    response = page(desk_as(anna), query)
    assert response.status_code == 200
    assert (f"/comparisons/{pair.pk}/" in response.content.decode()) is there


def test_a_filter_that_is_none_is_422(desk_as, anna):
    assert page(desk_as(anna), "?death=perhaps").status_code == 422


def test_what_one_has_decided_moves_to_ones_own_list(pair, desk_as, anna, iryna):
    judge(pair, Verdict.SAME, reason="той самий", by=anna)
    assert "No pair that fits waits for you" in page(desk_as(anna)).content.decode()
    assert f"/comparisons/{pair.pk}/" in page(desk_as(anna), "?tab=mine").content.decode()
    assert f"/comparisons/{pair.pk}/" in page(desk_as(iryna)).content.decode()


def test_those_over_which_people_disagree_have_a_list(pair, desk_as, anna, iryna, halyna):
    judge(pair, Verdict.SAME, reason="той самий", by=anna)
    judge(pair, Verdict.DIFFERENT, reason="ні", by=iryna)
    assert f"/comparisons/{pair.pk}/" in page(desk_as(halyna), "?tab=disputed").content.decode()


def test_ten_pairs_cost_as_many_queries_as_one(pair, told, desk_as, anna, django_assert_max_num_queries):
    for number in range(9):
        told(family_name=f"Галаган{'аеиоуюяєі'[number]}", given_name="Ілля", born=(1998, 3, 12))
    refresh_due(by=WORKER)
    client = desk_as(anna)
    page(client)
    with django_assert_max_num_queries(11):
        page(client)


def test_registrars_do_not_judge(desk_as, petro):
    assert page(desk_as(petro)).status_code == 403
