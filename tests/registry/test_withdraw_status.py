"""One person takes a report back at once."""

import datetime as dt

import pytest

from kinline.audit.rules import Refused
from kinline.registry import commands
from kinline.registry.choices import Axis, StatusValue
from kinline.registry.models import StatusReport


@pytest.fixture
def report(told, anna):
    return commands.report_status(
        told(family_name="Галаган").person,
        axis=Axis.CUSTODY,
        value=StatusValue.HELD,
        as_of=dt.date(2026, 3, 1),
        source_name="Список",
        by=anna,
    )


def test_it_counts_no_more_and_stays_readable(report, iryna):
    commands.withdraw_status(report, reason="інша людина", by=iryna)
    assert not StatusReport.objects.counted().exists()
    report.refresh_from_db()
    assert (report.withdrawn_by, report.withdrawn_reason) == (iryna, "інша людина")


def test_a_reason_is_asked_for(report, iryna):
    with pytest.raises(Refused, match="Say why"):
        commands.withdraw_status(report, reason=" ", by=iryna)


def test_it_is_taken_back_once(report, iryna):
    commands.withdraw_status(report, reason="інша людина", by=iryna)
    with pytest.raises(Refused, match="taken back already"):
        commands.withdraw_status(report, reason="ще раз", by=iryna)
