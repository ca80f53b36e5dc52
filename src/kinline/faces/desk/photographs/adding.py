"""Adding photographs to a description, and to what a family told."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kinline.accounts.choices import Permission
from kinline.faces.desk.access import fetch, needs, note_view, staff_of
from kinline.faces.desk.answers import carry_out, say, status_of
from kinline.faces.desk.photographs.forms import PhotographsForm
from kinline.faces.desk.registry.particulars import name_of, written
from kinline.inquiries import commands as inquiries
from kinline.inquiries import queries as of_inquiries
from kinline.registry import queries
from kinline.registry.commands.photographs import add_photographs


@needs(Permission.DESCRIBE)
@require_http_methods(["GET", "HEAD", "POST"])
def to_description(request: HttpRequest, pk: int) -> HttpResponse:
    staff = staff_of(request)
    word = get_object_or_404(queries.descriptions(visible_to=staff), pk=pk)
    note_view(request, "registry:description:viewed", subject=f"description:{pk}")
    return _adding(
        request,
        lambda held: add_photographs(word, held, by=staff),
        back=reverse("desk:description", args=[queries.latest_word(word).pk]),
        to=written(name_of(word)).text,
    )


@needs(Permission.OPEN_INQUIRIES)
@require_http_methods(["GET", "HEAD", "POST"])
def to_inquiry(request: HttpRequest, pk: int) -> HttpResponse:
    staff = staff_of(request)
    found = fetch(request, of_inquiries.get_inquiry, pk)
    note_view(request, "inquiries:inquiry:viewed", subject=f"inquiry:{pk}")
    return _adding(
        request,
        lambda held: inquiries.add_photographs(found, held, by=staff),
        back=reverse("desk:inquiry", args=[pk]),
        to=found.description.name,
    )


def _adding(request: HttpRequest, add: Callable[[list[UUID]], Any], *, back: str, to: str) -> HttpResponse:
    form = PhotographsForm.of(request, required=True)
    if form.take() and carry_out(form, lambda **_said: add(form.ids)):
        say(request, _("The photographs are here."))
        return redirect(back)
    shown = {"form": form, "back": back, "to": to}
    return render(request, "desk/photographs/add.html", shown, status=status_of(form))
