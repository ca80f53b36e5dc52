"""Photographs, sent one by one on a bad line: each by itself, so that nothing else is lost."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kinline.evidence import public as evidence
from kinline.faces.images import image_answer
from kinline.faces.portal.asking import Asking
from kinline.faces.portal.forms import PhotoForm
from kinline.faces.portal.photographs import PhotographsForm
from kinline.faces.portal.steps import BY_SLUG, PHOTO
from kinline.faces.portal.throttling import limited
from kinline.faces.portal.views.asking import closed, next_page, step_page
from kinline.faces.portal.views.later import with_inquiry
from kinline.inquiries import public as inquiries

STEP = BY_SLUG[PHOTO]


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest) -> HttpResponse:
    """Ask for a photograph, or go on with those that are here."""
    asking = Asking.in_session(request.session)
    if asking is None:
        return closed(request)
    if request.method == "POST":
        asking.keep(STEP, PhotoForm(request.POST))
        return next_page(request, asking, STEP)
    return _page(request, asking, PhotographsForm())


@require_http_methods(["GET", "HEAD", "POST"])
@limited("photo")
def add(request: HttpRequest) -> HttpResponse:
    """Take photographs in, and show the question again with what is here."""
    asking = Asking.in_session(request.session)
    if asking is None:
        return closed(request)
    if request.method != "POST":  # The page was loaded anew after a refusal.
        return redirect(_address(request))
    form = PhotographsForm.of(request, room=evidence.MOST_AT_ONCE - len(asking.photographs))
    if form.take(asking.add_photograph, among=asking.photographs):
        return redirect(_address(request))
    return _page(request, asking, form)


@require_POST
def remove(request: HttpRequest, held: UUID) -> HttpResponse:
    """Take one back that was not sent yet."""
    asking = Asking.in_session(request.session)
    if asking is None:
        return closed(request)
    asking.drop_photograph(held.hex)
    return redirect(_address(request))


@require_safe
def thumbnail(request: HttpRequest, held: UUID) -> HttpResponse:
    """A family's own photograph, small, before it is sent and in its own session only."""
    asking = Asking.in_session(request.session)
    small = evidence.thumbnail(held.hex) if asking and held.hex in asking.photographs else None
    if small is None:
        raise Http404
    return image_answer(small)


def _page(request: HttpRequest, asking: Asking, form: PhotographsForm) -> HttpResponse:
    here = [UUID(held) for held in asking.photographs]
    shown = {
        "photographs": here,
        "room": evidence.MOST_AT_ONCE - len(here),
        "change": _change(request),
        "address": _address(request),
        "add_address": reverse("photo_add") + _change(request),
    }
    return step_page(request, asking, STEP, form, **shown)


def _address(request: HttpRequest) -> str:
    """The question's own, with the way back to the check page if it came from there."""
    return reverse("photo") + _change(request)


def _change(request: HttpRequest) -> str:
    return "?change" if "change" in request.GET else ""


@require_http_methods(["GET", "HEAD", "POST"])
@limited("photo")
@with_inquiry
def add_later(request: HttpRequest, handle: int) -> HttpResponse:
    """Add photographs to a question that was sent."""
    form = PhotographsForm.of(request)
    held: list[str] = []
    if request.method == "POST":
        taken = form.take(held.append)
        if held:
            try:
                inquiries.add_photographs(handle, held)
            except inquiries.Refused as refusal:
                evidence.drop(held)
                form.add_error("photographs", str(refusal))
                taken = False
        if taken:
            return redirect(reverse("status") + "?done=added")
    context = {"form": form, "added": len(held)}
    return render(request, "portal/add_photo.html", context, status=422 if form.errors else 200)
