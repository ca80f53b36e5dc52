"""What must hold before an installation starts, and before it stands on a public network."""

import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import F, TextField
from django.db.models.functions import Cast

from kinline.accounts.models import Installation, Staff
from kinline.config.home import Home
from kinline.inquiries.models import Seeker
from kinline.vault.keys import is_sealed

#: The names by which a machine calls itself.
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def is_of_this_version() -> bool:
    """Whether the database has every change of tables that this version brings."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def reasons_not_to_start(home: Home) -> Iterator[str]:
    """One sentence for each reason why this home must not serve. Reads the database."""
    if home.mode == "unset":
        yield f"There is no installation at {home.path}. `kinline init` or `kinline demo` makes one."
        return
    if not is_of_this_version():
        yield "The database is not of this version. Run: kinline upgrade"
        return
    installation = Installation.objects.first()
    if installation is None:
        yield "The database has no installation in it. Make a new home with `kinline init`."
        return
    if not _keys_fit():
        yield "These keys do not open what is in the database. Take the key file of this installation."
    if home.mode == "live" and installation.is_demo:
        yield "This database holds the invented demonstration. A live installation needs its own."
    if home.mode == "live" and Staff.objects.filter(is_demo=True).exists():
        yield "This database has accounts of the demonstration, whose passwords everybody knows."
    if home.mode == "demo" and not installation.is_demo:
        yield "This database is a live installation's. The demonstration does not open it."


def _keys_fit() -> bool:
    """Whether our keys open how some family is called, if any family is there yet."""
    sealed = Seeker.objects.exclude(name="").annotate(raw=Cast(F("name"), TextField()))
    token = sealed.values_list("raw", flat=True).first()
    return token is None or is_sealed(token)


def reasons_not_to_deploy(home: Home) -> Iterator[str]:
    """One sentence for each reason why this home should not stand on a public network."""
    yield from reasons_not_to_start(home)
    if home.mode != "live":
        yield "This is not a live installation."
    if _open_to_others(home.path):
        yield f"The home {home.path} is open to others. Run: chmod 700 {home.path}"
    yield from _reasons_in_serving(home)
    if "kinline" in str(home.mail.get("sender", "")).lower():
        yield "The sender's address names this software. A message to a family must not."
    if (password := home.mail.get("password_file")) and _open_to_others(Path(password)):
        yield f"The mail password in {password} is open to others. Run: chmod 600 {password}"
    sms = urlsplit(home.sms.get("url", ""))
    if sms.scheme == "http" and sms.hostname not in LOOPBACK:
        yield "Text messages would travel without TLS: sms.url must begin with https."
    if (secret := home.sms.get("secret_file")) and _open_to_others(Path(secret)):
        yield f"The secret in {secret} is open to others. Run: chmod 600 {secret}"


def _reasons_in_serving(home: Home) -> Iterator[str]:
    """One sentence for each way in which families or staff would not reach it, or not safely."""
    if not home.serve.get("https"):
        yield "Cookies travel without TLS. Put a web server with TLS in front and set serve.https to true."
    elif not home.serve.get("trusted_proxies"):
        yield (
            "All callers look like one, and the limits against guessing shut out everybody at once. "
            "Name the address of your web server in serve.trusted_proxies."
        )
    if home.serve.get("address", "127.0.0.1") not in LOOPBACK:
        yield "It listens on more than this machine: anybody could reach it past the web server with TLS."
    for face in ("portal", "desk", *(["api"] if home.api.get("port") else [])):
        hosts = getattr(home, face).get("hosts", [])
        if not hosts or any(host.startswith(("*", ".")) for host in hosts):
            yield f"Name in {face}.hosts exactly the names under which the {face} is reached."
        elif set(hosts) <= LOOPBACK:
            yield f"Nobody reaches the {face} from elsewhere. Put its name first in {face}.hosts."


def _open_to_others(path: Path) -> bool:
    return not path.exists() or bool(stat.S_IMODE(path.stat().st_mode) & 0o077)
