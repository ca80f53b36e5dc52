"""The whole model in one table: what each finding says, in bits, after Fellegi and Sunter.

A bit is log2 of the likelihood ratio: +1 makes "the same person" twice as likely, -1 half as likely. The
weights are set by hand from the rates beside them: m, how often it is found between two records of one
person; u, how often between two people.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Code(StrEnum):
    """What was found when a field of two records was compared. Stable words: programs rely on them."""

    SAME = "same"
    SAME_OTHER_SCRIPT = "same_other_script"  # Галаган, HALAHAN
    SAME_OTHER_SPELLING = "same_other_spelling"  # HALAHAN, Galagan; Андрєєв, Андреев
    SAME_OTHER_LANGUAGE_FORM = "same_other_language_form"  # Микола, Николай
    GENDERED_ENDING = "gendered_ending"  # Ковальський, Ковальська
    DIMINUTIVE = "diminutive"  # Саша, Олександр; Will, William
    INITIAL = "initial"  # О., Олександр
    ALIKE = "alike"  # a slip of hand or ear
    HALF = "half"  # one half of a double surname
    FATHER_NAME_MATCHES = "father_name_matches"  # Юрій, Юрійович
    SAME_NUMBER = "same_number"  # 57-ма мотопіхота, 57-я бригада
    PART = "part"  # Одеса, Одеса Приморський район
    SAME_DAY = "same_day"
    SAME_NEW_YEAR = "same_new_year"  # 1 January stands in many registries for "only the year is known"
    DAY_MONTH_SWAPPED = "day_month_swapped"
    ONE_DIGIT = "one_digit"
    SAME_DAY_NEAR_YEAR = "same_day_near_year"
    SAME_DAY_OTHER_YEAR = "same_day_other_year"
    SAME_MONTH = "same_month"
    SAME_MONTH_OTHER_DAY = "same_month_other_day"
    SAME_YEAR = "same_year"
    SAME_YEAR_OTHER_DAY = "same_year_other_day"
    NEAR_YEAR = "near_year"
    WITHIN_RANGE = "within_range"
    GENERATION_APART = "generation_apart"
    FATHER_AND_SON = "father_and_son"  # counter-reason: one name, a generation apart
    TWINS = "twins"  # counter-reason: one surname and date, two given names
    SIBLINGS = "siblings"  # counter-reason: one surname, two given names
    DIFFERENT = "different"
    MISSING = "missing"


# Before anything is compared: one true partner among some 130,000 records.
PRIOR_BITS: Final = -17.0
# Somebody already took a pair for comparable when he put it on a list of pairs: one true pair among 1,000.
LISTED_PAIR_PRIOR_BITS: Final = -10.0

# Agreement on a name is worth -log2 of the share of its bearers, within these bounds, plus its code's weight.
RAREST: Final[Mapping[str, float]] = {"family_name": 15.0, "given_name": 9.0, "patronymic": 8.0}
COMMONEST: Final[Mapping[str, float]] = {"family_name": 5.0, "given_name": 3.0, "patronymic": 3.0}

# A doubt about kinship brings the odds down to here: brothers share all but the given name.
KIN_BITS: Final[Mapping[Code, float]] = {
    Code.TWINS: -4.0,  # nearly all pairs with one surname and date but two names are twins
    Code.SIBLINGS: -6.0,
    Code.FATHER_AND_SON: -4.0,
}
GENERATION_YEARS: Final = 16  # a father is hardly younger

_C = Code
WEIGHTS: Final[Mapping[str, Mapping[Code, float]]] = {
    "family_name": {  # taken off (or put on) the worth of the name
        _C.SAME: 0.0,  # m 0.85
        _C.SAME_OTHER_SCRIPT: -0.2,  # a skeleton holds a few surnames more than the spelling
        _C.SAME_OTHER_SPELLING: -0.5,
        _C.GENDERED_ENDING: -1.5,  # his wife, or a son written under his mother's form
        _C.ALIKE: -4.0,  # m 0.06; and every distance more costs as much again
        _C.HALF: -3.0,
        _C.INITIAL: -2.0,  # and never above 2.5, see compare
        _C.DIFFERENT: -7.0,  # m 0.01: not taken off, but the whole weight
        _C.MISSING: 0.0,
    },
    "married_name": {_C.DIFFERENT: -3.0},  # women: m 0.12
    "given_name": {
        _C.SAME: 0.0,
        _C.SAME_OTHER_SCRIPT: -0.1,
        _C.SAME_OTHER_SPELLING: -0.2,
        _C.SAME_OTHER_LANGUAGE_FORM: -0.3,
        _C.DIMINUTIVE: -1.2,  # Слава and Женя are short for many
        _C.GENDERED_ENDING: -2.5,
        _C.ALIKE: -2.0,
        _C.INITIAL: -2.0,  # and never above 2.5, see compare
        _C.DIFFERENT: -6.0,  # m 0.015
        _C.MISSING: 0.0,
    },
    "patronymic": {
        _C.SAME: 0.0,
        _C.SAME_OTHER_SCRIPT: -0.1,
        _C.SAME_OTHER_SPELLING: -0.2,
        _C.SAME_OTHER_LANGUAGE_FORM: -0.3,
        _C.FATHER_NAME_MATCHES: -0.5,
        _C.GENDERED_ENDING: -2.5,
        _C.ALIKE: -1.5,
        _C.INITIAL: -2.0,
        _C.DIFFERENT: -5.5,  # m 0.02
        _C.MISSING: 0.0,
    },
    "birth_date": {
        _C.SAME_DAY: 12.5,  # m 0.80, u 1 in 7,000: most are of some twenty years
        _C.SAME_NEW_YEAR: 7.0,
        _C.DAY_MONTH_SWAPPED: 8.5,  # m 0.02: clerks swap day and month
        _C.ONE_DIGIT: 6.0,  # m 0.04, u about 25 in 7,000
        _C.SAME_DAY_NEAR_YEAR: 6.5,
        _C.SAME_DAY_OTHER_YEAR: 1.5,
        _C.SAME_MONTH: 7.0,  # year and month are all that both know
        _C.SAME_MONTH_OTHER_DAY: 2.0,
        _C.SAME_YEAR: 4.0,  # the year is all that both know
        _C.SAME_YEAR_OTHER_DAY: -1.5,
        _C.NEAR_YEAR: 1.5,
        _C.WITHIN_RANGE: 2.5,  # less 0.15 for every year of the span
        _C.GENERATION_APART: -8.0,
        _C.DIFFERENT: -5.5,  # m 0.02
        _C.MISSING: 0.0,
    },
    "birth_place": {
        _C.SAME: 5.0,  # m 0.5, u 1 in 60
        _C.SAME_OTHER_SCRIPT: 5.0,
        _C.SAME_OTHER_SPELLING: 4.5,
        _C.PART: 3.0,  # one says the village, the other the district too
        _C.ALIKE: 3.0,
        _C.DIFFERENT: -1.5,  # people say the village, the district or where they lived
        _C.MISSING: 0.0,
    },
    "unit": {
        _C.SAME: 5.0,
        _C.SAME_NUMBER: 4.0,
        _C.ALIKE: 3.0,
        _C.DIFFERENT: -1.0,  # men are transferred, and families mix the numbers up
        _C.MISSING: 0.0,
    },
    "sex": {_C.SAME: 0.1, _C.DIFFERENT: -5.0, _C.MISSING: 0.0},  # nearly all are men
    "also": {_C.SAME: 4.0, _C.ALIKE: 2.0, _C.DIFFERENT: -1.0, _C.MISSING: 0.0},  # of a meaning unknown to us
}
