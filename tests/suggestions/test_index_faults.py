"""`kinline verify` sees keys that are missing and keys that are too many."""

from kinline.registry.models import Description
from kinline.suggestions.faults import index_faults
from kinline.suggestions.models import SearchKey


def test_what_the_matcher_wrote_is_in_order(pair):
    assert list(index_faults()) == []


def test_a_missing_key_is_a_fault(pair):
    SearchKey.objects.filter(description=pair.left).first().delete()
    assert list(index_faults()) == [f"Description {pair.left_id} cannot be found by what it says."]


def test_keys_of_what_must_not_be_found_are_a_fault(pair):
    Description.objects.filter(pk=pair.right_id).update(lawful_basis="")
    assert list(index_faults()) == [f"Description {pair.right_id} can be found and should not."]
