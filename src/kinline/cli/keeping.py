"""`kinline verify`, `check`, `mail-test`, `sms-test` and `not-sent`: what keeps an installation in order."""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from itertools import chain, islice

from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.utils import translation

from kinline.audit.queries import chain_faults, chain_mark, erasure_faults, mark_faults
from kinline.audit.rules import Refused
from kinline.config.checks import reasons_not_to_deploy, reasons_not_to_start
from kinline.config.home import Home
from kinline.evidence import queries as evidence
from kinline.exchange import queries as exchange
from kinline.exchange.forwarding import queries as forwarding
from kinline.notices import written
from kinline.notices.channels import Message, Unsent, email, sms, unsent
from kinline.suggestions.faults import index_faults
from kinline.vault import hold

FAULTS = 1


def verify(options: argparse.Namespace, _home: Home) -> int:
    """Print each fault of the audit chain, of the search keys, of files and of erasures, and where the chain stands.

    Returns 1 if there are any faults.
    """
    files = (evidence, exchange, forwarding, written)
    faults = 0
    marked = mark_faults(options.mark) if options.mark else ()
    strays = chain.from_iterable(each.file_faults() for each in files)
    for fault in chain(chain_faults(), marked, index_faults(), strays, erasure_faults()):
        print(fault)
        faults += 1
    if not faults:
        print(
            "The audit chain holds, what is in the registry is found, every file is whole and belongs to something, "
            "and nothing is left of anybody erased."
        )
    if mark := chain_mark():
        print(f"The audit chain stands at {mark}. Note it on paper; next time: kinline verify --mark {mark}")
    return FAULTS if faults else 0


def check(options: argparse.Namespace, home: Home) -> int:
    """Print each reason not to start, or not to deploy. Returns 1 if there are any."""
    faults = list((reasons_not_to_deploy if options.deploy else reasons_not_to_start)(home))
    for fault in faults:
        print(fault)
    # What Django says in many lines is mostly one of our sentences again.
    if options.deploy and not faults and not _django_agrees():
        return FAULTS
    if not faults:
        print("Nothing speaks against it.")
    return FAULTS if faults else 0


def _django_agrees() -> bool:
    """Whether Django finds no fault with the settings of this process' face, and, from the desk, of the others'."""
    try:
        call_command("check", deploy=True, fail_level="WARNING")
    except SystemCheckError as found:
        print(found, file=sys.stderr)
        return False
    if os.environ.get("KINLINE_FACE") in {"portal", "api"}:
        return True
    done = [
        subprocess.run(  # this command itself, for another face
            [sys.executable, "-m", "kinline.cli", "check", "--deploy"],
            env={**os.environ, "KINLINE_FACE": face},
            pass_fds=[] if (keys := hold.held()) is None else [keys],
            stdout=subprocess.DEVNULL,
            check=False,
        )
        for face in ("portal", "api")
    ]
    return all(other.returncode == 0 for other in done)


def mail_test(options: argparse.Namespace, home: Home) -> int:
    """Send one e-mail to the address given and say what the mail server made of it. Returns 1 if it did not
    take it.
    """
    if home.mode == "demo":
        raise Refused("The demonstration sends no mail.")
    return _try_out(
        email.send,
        options.address,
        "The mail server took the message. Whether it arrives, only the mailbox can show.",
    )


def sms_test(options: argparse.Namespace, home: Home) -> int:
    """Send one text message to the number given and say what the provider made of it. Returns 1 if it did not
    take it.
    """
    if home.mode == "demo":
        raise Refused("The demonstration sends no text messages.")
    if not home.sms.get("url"):
        raise Refused("No provider of text messages is set up: kinline.toml, [sms].")
    return _try_out(
        sms.send,
        options.number,
        "The provider took the message. Whether it arrives, only the telephone can show.",
    )


def not_sent(options: argparse.Namespace, home: Home) -> int:
    """Print what the demonstration would have sent, the newest first."""
    if home.mode != "demo":
        raise Refused("Only the demonstration keeps what it would have sent.")
    print("\n".join(islice(unsent.newest_first(), options.last)) or "Nothing yet.")
    return 0


def _try_out(send: Callable[[Message], None], address: str, taken: str) -> int:
    try:
        send(
            Message(
                address=address,
                subject="Test",
                body="This is a test. Nothing has to be done.",
                language="en",
                once_key=f"test-{os.urandom(8).hex()}",
            )
        )
    except Unsent as failure:
        with translation.override("en"):
            print(": ".join(filter(None, (str(failure.why.label), failure.code))), file=sys.stderr)
        return FAULTS
    print(taken)
    return 0
