"""Somebody takes the machine: what is secret is on its disk and in its backups nowhere in the clear."""

import base64
import json
import os
import shutil
import sqlite3
import subprocess
from urllib.parse import quote, urlencode

import psycopg
import pytest
from tests.homes import run
from tests.processes.conftest import Served, within
from tests.processes.desk import TOKEN, Desk
from tests.processes.test_backup import PREPARE, Families, _dsn, in_home
from tests.processes.test_photographs_served import Family
from tests.safemedia.pictures import MARKER, face, jpeg

pytestmark = pytest.mark.processes

#: What every SECRET field of every model holds, opened with the keys.
SECRETS = """
import json, django
django.setup()
from django.apps import apps
from kinline.audit.choices import SECRET
found = {}
for model in apps.get_models():
    for name, privacy in vars(getattr(model, "Privacy", object)).items():
        if privacy == SECRET:
            values = model._base_manager.exclude(**{f"{name}__isnull": True}).values_list(name, flat=True)
            for value in values.iterator():
                if isinstance(value, (bytes, memoryview)):
                    continue
                found.setdefault(str(value), f"{model._meta.label}.{name}")
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
for device in Authenticator.objects.filter(type="totp"):
    found[decrypt(device.data["secret"])] = "mfa.Authenticator.data"
print(json.dumps({value: where for value, where in found.items() if value}))
"""
#: One man whose next of kin is taken in, and one whose is too long for it.
LISTED = f"""id,family_name,given_name,next_of_kin,next_of_kin_address
1,Вигаданюк,Остап,Соломія Вигаданюк,"вул. Неіснуюча 1, Вигадане"
2,Вигаданець,Левко,Параскева Вигаданець {"дуже довго " * 1000},"вул. Неіснуюча 2, Вигадане"
"""
#: In a file whose columns nobody has named yet, and in one whose rows are being written.
WAITING, HALF = "Параскева Чекаленко", "Мотря Напівдорога"
WAITS = f"""<?xml version="1.0" encoding="UTF-8"?><pfif xmlns="http://zesty.ca/pfif/1.4">
{
    "".join(
        f"<person><person_record_id>invented.example/{number}</person_record_id>"
        "<full_name>Остап Вигаданюк</full_name>"
        f"<note><note_record_id>invented.example/n{number}</note_record_id><author_name>{WAITING}</author_name><author_phone>+447700900177</author_phone>"
        f"<source_date>2024-01-01T00:00:00Z</source_date><text>Invented.</text></note></person>"
        for number in range(10_000)
    )
}</pfif>"""
#: Typed, and never sent.
DRAFT_OF_A_FAMILY, DRAFT_AT_THE_DESK = "Чернетка Мотрі Вигаданюк", "Чернетка: дзвонила вигадана сусідка"
#: In a message that the demonstration did not send, and in a paper.
MESSAGE, PAPER = "Зателефонуйте вигаданій Мотрі", "Почувається вигадано добре"
#: Beside the pages: an export is asked for, another is written and waits; a message falls due; a paper is made.
BESIDE = f"""
import json, django
django.setup()
from kinline.accounts.models import Staff
from kinline.audit.rules import SHELL, Refused
from kinline.duties import commands as duties
from kinline.duties.choices import DutyKind, Recipient
from kinline.duties.models import Duty
from kinline.exchange.forwarding import commands as forwarding
from kinline.exchange.forwarding.rules import Asked
from kinline.exchange.models import Export
from kinline.notices import commands as notices
staff = {{each.username: each for each in Staff.objects.all()}}
what = Asked(recipient_name="us", recipient_kind="own", purpose="a test", format="csv")
written, waits = [forwarding.ask_export(what, by=staff["petro"]) for _time in range(2)]
def until(state):
    while Export.objects.filter(state="counting").exists() or Export.objects.filter(pk=written.pk).exclude(state=state):
        forwarding.advance_export(by=SHELL)
until("asked")
forwarding.decide_export(written, agrees=True, note="{MESSAGE}", by=staff["halyna"])
until("ready")
notices.queue(
    channel="email", address="motria@family.example", subject="a talk", body="{MESSAGE}", language="uk",
    about="inquiry:1", zone="Europe/Kyiv", hours_from=None, hours_to=None, once_key="seized", by=SHELL,
)
papers = []
for duty in Duty.objects.filter(kind=DutyKind.HEALTH):
    try:
        made = duties.make_paper(
            duty, to_kind=Recipient.POWER, to_name="an invented Power", language="uk", words="{PAPER}", by=staff["anna"]
        )
    except Refused as no:
        continue
    papers.append(made.pk)
print(json.dumps({{"states": [Export.objects.get(pk=each.pk).state for each in (written, waits)], "papers": papers}}))
"""
#: A member of staff's session runs out.
RUN_OUT = """
import sys, datetime, json, django
django.setup()
from django.contrib.sessions.models import Session
from django.utils import timezone
ended = Session.objects.filter(session_key=sys.argv[1])
print(json.dumps(ended.update(expire_date=timezone.now() - datetime.timedelta(minutes=1))))
"""
#: What stands where, opened with the keys.
STANDS = """
import json, django
django.setup()
from django.contrib.sessions.models import Session
from kinline.evidence.models import Photograph
from kinline.exchange.models import Export, ImportRun
from kinline.notices.channels import unsent
from kinline.vault.sessions import SessionStore
print(json.dumps({
    "sessions": [SessionStore().decode(row.session_data) for row in Session.objects.all()],
    "imports": sorted(ImportRun.objects.exclude(stored_as="").values_list("state", flat=True)),
    "exports": sorted(Export.objects.values_list("state", flat=True)),
    "photographs": Photograph.objects.count(),
    "unsent": list(unsent.newest_first()),
}, ensure_ascii=False))
"""
#: Shorter ones turn up by chance in what is encrypted.
FEWEST_BYTES = 6


