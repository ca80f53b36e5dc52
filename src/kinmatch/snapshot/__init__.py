"""A registry of any size in one mapped file, and who in it may be the person that is asked for."""

from kinmatch.snapshot.file import UnusableSnapshot, check
from kinmatch.snapshot.searching import Hit, Snapshot

__all__ = ["Hit", "Snapshot", "UnusableSnapshot", "check"]
