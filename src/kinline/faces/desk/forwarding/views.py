"""What leaves: asked for, decided by a second person, taken; and the log of what went to whom."""

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kinline.accounts.choices import Permission
from kinline.audit.rules import Refused
from kinline.design.paging import Pages
from kinline.exchange.choices import ExportState
from kinline.exchange.forwarding import commands, queries
from kinline.faces.desk.access import logs_access, needs, staff_of
from kinline.faces.desk.answers import carry_out, say, status_of
from kinline.faces.desk.forwarding.forms import AskForm, DecideForm, ReceiptForm, RecordForm, ToldForm

ROWS_A_PAGE = 25


def _export_or_404(request: HttpRequest, pk: int) -> queries.Export:
    return get_object_or_404(queries.exports(visible_to=staff_of(request)), pk=pk)


def _line_or_404(request: HttpRequest, pk: int) -> queries.Forwarding:
    return get_object_or_404(queries.forwardings(visible_to=staff_of(request)), pk=pk)


@needs(Permission.READ_FORWARDING)
@require_safe
def forwarding(request: HttpRequest) -> HttpResponse:
    staff = staff_of(request)
    log = Pages(queries.awaiting_first(visible_to=staff), ROWS_A_PAGE)
    shown = {
        "page": log.get_page(request.GET.get("page")),
        "overdue": queries.overdue(visible_to=staff),
        "to_tell": queries.to_tell(visible_to=staff),
        "to_decide": queries.to_decide(visible_to=staff),
        "records": staff.may(Permission.RECORD_FORWARDING),
    }
    return render(request, "desk/forwarding/log.html", shown)


@needs(Permission.READ_FORWARDING)
@logs_access("exchange:forwarding:viewed", subject="forwarding")
@require_safe
def forwarding_print(request: HttpRequest) -> HttpResponse:
    """The whole log on paper."""
    return render(
        request, "desk/forwarding/print.html", {"rows": queries.whole_log(visible_to=staff_of(request))}
    )


@needs(Permission.RECORD_FORWARDING)
@require_http_methods(["GET", "HEAD", "POST"])
def forwarding_record(request: HttpRequest) -> HttpResponse:
    staff, form = staff_of(request), RecordForm(request.POST or None)
    if carry_out(form, lambda **said: commands.record_forwarding(**said, by=staff)):
        say(request, _("It stands in the log."))
        return redirect("desk:forwarding")
    return render(request, "desk/forwarding/record.html", {"form": form}, status=status_of(form))


@needs(Permission.READ_FORWARDING)
@require_safe
def forwarding_line(request: HttpRequest, pk: int) -> HttpResponse:
    return _line_page(request, pk, ReceiptForm())


@needs(Permission.RECORD_FORWARDING)
@require_http_methods(["GET", "HEAD", "POST"])
def forwarding_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    if request.method != "POST":
        return redirect("desk:forwarding_line", pk)
    staff, line, form = staff_of(request), _line_or_404(request, pk), ReceiptForm(request.POST)
    if carry_out(form, lambda **said: commands.confirm_receipt(line, **said, by=staff)):
        say(request, _("The receipt stands in the log."))
        return redirect("desk:forwarding_line", pk)
    return _line_page(request, pk, form)


@needs(Permission.RECORD_FORWARDING)
@require_http_methods(["GET", "HEAD", "POST"])
def forwarding_told(request: HttpRequest, pk: int, recall: int) -> HttpResponse:
    """How the recipient heard that something in this file is in doubt or was wrong."""
    if request.method != "POST":
        return redirect("desk:forwarding_line", pk)
    staff, form = staff_of(request), _told_form(request.POST)
    recalled = queries.recalls_of(_line_or_404(request, pk), visible_to=staff)
    chosen = next((one.recall for one in recalled if one.recall.pk == recall), None)
    if chosen is None:
        raise Http404
    files: list[int] = []
    if carry_out(form, lambda **said: files.append(commands.tell_recipient(chosen, **said, by=staff))):
        [number] = files
        say(
            request,
            ngettext(
                "Written down for %(number)d file that went to this recipient.",
                "Written down for all %(number)d files that went to this recipient.",
                number,
            )
            % {"number": number},
        )
        return redirect("desk:forwarding_line", pk)
    return _line_page(request, pk, form)


def _told_form(posted: QueryDict | None = None) -> ToldForm:
    return ToldForm(posted, auto_id="told_%s")  # it stands beside that of the receipt


def _line_page(request: HttpRequest, pk: int, form: ReceiptForm | ToldForm) -> HttpResponse:
    staff, line = staff_of(request), _line_or_404(request, pk)
    recalls = queries.recalls_of(line, visible_to=staff)
    shown = {
        "line": line,
        "form": form,
        "receipt_form": form if isinstance(form, ReceiptForm) else ReceiptForm(),
        "told_form": form if isinstance(form, ToldForm) else _told_form(),
        "recalls": recalls,
        # One form at a time, of the newest correction.
        "tells": next((one for one in recalls if one.is_owed), None),
        "talks": staff.may(Permission.TELL),
        "changed": queries.changed_since(line, visible_to=staff),
        "records": staff.may(Permission.RECORD_FORWARDING),
    }
    return render(request, "desk/forwarding/line.html", shown, status=status_of(form))


