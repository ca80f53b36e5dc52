"""What could not be sent, for those who may see the outbox."""

import pytest
from django.utils import timezone

from kinline.audit.models import Event
from kinline.audit.rules import WORKER
from kinline.notices import commands
from kinline.notices.choices import Channel, Failure, NoticeState
from kinline.notices.models import Notice


@pytest.fixture
def notice(db):
    return commands.queue(
        channel=Channel.EMAIL,
        address="maria@example.org",
        subject="Вигадана тема",
        body="Вигаданий лист",
        language="uk",
        about="inquiry:12",
        zone="Europe/Kyiv",
        hours_from=None,
        hours_to=None,
        once_key="one",
        by=WORKER,
    )


@pytest.fixture
def dead(notice):
    Notice.objects.update(state=NoticeState.DEAD, failure=Failure.INTERRUPTED, attempts=5)
    notice.refresh_from_db()
    return notice


def test_a_dead_letter_shows_why_and_neither_address_nor_text(dead, desk_as, taras):
    shown = desk_as(taras).get("/notices/").content.decode()
    assert "m•••@example.org" in shown
    assert "it may have arrived" in shown
    assert "inquiry:12" in shown
    for hidden in ("maria@", "Вигадана тема", "Вигаданий лист"):
        assert hidden not in shown


def test_what_waits_stands_in_a_list_of_its_own(notice, desk_as, taras):
    client = desk_as(taras)
    assert "Every notice went out" in client.get("/notices/").content.decode()
    assert "m•••@example.org" in client.get("/notices/?state=waiting").content.decode()


def test_it_is_tried_again(dead, desk_as, taras):
    assert desk_as(taras).post(f"/notices/{dead.pk}/revive/")["Location"] == "/notices/"
    dead.refresh_from_db()
    assert (dead.state, dead.attempts) == (NoticeState.WAITING, 0)
    assert Event.objects.filter(action="notices:notice:revived", actor=taras.actor_id).exists()


def test_what_is_not_dead_is_not_tried_again(notice, desk_as, taras):
    response = desk_as(taras).post(f"/notices/{notice.pk}/revive/")
    assert response.status_code == 409
    assert "could not be sent" in response.content.decode()


def test_a_full_page_costs_as_many_queries_as_one_row(dead, desk_as, taras, django_assert_max_num_queries):
    Notice.objects.bulk_create(
        Notice(
            channel=Channel.EMAIL,
            address=f"{number}@example.org",
            about="inquiry:1",
            language="uk",
            once_key=f"key{number}",
            state=NoticeState.DEAD,
            due_at=timezone.now(),
        )
        for number in range(30)
    )
    client = desk_as(taras)
    client.get("/notices/")
    with django_assert_max_num_queries(9):
        shown = client.get("/notices/").content.decode()
    assert shown.count("/revive/") == 25


def test_caseworkers_do_not_see_the_outbox(desk_as, anna):
    assert desk_as(anna).get("/notices/").status_code == 403


def test_a_notice_that_is_not_there_is_404(desk_as, taras):
    assert desk_as(taras).post("/notices/999/revive/").status_code == 404
