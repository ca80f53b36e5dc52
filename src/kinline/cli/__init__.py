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
from kinline.cli.opening import hold_keys
from kinline.config.home import Home
from kinline.exchange.choices import ExportFormat, ExtraGroup, ExtraReason, RecipientKind, TransmissionWay
from kinline.registry.choices import SourceKind
from kinline.vault import hold

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
            _open(home, options)
        module, function = options.run
        status: int = getattr(importlib.import_module(f"kinline.cli.{module}"), function)(options, home)
    except (Refused, ImproperlyConfigured) as refusal:
        print(f"kinline: {refusal}", file=sys.stderr)
        return WRONG_USE
    except KeyboardInterrupt:
        return 130
    return status


def _open(home: Home, options: argparse.Namespace) -> None:
    if home.mode == "unset":
        raise Refused(f"There is no installation at {home.path}. `kinline init` or `kinline demo` makes one.")
    if hold.held() is None and (options.key_file or home.keys_are_wrapped):
        hold_keys(
            Path(options.key_file) if options.key_file else home.wrapped_key_path, options.key_passphrase_file
        )
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
    parser.add_argument(
        "--keys",
        dest="key_file",
        metavar="FILE",
        default="",
        help="a key file that lies elsewhere than in the home",
    )
    parser.add_argument(
        "--keys-passphrase-file",
        dest="key_passphrase_file",
        metavar="FILE",
        default="",
        help="holds the passphrase of the keys; else it is asked",
    )
    parser.add_argument("--version", action="version", version=f"kinline {VERSION}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=Parser)
    _add_homes(commands)
    _add_staff(commands)
    _command(commands, "worker", "running:work", "do only the worker's duties until Ctrl-C")
    _command(commands, "migrate", "running:migrate", "bring the tables to this version, without a backup")
    upgrade = _command(
        commands, "upgrade", "upgrading:upgrade", "back up, bring the database to this version, verify"
    )
    upgrade.add_argument("--backup", metavar="OUT.age", default="", help="else a file in the home's backups/")
    upgrade.add_argument(
        "--passphrase-file", metavar="FILE", default="", help="holds the backup's passphrase"
    )
    upgrade.add_argument("--without-backup", action="store_true", help="you have one already")
    upgrade.set_defaults(mark="")  # it verifies too
    taking = _command(
        commands, "import", "importing:take_in", "take a file into the registry", add_help=False
    )
    taking.set_defaults(takes_rest=True)
    _add_export(commands)
    verifying = _command(
        commands, "verify", "keeping:verify", "look for faults in audit chain and index; exit 1 if any"
    )
    verifying.add_argument(
        "--mark", metavar="MARK", default="", help="where the audit chain stood, as an earlier verify said"
    )
    checking = _command(commands, "check", "keeping:check", "check that it may start; exit 1 if not")
    checking.add_argument("--deploy", action="store_true", help="and that it may stand on a public network")
    mail = _command(commands, "mail-test", "keeping:mail_test", "send one e-mail and say what happened")
    mail.add_argument("address", metavar="ADDRESS")
    text = _command(commands, "sms-test", "keeping:sms_test", "send one text message and say what happened")
    text.add_argument("number", metavar="NUMBER", help="with + and the country code")
    told = "show what the demonstration would have sent, the newest first"
    unsent = _command(commands, "not-sent", "keeping:not_sent", told)
    unsent.add_argument("--last", type=int, default=1, metavar="N", help="so many (default: %(default)s)")
    _add_backups(commands)
    _add_keys(commands)
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
    _add_postgres(init)
    told = "make the invented demonstration, unless it is there"
    demo = _command(commands, "demo", "founding:demo", told, needs_home=False)
    demo.add_argument("--serve", action="store_true", help="and serve it until Ctrl-C")
    serve = _command(commands, "serve", "running:serve", "serve portal, desk and worker until Ctrl-C")
    for asks, portal, desk in ((init, 8000, 8001), (demo, 8000, 8001), (serve, None, None)):
        asks.add_argument("--portal-port", type=_port, default=portal, metavar="PORT")
        asks.add_argument("--desk-port", type=_port, default=desk, metavar="PORT")
    serve.add_argument("--api-port", type=_port, default=None, metavar="PORT", help="for machines; else none")


def _add_export(commands: "argparse._SubParsersAction[Parser]") -> None:
    export = _command(
        commands, "export", "exporting:export", "write a file for others, approved by two people"
    )
    export.add_argument("out", type=Path, metavar="OUT")
    export.add_argument(
        "--request",
        type=int,
        metavar="N",
        help="write what was asked for and approved at the desk; nothing else is said",
    )
    export.add_argument("--format", choices=ExportFormat.values, default="")
    export.add_argument("--purpose", metavar="TEXT", default="")
    export.add_argument("--by", metavar="USER", default="", help="who asks")
    export.add_argument(
        "--approved-by",
        metavar="USER",
        default="",
        help="a second person, who types a code of their authenticator app",
    )
    export.add_argument(
        "--approval-code-file", type=Path, metavar="FILE", help="holds that code; else it is asked for"
    )
    export.add_argument(
        "--to", metavar="NAME", default="", help="to whom it goes; needed unless it is for our own use"
    )
    export.add_argument("--to-kind", choices=RecipientKind.values, default=RecipientKind.OWN.value)
    by_hand = [way for way in TransmissionWay.values if way != TransmissionWay.FETCHED]
    export.add_argument("--way", choices=by_hand, default=TransmissionWay.IN_PERSON.value)
    export.add_argument("--source", metavar="NAME", default="", help="only what this source said")
    export.add_argument(
        "--source-kind", choices=SourceKind.values, action="append", help="may be said again; else all"
    )
    export.add_argument(
        "--with",
        dest="with_group",
        action="append",
        metavar="GROUP=REASON",
        help=f"lets out one of {', '.join(ExtraGroup.values)}, because of one of {', '.join(ExtraReason.values)}",
    )
    export.add_argument(
        "--recipient-key",
        metavar="age1...",
        default="",
        help="encrypt for this key; else under a new passphrase",
    )
    export.add_argument("--plain", action="store_true", help="do not encrypt; needs --plain-reason")
    export.add_argument("--plain-reason", metavar="TEXT", default="")


def _add_backups(commands: "argparse._SubParsersAction[Parser]") -> None:
    backup = _command(
        commands, "backup", "backups:backup", "write an encrypted backup, also while it is served"
    )
    backup.add_argument("out", metavar="OUT.age", help="a file that is not there yet")
    told = "make the installation again from a backup; it must not be served"
    restore = _command(commands, "restore", "backups:restore", told, needs_home=False)
    restore.add_argument("backup", metavar="FILE", help="what `kinline backup` wrote")
    restore.add_argument(
        "--keys", metavar="FILE", default="", help="the installation's key file; else the home's"
    )
    restore.add_argument(
        "--erased", metavar="FILE", default="", help="your copy of erased.jsonl; else the home's own"
    )
    restore.add_argument("--identity", metavar="FILE", default="", help="what `kinline keys identity` wrote")
    restore.add_argument(
        "--replace", action="store_true", help="move what is in the home aside, empty the database"
    )
    restore.add_argument("--sqlite", action="store_true", help="into an SQLite file, wherever it came from")
    _add_postgres(restore)
    for asks in (backup, restore):
        asks.add_argument(
            "--passphrase-file", metavar="FILE", default="", help="holds the backup's passphrase"
        )


def _add_keys(commands: "argparse._SubParsersAction[Parser]") -> None:
    keys = _command(commands, "keys", "keys:rotate", "what concerns the keys").add_subparsers(
        dest="deed", required=True, metavar="rotate|wrap|unwrap|copy|identity", parser_class=Parser
    )
    _command(keys, "rotate", "keys:rotate", "put a new key in front and seal everything anew")
    told = "put the key file under a passphrase, which is then asked at every start"
    wrap = _command(keys, "wrap", "keys:wrap", told)
    wrap.add_argument("--passphrase-file", metavar="FILE", default="", help="holds the new passphrase")
    _command(keys, "unwrap", "keys:unwrap", "take the passphrase off the key file")
    copy = _command(keys, "copy", "keys:copy", "copy the key file to another place")
    told = "end all who have the keys; its faces say that they are closed for now"
    _command(commands, "lock", "locking:lock", told, needs_home=False)
    _command(commands, "unlock", "locking:unlock", "give the keys back and open again")
    told = "make the key that opens backups; prints the recipient for kinline.toml"
    identity = _command(keys, "identity", "backups:identity", told, needs_home=False)
    for asks in (copy, identity):
        asks.add_argument("out", metavar="OUT", help="a file that is not there yet")
        asks.add_argument(
            "--passphrase-file", metavar="FILE", default="", help="put it under the passphrase in FILE"
        )


def _add_postgres(asks: argparse.ArgumentParser) -> None:
    asks.add_argument(
        "--postgres", metavar="NAME", default="", help="an empty PostgreSQL database; else SQLite"
    )
    asks.add_argument("--postgres-user", metavar="USER", default="", help="else who runs kinline")
    asks.add_argument("--postgres-host", metavar="HOST", default="", help="else the local socket")
    asks.add_argument("--postgres-port", type=_port, metavar="PORT", default=5432)
    asks.add_argument("--postgres-password-file", metavar="FILE", default="", help="holds the password")


def _add_staff(commands: "argparse._SubParsersAction[Parser]") -> None:
    staff = _command(commands, "staff", "staff:show", "who works here").add_subparsers(
        dest="deed", required=True, metavar="add|list|link|factors|end-sessions", parser_class=Parser
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
    factors = _command(
        staff, "factors", "staff:factors", "list what somebody signs in with, and the sessions"
    )
    factors.add_argument("name", metavar="NAME")
    ending = _command(staff, "end-sessions", "staff:end_sessions", "sign somebody out everywhere")
    ending.add_argument("name", metavar="NAME")
    code = _command(
        commands, "code", "staff:code", "the second factor's code of somebody in the demonstration"
    )
    code.add_argument("name", metavar="NAME")


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:  # noqa: PLR2004  # the range of ports
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 1 to 65535")
    return int(text)
