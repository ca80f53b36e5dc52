"""How often one address may send, as the operator set it."""

import pytest


@pytest.fixture
def send(portal, settings):
    """Send an empty walk from one address, with one submission an hour allowed."""
    settings.SUBMISSIONS_AN_HOUR = 1

    def sent(address: str) -> int:
        portal.post("/begin/", REMOTE_ADDR=address)
        return portal.post("/ask/send/", REMOTE_ADDR=address).status_code

    return sent


def test_one_address_sends_as_often_as_the_operator_set_and_not_once_more(send):
    assert [send("192.0.2.7"), send("192.0.2.7")] == [302, 429]


def test_another_address_is_counted_by_itself(send):
    assert [send("192.0.2.7"), send("192.0.2.8")] == [302, 302]
