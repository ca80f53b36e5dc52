"""The only door for families: a photograph on its way in, which whoever sent it may see and take away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from kinline.audit.rules import FAMILY, Refused
from kinline.evidence import commands, queries
from kinline.evidence.choices import Part, PhotoFault, Sensitivity
from kinline.evidence.rules import MOST_AT_ONCE, MOST_BYTES
from kinline.evidence.uploads import came_too_large
from kinline.vault.keys import Locked

__all__ = [
    "MOST_AT_ONCE",
    "MOST_BYTES",
    "TOO_LARGE",
    "Held",
    "Refused",
    "came_too_large",
    "drop",
    "hold",
    "thumbnail",
]

TOO_LARGE = PhotoFault.BYTES.label


@dataclass(frozen=True, slots=True)
class Held:
    """A photograph that waits to be sent. Its id belongs into the session and nowhere else."""

    id: str


def hold(chunks: Iterable[bytes], *, is_hard: bool, among: Sequence[str] = ()) -> Held:
    """Take a photograph in. Refuses with a sentence. Not sent within a day, it is gone.

    The same file again, such as after an answer that got lost on the way, brings back the one `among` those held.
    """
    said = Sensitivity.GRAPHIC if is_hard else Sensitivity.UNKNOWN
    here = [UUID(one) for one in among]
    return Held(commands.hold(chunks, by=FAMILY, sensitivity=said, among=here).public_id.hex)


def thumbnail(held: str) -> bytes | None:
    """A small JPEG of one that waits; None once it is sent or gone: nothing leads back to it from here."""
    photograph = queries.held(UUID(held))
    try:
        return queries.content_of(photograph, Part.THUMBNAIL) if photograph else None
    except (FileNotFoundError, Locked):
        return None


def drop(held: Sequence[str]) -> None:
    """Take photographs back that were not sent."""
    if held:
        commands.drop([UUID(one) for one in held], by=FAMILY)
