"""Files on their way out: sealed as they are written, whole or not there."""

import hashlib
import time
from pathlib import Path

import pyrage
import pytest
from django.conf import settings

from kinline.audit.rules import Refused
from kinline.exchange.choices import Sealing
from kinline.exchange.writing import sealed
from kinline.vault import files

IDENTITY = pyrage.x25519.Identity.generate()
KEY = str(IDENTITY.to_public())
CHUNKS = [b"", b"secret ", b"", b"x" * 200_000, b" end"]


@pytest.fixture(autouse=True)
def _empty_folder():
    for path in sealed.folder().iterdir():
        path.unlink()


def lying() -> list[Path]:
    return list(Path(settings.HOME.path, "outgoing").iterdir())


def test_for_a_key_it_is_opened_by_its_owner_only():
    done = sealed.write(iter(CHUNKS), sealing=Sealing.KEY, key=KEY, suffix=".csv")
    [path] = lying()
    held = path.read_bytes()
    assert path.name == done.name
    assert done.name.endswith(".age")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert (done.size_bytes, done.sha256) == (len(held), hashlib.sha256(held).hexdigest())
    assert pyrage.decrypt(held, [IDENTITY]) == b"".join(CHUNKS)
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(held, [pyrage.x25519.Identity.generate()])


def test_under_a_passphrase_it_is_opened_by_it_only():
    passphrase = sealed.new_passphrase()
    done = sealed.write(iter(CHUNKS), sealing=Sealing.PASSPHRASE, passphrase=passphrase, suffix=".csv")
    held = sealed.stored(done.name).read_bytes()
    assert pyrage.passphrase.decrypt(held, passphrase) == b"".join(CHUNKS)
    with pytest.raises(pyrage.DecryptError):
        pyrage.passphrase.decrypt(held, passphrase[:-1])


def test_two_passphrases_differ_and_can_be_read_out():
    first, second = sealed.new_passphrase(), sealed.new_passphrase()
    assert first != second
    assert len(first) == 29
    assert not set(first) & set("01ilo")


def test_plain_keeps_its_suffix_and_its_name_says_nothing():
    done = sealed.write(iter(CHUNKS), sealing=Sealing.PLAIN, suffix=".csv")
    assert len(done.name) == 36
    assert sealed.stored(done.name).read_bytes() == b"".join(CHUNKS)


class Broken(Exception):
    pass


@pytest.mark.parametrize("sealing", list(Sealing))
def test_what_breaks_off_leaves_nothing_and_says_why(sealing):
    def breaking():
        yield b"half"
        raise Broken

    with pytest.raises(Broken):
        sealed.write(breaking(), sealing=sealing, key=KEY, passphrase="p", suffix=".csv")
    assert lying() == []


@pytest.mark.parametrize("sealing", list(Sealing))
def test_a_full_disk_leaves_nothing_and_says_so(sealing, monkeypatch):
    monkeypatch.setattr(sealed.os, "fdopen", lambda *_args: Path("/dev/full").open("wb", 0))  # noqa: SIM115  # `write` closes it
    with pytest.raises(OSError, match="No space left"):
        sealed.write(iter([b"x" * 300_000]), sealing=sealing, key=KEY, passphrase="p", suffix=".csv")
    assert lying() == []


def test_nothing_open_touches_the_disk_on_the_way():
    seen = []

    def watching():
        for number in range(40):
            seen.extend(b"secret" in path.read_bytes() for path in lying())
            yield b"secret %d " % number + b"y" * 20_000

    sealed.write(watching(), sealing=Sealing.KEY, key=KEY, suffix=".csv")
    assert len(seen) == 40
    assert not any(seen)


def test_what_is_too_large_for_a_passphrase_is_said_before_it_fills_the_memory(monkeypatch):
    monkeypatch.setattr(sealed, "LARGEST_UNDER_PASSPHRASE", 1000)
    asked = []
    chunks = (asked.append(1) or b"x" * 300 for _number in range(1000))
    with pytest.raises(sealed.TooLarge):
        sealed.write(chunks, sealing=Sealing.PASSPHRASE, passphrase="p", suffix=".csv")
    assert len(asked) == 4
    assert lying() == []


@pytest.mark.parametrize(
    "key",
    ["", "age1", KEY[:-1], KEY + "x", "ssh-ed25519 AAAA", "ключ", str(IDENTITY)],
    ids=["none", "beginning", "short", "long", "ssh", "word", "secret"],
)
def test_what_is_no_public_key_is_refused(key):
    with pytest.raises(Refused):
        sealed.check_key(key)


def test_strays_are_swept_once_they_are_old(monkeypatch):
    known, stray = sealed.folder() / "known.age", sealed.folder() / "stray.age.part"
    for path in (known, stray):
        path.write_bytes(b"")
    assert list(sealed.strays(lambda: {"known.age"})) == []
    monkeypatch.setattr(files.time, "time", lambda now=time.time() + 4000: now)
    assert list(sealed.strays(lambda: {"known.age"})) == [stray]
