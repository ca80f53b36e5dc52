"""Every write about a family's question."""

from kinline.inquiries.commands.intake import (
    Opened,
    ReachableBy,
    WhoAsks,
    add_facts,
    assign_inquiry,
    change_ways,
    close_inquiry,
    open_contacts,
    open_inquiry,
    read_inquiry,
    renew_pin,
    sign_in,
    withdraw,
)
from kinline.inquiries.commands.tasks import claim_task, make_word_tasks, release_task
from kinline.inquiries.commands.telling import (
    clear_finding,
    confirm_match,
    notify_family,
    offer_word,
    record_telling,
    talk_request,
    undo_match,
)

__all__ = [
    "Opened",
    "ReachableBy",
    "WhoAsks",
    "add_facts",
    "assign_inquiry",
    "change_ways",
    "claim_task",
    "clear_finding",
    "close_inquiry",
    "confirm_match",
    "make_word_tasks",
    "notify_family",
    "offer_word",
    "open_contacts",
    "open_inquiry",
    "read_inquiry",
    "record_telling",
    "release_task",
    "renew_pin",
    "sign_in",
    "talk_request",
    "undo_match",
    "withdraw",
]
