"""Keys under a passphrase, dropped from what runs and given back."""

import re
import urllib.request
from pathlib import Path

import pytest
from tests.homes import run
from tests.processes.conftest import Served, answer, family_of, is_alive, within

pytestmark = pytest.mark.processes


@pytest.fixture
def wrapped(tmp_path, kinline, secret, found):
    """A home whose keys are under a passphrase."""
    home = found(tmp_path / "home")
    done = kinline(home, "keys", "wrap", "--passphrase-file", str(secret))
    assert done.returncode == 0, done.stderr
    return home


def unlocking(secret):
    return ["--keys-passphrase-file", str(secret)]


def test_keys_under_a_passphrase_lie_nowhere_in_the_clear(wrapped, kinline, secret):
    assert not (wrapped / "keys.json").exists()
    assert b"BEGIN KINLINE" in (wrapped / "keys.age").read_bytes()
    refused = kinline(wrapped, "verify")
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "--keys-passphrase-file" in refused.stderr
    assert kinline(wrapped, *unlocking(secret), "verify").returncode == 0
    assert kinline(wrapped, *unlocking(secret), "check", "--deploy").returncode == 1
    assert kinline(wrapped, *unlocking(secret), "keys", "rotate").returncode == 2
    assert kinline(wrapped, *unlocking(secret), "keys", "unwrap").returncode == 0
    assert kinline(wrapped, "verify").returncode == 0


def test_a_wrong_passphrase_opens_nothing(wrapped, kinline, secret):
    secret.write_text("another invented passphrase")
    refused = kinline(wrapped, *unlocking(secret), "verify")
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)


def memory_of(pid):
    """All that the process can read of its own memory."""
    held = []
    regions = Path(f"/proc/{pid}/maps").read_text()
    with Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for begins, ends, may in re.findall(r"^([0-9a-f]+)-([0-9a-f]+) (\S+)", regions, re.MULTILINE):
            if may.startswith("r"):
                try:
                    memory.seek(int(begins, 16))
                    held.append(memory.read(int(ends, 16) - int(begins, 16)))
                except (OSError, OverflowError, ValueError):
                    continue  # [vvar] and the like
    return b"".join(held)


def test_locked_nobody_has_the_keys_and_both_faces_say_that_they_are_closed(wrapped, kinline, secret):
    plain = wrapped.parent / "keys-elsewhere"
    assert kinline(wrapped, *unlocking(secret), "keys", "copy", str(plain)).returncode == 0
    served = Served(wrapped, *unlocking(secret))
    try:
        before = family_of(served.process.pid)
        key = _a_key(wrapped, secret)
        portal = served.child("portal")
        assert any(key in memory_of(pid) for pid in family_of(portal)), "the test would find nothing"

        locked = kinline(wrapped, "lock")
        assert locked.returncode == 0, locked.stderr
        assert not any(is_alive(pid) for pid in before if pid != served.process.pid)
        assert within(
            20, lambda: all((answer(port) or [0])[0] == 503 for port in (served.portal, served.desk))
        )
        for pid in family_of(served.process.pid):
            assert key not in memory_of(pid), Path(f"/proc/{pid}/cmdline").read_text()
            assert not [link for link in Path(f"/proc/{pid}/fd").iterdir() if "kinline-keys" in _target(link)]
        for port in (served.portal, served.desk):
            status, page, headers = answer(port, "/ask/name/")
            assert status == 503
            assert "Тимчасово зачинено" in page
            assert "Closed for now" in page
            assert headers["Retry-After"]
            post = urllib.request.Request(f"http://127.0.0.1:{port}/ask/send/", data=b"x" * 100_000)
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(post, timeout=10)  # noqa: S310  # loopback
            assert refused.value.code == 503
            refused.value.close()
        assert kinline(wrapped, "lock").returncode == 0
        assert kinline(wrapped, "unlock").returncode == 2  # without the passphrase

        opened = kinline(wrapped, *unlocking(secret), "unlock")
        assert opened.returncode == 0, opened.stderr
        assert within(
            40, lambda: all((answer(port) or [0])[0] == 200 for port in (served.portal, served.desk))
        )
    finally:
        served.family = family_of(served.process.pid)
        served.end()


def _target(link):
    try:
        return str(link.readlink())
    except OSError:
        return ""


def _a_key(home, secret):
    """The hashing key, as it lies in the memory of whoever uses it."""
    copied = home.parent / "unwrapped"
    copied.mkdir()
    for name in ("kinline.toml", "keys.age", "kinline.sqlite3"):
        (copied / name).write_bytes((home / name).read_bytes())
        (copied / name).chmod(0o600)
    assert run(copied, *unlocking(secret), "keys", "unwrap").returncode == 0
    return re.search(rb'"hashing": "(\w+)"', (copied / "keys.json").read_bytes())[1]


def test_a_plain_key_file_is_named_as_what_is_left_to_do(tmp_path, kinline, found):
    home = found(tmp_path / "home")
    assert kinline(home, "lock").returncode == 2  # nobody serves it
    served = Served(home)
    try:
        locked = kinline(home, "lock")
        assert "keys.json" in locked.stdout
        keys = tmp_path / "stick.json"
        (home / "keys.json").rename(keys)
        assert within(20, lambda: (answer(served.portal) or [0])[0] == 503)
        assert kinline(home, "unlock").returncode == 2
        opened = kinline(home, "--keys", str(keys), "unlock")
        assert opened.returncode == 0, opened.stderr
        assert within(40, lambda: (answer(served.portal) or [0])[0] == 200)
    finally:
        served.family = family_of(served.process.pid)
        served.end()
