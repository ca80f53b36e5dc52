"""Form fields and renderer of both faces: forgiving in what they read, exact in what they ask back."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from kinline.design.dates import PartialDate, days_in, plain_digits, read_month

__all__ = [
    "UNKNOWN",
    "ChoiceWithUnknown",
    "DateParts",
    "DigitsField",
    "FilesField",
    "PartialDate",
    "PartialDateField",
    "PhoneField",
    "Renderer",
]

UNKNOWN = "unknown"
"""What a `ChoiceWithUnknown` returns for "I do not know"."""

Words = str | Promise
Choice = tuple[str, Words]
BETWEEN_DIGITS = re.compile(r"[\s\u2010-\u2015\u2212\u00ad\u200b-\u200f._-]")
LONGEST_PHONE = 15  # ITU-T E.164
PARTS = ("day", "month", "year", "approximate")


class Renderer(DjangoTemplates):
    """Fields as the service patterns ask: label, hint, message, input. `FORM_RENDERER` names this class."""

    form_template_name = "design/_form.html"
    field_template_name = "design/_field.html"


class DateParts(forms.MultiWidget):
    """Day, month and year as three text inputs, and a tick for "approximately"."""

    template_name = "design/_date_parts.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        number = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__(
            {
                "day": forms.TextInput({**number, "class": "w2"}),
                "month": forms.TextInput({"class": "w8", "autocomplete": "off"}),
                "year": forms.TextInput({**number, "class": "w4"}),
                "approximate": forms.CheckboxInput(),
            },
            attrs,
        )

    def decompress(self, value: Any) -> list[Any]:
        if not isinstance(value, PartialDate):
            return [None, None, None, False]
        return [value.day, value.month, value.year, value.approximate]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        attrs = dict(attrs or {})
        wrong = attrs.pop("wrong_parts", ())
        attrs.pop("aria-invalid", None)  # Three inputs, of which perhaps one is wrong.
        context = super().get_context(name, value, attrs)
        for part, widget in zip(PARTS, context["widget"]["subwidgets"], strict=True):
            if "id" in attrs:
                widget["attrs"]["id"] = f"{attrs['id']}_{part}"
            if part in wrong:
                widget["attrs"] |= {"aria-invalid": "true", "aria-describedby": f"{attrs['id']}_error"}
        context["widget"]["parts"] = dict(zip(PARTS, context["widget"]["subwidgets"], strict=True))
        return context


class PartialDateBoundField(BoundField):
    """Knows which of its parts is wrong, so that the message and the red line stand at that part."""

    @property
    def wrong_parts(self) -> list[str]:
        codes = {error.code for error in self.errors.as_data()}
        wrong = [part for part in PARTS if part in codes]
        return wrong or (["day"] if self.errors else [])

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        built = super().build_widget_attrs(attrs, widget)
        return {**built, "wrong_parts": self.wrong_parts} if self.wrong_parts else built


class PartialDateField(forms.Field):
    """A `PartialDate`, or None where no part is given.

    Reads the month as number, Roman number or word (Ukrainian, Russian, English), digits of any script, and a
    whole date typed into the first box. Refuses years before `earliest` and, unless `future`, days to come.
    """

    widget = DateParts
    default_error_messages = {
        "required": _("Give at least the year."),
        "day": _("Day: a number from 1 to 31."),
        "day_of_month": ngettext_lazy(
            "Day: this month has only %(days)d day.", "Day: this month has only %(days)d days.", "days"
        ),
        "month": _("Month: 1 to 12, or a word such as May."),
        "year": _("Year: four digits, such as 1998."),
        "year_range": _("Year: from %(earliest)s to %(latest)s."),
        "future": _("This day has not come yet. Please check the date."),
    }

    def __init__(self, *, earliest: int = 1900, future: bool = False, **kwargs: Any) -> None:
        self.earliest, self.future = earliest, future
        super().__init__(**kwargs)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> BoundField:
        return PartialDateBoundField(form, self, field_name)

    def clean(self, value: Any) -> PartialDate | None:
        typed = [plain_digits(str(part or "")).strip() for part in (value or ())[:3]]
        day, month, year = split_whole_date(*typed) if typed else ("", "", "")
        if not (day or month or year):
            if self.required:
                raise self.refusal("required", part="year")
            return None
        found = PartialDate(
            day=self.read_day(day),
            month=self.read_month(month),
            year=self.read_year(year),
            approximate=bool(value[3]),
        )
        self.check_together(found)
        return found

    def refusal(self, message: str, *, part: str, **params: object) -> ValidationError:
        return ValidationError(self.error_messages[message], code=part, params=params or None)

    def read_day(self, text: str) -> int | None:
        if not text:
            return None
        if not re.fullmatch(r"\d{1,2}", text) or not 1 <= int(text) <= days_in(None, None):
            raise self.refusal("day", part="day")
        return int(text)

    def read_month(self, text: str) -> int | None:
        month = read_month(text) if text else None
        if text and month is None:
            raise self.refusal("month", part="month")
        return month

    def read_year(self, text: str) -> int | None:
        if not text:
            return None
        if not re.fullmatch(r"\d{4}", text):
            raise self.refusal("year", part="year")
        latest = 2100 if self.future else timezone.localdate().year
        if not self.earliest <= int(text) <= latest:
            raise self.refusal("year_range", part="year", earliest=self.earliest, latest=latest)
        return int(text)

    def check_together(self, found: PartialDate) -> None:
        days = days_in(found.year, found.month)
        if found.day and found.day > days:
            raise self.refusal("day_of_month", part="day", days=days)
        today = timezone.localdate()
        to_come = (found.year or 0, found.month or 0, found.day or 0) > (today.year, today.month, today.day)
        if to_come and not self.future:
            raise self.refusal("future", part="day" if found.day else "month")


def split_whole_date(day: str, month: str, year: str) -> tuple[str, str, str]:
    """Day, month, year; a whole date typed or pasted into the first box is taken apart."""
    if not month and not year:
        if whole := re.fullmatch(r"(\d{1,2})[\s./-]+([^\W\d_]+\.?|\d{1,2})[\s./-]+(\d{4})\D{0,5}", day):
            return whole[1], whole[2], whole[3]
        if whole := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", day):
            return whole[3], whole[2], whole[1]
        if re.fullmatch(r"\d{4}", day):
            return "", "", day
    return day, month, year


class PhoneField(forms.CharField):
    """A telephone number as E.164, such as `+380441234567`; "" where none is given.

    A number without a country code is read as one of the first of `regions` (ISO 3166) in which it is valid.
    A number that could exist is taken even if its plan is not known to us: in a war, plans change.
    """

    default_error_messages = {
        "unreadable": _("Phone: digits such as 067 123 45 67, or + and the country code."),
        "short": _("Phone: some digits are missing. Please check the number."),
        "long": _("Phone: too many digits. Please write one number only."),
        "country": _("Phone: we do not know this country code. Please check the number after +."),
    }

    def __init__(self, *, regions: Sequence[str] = ("UA", "RU"), **kwargs: Any) -> None:
        self.regions = regions
        kwargs.setdefault("widget", forms.TextInput({"type": "tel", "autocomplete": "tel", "class": "w12"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = plain_digits(super().clean(value))
        if not text:
            return ""
        numbers = [number for region in self.regions or (None,) if (number := parse_phone(text, region))]
        if not numbers:
            raise self.refusal(self.reason_unread(text))
        number = next(filter(phonenumbers.is_valid_number, numbers), None) or next(
            filter(is_whole, numbers), None
        )
        if number is None:
            raise self.refusal(self.reason(numbers[0]))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def refusal(self, message: str) -> ValidationError:
        return ValidationError(self.error_messages[message], code=message)

    @staticmethod
    def reason_unread(text: str) -> str:
        if sum(sign.isdecimal() for sign in text) > LONGEST_PHONE:
            return "long"
        return "country" if text.lstrip().startswith(("+", "00")) else "unreadable"

    @staticmethod
    def reason(number: phonenumbers.PhoneNumber) -> str:
        problem = phonenumbers.is_possible_number_with_reason(number)
        return {
            phonenumbers.ValidationResult.INVALID_COUNTRY_CODE: "country",
            phonenumbers.ValidationResult.TOO_LONG: "long",
            phonenumbers.ValidationResult.TOO_SHORT: "short",
            phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "short",
        }.get(problem, "unreadable")


def is_whole(number: phonenumbers.PhoneNumber) -> bool:
    """Whether the number has as many digits as its country dials from abroad, be its range known or not."""
    found = phonenumbers.is_possible_number_with_reason(number)
    return bool(found == phonenumbers.ValidationResult.IS_POSSIBLE)


def parse_phone(text: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    """The number, read as one dials it in `region` (ISO 3166-1, two letters) or abroad; None if it is none."""
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None


class DigitsField(forms.CharField):
    """Exactly `length` digits, such as a reference or a PIN, typed with spaces or dashes, in any script."""

    default_error_messages = {
        "not_digits": _("Digits only, please: no letters or other signs."),
        "length": ngettext_lazy(
            "Here is %(found)d digit; %(needed)d are needed.",
            "Here are %(found)d digits; %(needed)d are needed.",
            "found",
        ),
    }

    def __init__(self, *, length: int, **kwargs: Any) -> None:
        self.length = length
        digits = {"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false", "class": "digits w12"}
        kwargs.setdefault("widget", forms.TextInput(digits))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = BETWEEN_DIGITS.sub("", plain_digits(super().clean(value)))
        if not text and not self.required:
            return ""
        if not re.fullmatch(r"[0-9]*", text):
            raise ValidationError(self.error_messages["not_digits"], code="not_digits")
        if len(text) != self.length:
            params = {"found": len(text), "needed": self.length}
            raise ValidationError(self.error_messages["length"], code="length", params=params)
        return text


class ChoiceWithUnknown(forms.ChoiceField):
    """Radio buttons of which the last always says "I do not know" and returns `UNKNOWN`.

    `choices` are pairs of value and label, or a function that returns them; `hints` puts words under it.
    """

    widget = forms.RadioSelect
    default_error_messages = {
        "required": _("Choose one answer. “I do not know” is an answer too."),
    }

    def __init__(
        self,
        *,
        choices: Iterable[Choice] | Callable[[], Iterable[Choice]] = (),
        hints: Mapping[str, Words] | None = None,
        unknown_label: Words | None = None,
        **kwargs: Any,
    ) -> None:
        self.hints = hints or {}
        unknown = (UNKNOWN, unknown_label or _("I do not know"))
        offered = (lambda: [*choices(), unknown]) if callable(choices) else [*choices, unknown]
        super().__init__(choices=offered, **kwargs)


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Up to `most` files of at most `most_bytes` each, as a list. `too_large` is the sentence for a larger one."""

    widget = FilesInput
    default_error_messages = {
        "most": ngettext_lazy(
            "Please choose %(most)d file at most.", "Please choose %(most)d files at most.", "most"
        ),
    }

    def __init__(self, *, most: int, most_bytes: int, too_large: Words, **kwargs: Any) -> None:
        self.most, self.most_bytes, self.too_large = most, most_bytes, too_large
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = [file for file in data or [] if file]
        if not files:
            return [] if not self.required else super().clean(None, initial)
        if len(files) > self.most:
            raise ValidationError(self.error_messages["most"], code="most", params={"most": self.most})
        wrong = [file.name for file in files if file.size > self.most_bytes]
        if wrong:
            said = self.too_large if len(files) == 1 else f"{wrong[0]}: {self.too_large}"
            raise ValidationError(str(said), code="too_large")
        return files
