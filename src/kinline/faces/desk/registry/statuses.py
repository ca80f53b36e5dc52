"""What is held of a person: reporting it, deciding second on a death, taking it back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kinline.accounts.choices import Permission
from kinline.design.paging import Pages
from kinline.faces.desk.access import needs, note_view, staff_of
from kinline.faces.desk.answers import carry_out, say, sent, status_of
from kinline.faces.desk.registry import files
from kinline.faces.desk.registry.forms import SecondForm, StatusForm, WithdrawForm
from kinline.faces.desk.registry.particulars import name_of, written
from kinline.faces.desk.registry.views import person_page
from kinline.inquiries import commands as inquiries
from kinline.registry import commands, queries
from kinline.registry.choices import DEATHS

REPORTS_A_PAGE = 25


@needs(Permission.REPORT_STATUS)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    staff = staff_of(request)
    file = queries.open_person(get_object_or_404(queries.persons(visible_to=staff), pk=pk), visible_to=staff)
    words = {word.pk: word for word in file.latest}
    form = StatusForm(
        sent(request),
        words=[(word.pk, files.source_text(word)) for word in words.values()],
    )

    def write(description: int | None, **typed: Any) -> None:
        commands.report_status(
            file.person, description=words[description] if description else None, by=staff, **typed
        )

    if carry_out(form, write):
        death = form.cleaned_data["value"] in DEATHS
        say(
            request,
            _("Written. It counts once a second, different person has said so.") if death else _("Written."),
        )
        return redirect("desk:person", pk)
    note_view(request, "registry:person:viewed", subject=f"person:{pk}")
    shown = {"form": form, "person": file.person, "name": written(file.name)}
    return render(request, "desk/registry/status.html", shown, status=status_of(form))


@needs(Permission.REPORT_STATUS)
@require_safe
def awaiting(request: HttpRequest) -> HttpResponse:
    reports = queries.awaiting_second(visible_to=staff_of(request))
    page = Pages(reports, REPORTS_A_PAGE).get_page(request.GET.get("page"))
    words = queries.spoken_of([one.person_id for one in page])
    rows = [(one, written(name_of(words[one.person_id])) if one.person_id in words else None) for one in page]
    return render(request, "desk/registry/statuses.html", {"page": page, "rows": rows})


@needs(Permission.REPORT_STATUS)
@require_http_methods(["GET", "HEAD", "POST"])
def second(request: HttpRequest, pk: int) -> HttpResponse:
    staff = staff_of(request)
    found = get_object_or_404(queries.status_reports(visible_to=staff), pk=pk)
    form = SecondForm(sent(request))
    if carry_out(form, lambda agrees: commands.second_status(found, agrees=agrees, by=staff)):
        say(request, _("Written. You can now read who reported it."))
        return redirect("desk:person", found.person_id)
    note_view(request, "registry:person:viewed", subject=f"person:{found.person_id}")
    shown = {
        "form": form,
        "report": found,
        "mine": found.recorded_by_id == staff.pk,
        **files.evidence_shown(found, staff),
    }
    return render(request, "desk/registry/second.html", shown, status=status_of(form))


@needs(Permission.REPORT_STATUS)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    staff = staff_of(request)
    found = get_object_or_404(queries.status_reports(visible_to=staff), pk=pk)
    form = WithdrawForm(request.POST)
    if carry_out(form, lambda reason: inquiries.withdraw_status(found, reason=reason, by=staff)):
        say(request, _("Taken back. It counts no more from now on."))
        return redirect("desk:person", found.person_id)
    return person_page(request, found.person_id, withdraw_form=form)
