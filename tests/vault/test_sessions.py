from django.contrib.sessions.models import Session

from kinline.vault.keys import KeyFile
from kinline.vault.sessions import SessionStore


def test_half_finished_answers_are_sealed(db):
    store = SessionStore()
    store["family_name"] = "Галаґан"
    store.save()
    row = Session.objects.get()
    assert "Галаґан" not in row.session_data
    assert SessionStore(store.session_key)["family_name"] == "Галаґан"


def test_without_the_keys_a_session_is_empty(db, settings):
    store = SessionStore()
    store["family_name"] = "Галаґан"
    store.save()
    settings.KEYS = KeyFile.new("others")
    assert "family_name" not in SessionStore(store.session_key)
