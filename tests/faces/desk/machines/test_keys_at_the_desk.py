"""Keys of partners' machines: made, approved by a second person, listed, ended."""

import html
import re

import pyrage
import pytest
from django.urls import reverse

from kinline.accounts import tokens
from kinline.accounts.models import Token
from kinline.audit.models import Event

KEY = str(pyrage.x25519.Identity.generate().to_public())
SAID = {
    "partner": "Invented hospital",
    "days": "90",
    "scopes": ["import:write", "import:read"],
    "source_kind": "hospital_list",
    "purpose": "tracing",
    "lawful_basis": "vital_interest",
}
OUT = {"scopes": ["export:ask", "export:fetch"], "recipient_kind": "agency", "recipient_key": KEY}


def text_of(page):
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))
    return html.unescape(words)


@pytest.fixture
def maker(desk_as, petro):
    return desk_as(petro)


@pytest.fixture
def approver(desk_as, halyna):
    return desk_as(halyna)


def make(client, **said):
    page = client.post(reverse("desk:machine_new"), {**SAID, **said})
    assert page.status_code == 200, text_of(page)
    return re.search(r"kinline1_[\w-]{43}", page.content.decode())[0]


def test_nobody_made_a_key_yet(maker):
    assert "No machine has a key." in text_of(maker.get(reverse("desk:machines")))


def test_a_key_is_shown_once_and_works(maker):
    secret = make(maker)
    token = Token.objects.get()
    assert tokens.come_in(secret).acts_by == token
    for url in (reverse("desk:machines"), reverse("desk:machine", args=[token.pk])):
        assert secret not in maker.get(url).content.decode()
    page = text_of(maker.get(reverse("desk:machine", args=[token.pk])))
    assert f"ending in {secret[-4:]}" in page
    assert "a hospital" in page.lower()


def test_a_key_by_which_files_leave_is_approved_by_another(maker, approver):
    secret = make(maker, **OUT)
    assert tokens.come_in(secret) is None
    token = Token.objects.get()
    there = reverse("desk:machine", args=[token.pk])
    assert "You made it, so it is not you." in text_of(maker.get(there))
    assert maker.post(reverse("desk:machine_approve", args=[token.pk])).status_code == 403  # no coordinator
    assert KEY in approver.get(there).content.decode()  # what is approved is seen
    assert approver.post(reverse("desk:machine_approve", args=[token.pk])).status_code == 302
    assert tokens.come_in(secret).acts_by == token
    assert approver.post(reverse("desk:machine_approve", args=[token.pk])).status_code == 409


def test_whoever_made_it_does_not_approve_it(approver):
    make(approver, **OUT)
    token = Token.objects.get()
    refused = approver.post(reverse("desk:machine_approve", args=[token.pk]))
    assert refused.status_code == 409
    assert "A second, different person decides this." in text_of(refused)


def test_an_administrator_sees_and_ends_keys_and_makes_none(maker, desk_as, taras):
    secret = make(maker)
    token, administrator = Token.objects.get(), desk_as(taras)
    assert "Invented hospital" in text_of(administrator.get(reverse("desk:machines")))
    assert administrator.get(reverse("desk:machine_new")).status_code == 403
    assert administrator.post(reverse("desk:machine_end", args=[token.pk])).status_code == 302
    assert tokens.come_in(secret) is None
    assert "Taras" in text_of(administrator.get(reverse("desk:machine", args=[token.pk])))
    assert administrator.post(reverse("desk:machine_end", args=[token.pk])).status_code == 409


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"partner": " "}, "partner"),
        ({"days": "367"}, "days"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["judge"]}, "scopes"),
        ({"lawful_basis": ""}, "lawful_basis"),
        ({"source_kind": ""}, "source_kind"),
        ({**OUT, "recipient_key": ""}, "recipient_key"),
        ({**OUT, "recipient_key": "age1nothing"}, "recipient_key"),
        ({**OUT, "recipient_kind": ""}, "recipient_kind"),
    ],
)
def test_what_is_missing_is_said_beside_the_field(maker, said, field):
    page = maker.post(reverse("desk:machine_new"), {**SAID, **said})
    assert page.status_code == 422
    assert page.context["form"].errors[field]
    assert not Token.objects.exists()


def test_each_deed_is_in_the_audit(maker, approver):
    make(maker, **OUT)
    token = Token.objects.get()
    approver.post(reverse("desk:machine_approve", args=[token.pk]))
    approver.post(reverse("desk:machine_end", args=[token.pk]))
    token.refresh_from_db()
    deeds = Event.objects.filter(subject=f"token:{token.pk}").order_by("pk").values_list("action", "actor")
    assert [(action.rpartition(":")[2], actor) for action, actor in deeds] == [
        ("made", f"staff:{token.made_by_id}"),
        ("approved", f"staff:{token.approved_by_id}"),
        ("ended", f"staff:{token.approved_by_id}"),
    ]
