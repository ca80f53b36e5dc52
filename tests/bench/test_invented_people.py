"""The invented registry and its questions are what the benches say of them."""

import csv
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import pytest
from bench.invented.names import MEN, MEN_OF, patronymic
from bench.invented.registry import COLUMNS, rows
from bench.invented.slips import told_date, typo, wrong_digit
from bench.invented.spelling import RU, SYSTEMS, UK, Style, romanised, written
from bench.invented.surnames import of_woman, shares, surname

from kinmatch import fold

BENCH = Path(__file__).parents[2] / "bench"


def made(size=2000, **more):
    """Rows, questions and answers."""
    questions, truths = [], []

    def ask(question, truth):
        questions.append(dict(zip(COLUMNS, question, strict=True)))
        truths.append(truth)

    told = {"questions": 300, "unmatched": 100, "kin": 40, "seed": 7} | more
    listed = [dict(zip(COLUMNS, row, strict=True)) for row in rows(size, ask, **told)]
    return listed, questions, truths


def name_of(row):
    return row["name"] or " ".join(row[part] for part in ("family_name", "given_name", "patronymic"))


def test_same_seed_makes_the_same_people_and_another_seed_others():
    one = made()
    assert made() == one
    assert made(seed=8)[0] != one[0]


def test_registry_is_half_cyrillic_and_every_row_has_a_name_and_its_own_id():
    listed, _, _ = made(4000)
    cyrillic = sum(any("Ѐ" <= letter <= "ӿ" for letter in name_of(row)) for row in listed)
    assert 0.45 < cyrillic / len(listed) < 0.55
    assert all(name_of(row).strip() for row in listed)
    assert len({row["id"] for row in listed}) == 4000


def test_surnames_are_as_uneven_as_in_life():
    added = shares()
    assert 0.002 < added[0] < 0.004
    assert 0.28 < added[999] < 0.42
    assert len({surname(rank).forms for rank in range(20_000)}) > 15_000


def test_answers_name_rows_of_the_registry_and_the_not_listed_have_none():
    listed, questions, truths = made()
    ids = {row["id"] for row in listed}
    kinds = Counter(truth.kind for truth in truths)
    assert kinds["plain"] == 300
    assert kinds["not listed"] == 100
    assert sum(kinds.values()) == 440
    for question, truth in zip(questions, truths, strict=True):
        assert question["id"] == truth.query_id
        assert (truth.id in ids) == (not truth.kind.endswith("not listed"))
        assert (truth.decoy_id in ids) == truth.kind.startswith(("twin", "son"))
        assert not truth.decoy_id or truth.decoy_id != truth.id


def test_in_a_clean_registry_twins_share_a_birthday_and_a_namesake_father_is_older():
    listed, _, truths = made(dirty=False)
    by_id = {row["id"]: row for row in listed}
    for truth in truths:
        if truth.kind == "twin, both listed":
            assert by_id[truth.id]["birth_date"] == by_id[truth.decoy_id]["birth_date"]
        if truth.kind == "son, both listed":
            assert by_id[truth.id]["birth_date"] > by_id[truth.decoy_id]["birth_date"]


def test_families_slip_as_often_as_is_said():
    listed, questions, truths = made(20_000, questions=4000, dirty=False)
    by_id = {row["id"]: row for row in listed}
    dates = Counter(truth.date for truth in truths)
    every = sum(dates.values())
    assert 0.47 < dates["exact"] / every < 0.53
    assert 0.09 < dates["missing"] / every < 0.15
    assert 0.46 < sum(not row["birth_place"] for row in questions) / every < 0.54
    assert 0.29 < sum(bool(row["unit"]) for row in questions) / every < 0.38
    in_columns = [row for row in questions if row["family_name"]]
    assert 0.45 < sum(not row["patronymic"] for row in in_columns) / len(in_columns) < 0.55
    same = sum(
        bool(truth.id) and fold(name_of(by_id[truth.id])).isascii() == fold(name_of(row)).isascii()
        for row, truth in zip(questions, truths, strict=True)
    )
    assert same / every > 0.5  # half in the row's own spelling, and of the rest some in its script


