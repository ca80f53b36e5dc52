"""A dozen invented prisoners, each at another point of what a bureau owes them."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from django.utils import timezone

from kinline.accounts.models import Staff
from kinline.audit.rules import WORKER, Actor
from kinline.demo.people import Soldier
from kinline.duties import commands
from kinline.duties.choices import CardOutcome, EventKind, InformedBy, Recipient, SentBy
from kinline.duties.models import Duty, Weighed
from kinline.registry import commands as registry
from kinline.registry.choices import (
    LawfulBasis,
    NumberKind,
    OccurrenceKind,
    Purpose,
    Reliability,
    SourceKind,
    StatusValue,
)
from kinline.registry.facts import Basis, Facts, Happening, Source, VagueDate
from kinline.registry.models import Person, StatusReport
from kinline.registry.words import Word

PRISONERS = 12
_CAMPS = ("Табір 3 (вигаданий)", "Табір 7 (вигаданий)", "Пересильний табір (вигаданий)")
_HOSPITAL = "Шпиталь 2 (вигаданий)"
_SOURCE = "Список табору (вигаданий)"
_RANKS = ("солдат", "старший солдат", "сержант", "лейтенант")


def detain(invent: Callable[[], Soldier], staff: dict[str, Staff], *, chance: Random, by: Actor) -> None:
    """Invent the dozen. What the families' cases report owes nothing: their notices were given long ago."""
    Weighed.objects.bulk_create(Weighed(report=report) for report in StatusReport.objects.all())
    men = [_carded(invent(), place, chance, by) for place in range(PRISONERS)]
    for days, man in enumerate(men, start=1):
        _captured(man, days * 2, staff["anna"], chance)
    anna, iryna = staff["anna"], staff["iryna"]
    today = timezone.localdate()
    _befalls(men[2], EventKind.TRANSFER, 3, anna, place=_CAMPS[1])
    _befalls(men[3], EventKind.SICKNESS, 5, anna, health=StatusValue.SERIOUSLY_WOUNDED)
    _befalls(men[4], EventKind.SICKNESS, 9, anna, health=StatusValue.SERIOUSLY_ILL)
    _befalls(men[4], EventKind.HOSPITAL, 8, anna, place=_HOSPITAL)
    _befalls(men[5], EventKind.ESCAPE, 2, anna)
    _befalls(men[6], EventKind.REPATRIATION, 0, anna)
    _befalls(men[7], EventKind.RELEASE, 1, anna)
    death = _befalls(
        men[8],
        EventKind.DEATH,
        1,
        anna,
        place=_HOSPITAL,
        document="Свідоцтво 12 (вигадане)",
        certified_by="Лікар шпиталю 2 (вигаданий)",
        cause="поранення",
        burial_place="Кладовище при шпиталі (вигадане)",
        grave_marking="ряд 2, могила 14",
    )
    registry.second_status(death, agrees=True, by=iryna)
    commands.record_card(men[0], CardOutcome.OFFERED, on=today, place=_CAMPS[0], by=anna)
    commands.record_card(men[1], CardOutcome.WRITTEN, on=today, place=_CAMPS[0], by=anna)
    commands.name_person(
        men[0],
        name="Марія Іванівна (вигадана)",
        relation="мати",
        reached_by="+44 7700 900345",
        said_on=today - timedelta(days=1),
        by=anna,
    )
    commands.name_person(
        men[1],
        name="Олена Петрівна (вигадана)",
        relation="дружина",
        reached_by="+44 7700 900346",
        said_on=today - timedelta(days=2),
        by=anna,
    )
    commands.name_person(men[5], declined=True, said_on=today - timedelta(days=6), by=anna)
    commands.note_enquiry(
        asked_by="Довідкове бюро іншої сторони (вигадане)",
        their_reference="В-17",
        about="Просимо повідомити, де він і як його здоров’я.",
        received_on=today - timedelta(days=16),
        person=men[9],
        by=anna,
    )
    commands.note_enquiry(
        asked_by="Товариство Червоного Хреста (вигадане)",
        about="Питають про чоловіка на ім’я Назар, 1990 року народження.",
        received_on=today - timedelta(days=2),
        by=anna,
    )
    while commands.make_duties(by=WORKER):
        pass
    _do_some(men, anna, iryna)


