"""Every write of what leaves; `by_code` alone is taken from its own module, where second factors are at hand."""

from kinline.exchange.forwarding.commands.asking import ask_export, cancel_export, decide_export
from kinline.exchange.forwarding.commands.log import confirm_receipt, record_forwarding
from kinline.exchange.forwarding.commands.recalling import review_files, tell_recipient
from kinline.exchange.forwarding.commands.taking import deliver, remove_file, show_passphrase, take_file
from kinline.exchange.forwarding.commands.working import advance_export, sweep_exports

__all__ = [
    "advance_export",
    "ask_export",
    "cancel_export",
    "confirm_receipt",
    "decide_export",
    "deliver",
    "record_forwarding",
    "remove_file",
    "review_files",
    "show_passphrase",
    "sweep_exports",
    "take_file",
    "tell_recipient",
]
