"""kinmatch's reasons as people read them."""

import pytest
from django.utils.translation import override

from kinline.faces.desk.comparisons.reasons import (
    SENTENCES,
    frequency,
    frequency_short,
    strength,
    weigh,
    weights_of,
)
from kinline.faces.desk.comparisons.sides import differing
from kinmatch import Code


def reason(bits, code="same", field="family_name", **detail):
    return {"field": field, "code": code, "bits": bits, "left": "", "right": "", "detail": detail}


@pytest.mark.parametrize("code", list(Code))
def test_every_code_has_its_sentence(code):
    assert SENTENCES["", code]


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_every_sentence_is_translated(language):
    with override("en"):
        english = {key: str(words) for key, words in SENTENCES.items()}
    with override(language):
        same = [key for key, words in SENTENCES.items() if str(words) == english[key]]
    assert same == []


@pytest.mark.parametrize(
    ("probability", "short"),
    [
        (0.96, "96 of 100"),
        (0.5, "50 of 100"),
        (0.9999, "999 of 1,000"),
        (0.998, "998 of 1,000"),
        (1.0, "999 of 1,000"),
        (0.0, "1 of 1,000"),
        (0.002, "2 of 1,000"),
    ],
)
def test_no_pair_is_certain(probability, short):
    with override("en"):
        assert frequency_short(probability) == short


def test_both_figures_of_the_sentence_make_up_the_whole():
    with override("en"):
        assert frequency(0.96).startswith(
            "Of 100 pairs this alike the model takes 96 for one person and 4 for two"
        )


@pytest.mark.parametrize(
    ("bits", "words"),
    [
        (12, "Strongly for"),
        (5, "For"),
        (1, "Slightly for"),
        (0, "Adds nothing"),
        (-1, "Slightly against"),
        (-5, "Against"),
        (-9, "Strongly against"),
    ],
)
def test_strength_has_words_on_both_sides(bits, words):
    with override("en"):
        assert strength(bits) == words


def test_what_speaks_against_comes_first_among_equals():
    told = weights_of(
        [reason(6.0), reason(-6.0, "different", "patronymic"), reason(12.5, "same_day", "birth_date")]
    )
    assert [one.field for one in told] == ["birth_date", "patronymic", "family_name"]


def test_a_rare_surname_says_how_rare_it_is_to_two_figures():
    with override("en"):
        assert "rare: about 1 in 41,000" in weigh(reason(15, one_in=41_234)).words
        assert "rare" not in weigh(reason(5, one_in=120)).words


def test_letters_apart_are_counted():
    with override("en"):
        assert weigh(reason(3, "alike", slips=1)).words == "alike, 1 letter apart"
        assert weigh(reason(3, "alike", slips=2)).words == "alike, 2 letters apart"


@pytest.mark.parametrize(
    ("one", "other", "marked"),
    [
        ("Галаган", "Галаганов", ("", "ов")),
        ("Юрійович", "IHOROVYCH", ("Юрій", "IHOR")),
        ("Петренко", "Сидорчук", ("Петренко", "Сидорчук")),
    ],
)
def test_what_differs_is_marked_across_scripts(one, other, marked):
    found = tuple("".join(text for text, differs in parts if differs) for parts in differing(one, other))
    assert found == marked
    assert tuple("".join(text for text, _differs in parts) for parts in differing(one, other)) == (one, other)
