"""Every write of an import."""

import datetime as dt
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from tests.exchange.conftest import ROWS, table

from kinline.audit.models import Event
from kinline.audit.rules import FAMILY, SHELL, WORKER, Refused
from kinline.exchange import commands, queries, stored
from kinline.exchange.choices import ImportState
from kinline.exchange.commands import working
from kinline.exchange.models import ImportRun
from kinline.registry.choices import SaidFate
from kinline.registry.commands import correct, withdraw_description
from kinline.registry.models import Arrival, Description, DescriptionNews, Person, StatusReport


def many(count: int, *, start: int = 1, name: str = "Вигаданюк") -> list[str]:
    return [f"{number},{name}{number},Остап,1990,ч" for number in range(start, start + count)]


def advance(times: int) -> None:
    for _time in range(times):
        assert commands.advance_import(by=WORKER)


def forget_lease(run: ImportRun) -> None:
    """As if the lease of a dead worker had run out."""
    ImportRun.objects.filter(pk=run.pk).update(leased_until=timezone.now() - dt.timedelta(seconds=1))


def test_a_file_is_stored_for_its_owner_only_and_its_columns_are_guessed(receive, petro, incoming):
    run = receive(table(*ROWS), by=petro)
    assert run.mapping == {
        "ref": "id",
        "family_name": "surname",
        "given_name": "name",
        "birth_date": "dob",
        "sex": "sex",
    }
    assert (run.state, run.started_by) == (ImportState.MAPPING, petro)
    [name] = incoming()
    path = Path(settings.HOME.path, "incoming", name)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("by", [FAMILY, "oleh"])
