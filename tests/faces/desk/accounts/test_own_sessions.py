"""Sessions: listed without addresses, ended one by one, over when nobody uses them; nothing typed is lost."""

import re
import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kinline.accounts import commands
from kinline.accounts.models import DeskSession
from kinline.accounts.sessions import LONGEST, browser_family, forget_ended_sessions
from kinline.audit.models import Event
from kinline.audit.rules import WORKER
from kinline.calls.models import Call

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36"
EDGE = CHROME + " EdgA/140.0.0.0"


@pytest.fixture
def device(oleh, enrolled):
    device, _codes = enrolled(oleh)
    return device


@pytest.fixture
def come_in(visitor, device):
    """`come_in(agent)`: one more browser in which Oleh comes in."""
    came = []

    def signed_in(agent=FIREFOX):
        client = Client(headers={"accept-language": "en", "user-agent": agent})
        client.post("/sign-in/", {"login": "oleh", "password": "correct horse battery"})
        assert client.post("/sign-in/code/", {"code": device.code(steps=len(came) - 1)}).status_code == 302
        came.append(client)
        return client

    return signed_in


def _age(client, **ago):
    """The clock goes on for this browser's session."""
    row = Session.objects.get(session_key=client.session.session_key)
    row.expire_date -= timedelta(**ago)
    row.save(update_fields=["expire_date"])


def test_sessions_are_listed_by_browser_and_without_an_address(come_in):
    here = come_in()
    come_in(EDGE)
    page = here.get("/account/security/").content.decode()
    assert "Firefox" in page
    assert "Edge" in page
    kept = str(list(DeskSession.objects.values()))
    assert "127.0.0.1" not in kept
    assert "Linux" not in kept
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_key FROM accounts_desksession")
        raw = str(cursor.fetchall())
    assert here.session.session_key not in raw, "the key of a session is sealed"


def test_one_session_is_ended_from_another(come_in, oleh):
    here, elsewhere = come_in(), come_in(CHROME)
    row = DeskSession.objects.get(browser="Chrome")
    assert here.post(f"/account/sessions/{row.pk}/end/")["Location"] == "/account/security/"
    assert elsewhere.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200
    assert Event.objects.filter(action="accounts:session:ended", subject=oleh.actor_id).count() == 1


def test_nobody_ends_the_session_of_another(come_in, desk_as, anna):
    here = come_in()
    row = DeskSession.objects.get()
    assert desk_as(anna).post(f"/account/sessions/{row.pk}/end/").status_code == 404
    assert here.get("/account/").status_code == 200


def test_ending_ones_own_session_leads_to_the_sign_in_page(come_in):
    here = come_in()
    assert here.post(f"/account/sessions/{DeskSession.objects.get().pk}/end/")["Location"] == "/sign-in/"
    assert here.get("/account/").status_code == 302


def test_all_others_end_and_this_one_goes_on(come_in):
    here, elsewhere = come_in(), come_in(CHROME)
    assert (
        "All other sessions are ended." in here.post("/account/sessions/end/", follow=True).content.decode()
    )
    assert elsewhere.get("/account/").status_code == 302
    assert [row.browser for row in DeskSession.objects.all()] == ["Firefox"]
    assert here.post(f"/account/sessions/{DeskSession.objects.get().pk}/end/")["Location"] == "/sign-in/"


def test_an_administrator_ends_all_and_none_is_listed(come_in, oleh, taras):
    here = come_in()
    commands.end_sessions(oleh, by=taras)
    assert here.get("/account/").status_code == 302
    assert not DeskSession.objects.exists()


def test_signing_out_takes_the_session_off_the_list(come_in):
    come_in().post("/sign-out/")
    assert not DeskSession.objects.exists()


def test_a_session_that_nobody_uses_ends(come_in):
    here = come_in()
    _age(here, minutes=29)
    assert here.get("/account/").status_code == 200, "used in time, it lives on"
    _age(here, minutes=29)
    assert here.get("/account/").status_code == 200
    _age(here, minutes=31)
    assert here.get("/account/")["Location"] == "/sign-in/?next=/account/"


