"""The list of families' files, and one file."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kinline.accounts.choices import Permission
from kinline.accounts.queries import Staff
from kinline.design.paging import Pages, some
from kinline.faces.desk.access import needs, staff_of
from kinline.faces.desk.answers import carry_out, status_of
from kinline.faces.desk.inquiries.corrections import correct_page
from kinline.faces.desk.inquiries.forms import ContactsForm, FilterForm
from kinline.faces.desk.inquiries.page import file_page, get_file, post_or_file
from kinline.faces.desk.inquiries.talks import talk_page
from kinline.inquiries import commands, queries
from kinline.inquiries.choices import InquiryState
from kinline.inquiries.queries import Inquiry

ON_A_PAGE = 25
_ORDERS = {"opened": "opened_at", "-opened": "-opened_at", "word": "last_word_at", "-word": "-last_word_at"}


@needs(Permission.READ_INQUIRIES)
@require_safe
def inquiries(request: HttpRequest) -> HttpResponse:
    """Files, filtered and sorted; by itself the open ones, those that wait longest for a word first."""
    staff = staff_of(request)
    tells = staff.may(Permission.TELL)
    form = FilterForm(request.GET, tells=tells)
    form.is_valid()
    everything = queries.inquiries_for(staff)
    view = request.GET.get("view", "open")
    rows = _filtered(_VIEWS.get(view, _VIEWS["open"])(everything, staff), form.cleaned_data, staff)
    order = _ORDERS.get(request.GET.get("sort", ""), "last_word_at")
    page = Pages(rows.order_by(order, "pk"), ON_A_PAGE).get_page(request.GET.get("page"))
    shown = {
        "form": form,
        "view": view,
        "page": page,
        "rows": [(row, queries.state_shown(row, visible_to=staff)) for row in page],
        "tabs": _tabs(everything, staff),
        "columns": _columns(),
    }
    return render(request, "desk/inquiries/list.html", shown)


_VIEWS: dict[str, Callable[[Any, Staff], QuerySet[Inquiry]]] = {
    "open": lambda rows, _staff: rows.open(),
    "mine": lambda rows, staff: rows.open().assigned_to(staff),
    "waiting": lambda rows, _staff: rows.without_a_word(),
    "all": lambda rows, _staff: rows,
}


def _tabs(rows: QuerySet[Inquiry], staff: Staff) -> list[tuple[str, str, str]]:
    labels = {
        "open": _("Open now"),
        "mine": _("My files"),
        "waiting": _("30 days without a word"),
        "all": _("All files"),
    }
    return [(name, label, some(_VIEWS[name](rows, staff))) for name, label in labels.items()]


def _filtered(rows: QuerySet[Inquiry], said: dict[str, Any], staff: Staff) -> QuerySet[Inquiry]:
    if q := said.get("q"):
        rows = queries.inquiries_about(q, rows)
    if state := said.get("state"):
        rows = queries.with_state(rows, InquiryState(state), visible_to=staff)
    if origin := said.get("origin"):
        rows = rows.filter(origin=origin)
    if who := said.get("who"):
        rows = rows.filter(caseworker=None if who == "none" else int(who))
    return rows


def _columns() -> list[dict[str, str]]:
    return [
        {"label": _("Reference")},
        {"label": _("About whom")},
        {"label": _("State")},
        {"label": _("Opened"), "sort": "opened"},
        {"label": _("Last word to the family"), "sort": "word"},
        {"label": _("Whose file")},
    ]


@needs(Permission.READ_INQUIRIES)
@require_safe
def inquiry(request: HttpRequest, pk: int) -> HttpResponse:
    return file_page(request, get_file(request, pk))


#: Pages with a script, from which the contacts may be opened too, by the name of their hidden field.
_SCRIPTS: dict[str, Callable[..., HttpResponse]] = {"talk": talk_page, "correction": correct_page}


@needs(Permission.READ_CONTACTS)
@post_or_file
def contacts(request: HttpRequest, pk: int) -> HttpResponse:
    """How the family can be reached, shown on this answer only, for a reason that stands in the audit."""
    found, form = get_file(request, pk), ContactsForm(request.POST)
    # The script says what the news is: without leave to tell it, the contacts open on the file only.
    page: Callable[..., HttpResponse] = file_page
    if staff_of(request).may(Permission.TELL):
        page = next((shown for name, shown in _SCRIPTS.items() if name in request.POST), file_page)
    if done := carry_out(
        form, lambda reason: commands.open_contacts(found, reason=reason, by=staff_of(request))
    ):
        return page(request, found, seeker=done.made)
    return page(request, found, contacts_form=form, status=status_of(form))