@needs(Permission.READ_FORWARDING)
@require_safe
def exports(request: HttpRequest) -> HttpResponse:
    staff = staff_of(request)
    found = Pages(queries.exports(visible_to=staff).order_by("-pk"), ROWS_A_PAGE)
    shown = {
        "page": found.get_page(request.GET.get("page")),
        "to_decide": queries.to_decide(visible_to=staff),
        "asks": staff.may(Permission.ASK_EXPORT),
    }
    return render(request, "desk/forwarding/exports.html", shown)


@needs(Permission.ASK_EXPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def export_new(request: HttpRequest) -> HttpResponse:
    staff, asked = staff_of(request), []
    form = AskForm(request.POST or None, asker=staff)
    if carry_out(form, lambda **_said: asked.append(commands.ask_export(form.asked, by=staff))):
        return redirect("desk:export_file", asked[0].pk)
    return render(request, "desk/forwarding/new.html", {"form": form}, status=status_of(form))


@needs(Permission.READ_FORWARDING)
@require_safe
def export_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The export's own page; to htmx only where it stands, until it goes on and the page is asked for anew."""
    export = _export_or_404(request, pk)
    if not request.htmx:  # type: ignore[attr-defined]  # django-htmx's middleware sets it
        return _export_page(request, export)
    response = render(request, "desk/forwarding/_standing.html", _standing(export))
    if not _moves(export):
        response["HX-Refresh"] = "true"
    return response


@needs(Permission.APPROVE_EXPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def export_decide(request: HttpRequest, pk: int) -> HttpResponse:
    if request.method != "POST":
        return redirect("desk:export_file", pk)
    staff, export, form = staff_of(request), _export_or_404(request, pk), DecideForm(request.POST)
    if carry_out(form, lambda **said: commands.decide_export(export, **said, by=staff)):
        return redirect("desk:export_file", pk)
    return _export_page(request, export, form)


@needs(Permission.ASK_EXPORT)
@require_POST
def export_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    staff, export, form = staff_of(request), _export_or_404(request, pk), forms.Form(request.POST)
    if carry_out(form, lambda: commands.cancel_export(export, by=staff)):
        return redirect("desk:export_file", pk)
    return _export_page(request, export, form)


@needs(Permission.ASK_EXPORT)
@require_POST
def export_passphrase(request: HttpRequest, pk: int) -> HttpResponse:
    """Shown in the answer itself and nowhere else."""
    staff, export, form = staff_of(request), _export_or_404(request, pk), forms.Form(request.POST)
    told: list[str] = []
    if carry_out(form, lambda: told.append(commands.show_passphrase(export, by=staff))):
        return render(request, "desk/forwarding/passphrase.html", {"export": export, "passphrase": told[0]})
    return _export_page(request, export, form)


@needs(Permission.ASK_EXPORT)
@require_POST
def export_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    staff, export = staff_of(request), _export_or_404(request, pk)
    form = forms.Form(request.POST)
    try:
        file = commands.take_file(export, by=staff)
    except Refused as no:
        form.is_valid()
        form.add_error(None, str(no))
        return _export_page(request, _export_or_404(request, pk), form, status=409)
    return FileResponse(
        file, as_attachment=True, filename=export.stored_as, content_type="application/octet-stream"
    )


@needs(Permission.ASK_EXPORT)
@require_POST
def export_remove(request: HttpRequest, pk: int) -> HttpResponse:
    staff, export, form = staff_of(request), _export_or_404(request, pk), forms.Form(request.POST)
    if carry_out(form, lambda: commands.remove_file(export, by=staff)):
        return redirect("desk:export_file", pk)
    return _export_page(request, export, form)


def _export_page(
    request: HttpRequest, export: queries.Export, form: forms.Form | None = None, *, status: int = 0
) -> HttpResponse:
    staff = staff_of(request)
    mine = export.asked_by_id == staff.pk
    waits = export.state == ExportState.ASKED
    shown = {
        **_standing(export),
        "what": queries.what_of(export),
        "mine": mine and staff.may(Permission.ASK_EXPORT),
        "form": form,
        "decide_form": (form if isinstance(form, DecideForm) else DecideForm())
        if waits and not mine and staff.may(Permission.APPROVE_EXPORT)
        else None,
        "can_remove": export.state == ExportState.READY
        and staff.may(Permission.ASK_EXPORT)
        and (mine or staff.may(Permission.APPROVE_EXPORT)),
        "can_cancel": mine
        and export.state in {ExportState.COUNTING, ExportState.ASKED, ExportState.APPROVED},
        "line": getattr(export, "forwarding", None),
    }
    code = status or status_of(*([form] if form else []))
    return render(request, "desk/forwarding/export.html", shown, status=code)


def _standing(export: queries.Export) -> dict[str, object]:
    return {"export": export, "trouble": queries.trouble_of(export), "moves": _moves(export)}


def _moves(export: queries.Export) -> bool:
    """Whether the worker has something to do for it."""
    return export.state in {ExportState.COUNTING, ExportState.APPROVED}
