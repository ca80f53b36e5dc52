"""What an erasure takes and what it leaves: another source, another family, another person's decision."""

import stat
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from planted import matched

from kinline.audit import commands as audit
from kinline.audit import erasing, tombstones
from kinline.audit.models import Event, Tombstone
from kinline.audit.queries import chain_faults, erasure_faults
from kinline.audit.rules import SHELL, WORKER, Refused
from kinline.audit.subjects import reach_of
from kinline.calls.models import Call
from kinline.erasure.commands import apply_tombstones
from kinline.inquiries import commands as inquiries
from kinline.inquiries.models import Finding, Inquiry, SafeWay
from kinline.registry import commands as registry
from kinline.registry.choices import Axis, StatusValue
from kinline.registry.facts import Facts, VagueDate
from kinline.registry.models import Description, Join, Person, StatusReport
from kinline.suggestions.models import Judgement, Suggestion

pytestmark = pytest.mark.django_db


def seal():
    while audit.seal_events(by=WORKER):
        pass


def test_the_other_source_stays_with_what_is_held_of_him(rich, card):
    audit.erase(rich, by=WORKER)
    assert Description.objects.get().pk == card.pk
    person = Description.objects.get().person
    held = StatusReport.objects.filter(person=person)
    assert {report.value for report in held} == {StatusValue.WANTS_CONTACT, StatusValue.SAFE_TO_TELL}
    assert {report.remark for report in held} == {""}
    join = Join.objects.get()
    assert join.reason == ""
    assert not set(join.moved_descriptions + join.moved_reports) - set(
        Description.objects.values_list("pk", flat=True)
    )


def test_a_person_of_whom_nobody_else_speaks_goes_too(ask, anna):
    inquiry = ask()
    person = inquiry.description.person
    registry.report_status(
        person,
        axis=Axis.FATE,
        value=StatusValue.MISSING,
        as_of=timezone.localdate(),
        source_name="мати",
        by=anna,
    )
    audit.erase(inquiry, by=WORKER)
    assert not Person.objects.exists()
    assert not StatusReport.objects.exists()


def test_another_family_keeps_all_of_its_own(ask, rich, anna, iryna):
    other = ask(
        Facts(family_name="Галаґан", given_name="Ілля", birth=VagueDate.of(1998)),
        once_key="other",
        phone="+447700900148",  # the same telephone, a sister's
        email="",
        name="Олена Вигадана",
    )
    before = Event.objects.about(f"inquiry:{other.pk}").count()
    audit.erase(rich, by=WORKER)
    other.refresh_from_db()
    assert other.seeker.name == "Олена Вигадана"
    assert other.description.family_name == "Галаґан"
    assert SafeWay.objects.filter(seeker=other.seeker).count() == 1
    assert Event.objects.about(f"inquiry:{other.pk}").count() == before
    # The call from that number that belongs to nobody may be hers: it stays until its own day.
    assert Call.objects.filter(inquiry=None).count() == 1


def test_a_finding_of_another_family_stands_although_its_pair_is_emptied(ask, card, anna, iryna):
    first, second = ask(once_key="1"), ask(once_key="2")
    pair = matched(first.description, card, anna, iryna)
    matched(second.description, card, anna, iryna)
    finding = inquiries.confirm_match(second, pair, by=anna)
    audit.erase(first, by=WORKER)
    finding = Finding.objects.select_related("suggestion__left").get(pk=finding.pk)
    husk = Description.objects.get(pk=first.description_id)
    assert husk in (finding.suggestion.left, finding.suggestion.right)
    assert (husk.family_name, husk.folded_name, husk.content_digest, husk.narrative) == ("", "", "", "")
    assert husk.withdrawn_at
    assert husk.birth_earliest is None
    assert Suggestion.objects.get(pk=pair.pk).reasons == []
    assert not Judgement.objects.filter(suggestion=pair).exists()
    assert list(erasure_faults()) == []
    assert second.description.family_name == "Галаґан"


