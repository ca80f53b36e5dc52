"""Pages that say what went wrong at the desk."""

import pytest
from django.test import Client, RequestFactory

from kinline.calls.models import Call
from kinline.faces.desk.home import errors


def test_an_address_that_leads_nowhere_is_said_in_the_desks_own_look(desk_as, anna):
    page = desk_as(anna).get("/inquiries/4711/")
    assert page.status_code == 404
    assert "There is no such page" in page.content.decode()
    assert "desk.js" in page.content.decode()


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"note=" + b"x" * 1_100_000, ""), (b"note=1", "; charset=utf-16"), (b"a=1&" * 500, "")],
)
@pytest.mark.parametrize("path", ["/calls/note/", "/sign-in/"])
def test_what_cannot_be_read_is_said_so_before_anybody_signs_in_too(strict, path, body, kind):
    strict.get("/calls/note/")
    answer = strict.generic("POST", path, body, content_type=f"application/x-www-form-urlencoded{kind}")
    assert answer.status_code == 400
    assert "This could not be read" in answer.content.decode()


@pytest.mark.django_db(databases=[])
def test_the_page_of_a_fault_asks_nothing_of_the_database():
    page = errors.broken(RequestFactory().get("/"))
    assert page.status_code == 500
    assert "Something broke on our side" in page.content.decode()


def test_an_address_that_only_takes_what_is_sent_says_so_and_leads_on(desk_as, taras, oleh):
    page = desk_as(taras).get(f"/staff/{oleh.pk}/close/")
    assert page.status_code == 405
    assert page["Allow"] == "POST"
    assert "Nothing to see at this address" in page.content.decode()
    assert page.context["page"] == f"/staff/{oleh.pk}/"


@pytest.fixture
def strict(desk_as, oleh):
    """Oleh's browser with the CSRF check on, and a page that is older than his sign-in."""
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    client.cookies = desk_as(oleh).cookies
    return client


SAID = {
    "phone": "+44 7700 900101",
    "language": "uk",
    "name": "Maria",
    "about": "Illia",
    "note": "first line\r\nHalahan",
    "csrfmiddlewaretoken": "x" * 64,
}


def test_a_page_older_than_the_sign_in_gives_back_what_was_typed(strict):
    page = strict.post("/calls/note/", SAID, headers={"sec-fetch-site": "same-origin"})
    assert page.status_code == 403
    assert "Nothing is lost" in page.content.decode()
    token = page.context["csrf_token"]
    again = dict(page.context["typed"])
    assert "csrfmiddlewaretoken" not in again
    assert not Call.objects.exists()
    sent = strict.post(page.context["page"], again | {"csrfmiddlewaretoken": str(token)})
    assert sent.status_code == 302
    assert Call.objects.count() == 1


@pytest.mark.parametrize("site", [{}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}])
def test_what_a_strangers_page_filled_in_is_not_offered_again(strict, site):
    page = strict.post("/calls/note/", SAID, headers=site)
    assert page.status_code == 403
    assert page.context["typed"] == []
    assert "Halahan" not in page.content.decode()
    assert "Nothing was changed" in page.content.decode()


def test_a_password_is_not_sent_round(strict):
    page = strict.post(
        "/account/password/", {"old": "secret old", "new": "x"}, headers={"sec-fetch-site": "same-origin"}
    )
    assert page.status_code == 403
    assert "secret old" not in page.content.decode()
