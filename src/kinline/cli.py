"""The `kinline` command."""

import argparse
import fcntl
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured

from kinline import VERSION
from kinline.accounts.choices import Mandate
from kinline.audit.rules import SHELL, Refused
from kinline.config.founding import Plan, founding
from kinline.config.home import Home

#: A wrong use, or something that a person has to put right first.
WRONG_USE = 2
FAULTS = 1

Run = Callable[[argparse.Namespace, Home], int]


def main(words: Sequence[str] | None = None) -> int:
    """Run one subcommand. Returns the exit status: 0, 1 for faults found, 2 with one sentence for a wrong
    use.
    """
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kinline.config.settings")
    parser = _parser()
    options, rest = parser.parse_known_args(words)
    if rest and not options.takes_rest:
        parser.error(f"{rest[0]!r} is not understood here")
    options.rest = rest
    if options.home:
        os.environ["KINLINE_HOME"] = str(Path(options.home).resolve())
    try:
        home = Home.here()
        if options.needs_home:
            _open(home)
        run: Run = options.run
        return run(options, home)
    except (Refused, ImproperlyConfigured) as refusal:
        print(f"kinline: {refusal}", file=sys.stderr)
        return WRONG_USE
    except KeyboardInterrupt:
        return 130


def _open(home: Home) -> None:
    if home.mode == "unset":
        raise Refused(f"There is no installation at {home.path}. `kinline init` or `kinline demo` makes one.")
    django.setup()


def _refuse_to_start(home: Home) -> None:
    from kinline.config.checks import reasons_not_to_start

    if reasons := list(reasons_not_to_start(home)):
        raise Refused(" ".join(reasons))


