"""Invented families, and how far each of their questions has come."""

import datetime as dt
from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random
from typing import Any

from django.db.models import F, Model, QuerySet
from django.utils import timezone

from kinline.accounts.models import Staff
from kinline.audit.models import Event
from kinline.audit.rules import FAMILY
from kinline.calls import commands as calls
from kinline.calls.choices import Topic
from kinline.demo.names import SEEKERS, parted
from kinline.demo.people import Soldier, as_family_tells
from kinline.inquiries import commands
from kinline.inquiries.choices import (
    CloseReason,
    NewsKind,
    Origin,
    Relation,
    SharingScope,
    TellingOutcome,
    TellingWay,
    Way,
)
from kinline.inquiries.commands import ReachableBy, WhoAsks
from kinline.inquiries.models import Inquiry
from kinline.notices.models import Notice
from kinline.registry import commands as registry
from kinline.registry.choices import Axis, IdentificationLevel, SaidFate, StatusValue
from kinline.registry.models import Description
from kinline.suggestions.choices import Verdict
from kinline.suggestions.commands import judge
from kinline.suggestions.models import Suggestion

#: How many of a hundred inquiries come how far. The rest goes on searching.
_STORIES = (
    ("received", 14),
    ("different", 6),
    ("one_verdict", 6),
    ("judged", 4),
    ("matched", 5),
    ("withheld", 3),
    ("talk_due", 7),
    ("told", 6),
    ("in_doubt", 1),
    ("closed", 7),
    ("withdrawn", 5),
)
_HOURS = (None, (dt.time(18), dt.time(20)), (dt.time(9), dt.time(12)), (dt.time(10), dt.time(21)))
_SEEKERS = parted(SEEKERS, ";")


