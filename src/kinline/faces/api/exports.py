"""What leaves for a partner: asked for by its machine, decided by people at the desk, fetched, confirmed."""

from typing import Any, Final
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import Router, Status

from kinline.accounts.choices import Scope
from kinline.exchange.choices import ExportState, RecipientKind, Sealing, TransmissionWay
from kinline.exchange.forwarding import commands, queries
from kinline.faces.api import shapes
from kinline.faces.api.keys import Key, count_export, staff_of, token_of
from kinline.faces.api.problems import PROBLEMS

router = Router(tags=["What leaves"])
ASKS, FETCHES = Key(Scope.EXPORT_ASK), Key(Scope.EXPORT_FETCH)
CONFIRMS = Key(Scope.FORWARDING_RECEIPT)
LISTED = 50

_WAITS: Final = ("waiting", _("Waits for a second person."))
_REFUSED: Final = ("refused", _("Nothing leaves on this question."))
#: What a machine is told of a state. What was counted before people decided is for people.
_TOLD: Final[dict[str, tuple[str, str | Promise]]] = {
    ExportState.COUNTING: _WAITS,
    ExportState.ASKED: _WAITS,
    ExportState.REFUSED: _REFUSED,
    ExportState.APPROVED: ("writing", _("Let out. The file is being written.")),
    ExportState.READY: ("ready", _("The file can be fetched.")),
    ExportState.REMOVED: ("removed", _("The file was deleted. Ask anew.")),
    ExportState.FAILED: ("failed", _("The file could not be written. Ask whoever gave you the key.")),
    ExportState.CANCELLED: ("cancelled", _("Called off.")),
}
_FILE: Final = {
    "responses": {
        200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
    }
}


@router.post("/exports", auth=ASKS, response={200: shapes.Export, 201: shapes.Export, **PROBLEMS})
def ask_export(request: HttpRequest, said: shapes.Ask) -> Status[Any]:
    """Ask for a file. Two people at the desk stand behind it: the one who made the key, and the one who lets it out.

    To whom it goes, and for which age key it is closed, was fixed when the key was made. The same question, asked
    again while it waits, is the same export (200).
    """
    staff, token = staff_of(request), token_of(request)
    own = token.terms["recipient_kind"] == RecipientKind.OWN
    asked = queries.Asked(
        recipient_name=token.partner,
        recipient_kind=token.terms["recipient_kind"],
        purpose=said.purpose,
        format=said.format,
        way=TransmissionWay.STAYS if own else TransmissionWay.FETCHED,
        sealing=Sealing.KEY,
        recipient_key=token.terms["recipient_key"],
        source_kinds=said.source_kinds,
        groups={group.value: reason.value for group, reason in said.groups.items()},
        families_asked_again=said.families_asked_again,
    )
    if waiting := queries.same_question_of_machine(asked, visible_to=staff):
        return Status(200, _shown(waiting))
    count_export(request)
    return Status(201, _shown(commands.ask_export(asked, by=staff)))


@router.get("/exports", auth=ASKS, response={200: list[shapes.Export], **PROBLEMS})
def list_exports(request: HttpRequest) -> list[dict[str, Any]]:
    """The newest fifty that were asked for by this key."""
    asked = queries.exports_of_machine(visible_to=staff_of(request)).order_by("-pk")
    return [_shown(export) for export in asked[:LISTED]]


@router.get("/exports/{uuid:number}", auth=ASKS, response={200: shapes.Export, **PROBLEMS})
def get_export(request: HttpRequest, number: UUID) -> dict[str, Any]:
    """Where an export stands."""
    return _shown(_export(request, number))


@router.post("/exports/{uuid:number}/cancel", auth=ASKS, response={200: shapes.Export, **PROBLEMS})
def cancel_export(request: HttpRequest, number: UUID) -> dict[str, Any]:
    """Call it off, as long as there is no file."""
    return _shown(commands.cancel_export(_export(request, number), by=staff_of(request)))


@router.post("/exports/{uuid:number}/file", auth=FETCHES, response=PROBLEMS, openapi_extra=_FILE)
def fetch_file(request: HttpRequest, number: UUID) -> FileResponse:
    """The file, closed for your age key. The first time, it is written into the log of what went to you."""
    export = _export(request, number)
    file = commands.take_file(export, by=staff_of(request))
    return FileResponse(
        file, as_attachment=True, filename=export.stored_as, content_type="application/octet-stream"
    )


@router.post("/exports/{uuid:number}/receipt", auth=CONFIRMS, response={200: shapes.Forwarded, **PROBLEMS})
def confirm_receipt(request: HttpRequest, number: UUID, said: shapes.Receipt) -> dict[str, Any]:
    """Confirm that the file came. Once: what was confirmed stays."""
    line = getattr(_export(request, number), "forwarding", None)
    if line is None:
        raise Http404
    line = commands.confirm_receipt(line, on=said.on, reference=said.reference, by=staff_of(request))
    return _line(line, number)


@router.get("/forwardings", auth=CONFIRMS, response={200: list[shapes.Forwarded], **PROBLEMS})
def list_forwardings(request: HttpRequest) -> list[dict[str, Any]]:
    """The newest fifty lines of the log of what went to this partner's machine."""
    taken = queries.exports_of_machine(visible_to=staff_of(request)).filter(forwarding__isnull=False)
    return [
        _line(export.forwarding, export.public_id) for export in taken.order_by("-forwarding__pk")[:LISTED]
    ]


def _export(request: HttpRequest, number: UUID) -> queries.Export:
    export = queries.exports_of_machine(visible_to=staff_of(request)).filter(public_id=number).first()
    if export is None:
        raise Http404
    return export


def _told(export: queries.Export) -> tuple[str, str | Promise]:
    """Its state in a word and in words."""
    if export.state == ExportState.FAILED and export.decided_at is None:
        return _WAITS if timezone.now() < export.asked_at + queries.SILENT_FOR else _REFUSED
    return _TOLD[export.state]


def _shown(export: queries.Export) -> dict[str, Any]:
    state, said = _told(export)
    written = export.written_at is not None
    return {
        "id": export.public_id,
        "state": state,
        "said": str(said),
        "purpose": export.purpose,
        "format": export.format,
        "source_kinds": export.source_kinds,
        "groups": export.groups,
        "asked_at": export.asked_at,
        "people": export.people if written else None,
        "size_bytes": export.size_bytes if written else None,
        "sha256": export.sha256 if written else None,
        "file_until": export.remove_at if export.state == ExportState.READY else None,
    }


def _line(line: queries.Forwarding, number: UUID | None) -> dict[str, Any]:
    return {
        "export": number,
        "purpose": line.what,
        "people": line.people,
        "sha256": line.sha256,
        "sent_on": line.sent_on,
        "receipt_due_on": line.receipt_due_on,
        "receipt_on": line.receipt_on,
        "receipt_reference": line.receipt_reference,
    }
