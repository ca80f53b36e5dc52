"""Two descriptions side by side: what each says, what of it differs, what it weighs, what else to ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from kinline.faces.desk.comparisons.reasons import DOUBTS, FIELDS, Weight, weights_of
from kinline.faces.desk.registry.particulars import (
    LABELS,
    NAMES,
    OF_THE_FAMILY,
    date_text,
    language_of,
    text_of,
    written,
)
from kinline.registry.choices import OccurrenceKind, SourceKind
from kinline.registry.queries import Description
from kinline.suggestions.queries import event_of
from kinmatch import Code, fold, reading

Part = tuple[str, bool]

#: Findings of which the differing letters are marked.
_MARKED = frozenset(
    {
        Code.ALIKE,
        Code.DIFFERENT,
        Code.GENDERED_ENDING,
        Code.HALF,
        Code.ONE_DIGIT,
        Code.DAY_MONTH_SWAPPED,
        Code.SAME_DAY_NEAR_YEAR,
        Code.SAME_DAY_OTHER_YEAR,
        Code.SAME_MONTH_OTHER_DAY,
        Code.SAME_YEAR_OTHER_DAY,
        Code.NEAR_YEAR,
        Code.GENERATION_APART,
    }
)
#: Of these single letters say nothing: they are read by their words or as numbers.
_NOT_SPELT = frozenset(
    {"age", "height", "build", "hair", "eyes", "marks", "clothing", "effects", "event_place", "event_on"}
)
#: Less alike than this, and the whole word is marked: single letters in common say nothing.
_LEAST_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Cell:
    """What one side says: the text in parts, each with whether it differs, and how it reads in the other script."""

    parts: tuple[Part, ...]
    lang: str = ""
    read: str = ""
    read_lang: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One particular of both sides. `weight` is None where the model does not weigh it; `doubt` is a counter-reason."""

    label: str | Promise
    left: Cell
    right: Cell
    weight: Weight | None
    doubt: Weight | None = None
    agrees: bool = False

    @property
    def is_one_sided(self) -> bool:
        return not (self.left.parts and self.right.parts)


