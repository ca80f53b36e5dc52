from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.utils import translation

from kinline.design.dates import PartialDate
from kinline.design.forms import ChoiceWithUnknown, PartialDateField
from kinline.design.templatetags import design

LOAD = "{% load design %}"

pytestmark = pytest.mark.urls("tests.design.gallery.urls")


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


class TellForm(forms.Form):
    name = forms.CharField(label="His name", help_text="As in his papers")
    born = PartialDateField(label="Born", required=False)
    safe = ChoiceWithUnknown(label="Safe?", choices=[("yes", "Yes")], hints={"yes": "At any hour"})
    agreed = forms.BooleanField(label="I agree", required=False)
    step = forms.CharField(widget=forms.HiddenInput, required=False)


def test_icon_is_silent_and_a_wrong_name_is_refused(draw):
    html = draw(LOAD + "{% icon 'phone' %}")
    assert 'aria-hidden="true"' in html
    assert "icons.svg#phone" in html
    with pytest.raises(ValueError, match="No icon named 'phnoe'"):
        draw(LOAD + "{% icon 'phnoe' %}")


def test_icons_stand_in_the_page_where_the_face_asks_for_it(draw):
    html = draw(LOAD + "{% with inline_icons=True %}{% icon 'mark' %}{% endwith %}")
    assert "<use" not in html
    assert "<path" in html


def test_field_links_hint_and_message_to_its_input(draw):
    html = draw(LOAD + "{% field form.name heading=True step='Question 1 of 9' %}", form=TellForm({}))
    assert '<label for="id_name"><h1>His name</h1></label>' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext">As in his papers' in html
    assert "An answer is needed here." in html
    assert 'aria-invalid="true"' in html
    assert "Question 1 of 9" in html


def test_choices_are_a_fieldset_with_hints_and_an_honest_last_answer(draw):
    html = draw(LOAD + "{% field form.safe heading=True %}", form=TellForm({"safe": "yes"}))
    assert "<legend><h1>Safe?</h1></legend>" in html
    assert 'aria-describedby="id_safe_0_hint"' in html
    assert "At any hour" in html
    assert "I do not know" in html
    assert html.count(" checked") == 1
    # aria-invalid is not allowed on a radio button: the fieldset carries the message.
    missing = draw(LOAD + "{% field form.safe %}", form=TellForm({}))
    assert "aria-invalid" not in missing
    assert '<fieldset aria-describedby="id_safe_error">' in missing


def test_date_is_a_fieldset_of_three_labelled_inputs(draw):
    html = draw(LOAD + "{% field form.born %}", form=TellForm({"born_month": "13"}))
    for part in ("day", "month", "year", "approximate"):
        assert f'<label for="id_born_{part}">' in html
        assert f'id="id_born_{part}"' in html
        assert f'name="born_{part}"' in html


def test_ticks_and_hidden_fields_are_drawn_plainly(draw):
    assert '<label for="id_agreed">I agree</label>' in draw(LOAD + "{% field form.agreed %}", form=TellForm())
    hidden = draw(LOAD + "{% field form.step %}", form=TellForm()).strip()
    assert hidden == '<input type="hidden" name="step" id="id_step">'


def test_error_summary_takes_the_focus_and_links_to_the_input_that_is_wrong(draw):
    form = TellForm({"born_day": "12", "born_month": "13"})
    form.add_error(None, "Please tell us one thing at least.")
    html = draw(LOAD + "{% error_summary form %}", form=form)
    assert 'tabindex="-1" autofocus' in html
    assert "<li>Please tell us one thing at least.</li>" in html
    assert '<a href="#id_name">His name: An answer is needed here.</a>' in html
    assert '<a href="#id_born_month">Month: 1 to 12, or a word such as May.</a>' in html
    assert 'href="#id_safe_0"' in html
    assert draw(LOAD + "{% error_summary form %}", form=TellForm()).strip() == ""


def test_whole_form_is_drawn_with_the_same_fields():
    form = TellForm({"name": ""})
    assert 'class="field error"' in str(form)
    assert str(form).count('name="step"') == 1


def test_note_wraps_its_words_and_escapes_what_people_wrote(draw):
    html = draw(LOAD + "{% note 'care' %}<p>{{ said }}</p>{% endnote %}", said="<b>")
    assert html.strip() == '<div class="note care"><p>&lt;b&gt;</p></div>'


def test_pagination_keeps_the_filters_of_the_address(draw):
    page = Paginator(range(60), 25).page(2)
    html = draw(LOAD + "{% pagination page %}", address="/?q=halahan&page=2", page=page)
    assert 'href="?q=halahan&amp;page=1"' in html
    assert 'aria-current="page"' in html
    assert "26–50 of 60" in html
    single = Paginator(range(3), 25).page(1)
    assert draw(LOAD + "{% pagination page %}", page=single).strip() == ""


def test_table_head_says_the_order_and_offers_to_turn_it(draw):
    columns = [{"label": "Name", "sort": "name"}, {"label": "Opened", "sort": "opened"}, {"label": "Action"}]
    source = LOAD + "{% table_head columns default='-opened' %}"
    html = draw(source, address="/?q=a&page=3&sort=name", columns=columns)
    assert 'aria-sort="ascending"' in html
    assert 'href="?q=a&amp;sort=-name"' in html
    assert html.count("aria-sort") == 2
    assert 'aria-sort="descending"' in draw(source, columns=columns)


@pytest.mark.parametrize(
    ("reference", "expected"), [("4417209358", "4417 2093 58"), ("602917", "602 917"), (12, "12")]
)
def test_digits_are_grouped_as_they_are_read_aloud(reference, expected):
    assert design.digits(reference) == f'<span class="num">{expected}</span>'.replace(" ", "\u00a0").replace(
        "span\u00a0", "span "
    )


@pytest.mark.parametrize(
    ("found", "english", "ukrainian", "russian"),
    [
        (PartialDate(1998, 3, 12), "12 March 1998", "12 березня 1998", "12 марта 1998"),
        (PartialDate(1998, 5), "May 1998", "Травень 1998", "Май 1998"),
        (PartialDate(None, 2, 29), "29 February", "29 лютого", "29 февраля"),
        (PartialDate(1970, approximate=True), "about 1970", "приблизно 1970", "примерно 1970"),
        (
            PartialDate(1970, None, 9),
            "day 9, month not known, 1970",
            "9-го числа, місяць невідомий, 1970",
            None,
        ),
        (PartialDate(), "", "", ""),
        (None, "", "", ""),
    ],
)
def test_partial_date_is_said_in_the_readers_language(found, english, ukrainian, russian):
    for language, expected in (("en", english), ("uk", ukrainian), ("ru", russian)):
        with translation.override(language):
            assert expected is None or design.partial_date(found).lower() == expected.lower()


def test_roles_are_listed_whether_one_or_many():
    assert design.listed(["case worker", "second approver"]) == "case worker, second approver"
    assert design.listed("case worker") == "case worker"
    assert design.listed(None) == ""


def test_desk_navigation_shows_where_one_is(draw):
    room = SimpleNamespace(url="/calls", label="Calls", icon="phone", current=True, count=4)
    anna = SimpleNamespace(is_authenticated=True, display_name="Anna", role_names=["case worker"])
    html = draw("{% extends 'design/desk_base.html' %}", user=anna, desk_nav=[room])
    assert '<a href="/calls" aria-current="page">' in html
    assert '<span class="count">4</span>' in html
    assert "Anna" in html
