"""The forms on a family's file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kinline.accounts.queries import Staff
from kinline.inquiries.choices import (
    CLEARABLE,
    CloseReason,
    ContactReason,
    InquiryState,
    NewsKind,
    Origin,
    PinReached,
    TellingOutcome,
    TellingWay,
)
from kinline.inquiries.queries import Seeker, caseworkers, colleagues_of
from kinline.inquiries.rules import has_phone, is_the_word
from kinline.registry.choices import AXIS_VALUES, Axis, StatusValue

_ANY = ("", _("any"))
#: What an operator may know of a state.
_PLAIN_STATES = [
    choice
    for choice in InquiryState.choices
    if choice[0]
    in {InquiryState.RECEIVED, InquiryState.SEARCHING, InquiryState.CLOSED, InquiryState.WITHDRAWN}
]


class FilterForm(forms.Form):
    """Which files the list shows. A word that is not understood filters nothing."""

    q = forms.CharField(
        label=_("Reference or name"), required=False, widget=forms.TextInput({"autocomplete": "off"})
    )
    state = forms.ChoiceField(label=_("State"), required=False)
    who = forms.ChoiceField(label=_("Whose file"), required=False)
    origin = forms.ChoiceField(label=_("Came"), choices=[_ANY, *Origin.choices], required=False)

    def __init__(self, *args: Any, tells: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = InquiryState.choices if tells else _PLAIN_STATES
        self.fields["state"] = forms.ChoiceField(label=_("State"), choices=[_ANY, *states], required=False)
        people = [(str(other.pk), other.display_name) for other in caseworkers()]
        nobody = ("none", _("nobody yet"))
        self.fields["who"] = forms.ChoiceField(
            label=_("Whose file"), choices=[_ANY, nobody, *people], required=False
        )


class ContactsForm(forms.Form):
    """Why somebody opens how a family can be reached."""

    reason = forms.TypedChoiceField(
        label=_("Why do you open this?"),
        choices=[("", "—"), *ContactReason.choices],
        coerce=ContactReason,
        error_messages={"required": _("Choose a reason. It stands in the audit.")},
    )


class AssignForm(forms.Form):
    """To whom a file is handed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["caseworker"] = forms.ModelChoiceField(
            caseworkers(), label=_("Whose file"), empty_label=None
        )


class CloseForm(forms.Form):
    because = forms.TypedChoiceField(
        label=_("Why is it closed?"),
        choices=[choice for choice in CloseReason.choices if choice[0] != CloseReason.WITHDRAWN],
        coerce=CloseReason,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say why it is closed.")},
    )


class WithdrawForm(forms.Form):
    asked = forms.BooleanField(
        label=_("Whoever asked has said so, and said the family’s word or showed who they are"),
        error_messages={"required": _("Make sure that it is the family that asks.")},
    )


