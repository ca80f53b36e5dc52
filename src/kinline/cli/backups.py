"""`kinline backup`, `kinline restore`, and the key that opens backups."""

import argparse
from itertools import chain
from pathlib import Path

from kinline.audit.rules import SHELL, Refused
from kinline.backups import restoring, sealing
from kinline.cli.files import write_new
from kinline.cli.holds import in_use, served_once
from kinline.cli.opening import hold_keys
from kinline.cli.passphrases import new_passphrase, passphrase
from kinline.config.founding import Plan
from kinline.config.home import Home
from kinline.vault import hold
from kinline.vault.keys import DEMO

_FAULTS = 1


def lock_of(home: Home, passphrase_file: str) -> sealing.Lock:
    """To whom backups of this home are encrypted: its recipients, unless a passphrase is given."""
    recipients = home.backup.get("recipients", [])
    if recipients and not passphrase_file:
        return sealing.Lock(recipients=recipients)
    return sealing.Lock(passphrase=new_passphrase(passphrase_file, "Passphrase for the backup"))


def backup(options: argparse.Namespace, home: Home) -> int:
    """Write a backup beside whatever runs on this home."""
    from kinline.backups import taking  # noqa: PLC0415  # `restore` comes here before Django has a home
    from kinline.config.checks import is_of_this_version  # noqa: PLC0415  # as above

    with in_use(home, alone=False):
        taken = taking.take(home, Path(options.out), lock_of(home, options.passphrase_file))
        if is_current := is_of_this_version():
            taking.note(taken, by=SHELL)
    print(f"{taken.path} holds {taken.rows} rows and {taken.files} files in {taken.bytes} bytes, encrypted.")
    if not is_current:
        print("The database is of an older version, so the audit does not say so. Run: kinline upgrade")
    print("The keys are not in it. Without a copy of the key file it cannot be used: kinline keys copy OUT")
    return 0


def restore(options: argparse.Namespace, home: Home) -> int:
    """Check the whole backup, then make the installation from it. Returns 1 if `verify` finds faults in it."""
    file = Path(options.backup)
    opener = _opener(options, file)
    key_file = _key_file(options, home)
    hold_keys(key_file, options.key_passphrase_file)
    keys = hold.read(hold.held() or 0)
    if options.erased and not Path(options.erased).is_file():
        raise Refused(f"There is no list of erasures at {options.erased}.")
    contents = restoring.examine(file, opener)
    if contents.about["mode"] == "live" and keys.label == DEMO:
        raise Refused("This is the demonstration's key file, and the backup is of a live installation.")
    if home.path.is_dir() and any(home.path.iterdir()):
        if not options.replace:
            raise Refused(f"{home.path} holds something. Nothing was changed. --replace moves it aside.")
        with served_once(home), in_use(home, alone=True):
            return _restore(options, home, file, opener, contents, key_file)
    return _restore(options, home, file, opener, contents, key_file)


def _restore(
    options: argparse.Namespace,
    home: Home,
    file: Path,
    opener: sealing.Opener,
    contents: restoring.Contents,
    key_file: Path,
) -> int:
    with restoring.home_beside(
        home.path,
        contents,
        key_file,
        _database(options),
        erased=Path(options.erased) if options.erased else None,
        replace=options.replace,
    ) as beside:
        rows, files, held = restoring.pour(file, opener, contents, beside, replace=options.replace)
        from kinline.audit.queries import chain_faults  # noqa: PLC0415  # models, once the home is made
        from kinline.suggestions.faults import index_faults  # noqa: PLC0415  # as above
        from kinline.suggestions.indexing import advance_index  # noqa: PLC0415  # as above

        advance_index()
        faults = list(chain(chain_faults(), index_faults()))
    moved = restoring.take_place(beside, home.path)
    print(f"{home.path} is as it was on {contents.about['made_at']}: {rows} rows and {files} files.")
    if moved:
        print(f"What was there before lies in {moved}. Look whether you need it, then destroy it.")
    if held:
        print(f"{held} notices are held: they may have gone out since. See the desk, under Notices.")
    print(
        "Everybody signs in anew. Whoever stands in erased.jsonl was erased again; without that list do it by hand."
    )
    for fault in faults:
        print(fault)
    print("Next: kinline check, then kinline serve.")
    return _FAULTS if faults else 0


def identity(options: argparse.Namespace, _home: Home) -> int:
    """Make the key that opens backups, under a passphrase if one is given."""
    text, recipient = sealing.new_identity()
    held = text.encode()
    if options.passphrase_file:
        held = sealing.wrapped(held, new_passphrase(options.passphrase_file, "Passphrase for the identity"))
    write_new(Path(options.out), held)
    print(f"{options.out} opens backups. Take it off this machine. Write into kinline.toml:")
    print("[backup]")
    print(f'recipients = ["{recipient}"]')
    return 0


def _opener(options: argparse.Namespace, file: Path) -> sealing.Opener:
    """What opens `file`: asks for no more than it needs."""
    try:
        if options.identity:
            held = Path(options.identity)
            if sealing.is_wrapped(held):
                said = passphrase(options.passphrase_file, "Passphrase of the identity file")
                return sealing.Opener(identity=sealing.unwrapped(held.read_bytes(), said).decode())
            return sealing.Opener(identity=held.read_text())
        if sealing.is_wrapped(file):
            return sealing.Opener(passphrase=passphrase(options.passphrase_file, "Passphrase of the backup"))
    except (OSError, UnicodeDecodeError) as wrong:
        raise Refused(f"{options.identity or file} cannot be read.") from wrong
    raise Refused(f"{file} is encrypted to recipients. Name the identity file with --identity.")


def _key_file(options: argparse.Namespace, home: Home) -> Path:
    if options.keys:
        return Path(options.keys)
    return home.wrapped_key_path if home.keys_are_wrapped else home.key_path


def _database(options: argparse.Namespace) -> str:
    """The [database] section that is asked for, or nothing: then the backup's own stands."""
    if not options.postgres and not options.sqlite:
        return ""
    password_file = options.postgres_password_file
    written = Plan(
        "live",
        db_name=options.postgres,
        db_user=options.postgres_user,
        db_host=options.postgres_host,
        db_port=options.postgres_port,
        db_password_file=str(Path(password_file).resolve()) if password_file else "",
    ).toml()
    begins = written.index("[database]")
    return written[begins : written.index("[mail]")]
