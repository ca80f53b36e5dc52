"""Pictures of the comparisons, the registry and the outbox at three widths, to be looked at."""

import datetime as dt

import pytest

from kinline.audit.rules import WORKER
from kinline.notices.choices import Channel, Failure, NoticeState
from kinline.notices.models import Notice
from kinline.registry.choices import Axis, IdentificationLevel, MarkKind, OccurrenceKind, SourceKind, StatusValue
from kinline.registry.commands import report_status, second_status
from kinline.registry.facts import BodyMark, Happening, VagueDate
from kinline.suggestions.choices import Verdict
from kinline.suggestions.commands import judge, refresh_due
from kinline.suggestions.models import Suggestion
from tests.browser.conftest import SHOTS

pytestmark = pytest.mark.browser
WIDTHS = (320, 768, 1280)


@pytest.fixture
def men(told):
    """A mother's word and a hospital's list, which may be of one invented man, and others like them."""
    mother = told(
        family_name="Галаґан",
        given_name="Ілля",
        patronymic="Юрійович",
        other_names="Ілюша",
        sex="male",
        born=(1998, 3, 12),
        home_region="Полтавська область",
        unit="57-ма, мотопіхота",
        said_fate="missing",
        next_of_kin="мати, Марія",
        happenings=(
            Happening(kind=OccurrenceKind.LAST_CONTACT, place="Вигаданий район", when=VagueDate.of(2026, 2, 3)),
        ),
        marks=(BodyMark(kind=MarkKind.TATTOO, site="ліве передпліччя", motif="ластівка"),),
        narrative="Останнього разу дзвонив на початку лютого. Усе тут вигадане.",
    )
    hospital = told(
        family_name="HALAHAN",
        given_name="ILLIA",
        patronymic="IHOROVYCH",
        sex="male",
        born=(1998, 3, 12),
        unit="57 OMPBr",
        said_fate="dead",
        rank="солдат",
        volunteered=("unit",),
        source=SourceKind.HOSPITAL_LIST,
        source_name="Вигаданий шпиталь, список 7",
    )
    told(family_name="Галаганюк", given_name="Ілля", born=(1998, 3, 12), source=SourceKind.WITNESS)
    told(family_name="Галаган", given_name="Олександр", born=(1998, 3, 12), source=SourceKind.OFFICIAL_LIST)
    told(family_name="Коваленко", given_name="Андрій", patronymic="Петрович", born=1990)
    told(family_name="KOVALENKO", given_name="Andrey", born=1990, source=SourceKind.CAPTURE_CARD)
    told(sex="male", age_from=20, age_to=30, source=SourceKind.GRAVE, said_fate="dead")
    refresh_due(by=WORKER)
    return mother, hospital


def shoot(page, name):
    folder = SHOTS / "desk"
    folder.mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)


def test_pictures_of_every_page(enter, men, anna, iryna, halyna):
    mother, hospital = men
    page = enter(anna)
    for name, address in (
        ("comparisons", "/comparisons/"),
        ("registry", "/registry/?q=Halahan+Illia&born=1998"),
        ("registry-beside", f"/registry/?beside={mother.pk}"),
        ("describe", "/registry/new/"),
        ("status", f"/registry/persons/{mother.person_id}/status/"),
    ):
        page.goto(page.site + address)
        shoot(page, name)
    pair = Suggestion.objects.get(left=mother, right=hospital)
    page.goto(f"{page.site}/comparisons/{pair.pk}/")
    shoot(page, "review")
    page.click("text=Ctrl+Enter")
    shoot(page, "review-error")
    judge(pair, Verdict.SAME, reason="Рідкісне прізвище і той самий день.", by=anna)
    page.goto(f"{page.site}/comparisons/{pair.pk}/")
    shoot(page, "review-mine")
    judge(pair, Verdict.SAME, reason="Ім'я батька переплутали в списку.", by=iryna)
    death = report_status(
        mother.person,
        axis=Axis.FATE,
        value=StatusValue.DEAD,
        as_of=dt.date(2026, 3, 1),
        source_name="Вигаданий шпиталь",
        level=IdentificationLevel.CONFIRMED,
        document="Акт 12, вигаданий",
        by=iryna,
        description=mother,
    )
    report_status(
        mother.person,
        axis=Axis.FATE,
        value=StatusValue.MISSING,
        as_of=dt.date(2026, 2, 3),
        source_name="родина",
        by=iryna,
    )
    for name, address in (
        ("person", f"/registry/persons/{mother.person_id}/"),
        ("description", f"/registry/descriptions/{mother.pk}/"),
        ("correct", f"/registry/descriptions/{mother.pk}/correct/"),
        ("statuses", "/registry/statuses/"),
        ("second", f"/registry/statuses/{death.pk}/second/"),
        ("review-same", f"/comparisons/{pair.pk}/"),
    ):
        page.goto(page.site + address)
        shoot(page, name)
    second_status(death, agrees=True, by=anna)
    page.goto(f"{page.site}/registry/persons/{mother.person_id}/")
    shoot(page, "person-dead")
    Notice.objects.create(
        channel=Channel.EMAIL,
        address="maria@example.org",
        about="inquiry:12",
        language="uk",
        once_key="one",
        state=NoticeState.DEAD,
        failure=Failure.UNREACHABLE,
        attempts=5,
    )
    page = enter(halyna)
    page.goto(page.site + "/notices/")
    shoot(page, "notices")
