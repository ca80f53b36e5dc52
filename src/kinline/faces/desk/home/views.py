"""My work: what waits for whoever signed in, as far as the role reaches."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kinline.accounts.choices import Permission
from kinline.accounts.queries import Staff
from kinline.calls import queries as calls
from kinline.calls.choices import CallState
from kinline.exchange import queries as exchange
from kinline.faces.desk.access import needs, staff_of
from kinline.inquiries import queries as inquiries
from kinline.registry import queries as registry
from kinline.suggestions import queries as suggestions

#: How many lines each list has; the rest stands in its room.
LINES = 10


@needs(Permission.USE_DESK)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Each part only for those whose role opens its room."""
    staff = staff_of(request)
    shown: dict[str, Any] = {}
    if staff.may(Permission.TAKE_CALLS):
        shown |= _calls(staff)
    if staff.may(Permission.READ_INQUIRIES):
        shown |= _inquiries(staff)
    if staff.may(Permission.JUDGE):
        shown["pairs"] = suggestions.waiting_for(staff).count()
    if staff.may(Permission.IMPORT):
        shown |= {"unmatched": suggestions.unmatched_count(), "imports": _imports(staff)}
    if staff.may(Permission.SEARCH_REGISTRY):
        shown["descriptions"] = registry.descriptions(visible_to=staff).count()
    return render(request, "desk/home/home.html", shown)


def _calls(staff: Staff) -> dict[str, Any]:
    queue = list(calls.queue(visible_to=staff))
    return {
        "calls_waiting": sum(call.state == CallState.WAITING for call in queue),
        "my_calls": [call for call in queue if call.taken_by_id == staff.pk],
    }


def _imports(staff: Staff) -> list[tuple[Any, str]]:
    """The newest files, each with how far it has come."""
    runs = exchange.list_imports("1", visible_to=staff).object_list
    return [(run, exchange.progress(run).said) for run in runs[:5]]


def _inquiries(staff: Staff) -> dict[str, Any]:
    rows = inquiries.inquiries_for(staff)
    tasks = inquiries.open_tasks(visible_to=staff)
    without_a_word = _with_state(rows.without_a_word().order_by("last_word_at", "pk"), staff)
    mine = rows.open().assigned_to(staff)
    shown_above = [row.pk for row, _state in without_a_word]
    return {
        "pulse": inquiries.pulse(staff),
        "without_a_word": without_a_word,
        "my_tasks": tasks.filter(claimed_by=staff)[:LINES],
        "free_tasks": tasks.filter(claimed_by=None)[:LINES],
        "my_inquiries": _with_state(mine.exclude(pk__in=shown_above).order_by("last_word_at", "pk"), staff),
        "my_inquiries_count": mine.count(),
    }


def _with_state(rows: Any, staff: Staff) -> list[tuple[inquiries.Inquiry, Any]]:
    return [(row, inquiries.state_shown(row, visible_to=staff)) for row in rows[:LINES]]
