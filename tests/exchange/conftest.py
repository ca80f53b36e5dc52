"""Invented files, and the one way to import them in a test."""

from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from kinline.audit.rules import SHELL, WORKER
from kinline.exchange import commands

HEADER = "id,surname,name,dob,sex"
#: Invented people.
ROWS = [
    "1,Вигаданюк,Остап,1990-05-12,ч",
    "2,Неіснуйко,Марта,1988,ж",
    "3,Придуманенко,Лев,31.12.1979,ч",
]


def table(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


@pytest.fixture
def sender():
    return commands.Sender(
        source_name="Invented list",
        source_kind="official_list",
        purpose="tracing",
        lawful_basis="vital_interest",
    )


@pytest.fixture
def receive(db, sender):
    """Receive a table, with its columns as guessed."""

    def received(content: bytes, *, by=SHELL, sender=sender):
        return commands.receive_file([content], file_name="list.csv", sender=sender, by=by)

    return received


@pytest.fixture
def import_all(receive, django_capture_on_commit_callbacks):
    """Import a table to its end, and return the run as it ended."""

    def imported(content: bytes, **said):
        with django_capture_on_commit_callbacks(execute=True):
            run = commands.start_import(receive(content, **said), by=SHELL)
            while commands.advance_import(by=WORKER):
                pass
        run.refresh_from_db()
        return run

    return imported


@pytest.fixture
def incoming():
    """What lies in the folder of incoming files."""
    return lambda: sorted(path.name for path in Path(settings.HOME.path, "incoming").glob("*"))


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _empty_folder(incoming):
    for name in incoming():
        Path(settings.HOME.path, "incoming", name).unlink()
