"""Every write about duties: making them from rows, recording what befell, and the deeds that end them."""

from kinline.duties.commands.doing import (
    answer_waiver,
    ask_waiver,
    make_enquiry,
    make_paper,
    record_informed,
    record_receipt,
    record_sent,
    record_sent_paper,
)
from kinline.duties.commands.making import make_duties
from kinline.duties.commands.records import name_person, note_enquiry, record_card, record_event

__all__ = [
    "answer_waiver",
    "ask_waiver",
    "make_duties",
    "make_enquiry",
    "make_paper",
    "name_person",
    "note_enquiry",
    "record_card",
    "record_event",
    "record_informed",
    "record_receipt",
    "record_sent",
    "record_sent_paper",
]