def _carded(soldier: Soldier, place: int, chance: Random, by: Actor) -> Person:
    """The man as his capture card tells of him."""
    today = timezone.localdate()
    return registry.describe(
        Word(
            source=Source(
                kind=SourceKind.CAPTURE_CARD,
                name="Картки бюро (вигадані)",
                ref=f"B-{place + 1:04d}",
                reliability=Reliability.A,
                said_on=today,
            ),
            basis=Basis.until_due(Purpose.DEMONSTRATION, LawfulBasis.TREATY_DUTY, today),
            facts=Facts(
                family_name=soldier.family[0],
                given_name=soldier.given[0],
                patronymic=soldier.patronymic[0],
                birth=VagueDate.of(soldier.born.year, soldier.born.month, soldier.born.day),
                birth_place=soldier.region[0],
                rank=chance.choice(_RANKS),
                service_number=f"АА-{chance.randrange(10**6):06d}",
                service_number_kind=NumberKind.PERSONAL,
                power=soldier.power,
                father_given_name=chance.choice(("Іван", "Петро", "Юрій", "")),
                mother_maiden_name=chance.choice(("Вигадана", "Примірна", "")),
                volunteered=("father_given_name", "mother_maiden_name", "birth_place"),
                happenings=(Happening(kind=OccurrenceKind.CAPTURE, place="Вигаданий район"),),
            ),
        ),
        by=by,
    ).person


def _captured(man: Person, days_ago: int, by: Staff, chance: Random) -> None:
    _befalls(
        man,
        EventKind.CAPTURE,
        days_ago,
        by,
        place="Вигаданий район",
        correspondence_address=f"{chance.choice(_CAMPS)}, номер {chance.randrange(100, 999)}",
    )


def _befalls(man: Person, kind: EventKind, days_ago: int, by: Staff, **more: str) -> StatusReport:
    """What the bureau learned on the day itself."""
    now = timezone.now()
    return commands.record_event(
        man,
        kind,
        on=timezone.localdate() - timedelta(days=days_ago),
        learned_at=now - timedelta(days=days_ago),
        source_name=_SOURCE,
        by=by,
        **more,  # type: ignore[arg-type]  # words for the optional facts
    ).report


def _do_some(men: list[Person], anna: Staff, iryna: Staff) -> None:
    """Half of the notices of capture are given and receipted, one more waits for its receipt, one is to be waived."""
    notices = list(Duty.objects.open().filter(kind="notice").order_by("due_at"))
    for duty in notices[:6]:
        _give(duty, anna, receipt=True)
    _give(notices[6], anna, receipt=False)
    commands.ask_waiver(notices[7], reason="Повідомив шпиталь, є їхнє підтвердження.", by=iryna)
    owed = Duty.objects.open().filter(kind="inform").of_person(men[1].pk).get()
    commands.record_informed(owed, way=InformedBy.VOICE, informed_at=timezone.now(), by=anna)
    asked = commands.make_enquiry(
        men[10], to_kind=Recipient.HOSPITAL, to_name=_HOSPITAL, language="uk", by=anna
    )
    commands.record_sent_paper(asked, way=SentBy.POST, sent_at=timezone.now(), by=anna)


def _give(duty: Duty, by: Staff, *, receipt: bool) -> None:
    power = duty.report.description.power if duty.report and duty.report.description else ""
    for to_kind, name in (
        (Recipient.POWER, power),
        (Recipient.AGENCY, "Агентство (вигаданий приклад)"),
    ):
        paper = commands.make_paper(duty, to_kind=to_kind, to_name=name, language="uk", by=by)
        sent = commands.record_sent(
            duty, to_kind=to_kind, to_name=name, way=SentBy.EMAIL, sent_at=timezone.now(), paper=paper, by=by
        )
        if receipt:
            commands.record_receipt(
                sent, received_on=timezone.localdate(), reference=f"Вх. {paper.pk}", by=by
            )
