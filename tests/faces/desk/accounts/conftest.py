"""Oleh with an authenticator, and a browser that nobody signed in with."""

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from kinline.accounts import commands, queries

PASSWORD = "correct horse battery"


class Authenticator:
    """An app on a telephone that holds one secret."""

    def __init__(self, secret: str) -> None:
        self.secret = secret

    def code(self, steps: int = 0) -> str:
        """The six digits of now, or of some steps of 30 seconds from now."""
        now = list(yield_hotp_counters_from_time())[1]
        return format_hotp_value(hotp_value(self.secret, now + steps))


@pytest.fixture
def visitor(desk_as, settings):
    """Somebody's browser at the desk, nobody signed in. Signing in leads to one's account."""
    settings.LOGIN_REDIRECT_URL = "desk:account"
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def authenticator():
    """Authenticators, made from their secret."""
    return Authenticator


@pytest.fixture
def enrolled(taras):
    """Enrol a member of staff as they would; returns their authenticator and recovery codes."""

    def enrol(staff):
        token = commands.renew_enrolment(staff, by=taras)
        device = Authenticator(queries.second_factor_secret(token))
        _staff, codes = commands.enrol(token, password=PASSWORD, code=device.code(), by=staff)
        staff.refresh_from_db()
        return device, codes

    return enrol
