"""Staff, for administrators."""

import re

import pytest

from kinline.accounts.models import Enrolment, RoleGrant, Staff

SOLOMIIA = {
    "username": "solomiia",
    "display_name": "Solomiia",
    "roles": ["operator", "registrar"],
    "language": "uk",
}


def test_a_link_is_shown_once_and_opens(desk_as, taras):
    client = desk_as(taras)
    page = client.post("/staff/add/", SOLOMIIA)
    [link] = re.findall(r"http://testserver(/enrol/[^/]+/)", page.content.decode())
    assert client.get(link).status_code == 200
    solomiia = Staff.objects.get(username="solomiia")
    assert "/enrol/" not in client.get(f"/staff/{solomiia.pk}/").content.decode()
    assert "Solomiia" in client.get("/staff/").content.decode()


def test_what_does_not_fit_is_said_and_kept(desk_as, taras, oleh):
    page = desk_as(taras).post("/staff/add/", SOLOMIIA | {"username": "oleh"})
    assert page.status_code == 409
    assert "already" in page.content.decode()
    assert 'value="Solomiia"' in page.content.decode()


def test_the_file_tells_who_gave_a_role_and_when(desk_as, taras, oleh):
    client = desk_as(taras)
    client.post(f"/staff/{oleh.pk}/grant/", {"role": "registrar"})
    client.post(f"/staff/{oleh.pk}/end/", {"role": "operator"})
    page = client.get(f"/staff/{oleh.pk}/").content.decode()
    assert "Taras" in page
    assert "the administrator’s shell" in page
    assert Staff.objects.get(pk=oleh.pk).roles == {"registrar"}


def test_a_refusal_is_shown_on_the_file(desk_as, taras, oleh):
    client = desk_as(taras)
    page = client.post(f"/staff/{oleh.pk}/grant/", {"role": "operator"})
    assert page.status_code == 409
    assert "This role is given already." in page.content.decode()
    assert client.post(f"/staff/{oleh.pk}/grant/", {"role": "emperor"}).status_code == 422


def test_ones_own_file_offers_no_changes_and_takes_none(desk_as, taras):
    client = desk_as(taras)
    page = client.get(f"/staff/{taras.pk}/").content.decode()
    assert f"/staff/{taras.pk}/grant/" not in page
    for change, said in (("grant", {"role": "auditor"}), ("end", {"role": "administrator"}), ("link", {})):
        assert client.post(f"/staff/{taras.pk}/{change}/", said).status_code == 409
    assert RoleGrant.objects.get().role == "administrator"


def test_closing_opening_and_a_new_link(desk_as, taras, oleh):
    client, his = desk_as(taras), desk_as(oleh)
    assert his.get("/account/").status_code == 200
    client.post(f"/staff/{oleh.pk}/close/")
    assert his.get("/account/").status_code == 302
    assert "closed" in client.get(f"/staff/{oleh.pk}/").content.decode()
    client.post(f"/staff/{oleh.pk}/open/")
    assert "/enrol/" in client.post(f"/staff/{oleh.pk}/link/").content.decode()
    assert Enrolment.objects.get().staff == oleh


def test_an_administrator_sees_how_somebody_signs_in_and_ends_their_sessions(
    desk_as, taras, oleh, anna, enrolled
):
    enrolled(oleh)
    client, theirs = desk_as(taras), desk_as(oleh)
    words = client.get(f"/staff/{oleh.pk}/").content.decode()
    assert "<dt>Recovery codes left</dt><dd>10</dd>" in words
    assert client.post(f"/staff/{oleh.pk}/sessions/").status_code == 302
    assert theirs.get("/account/").status_code == 302
    assert desk_as(anna).post(f"/staff/{taras.pk}/sessions/").status_code == 403
    assert client.get("/account/").status_code == 200


def test_somebody_who_is_not_there_is_404(desk_as, taras):
    assert desk_as(taras).get("/staff/4711/").status_code == 404
    assert desk_as(taras).post("/staff/4711/close/").status_code == 404


@pytest.mark.parametrize("people", [1, 8])
def test_the_list_costs_the_same_however_long(desk_as, taras, people, django_assert_num_queries):
    for each in range(people):
        staff = Staff.objects.create(username=f"s{each}", display_name=f"Somebody {each}")
        RoleGrant.objects.create(staff=staff, role="operator", granted_by="shell")
    client = desk_as(taras)
    with django_assert_num_queries(6):
        client.get("/staff/")


def test_a_second_click_leads_to_the_account_that_the_first_one_made(desk_as, taras):
    client = desk_as(taras)
    client.post("/staff/add/", SOLOMIIA)
    page = client.post("/staff/add/", SOLOMIIA)
    solomiia = Staff.objects.get(username="solomiia")
    assert "The account was just made" in page.content.decode()
    assert f"/staff/{solomiia.pk}/link/" in page.content.decode()
    other = client.post("/staff/add/", SOLOMIIA | {"display_name": "Another"})
    assert "The account was just made" not in other.content.decode()
