"""A machine of an invented partner, and the keys that Petro made for it."""

import pytest
from django.conf import settings
from django.test import Client, override_settings
from tests.faces.api.machines import TERMS

from kinline.accounts import tokens
from kinline.accounts.choices import Scope
from kinline.config.faces import face_settings


@pytest.fixture
def key(petro, halyna):
    """`key("import:write")`: the secret of a key that works, of Petro's unless another made it."""

    def made(*scopes, by=petro, partner="Invented hospital", days=30, approved=True):
        token, secret = tokens.make_token(partner, scopes or Scope.values, days, terms=TERMS, by=by)
        if approved and tokens.waits(token):
            tokens.approve_token(token, by=halyna)
        return secret

    return made


@pytest.fixture
def at_the_door(installation):
    with override_settings(**face_settings("api", settings.HOME) | {"ALLOWED_HOSTS": ["testserver"]}):
        yield


@pytest.fixture
def machine(at_the_door, key):
    """`machine("import:write")`: the partner's machine with such a key; all scopes without a word."""

    def with_key(*scopes, secret=None, **made):
        headers = {"authorization": f"Bearer {secret or key(*scopes, **made)}", "accept-language": "en"}
        return Client(headers=headers)

    return with_key
