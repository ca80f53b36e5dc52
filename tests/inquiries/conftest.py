"""Maria asks about Illia; a list from elsewhere holds him in Latin letters."""

import datetime as dt

import pytest

from kinline.audit.rules import FAMILY, WORKER
from kinline.inquiries import commands
from kinline.inquiries.choices import Origin, Relation, SharingScope, Way
from kinline.inquiries.commands import ReachableBy, WhoAsks
from kinline.registry.choices import Axis, LawfulBasis, Purpose, SaidFate, SourceKind, StatusValue
from kinline.registry.commands import describe, report_status, second_status
from kinline.registry.facts import Basis, Facts, Source, VagueDate
from kinline.registry.words import Word
from kinline.suggestions.choices import Verdict
from kinline.suggestions.commands import judge, refresh_due
from kinline.suggestions.models import Suggestion

ILLIA = Facts(
    family_name="Галаґан", given_name="Ілля", patronymic="Юрійович", birth=VagueDate.of(1998, 3, 12)
)
MARIA = WhoAsks(name="Марія", relation=Relation.MOTHER, language="uk", zone="Europe/Kyiv", call_word="калина")
EVENINGS = (dt.time(18), dt.time(20))


@pytest.fixture
def ask(db):
    """Open an inquiry about Illia; keywords change what is told."""

    def asked(
        facts=ILLIA,
        *,
        who=MARIA,
        ways=(
            ReachableBy(way=Way.PHONE, address="+447700900148", hours=EVENINGS),
            ReachableBy(way=Way.EMAIL, address="maria@example.org", hours=EVENINGS),
        ),
        sharings=(SharingScope.AGENCY,),
        once_key="form-1",
        by=FAMILY,
    ):
        return commands.open_inquiry(
            facts, who=who, ways=ways, sharings=sharings, origin=Origin.WEB, once_key=once_key, by=by
        )

    return asked


@pytest.fixture
def inquiry(ask):
    return ask().inquiry


@pytest.fixture
def listed(db):
    """A row of a hospital list, in Latin capitals."""
    word = Word(
        source=Source(kind=SourceKind.HOSPITAL_LIST, name="List (invented)", ref="7"),
        basis=Basis.until_due(Purpose.BUREAU, LawfulBasis.TREATY_DUTY, dt.date(2026, 1, 1)),
        facts=Facts(
            family_name="HALAHAN",
            given_name="ILLIA",
            birth=VagueDate.of(1998, 3, 12),
            said_fate=SaidFate.WOUNDED,
        ),
    )
    return describe(word, by=WORKER)


@pytest.fixture
def pair(inquiry, listed) -> Suggestion:
    """What the matcher makes of the two."""
    while refresh_due(by=WORKER):
        pass
    return Suggestion.objects.get()


@pytest.fixture
def judged(pair, anna, iryna) -> Suggestion:
    """The pair, judged the same by two people."""
    judge(pair, Verdict.SAME, reason="Name and day agree.", by=anna)
    return judge(pair, Verdict.SAME, reason="All agrees.", by=iryna)


@pytest.fixture
def finding(inquiry, judged, anna):
    return commands.confirm_match(inquiry, judged, by=anna)


@pytest.fixture
def died(inquiry, judged, anna, iryna):
    """Two people hold that he died."""
    inquiry.refresh_from_db()
    report = report_status(
        inquiry.description.person,
        axis=Axis.FATE,
        value=StatusValue.DEAD,
        document="Акт 12 (вигаданий)",
        as_of=dt.date(2026, 1, 2),
        source_name="burial record",
        by=anna,
    )
    return second_status(report, agrees=True, by=iryna)
