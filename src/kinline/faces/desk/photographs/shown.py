"""Photographs made ready for a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from kinline.accounts.queries import Staff
from kinline.registry.choices import SourceKind
from kinline.registry.queries import Depiction, Description, depictions_of


@dataclass(frozen=True, slots=True)
class Shown:
    """One photograph on a page. A covered one is a link in words: its thumbnail is not sent."""

    id: UUID
    words: str
    is_covered: bool


def photographs_of(words: Sequence[Description], staff: Staff) -> dict[int, list[Shown]]:
    """The photographs of each description, by its key. One query for all."""
    found = depictions_of(words, visible_to=staff)
    return {key: list(_shown(depictions)) for key, depictions in found.items()}


def _shown(depictions: Sequence[Depiction]) -> Iterable[Shown]:
    for number, depiction in enumerate(depictions, start=1):
        yield Shown(
            id=depiction.photograph.public_id,
            words=words_for(depiction, number, len(depictions)),
            is_covered=depiction.is_covered,
        )


def words_for(depiction: Depiction, number: int, of: int) -> str:
    """What stands for it where it is not seen."""
    source = depiction.description.source_name or SourceKind(depiction.description.source_kind).label
    if of == 1:
        return _("Photograph from %(source)s") % {"source": source}
    return _("Photograph %(number)d of %(of)d from %(source)s") % {
        "number": number,
        "of": of,
        "source": source,
    }
