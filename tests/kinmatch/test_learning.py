"""Weights out of pairs: EM finds the rates that invented pairs were made by, and says what `compare` says."""

from itertools import pairwise
from math import log2

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from misheard_people import people

from kinmatch import Code, Frequencies, Record, compare
from kinmatch.learning import Observed, bits_of, learn, observe, odds, template
from kinmatch.weights import KIN_BITS, SHIPPED

CODES = tuple(Code)
ALSO = ("badge", "job")
FIELDS = {
    "sex": {Code.SAME: (0.97, 0.5), Code.DIFFERENT: (0.03, 0.5)},
    "unit": {
        Code.SAME: (0.5, 0.002),
        Code.SAME_NUMBER: (0.2, 0.01),
        Code.ALIKE: (0.1, 0.03),
        Code.DIFFERENT: (0.2, 0.958),
    },
    "birth_place": {Code.SAME: (0.8, 0.003), Code.PART: (0.1, 0.01), Code.DIFFERENT: (0.1, 0.987)},
    "birth_date": {
        Code.SAME_DAY: (0.7, 0.0005),
        Code.ONE_DIGIT: (0.15, 0.003),
        Code.SAME_YEAR: (0.1, 0.03),
        Code.DIFFERENT: (0.05, 0.9665),
    },
}


def invented(count, side, chance):
    """So many pairs by the rates above: of one person where `side` is 0, of two where it is 1."""
    rows = tuple(FIELDS)
    codes = np.empty((count, len(rows)), np.int8)
    for place, row in enumerate(rows):
        rates = np.array([rate[side] for rate in FIELDS[row].values()])
        places = [CODES.index(code) for code in FIELDS[row]]
        codes[:, place] = chance.choice(places, count, p=rates / rates.sum())
    nothing = np.zeros((count, len(rows)))
    doubts = np.full(count, CODES.index(Code.MISSING), np.int8)
    return Observed(
        rows,
        codes,
        nothing,
        nothing.astype(np.int16),
        nothing.astype(np.float32),
        doubts,
        np.zeros((*nothing.shape, 2), np.int32),
        (("", ""),),
    )


def together(*some):
    return Observed(
        some[0].rows,
        *(
            np.concatenate([getattr(one, name) for one in some])
            for name in ("codes", "shares", "more", "plus", "doubts", "words")
        ),
        some[0].vocabulary,
    )


@pytest.mark.parametrize("labelled", [False, True])
def test_the_rates_that_pairs_were_made_by_are_found_again(labelled):
    chance = np.random.default_rng(7)
    every = together(invented(4_000, 0, chance), invented(996_000, 1, chance))
    # Candidates agree in the date, the unit or the place.
    likely = np.flatnonzero((every.codes[:, 1:] != CODES.index(Code.DIFFERENT)).any(axis=1))
    same = likely < 4_000
    random = chance.choice(1_000_000, 100_000, replace=False)
    found = learn(
        every.taken(likely), every.taken(random), SHIPPED,
        pairs=1_000_000, seekers=4_000, agreeing={}, same=same if labelled else None,
    )  # fmt: skip
    for row, rates in FIELDS.items():
        for code, (m, u) in rates.items():
            assert found.weights.of(row)[code] == pytest.approx(log2(m / u), abs=0.6), (row, code)
    assert found.prior_bits == pytest.approx(log2(0.004), abs=0.2)
    # Sure pairs are sure, and the doubtful are right as often as is said.
    assert float(found.probabilities[same].mean()) > 0.6
    if not labelled:
        middle = (found.probabilities > 0.3) & (found.probabilities < 0.7)
        assert same[middle].mean() == pytest.approx(found.probabilities[middle].mean(), abs=0.05)


def test_no_pairs_leave_the_shipped_weights():
    nothing = invented(0, 0, np.random.default_rng(1))
    found = learn(nothing, nothing, SHIPPED, pairs=0, seekers=0, agreeing={})
    assert found.weights.fields["birth_date"] == SHIPPED.fields["birth_date"]
    assert found.weights.kin == KIN_BITS


def test_a_handful_of_pairs_hardly_moves_the_shipped_weights():
    chance = np.random.default_rng(2)
    found = learn(invented(3, 0, chance), invented(10, 1, chance), SHIPPED, pairs=10, seekers=3, agreeing={})
    for row in FIELDS:
        for code, bits in SHIPPED.of(row).items():
            assert found.weights.of(row)[code] == pytest.approx(bits, abs=1.5), (row, code)


