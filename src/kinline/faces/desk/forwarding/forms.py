"""Questions about what is to leave, and about what went to whom."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kinline.accounts.queries import Staff
from kinline.audit.rules import Refused
from kinline.exchange.forwarding import queries
from kinline.exchange.forwarding.queries import CHOICES, Asked
from kinline.exchange.writing.sealed import check_key

_GROUP = "with_"


class AskForm(forms.Form):
    """To whom, why, what, and how the file is closed."""

    recipient_kind = forms.ChoiceField(
        label=_("Who receives it?"),
        help_text=_("A family’s words go only to those whom the family allowed."),
        choices=CHOICES["recipient_kind"],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who receives it.")},
    )
    recipient_name = forms.CharField(
        label=_("Name of the recipient"),
        help_text=_(
            "Always the same for the same recipient: by it the recipient knows a record again, and nobody else does."
        ),
        max_length=120,
        error_messages={"required": _("Say to whom it goes.")},
    )
    purpose = forms.CharField(
        label=_("What is it for?"),
        help_text=_("It stands in the log. Name no person here."),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Say what it is for.")},
    )
    way = forms.ChoiceField(
        label=_("How does it go there?"),
        choices=[("", _("Choose")), *CHOICES["way"]],
        error_messages={"required": _("Say how it goes there.")},
    )
    source_kinds = forms.MultipleChoiceField(
        label=_("Whose words?"),
        help_text=_("What capture cards and burial records tell leaves only with the reason below."),
        choices=CHOICES["source_kinds"],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one kind of source.")},
    )
    source_name = forms.ChoiceField(label=_("Only of this source"), required=False)
    arrival: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label=_("Only of this file"), required=False, queryset=None, empty_label=_("all files")
    )
    families_asked_again = forms.BooleanField(
        label=_("Each of these families was asked again"),
        help_text=_("For publication only: it was promised to them."),
        required=False,
    )
    format = forms.ChoiceField(
        label=_("Format"), choices=CHOICES["format"], widget=forms.RadioSelect, initial="pfif"
    )
    sealing = forms.ChoiceField(
        label=_("How is the file closed?"),
        help_text=_(
            "A passphrase is for files up to 64 MB; to open one takes half a gigabyte of memory. "
            "A key has no such limits."
        ),
        choices=CHOICES["sealing"],
        widget=forms.RadioSelect,
        initial="key",
    )
    recipient_key = forms.CharField(
        label=_("The recipient’s age key"),
        help_text=_("It begins with age1. Let the recipient read its last signs to you by voice."),
        max_length=200,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    plain_reason = forms.CharField(
        label=_("Why is it not encrypted?"),
        help_text=_("Only if it is not encrypted."),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, asker: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(name, name) for name in queries.sources(visible_to=asker)]
        self.fields["source_name"].choices = [("", _("all sources")), *named]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["arrival"].queryset = queries.arrivals(visible_to=asker)  # type: ignore[attr-defined]  # likewise
        self.fields["arrival"].label_from_instance = _arrival_words  # type: ignore[attr-defined]  # likewise
        for group, label in CHOICES["groups"]:
            self.fields[f"{_GROUP}{group}"] = forms.ChoiceField(
                label=str(label), choices=[("", _("leave out")), *CHOICES["reasons"]], required=False
            )

    @property
    def groups(self) -> list[forms.BoundField]:
        """The particulars that need a reason each."""
        return [self[name] for name in self.fields if name.startswith(_GROUP)]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("sealing") == "key":
            self._clean_key(said.get("recipient_key", ""))
        if said.get("sealing") == "plain" and not said.get("plain_reason"):
            self.add_error("plain_reason", _("Say why it is not encrypted."))
        return said

    def _clean_key(self, key: str) -> None:
        if not key:
            self.add_error("recipient_key", _("Give the recipient’s key, or choose a passphrase."))
            return
        try:
            check_key(key)
        except Refused as no:
            self.add_error("recipient_key", str(no))

    @property
    def asked(self) -> Asked:
        """What a valid form asks for."""
        said = dict(self.cleaned_data)
        given = {name: said.pop(name) for name in list(said) if name.startswith(_GROUP)}
        groups = {name.removeprefix(_GROUP): reason for name, reason in given.items() if reason}
        return Asked(**said, groups=groups)


def _arrival_words(arrival: Any) -> str:
    return _("%(source)s, %(day)s, number %(number)d") % {
        "source": arrival.source_name,
        "day": timezone.localdate(arrival.complete_at).isoformat(),
        "number": arrival.pk,
    }


class DecideForm(forms.Form):
    """A second person lets it out, or says why not."""

    agrees = forms.TypedChoiceField(
        label=_("Does it leave?"),
        choices=[("yes", _("Yes, it may leave")), ("no", _("No"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    note = forms.CharField(
        label=_("If not: why?"), max_length=300, required=False, widget=forms.Textarea({"rows": 2})
    )


class RecordForm(forms.Form):
    """What was made and sent outside of this software."""

    recipient_kind = forms.ChoiceField(
        label=_("Who received it?"),
        choices=[("", _("Choose")), *CHOICES["recipient_outside"]],
        error_messages={"required": _("Choose who received it.")},
    )
    recipient_name = forms.CharField(
        label=_("Name of the recipient"),
        max_length=120,
        error_messages={"required": _("Say to whom it went.")},
    )
    what = forms.CharField(
        label=_("What was it?"),
        help_text=_("Such as: list of the wounded of May. Name no person here."),
        max_length=300,
        error_messages={"required": _("Say what it was.")},
    )
    people = forms.IntegerField(
        label=_("How many people were in it?"),
        min_value=0,
        max_value=10_000_000,
        widget=forms.TextInput({"inputmode": "numeric", "class": "w8"}),
        error_messages={"required": _("Say how many."), "invalid": _("A number, such as 12.")},
    )
    way = forms.ChoiceField(
        label=_("How did it go there?"),
        choices=[("", _("Choose")), *CHOICES["way_outside"]],
        error_messages={"required": _("Say how it went there.")},
    )
    sent_on = forms.DateField(
        label=_("Day on which it was sent"),
        widget=forms.DateInput({"type": "date", "class": "w12"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        error_messages={"required": _("Say when."), "invalid": _("A day, such as 31.05.2026.")},
    )
    sha256 = forms.CharField(
        label=_("SHA-256 of the file, if there was one"),
        max_length=64,
        required=False,
        validators=[RegexValidator(r"^[0-9a-fA-F]{64}$", _("64 signs, 0 to 9 and a to f."))],
    )


class ToldForm(forms.Form):
    """A recipient heard that something in its file is in doubt or was wrong."""

    on = forms.DateField(
        label=_("Day on which the recipient was told"),
        widget=forms.DateInput({"type": "date", "class": "w12"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        error_messages={"required": _("Say when."), "invalid": _("A day, such as 31.05.2026.")},
    )
    way = forms.ChoiceField(
        label=_("How?"),
        choices=[("", _("Choose")), *CHOICES["way_told"]],
        error_messages={"required": _("Say how the recipient was told.")},
    )
    note = forms.CharField(
        label=_("What was sent or said?"),
        help_text=_(
            "A letter and its number, to whom, and by what they confirmed it. Name no person from the file."
        ),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Say what was sent or said, such as a letter and its number.")},
    )


class ReceiptForm(forms.Form):
    """The recipient confirmed that it came."""

    on = forms.DateField(
        label=_("Day on which it was confirmed"),
        widget=forms.DateInput({"type": "date", "class": "w12"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        error_messages={"required": _("Say when."), "invalid": _("A day, such as 31.05.2026.")},
    )
    reference = forms.CharField(
        label=_("By what?"),
        help_text=_("A letter and its number, a signed list, a word by telephone and whose."),
        max_length=120,
        error_messages={"required": _("Say by what it is confirmed, such as a letter and its number.")},
    )
