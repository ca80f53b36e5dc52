"""Ways out. Each sends one message and says in one of three ways that it did not."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one address. `once_key` names it for good: sent twice, it carries the same identity."""

    address: str
    subject: str
    body: str
    language: str
    once_key: str


class NotSent(Exception):  # says what happened
    """It did not go out, for certain. A later try may do. The text holds no address."""


class Unreachable(NotSent):
    """The way itself is closed: every other message would meet the same. A later try may do."""


class RefusedForGood(NotSent):
    """It did not go out, and trying again would not change that."""


class Unclear(Exception):  # says what happened
    """It was handed over and no answer came: it may have arrived. The text holds no address."""
