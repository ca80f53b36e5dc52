"""How the tests of what leaves ask for it: an invented agency, a table, nothing said that need not be."""

from kinline.audit.rules import WORKER
from kinline.exchange.forwarding import commands
from kinline.exchange.forwarding.rules import Asked

AGENCY = {
    "recipient_name": "Invented agency",
    "recipient_kind": "agency",
    "purpose": "to search together",
    "way": "courier",
    "format": "csv",
}


def asked(**said) -> Asked:
    return Asked(**{**AGENCY, "sealing": "plain", "plain_reason": "a test", **said})


def work() -> None:
    """As the worker does, to its end."""
    while commands.advance_export(by=WORKER):
        pass
