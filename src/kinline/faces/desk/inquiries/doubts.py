"""Suspending what is doubted, at once and alone; restoring it, by two."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kinline.accounts.choices import Permission
from kinline.faces.desk.access import fetch, needs, note_view, staff_of
from kinline.faces.desk.answers import carry_out, say, sent, status_of
from kinline.faces.desk.inquiries.forms import RestoreForm, SuspendForm
from kinline.faces.desk.inquiries.page import other_side
from kinline.faces.desk.registry.particulars import name_of, written
from kinline.inquiries import commands, queries
from kinline.registry import queries as registry


@needs(Permission.REPORT_STATUS)
@require_http_methods(["GET", "HEAD", "POST"])
def suspend_death(request: HttpRequest, pk: int) -> HttpResponse:
    staff = staff_of(request)
    report = get_object_or_404(registry.status_reports(visible_to=staff), pk=pk)
    note_view(request, "registry:person:viewed", subject=f"person:{report.person_id}")
    return _suspend(
        request,
        lambda reason: commands.suspend_death(report, reason=reason, by=staff),
        what=f"{report.get_value_display()}, {report.source_name}",
        name=_name_of(report.person_id),
        back=reverse("desk:person", args=[report.person_id]),
    )


@needs(Permission.JUDGE)
@require_http_methods(["GET", "HEAD", "POST"])
def suspend_join(request: HttpRequest, pk: int) -> HttpResponse:
    staff = staff_of(request)
    join = get_object_or_404(registry.joins(visible_to=staff), pk=pk)
    note_view(request, "registry:person:viewed", subject=f"person:{join.into_id}")
    return _suspend(
        request,
        lambda reason: commands.suspend_join(join, reason=reason, by=staff),
        what=_("The joining of two persons"),
        name=_name_of(join.into_id),
        back=reverse("desk:person", args=[join.into_id]),
    )


@needs(Permission.TELL)
@require_http_methods(["GET", "HEAD", "POST"])
def suspend_finding(request: HttpRequest, pk: int) -> HttpResponse:
    staff = staff_of(request)
    finding = fetch(request, queries.get_finding, pk)
    note_view(request, "inquiries:inquiry:viewed", subject=f"inquiry:{finding.inquiry_id}")
    return _suspend(
        request,
        lambda reason: commands.suspend_finding(finding, reason=reason, by=staff),
        what=_("The match with: %(source)s") % {"source": other_side(finding.suggestion)},
        name=written(name_of(finding.inquiry.description)),
        back=reverse("desk:inquiry", args=[finding.inquiry_id]),
    )


def _suspend(request: HttpRequest, act: Callable[..., Any], *, back: str, **shown: Any) -> HttpResponse:
    form = SuspendForm(sent(request))
    if carry_out(form, act):
        say(request, _("Suspended. It counts nowhere, and nothing is told or sent because of it."))
        return redirect(back)
    shown |= {"form": form, "back": back}
    return render(request, "desk/inquiries/suspend.html", shown, status=status_of(form))


@needs(Permission.REPORT_STATUS)
@require_http_methods(["GET", "HEAD", "POST"])
def suspension(request: HttpRequest, pk: int) -> HttpResponse:
    staff = staff_of(request)
    found = get_object_or_404(registry.suspensions(visible_to=staff), pk=pk)
    note_view(request, "registry:person:viewed", subject=f"person:{found.person_id}")
    report = found.report
    what = (
        f"{report.get_value_display()}, {report.source_name}"
        if report is not None
        else _("The joining of two persons")
    )
    return _restore(
        request,
        found,
        lambda reason: commands.restore(found, reason=reason, by=staff),
        what=what,
        name=_name_of(found.person_id),
        back=reverse("desk:person", args=[found.person_id]),
    )


@needs(Permission.TELL)
@require_http_methods(["GET", "HEAD", "POST"])
def finding_suspension(request: HttpRequest, pk: int) -> HttpResponse:
    staff = staff_of(request)
    found = get_object_or_404(queries.finding_suspensions(visible_to=staff), pk=pk)
    inquiry = found.finding.inquiry
    note_view(request, "inquiries:inquiry:viewed", subject=f"inquiry:{inquiry.pk}")
    return _restore(
        request,
        found,
        lambda reason: commands.restore_finding(found, reason=reason, by=staff),
        what=_("A match confirmed for a family"),
        name=written(name_of(inquiry.description)),
        back=reverse("desk:inquiry", args=[inquiry.pk]),
    )


def _restore(
    request: HttpRequest, found: Any, act: Callable[..., Any], *, back: str, **shown: Any
) -> HttpResponse:
    form = RestoreForm(sent(request))
    if carry_out(form, act):
        found.refresh_from_db()
        done = _("Written. A second, different person must say so too.") if found.is_open else _("Restored.")
        say(request, done)
        return redirect(back)
    mine = found.asked_by_id == staff_of(request).pk
    shown |= {"form": form, "back": back, "doubt": found, "mine": mine}
    return render(request, "desk/inquiries/suspension.html", shown, status=status_of(form))


def _name_of(person: int) -> Any:
    words = registry.spoken_of([person])
    return written(name_of(words[person])) if person in words else None
