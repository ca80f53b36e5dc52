"""An account counts as a second person only if somebody else vouches that it is a person's."""

import pytest
from django.contrib.auth.hashers import make_password

from kinline.accounts import commands, queries, vouching
from kinline.accounts.choices import Language, Role, VouchEnd
from kinline.accounts.models import Enrolment, RoleGrant, Staff, Vouch
from kinline.accounts.rules import check_is_second, is_vouched
from kinline.audit.models import Event
from kinline.audit.rules import SHELL, Refused


def _account(name, *, by=SHELL, roles=(Role.CASEWORKER,)):
    """An account that its owner has set up."""
    staff, _token = commands.add_staff(name, name.title(), roles, Language.ENGLISH, by=by)
    Staff.objects.filter(pk=staff.pk).update(password=make_password("correct horse battery"))
    Enrolment.objects.filter(staff=staff).update(used_at=staff.added_at)
    staff.refresh_from_db()
    return staff


@pytest.fixture
def first(installation):
    return _account("first", roles=(Role.ADMINISTRATOR, Role.CASEWORKER))


@pytest.fixture
def second(first):
    return _account("second")


@pytest.fixture
def founded(first, second):
    """The first two people vouched for each other."""
    vouching.vouch(second, by=first)
    vouching.vouch(first, by=second)
    return first, second


def test_one_word_of_the_first_two_makes_nobody_a_second_person(first, second):
    vouching.vouch(second, by=first)
    assert not is_vouched(first)
    assert not is_vouched(second)
    vouching.vouch(first, by=second)
    assert is_vouched(first)
    assert is_vouched(second)


def test_an_installation_of_two_people_works(founded):
    check_is_second(*founded)
    check_is_second(founded[1], founded[0])


def test_nobody_is_a_second_person_beside_themselves(founded):
    with pytest.raises(Refused, match="You decided first"):
        check_is_second(founded[0], founded[0])


def test_an_administrator_makes_no_second_person_of_a_second_account(founded):
    """The account that he made himself: his own word for it counts for nothing, and nobody else gives one."""
    first, _second = founded
    mine = _account("mine", by=first)
    with pytest.raises(Refused, match="You made a link"):
        vouching.vouch(mine, by=first)
    with pytest.raises(Refused, match="vouched for your account"):
        check_is_second(mine, first)
    with pytest.raises(Refused, match="Nobody vouches for the account of whoever decided first"):
        check_is_second(first, mine)


def test_an_administrator_makes_no_two_persons_by_way_of_a_second_administrator(founded):
    """He makes an administrator, signs in as that one, makes two more accounts, and vouches for both as himself."""
    first, second = founded
    puppet = _account("puppet", by=first, roles=(Role.ADMINISTRATOR,))
    deeper = _account("deeper", by=puppet, roles=(Role.ADMINISTRATOR,))
    one, other = _account("one", by=puppet), _account("other", by=deeper)
    for account in (one, other):
        with pytest.raises(Refused, match="You made a link"):
            vouching.vouch(account, by=first)
    # Nor by words that were given before anybody looked so far.
    Vouch.objects.create(staff=one, by=first)
    Vouch.objects.create(staff=other, by=first)
    assert not is_vouched(one)
    assert not any(row.vouched for row in queries.colleagues() if row.staff in {one, other})
    with pytest.raises(Refused):
        check_is_second(one, other)
    vouching.vouch(one, by=second)
    check_is_second(one, first)


def test_accounts_that_nobody_knows_cannot_vouch_for_each_other(founded):
    first, _second = founded
    one, other = _account("one", by=first), _account("other", by=first)
    with pytest.raises(Refused, match="your own account"):
        vouching.vouch(one, by=other)


def test_two_made_at_the_desk_do_not_begin_an_installation(first):
    one, other = _account("one", by=first), _account("other", by=first)
    with pytest.raises(Refused):
        vouching.vouch(one, by=other)


def test_only_two_begin_an_installation(founded):
    third, fourth = _account("third"), _account("fourth")
    with pytest.raises(Refused, match="your own account"):
        vouching.vouch(third, by=fourth)


def test_whoever_decides_beside_their_only_voucher_is_no_second_person(founded):
    first, second = founded
    third = _account("third")
    vouching.vouch(third, by=first)
    check_is_second(third, second)
    with pytest.raises(Refused, match="only each other's word"):
        check_is_second(third, first)
    with pytest.raises(Refused, match="only each other's word"):
        check_is_second(first, third)
    vouching.vouch(third, by=second)
    check_is_second(third, first)


