"""The invented staff of the demonstration: one for every role."""

from dataclasses import dataclass

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from kinline.accounts import commands, queries
from kinline.accounts.choices import Language, Role
from kinline.accounts.models import Staff
from kinline.accounts.vouching import vouch
from kinline.audit.rules import Actor

#: Every invented member of staff signs in with this. A live installation refuses them all.
PASSWORD = "kinline-demo-only"  # noqa: S105  # printed at every start of the demonstration; it guards nothing


@dataclass(frozen=True, slots=True)
class Player:
    """One invented member of staff."""

    username: str
    display_name: str
    roles: tuple[Role, ...]
    tells_deaths: bool = False


CAST = (
    Player("oleh", "Олег Т.", (Role.OPERATOR,)),
    Player("anna", "Анна К.", (Role.CASEWORKER,), tells_deaths=True),
    Player("iryna", "Ірина В.", (Role.CASEWORKER,)),
    Player("petro", "Петро С.", (Role.REGISTRAR,)),
    Player("halyna", "Галина Д.", (Role.COORDINATOR,), tells_deaths=True),
    Player("taras", "Тарас М.", (Role.ADMINISTRATOR,)),
    Player("vira", "Віра Л.", (Role.AUDITOR,)),
)


def hire(*, by: Actor) -> dict[str, Staff]:
    """Add and enrol everybody, and let them vouch for each other. Returns them by name for signing in."""
    staff = {player.username: _hire_one(player, by) for player in CAST}
    first, second = staff["halyna"], staff["anna"]
    vouch(first, by=second)
    vouch(second, by=first)
    for colleague in staff.values():
        if colleague not in {first, second}:
            vouch(colleague, by=first)
            vouch(colleague, by=second)
    return staff


def _hire_one(player: Player, by: Actor) -> Staff:
    staff, token = commands.add_staff(
        player.username,
        player.display_name,
        player.roles,
        Language.UKRAINIAN,
        is_demo=True,
        tells_deaths=player.tells_deaths,
        by=by,
    )
    secret = queries.second_factor_secret(token)
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    commands.enrol(token, password=PASSWORD, code=code, by=staff)
    return staff
