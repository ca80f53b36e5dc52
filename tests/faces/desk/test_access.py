"""Who may open a page of the desk."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from kinline.accounts.choices import Permission
from kinline.audit.models import Event
from kinline.config import urls_desk
from kinline.faces.desk.access import logs_access, needs, open_to_all


@needs(Permission.TAKE_CALLS)
@logs_access("calls:call:viewed", subject="call:{pk}")
def a_call(request, pk):
    if pk == 404:
        raise Http404
    return HttpResponse(f"{request.LANGUAGE_CODE} call {pk}")


def undeclared(request):
    raise AssertionError("an undeclared view ran")


urlpatterns = [
    *urls_desk.urlpatterns,
    path("test-calls/<int:pk>/", a_call),
    path("test-open/", open_to_all("a test")(lambda _request: HttpResponse("open"))),
    path("test-undeclared/", undeclared),
]


@pytest.fixture(autouse=True)
def _pages_of_this_file(desk_as):
    with override_settings(ROOT_URLCONF=__name__):
        yield


def test_a_role_that_may_opens_the_page_and_the_look_is_noted(desk_as, oleh):
    page = desk_as(oleh).get("/test-calls/7/")
    assert page.content == b"en call 7"
    assert page["Cache-Control"] == "no-store"
    [event] = Event.objects.all()
    assert (event.actor, event.action, event.subject) == (oleh.actor_id, "calls:call:viewed", "call:7")


def test_a_role_that_may_not_reads_so_and_nothing_is_noted(desk_as, petro):
    page = desk_as(petro).get("/test-calls/7/")
    assert page.status_code == 403
    assert "Your role does not open this page" in page.content.decode()
    assert not Event.objects.exists()


def test_what_is_not_found_is_not_noted_as_seen(desk_as, oleh):
    assert desk_as(oleh).get("/test-calls/404/").status_code == 404
    assert not Event.objects.exists()


def test_nobody_is_sent_to_sign_in_and_comes_back(desk_as):
    page = Client().get("/test-calls/7/?tab=2")
    assert page.status_code == 302
    assert page["Location"] == "/sign-in/?next=/test-calls/7/%3Ftab%3D2"


def test_htmx_leads_nowhere_when_the_session_is_over(desk_as):
    page = Client(headers={"accept-language": "en"}).get(
        "/test-calls/7/", headers={"hx-request": "true", "hx-current-url": "http://testserver/test-open/"}
    )
    assert page.status_code == 401
    assert "HX-Redirect" not in page
    assert "Your session is over. Nothing is lost here" in page.content.decode()


def test_a_session_without_the_second_factor_opens_nothing(desk_as, oleh):
    client = Client()
    client.force_login(oleh, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/test-calls/7/")
    assert page["Location"] == "/no-second-factor/"
    assert "Ask an administrator" in client.get(page["Location"]).content.decode()


def test_a_view_that_declares_nothing_is_refused_even_to_those_who_may_everything(desk_as, anna):
    with pytest.raises(ImproperlyConfigured, match="declares no permission"):
        desk_as(anna).get("/test-undeclared/")


def test_the_page_is_in_the_language_of_the_reader_unless_switched(desk_as, oleh):
    oleh.language = "uk"
    oleh.save()
    client = desk_as(oleh)
    assert client.get("/test-calls/7/").content == b"uk call 7"
    client.post("/language/", {"language": "ru"})
    assert client.get("/test-calls/7/").content == b"ru call 7"
