"""What is under a passphrase opens with it, on any machine, and with nothing else."""

import pytest

from kinline.audit.rules import Refused
from kinline.backups.sealing import Lock, Opener, reading, unwrapped, wrapped, writing

WORD = "an invented passphrase"


def test_what_is_wrapped_opens_again():
    sealed = wrapped("ключ".encode(), WORD)
    assert "ключ".encode() not in sealed
    assert unwrapped(sealed, WORD) == "ключ".encode()


@pytest.mark.parametrize(
    "harm",
    [
        lambda sealed: sealed[:-60],
        lambda sealed: sealed.replace(b"scrypt 17", b"scrypt 16"),
        lambda sealed: sealed.replace(b"scrypt 17", b"scrypt 60"),
        lambda sealed: sealed[:0],
    ],
)
def test_what_was_changed_is_refused(harm):
    with pytest.raises(Refused):
        unwrapped(harm(wrapped(b"key", WORD)), WORD)


def test_another_passphrase_opens_nothing():
    with pytest.raises(Refused, match="does not open"):
        unwrapped(wrapped(b"key", WORD), "another invented passphrase")


def test_a_stream_comes_back_whole_and_appears_only_once_it_is(tmp_path):
    path, content = tmp_path / "out.age", b"0123456789" * 100_000
    with writing(path, Lock(passphrase=WORD)) as stream:
        stream.write(content)
        assert not path.exists()
    with reading(path, Opener(passphrase=WORD)) as stream:
        assert stream.read() == content
    assert list(tmp_path.iterdir()) == [path]


def _break_off(path):
    with writing(path, Lock(passphrase=WORD)) as stream:
        stream.write(b"half")
        raise ZeroDivisionError


def test_what_fails_while_it_is_written_leaves_nothing(tmp_path):
    with pytest.raises(ZeroDivisionError):
        _break_off(tmp_path / "out.age")
    assert list(tmp_path.iterdir()) == []
