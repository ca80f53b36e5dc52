"""A new key: every sealed value goes over to it, and an interruption loses nothing."""

import pytest
from cryptography.fernet import Fernet
from django.conf import settings as held
from django.contrib.sessions.models import Session
from django.db import connection

from kinline.audit.rules import SHELL
from kinline.config import rotation
from kinline.config.home import Home
from kinline.notices.models import Notice
from kinline.vault.keys import KeyFile
from kinline.vault.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(tmp_path, settings):
    keys = KeyFile.new("tests")
    keys.write(tmp_path / "keys.json")
    settings.KEYS = keys
    return Home(tmp_path, mode="live")


def notices(number):
    for key in range(number):
        Notice.objects.create(
            channel="email",
            address=f"{key}@example.org",
            body="x",
            language="uk",
            about="inquiry:1",
            once_key=key,
        )


def sealed_columns():
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM notices_notice ORDER BY id")
        return [address for (address,) in cursor.fetchall()]


def opens(key, token):
    try:
        Fernet(key).decrypt(token.encode())
    except Exception:  # noqa: BLE001  # any failure says no
        return False
    return True


def test_everything_sealed_goes_over_to_the_new_key(home):
    notices(120)
    session = SessionStore()
    session["answer"] = "Іваненко"
    session.save()
    assert rotation.rotate(home, by=SHELL) == 121
    newest, *old = KeyFile.read(home.key_path).sealing
    assert len(old) == 1
    assert all(opens(newest, token) and not opens(old[0], token) for token in sealed_columns())
    assert opens(newest, Session.objects.get().session_data)
    assert SessionStore(session.session_key)["answer"] == "Іваненко"
    assert Notice.objects.get(once_key="7").address == "7@example.org"


def test_an_interrupted_rotation_goes_on_without_another_key(home, monkeypatch):
    notices(150)
    written = rotation._write
    count = []

    def stop_after_some(*row):
        count.append(row)
        if len(count) > 120:
            raise KeyboardInterrupt
        written(*row)

    monkeypatch.setattr(rotation, "_write", stop_after_some)
    with pytest.raises(KeyboardInterrupt):
        rotation.rotate(home, by=SHELL)
    monkeypatch.setattr(rotation, "_write", written)
    assert rotation.rotate(home, by=SHELL) == 50  # the first hundred were kept
    assert len(held.KEYS.sealing) == 2
    assert {Notice.objects.get(once_key=key).address for key in ("0", "149")} == {
        "0@example.org",
        "149@example.org",
    }