def play(
    soldiers: Sequence[Soldier],
    listed: Sequence[Description],
    count: int,
    *,
    chance: Random,
    staff: dict[str, Staff],
    match: Callable[[], None],
) -> None:
    """Open `count` inquiries, half of them about men who stand on a list, and take each as far as its story goes."""
    today = timezone.localdate()
    stories = [name for name, share in _STORIES for _ in range(share * count // 100)]
    stories += ["searching"] * (count - len(stories))
    sought = chance.sample(range(len(soldiers)), count)
    opened = [
        (_open(soldiers[place], chance, staff, today), listed[place], story)
        for place, story in zip(sought, stories, strict=True)
    ]
    match()
    for inquiry, record, story in opened:
        _go_on(inquiry, record, story, staff)
        _move_back(inquiry, timedelta(days=_age_days(story, chance), minutes=chance.randrange(600)))
    for number in ("+447700900111", "", "+447700900112"):
        calls.note_call(number=number, language="uk", about_whom="", note="", by=staff["oleh"])


def _open(soldier: Soldier, chance: Random, staff: dict[str, Staff], today: dt.date) -> Inquiry:
    russian = chance.random() < 0.4
    name = chance.choice(_SEEKERS)[1 if russian else 0]
    hours = chance.choice(_HOURS)
    ways = [
        ReachableBy(
            way=Way.PHONE,
            address=f"+447700900{chance.randrange(1000):03d}",
            hours=hours,
            may_leave_message=chance.random() < 0.3,
            may_say_who=chance.random() < 0.3,
        )
    ]
    if chance.random() < 0.5:
        ways.append(
            ReachableBy(way=Way.EMAIL, address=f"family{chance.randrange(10**6)}@example.org", hours=hours)
        )
    who = WhoAsks(
        name=name,
        relation=chance.choice(
            (Relation.MOTHER, Relation.MOTHER, Relation.WIFE, Relation.FATHER, Relation.SISTER)
        ),
        language="ru" if russian else "uk",
        zone=chance.choice(("Europe/Kyiv", "Europe/Kyiv", "Europe/Moscow", "Europe/Warsaw", "Asia/Irkutsk")),
        call_word=chance.choice(("калина", "берег", "веселка", "рушник", "яблуко")),
        who_else_answers=chance.choice(("", "", "донька", "сусідка")),
        never=chance.choice(("", "", "ніколи на роботу", "не після десятої вечора")),
    )
    facts = as_family_tells(soldier, chance, russian=russian, today=today)
    sharings = [scope for scope in SharingScope if chance.random() < 0.3]
    key = f"demo-{chance.getrandbits(64):x}"
    if chance.random() < 0.4:
        return calls.record_call(
            facts,
            who=who,
            ways=ways,
            sharings=sharings,
            topic=Topic.NO_INFORMATION,
            once_key=key,
            by=staff["oleh"],
        ).inquiry
    return commands.open_inquiry(
        facts, who=who, ways=ways, sharings=sharings, origin=Origin.WEB, once_key=key, by=FAMILY
    ).inquiry


def _go_on(inquiry: Inquiry, record: Description, story: str, staff: dict[str, Staff]) -> None:
    """Take one inquiry through its story; where the matcher did not find the pair, the search goes on."""
    if story == "received":
        return
    anna, iryna, halyna = staff["anna"], staff["iryna"], staff["halyna"]
    commands.read_inquiry(inquiry, by=anna)
    if story == "withdrawn":
        commands.withdraw(inquiry, by=FAMILY)
        return
    pair = Suggestion.objects.filter(
        left__in=[record, inquiry.description], right__in=[record, inquiry.description]
    ).first()
    if story == "searching" or pair is None:
        return
    if story == "different":
        judge(pair, Verdict.DIFFERENT, reason="Рік народження інший, і мати назвала інше місце.", by=anna)
        return
    judge(pair, Verdict.SAME, reason="Прізвище, ім’я і дата збігаються.", by=anna)
    if story == "one_verdict":
        return
    pair = judge(pair, Verdict.SAME, reason="Збігається все, що знає родина.", by=iryna)
    if story == "judged":
        return
    news = _hold_status(inquiry, record, staff)
    finding = commands.confirm_match(inquiry, pair, by=halyna)
    if story == "matched":
        return
    dead = news == NewsKind.DEATH
    wish = StatusValue.CANNOT_BE_ASKED if dead else StatusValue.WANTS_CONTACT
    commands.clear_finding(
        finding,
        wish=StatusValue.REFUSES_CONTACT if story == "withheld" else wish,
        danger=StatusValue.DANGEROUS_TO_TELL if story == "withheld" and dead else StatusValue.SAFE_TO_TELL,
        news=news,
        source_name="Розмова делегата (вигадана)",
        to_be_informed="мати" if not dead else "",
        note="",
        by=anna,
    )
    if story == "withheld":
        return
    commands.notify_family(inquiry, by=anna)
    if story == "talk_due":
        return
    commands.record_telling(
        inquiry,
        news=news,
        way=TellingWay.VOICE,
        outcome=TellingOutcome.REACHED,
        note="",
        second_present=halyna,
        by=anna,
    )
    if story == "closed":
        commands.close_inquiry(inquiry, because=CloseReason.TOLD, by=anna)
    if story == "in_doubt":
        commands.suspend_finding(finding, reason="Номер на картці належить іншій людині.", by=iryna)


def _hold_status(inquiry: Inquiry, record: Description, staff: dict[str, Staff]) -> NewsKind:
    """Report what the list says, a death by two people, and say which news that makes."""
    inquiry.refresh_from_db()
    person = inquiry.description.person
    said: dict[str, Any] = {
        "as_of": timezone.localdate(),
        "source_name": record.source_name,
        "description": record,
    }
    match record.said_fate:
        case SaidFate.DEAD:
            report = registry.report_status(
                person,
                axis=Axis.FATE,
                value=StatusValue.DEAD,
                level=IdentificationLevel.CONFIRMED,
                document="Запис про поховання (вигаданий)",
                by=staff["anna"],
                **said,
            )
            registry.second_status(report, agrees=True, by=staff["iryna"])
            return NewsKind.DEATH
        case SaidFate.WOUNDED:
            registry.report_status(
                person, axis=Axis.HEALTH, value=StatusValue.WOUNDED, by=staff["anna"], **said
            )
            return NewsKind.WOUNDED
        case SaidFate.CAPTURED:
            registry.report_status(
                person, axis=Axis.CUSTODY, value=StatusValue.HELD, by=staff["anna"], **said
            )
            return NewsKind.HELD
        case _:
            return NewsKind.ALIVE


def _age_days(story: str, chance: Random) -> int:
    """How long ago a story happened. Some who still wait have heard nothing for more than 30 days."""
    match story:
        case "received":
            return chance.choice((0, 0, 0, 1, 1, 2))
        case "talk_due":
            return chance.choice((0, 0, 1, 2))
        case "searching":
            return chance.choice((3, 6, 9, 12, 15, 18, 21, 24, 27, 29, 32, 36))
        case _:
            return chance.randrange(2, 28)


def _move_back(inquiry: Inquiry, delta: timedelta) -> None:
    """Let an inquiry have happened earlier. Only for invented rows, before the worker seals their events."""
    inquiry.refresh_from_db()
    pairs = Suggestion.objects.of_description(inquiry.description)
    rows: list[QuerySet[Model]] = [
        Inquiry.objects.filter(pk=inquiry.pk),
        inquiry.tasks.all(),
        inquiry.tellings.all(),
        inquiry.findings.all(),
        inquiry.sharings.all(),
        inquiry.calls.all(),
        inquiry.seeker.ways.all(),
        pairs,
        Description.objects.filter(pk=inquiry.description_id),
        Notice.objects.filter(about=f"inquiry:{inquiry.pk}", sent_at__isnull=False),
    ]
    for found in rows:
        times = [name for name in _times_of(found.model) if name != "due_at" or found.model is not Notice]
        found.update(**{name: F(name) - delta for name in times})
    subjects = [f"inquiry:{inquiry.pk}", f"description:{inquiry.description_id}"]
    subjects += [f"suggestion:{key}" for key in pairs.values_list("pk", flat=True)]
    events = list(Event.objects.filter(subject__in=subjects, sequence=None))
    for event in events:
        event.at -= delta
        event.digest = event.expected_digest()
    Event.objects.bulk_update(events, ["at", "digest"])


def _times_of(model: type[Model]) -> list[str]:
    return [field.name for field in model._meta.fields if field.get_internal_type() == "DateTimeField"]
