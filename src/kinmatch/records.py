"""What one source says of one person, and which word of a name plays which part."""

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
_PAIR = 2  # words of a bare given name and surname


@dataclass(frozen=True, slots=True)
class Record:
    """What one source says of one person. Every field is text as it was written, `""` where nothing is said.

    `name` is the whole name in any order and any script; the other name fields go before it where they are
    filled. `birth_date` is YYYY, YYYY-MM or YYYY-MM-DD, with `~` before it if approximate, or YYYY/YYYY;
    anything else is kept and counts as no evidence. `sex` is any word of which the first letter tells (m,
    f, ч, ж, м). `also` holds further columns by name.
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
        """A record out of a row. `mapping` names the column that holds a field of ours; other fields are
        taken from the column of their own name, and are `""` if there is none.
        """
        columns = mapping or {}
        told = {name: str(row.get(columns.get(name, name)) or "").strip() for name in FIELDS}
        return cls(**told, also={name: str(row.get(name) or "").strip() for name in also})


# Words that stand beside a name and are no part of it.
_TITLES: Final = (
    "рядовий рядовой солдат матрос капрал сержант старшина прапорщик мічман лейтенант капітан капитан "
    "майор підполковник подполковник полковник генерал молодший старший младший пан пані private "
    "sergeant lieutenant captain major colonel general mr mrs miss sir dr prof rev hon rt lord lady "
    "baronet jr senior "
)
_TITLE_WORDS: Final = frozenset(_TITLES.split())


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


def _with_patronymic(whole: tuple[str, ...]) -> tuple[Parts, ...]:
    places = [place for place in range(1, len(whole)) if ends_like_patronymic(whole[place])]
    if not places:
        return ()
    # Володимир Кирилович Козурович: the true one stands behind a given name and holds a father's name.
    place = min(places, key=lambda at: (not fathers_of(whole[at]), not names_of(whole[at - 1]), -at))
    word, before = whole[place], whole[place - 1]
    if len(whole) > _PAIR:
        return (Parts(_halves(whole[: place - 1] + whole[place + 1 :]), (before,), (word,)),)
    if names_of(before) and fathers_of(word):  # Роман Абрамович: a patronymic or a surname
        return (Parts((), (before,), (word,)), _parts((word,), (before,)))
    return ()


def _with_initials(whole: tuple[str, ...]) -> tuple[Parts, ...]:
    initials = tuple(word for word in whole if len(word) == 1)
    full = tuple(word for word in whole if len(word) > 1)
    if not initials or not full:
        return ()
    if len(full) > 1 and names_of(full[0]):
        return (_parts(full[-1:], full[:-1]),)  # William J. Watts
    if len(initials) == 1 and names_of(full[0]):
        return (_parts(initials, full), _parts(full, initials))  # Саша Г. in a post
    return (_parts(full, initials),)


def _by_given_name(whole: tuple[str, ...]) -> tuple[Parts, ...]:
    family_last, family_first = _parts(whole[-1:], whole[:-1]), _parts(whole[:1], whole[1:])
    first, last = bool(names_of(whole[0])), bool(names_of(whole[-1]))
    if first and not last:
        return (family_last,)
    if last and not first:
        return (_parts(whole[:1], whole[:0:-1]),)
    return (family_last, family_first)


def _read_whole(name: str) -> tuple[Parts, ...]:
    family, comma, rest = name.partition(",")
    if comma and (surname := words(family)) and (given := words(rest)):
        return (_parts(surname, given),)
    whole = words(name)
    whole = tuple(word for word in whole if word not in _TITLE_WORDS) or whole
    if len(whole) < _PAIR:
        alone = Parts(family=_halves(whole))
        return (alone, Parts(given=whole)) if whole and full_names_of(whole[0]) else (alone,)
    return _with_initials(whole) or _with_patronymic(whole) or _by_given_name(whole)


@lru_cache(maxsize=65536)
def _arrange(name: str, family_name: str, given_name: str, patronymic: str) -> tuple[Parts, ...]:
    family, given = words(family_name), tuple(word for word in words(given_name) if word not in _TITLE_WORDS)
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
    if not family and not names_of(given[0]) and not set(words(name)) - set(given):
        # One word in the column of the given name may well be the surname.
        return (_parts((), given, father), _parts(given[-1:], given[:-1], father))
    rest = tuple(word for word in words(name) if word not in family and word not in given)
    if family:
        return (_parts(family, rest, father),)
    if len(rest) > 1 and not father and ends_like_patronymic(rest[-1]):
        rest, father = rest[:-1], rest[-1:]
    return (_parts(rest[-1:], given, father),)


def arrangements(record: Record) -> tuple[Parts, ...]:
    """How the name can be read, likeliest first, one to three ways: `Іван Богдан` has two."""
    return _arrange(record.name, record.family_name, record.given_name, record.patronymic)[
        :_MOST_ARRANGEMENTS
    ]
