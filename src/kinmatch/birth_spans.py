"""A date of birth as far as it is known, and how much two vague ones say when they meet.

The share of soldiers born in a year is our own estimate: decades weighted so that their mean age in 2023 is 40,
as Ukrainian commanders and officials said of their army in 2022 to 2024. It serves as u: a span that holds a
tenth of all soldiers says, when it fits, as much as one in ten.
"""

from functools import lru_cache
from math import log2
from typing import Final, NamedTuple

# From which year each share of a single year of birth holds; other years count as rare but possible.
_SHARES: Final = ((1960, 0.012), (1970, 0.025), (1980, 0.030), (1990, 0.022), (2000, 0.0095), (2008, 0.005))
_OTHER_YEARS: Final = 0.005
_MONTHS: Final = 12
_MOST_YEARS: Final = 120  # of a span: beyond it nothing is told


class BirthDate(NamedTuple):
    """Years from `first` to `last`; `month` and `day` are 0 where unknown or a guess.

    A span of months is `approximate` and runs from `month` of the first year to `last_month` of the last, such
    as spring 1998. `either_order` marks 03/05/1998, of which nobody knows which number is the month.
    """

    first: int
    last: int
    month: int = 0
    day: int = 0
    approximate: bool = False
    last_month: int = 0
    either_order: bool = False

    @property
    def whole(self) -> bool:
        return self.day > 0 and not self.approximate

    @property
    def months(self) -> tuple[int, int]:
        """The first and the last month it may mean, counted from the year 0, both included."""
        last = self.last_month or (self.month if not self.approximate else 0) or _MONTHS
        return self.first * _MONTHS + (self.month or 1) - 1, self.last * _MONTHS + last - 1


def share_of_year(year: int) -> float:
    """Share of soldiers born in that year, in (0, 0.03]."""
    found = _OTHER_YEARS
    for begins, share in _SHARES:
        if year >= begins:
            found = share
    return found


@lru_cache(maxsize=16384)
def _share(first: int, last: int) -> float:
    """Share of soldiers born from one month to another, both included."""
    last = min(last, first + _MOST_YEARS * _MONTHS)
    total = 0.0
    for year in range(first // _MONTHS, last // _MONTHS + 1):
        begins, ends = max(first, year * _MONTHS), min(last, year * _MONTHS + _MONTHS - 1)
        total += share_of_year(year) * (ends - begins + 1) / _MONTHS
    return min(total, 1.0)


def meeting_bits(one: BirthDate, other: BirthDate) -> float:
    """log2 of how much oftener two spans that hold a true date meet so than two of strangers: p(both) over
    p(one) times p(other). Narrow spans say more, a bare overlap of wide ones speaks against. The spans meet.
    """
    (begins, ends), (starts, stops) = one.months, other.months
    both = _share(max(begins, starts), min(ends, stops))
    return log2(both / (_share(begins, ends) * _share(starts, stops)))
