"""A registry in a file: found are the same people, with the same bits, and a damaged file is refused."""

import random
import stat
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from misheard_people import misheard, people

from kinmatch import Frequencies, Record, Snapshot, UnusableSnapshot, compare
from kinmatch.records import arrangements
from kinmatch.snapshot import check
from kinmatch.snapshot.names import NameReader
from kinmatch.snapshot.shared_keys import KeysOfRows, SharedKeys

PEOPLE = people(3_000, seed=7)
HOSTILE = [
    Record(id="h1", name="Ш" * 10_000),
    Record(id="h2", name="Іван\0Галаган"),
    Record(id="h3", family_name="\u202eнаґалаГ", given_name="Олександр\u200f", birth_date="1994-02-30"),
    Record(id="h4", name="😀 \ud800 Галаган", birth_place="\ud83d", unit="\0"),
    Record(id="h5", name="- ' - '", patronymic="-"),
    Record(id="h6", name=" ".join(["а"] * 5_000), birth_date="0000-00-00"),
    Record(id="h7", family_name="Галаган " * 60, given_name="Іван-" * 60, birth_date="~9999"),
    Record(id="h8", given_name="кovаленко", birth_date="0001-01-01", also={"job": "тесля", "": ""}),
    Record(id="h9", family_name="ꙮ", given_name="田中", patronymic="أحمد", unit="9" * 500),
]


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("registry") / "people.kinmatch"


@pytest.fixture(scope="module")
def snapshot(path):
    return Snapshot.build(path, iter(PEOPLE))


def ids(hits):
    return [hit.id for hit in hits]


def test_nearly_all_misheard_people_are_found(snapshot):
    chance = random.Random(11)  # noqa: S311  # invented faults need no secret chance
    asked = [(person, misheard(person, chance)) for person in chance.sample(PEOPLE, 300)]
    found = [ids(snapshot.search(query)) for _, query in asked]
    first = sum(hits[:1] == [person.id] for (person, _), hits in zip(asked, found, strict=True))
    ten = sum(person.id in hits for (person, _), hits in zip(asked, found, strict=True))
    assert first >= 282
    assert ten >= 294


def test_what_a_search_says_is_what_compare_says(snapshot):
    frequencies = Frequencies.of(PEOPLE)
    by_id = {person.id: person for person in PEOPLE}
    chance = random.Random(3)  # noqa: S311
    for person in chance.sample(PEOPLE, 60):
        query = misheard(person, chance)
        for hit in snapshot.search(query):
            told = compare(query, by_id[hit.id], frequencies, prior_bits=snapshot.prior_bits)
            assert hit.comparison == told


