"""What a source says, typed in; a correction of it; a status; a search."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinline.design.dates import PartialDate, partial_of, vague_of
from kinline.design.forms import PartialDateField
from kinline.faces.desk.registry.particulars import LABELS
from kinline.registry.choices import (
    AXIS_VALUES,
    Axis,
    IdentificationLevel,
    LawfulBasis,
    MarkKind,
    NumberKind,
    OccurrenceKind,
    Purpose,
    Reliability,
    SaidFate,
    Sex,
    SourceKind,
    StatusValue,
)
from kinline.registry.facts import Basis, BodyMark, Facts, Happening, Source, VagueDate
from kinline.registry.queries import PLAIN_FACTS

_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "w12"})
_LEAST_MARKS = 2
_CHOICES = {
    "sex": Sex,
    "service_number_kind": NumberKind,
    "said_fate": SaidFate,
}
_LONG = {"narrative": 4, "clothing": 2, "effects": 2, "dental_notes": 2}
_NUMBERS = {
    "age_from": gettext_lazy("Age from"),
    "age_to": gettext_lazy("Age to"),
    "height_cm_from": gettext_lazy("Height from, cm"),
    "height_cm_to": gettext_lazy("Height to, cm"),
}
_LENGTHS = {
    "whole_name": 240, "other_names": 240, "birth_place": 160, "unit": 160, "service_number": 60,
    "rank": 80, "citizenship": 80, "power": 80, "build": 80, "hair": 80, "eyes": 80,
    "state_of_health": 200, "clothing": 300, "effects": 300, "dental_notes": 300,
    "next_of_kin": 500, "next_of_kin_address": 500, "correspondence_address": 500, "to_be_informed": 500,
    "narrative": 20_000,
}  # fmt: skip
_MOST_LETTERS = 120
_HINTS: dict[str, str | Promise] = {
    "whole_name": gettext_lazy("Only if it is not clear which word is the surname."),
    "home_region": gettext_lazy("No finer than the district."),
    "unit": gettext_lazy("Only if the source gave it. Nobody is asked for it."),
    "narrative": gettext_lazy("No movements, weapons or commanders."),
    "said_fate": gettext_lazy("The source's word. It sets no status."),
}
#: What a prisoner may tell of his own will, beyond what art. 17 asks of him.
_MAY_BE_VOLUNTEERED = (
    "patronymic", "father_given_name", "mother_maiden_name", "birth_place", "home_region", "unit",
    "next_of_kin", "next_of_kin_address", "correspondence_address", "to_be_informed", "state_of_health",
    "marks", "narrative",
)  # fmt: skip


def _field(name: str) -> forms.Field:
    if name in _NUMBERS:
        low, high = (0, 120) if name.startswith("age") else (40, 250)
        return forms.IntegerField(
            label=_NUMBERS[name],
            min_value=low,
            max_value=high,
            required=False,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w4"}),
        )
    # Lazy words are what a field takes; its stubs name a narrower type than gettext returns.
    label: Any = LABELS.get(name, gettext_lazy("Kind of number"))
    hint: Any = _HINTS.get(name, "")
    if name in _CHOICES:
        return forms.ChoiceField(label=label, choices=_CHOICES[name].choices, required=False, help_text=hint)
    rows = _LONG.get(name)
    return forms.CharField(
        label=label,
        max_length=_LENGTHS.get(name, _MOST_LETTERS),
        required=False,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows})
        if rows
        else forms.TextInput(attrs={"autocomplete": "off"}),
    )


class FactsForm(forms.Form):
    """The particulars, each of which may stay empty. `before` fills it with what was said until now."""

    def __init__(self, *args: Any, before: Facts | None = None, **kwargs: Any) -> None:
        self.before = before or Facts()
        super().__init__(*args, **kwargs)
        for name in PLAIN_FACTS:
            self._add(name, _field(name), getattr(self.before, name))
        self._add(
            "birth",
            PartialDateField(label=LABELS["birth_date"], required=False),
            partial_of(self.before.birth),
        )
        told = {happening.kind: happening for happening in self.before.happenings}
        for kind in OccurrenceKind:
            happening = told.get(kind) or Happening(kind=kind)
            place = _("%(what)s: where") % {"what": LABELS[kind]}
            when = _("%(what)s: when") % {"what": LABELS[kind]}
            self._add(
                f"{kind}_place", forms.CharField(label=place, max_length=160, required=False), happening.place
            )
            self._add(
                f"{kind}_when", PartialDateField(label=when, required=False), partial_of(happening.when)
            )
        self.marks_asked = max(_LEAST_MARKS, len(self.before.marks) + 1)
        for number, mark in enumerate(self._padded_marks(), start=1):
            kinds = [("", _("none")), *MarkKind.choices]
            what = forms.ChoiceField(label=_("Mark"), choices=kinds, required=False)
            self._add(f"mark{number}_kind", what, mark.kind if mark else "")
            site = forms.CharField(label=_("Where on the body"), max_length=80, required=False)
            self._add(f"mark{number}_site", site, mark.site if mark else "")
            motif = forms.CharField(label=_("What it looks like"), max_length=200, required=False)
            self._add(f"mark{number}_motif", motif, mark.motif if mark else "")
        volunteered = forms.MultipleChoiceField(
            label=_("Of this he volunteered"),
            help_text=_(
                "Of a prisoner: what he told beyond surname, given names, rank, date of birth and number."
            ),
            choices=[(name, LABELS[name]) for name in _MAY_BE_VOLUNTEERED],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        self._add("volunteered", volunteered, list(self.before.volunteered))

    def _add(self, name: str, field: forms.Field, initial: object) -> None:
        self.fields[name] = field
        self.initial.setdefault(name, initial)

    def _padded_marks(self) -> list[BodyMark | None]:
        return [*self.before.marks, *([None] * (self.marks_asked - len(self.before.marks)))]

    @property
    def mark_rows(self) -> Iterator[list[forms.BoundField]]:
        """The three fields of each mark."""
        for number in range(1, self.marks_asked + 1):
            yield [self[f"mark{number}_{part}"] for part in ("kind", "site", "motif")]

    @property
    def happening_rows(self) -> Iterator[tuple[str | Promise, forms.BoundField, forms.BoundField]]:
        """Of each thing that may have happened: what, where, when."""
        for kind in OccurrenceKind:
            yield LABELS[kind], self[f"{kind}_place"], self[f"{kind}_when"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            facts = self._facts(cleaned)
            if facts == Facts():
                raise forms.ValidationError(_("Write at least one particular of the person."), code="empty")
            own = [name for name in ("reason", *SOURCE_FIELDS) if name in cleaned]
            return {name: cleaned[name] for name in own} | {"facts": facts}
        return cleaned

    def _facts(self, cleaned: dict[str, Any]) -> Facts:
        plain: dict[str, Any] = {
            name: cleaned.get(name) if name in _NUMBERS else cleaned.get(name, "") for name in PLAIN_FACTS
        }
        told = {happening.kind: happening.when for happening in self.before.happenings}
        happenings = [
            Happening(
                kind=kind,
                place=cleaned[f"{kind}_place"],
                when=_vague(cleaned[f"{kind}_when"], told.get(kind, VagueDate())),
            )
            for kind in OccurrenceKind
        ]
        marks = [
            BodyMark(kind=MarkKind(cleaned[f"mark{number}_kind"] or MarkKind.OTHER), site=site, motif=motif)
            for number in range(1, self.marks_asked + 1)
            for site, motif in [(cleaned[f"mark{number}_site"], cleaned[f"mark{number}_motif"])]
            if cleaned[f"mark{number}_kind"] or site or motif
        ]
        return Facts(
            **plain,
            birth=_vague(cleaned["birth"], self.before.birth),
            volunteered=tuple(cleaned["volunteered"]),
            happenings=tuple(one for one in happenings if one.place or one.when != VagueDate()),
            marks=tuple(marks),
        )


def _vague(found: PartialDate | None, before: VagueDate) -> VagueDate:
    """The date as typed; where it was left as it stood, what was said of it before, to the letter."""
    return before if found == partial_of(before) else vague_of(found)


SOURCE_FIELDS = ("source", "basis")


class DescriptionForm(FactsForm):
    """One source's word of one person: who says it, by what right it is kept, and the particulars."""

    source_kind = forms.ChoiceField(label=gettext_lazy("What kind of source"), choices=SourceKind.choices)
    source_name = forms.CharField(
        label=gettext_lazy("Its name"),
        help_text=gettext_lazy("Such as a hospital or a list. Of a witness no name is needed."),
        max_length=120,
        required=False,
    )
    source_ref = forms.CharField(label=gettext_lazy("Number or page there"), max_length=120, required=False)
    reliability = forms.ChoiceField(
        label=gettext_lazy("How reliable it is"), choices=Reliability.choices, required=False
    )
    said_on = forms.DateField(label=gettext_lazy("Said on"), widget=_DAY, required=False)
    purpose = forms.ChoiceField(
        label=gettext_lazy("What it is kept for"),
        choices=[choice for choice in Purpose.choices if choice[0] != Purpose.DEMONSTRATION],
    )
    lawful_basis = forms.ChoiceField(
        label=gettext_lazy("By what right"),
        choices=LawfulBasis.choices,
        required=False,
        help_text=gettext_lazy("Without one it is kept, but neither matched nor found."),
    )

    def clean_said_on(self) -> Any:
        said_on = self.cleaned_data["said_on"]
        if said_on and said_on > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet. Please check the date."))
        return said_on

    def clean(self) -> dict[str, Any]:
        typed = dict(self.cleaned_data)
        cleaned = super().clean()
        if self.errors:
            return cleaned
        source = Source(
            kind=SourceKind(typed["source_kind"]),
            name=typed["source_name"],
            ref=typed["source_ref"],
            reliability=Reliability(typed["reliability"]),
            said_on=typed["said_on"],
        )
        basis = Basis.until_due(
            Purpose(typed["purpose"]), LawfulBasis(typed["lawful_basis"]), timezone.localdate()
        )
        return cleaned | {"source": source, "basis": basis}


