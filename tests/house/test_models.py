"""Every field of every model says how private it is."""

import pytest
from django.apps import apps

from kinline.audit.choices import Privacy

#: Models of others, and why they need no word of ours.
OTHERS = {
    "contenttypes.ContentType": "names of tables",
    "auth.Permission": "not used; django.contrib.auth brings it",
    "auth.Group": "not used; django.contrib.auth brings it",
    "sessions.Session": "sealed as a whole, and gone after hours",
    "account.EmailAddress": "not used; staff have no mail addresses here",
    "account.EmailConfirmation": "not used; staff have no mail addresses here",
    "mfa.Authenticator": "second factors of staff, sealed",
    "axes.AccessAttempt": "wrong guesses, under hashes only, gone after the pause",
    "axes.AccessFailureLog": "not written",
    "axes.AccessLog": "not written",
    "axes.AccessAttemptExpiration": "when a count of wrong guesses ends",
}


def ours():
    return [model for model in apps.get_models() if model.__module__.startswith("kinline.")]


@pytest.mark.parametrize("model", ours(), ids=lambda model: model._meta.label)
def test_every_field_says_how_private_it_is(model):
    told = {name: value for name, value in vars(model.Privacy).items() if not name.startswith("_")}
    fields = {field.name for field in model._meta.fields if not field.primary_key}
    assert set(told) == fields
    assert all(isinstance(value, Privacy) for value in told.values())


def test_every_other_model_is_known_and_has_a_reason():
    assert {model._meta.label for model in apps.get_models()} - {
        model._meta.label for model in ours()
    } == set(OTHERS)


@pytest.mark.parametrize("model", ours(), ids=lambda model: model._meta.label)
def test_every_model_says_what_one_row_is(model):
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}(")
