"""`kinline staff` and `kinline code`."""

import argparse
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.urls import reverse
from django.utils import translation

from kinline.accounts import commands, queries
from kinline.accounts.choices import Language, Role
from kinline.accounts.models import Staff
from kinline.accounts.second_factors import second_factors_of
from kinline.accounts.sessions import sessions_of
from kinline.audit.rules import SHELL, Refused
from kinline.config.home import Home


def add(options: argparse.Namespace, home: Home) -> int:
    with translation.override("en"):
        staff, token = commands.add_staff(
            options.name,
            options.display,
            [Role(role) for role in options.role],
            Language(options.language),
            tells_deaths=options.tells_deaths,
            by=SHELL,
        )
    _print_link(staff, token, home)
    return 0


def link(options: argparse.Namespace, home: Home) -> int:
    staff = _named(options.name)
    with translation.override("en"):
        token = commands.renew_enrolment(staff, by=SHELL)
    _print_link(staff, token, home)
    return 0


def factors(options: argparse.Namespace, home: Home) -> int:
    """Print what somebody signs in with, a line each, and the sessions that are open. No secret and no code."""
    staff = _named(options.name)
    held = second_factors_of(staff)
    print(f"authenticator\t{'yes' if held.authenticator else 'no'}")
    for passkey in held.passkeys:
        print(
            f"passkey\t{passkey.name}\tadded {passkey.added_at:%Y-%m-%d}\tlast used {_day(passkey.last_used_at)}"
        )
    print(f"recovery codes left\t{held.codes_left or 0}")
    idle = timedelta(minutes=home.idle_minutes())
    for session in sessions_of(staff, idle=idle):
        since, used = f"{session.began_at:%Y-%m-%d %H:%M}", f"{session.last_used_at:%Y-%m-%d %H:%M}"
        print(f"session\t{session.browser or 'unknown browser'}\tsince {since} UTC\tlast used {used} UTC")
    return 0


def end_sessions(options: argparse.Namespace, _home: Home) -> int:
    staff = _named(options.name)
    with translation.override("en"):
        commands.end_sessions(staff, by=SHELL)
    print(f"{staff.display_name} is signed out everywhere.")
    return 0


def _day(when: datetime | None) -> str:
    return f"{when:%Y-%m-%d}" if when else "never"


def show(_options: argparse.Namespace, _home: Home) -> int:
    with translation.override("en"):
        for staff in queries.staff_list():
            state = "" if staff.is_active else " (closed)"
            print(f"{staff.username}\t{staff.display_name}\t{staff.role_names}{state}")
    return 0


def code(options: argparse.Namespace, home: Home) -> int:
    """Print the code that an authenticator would show now. Refuses outside of the demonstration."""
    staff = _named(options.name)
    device = Authenticator.objects.filter(user=staff, type=Authenticator.Type.TOTP).first()
    if home.mode != "demo" or not staff.is_demo:
        raise Refused("Codes are shown for the invented staff of the demonstration only.")
    if device is None:
        raise Refused(f"{staff.username} has no second factor yet.")
    # The middle one of the codes that would be taken now is this half minute's.
    steps = sorted(yield_hotp_counters_from_time())
    print(format_hotp_value(hotp_value(decrypt(device.data["secret"]), steps[len(steps) // 2])))
    return 0


def _named(name: str) -> Staff:
    staff = queries.staff_named(name)
    if staff is None:
        raise Refused(f"Nobody here signs in as {name!r}. See: kinline staff list")
    return staff


def _print_link(staff: Staff, token: str, home: Home) -> None:
    https = home.serve.get("https")
    host = str(home.desk.get("hosts", ["localhost"])[0])
    root = f"https://{host}" if https else f"http://{host}:{home.desk.get('port', 8001)}"
    print(f"{staff.display_name} sets a password and a second factor here,")
    print(f"once, within {commands.LINK_HOURS} hours:")
    print(root + reverse("desk:enrol", args=[token]))
