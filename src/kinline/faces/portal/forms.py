"""What a family is asked: one form a question. Nothing is required; every size is that of the column it goes to.

Fields carry the names that `kinline.inquiries.public` knows, so that the answers go there as they are.
"""

from collections.abc import Mapping
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kinline.design import zones
from kinline.design.dates import vague_of
from kinline.design.forms import (
    UNKNOWN,
    ChoiceWithUnknown,
    PartialDate,
    PartialDateField,
    PhoneField,
)
from kinline.design.templatetags.design import partial_date
from kinline.inquiries.public import MarkKind, Relation, Sex, SharingScope, texts_offered

MARKS = ("1", "2", "3")
YES_NO = [("yes", pgettext_lazy("answer", "Yes")), ("no", pgettext_lazy("answer", "No"))]
HOURS = [("", _("any time")), *((f"{hour:02}:00", f"{hour:02}:00") for hour in range(24))]
#: Beginnings of "I am the ...".
RELATIONS = [
    (Relation.MOTHER, pgettext_lazy("I am the", "Mother")),
    (Relation.FATHER, pgettext_lazy("I am the", "Father")),
    (Relation.WIFE, pgettext_lazy("I am the", "Wife")),
    (Relation.HUSBAND, pgettext_lazy("I am the", "Husband")),
    (Relation.PARTNER, pgettext_lazy("I am the", "Partner, not married")),
    (Relation.SISTER, pgettext_lazy("I am the", "Sister")),
    (Relation.BROTHER, pgettext_lazy("I am the", "Brother")),
    (Relation.DAUGHTER, pgettext_lazy("I am the", "Daughter")),
    (Relation.SON, pgettext_lazy("I am the", "Son")),
    (Relation.GRANDPARENT, pgettext_lazy("I am the", "Grandmother or grandfather")),
    (Relation.OTHER_RELATIVE, pgettext_lazy("I am the", "Another relative")),
    (Relation.FRIEND, pgettext_lazy("I am the", "Friend")),
]


def words(rows: int, most: int, **kwargs: Any) -> forms.CharField:
    """A few lines in the family's own words."""
    return forms.CharField(
        max_length=most, widget=forms.Textarea({"rows": rows, "cols": 40}), required=False, **kwargs
    )


def line(most: int, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        max_length=most, required=False, widget=forms.TextInput({"autocomplete": "off"}), **kwargs
    )


class StepForm(forms.Form):
    """One question. What was posted is kept as it was, so that going back shows it as it was written."""

    #: Browsers would refuse in their own words, and before we are asked.
    use_required_attribute = False

    def posted(self) -> dict[str, list[str]]:
        """What was posted for the fields of this form and nothing else; it fits into a session."""
        names = {
            f"{name}{part}"
            for name, field in self.fields.items()
            for part in getattr(field.widget, "widgets_names", [""])
        }
        data = self.data if isinstance(self.data, MultiValueDict) else MultiValueDict()
        return {name: data.getlist(name) for name in sorted(names) if name in data}

    def answers(self) -> dict[str, Any]:
        """What was said, by the names of the public door. "I do not know" is an empty word."""
        said: dict[str, Any] = {}
        for name, value in self.cleaned_data.items():
            if isinstance(self.fields[name], PartialDateField):
                said[name] = vague_of(value)
            else:
                said[name] = "" if value == UNKNOWN else value
        return said

    def told(self) -> list[str]:
        """What was said, as lines for the page that shows all answers. Empty if nothing was."""
        return [line for name in self.fields if (line := self.told_of(name))]

    def told_of(self, name: str) -> str:
        """One answer in words, or an empty string."""
        value, field = self.cleaned_data.get(name), self.fields[name]
        if not value or value == UNKNOWN:
            return ""
        if isinstance(value, PartialDate):
            return partial_date(value)
        if isinstance(field, forms.ChoiceField):
            return str(dict(field.choices)[value])  # type: ignore[arg-type]  # a list of pairs, as given above
        return str(value)


class NameForm(StepForm):
    family_name = line(120, label=_("Surname"))
    given_name = line(120, label=_("First name"))
    patronymic = line(120, label=_("Patronymic, if there is one"))
    other_names = line(
        240,
        label=_("Other names"),
        help_text=_("What you call this person at home, a call sign, an earlier surname, another spelling."),
    )

    def told(self) -> list[str]:
        whole = " ".join(filter(None, map(self.told_of, ("family_name", "given_name", "patronymic"))))
        return [line for line in (whole, self.told_of("other_names")) if line]


class SexForm(StepForm):
    sex = ChoiceWithUnknown(
        label=_("Is this person a man or a woman?"),
        choices=[(Sex.MALE, pgettext_lazy("sex", "A man")), (Sex.FEMALE, pgettext_lazy("sex", "A woman"))],
        required=False,
    )


