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


@pytest.fixture(params=["portal", "desk"])
def health(request, portal):
    if request.param == "portal":
        return lambda: portal.get("/healthz")
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
    assert json.loads(answer.content) == {
        "ok": True,
        "database": True,
        "worker_late_s": 0,
        "outbox_oldest_due_s": 0,
        "dead_letters": 0,
        "oldest_unmatched_s": 0,
    }


def test_without_a_worker_it_is_not_well(health):
    assert health().status_code == 503


def test_a_worker_that_stopped_is_seen(health, working):
    Pulse.objects.update(at=timezone.now() - timedelta(minutes=5))
    answer = health()
    assert answer.status_code == 503
    assert json.loads(answer.content)["worker_late_s"] == 285


def test_an_outbox_that_stands_still_is_seen(health, working):
    a_notice(due_at=timezone.now() - timedelta(hours=1))
    assert health().status_code == 503


def test_dead_letters_are_counted_and_no_fault(health, working):
    a_notice(state=NoticeState.DEAD)
    answer = health()
    assert answer.status_code == 200
    assert json.loads(answer.content)["dead_letters"] == 1


def test_it_only_reads(health, working, django_assert_max_num_queries):
    with django_assert_max_num_queries(4) as asked:
        health()
    assert all(query["sql"].startswith("SELECT") for query in asked.captured_queries)
