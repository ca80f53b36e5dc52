"""Pages that say what went wrong at the desk."""

import pytest
from django.test import RequestFactory

from kinline.faces.desk.home import errors


def test_an_address_that_leads_nowhere_is_said_in_the_desks_own_look(desk_as, anna):
    page = desk_as(anna).get("/inquiries/4711/")
    assert page.status_code == 404
    assert "There is no such page" in page.content.decode()
    assert "desk.js" in page.content.decode()


@pytest.mark.django_db(databases=[])
def test_the_page_of_a_fault_asks_nothing_of_the_database():
    page = errors.broken(RequestFactory().get("/"))
    assert page.status_code == 500
    assert "Something broke on our side" in page.content.decode()
