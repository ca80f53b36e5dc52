"""A wish to be erased, its check, and keeping something longer."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kinline.erasure.choices import AskedBy, CancelReason, CheckedBy, StillNeeded, Why

_YEARS = {"1": _("one year from today"), "2": _("two years from today"), "5": _("five years from today")}


def _note(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class AskForm(forms.Form):
    """A family asks by voice or by letter."""

    how = forms.ChoiceField(
        label=_("How did they ask?"),
        choices=[(AskedBy.VOICE, AskedBy.VOICE.label), (AskedBy.LETTER, AskedBy.LETTER.label)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how they asked.")},
    )
    note = _note(_("Note"))


class SourceForm(forms.Form):
    """Why one source's words are to be erased."""

    why = forms.ChoiceField(
        label=_("Why are they erased?"),
        choices=Why.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say why they are erased.")},
    )
    note = forms.CharField(
        label=_("How do you know this?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say how you know this. The second person reads it.")},
    )


class CheckForm(forms.Form):
    """How it was made sure that it is they. The word is asked where the family chose one."""

    how = forms.ChoiceField(
        label=_("How did you make sure that it is really they?"),
        choices=CheckedBy.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how you made sure.")},
    )
    word = forms.CharField(
        label=_("The family’s word, as it was said"),
        required=False,
        max_length=120,
        help_text=_("By telephone we say it, in person they do. Leave it empty if they chose none."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    note = _note(_("What was said"))
    sure = forms.BooleanField(
        label=_("They know that it cannot be undone, and that we can then tell them nothing any more"),
        error_messages={"required": _("First tell them what erasing means.")},
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        said.pop("sure", None)
        return said


class CancelForm(forms.Form):
    because = forms.ChoiceField(
        label=_("Why is nothing erased?"),
        choices=CancelReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say why nothing is erased.")},
    )

    def __init__(self, *args: Any, of_family: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["because"]
        assert isinstance(field, forms.ChoiceField)
        if of_family:
            field.hints = {  # type: ignore[attr-defined]  # fields by name lose their class
                CancelReason.NOT_THEY: _(
                    "A question that was taken back by it goes on as before. Give the family a new PIN."
                )
            }
        else:
            field.choices = [(CancelReason.NOT_FOUNDED, CancelReason.NOT_FOUNDED.label)]


class ProlongForm(forms.Form):
    """Until when something is kept, and why."""

    until = forms.ChoiceField(
        label=_("Keep it for"),
        choices=list(_YEARS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say for how long.")},
    )
    reason = forms.ChoiceField(
        label=_("Why is it still needed?"),
        choices=StillNeeded.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say why it is still needed.")},
    )
    note = _note(_("Note"))

    def clean_until(self) -> dt.date:
        return timezone.localdate() + dt.timedelta(days=365 * int(self.cleaned_data["until"]))
