"""Figures of the benches are what they are said to be."""

import pytest
from bench.judging import false_suggestions, joined_kin, judged, pairwise, recalls, reliability


def answer(kind, right="", decoy=""):
    return {"kind": kind, "id": right, "decoy_id": decoy}


def test_recall_counts_listed_people_only_and_stops_where_a_tool_was_stopped():
    truth = [answer("plain", "a"), answer("not listed"), answer("plain", "b"), answer("plain", "c")]
    found = [[("a", None)], [("x", None)], [("x", None), ("b", None)]]
    assert recalls(found, truth) == (0.5, 1.0)
    assert recalls([], truth) == (0.0, 0.0)


def test_false_suggestions_are_weighed_as_if_95_of_100_were_strangers():
    truth = [answer("plain", f"p{at}") for at in range(20)] + [answer("not listed")] * 10
    listed = [[(f"p{at}", 0.9 - at / 100)] for at in range(20)]
    strangers = [[("p1", 0.80), ("p2", 0.1)]] + [[("p3", 0.5)]] * 9
    limit, recall, rate = false_suggestions([*listed, *strangers], truth)
    assert limit == pytest.approx(0.72)  # the nineteenth of twenty
    assert recall == 0.95
    assert rate == pytest.approx(0.95 * 1 / 10)


def test_where_95_of_100_are_never_found_the_lowest_probability_counts():
    truth = [answer("plain", "a"), answer("plain", "b"), answer("not listed")]
    limit, recall, rate = false_suggestions([[("a", 0.4)], [], [("a", 0.5)]], truth)
    assert (limit, recall, rate) == (0.4, 0.5, 0.95)


def test_kin_are_joined_when_they_come_first_and_likely():
    truth = [answer("twin, not listed", "", "t"), answer("son, both listed", "s", "f"), answer("plain", "p")]
    assert joined_kin([[("t", 0.6)], [("f", 0.4)], [("t", 0.9)]], truth) == (1, 2)


def test_reliability_is_the_share_that_was_right_in_each_tenth():
    truth = [answer("plain", "a")] * 4
    found = [[("a", 0.91)], [("a", 0.95)], [("b", 0.93)], [("b", 0.11), ("c", None)]]
    (low, low_right, low_rows), (high, high_right, high_rows) = reliability(found, truth)
    assert (low, low_right, low_rows) == (0.11, 0.0, 1)
    assert (high, high_right, high_rows) == (pytest.approx(0.93), pytest.approx(2 / 3), 3)


def test_pairs_are_judged_from_one_half_and_at_their_best():
    true = {("a", "1"), ("b", "2"), ("c", "3"), ("d", "4")}
    pairs = [("a", "1", 0.9), ("b", "9", 0.6), ("b", "2", 0.4), ("c", "3", 0.4), ("d", "8", 0.1)]
    found = judged(pairs, true)
    assert (found["precision"], found["recall"]) == (0.5, 0.25)
    assert found["f1"] == pytest.approx(2 * 1 / 6)
    assert found["best_f1"] == pytest.approx(2 * 3 / 8)
    assert found["best_at"] == 0.4
    assert judged([], true)["best_f1"] == 0.0


def test_clusters_are_judged_by_their_pairs():
    true = {"1": "a", "2": "a", "3": "a", "4": "b", "5": "b"}
    found = pairwise({"1": "x", "2": "x", "3": "y", "4": "y", "5": "y"}, true)
    assert (found["precision"], found["recall"]) == (2 / 4, 2 / 4)
    assert found["f1"] == 0.5
    assert found["largest"] == 3
