"""Files that others make, turned into rows. What lies behind this package knows rows only."""

from typing import Final

from kinline.exchange.formats import csv
from kinline.exchange.formats.rows import BrokenFile, Format, Layout, Row

FORMATS: Final[dict[str, Format]] = {"csv": Format(inspect=csv.inspect, read=csv.read)}

__all__ = ["FORMATS", "BrokenFile", "Format", "Layout", "Row"]
