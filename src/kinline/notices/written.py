"""What the demonstration lays down in place of sending: sealed files, each of one notice."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from django.conf import settings
from django.db import transaction

from kinline.audit.rules import Actor
from kinline.notices.channels.unsent import identity
from kinline.notices.choices import Channel
from kinline.notices.models import Notice
from kinline.vault.files import AT_REST_SECONDS, files_at_rest


def file_faults() -> Iterator[str]:
    """One sentence for each such file whose notice is gone, or was emptied of its address."""
    for path in _strays(seconds=AT_REST_SECONDS):
        yield f"The file {path.name} in {path.parent.name} belongs to no notice that still holds its address."


def sweep_written(*, by: Actor) -> int:  # noqa: ARG001  # as every duty; a file of the demonstration needs no audit
    """Delete such files. Returns how many."""
    return _remove(AT_REST_SECONDS)


def remove_files_afterwards(_keys: Sequence[int]) -> None:
    """Delete the files of notices once it is durable that these are gone."""
    transaction.on_commit(lambda: _remove(0))


def _remove(seconds: float) -> int:
    found = list(_strays(seconds=seconds))
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def _strays(*, seconds: float) -> Iterator[Path]:
    found = files_at_rest(settings.NOT_SENT, seconds=seconds) if settings.NOT_SENT is not None else []
    if not found:
        return
    # Read after the folder: a notice stands before its file.
    kept = Notice.objects.exclude(address="").only("channel", "once_key", "handle")
    known = {
        identity(notice.once_key if notice.channel == Channel.EMAIL else notice.handle or notice.once_key)
        for notice in kept
    }
    yield from (path for path in found if path.name.partition("-")[2] not in known)
