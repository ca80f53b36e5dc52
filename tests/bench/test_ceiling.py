"""What nobody can beat is an upper bound, and knows why two people cannot be told apart."""

import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "bench"


@pytest.fixture
def ceiling(monkeypatch):
    """The module, as the scripts beside it import it."""
    monkeypatch.syspath_prepend(str(BENCH))
    import ceiling  # noqa: PLC0415

    return ceiling


def test_an_exact_date_says_more_than_a_near_one_and_a_far_one_next_to_nothing(ceiling):
    chance = ceiling.date_chance
    exact, swapped, days, years, far = (
        chance("1994-03-07", listed)
        for listed in ("1994-03-07", "1994-07-03", "1994-03-10", "1993-03-07", "1981-11-23")
    )
    assert exact > swapped > years > days > far > 0
    assert chance("", "1994-03-07") == chance("", "") == 1
    assert chance("1994", "1994-03-07") > chance("1995", "1994-03-07") > chance("1999", "1994-03-07")
    assert chance("1994-30-30", "1994-03-07") > 0  # no day of the calendar


def test_two_who_are_as_likely_share_the_first_place(ceiling):
    from invented.names import MEN  # noqa: PLC0415

    asked = ceiling.Known("q0", MEN[0], None, "", None, None, woman=False)
    twins = [asked._replace(id="r0"), asked._replace(id="r1"), asked._replace(id="r2", given=MEN[1])]
    assert ceiling.found(asked, "r0", twins) == (0.5, 1.0)
    assert ceiling.found(asked._replace(born="1994"), "r0", [twins[0]._replace(born="1994"), twins[1]]) == (
        1.0,
        1.0,
    )
    assert ceiling.found(asked, "r9", twins) == (0.0, 0.0)


def test_the_bound_is_printed_for_both_kinds_of_fields():
    command = [sys.executable, BENCH / "ceiling.py", "--rows=2000", "--questions=100"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    assert [line.split("fields")[0].split()[-1] for line in said] == ["narrow", "all"]
    assert all(0.95 < float(line.split("recall@10")[1]) <= 1 for line in said)
