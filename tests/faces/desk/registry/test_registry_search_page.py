"""Finding somebody in the registry."""

import pytest

from kinline.audit.rules import WORKER
from kinline.suggestions.commands import refresh_due


def page(client, query=""):
    return client.get(f"/registry/{query}")


def test_a_name_is_found_in_another_script_with_the_reasons_in_brief(told, desk_as, petro):
    row = told(family_name="Галаган", given_name="Ілля", born=(1998, 3, 12))
    refresh_due(by=WORKER)
    shown = page(desk_as(petro), "?q=HALAHAN+Illia&born=1998").content.decode()
    assert f"/registry/persons/{row.person_id}/" in shown
    assert "Surname: the same in another script" in shown
    assert "12 March 1998" in shown


def test_without_a_name_the_newest_stand_first(told, desk_as, petro):
    first, second = told(family_name="Перший"), told(family_name="Другий")
    shown = page(desk_as(petro)).content.decode()
    assert shown.index(f"persons/{second.person_id}/") < shown.index(f"persons/{first.person_id}/")


def test_nobody_found_says_what_to_try(desk_as, petro):
    assert "Try fewer words" in page(desk_as(petro), "?q=Галаган").content.decode()


@pytest.mark.parametrize("query", ["?born=abc", "?source_kind=rumour"])
def test_what_cannot_be_read_is_422(desk_as, petro, query):
    assert page(desk_as(petro), query).status_code == 422


def test_nameless_people_are_named_by_what_is_known(told, desk_as, petro):
    told(sex="male", age_from=20, age_to=30)
    assert "no name: man, 20–30" in page(desk_as(petro)).content.decode()


def test_whom_to_compare_with_is_chosen_beside_each_hit(told, desk_as, anna, petro):
    one, other = told(family_name="Галаган"), told(family_name="Галаганов")
    shown = page(desk_as(anna), f"?beside={one.pk}").content.decode()
    assert f'name="left" value="{one.pk}"' in shown
    assert f'name="right" value="{other.pk}"' in shown
    assert f'name="right" value="{one.pk}"' not in shown
    assert 'name="left"' not in page(desk_as(petro), f"?beside={one.pk}").content.decode()


@pytest.mark.parametrize("query", ["", "?q=Галаган"])
def test_a_full_page_costs_as_many_queries_as_one_row(
    told, desk_as, petro, query, django_assert_max_num_queries
):
    for _number in range(26):
        told(family_name="Галаган", given_name="Ілля")
    refresh_due(by=WORKER, most=50)
    client = desk_as(petro)
    page(client, query)
    with django_assert_max_num_queries(9):
        shown = page(client, query).content.decode()
    assert shown.count("/registry/persons/") == 25
    assert "page=2" in shown


def test_operators_do_not_search_the_registry(desk_as, oleh):
    assert page(desk_as(oleh)).status_code == 403
