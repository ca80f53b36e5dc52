"""What the status page is made of does not change because of a match."""

from tests.inquiries.deeds import clear

from kinline.inquiries import commands, public
from kinline.inquiries.choices import NewsKind, TaskKind
from kinline.registry.choices import StatusValue
from kinline.suggestions.choices import Verdict
from kinline.suggestions.commands import judge


def test_no_step_before_the_talk_changes_the_status(inquiry, pair, anna, iryna):
    commands.read_inquiry(inquiry, by=anna)
    before = public.status(inquiry.pk)
    judge(pair, Verdict.SAME, reason="Alike.", by=anna)
    assert public.status(inquiry.pk) == before
    judged = judge(pair, Verdict.SAME, reason="Alike.", by=iryna)
    assert public.status(inquiry.pk) == before
    finding = commands.confirm_match(inquiry, judged, by=anna)
    assert public.status(inquiry.pk) == before
    clear(finding, anna, wish=StatusValue.REFUSES_CONTACT, news=NewsKind.HELD)
    assert public.status(inquiry.pk) == before


def test_the_talk_asked_for_with_news_looks_like_the_one_without(inquiry, anna):
    commands.offer_word(inquiry, by=anna)
    status = public.status(inquiry.pk)
    assert status.asked_to_talk
    assert (status.phone_ending, status.email_hint) == ("48", "m…@example.org")


def test_undoing_a_match_after_the_talk_was_asked_for_does_not_show(inquiry, finding, anna):
    clear(finding, anna, news=NewsKind.HELD)
    commands.notify_family(inquiry, by=anna)
    before = public.status(inquiry.pk)
    commands.undo_match(finding.suggestion, reason="Another father.", by=anna)
    assert public.status(inquiry.pk) == before
    assert inquiry.tasks.open().filter(kind=TaskKind.WORD).exists()
