"""Dates of birth and ages in the words of three languages: «весна 98-го», "about 25", «між 1995 і 1998».

A text is read as a row of marks, one letter for each word or number, and the row is looked up in a table of
shapes. A word that is not known leaves the whole unread: half a sentence is no evidence.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, NamedTuple

from kinmatch.birth_spans import BirthDate
from kinmatch.folding import fold

_LATEST_SHORT_YEAR: Final = (
    25  # «05-го» is 2005 and «98-го» 1998: a soldier is grown, a missing child may not be
)
_YEARS: Final = range(1850, 2051)  # four digits that can be a year of birth
_AGES: Final = range(1, 111)
_OLDEST_IN_BAND: Final = 70  # 18-25 are ages, 98-99 are years
ABOUT_YEARS: Final = 2  # what "about" is taken to mean on either side of a year
_TOLD_AGE_YEARS: Final = 1  # people round, and mean the last birthday or the next
_ABOUT_AGE_YEARS: Final = 3
_OPEN_YEARS: Final = 40  # how far "before 1990" and "over 40" reach
_MOST_WORDS: Final = 12
_DECADE: Final = 10
_MONTHS: Final = 12

_MONTH_STEMS: Final = (
    "січ янв jan студ", "лют фев feb", "берез март мар mar сака", "квіт апр apr краса",
    "трав май мая мае маю may", "черв июн jun чэрв", "лип июл jul ліп", "серп авг aug жні",
    "верес сен sep верас", "жовт окт oct каст", "листопад ноя nov ліст", "груд дек dec снеж",
)  # fmt: skip
_MONTH_OF: Final = {stem: at for at, stems in enumerate(_MONTH_STEMS, start=1) for stem in stems.split()}
_SEASONS: Final = {
    3: "весна весни весною весной весны навесні вясна spring",
    6: "літо літом влітку лето лета летом лета summer",
    9: "осінь осені осінню восени осень осени осенью autumn fall",
    12: "зима зими зимою взимку зимой зимы winter",
}
_WORDS: Final[Mapping[str, str]] = {
    "~": "~ ? about around c circa ca approx approximately roughly maybe perhaps probably nearly almost some "
    "близько біля приблизно десь орієнтовно мабуть ймовірно здається майже під около ок где-то гдето примерно "
    "приблизительно ориентировочно наверное кажется вроде почти под",
    "A": "років роки літ рочків лет л years yrs yr yo y.o year-old years-old old aged age вік віку віком возраст "
    "возраста возрастом виглядає выглядит looks річний річна річного летний летняя летнего літній",
    "w": "між между between",
    "-": "- / і й та и and to or or або чи или по till",
    "b": "до before until молодше раніше младше раньше under younger",
    "a": "після после after since over older понад старше более більше за з с від от from",
    "e": "початок початку начало начале early beginning",
    "i": "середина середини середині середины середине mid middle",
    "l": "кінець кінця кінці конец конца конце late end",
    "": "born b народився народилась народження нар родился родилась рождения рожд року рік год года году г р рр "
    "гг year the of in у в на н dob",
}
_MARK_OF: Final = {word: mark for mark, words in _WORDS.items() for word in words.split()}
_UNITS: Final = (
    ("один одна одне one", 1), ("два дві две two", 2), ("три three", 3), ("чотири четыре four", 4),
    ("п'ять пять five", 5), ("шість шесть six", 6), ("сім семь seven", 7), ("вісім восемь eight", 8),
    ("дев'ять девять nine", 9), ("вісімнадцять восемнадцать eighteen", 18),
    ("дев'ятнадцять девятнадцать nineteen", 19), ("двадцять двадцать twenty", 20),
    ("тридцять тридцать thirty", 30), ("сорок forty", 40), ("п'ятдесят пятьдесят fifty", 50),
    ("шістдесят шестьдесят sixty", 60),
)  # fmt: skip
_NUMBER_OF: Final = {word: number for words, number in _UNITS for word in words.split()}
_DECADE_ENDINGS: Final = frozenset(["х", "ті", "е", "их", "s", "'s", "тих", "ых"])
_YEAR_ENDINGS: Final = frozenset(["го", "й", "му", "м", "ого", "ий", "ій", "році", "году"])
_DAY_ENDINGS: Final = frozenset(["st", "nd", "rd", "th", "е", "ти"])

_TOKEN: Final = re.compile(r"'?\d+(?:-?(?:[^\W\d_]+|'s))?|[^\W\d_]+(?:['.-][^\W\d_]+)*|[~?/-]")


class _Word(NamedTuple):
    """A mark (Y year, O year of two digits, D decade, N number, M month, S season or one of `_WORDS`) and value."""

    mark: str
    value: int = 0


def short_year(number: int) -> int:
    """The year that two digits mean."""
    return number + (2000 if number <= _LATEST_SHORT_YEAR else 1900)


def _numbered(token: str) -> list[_Word] | None:
    # fold writes ё as е and every apostrophe as '.
    found = re.fullmatch(r"('?)([0-9]{1,4})(?:-?([^\W\d_]+|'s))?", token)
    if not found:
        return None
    apostrophe, digits, ending = found[1], found[2], found[3] or ""
    number = int(digits)
    if len(digits) == len("1998"):
        if number not in _YEARS:
            return None
        return [_Word("D" if ending in _DECADE_ENDINGS and not number % _DECADE else "Y", number)]
    if len(digits) > len("98"):
        return None
    if ending in _DECADE_ENDINGS and not number % _DECADE and len(digits) == len("98"):
        return [_Word("D", short_year(number))]
    if apostrophe or ending in _YEAR_ENDINGS:
        return [_Word("O", number)]
    if ending in _DAY_ENDINGS or not ending:
        return [_Word("N", number)]
    after = _named(ending)
    return [_Word("N", number), *after] if after is not None else None


def _named(token: str) -> list[_Word] | None:
    if token in _MARK_OF:
        mark = _MARK_OF[token]
        return [_Word(mark)] if mark else []
    if token in _NUMBER_OF:
        return [_Word("N", _NUMBER_OF[token])]
    for begins, words in _SEASONS.items():
        if token in words.split():
            return [_Word("S", begins)]
    for length in range(min(len(token), len("листопад")), 2, -1):
        if month := _MONTH_OF.get(token[:length]):
            return [_Word("M", month)]
    if "-" in token or "." in token:
        parts = [_named(part) for part in re.split(r"[.-]", token)]
        return None if None in parts else [word for part in parts if part for word in part]
    return None


def _words_of(folded: str) -> list[_Word] | None:
    tokens = _TOKEN.findall(folded)
    if not tokens or len(tokens) > _MOST_WORDS:
        return None
    found: list[_Word] = []
    in_letters = False  # «двадцять п'ять» is one number
    for token in tokens:
        told = _numbered(token) if token.lstrip("'")[:1].isdigit() else _named(token)
        if told is None:
            return None
        spelt = token in _NUMBER_OF
        joins = spelt and in_letters and found[-1].value % _DECADE == 0 and told[0].value < _DECADE
        if joins:
            found[-1] = _Word("N", found[-1].value + told[0].value)
        else:
            found += told
        in_letters = spelt and not joins
    return found


def _year(word: _Word) -> int:
    return word.value if word.mark in "YD" else short_year(word.value)


def _span(first: int, last: int) -> BirthDate | None:
    return BirthDate(min(first, last), max(first, last), approximate=True)


def whole_date(year: int, month: int, day: int) -> BirthDate | None:
    """None for a day that no calendar has."""
    try:
        date(year, month, day)
    except ValueError:
        return None
    return BirthDate(year, year, month, day)


def _season(begins: int, year: int, last: int) -> BirthDate:
    if begins == _MONTHS:
        # «Зима 98-го» is its beginning or its end; «зима 97-98» is one winter.
        return BirthDate(year - (year == last), last, _MONTHS, 0, True, 2 if last > year else _MONTHS)
    return BirthDate(year, last, begins, 0, True, begins + 2)


def _part(mark: str, word: _Word) -> BirthDate:
    """The beginning, middle or end of a year or of ten."""
    year = _year(word)
    if word.mark == "D":
        first, last = {"e": (0, 4), "i": (3, 6), "l": (5, 9)}[mark]
        return BirthDate(year + first, year + last, approximate=True)
    first, last = {"e": (1, 5), "i": (4, 9), "l": (8, 12)}[mark]
    return BirthDate(year, year, first, 0, True, last)


def _ended(first: int, last: _Word) -> BirthDate | None:
    """1998-99, 1998-2001, 98-го - 99-го; None for 1998/12, which may be a month."""
    if last.mark == "N" and last.value <= _MONTHS:
        return None
    ending = last.value if last.mark == "Y" else first // 100 * 100 + last.value
    return _span(first, ending if ending >= first else short_year(last.value))


_Dated = Callable[[list[_Word]], BirthDate | None]
# What is left of a text when "about" and empty words are gone, and how that is read.
_SHAPES: Final[tuple[tuple[re.Pattern[str], _Dated], ...]] = (
    (re.compile("[YO]"), lambda w: BirthDate(_year(w[0]), _year(w[0]))),
    (re.compile("[NO]M[YON]"), lambda w: whole_date(_year(w[2]), w[1].value, w[0].value)),
    (re.compile("M[NO]Y"), lambda w: whole_date(w[2].value, w[0].value, w[1].value)),
    (re.compile("YM[NO]"), lambda w: whole_date(w[0].value, w[1].value, w[2].value)),
    (re.compile("[NO]-[NO]M[YO]"), lambda w: BirthDate(_year(w[4]), _year(w[4]), w[3].value)),
    (re.compile("M[YO]"), lambda w: BirthDate(_year(w[1]), _year(w[1]), w[0].value)),
    (re.compile("[YO]M"), lambda w: BirthDate(_year(w[0]), _year(w[0]), w[1].value)),
    (re.compile("MN"), lambda w: _after_a_month(w[0], w[1])),
    (re.compile("S[YO]"), lambda w: _season(w[0].value, _year(w[1]), _year(w[1]))),
    (re.compile("SN"), lambda w: _season(w[0].value, short_year(w[1].value), short_year(w[1].value))),
    (re.compile("[YO]S"), lambda w: _season(w[1].value, _year(w[0]), _year(w[0]))),
    (re.compile("S[YON]-[YON]"), lambda w: _season(w[0].value, *sorted((_year(w[1]), _year(w[3]))))),
    (re.compile("[eil][YOD]"), lambda w: _part(w[0].mark, w[1])),
    (re.compile("D"), lambda w: _span(w[0].value, w[0].value + _DECADE - 1)),
    (re.compile("w?Y-[YON]"), lambda w: _ended(w[-3].value, w[-1])),
    (re.compile("w?[ON]-[ONY]"), lambda w: _span(short_year(w[-3].value), _year(w[-1]))),
    (re.compile("a[YO][b-][YO]"), lambda w: _span(_year(w[1]), _year(w[3]))),
    (re.compile("b[YO]"), lambda w: _span(_year(w[1]) - _OPEN_YEARS, _year(w[1]))),
    (re.compile("a[YO]"), lambda w: _span(_year(w[1]), min(_year(w[1]) + _OPEN_YEARS, _YEARS[-1]))),
)


def _after_a_month(month: _Word, number: _Word) -> BirthDate | None:
    # "March 15" names no year; "March 98" does.
    year = short_year(number.value)
    return BirthDate(year, year, month.value) if number.value > 31 else None  # noqa: PLR2004  # no day is later


class Told(NamedTuple):
    """What a text says: a date, or years of age from `youngest` to `oldest`."""

    born: BirthDate | None = None
    youngest: int = -1
    oldest: int = -1


def _ages(shape: str, words: list[_Word], *, about: bool, alone: bool) -> Told | None:
    """Years of age, if the text is one: with its word, as a band, after "about", or any number if `alone`."""
    marked = "A" in shape
    bare = shape.replace("A", "")
    numbers = [word.value for word in words if word.mark in "NO"]
    if not numbers or any(number not in _AGES for number in numbers):
        return None
    band = bool(re.fullmatch("w?[NO]-N|a[NO][b-]N", bare)) and max(numbers) <= _OLDEST_IN_BAND
    if band:
        return Told(None, min(numbers), max(numbers))
    if not (marked or alone or (about and numbers[0] <= _OLDEST_IN_BAND)):
        return None
    if bare in {"N", "O"}:
        wide = _ABOUT_AGE_YEARS if about else _TOLD_AGE_YEARS
        return Told(None, max(numbers[0] - wide, 0), numbers[0] + wide)
    if bare in {"bN", "bO"}:
        return Told(None, max(numbers[0] - _OPEN_YEARS, 0), numbers[0])
    if bare in {"aN", "aO"}:
        return Told(None, numbers[0], numbers[0] + _OPEN_YEARS)
    return None


def read_words(text: str, *, age_alone: bool = False) -> Told | None:
    """What the words say, or None if they are not understood or name no year and no age.

    "About" widens a year by two years on either side and an age by three; an age that is told plainly counts
    with a year on either side. `age_alone` takes a number by itself for an age.
    """
    words = _words_of(fold(text))
    if not words:
        return None
    about = any(word.mark == "~" for word in words)
    words = [word for word in words if word.mark != "~"]
    shape = "".join(word.mark for word in words)
    if told := _ages(shape, words, about=about, alone=age_alone):
        return told
    if about and shape == "N":
        words, shape = [_Word("O", words[0].value)], "O"
    for pattern, dated in _SHAPES:
        if pattern.fullmatch(shape):
            born = dated(words)
            if born is None or not born.first:
                return None
            return Told(widened(born) if about and not born.approximate else born)
    return None


def widened(born: BirthDate) -> BirthDate:
    """As "about" means it: month and day count for nothing."""
    return BirthDate(born.first - ABOUT_YEARS, born.last + ABOUT_YEARS, approximate=True)
