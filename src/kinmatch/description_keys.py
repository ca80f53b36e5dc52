"""Keys by which somebody who is described meets his description, with a name or without.

A key joins two or three things that few share: what a tattoo shows and where it is, a ring with a word in it, a
man of some age and height at a place and time. Each thing stands in several keys, so that one that is wrong or not
told costs some of them and not all.
"""

from collections.abc import Iterator
from itertools import combinations
from typing import Final

from anyascii import anyascii

from kinmatch.appearance import read_height, read_things
from kinmatch.birth_dates import read_age, read_birth_date
from kinmatch.body_words import Meaning, rarity, read
from kinmatch.marks import Mark, body_part, read_marks
from kinmatch.places import read_place
from kinmatch.records import DESCRIBED, Record

MOST_KEYS: Final = 40
BODY_KEY: Final = "n"  # how each of them begins, and no key of a name does
_LONGEST_KEY: Final = 24
_PART: Final = 8  # letters of a word that go into a key
_RARE: Final = 4.3  # bits: a thing that one in twenty has is worth a key of its own with a place
_AGE_YEARS: Final = 5
_HEIGHT_CM: Final = 6
_MOST_YEARS: Final = 12  # a wider span of ages tells too little
_MOST_BANDS: Final = 3
_HALF_YEAR, _MOST_MONTHS = 6, 12  # of an event; a wider window tells too little


def description_keys(record: Record) -> frozenset[str]:
    """At most 40 keys of at most 24 ASCII characters, every one beginning with `BODY_KEY`; none if no body, effect or
    event is described. They tell what a body looks like, and are kept and erased as the record is.
    """
    if not any(getattr(record, name) for name in DESCRIBED):
        return frozenset()
    found: dict[str, None] = {}
    for key in _keys(record):
        found[key[:_LONGEST_KEY]] = None
        if len(found) >= MOST_KEYS:
            break
    return frozenset(found)


def _ascii(word: str) -> str:
    return anyascii(word)[:_PART].strip().replace(" ", "_")


def _keys(record: Record) -> Iterator[str]:
    marks = [mark for mark in read_marks(record.marks).marks if not mark.fresh]
    ages = _ages(record)
    places = _places(record.event_place)
    marked = list(dict.fromkeys(key for mark in marks for key in _mark_keys(mark)))
    yield from (f"nm{key}" for key in marked)
    shown = sorted(
        {motif for mark in marks for motif in mark.motifs} | {_ascii(w) for m in marks for w in m.words}
    )
    yield from (f"nb{one[:_PART]}.{other[:_PART]}" for one, other in combinations(shown[:5], 2))
    things = _things(record)
    yield from (f"nt{one[:_PART]}.{other[:_PART]}" for one, other in combinations(things[:4], 2))
    sites = sorted({f"{mark.kind[:2]}{body_part(mark.site)[:4]}" for mark in marks if mark.site})
    looks = _looks(record)
    for place in places:
        yield from (f"nw{place}.{window}" for window in _windows(record.event_on))
        yield from (f"np{place}.{age}.{height}" for age in ages for height in _heights(record))
        yield from (f"nq{place}.{site}" for site in sites[:3])
        yield from (f"nq{place}.{thing[:_PART]}" for thing in things[:3])
    yield from (f"ns{one}.{other}" for one, other in combinations(sites[:4], 2))
    yield from (f"nx{motif}.{age}" for motif in shown[:4] for age in ages)
    yield from (f"ny{site}.{age}.{look}" for site in sites[:3] for age in ages for look in looks)
    if len(looks) > 1:
        both = ".".join(looks)
        yield from (f"nl{age}.{height}.{both}" for age in ages for height in _heights(record))


def _mark_keys(mark: Mark) -> Iterator[str]:
    """What it shows and the part of the body, with the side and without; a mark that shows nothing by its site."""
    part = body_part(mark.site)
    for word in mark.words:
        yield f"w{_ascii(word)}"
    for motif in mark.motifs:
        if part:
            yield f"{motif[:_PART]}.{part}"
        if rarity(Meaning("motif", motif)) > _RARE:
            yield f"{motif[:_PART]}"
    if mark.kind and mark.kind != "tattoo" and part:
        yield f"{mark.kind[:_PART]}.{mark.site}.{mark.side[:1]}"
    if len(mark.motifs) > 1:
        yield "m" + ".".join(motif[:5] for motif in mark.motifs[:3])


def _ages(record: Record) -> list[str]:
    """Bands of five years of birth that he may be of, each with its neighbour's edge, at most three."""
    born = read_birth_date(record.birth_date, record.said_on) or read_age(record.age, record.said_on)
    if born is None or born.last - born.first > _MOST_YEARS:
        return []
    bands = range(born.first // _AGE_YEARS, born.last // _AGE_YEARS + 1)
    return [str(band) for band in bands][:_MOST_BANDS]


def _heights(record: Record) -> list[str]:
    """Bands of six cm that a height within two cm of what is told may lie in, at most three."""
    told = read_height(record.height)
    if told is None:
        return []
    bands = range((told[0] - 2) // _HEIGHT_CM, (told[1] + 2) // _HEIGHT_CM + 1)
    return [str(band) for band in bands][:_MOST_BANDS]


def _places(text: str) -> list[str]:
    """The places and, where no place is named, the regions of an event."""
    told = read_place(text)
    return [_ascii(place) for place in sorted(told.towns)[:2] or sorted(told.districts | told.regions)[:1]]


def _windows(text: str) -> list[str]:
    """Half-years of an event in two sets, so that two events within three months share one; at most three."""
    told = read_birth_date(text)
    if told is None:
        return []
    first, last = told.months
    if last - first > _MOST_MONTHS:
        return []
    even = {f"e{month // _HALF_YEAR}" for month in (first, last)}
    odd = {f"o{(month + _HALF_YEAR // 2) // _HALF_YEAR}" for month in (first, last)}
    return sorted(even | odd)[:_MOST_BANDS]


def _things(record: Record) -> list[str]:
    """What he carried or wore, the rarest first."""
    known, words = read_things(record.effects)
    worn, worn_words = read_things(record.clothing)
    rare = sorted(known | worn, key=lambda thing: (-rarity(thing), thing))
    return [_ascii(word) for word in sorted(words | worn_words)][:3] + [thing.key for thing in rare]


def _looks(record: Record) -> list[str]:
    return [
        f"{field[0]}{meaning.key[:4]}"
        for field in ("hair", "eyes")
        for meaning in sorted(read(getattr(record, field), frozenset({field}))[0])[:1]
    ]
