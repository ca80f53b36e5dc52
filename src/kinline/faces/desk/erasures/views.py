"""The list of wishes and of what comes to its day, one wish, and the forms that lead there."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kinline.accounts.choices import Permission
from kinline.design.paging import Pages
from kinline.erasure import commands, queries
from kinline.erasure.choices import PENDING, RequestState
from kinline.erasure.queries import Request
from kinline.faces.desk.access import fetch, needs, note_view, staff_of
from kinline.faces.desk.answers import carry_out, say, sent, status_of
from kinline.faces.desk.erasures.forms import AskForm, CancelForm, CheckForm, ProlongForm, SourceForm
from kinline.faces.desk.inquiries.page import get_file
from kinline.faces.desk.inquiries.safe_ways import way_shown
from kinline.inquiries.choices import ContactReason
from kinline.inquiries.commands import open_contacts
from kinline.registry.queries import Description

ON_A_PAGE = 25
READS_AND_SENDS = require_http_methods(["GET", "HEAD", "POST"])


@needs(Permission.ERASE)
@require_safe
def erasures(request: HttpRequest) -> HttpResponse:
    """Wishes that wait, those longest waiting on top; or what was done."""
    rows = queries.requests(visible_to=staff_of(request))
    ended = request.GET.get("view") == "ended"
    shown = (
        rows.exclude(state__in=PENDING).order_by("-asked_at")
        if ended
        else rows.pending().order_by("asked_at")
    )
    page = Pages(shown, ON_A_PAGE).get_page(request.GET.get("page"))
    counts = {"pending": rows.pending().count(), "ended": rows.exclude(state__in=PENDING).count()}
    return render(request, "desk/erasures/list.html", {"page": page, "ended": ended, "counts": counts})


@needs(Permission.ERASE)
@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """What is erased within 30 days, and what waits for a person."""
    return _due_page(request)


def _due_page(request: HttpRequest, *, form: forms.Form | None = None) -> HttpResponse:
    staff = staff_of(request)
    sources = Pages(queries.sources_due(visible_to=staff), ON_A_PAGE).get_page(request.GET.get("page"))
    shown = {
        "open_questions": queries.open_questions_due(visible_to=staff),
        "inquiries": queries.inquiries_due(visible_to=staff),
        "page": sources,
        "form": form,
    }
    return render(request, "desk/erasures/due.html", shown, status=status_of(*([form] if form else [])))


@needs(Permission.READ_INQUIRIES)
@require_POST
def let_go(request: HttpRequest, pk: int) -> HttpResponse:
    """A question whose day is over is to be erased although something was found: a second person decides."""
    found, form = get_file(request, pk), forms.Form(request.POST)
    if done := carry_out(form, lambda: commands.let_go(found, by=staff_of(request))):
        say(request, _("Written. A second person decides now."))
        return redirect("desk:erasure", done.made.pk)
    if not staff_of(request).may(Permission.ERASE):
        return redirect("desk:inquiry", pk)
    return _due_page(request, form=form)


@needs(Permission.ERASE)
@require_safe
def erasure(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _get(request, pk))


def _get(request: HttpRequest, pk: int) -> Request:
    return fetch(request, queries.get_request, pk)


def _page(
    request: HttpRequest, wish: Request, *, check: CheckForm | None = None, cancel: CancelForm | None = None,
    second: forms.Form | None = None, opened: bool = False,
) -> HttpResponse:  # fmt: skip
    staff, used = staff_of(request), [form for form in (check, cancel, second) if form is not None]
    inquiry = wish.inquiry
    if inquiry is not None:
        note_view(request, "inquiries:inquiry:viewed", subject=f"inquiry:{inquiry.pk}")
    elif wish.description_id:
        note_view(request, "registry:description:viewed", subject=f"description:{wish.description_id}")
    is_pending = wish.state in PENDING
    shown: dict[str, Any] = {
        "wish": wish,
        "inquiry": inquiry,
        "ways": [way_shown(way) for way in queries.opening_ways(inquiry)] if inquiry and is_pending else [],
        "opened": opened,
        "two": bool(inquiry and queries.two_decide(inquiry)),
        "mine": wish.asked_by == staff.actor_id,
        "mine_checked": wish.checked_by_id == staff.pk,
        "check_form": check or CheckForm(),
        "cancel_form": cancel or CancelForm(of_family=inquiry is not None),
        "is_pending": is_pending,
        "refused": used,
    }
    return render(request, "desk/erasures/file.html", shown, status=status_of(*used))


@needs(Permission.ERASE)
@require_POST
def contacts(request: HttpRequest, pk: int) -> HttpResponse:
    """How the family could be reached at the opening, on this answer only; it stands in the audit."""
    wish = _get(request, pk)
    if wish.inquiry is not None:
        open_contacts(wish.inquiry, reason=ContactReason.ERASE, by=staff_of(request))
    return _page(request, wish, opened=True)


@needs(Permission.ERASE)
@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    wish, form = _get(request, pk), CheckForm(request.POST)
    if done := carry_out(form, lambda **said: commands.confirm_family(wish, **said, by=staff_of(request))):
        waits = done.made.state == RequestState.CHECKED
        say(
            request,
            _("Written. A second person decides now.")
            if waits
            else _("Written. It is erased when its day has come."),
        )
        return redirect("desk:erasure", pk)
    return _page(request, wish, check=form)


@needs(Permission.ERASE)
@require_POST
def second(request: HttpRequest, pk: int) -> HttpResponse:
    wish, form = _get(request, pk), forms.Form(request.POST)
    if carry_out(form, lambda: commands.second(wish, by=staff_of(request))):
        say(request, _("Written. It is erased when its day has come."))
        return redirect("desk:erasure", pk)
    return _page(request, wish, second=form)


@needs(Permission.ERASE)
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    wish = _get(request, pk)
    form = CancelForm(request.POST, of_family=wish.inquiry is not None)
    if carry_out(form, lambda because: commands.cancel(wish, because=because, by=staff_of(request))):
        say(request, _("Nothing is erased."))
        return redirect("desk:erasure", pk)
    return _page(request, wish, cancel=form)


def _asked(request: HttpRequest, form: forms.Form, title: str, **shown: Any) -> HttpResponse:
    said = {"form": form, "title": title, **shown}
    return render(request, "desk/erasures/form.html", said, status=status_of(form))


@needs(Permission.READ_CONTACTS)
@READS_AND_SENDS
def ask_family(request: HttpRequest, pk: int) -> HttpResponse:
    """A family asks by voice or letter to be erased."""
    found = get_file(request, pk)
    form = AskForm(sent(request))
    if carry_out(form, lambda **said: commands.ask_for_family(found, **said, by=staff_of(request))):
        say(request, _("Written. Contact has stopped. Somebody else checks that it is really they."))
        return redirect("desk:inquiry", pk)
    note_view(request, "inquiries:inquiry:viewed", subject=f"inquiry:{pk}")
    intro = [
        _("Contact stops at once. Nothing is erased before somebody has made sure that it is really they, "
          "two days later at the earliest."),
        _("Then everything that they told us is deleted, and we can tell them nothing any more."),
    ]  # fmt: skip
    return _asked(
        request,
        form,
        _("The family asks to be erased"),
        intro=intro,
        button=_("Write the wish down"),
        inquiry=found,
    )


@needs(Permission.ERASE)
@READS_AND_SENDS
def ask_source(request: HttpRequest, pk: int) -> HttpResponse:
    """One source's words are to be erased."""
    staff = staff_of(request)
    first = _source(request, pk)
    form = SourceForm(sent(request))
    if done := carry_out(form, lambda **said: commands.ask_for_source(first, **said, by=staff)):
        say(request, _("Written. These words are no longer found. A second person decides."))
        return redirect("desk:erasure", done.made.pk)
    note_view(request, "registry:description:viewed", subject=f"description:{first.pk}")
    intro = [_("All words of this source about this person are deleted, with what was compared and judged of them. "
               "They are taken out of search at once; a second person decides.")]  # fmt: skip
    return _asked(
        request, form, _("Erase what this source says"), intro=intro, button=_("Ask for erasure"), word=first
    )


def _source(request: HttpRequest, pk: int) -> Description:
    return fetch(request, queries.get_source, pk)


@needs(Permission.ERASE)
@READS_AND_SENDS
def keep_source(request: HttpRequest, pk: int) -> HttpResponse:
    first = _source(request, pk)
    note_view(request, "registry:description:viewed", subject=f"description:{first.pk}")
    return _prolong(request, first, "desk:description", word=first)


@needs(Permission.READ_INQUIRIES)
@READS_AND_SENDS
def keep_inquiry(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_file(request, pk)
    note_view(request, "inquiries:inquiry:viewed", subject=f"inquiry:{pk}")
    return _prolong(request, found, "desk:inquiry", inquiry=found)


def _prolong(request: HttpRequest, subject: Any, back: str, **shown: Any) -> HttpResponse:
    form = ProlongForm(sent(request))
    if carry_out(form, lambda **said: commands.prolong(subject, **said, by=staff_of(request))):
        say(request, _("Written. It is kept until the day that you chose."))
        return redirect(back, subject.pk)
    intro = [
        _(
            "What is no longer needed is better erased. Say why this is still needed; the audit keeps the reason."
        )
    ]
    return _asked(request, form, _("Keep it longer"), intro=intro, button=_("Keep it"), **shown)
