"""The only door for the portal: what a telephone provider says became of a message."""

from kinline.audit.rules import PROVIDER
from kinline.notices.choices import Receipt
from kinline.notices.commands import TooEarly, note_receipt

__all__ = ["Receipt", "TooEarly", "take_receipt"]


def take_receipt(handle: str, receipt: Receipt, *, code: str = "") -> None:
    """Note what became of the message that the provider knows as `handle`. Of one that is not ours: nothing.

    Raises TooEarly while our own call for this message has not returned.
    """
    note_receipt(handle, receipt, code=code, by=PROVIDER)
