"""Passkeys in real Chromium with a virtual authenticator: made, used alone and after the password, removed."""

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from axe_playwright_python.sync_playwright import Axe
from tests.browser.conftest import SHOTS

from kinline.accounts import commands, queries
from kinline.accounts.models import DeskSession
from kinline.audit.models import Event

pytestmark = pytest.mark.browser
PASSWORD = "correct horse battery"
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def code_of(secret, steps=0):
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1] + steps))


@pytest.fixture
def site(serve, settings):
    """At a name: a passkey belongs to a domain, and browsers take none for a bare address."""
    settings.ALLOWED_HOSTS = ["localhost"]
    address = serve("desk").replace("127.0.0.1", "localhost")
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    return address


@pytest.fixture
def secret(oleh, taras):
    token = commands.renew_enrolment(oleh, by=taras)
    secret = queries.second_factor_secret(token)
    commands.enrol(token, password=PASSWORD, code=code_of(secret), by=oleh)
    oleh.refresh_from_db()
    return secret


@pytest.fixture
def authenticator():
    """Gives a window a device that makes passkeys: `authenticator(page, verified=True)`; returns its CDP session."""

    def plugged_in(page, *, verified=True):
        cdp = page.context.new_cdp_session(page)
        cdp.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": verified,
            "automaticPresenceSimulation": True,
        }
        made = cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        cdp.number = made["authenticatorId"]
        return cdp

    return plugged_in


def sign_in(page, site, secret, *, steps=0):
    page.goto(f"{site}/sign-in/?next=/account/security/")
    page.fill("[name=login]", "oleh")
    page.fill("[name=password]", PASSWORD)
    page.locator("form:has([name=password]) button").click()
    page.fill("[name=code]", code_of(secret, steps))
    page.locator("form:has([name=code]) button").click()
    page.wait_for_url(f"{site}/account/security/")


def sign_out(page):
    page.locator(".rail form[data-forget] button").click()
    page.wait_for_url("**/sign-in/")


def make_passkey(page, site):
    page.goto(f"{site}/account/passkeys/add/")
    page.fill("[name=name]", "blue key")
    page.locator("[data-passkey-button]").click()
    page.wait_for_url(f"{site}/account/security/")


def test_a_passkey_is_made_opens_the_desk_alone_and_is_removed(
    site, open_window, secret, authenticator, oleh
):
    page = open_window(locale="en-GB")
    cdp = authenticator(page)
    sign_in(page, site, secret)
    make_passkey(page, site)
    assert "blue key" in page.inner_text("main")

    sign_out(page)
    page.goto(f"{site}/sign-in/?next=/account/security/")
    page.locator("[data-passkey-button]").click()
    page.wait_for_url(f"{site}/account/security/")
    assert DeskSession.objects.get().browser == "Chrome"

    sign_out(page)
    page.goto(f"{site}/sign-in/?next=/account/security/")
    page.fill("[name=login]", "oleh")
    page.fill("[name=password]", PASSWORD)
    page.locator("form:has([name=password]) button").click()
    page.wait_for_url("**/sign-in/code/")
    page.locator("[data-passkey-button]").click()
    page.wait_for_url(f"{site}/account/security/")

    page.get_by_role("link", name=re.compile("Remove ?: blue key")).click()
    page.locator("main button.danger").click()
    page.wait_for_url(f"{site}/account/security/")
    assert "You have none." in page.inner_text("main")

    sign_out(page)
    page.locator("[data-passkey-button]").click()
    refused = page.locator("main [role=alert]", has_text="This passkey opens nothing here")
    refused.wait_for()
    assert not [line for line in page.said if "422" not in line]
    deeds = list(Event.objects.filter(action__startswith="accounts:passkey").values_list("action", flat=True))
    assert deeds == ["accounts:passkey:added", "accounts:passkey:removed"]
    assert cdp.send("WebAuthn.getCredentials", {"authenticatorId": cdp.number})["credentials"]


def test_a_device_that_does_not_ask_its_owner_is_refused(site, open_window, secret, authenticator, oleh):
    page = open_window(locale="en-GB")
    authenticator(page, verified=False)
    sign_in(page, site, secret)
    page.goto(f"{site}/account/passkeys/add/")
    page.fill("[name=name]", "blue key")
    page.locator("[data-passkey-button]").click()
    page.locator("[data-passkey-said]:not([hidden])").wait_for()
    assert page.input_value("[name=name]") == "blue key"
    assert not oleh.authenticator_set.filter(type="webauthn").exists()


def test_where_there_is_no_passkey_the_page_says_so_and_the_code_works(site, open_window, secret):
    page = open_window(locale="en-GB", javascript=False)
    page.goto(f"{site}/sign-in/")
    assert "Passkeys need JavaScript" in page.content()
    assert not page.locator("[data-passkey-button]").is_visible()
    page.fill("[name=login]", "oleh")
    page.fill("[name=password]", PASSWORD)
    page.locator("form:has([name=password]) button").click()
    page.fill("[name=code]", code_of(secret, 1))
    page.locator("form:has([name=code]) button").click()
    page.goto(f"{site}/account/security/")
    assert "Where you are signed in" in page.inner_text("main")


@pytest.mark.parametrize("locale", ["uk", "ru"])
def test_the_pages_of_signing_in_fit_and_have_no_fault(
    site, open_window, secret, authenticator, oleh, locale
):
    oleh.language = locale
    oleh.save(update_fields=["language"])
    page = open_window(locale=locale)
    authenticator(page)
    faults = {}

    def look(name):
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
        if found.violations_count:
            faults[name] = found.generate_report()
        for width in (320, 768, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate(SIDEWAYS):
                faults[f"{name} {width}"] = "scrolls sideways"
            if locale == "uk":
                SHOTS.mkdir(exist_ok=True)
                page.screenshot(path=SHOTS / f"signing-in-{name}-{width}.png", full_page=True)

    page.goto(f"{site}/sign-in/")
    look("sign-in")
    sign_in(page, site, secret)
    look("security-empty")
    page.goto(f"{site}/account/passkeys/add/")
    look("passkey-add")
    make_passkey(page, site)
    look("security")
    page.goto(f"{site}/account/security/codes/")
    look("codes-renew")
    page.locator("main button").click()
    page.locator("main ol").wait_for()
    look("codes")
    page.goto(f"{site}/account/confirm/")
    look("password-again")
    page.goto(page.url.replace("confirm/", "security/"))
    page.goto(site + page.locator("main a[href*=remove]").get_attribute("href"))
    look("passkey-remove")
    page.goto(f"{site}/sign-out/")
    look("only-sent")
    page.goto(f"{site}/account/security/")
    sign_out(page)
    page.fill("[name=login]", "oleh")
    page.fill("[name=password]", PASSWORD)
    page.locator("form:has([name=password]) button").click()
    page.wait_for_url("**/sign-in/code/")
    look("second-factor")
    assert not faults
    assert not [line for line in page.said if not re.search("405|422", line)]
