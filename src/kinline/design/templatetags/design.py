"""Tags of the design: icons, fields, notes, tables. Their templates lie in templates/design/."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kinline.design.dates import PartialDate
from kinline.design.forms import UNKNOWN, DateParts

register = template.Library()
PIN_LENGTH = 6
SPRITE = Path(__file__).parents[1] / "static/design/icons.svg"


@cache
def drawings() -> dict[str, str]:
    """The sprite's icons by name, each as its SVG shapes."""
    return dict(re.findall(r'<symbol id="([^"]+)"[^>]*>(.*)</symbol>', SPRITE.read_text(encoding="utf-8")))


@register.simple_tag(takes_context=True)
def icon(context: template.Context, name: str) -> SafeString:
    """The icon, hidden from screen readers: words stand beside it. Refuses a name not in the sprite.

    Under `inline_icons`, which the portal sets, the shapes stand in the page: a few weigh less than
    the sprite, and a bad line is spared one request.
    """
    if name not in drawings():
        raise ValueError(f"No icon named {name!r} in design/icons.svg.")
    shapes = format_html('<use href="{}#{}"></use>', static("design/icons.svg"), name)
    if context.get("inline_icons"):
        shapes = mark_safe(drawings()[name])  # noqa: S308  # our own file
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', shapes)


@register.simple_tag
def field(bound: BoundField, *, heading: bool = False, step: str = "") -> str:
    """A whole form field; `heading` makes its label the page's h1, `step` is a line above it."""
    return render_to_string("design/_field.html", {"field": bound, "heading": heading, "step": step})


@register.filter
def shape(bound: BoundField) -> str:
    """Which partial draws the field: hidden, parts, choices, tick or input."""
    widget = bound.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, DateParts):
        return "parts"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    return "tick" if isinstance(widget, forms.CheckboxInput) else "input"


@register.filter
def options(bound: BoundField) -> list[dict[str, Any]]:
    """The radio buttons or ticks of a field, each as its widget context with `hint` and `unknown` added."""
    hints = getattr(bound.field, "hints", {})
    attrs = {"id": bound.auto_id, **({"disabled": True} if bound.field.disabled else {})}
    found = bound.field.widget.subwidgets(bound.html_name, bound.value(), attrs)
    return [
        {**option, "hint": hints.get(option["value"], ""), "unknown": option["value"] == UNKNOWN}
        for option in found
    ]


def target(bound: BoundField) -> str:
    """The id of the first input that the message is about."""
    if wrong := getattr(bound, "wrong_parts", None):
        return f"{bound.auto_id}_{wrong[0]}"
    return f"{bound.auto_id}_0" if shape(bound) == "choices" else bound.id_for_label


@register.filter
def messages(bound: BoundField) -> list[str]:
    """What is wrong with the field; Django's own "This field is required." said more kindly."""
    curt = str(forms.Field.default_error_messages["required"])
    return [_("An answer is needed here.") if message == curt else str(message) for message in bound.errors]


@register.inclusion_tag("design/_error_summary.html")
def error_summary(*asked: forms.BaseForm) -> dict[str, Any]:
    """What to put right, each linked to its field; nothing where the forms have no errors."""
    problems: list[tuple[str, str]] = []
    for form in asked:
        problems += [("", str(message)) for message in form.non_field_errors()]
        for bound in form:
            where = "" if bound.is_hidden else target(bound)
            problems += [(where, _named(bound, message)) for message in messages(bound)]
    return {"problems": problems}


def _named(bound: BoundField, message: str) -> str:
    # Far from its field, "An answer is needed here." would not say where.
    return f"{bound.label}: {message}" if message == _("An answer is needed here.") else message


@register.simple_block_tag(end_name="endnote")
def note(content: str, kind: str = "info") -> str:
    """A note of the kind info, care, stop or grave: `{% note "care" %}<p>...</p>{% endnote %}`."""
    return render_to_string("design/_note.html", {"content": content, "kind": kind})


@register.inclusion_tag("design/_pagination.html", takes_context=True)
def pagination(context: template.Context, page: "Page[Any]") -> dict[str, Any]:
    """Links to the pages around `page`; they keep the rest of the address, such as filters."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {"page": page, "numbers": list(numbers), "request": context["request"]}


@register.inclusion_tag("design/_table_head.html", takes_context=True)
def table_head(
    context: template.Context, columns: Sequence[dict[str, Any]], default: str = ""
) -> dict[str, Any]:
    """The head of a table, sorted by links: `?sort=opened`, `?sort=-opened`.

    Each column is a dict with `label`, and where it can be sorted `sort`; `number` puts it to the right.
    `default` is the order without `?sort=`.
    """
    request = context["request"]
    current = request.GET.get("sort") or default
    heads = []
    for column in columns:
        key = column.get("sort", "")
        direction = {key: "ascending", f"-{key}": "descending"}.get(current, "none") if key else ""
        heads.append(
            {**column, "direction": direction, "next": f"-{key}" if direction == "ascending" else key}
        )
    return {"columns": heads, "request": request}


@register.filter
def digits(reference: str | int) -> SafeString:
    """Digits in groups that stay on one line, as they are read aloud: 4417 2093 58; six as 602 917."""
    text = str(reference)
    groups = re.findall(r".{1,3}" if len(text) == PIN_LENGTH else r".{1,4}", text)
    return format_html('<span class="num">{}</span>', "\u00a0".join(groups))


@register.filter
def listed(words: str | Iterable[Any] | None) -> str:
    """Words as they are, or several joined by commas."""
    if words is None or isinstance(words, str):
        return words or ""
    return ", ".join(str(word) for word in words)


@register.filter
def partial_date(found: PartialDate | None) -> str:
    """The date as people say it, in their language: "12 March 1998", "about 1998"; "" where none is known."""
    if found is None:
        return ""
    words = _words(found)
    return _("about %(date)s") % {"date": words} if found.approximate else words


def _words(found: PartialDate) -> str:
    if found.day and not found.month:
        words = _("day %(day)s, month not known") % {"day": found.day}
        return f"{words}, {found.year}" if found.year else words
    if not found.month:
        return str(found.year or "")
    # Any leap year lets a 29 February without its year pass; "E" is the genitive that a day asks for.
    stand_in = dt.date(found.year or 2000, found.month, found.day or 1)
    pattern = "j E" if found.day else "F"
    return formats.date_format(stand_in, f"{pattern} Y" if found.year else pattern)
