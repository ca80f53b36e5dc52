"""What a family said, by every way there is, is gone from the database's bytes, the audit and the outbox."""

import json

import pytest
from django.conf import settings
from dumps import everything, sealed_texts
from planted import PLANTED

from kinline.audit import commands as audit
from kinline.audit.models import Event
from kinline.audit.queries import chain_faults, erasure_faults
from kinline.audit.rules import FAMILY, WORKER
from kinline.audit.subjects import reach_of
from kinline.erasure import commands
from kinline.erasure.choices import AskedBy, RequestState
from kinline.erasure.models import Request
from kinline.suggestions.faults import index_faults

pytestmark = pytest.mark.django_db(transaction=True)


def seal():
    while audit.seal_events(by=WORKER):
        pass


def erase(inquiry, checked, iryna, *, note="бажання-стерти"):
    request = commands.ask_for_family(inquiry, how=AskedBy.PORTAL, note=note, by=FAMILY)
    request = checked(request)
    if request.state == RequestState.CHECKED:
        request = commands.second(request, by=iryna)
    assert commands.carry_out(by=WORKER) == 1
    audit.sweep(by=WORKER)
    return Request.objects.get(pk=request.pk)


def test_what_was_planted_was_there(rich):
    told = everything()
    assert "Галаґанов".encode() in told
    assert "Татуйований".encode() in told


def test_nothing_is_left(rich, checked, iryna, card):
    before = {
        value
        for label, _field, pk, value in sealed_texts()
        if label != "registry.Description" or pk != card.pk
    }
    seal()
    keys = {f"{model._meta.model_name}:{pk}" for model, rows in reach_of(rich).gone.items() for pk in rows}
    reference = rich.reference
    request = erase(rich, checked, iryna)
    seal()
    assert request.state == RequestState.DONE
    told = everything()
    assert [word for word in PLANTED if word.encode() in told] == []
    assert [word for word in PLANTED if json.dumps(word)[1:-1].encode() in told] == []
    assert reference.encode() not in told
    still = {value for *_where, value in sealed_texts()}
    assert [value for value in before - still if value.encode() in told] == []
    assert not Event.objects.filter(subject__in=keys).exists()
    assert list(chain_faults()) == []
    assert list(erasure_faults()) == []
    assert list(index_faults()) == []
    file = (settings.HOME.path / "erased.jsonl").read_text()
    assert reference not in file
