"""SMTP that tells the mail server nothing of this machine, and knows how far a message got."""

import smtplib
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend


def sender_domain() -> str:
    """The domain of the sender's address, which stands where this machine's name would."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


class _Plain(smtplib.SMTP):
    """A connection that greets with the sender's domain, and remembers having sent a whole message."""

    handed_over = False

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **{**named, "local_hostname": sender_domain()})

    def send(self, s: Any) -> None:
        super().send(s)
        # smtplib sends the message itself as one piece that ends with a lone dot.
        if isinstance(s, bytes) and s.endswith(b"\r\n.\r\n"):
            self.handed_over = True


class _Wrapped(_Plain, smtplib.SMTP_SSL):
    """The same inside TLS."""


class DiscreetBackend(EmailBackend):
    """Django's SMTP, with our connections."""

    @property
    def connection_class(self) -> type[_Plain]:
        return _Wrapped if self.use_ssl else _Plain

    @property
    def handed_over(self) -> bool:
        """Whether the server was given a whole message on this connection."""
        return isinstance(self.connection, _Plain) and self.connection.handed_over

    def open(self) -> bool | None:
        """Connect and greet, so that a server which does not let us in says so before any message."""
        is_new = super().open()
        if self.connection is not None:
            self.connection.ehlo_or_helo_if_needed()
        return is_new