def test_the_weighing_of_columns_comes_near_to_the_full_comparison(snapshot):
    by_id = {person.id: person for person in PEOPLE}
    chance = random.Random(5)  # noqa: S311
    apart, late = [], 0
    for person in chance.sample(PEOPLE, 100):
        query = misheard(person, chance)
        found = snapshot.candidates(query, 30)
        full = [snapshot.compare(query, by_id[identity]).bits for identity, _ in found]
        apart += [abs(told - bits) for told, (_, bits) in zip(full[:5], found, strict=False)]
        late += bool(full) and full.index(max(full)) > 2
    assert sorted(apart)[len(apart) // 2] < 0.75
    assert late <= 3


def test_no_record_of_the_registry_is_better_than_those_that_were_found(snapshot):
    chance = random.Random(17)  # noqa: S311
    missed = 0
    for person in chance.sample(PEOPLE, 12):
        query = misheard(person, chance)
        every = sorted((snapshot.compare(query, other).bits for other in PEOPLE), reverse=True)
        hits = snapshot.search(query, top=3)
        missed += sum(
            hit.comparison.bits < bits
            for hit, bits in zip(hits, every, strict=False)
            if bits > 0  # likelier he than not
        )
    assert missed == 0


def test_records_come_back_as_they_were_given(tmp_path):
    also = [replace(person, also={"job": f"job {place % 3}"}) for place, person in enumerate(PEOPLE[:50])]
    whole = [
        Record(id=f"w{place}", name=f" {p.family_name}  {p.given_name} ")
        for place, p in enumerate(PEOPLE[:9])
    ]
    given_ones = [*PEOPLE[50:60], *also, *whole, *HOSTILE]
    kept = Snapshot.build(tmp_path / "s", given_ones)
    assert [kept._rows.record(row) for row in range(len(kept))] == given_ones


def test_a_file_answers_as_the_memory_does_and_every_time_the_same(snapshot, path):
    chance = random.Random(1)  # noqa: S311
    in_memory, opened = Snapshot.of(PEOPLE), Snapshot.open(path)
    for person in chance.sample(PEOPLE, 30):
        query = misheard(person, chance)
        assert opened.search(query) == in_memory.search(query) == snapshot.search(query)
    assert opened.size_in_bytes() == path.stat().st_size


def test_numbers_stay_numbers_and_other_ids_stay_texts():
    assert ids(Snapshot.of([replace(PEOPLE[0], id="9007199254740993")]).search(PEOPLE[0])) == [
        "9007199254740993"
    ]
    mixed = [replace(PEOPLE[place], id=name) for place, name in enumerate(("7", "007", "A-7", "9" * 30))]
    assert sorted(ids(Snapshot.of(mixed).search(mixed[1], top=4)) or []) <= ["007", "7", "9" * 30, "A-7"]
    assert ids(Snapshot.of(mixed).search(mixed[1]))[0] == "007"


def test_equal_odds_come_in_order_of_ids():
    twins = [replace(PEOPLE[0], id=name) for name in ("b", "c", "a", "d")]
    assert ids(Snapshot.of(twins).search(PEOPLE[0], top=4)) == ["a", "b", "c", "d"]


def test_empty_and_smallest_registries_answer():
    empty = Snapshot.of([])
    assert len(empty) == 0
    assert empty.search(PEOPLE[0]) == []
    assert empty.candidates(PEOPLE[0], 5) == []
    assert ids(Snapshot.of([PEOPLE[0]]).search(PEOPLE[0])) == [PEOPLE[0].id]
    assert Snapshot.of([Record(id="1"), Record(id="2", birth_date="1994")]).search(PEOPLE[0]) == []


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        (Record(name="Галаган Олександр", birth_date="1994-05-03"),
         Record(name="Мірошник Саша", birth_date="1994-05-03")),
        (Record(name="Галаган Олександр"), Record(family_name="Галабан", given_name="Олександр", birth_date="1990")),
        (Record(name="Калаган Олександр"), Record(name="HALAHAN Oleksandr")),
        (Record(name="Галагна Саша"), Record(name="Oleksandr HALAHAN")),
        (Record(family_name="Ковальська", given_name="Олександр"), Record(name="Ковальський Олександр")),
        (Record(name="Левицький Іван"), Record(name="Нечуй-Левицький Іван")),
        (Record(name="Нечуй-Левицький Іван"), Record(name="Левицький Іван")),
        (Record(name="Галаган"), Record(family_name="Олександр", given_name="Галаган")),
        (Record(name="Галаган О."), Record(family_name="Олександр Галаган")),
        (Record(given_name="Іван", patronymic="Петрович", birth_date="1994"),
         Record(name="Ґжицький Іван Петрович", birth_date="1993-11-02")),
        (Record(name="Перепелиця Олександр", birth_date="1994-05-03"),
         Record(name="Саша Хто", birth_date="1994-03-05")),
        (Record(name="Перепелиця Олександр", birth_date="1994-05-03"),
         Record(name="Хто Сашко", birth_date="1984-05-03")),
    ],
)  # fmt: skip
def test_who_was_written_otherwise_is_looked_at(asked, kept):
    registry = Snapshot.of([*PEOPLE[:200], replace(kept, id="he")])
    assert "he" in {found for found, _ in registry.candidates(asked, 100)}


def test_a_name_that_thousands_bear_is_searched_by_all_that_is_known():
    crowd = [
        Record(
            id=f"c{place}",
            name="Шевченко Іван",
            birth_date=f"19{60 + place % 40}-0{1 + place % 9}-1{place % 10}",
        )
        for place in range(30_000)
    ]
    he = Record(id="he", name="Шевченко Петро", birth_date="1999-12-31")
    registry = Snapshot.of([*crowd, he])
    assert len(registry.candidates(replace(he, birth_date=""), 100_000)) <= 20_000
    assert ids(registry.search(replace(he, birth_date=""), top=1)) == ["he"]
    assert ids(registry.search(Record(name="Шевченко", birth_date="1999-12-31"), top=1)) == ["he"]


def test_a_given_name_that_no_table_knows_leaves_nobody_of_a_common_surname_out():
    crowd = [Record(id=f"c{place}", name="Шевченко Іван", birth_date="1985") for place in range(2_000)]
    registry = Snapshot.of([*crowd, Record(id="he", name="Шевченко Петро", birth_date="1963-05-22")])
    query = Record(family_name="Шевченко", given_name="Цуцулик", birth_date="1963-07-22")
    assert registry.candidates(query, 1)[0][0] == "he"


def test_rows_that_share_rare_keys_are_found_without_a_name_being_looked_up():
    keys = KeysOfRows()
    for row, person in enumerate(PEOPLE[:500]):
        keys.add(row, person)
    shared = SharedKeys(keys.arrays(), 500)
    rows, bits = shared.sharing(PEOPLE[77])
    assert rows[bits.argmax()] == 77
    assert rows.tolist() == sorted(set(rows.tolist()))
    assert shared.sharing(Record(birth_place="Калинівка"))[0].tolist() == []


