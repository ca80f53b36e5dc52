"""Cutting somebody out of the audit, so that the chain goes on holding and each cut can be proved.

The chain covers digests, not events, so it holds whatever becomes of an event's words. Of an event that is cut, the
digest stays, the salt is destroyed, and the digest of what is left is written beside it. The cut itself is an event of
its own, in the chain like any other: it says how many events were cut under which random name and covers their new
digests. Whoever changes an event and calls it a cut has no such event in the chain.
"""

import hashlib
import re
import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from django.db import connection
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from kinline.audit.models import Event

CUT = "audit:events:cut"
_ROW = re.compile(r"[a-z]+:\d+")


def events_about(tokens: Collection[str]) -> Iterator[int]:
    """Primary keys of events whose subject or content names one of these rows."""
    yield from Event.objects.filter(subject__in=tokens).order_by("pk").values_list("pk", flat=True)
    # Only persons are named in the content of an event about another: joined from, parted from.
    if persons := [each for each in tokens if each.startswith("person:")]:
        told = Q()
        for each in persons:
            told |= Q(told__contains=f'"{each}"')
        rows = Event.objects.filter(subject__startswith="person:").exclude(subject__in=tokens)
        if connection.vendor == "sqlite":  # whose LIKE does not use the index
            rows = rows.filter(subject__gte="person:", subject__lt="person;")
        named = rows.annotate(told=Cast("content", TextField())).filter(told)
        yield from named.order_by("pk").values_list("pk", flat=True)


def cut(event: Event, tokens: Collection[str], *, pseudonym: str, run: str) -> None:
    """Take these rows out of an event. It is not saved."""
    if event.subject in tokens:
        event.subject = pseudonym
        event.content = {
            name: value
            for name, value in event.content.items()
            if not (_is_key(value) or (isinstance(value, str) and _names_a_row(value)))
        }
    else:
        event.content = {
            name: pseudonym if value in tokens else value for name, value in event.content.items()
        }
    event.salt = secrets.token_hex(16)
    event.cuts = [*event.cuts, [run, event.expected_digest()]]


def _is_key(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _names_a_row(value: str) -> bool:
    return bool(_ROW.fullmatch(value)) and not value.startswith("staff:")


def cover(digests: Iterable[tuple[int, str]]) -> str:
    """64 hex digits over primary keys and digests of cut events, in the order of their keys."""
    told = "".join(f"{pk}:{digest};" for pk, digest in sorted(digests))
    return hashlib.sha256(told.encode()).hexdigest()


class Cuts:
    """What `chain_faults` finds of cuts on its way along the chain, and whether each one is accounted for."""

    def __init__(self) -> None:
        self.made: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self.told: dict[str, str] = {}

    def see(self, event: Event) -> bool:
        """Take an event in. Returns whether it is as it was written, or as its last cut left it."""
        for run, digest in event.cuts:
            self.made[run].append((event.pk, digest))
        if event.action == CUT and not event.cuts:
            self.told[str(event.content.get("run"))] = str(event.content.get("covers"))
        last = event.cuts[-1][1] if event.cuts else event.digest
        return bool(last == event.expected_digest())

    def faults(self) -> Iterator[str]:
        for run in sorted(self.made.keys() | self.told.keys()):
            if run not in self.told:
                yield f"Events were cut as {run}, and no event of the chain tells of it."
            elif self.told[run] != cover(self.made[run]):
                yield f"The events that were cut as {run} are not those that the chain tells of."