def test_only_those_who_may_import(receive, request, incoming, by):
    with pytest.raises(Refused):
        receive(table(*ROWS), by=request.getfixturevalue(by) if isinstance(by, str) else by)
    assert not incoming()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "no rows"),
        (b"a\0b", "NUL"),
        (b";;\n", "name the columns"),
        (b"x" * 2_000_001, "larger than 2 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_not_kept(receive, incoming, settings, content, sentence):
    settings.IMPORT_LARGEST_BYTES = 2_000_000
    with pytest.raises(Refused, match=sentence):
        receive(content)
    assert not incoming()
    assert not ImportRun.objects.exists()


def test_a_whole_import_adds_descriptions_and_keeps_no_file(import_all, incoming):
    run = import_all(table(*ROWS))
    assert (run.state, run.rows_total, run.rows_added, run.rows_refused) == (ImportState.COMPLETE, 3, 3, 0)
    assert not incoming()
    ostap = Description.objects.shown().get(source_ref="1")
    assert (ostap.name, ostap.birth.iso(), ostap.source_name) == (
        "Вигаданюк Остап",
        "1990-05-12",
        "Invented list",
    )
    assert ostap.keep_until > timezone.localdate() + dt.timedelta(days=4 * 365)
    assert DescriptionNews.objects.due().count() == 3
    deeds = Event.objects.about(f"import:{run.pk}").order_by("pk")
    assert [event.action.rpartition(":")[2] for event in deeds] == [
        "received",
        "started",
        "unpacked",
        "checked",
        "complete",
    ]
    assert deeds.last().content == {"added": 3, "known": 0, "refused": 0, "rows": 3}


def test_nothing_is_shown_before_everything_is_there(receive):
    commands.start_import(receive(table(*many(250))), by=SHELL)
    advance(4)
    assert Description.objects.count() == 200
    assert not Description.objects.shown().exists()
    assert not DescriptionNews.objects.due().exists()
    advance(1)
    assert Description.objects.shown().count() == 250


def test_an_earlier_word_stays_the_last_one_until_the_later_is_shown(import_all, receive):
    import_all(table(*many(150)))
    commands.start_import(receive(table(*many(150, name="Інакший"))), by=SHELL)
    advance(3)
    assert Description.objects.count() == 250
    assert Description.objects.matchable().count() == 150
    assert not Description.objects.matchable().filter(family_name__startswith="Інакший").exists()
    advance(1)
    assert Description.objects.matchable().filter(family_name__startswith="Інакший").count() == 150
    assert Description.objects.matchable().count() == 150


def test_the_same_file_twice_adds_nothing_and_says_so(import_all, incoming, sender):
    first = import_all(table(*ROWS))
    second = import_all(table(*ROWS))
    assert (second.state, second.same_as, second.arrival) == (ImportState.COMPLETE, first, None)
    assert (second.rows_added, second.rows_known) == (0, 3)
    assert Description.objects.count() == 3
    assert not incoming()


def test_the_same_rows_in_another_file_are_known(import_all):
    import_all(table(*ROWS))
    again = import_all(table(*reversed(ROWS), "4,Новенька,Дарина,2001,ж"))
    assert (again.rows_added, again.rows_known) == (1, 3)
    assert Person.objects.count() == 4


def test_the_same_number_with_other_content_is_a_later_word_of_the_same_person(import_all):
    import_all(table(*ROWS))
    run = import_all(table("1,Вигаданюк,Остап,1991-05-12,ч"))
    assert (run.rows_added, run.rows_known) == (1, 0)
    later = Description.objects.get(birth_text="1991-05-12")
    assert later.follows == Description.objects.get(birth_text="1990-05-12")
    assert later.person == later.follows.person
    back = import_all(table("1,Вигаданюк,Остап,1990-05-12,ч"))
    assert (back.rows_added, back.rows_known) == (0, 1)


def test_a_later_word_follows_what_staff_corrected(import_all, anna):
    import_all(table(*ROWS))
    ours = Description.objects.get(source_ref="2")
    corrected = correct(ours, replace(ours.facts, given_name="Мар'яна"), reason="Heard wrong.", by=anna)
    import_all(table("2,Неіснуйко,Марія,1988,ж"))
    assert Description.objects.get(given_name="Марія").follows == corrected


def test_one_number_twice_in_a_file_makes_two_words_of_one_person(import_all):
    run = import_all(table(ROWS[0], "1,Вигаданюк,Остап Ігорович,1990-05-12,ч", ROWS[0], ROWS[1]))
    assert (run.rows_added, run.rows_known) == (3, 1)
    assert Person.objects.count() == 2


def test_rows_without_numbers_are_known_by_their_content(import_all):
    plain = "name,surname"
    assert import_all(table("Остап,Вигаданюк", header=plain)).rows_added == 1
    again = import_all(table("Остап,Вигаданюк", "Лев,Придуманенко", header=plain))
    assert (again.rows_added, again.rows_known) == (1, 1)


def test_rows_with_faults_are_refused_one_by_one_and_the_others_written(import_all):
    run = import_all(
        table(*ROWS, "4,Хибний,Іван,31.02.1998,ч", '5,"Не"парний,Іван,1998,ч', "6,Хибна,Ніна,1998,кішка")
    )
    assert (run.state, run.rows_added, run.rows_refused) == (ImportState.COMPLETE, 3, 3)
    told = [(row.row, row.column, queries.sentence_of(row)) for row in queries.refusals(run)]
    assert told == [
        (5, "dob", "31.02.1998: there is no such day."),
        (6, "", "The quotation marks in this row do not pair."),
        (7, "sex", "кішка: write “male” or “female”, or leave it empty."),
    ]


def test_a_file_of_which_more_than_half_is_refused_writes_nothing(import_all, incoming):
    run = import_all(table(ROWS[0], "2,А,Б,31.02.1998,ч", "3,В,Г,31.02.1998,ч"))
    assert run.state == ImportState.REFUSED
    assert queries.refusal_sentence(run).startswith("More than half of the rows have faults (2 / 3)")
    assert not Description.objects.exists()
    assert not Arrival.objects.exists()
    assert run.refusals.count() == 2
    assert not incoming()


def test_a_file_that_breaks_at_its_end_writes_nothing(import_all):
    run = import_all(table(*many(1500)) + b'1501,"cut off')
    assert (run.state, run.refusal) == (ImportState.REFUSED, "quotes:1502")
    assert not Description.objects.exists()


def test_a_fate_that_arrives_sets_no_status(import_all):
    import_all(table("Вигаданюк,загинув", header="surname,status"))
    assert Description.objects.get().said_fate == SaidFate.DEAD
    assert not StatusReport.objects.exists()


def test_what_was_withdrawn_does_not_come_back(import_all):
    import_all(table(*ROWS))
    withdraw_description(Description.objects.get(source_ref="1"), by=SHELL)
    run = import_all(table("1,Вигаданюк,Остап,1992,ч", ROWS[1]))
    assert (run.rows_added, run.rows_known, run.rows_refused) == (0, 1, 1)
    assert run.refusals.get().reason == "withdrawn"
    assert not Description.objects.matchable().filter(source_ref="1").exists()


@pytest.mark.parametrize("done", range(1, 7))
def test_a_worker_killed_between_any_two_slices_loses_and_repeats_nothing(receive, monkeypatch, done):
    run = commands.start_import(receive(table(*many(330))), by=SHELL)
    advance(done - 1)
    monkeypatch.setattr(working, "release", killed)
    monkeypatch.setattr(working, "finish", killed)
    with pytest.raises(KeyboardInterrupt):
        commands.advance_import(by=WORKER)
    monkeypatch.undo()
    assert commands.advance_import(by=WORKER) == 0, "the dead worker's lease still holds"
    forget_lease(run)
    while commands.advance_import(by=WORKER):
        pass
    run.refresh_from_db()
    assert (run.state, run.rows_read, run.rows_added) == (ImportState.COMPLETE, 330, 330)
    assert Description.objects.shown().count() == Person.objects.count() == 330


def killed(*_args, **_more):
    raise KeyboardInterrupt


def test_a_slice_whose_lease_was_taken_over_writes_nothing(receive, monkeypatch):
    run = commands.start_import(receive(table(*many(250))), by=SHELL)
    advance(2)
    unpacked = stored.rows_from

    def overtaken(*args, **more):
        monkeypatch.setattr(stored, "rows_from", unpacked)
        forget_lease(run)
        advance(1)
        return unpacked(*args, **more)

    monkeypatch.setattr(stored, "rows_from", overtaken)
    advance(1)
    assert Description.objects.count() == 100


def test_an_import_that_stops_again_and_again_is_refused_and_taken_back(receive, monkeypatch):
    run = commands.start_import(receive(table(*many(250))), by=SHELL)
    advance(3)
    with monkeypatch.context() as broken:
        broken.setattr(working, "release", killed)
        for _time in range(working.TRIES):
            with pytest.raises(KeyboardInterrupt):
                commands.advance_import(by=WORKER)
            forget_lease(run)
    advance(3)
    run.refresh_from_db()
    assert (run.state, run.refusal) == (ImportState.REFUSED, f"tries:{working.TRIES}")
    assert not Description.objects.exists()
    assert not Person.objects.exists()


def test_cancelling_takes_back_what_was_written_a_hundred_at_a_time(
    import_all, receive, incoming, django_capture_on_commit_callbacks
):
    import_all(table(*many(50)))
    run = commands.start_import(receive(table(*many(50, name="Інакший"), *many(150, start=51))), by=SHELL)
    advance(3)
    assert Description.objects.count() == 150
    commands.cancel_import(run, by=SHELL)
    advance(1)
    assert Description.objects.count() == 50
    with django_capture_on_commit_callbacks(execute=True):
        advance(1)
    run.refresh_from_db()
    assert (run.state, run.rows_added, run.arrival) == (ImportState.CANCELLED, 0, None)
    assert Description.objects.matchable().count() == Person.objects.count() == 50
    assert not incoming()
    assert commands.advance_import(by=WORKER) == 0


def test_cancelling_before_the_first_write_ends_it_at_once(
    receive, incoming, django_capture_on_commit_callbacks
):
    run = receive(table(*ROWS))
    with django_capture_on_commit_callbacks(execute=True):
        assert commands.cancel_import(run, by=SHELL).state == ImportState.CANCELLED
    assert not incoming()
    with pytest.raises(Refused, match="past that"):
        commands.cancel_import(run, by=SHELL)


def test_two_files_of_one_source_wait_for_each_other(receive):
    commands.start_import(receive(table(*ROWS)), by=SHELL)
    with pytest.raises(Refused, match="Another file of this source"):
        commands.start_import(receive(table(*ROWS[:2])), by=SHELL)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"source_name": " "}, "whose file"),
        ({"source_kind": ""}, "what kind"),
        ({"purpose": "curiosity"}, "kept for"),
        ({"lawful_basis": ""}, "by what right"),
    ],
)
def test_an_import_does_not_start_without_source_and_right(receive, changed, sentence):
    run = receive(table(*ROWS))
    ImportRun.objects.filter(pk=run.pk).update(**changed)
    with pytest.raises(Refused, match=sentence):
        commands.start_import(run, by=SHELL)


def test_a_mapping_may_be_changed_until_the_start(receive):
    run = commands.set_mapping(receive(table(*ROWS)), {"whole_name": "surname", "rank": ""}, by=SHELL)
    assert run.mapping == {"whole_name": "surname"}
    commands.start_import(run, by=SHELL)
    with pytest.raises(Refused, match="past that: Waits to be read"):
        commands.set_mapping(run, {"whole_name": "name"}, by=SHELL)


def test_a_stored_file_that_is_gone_refuses_the_import(receive, incoming):
    run = commands.start_import(receive(table(*ROWS)), by=SHELL)
    stored.remove(run.stored_as)
    advance(1)
    run.refresh_from_db()
    assert (run.state, run.refusal) == (ImportState.REFUSED, "gone")


def test_two_imports_take_turns(receive, sender):
    other = commands.Sender(
        source_name="Another list", source_kind="unit", purpose="bureau", lawful_basis="treaty_duty"
    )
    for run in (receive(table(*many(300))), receive(table(*many(300, start=500)), sender=other)):
        commands.start_import(run, by=SHELL)
    advance(8)
    assert set(ImportRun.objects.values_list("rows_read", flat=True)) == {200}
