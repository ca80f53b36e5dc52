import datetime as dt

import pytest
from django import forms
from django.utils import timezone, translation

from kinline.design.forms import (
    UNKNOWN,
    ChoiceWithUnknown,
    DigitsField,
    PartialDate,
    PartialDateField,
    PhoneField,
)


class AskForm(forms.Form):
    born = PartialDateField(label="Born", required=False)
    phone = PhoneField(label="Phone", required=False)
    reference = DigitsField(label="Reference", length=10, required=False)
    safe = ChoiceWithUnknown(label="Safe?", choices=[("yes", "Yes")], required=False)


def typed(day="", month="", year="", **rest):
    return AskForm({"born_day": day, "born_month": month, "born_year": year, **rest})


def cleaned(field, **data):
    form = AskForm(data)
    assert form.is_valid(), form.errors
    return form.cleaned_data[field]


def refused(field, **data):
    with translation.override("en"):
        form = AskForm(data)
        assert not form.is_valid()
        return str(form.errors[field][0])


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("12", "3", "1998"), PartialDate(1998, 3, 12)),
        (("", "", "1998"), PartialDate(1998)),
        (("", "травень", ""), PartialDate(None, 5)),
        (("12", "травня", "1998"), PartialDate(1998, 5, 12)),
        (("12", "Мая", "1998"), PartialDate(1998, 5, 12)),
        (("1", "лют.", "1998"), PartialDate(1998, 2, 1)),
        (("1", "sept", "1998"), PartialDate(1998, 9, 1)),
        (("1", "ХІ", "1998"), PartialDate(1998, 11, 1)),
        (("1", "V", "1998"), PartialDate(1998, 5, 1)),
        (("١٢", "٣", "１９９８"), PartialDate(1998, 3, 12)),
        (("12.03.1998", "", ""), PartialDate(1998, 3, 12)),
        (("12 березня 1998 р.", "", ""), PartialDate(1998, 3, 12)),
        (("1998-03-12", "", ""), PartialDate(1998, 3, 12)),
        (("1998", "", ""), PartialDate(1998)),
        (("29", "2", ""), PartialDate(None, 2, 29)),
        (("29", "2", "2000"), PartialDate(2000, 2, 29)),
        (("", "", ""), None),
    ],
)
def test_date_is_read_as_families_write_it(parts, expected):
    form = typed(*parts)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["born"] == expected


@pytest.mark.parametrize(
    ("parts", "message", "wrong"),
    [
        (("32", "1", "1998"), "Day: a number from 1 to 31.", "day"),
        (("x", "1", "1998"), "Day: a number from 1 to 31.", "day"),
        (("12", "13", "1998"), "Month: 1 to 12, or a word such as May.", "month"),
        (("12", "ма", "1998"), "Month: 1 to 12, or a word such as May.", "month"),
        (("12", "3", "98"), "Year: four digits, such as 1998.", "year"),
        (("12", "3", "1700"), f"Year: from 1900 to {timezone.localdate().year}.", "year"),
        (("29", "2", "1999"), "Day: this month has only 28 days.", "day"),
    ],
)
def test_message_says_which_part_is_wrong_and_marks_it_alone(parts, message, wrong):
    with translation.override("en"):
        form = typed(*parts)
        assert [str(text) for text in form.errors["born"]] == [message]
        html = str(form["born"])
    assert html.count('aria-invalid="true"') == 1
    marked = next(tag for tag in html.split("<input") if 'aria-invalid="true"' in tag)
    assert f'name="born_{wrong}"' in marked
    assert 'aria-describedby="id_born_error"' in marked
    assert form["born"].wrong_parts == [wrong]


def test_what_was_typed_stays_after_a_refusal():
    html = str(typed("12", "тринадцять", "1998", born_approximate="on")["born"])
    assert 'value="12"' in html
    assert 'value="тринадцять"' in html
    assert "checked" in html


