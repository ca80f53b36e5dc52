"""Recall on a small invented registry does not fall. The floors are what the engine did when they
were set, less one question; whoever makes the engine better raises them.
bench/bench_search.py measures at a country's size, beside peers.
"""

from collections import Counter

import pytest
from bench.invented.registry import COLUMNS, rows

from kinmatch import Record, Snapshot

ROWS, QUESTIONS = 5_000, 300
NARROW = {"name", "family_name", "given_name", "patronymic", "birth_date"}
#: Fields, and the least share of questions whose row comes first, and among ten.
FLOORS = {"all": (0.973, 0.976), "narrow": (0.973, 0.976)}


@pytest.fixture(scope="module")
def asked():
    """Rows, questions and answers: what listed people's families ask, and as many questions about others."""
    questions, truths = [], []

    def ask(question, truth):
        questions.append(dict(zip(COLUMNS, question, strict=True)))
        truths.append(truth)

    listed = rows(ROWS, ask, questions=QUESTIONS, unmatched=QUESTIONS, kin=40, seed=1943)
    return [dict(zip(COLUMNS, row, strict=True)) for row in listed], questions, truths


def record(row, fields):
    return Record(id=row["id"], **{name: word for name, word in row.items() if name in fields})


@pytest.fixture(scope="module", params=list(FLOORS))
def searched(request, asked):
    """By which fields, and of each answer with its hits."""
    listed, questions, truths = asked
    fields = NARROW if request.param == "narrow" else set(COLUMNS) - {"id"}
    registry = Snapshot.of(record(row, fields) for row in listed)
    found = [registry.search(record(question, fields)) for question in questions]
    return request.param, list(zip(truths, found, strict=True))


def test_recall_does_not_fall(searched):
    fields, answers = searched
    ranks = [[hit.id for hit in hits] for truth, hits in answers if truth.kind == "plain"]
    right = [truth.id for truth, _ in answers if truth.kind == "plain"]
    first = sum(ids[:1] == [one] for ids, one in zip(ranks, right, strict=True)) / QUESTIONS
    ten = sum(one in ids[:10] for ids, one in zip(ranks, right, strict=True)) / QUESTIONS
    least_first, least_ten = FLOORS[fields]
    assert first >= least_first, f"recall@1 is {first:.3f}"
    assert ten >= least_ten, f"recall@10 is {ten:.3f}"


def test_a_stranger_is_seldom_said_to_be_listed(searched):
    _, answers = searched
    sure = Counter(truth.kind for truth, hits in answers if hits and hits[0].comparison.probability >= 0.5)
    assert sure["not listed"] <= 0.02 * QUESTIONS
    assert sure["plain"] >= 0.9 * QUESTIONS
