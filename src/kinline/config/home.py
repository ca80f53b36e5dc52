"""The home of an installation: the folder with its settings, keys, database and incoming files."""

import os
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from kinline.vault import hold
from kinline.vault.keys import DEMO, KeyFile
from kinline.vault.webhooks import BadSecret, secret_of

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
idle_minutes = 30  # a session in which nothing was done for so long ends

[api]  # where machines of partners come in
port = 0  # 0: nowhere
hosts = ["localhost", "127.0.0.1"]  # the names under which it is reached

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

[sms]  # text messages, through a provider or a gateway of your own; see the administrator's page
url = ""  # where messages are handed over; empty: families are not offered text messages
secret_file = ""  # a file with the shared secret in base64, readable by its owner only

[log]
format = "line"  # or "json": one object a line

[metrics]
token_file = ""  # a file with a secret in it; /metrics of the desk answers whoever brings that; empty: nobody

[backup]
recipients = []  # who can open backups: ["age1…"], from `kinline keys identity FILE`
"""

#: Folders of a home that hold data of their own. A backup carries them.
DATA_FOLDERS = ("incoming", "outgoing", "evidence")


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
    api: dict[str, Any] = field(default_factory=dict)
    serve: dict[str, Any] = field(default_factory=dict)
    database: dict[str, Any] = field(default_factory=dict)
    mail: dict[str, Any] = field(default_factory=dict)
    log: dict[str, Any] = field(default_factory=dict)
    metrics: dict[str, Any] = field(default_factory=dict)
    backup: dict[str, Any] = field(default_factory=dict)
    sms: dict[str, Any] = field(default_factory=dict)

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
        known = {each.name for each in fields(cls)} - {"path"}
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

    @property
    def wrapped_key_path(self) -> Path:
        """Where the key file lies if it is under a passphrase; `kinline keys wrap` puts it there."""
        return self.path / "keys.age"

    @property
    def keys_are_wrapped(self) -> bool:
        """Whether somebody must give a passphrase before anything starts."""
        return self.wrapped_key_path.exists() and not self.key_path.exists()

    def keys(self) -> KeyFile:
        """The installation's keys; fresh ones in memory if it is not set up. Live mode refuses demo keys."""
        if self.mode == "unset":
            return KeyFile.new("unset")
        number = hold.held()
        keys = KeyFile.read(self.key_path) if number is None else hold.read(number)
        if self.mode == "live" and keys.label == DEMO:
            raise ImproperlyConfigured(
                "This is the demonstration's key file. A live installation needs its own."
            )
        return keys

    def sms_secret(self) -> bytes:
        """The secret shared with the provider of text messages. Refuses one that is missing or weak."""
        try:
            return secret_of(secret_in(self.sms.get("secret_file", "")))
        except BadSecret as wrong:
            raise ImproperlyConfigured(f"sms.secret_file: {wrong}") from wrong

    def idle_minutes(self) -> int:
        """After how long without a request a session at the desk ends. Refuses what is not 5 to 720 minutes."""
        said = self.desk.get("idle_minutes", 30)
        if not isinstance(said, int) or not 5 <= said <= 720:  # noqa: PLR2004  # a coffee; the longest session
            raise ImproperlyConfigured("desk.idle_minutes must be a whole number from 5 to 720.")
        return said

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
                            "PRAGMA cache_size=-32000;PRAGMA temp_store=MEMORY;"
                            "PRAGMA secure_delete=ON"  # what is erased is overwritten
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
