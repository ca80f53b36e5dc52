"""The queue, and one call in it."""

import hashlib
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kinline.accounts.choices import Permission
from kinline.audit.rules import Refused
from kinline.calls import commands, queries
from kinline.calls.choices import CallState
from kinline.design.paging import number_in
from kinline.faces.desk.access import fetch, logs_access, needs, staff_of
from kinline.faces.desk.answers import carry_out, sent, status_of
from kinline.faces.desk.calls.forms import FinishCallForm, NoteCallForm
from kinline.inquiries.queries import state_shown, word_for_caseworker


@needs(Permission.TAKE_CALLS)
@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """The queue. A page that polls names what it has seen, and is sent the fragment only if that has changed."""
    shown = _queue(request)
    if not request.htmx:  # type: ignore[attr-defined]  # django-htmx's middleware sets it
        return _page(request, shown)
    if request.GET.get("seen") == shown["seen"]:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return render(request, "desk/calls/_queue.html", shown)


def _queue(request: HttpRequest) -> dict[str, object]:
    lines = queries.queue_lines(visible_to=staff_of(request))
    newest = max((line.call.pk for line in lines), default=0)
    last = number_in(request.GET.get("newest", ""))
    told = [
        (line.call.pk, line.call.state, line.call.taken_by_id, line.waits_minutes, line.word)
        for line in lines
    ]
    waiting = [line for line in lines if line.call.state == CallState.WAITING]
    return {
        "lines": lines,
        "waiting": len(waiting),
        "seen": hashlib.sha256(repr(told).encode()).hexdigest()[:16],
        # A call that is done leaves the queue; the mark must not go back with it.
        "newest": max(newest, last or 0),
        "arrived": [line for line in waiting if last is not None and line.call.pk > last],
        "now": timezone.now(),
        "tells": staff_of(request).may(Permission.TELL),
    }


def _page(
    request: HttpRequest, shown: dict[str, object], *, refusal: str = "", status: int = 200
) -> HttpResponse:
    return render(request, "desk/calls/queue.html", {**shown, "refusal": refusal}, status=status)


def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The queue as it stands now, with what stood in the way."""
    return _page(request, _queue(request), refusal=str(refusal), status=HTTPStatus.CONFLICT)


def get_call(request: HttpRequest, pk: int) -> queries.Call:
    return fetch(request, queries.get_call, pk)


@needs(Permission.TAKE_CALLS)
@require_http_methods(["GET", "POST"])
def note_call(request: HttpRequest) -> HttpResponse:
    """Write down that somebody rang."""
    form = NoteCallForm(sent(request), initial={"language": staff_of(request).language})
    if carry_out(form, lambda **said: commands.note_call(**said, by=staff_of(request))):
        return redirect("desk:calls")
    return render(request, "desk/calls/note.html", {"form": form}, status=status_of(form))


@needs(Permission.TAKE_CALLS)
@require_POST
def take_call(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one call. Whoever comes second reads who was first."""
    try:
        commands.take_call(get_call(request, pk), by=staff_of(request))
    except Refused as refusal:
        return _refused(request, refusal)
    return redirect("desk:call", pk=pk)


@needs(Permission.TAKE_CALLS)
@require_POST
def take_longest(request: HttpRequest) -> HttpResponse:
    try:
        taken = commands.take_longest(by=staff_of(request))
    except Refused as refusal:
        return _refused(request, refusal)
    return redirect("desk:call", pk=taken.pk)


@needs(Permission.TAKE_CALLS)
@logs_access("calls:call:viewed", subject="call:{pk}")
@require_safe
def call(request: HttpRequest, pk: int) -> HttpResponse:
    return _call_page(request, get_call(request, pk), FinishCallForm())


def _call_page(request: HttpRequest, found: queries.Call, form: FinishCallForm) -> HttpResponse:
    staff = staff_of(request)
    tells = staff.may(Permission.TELL)
    earlier = [
        (inquiry, state_shown(inquiry, visible_to=staff), tells and word_for_caseworker(inquiry))
        for inquiry in queries.inquiries_from(found, visible_to=staff)
    ]
    is_mine = found.taken_by_id == staff.pk and found.state == CallState.TAKEN
    shown = {"call": found, "is_mine": is_mine, "earlier": earlier, "tells": tells, "form": form}
    return render(request, "desk/calls/call.html", shown, status=status_of(form))


@needs(Permission.TAKE_CALLS)
@require_POST
def put_back(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        commands.put_back(get_call(request, pk), by=staff_of(request))
    except Refused as refusal:
        return _refused(request, refusal)
    return redirect("desk:calls")


@needs(Permission.TAKE_CALLS)
@logs_access("calls:call:viewed", subject="call:{pk}")
@require_POST
def finish_call(request: HttpRequest, pk: int) -> HttpResponse:
    """End a call with what it was about."""
    found, form = get_call(request, pk), FinishCallForm(request.POST)
    if carry_out(form, lambda topic: commands.finish_call(found, topic=topic, by=staff_of(request))):
        return redirect("desk:calls")
    return _call_page(request, found, form)
