"""The form by which a family's photographs come."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kinline.design.forms import FilesField, FilesInput
from kinline.evidence import public


class PhotographsForm(forms.Form):
    """One photograph or several, and whether they are hard to look at."""

    use_required_attribute = False
    photographs = FilesField(
        label=_("Choose a photograph"),
        help_text=_("Up to 12 MB. A screenshot will do too."),
        most=public.MOST_AT_ONCE,
        most_bytes=public.MOST_BYTES,
        too_large=public.TOO_LARGE,
        # A telephone that makes HEIC then hands over a JPEG.
        widget=FilesInput({"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={"required": _("Choose a photograph first.")},
    )
    is_hard = forms.BooleanField(
        label=_("It shows a wounded or a dead person. Then our staff see it only when they ask for it."),
        required=False,
    )

    @classmethod
    def of(cls, request: HttpRequest, *, room: int = public.MOST_AT_ONCE) -> "PhotographsForm":
        """Bound to what was sent; unbound where the page is only asked for. `room` is how many more there may be."""
        if request.method != "POST":
            return cls()
        form = cls(request.POST, request.FILES)
        form.fields["photographs"].most = room  # type: ignore[attr-defined]  # a FilesField, as above
        if public.came_too_large(request):
            form.add_error("photographs", str(public.TOO_LARGE))
        return form

    def take(self, keep: Callable[[str], Any], *, among: list[str] | None = None) -> bool:
        """Take each photograph in and hand its id to `keep`. False if one was refused; the others are kept."""
        if not self.is_valid():
            return False
        files: list[UploadedFile[bytes]] = self.cleaned_data["photographs"]
        for file in files:
            try:
                held = public.hold(file.chunks(), is_hard=self.cleaned_data["is_hard"], among=among or ())
                keep(held.id)
            except public.Refused as refusal:
                words = str(refusal) if len(files) == 1 else f"{file.name}: {refusal}"
                self.add_error("photographs", words)
        return self.is_valid()
