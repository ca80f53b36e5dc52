"""Dates as people and programs write them in tables, in Ukrainian, Russian and English."""

import datetime as dt
import re

from kinline.exchange.choices import RowFault
from kinline.registry.facts import VagueDate

_ABOUT = re.compile(
    r"^(?:about|approx\w*\.?|around|circa|ca?\.|близько|бл\.?|приблизно|прибл\.?|орієнтовно"
    r"|около|ок\.?|примерно|ориентировочно|~|≈)\s*",
    re.IGNORECASE,
)
_YEAR_WORD = re.compile(
    r"\s*(?:року народження|року|рік|р\. ?н\.?|р\.|года рождения|года|год|г\. ?р\.?|г\.)$", re.IGNORECASE
)
_UNKNOWN = {
    "-",
    "—",
    "–",
    "?",
    "n/a",
    "na",
    "null",
    "none",
    "unknown",
    "н/д",
    "немає",
    "нет",
    "невідомо",
    "неизвестно",
}
# The first letters tell the months of each language apart; whole words follow in any case.
_MONTHS = (
    ("січ", "янв", "jan"),
    ("лют", "фев", "feb"),
    ("бер", "мар", "mar"),
    ("кві", "апр", "apr"),
    ("тра", "май", "мая", "may"),
    ("чер", "июн", "jun"),
    ("лип", "июл", "jul"),
    ("сер", "авг", "aug"),
    ("вер", "сен", "sep"),
    ("жов", "окт", "oct"),
    ("лис", "ноя", "nov"),
    ("гру", "дек", "dec"),
)
MONTHS_A_YEAR = 12
EARLIEST_YEAR = 1000


class NotADate(ValueError):  # it names what the text is not
    """The text is no date. `fault` says why."""

    def __init__(self, fault: RowFault) -> None:
        self.fault = fault
        super().__init__(str(fault))


def is_unknown(text: str) -> bool:
    """Whether the cell only says that nothing is known."""
    return text.strip().casefold() in _UNKNOWN


def parse_date(text: str, *, today: dt.date) -> tuple[VagueDate, bool]:
    """The date, and whether it left open which number is the day; then only its year counts.

    Reads 1998, 1998-05, 1998-05-31 (also with a time after it), 31.05.1998, 05.1998, 31/05/1998, "31 травня 1998",
    "about 1998", "бл. 1998". An empty text, or one that says "not known", is an unknown date. Raises NotADate.
    """
    said = " ".join(text.split())
    if not said or is_unknown(said):
        return VagueDate(), False
    plain = _YEAR_WORD.sub("", said)
    approximate = bool(_ABOUT.match(plain)) or plain.endswith("?")
    plain = _ABOUT.sub("", plain).rstrip("? ")
    year, month, day, unsure = _parts(plain)
    if year < EARLIEST_YEAR:
        raise NotADate(RowFault.NOT_A_DATE)
    try:
        found = VagueDate.of(year, month, day, approximate=approximate, text=said[:80])
    except ValueError as impossible:
        raise NotADate(RowFault.NO_SUCH_DAY) from impossible
    if (not approximate and found.earliest and found.earliest > today) or year > today.year:
        raise NotADate(RowFault.FUTURE)
    return found, unsure


def _parts(text: str) -> tuple[int, int | None, int | None, bool]:
    """Year, month and day as far as known, and whether day and month could be either."""
    if match := re.fullmatch(
        r"(\d{4})(?:[-./](\d{1,2})(?:[-./](\d{1,2})(?:[T ][\d:.,]+(?:Z|[+-]\d\d:?\d\d)?)?)?)?", text
    ):
        return int(match[1]), _month(match[2]), _number(match[3]), False
    if match := re.fullmatch(r"(\d{1,2})[-./](\d{4})", text):
        return int(match[2]), _month(match[1]), None, False
    if match := re.fullmatch(r"(?:(\d{1,2})\s+)?([^\W\d_]{3,})\.?,?\s+(\d{4})", text):
        return int(match[3]), _month_named(match[2]), _number(match[1]), False
    if match := re.fullmatch(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4})", text):
        return _day_month_year(int(match[1]), int(match[3]), int(match[4]), dots=match[2] == ".")
    if re.fullmatch(r"\d{1,2}[-./]\d{1,2}[-./]\d{2}", text):
        raise NotADate(RowFault.SHORT_YEAR)
    raise NotADate(RowFault.NOT_A_DATE)


def _day_month_year(
    first: int, second: int, year: int, *, dots: bool
) -> tuple[int, int | None, int | None, bool]:
    if dots or first > MONTHS_A_YEAR or first == second:
        return year, _month(str(second)), first, False
    if second > MONTHS_A_YEAR:
        return year, first, second, False
    return year, None, None, True


def _number(digits: str | None) -> int | None:
    if digits is None:
        return None
    if int(digits) == 0:
        raise NotADate(RowFault.NO_SUCH_DAY)
    return int(digits)


def _month(digits: str | None) -> int | None:
    number = _number(digits)
    if number is not None and number > MONTHS_A_YEAR:
        raise NotADate(RowFault.NO_SUCH_DAY)
    return number


def _month_named(word: str) -> int:
    for number, beginnings in enumerate(_MONTHS, start=1):
        if word.casefold().startswith(beginnings):
            return number
    raise NotADate(RowFault.NOT_A_DATE)
