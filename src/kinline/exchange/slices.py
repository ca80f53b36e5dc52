"""Which rows of a slice are new, which are here already, and which may not come in."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import F
from django.utils import timezone

from kinline.exchange import rules
from kinline.exchange.choices import RowFault
from kinline.exchange.models import ImportRun
from kinline.registry.choices import LawfulBasis, Purpose, Reliability, SourceKind
from kinline.registry.facts import Basis, Source
from kinline.registry.models import Description
from kinline.registry.words import Word


@dataclass(slots=True)
class Sorted:
    """What becomes of the first `rows` rows of a slice. The rows behind them belong to the next slice."""

    rows: int = 0
    known: int = 0
    words: list[Word] = field(default_factory=list)
    refused: list[rules.Reading] = field(default_factory=list)


def sort_slice(readings: Sequence[rules.Reading], run: ImportRun) -> Sorted:
    """Sort rows by what the registry holds of them. Rows with faults of their own were counted before: left out.

    The same row of the same source is known. The same number with other content is a later word of that source.
    """
    taken = [reading for reading in readings if not reading.faults]
    held = _held(run.source_name, [reading.ref for reading in taken])
    basis = Basis.until_due(Purpose(run.purpose), LawfulBasis(run.lawful_basis), timezone.localdate())
    done, here = Sorted(), dict[str, str]()
    for reading in readings:
        digest = reading.facts.digest()
        before = held.get(reading.ref, [])
        if reading.faults:
            pass
        elif here.get(reading.ref) == digest or any(word.content_digest == digest for word in before):
            done.known += 1
        elif reading.ref in here:
            break  # It follows a word of this very slice, which must be written first.
        elif any(word.withdrawn_at for word in before):
            fault = rules.Fault(RowFault.WITHDRAWN, run.mapping.get("ref", ""), reading.ref)
            done.refused.append(replace(reading, faults=(fault,)))
        else:
            last = next((word for word in before if word.later is None), None)
            if last and last.said_on and reading.said_on and reading.said_on < last.said_on:
                column = run.mapping.get("said_on", "")
                fault = rules.Fault(RowFault.OLDER, column, str(reading.said_on), str(last.said_on))
                done.refused.append(replace(reading, faults=(fault,)))
            else:
                here[reading.ref] = digest
                done.words.append(
                    Word(
                        source=_source(run, reading),
                        basis=_at_most_until(reading.expires_on, basis),
                        facts=reading.facts,
                        follows=last,
                    )
                )
        done.rows += 1
    return done


def _at_most_until(expires_on: dt.date | None, basis: Basis) -> Basis:
    return replace(basis, keep_until=expires_on) if expires_on and expires_on < basis.keep_until else basis


def _source(run: ImportRun, reading: rules.Reading) -> Source:
    return Source(
        kind=SourceKind(run.source_kind),
        name=run.source_name,
        ref=reading.ref,
        reliability=Reliability(run.reliability),
        said_on=reading.said_on,
    )


def _held(source_name: str, refs: Sequence[str]) -> dict[str, list[Any]]:
    """The words that the registry holds of this source under these numbers; `later` is what follows each."""
    held: dict[str, list[Any]] = {}
    words = Description.objects.filter(source_name=source_name, source_ref__in=refs).annotate(
        later=F("followed_by__pk")
    )
    for word in words.only(
        "person", "source_ref", "content_digest", "withdrawn_at", "said_on"
    ).select_related("person"):
        held.setdefault(word.source_ref, []).append(word)
    return held
