"""Making the home of a new installation: whole, or not at all."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connections

from kinline.audit.rules import Refused
from kinline.config.home import TEMPLATE
from kinline.vault.keys import DEMO, KeyFile


@dataclass(frozen=True, slots=True)
class Plan:
    """What kinline.toml and the key file are to say."""

    mode: str
    portal_port: int = 8000
    desk_port: int = 8001
    https: bool = False
    mail_host: str = "127.0.0.1"
    mail_port: int = 25
    mail_tls: str = "none"
    sender: str = "post@localhost"

    def toml(self) -> str:
        for said in (self.mail_host, self.sender):
            if any(sign in said for sign in '"\\\n\r'):
                raise Refused(f"{said!r} holds a quotation mark, a backslash or a line break.")
        return TEMPLATE.format(
            mode=self.mode,
            portal_port=self.portal_port,
            desk_port=self.desk_port,
            https="true" if self.https else "false",
            mail_host=self.mail_host,
            mail_port=self.mail_port,
            mail_tls=self.mail_tls,
            sender=self.sender,
        )


def check_vacant(home: Path) -> None:
    """Refuses a path at which there is something already, other than an empty folder."""
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise Refused(f"{home} exists already. Nothing was changed.")


@contextmanager
def founding(home: Path, plan: Plan) -> Iterator[None]:
    """Make a home beside `home` with settings, keys and a migrated database, and start Django on it.

    What the block writes goes into its database. `home` appears when the block ends well; otherwise nothing
    is left. Refuses a `home` that exists, unless it is an empty folder.
    """
    check_vacant(home)
    settings = plan.toml()
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".kinline-", dir=home.parent))  # made with mode 0700
    except OSError as wrong:
        raise Refused(f"{home} cannot be made: {wrong.strerror}.") from wrong
    try:
        (beside / "kinline.toml").write_text(settings)
        KeyFile.new(DEMO if plan.mode == "demo" else "live").write(beside / "keys.json")
        os.environ["KINLINE_HOME"] = str(beside)
        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
        yield
        connections.close_all()
        for file in beside.glob("kinline.sqlite3*"):
            file.chmod(0o600)
        if home.exists():
            home.rmdir()
        beside.rename(home)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
