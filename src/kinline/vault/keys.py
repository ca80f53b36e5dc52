"""The key file: who holds it can read how to reach the families; the database alone cannot."""

import hashlib
import hmac
import json
import os
import secrets
import stat
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

#: A key file for tests carries this name; a live installation refuses to start on it.
DEMO = "demonstration"


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What a key file holds. `sealing` has the newest key first; old ones still open what they sealed."""

    label: str
    sealing: tuple[str, ...]
    hashing: str
    signing: str

    @classmethod
    def new(cls, label: str) -> "KeyFile":
        return cls(
            label=label,
            sealing=(Fernet.generate_key().decode(),),
            hashing=secrets.token_hex(32),
            signing=secrets.token_urlsafe(64),
        )

    @classmethod
    def of(cls, text: str) -> "KeyFile":
        """The keys that a key file's text holds. Raises KeyError, TypeError or ValueError if it holds none."""
        held = json.loads(text)
        return cls(held["label"], tuple(held["sealing"]), held["hashing"], held["signing"])

    def text(self) -> str:
        """As a key file holds it."""
        held = {
            "label": self.label,
            "sealing": list(self.sealing),
            "hashing": self.hashing,
            "signing": self.signing,
        }
        return json.dumps(held, indent=1)

    @classmethod
    def read(cls, path: Path) -> "KeyFile":
        """The keys in `path`. Refuses a file that others than its owner can read."""
        try:
            mode = stat.S_IMODE(path.stat().st_mode)
            if mode & 0o077:
                raise ImproperlyConfigured(f"The key file {path} is open to others. Run: chmod 600 {path}")
            return cls.of(path.read_text())
        except FileNotFoundError as missing:
            raise ImproperlyConfigured(
                f"There is no key file at {path}. `kinline init` makes one."
            ) from missing
        except (KeyError, TypeError, ValueError) as damaged:
            raise ImproperlyConfigured(
                f"The key file {path} is damaged; restore it from your copy."
            ) from damaged

    def write(self, path: Path) -> None:
        """Write to `path`, readable by its owner only, whole or not at all. Keeps no older file."""
        beside = path.with_suffix(".new")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(self.text())
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)

    def rotated(self) -> "KeyFile":
        """The same keys with a new one in front; `kinline keys rotate` then seals every value anew."""
        return KeyFile(
            self.label, (Fernet.generate_key().decode(), *self.sealing), self.hashing, self.signing
        )


@lru_cache(maxsize=4)
def _box(sealing: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in sealing])


class Locked(Exception):
    """A sealed value was met that none of the keys at hand opens."""


def seal(text: str) -> str:
    """`text` under the newest key, as URL-safe base64."""
    return _box(settings.KEYS.sealing).encrypt(text.encode()).decode()


def unseal(token: str) -> str:
    """What was sealed. Raises Locked if no key at hand opens it."""
    try:
        return _box(settings.KEYS.sealing).decrypt(token.encode()).decode()
    except InvalidToken as wrong:
        raise Locked("None of the keys in the key file opens this value.") from wrong


def reseal(token: str) -> str:
    """The same text under the newest key. Raises Locked if no key at hand opens it."""
    try:
        return _box(settings.KEYS.sealing).rotate(token.encode()).decode()
    except InvalidToken as wrong:
        raise Locked("None of the keys in the key file opens this value.") from wrong


def is_newest(token: str) -> bool:
    """Whether the newest key opens it."""
    return _opens(settings.KEYS.sealing[:1], token)


def is_sealed(token: str) -> bool:
    """Whether any key at hand opens it."""
    return _opens(settings.KEYS.sealing, token)


def _opens(keys: tuple[str, ...], token: str) -> bool:
    try:
        _box(keys).decrypt(token.encode())
    except InvalidToken:
        return False
    return True


def keyed_hash(purpose: str, text: str) -> str:
    """64 hex digits that find `text` again for this `purpose` only, and tell nothing without the key."""
    return hmac.new(
        bytes.fromhex(settings.KEYS.hashing), f"{purpose}\x1f{text}".encode(), hashlib.sha256
    ).hexdigest()
