"""The health page tells how the work goes, and nothing of anybody."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from kinline.audit.commands import beat
from kinline.audit.models import Pulse
from kinline.audit.rules import WORKER
from kinline.notices.models import Notice, NoticeState

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["portal", "desk", "api"])
def health(request, portal):
    if request.param == "portal":
        return lambda: portal.get("/healthz")
    if request.param == "api":
        request.getfixturevalue("settings").ROOT_URLCONF = "kinline.config.urls_api"
    return lambda client=request.getfixturevalue("client"): client.get("/healthz")


@pytest.fixture
def working():
    beat("audit:seal", every_s=15, by=WORKER)


def a_notice(**facts):
    return Notice.objects.create(
        channel="email",
        address="a@example.org",
        body="x",
        language="uk",
        about="inquiry:1",
        once_key="k",
        **facts,
    )


def test_all_is_well(health, working):
    answer = health()
    assert answer.status_code == 200
    assert json.loads(answer.content) == {"ok": True}


def test_without_a_worker_it_is_not_well(health):
    assert health().status_code == 503


def test_a_worker_that_stopped_is_seen(health, working):
    Pulse.objects.update(at=timezone.now() - timedelta(minutes=5))
    answer = health()
    assert answer.status_code == 503
    assert json.loads(answer.content) == {"ok": False}  # what is wrong is nobody's business


def test_an_outbox_that_stands_still_is_seen(health, working):
    a_notice(due_at=timezone.now() - timedelta(hours=1))
    assert health().status_code == 503


def test_dead_letters_are_no_fault(health, working):
    a_notice(state=NoticeState.DEAD)
    assert health().status_code == 200


def test_it_only_reads(health, working, django_assert_max_num_queries):
    with django_assert_max_num_queries(4) as asked:
        assert health().status_code == 200
    assert asked.captured_queries
    assert all(query["sql"].startswith("SELECT") for query in asked.captured_queries)
