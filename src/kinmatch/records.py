"""What one source says of one person, as far as matching needs it, and which word of the name plays which part."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple, Self

from kinmatch.folding import words
from kinmatch.given_names import ends_like_patronymic, fathers_of, full_names_of, names_of

FIELDS: Final = (
    "id", "name", "family_name", "given_name", "patronymic", "birth_date", "birth_place", "unit", "sex",
)  # fmt: skip
_MOST_ARRANGEMENTS = 3


@dataclass(frozen=True, slots=True)
class Record:
    """What one source says of one person. Every field is text as it was written, `""` where nothing is said.

    `name` is the whole name in any order and any script; the other name fields go before it where they are filled.
    `birth_date` is YYYY, YYYY-MM or YYYY-MM-DD, with `~` before it if approximate, or YYYY/YYYY; anything else is kept
    and counts as no evidence. `sex` is any word of which the first letter tells (m, f, ч, ж, м). `also` holds further
    columns by name.
    """

    id: str = ""
    name: str = ""
    family_name: str = ""
    given_name: str = ""
    patronymic: str = ""
    birth_date: str = ""
    birth_place: str = ""
    unit: str = ""
    sex: str = ""
    also: Mapping[str, str] = field(default_factory=dict, hash=False)

    @classmethod
    def from_mapping(
        cls,
        row: Mapping[str, str | None],
        mapping: Mapping[str, str] | None = None,
        also: tuple[str, ...] = (),
    ) -> Self:
        """A record out of a row of a table. `mapping` names, for a field of ours, the column that holds it; a field that
        it does not name is taken from the column of its own name, and is `""` if there is none.
        """
        columns = mapping or {}
        told = {name: str(row.get(columns.get(name, name)) or "").strip() for name in FIELDS}
        return cls(**told, also={name: str(row.get(name) or "").strip() for name in also})


class Parts(NamedTuple):
    """Words of a name by the part they play, in lower case; halves of a double surname apart."""

    family: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    patronymic: tuple[str, ...] = ()


def _halves(family: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(half for word in family for half in word.split("-"))[:4]


def _parts(family: tuple[str, ...], given: tuple[str, ...], patronymic: tuple[str, ...] = ()) -> Parts:
    if not patronymic and len(given) > 1 and ends_like_patronymic(given[-1]):
        given, patronymic = given[:-1], given[-1:]
    if not patronymic and len(given) > 1 and len(given[0]) == len(given[1]) == 1:
        given, patronymic = given[:1], given[1:2]
    return Parts(_halves(family), given[:4], patronymic)


def _with_patronymic(whole: tuple[str, ...]) -> Parts | None:
    for place in range(len(whole) - 1, 0, -1):
        word, before = whole[place], whole[place - 1]
        if ends_like_patronymic(word) and (len(whole) > 2 or (names_of(before) and fathers_of(word))):
            # Сергій Петрович Коваленко, Коваленко Сергій Петрович, and Петрович alone with a given name before it.
            return Parts(_halves(whole[: place - 1] + whole[place + 1 :]), (before,), (word,))
    return None


def _read_whole(name: str) -> tuple[Parts, ...]:
    if "," in name:
        family, _, rest = name.partition(",")
        if (surname := words(family)) and (given := words(rest)):
            return (_parts(surname, given),)
    whole = words(name)
    if len(whole) < 2:
        alone = (Parts(family=_halves(whole)),)
        return (*alone, Parts(given=whole)) if whole and full_names_of(whole[0]) else alone
    initials = tuple(word for word in whole if len(word) == 1)
    full = tuple(word for word in whole if len(word) > 1)
    if initials and full:
        if len(full) == 1 or not names_of(full[0]):
            return (_parts(full, initials),)
        return (_parts(full[-1:], full[:-1]),)
    family_last = _parts(whole[-1:], whole[:-1])
    family_first = _parts(whole[:1], whole[1:])
    if found := _with_patronymic(whole):
        if len(whole) > 2:
            return (found,)
        return (found, _parts(whole[1:], whole[:1]))
    first, last = bool(names_of(whole[0])), bool(names_of(whole[-1]))
    if first and not last:
        return (family_last,)
    if last and not first:
        return (_parts(whole[:1], whole[:0:-1]),)
    return (family_last, family_first)


@lru_cache(maxsize=65536)
def _arrange(name: str, family_name: str, given_name: str, patronymic: str) -> tuple[Parts, ...]:
    family, given = words(family_name), words(given_name)
    father = words(patronymic)[:1]
    if family and given:
        told = _parts(family, given, father)
        swapped = full_names_of(family[0]) and not names_of(given[0])
        return (told, _parts(given, family, father)) if swapped else (told,)
    if (
        family
        and len(family) > 1
        and not name
        and any(full_names_of(word) or len(word) == 1 for word in family)
    ):
        return _read_whole(family_name)  # the whole name in the column of the surname
    if not family and not given:
        return tuple(part._replace(patronymic=part.patronymic or father) for part in _read_whole(name))
    rest = tuple(word for word in words(name) if word not in family and word not in given)
    if family:
        return (_parts(family, rest, father),)
    if len(rest) > 1 and not father and ends_like_patronymic(rest[-1]):
        rest, father = rest[:-1], rest[-1:]
    return (_parts(rest[-1:], given, father),)


def arrangements(record: Record) -> tuple[Parts, ...]:
    """How the name can be read, likeliest first, at least one, at most three: a bare `Іван Богдан` can be read in two ways."""
    return _arrange(record.name, record.family_name, record.given_name, record.patronymic)[
        :_MOST_ARRANGEMENTS
    ]
