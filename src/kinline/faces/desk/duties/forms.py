"""What is asked when a duty is done, and when something befalls a prisoner."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from kinline.accounts.choices import Language
from kinline.duties.choices import (
    GOES_TO,
    CardOutcome,
    DutyKind,
    EventKind,
    InformedBy,
    Recipient,
    SentBy,
)
from kinline.duties.queries import Duty, Paper
from kinline.registry.choices import Reliability, StatusValue

_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "w12"})
_MOMENT = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "class": "w12"})
_WORDS = forms.Textarea(attrs={"rows": 3})
_HEALTH = (
    StatusValue.WELL,
    StatusValue.WOUNDED,
    StatusValue.ILL,
    StatusValue.SERIOUSLY_WOUNDED,
    StatusValue.SERIOUSLY_ILL,
)
#: Whom a tracing enquiry may ask.
_ASKED = (Recipient.UNIT, Recipient.HOSPITAL, Recipient.AGENCY, Recipient.OTHER_BUREAU)


def _moment(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        widget=_MOMENT,
        initial=lambda: timezone.localtime().replace(second=0, microsecond=0),
        error_messages={"required": gettext_lazy("Give day and time.")},
    )


def _day(label: Any, *, required: bool = True, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=_DAY,
        required=required,
        error_messages={"required": gettext_lazy("Give the day.")},
        **more,
    )


def _recipients(duty: Duty) -> list[tuple[str, Any]]:
    groups = GOES_TO.get(DutyKind(duty.kind), ())
    return [(one.value, one.label) for one in Recipient if any(one in group for group in groups)]


def _to_name() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Name of the recipient"),
        max_length=160,
        error_messages={"required": gettext_lazy("Name the recipient.")},
    )


def _language() -> forms.ChoiceField:
    return forms.ChoiceField(label=gettext_lazy("Language of the paper"), choices=Language.choices)


class FilterForm(forms.Form):
    """Which duties the list shows."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Duty"), choices=[("", gettext_lazy("all")), *DutyKind.choices], required=False
    )


class PaperForm(forms.Form):
    """For whom the paper is made, and in which language."""

    to_kind = forms.ChoiceField(label=gettext_lazy("For whom"))
    to_name = _to_name()
    language = _language()
    words = forms.CharField(label=gettext_lazy("In words"), widget=_WORDS, max_length=2000, required=False)

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"prefix": "paper"})
        to_kind = self.fields["to_kind"]
        assert isinstance(to_kind, forms.ChoiceField)
        to_kind.choices = _recipients(duty)
        if duty.kind == DutyKind.HEALTH:
            self.fields["words"].help_text = gettext_lazy("How he is, as it will stand on the paper.")
        else:
            self.fields["words"].help_text = gettext_lazy(
                "Only what the recipient is to read. May stay empty."
            )


class SentForm(forms.Form):
    """What went out, to whom and how."""

    to_kind = forms.ChoiceField(label=gettext_lazy("To"))
    to_name = _to_name()
    words = forms.CharField(
        label=gettext_lazy("What it said"), widget=_WORDS, max_length=2000, required=False
    )
    way = forms.ChoiceField(label=gettext_lazy("By which way"), choices=SentBy.choices)
    sent_at = _moment(gettext_lazy("Sent"))

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"prefix": "sent"})
        to_kind = self.fields["to_kind"]
        assert isinstance(to_kind, forms.ChoiceField)
        to_kind.choices = _recipients(duty)


class _PaperField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django takes none at run time
    def label_from_instance(self, obj: Paper) -> str:
        return f"{obj.reference}: {obj.to_name}"


class SentPaperForm(forms.Form):
    """Which of the duty's papers went out, and how. To whom is known from the paper."""

    paper = _PaperField(
        label=gettext_lazy("Paper"),
        queryset=None,
        empty_label=None,
        error_messages={"required": gettext_lazy("Make the paper first, so that what it said stays known.")},
    )
    way = forms.ChoiceField(label=gettext_lazy("By which way"), choices=SentBy.choices)
    sent_at = _moment(gettext_lazy("Sent"))

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"prefix": "sent"})
        paper = self.fields["paper"]
        assert isinstance(paper, _PaperField)
        paper.queryset = duty.papers.filter(transmissions=None).order_by("-pk")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if paper := cleaned.get("paper"):
            cleaned |= {"to_kind": paper.to_kind, "to_name": paper.to_name}
        return cleaned


class ReceiptForm(forms.Form):
    """That they confirmed receipt."""

    received_on = _day(gettext_lazy("Received on"))
    reference = forms.CharField(label=gettext_lazy("Their reference"), max_length=120, required=False)


class PaperSentForm(forms.Form):
    """How a paper went out that no duty asked for."""

    way = forms.ChoiceField(label=gettext_lazy("By which way"), choices=SentBy.choices)
    sent_at = _moment(gettext_lazy("Sent"))


class InformedForm(forms.Form):
    """That the person whom he named was told."""

    way = forms.ChoiceField(
        label=gettext_lazy("How"), choices=InformedBy.choices, widget=forms.RadioSelect, initial="voice"
    )
    informed_at = _moment(gettext_lazy("When"))


