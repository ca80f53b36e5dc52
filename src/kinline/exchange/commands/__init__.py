"""Every write of an import: receive, name the columns, check the whole file, write it in slices, show it at once."""

from kinline.exchange.commands.receiving import (
    Sender,
    cancel_import,
    choose_sheet,
    receive_file,
    receive_upload,
    set_mapping,
    start_import,
)
from kinline.exchange.commands.working import WRITTEN_AT_ONCE, advance_import, import_file

__all__ = [
    "WRITTEN_AT_ONCE",
    "Sender",
    "advance_import",
    "cancel_import",
    "choose_sheet",
    "import_file",
    "receive_file",
    "receive_upload",
    "set_mapping",
    "start_import",
]
