"""Short strings of which two records of one person share at least one: candidates are fetched by them.

Each kind of key survives some fault. Together they bear a wrong letter in the surname, a diminutive, an
initial, swapped names, a date with day and month swapped, a wrong day or a wrong year, and a date or
patronymic that is not there.
"""

from collections.abc import Iterator
from zlib import crc32

from kinmatch.birth_dates import BirthDate, read_birth_date
from kinmatch.description_keys import description_keys
from kinmatch.folding import fold
from kinmatch.given_names import TABLE, fathers_of, full_names_of, initials_of, names_of
from kinmatch.records import Parts, Record, arrangements
from kinmatch.skeletons import consonants, skeleton

_LONGEST_KEY = 24
_MOST_KEYS = 32
_MOST_ALSO = 16  # keys of further columns beside them
_LONGEST_VALUE = 200
_PART = 8  # letters of a name that go into a key
_SHORTEST_CUT = 3  # consonants: with fewer, a surname less one letter fits too many
_LONGEST_SPAN = 6  # years of an approximate date that get keys of their own


def blocking_keys(record: Record) -> frozenset[str]:
    """Some 8 to 25 keys, never more than 32, of at most 24 ASCII characters, for a name; at most 40 more where
    a body or an event is described, with a name or without; and one for every further column that is filled,
    16 at most. None if there is nothing of these.

    None is a date, a given name or a first letter alone: those are shared by far too many. The commonest
    key is a frequent surname alone, kept for records that know nothing else. Keys tell names and dates, and
    are to be kept and erased as the record is.
    """
    born = read_birth_date(record.birth_date)
    keys: dict[str, None] = {}
    for parts in arrangements(record):
        keys.update(dict.fromkeys(_keys(parts, born)))
    named = (key[:_LONGEST_KEY] for key in list(keys)[:_MOST_KEYS])
    return frozenset((*named, *_also_keys(record))) | description_keys(record)


def _also_keys(record: Record) -> list[str]:
    """Whole values of further columns: a rare one finds a record of which name and date are both ruined."""
    filled = ((name, fold(told[:_LONGEST_VALUE])) for name, told in sorted(record.also.items()) if told)
    return [f"a{crc32(f'{name}={value}'.encode(errors='replace')):08x}" for name, value in filled if value][
        :_MOST_ALSO
    ]


def _keys(parts: Parts, born: BirthDate | None) -> Iterator[str]:
    surnames = [key for word in parts.family if len(word) > 1 and (key := skeleton(word))]
    bare = [consonants(key)[:_PART] for key in surnames]
    given = _given_keys(parts.given[:1])
    fathers = _father_keys(parts.patronymic)
    initials = sorted(initial for word in parts.given[:1] for initial in initials_of(word))[:4]
    yield from _undated(parts, surnames, bare, given, fathers)
    yield from (f"i{surname[: 2 * _PART]}.{initial}" for surname in surnames for initial in initials)
    if born:
        yield from _dated(bare, given, initials, born)
        yield from (f"f{name}.{father}.{born.first}" for father in fathers for name in given)
    for heard in bare[:1]:
        for name in given[:2]:
            yield from _with_a_letter_less(heard, name)


def _undated(
    parts: Parts, surnames: list[str], bare: list[str], given: list[str], fathers: list[str]
) -> Iterator[str]:
    for surname, heard in zip(surnames, bare, strict=True):
        yield f"s{surname[: 2 * _PART]}"
        yield from (f"g{heard}.{name}" for name in given)
        yield from (f"p{heard}.{father}" for father in fathers)
    if len(bare) > 1:
        yield f"s{skeleton(''.join(parts.family))[: 2 * _PART]}"
    if parts.family and parts.given:
        pair = sorted(consonants(skeleton(word))[:_PART] for word in (parts.family[0], parts.given[0]))
        yield f"w{pair[0]}.{pair[1]}"
    for heard in bare[:1]:
        yield from (f"f{name}.{father}.{heard[:1]}" for father in fathers for name in given)


def _dated(bare: list[str], given: list[str], initials: list[str], born: BirthDate) -> Iterator[str]:
    if born.day:
        # Clerks swap day and month, so that a key holds them in order of size.
        low, high = sorted((born.month, born.day))
        date, day = f"{born.first}{low:02}{high:02}", f"{low:02}{high:02}"
        yield from (f"d{date}.{name}" for name in given[:3])
        yield from (f"d{date}.{initial}" for initial in initials)
        for heard in bare:
            yield f"d{date}.{heard[:2]}"
            yield f"m{day}.{heard[:4]}"
    for heard in bare[:1]:
        # Two sets of pairs of years, so that neighbours share one.
        for year in range(born.first, min(born.last, born.first + _LONGEST_SPAN - 1) + 1):
            yield f"y{year // 2}e{heard}"
            yield f"y{(year + 1) // 2}o{heard}"


def _with_a_letter_less(heard: str, name: str) -> Iterator[str]:
    """A surname with a wrong, lost or added consonant meets the right one when each loses a letter."""
    yield f"x{heard}.{name}"
    if len(heard) >= _SHORTEST_CUT:
        yield from (f"x{heard[:place]}{heard[place + 1 :]}.{name}" for place in range(len(heard)))


def _given_keys(given: tuple[str, ...]) -> list[str]:
    """A key for each name the word may stand for: Саша gives the three commonest it is short for."""
    keys = []
    for word in given:
        known = full_names_of(word) or names_of(word)
        keys += [
            f"{number}" for number in sorted(known, key=lambda number: (-TABLE[number].share, number))[:3]
        ]
        if not known and len(word) > 1:
            keys.append(consonants(skeleton(word))[:4])
    return keys


def _father_keys(patronymic: tuple[str, ...]) -> list[str]:
    keys = []
    for word in patronymic:
        known = fathers_of(word) or full_names_of(word)
        keys += [f"{number}" for number in sorted(known)[:2]]
        if not known and len(word) > 1:
            keys.append(consonants(skeleton(word))[:4])
    return keys
