"""The forms about photographs."""

from typing import Any, Self
from uuid import UUID

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kinline.accounts.queries import Staff
from kinline.audit.rules import Refused
from kinline.design.forms import FilesField, FilesInput
from kinline.evidence import commands
from kinline.evidence.choices import OriginalReason, PhotoFault, Sensitivity
from kinline.evidence.rules import MOST_AT_ONCE, MOST_BYTES
from kinline.evidence.uploads import came_too_large
from kinline.faces.desk.access import staff_of

_SALT = "desk.photographs"


class PhotographsForm(forms.Form):
    """Photographs that come with a form, or by themselves.

    A file cannot be shown again in a form that comes back with questions. So what is good is taken in at once, and the
    form carries its ids, signed for whoever filled it in.
    """

    photographs = FilesField(
        label=_("Photographs"),
        help_text=_("JPEG, PNG, WebP or GIF; three at once, 12 MB each at most."),
        most=MOST_AT_ONCE,
        most_bytes=MOST_BYTES,
        too_large=PhotoFault.BYTES.label,
        widget=FilesInput({"accept": "image/jpeg,image/png,image/webp,image/gif"}),
        error_messages={"required": _("Choose a photograph first.")},
    )
    sensitivity = forms.ChoiceField(
        label=_("What do they show?"),
        choices=[
            (Sensitivity.UNKNOWN, _("Nobody has looked yet")),
            *((value.value, value.label) for value in (Sensitivity.ORDINARY, Sensitivity.GRAPHIC)),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    held = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, staff: Staff, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff = staff
        self.ids = self._ids_sent()
        if too_large:
            self.add_error("photographs", str(PhotoFault.BYTES.label))

    @classmethod
    def of(cls, request: HttpRequest, *, required: bool) -> Self:
        """Bound to what was sent. `required` where the form is for nothing but photographs."""
        staff = staff_of(request)
        if request.method != "POST":
            form = cls(staff=staff)
        else:
            form = cls(request.POST, request.FILES, staff=staff, too_large=came_too_large(request))
        form.fields["photographs"].required = required and not form.ids
        return form

    def _ids_sent(self) -> list[UUID]:
        said = self.data.get("held", "") if self.is_bound else ""
        try:
            return [UUID(one) for one in signing.loads(said, salt=self._salt)] if said else []
        except signing.BadSignature:
            return []

    @property
    def _salt(self) -> str:
        return f"{_SALT}:{self.staff.pk}"

    @property
    def ticket(self) -> str:
        """The ids of what was taken in, for the form that comes back."""
        return signing.dumps([one.hex for one in self.ids], salt=self._salt) if self.ids else ""

    def take(self) -> bool:
        """Take in what came. False if something was refused; then it says so, and the rest is held in `ids`."""
        if not self.is_valid():
            return False
        files: list[UploadedFile[bytes]] = self.cleaned_data["photographs"]
        for file in files:
            try:
                held = commands.hold(
                    file.chunks(),
                    by=self.staff,
                    sensitivity=Sensitivity(self.cleaned_data["sensitivity"]),
                    among=self.ids,
                )
            except Refused as refusal:
                words = str(refusal) if len(files) == 1 else f"{file.name}: {refusal}"
                self.add_error("photographs", words)
            else:
                self.ids = list(dict.fromkeys([*self.ids, held.public_id]))
        return self.is_valid()


class WeighForm(forms.Form):
    """Whether a photograph is hard to look at."""

    sensitivity = forms.TypedChoiceField(
        label=_("What does it show?"),
        choices=[(value.value, value.label) for value in (Sensitivity.ORDINARY, Sensitivity.GRAPHIC)],
        coerce=Sensitivity,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )


class OriginalForm(forms.Form):
    """Why somebody opens an original."""

    reason = forms.TypedChoiceField(
        label=_("Why do you open it?"),
        choices=[("", "—"), *OriginalReason.choices],
        coerce=OriginalReason,
        error_messages={"required": _("Choose a reason. It stands in the audit.")},
    )


class RemoveForm(forms.Form):
    """Why a photograph is taken away."""

    reason = forms.CharField(
        label=_("Why is it taken away?"),
        max_length=300,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("For example: it shows somebody else."),
        error_messages={"required": _("Say why it is taken away.")},
    )