def rows_of(left: Description, right: Description, reasons: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Every particular that one side or the other speaks of, in the order of the standards."""
    weights = {one.field: one for one in weights_of(reasons) if one.code not in DOUBTS}
    doubts = {one.field: one for one in weights_of(reasons) if one.code in DOUBTS}
    weighed = {reason["field"]: reason for reason in reasons}
    rows = []
    events = _events(left, right, weighed)
    for name, label in LABELS.items():
        if name in OF_THE_FAMILY or name == "narrative" or name in events:
            continue
        here, there = text_of(left, name), text_of(right, name)
        if name in weighed and (name != "birth_place" or here or there):
            # The model found the part in the whole name, or the place in the region.
            here, there = here or weighed[name]["left"], there or weighed[name]["right"]
        found = name
        if name == "home_region" and not (left.birth_place or right.birth_place):
            found = "birth_place"  # Where neither names the place of birth, regions are what was weighed.
        if here or there:
            rows.append(_row(name, label, here, there, weights.get(found), doubts.get(found)))
    for name in ("event_place", "event_on"):
        if events and name in weights:
            here, there = _event_text(left, name), _event_text(right, name)
            rows.append(_row(name, FIELDS[name], here, there, weights[name], doubts.get(name)))
    return rows


def _events(left: Description, right: Description, weighed: Mapping[str, Any]) -> frozenset[str]:
    """Which occurrences were set side by side as the last thing known of him, and so have rows of their own."""
    compared = [weighed[name] for name in ("event_place", "event_on") if name in weighed]
    if not any(reason["left"] and reason["right"] for reason in compared):
        return frozenset()
    return frozenset(str(row.kind) for row in (event_of(left), event_of(right)) if row)


def _event_text(description: Description, name: str) -> str:
    """The place or time of the last thing known of him, with what it was; "" where it is not told."""
    row = event_of(description)
    if row is None:
        return ""
    told = row.place if name == "event_place" else date_text(row.when)
    return f"{told} ({OccurrenceKind(row.kind).label})" if told else ""


def _row(
    name: str, label: str | Promise, here: str, there: str, weight: Weight | None, doubt: Weight | None
) -> Row:
    agrees = bool(here and there) and fold(here) == fold(there)
    marked = bool(here and there) and not agrees and (weight is None or weight.code in _MARKED)
    parts = differing(here, there) if marked and name not in _NOT_SPELT else (_plain(here), _plain(there))
    both_ways = bool(here and there) and language_of(here) != language_of(there)
    cells = [
        _cell(name, text, told, both_ways=both_ways) for text, told in zip((here, there), parts, strict=True)
    ]
    return Row(label, cells[0], cells[1], weight, doubt, agrees)


def _cell(name: str, text: str, parts: tuple[Part, ...], *, both_ways: bool) -> Cell:
    if name not in NAMES:
        return Cell(parts)
    found = written(text, both_ways=both_ways)
    return Cell(parts, found.lang, found.read, found.read_lang)


def _plain(text: str) -> tuple[Part, ...]:
    return ((text, False),) if text else ()


def differing(one: str, other: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Both texts in parts, each with whether the other lacks it. Cyrillic and Latin are compared as they sound."""
    sounds = _sounds(one), _sounds(other)
    matcher = SequenceMatcher(
        None, [sound for sound, _place in sounds[0]], [sound for sound, _place in sounds[1]]
    )
    if matcher.ratio() < _LEAST_ALIKE:
        return ((one, True),), ((other, True),)
    # A single letter that both have in common by chance says nothing.
    blocks = [block for block in matcher.get_matching_blocks() if block.size > 1]
    return (
        _in_parts(one, {sounds[0][block.a + step][1] for block in blocks for step in range(block.size)}),
        _in_parts(other, {sounds[1][block.b + step][1] for block in blocks for step in range(block.size)}),
    )


def _sounds(text: str) -> list[tuple[str, int]]:
    """Latin letters that the text sounds like, each with the place of the letter that it comes from."""
    found: list[tuple[str, int]] = []
    before = ""
    for place in range(len(text)):
        so_far = reading(text[: place + 1], "latin").casefold()
        fresh = so_far[len(before) :] if so_far.startswith(before) else so_far[-1:]
        found += [(sound, place) for sound in fresh]
        before = so_far
    return found


def _in_parts(text: str, met: set[int]) -> tuple[Part, ...]:
    parts: list[Part] = []
    for place, letter in enumerate(text):
        differs = place not in met and letter.isalnum()
        if parts and parts[-1][1] == differs:
            parts[-1] = (parts[-1][0] + letter, differs)
        else:
            parts.append((letter, differs))
    return tuple(parts)


#: What to ask, by particular. No question carries the answer.
_QUESTIONS: Mapping[str, str | Promise] = {
    "family_name": gettext_lazy("Has he ever borne another surname, or does a document spell it otherwise?"),
    "given_name": gettext_lazy("Which given name stands in his papers, and what was he called at home?"),
    "patronymic": gettext_lazy("What is his father's name in the papers?"),
    "birth_date": gettext_lazy("On which day, in which month and year was he born? Where is that written?"),
    "birth_place": gettext_lazy("Where was he born: village or town, district?"),
    "marks": gettext_lazy("Has he tattoos, scars or other marks? Where, and what do they look like?"),
    "effects": gettext_lazy("What did he always carry with him or wear?"),
    "height": gettext_lazy("How tall is he, and what is his build?"),
    "dental_notes": gettext_lazy("Had he crowns, missing teeth or dentures? Which dentist treated him?"),
}
_SETTLED = frozenset({Code.SAME, Code.SAME_OTHER_SCRIPT, Code.SAME_OTHER_SPELLING, Code.SAME_DAY})
_MOST_QUESTIONS = 5


def questions_for(left: Description, right: Description, reasons: Sequence[Mapping[str, Any]]) -> list[str]:
    """What would tell more, most telling first: particulars that differ, or of which only one side speaks."""
    weights = {one.field: one for one in weights_of(reasons)}
    open_points = [name for name, one in weights.items() if name in _QUESTIONS and one.code not in _SETTLED]
    one_sided = [
        name
        for name in _QUESTIONS
        if name not in weights and bool(text_of(left, name)) != bool(text_of(right, name))
    ]
    return [str(_QUESTIONS[name]) for name in (open_points + one_sided)[:_MOST_QUESTIONS]]


def asks_family(left: Description, right: Description) -> bool:
    """Whether one of the two is a family's word, so that the family can be asked."""
    return SourceKind.FAMILY in {left.source_kind, right.source_kind}


def speaks_of_death(left: Description, right: Description) -> bool:
    return left.speaks_of_death or right.speaks_of_death


def summary(reasons: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """What speaks for and what against, in brief, the heaviest first; "" where nothing does."""
    told = [one for one in weights_of(reasons) if one.steps]
    joined = [
        "; ".join(one.brief for one in told if one.against is against)[:1000] for against in (False, True)
    ]
    return joined[0], joined[1]


def heading_of(description: Description) -> str:
    """Who says it: "A hospital list, List 7"."""
    kind = capfirst(str(SourceKind(description.source_kind).label))
    return f"{kind}, {description.source_name}" if description.source_name else kind
