"""The demonstration: invented, complete, the same every time."""

from collections import Counter

import pytest

from kinline.accounts.choices import Role
from kinline.accounts.models import Installation, Staff
from kinline.audit.commands import seal_events
from kinline.audit.queries import chain_faults
from kinline.audit.rules import SHELL, WORKER
from kinline.demo import captivity, load, loading
from kinline.demo.names import GIVEN, SURNAMES, parted
from kinline.duties.choices import DutyKind
from kinline.duties.models import Duty
from kinline.inquiries.choices import InquiryState
from kinline.inquiries.models import Inquiry, SafeWay
from kinline.registry.models import Description
from kinline.suggestions.models import Suggestion


@pytest.fixture
def small(monkeypatch, settings):
    """The demonstration with fewer people."""
    settings.MODE = "demo"
    monkeypatch.setattr(loading, "DESCRIPTIONS", 200)
    monkeypatch.setattr(loading, "INQUIRIES", 100)


def test_the_demonstration_has_every_state_role_and_spelling(db, small):
    load(by=SHELL)
    assert Installation.objects.get().is_demo
    assert {role for staff in Staff.objects.all() for role in staff.roles} == set(Role)
    assert all(staff.is_demo for staff in Staff.objects.all())
    states = Counter(Inquiry.objects.values_list("state", flat=True))
    assert set(states) == set(InquiryState)
    assert Inquiry.objects.count() == 100
    assert Description.objects.exclude(source_kind="family").count() == 200 + captivity.PRISONERS
    owed = Duty.objects.open()
    assert set(owed.values_list("kind", flat=True)) == set(DutyKind)
    assert Duty.objects.overdue().exists()
    assert Duty.objects.exclude(done_at=None).exists()
    assert Inquiry.objects.without_a_word().exists()
    assert {"open", "awaiting_second", "same", "different"} <= set(
        Suggestion.objects.values_list("state", flat=True)
    )
    while seal_events(by=WORKER):
        pass
    assert list(chain_faults()) == []
    addresses = [way.address for way in SafeWay.objects.all()]
    assert all(address.startswith("+447700900") or address.endswith("@example.org") for address in addresses)


def test_every_name_has_all_its_forms():
    assert all(len(row) == 2 for row in parted(SURNAMES))
    assert all(len(row) == 5 for row in parted(GIVEN))
