"""What a bureau records and owes."""

from kinline.duties.models.held import CaptureCard, CustodyEvent, DeathRecord, NamedPerson, befell_words
from kinline.duties.models.owed import Duty, DutyQuerySet, Enquiry, Paper, Transmission, Weighed

__all__ = [
    "CaptureCard",
    "CustodyEvent",
    "DeathRecord",
    "Duty",
    "DutyQuerySet",
    "Enquiry",
    "NamedPerson",
    "Paper",
    "Transmission",
    "Weighed",
    "befell_words",
]
