"""Persons, what sources say of them, and what became of them."""

from kinline.registry.models.descriptions import (
    PLAIN_FACTS,
    Arrival,
    Description,
    DescriptionNews,
    DescriptionQuerySet,
    Mark,
    Occurrence,
    Person,
)
from kinline.registry.models.statuses import Join, StatusReport, StatusReportQuerySet

__all__ = [
    "PLAIN_FACTS",
    "Arrival",
    "Description",
    "DescriptionNews",
    "DescriptionQuerySet",
    "Join",
    "Mark",
    "Occurrence",
    "Person",
    "StatusReport",
    "StatusReportQuerySet",
]
