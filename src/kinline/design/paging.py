"""Pages of long lists, and how many there are, without counting a million rows for it."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.functional import cached_property

#: Nobody pages further. Whoever has more to look through narrows the list.
MOST = 1000
#: Digits; the largest key of a row has one more.
LONGEST_NUMBER = 18


class Pages(Paginator):  # type: ignore[type-arg]  # Django's takes none at run time
    """Django's, but a list of more than `MOST` rows ends there and says so."""

    @cached_property
    def found(self) -> int:
        """How many there are, at most `MOST` + 1."""
        return _at_most(self.object_list, MOST + 1)

    @cached_property
    def count(self) -> int:
        """How many can be paged through."""
        return min(self.found, MOST)

    @property
    def goes_on(self) -> bool:
        """Whether there are more than can be paged through."""
        return self.found > MOST


def some(rows: QuerySet[Any]) -> str:
    """How many rows there are, as it is written: "17", or "1 000+" for more than `MOST`."""
    found = _at_most(rows, MOST + 1)
    return f"{number_format(MOST, force_grouping=True)}+" if found > MOST else str(found)


def _at_most(rows: Any, most: int) -> int:
    if isinstance(rows, QuerySet):
        return int(rows.order_by()[:most].count())
    return min(len(rows), most)


def number_in(text: str) -> int | None:
    """The number that stands in an address; None for anything else, and for one that no row can have."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else None