def test_names_are_read_as_arrangements_reads_them():
    chance = random.Random(23)  # noqa: S311
    asked = [misheard(person, chance) for person in PEOPLE[:1_000]]
    told = [
        replace(person, family_name=person.given_name, given_name=person.family_name)
        for person in PEOPLE[:200]
    ]
    odd = [
        Record(name="сержант Галаган Іван"), Record(name="Сержант Іван Галаган"), Record(name="Галаган, Іван"),
        Record(name="Галаган Іван", patronymic="Петрович"), Record(name="Іван Іван"), Record(name="Саша Г."),
        Record(name="Галаган Гейдар оглы"), Record(name="де ла Крус Хуан"), Record(name="Іван Богдан"),
        Record(name="Галаган", patronymic="Петрович"), Record(family_name="Галаган", given_name="Петрович"),
        Record(name=" ", patronymic="Галаган"), Record(name="Галаган І. П."), Record(name="Галаган І. І."),
        Record(family_name="Галаган", given_name="Іван Петрович"),
        Record(name="Іван", family_name="Галаган"), Record(given_name="Галаган"), Record(patronymic="Петрович"),
    ]  # fmt: skip
    reader = NameReader()
    for record in [*asked, *told, *PEOPLE, *odd, *HOSTILE, *odd]:
        entries, first = reader.entries(record)
        spelt = list(reader.words)
        read = [tuple(spelt[number] for number in entry) for entry in entries]
        readings = arrangements(record)
        likeliest = readings[0]
        assert {one for one, _, _ in read[:first]} - {""} == set(likeliest.family)
        assert {two for _, two, _ in read[:first]} - {""} == set(likeliest.given)
        assert {three for _, _, three in read[:first]} - {""} == set(likeliest.patronymic[:1])
        assert {word for entry in read for word in entry} <= {
            "", *(word for parts in readings for words in parts for word in words)
        }  # fmt: skip


def test_a_snapshot_is_for_its_owner_only_and_nothing_lies_beside_it(snapshot, path):
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [other.name for other in path.parent.iterdir()] == [path.name]


def test_a_build_that_fails_leaves_the_older_snapshot(tmp_path):
    where = tmp_path / "s"
    Snapshot.build(where, PEOPLE[:5])

    def broken():
        yield PEOPLE[0]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        Snapshot.build(where, broken())
    assert len(Snapshot.open(where)) == 5
    assert [other.name for other in tmp_path.iterdir()] == ["s"]


def test_who_has_a_snapshot_open_keeps_it_when_a_newer_one_is_published(tmp_path):
    where = tmp_path / "s"
    older = Snapshot.build(where, PEOPLE[:50])
    Snapshot.build(where, PEOPLE[50:60])
    assert ids(older.search(PEOPLE[0]))[0] == PEOPLE[0].id
    assert len(Snapshot.open(where)) == 10


@pytest.mark.parametrize(
    ("spoilt", "words"),
    [
        (lambda _: b"", "no snapshot"),
        (lambda _: b"id,name\n1,a\n" * 9, "no snapshot"),
        (lambda whole: whole[:8] + b"\xff" + whole[9:], "another version"),
        (lambda whole: whole[:-1], "not whole"),
        (lambda whole: whole + b"\0", "not whole"),
        (lambda whole: whole[: len(whole) // 2], "not whole"),
        (lambda whole: whole[:40], "damaged"),
        (lambda whole: whole[:60] + bytes([whole[60] ^ 1]) + whole[61:], "damaged"),
    ],
)
def test_a_torn_or_foreign_file_is_refused_in_one_sentence(snapshot, path, tmp_path, spoilt, words):
    where = tmp_path / "spoilt"
    where.write_bytes(spoilt(path.read_bytes()))
    with pytest.raises(UnusableSnapshot, match=words) as refused:
        Snapshot.open(where)
    assert str(refused.value).startswith(str(where))
    assert str(refused.value).endswith(".")


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(UnusableSnapshot, match="No such file"):
        Snapshot.open(tmp_path / "none")


def test_a_check_reads_every_array(snapshot, path, tmp_path):
    check(path)
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 1
    (tmp_path / "spoilt").write_bytes(whole)
    with pytest.raises(UnusableSnapshot, match="damaged"):
        check(tmp_path / "spoilt")


def test_hostile_words_are_kept_and_asked_for_without_a_crash(snapshot):
    registry = Snapshot.of([*HOSTILE, *PEOPLE[:20]])
    for record in HOSTILE:
        registry.search(record)
        snapshot.search(record)


@given(st.text(max_size=60), st.text(max_size=30), st.text(max_size=12), st.text(max_size=12))
@settings(max_examples=60, deadline=None)
def test_any_text_can_be_kept_and_asked_for(name, family, given_name, birth_date):
    record = Record(id="x", name=name, family_name=family, given_name=given_name, birth_date=birth_date)
    registry = Snapshot.of([record, PEOPLE[0]])
    assert registry._rows.record(0) == record
    assert all(hit.id in {"x", PEOPLE[0].id} for hit in registry.search(record))
