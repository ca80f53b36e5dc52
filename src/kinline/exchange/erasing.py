"""What becomes of files on their way out when somebody in them is erased."""

from collections.abc import Sequence

from django.db import transaction

from kinline.audit.rules import WORKER
from kinline.exchange.choices import ExportState, Removal
from kinline.exchange.forwarding.commands.taking import end_file
from kinline.exchange.models import Export, ExportedWord
from kinline.exchange.writing import gathered


def end_files_holding(keys: Sequence[int]) -> None:
    """Delete the files that wait with these words, and gather those anew that were being gathered."""
    holding = ExportedWord.objects.filter(pk__in=keys).values("export")
    exports = Export.objects.select_for_update(of=("self",)).filter(pk__in=holding)
    for export in exports.filter(state__in=[ExportState.READY, ExportState.APPROVED]).order_by("pk"):
        if export.state == ExportState.READY:
            end_file(export, Removal.NO_LONGER_ALLOWED, by=WORKER)
            continue
        export.position = export.gathered_bytes = 0
        export.leased_by = export.leased_until = None  # whoever gathers it just now gathers no further
        export.save(update_fields=["position", "gathered_bytes", "leased_by", "leased_until"])
        transaction.on_commit(lambda number=export.pk: gathered.remove(number))  # type: ignore[misc]  # a lambda's default
