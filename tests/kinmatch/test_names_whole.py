"""Whole names: order, joined words, particles, further names, father's names. All people are invented."""

import pytest

from kinmatch import Code, Record, compare
from kinmatch.given_names import listed_as_one
from kinmatch.records import arrangements
from kinmatch.weights import LISTED_PAIR_PRIOR_BITS


def probability(left, right):
    one, other = Record(name=left), Record(name=right)
    there = compare(one, other, prior_bits=LISTED_PAIR_PRIOR_BITS)
    assert there.probability == compare(other, one, prior_bits=LISTED_PAIR_PRIOR_BITS).probability
    return there.probability


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Zuberi Amani Mwangi", "Mwangi Zuberi Amani"),
        ("ZuberiMwangi", "Zuberi Mwangi"),
        ("zuberimwangi", "Zuberi Mwangi"),
        ("Zuberi-Mwangi", "Mwangi Zuberi"),
        ("Zuberi Mwa ngi", "Zuberi Amani Mwangi"),
        ("Hasan al-Barzakhi", "HASAN BARZAKHI"),
        ("Карім ібн Юсуф аль-Барзахі", "Karim Yusuf Al Barzakhi"),
        ("Abdul Karim Barzakhi", "Abd al-Karim al-Barzakhi"),
        ("Peter van der Molenaar", "Molenaar, Peter"),
        ("Mr. Peter Molenaar Jr", "Peter Molenaar"),
        ("Peter J. Molenaar", "Peter Jonas Molenaar"),
        ("Галаган Іван П.", "Галаган Іван Петрович"),
        ("Serhej Halahan", "Сергій Галаган"),
        ("Дзмітрый Галаган", "Dzmitry Halahan"),
        ("Aliaksandr Halahan", "Олександр Галаган"),
        ("Ибрагимбейли Эльчин Гейдар оглы", "Ibrahimbeyli Elchin"),
        ("Магомед Галазов", "Muhammad Galazov"),
        ("Жан Одиар", "Jean Audiard"),
    ],
)
def test_one_name_in_two_spellings_is_likelier_one_person_than_two(left, right):
    assert probability(left, right) > 0.5


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Zuberi Amani Mwangi", "Zuberi Baraka Mwangi"),
        ("Hasan al-Barzakhi", "Hasan al-Qudsani"),
        ("Peter J. Molenaar", "Peter K. Molenaar"),
        ("Peter Molenaar", "Hendrik Molenaar"),
        ("Валентин Галаган", "Валентина Галаган"),
        ("Park Joon-hee", "Park Chung-tae"),
        ("Одиар Жан", "Adrian Jan"),
    ],
)
def test_two_people_stay_two(left, right):
    assert probability(left, right) < 0.5


@pytest.mark.parametrize(
    ("name", "family", "given", "patronymic"),
    [
        ("Ибрагимбейли Эльчин Гейдар оглы", "ибрагимбейли", "эльчин", "гейдар"),
        ("Нурланова Айгуль Бакыт кызы", "нурланова", "айгуль", "бакыт"),
        ("ефрейтор Галаган Іван", "галаган", "іван", ""),
        ("Галаган Іван П.", "галаган", "іван", ""),
    ],
)
def test_the_words_of_a_name_find_their_parts(name, family, given, patronymic):
    read = [
        (parts.family[0], parts.given[0], "".join(parts.patronymic))
        for parts in arrangements(Record(name=name))
    ]
    assert (family, given, patronymic) in read


@pytest.mark.parametrize(
    ("left", "right", "told"),
    [
        ("Магомед", "Muhammad", "full"),
        ("Иоганн", "Иван", ""),
        ("Василий", "Васько", "short"),
        ("Иван", "Пётр", ""),
    ],
)
def test_the_wider_list_knows_forms_that_sound_different(left, right, told):
    assert listed_as_one(left, right) == told == listed_as_one(right, left)


def test_a_second_name_that_contradicts_is_told_as_different():
    reasons = compare(Record(name="Zuberi Amani Mwangi"), Record(name="Zuberi Baraka Mwangi")).reasons
    assert ("given_name", Code.DIFFERENT) in {(reason.field, reason.code) for reason in reasons}


def test_an_unusual_spelling_says_less_than_a_usual_one():
    right = Record(family_name="Одиар")
    assert (
        compare(Record(family_name="Odiar"), right).bits > compare(Record(family_name="Audyarde"), right).bits
    )