def test_day_to_come_is_refused_unless_asked_for():
    to_come = timezone.localdate() + dt.timedelta(days=40)
    parts = [str(to_come.day), str(to_come.month), str(to_come.year), False]
    with pytest.raises(forms.ValidationError):
        PartialDateField().clean(parts)
    assert PartialDateField(future=True).clean(parts).date == to_come


def test_approximate_is_kept_and_a_needed_date_asks_for_the_year():
    assert PartialDateField().clean(["", "", "1970", True]) == PartialDate(1970, approximate=True)
    with translation.override("en"), pytest.raises(forms.ValidationError, match="Give at least the year"):
        PartialDateField().clean(["", "", "", True])


def test_partial_date_writes_itself_as_iso_and_fills_the_form_again():
    written = [str(PartialDate(1998, 3, 12)), str(PartialDate(1998, 3)), str(PartialDate(1998))]
    assert written == ["1998-03-12", "1998-03", "1998"]
    assert str(PartialDate(None, 3, 12)) == "--03-12"
    assert PartialDate(1998, 3).date is None
    form = AskForm(initial={"born": PartialDate(1998, 3, approximate=True)})
    assert 'value="1998"' in str(form["born"])
    assert "checked" in str(form["born"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("067 123 45 67", "+380671234567"),
        ("(067) 123-45-67", "+380671234567"),
        ("+38 067 123 45 67", "+380671234567"),
        ("380671234567", "+380671234567"),
        ("00380 67 123 45 67", "+380671234567"),
        ("тел. ٠٦٧ ١٢٣ ٤٥ ٦٧", "+380671234567"),
        ("8 (916) 123-45-67", "+79161234567"),
        ("+44 20 7946 0958", "+442079460958"),
        ("", ""),
    ],
)
def test_phone_is_read_as_written_and_kept_as_e164(text, expected):
    assert cleaned("phone", phone=text) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("067 12", "digits are missing"),
        ("067 123 45 67 050 123 45 67 89", "one number only"),
        ("спитати в сусідки", "Phone: digits such as"),
        ("+999 123 456 789", "country code"),
    ],
)
def test_phone_says_what_is_wrong(text, words):
    assert words in refused("phone", phone=text)


def test_phone_without_a_home_region_needs_the_country_code():
    with pytest.raises(forms.ValidationError):
        PhoneField(regions=()).clean("067 123 45 67")
    assert PhoneField(regions=()).clean("+380671234567") == "+380671234567"


@pytest.mark.parametrize(
    "text", ["4417 2093 58", "4417-2093-58", "４４１７２０９３５８", "٤٤١٧٢٠٩٣٥٨", " 4417 2093 58 "]
)
def test_reference_is_read_with_spaces_dashes_and_digits_of_any_script(text):
    assert cleaned("reference", reference=text) == "4417209358"


def test_reference_refuses_letters_and_counts_digits():
    assert refused("reference", reference="44l7209358").startswith("Digits only")
    assert refused("reference", reference="4417") == "Here are 4 digits; 10 are needed."
    assert refused("reference", reference="4") == "Here is 1 digit; 10 are needed."


def test_not_knowing_is_always_offered_and_is_an_answer():
    assert cleaned("safe", safe="unknown") == UNKNOWN
    later = ChoiceWithUnknown(choices=lambda: [("a", "A")])
    assert [value for value, _label in later.choices] == ["a", UNKNOWN]
    with translation.override("en"), pytest.raises(forms.ValidationError, match="is an answer too"):
        later.clean("")


@pytest.mark.parametrize(
    ("found", "expected"),
    [(1, "Тут 1 цифра,"), (2, "Тут 2 цифри,"), (5, "Тут 5 цифр,"), (21, "Тут 21 цифра,")],
)
def test_counts_are_spoken_in_the_right_plural(found, expected):
    with translation.override("uk"):
        with pytest.raises(forms.ValidationError) as caught:
            DigitsField(length=30).clean("1" * found)
        assert caught.value.messages[0].startswith(expected)
