"""What the exam begins with: staff, pairs to judge, families to write to, families who are about to send."""

import secrets
from dataclasses import dataclass
from random import Random

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.db import connections
from django.utils import timezone
from exam_clients import Verdict
from families import Family, prepare

from kinline.accounts import commands as accounts
from kinline.accounts.choices import Language, Role
from kinline.accounts.models import Staff
from kinline.accounts.queries import second_factor_secret
from kinline.accounts.vouching import vouch
from kinline.audit.rules import FAMILY, SHELL, WORKER
from kinline.demo.cast import PASSWORD
from kinline.demo.people import Soldier, as_family_tells, as_list_tells, invent
from kinline.inquiries.choices import Origin, Relation, Way
from kinline.inquiries.commands import ReachableBy, WhoAsks, open_inquiry
from kinline.registry.choices import LawfulBasis, Purpose, SaidFate, SourceKind
from kinline.registry.commands import describe_many
from kinline.registry.facts import Basis, Source
from kinline.registry.words import Word
from kinline.suggestions.commands import refresh_due
from kinline.suggestions.models import Suggestion

#: For each kill, so many pairs to judge, families to write to, and families who ask; and so many to begin with.
PAIRS, INQUIRIES, ASKING, AT_LEAST = 3, 3, 12, 40
#: What the first says and what the second is to say, if anything.
_VERDICTS = (("same", "same"), ("same", "same"), ("same", "different"), ("different", ""), ("need_facts", ""))


@dataclass(frozen=True, slots=True)
class Filled:
    """What waits to be done."""

    verdicts: list[Verdict]
    inquiries: list[int]
    families: list[tuple[str, Family]]

    def __str__(self) -> str:
        return (
            f"{len(self.verdicts)} pairs to judge, {len(self.inquiries)} families to write to, "
            f"{len(self.families)} who ask"
        )


def fill(kills: int, chance: Random, names: list[str]) -> Filled:
    """Hire, describe, match, open: all by the product's own commands, before anything is served."""
    _hire(names)
    pairs = _pairs([invent(chance) for _ in range(AT_LEAST + PAIRS * kills)], chance)
    inquiries = [_open(number, invent(chance), chance) for number in range(AT_LEAST + INQUIRIES * kills)]
    while refresh_due(by=WORKER, most=100):
        pass
    marks = [f"m-{number:05d}" for number in range(AT_LEAST + ASKING * kills)]
    families = prepare(len(marks), chance, marks.__getitem__)
    connections.close_all()
    verdicts = [Verdict(pair, *chance.choice(_VERDICTS)) for pair in pairs]
    return Filled(verdicts, inquiries, list(zip(marks, families, strict=True)))


def _hire(names: list[str]) -> None:
    staff = [_hire_one(name) for name in names]
    first, second = staff[:2]
    vouch(first, by=second)
    vouch(second, by=first)
    for colleague in staff[2:]:
        vouch(colleague, by=first)
        vouch(colleague, by=second)


def _hire_one(name: str) -> Staff:
    staff, token = accounts.add_staff(name, name.title(), (Role.CASEWORKER,), Language.UKRAINIAN, by=SHELL)
    code = hotp_value(second_factor_secret(token), next(iter(yield_hotp_counters_from_time())))
    accounts.enrol(token, password=PASSWORD, code=format_hotp_value(code), by=staff)
    return staff


def _pairs(soldiers: list[Soldier], chance: Random) -> list[int]:
    """Each man on two lists. Returns the pairs of one man each; no man stands in two of them."""
    sides = [
        _listed(soldiers, kind, fate, chance)
        for kind, fate in (
            (SourceKind.CAPTURE_CARD, SaidFate.CAPTURED),
            (SourceKind.OFFICIAL_LIST, SaidFate.MISSING),
        )
    ]
    while refresh_due(by=WORKER, most=100):
        pass
    wanted = dict(zip(*sides, strict=True))
    found = Suggestion.objects.order_by("pk").values_list("pk", "left", "right")
    return [key for key, left, right in found if wanted.get(left) == right]


def _listed(soldiers: list[Soldier], kind: SourceKind, fate: SaidFate, chance: Random) -> list[int]:
    today = timezone.localdate()
    words = [
        Word(
            source=Source(kind=kind, name=f"{kind.label}", ref=f"{kind}-{number}", said_on=today),
            basis=Basis.until_due(Purpose.TRACING, LawfulBasis.TREATY_DUTY, today),
            facts=as_list_tells(soldier, chance, fate, today),
        )
        for number, soldier in enumerate(soldiers)
    ]
    return [
        row.pk
        for start in range(0, len(words), 100)
        for row in describe_many(words[start : start + 100], by=WORKER)
    ]


def _open(number: int, soldier: Soldier, chance: Random) -> int:
    facts = as_family_tells(soldier, chance, russian=False, today=timezone.localdate())
    opened = open_inquiry(
        facts,
        who=WhoAsks(name="Марія", relation=Relation.MOTHER),
        ways=[ReachableBy(way=Way.EMAIL, address=f"family-{number}@example.org")],
        sharings=(),
        origin=Origin.WEB,
        once_key=secrets.token_urlsafe(16),
        by=FAMILY,
    )
    return opened.inquiry.pk