class CorrectionForm(FactsForm):
    """What the source says by now, and why that is another word than before."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is corrected"),
        max_length=300,
        help_text=gettext_lazy("The earlier word stays readable beside it."),
        error_messages={"required": gettext_lazy("Say why this is corrected.")},
    )


class SplitForm(forms.Form):
    """Why a source's words are of somebody else."""

    reason = forms.CharField(
        label=gettext_lazy("Why these are different people"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say why these are different people.")},
    )


class WithdrawForm(forms.Form):
    """Why a report is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is taken back"),
        error_messages={"required": gettext_lazy("Say why this is taken back.")},
    )


_ANY: list[tuple[str, str | Promise]] = [("", gettext_lazy("all"))]


class SearchForm(forms.Form):
    """A name in any spelling, and what narrows the search."""

    q = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "data-key": "Slash"}),
    )
    born = forms.IntegerField(
        label=gettext_lazy("Year of birth"),
        min_value=1900,
        max_value=2100,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w4"}),
        error_messages={"invalid": gettext_lazy("Year: four digits, such as 1998.")},
    )
    source_kind = forms.ChoiceField(
        label=gettext_lazy("Source"), choices=[*_ANY, *SourceKind.choices], required=False
    )
    said_fate = forms.ChoiceField(
        label=gettext_lazy("What it says of him"), choices=[*_ANY, *SaidFate.choices[1:]], required=False
    )
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), choices=[*_ANY, *Sex.choices[1:]], required=False)
    region = forms.CharField(label=gettext_lazy("Region"), max_length=80, required=False)
    beside = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)


def _values() -> list[tuple[str, str | list[tuple[str, str]]]]:
    # Nothing stands chosen: "missing" must not be written by forgetting to choose.
    return [("", _("Choose"))] + [
        (str(axis.label), [(value.value, str(value.label)) for value in values])
        for axis, values in AXIS_VALUES.items()
    ]


class StatusForm(forms.Form):
    """What is held of a person on one axis, and by whose word."""

    value = forms.ChoiceField(
        label=gettext_lazy("Status"),
        choices=_values,
        error_messages={"required": gettext_lazy("Choose a status.")},
    )
    as_of = forms.DateField(
        label=gettext_lazy("As of"),
        widget=_DAY,
        error_messages={"required": gettext_lazy("Say as of which day this is known.")},
    )
    source_name = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=120,
        error_messages={"required": gettext_lazy("Say whose word this is.")},
    )
    description = forms.TypedChoiceField(
        label=gettext_lazy("Description that it rests on"), coerce=int, empty_value=None, required=False
    )
    reliability = forms.ChoiceField(
        label=gettext_lazy("How reliable it is"), choices=Reliability.choices, required=False
    )
    level = forms.ChoiceField(
        label=gettext_lazy("How surely it is he"),
        choices=[("", gettext_lazy("not said")), *IdentificationLevel.choices],
        required=False,
        help_text=gettext_lazy("Recognised from a photograph is never confirmed."),
    )
    document = forms.CharField(
        label=gettext_lazy("Document of the competent authority"), max_length=300, required=False
    )
    remark = forms.CharField(
        label=gettext_lazy("Remark"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        required=False,
    )

    def __init__(self, *args: Any, words: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["description"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("none")), *words]

    def clean_value(self) -> StatusValue:
        return StatusValue(self.cleaned_data["value"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if value := cleaned.get("value"):
            cleaned["axis"] = next(axis for axis in Axis if value in AXIS_VALUES[axis])
        return cleaned


class SecondForm(forms.Form):
    """Whether the evidence establishes the death."""

    agrees = forms.TypedChoiceField(
        label=gettext_lazy("Does this establish the death?"),
        choices=[("yes", gettext_lazy("Yes, it does")), ("no", gettext_lazy("No, it does not"))],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the two.")},
    )
