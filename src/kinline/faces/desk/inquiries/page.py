"""The page of one family's file, as far as whoever reads it may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from kinline.accounts.choices import Permission
from kinline.accounts.queries import Staff
from kinline.design import zones
from kinline.erasure.queries import kept_until, pending_of
from kinline.faces.desk.access import View, fetch, note_view, staff_of
from kinline.faces.desk.answers import status_of
from kinline.faces.desk.inquiries import history
from kinline.faces.desk.inquiries.forms import AssignForm, ContactsForm
from kinline.faces.desk.inquiries.safe_ways import WayShown, ways_shown
from kinline.faces.desk.photographs.shown import photographs_of
from kinline.faces.desk.registry.files import Change, Group, changes, rows_of
from kinline.inquiries import queries
from kinline.inquiries.choices import InquiryState, NewsKind, TaskKind
from kinline.inquiries.queries import Finding, Inquiry, Seeker, Suggestion
from kinline.registry.choices import SourceKind
from kinline.registry.queries import Description


def get_file(request: HttpRequest, pk: int) -> Inquiry:
    return fetch(request, queries.get_inquiry, pk)


@dataclass(frozen=True, slots=True)
class WordShown:
    """What the family said at one time, and what that changed."""

    said_at: datetime
    groups: list[Group]
    changes: list[Change]


def _words(rows: Sequence[Description], staff: Staff) -> list[WordShown]:
    """What the rows said, the last one first."""
    return [
        WordShown(
            word.recorded_at,
            rows_of([word], staff),
            changes(before, word, staff) if before is not None else [],
        )
        for word, before in zip(rows, [*rows[1:], None], strict=True)
    ]


def other_side(suggestion: Suggestion) -> str:
    """What the family's words were matched with: a source and a name. Another family's words stay unnamed."""
    for side in (suggestion.right, suggestion.left):
        if side.source_kind != SourceKind.FAMILY:
            source = side.source_name or SourceKind(side.source_kind).label
            return f"{source}: {side.name}"
    return str(SourceKind.FAMILY.label)


def ways_of(found: Inquiry) -> list[WayShown]:
    return ways_shown(list(found.seeker.ways.all()), queries.opening_ways(found))


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
    words = queries.words_of(found)
    tells = staff.may(Permission.TELL)
    tasks = [task for task in found.tasks.all() if task.done_at is None and task.dropped_at is None]
    shown: dict[str, Any] = {
        "inquiry": found,
        "state": queries.state_shown(found, visible_to=staff),
        "tells": tells,
        "judges": staff.may(Permission.JUDGE),
        "clears": staff.may(Permission.CLEAR),
        "opens_contacts": staff.may(Permission.READ_CONTACTS),
        "words": _words(words, staff),
        "photographs": photographs_of(words[:1], staff)[words[0].pk],
        "may_add": staff.may(Permission.OPEN_INQUIRIES),
        "ways": ways_of(found),
        "seeker": seeker,
        "clock": zones.now_in(found.seeker.zone),
        "contacts_form": contacts_form or ContactsForm(),
        "tasks": tasks,
        "page_is_locked": found.is_open and found.page_is_locked,
        "wants_reading": any(task.kind in {TaskKind.READ, TaskKind.READ_FACTS} for task in tasks),
        "history": [history.line(event) for event in queries.history_of(found, visible_to=staff)],
        "refusal": refusal,
        "wish": pending_of(found),
        "kept_until": kept_until(found),
        "may_erase": staff.may(Permission.ERASE),
    }
    shown["doubts"] = shown["owed"] = []
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
            "doubts": queries.doubts_about(found, visible_to=staff),
            "owed": queries.lines_owed(found, visible_to=staff),
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


def form_page(
    request: HttpRequest, template: str, form: forms.Form, *, inquiry: Inquiry, **shown: Any
) -> HttpResponse:
    """A page of the file with one form; the look at it is in the audit before it is shown."""
    note_view(request, "inquiries:inquiry:viewed", subject=f"inquiry:{inquiry.pk}")
    return render(request, template, {"form": form, "inquiry": inquiry, **shown}, status=status_of(form))
