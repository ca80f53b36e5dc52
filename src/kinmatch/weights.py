"""The whole model in one table: what each finding says, in bits, after Fellegi and Sunter.

A bit is log2 of the likelihood ratio: +1 makes "the same person" twice as likely, -1 half as likely. The
weights are set by hand from the rates beside them: m, how often it is found between two records of one
person; u, how often between two people. `kinmatch.learning` learns such a table from the files at hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import log2
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
    # Vague dates, units, places and bodies: docs/matching-particulars.md.
    SAME_DAY_EITHER_ORDER = "same_day_either_order"  # 03/05/1998, 3 May 1998
    SPANS_MEET = "spans_meet"  # 1990-1995, 1994-2000: neither lies within the other
    JUST_OUTSIDE = "just_outside"  # one or two years beyond a span
    SAME_FORMATION = "same_formation"  # one brigade, two battalions
    SAME_NUMBER_OTHER_KIND = "same_number_other_kind"  # 57-ма бригада, 57-й полк
    OLD_NAME = "old_name"  # Артемівськ, Бахмут
    SAME_NAME_ELSEWHERE = "same_name_elsewhere"  # Калинівка in two regions
    SAME_REGION = "same_region"  # neither side says more
    ELSEWHERE_IN_REGION = "elsewhere_in_region"  # two places of one region
    SAME_MARK = "same_mark"  # one motif or kind at one place of the body
    OTHER_SIDE = "other_side"  # the same, left on one side and right on the other
    SAME_MOTIF = "same_motif"
    SAME_SITE = "same_site"
    OTHER_MOTIF = "other_motif"  # at one place of the body
    LIMB_CONTRADICTED = "limb_contradicted"  # counter-reason: missing there, described here
    MARK_DENIED = "mark_denied"  # counter-reason: "no tattoos", a tattoo
    ALIVE_AFTER_DEATH = "alive_after_death"  # counter-reason: heard of after the other had died
    DIFFERENT = "different"
    MISSING = "missing"


# Before anything is compared: one true partner among some 130,000 records.
PRIOR_BITS: Final = -17.0
_SMALLEST: Final = 1_000


def prior_bits_among(records: int) -> float:
    """Log2 odds of one true partner among these records; among a handful, as among a thousand."""
    return -log2(max(records, _SMALLEST))


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

WHOLE: Final = frozenset({Code.DIFFERENT, Code.MISSING})  # never added to the worth of a value

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
        _C.SAME_DAY_EITHER_ORDER: 11.5,  # two days fit instead of one
        _C.WITHIN_RANGE: -0.7,  # m 0.6: added to what the spans say by their width, birth_spans.meeting_bits
        _C.SPANS_MEET: -0.7,
        _C.JUST_OUTSIDE: -1.5,
        _C.GENERATION_APART: -8.0,
        _C.DIFFERENT: -5.5,  # m 0.02
        _C.MISSING: 0.0,
    },
    "birth_place": {
        _C.SAME: 5.0,  # m 0.5, u 1 in 60
        _C.SAME_OTHER_SCRIPT: 5.0,
        _C.SAME_OTHER_SPELLING: 4.5,
        _C.OLD_NAME: 4.5,
        _C.PART: 3.0,  # one says the village, the other the district too
        _C.ALIKE: 3.0,
        _C.SAME_REGION: 2.5,  # u 1 in 8: the largest regions hold most people
        _C.ELSEWHERE_IN_REGION: 0.5,
        _C.SAME_NAME_ELSEWHERE: -0.5,
        _C.DIFFERENT: -1.5,  # people say the village, the district or where they lived
        _C.MISSING: 0.0,
    },
    "unit": {
        _C.SAME: 5.0,
        _C.SAME_NUMBER: 4.0,
        _C.PART: 4.5,  # one names the battalion too
        _C.SAME_FORMATION: 2.5,
        _C.ALIKE: 3.0,
        _C.SAME_NUMBER_OTHER_KIND: -1.0,
        _C.DIFFERENT: -1.0,  # men are transferred, and families mix the numbers up
        _C.MISSING: 0.0,
    },
    "sex": {_C.SAME: 0.1, _C.DIFFERENT: -5.0, _C.MISSING: 0.0},  # nearly all are men
    # How somebody without a name is known. What the spans, places and motifs say is added to these.
    "age": {
        _C.WITHIN_RANGE: -0.5,  # m 0.7 of what birth_spans.meeting_bits says
        _C.SPANS_MEET: -0.5,
        _C.JUST_OUTSIDE: -1.0,  # ages are guessed from faces
        _C.GENERATION_APART: -6.0,
        _C.DIFFERENT: -3.0,
        _C.MISSING: 0.0,
    },
    "height": {
        _C.WITHIN_RANGE: -0.2,  # m 0.85 of what the share of such heights says
        _C.ALIKE: -0.3,  # within the error of both
        _C.JUST_OUTSIDE: -1.5,
        _C.DIFFERENT: -4.0,  # m 0.02, u 0.3
        _C.MISSING: 0.0,
    },
    # Agreement on a colour is worth -log2 of its share in data/bodies.tsv, less these for errors of eye.
    "hair": {_C.SAME: -0.7, _C.ALIKE: 0.3, _C.DIFFERENT: -1.0, _C.MISSING: 0.0},  # hair is cut and dyed
    "eyes": {_C.SAME: -0.5, _C.ALIKE: 0.2, _C.DIFFERENT: -1.5, _C.MISSING: 0.0},
    "build": {_C.SAME: -0.7, _C.ALIKE: 0.0, _C.DIFFERENT: -0.5, _C.MISSING: 0.0},  # captivity makes thin
    "marks": {  # taken off the worth of place, side and motif, see marks.marks
        _C.SAME_MARK: -0.5,
        _C.OTHER_SIDE: -0.5,
        _C.SAME_MOTIF: -1.0,
        _C.SAME_SITE: -1.0,
        _C.ALIKE: -0.5,
        _C.OTHER_MOTIF: -1.5,  # he may have both, and one said each
        _C.DIFFERENT: -0.8,  # few describe a whole body
        _C.LIMB_CONTRADICTED: -6.0,  # taken on their own, beside what agrees
        _C.MARK_DENIED: -3.5,
        _C.MISSING: 0.0,
    },
    "clothing": {_C.SAME: 0.0, _C.ALIKE: 0.0, _C.DIFFERENT: -0.1, _C.MISSING: 0.0},  # clothes are changed
    "effects": {_C.SAME: 0.0, _C.ALIKE: 0.0, _C.DIFFERENT: -0.2, _C.MISSING: 0.0},  # and things are lost
    "event_place": {
        _C.SAME: 4.0,  # u 1 in 20: fronts hold many men in few places
        _C.SAME_OTHER_SCRIPT: 4.0,
        _C.SAME_OTHER_SPELLING: 4.0,
        _C.OLD_NAME: 4.0,
        _C.PART: 2.0,
        _C.ALIKE: 2.5,
        _C.SAME_REGION: 1.0,
        _C.ELSEWHERE_IN_REGION: 0.3,
        _C.SAME_NAME_ELSEWHERE: -0.5,
        _C.DIFFERENT: -1.5,  # the wounded and the dead are carried far
        _C.MISSING: 0.0,
    },
    "event_on": {
        _C.SPANS_MEET: 2.5,  # u 1 in 10 of a war of some years
        _C.JUST_OUTSIDE: 1.0,  # within 45 days
        _C.ALIKE: -0.3,  # within some 13 months
        _C.DIFFERENT: -1.5,
        _C.ALIVE_AFTER_DEATH: -4.5,  # m 0.02, for dates are written down wrongly; u 0.4
        _C.MISSING: 0.0,
    },
    "also": {_C.SAME: 4.0, _C.ALIKE: 2.0, _C.DIFFERENT: -1.0, _C.MISSING: 0.0},  # of a meaning unknown to us
}


@dataclass(frozen=True, slots=True)
class Weights:
    """A model that `compare` weighs with: a table like `WEIGHTS`, shipped or learnt.

    `fields` gives bits by field and code; the field of a further column is `also:` and its name, and any
    column without a row of its own is weighed as `also`. `worth` gives the least and the most bits that
    agreement on a value can be worth by its rarity, where a field goes by that; such a field's weights are
    added to the worth. `kin` are the odds that a doubt about kinship leaves. A field that is `identifying`
    holds a number or the like that not even twins share: the same there ends such a doubt.
    """

    fields: Mapping[str, Mapping[Code, float]]
    worth: Mapping[str, tuple[float, float]]
    kin: Mapping[Code, float]
    identifying: frozenset[str] = frozenset()

    def of(self, field: str) -> Mapping[Code, float]:
        """The row of a field: bits by code."""
        return self.fields.get(field) or self.fields["also"]


SHIPPED: Final = Weights(WEIGHTS, {name: (COMMONEST[name], RAREST[name]) for name in RAREST}, KIN_BITS)
