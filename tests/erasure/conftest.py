"""Maria asks about Illia by every way there is, and says something to be known again each time."""

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone
from planted import CALL_WORD, EMAIL, OTHER_PHONE, PHONE, matched

from kinline.accounts.choices import Permission
from kinline.audit.rules import FAMILY, WORKER
from kinline.calls import commands as calls
from kinline.calls.choices import Topic
from kinline.erasure.choices import CheckedBy
from kinline.erasure.commands import confirm_family
from kinline.erasure.models import Request
from kinline.inquiries import commands
from kinline.inquiries.choices import (
    NewsKind,
    Origin,
    Relation,
    SharingScope,
    TellingOutcome,
    TellingWay,
    Way,
)
from kinline.inquiries.commands import ReachableBy, WhoAsks
from kinline.inquiries.queries import last_words
from kinline.registry import commands as registry
from kinline.registry.choices import (
    LawfulBasis,
    MarkKind,
    OccurrenceKind,
    Purpose,
    SourceKind,
    StatusValue,
)
from kinline.registry.facts import Basis, BodyMark, Facts, Happening, Source, VagueDate
from kinline.registry.words import Word
from kinline.suggestions import commands as suggestions


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    """A home of its own for the list of erasures."""
    settings.HOME = replace(settings.HOME, path=tmp_path)


@pytest.fixture
def ask(db):
    """Open an inquiry about a man."""

    def asked(facts=None, *, once_key="form-1", phone=PHONE, email=EMAIL, name="Марія Вигадана"):
        ways = [
            ReachableBy(way=way, address=address, hours=(dt.time(18), dt.time(20)), may_text=True)
            for way, address in ((Way.PHONE, phone), (Way.EMAIL, email))
            if address
        ]
        return commands.open_inquiry(
            facts or Facts(family_name="Галаґан", given_name="Ілля", birth=VagueDate.of(1998, 3, 12)),
            who=WhoAsks(
                name=name,
                relation=Relation.MOTHER,
                call_word=CALL_WORD,
                who_else_answers="свекруха-Вигадана",
                never="не-в-неділю",
            ),
            ways=ways or [ReachableBy(way=Way.NONE)],
            sharings=(SharingScope.AGENCY,),
            origin=Origin.WEB,
            once_key=once_key,
            by=FAMILY,
        ).inquiry

    return asked


@pytest.fixture
def card(db):
    """A hospital's word about the same man."""
    return registry.describe(
        Word(
            source=Source(kind=SourceKind.HOSPITAL_LIST, name="List (invented)", ref="7"),
            basis=Basis.until_due(Purpose.BUREAU, LawfulBasis.TREATY_DUTY, dt.date(2026, 1, 1)),
            facts=Facts(family_name="HALAHAN", given_name="ILLIA", birth=VagueDate.of(1998, 3, 12)),
        ),
        by=WORKER,
    )


@pytest.fixture
def rich(ask, card, anna, iryna, oleh, halyna):
    """A family whose file has something in every field that the product fills. Its inquiry."""
    facts = Facts(
        whole_name="", family_name="Галаґанов", given_name="Унікаллій", patronymic="Юркович",
        other_names="Ілюшка", father_given_name="Юркович", mother_maiden_name="Галаґанов",
        birth=VagueDate.of(1998, 3, text="весна-1998-десь"), birth_place="Кобелякиста",
        home_region="Полтавщинна", citizenship="Республікова", rank="Лейтенантик", service_number="НБР-778899",
        power="Державська", unit="Військчастина", next_of_kin="Родичека", next_of_kin_address="Адресорода",
        correspondence_address="Листадреса", to_be_informed="Кого-сповістити", state_of_health="Здоровенний",
        build="Будовистий", hair="Волоссявий", eyes="Очистий", clothing="Одягнутий", effects="Речистий",
        dental_notes="Зубатий", narrative="Розповідайко",
        happenings=(
            Happening(
                kind=OccurrenceKind.LAST_CONTACT,
                place="Покровськовий",
                when=VagueDate.of(2024, 5, text="травень-десь"),
            ),
        ),
        marks=(BodyMark(kind=MarkKind.TATTOO, site="Татуйований", motif="Ластівковий"),),
    )  # fmt: skip
    inquiry = ask(facts, once_key="rich")
    commands.add_facts(inquiry, Facts(family_name="Галаґанов", narrative="Пізнєслово"), by=FAMILY)
    for number, linked in ((PHONE, inquiry), (PHONE, None), (OTHER_PHONE, inquiry)):
        call = calls.note_call(
            number=number, language="uk", about_whom="про-кого-дзвінок", note="нотатка-дзвінка", by=oleh
        )
        calls.take_call(call, by=oleh)
        calls.finish_call(call, topic=Topic.OTHER, inquiry=linked, by=oleh)
    commands.read_inquiry(inquiry, by=anna)
    commands.open_contacts(inquiry, reason="talk", by=anna)
    while suggestions.refresh_due(by=WORKER):
        pass
    pair = matched(last_words(inquiry), card, anna, iryna)
    finding = commands.confirm_match(inquiry, pair, by=anna)
    commands.clear_finding(
        finding,
        wish=StatusValue.WANTS_CONTACT,
        danger=StatusValue.SAFE_TO_TELL,
        news=NewsKind.HELD,
        source_name="his card (invented)",
        to_be_informed="кого-він-назвав",
        note="нотатка-рішення",
        by=anna,
    )
    commands.notify_family(inquiry, by=anna)
    commands.record_telling(
        inquiry,
        news=NewsKind.NOTHING_NEW,
        way=TellingWay.VOICE,
        outcome=TellingOutcome.NOT_NOW,
        note="нотатка-розмови",
        by=anna,
    )
    inquiry.refresh_from_db()
    return inquiry


@pytest.fixture
def checked(anna, iryna):
    """`checked(request)`: Anna made sure that it is they, and the time to think it over is past."""

    def check(request):
        request = confirm_family(
            request, how=CheckedBy.CALLED, word=CALL_WORD, note="перевірка-тиха", by=anna
        )
        Request.objects.filter(pk=request.pk).update(not_before=timezone.now())
        return Request.objects.get(pk=request.pk)

    assert anna.may(Permission.ERASE)
    return check
