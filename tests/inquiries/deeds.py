"""Clearing a match and telling a family, with what does not matter to a test filled in."""

from kinline.inquiries import commands
from kinline.inquiries.choices import NewsKind, TellingOutcome, TellingWay
from kinline.registry.choices import StatusValue


def clear(
    finding,
    by,
    *,
    wish=StatusValue.WANTS_CONTACT,
    danger=StatusValue.SAFE_TO_TELL,
    news=NewsKind.WOUNDED,
):
    return commands.clear_finding(
        finding,
        wish=wish,
        danger=danger,
        news=news,
        source_name="delegate",
        to_be_informed="",
        note="",
        by=by,
    )


def tell(
    inquiry, by, *, news=NewsKind.WOUNDED, way=TellingWay.VOICE, second=None, outcome=TellingOutcome.REACHED
):
    return commands.record_telling(
        inquiry, news=news, way=way, outcome=outcome, note="", second_present=second, by=by
    )