def forms(value):
    """The bytes by which a value could be found again."""
    plain = value.encode()
    yield plain
    yield value.encode("utf-16-le")
    yield value.encode("utf-16-be")
    yield json.dumps(value)[1:-1].encode()
    yield quote(value).encode()
    for shift in range(3):
        # Base64 of a longer text that holds it: without the letters that its neighbours decide about.
        encoded = base64.b64encode(b"\0" * shift + plain)
        yield encoded[4 if shift else 0 : len(encoded) - 4]


def seized(secrets, folder):
    """Where a secret stands in any file under `folder`, in any form: its field, and the file."""
    needles = {}
    for value, field in secrets.items():
        for form in forms(value):
            if len(form) >= FEWEST_BYTES and b"\n" not in form:
                needles.setdefault(form, field)
    patterns = folder.parent / "needles"
    patterns.write_bytes(b"\n".join(needles))
    found = subprocess.run(
        [
            "grep",
            "-raoF",
            "--file",
            str(patterns),
            str(folder),
        ],
        env={**os.environ, "LC_ALL": "C"},
        capture_output=True,
        check=False,
    )
    assert found.returncode in {0, 1}, found.stderr
    lines = {tuple(line.split(b":", 1)) for line in found.stdout.splitlines() if b":" in line}
    return sorted({(needles[form], file.decode()) for file, form in lines if form in needles})


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory, demonstrate):
    """A demonstration in which everything is half done, and whose plug was pulled. Its temporary files lie in `tmp`."""
    folder = tmp_path_factory.mktemp("seized")
    home = demonstrate(folder)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TMPDIR", str(folder / "tmp"))
        listed = folder / "list.csv"
        listed.write_text(LISTED)
        taken_in = run(home, "import", str(listed), "--kind", "official_list", "--source", "Invented list")
        assert "New: 1." in taken_in.stderr, taken_in.stderr
        assert "Refused: 1." in taken_in.stderr, taken_in.stderr
        _serve_until_the_plug_is_pulled(home)
    # As it lies there: whoever opens the database next writes its log back.
    shutil.copytree(home, folder / "seized", ignore=shutil.ignore_patterns("*.sock"))
    shutil.copytree(folder / "tmp", folder / "seized" / "tmp")
    return folder / "seized"


def _serve_until_the_plug_is_pulled(home):
    sessions = in_home(home, PREPARE, "5")
    served = Served(home)
    families = Families(served.portal, sessions)
    try:
        families.start()
        beside = in_home(home, BESIDE)
        assert beside["states"] == ["ready", "asked"]
        families.join(60)
        _leave_half_done(served, home, beside["papers"])
    finally:
        served.pull_the_plug()
    assert len(families.references) == 5


def _leave_half_done(served, home, papers):
    """A paper that was drawn; a family's photograph and draft; a draft at the desk; two imports."""
    anna, petro = Desk(served.desk, home, "anna"), Desk(served.desk, home, "petro")
    assert papers
    assert anna.ask("GET", f"/duties/papers/{papers[0]}.pdf")[2].startswith(b"%PDF")
    family = Family(served.portal).begin()
    assert family.add(jpeg(face((1600, 1200))))[0] == 200
    family.page = family.get("/ask/you/")
    family.post("/ask/you/", who_name=DRAFT_OF_A_FAMILY, relation="mother")
    assert in_home(home, RUN_OUT, anna.key) == 1
    typed = urlencode({"csrfmiddlewaretoken": TOKEN, "note": DRAFT_AT_THE_DESK}).encode()
    assert anna.ask("POST", "/calls/note/", typed)[0] == 302
    rows = "id,family_name,given_name,next_of_kin\n" + "".join(
        f"{number},Вигаданюк,Остап,{HALF}\n" for number in range(6_000)
    )
    for content in (WAITS, rows):
        assert petro.send_file(content.encode())[0] == 302
    with sqlite3.connect(home / "kinline.sqlite3", timeout=30) as database:
        [[half]] = database.execute("SELECT max(id) FROM exchange_importrun")
        columns = {
            "ref": "id",
            "family_name": "family_name",
            "given_name": "given_name",
            "next_of_kin": "next_of_kin",
        }
        chosen = urlencode({"csrfmiddlewaretoken": TOKEN, "then": "start", **columns}).encode()
        assert petro.ask("POST", f"/imports/{half}/columns/", chosen)[0] == 302
        written = "SELECT rows_added FROM exchange_importrun WHERE id = ?"
        assert within(200, lambda: database.execute(written, [half]).fetchone()[0] >= 200)


