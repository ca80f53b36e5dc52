"""A file on its way from a browser: who may send one, and what is on the disk meanwhile."""

import errno
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.faces.desk.imports.test_import_pages import SENDER, TABLE, send, text_of

from kinline.exchange import stored
from kinline.exchange.models import ImportRun
from kinline.faces.desk.imports import uploads


@pytest.fixture
def client(desk_as, petro):
    return desk_as(petro)


@pytest.fixture
def incoming():
    """What lies in the folder of incoming files."""
    return lambda: [path.name for path in Path(settings.HOME.path, "incoming").glob("*")]


@pytest.fixture(autouse=True)
def _empty_folder(incoming):
    for name in incoming():
        Path(settings.HOME.path, "incoming", name).unlink()


@pytest.fixture
def written(monkeypatch):
    """The sizes of what was sealed, as it came."""
    sizes = []
    write = stored.Arriving.write
    monkeypatch.setattr(
        stored.Arriving, "write", lambda self, chunk: sizes.append(len(chunk)) or write(self, chunk)
    )
    return sizes


def test_a_file_is_sealed_while_it_comes_and_kept_for_its_import(client, incoming, written):
    assert send(client, TABLE + "9;А;Б;1990\n" * 20_000).status_code == 302
    assert len(written) > 2, "it came as a whole"
    assert incoming() == [ImportRun.objects.get().stored_as]


def test_of_a_form_that_comes_back_no_file_is_left(client, incoming, written):
    page = send(client, source_name="")
    assert page.status_code == 422
    assert written
    assert not incoming()


def test_of_a_file_that_cannot_be_read_nothing_is_left(client, incoming):
    page = send(client, "a\0b")
    assert "NUL bytes" in text_of(page)
    assert not incoming()


def test_of_what_is_larger_than_any_import_nothing_is_written(client, settings, incoming, written):
    settings.IMPORT_LARGEST_BYTES = 1_000_000
    page = send(client, "name\n" + "x\n" * 4_000_000)
    assert "The file is larger than 1 MB. Split it." in text_of(page)
    assert not written
    assert not incoming()


def test_a_file_just_too_large_is_let_go_as_soon_as_that_is_known(client, settings, incoming, written):
    settings.IMPORT_LARGEST_BYTES = 1_000_000
    page = send(client, "name\n" + "x\n" * 600_000)
    assert "The file is larger than 1 MB. Split it." in text_of(page)
    assert 1_000_000 < sum(written) < 1_100_000
    assert not incoming()
    assert not ImportRun.objects.exists()


def test_on_a_full_disk_a_sentence_stands_beside_the_field(client, monkeypatch, incoming, written):
    monkeypatch.setattr(stored, "LEAST_FREE_BYTES", 1 << 62)
    page = send(client)
    assert page.status_code == 422
    assert "The disk is nearly full" in text_of(page)
    assert not written
    assert not incoming()


def test_a_disk_that_fails_on_the_way_is_told_and_nothing_is_left(client, monkeypatch, incoming):
    def full(_self, _chunk):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(stored.Arriving, "write", full)
    page = send(client)
    assert page.status_code == 422
    assert "The file could not be stored: the disk is full or broken." in text_of(page)
    assert not incoming()


def test_an_empty_file_is_told_beside_the_field(client, incoming):
    page = send(client, b"")
    assert page.status_code == 422
    assert not incoming()
    assert not ImportRun.objects.exists()


def test_nothing_of_what_a_stranger_sends_is_written(db, desk_as, written):
    stranger = Client()
    page = send(stranger, TABLE * 1000)
    assert page.status_code == 302
    assert "sign" in page["Location"] or "login" in page["Location"]
    assert not written


def test_nothing_of_what_somebody_sends_who_may_not_import_is_written(desk_as, oleh, written):
    assert send(desk_as(oleh)).status_code == 403
    assert not written


def test_without_the_second_factor_nothing_is_written(db, desk_as, petro, written):
    client = desk_as(petro)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password"}]
    session.save()
    assert send(client).status_code == 302
    assert not written


def test_a_file_in_any_other_field_is_not_kept(client, written):
    files = {name: SimpleUploadedFile("list.csv", TABLE.encode()) for name in ("other", "source_name")}
    page = client.post(reverse("desk:import_new"), {**SENDER, **files})
    assert page.status_code == 422
    assert "Choose a file." in text_of(page)
    assert not written


def test_django_s_own_handlers_are_not_used(client):
    """They write what is large into temporary files, in the clear."""
    assert [
        "kinline.evidence.uploads.PhotographUploadHandler",
        f"{uploads.__name__}.{uploads.ColleaguesUploadHandler.__name__}",
    ] == settings.FILE_UPLOAD_HANDLERS
