"""Files on their way into the registry: sent, their columns named, watched, their report read."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kinline.accounts.choices import Permission
from kinline.audit.rules import Refused
from kinline.design.paging import Pages
from kinline.exchange import commands, queries
from kinline.exchange.choices import ImportState
from kinline.faces.desk.access import logs_access, needs, staff_of
from kinline.faces.desk.imports.forms import MappingForm, SheetForm, UploadForm

REFUSALS_A_PAGE = 50
IMPORTS_A_PAGE = 25


def _run_or_404(request: HttpRequest, pk: int) -> queries.ImportRun:
    if run := queries.get_import(pk, visible_to=staff_of(request)):
        return run
    raise Http404


@needs(Permission.IMPORT)
@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    found = Pages(queries.imports(visible_to=staff_of(request)), IMPORTS_A_PAGE)
    page = found.get_page(request.GET.get("page"))
    return render(request, "desk/imports/imports.html", {"page": page})


@needs(Permission.IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        said = dict(form.cleaned_data)
        file = said.pop("file")
        try:
            run = commands.receive_upload(
                file.arrived(), file_name=file.name, sender=commands.Sender(**said), by=staff_of(request)
            )
        except Refused as no:
            form.add_error("file", str(no))
        else:
            return redirect("desk:import_map", run.pk)
    return render(request, "desk/imports/new.html", {"form": form}, status=422 if form.errors else 200)


@needs(Permission.IMPORT)
@logs_access("exchange:import:previewed", subject="import:{pk}")
@require_http_methods(["GET", "HEAD", "POST"])
def import_map(request: HttpRequest, pk: int) -> HttpResponse:
    run = _run_or_404(request, pk)
    if run.state != ImportState.MAPPING:
        return redirect("desk:import_file", run.pk)
    form = MappingForm(request.POST or None, initial=run.mapping, columns=queries.columns_of(run))
    if form.is_valid():
        starts = request.POST.get("then") == "start"
        chosen = run.mapping if queries.names_its_fields(run) else form.cleaned_data
        try:
            commands.set_mapping(run, chosen, by=staff_of(request))
            if starts:
                commands.start_import(run, by=staff_of(request))
        except Refused as no:
            form.add_error(None, str(no))
        else:
            return redirect("desk:import_file" if starts else "desk:import_map", run.pk)
    return _mapping_page(request, run, form, _sheet_form(run))


@needs(Permission.IMPORT)
@require_POST
def import_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Another sheet of the workbook; what was chosen for the columns of the one before is guessed anew."""
    run = _run_or_404(request, pk)
    if run.state != ImportState.MAPPING:
        return redirect("desk:import_file", run.pk)
    form = SheetForm(request.POST, sheets=queries.sheets_of(run))
    if form.is_valid():
        try:
            commands.choose_sheet(run, form.cleaned_data["sheet"], by=staff_of(request))
        except Refused as no:
            form.add_error("sheet", str(no))
        else:
            return redirect("desk:import_map", run.pk)
    columns = MappingForm(initial=run.mapping, columns=queries.columns_of(run))
    return _mapping_page(request, run, columns, form)


def _sheet_form(run: queries.ImportRun) -> SheetForm:
    return SheetForm(initial={"sheet": queries.sheet_of(run)}, sheets=queries.sheets_of(run))


def _mapping_page(
    request: HttpRequest, run: queries.ImportRun, columns: MappingForm, sheet: SheetForm
) -> HttpResponse:
    shown = {
        "run": run,
        "form": sheet if sheet.errors else columns,  # whose errors the title tells of
        "columns": columns,
        "sheet": sheet,
        "has_sheets": len(queries.sheets_of(run)) > 1,
        "is_fixed": queries.names_its_fields(run),
        "preview": queries.preview(run),
        "format": queries.format_of(run),
        "encoding": queries.encoding_of(run),
        "left_out": queries.left_out_of(run.layout),
    }
    wrong = columns.errors or sheet.errors
    return render(request, "desk/imports/map.html", shown, status=422 if wrong else 200)


@needs(Permission.IMPORT)
@require_safe
def import_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The import's own page; to htmx only its progress, until it is over and the page is asked for anew."""
    run = _run_or_404(request, pk)
    if run.state == ImportState.MAPPING:
        return redirect("desk:import_map", run.pk)
    shown = {
        "run": run,
        "progress": queries.progress(run),
        "refusal": queries.refusal_sentence(run),
        "left_out": queries.left_out_of(run.layout),
    }
    if not request.htmx:  # type: ignore[attr-defined]  # django-htmx's middleware sets it
        return render(request, "desk/imports/file.html", shown)
    response = render(request, "desk/imports/_progress.html", shown)
    if run.finished_at:
        response["HX-Refresh"] = "true"
    return response


@needs(Permission.IMPORT)
@logs_access("exchange:import:refusals_viewed", subject="import:{pk}")
@require_safe
def import_refusals(request: HttpRequest, pk: int) -> HttpResponse:
    run = _run_or_404(request, pk)
    page = Pages(queries.refusals(run), REFUSALS_A_PAGE).get_page(request.GET.get("page"))
    shown = {"run": run, "page": page, "refusals": [queries.refusal_of(row) for row in page]}
    return render(request, "desk/imports/refusals.html", shown)


@needs(Permission.IMPORT)
@logs_access("exchange:import:report_downloaded", subject="import:{pk}")
@require_safe
def import_report(request: HttpRequest, pk: int) -> HttpResponseBase:
    run = _run_or_404(request, pk)
    name = f"refused-rows-{run.pk}.csv"
    return StreamingHttpResponse(
        queries.report_lines(run),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@needs(Permission.IMPORT)
@require_POST
def import_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    run = _run_or_404(request, pk)
    try:
        commands.cancel_import(run, by=staff_of(request))
    except Refused as no:
        shown = {"run": run, "progress": queries.progress(run), "no": str(no)}
        return render(request, "desk/imports/file.html", shown, status=409)
    return redirect("desk:import_file", run.pk)
