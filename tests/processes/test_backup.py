"""A backup during load, everything destroyed, and all of it there again."""

import http.client
import json
import os
import re
import sqlite3
import subprocess
import sys
import threading
import time

import psycopg
import pytest
from psycopg import sql
from tests.homes import FOUNDING, SOURCE
from tests.processes.conftest import Served

from kinline.backups import archive, sealing
from kinline.vault.keys import KeyFile

pytestmark = pytest.mark.processes

#: Families who have answered all and only have to send; as many browsers' sealed sessions.
PREPARE = """
import json, secrets, sys, datetime, django
django.setup()
from django.contrib.sessions.models import Session
from django.utils import timezone
from kinline.vault.sessions import SessionStore
until, keys = timezone.now() + datetime.timedelta(hours=2), []
for number in range(int(sys.argv[1])):
    key = secrets.token_hex(16)
    answers = {
        "name": {"family_name": ["Вигаданюк"], "given_name": ["Остап"], "patronymic": ["Ілліч"], "other_names": [""]},
        "you": {"who_name": [f"Марія {number}"], "relation": ["mother"]},
        "reach": {"phone": ["+447700900148"], "email": [""]},
        "word": {"call_word": ["калина"]},
    }
    asking = {"answers": answers, "once_key": secrets.token_urlsafe(32), "ticket": secrets.token_urlsafe(16)}
    data = SessionStore(key).encode({"asking": asking})
    Session.objects.create(session_key=key, session_data=data, expire_date=until)
    keys.append(key)
print(json.dumps(keys))
"""
LOOK = """
import json, django
django.setup()
from kinline.inquiries.models import Inquiry
from kinline.notices.models import Notice
told = [[each.reference, each.seeker.name, each.description.family_name] for each in Inquiry.objects.all()]
print(json.dumps(told))
"""


def in_home(home, script, *words):
    """What a script prints that runs on the home as the product's own processes do."""
    known = {**os.environ, "PYTHONPATH": str(SOURCE), "KINLINE_HOME": str(home)}
    known["DJANGO_SETTINGS_MODULE"] = "kinline.config.settings"
    return json.loads(subprocess.check_output([sys.executable, "-c", script, *words], env=known, text=True))


