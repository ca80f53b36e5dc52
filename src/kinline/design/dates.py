"""A date of which only a part may be known, and how people write its month."""

import datetime as dt
import unicodedata
from calendar import monthrange
from dataclasses import dataclass

from kinline.registry.choices import DatePrecision
from kinline.registry.facts import VagueDate

# Nominative and genitive: "травень", and "12 травня".
MONTH_NAMES = (
    "січень січня январь января january",
    "лютий лютого февраль февраля february",
    "березень березня март марта march",
    "квітень квітня апрель апреля april",
    "травень травня май мая may",
    "червень червня июнь июня june",
    "липень липня июль июля july",
    "серпень серпня август августа august",
    "вересень вересня сентябрь сентября september",
    "жовтень жовтня октябрь октября october",
    "листопад листопада ноябрь ноября november",
    "грудень грудня декабрь декабря december",
)
# Roman months stand in many old papers: 12.V.1998.
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
ROMAN_LOOKALIKES = str.maketrans("іх", "ix")
LEAP_YEAR = 2000


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day of which any part may be missing; `str` gives `1998-03-12`, `1998-03`, `1998` or `--03-12`."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    approximate: bool = False

    def __str__(self) -> str:
        year = f"{self.year:04}" if self.year else "-"
        if self.month is None and self.day is None:
            return year
        month = f"{self.month:02}" if self.month else "--"
        return f"{year}-{month}-{self.day:02}" if self.day else f"{year}-{month}"

    @property
    def date(self) -> dt.date | None:
        """The day itself, when all three parts are known."""
        if self.year and self.month and self.day:
            return dt.date(self.year, self.month, self.day)
        return None


#: Digits of the number of a month. Python reads no number of thousands of them.
LONGEST_MONTH = 2


def plain_digits(text: str) -> str:
    """The same text with every decimal digit of any script as 0-9: "٣" and "３" become "3"."""
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


def read_month(text: str) -> int | None:
    """1 to 12 from a number, a Roman number, or a Ukrainian, Russian or English name or its first letters."""
    word = plain_digits(text).strip().strip(".,").casefold()
    if word.isdecimal():
        return int(word) if len(word) <= LONGEST_MONTH and 1 <= int(word) <= len(MONTH_NAMES) else None
    roman = word.translate(ROMAN_LOOKALIKES)
    if roman in ROMAN:
        return ROMAN.index(roman) + 1
    shortest_unique = 3
    if len(word) < shortest_unique:
        return None
    for number, names in enumerate(MONTH_NAMES, start=1):
        if any(name.startswith(word) for name in names.split()):
            return number
    return None


def days_in(year: int | None, month: int | None) -> int:
    """How many days the month can have; the most that is possible where a part is unknown."""
    return monthrange(year or LEAP_YEAR, month)[1] if month else 31


def partial_of(when: VagueDate) -> PartialDate | None:
    """The known parts of a date, for a form; None where no year is known."""
    if when.earliest is None or when.latest is None:
        return None
    match when.precision:
        case DatePrecision.DAY:
            return PartialDate(when.earliest.year, when.earliest.month, when.earliest.day)
        case DatePrecision.MONTH:
            return PartialDate(when.earliest.year, when.earliest.month)
        case DatePrecision.ABOUT:
            return PartialDate((when.earliest.year + when.latest.year) // 2, approximate=True)
        case _:
            return PartialDate(when.earliest.year)


def vague_of(said: PartialDate | None) -> VagueDate:
    """The days that a date may mean, as the registry keeps it; empty for None. Raises ValueError for no such day."""
    if said is None:
        return VagueDate()
    return VagueDate.of(said.year, said.month, said.day, approximate=said.approximate)
