"""The demonstration sends nothing: what it would send lies in its home, sealed as all is that tells of families."""

import hashlib
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from kinline.vault.keys import seal, unseal


def _folder() -> Path:
    assert settings.NOT_SENT is not None, "only the demonstration lays messages down"
    return settings.NOT_SENT


def identity(once_key: str) -> str:
    """By what a message is known on its way; it tells nothing."""
    return hashlib.sha256(f"{settings.SECRET_KEY}{once_key}".encode()).hexdigest()[:32]


def lay(text: str, known_as: str) -> None:
    """Put the message of that identity into the folder."""
    _folder().mkdir(mode=0o700, exist_ok=True)
    path = _folder() / f"{time.time_ns():020d}-{known_as}"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(seal(text))


def newest_first() -> Iterator[str]:
    """What would have been sent."""
    if _folder().exists():
        for path in sorted(_folder().iterdir(), reverse=True):
            yield unseal(path.read_text())


class SealingBackend(BaseEmailBackend):
    """Takes mail and lays it into the folder."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            known_as = message.extra_headers["Message-ID"].strip("<>").partition("@")[0]
            lay(f"{', '.join(message.to)}\n\n{message.subject}\n\n{message.body}\n", known_as)
        return len(email_messages)
