"""Colleagues, who vouches for them, and an auditor who decides too."""

import re

import pytest

from kinline.accounts.choices import Role, VouchEnd
from kinline.accounts.models import RoleGrant, Vouch
from kinline.accounts.vouching import void
from kinline.audit.rules import SHELL
from kinline.suggestions.choices import Verdict
from kinline.suggestions.commands import judge
from kinline.suggestions.models import Suggestion
from kinline.suggestions.rules import kind_of_pair


def _words(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_one_vouches_only_with_the_statement_and_takes_it_back_with_a_reason(desk_as, anna, oleh):
    client = desk_as(anna)
    assert client.post(f"/colleagues/{oleh.pk}/vouch/", {}).status_code == 422
    assert client.post(f"/colleagues/{oleh.pk}/vouch/", {"states": "on"}).status_code == 302
    word = Vouch.objects.get(staff=oleh, by=anna)
    assert client.post(f"/colleagues/{oleh.pk}/vouch/", {"states": "on"}).status_code == 409
    back = f"/colleagues/{oleh.pk}/words/{word.pk}/"
    assert client.post(back, {"reason": ""}).status_code == 422
    assert client.post(back, {"reason": "I mistook him."}).status_code == 302
    assert "I mistook him." in _words(client.get(f"/colleagues/{oleh.pk}/"))
    assert client.post(f"/colleagues/{oleh.pk}/words/4711/", {"reason": "No."}).status_code == 404


def test_the_first_page_says_for_whom_nobody_vouches_and_when_too_few_decide(desk_as, anna, iryna):
    assert "vouch" not in _words(desk_as(anna).get("/"))
    void(anna, VouchEnd.LINK_RENEWED, by=SHELL)
    assert "Fewer than two of those who decide" in _words(desk_as(iryna).get("/"))


def test_one_reads_that_ones_own_account_does_not_count(desk_as, anna, iryna, halyna):
    void(anna, VouchEnd.LINK_RENEWED, by=SHELL)
    assert "Nobody vouches for your account yet" in _words(desk_as(anna).get("/"))


def test_what_an_account_decided_is_listed_once_nobody_vouches_for_it(desk_as, anna, iryna, halyna, told):
    left, right = told(family_name="Галаган"), told(family_name="Halahan")
    pair = Suggestion.objects.create(left=left, right=right, probability=0.9, **kind_of_pair(left, right))
    for by in (anna, iryna):
        judge(pair, Verdict.SAME, reason="Alike.", by=by)
    client = desk_as(halyna)
    assert "Two persons joined" not in _words(client.get(f"/colleagues/{anna.pk}/"))
    void(anna, VouchEnd.TAKEN_BACK, by=SHELL)
    assert "Two persons joined" in _words(client.get(f"/colleagues/{anna.pk}/"))


@pytest.fixture
def judged_once(told, anna):
    left, right = told(family_name="Галаган"), told(family_name="Halahan")
    pair = Suggestion.objects.create(left=left, right=right, probability=0.9, **kind_of_pair(left, right))
    return judge(pair, Verdict.SAME, reason="Alike.", by=anna)


def test_an_auditor_who_still_decides_reads_no_verdict_on_that_pair(desk_as, vira, iryna, judged_once):
    seen = f"/audit/?subject=suggestion:{judged_once.pk}"
    assert "decided on a pair" in _words(desk_as(vira).get(seen))
    RoleGrant.objects.create(staff=vira, role=Role.CASEWORKER, granted_by="shell")
    words = _words(desk_as(vira).get(seen))
    assert "decided on a pair" not in words
    assert "everybody decides alone" in words
    judge(judged_once, Verdict.SAME, reason="So I think.", by=iryna)
    assert "decided on a pair" in _words(desk_as(vira).get(seen))
