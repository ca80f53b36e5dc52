import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from kinline.vault.keys import KeyFile, Locked, keyed_hash, seal, unseal


@pytest.fixture
def keys():
    return KeyFile.new("tests")


def test_what_is_sealed_opens_again(keys):
    with override_settings(KEYS=keys):
        token = seal("+447700900148")
        assert "900148" not in token
        assert unseal(token) == "+447700900148"


def test_other_keys_open_nothing(keys):
    with override_settings(KEYS=keys):
        token = seal("x")
    with override_settings(KEYS=KeyFile.new("others")), pytest.raises(Locked):
        unseal(token)


def test_an_old_key_still_opens_after_rotation(keys):
    with override_settings(KEYS=keys):
        token = seal("x")
    rotated = keys.rotated()
    with override_settings(KEYS=rotated):
        assert unseal(token) == "x"
        fresh = seal("y")
    with override_settings(KEYS=keys), pytest.raises(Locked):
        unseal(fresh)


def test_a_hash_is_of_one_purpose(keys):
    with override_settings(KEYS=keys):
        assert keyed_hash("pin", "1") == keyed_hash("pin", "1")
        assert keyed_hash("pin", "1") != keyed_hash("address", "1")


def test_a_key_file_is_written_whole_and_for_its_owner_only(tmp_path, keys):
    path = tmp_path / "keys.json"
    keys.write(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert KeyFile.read(path) == keys
    assert list(tmp_path.iterdir()) == [path]


def test_a_key_file_that_others_can_read_is_refused(tmp_path, keys):
    path = tmp_path / "keys.json"
    keys.write(path)
    path.chmod(0o640)
    with pytest.raises(ImproperlyConfigured, match="chmod 600"):
        KeyFile.read(path)


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"label": 1}', "not json"])
def test_a_damaged_key_file_is_refused_in_words(tmp_path, content):
    path = tmp_path / "keys.json"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(ImproperlyConfigured, match="damaged"):
        KeyFile.read(path)


def test_a_missing_key_file_says_how_to_make_one(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="kinline init"):
        KeyFile.read(tmp_path / "keys.json")
