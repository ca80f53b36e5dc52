"""`kinline init` on PostgreSQL."""

import os

import pytest
from tests.homes import FOUNDING

SERVER = os.environ.get("KINLINE_TEST_POSTGRES")
pytestmark = [
    pytest.mark.processes,
    pytest.mark.postgres,
    pytest.mark.skipif(SERVER is None, reason="KINLINE_TEST_POSTGRES names no server"),
]


def test_an_installation_lives_in_postgresql(tmp_path, kinline, on_postgres):
    home = tmp_path / "home"
    made = kinline(home, *FOUNDING, *on_postgres)
    assert made.returncode == 0, made.stderr
    assert not list(home.glob("*.sqlite3"))
    assert kinline(home, "staff", "add", "anna", "--display", "Anna", "--role", "caseworker").returncode == 0
    assert kinline(home, "check").returncode == 0
    assert kinline(home, "verify").returncode == 0


def test_a_database_that_holds_anything_is_refused(tmp_path, kinline, on_postgres):
    assert kinline(tmp_path / "first", *FOUNDING, *on_postgres).returncode == 0
    refused = kinline(tmp_path / "second", *FOUNDING, *on_postgres)
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "not empty" in refused.stderr
    assert not (tmp_path / "second").exists()


def test_what_cannot_be_finished_leaves_the_database_empty(tmp_path, kinline, on_postgres):
    too_long = "x" * 200
    refused = kinline(tmp_path / "home", *FOUNDING, "--phone", too_long, *on_postgres)
    assert refused.returncode == 2
    assert kinline(tmp_path / "home", *FOUNDING, *on_postgres).returncode == 0


def test_a_server_that_is_not_there_is_said_in_a_sentence(tmp_path, kinline):
    refused = kinline(
        tmp_path / "home", *FOUNDING, "--postgres", "x", "--postgres-host", "127.0.0.1",
        "--postgres-port", "1",
    )  # fmt: skip
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "does not let us in" in refused.stderr
