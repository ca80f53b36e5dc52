"""One source's word, and the rows that it becomes."""

from dataclasses import dataclass

from kinline.audit.rules import Actor
from kinline.registry.facts import Basis, Facts, Source
from kinline.registry.models import PLAIN_FACTS, Arrival, Description, Mark, Occurrence, Person
from kinmatch import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One source's word of one person, ready to be written."""

    source: Source
    basis: Basis
    facts: Facts
    follows: Description | None = None
    correction_reason: str = ""


def row_of(word: Word, person: Person, arrival: Arrival | None, by: Actor) -> Description:
    """The word as a row of that person. Not saved."""
    facts, source = word.facts, word.source
    names = (facts.family_name, facts.given_name, facts.patronymic, facts.whole_name, facts.other_names)
    return Description(
        person=person,
        follows=word.follows,
        correction_reason=word.correction_reason,
        source_kind=source.kind,
        source_name=source.name,
        source_ref=source.ref,
        reliability=source.reliability,
        said_on=source.said_on,
        arrival=arrival,
        content_digest=facts.digest(),
        recorded_by=by.actor_id,
        purpose=word.basis.purpose,
        lawful_basis=word.basis.lawful_basis,
        keep_until=word.basis.keep_until,
        folded_name=" ".join(fold(name) for name in names if name)[:500],
        birth_text=facts.birth.text,
        birth_earliest=facts.birth.earliest,
        birth_latest=facts.birth.latest,
        birth_precision=facts.birth.precision,
        volunteered=list(facts.volunteered),
        **{name: getattr(facts, name) for name in PLAIN_FACTS},
    )


def details_of(description: Description, facts: Facts) -> tuple[list[Occurrence], list[Mark]]:
    """What the facts say happened, and the marks they name, as rows of that description. Not saved."""
    occurrences = [
        Occurrence(
            description=description,
            kind=happening.kind,
            place=happening.place,
            text=happening.when.text,
            earliest=happening.when.earliest,
            latest=happening.when.latest,
            precision=happening.when.precision,
        )
        for happening in facts.happenings
    ]
    marks = [
        Mark(description=description, kind=mark.kind, site=mark.site, motif=mark.motif)
        for mark in facts.marks
    ]
    return occurrences, marks
