"""The `kinline` command: a module for each kind of subcommand, read once it is known whose home it is."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured

from kinline import VERSION
from kinline.accounts.choices import Language, Mandate, Role
from kinline.audit.rules import Refused
from kinline.config.home import Home

#: A wrong use, or something that a person has to put right first.
WRONG_USE = 2

#: The flag, the field, the question, and whether an answer is needed.
QUESTIONS = (
    ("--mandate", "mandate", f"Mandate ({', '.join(Mandate.values)})", True),
    ("--operator", "operator_name", "Who runs it, as families will read it", True),
    ("--data-lies-in", "data_lies_in", "Where the data lies (country, whose machine)", True),
    ("--could-be-compelled-by", "could_be_compelled_by", "Who could compel you to hand data over", True),
    ("--sender", "sender", "Sender's address of e-mail; it must not tell what this is about", True),
    ("--phone", "phone", "Telephone for families (empty: none)", False),
    ("--phone-hours", "phone_hours", "Hours of the telephone (empty: not said)", False),
    ("--portal-name", "portal_name", "Name of the portal (empty: the name of who runs it)", False),
)


def main(words: Sequence[str] | None = None) -> int:
    """Run one subcommand. Returns 0, 1 for faults that it found, 2 after one sentence about a wrong use."""
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
        module, function = options.run
        status: int = getattr(importlib.import_module(f"kinline.cli.{module}"), function)(options, home)
    except (Refused, ImproperlyConfigured) as refusal:
        print(f"kinline: {refusal}", file=sys.stderr)
        return WRONG_USE
    except KeyboardInterrupt:
        return 130
    return status


def _open(home: Home) -> None:
    if home.mode == "unset":
        raise Refused(f"There is no installation at {home.path}. `kinline init` or `kinline demo` makes one.")
    django.setup()


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence."""

    def error(self, message: str) -> None:  # type: ignore[override]  # it does not return
        """One sentence, without the whole usage before it."""
        self.exit(WRONG_USE, f"{self.prog}: {message}. See: {self.prog} --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="kinline", description="Where is my son? The families' tracing desk.")
    parser.add_argument(
        "--home", metavar="DIR", help="the installation's folder; else KINLINE_HOME, else var/kinline"
    )
    parser.add_argument("--version", action="version", version=f"kinline {VERSION}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=Parser)
    _add_homes(commands)
    _add_staff(commands)
    _command(commands, "worker", "running:work", "do only the worker's duties until Ctrl-C")
    _command(commands, "migrate", "running:migrate", "bring the database to this version")
    taking = _command(
        commands, "import", "importing:take_in", "take a file into the registry", add_help=False
    )
    taking.set_defaults(takes_rest=True)
    _command(commands, "verify", "keeping:verify", "look for faults in audit chain and index; exit 1 if any")
    checking = _command(commands, "check", "keeping:check", "check that it may start; exit 1 if not")
    checking.add_argument("--deploy", action="store_true", help="and that it may stand on a public network")
    mail = _command(commands, "mail-test", "keeping:mail_test", "send one e-mail and say what happened")
    mail.add_argument("address", metavar="ADDRESS")
    keys = _command(commands, "keys", "keys:rotate", "what concerns the key file")
    keys.add_argument("what", choices=["rotate"], help="put a new key in front and seal everything anew")
    return parser


def _command(
    commands: "argparse._SubParsersAction[Parser]",
    name: str,
    run: str,
    told: str,
    *,
    needs_home: bool = True,
    add_help: bool = True,
) -> argparse.ArgumentParser:
    made = commands.add_parser(name, help=told, description=told, add_help=add_help)
    made.set_defaults(run=run.split(":"), needs_home=needs_home, takes_rest=False)
    return made


def _add_homes(commands: "argparse._SubParsersAction[Parser]") -> None:
    init = _command(commands, "init", "founding:init", "make a new live installation", needs_home=False)
    for flag, field, question, _needed in QUESTIONS:
        init.add_argument(flag, dest=field, help=question)
    init.add_argument("--https", action="store_true", help="a web server with TLS stands in front")
    init.add_argument("--mail-host", default="127.0.0.1")
    init.add_argument("--mail-port", type=_port, default=25)
    init.add_argument("--mail-tls", choices=["starttls", "tls", "none"], default="none")
    init.add_argument(
        "--postgres", metavar="NAME", default="", help="an empty PostgreSQL database; else SQLite"
    )
    init.add_argument("--postgres-user", metavar="USER", default="", help="else who runs kinline")
    init.add_argument("--postgres-host", metavar="HOST", default="", help="else the local socket")
    init.add_argument("--postgres-port", type=_port, metavar="PORT", default=5432)
    init.add_argument("--postgres-password-file", metavar="FILE", default="", help="holds the password")
    told = "make the invented demonstration, unless it is there"
    demo = _command(commands, "demo", "founding:demo", told, needs_home=False)
    demo.add_argument("--serve", action="store_true", help="and serve it until Ctrl-C")
    serve = _command(commands, "serve", "running:serve", "serve portal, desk and worker until Ctrl-C")
    for asks, portal, desk in ((init, 8000, 8001), (demo, 8000, 8001), (serve, None, None)):
        asks.add_argument("--portal-port", type=_port, default=portal, metavar="PORT")
        asks.add_argument("--desk-port", type=_port, default=desk, metavar="PORT")


def _add_staff(commands: "argparse._SubParsersAction[Parser]") -> None:
    staff = _command(commands, "staff", "staff:show", "who works here").add_subparsers(
        dest="deed", required=True, metavar="add|list|link", parser_class=Parser
    )
    add = _command(staff, "add", "staff:add", "add somebody; prints a link that works once")
    add.add_argument("name", metavar="NAME", help="for signing in, such as oleh.k")
    add.add_argument("--display", required=True, metavar="NAME", help="as colleagues call this person")
    add.add_argument("--role", required=True, action="append", choices=Role.values, help="may be said again")
    add.add_argument("--language", choices=Language.values, default=Language.UKRAINIAN.value)
    add.add_argument("--tells-deaths", action="store_true", help="is trained to tell a death")
    _command(staff, "list", "staff:show", "list who works here")
    link = _command(staff, "link", "staff:link", "make a new link; password and second factor end")
    link.add_argument("name", metavar="NAME")
    code = _command(
        commands, "code", "staff:code", "the second factor's code of somebody in the demonstration"
    )
    code.add_argument("name", metavar="NAME")


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:  # noqa: PLR2004  # the range of ports
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 1 to 65535")
    return int(text)
