"""E-mail over SMTP, discreet: nothing in it names this software, this machine, or whether it was opened."""

import re
import smtplib
from contextlib import suppress

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from kinline.notices.channels import Message, NotSent, RefusedForGood, Unclear, Unreachable
from kinline.notices.channels.smtp import sender_domain
from kinline.notices.channels.unsent import identity
from kinline.notices.choices import Failure

_PERMANENT = range(500, 600)
#: RFC 3463: the code after the code, such as 5.1.1.
_ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")


def send(message: Message) -> None:
    """Hand `message` to the mail server. Returns once the server has taken it.

    Raises Unreachable, NotSent or RefusedForGood if it was not taken, Unclear if nobody can know: the server
    was given the whole message and did not answer. RFC 5321, 4.5.3.2.6 would have it sent again; to us a
    second copy on a telephone that others read is worse than a person deciding.
    """
    backend = get_connection()
    try:
        _open(backend)
        _hand_over(backend, _written(message))
    finally:
        _close(backend)


def _written(message: Message) -> EmailMessage:
    return EmailMessage(
        subject=message.subject,
        body=message.body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.address],
        headers={
            "Message-ID": f"<{identity(message.once_key)}@{sender_domain()}>",
            "Auto-Submitted": "auto-generated",  # RFC 3834: no holiday replies
            "Content-Language": message.language,
        },
    )


def _open(backend: BaseEmailBackend) -> None:
    try:
        backend.open()
    except smtplib.SMTPResponseException as refusal:
        # Even a permanent code is about us here, not about the family's address.
        raise Unreachable(Failure.NOT_LET_IN, _code(refusal)) from refusal
    except (smtplib.SMTPException, OSError) as failure:
        raise Unreachable(Failure.UNREACHABLE, type(failure).__name__) from failure


def _close(backend: BaseEmailBackend) -> None:
    """Close without minding how the server takes it: the outcome is known by now."""
    with suppress(smtplib.SMTPException, OSError):
        backend.close()


def _hand_over(backend: BaseEmailBackend, written: EmailMessage) -> None:
    try:
        backend.send_messages([written])
    except smtplib.SMTPRecipientsRefused as refusal:
        [(code, words)] = refusal.recipients.values()
        _refuse(smtplib.SMTPResponseException(code, words))
    except smtplib.SMTPSenderRefused as refusal:
        raise Unreachable(Failure.SENDER_REFUSED, _code(refusal)) from refusal
    except smtplib.SMTPResponseException as refusal:
        _refuse(refusal)
    except (
        ValueError,
        smtplib.SMTPNotSupportedError,
    ) as unfit:  # a line break in a header, a name beyond ASCII
        raise RefusedForGood(Failure.UNFIT) from unfit
    except (smtplib.SMTPException, OSError) as failure:
        if getattr(backend, "handed_over", False):
            raise Unclear(Failure.UNANSWERED) from failure
        raise NotSent(Failure.BROKEN_OFF, type(failure).__name__) from failure


def _refuse(refusal: smtplib.SMTPResponseException) -> None:
    kind = RefusedForGood if refusal.smtp_code in _PERMANENT else NotSent
    raise kind(Failure.REFUSED, _code(refusal)) from refusal


def _code(refusal: smtplib.SMTPResponseException) -> str:
    """The server's codes only: its words repeat the address."""
    words = refusal.smtp_error
    text = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
    enhanced = _ENHANCED.match(text)
    return f"{refusal.smtp_code} {enhanced[1]}" if enhanced else str(refusal.smtp_code)
