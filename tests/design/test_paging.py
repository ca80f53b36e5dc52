"""Long lists are paged without counting them to their end."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from kinline.accounts.models import Throttle
from kinline.design import paging
from kinline.design.paging import Pages, some

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(monkeypatch):
    monkeypatch.setattr(paging, "MOST", 20)
    Throttle.objects.bulk_create(Throttle(key=f"{number:02d}", window=0) for number in range(25))
    return Throttle.objects.order_by("key")


def test_a_list_that_is_too_long_ends_and_says_so(rows):
    pages = Pages(rows, 10)
    assert (pages.count, pages.num_pages, pages.goes_on) == (20, 2, True)
    assert [row.key for row in pages.get_page(9)] == [f"{number:02d}" for number in range(10, 20)]


def test_it_is_counted_no_further_than_it_is_shown(rows):
    with CaptureQueriesContext(connection) as asked:
        assert Pages(rows, 10).count == 20
    [query] = asked.captured_queries
    assert "LIMIT 21" in query["sql"]
    assert "ORDER BY" not in query["sql"]


def test_a_shorter_list_is_whole(rows):
    pages = Pages(rows.exclude(key__gte="20"), 10)
    assert (pages.count, pages.goes_on) == (20, False)
    assert (Pages([1, 2, 3], 2).count, Pages([], 2).count) == (3, 0)


@pytest.mark.parametrize(("language", "said"), [("en", "1,000+"), ("uk", "1\xa0000+"), ("ru", "1\xa0000+")])
def test_how_many_is_written_as_the_language_does(rows, monkeypatch, language, said):
    with translation.override(language):
        assert some(rows.filter(key__lt="05")) == "5"
        assert some(rows) == "20+"
        monkeypatch.setattr(paging, "MOST", 1000)
        Throttle.objects.bulk_create(Throttle(key=f"x{number}", window=0) for number in range(1000))
        assert some(rows) == said
