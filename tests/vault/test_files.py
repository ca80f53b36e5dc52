"""Sealed files: nothing in the clear on the disk, nothing changed without being noticed."""

import io
import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinline.vault.files import PIECE_BYTES, SealedFile, new_file_key, read_sealed, sealed_size, write_sealed
from kinline.vault.keys import Locked

SEALED_PIECE = PIECE_BYTES + 16


def opened(path, key, part="original"):
    return b"".join(read_sealed(path, key=key, part=part))


@pytest.fixture
def written(tmp_path):
    """A file of three pieces: its path, its key, its content."""
    key, content = new_file_key(), bytes(range(256)) * (PIECE_BYTES // 128) + b"the end"
    write_sealed(tmp_path / "file", [content], key=key, part="original")
    return tmp_path / "file", key, content


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES])
@pytest.mark.parametrize("chunk", [50_000, 10 * PIECE_BYTES])
def test_what_is_sealed_opens_again(tmp_path, size, chunk):
    key, content = new_file_key(), b"x" * size
    chunks = [content[start : start + chunk] for start in range(0, size, chunk)]
    write_sealed(tmp_path / "file", chunks, key=key, part="original")
    assert opened(tmp_path / "file", key) == content
    assert (tmp_path / "file").stat().st_size == sealed_size(size)


def test_the_disk_holds_nothing_in_the_clear_and_only_its_owner_reads_it(written):
    path, _key, content = written
    sealed = path.read_bytes()
    assert content[:32] not in sealed
    assert b"the end" not in sealed
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "change",
    [
        lambda sealed: sealed[:SEALED_PIECE],
        lambda sealed: sealed[: 2 * SEALED_PIECE],
        lambda sealed: sealed[:-1],
        lambda sealed: sealed + b"x",
        lambda sealed: sealed[SEALED_PIECE:],
        lambda sealed: (
            sealed[SEALED_PIECE : 2 * SEALED_PIECE] + sealed[:SEALED_PIECE] + sealed[2 * SEALED_PIECE :]
        ),
        lambda sealed: sealed + sealed[:SEALED_PIECE],
        lambda _sealed: b"",
    ],
    ids=["cut", "cut at a piece", "short", "longer", "beginning gone", "swapped", "repeated", "empty"],
)
def test_a_changed_file_does_not_open(written, change):
    path, key, _content = written
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(Locked):
        opened(path, key)


@given(at=st.integers(min_value=0), bit=st.integers(0, 7))
def test_no_bit_can_be_turned(tmp_path_factory, at, bit):
    path, key = tmp_path_factory.mktemp("bits") / "file", new_file_key()
    write_sealed(path, [b"a photograph"], key=key, part="original")
    sealed = bytearray(path.read_bytes())
    sealed[at % len(sealed)] ^= 1 << bit
    path.write_bytes(bytes(sealed))
    with pytest.raises(Locked):
        opened(path, key)


def test_another_key_or_part_does_not_open_it(written):
    path, key, _content = written
    with pytest.raises(Locked):
        opened(path, new_file_key())
    with pytest.raises(Locked):
        opened(path, key, part="thumbnail")


def test_what_stops_in_the_middle_leaves_nothing(tmp_path):
    def breaks():
        yield b"x" * (2 * PIECE_BYTES)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        write_sealed(tmp_path / "file", breaks(), key=new_file_key(), part="original")
    assert list(tmp_path.iterdir()) == []


@given(
    size=st.integers(0, 3 * PIECE_BYTES + 1),
    moves=st.lists(
        st.tuples(st.sampled_from([0, 1, 2]), st.integers(-200_000, 200_000), st.integers(0, 200_000)),
        max_size=8,
    ),
)
def test_read_from_anywhere_it_is_as_an_ordinary_file(tmp_path_factory, size, moves):
    path, key = tmp_path_factory.mktemp("seeking") / "file", new_file_key()
    content = os.urandom(size)
    write_sealed(path, [content], key=key, part="upload")
    plain = io.BytesIO(content)
    with SealedFile(path, key, "upload").open("rb") as file:
        for whence, offset, many in moves:
            begin = {0: 0, 1: plain.tell(), 2: size}[whence]
            to = max(0, begin + offset)
            assert file.seek(to) == plain.seek(to)
            assert file.read(many) == plain.read(many)
            assert file.tell() == plain.tell()
        assert file.seek(-min(size, 7), 2) == plain.seek(-min(size, 7), 2)
        assert file.read() == plain.read()


def test_before_the_beginning_there_is_nothing_to_read(written):
    path, key, _content = written
    with SealedFile(path, key, "original").open("rb") as file, pytest.raises(ValueError, match="beginning"):
        file.seek(-1_000_000, 2)


def test_a_changed_piece_is_noticed_by_whoever_reads_from_there(written):
    path, key, _content = written
    sealed = bytearray(path.read_bytes())
    sealed[SEALED_PIECE + 5] ^= 1
    path.write_bytes(bytes(sealed))
    with SealedFile(path, key, "original").open("rb") as file:
        assert file.read(10)
        file.seek(PIECE_BYTES)
        with pytest.raises(Locked):
            file.read(10)
