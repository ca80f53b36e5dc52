"""My work: what waits for whoever signed in, as far as the role reaches."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kinline.accounts.choices import Permission
from kinline.accounts.queries import Staff, colleagues, too_few_decide
from kinline.calls import queries as calls
from kinline.calls.choices import CallState
from kinline.design.paging import some
from kinline.duties import queries as duties
from kinline.exchange import queries as exchange
from kinline.exchange.forwarding import queries as forwarding
from kinline.faces.desk.access import needs, staff_of
from kinline.faces.desk.inquiries.corrections import what_of
from kinline.inquiries import queries as inquiries
from kinline.registry import queries as registry
from kinline.suggestions import queries as suggestions

#: How many lines each list has; the rest stands in its room.
LINES = 10
#: They stand in no other room, so more of them are shown.
LINES_FOUND = 100


@needs(Permission.USE_DESK)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Each part only for those whose role opens its room."""
    staff = staff_of(request)
    shown: dict[str, Any] = _vouching(staff)
    if staff.may(Permission.TELL):
        shown["corrections"] = [(one, what_of(one)) for one in inquiries.corrections(visible_to=staff).open()]
    shown["to_tell"] = forwarding.to_tell(visible_to=staff)
    if staff.may(Permission.TAKE_CALLS):
        shown |= _calls(staff)
    if staff.may(Permission.READ_INQUIRIES):
        shown |= _inquiries(staff)
    if staff.may(Permission.JUDGE):
        shown |= {
            "pairs": some(suggestions.waiting_for(staff)),
            "to_confirm": _with_state(inquiries.to_confirm(visible_to=staff), staff, most=LINES_FOUND),
        }
    if staff.may(Permission.DO_DUTIES):
        shown |= _duties(staff)
    if staff.may(Permission.IMPORT):
        shown |= {"unmatched": suggestions.unmatched_count(), "imports": _imports(staff)}
    if staff.may(Permission.SEARCH_REGISTRY):
        shown["descriptions"] = some(registry.descriptions(visible_to=staff))
    return render(request, "desk/home/home.html", shown)


def _vouching(staff: Staff) -> dict[str, Any]:
    people = colleagues()
    vouched = any(one.vouched for one in people if one.staff == staff)
    return {"vouched": vouched, "too_few": too_few_decide(people)}


def _calls(staff: Staff) -> dict[str, Any]:
    queue = list(calls.queue(visible_to=staff))
    return {
        "calls_waiting": sum(call.state == CallState.WAITING for call in queue),
        "my_calls": [call for call in queue if call.taken_by_id == staff.pk],
    }


def _duties(staff: Staff) -> dict[str, Any]:
    overdue = duties.overdue(visible_to=staff)
    rows = list(overdue[:LINES])
    names = duties.names_of(rows)
    return {
        "duties_overdue": overdue.count(),
        "duties": [(row, names[row.person_id].name if row.person_id in names else "") for row in rows],
    }


def _imports(staff: Staff) -> list[tuple[Any, str]]:
    """The newest files, each with how far it has come."""
    runs = exchange.imports(visible_to=staff)[:5]
    return [(run, exchange.progress(run).said) for run in runs]


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


def _with_state(rows: Any, staff: Staff, *, most: int = LINES) -> list[tuple[inquiries.Inquiry, Any]]:
    return [(row, inquiries.state_shown(row, visible_to=staff)) for row in rows[:most]]
