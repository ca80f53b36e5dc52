"""kinmatch's reasons in words: what was found, how much it weighs, and which way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kinline.faces.desk.registry.particulars import LABELS
from kinmatch import Code, Comparison

#: What each finding says, for a field by name or for any.
SENTENCES: Mapping[tuple[str, Code], str | Promise] = {
    ("", Code.SAME): gettext_lazy("the same"),
    ("", Code.SAME_OTHER_SCRIPT): gettext_lazy("the same in another script"),
    ("", Code.SAME_OTHER_SPELLING): gettext_lazy("the same, spelt otherwise"),
    ("", Code.SAME_OTHER_LANGUAGE_FORM): gettext_lazy("the same name in another language"),
    ("", Code.GENDERED_ENDING): gettext_lazy("the same but for a man's or a woman's ending"),
    ("", Code.DIMINUTIVE): gettext_lazy("a short form of the same name"),
    ("", Code.INITIAL): gettext_lazy("fits the initial"),
    ("", Code.ALIKE): gettext_lazy("alike"),
    ("", Code.HALF): gettext_lazy("one half of a double surname"),
    ("", Code.FATHER_NAME_MATCHES): gettext_lazy("fits the father's first name"),
    ("", Code.SAME_NUMBER): gettext_lazy("the same number"),
    ("", Code.PART): gettext_lazy("one names a part of the other"),
    ("", Code.SAME_DAY): gettext_lazy("the same day"),
    ("", Code.SAME_NEW_YEAR): gettext_lazy("both 1 January, which often stands for “only the year is known”"),
    ("", Code.DAY_MONTH_SWAPPED): gettext_lazy("day and month are swapped"),
    ("", Code.ONE_DIGIT): gettext_lazy("one digit differs"),
    ("", Code.SAME_DAY_NEAR_YEAR): gettext_lazy("the same day and month, a neighbouring year"),
    ("", Code.SAME_DAY_OTHER_YEAR): gettext_lazy("the same day and month, another year"),
    ("", Code.SAME_MONTH): gettext_lazy("the same month, as far as both know"),
    ("", Code.SAME_MONTH_OTHER_DAY): gettext_lazy("the same month, another day"),
    ("", Code.SAME_YEAR): gettext_lazy("the same year, as far as both know"),
    ("", Code.SAME_YEAR_OTHER_DAY): gettext_lazy("the same year, another day"),
    ("", Code.NEAR_YEAR): gettext_lazy("a neighbouring year"),
    ("", Code.WITHIN_RANGE): gettext_lazy("within the span of years"),
    ("", Code.GENERATION_APART): gettext_lazy("a generation apart"),
    ("", Code.FATHER_AND_SON): gettext_lazy("one name, a generation apart: these may be father and son"),
    ("", Code.TWINS): gettext_lazy("one surname and birthday, two given names: these may be twins"),
    ("", Code.SIBLINGS): gettext_lazy("one surname, two given names: these may be brothers or sisters"),
    ("", Code.SAME_DAY_EITHER_ORDER): gettext_lazy(
        "the same day, if day and month are read in the right order"
    ),
    ("", Code.SPANS_MEET): gettext_lazy("the two spans meet"),
    ("", Code.JUST_OUTSIDE): gettext_lazy("a year or two outside the span"),
    ("", Code.SAME_FORMATION): gettext_lazy("the same brigade or regiment, another part of it"),
    ("", Code.SAME_NUMBER_OTHER_KIND): gettext_lazy("the same number, but another kind of unit"),
    ("", Code.OLD_NAME): gettext_lazy("the old and the new name of one place"),
    ("", Code.SAME_NAME_ELSEWHERE): gettext_lazy("a place of the same name in another region"),
    ("", Code.SAME_REGION): gettext_lazy("the same region"),
    ("", Code.ELSEWHERE_IN_REGION): gettext_lazy("two places of one region"),
    ("", Code.SAME_MARK): gettext_lazy("the same mark at the same place of the body"),
    ("", Code.OTHER_SIDE): gettext_lazy("the same mark, but left on one side and right on the other"),
    ("", Code.SAME_MOTIF): gettext_lazy("shows the same; the place on the body is not told or is another"),
    ("", Code.SAME_SITE): gettext_lazy("a mark of the same kind at the same place of the body"),
    ("", Code.OTHER_MOTIF): gettext_lazy("at the same place of the body, but it shows something else"),
    ("", Code.LIMB_CONTRADICTED): gettext_lazy(
        "one side says that a limb is missing, the other describes a mark on it"
    ),
    ("", Code.MARK_DENIED): gettext_lazy(
        "one side says that there are no such marks, the other describes one"
    ),
    ("", Code.ALIVE_AFTER_DEATH): gettext_lazy(
        "heard of after the other had died: these are two people, or a date is wrong"
    ),
    ("", Code.DIFFERENT): gettext_lazy("different"),
    ("age", Code.WITHIN_RANGE): gettext_lazy("the age fits"),
    ("age", Code.SPANS_MEET): gettext_lazy("the ages may fit"),
    ("age", Code.JUST_OUTSIDE): gettext_lazy("a year or two beside the age that was told"),
    ("age", Code.DIFFERENT): gettext_lazy("the ages do not fit"),
    ("height", Code.WITHIN_RANGE): gettext_lazy("the height fits"),
    ("height", Code.ALIKE): gettext_lazy("within what people misjudge"),
    ("height", Code.JUST_OUTSIDE): gettext_lazy("more apart than people usually misjudge"),
    ("height", Code.DIFFERENT): gettext_lazy("far apart"),
    ("hair", Code.ALIKE): gettext_lazy("nearly the same colour"),
    ("hair", Code.DIFFERENT): gettext_lazy("different; hair is cut and dyed and goes grey"),
    ("eyes", Code.ALIKE): gettext_lazy("nearly the same colour"),
    ("build", Code.ALIKE): gettext_lazy("nearly the same"),
    ("build", Code.DIFFERENT): gettext_lazy("different; captivity makes people thin"),
    ("marks", Code.ALIKE): gettext_lazy("marks of the same kind, no more"),
    ("marks", Code.DIFFERENT): gettext_lazy("no mark in common; few people describe a whole body"),
    ("clothing", Code.SAME): gettext_lazy("several things in common, or a rare one"),
    ("clothing", Code.ALIKE): gettext_lazy("one thing in common"),
    ("clothing", Code.DIFFERENT): gettext_lazy("nothing in common; clothes are changed"),
    ("effects", Code.SAME): gettext_lazy("several things in common, or a rare one"),
    ("effects", Code.ALIKE): gettext_lazy("one thing in common"),
    ("effects", Code.DIFFERENT): gettext_lazy("nothing in common; things are lost"),
    ("event_place", Code.DIFFERENT): gettext_lazy("different; the wounded and the dead are carried far"),
    ("event_on", Code.SPANS_MEET): gettext_lazy("the times may be the same"),
    ("event_on", Code.JUST_OUTSIDE): gettext_lazy("within a few weeks"),
    ("event_on", Code.ALIKE): gettext_lazy("within about a year"),
    ("event_on", Code.DIFFERENT): gettext_lazy("more than a year apart"),
    ("patronymic", Code.DIFFERENT): gettext_lazy("different fathers' names"),
    ("unit", Code.DIFFERENT): gettext_lazy("different; men are transferred, and families mix numbers up"),
    ("birth_place", Code.DIFFERENT): gettext_lazy(
        "different; people name the village, the district or the home"
    ),
    ("", Code.MISSING): gettext_lazy("one side does not say"),
}

#: Where both sides speak, and what they say cannot be set side by side.
NOT_COMPARED = gettext_lazy("both sides say something, but it cannot be compared")

#: Counter-reasons: they stand beside the finding of their field, not in its place.
DOUBTS = frozenset({Code.FATHER_AND_SON, Code.TWINS, Code.SIBLINGS, Code.LIMB_CONTRADICTED, Code.MARK_DENIED})

#: What the model weighs, by name: the particulars, and the last thing that is known of him.
FIELDS: Mapping[str, str | Promise] = {
    **LABELS,
    "event_place": gettext_lazy("Where he was last known of"),
    "event_on": gettext_lazy("When he was last known of"),
}

STRONG_BITS, CLEAR_BITS, LEAST_BITS = 8.0, 3.0, 0.3
_BITS_A_STEP = 1.5
_MOST_STEPS = 10
_RARE_FROM = 1_000


@dataclass(frozen=True, slots=True)
class Weight:
    """One finding as the review shows it: a bar of 0 to 10 steps, the side it lies on, and the words."""

    field: str
    code: Code
    bits: float
    steps: int
    words: str

    @property
    def against(self) -> bool:
        return self.bits < 0

    @property
    def says(self) -> str:
        """How strongly, which way and why: "Strongly for: the same day"."""
        return f"{strength(self.bits)}: {self.words}"

    @property
    def brief(self) -> str:
        """The field and the finding: "Surname: the same"."""
        return f"{FIELDS.get(self.field, self.field)}: {self.words}"


def weigh(reason: Mapping[str, Any]) -> Weight:
    """A stored reason, {field, code, bits, left, right, detail}, in words."""
    bits = float(reason["bits"])
    strong = 0 if abs(bits) < LEAST_BITS else min(max(round(abs(bits) / _BITS_A_STEP), 1), _MOST_STEPS)
    return Weight(reason["field"], Code(reason["code"]), bits, strong, _words(reason))


def _words(reason: Mapping[str, Any]) -> str:
    field, code, detail = reason["field"], Code(reason["code"]), reason.get("detail") or {}
    words = str(SENTENCES.get((field, code)) or SENTENCES["", code])
    if code is Code.MISSING and reason.get("left") and reason.get("right"):
        return str(NOT_COMPARED)
    words += _how_far(detail)
    if slips := detail.get("slips"):
        words += ", " + ngettext("%(number)d letter apart", "%(number)d letters apart", slips) % {
            "number": slips
        }
    one_in = detail.get("one_in", 0)
    if one_in >= _RARE_FROM and float(reason["bits"]) > 0:
        number = number_format(_rounded(one_in), force_grouping=True)
        words += ", " + _("rare: about 1 in %(number)s") % {"number": number}
    return words


def _how_far(detail: Mapping[str, Any]) -> str:
    """How far apart heights or days are, and how many marks agree; "" where that says nothing more."""
    words = ""
    if apart := detail.get("cm_apart"):
        words += ", " + _("%(number)s cm apart") % {"number": apart}
    if apart := detail.get("days_apart"):
        words += ", " + ngettext("%(number)d day apart", "%(number)d days apart", apart) % {"number": apart}
    if (matched := detail.get("matched", 0)) > 1:
        words += ", " + ngettext("%(number)d mark agrees", "%(number)d marks agree", matched) % {
            "number": matched
        }
    return words


def _rounded(number: float) -> int:
    """To two figures: nobody has counted more exactly."""
    size = 10 ** max(len(str(int(number))) - 2, 0)
    return int(round(number / size) * size)


def strength(bits: float) -> str:
    """How strongly a finding speaks, and which way."""
    size = abs(bits)
    if size < LEAST_BITS:
        return _("Adds nothing")
    if size >= STRONG_BITS:
        return _("Strongly for") if bits > 0 else _("Strongly against")
    if size >= CLEAR_BITS:
        return _("For") if bits > 0 else _("Against")
    return _("Slightly for") if bits > 0 else _("Slightly against")


def weights_of(reasons: Sequence[Mapping[str, Any]]) -> list[Weight]:
    """All findings, the heaviest first, and what speaks against before what speaks for where they weigh the same."""
    return sorted(map(weigh, reasons), key=lambda one: (-one.steps, one.bits > 0))


def weights_of_comparison(compared: Comparison) -> list[Weight]:
    """The same of a comparison that is not stored."""
    return weights_of(
        [
            {
                "field": one.field,
                "code": one.code,
                "bits": one.bits,
                "left": one.left,
                "right": one.right,
                "detail": one.detail,
            }
            for one in compared.reasons
        ]
    )


def frequency(probability: float) -> str:
    """The probability as a sentence about pairs. It is the model's figure until it has been measured."""
    whole, same = _of_pairs(probability)
    return _(
        "Of %(whole)s pairs this alike the model takes %(same)s for one person and %(different)s for two."
    ) % {"whole": number_format(whole, force_grouping=True), "same": same, "different": whole - same}


def frequency_short(probability: float) -> str:
    """The same in short: "96 of 100"."""
    whole, same = _of_pairs(probability)
    return _("%(same)s of %(whole)s") % {"same": same, "whole": number_format(whole, force_grouping=True)}


def _of_pairs(probability: float) -> tuple[int, int]:
    """How many of 100 pairs, or of 1,000 where 100 would say "all" or "none". Never all and never none."""
    for whole in (100, 1_000):
        same = round(probability * whole)
        if 0 < same < whole:
            return whole, same
    return 1_000, 999 if probability > CERTAIN / 2 else 1


CERTAIN = 1.0
_BANDS: Sequence[tuple[float, str | Promise]] = (
    (0.95, gettext_lazy("Very likely one person.")),
    (0.75, gettext_lazy("Rather likely one person.")),
    (0.4, gettext_lazy("It may be one person or two.")),
    (0.05, gettext_lazy("Rather two people.")),
)


def verdict_words(probability: float) -> str:
    """The band that the probability lies in, in words."""
    return str(next((words for least, words in _BANDS if probability >= least), _("Very likely two people.")))