def test_a_page_that_asks_by_itself_keeps_no_session_alive(come_in):
    here = come_in()
    _age(here, minutes=20)
    assert here.get("/calls/", headers={"Kinline-Poll": "1"}).status_code == 200
    _age(here, minutes=11)
    assert here.get("/calls/").status_code == 302


def test_the_pages_that_ask_by_themselves_say_so(desk_as, oleh):
    page = desk_as(oleh).get("/calls/").content.decode()
    polls = re.findall(r"<[^>]*hx-trigger=\"every[^>]*>", page)
    assert polls
    assert all("Kinline-Poll" in poll for poll in polls)


def test_use_is_written_down_once_a_minute_at_most(come_in):
    here = come_in()
    here.get("/account/")
    with CaptureQueriesContext(connection) as asked:
        here.get("/account/")
    assert not [query for query in asked.captured_queries if query["sql"].startswith("UPDATE")]
    _age(here, seconds=61)
    with CaptureQueriesContext(connection) as asked:
        here.get("/account/")
    tables = {
        query["sql"].split('"')[1] for query in asked.captured_queries if query["sql"].startswith("UPDATE")
    }
    assert tables == {"django_session", "accounts_desksession"}


def test_no_session_lasts_longer_than_half_a_day(come_in):
    here = come_in()
    session = here.session
    began = time.time() - LONGEST.total_seconds()
    session["account_authentication_methods"] = [{"method": "mfa", "at": began - 1}]
    session.save()
    assert here.get("/account/").status_code == 302


def test_what_is_known_of_sessions_is_gone_when_they_are(come_in):
    come_in()
    assert forget_ended_sessions(by=WORKER) == 0
    DeskSession.objects.update(began_at=timezone.now() - LONGEST)
    assert forget_ended_sessions(by=WORKER) == 1


SAID = {
    "phone": "+44 7700 900101",
    "language": "uk",
    "name": "Maria",
    "about": "Illia\r\nHalahan",
    "note": "<b>",
}


def test_what_was_typed_when_the_session_ran_out_is_sent_after_signing_in(come_in, device, oleh):
    here = come_in()
    _age(here, minutes=31)
    sent = here.post("/calls/note/", SAID)
    assert sent["Location"] == "/sign-in/?next=/calls/note/"
    assert not Call.objects.exists()
    here.post("/sign-in/?next=/calls/note/", {"login": "oleh", "password": "correct horse battery"})
    page = here.post("/sign-in/code/", {"code": device.code(steps=1)})
    words = page.content.decode()
    assert 'action="/calls/note/"' in words
    assert 'name="note" value="&lt;b&gt;"' in words
    again = dict(page.context["typed"])
    assert again == SAID
    assert here.post("/calls/note/", again).status_code == 302
    assert Call.objects.count() == 1


def test_nobody_else_at_this_browser_sees_what_was_typed(come_in, enrolled, anna):
    here = come_in()
    _age(here, minutes=31)
    here.post("/calls/note/", SAID)
    device, _codes = enrolled(anna)
    here.post("/sign-in/", {"login": "anna", "password": "correct horse battery"})
    page = here.post("/sign-in/code/", {"code": device.code(steps=1)})
    assert page.status_code == 302
    assert "unsent" not in here.session


def test_a_password_is_never_kept_for_later(come_in):
    here = come_in()
    _age(here, minutes=31)
    here.post("/account/password/", {"old": "correct horse battery", "new": "a long enough sentence"})
    assert "unsent" not in here.session


@pytest.mark.parametrize(
    ("agent", "family"),
    [(FIREFOX, "Firefox"), (CHROME, "Chrome"), (EDGE, "Edge"), ("", ""), ("curl/8.5", "")],
)
def test_a_browser_is_known_by_its_family(agent, family):
    assert browser_family(agent) == family
