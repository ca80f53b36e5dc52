"""Maria asks about an invented man; two people may find him."""

import datetime as dt
from uuid import uuid4

import pytest

from kinline.audit.rules import FAMILY
from kinline.inquiries.choices import NewsKind, Origin, Relation, Way
from kinline.inquiries.commands import ReachableBy, WhoAsks, clear_finding, confirm_match, open_inquiry
from kinline.registry import commands as registry
from kinline.registry.choices import Axis, LawfulBasis, Purpose, SourceKind, StatusValue
from kinline.registry.facts import Basis, Facts, Source, VagueDate
from kinline.registry.words import Word
from kinline.suggestions import commands as suggestions
from kinline.suggestions.choices import Verdict

MARIAS_PHONE = "+380670000048"


@pytest.fixture
def ask(db):
    """Maria asks on the portal about the man of these facts."""

    def asks(ways=None, call_word="swallow", **facts):
        facts = {"family_name": "Halahan", "given_name": "Illia", "birth": VagueDate.of(1998, 3, 12)} | facts
        by_phone = ReachableBy(way=Way.PHONE, address=MARIAS_PHONE, hours=(dt.time(18), dt.time(20)))
        opened = open_inquiry(
            Facts(**facts),
            who=WhoAsks(name="Maria Invented", relation=Relation.MOTHER, call_word=call_word, language="en"),
            ways=[by_phone] if ways is None else ways,
            sharings=[],
            origin=Origin.WEB,
            once_key=uuid4().hex,
            by=FAMILY,
        )
        return opened.inquiry

    return asks


@pytest.fixture
def inquiry(ask):
    return ask()


@pytest.fixture
def pair(inquiry, anna, iryna):
    """A capture card that Anna and Iryna judged to be of the man whom Maria asks about."""
    card = registry.describe(
        Word(
            source=Source(kind=SourceKind.CAPTURE_CARD, name="Invented camp list"),
            basis=Basis.until_due(Purpose.BUREAU, LawfulBasis.TREATY_DUTY, dt.date.today()),  # noqa: DTZ011  # any day
            facts=Facts(family_name="Галаган", given_name="Илья", birth=VagueDate.of(1998, 3, 12)),
        ),
        by=anna,
    )
    while suggestions.refresh_due(by=anna):
        pass
    [suggestion] = suggestions.refresh(card, by=anna)
    suggestions.judge(suggestion, Verdict.SAME, reason="the same birthday", by=anna)
    return suggestions.judge(suggestion, Verdict.SAME, reason="so I think", by=iryna)


@pytest.fixture
def finding(inquiry, pair, anna):
    return confirm_match(inquiry, pair, by=anna)


@pytest.fixture
def cleared(finding, anna):
    """He wants his family to be told that he is held, and nobody is endangered."""
    return _clear(finding, anna, StatusValue.WANTS_CONTACT)


@pytest.fixture
def withheld(finding, anna):
    """He does not want his family to be told."""
    return _clear(finding, anna, StatusValue.REFUSES_CONTACT)


def _clear(finding, by, wish):
    return clear_finding(
        finding,
        wish=wish,
        danger=StatusValue.SAFE_TO_TELL,
        news=NewsKind.HELD,
        source_name="his card (invented)",
        to_be_informed="",
        note="",
        by=by,
    )


@pytest.fixture
def dead_man(ask, anna, iryna):
    """Another inquiry: two people hold that its man died, and his family may be told."""
    inquiry = ask(family_name="Tverdokhlib", given_name="Roman", birth=VagueDate.of(1990))
    card = registry.describe(
        Word(
            source=Source(kind=SourceKind.HOSPITAL_LIST, name="Invented hospital"),
            basis=Basis.until_due(Purpose.BUREAU, LawfulBasis.TREATY_DUTY, dt.date.today()),  # noqa: DTZ011  # any day
            facts=Facts(family_name="Tverdokhlib", given_name="Roman", birth=VagueDate.of(1990)),
        ),
        by=anna,
    )
    while suggestions.refresh_due(by=anna):
        pass
    [suggestion] = suggestions.refresh(card, by=anna)
    suggestions.judge(suggestion, Verdict.SAME, reason="the same year", by=anna)
    pair = suggestions.judge(suggestion, Verdict.SAME, reason="so I think", by=iryna)
    report = registry.report_status(
        inquiry.description.person,
        axis=Axis.FATE,
        value=StatusValue.DEAD,
        document="Акт 12 (вигаданий)",
        as_of=dt.date(2026, 1, 1),
        source_name="Invented hospital",
        by=anna,
    )
    registry.second_status(report, agrees=True, by=iryna)
    inquiry.refresh_from_db()
    finding = confirm_match(inquiry, pair, by=anna)
    clear_finding(
        finding,
        wish=StatusValue.NOT_ASKED,
        danger=StatusValue.SAFE_TO_TELL,
        news=NewsKind.DEATH,
        source_name="Invented hospital",
        to_be_informed="",
        note="",
        by=anna,
    )
    return inquiry