def test_a_new_link_voids_the_words_so_that_nobody_takes_an_account_over(founded):
    first, _second = founded
    third = _account("third")
    vouching.vouch(third, by=first)
    commands.renew_enrolment(third, by=first)
    assert not is_vouched(third)
    word = Vouch.objects.get(staff=third)
    assert (word.ended_because, word.ended_by) == (VouchEnd.LINK_RENEWED, first.actor_id)
    Staff.objects.filter(pk=third.pk).update(password=make_password("taken over"))
    with pytest.raises(Refused, match="You made a link"):
        vouching.vouch(third, by=first)


def test_an_administrator_who_takes_the_other_founder_over_is_alone(founded):
    first, second = founded
    commands.renew_enrolment(second, by=first)
    assert not is_vouched(first)
    Staff.objects.filter(pk=second.pk).update(password=make_password("taken over"))
    Enrolment.objects.update(used_at=second.added_at)
    second.refresh_from_db()
    with pytest.raises(Refused):
        vouching.vouch(second, by=first)


def test_after_a_new_link_from_the_shell_the_first_two_vouch_anew(founded):
    first, second = founded
    commands.renew_enrolment(second, by=SHELL)
    Staff.objects.filter(pk=second.pk).update(password=make_password("set anew"))
    Enrolment.objects.update(used_at=second.added_at)
    second.refresh_from_db()
    vouching.vouch(second, by=first)
    check_is_second(second, first)


@pytest.mark.parametrize(
    ("change", "because"),
    [
        (lambda staff, by: commands.grant_role(staff, Role.COORDINATOR, by=by), VouchEnd.ROLE_GIVEN),
        (
            lambda staff, by: (commands.deactivate(staff, by=by), commands.reactivate(staff, by=by)),
            VouchEnd.REOPENED,
        ),
    ],
)
def test_a_role_or_an_account_that_opens_again_is_vouched_for_anew(founded, change, because):
    first, _second = founded
    third = _account("third")
    vouching.vouch(third, by=first)
    change(third, first)
    assert Vouch.objects.get(staff=third).ended_because == because


def test_taking_a_word_back_takes_those_that_hang_on_it_too(founded):
    first, second = founded
    third, fourth = _account("third"), _account("fourth")
    word = vouching.vouch(third, by=first)
    vouching.vouch(fourth, by=third)
    vouching.take_back(word, reason="I mistook him.", by=first)
    assert not is_vouched(fourth)
    assert is_vouched(second)
    assert Event.objects.filter(action="accounts:vouch:ended").count() == 2


def test_another_ones_word_is_taken_back_by_an_administrator_only(founded):
    first, second = founded
    third = _account("third")
    word = vouching.vouch(third, by=first)
    with pytest.raises(Refused):
        vouching.take_back(word, reason="No.", by=second)
    other = vouching.vouch(third, by=second)
    vouching.take_back(other, reason="They never met.", by=first)
    with pytest.raises(Refused, match="already"):
        vouching.take_back(other, reason="Again.", by=first)


def test_nobody_vouches_for_themselves_twice_or_for_a_closed_or_new_account(founded):
    first, second = founded
    with pytest.raises(Refused, match="themselves"):
        vouching.vouch(first, by=first)
    with pytest.raises(Refused, match="already"):
        vouching.vouch(second, by=first)
    new, _token = commands.add_staff("new", "New", [Role.CASEWORKER], Language.ENGLISH, by=SHELL)
    with pytest.raises(Refused, match="set up"):
        vouching.vouch(new, by=first)
    commands.deactivate(new, by=first)
    with pytest.raises(Refused, match="closed"):
        vouching.vouch(new, by=first)


def test_the_list_of_colleagues_and_the_rule_agree(founded):
    first, _second = founded
    _account("mine", by=first)
    third = _account("third")
    vouching.vouch(third, by=first)
    assert {one.staff.username: one.vouched for one in queries.colleagues()} == {
        staff.username: is_vouched(staff) for staff in Staff.objects.all()
    }


def test_too_few_decide_until_two_caseworkers_are_vouched_for(first, second):
    assert queries.too_few_decide(queries.colleagues())
    vouching.vouch(second, by=first)
    vouching.vouch(first, by=second)
    assert not queries.too_few_decide(queries.colleagues())
    RoleGrant.objects.filter(staff=second).delete()
    assert queries.too_few_decide(queries.colleagues())
