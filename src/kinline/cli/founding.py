"""`kinline init` and `kinline demo`. Models are imported inside: before the home is made Django has none."""

import argparse
import os
import sys
from pathlib import Path

import django
from django.core.exceptions import ValidationError

from kinline.accounts.choices import Mandate
from kinline.audit.rules import SHELL, Refused
from kinline.cli import QUESTIONS
from kinline.cli.holds import served_once
from kinline.config.founding import Plan, check_vacant, founding
from kinline.config.home import Home
from kinline.config.ports import Ports, check_free


def init(options: argparse.Namespace, home: Home) -> int:
    """Make a live installation from flags, and from questions where somebody sits at a terminal."""
    check_vacant(home.path)
    told = _answers(options)
    if told["mandate"] not in Mandate.values:
        raise Refused(f"--mandate is one of: {', '.join(Mandate.values)}.")
    plan = Plan(
        mode="live",
        portal_port=options.portal_port,
        desk_port=options.desk_port,
        https=options.https,
        mail_host=options.mail_host,
        mail_port=options.mail_port,
        mail_tls=options.mail_tls,
        sender=told.pop("sender"),
        db_name=options.postgres,
        db_user=options.postgres_user,
        db_host=options.postgres_host,
        db_port=options.postgres_port,
        db_password_file=options.postgres_password_file,
    )
    with founding(home.path, plan):
        _write(told)
    print(f"{home.path} is ready. Keep a copy of {home.path / 'keys.json'} in another place: without it")
    print("nobody can read how the families are reached. Next: kinline staff add, then kinline serve.")
    return 0


def _answers(options: argparse.Namespace) -> dict[str, str]:
    answers = {}
    for flag, field, question, needed in QUESTIONS:
        said: str | None = getattr(options, field)
        if said is None and sys.stdin.isatty():
            said = input(f"{question}: ")
        answers[field] = (said or "").strip()
        if needed and not answers[field]:
            raise Refused(f"{flag} is needed. {question}.")
    return answers


def _write(told: dict[str, str]) -> None:
    from kinline.accounts.commands import found_installation  # noqa: PLC0415  # see above
    from kinline.accounts.models import Installation  # noqa: PLC0415  # see above

    try:
        Installation(**told).clean_fields()
    except ValidationError as wrong:
        field, sentences = next(iter(wrong.message_dict.items()))
        flag = next(flag for flag, name, *_rest in QUESTIONS if name == field)
        raise Refused(f"{flag}: {sentences[0]}") from wrong
    found_installation(**{**told, "mandate": Mandate(told["mandate"])}, by=SHELL)  # type: ignore[arg-type]  # by name


def demo(options: argparse.Namespace, home: Home) -> int:
    """Make the invented demonstration, if there is none. With --serve, say first what speaks against serving."""
    if options.serve:
        if home.mode != "unset":
            with served_once(home):
                pass  # free; `serve` takes it below
        check_free("127.0.0.1", Ports(options.portal_port, options.desk_port))
    if home.mode == "demo":
        django.setup()
    else:
        check_vacant(home.path)
        print("Inventing a demonstration. This takes one to three minutes.", flush=True)
        with founding(home.path, Plan("demo", portal_port=options.portal_port, desk_port=options.desk_port)):
            from kinline.demo import load  # noqa: PLC0415  # see above

            load(by=SHELL, progress=lambda said: print(f"  {said}", flush=True))
    from kinline.demo.cast import CAST, PASSWORD  # noqa: PLC0415  # see above

    print(f"An invented demonstration is at {home.path}. Nobody in it exists.")
    print(f"Sign in at the desk as {', '.join(player.username for player in CAST)};")
    print(f"the password is {PASSWORD}, the code comes from: {_command_here()} code NAME", flush=True)
    if options.serve:
        # A new process: this one was set up on the folder in which the home was made.
        words = ["--home", str(home.path), "serve"]
        words += ["--portal-port", str(options.portal_port), "--desk-port", str(options.desk_port)]
        os.execv(sys.executable, [sys.executable, "-m", "kinline.cli", *words])  # noqa: S606  # ourselves
    return 0


def _command_here() -> str:
    """The command as it works from the current folder, where a virtual environment of a checkout may lie."""
    folder, here = Path(sys.prefix), Path.cwd()
    if sys.prefix == sys.base_prefix or not folder.is_relative_to(here):
        return "kinline"
    return str(folder.relative_to(here) / "bin" / "kinline")