class RenewPinForm(forms.Form):
    """The PIN is renewed for whoever knows the family's word, or answers from the file where there is none."""

    word = forms.CharField(
        label=_("The word that the caller says"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    knows = forms.BooleanField(
        label=_("I asked what only the family knows, and the answers agree with the file"), required=False
    )
    reached = forms.TypedChoiceField(
        label=_("How do you speak with the family?"),
        choices=PinReached,
        coerce=PinReached,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how you speak with the family.")},
    )

    def __init__(self, *args: Any, seeker: Seeker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seeker = seeker
        del self.fields["knows" if seeker.call_word else "word"]
        if has_phone(seeker):
            told = [choice for choice in PinReached.choices if choice[0] != PinReached.RANG_US]
            self.fields["reached"].choices = told  # type: ignore[attr-defined]  # it is a choice field

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if "word" in self.fields and not is_the_word(said.get("word", ""), self.seeker):
            self.add_error("word", _("This is not the word that the family chose. No PIN is given."))
        if "knows" in self.fields and not said.get("knows"):
            self.add_error("knows", _("First make sure who is calling. No PIN is given."))
        return said


class ClearForm(forms.Form):
    """What must be known before anybody is told."""

    wish = forms.TypedChoiceField(
        label=_("What does he himself wish?"),
        choices=[(value, value.label) for value in AXIS_VALUES[Axis.WISH]],
        coerce=StatusValue,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one answer. “Has not been asked yet” is an answer too.")},
    )
    to_be_informed = forms.CharField(
        label=_("Whom did he name to be informed?"),
        max_length=300,
        required=False,
        help_text=_("In his words, from his card or message. Leave empty if he named nobody."),
    )
    danger = forms.TypedChoiceField(
        label=_("Would telling endanger him or somebody else?"),
        choices=[(value, value.label) for value in AXIS_VALUES[Axis.DANGER]],
        coerce=StatusValue,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether telling would endanger anybody.")},
    )
    news = forms.TypedChoiceField(
        label=_("What is the news?"),
        choices=[(kind, kind.label) for kind in CLEARABLE],
        coerce=NewsKind,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what the news is.")},
    )
    source_name = forms.CharField(
        label=_("Where do you know this from?"),
        max_length=120,
        error_messages={"required": _("Name the source, such as a card, a message or a person.")},
    )
    note = forms.CharField(
        label=_("Note"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wish"].hints = {  # type: ignore[attr-defined]  # fields by name lose their class
            StatusValue.WANTS_CONTACT: _("The family may be told, if that endangers nobody."),
            StatusValue.REFUSES_CONTACT: _("The family is told what we tell everyone: the search goes on."),
            StatusValue.NOT_ASKED: _(
                "The question stays open and nobody is told. Of the dead nobody can ask it."
            ),
            StatusValue.CANNOT_BE_ASKED: _("The family may be told, if that endangers nobody."),
        }
        self.fields["danger"].hints = {  # type: ignore[attr-defined]  # fields by name lose their class
            StatusValue.DANGEROUS_TO_TELL: _("The family is told what we tell everyone, until this changes."),
        }
        self.fields["news"].hints = {  # type: ignore[attr-defined]  # fields by name lose their class
            NewsKind.DEATH: _("Only after two people have confirmed the report of his death."),
        }


class _ToldForm(forms.Form):
    """How a family was told, who was there, and what came of it."""

    way = forms.TypedChoiceField(
        label=_("How did you talk?"),
        choices=[(way, way.label) for way in TellingWay if way != TellingWay.LETTER],
        coerce=TellingWay,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how you talked.")},
    )
    outcome = forms.TypedChoiceField(
        label=_("What came of it?"),
        choices=TellingOutcome,
        coerce=TellingOutcome,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what came of the talk.")},
    )
    note = forms.CharField(
        label=_("What the family asked, and what you promised"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["second_present"] = forms.ModelChoiceField(
            colleagues_of(staff), label=_("Who was beside you?"), required=False, empty_label=_("nobody")
        )


class TalkForm(_ToldForm):
    """What came of a talk."""

    def __init__(self, *args: Any, staff: Staff, news: NewsKind, **kwargs: Any) -> None:
        super().__init__(*args, staff=staff, **kwargs)
        self.news = news
        if news == NewsKind.NOTHING_NEW:
            self.fields["way"].choices = TellingWay.choices  # type: ignore[attr-defined]  # as above
        if news == NewsKind.DEATH:
            self.fields["second_present"].help_text = _("A second person is present when a death is told.")

    def clean(self) -> dict[str, Any] | None:
        """Refuses a talk whose script said other news: it was opened before somebody took it back."""
        if self.data.get("spoken_of", self.news) != self.news:
            raise forms.ValidationError(
                _(
                    "What may be told has changed since this page was opened. If you have told it, "
                    "write so below and speak with a coordinator at once."
                )
            )
        return super().clean()


class SuspendForm(forms.Form):
    """Why something is doubted."""

    reason = forms.CharField(
        label=_("Why do you doubt it?"),
        help_text=_("A few words are enough. Those who decide whether it holds will read them."),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Say why. Whoever decides next reads it.")},
    )


class RestoreForm(forms.Form):
    """Why something holds in spite of a doubt."""

    reason = forms.CharField(
        label=_("Why does it hold?"),
        help_text=_("What you looked at, and what it says about the doubt above."),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Say why. Whoever decides next reads it.")},
    )


class GiveUpForm(forms.Form):
    """What was done where no talk is possible."""

    note = forms.CharField(
        label=_("What was done instead?"),
        max_length=500,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Say what was done instead.")},
    )


class CorrectionForm(_ToldForm):
    """What came of the talk in which a family hears that what it was told is in doubt."""
