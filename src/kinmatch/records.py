"""What one source says of one person, and which word of a name plays which part."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final, NamedTuple, Self

from kinmatch.folding import words
from kinmatch.given_names import ends_like_patronymic, fathers_of, full_names_of, names_of

FIELDS: Final = (
    "id", "name", "family_name", "given_name", "patronymic", "birth_date", "birth_place", "unit", "sex",
    "age", "said_on", "height", "build", "hair", "eyes", "marks", "clothing", "effects",
    "event", "event_place", "event_on",
)  # fmt: skip
# By which somebody without a name is known.
DESCRIBED: Final = (
    "age",
    "height",
    "build",
    "hair",
    "eyes",
    "marks",
    "clothing",
    "effects",
    "event_place",
    "event_on",
)
_BY_NAME: Final = frozenset({*DESCRIBED, "said_on", "event"})
_MOST_ARRANGEMENTS = 3
_PAIR = 2  # words of a bare given name and surname


@dataclass(frozen=True, slots=True)
class Record:
    """What one source says of one person. Every field is text as it was written, `""` where nothing is said.

    `name` is the whole name in any order and any script; the other name fields go before it where they are
    filled. `birth_date` is YYYY, YYYY-MM or YYYY-MM-DD, with `~` before it if approximate, YYYY/YYYY, or a
    date in words (`birth_dates.read_birth_date`); anything else is kept and counts as no evidence. `sex` is
    any word of which the first letter tells (m, f, ч, ж, м). `also` holds further columns by name.

    `age` is in years ("25", "20-30", «років 30») and counts only with the date on which it was said,
    `said_on`. `event` is a word for the last thing known of him (last contact, captured, wounded, died,
    found), with its place and date. `height` is in cm, metres, feet or a word; `marks` are tattoos, scars
    and what is missing, each with its place on the body, parted by semicolons or commas.
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
    age: str = ""
    said_on: str = ""
    height: str = ""
    build: str = ""
    hair: str = ""
    eyes: str = ""
    marks: str = ""
    clothing: str = ""
    effects: str = ""
    event: str = ""
    event_place: str = ""
    event_on: str = ""
    also: Mapping[str, str] = field(default_factory=dict, hash=False)

    @classmethod
    def from_mapping(
        cls,
        row: Mapping[str, str | None],
        mapping: Mapping[str, str] | None = None,
        also: tuple[str, ...] = (),
    ) -> Self:
        """A record out of a row. `mapping` names the column that holds a field of ours; other fields are
        taken from the column of their own name, and are `""` if there is none. A column that is named in
        `also` and describes a body is compared as a text, and not twice.
        """
        columns = mapping or {}
        told = {
            name: str(row.get(columns.get(name, name)) or "").strip()
            for name in FIELDS
            if name not in _BY_NAME or columns.get(name, name) not in also
        }
        return cls(**told, also={name: str(row.get(name) or "").strip() for name in also})


# Words that stand beside a name and are no part of it.
_TITLES: Final = (
    "рядовий рядовой солдат матрос капрал сержант старшина прапорщик мічман лейтенант капітан капитан "
    "майор підполковник подполковник полковник генерал молодший старший младший пан пані private "
    "sergeant lieutenant captain major colonel general mr mrs miss sir dr prof rev hon rt lord lady "
    "baronet jr junior senior sr phd esq monsieur madame herr frau don dona sheikh shaikh haji president präsident "
    "ефрейтор сержанта сержант-майор гвардии гв штаб старшого генерал-майор генерал-лейтенант полковника "
    "мол ст лейт серж ряд кап пол-к "
)
_TITLE_WORDS: Final = frozenset(_TITLES.split())

# Words that tie a name together, and are now written, now left out.
_TIES: Final = (
    "al el ul ur ud bin ben ibn bint de da di do del della der den van von du la le dos das af av zu ter ten "
    "аль эль ал ель ибн ібн бен бин бін де да ди ван фон дер ла ле дю "
)
_PARTICLES: Final = frozenset(_TIES.split())
_ARTICLE = re.compile(r"^(?:a[lnrsdtz]|ash|el|ul|аль?|эль?)-(?=...)|-(?:al|el|ul|ur|ud|аль|уль)(?=-)")
_SERVANT_OF = re.compile("^(?:abd[aeou][lr]|абд(?:ул|ель|ур))$")
# The word before is the father's name: Гейдар оглы, Нурлан кызы.
_SON_OR_DAUGHTER: Final = (
    "оглы оглу огли оглі угли кызы гызы қызы кизи улы уулу ұлы оғлу қизи uulu ulu uly ulı oglu ogly ogli "
    "oğlu oghlu kyzy qizi qyzy kizi gizi qızı "
)
_SON_OF: Final = frozenset(_SON_OR_DAUGHTER.split())


def _bare(told: tuple[str, ...]) -> tuple[str, ...]:
    """Without titles, particles and articles, unless there is nothing else."""
    named = tuple([word for word in told if word not in _TITLE_WORDS]) or told
    named = tuple([word for word in named if word not in _PARTICLES]) or named
    return tuple([_without_article(word) if "-" in word or word[:3] in _ABD else word for word in named])