def test_an_event_about_another_forgets_from_whom_he_was_parted(rich, anna):
    inquiries.split_match(rich.description, reason="інша людина", by=anna)
    rich.description.refresh_from_db()
    parted = f"person:{rich.description.person_id}"
    assert Event.objects.get(action="registry:person:split").content["apart"] == parted
    audit.erase(rich, by=WORKER)
    seal()
    event = Event.objects.get(action="registry:person:split")
    assert event.subject.startswith("person:")
    assert event.content["apart"].startswith("erased:")
    assert list(chain_faults()) == []


def test_reading_what_would_go_writes_nothing(rich, django_assert_max_num_queries):
    with django_assert_max_num_queries(400) as asked:
        assert reach_of(rich).gone
    assert all(query["sql"].startswith("SELECT") for query in asked.captured_queries)


def test_a_backup_that_brings_somebody_back_is_erased_again(ask, rich):
    other = ask(once_key="other")
    with transaction.atomic():
        audit.erase(rich, by=WORKER)
        transaction.set_rollback(True)  # what a backup from the day before brings back
    assert Inquiry.objects.filter(pk=rich.pk).exists()
    assert not Tombstone.objects.exists()
    assert apply_tombstones(by=SHELL) == 1
    assert Inquiry.objects.get().pk == other.pk
    assert apply_tombstones(by=SHELL) == 0
    seal()
    assert list(chain_faults()) == []
    assert list(erasure_faults()) == []


def test_the_list_of_erasures_is_its_owners_alone_and_survives_a_line_cut_short(ask, settings):
    audit.erase(ask(), by=WORKER)
    file = settings.HOME.path / "erased.jsonl"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with file.open("a") as cut_short:
        cut_short.write('{"pseudonym": "eras')
    assert len(list(tombstones.listed())) == 1
    audit.erase(ask(once_key="2"), by=WORKER)
    assert [each.root for each in tombstones.listed()] == list(
        Tombstone.objects.order_by("pk").values_list("root", flat=True)
    )


def test_a_list_of_erasures_that_was_damaged_is_refused(ask, settings):
    audit.erase(ask(), by=WORKER)
    file = settings.HOME.path / "erased.jsonl"
    file.write_text("x\n" + file.read_text())
    with pytest.raises(Refused, match="line 1 is damaged"):
        list(tombstones.listed())


def test_an_erasure_that_stopped_midway_is_seen_and_goes_on(rich, monkeypatch):
    def broken(_reach):
        raise OSError("the machine stopped")

    with monkeypatch.context() as patch:
        patch.setattr(erasing, "erase_rows", broken)
        with pytest.raises(OSError, match="stopped"):
            audit.erase(rich, by=WORKER)
    assert Inquiry.objects.filter(pk=rich.pk).exists()
    seal()
    assert list(chain_faults()) == []
    Tombstone.objects.update(begun_at=timezone.now() - timedelta(hours=2))
    assert any("is not done" in fault for fault in erasure_faults())
    audit.erase(rich, by=WORKER)
    seal()
    assert list(chain_faults()) == []
    assert list(erasure_faults()) == []


def test_a_change_that_pretends_to_be_a_cut_breaks_the_chain(rich):
    seal()
    event = Event.objects.about(f"inquiry:{rich.pk}").first()
    event.subject, event.content = "erased:0000000000000000", {}
    event.cuts = [["erased:0000000000000000.aaaa", event.expected_digest()]]
    event.save()
    assert any("no event of the chain tells of it" in fault for fault in chain_faults())


def test_a_cut_event_that_is_changed_again_is_seen(rich):
    audit.erase(rich, by=WORKER)
    seal()
    event = Event.objects.exclude(cuts=[]).first()
    event.action = "inquiries:inquiry:closed"
    event.save()
    assert any("was changed after" in fault for fault in chain_faults())


def test_verify_sees_somebody_who_is_here_again(rich):
    tombstone = audit.tombstone_of(rich, by=WORKER)
    Tombstone.objects.filter(pk=tombstone.pk).update(done_at=timezone.now())
    assert any("is here again" in fault for fault in erasure_faults())
