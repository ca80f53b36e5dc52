"""`kinline verify`, `check` and `mail-test`: what keeps an installation in order."""

import argparse
import os
import subprocess
import sys
from itertools import chain

from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.utils import translation

from kinline.audit.queries import chain_faults
from kinline.audit.rules import Refused
from kinline.config.checks import reasons_not_to_deploy, reasons_not_to_start
from kinline.config.home import Home
from kinline.notices.channels import Message, Unsent, email
from kinline.suggestions.queries import index_faults

FAULTS = 1


def verify(_options: argparse.Namespace, _home: Home) -> int:
    """Print each fault of the audit chain and of the search keys. Returns 1 if there are any."""
    faults = 0
    for fault in chain(chain_faults(), index_faults()):
        print(fault)
        faults += 1
    if not faults:
        print("The audit chain holds, and what is in the registry is found.")
    return FAULTS if faults else 0


def check(options: argparse.Namespace, home: Home) -> int:
    """Print each reason not to start, or not to deploy. Returns 1 if there are any."""
    faults = list((reasons_not_to_deploy if options.deploy else reasons_not_to_start)(home))
    for fault in faults:
        print(fault)
    if options.deploy and not _django_agrees():
        return FAULTS
    if not faults:
        print("Nothing speaks against it.")
    return FAULTS if faults else 0


def _django_agrees() -> bool:
    """Whether Django finds no fault with the settings of this process' face, and, from the desk, of the
    portal's.
    """
    try:
        call_command("check", deploy=True, fail_level="WARNING")
    except SystemCheckError as found:
        print(found, file=sys.stderr)
        return False
    if os.environ.get("KINLINE_FACE") == "portal":
        return True
    portal = subprocess.run(  # this command itself, for the other face
        [sys.executable, "-m", "kinline.cli", "check", "--deploy"],
        env={**os.environ, "KINLINE_FACE": "portal"},
        stdout=subprocess.DEVNULL,
        check=False,
    )
    return portal.returncode == 0


def mail_test(options: argparse.Namespace, home: Home) -> int:
    """Send one e-mail to the address given and say what the mail server made of it. Returns 1 if it did not
    take it.
    """
    if home.mode == "demo":
        raise Refused("The demonstration sends no mail.")
    try:
        email.send(
            Message(
                address=options.address,
                subject="Test",
                body="This is a test. Nothing has to be done.",
                language="en",
                once_key=f"test:{os.urandom(8).hex()}",
            )
        )
    except Unsent as failure:
        with translation.override("en"):
            print(f"{failure.why.label} {failure.code}".strip(), file=sys.stderr)
        return FAULTS
    print("The mail server took the message. Whether it arrives, only the mailbox can show.")
    return 0
