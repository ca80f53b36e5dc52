"""Ways out. Each sends one message and says in one of three ways that it did not."""

from dataclasses import dataclass

from kinline.notices.choices import Failure


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one address. `once_key` names it for good: sent twice, it carries the same identity."""

    address: str
    subject: str
    body: str
    language: str
    once_key: str


class Unsent(Exception):  # says what happened
    """What became of a message that did not go out as it should. `code` is the server's; no address is in
    it.
    """

    def __init__(self, why: Failure, code: str = "") -> None:
        super().__init__(f"{why} {code}".strip())
        self.why = why
        self.code = code


class NotSent(Unsent):
    """It did not go out, for certain. A later try may do."""


class Unreachable(NotSent):
    """The way itself is closed: every other message would meet the same. A later try may do."""


class RefusedForGood(NotSent):
    """It did not go out, and trying again would not change that."""


class Unclear(Unsent):
    """It was handed over and no answer came: it may have arrived."""
