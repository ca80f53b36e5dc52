"""Spellings of one name meet. The romanisations are real, named in the module; the examples are ours."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinmatch import skeleton
from kinmatch.skeletons import consonants, consonants_of, fine_sounds, sounds

ONE_NAME = [
    "Ґалаґан Галаган HALAHAN Galagan",
    "Ковальський Ковальська Ковальский Ковальская Kovalskyi Kovalska Kovalskiy Kowalski Kowalska",
    "Щербак Shcherbak Scherbak Chtcherbak Schtscherbak Szczerbak",
    "Хрущёв Хрущов Khrushchev Khrushchov Khrushchyov Khrouchtchev Chruschtschow Хрущёва",
    "Жуков Жукова Zhukov Joukov Joukoff Zhukova",
    "Яценюк Yatseniuk Yatsenyuk Iatseniuk Jatsenjuk",
    "Соловьёв Соловйов Soloviov Solovyov Solovev Solowjow Соловьева",
    "Захарченко Zakharchenko Zaharchenko",
    "Білий Біла Bilyi Bily Bila",
    "Толстой Толстая Tolstoy Tolstoi Tolstoj",
    "Єнакієв Енакиев Yenakiiev Enakiev Jenakijew",
    "Бойко Boiko Boyko Bojko",
    "Юрченко Yurchenko Iurchenko Jurtschenko Yourtchenko",
    "Цимбалюк Tsymbaliuk Tsymbalyuk Cymbaliuk",
    "Андрєєв Андреев Андреева Andreev Andreyev Andreieva",
    "Кісс Кис Kiss",
    "Мельниченко Melnychenko Melnichenko Mel'nichenko",
    "Гнатюк Hnatiuk Gnatyuk Gnatiuk",
    "Іллін Ильин Ильина Illin Ilyin Ilin",
    "Чайка Chaika Chayka Tschajka",
    "Хоменко Khomenko Homenko",
    "В'юн Вьюн Viun Vyun",
    "Kovaľ Koval Коваль",
]


@pytest.mark.parametrize("spellings", ONE_NAME)
def test_spellings_of_one_name_have_one_skeleton(spellings):
    assert len({skeleton(spelling) for spelling in spellings.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Коваль", "Ковач"),
        ("Бойко", "Байко"),
        ("Мороз", "Морозюк"),
        ("Ткач", "Ткаченко"),
        ("Сорока", "Сокіл"),
    ],
)
def test_other_names_have_other_skeletons(one, other):
    assert skeleton(one) != skeleton(other)


def test_the_ending_is_kept_in_the_sounds_and_dropped_in_the_skeleton():
    assert sounds("Ковальська") == "kovalska"
    assert skeleton("Ковальська") == "kovalsk"


def test_cyrillic_keeps_apart_what_latin_confounds():
    assert skeleton("Ганін") == skeleton("Ханін")
    assert fine_sounds("Ганін") != fine_sounds("Ханін")


def test_consonants_keep_only_that_a_name_begins_with_a_vowel():
    assert consonants(skeleton("Олійник")) == "alnk"
    assert consonants("") == ""


def test_consonants_of_many_are_those_of_each():
    forms = ["", *map(skeleton, ("Олійник", "Аудіард", "Ійо", "Галаган", "Шевченко"))]
    assert consonants_of(forms) == [consonants(form) for form in forms]
    assert consonants_of([]) == []


def test_a_word_typed_with_a_latin_letter_among_cyrillic_ones_is_read_as_cyrillic():
    assert skeleton("Шевчeнкo") == skeleton("Шевченко")


def test_other_scripts_are_read_too():
    assert skeleton("გალაგანი") == skeleton("Galagani")
    assert skeleton("Παπαδόπουλος").startswith("papad")


@given(st.text(max_size=120))
@settings(max_examples=300, deadline=None)
def test_a_skeleton_is_short_ascii_whatever_the_text(text):
    form = skeleton(text)
    assert form.isascii()
    assert len(form) <= 80
    assert form == "" or form.isalpha()


def test_a_name_of_ten_thousand_letters_is_cut():
    assert len(skeleton("Щ" + "абв" * 5_000)) <= 80
