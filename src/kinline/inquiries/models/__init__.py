"""A family's question, what was found and told, and what had to be corrected."""

from kinline.inquiries.models.corrections import (
    Correction,
    CorrectionLine,
    CorrectionQuerySet,
    FindingSuspension,
    FindingSuspensionQuerySet,
)
from kinline.inquiries.models.inquiries import (
    WORD_EVERY,
    Finding,
    Inquiry,
    InquiryQuerySet,
    SafeWay,
    Seeker,
    Sharing,
    Task,
    TaskQuerySet,
    Telling,
)

__all__ = [
    "WORD_EVERY",
    "Correction",
    "CorrectionLine",
    "CorrectionQuerySet",
    "Finding",
    "FindingSuspension",
    "FindingSuspensionQuerySet",
    "Inquiry",
    "InquiryQuerySet",
    "SafeWay",
    "Seeker",
    "Sharing",
    "Task",
    "TaskQuerySet",
    "Telling",
]
