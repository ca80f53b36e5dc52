"""What a family fills in later: its two numbers, what it remembered, how it is reached from now on."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kinline.design.forms import DigitsField, PartialDateField
from kinline.faces.portal.forms import HoursForm, ReachForm, StepForm, line, words
from kinline.inquiries.public import MarkKind, Reach, Status, Way, is_reference, texts_offered


class SignInForm(forms.Form):
    """Reference and PIN. A slip of the pen in the reference is seen here, before a try is counted."""

    use_required_attribute = False
    reference = DigitsField(
        length=10,
        label=_("Number of your question"),
        help_text=_("10 digits, on your receipt."),
        error_messages={"required": _("Number of your question: 10 digits, on your receipt.")},
    )
    pin = DigitsField(
        length=6,
        label=_("PIN"),
        help_text=_("6 digits."),
        error_messages={"required": _("PIN: 6 digits.")},
    )

    def clean_reference(self) -> str:
        reference = str(self.cleaned_data["reference"])
        if not is_reference(reference):
            raise ValidationError(
                _("A digit in this number is not right, or two changed places. Please look again.")
            )
        return reference


class AddForm(StepForm):
    """What a family remembered later: few fields, of which one must be filled."""

    anything_else = words(
        4, 2000, label=_("What do you remember?"), help_text=_("In your own words, as it comes.")
    )
    other_names = line(240, label=_("Another name or spelling"))
    birth = PartialDateField(label=_("Date of birth"), required=False)
    site = line(80, label=_("A tattoo or scar: where on the body?"))
    motif = line(200, label=_("What does it look like?"))
    last_contact = PartialDateField(label=_("A later contact: when?"), earliest=2014, required=False)
    last_contact_place = line(
        160,
        label=_("Roughly where was this person then?"),
        help_text=_("The district or the nearest larger town. Not more exactly."),
    )

    def clean(self) -> dict[str, Any]:
        if not self.errors and not any(self.cleaned_data.values()):
            self.add_error("anything_else", ValidationError(_("Write at least one thing that is new.")))
        return self.cleaned_data

    def answers(self) -> dict[str, Any]:
        said = super().answers()
        site, motif = said.pop("site"), said.pop("motif")
        return {**said, "marks": ((MarkKind.OTHER, site, motif),) if site or motif else ()}


class ListsForm(forms.Form):
    """The one question that everybody gets the same answer to."""

    use_required_attribute = False
    name = line(240, label=_("Name of the person you look for"), help_text=_("In any alphabet."))


class ChangeReachForm(ReachForm, HoursForm):
    """All about reaching the family on one page. An empty field keeps what was said before."""

    no_phone = forms.BooleanField(label=_("Do not call me any more"), required=False)
    no_email = forms.BooleanField(label=_("Do not write to me any more"), required=False)
    may_leave_message = forms.BooleanField(label=_("You may leave a message"), required=False)
    may_text = forms.BooleanField(
        label=_("You may send a text message that asks to call back"), required=False
    )
    may_say_who = forms.BooleanField(
        label=_("If somebody else answers, you may say who is calling"), required=False
    )
    field_order = ("phone", "no_phone", "email", "no_email", "hour_from", "hour_to", "zone")

    def __init__(self, data: QueryDict | None, *, status: Status, reach: Reach) -> None:
        first, last = (f"{hour:%H:%M}" for hour in reach.hours) if reach.hours else ("", "")
        initial = {
            "hour_from": first,
            "hour_to": last,
            "zone": reach.zone,
            "may_leave_message": reach.may_leave_message,
            "may_text": reach.may_text,
            "may_say_who": reach.may_say_who,
        }
        super().__init__(data, initial=initial)
        for name in ("hour_from", "hour_to", "zone"):
            self._offer(name, str(initial[name]))
        known = {"phone": status.phone_ending, "email": status.email_hint}
        if known["phone"]:
            self.fields["phone"].help_text = gettext(
                "We have a number that ends in %(ending)s. Leave this empty to keep it."
            ) % {"ending": known["phone"]}
        if known["email"]:
            self.fields["email"].help_text = gettext("We have %(hint)s. Leave this empty to keep it.") % {
                "hint": known["email"]
            }
        if not texts_offered():
            del self.fields["may_text"]
        for name, has in known.items():
            if not has:
                del self.fields[f"no_{name}"]
        self.fields["never"].help_text = gettext(
            "What you told us before stays. What you write here replaces it."
        )

    def _offer(self, name: str, now: str) -> None:
        """Half past five, or a zone not listed here, that somebody at the desk wrote down stays a choice."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        offered = list(cast("Iterable[tuple[str, str]]", field.choices))
        if now not in dict(offered):
            field.choices = [*offered, (now, now)]

    def reach(self) -> Reach:
        said = self.cleaned_data
        names = ("phone", "email", "may_leave_message", "may_text", "may_say_who")
        return Reach(**{name: said[name] for name in names if name in said}, **HoursForm.answers(self))

    def kept_ways(self) -> frozenset[Way]:
        """The ways that stay as they are."""
        said = self.cleaned_data
        kept = {Way.PHONE: "phone", Way.EMAIL: "email"}
        return frozenset(way for way, name in kept.items() if not said[name] and not said.get(f"no_{name}"))
