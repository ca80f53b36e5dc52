"""A real home: what was erased is in none of its files, by the worker's own duties and `kinline verify`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.processes
SOURCE = Path(__file__).parents[2] / "src"

ASK = """
from django.utils import timezone
from kinline.audit.rules import FAMILY, WORKER
from kinline.audit import commands as audit
from kinline.erasure.models import Request
from kinline.erasure import commands
from kinline.inquiries.choices import Origin, Way
from kinline.inquiries.commands import ReachableBy, WhoAsks, open_inquiry
from kinline.inquiries.models import SafeWay
from kinline.accounts.models import RoleGrant, Staff
from kinline.registry.facts import Facts
from django.db import connection
inquiry = open_inquiry(
    Facts(family_name="Галаґанов", narrative="Розповідайко"), who=WhoAsks(name="Марія Вигадана"),
    ways=[ReachableBy(way=Way.PHONE, address="+447700900148")], sharings=[], origin=Origin.WEB, once_key="1", by=FAMILY,
).inquiry
with connection.cursor() as cursor:
    cursor.execute("SELECT address FROM inquiries_safeway")
    print(cursor.fetchone()[0])
"""
ERASE = """
from kinline.inquiries.models import Inquiry
inquiry = Inquiry.objects.get()
anna = Staff.objects.create(username="anna", display_name="Anna")
RoleGrant.objects.create(staff=anna, role="caseworker", granted_by="shell")
commands.confirm_family(
    commands.ask_for_family(inquiry, how="portal", by=FAMILY), how="called", word="", note="", by=anna
)
Request.objects.update(not_before=timezone.now())
from kinline.worker import DUTIES
for duty in DUTIES:
    if duty.name in {"erasure:carry_out", "audit:seal", "audit:sweep"}:
        duty.do(WORKER)
"""


def run(home, *words):
    known = {**os.environ, "PYTHONPATH": str(SOURCE), "KINLINE_HOME": str(home)}
    known |= {"DJANGO_SETTINGS_MODULE": "kinline.config.settings"}
    done = subprocess.run(
        [sys.executable, *words], env=known, capture_output=True, text=True, check=False, cwd=home.parent
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def bytes_of(home):
    return b"".join(file.read_bytes() for file in home.rglob("*") if file.is_file())


def test_no_file_of_the_home_holds_what_was_erased(tmp_path, found):
    home = found(tmp_path / "home")
    begin = "import django; django.setup()\n"
    sealed = run(home, "-c", begin + ASK).strip().encode()
    planted = ["Галаґанов".encode(), sealed]
    assert all(value in bytes_of(home) for value in planted)
    imports = "\n".join(line for line in ASK.splitlines() if line.startswith("from "))
    run(home, "-c", f"{begin}{imports}\n{ERASE}")
    held = bytes_of(home)
    assert [value for value in planted if value in held] == []
    assert "Розповідайко".encode() not in held
    assert "nothing is left of anybody erased" in run(
        home, "-m", "kinline.cli", "--home", str(home), "verify"
    )
