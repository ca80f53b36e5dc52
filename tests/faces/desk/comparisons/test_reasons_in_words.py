"""kinmatch's reasons as people read them."""

import pytest
from django.utils.translation import override

from kinline.faces.desk.comparisons.reasons import (
    DOUBTS,
    SENTENCES,
    frequency,
    frequency_short,
    strength,
    weigh,
    weights_of,
)
from kinline.faces.desk.comparisons.sides import differing
from kinmatch import Code
from kinmatch.weights import WEIGHTS


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


@pytest.mark.parametrize(
    ("field", "code"),
    [(field, code) for field, codes in WEIGHTS.items() for code in codes]
    + [("family_name", c) for c in sorted(DOUBTS)],
)
@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_every_finding_of_every_field_has_its_words(field, code, language):
    shown = {"married_name": "family_name", "also": "postcode"}.get(field, field)
    with override(language):
        told = weigh(reason(-1.0, code, shown))
        assert told.says.strip().endswith(told.words)
        assert told.words
        assert shown == "postcode" or not told.brief.startswith(f"{shown}:")


def test_a_body_is_spoken_of_in_its_own_words():
    with override("en"):
        assert (
            weigh(reason(0.7, "alike", "height", cm_apart=2)).words
            == "within what people misjudge, 2 cm apart"
        )
        assert weigh(reason(9, "same_mark", "marks", matched=2)).words.endswith("of the body, 2 marks agree")
        assert (
            weigh(reason(1, "just_outside", "event_on", days_apart=1)).words
            == "within a few weeks, 1 day apart"
        )
    with override("uk"):
        assert "розпізна" not in weigh(reason(9, "same_mark", "marks")).words
        assert weigh(reason(-6, "limb_contradicted", "marks")).says.startswith("Проти")


def test_what_cannot_be_compared_is_not_called_silence():
    both = reason(0, "missing", "unit") | {"left": "в/ч А1234", "right": "57 бригада"}
    with override("en"):
        assert weigh(both).words == "both sides say something, but it cannot be compared"
        assert weigh(reason(0, "missing", "unit")).words == "one side does not say"
