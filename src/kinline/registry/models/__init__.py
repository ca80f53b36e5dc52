"""Persons, what sources say of them, and what became of them."""

from kinline.registry.models.depictions import Depiction, DepictionQuerySet
from kinline.registry.models.descriptions import (
    PLAIN_FACTS,
    Arrival,
    Description,
    DescriptionNews,
    DescriptionQuerySet,
    Mark,
    Occurrence,
    Person,
    has_basis,
    is_matchable,
)
from kinline.registry.models.search_rows import LastBatch, SearchRow
from kinline.registry.models.statuses import Doubt, Join, StatusReport, StatusReportQuerySet, Suspension

__all__ = [
    "PLAIN_FACTS",
    "Arrival",
    "Depiction",
    "DepictionQuerySet",
    "Description",
    "DescriptionNews",
    "DescriptionQuerySet",
    "Doubt",
    "Join",
    "LastBatch",
    "Mark",
    "Occurrence",
    "Person",
    "SearchRow",
    "StatusReport",
    "StatusReportQuerySet",
    "Suspension",
    "has_basis",
    "is_matchable",
]
