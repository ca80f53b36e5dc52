"""`kinline export`: two names are not enough."""

import io
import re
import sys
import time
from pathlib import Path

import pyrage
import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from tests.exchange.leaving import work

from kinline.audit.models import Event
from kinline.audit.rules import Refused
from kinline.cli import _parser, exporting
from kinline.config.home import Home
from kinline.exchange.choices import ExportState
from kinline.exchange.forwarding import commands
from kinline.exchange.forwarding.rules import Asked
from kinline.exchange.models import Export, Forwarding
from kinline.registry.choices import SourceKind
from kinline.registry.models import Description

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
TWO = ["--purpose", "to search together", "--by", "petro", "--approved-by", "halyna"]


def code() -> str:
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))


@pytest.fixture
def with_app(halyna):
    """Halyna's authenticator app holds `SECRET`."""
    return TOTP.activate(halyna, SECRET).instance


@pytest.fixture
def export(tmp_path, installation, petro, with_app, told, monkeypatch, capsys):
    """`export("--format", "csv", ..., typed=code())`: the status, and what stands on stdout and in OUT."""
    told(source=SourceKind.OFFICIAL_LIST, family_name="Вигаданюк")
    monkeypatch.setattr(exporting, "PAUSE_SECONDS", 0)
    for path in outgoing():
        path.unlink()
    out = tmp_path / "list.out"

    def run(*words, typed=""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{typed}\n"))
        exporting.export(_parser().parse_args(["export", *words, str(out)]), Home(tmp_path))
        return capsys.readouterr().out, out

    return run


def outgoing() -> list[Path]:
    return list(Path(settings.HOME.path, "outgoing").glob("*"))


def test_two_people_write_a_file_under_a_passphrase_that_is_printed_once(
    export, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        said, out = export("--format", "csv", *TWO, typed=code())
    passphrase = re.fullmatch(r"Passphrase, shown once: (\S+)\n", said)[1]
    assert "Вигаданюк" in pyrage.passphrase.decrypt(out.read_bytes(), passphrase).decode()
    assert out.stat().st_mode & 0o777 == 0o600
    line = Forwarding.objects.get()
    assert (line.recipient_name, line.receipt_due_on) == ("Committee of the tests", None)
    assert (line.recorded_by.username, line.approved_by.username) == ("petro", "halyna")
    assert outgoing() == []
    assert [
        event.action for event in Event.objects.filter(subject=f"export:{line.export_id}").order_by("pk")
    ] == [
        f"exchange:export:{deed}"
        for deed in ("asked", "counted", "approved", "written", "passphrase_shown", "taken", "removed")
    ]


def test_for_a_recipients_key_and_with_a_reason(export):
    identity = pyrage.x25519.Identity.generate()
    key = ["--recipient-key", str(identity.to_public())]
    to = ["--to", "Invented agency", "--to-kind", "agency", "--way", "upload", "--with", "home=duty"]
    said, out = export("--format", "pfif", *TWO, *to, *key, typed=code())
    assert said == ""
    assert b"believed" not in pyrage.decrypt(out.read_bytes(), [identity])
    assert Forwarding.objects.get().receipt_due_on is not None
    assert Event.objects.get(action="exchange:export:asked").content["with_home"] == "duty"


def test_the_code_may_stand_in_a_file(export, tmp_path):
    (tmp_path / "code").write_text(code() + "\n")
    more = ["--plain", "--plain-reason", "a test", "--approval-code-file", str(tmp_path / "code")]
    _said, out = export("--format", "csv", *TWO, *more)
    assert "Вигаданюк" in out.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("words", "typed", "sentence"),
    [
        (["--format", "csv", *TWO], "", "The code does not fit."),
        (["--format", "csv", *TWO], "000000", "The code does not fit."),
        (["--format", "csv", *TWO[:-1], "petro"], "code", "Your role does not allow this"),
        (["--format", "csv", *TWO[:-1], "nobody"], "code", "Nobody here signs in as 'nobody'."),
        (
            ["--format", "csv", *TWO[:-3], "halyna", *TWO[-2:]],
            "code",
            "A second, different person decides this.",
        ),
        (["--format", "csv", *TWO[:-2]], "code", "--approved-by is needed"),
        (["--format", "csv", *TWO[2:]], "code", "--purpose is needed"),
        (TWO, "code", "--format is needed"),
        (["--format", "csv", *TWO, "--plain"], "code", "Say why it is not encrypted."),
        (["--format", "csv", *TWO, "--recipient-key", "age1x"], "code", "This is not an age key."),
        (["--format", "csv", *TWO, "--with", "death"], "code", "Say why this leaves: Death"),
        (["--format", "csv", *TWO, "--with", "x=duty"], "code", "There is no such choice: x."),
        (["--format", "csv", *TWO, "--to-kind", "agency"], "code", "Say to whom it goes"),
        (
            ["--format", "csv", *TWO, "--source", "Nobody's"],
            "code",
            "Nothing of what was asked for may leave.",
        ),
        (["--request", "99"], "code", "There is no export 99."),
    ],
)
def test_without_two_people_or_a_whole_question_nothing_is_written(export, tmp_path, words, typed, sentence):
    with pytest.raises(Refused, match=re.escape(sentence)):
        export(*words, typed=code() if typed == "code" else typed)
    assert not (tmp_path / "list.out").exists()
    assert not Forwarding.objects.exists()
    assert not Export.objects.filter(
        state__in=[ExportState.ASKED, ExportState.APPROVED, ExportState.READY]
    ).exists()


def test_a_code_works_once(export):
    typed = code()
    export("--format", "csv", *TWO, typed=typed)
    with pytest.raises(Refused, match="The code does not fit"):
        export("--format", "csv", *TWO, typed=typed)


def test_after_five_wrong_codes_the_right_one_does_not_help(export):
    for _try in range(5):
        with pytest.raises(Refused, match="The code does not fit"):
            export("--format", "csv", *TWO, typed="000000")
    with pytest.raises(Refused, match="There were too many tries"):
        export("--format", "csv", *TWO, typed=code())
    assert Event.objects.filter(action="exchange:export:code_wrong").count() == 5


def test_who_has_no_app_approves_at_the_desk(export, with_app):
    with_app.delete()
    with pytest.raises(Refused, match="Halyna has no codes of an authenticator app"):
        export("--format", "csv", *TWO, typed=code())


def test_what_was_approved_at_the_desk_is_fetched_by_its_number(export, petro, halyna):
    what = Asked(
        recipient_name="us",
        recipient_kind="own",
        purpose="x",
        format="csv",
        sealing="plain",
        plain_reason="x",
    )
    asked = commands.ask_export(what, by=petro)
    with pytest.raises(Refused, match="is not approved"):
        export("--request", str(asked.pk))
    work()
    commands.decide_export(asked, agrees=True, by=halyna)
    _said, out = export("--request", str(asked.pk))
    assert "Вигаданюк" in out.read_text(encoding="utf-8-sig")
    with pytest.raises(Refused, match="File deleted"):
        export("--request", str(asked.pk))


def test_a_place_that_cannot_be_written_leaves_the_file_to_be_fetched(export, tmp_path):
    with pytest.raises(Refused, match="is a folder"):
        exporting.export(_parser().parse_args(["export", *TWO, str(tmp_path)]), Home(tmp_path))
    with pytest.raises(Refused, match="There is no folder"):
        exporting.export(_parser().parse_args(["export", *TWO, str(tmp_path / "x" / "y")]), Home(tmp_path))


def test_a_full_disk_at_the_place_loses_nothing(export, tmp_path, monkeypatch):
    def full(_held, _partial):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr("kinline.exchange.forwarding.commands.taking._copy", full)
        with pytest.raises(Refused, match=r"No space left on device\. Try: kinline export --request"):
            export("--format", "csv", *TWO, typed=code())
    assert not Forwarding.objects.exists()
    said, out = export("--request", str(Export.objects.get().pk))
    assert said.startswith("Passphrase")
    assert out.exists()


def test_what_was_withdrawn_meanwhile_is_not_delivered(export, petro, halyna):
    what = Asked(recipient_name="us", recipient_kind="own", purpose="x", format="csv")
    asked = commands.ask_export(what, by=petro)
    work()
    commands.decide_export(asked, agrees=True, by=halyna)
    work()
    Description.objects.update(withdrawn_at=asked.asked_at)
    with pytest.raises(Refused, match="may not leave any more"):
        export("--request", str(asked.pk))
