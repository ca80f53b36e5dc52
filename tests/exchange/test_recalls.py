"""A file went out with what is suspended, taken back or undone: its recipient stands on the correction, until told."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone
from tests.exchange.leaving import asked, work

from kinline.audit.models import Event
from kinline.audit.rules import Refused
from kinline.exchange.choices import ExportState, Removal
from kinline.exchange.forwarding import commands, queries
from kinline.exchange.models import Export, ExportedWord, Forwarding, Recall
from kinline.exchange.writing import sealed
from kinline.inquiries import commands as inquiries
from kinline.inquiries.choices import LineEnd, LineKind
from kinline.inquiries.models import Correction, CorrectionLine
from kinline.registry import commands as registry
from kinline.registry.choices import Axis, SourceKind, StatusValue
from kinline.suggestions.choices import Verdict
from kinline.suggestions.commands import judge, suggest_by_hand

WITH = {"death": "law", "capture": "duty", "health": "care"}


@pytest.fixture(autouse=True)
def _empty_folder():
    for path in sealed.folder().iterdir():
        path.unlink()


@pytest.fixture
def listed(told):
    """`listed("Остап")`: one invented man of an official list."""
    return lambda given="Остап", name="Invented list": told(
        source=SourceKind.OFFICIAL_LIST, source_name=name, family_name="Вигаданюк", given_name=given
    )


@pytest.fixture
def man(listed):
    return listed()


@pytest.fixture
def reported(anna):
    """`reported(description, axis, value, day)`: Anna writes down what is held of him."""

    def report(description, axis, value, day=1, *, named=True):
        return registry.report_status(
            description.person,
            axis=axis,
            value=value,
            as_of=dt.date(2026, 1, day),
            source_name="Invented list",
            document="Акт (вигаданий)",
            description=description if named else None,
            by=anna,
        )

    return report


@pytest.fixture
def dead(reported, iryna):
    """`dead(description)`: two people hold that he died."""
    return lambda description, day=1, **named: registry.second_status(
        reported(description, Axis.FATE, StatusValue.DEAD, day, **named), agrees=True, by=iryna
    )


@pytest.fixture
def written(petro, halyna):
    """`written(recipient_name=...)`: a file that waits to be taken."""

    def write(**said):
        export = commands.ask_export(asked(groups=WITH, **said), by=petro)
        work()
        commands.decide_export(export, agrees=True, by=halyna)
        work()
        export.refresh_from_db()
        assert export.state == ExportState.READY, export.fault
        return export

    return write


@pytest.fixture
def sent(written, petro):
    """`sent(recipient_name=...)`: a file that was taken, as its line in the log."""

    def send(**said):
        export = written(**said)
        commands.take_file(export, by=petro).close()
        return export.forwarding

    return send


@pytest.fixture
def died(man, dead):
    return dead(man)


def tell(by, *, on=None, note="Letter 14/2"):
    recall = Recall.objects.open().first()
    return commands.tell_recipient(recall, on=on or timezone.localdate(), way="post", note=note, by=by)


def test_a_suspended_death_lists_whoever_has_it_in_a_file_though_no_family_was_told(
    man, died, sent, halyna, petro
):
    line = sent()
    inquiries.suspend_death(died, reason="The number is another man's.", by=halyna)
    correction = Correction.objects.get()
    assert (correction.report, correction.closed_at) == (died, None)
    [listed] = correction.lines.all()
    assert (listed.kind, listed.recipient, listed.ended_at) == (LineKind.FORWARDED, "Invented agency", None)
    recall = listed.recall
    assert recall.forwarding == line
    word = ExportedWord.objects.get()
    assert (recall.words, word.status) == ([word.pk], "dead")
    [shown] = queries.recalls_of(line, visible_to=petro)
    assert [(record.number, str(record.said)) for record in shown.records] == [(word.record_id, "dead")]


def test_it_waits_until_somebody_writes_down_how_the_recipient_was_told(died, sent, halyna, petro):
    line = sent()
    inquiries.suspend_death(died, reason="Unsure.", by=halyna)
    [waiting] = queries.to_tell(visible_to=petro)
    assert (waiting.recall.forwarding, waiting.files) == (line, 1)
    assert tell(petro, note=" Letter 14/2 ") == 1
    recall = Recall.objects.get()
    assert (recall.told_on, recall.way, recall.said_wrong) == (timezone.localdate(), "post", False)
    assert (recall.line.ended_because, recall.line.ended_by, recall.line.note) == (
        LineEnd.CORRECTED,
        petro,
        "Letter 14/2",
    )
    assert Correction.objects.get().closed_at is not None
    assert queries.to_tell(visible_to=petro) == []
    event = Event.objects.get(action="exchange:recipient:told")
    assert (event.actor, event.subject) == (petro.actor_id, f"forwarding:{line.pk}")
    with pytest.raises(Refused, match="done already"):
        commands.tell_recipient(recall, on=timezone.localdate(), way="post", note="Again", by=petro)


def test_only_who_records_what_went_out_says_so_and_says_how_and_when(died, sent, halyna, petro, anna):
    sent()
    inquiries.suspend_death(died, reason="Unsure.", by=halyna)
    with pytest.raises(Refused, match="Your role"):
        tell(anna)
    with pytest.raises(Refused, match="letter and its number"):
        tell(petro, note=" ")
    for day in (-1, 1):
        with pytest.raises(Refused, match="before it came into doubt, or in the future"):
            tell(petro, on=timezone.localdate() + dt.timedelta(days=day))
    with pytest.raises(Refused, match="Whoever records what went to whom"):
        inquiries.give_up_line(CorrectionLine.objects.get(), note="Wrote to them.", by=anna)
    assert Recall.objects.open().count() == 1


def test_one_letter_is_enough_for_all_files_of_one_recipient(died, sent, halyna, petro):
    sent()
    sent(recipient_name="invented  AGENCY")
    sent(recipient_name="Another agency")
    inquiries.suspend_death(died, reason="Unsure.", by=halyna)
    assert sorted(group.files for group in queries.to_tell(visible_to=petro)) == [1, 2]
    assert tell(petro) == 2
    assert Recall.objects.open().get().forwarding.recipient_name == "Another agency"
    assert Correction.objects.get().closed_at is None


def test_a_file_that_waits_with_it_is_deleted_at_once_and_nobody_is_listed(
    died, written, halyna, petro, django_capture_on_commit_callbacks
):
    export = written()
    with django_capture_on_commit_callbacks(execute=True):
        inquiries.suspend_death(died, reason="Unsure.", by=halyna)
    export.refresh_from_db()
    assert (export.state, export.removed_because) == (ExportState.REMOVED, Removal.NO_LONGER_ALLOWED)
    assert not list(sealed.folder().iterdir())
    assert not Correction.objects.exists()
    with pytest.raises(Refused):
        commands.take_file(export, by=petro)


def test_a_file_is_not_taken_beside_a_suspension(died, written, halyna, petro, meanwhile):
    """Either it stands in the log and its recipient on the correction, or it is not taken."""
    export = written()

    def taken():
        try:
            commands.take_file(Export.objects.get(pk=export.pk), by=petro).close()
        except Refused:
            return False
        return True

    with transaction.atomic():
        inquiries.suspend_death(died, reason="Unsure.", by=halyna)
        beside = meanwhile(taken)
    assert not beside.result()
    assert not Forwarding.objects.exists()


def test_a_death_taken_back_for_good_is_told_anew_to_whoever_heard_of_a_doubt(died, sent, halyna, petro):
    sent()
    inquiries.suspend_death(died, reason="Unsure.", by=halyna)
    tell(petro)
    inquiries.withdraw_status(died, reason="Another man.", by=halyna)
    assert [recall.said_wrong for recall in Recall.objects.order_by("pk")] == [False, None]
    tell(petro)
    assert [recall.said_wrong for recall in Recall.objects.order_by("pk")] == [False, True]
    assert not Correction.objects.open().exists()


def test_a_doubt_that_becomes_certain_before_anybody_was_told_stays_one_line(died, sent, halyna, petro):
    sent()
    inquiries.suspend_death(died, reason="Unsure.", by=halyna)
    inquiries.withdraw_status(died, reason="Another man.", by=halyna)
    assert Recall.objects.count() == 1
    tell(petro)
    assert Recall.objects.get().said_wrong


def test_who_knows_that_it_was_wrong_is_not_listed_again(man, died, dead, sent, halyna, petro):
    sent()
    inquiries.withdraw_status(died, reason="Another man.", by=halyna)
    tell(petro)
    later = dead(man, 5)
    second = sent(recipient_name="Another agency")
    inquiries.suspend_death(later, reason="Unsure.", by=halyna)
    assert Recall.objects.open().get().forwarding == second


def test_two_who_restore_it_before_anybody_was_told_end_the_line(died, sent, halyna, anna, iryna, petro):
    sent()
    suspension = inquiries.suspend_death(died, reason="Unsure.", by=halyna)
    inquiries.restore(suspension, reason="Genuine.", by=anna)
    assert Recall.objects.open().exists()
    inquiries.restore(suspension, reason="Genuine.", by=iryna)
    assert CorrectionLine.objects.get().ended_because == LineEnd.RESTORED
    assert Correction.objects.get().closed_at is not None
    again = inquiries.suspend_death(died, reason="Unsure again.", by=halyna)
    assert again.is_open
    assert Recall.objects.open().count() == 1


def test_who_was_told_of_a_doubt_is_told_too_that_it_holds_after_all(died, sent, halyna, anna, iryna, petro):
    line = sent()
    sent()
    suspension = inquiries.suspend_death(died, reason="Unsure.", by=halyna)
    tell(petro, note="Letter 14/2")
    assert queries.to_tell(visible_to=petro) == []
    inquiries.restore(suspension, reason="Genuine.", by=anna)
    assert queries.to_tell(visible_to=petro) == []
    inquiries.restore(suspension, reason="Genuine.", by=iryna)
    [waiting] = queries.to_tell(visible_to=petro)
    assert (waiting.holds_again, waiting.files) == (True, 2)
    [shown] = queries.recalls_of(line, visible_to=petro)
    assert shown.is_owed
    with pytest.raises(Refused, match="letter and its number"):
        commands.tell_recipient(shown.recall, on=timezone.localdate(), way="post", note="", by=petro)
    said = {"on": timezone.localdate(), "way": "voice", "note": "Rang them", "by": halyna}
    assert commands.tell_recipient(shown.recall, **said) == 2
    [shown] = queries.recalls_of(line, visible_to=petro)
    assert not shown.is_owed
    assert (shown.recall.way, shown.recall.holds_told_on) == ("post", timezone.localdate())
    assert shown.recall.line.note == "Letter 14/2\nHalyna: Rang them"
    assert queries.to_tell(visible_to=petro) == []
    with pytest.raises(Refused, match="done already"):
        commands.tell_recipient(shown.recall, **said)
    inquiries.suspend_death(died, reason="Unsure again.", by=halyna)
    assert [(one.holds_again, one.files) for one in queries.to_tell(visible_to=petro)] == [(False, 2)]


def test_an_earlier_death_that_is_suspended_with_it_does_not_bear_the_file(man, dead, reported, sent, halyna):
    """Dead, then alive, then dead again in a file: the first report does not make the file true."""
    dead(man, 1)
    reported(man, Axis.FATE, StatusValue.ALIVE_IN_CONTACT, 2)
    later = dead(man, 3)
    sent()
    inquiries.suspend_death(later, reason="Unsure.", by=halyna)
    assert Recall.objects.open().count() == 1


def test_what_another_report_bears_is_not_listed(man, died, dead, sent, halyna):
    dead(man, 2)
    sent()
    inquiries.withdraw_status(died, reason="Written down twice.", by=halyna)
    assert not Correction.objects.exists()


def test_a_custody_taken_back_lists_who_was_told_of_it_and_not_of_what_came_later(
    man, reported, sent, halyna
):
    held = reported(man, Axis.CUSTODY, StatusValue.HELD, 1)
    first = sent()
    reported(man, Axis.CUSTODY, StatusValue.RELEASED, 2)
    sent(recipient_name="Another agency")
    inquiries.withdraw_status(held, reason="Another man's card.", by=halyna)
    assert Recall.objects.get().forwarding == first


def test_later_news_makes_no_file_false(man, reported, sent):
    reported(man, Axis.CUSTODY, StatusValue.HELD, 1)
    sent()
    reported(man, Axis.CUSTODY, StatusValue.RELEASED, 2)
    assert not Recall.objects.exists()


def test_what_went_without_a_status_is_on_no_correction(man, sent, dead, halyna):
    sent()
    died = dead(man)
    inquiries.suspend_death(died, reason="Unsure.", by=halyna)
    assert not Correction.objects.exists()


@pytest.fixture
def join(anna, iryna):
    """`join(left, right)`: the pair, judged by two to be one man."""

    def joins(left, right):
        pair = suggest_by_hand(left, right, by=anna)
        judge(pair, Verdict.SAME, reason="Name agrees.", by=anna)
        pair = judge(pair, Verdict.SAME, reason="All agrees.", by=iryna)
        left.refresh_from_db()
        right.refresh_from_db()
        return pair

    return joins


@pytest.fixture
def joined(listed, join):
    """Two men of two lists, judged to be one."""
    left, right = listed(), listed("Остап", "Another list")
    return left, right, join(left, right)


def test_a_suspended_join_lists_what_went_since_and_its_undoing_spares_what_is_his_own(
    joined, dead, sent, halyna
):
    _left, right, pair = joined
    dead(right)
    sent(source_name="Another list")
    inquiries.suspend_join(pair.join, reason="Two men.", by=halyna)
    correction = Correction.objects.get()
    assert (correction.join, correction.lines.count()) == (pair.join, 1)
    inquiries.undo_match(pair, reason="Two men.", by=halyna)
    assert CorrectionLine.objects.get().ended_because == LineEnd.STANDS
    assert not Correction.objects.open().exists()


def test_undoing_a_join_lists_who_was_told_what_nobody_knows_of_whom(joined, dead, sent, halyna, petro):
    _left, _right, pair = joined
    dead(joined[0], named=False)
    sent()
    inquiries.undo_match(pair, reason="Two men.", by=halyna)
    recall = Recall.objects.get()
    assert len(recall.words) == 2
    assert recall.line.correction.is_for_sure


def test_a_file_from_before_the_join_is_not_in_doubt_because_of_it(listed, join, dead, sent, halyna):
    left = listed()
    dead(left)
    sent()
    right = listed("Остап", "Another list")
    inquiries.suspend_join(join(left, right).join, reason="Two men.", by=halyna)
    assert not Correction.objects.exists()


def test_parting_a_sources_words_lists_files_though_no_familys_match_rests_on_them(
    joined, dead, sent, halyna
):
    _left, right, _pair = joined
    died = dead(joined[0], named=False)
    sent()
    inquiries.split_match(right, reason="Two men.", by=halyna)
    assert Recall.objects.get().line.correction.report == died


def test_who_may_not_read_the_log_or_talk_with_families_reads_no_recall(
    died, sent, halyna, anna, oleh, petro
):
    line = sent()
    inquiries.suspend_death(died, reason="Unsure.", by=halyna)
    correction = Correction.objects.get()
    assert list(queries.recalls_in(correction, visible_to=anna)) == [CorrectionLine.objects.get().pk]
    for staff in (oleh, petro):
        with pytest.raises(Refused):
            queries.recalls_in(correction, visible_to=staff)
    with pytest.raises(Refused):
        queries.recalls_of(line, visible_to=oleh)
    assert queries.to_tell(visible_to=anna) == []
