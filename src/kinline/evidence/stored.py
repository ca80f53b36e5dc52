"""The files of photographs: HOME/evidence, every one of them sealed, with names that tell nothing."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings

from kinline.evidence.choices import Part
from kinline.vault.files import files_at_rest, read_sealed, write_sealed

#: The folder within the home. A backup takes it along as it is: what lies in it is sealed.
FOLDER = "evidence"
#: Files that no photograph knows are left alone this long: their row may be on its way.
STRAY_SECONDS = 3600


def folder() -> Path:
    """HOME/evidence, made when it is first needed."""
    path = Path(settings.HOME.path) / FOLDER
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def free_bytes() -> int:
    """What is left on the disk that the files lie on."""
    return shutil.disk_usage(folder()).free


def path_of(public_id: UUID, part: Part) -> Path:
    """Where one of a photograph's files lies, be it there or not."""
    return folder() / f"{public_id.hex}.{part.value}"


def write(public_id: UUID, part: Part, content: bytes, *, key: str) -> None:
    """Keep one file. It is on the disk when this returns."""
    write_sealed(path_of(public_id, part), [content], key=key, part=part.value)


def read(public_id: UUID, part: Part, *, key: str) -> bytes:
    """One file, whole and genuine. Raises Locked and FileNotFoundError."""
    return b"".join(read_sealed(path_of(public_id, part), key=key, part=part.value))


def remove(*photographs: UUID) -> None:
    """Delete the files of photographs, as far as they are there."""
    for public_id in photographs:
        for part in Part:
            path_of(public_id, part).unlink(missing_ok=True)


def strays(known: Callable[[], set[UUID]], *, seconds: float = STRAY_SECONDS) -> Iterator[Path]:
    """Old files of no photograph: what a crash left between two steps. `known` is asked only if there are old files."""
    if found := files_at_rest(folder(), seconds=seconds):
        names = {path_of(public_id, part).name for public_id in known() for part in Part}
        yield from (path for path in found if path.name not in names)
