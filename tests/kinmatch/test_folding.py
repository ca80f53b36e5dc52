import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinmatch import fold
from kinmatch.folding import in_one_script, script_of, words


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Ґалаґан", "галаган"),
        ("Семён", "семен"),
        ("Мар’яна", "мар'яна"),
        ("Марʼяна", "мар'яна"),
        ("Нечуй–Левицький", "нечуй-левицький"),
        ("  Іва́н\u00a0 Франко ", "іван франко"),
        ("\u202eІван\u200f\x00", "іван"),
        ("ШЕВЧЕНКО", "шевченко"),
        ("Їжакевич", "їжакевич"),
        ("Йосип", "йосип"),
        ("Łukasz Żak", "lukasz zak"),
        ("ﬁ", "fi"),
        ("", ""),
    ],
)
def test_fold_brings_one_name_typed_in_many_ways_to_one_form(written, folded):
    assert fold(written) == folded


@given(st.text(max_size=60))
@settings(max_examples=300)
def test_fold_twice_is_fold_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=60))
@settings(max_examples=150)
def test_fold_leaves_no_control_mark_and_no_capital(text):
    folded = fold(text)
    assert "\x00" not in folded
    assert "\u202e" not in folded
    assert folded == folded.strip()


def test_a_word_typed_on_two_keyboard_layouts_is_put_into_one_script():
    assert in_one_script("кovаленкo") == "коvаленко"
    assert in_one_script("шевчeнкo") == "шевченко"
    assert in_one_script("hаlаhan") == "halahan"


@pytest.mark.parametrize(
    ("text", "script"), [("Галаган", "cyrillic"), ("Halahan", "latin"), ("გალაგანი", "other"), ("12 😀", "")]
)
def test_the_script_is_that_of_most_letters(text, script):
    assert script_of(text) == script


def test_words_keep_hyphens_and_apostrophes_and_drop_the_rest():
    assert words("Нечуй-Левицький, Мар’ян О. (1990) 😀") == ("нечуй-левицький", "мар'ян", "о")


def test_a_name_of_ten_thousand_letters_is_cut():
    assert sum(map(len, words("ab " * 10_000))) < 100
    assert len(words("x" * 10_000)[0]) == 400
