"""Making the home of a new installation: whole, or not at all."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import OperationalError, connection, connections

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
    #: The name of an empty PostgreSQL database; without one the home holds an SQLite file.
    db_name: str = ""
    db_user: str = ""
    db_host: str = ""
    db_port: int = 5432
    db_password_file: str = ""

    def toml(self) -> str:
        database = (self.db_name, self.db_user, self.db_host, self.db_password_file)
        for said in (self.mail_host, self.sender, *database):
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
            engine="postgresql" if self.db_name else "sqlite",
            db_name=self.db_name,
            db_user=self.db_user,
            db_host=self.db_host,
            db_port=self.db_port,
            db_password_file=self.db_password_file,
        )


def folder_beside(home: Path) -> Path:
    """An empty folder of mode 0700 that can be renamed to `home`. Refuses where none can be made."""
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=".kinline-", dir=home.parent))
    except OSError as wrong:
        raise Refused(f"{home} cannot be made: {wrong.strerror}.") from wrong


def tables_held() -> list[str]:
    """The names of the database's tables. Refuses a database that does not answer."""
    try:
        return connection.introspection.table_names()
    except ImproperlyConfigured as missing:
        raise Refused("The driver for PostgreSQL is not installed. Run: make postgres") from missing
    except OperationalError as silent:
        raise Refused(f"The database does not let us in: {str(silent).splitlines()[0]}") from silent


def drop_tables() -> None:
    """Drop every table of a PostgreSQL database, whatever hangs on it."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")


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
    beside = folder_beside(home)
    try:
        (beside / "kinline.toml").write_text(settings)
        KeyFile.new(DEMO if plan.mode == "demo" else "live").write(beside / "keys.json")
        os.environ["KINLINE_HOME"] = str(beside)
        django.setup()
        with _empty_database():
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


@contextmanager
def _empty_database() -> Iterator[None]:
    """Refuses a database that holds tables or does not answer; leaves none behind if the block fails."""
    if tables_held():
        raise Refused("The database is not empty. Make a new one for Kinline.")
    try:
        yield
    except BaseException:
        connection.close()
        if connection.vendor == "postgresql":  # an SQLite file goes with its home
            drop_tables()
        raise
