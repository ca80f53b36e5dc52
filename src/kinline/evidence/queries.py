"""Reading photographs: what is held of one, and what is wrong with the files."""

from collections.abc import Iterator
from uuid import UUID

from kinline.evidence import stored
from kinline.evidence.choices import Part
from kinline.evidence.models import Photograph
from kinline.vault.files import AT_REST_SECONDS, sealed_size

__all__ = ["Photograph", "content_of", "file_faults", "held"]


def content_of(photograph: Photograph, part: Part) -> bytes:
    """One of its files, opened. Whoever calls it has asked who may, and noted it.

    Raises FileNotFoundError where it is gone, and Locked where it is not what was written.
    """
    return stored.read(photograph.public_id, part, key=photograph.file_key)


def held(public_id: UUID) -> Photograph | None:
    """A photograph that waits to be sent with a form; None if there is none, or it was sent."""
    return Photograph.objects.held().filter(public_id=public_id).first()


def file_faults() -> Iterator[str]:
    """One sentence for each file that is missing, cut short, or belongs to no photograph."""
    for photograph in Photograph.objects.order_by("pk").iterator(chunk_size=500):
        for part, size in photograph.sizes.items():
            path = stored.path_of(photograph.public_id, part)
            try:
                there = path.stat().st_size
            except FileNotFoundError:
                if Photograph.objects.filter(pk=photograph.pk).exists():
                    yield f"The file {path.name} of a photograph is missing."
                continue
            if there != sealed_size(size):
                yield f"The file {path.name} of a photograph has another size than was written."
    for stray in stored.strays(_known, seconds=AT_REST_SECONDS):
        yield f"The file {stray.name} belongs to no photograph."


def _known() -> set[UUID]:
    return set(Photograph.objects.values_list("public_id", flat=True))
