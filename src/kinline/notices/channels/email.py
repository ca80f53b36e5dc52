"""E-mail over SMTP, discreet: nothing in it names this software, this machine, or whether it was opened."""

import hashlib
import re
import smtplib
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from kinline.notices.channels import Message, NotSent, RefusedForGood, Unclear, Unreachable

_PERMANENT = range(500, 600)
#: RFC 3463: the code after the code, such as 5.1.1.
_ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")


def sender_domain() -> str:
    """The domain of the sender's address, which stands where this machine's name would."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def send(message: Message) -> None:
    """Hand `message` to the mail server. Returns once the server has taken it.

    Raises Unreachable, NotSent or RefusedForGood if it was not taken, Unclear if nobody can know: the server
    was given the whole message and did not answer. RFC 5321, 4.5.3.2.6 would have it sent again; to us a
    second copy on a telephone that others read is worse than a person deciding.
    """
    backend = _Backend()
    try:
        _open(backend)
        _hand_over(backend, _written(message))
    finally:
        backend.give_up()


def _written(message: Message) -> EmailMessage:
    identity = hashlib.sha256(f"{settings.SECRET_KEY}{message.once_key}".encode()).hexdigest()[:32]
    return EmailMessage(
        subject=message.subject,
        body=message.body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.address],
        headers={
            "Message-ID": f"<{identity}@{sender_domain()}>",
            "Auto-Submitted": "auto-generated",  # RFC 3834: no holiday replies
            "Content-Language": message.language,
        },
    )


def _open(backend: "_Backend") -> None:
    try:
        backend.open_and_greet()
    except smtplib.SMTPResponseException as refusal:
        # Even a permanent code is about us here, not about the family's address.
        raise Unreachable(f"The mail server does not let us in: {_code(refusal)}.") from refusal
    except (smtplib.SMTPException, OSError) as failure:
        raise Unreachable(f"The mail server cannot be reached ({type(failure).__name__}).") from failure


def _hand_over(backend: "_Backend", written: EmailMessage) -> None:
    try:
        backend.send_messages([written])
    except smtplib.SMTPRecipientsRefused as refusal:
        [(code, words)] = refusal.recipients.values()
        _refuse(smtplib.SMTPResponseException(code, words))
    except smtplib.SMTPSenderRefused as refusal:
        raise Unreachable(f"The mail server refuses our sender: {_code(refusal)}.") from refusal
    except smtplib.SMTPResponseException as refusal:
        _refuse(refusal)
    except (
        ValueError,
        smtplib.SMTPNotSupportedError,
    ) as unfit:  # a line break in a header, a name beyond ASCII
        raise RefusedForGood("The address or the subject cannot be written in an e-mail.") from unfit
    except (smtplib.SMTPException, OSError) as failure:
        if backend.handed_over:
            raise Unclear("The mail server was given the message and did not answer.") from failure
        raise NotSent(f"The mail server broke off ({type(failure).__name__}).") from failure


def _refuse(refusal: smtplib.SMTPResponseException) -> None:
    kind = RefusedForGood if refusal.smtp_code in _PERMANENT else NotSent
    raise kind(f"The mail server refused: {_code(refusal)}.") from refusal


def _code(refusal: smtplib.SMTPResponseException) -> str:
    """The server's codes only: its words repeat the address."""
    words = refusal.smtp_error
    text = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
    enhanced = _ENHANCED.match(text)
    return f"{refusal.smtp_code} {enhanced[1]}" if enhanced else str(refusal.smtp_code)


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


class _Backend(EmailBackend):
    """Django's SMTP, with our connections."""

    @property
    def connection_class(self) -> type[_Plain]:
        return _Wrapped if self.use_ssl else _Plain

    @property
    def handed_over(self) -> bool:
        return isinstance(self.connection, _Plain) and self.connection.handed_over

    def open_and_greet(self) -> None:
        self.open()
        if self.connection is not None:
            self.connection.ehlo_or_helo_if_needed()

    def give_up(self) -> None:
        """Close without minding how the server takes it: the outcome is known by now."""
        try:
            self.close()
        except (smtplib.SMTPException, OSError):
            self.connection = None
