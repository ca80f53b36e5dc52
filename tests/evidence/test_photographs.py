"""A photograph from its arrival to its end: sealed, kept or let go, never by half."""

import os
import time
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone
from tests.safemedia.pictures import MARKERS, face, huge_png, jpeg

from kinline.audit.models import Event
from kinline.audit.rules import FAMILY, SHELL, WORKER, Refused
from kinline.config import rotation
from kinline.config.home import Home
from kinline.evidence import commands, queries, rules, stored
from kinline.evidence.choices import OriginalReason, Part, PhotoFault, Sensitivity
from kinline.evidence.models import Photograph
from kinline.evidence.queries import content_of, file_faults
from kinline.vault.keys import KeyFile, Locked
from safemedia import Fault

pytestmark = pytest.mark.django_db


def later(hours):
    Photograph.objects.update(held_until=timezone.now() + commands.HELD_FOR - timedelta(hours=hours))


def old(path):
    os.utime(path, (time.time() - 2 * stored.STRAY_SECONDS,) * 2)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_three_sealed_files_with_names_that_tell_nothing(held, folder):
    assert names(folder) == sorted(f"{held.public_id.hex}.{part}" for part in Part)
    on_disk = b"".join(path.read_bytes() for path in folder.iterdir())
    assert b"\xff\xd8\xff" not in on_disk
    assert not [marker for marker in MARKERS if marker in on_disk]
    assert folder.stat().st_mode & 0o077 == 0


def test_the_original_comes_back_byte_for_byte_and_the_others_are_clean(db, anna):
    came = jpeg()
    photograph = commands.hold([came[:1000], came[1000:]], by=FAMILY)
    assert commands.open_original(photograph, reason=OriginalReason.DETAIL, by=anna) == came
    for part in (Part.PICTURE, Part.THUMBNAIL):
        assert not [marker for marker in MARKERS if marker in content_of(photograph, part)]
    assert (photograph.width, photograph.height, photograph.original_bytes) == (96, 64, len(came))
    assert photograph.taken_on.isoformat() == "2024-05-17"


def test_opening_an_original_is_in_the_audit_with_its_reason_before_it_leaves(held, anna, folder):
    stored.path_of(held.public_id, Part.ORIGINAL).unlink()
    with pytest.raises(FileNotFoundError):
        commands.open_original(held, reason=OriginalReason.EXPERT, by=anna)
    event = Event.objects.get(action="evidence:original:opened")
    assert (event.actor, event.subject, event.content) == (
        anna.actor_id,
        f"photograph:{held.pk}",
        {"reason": "expert"},
    )


def test_the_key_lies_sealed_in_the_database(held):
    with connection.cursor() as cursor:
        cursor.execute("SELECT file_key, fingerprint FROM evidence_photograph")
        [(sealed, fingerprint)] = cursor.fetchall()
    assert held.file_key not in sealed
    assert len(fingerprint) == 64


def test_a_new_sealing_key_leaves_the_files_alone_and_they_still_open(settings, tmp_path):
    settings.KEYS = KeyFile.new("tests")
    settings.KEYS.write(tmp_path / "keys.json")
    photograph = commands.hold([jpeg()], by=FAMILY)
    before = {path.name: path.read_bytes() for path in stored.folder().iterdir()}
    rotation.rotate(Home(tmp_path, mode="live"), by=SHELL)
    settings.KEYS = KeyFile.read(tmp_path / "keys.json").__class__(
        "tests",
        KeyFile.read(tmp_path / "keys.json").sealing[:1],
        settings.KEYS.hashing,
        settings.KEYS.signing,
    )
    photograph = Photograph.objects.get(pk=photograph.pk)
    assert content_of(photograph, Part.PICTURE).startswith(b"\xff\xd8\xff")
    assert {path.name: path.read_bytes() for path in stored.folder().iterdir()} == before


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty"),
        (b"x" * (rules.MOST_BYTES + 1), "larger than 12 MB"),
        (huge_png(), "too many pixels"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "iPhone"),
        (b"<svg>", "drawing"),
        (jpeg(face((600, 400)))[:3000], "did not arrive whole"),
    ],
    ids=["empty", "large", "pixels", "HEIC", "SVG", "cut"],
)
def test_what_is_no_photograph_is_refused_in_words_that_help_and_leaves_nothing(db, folder, content, words):
    with pytest.raises(Refused, match=words):
        commands.hold([content], by=FAMILY)
    assert not Photograph.objects.exists()
    assert not folder.exists() or names(folder) == []


