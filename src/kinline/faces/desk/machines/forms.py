"""Questions about the key of a partner's machine."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kinline.accounts.choices import SCOPES_IN, SCOPES_OUT, Scope
from kinline.accounts.tokens import LONGEST_DAYS
from kinline.audit.rules import Refused
from kinline.exchange.forwarding.queries import CHOICES
from kinline.exchange.queries import SENDER_CHOICES
from kinline.exchange.writing.sealed import check_key

_FOR_IN = ("source_kind", "purpose", "lawful_basis")
_FOR_OUT = ("recipient_kind", "recipient_key")
#: What stands with the key for good: a machine cannot say it of itself.
_TERMS = (*_FOR_IN, "reliability", *_FOR_OUT)


class KeyForm(forms.Form):
    """Whose machine it is, what it may do and until when, and what is fixed for all that it sends and receives."""

    partner = forms.CharField(
        label=_("Whose machine is it?"),
        help_text=_(
            "The name that the partner has here as a source of files and as a recipient, always the same."
        ),
        max_length=120,
        error_messages={"required": _("Say whose machine it is.")},
    )
    days = forms.IntegerField(
        label=_("For how many days?"),
        help_text=_("A year at most. Then a new key is made."),
        min_value=1,
        max_value=LONGEST_DAYS,
        initial=90,
        widget=forms.TextInput({"inputmode": "numeric", "class": "w8"}),
        error_messages={"required": _("Say how many."), "invalid": _("A number, such as 90.")},
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing that it may do.")},
    )
    source_kind = forms.ChoiceField(
        label=_("What kind of source is the partner?"),
        choices=[("", _("Choose")), *SENDER_CHOICES["source_kind"]],
        required=False,
    )
    reliability = forms.ChoiceField(
        label=_("How far is it to be trusted?"), choices=SENDER_CHOICES["reliability"], required=False
    )
    purpose = forms.ChoiceField(
        label=_("What are the descriptions kept for?"),
        choices=[("", _("Choose")), *SENDER_CHOICES["purpose"]],
        required=False,
    )
    lawful_basis = forms.ChoiceField(
        label=_("By what right are they kept?"),
        choices=[("", _("Choose")), *SENDER_CHOICES["lawful_basis"]],
        required=False,
    )
    recipient_kind = forms.ChoiceField(
        label=_("As whom does the partner receive files?"),
        help_text=_("A family’s words go only to those whom the family allowed."),
        choices=[("", _("Choose")), *CHOICES["recipient_kind"]],
        required=False,
    )
    recipient_key = forms.CharField(
        label=_("The partner’s age key"),
        help_text=_(
            "It begins with age1. Every file is closed for it: whoever steals the machine’s key cannot open them. "
            "Let the partner read its last signs to you by voice."
        ),
        max_length=200,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        scopes = set(said.get("scopes", ()))
        for needed, when in ((_FOR_IN, SCOPES_IN), (_FOR_OUT, SCOPES_OUT)):
            for name in needed:
                if scopes & when and not said.get(name):
                    self.add_error(name, _("This is needed for what it may do."))
        if key := said.get("recipient_key", "").strip():
            try:
                check_key(key)
            except Refused as no:
                self.add_error("recipient_key", str(no))
        return said

    @property
    def asked(self) -> dict[str, Any]:
        """What `make_token` takes, of a valid form."""
        said = self.cleaned_data
        return {
            "partner": said["partner"],
            "scopes": said["scopes"],
            "days": said["days"],
            "terms": {name: said[name].strip() for name in _TERMS},
        }


def terms_in_words(terms: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is fixed with a key: the question, and what was chosen, of all that was answered."""
    told = []
    for name in _TERMS:
        field = KeyForm.base_fields[name]
        value = terms.get(name, "")
        labels: dict[Any, Any] = dict(field.choices) if isinstance(field, forms.ChoiceField) else {}  # type: ignore[arg-type]  # pairs
        if value:
            told.append((str(field.label), str(labels.get(value, value))))
    return told