@pytest.fixture(scope="module")
def secrets(demonstration):
    copied = demonstration.parent / "opened"
    shutil.copytree(demonstration, copied)
    found = in_home(copied, SECRETS)
    found["Параскева Вигаданець"] = found["вул. Неіснуюча 2"] = "what was refused"
    found |= dict.fromkeys((WAITING, "+447700900177"), "a file that waits")
    found |= {DRAFT_OF_A_FAMILY: "a family's draft", DRAFT_AT_THE_DESK: "a draft at the desk"}
    found |= {MESSAGE: "a message", PAPER: "a paper", HALF: "rows that are being written"}
    found |= dict.fromkeys((MARKER, "SERIAL-4711"), "a photograph")
    assert len(found) > 100
    assert "Соломія Вигаданюк" in found
    assert "калина" in found
    return found


def test_when_the_plug_was_pulled_all_of_it_was_there(demonstration, secrets):
    """Opened with the keys: else nothing would be proved by finding nothing."""
    copied = demonstration.parent / "looked-into"
    shutil.copytree(demonstration, copied)
    stands = in_home(copied, STANDS)
    assert stands["imports"] == ["mapping", "writing"]
    assert stands["exports"] == ["asked", "ready"]
    assert stands["photographs"] >= 1
    drafts = json.dumps(stands["sessions"], ensure_ascii=False)
    assert DRAFT_OF_A_FAMILY in drafts
    assert DRAFT_AT_THE_DESK in drafts
    assert any(MESSAGE in told for told in stands["unsent"])
    for folder, fewest in (("incoming", 3), ("outgoing", 1), ("evidence", 3), ("not-sent", 1)):
        assert len(list((demonstration / folder).iterdir())) >= fewest, folder
    # Of those who are sought the database tells in the clear; no file beside it does.
    for folder in ("incoming", "outgoing", "evidence", "not-sent", "tmp"):
        assert seized({"Вигаданюк": "who is sought"}, demonstration / folder) == []


def test_a_secret_in_the_clear_is_found(tmp_path):
    """In each form: else the tests below would prove nothing."""
    for number, form in enumerate(forms("Вигадана родина")):
        folder = tmp_path / str(number) / "home"
        folder.mkdir(parents=True)
        (folder / "kinline.sqlite3-wal").write_bytes(b"before" + form + b"behind")
        assert seized({"Вигадана родина": "a field"}, folder) == [
            ("a field", str(folder / "kinline.sqlite3-wal"))
        ]


def test_a_seized_home_gives_no_secret_away(demonstration, secrets):
    assert any(file.name.endswith("-wal") for file in demonstration.iterdir())
    assert seized(secrets, demonstration) == []


def test_a_seized_backup_gives_nothing_away(tmp_path, kinline, demonstration, secrets):
    word, folder = tmp_path / "word", tmp_path / "stick"
    folder.mkdir()
    word.write_text("an invented passphrase")
    word.chmod(0o600)
    out = folder / "backup.age"
    assert kinline(demonstration, "backup", str(out), "--passphrase-file", str(word)).returncode == 0
    assert seized(secrets, folder) == []


@pytest.mark.postgres
@pytest.mark.skipif("KINLINE_TEST_POSTGRES" not in os.environ, reason="KINLINE_TEST_POSTGRES names no server")
def test_a_seized_postgresql_gives_no_secret_away(tmp_path, kinline, demonstration, secrets, on_postgres):
    word, out, tables = tmp_path / "word", tmp_path / "backup.age", tmp_path / "tables"
    tables.mkdir()
    word.write_text("an invented passphrase")
    word.chmod(0o600)
    assert kinline(demonstration, "backup", str(out), "--passphrase-file", str(word)).returncode == 0
    words = ["--keys", str(demonstration / "keys.json"), "--passphrase-file", str(word), *on_postgres]
    moved = kinline(tmp_path / "home", "restore", str(out), *words)
    assert moved.returncode == 0, moved.stderr
    with psycopg.connect(_dsn(on_postgres)) as rows:
        for (name,) in rows.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall():
            with rows.cursor().copy(f'COPY "{name}" TO STDOUT') as copied:
                (tables / name).write_bytes(b"".join(bytes(part) for part in copied))
    assert seized(secrets, tables) == []
    assert seized(secrets, tmp_path / "home") == []
