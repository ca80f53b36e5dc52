"""The questions about the person sought: the same on the telephone and when a family adds to them."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kinline.design.dates import partial_of, vague_of
from kinline.design.forms import PartialDateField
from kinline.registry.choices import MarkKind, OccurrenceKind, Sex
from kinline.registry.facts import BodyMark, Facts, Happening

#: So many marks fit on the form; more go into free text.
MARK_ROWS = 2
_NAMES = ("family_name", "given_name", "patronymic", "other_names")
_PLAIN = (*_NAMES, "sex", "birth_place", "home_region", "unit")


class SoughtForm(forms.Form):
    """Who is sought. Nothing here is required: "I do not know" is an answer too."""

    family_name = forms.CharField(label=_("Surname"), max_length=120, required=False)
    given_name = forms.CharField(label=_("Given name"), max_length=120, required=False)
    patronymic = forms.CharField(label=_("Patronymic"), max_length=120, required=False)
    other_names = forms.CharField(label=_("Also called"), max_length=240, required=False)
    birth = PartialDateField(label=_("Born"), required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex, required=False)
    birth_place = forms.CharField(label=_("Place of birth"), max_length=160, required=False)
    home_region = forms.CharField(label=_("Region where home is"), max_length=120, required=False)
    unit = forms.CharField(label=_("Unit, if the family wants to say it"), max_length=160, required=False)
    last_contact = PartialDateField(label=_("Last contact"), required=False)
    last_contact_place = forms.CharField(
        label=_("Where he was then, no finer than the district"), max_length=160, required=False
    )
    narrative = forms.CharField(
        label=_("Looks, clothing, anything else that tells him apart"),
        widget=forms.Textarea({"rows": 3}),
        max_length=5000,
        required=False,
        help_text=_("Do not write movements, weapons or commanders. We never ask for them."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField) and not isinstance(field.widget, forms.Textarea):
                field.widget.attrs.setdefault("autocomplete", "off")
        for row in range(MARK_ROWS):
            self.fields[f"mark_{row}_kind"] = forms.ChoiceField(
                label=_("Mark"), choices=[("", "—"), *MarkKind.choices], required=False
            )
            self.fields[f"mark_{row}_site"] = forms.CharField(
                label=_("Where on the body"), max_length=80, required=False
            )
            self.fields[f"mark_{row}_motif"] = forms.CharField(
                label=_("What it shows"), max_length=200, required=False
            )

    @property
    def mark_rows(self) -> list[list[forms.BoundField]]:
        parts = ("kind", "site", "motif")
        return [[self[f"mark_{row}_{part}"] for part in parts] for row in range(MARK_ROWS)]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for row in range(MARK_ROWS):
            said = cleaned.get(f"mark_{row}_site") or cleaned.get(f"mark_{row}_motif")
            if said and not cleaned.get(f"mark_{row}_kind"):
                self.add_error(f"mark_{row}_kind", _("Say what kind of mark it is."))
        return cleaned

    @property
    def says_who(self) -> bool:
        """Whether anything is said by which he could be found."""
        return any(self.cleaned_data.get(name) for name in (*_NAMES, "narrative")) or bool(self._marks())

    def _marks(self) -> tuple[BodyMark, ...]:
        said = self.cleaned_data
        return tuple(
            BodyMark(
                kind=MarkKind(said[f"mark_{row}_kind"]),
                site=said[f"mark_{row}_site"],
                motif=said[f"mark_{row}_motif"],
            )
            for row in range(MARK_ROWS)
            if said.get(f"mark_{row}_kind")
        )

    def _contact(self) -> tuple[Happening, ...]:
        when, place = vague_of(self.cleaned_data["last_contact"]), self.cleaned_data["last_contact_place"]
        if not when.text and not place:
            return ()
        return (Happening(kind=OccurrenceKind.LAST_CONTACT, place=place, when=when),)

    def facts(self) -> Facts:
        """What was said, as a first word."""
        said = self.cleaned_data
        return Facts(
            **{name: said[name] for name in _PLAIN if name != "sex"},
            sex=Sex(said["sex"]),
            birth=vague_of(said["birth"]),
            narrative=said["narrative"],
            happenings=self._contact(),
            marks=self._marks(),
        )

    @classmethod
    def initial_of(cls, facts: Facts) -> dict[str, Any]:
        """The newest word, to be changed on the form."""
        shown: dict[str, Any] = {name: getattr(facts, name) for name in (*_PLAIN, "narrative")}
        shown["birth"] = partial_of(facts.birth)
        for happening in facts.happenings:
            if happening.kind == OccurrenceKind.LAST_CONTACT:
                shown |= {"last_contact": partial_of(happening.when), "last_contact_place": happening.place}
        for row, mark in enumerate(facts.marks[:MARK_ROWS]):
            shown |= {
                f"mark_{row}_kind": mark.kind,
                f"mark_{row}_site": mark.site,
                f"mark_{row}_motif": mark.motif,
            }
        return shown

    def facts_after(self, before: Facts) -> Facts:
        """A later word: what the form says, and of `before` what the form does not ask for."""
        now = self.facts()
        others = tuple(row for row in before.happenings if row.kind != OccurrenceKind.LAST_CONTACT)
        return replace(
            before,
            **{name: getattr(now, name) for name in (*_PLAIN, "narrative")},
            birth=now.birth if "birth" in self.changed_data else before.birth,
            happenings=others + now.happenings
            if {"last_contact", "last_contact_place"} & set(self.changed_data)
            else before.happenings,
            marks=now.marks + before.marks[MARK_ROWS:],
        )
