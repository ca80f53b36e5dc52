"""With a family go the photographs that it sent: rows, keys and files. Another source's stay."""

import pytest
from tests.safemedia.pictures import face, jpeg

from kinline.audit import commands as audit
from kinline.audit.rules import FAMILY, WORKER
from kinline.config.home import Home
from kinline.evidence import commands as evidence
from kinline.evidence.models import Photograph
from kinline.evidence.queries import file_faults
from kinline.registry.commands.photographs import add_photographs

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def home(tmp_path, settings):
    settings.HOME = Home(tmp_path, mode="live")
    return tmp_path


def photograph_of(description, shade):
    [held] = [evidence.hold([jpeg(face((shade, 60)))], by=FAMILY)]
    add_photographs(description, [held.public_id], by=FAMILY)
    return held.public_id


def files(home, public_id):
    return sorted(path.name for path in (home / "evidence").iterdir() if public_id.hex in path.name)


def test_photographs_of_a_family_are_gone_with_it_and_others_stay(ask, card, home):
    inquiry = ask()
    mothers, camps = photograph_of(inquiry.description, 90), photograph_of(card, 140)
    assert files(home, mothers)
    kept = files(home, camps)
    audit.erase(inquiry, by=WORKER)
    assert [row.public_id for row in Photograph.objects.all()] == [camps]
    assert files(home, mothers) == []
    assert files(home, camps) == kept != []
    assert list(file_faults()) == []
