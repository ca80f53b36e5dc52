"""What one decides on a pair, why, and which pairs one wants to see."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kinline.suggestions.choices import Verdict

_KEYS = {verdict: f"Digit{number}" for number, verdict in enumerate(Verdict, start=1)}


class VerdictForm(forms.Form):
    """Same, different, or more facts; and why."""

    verdict = forms.ChoiceField(
        label=_("Your decision"),
        choices=Verdict.choices,
        error_messages={"required": _("Choose one of the three.")},
    )
    reason = forms.CharField(
        label=_("Why you think so"),
        help_text=_("The second person reads it after deciding alone."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why you think so. A few words are enough.")},
    )

    @property
    def verdicts(self) -> list[tuple[str, str, str, bool]]:
        """For each button: value, words, key, whether it is chosen."""
        chosen = self["verdict"].value()
        return [
            (verdict.value, str(verdict.label), _KEYS[verdict], verdict.value == chosen)
            for verdict in Verdict
        ]


class UndoForm(forms.Form):
    """Why a verdict is taken back."""

    reason = forms.CharField(
        label=_("Why it is undone"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why this is undone.")},
    )


class ReopenForm(forms.Form):
    """Why a pair is asked again."""

    reason = forms.CharField(
        label=_("Why it is asked again"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why this is asked again.")},
    )


class ByHandForm(forms.Form):
    """Two descriptions to be compared."""

    left = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    right = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class PairsForm(forms.Form):
    """Which of the waiting pairs to show."""

    death = forms.ChoiceField(
        label=_("Death"),
        choices=[("", _("all")), ("yes", _("one speaks of a death")), ("no", _("neither speaks of a death"))],
        required=False,
    )
    family = forms.ChoiceField(
        label=_("Family"),
        choices=[("", _("all")), ("yes", _("a family asks")), ("no", _("no family asks"))],
        required=False,
    )
    least = forms.ChoiceField(
        label=_("Likeness"),
        choices=[
            ("", _("all")),
            ("0.95", _("at least 95 of 100")),
            ("0.75", _("at least 75 of 100")),
            ("0.5", _("at least 50 of 100")),
        ],
        required=False,
    )
