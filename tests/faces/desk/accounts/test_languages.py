"""Every page of the door, the staff and the audit speaks the reader's language."""

import pytest
from django.test import Client

PAGES = {
    "taras": ["/account/", "/staff/", "/staff/add/", "/audit/"],
    "vira": ["/audit/", "/audit/chain/"],
    "nobody": ["/sign-in/", "/no-second-factor/", "/enrol/invented/"],
}


@pytest.mark.parametrize("language", ["uk", "ru"])
@pytest.mark.parametrize("who", PAGES)
def test_no_english_is_left(who, language, desk_as, taras, vira):
    person = {"taras": taras, "vira": vira}.get(who)
    client = desk_as(person) if person else Client()
    client.cookies["kin_desk_language"] = language
    for path in PAGES[who]:
        page = client.get(path).content.decode()
        assert f'<html lang="{language}">' in page
        for english in ("Sign in", "password", "account", "Staff", "chain", "link", "Role", "administrator"):
            assert not [text for text in _texts(page) if english in text], path


def _texts(page: str) -> list[str]:
    """What is read on the page: the text between tags."""
    return [part.rpartition(">")[2].strip() for part in page.partition("<main")[2].split("<")]
