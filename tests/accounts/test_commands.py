"""Every write about who works here."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from kinline.accounts import commands, queries
from kinline.accounts.choices import Language, Mandate, Permission, Role
from kinline.accounts.models import Enrolment, Installation, Staff, Throttle
from kinline.accounts.tries import count_try
from kinline.audit.models import Event
from kinline.audit.rules import FAMILY, SHELL, WORKER, NamedActor, Refused

PASSWORD = "a long enough sentence"
NEWCOMER = NamedActor("staff:newcomer")


def code_for(token: str, *, steps: int = 0) -> str:
    """The code an authenticator shows for a link's secret, some steps of 30 seconds from now."""
    now = list(yield_hotp_counters_from_time())[1]
    return format_hotp_value(hotp_value(queries.second_factor_secret(token), now + steps))


def add_solomiia(by, **more) -> tuple[Staff, str]:
    """Solomiia is new here."""
    return commands.add_staff("Solomiia", "Solomiia", [Role.OPERATOR], Language.UKRAINIAN, by=by, **more)


def audited() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("action", flat=True))


@pytest.fixture
def maksym(taras):
    """Maksym administers as well."""
    staff, _token = commands.add_staff("maksym", "Maksym", [Role.ADMINISTRATOR], Language.ENGLISH, by=SHELL)
    Event.objects.all().delete()
    return staff


@pytest.mark.django_db
def test_the_first_administrator_is_added_from_the_shell():
    staff, _token = commands.add_staff("first", "First", [Role.ADMINISTRATOR], Language.ENGLISH, by=SHELL)
    assert staff.may(Permission.MANAGE_STAFF)
    assert not staff.has_usable_password()
    assert audited() == ["accounts:staff:added", "accounts:role:granted", "accounts:link:made"]


@pytest.mark.django_db
@pytest.mark.parametrize("by", [FAMILY, WORKER])
def test_families_and_the_worker_add_nobody(by):
    with pytest.raises(Refused):
        add_solomiia(by)


def test_a_caseworker_adds_nobody(anna):
    with pytest.raises(Refused):
        add_solomiia(anna)


def test_only_a_keyed_hash_of_the_link_is_kept(taras):
    _staff, token = add_solomiia(taras)
    assert token not in str(Enrolment.objects.values_list())
    assert queries.enrolment_of(token) == Enrolment.objects.get()
    assert token not in str(list(Event.objects.values_list("content", "subject")))


@pytest.mark.parametrize("username", ["", "o", "oleh k", "Олег", "-oleh", "o" * 41])
def test_a_name_for_signing_in_is_short_and_latin(taras, username):
    with pytest.raises(Refused, match="2 to 40"):
        commands.add_staff(username, "Somebody", [Role.OPERATOR], Language.ENGLISH, by=taras)


def test_two_people_never_share_a_name_for_signing_in(taras, oleh):
    with pytest.raises(Refused, match="already"):
        commands.add_staff("OLEH", "Another Oleh", [Role.OPERATOR], Language.ENGLISH, by=taras)


def test_nobody_is_added_without_a_role_or_a_name(taras):
    with pytest.raises(Refused, match="role"):
        commands.add_staff("new", "New", [], Language.ENGLISH, by=taras)
    with pytest.raises(Refused, match="colleagues"):
        commands.add_staff("new", " ", [Role.OPERATOR], Language.ENGLISH, by=taras)


def test_a_live_installation_refuses_the_people_of_the_demonstration(taras, settings):
    settings.MODE = "live"
    with pytest.raises(Refused, match="demonstration"):
        add_solomiia(taras, is_demo=True)
    settings.MODE = "demo"
    add_solomiia(taras, is_demo=True)


def test_enrolling_sets_a_password_and_a_sealed_second_factor(taras):
    staff, token = add_solomiia(taras)
    enrolled, codes = commands.enrol(token, password=PASSWORD, code=code_for(token), by=NEWCOMER)
    assert enrolled == staff
    assert enrolled.check_password(PASSWORD)
    assert len(set(codes)) == 10
    kept = Authenticator.objects.get(user=staff, type="totp").data["secret"]
    assert queries.second_factor_secret(token) not in kept
    assert audited()[-1] == "accounts:staff:enrolled"


