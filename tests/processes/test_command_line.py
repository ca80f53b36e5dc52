"""`kinline` as a black box."""

import json
import stat

import pytest
from tests.homes import FOUNDING

import kinline as product

pytestmark = pytest.mark.processes

UNDECIDED = [word for word in FOUNDING if word not in {"--mandate", "neutral"}]
WITH_TLS = ("--mandate", "committee", "--https")


def test_init_makes_a_home_that_others_cannot_read(home):
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    for file in home.rglob("*"):
        assert not stat.S_IMODE(file.stat().st_mode) & 0o077, file


def test_init_refuses_a_home_that_exists(home, kinline):
    before = (home / "keys.json").read_text()
    refused = kinline(home, *FOUNDING)
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
    refused = kinline(tmp_path / "home", *UNDECIDED, *more)
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def behind_a_web_server(home):
    """What an administrator writes into kinline.toml before families can come."""
    toml = home / "kinline.toml"
    said = toml.read_text().replace("trusted_proxies = []", 'trusted_proxies = ["127.0.0.1"]')
    toml.write_text(said.replace('hosts = ["', 'hosts = ["families.example.org", "'))


def test_a_fresh_home_with_tls_is_clean_to_deploy(tmp_path, kinline, found):
    home = found(tmp_path / "home", *WITH_TLS)
    behind_a_web_server(home)
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
    assert checked.stderr == ""


def test_a_home_without_names_and_proxies_is_not_clean_to_deploy(tmp_path, kinline, found):
    home = found(tmp_path / "home", *WITH_TLS)
    checked = kinline(home, "check", "--deploy")
    assert checked.returncode == 1
    assert [word in checked.stdout for word in ("portal.hosts", "desk.hosts", "serve.trusted_proxies")] == [
        True
    ] * 3


@pytest.mark.parametrize(
    "words",
    [
        ["fly"],
        ["serve", "--portal-port", "x"],
        ["staff"],
        ["staff", "link", "nobody"],
        ["code", "nobody"],
        ["mail-test"],
        ["not-sent"],
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


def test_what_somebody_signs_in_with_is_listed_and_their_sessions_are_ended(home, kinline):
    kinline(home, "staff", "add", "roman", "--display", "Roman", "--role", "operator")
    listed = kinline(home, "staff", "factors", "roman")
    assert (listed.returncode, listed.stdout) == (0, "authenticator\tno\nrecovery codes left\t0\n")
    ended = kinline(home, "staff", "end-sessions", "roman")
    assert (ended.returncode, ended.stdout) == (0, "Roman is signed out everywhere.\n")
    for deed in ("factors", "end-sessions"):
        refused = kinline(home, "staff", deed, "nobody")
        assert (refused.returncode, refused.stdout) == (2, "")


@pytest.mark.parametrize("minutes", ["4", "721", '"30"', "1.5"])
def test_a_senseless_idle_time_is_refused(home, kinline, minutes):
    settings = home / "kinline.toml"
    before = settings.read_text()
    settings.write_text(before.replace("idle_minutes = 30", f"idle_minutes = {minutes}"))
    try:
        refused = kinline(home, "staff", "list")
    finally:
        settings.write_text(before)
    assert refused.returncode == 2
    assert "desk.idle_minutes must be a whole number from 5 to 720." in refused.stderr


def test_staff_are_added_by_a_link_and_a_live_code_is_never_shown(home, kinline):
    added = kinline(home, "staff", "add", "oleh", "--display", "Oleh", "--role", "operator")
    assert "/enrol/" in added.stdout
    assert "oleh\tOleh\tOperator" in kinline(home, "staff", "list").stdout
    assert kinline(home, "code", "oleh").returncode == 2


def test_a_live_home_refuses_demo_keys(tmp_path, kinline, found):
    home = found(tmp_path / "home")
    keys = json.loads((home / "keys.json").read_text())
    (home / "keys.json").write_text(json.dumps(keys | {"label": "demonstration"}))
    refused = kinline(home, "worker")
    assert refused.returncode == 2
    assert "demonstration" in refused.stderr


def test_mail_test_says_what_happened(home, kinline):
    failed = kinline(home, "mail-test", "maria@family.example")  # nobody listens on port 25 of the test
    assert failed.returncode == 1
    assert failed.stderr.startswith("The mail server cannot be reached: ")
    assert "maria" not in failed.stderr


def test_sms_test_says_what_happened(tmp_path, kinline, port, found):
    home = found(tmp_path / "home")
    without = kinline(home, "sms-test", "+447700900123")
    assert (without.returncode, without.stderr.count("\n")) == (2, 1)
    toml, secret = home / "kinline.toml", home / "sms-secret"
    said = toml.read_text().replace('url = ""', f'url = "http://127.0.0.1:{port}/"', 1)
    toml.write_text(said.replace('secret_file = ""', f'secret_file = "{secret}"', 1))
    secret.write_text("short")
    weak = kinline(home, "sms-test", "+447700900123")
    assert (weak.returncode, "openssl rand -base64 32" in weak.stderr) == (2, True)
    secret.write_text("c2VjcmV0IG9mIHRoZSB0ZXN0cywgMzIgYnl0ZXMuLi4=")
    failed = kinline(home, "sms-test", "+447700900123")  # nobody listens there
    assert failed.returncode == 1
    assert failed.stderr.startswith("The provider of text messages cannot be reached")
    assert "7700" not in failed.stderr


def test_verify_finds_a_changed_event(tmp_path, kinline, found):
    import sqlite3  # noqa: PLC0415  # somebody with the file in hand

    home = found(tmp_path / "home")
    assert kinline(home, "verify").returncode == 0
    database = sqlite3.connect(home / "kinline.sqlite3")
    database.execute("UPDATE audit_event SET sequence = 2, chain = 'no'")
    database.commit()
    database.close()
    found = kinline(home, "verify")
    assert found.returncode == 1
    assert "events are missing" in found.stdout


def test_the_demonstration_is_made_once_and_lets_its_staff_in(tmp_path, kinline, demonstrate):
    home = demonstrate(tmp_path)
    keys = (home / "keys.json").read_text()
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
