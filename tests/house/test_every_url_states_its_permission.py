"""Every page says whom it is for, keeps to it, and writes nothing when it is looked at."""

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from kinline.accounts.choices import Permission, Role
from kinline.accounts.models import RoleGrant, Staff

#: An invented value for each kind of path converter. Nothing in a fresh database answers to them.
INVENTED = {"IntConverter": "4711", "UUIDConverter": "00000000-0000-4000-8000-000000000000"}


def _filled(pattern: URLPattern | URLResolver) -> str:
    kinds = {name: type(converter).__name__ for name, converter in pattern.pattern.converters.items()}
    return re.sub(
        r"<(?:\w+:)?(\w+)>", lambda found: INVENTED.get(kinds[found[1]], "invented"), str(pattern.pattern)
    )


def patterns(face: str) -> Iterator[tuple[str, URLPattern]]:
    """Every view's path, with invented arguments filled in."""

    def below(prefix: str, resolver: URLResolver) -> Iterator[tuple[str, URLPattern]]:
        for each in resolver.url_patterns:
            path = prefix + _filled(each)
            if isinstance(each, URLResolver):
                yield from below(path, each)
            else:
                yield path, each

    yield from below("/", get_resolver(f"kinline.config.urls_{face}"))


DESK = sorted(patterns("desk"), key=lambda found: found[0])


def permission_of(pattern: URLPattern) -> Permission | None:
    return getattr(pattern.callback, "permission", None)


@pytest.fixture
def staff(db, settings):
    """One person of each role."""
    settings.LOGIN_REDIRECT_URL = "desk:account"  # whichever rooms are built
    people = {}
    for role in Role:
        people[role] = Staff.objects.create(username=role.value, display_name=role.value, language="en")
        RoleGrant.objects.create(staff=people[role], role=role, granted_by="shell")
    return people


@pytest.mark.parametrize("face", ["desk", "portal"])
def test_every_path_can_be_filled_in(face):
    """If this fails, give `INVENTED` a value for the new kind of argument."""
    urls = f"kinline.config.urls_{face}"
    assert not [path for path, pattern in patterns(face) if resolve(path, urls).func is not pattern.callback]


@pytest.mark.parametrize(("path", "pattern"), DESK, ids=[path for path, _pattern in DESK])
def test_every_view_of_the_desk_names_a_permission_or_why_it_is_open(path, pattern):
    permission, reason = permission_of(pattern), getattr(pattern.callback, "open_because", "")
    assert (permission in Permission) != bool(reason)


def test_no_path_of_the_portal_leads_into_the_desk():
    assert not [path for path, pattern in patterns("portal") if permission_of(pattern)]


@pytest.mark.parametrize("role", [*Role, None], ids=str)
def test_each_role_opens_the_pages_it_may_and_no_other(role, staff, desk_as):
    client = desk_as(staff[role]) if role else Client()
    wrong = []
    for path, pattern in DESK:
        permission = permission_of(pattern)
        if permission is None:
            continue
        page = client.get(path)
        if role is None:
            fits = page.status_code == 302 and page["Location"].startswith("/sign-in/?next=")
        elif staff[role].may(permission):
            fits = page.status_code in {200, 302, 404, 405, 422}
        else:
            fits = page.status_code == 403
        if not fits:
            wrong.append(f"{path} {permission}: {page.status_code}")
    assert not wrong


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_no_method_goes_round_the_permission(method, staff, desk_as):
    for path, pattern in DESK:
        permission = permission_of(pattern)
        if permission is None:
            continue
        assert getattr(Client(), method)(path).status_code == 302, path
        for outsider in [person for person in staff.values() if not person.may(permission)][:1]:
            assert getattr(desk_as(outsider), method)(path).status_code == 403, path


@pytest.mark.parametrize("role", [*Role, None], ids=str)
def test_looking_writes_nothing_but_the_audit(role, staff, desk_as):
    client = desk_as(staff[role]) if role else Client()
    for path, _pattern in DESK:
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        writes = [
            query["sql"]
            for query in asked.captured_queries
            if query["sql"].split(maxsplit=1)[0] in {"INSERT", "UPDATE", "DELETE"}
            and "audit_event" not in query["sql"]
        ]
        assert not writes, path
