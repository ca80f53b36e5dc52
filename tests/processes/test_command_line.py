"""`kinline` as a black box."""

import json
import stat

import pytest

import kinline as product

pytestmark = pytest.mark.processes

FOUNDING = [
    *("init", "--operator", "Committee of the tests", "--sender", "post@committee.example"),
    *("--data-lies-in", "a test", "--could-be-compelled-by", "nobody"),
]


def test_init_makes_a_home_that_others_cannot_read(home):
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    for file in home.rglob("*"):
        assert not stat.S_IMODE(file.stat().st_mode) & 0o077, file


def test_init_refuses_a_home_that_exists(home, kinline):
    before = (home / "keys.json").read_text()
    refused = kinline(home, *FOUNDING, "--mandate", "neutral")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert (home / "keys.json").read_text() == before


@pytest.mark.parametrize(
    "more",
    [
        [],
        ["--mandate", "king"],
        ["--mandate", "neutral", "--operator", ""],
        ["--mandate", "neutral", "--operator", "x" * 200],
        ["--mandate", "neutral", "--sender", 'a"b'],
    ],
)
def test_init_leaves_nothing_by_half(tmp_path, kinline, more):
    refused = kinline(tmp_path / "home", *FOUNDING, *more)
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_fresh_home_with_tls_is_clean_to_deploy(tmp_path, kinline):
    home = tmp_path / "home"
    assert kinline(home, *FOUNDING, "--mandate", "committee", "--https").returncode == 0
    checked = kinline(home, "check", "--deploy")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert checked.stdout.endswith("Nothing speaks against it.\n")
    (home / "keys.json").chmod(0o640)
    assert kinline(home, "check", "--deploy").returncode == 2
    (home / "keys.json").chmod(0o600)
    home.chmod(0o755)
    assert "chmod 700" in kinline(home, "check", "--deploy").stdout


def test_a_home_without_tls_is_not_clean_to_deploy(home, kinline):
    checked = kinline(home, "check", "--deploy")
    assert checked.returncode == 1
    assert "TLS" in checked.stdout


@pytest.mark.parametrize(
    "words",
    [
        ["fly"],
        ["serve", "--portal-port", "x"],
        ["staff"],
        ["staff", "link", "nobody"],
        ["code", "nobody"],
        ["mail-test"],
        ["import"],
        ["import", "list.csv", "--kind", "rumour"],
        ["import", "list.csv"],
        ["serve", "--portal-port", "8123", "--desk-port", "8123"],
    ],
)
def test_wrong_use_is_one_sentence(home, kinline, words):
    refused = kinline(home, *words)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.count("\n") == 1
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("words", [["serve"], ["worker"], ["staff", "list"], ["verify"], ["migrate"]])
def test_without_a_home_it_says_how_to_make_one(tmp_path, kinline, words):
    refused = kinline(tmp_path / "none", *words)
    assert refused.returncode == 2
    assert "`kinline init`" in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_staff_are_added_by_a_link_and_a_live_code_is_never_shown(home, kinline):
    added = kinline(home, "staff", "add", "oleh", "--display", "Oleh", "--role", "operator")
    assert "/enrol/" in added.stdout
    assert "oleh\tOleh\tOperator" in kinline(home, "staff", "list").stdout
    assert kinline(home, "code", "oleh").returncode == 2


def test_a_live_home_refuses_demo_keys(tmp_path, kinline):
    home = tmp_path / "home"
    kinline(home, *FOUNDING, "--mandate", "committee")
    keys = json.loads((home / "keys.json").read_text())
    (home / "keys.json").write_text(json.dumps(keys | {"label": "demonstration"}))
    refused = kinline(home, "worker")
    assert refused.returncode == 2
    assert "demonstration" in refused.stderr


def test_mail_test_says_what_happened(home, kinline):
    failed = kinline(home, "mail-test", "maria@family.example")  # nobody listens on port 25 of the test
    assert failed.returncode == 1
    assert failed.stderr.startswith("The mail server")
    assert "maria" not in failed.stderr


def test_verify_finds_a_changed_event(tmp_path, kinline):
    import sqlite3  # noqa: PLC0415  # somebody with the file in hand

    home = tmp_path / "home"
    kinline(home, *FOUNDING, "--mandate", "committee")
    assert kinline(home, "verify").returncode == 0
    database = sqlite3.connect(home / "kinline.sqlite3")
    database.execute("UPDATE audit_event SET sequence = 2, chain = 'no'")
    database.commit()
    database.close()
    found = kinline(home, "verify")
    assert found.returncode == 1
    assert "events are missing" in found.stdout


def test_the_demonstration_is_made_once_and_lets_its_staff_in(tmp_path, kinline):
    home = tmp_path / "demo"
    first, keys = kinline(home, "demo"), (home / "keys.json").read_text()
    assert first.returncode == 0, first.stderr
    second = kinline(home, "demo")
    assert (second.returncode, (home / "keys.json").read_text()) == (0, keys), second.stderr
    assert "Sign in at the desk as oleh" in second.stdout
    code = kinline(home, "code", "oleh").stdout.strip()
    assert code.isdigit()
    assert len(code) == 6
    assert kinline(home, "verify").returncode == 0
    assert kinline(home, "mail-test", "maria@family.example").returncode == 2
    (home / "kinline.toml").write_text((home / "kinline.toml").read_text().replace('"demo"', '"live"', 1))
    assert kinline(home, "serve").returncode == 2


def test_the_version_is_told(home, kinline):
    assert kinline(home, "--version").stdout == f"kinline {product.VERSION}\n"