def test_more_questions_than_rows_are_refused():
    with pytest.raises(ValueError, match="20 rows bear 10 questions"):
        made(20)


@pytest.mark.parametrize(
    ("word", "system", "tongue", "latin"),
    [
        ("Згурський", "kmu55", UK, "Zghurskyi"),
        ("Єнакієве", "kmu55", UK, "Yenakiieve"),
        ("Щербаков", "passport", RU, "Shcherbakov"),
        ("Елизавета", "bgn", RU, "Yelizaveta"),
        ("Щукин", "iso9", RU, "Ŝukin"),
        ("Жуковський", "scientific", UK, "Žukovsʹkyj"),
        ("Пушкин", "french", RU, "Pouchkine"),
        ("Хрущёв", "german", RU, "Chruschtschjow"),
        ("Шевченко", "german", UK, "Schewtschenko"),
        ("Лещенко", "polish", UK, "Leszczenko"),
        ("Вишневський", "polish", UK, "Wysznewski"),
        ("Чайковская", "soviet", RU, "Tchaikovskaia"),
    ],
)
def test_romanisations_are_those_of_their_standards(word, system, tongue, latin):
    assert romanised(word, system, tongue, 0) == latin


def test_every_romanisation_leaves_no_cyrillic_letter():
    for name, system in SYSTEMS.items():
        for tongue in system.tongues:
            for letters in ("абвгґдеєёжзиіїйклмнопрстуўфхцчшщъыьэюя'", "Гречаний", "М'ясоєдов"):
                for writer in range(4):
                    latin = written(letters, Style(tongue, name, writer))
                    assert not any("Ѐ" <= letter <= "ӿ" for letter in latin), (name, latin)


def test_slips_change_what_they_touch():
    chance = Random(3)  # noqa: S311  # invented people need no secret chance
    for word in ("Галаган", "HALAHAN", "Щур"):
        assert all(typo(word, chance) != word for _ in range(200))
    born = date(1994, 3, 7)
    assert all(date.fromisoformat(wrong_digit(born, chance)) != born for _ in range(200))
    assert {kind for _ in range(500) for _, kind in [told_date(born, chance)]} == {
        "exact", "missing", "year", "off by years", "swapped", "digit", "off by days",
    }  # fmt: skip


def test_daughters_bear_their_fathers_names_as_daughters_do():
    by_name = {name.forms[UK]: name for name in MEN}
    for father, in_ukrainian, in_russian in (
        ("Олександр", "Олександрівна", "Александровна"),
        ("Сергій", "Сергіївна", "Сергеевна"),
        ("Ілля", "Іллівна", "Ильинична"),
        ("Микита", "Микитівна", "Никитична"),
        ("Лев", "Львівна", "Львовна"),
    ):
        assert patronymic(by_name[father], woman=True, tongue=UK) == in_ukrainian
        assert patronymic(by_name[father], woman=True, tongue=RU) == in_russian
    assert of_woman("Вишневський") == "Вишневська"
    assert of_woman("Белый") == "Белая"
    assert of_woman("Шевченко") == "Шевченко"
    assert all(names for names, _ in MEN_OF.values())


def test_command_writes_files_that_kinmatch_reads(tmp_path):
    command = [sys.executable, BENCH / "people.py", "--rows=200", "--questions=20", f"--out={tmp_path}"]
    subprocess.run(command, check=True)
    for name, count in (("registry", 200), ("questions", 20), ("truth", 20)):
        with (tmp_path / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            assert len(list(csv.DictReader(file))) == count
    refused = subprocess.run([*command, "--questions=101"], capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert "200 rows bear 100 questions" in refused.stderr
