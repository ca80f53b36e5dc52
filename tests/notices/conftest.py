"""A real SMTP server on loopback that can be told how to behave."""

import socket
import threading

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from kinline.audit.rules import WORKER
from kinline.notices import commands
from kinline.notices.choices import Channel


class Mailbox:
    """What arrived, and what the server says to RCPT and to the end of DATA."""

    def __init__(self):
        self.messages = []
        self.greetings = []
        self.to_recipient = "250 OK"
        self.to_data = "250 OK"
        self.taken = threading.Event()

    async def handle_EHLO(self, _server, session, _envelope, hostname, responses):  # noqa: N802  # aiosmtpd's name
        self.greetings.append(hostname)
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802
        self.messages.append(envelope)
        self.taken.set()
        if self.to_data == "hang up":
            server.transport.abort()
        return self.to_data


@pytest.fixture
def mailbox(settings):
    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.factory = lambda: SMTP(box, hostname="mail.example", enable_SMTPUTF8=False)
    controller.start()
    settings.EMAIL_BACKEND = "kinline.notices.channels.smtp.DiscreetBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 2
    settings.DEFAULT_FROM_EMAIL = "post@committee.example"
    yield box
    controller.stop()


@pytest.fixture
def queued(db):
    """Queues one notice to Maria, at any hour unless it is told otherwise."""

    def queue(once_key="talk:1", **changes):
        facts = {
            "channel": Channel.EMAIL,
            "address": "maria@family.example",
            "subject": "Ми хотіли б поговорити",
            "body": "Зателефонуйте нам, будь ласка.",
            "language": "uk",
            "about": "inquiry:1",
            "zone": "Europe/Kyiv",
            "hours_from": None,
            "hours_to": None,
            "by": WORKER,
        }
        return commands.queue(once_key=once_key, **{**facts, **changes})

    return queue
