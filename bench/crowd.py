"""A registry of a country's size: invented people with some forty thousand surnames, written as fast as may be.

A tenth of a per cent of them share the commonest surname, as in real lists; given names, places and dates come from the
demonstration. What the product writes through its commands is written here in bulk: rows, search keys, pairs, files.
"""

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from django.db import connection, transaction
from django.utils import timezone

from kinline.audit.rules import WORKER
from kinline.demo.people import Soldier, as_family_tells, as_list_tells, invent
from kinline.inquiries.choices import InquiryState, Origin
from kinline.inquiries.models import Inquiry, Seeker
from kinline.inquiries.rules import luhn_digit
from kinline.registry.choices import LawfulBasis, Purpose, Reliability, SaidFate, SourceKind
from kinline.registry.facts import Basis, Source
from kinline.registry.models import Arrival, Description, Person, SearchRow
from kinline.registry.words import Word, row_of
from kinline.suggestions.indexing import advance_index
from kinline.suggestions.models import SearchKey, Suggestion
from kinline.suggestions.rules import kind_of_pair, search_keys

ROWS_AT_ONCE = 2000
#: Every fiftieth description is a family's; every fifth of a list makes a pair with the one before it.
FAMILY_EVERY, PAIR_EVERY = 50, 5
_STEMS = tuple(
    first + second
    for first in "бвгдзклмнпрст"
    for second in "аеио"
    if first + second not in {"ги", "зи", "ке"}
)
_ENDS = (("енко", "енко"), ("ук", "ук"), ("ський", "ский"), ("чак", "чак"), ("ів", "ов"), ("ко", "ко"))
_FATES = (SaidFate.MISSING, SaidFate.CAPTURED, SaidFate.CAPTURED, SaidFate.WOUNDED, SaidFate.DEAD)
_KINDS = (SourceKind.CAPTURE_CARD, SourceKind.HOSPITAL_LIST, SourceKind.OFFICIAL_LIST, SourceKind.GRAVE)


def surnames() -> list[tuple[str, str]]:
    """Some forty thousand, each as (Ukrainian, Russian), in an order that says nothing."""
    found = [
        (f"{first}{second}л{end[0]}".capitalize(), f"{first}{second}л{end[1]}".capitalize())
        for first, second in itertools.product(_STEMS, repeat=2)
        for end in _ENDS
    ] + [
        (
            f"{first}{second}{third[:1]}{end[0]}".capitalize(),
            f"{first}{second}{third[:1]}{end[1]}".capitalize(),
        )
        for first, second, third in itertools.product(_STEMS, _STEMS, _STEMS[::10])
        for end in _ENDS
    ]
    found = sorted(set(found))
    Random(1).shuffle(found)
    return found


def soldiers(count: int) -> Iterator[Soldier]:
    """The same at each call."""
    chance, names = Random(1864), surnames()
    # Shares fall as one over rank: the commonest has about a thousandth of the people.
    shares = list(itertools.accumulate(1 / (rank + 100) for rank in range(len(names))))
    for _ in range(count):
        yield replace(invent(chance), family=chance.choices(names, cum_weights=shares)[0])


def some_of(count: int) -> list[Soldier]:
    """One in a thousand of the people that `fill` writes."""
    return list(itertools.islice(soldiers(count), 0, None, 1000))


def fill(count: int, *, say=print) -> None:
    """Write so many descriptions with their keys, and what comes with them. Nothing, where that is done already."""
    if Arrival.objects.filter(source_name="Crowd", complete_at__isnull=False).exists():
        return
    chance, today = Random(7), dt.date(2025, 1, 1)
    arrival = Arrival.objects.create(source_name="Crowd")
    crowd = enumerate(soldiers(count))
    made = _dropped_indexes()
    while batch := list(itertools.islice(crowd, ROWS_AT_ONCE)):
        with transaction.atomic():
            _write(batch, arrival, chance, today)
        if (batch[-1][0] + 1) % 100_000 == 0:
            say(f"  {batch[-1][0] + 1} written", flush=True)
    with connection.cursor() as cursor:
        for statement in made:
            cursor.execute(statement)
        cursor.execute("ANALYZE")
    arrival.complete_at = timezone.now()
    arrival.save(update_fields=["complete_at"])
    advance_index()


