"""An evidence folder of each test's own, and photographs in it."""

import pytest
from tests.safemedia.pictures import jpeg

from kinline.audit.rules import FAMILY
from kinline.config.home import Home
from kinline.evidence import commands


@pytest.fixture(autouse=True)
def home(tmp_path, settings):
    settings.HOME = Home(tmp_path, mode="live")
    return tmp_path


@pytest.fixture
def folder(home):
    return home / "evidence"


@pytest.fixture
def held(db):
    """A photograph that Maria added to a question that is not sent."""
    return commands.hold([jpeg()], by=FAMILY)
