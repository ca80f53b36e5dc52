"""A pair that waits: what a mother says, and a hospital's list in Latin letters."""

import pytest

from kinline.audit.rules import WORKER
from kinline.registry.choices import MarkKind, SourceKind
from kinline.registry.facts import BodyMark
from kinline.suggestions.commands import refresh_due
from kinline.suggestions.models import Suggestion

MOTHER = {
    "family_name": "Галаган",
    "given_name": "Ілля",
    "patronymic": "Юрійович",
    "born": (1998, 3, 12),
    "marks": (BodyMark(kind=MarkKind.TATTOO, site="ліве передпліччя", motif="ластівка"),),
}
HOSPITAL = {
    "family_name": "HALAHAN",
    "given_name": "Illia",
    "patronymic": "Ihorovych",
    "born": (1998, 3, 12),
    "said_fate": "dead",
}


@pytest.fixture
def two(told):
    return told(**MOTHER), told(**HOSPITAL, source=SourceKind.HOSPITAL_LIST, source_name="Список 7")


@pytest.fixture
def pair(two):
    refresh_due(by=WORKER)
    return Suggestion.objects.get()
