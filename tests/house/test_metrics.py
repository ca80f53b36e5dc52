"""Figures for Prometheus: for whoever brings the token, and of nobody in particular."""

import pytest
from django.test import override_settings
from prometheus_client.parser import text_string_to_metric_families

from kinline.notices.models import Notice, NoticeState

pytestmark = pytest.mark.django_db
TOKEN = "an invented token"


@pytest.fixture
def desk(client):
    with override_settings(METRICS_TOKEN=TOKEN):
        yield client


def figures(client):
    page = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert page.status_code == 200
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(page.content.decode())
        for sample in family.samples
    }


@pytest.mark.parametrize("said", ["", "Bearer ", "Bearer another", "Basic an invented token"])
def test_without_the_token_there_is_no_such_page(desk, said):
    assert desk.get("/metrics", headers={"authorization": said}).status_code == 404


def test_without_a_token_set_there_is_no_such_page(client):
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


def test_the_portal_has_no_such_page(portal):
    assert portal.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 404


def test_how_the_work_goes_is_counted(desk):
    Notice.objects.create(
        channel="email", address="a@example.org", body="x", language="uk", about="inquiry:1", once_key="k",
        state=NoticeState.DEAD,
    )  # fmt: skip
    desk.get("/nowhere/4711/")
    told = figures(desk)
    assert told["kinline_notices_dead",] == 1
    assert told["kinline_worker_runs",] == 0
    assert told["kinline_inquiries_open",] == 0
    assert told["kinline_http_requests_total", "404", "GET", "desk", "none"] >= 1
    assert not [key for key in told if "4711" in "".join(key)]


def test_few_open_inquiries_are_told_as_none(desk, monkeypatch):
    monkeypatch.setattr("kinline.faces.metrics.inquiries.count_open", lambda: 4)
    assert figures(desk)["kinline_inquiries_open",] == 0
    monkeypatch.setattr("kinline.faces.metrics.inquiries.count_open", lambda: 5)
    assert figures(desk)["kinline_inquiries_open",] == 5