_ABD: Final = frozenset(("abd", "абд"))


def _without_article(word: str) -> str:
    return _SERVANT_OF.sub("abd", _ARTICLE.sub("", word))


class Parts(NamedTuple):
    """Words of a name by the part they play, in lower case; halves of a double surname apart."""

    family: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    patronymic: tuple[str, ...] = ()


def stands_apart(word: str) -> bool:
    """True for a word, in lower case, that `arrangements` knows by itself and not by what kind of name it is."""
    return word in _TITLE_WORDS or word in _PARTICLES or word in _SON_OF or bool(_SERVANT_OF.match(word))


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
        return (_parts(full[-1:], tuple(word for word in whole if word != full[-1])),)  # William J. Watts
    if len(full) > 1 and names_of(full[-1]):
        return (_parts(full[:1], full[:0:-1] + initials),)  # Галаган Іван П.
    if len(initials) == 1 and names_of(full[0]):
        return (_parts(initials, full), _parts(full, initials))  # Саша Г. in a post
    return (_parts(full, initials),)


def _by_given_name(whole: tuple[str, ...]) -> tuple[Parts, ...]:
    family_last, family_first = _parts(whole[-1:], whole[:-1]), _parts(whole[:1], whole[1:])
    first, last = bool(names_of(whole[0])), bool(names_of(whole[-1]))
    if first and not last:
        return (family_last,)
    if last and not first:
        reversed_given = _parts(whole[:1], whole[:0:-1])
        return (reversed_given,) if len(whole) == _PAIR else (reversed_given, family_last)
    return (family_last, family_first)


def _with_son_of(whole: tuple[str, ...]) -> tuple[Parts, ...]:
    """Алиев Ильхам Гейдар оглы: the father's own name, and a word that says so."""
    place = next((at for at in range(1, len(whole)) if whole[at] in _SON_OF), 0)
    rest = whole[: place - 1] + whole[place + 1 :] if place else ()
    if len(rest) < _PAIR:
        return ()
    return tuple(part._replace(patronymic=whole[place - 1 : place]) for part in _by_given_name(rest))


def _read_whole(name: str) -> tuple[Parts, ...]:
    family, comma, rest = name.partition(",")
    if comma and (surname := _bare(words(family))) and (given := _bare(words(rest))):
        return (_parts(surname, given),)
    return read_words(words(name))


def read_words(told: tuple[str, ...]) -> tuple[Parts, ...]:
    """How the words of a whole name can be read, in the order in which they stand."""
    whole = tuple(dict.fromkeys(_bare(told)))
    if len(whole) < _PAIR:
        alone = Parts(family=_halves(whole))
        return (alone, Parts(given=whole)) if whole and full_names_of(whole[0]) else (alone,)
    return _with_son_of(whole) or _with_initials(whole) or _with_patronymic(whole) or _by_given_name(whole)


@lru_cache(maxsize=65536)
def _arrange(name: str, family_name: str, given_name: str, patronymic: str) -> tuple[Parts, ...]:
    family, given = _bare(words(family_name)), _bare(words(given_name))
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


_LONGEST_RUN: Final = 3
_SHORTEST_RUN: Final = 4  # letters


def _respaced(told: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """The words with those run together that the other side writes as one: Patr ushev, Patrushev."""
    plain = {word.replace("-", "") for word in other}
    found: list[str] = []
    at = 0
    while at < len(told):
        runs = (told[at : at + length] for length in range(_LONGEST_RUN, 1, -1) if at + length <= len(told))
        run = next((run for run in runs if "".join(run).replace("-", "") in plain), told[at : at + 1])
        joined = "".join(run).replace("-", "") if len(run) > 1 else run[0]
        found.append(joined if len(joined) >= _SHORTEST_RUN else run[0])
        at += len(run) if len(joined) >= _SHORTEST_RUN else 1
    return tuple(found)


@lru_cache(maxsize=16384)
def _spaced_alike(left: str, right: str) -> tuple[str, str]:
    here, there = words(left), words(right)
    if set(here) == set(there) or "," in left or "," in right:
        return left, right
    if len(here) == 1 < len(there) or len(there) == 1 < len(here):
        longer, shorter = max(here, there, key=len), min(here, there, key=len)
        if shorter[0].replace("-", "") == "".join(longer).replace("-", ""):
            return (" ".join(longer),) * 2
    spaced = _respaced(here, there), _respaced(there, here)
    return (
        left if spaced[0] == here else " ".join(spaced[0]),
        right if spaced[1] == there else " ".join(spaced[1]),
    )


def spaced_alike(left: Record, right: Record) -> tuple[Record, Record]:
    """Both records with words run together, or taken apart, where only the spaces of the whole names differ."""
    if not left.name or not right.name or left.family_name or right.family_name:
        return left, right
    here, there = _spaced_alike(left.name, right.name)
    return (
        left if here == left.name else replace(left, name=here),
        right if there == right.name else replace(right, name=there),
    )
