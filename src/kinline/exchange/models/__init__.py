"""What came from whom, and what went to whom."""

from kinline.exchange.models.incoming import ImportRun, RowRefusal
from kinline.exchange.models.leaving import Export, ExportedWord, Forwarding, Recall, RecallQuerySet

__all__ = ["Export", "ExportedWord", "Forwarding", "ImportRun", "Recall", "RecallQuerySet", "RowRefusal"]
