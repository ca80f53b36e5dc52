"""Two descriptions of one invented man, and the pair that the matcher makes of them."""

import pytest
from tests.suggestions.men import LATIN, MAN

from kinline.audit.rules import WORKER
from kinline.registry.choices import SourceKind
from kinline.suggestions.commands import refresh_due
from kinline.suggestions.models import Suggestion


@pytest.fixture
def two(told):
    return told(**MAN), told(**LATIN, source=SourceKind.HOSPITAL_LIST, source_name="Список 7")


@pytest.fixture
def pair(two):
    refresh_due(by=WORKER)
    return Suggestion.objects.get()
