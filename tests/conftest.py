"""The standing cast, and a client for each face."""

import datetime as dt
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.utils import translation
from tests.homes import FOUNDING, made_once

from kinline.accounts.choices import Mandate, Role
from kinline.accounts.models import Installation, RoleGrant, Staff, Vouch
from kinline.audit.rules import WORKER
from kinline.config.catalogues import compile_stale
from kinline.config.faces import Face, face_settings
from kinline.registry import commands as registry
from kinline.registry.choices import LawfulBasis, Purpose, SourceKind
from kinline.registry.facts import Basis, Facts, Source, VagueDate
from kinline.registry.models import Description
from kinline.registry.words import Word


def pytest_configure(config):
    """Compile the catalogues once, before anything is translated."""
    if not hasattr(config, "workerinput"):
        compile_stale()


def pytest_addoption(parser):
    parser.addoption(
        "--database-only",
        action="store_true",
        help="only what asks for a database or makes one: the rest is the same on every kind of it",
    )


@pytest.hookimpl(trylast=True)  # the order of pytest-django stays what it is among the rest
def pytest_collection_modifyitems(config, items):
    """The longest first, which are those that start processes: one that begins last keeps the others waiting."""
    items.sort(key=lambda item: item.get_closest_marker("processes") is None)
    if config.getoption("--database-only"):
        kept, rest = [], []
        for item in items:
            (kept if _may_reach_a_database(item) else rest).append(item)
        config.hook.pytest_deselected(items=rest)
        items[:] = kept


def _may_reach_a_database(item):
    """pytest-django refuses the database to all that do not ask for it. With `request` they may ask while they run."""
    if any(item.get_closest_marker(name) for name in ("django_db", "processes", "browser")):
        return True
    known = item._fixtureinfo
    ours = [each for found in known.name2fixturedefs.values() for each in found if each.baseid]
    asks_later = "request" in known.argnames or any("request" in each.argnames for each in ours)
    return asks_later or not {"db", "transactional_db"}.isdisjoint(item.fixturenames)


@pytest.fixture(autouse=True)
def language():
    """Commands answer in English where no page says otherwise; what a page activates ends with its test."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def found(tmp_path_factory):
    """`found(home)`: a live installation as `kinline init` leaves it. All are copies of one, with its keys."""

    def copied(home: Path, *more: str) -> Path:
        return shutil.copytree(made_once(tmp_path_factory, *FOUNDING, *more) / "home", home)

    return copied


@pytest.fixture(scope="session")
def demonstrate(tmp_path_factory):
    """`demonstrate(folder)`: the demonstration in its `home`; in its `tmp`, what making it left. Copies of one."""

    def copied(folder: Path) -> Path:
        made = made_once(tmp_path_factory, "demo")
        for name in ("home", "tmp"):
            shutil.copytree(made / name, folder / name)
        return folder / "home"

    return copied


def _staff(
    username: str, display_name: str, *roles: Role, tells_deaths: bool = False, vouched: bool = True
) -> Staff:
    staff = Staff(username=username, display_name=display_name, language="en", tells_deaths=tells_deaths)
    staff.set_password("correct horse battery")
    staff.save()
    for role in roles:
        RoleGrant.objects.create(staff=staff, role=role, granted_by="shell")
    if vouched:
        Vouch.objects.create(staff=staff, by=_founder())
    return staff


def _founder() -> Staff:
    """Somebody who worked here once, and knew everybody."""
    names = {"display_name": "Founder", "is_active": False}
    return Staff.objects.get_or_create(username="founder", defaults=names)[0]


@pytest.fixture
def installation(db):
    return Installation.objects.create(
        pk=1,
        mandate=Mandate.NEUTRAL,
        operator_name="Committee of the tests",
        data_lies_in="a test database",
        could_be_compelled_by="nobody",
    )


@pytest.fixture
def oleh(db):
    """Oleh answers calls."""
    return _staff("oleh", "Oleh", Role.OPERATOR)


@pytest.fixture
def anna(db):
    """Anna decides, and is trained to tell a death."""
    return _staff("anna", "Anna", Role.CASEWORKER, tells_deaths=True)


@pytest.fixture
def iryna(db):
    """Iryna decides second."""
    return _staff("iryna", "Iryna", Role.CASEWORKER)


@pytest.fixture
def petro(db):
    """Petro keeps the registry."""
    return _staff("petro", "Petro", Role.REGISTRAR)


@pytest.fixture
def halyna(db):
    """Halyna coordinates."""
    return _staff("halyna", "Halyna", Role.COORDINATOR)


@pytest.fixture
def taras(db):
    """Taras administers and sees no file."""
    return _staff("taras", "Taras", Role.ADMINISTRATOR)


@pytest.fixture
def vira(db):
    """Vira audits."""
    return _staff("vira", "Vira", Role.AUDITOR)


def _serving(face: Face) -> override_settings:
    # Django's test client calls itself "testserver".
    return override_settings(**face_settings(face, settings.HOME) | {"ALLOWED_HOSTS": ["testserver"]})


@pytest.fixture
def portal(installation) -> Iterator[Client]:
    """A family's browser."""
    with _serving("portal"):
        yield Client(headers={"accept-language": "en"})


@pytest.fixture
def desk_as(installation) -> Iterator[Callable[[Staff], Client]]:
    """The desk, signed in as somebody with the second factor done."""
    with _serving("desk"):

        def signed_in(staff: Staff) -> Client:
            client = Client(headers={"accept-language": "en"})
            client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
            session = client.session
            session["account_authentication_methods_user"] = str(staff.pk)
            session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
            session.save()
            return client

        yield signed_in


@pytest.fixture
def told(db) -> Callable[..., Description]:
    """`told(family_name="Галаган", born=1998)`: one invented man as one source tells of him."""

    def describe(
        *,
        source: SourceKind = SourceKind.FAMILY,
        source_name: str = "",
        ref: str = "",
        basis: LawfulBasis = LawfulBasis.CONSENT,
        born: int | tuple[int, ...] | None = None,
        said_on: dt.date | None = None,
        **facts,
    ) -> Description:
        parts = (born,) if isinstance(born, int) else born
        birth = VagueDate.of(*parts) if parts else VagueDate()
        return registry.describe(
            Word(
                source=Source(kind=source, name=source_name, ref=ref, said_on=said_on),
                basis=Basis.until_due(Purpose.TRACING, basis, dt.date(2026, 5, 1)),
                facts=Facts(birth=birth, **facts),
            ),
            by=WORKER,
        )

    return describe


@pytest.fixture
def meanwhile(transactional_db) -> Iterator[Callable[[Callable[[], object]], Future]]:
    """`meanwhile(act)`: begin `act` beside us; comes back once it waits for a row that we hold, or is done."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: nobody waits in the middle of a transaction")

    def somebody_waits_for_us() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT FROM pg_locks"
                " WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"
            )
            return cursor.fetchone()[0]

    with ThreadPoolExecutor() as pool:

        def begin(act: Callable[[], object]) -> Future:
            def alone() -> object:
                try:
                    return act()
                finally:
                    connection.close()

            running = pool.submit(alone)
            while not running.done() and not somebody_waits_for_us():
                time.sleep(0.01)
            return running

        yield begin
