"""Every field of every model says how private it is."""

import datetime as dt

import pytest
from django.apps import apps

from kinline.audit.choices import Privacy
from kinline.audit.erasing import emptied
from kinline.audit.subjects import declared, led_to, references

#: Models of others, and why they need no word of ours.
OTHERS = {
    "contenttypes.ContentType": "names of tables",
    "auth.Permission": "not used; django.contrib.auth brings it",
    "auth.Group": "not used; django.contrib.auth brings it",
    "sessions.Session": "sealed as a whole, and gone after hours",
    "account.EmailAddress": "not used; staff have no mail addresses here",
    "account.EmailConfirmation": "not used; staff have no mail addresses here",
    "mfa.Authenticator": "second factors of staff: secrets sealed, of passkeys the public half and a name",
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


def whole():
    """Models of ours that have a field about somebody."""
    return [
        model
        for model in ours()
        if any(
            value != Privacy.KEPT for name, value in vars(model.Privacy).items() if not name.startswith("_")
        )
    ]


#: Personal values that hang on nobody whom an erasure takes, and until when they stay.
NOBODYS = {
    "accounts.Staff": "names of staff, as long as what they decided stands",
    "accounts.Vouch": "one colleague's word for another",
    "accounts.DeskSession": "a colleague's own session",
    "exchange.Export": "a colleague's note, and a passphrase that goes when it was shown",
    "exchange.ImportRun": "the key of a file, which goes with it",
    "exchange.RowRefusal": "emptied after its period",
}


@pytest.mark.parametrize("model", whole(), ids=lambda model: model._meta.label)
def test_every_model_about_somebody_says_how_it_hangs_on_a_subject(model):
    """If this fails, give the model an `erasure` (see kinline.audit.choices.Erasure)."""
    erasure = declared()[model]
    ways = erasure.is_subject or erasure.goes_with or erasure.names or erasure.empties_with
    assert bool(ways) != bool(erasure.because)
    if erasure.because:
        told = {
            field.name for field in model._meta.fields if getattr(model.Privacy, field.name, None) in GONE
        }
        assert not told or model._meta.label in NOBODYS


GONE = {Privacy.SECRET, Privacy.PERSONAL}


@pytest.mark.parametrize("model", declared(), ids=lambda model: model._meta.label)
def test_every_way_to_a_subject_ends_at_one(model):
    def subjects_from(model, seen):
        erasure = declared()[model]
        if model in seen:
            return set()
        paths = [*erasure.goes_with, *erasure.empties_with]
        found = {model} if erasure.is_subject or erasure.names else set()
        return found.union(*(subjects_from(led_to(model, path), seen | {model}) for path in paths))

    erasure = declared()[model]
    assert erasure.because or subjects_from(model, set())
    for name in (*erasure.identity, *erasure.names, *erasure.hashes, *erasure.found_by, *erasure.others):
        model._meta.get_field(name)
    for name, (of, paths) in erasure.lists.items():
        assert model._meta.get_field(name)
        assert {led_to(model, path) for path in paths} == {apps.get_model(of)}


#: What says nothing of anybody. A day that must be there is one long before anybody of whom we know.
NOTHING = (None, "", [], {}, 0, dt.date(1900, 1, 1))


@pytest.mark.parametrize("model", declared(), ids=lambda model: model._meta.label)
def test_every_row_can_be_emptied(model):
    values = emptied(model) if hasattr(model, "Privacy") else {}
    for field in model._meta.fields:
        if getattr(model.Privacy, field.name, None) in GONE:
            assert values[field.name] in NOTHING


@pytest.mark.parametrize(("model", "key"), [*references()], ids=str)
def test_what_hangs_on_a_subject_by_a_key_goes_with_it(model, key):
    """Else its row would be kept empty for ever, or the erasure refused."""
    target = key.related_model
    if key.null or target not in declared() or declared()[target].because:
        return
    assert key.name in declared()[model].goes_with or f"{model._meta.label}.{key.name}" in NEEDS_A_HUSK


#: Keys of rows that stay although what they point at is erased: that row stays too, empty.
NEEDS_A_HUSK = {
    "inquiries.Inquiry.description": "an inquiry has words, be they none any more",
    "inquiries.Finding.suggestion": "what was found for another family stands",
    "registry.Description.person": "the person goes when the last word about him does",
}