@contextmanager
def _in_use(home: Home, *, alone: bool) -> Iterator[None]:
    """Hold the home: many may serve it at once, or one may change its keys or tables alone."""
    with (home.path / "in-use.lock").open("w") as lock:
        try:
            fcntl.flock(lock, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError as held:
            what = (
                "Stop `kinline serve` first."
                if alone
                else "Its keys or tables are being changed; wait for that."
            )
            raise Refused(f"{home.path} is in use. {what}") from held
        yield


def _init(options: argparse.Namespace, home: Home) -> int:
    _check_new(home)
    told = _answers(options)
    if told["mandate"] not in Mandate.values:
        raise Refused(f"A mandate is one of: {', '.join(Mandate.values)}.")
    plan = Plan(
        mode="live",
        portal_port=options.portal_port,
        desk_port=options.desk_port,
        https=options.https,
        mail_host=options.mail_host,
        mail_port=options.mail_port,
        mail_tls=options.mail_tls,
        sender=told.pop("sender"),
    )
    with founding(home.path, plan):
        _write_installation(told, is_demo=False)
    print(f"{home.path} is ready. Keep a copy of {home.path / 'keys.json'} in another place: without it")
    print("nobody can read how the families are reached. Next: kinline staff add, then kinline serve.")
    return 0


#: The flag, the field, the question, and whether an answer is needed.
_QUESTIONS = (
    ("--mandate", "mandate", f"Mandate ({', '.join(Mandate.values)})", True),
    ("--operator", "operator_name", "Who runs it, as families will read it", True),
    ("--data-lies-in", "data_lies_in", "Where the data lies (country, whose machine)", True),
    ("--could-be-compelled-by", "could_be_compelled_by", "Who could compel you to hand data over", True),
    ("--sender", "sender", "Sender's address of e-mail; it must not tell what this is about", True),
    ("--phone", "phone", "Telephone for families (empty: none)", False),
    ("--phone-hours", "phone_hours", "Hours of the telephone (empty: not said)", False),
    ("--portal-name", "portal_name", "Name of the portal (empty: the name of who runs it)", False),
)


def _answers(options: argparse.Namespace) -> dict[str, str]:
    """What the flags say; what they leave open is asked where somebody sits at a terminal. Refuses a gap."""
    answers = {}
    for flag, field, question, needed in _QUESTIONS:
        said: str | None = getattr(options, field)
        if said is None and sys.stdin.isatty():
            said = input(f"{question}: ")
        answers[field] = (said or "").strip()
        if needed and not answers[field]:
            raise Refused(f"{flag} is needed. {question}.")
    return answers


def _check_new(home: Home) -> None:
    if home.path.exists() and (not home.path.is_dir() or any(home.path.iterdir())):
        raise Refused(f"{home.path} exists already. Nothing was changed.")


def _write_installation(told: dict[str, str], *, is_demo: bool) -> None:
    from django.core.exceptions import ValidationError

    from kinline.accounts.models import Installation
    from kinline.audit import commands as audit

    row = Installation(pk=1, is_demo=is_demo, **told)
    try:
        row.full_clean(validate_constraints=False)
    except ValidationError as wrong:
        field, [sentence, *_] = next(iter(wrong.message_dict.items()))
        flag = next(flag for flag, name, *_rest in _QUESTIONS if name == field)
        raise Refused(f"{flag}: {sentence}") from wrong
    row.save(force_insert=True)
    audit.record("accounts:installation:founded", by=SHELL, subject="installation:1", mandate=row.mandate)


def _demo(options: argparse.Namespace, home: Home) -> int:
    if home.mode == "demo":
        print(f"The demonstration is at {home.path} already.")
        return 0
    _check_new(home)
    plan = Plan(mode="demo", portal_port=options.portal_port, desk_port=options.desk_port)
    told = {
        "mandate": Mandate.NEUTRAL.value,
        "operator_name": "An invented agency",
        "data_lies_in": "this machine",
        "could_be_compelled_by": "nobody: everything here is invented",
    }
    with founding(home.path, plan):
        _write_installation(told, is_demo=True)
    print(f"An invented demonstration is at {home.path}. Next: kinline serve")
    return 0


def _serve(options: argparse.Namespace, home: Home) -> int:
    from kinline.serve import Ports, serve

    with _in_use(home, alone=False):
        _refuse_to_start(home)
        ports = Ports(
            portal=options.portal_port or int(home.portal.get("port", 8000)),
            desk=options.desk_port or int(home.desk.get("port", 8001)),
        )
        return serve(home, ports)


def _worker(_options: argparse.Namespace, home: Home) -> int:
    from kinline import worker

    with _in_use(home, alone=False):
        _refuse_to_start(home)
        return worker.run()


def _migrate(_options: argparse.Namespace, home: Home) -> int:
    from django.core.management import call_command

    with _in_use(home, alone=True):
        call_command("migrate", interactive=False, verbosity=1)
    return 0


def _verify(_options: argparse.Namespace, _home: Home) -> int:
    from kinline.audit.queries import chain_faults

    faults = list(chain_faults())
    for fault in faults:
        print(fault)
    if not faults:
        print("The audit chain holds.")
    return FAULTS if faults else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kinline", description="Where is my son? The families' tracing desk."
    )
    parser.add_argument(
        "--home", metavar="DIR", help="the installation's folder; else KINLINE_HOME, else var/kinline"
    )
    parser.add_argument("--version", action="version", version=f"kinline {VERSION}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, run: Run, told: str, *, needs_home: bool = True) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = commands.add_parser(name, help=told, description=told)
        made.set_defaults(run=run, needs_home=needs_home, takes_rest=False)
        return made

    init = command("init", _init, "make a new live installation", needs_home=False)
    for flag, field, question, _needed in _QUESTIONS:
        init.add_argument(flag, dest=field, help=question)
    init.add_argument("--https", action="store_true", help="a web server with TLS stands in front")
    init.add_argument("--mail-host", default="127.0.0.1")
    init.add_argument("--mail-port", type=int, default=25)
    init.add_argument("--mail-tls", choices=["starttls", "tls", "none"], default="none")
    demo = command("demo", _demo, "make the invented demonstration, unless it is there", needs_home=False)
    serving = command("serve", _serve, "serve portal, desk and worker until Ctrl-C")
    for asks, ports in ((init, (8000, 8001)), (demo, (8000, 8001)), (serving, (None, None))):
        for face, port in zip(("portal", "desk"), ports, strict=True):
            asks.add_argument(f"--{face}-port", type=_port, default=port, metavar="PORT")
    command("worker", _worker, "do only the worker's duties until Ctrl-C")
    command("migrate", _migrate, "bring the database to this version")
    command("verify", _verify, "look for faults in the audit chain; exit 1 if there are any")
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:  # noqa: PLR2004  # the range of ports
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 1 to 65535")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
