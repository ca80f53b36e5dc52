"""The forms of the call queue and of intake."""

import secrets
from typing import Any

from django import forms
from django.core import signing
from django.forms.utils import ErrorDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kinline.accounts.choices import Language
from kinline.calls.choices import Topic
from kinline.design import zones
from kinline.design.forms import PhoneField
from kinline.faces.desk.inquiries.sought import SoughtForm
from kinline.inquiries.choices import Relation, SharingScope, Way
from kinline.inquiries.commands import ReachableBy, WhoAsks
from kinline.notices.queries import texts_offered

#: A form older than this is asked to be sent again.
FORM_LASTS_S = 24 * 3600
_SALT = "kinline.desk.once"


def new_once_key() -> str:
    """A signed key: only a form that we made can open an inquiry, and it opens one."""
    return signing.dumps(secrets.token_hex(16), salt=_SALT)


class NoteCallForm(forms.Form):
    """Somebody rang and waits."""

    number = PhoneField(label=_("Number"), required=False, help_text=_("Leave empty if it is hidden."))
    language = forms.ChoiceField(label=_("Language"), choices=Language)
    about_whom = forms.CharField(
        label=_("About whom"), max_length=120, required=False, widget=forms.TextInput({"autocomplete": "off"})
    )
    note = forms.CharField(
        label=_("Note for whoever calls back"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def clean(self) -> dict[str, object]:
        said: dict[str, object] = super().clean() or self.cleaned_data
        if not self.errors and not (said["number"] or said["about_whom"] or said["note"]):
            self.add_error("number", _("Write the number, or a note by which the caller can be known."))
        return said


class FinishCallForm(forms.Form):
    topic = forms.TypedChoiceField(
        label=_("What was it about?"),
        choices=[choice for choice in Topic.choices if choice[0]],
        coerce=Topic,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what the call was about.")},
    )


class IntakeForm(SoughtForm):
    """A talk by telephone: him, whoever asks, and what may be shared."""

    who_name = forms.CharField(label=_("Name of whoever calls"), max_length=120, required=False)
    relation = forms.ChoiceField(
        label=_("Who they are to him"),
        choices=[("", Relation.UNKNOWN.label), *(choice for choice in Relation.choices if choice[0])],
        required=False,
    )
    language = forms.ChoiceField(label=_("Language of the talk"), choices=Language, initial=get_language)
    phone = PhoneField(label=_("Phone"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    hours_from = forms.TimeField(
        label=_("Safe from"),
        required=False,
        input_formats=["%H:%M", "%H.%M", "%H"],
        widget=forms.TimeInput({"class": "w4", "placeholder": "18:00"}, format="%H:%M"),
        error_messages={"invalid": _("Safe from: an hour such as 18:00.")},
    )
    hours_to = forms.TimeField(
        label=_("Safe until"),
        required=False,
        input_formats=["%H:%M", "%H.%M", "%H"],
        widget=forms.TimeInput({"class": "w4", "placeholder": "20:00"}, format="%H:%M"),
        error_messages={"invalid": _("Safe until: an hour such as 18:00.")},
    )
    zone = forms.ChoiceField(
        label=_("Time now where they are"),
        choices=zones.choices,
        initial=zones.guess,
        error_messages={"invalid_choice": _("Time now where they are: choose one of the list.")},
    )
    never = forms.CharField(
        label=_("Never call or write"),
        max_length=300,
        required=False,
        help_text=_("For instance: never on Sundays, never to the work phone."),
    )
    who_else_answers = forms.CharField(
        label=_("Who else may answer this phone"), max_length=300, required=False
    )
    may_leave_message = forms.BooleanField(label=_("We may leave a message"), required=False)
    may_text = forms.BooleanField(label=_("We may send a text message"), required=False)
    may_say_who = forms.BooleanField(label=_("We may say who is calling"), required=False)
    call_word = forms.CharField(
        label=_("The family’s word"),
        max_length=60,
        required=False,
        help_text=_("Our caller says it first, so that the family knows it is us."),
    )
    sharings = forms.MultipleChoiceField(
        label=_("What the family allows us to share"),
        choices=SharingScope,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Ask one by one. Nothing ticked means no."),
    )
    topic = forms.TypedChoiceField(
        label=_("What the call is about"),
        choices=[choice for choice in Topic.choices if choice[0]],
        initial=Topic.NO_INFORMATION,
    )
    once_key = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hints = {scope.value: scope.hint for scope in SharingScope}
        if not texts_offered():
            del self.fields["may_text"]
        self.fields["sharings"].hints = hints  # type: ignore[attr-defined]  # fields by name lose their class

    field_order = ("family_name", "given_name", "patronymic", "other_names")

    def clean_once_key(self) -> str:
        try:
            key: str = signing.loads(self.cleaned_data["once_key"], salt=_SALT, max_age=FORM_LASTS_S)
        except signing.BadSignature as old:
            raise forms.ValidationError(_("This form lay open too long. Please send it once more.")) from old
        return key

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        if not self.errors and not self.says_who:
            self.add_error(
                "family_name", _("Write at least one name, or something by which he can be known.")
            )
        begins, ends = cleaned.get("hours_from"), cleaned.get("hours_to")
        if (begins is None) != (ends is None) and not {"hours_from", "hours_to"} & set(self.errors):
            self.add_error("hours_to" if ends is None else "hours_from", _("Give both hours, or neither."))
        return cleaned

    def without_errors(self) -> None:
        """Keep what is typed and ask nothing yet: it was not sent to be kept."""
        self._errors = ErrorDict()

    @property
    def next_once_key(self) -> str:
        """The key that the form goes out with: the one that it came with, unless that is no longer good."""
        fresh = not self.is_bound or "once_key" in self.errors
        return new_once_key() if fresh else str(self["once_key"].value())

    @property
    def name_so_far(self) -> str:
        """Whatever of the name is written, whether or not the form is right."""
        return " ".join(
            part for name in ("family_name", "given_name", "patronymic") if (part := self.said(name))
        )

    @property
    def birth_so_far(self) -> str:
        year = str(self.data.get(f"{self.add_prefix('birth')}_year", "")).strip()
        return year if year.isdecimal() and len(year) == 4 else ""  # noqa: PLR2004  # digits of a year

    def said(self, name: str) -> str:
        return str(self.data.get(self.add_prefix(name), "")).strip()

    def who(self) -> WhoAsks:
        said = self.cleaned_data
        return WhoAsks(
            name=said["who_name"],
            relation=Relation(said["relation"]),
            language=said["language"],
            zone=said["zone"],
            call_word=said["call_word"],
            who_else_answers=said["who_else_answers"],
            never=said["never"],
        )

    def ways(self) -> list[ReachableBy]:
        """The ways that the family calls safe; one that says so if there is none."""
        said = self.cleaned_data
        hours = (said["hours_from"], said["hours_to"]) if said["hours_from"] is not None else None
        ways = [
            ReachableBy(
                way=way,
                address=said[name],
                hours=hours,
                may_leave_message=said["may_leave_message"],
                may_text=said.get("may_text", False),
                may_say_who=said["may_say_who"],
            )
            for name, way in (("phone", Way.PHONE), ("email", Way.EMAIL))
            if said[name]
        ]
        return ways or [ReachableBy(way=Way.NONE)]

    def allowed(self) -> list[SharingScope]:
        return [SharingScope(scope) for scope in self.cleaned_data["sharings"]]
