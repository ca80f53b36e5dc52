"""What may leave, for whom, and what goes with it."""

import csv
import datetime as dt
import io
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.exchange.leaving import asked, work

from kinline.audit.rules import FAMILY, WORKER
from kinline.exchange.forwarding import commands, selection
from kinline.exchange.models import Export
from kinline.exchange.writing import sealed
from kinline.inquiries.choices import Origin, SharingScope
from kinline.inquiries.commands import WhoAsks, add_facts, open_inquiry, withdraw
from kinline.inquiries.models import Sharing
from kinline.registry import commands as registry
from kinline.registry.choices import (
    Axis,
    LawfulBasis,
    MarkKind,
    OccurrenceKind,
    Purpose,
    SaidFate,
    SourceKind,
    StatusValue,
)
from kinline.registry.facts import BodyMark, Facts, Happening, Source, VagueDate
from kinline.registry.models import Arrival, Description
from kinline.registry.words import Word

LIST = SourceKind.OFFICIAL_LIST


@pytest.fixture
def leaves(petro, halyna):
    """`leaves(groups={...})`: what a file would hold, a dict a row."""

    def leaving(**said):
        export = commands.ask_export(asked(**said), by=petro)
        work()
        export.refresh_from_db()
        if export.state == "failed":
            return []
        commands.decide_export(export, agrees=True, by=halyna)
        work()
        export.refresh_from_db()
        assert export.state == "ready", export.fault
        text = sealed.stored(export.stored_as).read_text(encoding="utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    return leaving


@pytest.fixture
def listed(told):
    """`listed(family_name=...)`: one invented man as an official list tells of him."""
    return lambda **facts: told(source=LIST, source_name="Invented list", family_name="Вигаданюк", **facts)


@pytest.fixture
def asks(db):
    """A family asks, and allows these scopes."""

    def opened(*scopes, family_name="Неіснуйко"):
        return open_inquiry(
            Facts(family_name=family_name, narrative="NARRATIVE", unit="UNIT"),
            who=WhoAsks(name="Maria"),
            ways=[],
            sharings=scopes,
            origin=Origin.WEB,
            once_key=f"{family_name}{scopes}",
            by=FAMILY,
        ).inquiry

    return opened


def names(rows) -> set[str]:
    return {row["family_name"] for row in rows}


def hold(description, axis, value, *, by, named=False, **more):
    return registry.report_status(
        description.person,
        axis=axis,
        value=value,
        as_of=dt.date(2026, 5, 2),
        source_name="test",
        description=description if named else None,
        by=by,
        **more,
    )


def test_what_a_source_of_ours_says_leaves_with_its_core_only(listed, leaves):
    listed(
        given_name="Остап",
        born=(1990, 5, 12),
        rank="сержант",
        unit="UNIT",
        home_region="HOME",
        service_number="NUMBER",
        narrative="NARRATIVE",
        next_of_kin="KIN",
        next_of_kin_address="ADDRESS",
        correspondence_address="LETTERS",
        to_be_informed="INFORMED",
        said_fate=SaidFate.DEAD,
        state_of_health="ILL",
        happenings=(Happening(kind=OccurrenceKind.DEATH, place="PLACE"),),
        marks=(BodyMark(kind=MarkKind.TATTOO, motif="TATTOO"),),
    )
    [row] = leaves()
    assert row.pop("ref").startswith("localhost/")
    assert {name: value for name, value in row.items() if value} == {
        "said_on": timezone.localdate().isoformat(),
        "family_name": "Вигаданюк",
        "given_name": "Остап",
        "birth_date": "1990-05-12",
        "expiry_date": Description.objects.get().keep_until.isoformat(),
    }


def test_a_group_leaves_with_its_reason_and_what_never_leaves_still_does_not(listed, leaves):
    secrets = ("NUMBER", "NARRATIVE", "KIN", "LETTERS", "INFORMED", "Invented list", "dead")
    listed(
        service_number="NUMBER",
        narrative="NARRATIVE",
        next_of_kin="KIN",
        correspondence_address="LETTERS",
        to_be_informed="INFORMED",
        unit="UNIT",
        said_fate=SaidFate.DEAD,
        happenings=(
            Happening(kind=OccurrenceKind.CAPTURE, place="PLACE", when=VagueDate.of(2025, 4)),
            Happening(kind=OccurrenceKind.DEATH, place="GRAVE"),
        ),
        marks=(BodyMark(kind=MarkKind.TATTOO, site="рука", motif="ластівка; якір"),),
        height_cm_from=170,
        height_cm_to=175,
    )
    [row] = leaves(groups=dict.fromkeys(["capture", "service", "looks"], "duty"))
    assert (row["capture_place"], row["capture_date"], row["unit"]) == ("PLACE", "2025-04", "UNIT")
    assert (row["tattoos"], row["height_cm"]) == ("рука: ластівка, якір", "170-175")
    assert "death_place" not in row
    assert not [word for word in secrets if word in str(row)]
    [row] = leaves(groups=dict.fromkeys(["death", "health", "home", "last_contact", "parents"], "duty"))
    assert row["death_place"] == "GRAVE"
    assert not [word for word in secrets if word in str(row)]


@pytest.mark.parametrize(
    ("kind", "scope"),
    [
        ("agency", SharingScope.AGENCY),
        ("other_power", SharingScope.OTHER_POWER),
        ("publication", SharingScope.PUBLICATION),
        ("authority", None),
        ("other", None),
        ("own", None),
    ],
)
def test_a_familys_words_leave_only_where_it_allowed_that_kind_of_recipient(asks, leaves, kind, scope):
    for each in SharingScope:
        asks(each, family_name=f"allows {each.value}")
    asks(family_name="allows nothing")
    rows = leaves(recipient_kind=kind, families_asked_again=True)
    assert names(rows) == ({f"allows {scope.value}"} if scope else set())


def test_a_family_that_takes_its_word_back_is_in_no_file_from_then_on(asks, leaves):
    inquiry = asks(SharingScope.AGENCY)
    assert leaves()
    Sharing.objects.update(ended_at=timezone.now())
    assert not leaves()
    Sharing.objects.update(ended_at=None)
    withdraw(inquiry, by=FAMILY)
    assert not leaves()


def test_a_later_word_of_the_family_follows_what_it_allowed_and_keeps_its_number(asks, leaves):
    inquiry = asks(SharingScope.AGENCY)
    [before] = leaves()
    add_facts(inquiry, Facts(family_name="Неіснуйко", given_name="Лев"), by=FAMILY)
    [after] = leaves()
    assert (after["given_name"], after["ref"]) == ("Лев", before["ref"])


def test_what_a_registrar_wrote_down_of_a_family_without_an_inquiry_never_leaves(told, leaves):
    told(family_name="Неіснуйко")
    assert not leaves()


def test_what_is_withdrawn_without_basis_over_or_still_coming_never_leaves(listed, told, leaves):
    registry.withdraw_description(listed(given_name="withdrawn"), by=WORKER)
    told(source=LIST, basis=LawfulBasis.NONE, family_name="no basis")
    over = listed(given_name="over")
    Description.objects.filter(pk=over.pk).update(keep_until=timezone.localdate() - timedelta(days=1))
    coming = listed(given_name="coming")
    Description.objects.filter(pk=coming.pk).update(arrival=Arrival.objects.create(source_name="x"))
    corrected = listed(given_name="earlier")
    word = Word(
        source=Source(kind=LIST, name="Invented list"),
        basis=registry.basis_of(corrected),
        facts=Facts(family_name="Вигаданюк", given_name="later"),
        follows=corrected,
    )
    registry.describe(word, by=WORKER)
    assert [row["given_name"] for row in leaves()] == ["later"]


def test_invented_people_do_not_leave_a_live_installation(listed, leaves, settings):
    Description.objects.filter(pk=listed().pk).update(purpose=Purpose.DEMONSTRATION)
    assert leaves()
    settings.MODE = "live"
    assert not leaves()


def test_what_comes_after_it_was_asked_for_is_not_in_it(listed, petro, halyna):
    listed(given_name="before")
    export = commands.ask_export(asked(), by=petro)
    late = listed(given_name="after")
    Description.objects.filter(pk=late.pk).update(recorded_at=timezone.now() + timedelta(seconds=1))
    arrived = listed(given_name="arrived after")
    arrival = Arrival.objects.create(source_name="x", complete_at=timezone.now() + timedelta(seconds=1))
    Description.objects.filter(pk=arrived.pk).update(arrival=arrival)
    part, _last = selection.part_behind(export, 0)
    assert [leaving.description.given_name for leaving in part.leaving] == ["before"]


@pytest.mark.parametrize(
    ("kind", "group"), [(SourceKind.CAPTURE_CARD, "capture"), (SourceKind.GRAVE, "death")]
)
def test_a_list_that_tells_by_itself_leaves_only_with_its_group(told, leaves, kind, group):
    told(source=kind, family_name="Вигаданюк")
    assert not leaves()
    assert Export.objects.get().counts["left_out"] == {f"tells_{group}": 1}
    assert leaves(groups={group: "duty"})


def test_kinds_sources_and_files_narrow_it(listed, told, leaves):
    listed(given_name="listed")
    told(source=SourceKind.HOSPITAL_LIST, source_name="Hospital", family_name="Вигаданюк", given_name="ill")
    arrival = Arrival.objects.create(source_name="Invented list", complete_at=timezone.now())
    Description.objects.filter(pk=listed(given_name="in the file").pk).update(arrival=arrival)
    told_by = lambda **said: sorted(row["given_name"] for row in leaves(**said))  # noqa: E731  # short
    assert told_by() == ["ill", "in the file", "listed"]
    assert told_by(source_kinds=["hospital_list"]) == ["ill"]
    assert told_by(source_name="Invented list") == ["in the file", "listed"]
    assert told_by(arrival=arrival) == ["in the file"]


ALL = dict.fromkeys(["death", "capture", "health"], "duty")


@pytest.mark.parametrize(
    ("axis", "value", "without", "with_all"),
    [
        (Axis.FATE, StatusValue.MISSING, "missing", "missing"),
        (Axis.FATE, StatusValue.ALIVE_IN_CONTACT, "alive", "alive"),
        (Axis.CUSTODY, StatusValue.HELD, "", "captured"),
        (Axis.CUSTODY, StatusValue.RELEASED, "", "alive"),
        (Axis.CUSTODY, StatusValue.ESCAPED, "", ""),
        (Axis.HEALTH, StatusValue.WOUNDED, "", "wounded"),
    ],
)
def test_a_status_leaves_if_people_judged_it_and_its_group_has_a_reason(
    listed, leaves, anna, axis, value, without, with_all
):
    hold(listed(), axis, value, by=anna)
    assert [row["status"] for row in leaves()] == [without]
    assert [row["status"] for row in leaves(groups=ALL)] == [with_all]


def test_no_half_of_what_is_held_leaves(listed, leaves, anna):
    """Held a prisoner and missing: "missing" alone would be false."""
    man = listed()
    hold(man, Axis.FATE, StatusValue.MISSING, by=anna)
    hold(man, Axis.CUSTODY, StatusValue.HELD, by=anna)
    assert [row["status"] for row in leaves()] == [""]


def test_a_death_leaves_once_two_people_hold_it_and_only_with_a_reason(listed, leaves, anna, iryna):
    man = listed()
    hold(man, Axis.FATE, StatusValue.ALIVE_IN_CONTACT, by=anna)
    report = hold(man, Axis.FATE, StatusValue.DEAD, by=anna, document="Акт 1")
    assert [row["status"] for row in leaves(groups=ALL)] == [""], "while it waits, nothing is said"
    registry.second_status(report, agrees=True, by=iryna)
    assert [row["status"] for row in leaves(groups=ALL)] == ["dead"]
    assert [row["status"] for row in leaves()] == [""], "without the reason, nothing older is said either"
    registry.withdraw_status(report, reason="it was another man", by=anna)
    assert [row["status"] for row in leaves(groups=ALL)] == ["alive"]


@pytest.mark.parametrize(
    ("axis", "value"),
    [(Axis.WISH, StatusValue.REFUSES_CONTACT), (Axis.DANGER, StatusValue.DANGEROUS_TO_TELL)],
)
def test_of_a_man_who_wants_no_word_sent_nothing_leaves_but_what_his_family_said(
    asks, listed, leaves, anna, iryna, axis, value
):
    inquiry, man = asks(SharingScope.AGENCY), listed()
    registry.join_persons(inquiry.description.person, man.person, reason="same", first=anna, by=iryna)
    man.refresh_from_db()
    before = leaves(groups=ALL)
    assert names(before) == {"Неіснуйко", "Вигаданюк"}
    hold(man, axis, value, by=anna)
    after = leaves(groups=ALL)
    assert after == [row for row in before if row["family_name"] == "Неіснуйко"]


def test_a_familys_words_look_the_same_whatever_was_found(asks, told, leaves, anna, iryna):
    inquiry = asks(SharingScope.AGENCY)
    [before] = leaves(groups=ALL)
    card = told(source=SourceKind.CAPTURE_CARD, family_name="Вигаданюк")
    registry.join_persons(inquiry.description.person, card.person, reason="same", first=anna, by=iryna)
    hold(inquiry.description, Axis.CUSTODY, StatusValue.HELD, by=anna)
    after = leaves(groups=ALL)
    assert before in after
    assert {row["status"] for row in after} == {"", "captured"}


def test_a_status_goes_with_the_source_that_it_rests_on(listed, told, leaves, anna, iryna):
    first = listed()
    other = told(source=SourceKind.HOSPITAL_LIST, source_name="Hospital", family_name="Інший")
    registry.join_persons(first.person, other.person, reason="same", first=anna, by=iryna)
    other.refresh_from_db()
    hold(other, Axis.HEALTH, StatusValue.WOUNDED, by=anna, named=True)
    assert {row["family_name"]: row["status"] for row in leaves(groups=ALL)} == {
        "Вигаданюк": "",
        "Інший": "wounded",
    }


def test_two_recipients_cannot_join_their_files_and_one_knows_its_rows_again(listed, leaves):
    listed()
    first, again = leaves(), leaves(recipient_name=" invented  AGENCY ")
    other, kind = leaves(recipient_name="Another"), leaves(recipient_kind="other_power")
    assert first == again
    assert len({rows[0]["ref"] for rows in (first, other, kind)}) == 3
    assert str(Description.objects.get().public_id) not in str(first)


def test_the_number_of_queries_does_not_grow_with_the_rows(
    listed, asks, petro, django_assert_max_num_queries
):
    for number in range(40):
        listed(given_name=str(number))
        asks(SharingScope.AGENCY, family_name=f"family {number}")
    export = commands.ask_export(asked(), by=petro)
    with django_assert_max_num_queries(9):
        part, _last = selection.part_behind(export, 0)
    assert len(part.leaving) == 80