def test_a_link_works_once(taras):
    _staff, token = add_solomiia(taras)
    commands.enrol(token, password=PASSWORD, code=code_for(token), by=NEWCOMER)
    with pytest.raises(Refused, match="does not work any more"):
        commands.enrol(token, password="another long sentence", code=code_for(token), by=NEWCOMER)


def test_a_link_works_for_72_hours(taras):
    _staff, token = add_solomiia(taras)
    [enrolment] = Enrolment.objects.all()
    assert enrolment.expires_at - enrolment.made_at - timedelta(hours=72) < timedelta(seconds=1)
    Enrolment.objects.update(expires_at=timezone.now())
    with pytest.raises(Refused, match="does not work any more"):
        commands.enrol(token, password=PASSWORD, code=code_for(token), by=NEWCOMER)


@pytest.mark.django_db
def test_an_invented_link_is_refused_in_the_same_words():
    with pytest.raises(Refused, match="does not work any more"):
        commands.enrol("invented", password=PASSWORD, code="123456", by=NEWCOMER)


def test_a_wrong_code_or_a_weak_password_leaves_the_link_unused(taras):
    _staff, token = add_solomiia(taras)
    with pytest.raises(Refused, match="code"):
        commands.enrol(token, password=PASSWORD, code=code_for(token, steps=9), by=NEWCOMER)
    with pytest.raises(Refused, match="12"):
        commands.enrol(token, password="short", code=code_for(token), by=NEWCOMER)
    commands.enrol(token, password=PASSWORD, code=code_for(token), by=NEWCOMER)


def test_a_code_is_good_once_and_makes_earlier_ones_worthless(taras):
    staff, token = add_solomiia(taras)
    commands.enrol(token, password=PASSWORD, code=code_for(token), by=NEWCOMER)
    assert commands.spend_code(staff, code_for(token), by=staff)
    assert not commands.spend_code(staff, code_for(token), by=staff)
    assert not commands.spend_code(staff, code_for(token, steps=-1), by=staff)
    assert commands.spend_code(staff, code_for(token, steps=1), by=staff)


def test_roles_are_given_and_ended_with_who_and_when(taras, oleh):
    commands.grant_role(oleh, Role.REGISTRAR, by=taras)
    commands.end_role(oleh, Role.OPERATOR, by=taras)
    assert Staff.objects.get(pk=oleh.pk).roles == {Role.REGISTRAR}
    newest, oldest = queries.roles_of(oleh)
    assert (newest.role, newest.granted_by, newest.ended_at) == ("registrar", taras.actor_id, None)
    assert oldest.ended_at is not None
    assert audited() == ["accounts:role:granted", "accounts:vouch:ended", "accounts:role:ended"]


def test_a_role_is_given_once_and_ended_once(taras, oleh):
    with pytest.raises(Refused, match="given already"):
        commands.grant_role(oleh, Role.OPERATOR, by=taras)
    with pytest.raises(Refused, match="not given"):
        commands.end_role(oleh, Role.AUDITOR, by=taras)


def test_an_administrator_changes_nothing_of_their_own(taras, maksym):
    for change in (commands.grant_role, commands.end_role):
        with pytest.raises(Refused, match="Another administrator"):
            change(taras, Role.ADMINISTRATOR, by=taras)
    with pytest.raises(Refused, match="Another administrator"):
        commands.renew_enrolment(taras, by=taras)


def test_the_last_administrator_stays(taras, maksym):
    commands.deactivate(maksym, by=taras)
    for change in (
        lambda: commands.deactivate(taras, by=SHELL),
        lambda: commands.end_role(taras, Role.ADMINISTRATOR, by=SHELL),
    ):
        with pytest.raises(Refused, match="last administrator"):
            change()
    assert Staff.objects.get(pk=taras.pk).is_active