class BirthForm(StepForm):
    birth = PartialDateField(
        label=_("When was this person born?"),
        help_text=_("Write what you know. The year alone is enough. If it is a guess, tick “approximately”."),
        required=False,
    )


class HomeForm(StepForm):
    birth_place = line(
        160, label=_("Born in"), help_text=_("Town or village, and the district if you know it.")
    )
    home_region = line(120, label=_("Lived in, before the war"), help_text=_("Region or town."))


class LastContactForm(StepForm):
    last_contact = PartialDateField(
        label=_("When?"),
        help_text=_("A call, a message, a letter, a word through others. Roughly is fine."),
        earliest=2014,
        required=False,
    )
    last_contact_place = line(
        160,
        label=_("Roughly where was this person then?"),
        help_text=_("The district or the nearest larger town. Not more exactly."),
    )


class MarksForm(StepForm):
    """Up to three marks on the body. A mark without a kind is an "other mark"."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in MARKS:
            self.fields[f"kind_{number}"] = forms.ChoiceField(
                label=_("What is it?"),
                choices=[
                    (MarkKind.TATTOO, pgettext_lazy("mark", "A tattoo")),
                    (MarkKind.SCAR, pgettext_lazy("mark", "A scar")),
                    (
                        MarkKind.OTHER,
                        pgettext_lazy("mark", "Something else: a birthmark, a burn, a missing finger"),
                    ),
                ],
                widget=forms.RadioSelect,
                required=False,
            )
            self.fields[f"site_{number}"] = line(
                80, label=_("Where on the body?"), help_text=_("For example: left forearm, inner side.")
            )
            self.fields[f"motif_{number}"] = line(
                200, label=_("What does it look like?"), help_text=_("A picture, words, shape, colour.")
            )

    def groups(self) -> list[list[forms.BoundField]]:
        """The fields of each mark, in order."""
        return [[self[f"{part}_{number}"] for part in ("kind", "site", "motif")] for number in MARKS]

    def marks(self) -> list[tuple[MarkKind, str, str]]:
        rows = [
            tuple(self.cleaned_data.get(f"{part}_{n}", "") for part in ("kind", "site", "motif"))
            for n in MARKS
        ]
        return [
            (MarkKind(kind or MarkKind.OTHER), site, motif) for kind, site, motif in rows if site or motif
        ]

    def answers(self) -> dict[str, Any]:
        return {"marks": tuple(self.marks())}

    def told(self) -> list[str]:
        named = {MarkKind.TATTOO: _("Tattoo"), MarkKind.SCAR: _("Scar"), MarkKind.OTHER: _("Mark")}
        return [
            ": ".join(filter(None, (str(named[kind]), site, motif))) for kind, site, motif in self.marks()
        ]


class LooksForm(StepForm):
    looks = words(
        4,
        2000,
        label=_("How does this person look?"),
        help_text=_("Height, build, hair, eyes, teeth, glasses."),
    )
    anything_else = words(
        4,
        2000,
        label=_("What else would help to know this person?"),
        help_text=_("A ring, a watch, clothes, an illness and its medicine, a way of speaking."),
    )


class PhotoForm(StepForm):
    """Photographs come by forms of their own, one at a time: what went through stays when the line breaks."""


class UnitForm(StepForm):
    unit = line(
        160,
        label=_("Which unit does this person serve in?"),
        help_text=_("You need not say. We search without it just as well."),
    )


class WhoForm(StepForm):
    who_name = line(120, label=_("What may we call you?"), help_text=_("As you like to be spoken to."))
    relation = ChoiceWithUnknown(
        label=_("Who are you to this person?"),
        choices=RELATIONS,
        unknown_label=_("I would rather not say"),
        required=False,
    )


class ReachForm(StepForm):
    phone = PhoneField(
        label=_("Telephone"),
        max_length=40,
        help_text=_("With the country code if you are abroad, for example +48…"),
        required=False,
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "class": "w20"}),
        error_messages={"invalid": _("E-mail: an address such as name@example.org.")},
        required=False,
    )


class HoursForm(StepForm):
    """Hours that are safe. Both or neither; from ten in the evening to six in the morning is a span too."""

    hour_from = forms.ChoiceField(label=_("From"), choices=HOURS, required=False)
    hour_to = forms.ChoiceField(label=_("Until"), choices=HOURS, required=False)
    zone = forms.ChoiceField(
        label=_("What time is it with you now?"),
        choices=zones.choices,
        initial=zones.guess,
        help_text=_("Choose the line with your time, so that we do not wake you or call at a bad hour."),
        required=False,
    )
    never = words(
        2,
        500,
        label=_("When or how should we never reach you?"),
        help_text=_("For example: never on Sundays, never by message."),
    )

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if bool(said.get("hour_from")) != bool(said.get("hour_to")):
            empty = "hour_to" if said.get("hour_from") else "hour_from"
            self.add_error(
                empty, ValidationError(_("Hours: choose both, from and until, or leave both open."))
            )
        elif said.get("hour_from") and said["hour_from"] == said["hour_to"]:
            self.add_error("hour_to", ValidationError(_("Hours: “from” and “until” are the same hour.")))
        return said

    def hours(self) -> tuple[time, time] | None:
        span = [self.cleaned_data.get(name) for name in ("hour_from", "hour_to")]
        return (time.fromisoformat(span[0]), time.fromisoformat(span[1])) if span[0] and span[1] else None

    def answers(self) -> dict[str, Any]:
        zone = self.cleaned_data.get("zone") or zones.guess()
        return {"hours": self.hours(), "zone": zone, "never": self.cleaned_data.get("never", "")}

    def told(self) -> list[str]:
        span = self.hours()
        when: Promise | str = _("At any hour")
        if span:
            when = _("From %(begin)s to %(end)s") % {"begin": f"{span[0]:%H:%M}", "end": f"{span[1]:%H:%M}"}
        place = zones.ZONES[self.answers()["zone"]]
        never = [_("Never: %(words)s") % {"words": self.told_of("never")}] if self.told_of("never") else []
        return [_("%(when)s, by the clock of %(place)s") % {"when": when, "place": place}, *never]


class SafetyForm(StepForm):
    who_else_answers = line(
        240,
        label=_("Who else may answer this phone or read this mail?"),
        help_text=_("For example: my mother-in-law, she knows. My boss, he must not know."),
    )
    may_leave_message = ChoiceWithUnknown(
        label=_("May we leave a message?"),
        choices=YES_NO,
        hints={"no": _("Then we only try again later.")},
        unknown_label=_("I do not know: then we do not"),
        required=False,
    )
    may_text = ChoiceWithUnknown(
        label=_("May we send a text message to this phone?"),
        choices=YES_NO,
        hints={"yes": _("It only asks you to call back. It contains no news and no name.")},
        unknown_label=_("I do not know: then we do not"),
        required=False,
    )
    may_say_who = ChoiceWithUnknown(
        label=_("If somebody else answers, may we say who is calling?"),
        choices=YES_NO,
        hints={"no": _("Then we say nothing of ourselves.")},
        unknown_label=_("I do not know: then we do not"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not texts_offered():
            del self.fields["may_text"]

    def answers(self) -> dict[str, Any]:
        names = ("may_leave_message", "may_text", "may_say_who")
        allowed = {name: self.cleaned_data.get(name) == "yes" for name in names}
        return {"who_else_answers": self.cleaned_data.get("who_else_answers", ""), **allowed}

    def told(self) -> list[str]:
        said = self.answers()
        return [
            *([said["who_else_answers"]] if said["who_else_answers"] else []),
            str(_("We may leave a message.") if said["may_leave_message"] else _("We leave no message.")),
            *([str(self._texts(may=said["may_text"]))] if "may_text" in self.fields else []),
            str(
                _("We may say who is calling.") if said["may_say_who"] else _("We do not say who is calling.")
            ),
        ]

    @staticmethod
    def _texts(*, may: bool) -> Promise:
        return _("We may send a text message.") if may else _("We send no text message.")


class WordForm(StepForm):
    call_word = line(
        60,
        label=_("A word that our caller must say"),
        help_text=_("Any word that you will know again and others would not guess. Not a password of yours."),
    )


class SharingForm(StepForm):
    """Each permission by itself. No tick means no."""

    agency = forms.BooleanField(
        label=SharingScope.AGENCY.label, help_text=SharingScope.AGENCY.hint, required=False
    )
    other_power = forms.BooleanField(
        label=SharingScope.OTHER_POWER.label, help_text=SharingScope.OTHER_POWER.hint, required=False
    )
    publication = forms.BooleanField(
        label=SharingScope.PUBLICATION.label, help_text=SharingScope.PUBLICATION.hint, required=False
    )
    statistics = forms.BooleanField(
        label=SharingScope.STATISTICS.label, help_text=SharingScope.STATISTICS.hint, required=False
    )

    def answers(self) -> dict[str, Any]:
        return {"sharings": tuple(scope for scope in SharingScope if self.cleaned_data.get(scope))}

    def told(self) -> list[str]:
        return [str(field.label) for name, field in self.fields.items() if self.cleaned_data.get(name)]


def kept(data: Mapping[str, list[str]]) -> MultiValueDict[str, str]:
    """What `StepForm.posted` kept, as a form reads it."""
    return MultiValueDict({name: list(values) for name, values in data.items()})
