"""Duties are made from rows, by the worker. Made twice, or by two workers, each is there once.

Rows are looked for outside any transaction: with nothing to do nobody's writing is held up.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from kinline.audit import commands as audit
from kinline.audit.rules import Actor
from kinline.duties import queries, rules
from kinline.duties.choices import GONE, SERIOUS, CardOutcome, DutyKind
from kinline.duties.models import CaptureCard, Duty, DutyQuerySet, Enquiry, NamedPerson, Weighed
from kinline.registry.choices import Axis
from kinline.registry.models import StatusReport


def make_duties(*, by: Actor, most: int = 100) -> int:
    """Write what rows that came since have made the bureau owe, by its mandate. Returns how many rows were taken up."""
    owed = queries.owed_here()
    if not owed:
        return 0
    _let_lapse(by)
    return (
        _weigh_reports(owed, by, most)
        + sum(_from_rows(kind, by, most) for kind in _OWED_FOR_ROWS if kind in owed)
        + (_health_weeks(by, most) if DutyKind.HEALTH in owed else 0)
    )


@transaction.atomic
def _make(kind: DutyKind, ground: str, *, by: Actor, **fields: object) -> bool:
    """One duty, unless it is there. Whether it is new."""
    duty, is_new = Duty.objects.get_or_create(ground=f"{kind}:{ground}", defaults={"kind": kind, **fields})
    if is_new:
        audit.record("duties:duty:made", by=by, subject=f"duty:{duty.pk}", kind=kind)
    return is_new


def _weigh_reports(owed: frozenset[DutyKind], by: Actor, most: int) -> int:
    """Look at status reports that count and were not looked at yet."""
    reports = list(
        StatusReport.objects.counted()
        .filter(weighed=None, axis__in=[Axis.CUSTODY, Axis.HEALTH, Axis.FATE])
        .select_related("event")
        .order_by("pk")[:most]
    )
    if not reports:
        return 0
    with transaction.atomic():
        for report in reports:
            event = getattr(report, "event", None)
            custody = queries.newest_before(report, Axis.CUSTODY)
            if rules.concerns_a_prisoner(report, event, custody):
                before = queries.newest_before(report, Axis(report.axis))
                for kind in rules.started_by(rules.event_of(report, event, before)):
                    if kind in owed and not (kind == DutyKind.CARD and _was_offered_since(report)):
                        _make(
                            kind,
                            str(report.pk),
                            report=report,
                            starts_at=rules.known_at(report, event),
                            due_at=rules.due_at(kind, report, event),
                            by=by,
                        )
            _let_lapse_by(report, by)
        Weighed.objects.bulk_create((Weighed(report=report) for report in reports), ignore_conflicts=True)
    return len(reports)


#: What each row of a kind makes the bureau owe: the duty's field for the row, the rows, and when the clock runs.
_OWED_FOR_ROWS: Mapping[DutyKind, tuple[str, QuerySet[Any], Callable[[Any], rules.Clock]]] = {
    DutyKind.INFORM: (
        "named",
        NamedPerson.objects.filter(declined=False, informed_at=None),
        lambda named: rules.clock_since(named.recorded_at, rules.INFORM_DAYS),
    ),
    DutyKind.FORWARD_CARD: (
        "card",
        CaptureCard.objects.filter(outcome=CardOutcome.WRITTEN),
        lambda card: rules.clock_since(card.recorded_at, rules.FORWARD_CARD_DAYS),
    ),
    DutyKind.REPLY: (
        "enquiry",
        Enquiry.objects.all(),
        lambda enquiry: rules.clock_since(rules.start_of(enquiry.received_on), rules.REPLY_DAYS),
    ),
}


def _from_rows(kind: DutyKind, by: Actor, most: int) -> int:
    """One duty for each row that has none yet. Returns how many rows were taken up."""
    field, rows, clock_of = _OWED_FOR_ROWS[kind]
    waiting = list(rows.filter(duties=None).select_related("description").order_by("pk")[:most])
    if not waiting:
        return 0
    with transaction.atomic():
        for row in waiting:
            starts_at, due_at = clock_of(row)
            about = {field: row, "description": row.description}
            _make(kind, str(row.pk), starts_at=starts_at, due_at=due_at, by=by, **about)
    return len(waiting)


def _health_weeks(by: Actor, most: int) -> int:
    """For whoever is seriously wounded or ill, the report of this week, unless an earlier one is still owed."""
    weekly = Duty.objects.filter(kind=DutyKind.HEALTH)
    open_now = weekly.open().values("report__person")
    this_week = weekly.filter(due_at__gt=timezone.now(), lapsed_at=None).values("report__person")
    persons = (
        StatusReport.objects.counted()
        .filter(axis=Axis.HEALTH, value__in=SERIOUS)
        .exclude(person__in=open_now)
        .exclude(person__in=this_week)
        .order_by("person")
        .values_list("person", flat=True)
        .distinct()
    )
    today, made = timezone.localdate(), 0
    for person in persons:
        first = queries.first_of_serious_spell(person)
        if first is None:
            continue
        week = rules.week_of(first.as_of, today)
        starts = rules.start_of(first.as_of + dt.timedelta(days=rules.HEALTH_DAYS * (week - 1)))
        made += _make(
            DutyKind.HEALTH,
            f"{first.pk}:{week}",
            report=first,
            starts_at=starts,
            due_at=rules.health_due(first.as_of, week),
            by=by,
        )
        if made >= most:
            break
    return made


def _was_offered_since(report: StatusReport) -> bool:
    """Whether a card was offered on the day of this report or later, before the worker came to look."""
    cards = CaptureCard.objects.filter(description__person=report.person_id, on__gte=report.as_of)
    return cards.exists()


def _let_lapse_by(report: StatusReport, by: Actor) -> None:
    """End what this report leaves without ground: no card for whoever is gone, no weekly report on the recovered."""
    owed = Duty.objects.open().of_person(report.person_id).select_related("report")
    if report.value in GONE:
        _lapse(owed.filter(kind=DutyKind.CARD, report__as_of__lte=report.as_of), by)
    weekly = owed.filter(kind=DutyKind.HEALTH, due_at__gt=timezone.now())
    if weekly.exists() and queries.first_of_serious_spell(report.person_id) is None:
        _lapse(weekly, by)


def _let_lapse(by: Actor) -> None:
    """End what rests on a report that was taken back."""
    taken_back = Duty.objects.open().filter(report__withdrawn_at__isnull=False)
    if taken_back.exists():
        with transaction.atomic():
            _lapse(taken_back, by)


def _lapse(duties: DutyQuerySet, by: Actor) -> None:
    for duty in duties.select_for_update(of=("self",))[:100]:
        duty.lapsed_at = timezone.now()
        duty.save(update_fields=["lapsed_at"])
        audit.record("duties:duty:lapsed", by=by, subject=f"duty:{duty.pk}", kind=duty.kind)