def test_closing_an_account_ends_its_links_and_opening_it_again_keeps_the_password(taras, oleh):
    token = commands.renew_enrolment(oleh, by=taras)
    commands.deactivate(oleh, by=taras)
    with pytest.raises(Refused, match="does not work any more"):
        commands.enrol(token, password=PASSWORD, code=code_for(token), by=NEWCOMER)
    with pytest.raises(Refused, match="closed"):
        commands.renew_enrolment(oleh, by=taras)
    with pytest.raises(Refused, match="closed already"):
        commands.deactivate(oleh, by=taras)
    commands.reactivate(oleh, by=taras)
    with pytest.raises(Refused, match="open already"):
        commands.reactivate(oleh, by=taras)


def test_a_new_link_ends_the_old_password_device_and_link(taras):
    staff, first = add_solomiia(taras)
    commands.enrol(first, password=PASSWORD, code=code_for(first), by=NEWCOMER)
    second = commands.renew_enrolment(staff, by=taras)
    third = commands.renew_enrolment(staff, by=taras)
    assert not Authenticator.objects.exists()
    assert not Staff.objects.get(pk=staff.pk).check_password(PASSWORD)
    with pytest.raises(Refused):
        commands.enrol(second, password=PASSWORD, code=code_for(second), by=NEWCOMER)
    commands.enrol(third, password=PASSWORD, code=code_for(third), by=NEWCOMER)


def test_a_password_is_replaced_by_whoever_knows_it(oleh):
    with pytest.raises(Refused, match="does not fit"):
        commands.change_password(oleh, old="guess", new=PASSWORD, by=oleh)
    with pytest.raises(Refused):
        commands.change_password(oleh, old="correct horse battery", new="oleh", by=oleh)
    commands.change_password(oleh, old="correct horse battery", new=PASSWORD, by=oleh)
    assert Staff.objects.get(pk=oleh.pk).check_password(PASSWORD)
    assert audited() == ["accounts:password:changed"]


@pytest.mark.django_db
def test_an_installation_is_founded_once():
    told = {
        "mandate": Mandate.NEUTRAL,
        "operator_name": "Committee of the tests",
        "data_lies_in": "a test database",
        "could_be_compelled_by": "nobody",
        "by": SHELL,
    }
    assert commands.found_installation(**told).pk == 1
    with pytest.raises(Refused, match="already"):
        commands.found_installation(**told)
    assert Installation.objects.count() == 1


@pytest.mark.django_db
def test_tries_are_counted_up_to_a_limit_each_key_and_window_by_itself():
    tries = [count_try("door", limit=2, window_seconds=3600) for _each in range(4)]
    assert tries == [True, True, False, False]
    assert count_try("window", limit=2, window_seconds=3600)
    assert count_try("door", limit=2, window_seconds=7200)
    assert "door" not in str(Throttle.objects.values_list())


@pytest.mark.django_db
def test_a_window_begun_by_somebody_else_in_the_same_moment_is_counted_on(monkeypatch):
    count_try("door", limit=2, window_seconds=3600)
    update = QuerySet.update

    def just_before(count, **changed):
        monkeypatch.setattr(QuerySet, "update", update)
        return 0

    monkeypatch.setattr(QuerySet, "update", just_before)
    assert count_try("door", limit=2, window_seconds=3600)
    assert Throttle.objects.get().hits == 2


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_time_are_all_counted():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory has one connection")

    def try_often(_each):
        try:
            return sum(count_try("door", limit=10, window_seconds=86_400) for _try in range(5))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(try_often, range(4))) == 10
    assert Throttle.objects.get().hits == 20


@pytest.mark.django_db
def test_old_tries_are_forgotten():
    count_try("door", limit=2, window_seconds=60)
    assert commands.forget_old_tries(by=WORKER) == 0
    Throttle.objects.update(window=1_000_000)
    assert commands.forget_old_tries(by=WORKER) == 1
    assert audited() == ["accounts:tries:forgotten"]


def test_only_administrators_end_the_sessions_of_others(oleh, anna, taras):
    with pytest.raises(Refused):
        commands.end_sessions(oleh, by=anna)
    for by in (oleh, taras, SHELL):
        commands.end_sessions(oleh, by=by)
    assert Staff.objects.get(pk=oleh.pk).sessions_ended == 3
