"""What is taken as a photograph, and what is refused."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from kinline.audit.rules import Refused
from kinline.evidence.choices import PhotoFault
from kinline.vault.keys import keyed_hash
from safemedia import Bounds, Cleaned, Unsafe, clean

#: What a telephone sends; the browser's own shrinking makes it a tenth of it.
MOST_BYTES = 12 * 1024 * 1024
#: Sides in pixels: a face in a group still fills a screen; a thumbnail is sharp on a telephone's screen.
LONGEST_SIDE = 2560
THUMBNAIL_SIDE = 480
#: A form may carry so many at once.
MOST_AT_ONCE = 3
#: Photographs never take the last of the disk: the database needs it more.
LEAST_FREE_BYTES = 1024**3
#: What may wait for its forms, of all families together.
MOST_HELD_BYTES = 4 * 1024**3
_BOUNDS = Bounds(most_bytes=MOST_BYTES)


@dataclass(frozen=True, slots=True)
class Safe:
    """A photograph that was read, and the copies that were made of it. Nothing of it is kept yet."""

    original: bytes = field(repr=False)
    media_type: str
    cleaned: Cleaned = field(repr=False)

    @property
    def fingerprint(self) -> str:
        return keyed_hash("photograph", hashlib.sha256(self.original).hexdigest())

    @property
    def taken_on(self) -> dt.date | None:
        return dt.date.fromisoformat(self.cleaned.taken_on) if self.cleaned.taken_on else None


def make_safe(chunks: Iterable[bytes]) -> Safe:
    """Read a file and make its safe copies, within bounds. Refuses with a sentence for whoever sent it.

    It takes up to a second: never call it inside a transaction.
    """
    original = _bounded(chunks)
    try:
        cleaned = clean(original, longest_side=LONGEST_SIDE, thumbnail_side=THUMBNAIL_SIDE, bounds=_BOUNDS)
    except Unsafe as unsafe:
        raise Refused(str(PhotoFault(unsafe.fault.value).label)) from unsafe
    return Safe(original, cleaned.source_type, cleaned)


def _bounded(chunks: Iterable[bytes]) -> bytes:
    held = bytearray()
    for chunk in chunks:
        held += chunk
        if len(held) > MOST_BYTES:
            raise Refused(str(PhotoFault.BYTES.label))
    return bytes(held)


def check_room(free_bytes: int, held_bytes: int) -> None:
    """Refuses where the disk is nearly full, or too much waits for forms that nobody sends."""
    if free_bytes < LEAST_FREE_BYTES or held_bytes > MOST_HELD_BYTES:
        raise Refused(
            _("We cannot take photographs just now. Please go on without one; you can add it later.")
        )