def test_every_fault_of_the_reader_has_words():
    assert {fault.value for fault in Fault} == set(PhotoFault.values)


def test_it_takes_no_photograph_where_the_disk_is_nearly_full_or_too_much_waits(db, monkeypatch, folder):
    monkeypatch.setattr(stored, "free_bytes", lambda: rules.LEAST_FREE_BYTES - 1)
    with pytest.raises(Refused, match="just now"):
        commands.hold([jpeg()], by=FAMILY)
    monkeypatch.undo()
    with pytest.raises(Refused, match="just now"):
        rules.check_room(rules.LEAST_FREE_BYTES, rules.MOST_HELD_BYTES + 1)
    assert not Photograph.objects.exists()


def test_a_row_that_cannot_be_written_leaves_no_files(db, folder, monkeypatch):
    monkeypatch.setattr(
        commands.audit, "record", lambda *_args, **_more: (_ for _ in ()).throw(DatabaseError)
    )
    with pytest.raises(DatabaseError):
        commands.hold([jpeg()], by=FAMILY)
    assert names(folder) == []
    assert not Photograph.objects.exists()


def test_the_same_file_again_brings_back_the_one_that_waits(db):
    came = jpeg()
    first = commands.hold([came], by=FAMILY)
    assert commands.hold([came], by=FAMILY, among=[first.public_id]) == first
    assert commands.hold([came], by=FAMILY) != first, "another family's is another"


def test_a_photograph_whose_form_was_never_sent_goes_after_a_day(
    held, folder, django_capture_on_commit_callbacks
):
    later(hours=23)
    assert commands.sweep(by=WORKER) == 0
    later(hours=25)
    with django_capture_on_commit_callbacks(execute=True):
        assert commands.sweep(by=WORKER) == 1
    assert not Photograph.objects.exists()
    assert names(folder) == []


def test_one_that_is_kept_is_neither_swept_nor_dropped(held, folder):
    later(hours=25)
    assert commands.keep([held.public_id], by=FAMILY) == [held]
    assert commands.keep([held.public_id], by=FAMILY) == []
    assert commands.sweep(by=WORKER) == 0
    assert commands.drop([held.public_id], by=FAMILY) == 0
    assert len(names(folder)) == 3


def test_files_of_nobody_are_swept_once_they_are_old(held, folder):
    strays = [
        folder / "0123456789abcdef0123456789abcdef.original",
        folder / f"{held.public_id.hex}.picture.new",
    ]
    for stray in strays:
        stray.write_bytes(b"x")
    assert commands.sweep(by=WORKER) == 0
    for path in folder.iterdir():
        old(path)
    assert len(list(file_faults())) == 2
    assert commands.sweep(by=WORKER) == 2
    assert len(names(folder)) == 3
    assert list(file_faults()) == []


def test_verify_names_files_that_are_missing_or_cut(held):
    assert list(file_faults()) == []
    path = stored.path_of(held.public_id, Part.PICTURE)
    path.write_bytes(path.read_bytes()[:-1])
    stored.path_of(held.public_id, Part.ORIGINAL).unlink()
    assert [fault.split(" of a photograph ")[1] for fault in file_faults()] == [
        "is missing.",
        "has another size than was written.",
    ]
    with pytest.raises(Locked):
        content_of(held, Part.PICTURE)


def test_destroying_takes_row_key_and_files(held, folder, django_capture_on_commit_callbacks):
    commands.keep([held.public_id], by=FAMILY)
    with django_capture_on_commit_callbacks(execute=True):
        assert commands.destroy([held.public_id], by=SHELL) == 1
    assert names(folder) == []
    assert queries.held(held.public_id) is None


def test_whoever_looked_says_how_hard_it_is(held, anna):
    commands.say_how_hard(held, Sensitivity.GRAPHIC, by=anna)
    held.refresh_from_db()
    assert held.sensitivity == Sensitivity.GRAPHIC
    assert Event.objects.get(action="evidence:photograph:weighed").content == {"sensitivity": "graphic"}
