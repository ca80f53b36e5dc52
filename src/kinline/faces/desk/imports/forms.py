"""Questions about a file that is to be imported."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kinline.exchange.queries import SENDER_CHOICES, field_groups


class UploadForm(forms.Form):
    """The file, whose it is, and by what right it is kept."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV or XLSX with the names of the columns in its first row, or PFIF 1.1 to 1.4; 200 MB at most."
        ),
        error_messages={"required": _("Choose a file.")},
        widget=forms.ClearableFileInput({"accept": ".csv,.tsv,.txt,.xlsx,.xlsm,.xml,.pfif,text/csv"}),
    )
    source_name = forms.CharField(
        label=_("Whose file is it?"),
        help_text=_(
            "Always the same name for the same source: by it and the number of the row, a later file is known."
        ),
        max_length=120,
        error_messages={"required": _("Say whose file it is.")},
    )
    source_kind = forms.ChoiceField(
        label=_("What kind of source?"),
        choices=[("", _("Choose")), *SENDER_CHOICES["source_kind"]],
        error_messages={"required": _("Choose what kind of source it is.")},
    )
    reliability = forms.ChoiceField(
        label=_("How far is it to be trusted?"), choices=SENDER_CHOICES["reliability"], required=False
    )
    purpose = forms.ChoiceField(
        label=_("What are the descriptions kept for?"),
        help_text=_("For tracing they are kept five years, for a bureau ten, in a demonstration one."),
        choices=SENDER_CHOICES["purpose"],
    )
    lawful_basis = forms.ChoiceField(
        label=_("By what right are they kept?"),
        help_text=_("Without one nothing may be matched."),
        choices=[("", _("Choose")), *SENDER_CHOICES["lawful_basis"]],
        error_messages={"required": _("Choose by what right they are kept.")},
    )


class SheetForm(forms.Form):
    """Which sheet of a workbook is read."""

    sheet = forms.ChoiceField(label=_("Sheet of the workbook"))

    def __init__(self, *args: Any, sheets: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = [(sheet, sheet) for sheet in sheets]  # type: ignore[attr-defined]  # it is a ChoiceField


class MappingForm(forms.Form):
    """Which column is which of our fields: one choice for each field."""

    def __init__(self, *args: Any, columns: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("no column")), *((column, column) for column in columns)]
        for _group, group_fields in field_groups():
            for ours in group_fields:
                self.fields[ours.name] = forms.ChoiceField(
                    label=str(ours.label), choices=choices, required=False
                )

    @property
    def groups(self) -> list[Mapping[str, Any]]:
        """Fields in groups, each with the number of columns that are chosen there."""
        return [self._group(label, [self[ours.name] for ours in ours_]) for label, ours_ in field_groups()]

    @staticmethod
    def _group(label: str | Promise, bound: list[forms.BoundField]) -> Mapping[str, Any]:
        return {"label": label, "fields": bound, "chosen": sum(bool(field.value()) for field in bound)}
