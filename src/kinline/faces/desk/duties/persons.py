"""What the bureau recorded of one prisoner, and recording more."""

from collections.abc import Callable
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kinline.accounts.choices import Permission
from kinline.design.paging import number_in
from kinline.duties import commands, queries
from kinline.faces.desk.access import needs, note_view, staff_of
from kinline.faces.desk.answers import carry_out, say, sent, status_of
from kinline.faces.desk.duties.forms import (
    CardForm,
    EnquiryForm,
    EventForm,
    NamedForm,
    NotedEnquiryForm,
    PaperSentForm,
    ReceiptForm,
)
from kinline.faces.desk.registry.particulars import name_of, written
from kinline.registry import queries as registry

_BOTH = ["GET", "HEAD", "POST"]


def _named(pk: int) -> Any:
    word = registry.spoken_of([pk]).get(pk)
    return written(name_of(word)) if word else None


def _person(request: HttpRequest, pk: int) -> Any:
    return get_object_or_404(registry.persons(visible_to=staff_of(request)), pk=pk)


@needs(Permission.DO_DUTIES)
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    return person_page(request, pk)


def person_page(request: HttpRequest, pk: int, *, bound: BaseForm | None = None) -> HttpResponse:
    """All that the bureau recorded of one person; the look at it is in the audit before it is shown."""
    staff, found = staff_of(request), _person(request, pk)
    note_view(request, "duties:person:viewed", subject=f"person:{pk}")
    shown = {
        "person": found,
        "name": _named(pk),
        "held": queries.held_of(pk, visible_to=staff),
        "sent_form": PaperSentForm(),
        "receipt_form": ReceiptForm(),
        "bound": bound,
    }
    return render(request, "desk/duties/person.html", shown, status=status_of(*([bound] if bound else [])))


def _record(
    request: HttpRequest,
    pk: int,
    form: BaseForm,
    deed: Callable[..., Any],
    *,
    title: str,
    done: str,
    **more: Any,
) -> HttpResponse:
    """A form about one person: done and back to the person, or shown with what was typed."""
    if carry_out(form, deed):
        say(request, done)
        return redirect("desk:person_duties", pk)
    note_view(request, "duties:person:viewed", subject=f"person:{pk}")
    shown = {"form": form, "title": title, "name": _named(pk), "back": pk, **more}
    return render(request, "desk/duties/form.html", shown, status=status_of(form))


@needs(Permission.DO_DUTIES)
@require_http_methods(_BOTH)
def event(request: HttpRequest, pk: int) -> HttpResponse:
    found, by = _person(request, pk), staff_of(request)
    form = EventForm(sent(request))
    return _record(
        request,
        pk,
        form,
        lambda **typed: commands.record_event(found, by=by, **typed),
        title=_("Record what befell him"),
        done=_("Written. What it makes this bureau owe appears within a minute."),
    )


@needs(Permission.DO_DUTIES)
@require_http_methods(_BOTH)
def card(request: HttpRequest, pk: int) -> HttpResponse:
    found, by = _person(request, pk), staff_of(request)
    return _record(
        request,
        pk,
        CardForm(sent(request)),
        lambda **typed: commands.record_card(found, by=by, **typed),
        title=_("Capture card"),
        done=_("Written."),
        hint=_("He writes it himself. He may decline, and may leave out anything."),
    )


@needs(Permission.DO_DUTIES)
@require_http_methods(_BOTH)
def named(request: HttpRequest, pk: int) -> HttpResponse:
    found, by = _person(request, pk), staff_of(request)
    return _record(
        request,
        pk,
        NamedForm(sent(request)),
        lambda **typed: commands.name_person(found, by=by, **typed),
        title=_("Whom he named to be informed"),
        done=_("Written."),
        hint=_("Asked in private. His latest word counts."),
    )


@needs(Permission.DO_DUTIES)
@require_http_methods(_BOTH)
def enquiry(request: HttpRequest, pk: int) -> HttpResponse:
    found, by = _person(request, pk), staff_of(request)
    return _record(
        request,
        pk,
        EnquiryForm(sent(request), initial={"language": by.language}),
        lambda **typed: commands.make_enquiry(found, by=by, **typed),
        title=_("Make an enquiry"),
        done=_("The paper is made. Print it, sign or seal it, send it."),
        hint=_(
            "To the Agency and to the other side goes only what the family allowed to go there. "
            "Who seeks him is named only with their permission."
        ),
    )


@needs(Permission.DO_DUTIES)
@require_POST
def paper_sent(request: HttpRequest, pk: int) -> HttpResponse:
    by = staff_of(request)
    found = get_object_or_404(queries.papers(visible_to=by).select_related("description"), pk=pk)
    if found.description is None:
        return redirect("desk:duties")
    form = PaperSentForm(request.POST)
    if carry_out(form, lambda **typed: commands.record_sent_paper(found, by=by, **typed)):
        say(request, _("Written: it went out."))
        return redirect("desk:person_duties", found.description.person_id)
    return person_page(request, found.description.person_id, bound=form)


@needs(Permission.DO_DUTIES)
@require_http_methods(_BOTH)
def note_enquiry(request: HttpRequest) -> HttpResponse:
    by = staff_of(request)
    form = NotedEnquiryForm(sent(request))
    number = number_in(request.GET.get("person", ""))
    found = registry.persons(visible_to=by).filter(pk=number).first() if number else None
    if carry_out(form, lambda **typed: commands.note_enquiry(person=found, by=by, **typed)):
        say(request, _("Written. The reply is owed within 14 days."))
        return redirect("desk:duties")
    shown = {
        "form": form,
        "title": _("An enquiry has come"),
        "name": _named(found.pk) if found else None,
        "back": None,
        "hint": _(
            "Every enquiry is replied to, also where nothing is known. Replies go to the enquirer only."
        ),
    }
    return render(request, "desk/duties/form.html", shown, status=status_of(form))