class WaiverForm(forms.Form):
    """Why a duty is not owed."""

    reason = forms.CharField(
        label=gettext_lazy("Why this is not owed"),
        widget=_WORDS,
        max_length=2000,
        error_messages={"required": gettext_lazy("Say why this is not owed.")},
    )


class WaiverAnswerForm(forms.Form):
    """Whether a second person agrees."""

    agrees = forms.TypedChoiceField(
        label=gettext_lazy("Is it owed?"),
        choices=[("yes", gettext_lazy("No, waive it")), ("no", gettext_lazy("Yes, it is owed"))],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the two.")},
    )


class EventForm(forms.Form):
    """What befell a prisoner."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What befell him"),
        choices=[("", gettext_lazy("Choose")), *EventKind.choices],
        error_messages={"required": gettext_lazy("Choose what befell him.")},
    )
    on = _day(gettext_lazy("On which day"))
    place = forms.CharField(
        label=gettext_lazy("Place"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("Camp, hospital or district. No finer."),
    )
    health = forms.ChoiceField(
        label=gettext_lazy("State of health"),
        choices=[("", gettext_lazy("not said")), *((one.value, one.label) for one in _HEALTH)],
        required=False,
        help_text=gettext_lazy("Of sickness or a wound only."),
    )
    source_name = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=120,
        error_messages={"required": gettext_lazy("Say whose word this is.")},
    )
    reliability = forms.ChoiceField(
        label=gettext_lazy("How reliable it is"), choices=Reliability.choices, required=False
    )
    learned_at = _moment(gettext_lazy("When this bureau learned it"))
    correspondence_address = forms.CharField(
        label=gettext_lazy("Address for letters to him"), max_length=300, required=False
    )
    document = forms.CharField(
        label=gettext_lazy("Document or certificate"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("A death needs one: a second person decides by it."),
    )
    certified_by = forms.CharField(label=gettext_lazy("Certified by"), max_length=160, required=False)
    cause = forms.CharField(label=gettext_lazy("Cause of death"), max_length=300, required=False)
    buried_on = _day(gettext_lazy("Buried on"), required=False)
    cremated = forms.BooleanField(label=gettext_lazy("Cremated"), required=False)
    burial_place = forms.CharField(label=gettext_lazy("Place of burial"), max_length=200, required=False)
    grave_marking = forms.CharField(
        label=gettext_lazy("Marking of the grave"), max_length=200, required=False
    )
    remark = forms.CharField(
        label=gettext_lazy("Remark for colleagues"), widget=_WORDS, max_length=2000, required=False
    )

    #: What belongs to a death only, and stands folded away.
    OF_DEATH = ("certified_by", "cause", "buried_on", "cremated", "burial_place", "grave_marking")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == EventKind.SICKNESS and not cleaned.get("health"):
            self.add_error("health", gettext_lazy("Say how his health is."))
        if cleaned.get("kind") == EventKind.DEATH and not cleaned.get("document"):
            self.add_error("document", gettext_lazy("Name the certificate or another document."))
        if cleaned.get("kind"):
            cleaned["kind"] = EventKind(cleaned["kind"])
        return cleaned


class CardForm(forms.Form):
    """What came of an offered capture card."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What came of it"),
        choices=CardOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one.")},
    )
    on = _day(gettext_lazy("On which day"))
    place = forms.CharField(label=gettext_lazy("Camp or hospital"), max_length=160, required=False)


class NamedForm(forms.Form):
    """Whom a prisoner named."""

    declined = forms.BooleanField(
        label=gettext_lazy("He was asked, and wishes nobody to be informed"), required=False
    )
    name = forms.CharField(label=gettext_lazy("Whom he named"), max_length=160, required=False)
    relation = forms.CharField(label=gettext_lazy("Who that is to him"), max_length=80, required=False)
    reached_by = forms.CharField(
        label=gettext_lazy("How they can be reached"),
        widget=_WORDS,
        max_length=500,
        required=False,
        help_text=gettext_lazy("Sealed. Read by those who may open contacts."),
    )
    said_on = _day(gettext_lazy("When he said so"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("declined") and not cleaned.get("name"):
            self.add_error(
                "name", gettext_lazy("Write whom he named, or that he wished nobody to be informed.")
            )
        return cleaned


class EnquiryForm(forms.Form):
    """Whom we ask about a person."""

    to_kind = forms.ChoiceField(
        label=gettext_lazy("Whom we ask"), choices=[(one.value, one.label) for one in _ASKED]
    )
    to_name = _to_name()
    language = _language()
    words = forms.CharField(
        label=gettext_lazy("What else we ask"),
        widget=_WORDS,
        max_length=2000,
        required=False,
        help_text=gettext_lazy("Nothing about who seeks him. The paper adds what they allowed."),
    )


class NotedEnquiryForm(forms.Form):
    """What somebody asks this bureau."""

    asked_by = forms.CharField(
        label=gettext_lazy("Who asks"),
        max_length=200,
        error_messages={"required": gettext_lazy("Say who asks.")},
    )
    their_reference = forms.CharField(label=gettext_lazy("Their reference"), max_length=120, required=False)
    received_on = _day(gettext_lazy("Received on"))
    about = forms.CharField(
        label=gettext_lazy("About whom, and what"),
        widget=_WORDS,
        max_length=2000,
        error_messages={"required": gettext_lazy("Say what is asked.")},
    )
