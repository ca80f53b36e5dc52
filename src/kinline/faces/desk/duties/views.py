"""The list of what is owed, one duty, and the papers."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kinline.accounts.choices import Language, Permission
from kinline.design.paging import Pages
from kinline.duties import blanks, queries
from kinline.duties.choices import ARTICLES, ON_PAPER, DutyKind, Recipient
from kinline.duties.press import NotDrawn, draw
from kinline.duties.rules import is_endangered, refuses_contact, still_to_reach
from kinline.faces.desk.access import needs, note_view, staff_of
from kinline.faces.desk.answers import status_of
from kinline.faces.desk.duties.forms import (
    FilterForm,
    InformedForm,
    PaperForm,
    ReceiptForm,
    SentForm,
    SentPaperForm,
    WaiverAnswerForm,
    WaiverForm,
)
from kinline.faces.desk.registry.particulars import name_of, written

DUTIES_A_PAGE = 25


@needs(Permission.DO_DUTIES)
@require_safe
def duties(request: HttpRequest) -> HttpResponse:
    staff, form = staff_of(request), FilterForm(request.GET)
    kind = form.cleaned_data["kind"] if form.is_valid() else ""
    view = request.GET.get("view", "")
    counts = queries.counts(visible_to=staff)
    tabs = [
        ("", _("Open"), counts.open),
        ("overdue", _("Overdue"), counts.overdue),
        ("waiver", _("To be waived"), counts.waiver),
        ("receipt", _("Sent, no receipt yet"), counts.unreceipted),
        ("done", _("Ended"), None),
    ]
    found = queries.listed(view=view, kind=kind, sort=request.GET.get("sort", ""), visible_to=staff)
    page = Pages(found, DUTIES_A_PAGE).get_page(request.GET.get("page"))
    shown = {
        "form": form,
        "view": view if view in {tab[0] for tab in tabs} else "",
        "tabs": tabs,
        "page": page,
        "rows": rows_of(list(page)),
        "owes": queries.owed_here(),
        "columns": [
            {"label": _("Duty"), "sort": "kind"},
            {"label": _("About whom")},
            {"label": _("Since"), "sort": "since"},
            {"label": _("To be done by"), "sort": "due"},
            {"label": _("Standing")},
        ],
        "languages": Language.choices,
    }
    return render(request, "desk/duties/list.html", shown, status=status_of(form))


def rows_of(found: list[queries.Duty]) -> list[dict[str, Any]]:
    """Each duty with a name for whom it is about. Two queries for all of them."""
    names = queries.names_of(found)
    return [
        {
            "duty": one,
            "name": written(name_of(names[one.person_id])) if one.person_id in names else None,
        }
        for one in found
    ]


@needs(Permission.DO_DUTIES)
@require_safe
def duty(request: HttpRequest, pk: int) -> HttpResponse:
    return duty_page(request, pk)


def duty_page(request: HttpRequest, pk: int, **bound: Any) -> HttpResponse:
    """The whole duty; the look at it is in the audit before it is shown. `bound` holds a form that was refused."""
    staff = staff_of(request)
    found = get_object_or_404(queries.duties(visible_to=staff), pk=pk)
    note_view(request, "duties:duty:viewed", subject=f"duty:{pk}")
    sent = queries.sent_for(found)
    on_paper = found.kind in ON_PAPER
    missing = [
        [Recipient(one).label for one in Recipient if one in group] for group in still_to_reach(found, sent)
    ]
    newest = queries.newest_counted(found.person_id) if found.person_id is not None else {}
    forms: dict[str, Any] = {"waiver_form": WaiverForm(), "answer_form": WaiverAnswerForm()}
    if on_paper:
        forms["paper_form"] = PaperForm(duty=found, initial={"language": staff.language})
        if found.papers.filter(transmissions=None).exists():
            forms["sent_form"] = SentPaperForm(duty=found)
    elif missing:
        forms["sent_form"] = SentForm(duty=found)
    if found.named is not None:
        forms["informed_form"] = InformedForm()
    shown = {
        **rows_of([found])[0],
        "article": ARTICLES[DutyKind(found.kind)],
        "papers": found.papers.order_by("-pk"),
        "sent": sent,
        "missing": missing if found.is_open else [],
        "receipt_form": ReceiptForm(),
        "endangered": is_endangered(newest),
        "refuses": refuses_contact(newest),
        "asked_myself": found.waiver_asked_by_id == staff.pk,
        **forms,
        **bound,
        "bound": next(iter(bound.values()), None),
    }
    return render(request, "desk/duties/duty.html", shown, status=status_of(*bound.values()))


@needs(Permission.DO_DUTIES)
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper as it was made, drawn anew from what was kept."""
    found = get_object_or_404(queries.papers(visible_to=staff_of(request)), pk=pk)
    note_view(request, "duties:paper:viewed", subject=f"paper:{pk}")
    return _pdf(request, "letter", json.loads(found.content), f"{found.reference}.pdf")


@needs(Permission.DO_DUTIES)
@require_safe
def capture_card(request: HttpRequest, language: str) -> HttpResponse:
    """A blank card to be printed."""
    if language not in Language.values:
        raise Http404
    return _pdf(request, "card", blanks.capture_card(language), f"capture-card-{language}.pdf")


def _pdf(request: HttpRequest, template: Any, told: dict[str, Any], name: str) -> HttpResponse:
    try:
        drawn = draw(template, told)
    except NotDrawn:
        return render(request, "desk/duties/not_drawn.html", status=503)
    answer = HttpResponse(drawn, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
