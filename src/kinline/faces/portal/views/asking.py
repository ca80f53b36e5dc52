"""The walk: one question a page, then all answers at once, then the receipt."""

import secrets
from typing import Any
from uuid import UUID

import segno
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from kinline.faces.portal.asking import AGAIN_SECONDS, RECEIPT, Asking
from kinline.faces.portal.steps import BY_SLUG, STEPS, Step, place_in_part, walk
from kinline.faces.portal.throttling import limited

#: The browser gives this back once, with the first page that shows the PIN; the answer takes it away again.
#: So the PIN is shown once, no GET changes anything here, and an answer lost on a bad line can be asked for anew. It is
#: given with the page before as well: whoever sent the question and got no answer has it when sending once more.
TICKET = "kin_portal_once"
#: Dark where row and column together are even: the one without stripes of its own. ISO/IEC 18004, 7.8.2.
QR_MASK = 0


def closed(request: HttpRequest) -> HttpResponse:
    """The neutral page of a walk that was sent, ended or was left: which of them cannot be known any more.

    Its words are true of all three and name nobody.
    """
    return render(request, "portal/closed.html")


@require_POST
@limited("begin")
def begin(request: HttpRequest) -> HttpResponse:
    Asking.begin(request.session)
    return redirect("question", STEPS[0].slug)


def question(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask one question, or keep the answer and go on; in another language, with what was typed, if that is chosen."""
    step, asking = BY_SLUG.get(slug), Asking.in_session(request.session)
    if step is None:
        raise Http404
    if asking is None:
        return closed(request)
    if step not in walk(asking.answers):
        return redirect("check")
    form = step.form(request.POST) if request.method == "POST" else asking.form(step)
    if request.method == "POST" and "language" in request.POST:
        asking.keep_draft(step, form)
        return set_language(request)
    if request.method == "POST" and "unknown" in request.POST:
        asking.keep(step, form if asking.is_partly_known(step, form) else None)
        return next_page(request, asking, step)
    if request.method == "POST" and form.is_valid():
        asking.keep(step, form)
        return next_page(request, asking, step)
    return step_page(request, asking, step, form, languages_of="answers")


def step_page(
    request: HttpRequest, asking: Asking, step: Step, form: BaseForm, **shown: object
) -> HttpResponse:
    """One question, with the way back from it; 422 where something in the form is to be put right."""
    back = asking.before(step)
    context = {
        "step": step,
        "form": form,
        "back": reverse("check")
        if "change" in request.GET
        else reverse("question", args=[back.slug])
        if back
        else "",
        **place_in_part(step),
        **shown,
    }
    return render(request, step.template, context, status=422 if form.errors else 200)


def next_page(request: HttpRequest, asking: Asking, step: Step) -> HttpResponseRedirect:
    """The next question; after a change the check page, unless the change brought up a question not asked yet."""
    if "change" in request.GET:
        unasked = asking.first_unasked()
        return redirect("question", unasked.slug) if unasked else redirect("check")
    after = asking.after(step)
    return redirect("question", after.slug) if after else redirect("check")


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """All answers on one page, each with a way to change it."""
    asking = Asking.in_session(request.session)
    if asking is None:
        return closed(request)
    parts: dict[str, list[tuple[Step, list[str]]]] = {}
    for step in walk(asking.answers):
        parts.setdefault(str(step.part), []).append((step, asking.told(step)))
    context = {
        "parts": parts,
        "can_be_searched": asking.can_be_searched(),
        "photographs": [UUID(held) for held in asking.photographs],
    }
    answer = render(request, "portal/check.html", context)
    _give_ticket(request, answer, asking.ticket)
    return answer


@require_POST
@limited("send")
def send(request: HttpRequest) -> HttpResponse:
    """Open the inquiry. A second press of the button finds the first one's receipt."""
    asking = Asking.in_session(request.session)
    if asking is None:
        return redirect("receipt") if RECEIPT in request.session else closed(request)
    asking.send()
    return _receipt_with_pin(request, asking.ticket)


def _receipt_with_pin(request: HttpRequest, ticket: str) -> HttpResponseRedirect:
    """To the receipt, which shows the PIN once."""
    answer = redirect("receipt")
    _give_ticket(request, answer, ticket)
    return answer


def _give_ticket(request: HttpRequest, answer: HttpResponse, ticket: str) -> None:
    answer.set_cookie(
        TICKET,
        ticket,
        max_age=AGAIN_SECONDS,
        path=reverse("receipt"),
        httponly=True,
        samesite="Strict",
        secure=request.is_secure(),
    )


@require_POST
def show_pin(request: HttpRequest) -> HttpResponse:
    """Show the PIN once more. Telephones load pages anew by themselves: that hides it, and must not cost it."""
    found = request.session.get(RECEIPT)
    if found is None:
        return closed(request)
    return _receipt_with_pin(request, found["ticket"]) if _shown_again(found) else redirect("receipt")


def _shown_again(found: dict[str, Any]) -> bool:
    """Whether the PIN of this receipt can still be shown, for AGAIN_SECONDS after it was sent."""
    return bool(timezone.now().timestamp() < found.get("until", 0))


@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """Reference and PIN, the PIN on the first showing only; after that for a while whoever asks sees it once more."""
    found = request.session.get(RECEIPT)
    if found is None:
        return closed(request)
    ticket = request.COOKIES.get(TICKET, "")
    shows_pin = secrets.compare_digest(ticket.encode(), found["ticket"].encode())
    address = request.build_absolute_uri(reverse("sign_in_for", args=[found["reference"]]))
    context = {
        "reference": found["reference"],
        "pin": found["pin"] if shows_pin else "",
        "shown_again": _shown_again(found),
        "address": address,
        "qr": mark_safe(_qr(address)),  # noqa: S308  # segno's own drawing of an address that we made
    }
    answer = render(request, "portal/receipt.html", context)
    if ticket:
        forget_ticket(answer)
    return answer


def forget_ticket(answer: HttpResponse) -> None:
    """From now on the page does not show the PIN by itself."""
    answer.delete_cookie(TICKET, path=reverse("receipt"), samesite="Strict")


def _qr(address: str) -> str:
    """The address as an inline SVG without any style."""
    # Weighing the eight masks against each other took longer than the rest of the page; every one is legal.
    return segno.make(address, error="m", micro=False, mask=QR_MASK).svg_inline(
        border=3, omitsize=True, svgclass="qr", lineclass=None, dark="#17232d", light="#fff"
    )


@require_POST
def kept(request: HttpRequest) -> HttpResponse:
    """The family has both numbers: nothing of them stays in this browser."""
    request.session.flush()
    return redirect("sign_in")
