"""What could not be sent, and what waits to be."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kinline.accounts.choices import Permission
from kinline.design.paging import Pages
from kinline.faces.desk.access import needs, staff_of
from kinline.faces.desk.answers import carry_out, say, status_of
from kinline.notices import commands, queries
from kinline.notices.choices import NoticeState

NOTICES_A_PAGE = 25


@needs(Permission.READ_OUTBOX)
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    return _outbox_page(request)


@needs(Permission.READ_OUTBOX)
@require_POST
def revive(request: HttpRequest, pk: int) -> HttpResponse:
    staff, form = staff_of(request), forms.Form(request.POST)
    notice = get_object_or_404(queries.notices(visible_to=staff), pk=pk)
    if carry_out(form, lambda: commands.revive(notice, by=staff)):
        say(request, _("It is tried again, at the next hour that the family calls safe."))
        return redirect("desk:notices")
    return _outbox_page(request, form=form)


def _outbox_page(request: HttpRequest, *, form: forms.Form | None = None) -> HttpResponse:
    staff = staff_of(request)
    asked = request.GET.get("state")
    state = NoticeState.WAITING if asked == NoticeState.WAITING else NoticeState.DEAD
    page = Pages(queries.outbox(state, visible_to=staff), NOTICES_A_PAGE).get_page(request.GET.get("page"))
    shown = {
        "form": form,
        "state": state,
        "page": page,
        "rows": queries.listed(page),
        "counts": queries.counts(visible_to=staff),
    }
    return render(request, "desk/notices/outbox.html", shown, status=status_of(*([form] if form else [])))
