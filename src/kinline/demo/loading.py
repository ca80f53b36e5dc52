"""Filling an empty installation with the demonstration."""

from collections.abc import Callable
from random import Random

from django.utils import timezone

from kinline.accounts.choices import Mandate
from kinline.accounts.commands import found_installation
from kinline.audit.rules import WORKER, Actor
from kinline.demo.captivity import detain
from kinline.demo.cast import hire
from kinline.demo.people import Soldier, as_list_tells, invent
from kinline.demo.stories import play
from kinline.registry.choices import LawfulBasis, Purpose, Reliability, SaidFate, SourceKind
from kinline.registry.commands import describe_many
from kinline.registry.facts import Basis, Source
from kinline.registry.models import Arrival, Description
from kinline.registry.words import Word
from kinline.suggestions.commands import refresh_due

DESCRIPTIONS = 2000
INQUIRIES = 300
#: The same demonstration every time.
SEED = 1949

_LISTS = (
    (SourceKind.CAPTURE_CARD, "Картки полонених (вигадані)", Reliability.A, SaidFate.CAPTURED),
    (SourceKind.HOSPITAL_LIST, "Список шпиталю (вигаданий)", Reliability.B, SaidFate.WOUNDED),
    (SourceKind.OFFICIAL_LIST, "Офіційний список (вигаданий)", Reliability.B, SaidFate.MISSING),
    (SourceKind.GRAVE, "Записи про поховання (вигадані)", Reliability.C, SaidFate.DEAD),
)


def load(*, by: Actor, progress: Callable[[str], None] = lambda _said: None) -> None:
    """Load staff of every role, 2,000 descriptions from four lists, 300 inquiries in every state, a dozen prisoners."""
    chance = Random(SEED)  # invented people need no secrecy
    found_installation(
        mandate=Mandate.NEUTRAL,
        operator_name="Довідкова служба (вигаданий приклад)",
        portal_name="",
        data_lies_in="на цьому комп’ютері",
        could_be_compelled_by="ніхто: усі дані вигадані",
        phone="+44 7700 900000",
        phone_hours="8:00–22:00",
        is_demo=True,
        by=by,
    )
    staff = hire(by=by)
    soldiers = [invent(chance) for _ in range(DESCRIPTIONS)]
    progress("lists")
    listed = _write_lists(soldiers, chance, by)
    progress("inquiries")
    play(soldiers, listed, INQUIRIES, chance=chance, staff=staff, match=_match_all)
    progress("prisoners")
    # Chances of their own: the rest of the demonstration stays what it was.
    alone = Random(SEED + 1)
    detain(lambda: invent(alone), staff, chance=alone, by=by)
    _match_all()


def _match_all() -> None:
    while refresh_due(by=WORKER, most=100):
        pass


def _write_lists(soldiers: list[Soldier], chance: Random, by: Actor) -> list[Description]:
    """One description of each soldier from one of the lists, in the soldiers' order."""
    today = timezone.localdate()
    basis = Basis.until_due(Purpose.DEMONSTRATION, LawfulBasis.TREATY_DUTY, today)
    rows: list[Description] = []
    share = len(soldiers) // len(_LISTS)
    for number, (kind, name, reliability, fate) in enumerate(_LISTS):
        arrival = Arrival.objects.create(source_name=name)
        words = [
            Word(
                source=Source(
                    kind=kind,
                    name=name,
                    ref=f"{kind.value}-{place:04d}",
                    reliability=reliability,
                    said_on=today,
                ),
                basis=basis,
                facts=as_list_tells(soldier, chance, fate, today),
            )
            for place, soldier in enumerate(soldiers[number * share : (number + 1) * share])
        ]
        for start in range(0, len(words), 100):
            rows += describe_many(words[start : start + 100], by=by, arrival=arrival)
        arrival.complete_at = timezone.now()
        arrival.save(update_fields=["complete_at"])
    return rows