def test_where_partners_are_rare_a_doubt_about_kinship_weighs_more():
    chance = np.random.default_rng(3)
    candidates = together(invented(50, 0, chance), invented(20_000, 1, chance))
    strangers = invented(20_000, 1, chance)
    rare = learn(candidates, strangers, SHIPPED, pairs=2_000_000, seekers=2_000, agreeing={})
    assert rare.weights.kin[Code.TWINS] < KIN_BITS[Code.TWINS] - 2


NAMES = [
    "Галаган Олександр",
    "HALAHAN",
    "Саша Галаган",
    "О. Галаган",
    "Іван Шевченко",
    "Роман Богдан",
    "",
    "ﷺ",
    "\x00",
]
texts = st.sampled_from(
    ["", "57 бригада", "57 OMPBr", "Одеса", "Odesa", "Ш" * 10_000, "😀", "\u202eабв", "\ud800"]
)
records = st.builds(
    Record,
    name=st.sampled_from(NAMES), patronymic=st.sampled_from(["", "Петрович", "П.", "Іванович"]),
    birth_date=st.sampled_from(
        ["", "1994", "1994-03-05", "1994-05-03", "~1994", "1960-01-01", "1994-99-01", "весна 1994"]
    ),
    birth_place=texts, unit=texts, sex=st.sampled_from(["", "m", "ж"]),
    age=st.sampled_from(["", "25-30"]), said_on=st.sampled_from(["", "2023"]),
    height=st.sampled_from(["", "180", "165-170 см"]), hair=st.sampled_from(["", "русяве", "чорне"]),
    marks=st.sampled_from(["", "tattoo: wolf on the left forearm", "наколка волка на левой руке", "без левой руки"]),
    event_place=texts,
    also=st.fixed_dictionaries({"badge": texts, "job": texts}),
)  # fmt: skip
COUNTED = Frequencies.of([
    Record(name=name, birth_place="Одеса", also={"badge": "57 OMPBr", "job": "Odesa"}) for name in NAMES
])  # fmt: skip


@given(records, records)
@settings(max_examples=300, deadline=None)
def test_a_learnt_comparison_is_symmetric_and_equals_the_sum_over_arrays(left, right):
    weights = template(ALSO, COUNTED)
    there = compare(left, right, COUNTED, prior_bits=-9.0, weights=weights)
    back = compare(right, left, COUNTED, prior_bits=-9.0, weights=weights)
    assert (there.bits, there.probability) == (back.bits, back.probability)
    bits, (doubt,) = odds(observe([(left, right)], COUNTED, weights), weights, -9.0)
    assert bits[0] == pytest.approx(there.bits, abs=0.01)
    assert doubt in {None, *(reason.code for reason in there.reasons)} or there.bits <= KIN_BITS[doubt]


def test_a_rare_value_of_a_further_column_says_more_than_a_frequent_one():
    told = [Record(id=str(at), name="Галаган Іван", also={"job": "fitter" if at % 9 else f"rare {at}"})
            for at in range(2_000)]  # fmt: skip
    counted = Frequencies.of(told)
    weights = template(("job",), counted)

    def bits(job):
        pair = [Record(name="Мірошник", also={"job": job})] * 2
        return next(r.bits for r in compare(*pair, counted, weights=weights).reasons if r.field == "job")

    assert bits("rare 9") > bits("fitter") + 6
    assert bits("Fitter") == bits("fitter")


def test_a_number_that_identifies_ends_a_doubt_about_twins_and_nothing_else_does():
    told = [
        Record(id=str(at), name=f"Галаган {at}", also={"badge": f"{at:05}", "job": str(at % 7)})
        for at in range(1_500)
    ]
    counted = Frequencies.of(told)
    weights = template(ALSO, counted)
    assert weights.identifying == {"also:badge"}

    def twins(badge, job):
        return compare(
            Record(name="Галаган Іван", birth_date="1994-03-05", also={"badge": "00001", "job": "1"}),
            Record(name="Галаган Роман", birth_date="1994-03-05", also={"badge": badge, "job": job}),
            counted,
            weights=weights,
        ).reasons[-1].code  # fmt: skip

    assert twins("00001", "1") is not Code.TWINS
    assert twins("00002", "1") is Code.TWINS
    assert twins("", "1") is Code.TWINS


def test_shares_can_be_counted_anew_without_comparing_anew():
    some = people(60, seed=5)
    pairs = list(pairwise(some)) + [(one, one) for one in some]
    few, many = Frequencies.of(some), Frequencies.of(some * 50)
    weights = template((), few)
    again = observe(pairs, few, weights).by(many)
    assert bits_of(again, weights) == pytest.approx(bits_of(observe(pairs, many, weights), weights), abs=0.01)