def ask(port, method, path, cookies):
    """One request. Status and body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        body = f"csrfmiddlewaretoken={'c' * 32}" if method == "POST" else None
        headers = {
            "Host": f"localhost:{port}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept-Language": "en",
        }
        connection.request(method, path, body, headers)
        answered = connection.getresponse()
        return answered.status, answered.read().decode()
    finally:
        connection.close()


class Families(threading.Thread):
    """Families who send one after the other and note the number that each is given."""

    def __init__(self, port, keys):
        super().__init__(daemon=True)
        self.port, self.keys, self.references, self.enough = port, keys, [], threading.Event()

    def run(self):
        for key in self.keys:
            if self.enough.is_set():
                return
            cookies = {"kin_portal": key, "kin_portal_csrf": "c" * 32}
            try:
                status, _page = ask(self.port, "POST", "/ask/send/", cookies)
                _status, receipt = ask(self.port, "GET", "/receipt/", cookies)
            except (OSError, http.client.HTTPException):
                return  # killed
            found = re.search(r'<dd class="code"><span class="num">([\d\xa0]+)</span>', receipt)
            if status == 302 and found:
                self.references.append(found[1].replace("\xa0", ""))


@pytest.fixture
def founded(tmp_path, kinline, engine_words, found):
    home = tmp_path / "home"
    if engine_words:
        made = kinline(home, *FOUNDING, *engine_words)
        assert made.returncode == 0, made.stderr
    else:
        found(home)
    toml = home / "kinline.toml"
    toml.write_text(toml.read_text().replace("submissions_an_hour = 60", "submissions_an_hour = 1000000"))
    return home


def destroy(home, words, server):
    """As a fire would: the folder, and the database too."""
    subprocess.run(["rm", "-rf", str(home)], check=True)
    if words:
        name = sql.Identifier(words[words.index("--postgres") + 1])
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
        server.execute(sql.SQL("CREATE DATABASE {}").format(name))


def test_all_that_was_acknowledged_before_a_backup_is_there_after_the_machine_was_lost(
    tmp_path, kinline, within, founded, engine_words, secret, request
):
    out, keys = tmp_path / "backup.age", tmp_path / "keys-elsewhere"
    assert kinline(founded, "keys", "copy", str(keys)).returncode == 0
    sessions = in_home(founded, PREPARE, "600")
    served = Served(founded)
    load = [Families(served.portal, sessions[part::2]) for part in range(2)]
    try:
        for families in load:
            families.start()
        assert within(60, lambda: sum(len(families.references) for families in load) >= 20)
        before = [reference for families in load for reference in families.references]
        made = kinline(founded, "backup", str(out), "--passphrase-file", str(secret))
        assert made.returncode == 0, made.stderr
        after = [reference for families in load for reference in families.references]
        served.pull_the_plug()
    finally:
        for families in load:
            families.enough.set()
        served.end()
    assert len(after) > len(before), "nobody asked while the backup was made"
    assert within(30, served.is_gone)
    destroy(founded, engine_words, request.getfixturevalue("server") if engine_words else None)

    words = ["restore", str(out), "--keys", str(keys), "--passphrase-file", str(secret)]
    back = kinline(founded, *words)
    assert back.returncode == 0, back.stdout + back.stderr
    found = in_home(founded, LOOK)
    references = [reference for reference, _who, _whom in found]
    assert len(references) == len(set(references))
    assert set(before) <= set(references)
    assert all(who.startswith("Марія ") and whom == "Вигаданюк" for _reference, who, whom in found)
    assert kinline(founded, "verify").returncode == 0
    assert kinline(founded, "check").returncode == 0
    again = Served(founded)
    try:
        assert ask(again.portal, "GET", "/", {})[0] == 200
    finally:
        again.end()


def test_a_backup_holds_no_word_in_the_clear_and_no_keys(tmp_path, kinline, home, secret):
    out = tmp_path / "backup.age"
    assert kinline(home, "backup", str(out), "--passphrase-file", str(secret)).returncode == 0
    held, keys = out.read_bytes(), json.loads((home / "keys.json").read_text())
    assert out.stat().st_mode & 0o777 == 0o600
    assert b"Committee of the tests" not in held
    assert keys["hashing"].encode() not in held
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".backup")] == []


def test_a_backup_to_recipients_is_opened_by_their_identity_only(tmp_path, kinline, secret, found):
    home, out = found(tmp_path / "home"), tmp_path / "backup.age"
    made = kinline(home, "keys", "identity", str(tmp_path / "identity"), "--passphrase-file", str(secret))
    assert (tmp_path / "identity").read_text().startswith("-----BEGIN KINLINE")
    recipient = re.search(r'recipients = \["(age1\w+)"\]', made.stdout)[1]
    toml = home / "kinline.toml"
    toml.write_text(toml.read_text().replace("recipients = []", f'recipients = ["{recipient}"]'))
    assert kinline(home, "backup", str(out)).returncode == 0
    other = kinline(home, "keys", "identity", str(tmp_path / "other"))
    assert other.returncode == 0
    words = ["restore", str(out), "--keys", str(home / "keys.json")]
    for more in (
        [],
        ["--identity", str(tmp_path / "other")],
        ["--identity", str(tmp_path / "identity")],  # without its passphrase
    ):
        refused = kinline(tmp_path / "back", *words, *more)
        assert (refused.returncode, refused.stderr.count("\n")) == (2, 1), refused.stderr
        assert not (tmp_path / "back").exists()
    opened = kinline(
        tmp_path / "back", *words, "--identity", str(tmp_path / "identity"), "--passphrase-file", str(secret)
    )
    assert opened.returncode == 0, opened.stderr


@pytest.fixture
def taken(tmp_path, kinline, home, secret):
    out = tmp_path / "backup.age"
    made = kinline(home, "backup", str(out), "--passphrase-file", str(secret))
    assert made.returncode == 0, made.stderr
    return out


def forged(path, passphrase, *, proof):
    """The backup with something else in one row, as whoever knows to whom it is encrypted can write one."""
    with sealing.reading(path, sealing.Opener(passphrase=passphrase)) as stream:
        members = {member.name: member.whole() for member in archive.reading(stream)}
    manifest = json.loads(members.pop("manifest.json"))
    del manifest["members"]
    if not proof:
        del manifest["made_here"]
    row = next(name for name in members if name.startswith("tables/accounts.installation/"))
    members[row] = members[row].replace(b"Committee of the tests", b"Committee of somebody")
    assert b"somebody" in members[row]
    path.unlink()
    with sealing.writing(path, sealing.Lock(passphrase=passphrase)) as stream, archive.writing(stream) as out:
        for name, content in members.items():
            out.add(name, content)
        out.end(**manifest)


@pytest.mark.parametrize(
    "harm", ["cut", "changed", "other keys", "wrong passphrase", "not a backup", "forged", "without a proof"]
)
def test_what_is_not_whole_or_not_ours_changes_nothing(tmp_path, kinline, home, taken, secret, harm):
    keys, held = tmp_path / "keys", taken.read_bytes()
    assert kinline(home, "keys", "copy", str(keys)).returncode == 0
    match harm:
        case "cut":
            taken.write_bytes(held[:-100])
        case "changed":
            taken.write_bytes(held[:-2000] + bytes([held[-2000] ^ 1]) + held[-1999:])
        case "other keys":
            keys = tmp_path / "other.json"
            KeyFile.new("live").write(keys)
        case "wrong passphrase":
            secret.write_text("another invented passphrase")
        case "forged" | "without a proof":
            forged(taken, secret.read_text().strip(), proof=harm == "forged")
        case "not a backup":
            taken.write_bytes(b"PK\x03\x04" + held)
    back = tmp_path / "back"
    refused = kinline(back, "restore", str(taken), "--keys", str(keys), "--passphrase-file", str(secret))
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1), refused.stderr
    assert not back.exists()
    assert not list(tmp_path.glob(".kinline-*"))


def test_a_home_that_holds_anything_is_only_replaced_if_that_is_said(tmp_path, kinline, taken, home, secret):
    back = tmp_path / "back"
    words = ["restore", str(taken), "--keys", str(home / "keys.json"), "--passphrase-file", str(secret)]
    assert kinline(back, *words).returncode == 0
    assert kinline(back, "staff", "add", "late", "--display", "Late", "--role", "operator").returncode == 0
    refused = kinline(back, *words)
    assert refused.returncode == 2
    assert "--replace" in refused.stderr
    assert "late" in kinline(back, "staff", "list").stdout
    replaced = kinline(back, *words, "--replace")
    assert replaced.returncode == 0, replaced.stderr
    assert "late" not in kinline(back, "staff", "list").stdout
    [aside] = tmp_path.glob("back.before-restore-*")
    assert "late" in kinline(aside, "staff", "list").stdout


def test_killed_in_the_middle_a_restore_leaves_no_home_and_runs_again(tmp_path, kinline, taken, home, secret):
    back = tmp_path / "back"
    words = ["restore", str(taken), "--keys", str(home / "keys.json"), "--passphrase-file", str(secret)]
    begun = subprocess.Popen(
        [sys.executable, "-m", "kinline.cli", "--home", str(back), *words],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        stdout=subprocess.DEVNULL,
    )
    while not list(tmp_path.glob(".kinline-*/kinline.sqlite3")):
        assert begun.poll() is None
        time.sleep(0.01)
    begun.kill()
    begun.wait()
    assert not back.exists()
    assert kinline(back, *words).returncode == 0
    with sqlite3.connect(back / "kinline.sqlite3") as rows:
        assert rows.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert rows.execute("SELECT count(*) FROM django_session").fetchone() == (0,)


def test_a_backup_goes_from_sqlite_to_postgresql_and_back(tmp_path, kinline, taken, home, secret, request):
    if not os.environ.get("KINLINE_TEST_POSTGRES"):
        pytest.skip("KINLINE_TEST_POSTGRES names no server")
    on_postgres = request.getfixturevalue("on_postgres")
    words = ["--keys", str(home / "keys.json"), "--passphrase-file", str(secret)]
    middle, out = tmp_path / "middle", tmp_path / "again.age"
    moved = kinline(middle, "restore", str(taken), *words, *on_postgres)
    assert moved.returncode == 0, moved.stderr
    added = kinline(middle, "staff", "add", "between", "--display", "Between", "--role", "operator")
    assert added.returncode == 0, added.stderr  # the keys that it gives out are free
    assert kinline(middle, "backup", str(out), "--passphrase-file", str(secret)).returncode == 0
    back = kinline(tmp_path / "back", "restore", str(out), *words, "--sqlite")
    assert back.returncode == 0, back.stderr
    assert "between" in kinline(tmp_path / "back", "staff", "list").stdout
    refused = kinline(tmp_path / "more", "restore", str(taken), *words, *on_postgres)
    assert refused.returncode == 2
    assert "not empty" in refused.stderr
    with psycopg.connect(_dsn(on_postgres)) as rows:
        held = rows.execute("SELECT username FROM accounts_staff").fetchall()
    assert ("between",) in held


def _dsn(words):
    said = dict(zip(words[::2], words[1::2], strict=True))
    names = {
        "dbname": "--postgres",
        "user": "--postgres-user",
        "host": "--postgres-host",
        "port": "--postgres-port",
    }
    return " ".join(f"{name}={said[word]}" for name, word in names.items())