def _dropped_indexes() -> list[str]:
    """How to make the indexes of the search keys afterwards: sorting once is quicker than inserting ten millions."""
    table = SearchKey._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type='index' AND tbl_name=%s AND sql <> ''",
                [table],
            )
        else:
            cursor.execute("SET synchronous_commit = off")
            cursor.execute(
                "SET session_replication_role = replica"
            )  # rows point to rows that were just written
            cursor.execute(
                "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname NOT LIKE '%%_pkey'",
                [table],
            )
        found = cursor.fetchall()
        for name, _sql in found:
            cursor.execute(f'DROP INDEX "{name}"')
        return [sql for _name, sql in found]


def _write_keys(keys: list[tuple[int, str]]) -> None:
    """Without objects: there are several a description."""
    table = SearchKey._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(f"INSERT INTO {table} (description_id, key) VALUES (%s, %s)", keys)  # noqa: S608  # our own table
            return
        with cursor.copy(f"COPY {table} (description_id, key) FROM STDIN") as copy:
            for key in keys:
                copy.write_row(key)


def _write(batch: list[tuple[int, Soldier]], arrival: Arrival, chance: Random, today: dt.date) -> None:
    persons = Person.objects.bulk_create(Person() for _ in batch)
    now = timezone.now()
    rows = []
    for (number, soldier), person in zip(batch, persons, strict=True):
        family = number % FAMILY_EVERY == 0
        fate = SaidFate.NOTHING if family else _FATES[number % len(_FATES)]
        facts = (
            as_family_tells(soldier, chance, russian=number % 3 == 0, today=today)
            if family
            else as_list_tells(soldier, chance, fate, today)
        )
        word = Word(
            source=Source(
                kind=SourceKind.FAMILY if family else _KINDS[number % len(_KINDS)],
                name="" if family else f"List {number % 40}",
                ref="" if family else f"crowd-{number:07d}",
                reliability=Reliability.UNKNOWN,
                said_on=today,
            ),
            basis=Basis.until_due(Purpose.TRACING, LawfulBasis.CONSENT, timezone.localdate()),
            facts=facts,
        )
        row = row_of(word, person, None if family else arrival, WORKER)
        row.recorded_at = now - dt.timedelta(seconds=chance.randrange(300 * 86_400))
        rows.append(row)
    Description.objects.bulk_create(rows)
    SearchRow.objects.bulk_create(SearchRow(description=row) for row in rows)
    _write_keys([(row.pk, key) for row in rows for key in search_keys(row)])
    asked = [row for row in rows if row.source_kind == SourceKind.FAMILY]
    inquiries = Inquiry.objects.bulk_create(
        Inquiry(
            reference=f"{row.pk % 10**9:09d}{luhn_digit(f'{row.pk % 10**9:09d}')}",
            pin_hash="",
            origin=Origin.WEB,
            state=chance.choice((InquiryState.RECEIVED, InquiryState.SEARCHING, InquiryState.SEARCHING)),
            description=row,
            opened_at=row.recorded_at,
            last_word_at=row.recorded_at,
            opened_by="family",
            once_key=f"crowd-{row.pk}",
        )
        for row in asked
    )
    Seeker.objects.bulk_create(
        Seeker(inquiry=inquiry, name="Марія", language="uk", zone="Europe/Kyiv") for inquiry in inquiries
    )
    Suggestion.objects.bulk_create(
        Suggestion(
            left=left,
            right=right,
            **kind_of_pair(left, right),
            probability=0.1 + 0.89 * chance.random(),
            reasons=[],
            found_at=left.recorded_at,
        )
        for place, (left, right) in enumerate(itertools.pairwise(rows))
        if place % PAIR_EVERY == 0
    )
