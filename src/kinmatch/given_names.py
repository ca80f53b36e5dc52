"""Given names, diminutives and patronymics that are forms of one name.

`data/given_names.tsv` is written by hand; `data/name_forms.tsv` is gathered from Wikidata, and asked only where the
other is silent.
"""

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final, Literal, NamedTuple

from kinmatch.folding import fold
from kinmatch.skeletons import sounds

Names = frozenset[int]  # row numbers of the table; one form may belong to several (Саша, Женя)
_NONE: Final[Names] = frozenset()
_ENDING_OF_PATRONYMIC = re.compile(r"(?:[oea]vi[xc]|[oea]vi[xc]a|inixna|inxna|ixna|ivna|[oea]vna|i[xc])$")
_LIKE_PATRONYMIC = re.compile(r"..(?:[oea]vi[xc]|[oea]vna|ivna|inixna)$")
_VOWELS_AT_END = re.compile(r"[aeio]+$")


class GivenName(NamedTuple):
    """One row of the table: full forms by language, and the short ones."""

    sex: str
    share: float
    uk: str
    ru: str
    be: str
    other: tuple[str, ...]
    short: tuple[str, ...]
    patronymics: tuple[str, ...]

    @property
    def full(self) -> tuple[str, ...]:
        return tuple(form for form in (self.uk, self.ru, self.be, *self.other) if form)


def _read_table() -> tuple[GivenName, ...]:
    rows = []
    text = files("kinmatch").joinpath("data/given_names.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        sex, share, uk, ru, be, *lists = line.split("\t")
        row = GivenName(sex, int(share) / 1000, uk, ru, be, *(tuple(forms.split()) for forms in lists))
        rows.append(row)
    return tuple(rows)


TABLE: Final = _read_table()


def _grouped(pairs: list[tuple[str, int]]) -> dict[str, Names]:
    found: dict[str, set[int]] = {}
    for form, number in pairs:
        found.setdefault(form, set()).add(number)
    return {form: frozenset(numbers) for form, numbers in found.items()}


def _stem_of_father(form: str) -> str:
    return _VOWELS_AT_END.sub("", sounds(form))


_FULL: Final = _grouped([(sounds(form), number) for number, row in enumerate(TABLE) for form in row.full])
_SHORT: Final = _grouped([(sounds(form), number) for number, row in enumerate(TABLE) for form in row.short])
_FATHERS: Final = _grouped(
    [
        (_stem_of_father(form), number)
        for number, row in enumerate(TABLE)
        if row.sex == "m"
        for form in row.full
    ]
)
_IRREGULAR: Final = _grouped(
    [(sounds(form), number) for number, row in enumerate(TABLE) for form in row.patronymics]
)
_SPELT: Final = {
    fold(form): {
        language
        for row in TABLE
        for language in ("uk", "ru", "be")
        if fold(getattr(row, language)) == fold(form)
    }
    for row in TABLE
    for form in row.full
}


@lru_cache(maxsize=65536)
def names_of(token: str) -> Names:
    """Rows that this form may stand for, empty if unknown: Саша gives Олександр and Олександра."""
    return _names(sounds(token))


def _names(form: str) -> Names:
    return _FULL.get(form, _NONE) | _SHORT.get(form, _NONE)


@lru_cache(maxsize=65536)
def full_names_of(token: str) -> Names:
    """As `names_of`, for full forms only: a diminutive or a foreign form gives nothing."""
    return _FULL.get(sounds(token), _NONE)


@lru_cache(maxsize=65536)
def fathers_of(token: str) -> Names:
    """Rows of the father's name, empty if it is no patronymic: Юрьевич and Yuriiovych give Юрій."""
    return _fathers(sounds(token))


def _fathers(form: str) -> Names:
    if form in _IRREGULAR:
        return _IRREGULAR[form]
    stem = _ENDING_OF_PATRONYMIC.sub("", form)
    return _NONE if stem == form else _FATHERS.get(_VOWELS_AT_END.sub("", stem), _NONE)


@lru_cache(maxsize=65536)
def ends_like_patronymic(token: str) -> bool:
    """True for -ович, -евич, -івна, -овна in any script, whether or not the father's name is known."""
    return _ends_like_patronymic(sounds(token))


def _ends_like_patronymic(form: str) -> bool:
    return bool(_LIKE_PATRONYMIC.search(form)) or form in _IRREGULAR


def kinds_of(form: str) -> tuple[bool, bool, bool, bool]:
    """Of a word by its sounds, whether it is like a patronymic, may be a given name or a full one, and whether
    it is the patronymic of a known father.
    """
    return _ends_like_patronymic(form), bool(_names(form)), form in _FULL, bool(_fathers(form))


def _first_sounds(form: str) -> set[str]:
    # Ю. is Yu., Iu. or Y.: the skeleton has lost the first of two sounds, the initial has lost the second.
    both = {sounds(form)[:1], sounds(form[:1])}
    return both | {"i"} if form[:1].lower() in set("яюєїйё") else both


@lru_cache(maxsize=65536)
def initials_of(word: str) -> frozenset[str]:
    """Sounds that the initial of this name may have, so that `О.` and `А.` both fit Олександр."""
    forms = (form for number in names_of(word) | fathers_of(word) for form in TABLE[number].full)
    return frozenset().union(_first_sounds(word), *map(_first_sounds, forms)) - {""}


def spelt_in(word: str) -> set[str]:
    """Languages in which the table has exactly this full form; empty if it is unknown."""
    return _SPELT.get(fold(word), set())


def share_of(names: Names) -> float:
    """Share among people of one sex that bear one of these names; 0 if there is none."""
    return sum(TABLE[number].share for number in names)


@cache
def _listed() -> tuple[dict[str, Names], dict[str, Names]]:
    """Rows of the wider list by the sounds of full forms, and by those of diminutives."""
    text = files("kinmatch").joinpath("data/name_forms.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    full, short = (
        _grouped([(form, number) for number, row in enumerate(rows) for form in row[column].split()])
        for column in (2, 3)
    )
    return full, short


@lru_cache(maxsize=32768)
def listed_as_one(left: str, right: str) -> Literal["", "full", "short"]:
    """Whether the wider list has both as forms of one name: full forms of it, or one of them a diminutive."""
    full, short = _listed()
    one, other = sounds(left), sounds(right)
    if not full.get(one, _NONE).isdisjoint(full.get(other, _NONE)):
        return "full"
    here, there = (full.get(form, _NONE) | short.get(form, _NONE) for form in (one, other))
    return "" if here.isdisjoint(there) else "short"
