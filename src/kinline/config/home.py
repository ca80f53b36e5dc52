"""The home of an installation: the folder with its settings, keys, database and incoming files."""

import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from kinline.vault.keys import DEMO, KeyFile

#: kinline.toml as `kinline init` writes it.
TEMPLATE = """\
# Settings of this Kinline installation. After a change, start `kinline serve` anew.
mode = "{mode}"  # "live", or "demo" for the invented demonstration

[portal]  # what families see
port = {portal_port}
hosts = ["localhost", "127.0.0.1"]  # the names under which the portal is reached; add your own
exit_url = "https://www.wikipedia.org/"  # where "Leave this page" goes
submissions_an_hour = 60  # how many inquiries one address may send; a refugee centre may share one

[desk]  # where staff work
port = {desk_port}
hosts = ["localhost", "127.0.0.1"]

[serve]
address = "127.0.0.1"  # loopback only; put a web server with TLS in front
https = {https}  # true once TLS stands in front: cookies are then sent over TLS only
workers = 2  # processes for each face
trusted_proxies = []  # addresses of that web server, such as ["127.0.0.1"]: its word about callers is taken

[database]
engine = "{engine}"  # "sqlite", or "postgresql" with what follows
name = "{db_name}"
user = "{db_user}"
host = "{db_host}"
port = {db_port}
password_file = "{db_password_file}"  # a file with the password in it, readable by its owner only

[mail]
host = "{mail_host}"
port = {mail_port}
user = ""
password_file = ""  # a file with the password in it, readable by its owner only
tls = "{mail_tls}"  # "starttls", "tls" or "none"
sender = "{sender}"
"""


def secret_in(file: str) -> str:
    """The password that `file` holds, or none without a file. Refuses one that cannot be read."""
    try:
        return Path(file).read_text().strip() if file else ""
    except OSError as wrong:
        raise ImproperlyConfigured(f"{file} cannot be read: {wrong.strerror}.") from wrong


@dataclass(frozen=True, slots=True)
class Home:
    """An installation's folder and what its kinline.toml says. Without it: defaults, for tools and tests."""

    path: Path
    mode: str = "unset"
    portal: dict[str, Any] = field(default_factory=dict)
    desk: dict[str, Any] = field(default_factory=dict)
    serve: dict[str, Any] = field(default_factory=dict)
    database: dict[str, Any] = field(default_factory=dict)
    mail: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def at(cls, path: Path) -> "Home":
        """Read `path`/kinline.toml. Refuses one that is not TOML or has an unknown mode."""
        file = path / "kinline.toml"
        if not file.exists():
            return cls(path)
        try:
            said = tomllib.loads(file.read_text())
        except tomllib.TOMLDecodeError as wrong:
            raise ImproperlyConfigured(f"{file} cannot be read: {wrong}") from wrong
        if said.get("mode") not in {"live", "demo"}:
            raise ImproperlyConfigured(f'{file}: mode must be "live" or "demo".')
        known = {"mode", "portal", "desk", "serve", "database", "mail"}
        if strange := sorted(set(said) - known):
            raise ImproperlyConfigured(f"{file}: unknown setting {strange[0]!r}.")
        return cls(path, **said)

    @classmethod
    def here(cls) -> "Home":
        return cls.at(Path(os.environ.get("KINLINE_HOME", "var/kinline")).resolve())

    @property
    def key_path(self) -> Path:
        """The key file: where a service manager's credential lies, or keys.json in the home."""
        credentials = os.environ.get("CREDENTIALS_DIRECTORY")
        return Path(credentials) / "kinline-keys" if credentials else self.path / "keys.json"

    def keys(self) -> KeyFile:
        """The installation's keys; fresh ones in memory if it is not set up. Live mode refuses demo keys."""
        if self.mode == "unset":
            return KeyFile.new("unset")
        keys = KeyFile.read(self.key_path)
        if self.mode == "live" and keys.label == DEMO:
            raise ImproperlyConfigured(
                "This is the demonstration's key file. A live installation needs its own."
            )
        return keys

    def databases(self) -> dict[str, dict[str, Any]]:
        """Django's DATABASES. SQLite is tuned as measured: WAL, IMMEDIATE, 30 s."""
        engine = self.database.get("engine", "sqlite")
        if engine == "sqlite":
            return {
                "default": {
                    "ENGINE": "django.db.backends.sqlite3",
                    "NAME": self.path / "kinline.sqlite3",
                    # One connection a process: opening one costs more than most pages, and closing the last one
                    # writes the whole WAL back.
                    "CONN_MAX_AGE": None,
                    "OPTIONS": {
                        "transaction_mode": "IMMEDIATE",
                        "timeout": 30,
                        "init_command": (
                            "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
                            "PRAGMA cache_size=-32000;PRAGMA temp_store=MEMORY"
                        ),
                    },
                }
            }
        if engine == "postgresql":
            given = {key: str(self.database.get(key, "")) for key in ("name", "user", "host", "port")}
            given["password"] = secret_in(self.database.get("password_file", ""))
            return {
                "default": {
                    "ENGINE": "django.db.backends.postgresql",
                    **{key.upper(): value for key, value in given.items()},
                    "CONN_MAX_AGE": 60,
                    "CONN_HEALTH_CHECKS": True,
                    "OPTIONS": {"options": "-c default_transaction_isolation=read\\ committed"},
                }
            }
        raise ImproperlyConfigured(f'database.engine must be "sqlite" or "postgresql", not {engine!r}.')
