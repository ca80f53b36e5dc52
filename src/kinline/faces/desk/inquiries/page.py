"""The page of one family's file, as far as whoever reads it may see it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from kinline.accounts.choices import Permission
from kinline.audit.rules import Refused
from kinline.design import zones
from kinline.faces.desk.access import View, note_view, staff_of
from kinline.faces.desk.inquiries import history, particulars
from kinline.faces.desk.inquiries.forms import AssignForm, ContactsForm
from kinline.faces.desk.inquiries.safe_ways import WayShown, way_shown
from kinline.inquiries import queries
from kinline.inquiries.choices import InquiryState, NewsKind, TaskKind
from kinline.inquiries.queries import Finding, Inquiry, Seeker, Suggestion
from kinline.inquiries.rules import MOST_WRONG_PINS
from kinline.registry.choices import SourceKind


def get_file(request: HttpRequest, pk: int) -> Inquiry:
    try:
        return queries.get_inquiry(pk, visible_to=staff_of(request))
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


@dataclass(frozen=True, slots=True)
class WordShown:
    """What the family said at one time, and what that changed."""

    said_at: datetime
    pairs: list[particulars.Pair]
    changes: list[tuple[str, str, str]]


def _words(found: Inquiry) -> list[WordShown]:
    words = [(row, row.facts) for row in queries.words_of(found)]
    earlier = [facts for _row, facts in words[1:]]
    return [
        WordShown(
            row.recorded_at,
            particulars.pairs(facts),
            particulars.changes(before, facts) if before else [],
        )
        for (row, facts), before in zip(words, [*earlier, None], strict=True)
    ]


def other_side(suggestion: Suggestion) -> str:
    """What the family's words were matched with: a source and a name. Another family's words stay unnamed."""
    for side in (suggestion.right, suggestion.left):
        if side.source_kind != SourceKind.FAMILY:
            source = side.source_name or SourceKind(side.source_kind).label
            return f"{source}: {side.name}"
    return str(SourceKind.FAMILY.label)


def ways_of(found: Inquiry) -> list[WayShown]:
    return [way_shown(way) for way in found.seeker.ways.all()]


def standing(found: Inquiry) -> list[Finding]:
    """Matches that were not undone, the newest first."""
    return [finding for finding in found.findings.all() if finding.undone_at is None]


def file_page(
    request: HttpRequest,
    found: Inquiry,
    *,
    seeker: Seeker | None = None,
    contacts_form: ContactsForm | None = None,
    assign_form: AssignForm | None = None,
    refusal: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """The file as this member of staff may see it; the look at it is in the audit before it is shown.

    `seeker` is given only where it was opened for a reason.
    """
    staff = staff_of(request)
    tells = staff.may(Permission.TELL)
    tasks = [task for task in found.tasks.all() if task.done_at is None and task.dropped_at is None]
    shown = {
        "inquiry": found,
        "state": queries.state_shown(found, visible_to=staff),
        "tells": tells,
        "judges": staff.may(Permission.JUDGE),
        "clears": staff.may(Permission.CLEAR),
        "opens_contacts": staff.may(Permission.READ_CONTACTS),
        "word_for_caseworker": queries.word_for_caseworker(found),
        "words": _words(found),
        "ways": ways_of(found),
        "seeker": seeker,
        "clock": zones.now_in(found.seeker.zone),
        "contacts_form": contacts_form or ContactsForm(),
        "tasks": tasks,
        "page_is_locked": found.is_open and found.wrong_pins >= MOST_WRONG_PINS,
        "wants_reading": any(task.kind in {TaskKind.READ, TaskKind.READ_FACTS} for task in tasks),
        "history": [history.line(event) for event in queries.history_of(found, visible_to=staff)],
        "refusal": refusal,
    }
    if tells:
        stands = standing(found)
        shown |= {
            # What was cleared may have been taken back since, by a word on another page.
            "news_holds": found.state == InquiryState.TOLD
            or (bool(stands) and queries.news_for(found, visible_to=staff) != NewsKind.NOTHING_NEW),
            "assign_form": assign_form or AssignForm(initial={"caseworker": found.caseworker_id}),
            "findings": [(finding, other_side(finding.suggestion)) for finding in stands],
            "matches": [(match, other_side(match)) for match in queries.matches_of(found)],
            "standing": queries.standing_of(found, visible_to=staff),
        }
    note_view(request, "inquiries:inquiry:viewed", subject=f"inquiry:{found.pk}")
    return render(request, "desk/inquiries/file.html", shown, status=status)


def post_or_file(view: View) -> View:
    """Only a POST does it; whoever opens the address, such as after signing in again, is led to the file."""

    @wraps(view)
    def led(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
        if request.method in {"GET", "HEAD"}:
            return redirect("desk:inquiry", pk=pk)
        return require_POST(view)(request, pk=pk, **kwargs)

    return led


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: nothing until it is sent."""
    return request.POST if request.method == "POST" else None


def asked(
    request: HttpRequest,
    template: str,
    form: forms.Form,
    act: Callable[[], HttpResponse],
    *,
    inquiry: Inquiry,
    **shown: Any,
) -> HttpResponse:
    """A page of the file with one form: shown, asked again with what was typed (422), refused (409), or done."""
    status = HTTPStatus.OK
    if form.is_bound:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                return act()
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status = HTTPStatus.CONFLICT
    note_view(request, "inquiries:inquiry:viewed", subject=f"inquiry:{inquiry.pk}")
    return render(request, template, {"form": form, "inquiry": inquiry, **shown}, status=status)
