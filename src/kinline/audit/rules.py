"""Who acts, and how a rule says no."""

import secrets
from dataclasses import dataclass
from typing import Protocol


class Refused(Exception):  # a rule refuses; it is not an error of the program
    """A rule says no. The text is for the person who asked, in their language."""


class Actor(Protocol):
    """Whoever does something: a member of staff, a family through a face, the worker, an administrator's
    shell.
    """

    @property
    def actor_id(self) -> str:
        """A pseudonym that stays the same, such as `staff:12` or `worker`."""


@dataclass(frozen=True, slots=True)
class NamedActor:
    """An actor who is no member of staff."""

    actor_id: str


FAMILY = NamedActor("family")
WORKER = NamedActor("worker")
SHELL = NamedActor("shell")
PROVIDER = NamedActor("provider")


def new_pseudonym() -> str:
    """A random name for somebody who was erased."""
    return f"erased:{secrets.token_hex(8)}"
