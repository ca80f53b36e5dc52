"""A name is found in any spelling and script; what may not be found is not."""

import pytest
from django.utils import timezone
from tests.suggestions.men import LATIN, MAN

from kinline.audit.rules import WORKER, Refused
from kinline.registry.choices import LawfulBasis, SourceKind
from kinline.registry.commands import withdraw_description
from kinline.registry.models import Arrival, Description
from kinline.suggestions.commands import refresh_due
from kinline.suggestions.queries import Narrowing, browse, search


def found(*args, **kwargs):
    refresh_due(by=WORKER)
    return [hit.description for hit in search(*args, **kwargs)]


@pytest.mark.parametrize("text", ["HALAHAN Illia", "Галаган Илья", "Illia Halahan", "галаган", "алаган"])
def test_a_cyrillic_name_is_found_by_other_spellings(told, petro, text):
    row = told(**MAN)
    assert found(text, by=petro) == [row]


@pytest.mark.parametrize("text", ["Галаган Ілля", "Ілля Галаган", "halahan"])
def test_a_latin_name_is_found_in_cyrillic(told, petro, text):
    row = told(**LATIN)
    assert found(text, by=petro) == [row]


def test_the_year_brings_the_likelier_man_to_the_top(told, petro):
    older, younger = told(**MAN | {"born": 1960}), told(**MAN | {"born": 1998})
    assert found("Галаган Ілля", birth="1998", by=petro) == [younger, older]


def test_withdrawn_words_words_without_a_basis_and_superseded_ones_are_never_shown(told, petro):
    withdrawn, kept = told(**MAN), told(**MAN)
    told(**MAN, basis=LawfulBasis.NONE)
    refresh_due(by=WORKER)
    withdraw_description(withdrawn, by=WORKER)
    assert [hit.description for hit in search("Галаган Ілля", by=petro)] == [kept]
    assert list(browse(by=petro)) == [kept]


def test_rows_of_a_file_that_is_still_coming_in_are_not_shown(told, petro):
    row = told(**MAN)
    arrival = Arrival.objects.create(source_name="Список 7")
    Description.objects.filter(pk=row.pk).update(arrival=arrival)
    assert found("Галаган", by=petro) == []
    Arrival.objects.update(complete_at=timezone.now())
    assert found("Галаган", by=petro) == [row]


def test_a_search_is_narrowed_by_source_fate_sex_and_region(told, petro):
    row = told(**MAN, source=SourceKind.GRAVE, said_fate="dead", sex="male", home_region="Полтавська область")
    told(**MAN)
    for narrowing in (
        Narrowing(source_kind="grave"),
        Narrowing(said_fate="dead"),
        Narrowing(sex="male"),
        Narrowing(region="полтавська"),
    ):
        assert found("Галаган", narrowing=narrowing, by=petro) == [row]
        assert list(browse(narrowing=narrowing, by=petro)) == [row]


def test_a_region_of_several_words_is_listed_newest_first(told, petro):
    other = told(family_name="Інший", home_region="Полтавська область")
    rows = [
        told(family_name="Вигаданюк", home_region="Сумська область", sex=sex) for sex in ("male", "", "male")
    ]
    refresh_due(by=WORKER)
    assert list(browse(narrowing=Narrowing(region="Сум область"), by=petro)) == rows[::-1]
    assert list(browse(narrowing=Narrowing(region="сумська", sex="male"), by=petro)) == [rows[2], rows[0]]
    assert list(browse(narrowing=Narrowing(region="область"), by=petro))[-1] == other
    assert list(browse(narrowing=Narrowing(region="харківська"), by=petro)) == []


def test_more_bear_a_name_than_are_looked_at_first(told, petro):
    """Those that may not be found fall out of the newest, and older ones come up."""
    rows = [told(**MAN) for _ in range(12)]
    refresh_due(by=WORKER)
    for row in rows[3:]:
        withdraw_description(row, by=WORKER)
    assert [hit.description for hit in search("Галаг", by=petro, most=2)] == rows[1:3]


def test_a_year_of_birth_narrows_where_there_is_no_name(told, petro):
    row = told(born=(1998, 3))
    told(born=1960)
    assert list(browse(birth_year=1998, by=petro)) == [row]


def test_whoever_may_not_search_is_refused(db, oleh):
    with pytest.raises(Refused, match="role does not allow"):
        search("Галаган", by=oleh)
    with pytest.raises(Refused, match="role does not allow"):
        browse(by=oleh)
