"""Files into the registry, as at the desk: sent, their columns named, started, watched, their report read."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import File, Form, Query, Router, Status
from ninja.files import UploadedFile

from kinline.accounts.choices import Scope
from kinline.audit import commands as audit
from kinline.audit.rules import Refused
from kinline.exchange import commands, queries
from kinline.exchange.choices import ImportState
from kinline.faces.api import shapes
from kinline.faces.api.keys import Key, count_file, staff_of, token_of
from kinline.faces.api.problems import PROBLEMS, Unreadable
from kinline.faces.uploads import SealedUpload

router = Router(tags=["Files into the registry"])
WRITES, READS = Key(Scope.IMPORT_WRITE), Key(Scope.IMPORT_READ)
#: Newest imports in a list, and faults in an answer.
LISTED = 50
FAULTS_AT_ONCE = 200


@router.post("", auth=WRITES, response={200: shapes.Import, 201: shapes.Import, **PROBLEMS})
def send_file(request: HttpRequest, file: File[UploadedFile], said: Form[shapes.Envelope]) -> Status[Any]:
    """Send a CSV, XLSX or PFIF file. What its columns mean is guessed; nothing is written before it is started.

    The same file, sent again before it is finished, is the same import (200). Whose words it holds, and by what
    right they are kept, was fixed when the key was made.
    """
    count_file(request)
    staff, token = staff_of(request), token_of(request)
    fixed = {name: token.terms[name] for name in ("source_kind", "purpose", "lawful_basis", "reliability")}
    assert isinstance(file, SealedUpload), "nothing else comes from the handler of this face"
    try:
        run = commands.receive_upload(
            file.arrived(),
            file_name=file.name or "",
            sender=commands.Sender(source_name=token.partner, **fixed),
            by=staff,
            sheet=said.sheet,
        )
    except Refused as no:
        raise Unreadable(str(no)) from no
    if earlier := queries.same_file_of_machine(run, visible_to=staff):
        commands.cancel_import(run, by=staff)
        return Status(200, _shown(earlier))
    return Status(201, _shown(run))


@router.get("", auth=READS, response={200: list[shapes.Import], **PROBLEMS})
def list_imports(request: HttpRequest) -> list[dict[str, Any]]:
    """The newest fifty of the files that came by this key."""
    runs = queries.imports_of_machine(visible_to=staff_of(request)).order_by("-pk")
    return [_shown(run) for run in runs[:LISTED]]


@router.get("/{uuid:number}", auth=READS, response={200: shapes.Import, **PROBLEMS})
def get_import(request: HttpRequest, number: UUID) -> dict[str, Any]:
    """Where a file stands."""
    return _shown(_run(request, number))


@router.get("/{uuid:number}/preview", auth=READS, response={200: shapes.Preview, **PROBLEMS})
def preview_import(request: HttpRequest, number: UUID) -> dict[str, Any]:
    """The first rows as they would be read, before it is started."""
    run = _run(request, number)
    if run.state != ImportState.MAPPING:
        raise Http404
    seen = queries.preview(run)
    _note(request, run, "previewed")
    return {
        "refusal": seen.refusal,
        "rows": [
            {
                "row": row.number,
                "values": [(str(label), value) for label, value in row.values],
                "faults": row.faults,
                "notes": row.notes,
            }
            for row in seen.rows
        ],
    }


@router.put("/{uuid:number}/columns", auth=WRITES, response={200: shapes.Import, **PROBLEMS})
def name_columns(request: HttpRequest, number: UUID, said: shapes.Columns) -> dict[str, Any]:
    """Say which column is which of our fields, over what was guessed. PFIF says that itself."""
    return _shown(commands.set_mapping(_run(request, number), said.columns, by=staff_of(request)))


@router.post("/{uuid:number}/start", auth=WRITES, response={200: shapes.Import, **PROBLEMS})
def start_import(request: HttpRequest, number: UUID) -> dict[str, Any]:
    """Check the whole file, and write it. The very same file, imported before, adds nothing."""
    return _shown(commands.start_import(_run(request, number), by=staff_of(request)))


@router.post("/{uuid:number}/cancel", auth=WRITES, response={200: shapes.Import, **PROBLEMS})
def cancel_import(request: HttpRequest, number: UUID) -> dict[str, Any]:
    """Stop it. Nothing of it stays."""
    return _shown(commands.cancel_import(_run(request, number), by=staff_of(request)))


@router.get("/{uuid:number}/refusals", auth=READS, response={200: shapes.RefusedRows, **PROBLEMS})
def list_refusals(request: HttpRequest, number: UUID, said: Query[shapes.Skip]) -> dict[str, Any]:
    """Which rows were refused, and why: two hundred faults, behind the first `skip`."""
    run = _run(request, number)
    faults = queries.refusals_behind(run, said.skip, most=FAULTS_AT_ONCE)
    _note(request, run, "refusals_viewed")
    told = [
        {"row": fault.row, "column": fault.column, "value": fault.value, "reason": fault.sentence}
        for fault in faults
    ]
    return {"refused": run.rows_refused, "faults": told}


def _run(request: HttpRequest, number: UUID) -> queries.ImportRun:
    run = queries.imports_of_machine(visible_to=staff_of(request)).filter(public_id=number).first()
    if run is None:
        raise Http404
    return run


def _note(request: HttpRequest, run: queries.ImportRun, deed: str) -> None:
    """Commit to the audit that a machine reads what stands in a file, before it is told."""
    audit.record(f"exchange:import:{deed}", by=staff_of(request), subject=f"import:{run.pk}")


def _shown(run: queries.ImportRun) -> dict[str, Any]:
    return {
        "id": run.public_id,
        "state": run.state,
        "said": queries.progress(run).said,
        "refusal": queries.refusal_sentence(run),
        "file_name": run.file_name,
        "format": queries.format_of(run),
        "sha256": run.sha256,
        "sheet": queries.sheet_of(run),
        "sheets": queries.sheets_of(run),
        "file_columns": queries.columns_of(run),
        "columns": run.mapping,
        "left_out": queries.left_out_of(run.layout),
        "same_file_before": run.same_as_id is not None,
        "rows": {
            "total": run.rows_total,
            "read": run.rows_read,
            "added": run.rows_added,
            "known": run.rows_known,
            "refused": run.rows_refused,
        },
        "sent_at": run.started_at,
        "finished_at": run.finished_at,
    }
