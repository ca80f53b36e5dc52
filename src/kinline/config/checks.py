"""What must hold before an installation starts, and before it stands on a public network."""

import stat
from collections.abc import Iterator
from pathlib import Path

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kinline.accounts.models import Installation, Staff
from kinline.config.home import Home


def reasons_not_to_start(home: Home) -> Iterator[str]:
    """One sentence for each reason why this home must not serve. Reads the database."""
    if home.mode == "unset":
        yield f"There is no installation at {home.path}. `kinline init` or `kinline demo` makes one."
        return
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield "The database is not of this version. Run: kinline migrate"
        return
    installation = Installation.objects.first()
    if installation is None:
        yield "The database has no installation in it. Make a new home with `kinline init`."
        return
    if home.mode == "live" and installation.is_demo:
        yield "This database holds the invented demonstration. A live installation needs its own."
    if home.mode == "live" and Staff.objects.filter(is_demo=True).exists():
        yield "This database has accounts of the demonstration, whose passwords everybody knows."
    if home.mode == "demo" and not installation.is_demo:
        yield "This database is a live installation's. The demonstration does not open it."


def reasons_not_to_deploy(home: Home) -> Iterator[str]:
    """One sentence for each reason why this home should not stand on a public network."""
    yield from reasons_not_to_start(home)
    if home.mode != "live":
        yield "This is not a live installation."
    if _open_to_others(home.path):
        yield f"The home {home.path} is open to others. Run: chmod 700 {home.path}"
    if not home.serve.get("https"):
        yield "Cookies travel without TLS. Put a web server with TLS in front and set serve.https to true."
    if home.serve.get("address", "127.0.0.1") not in {"127.0.0.1", "localhost"}:
        yield "It listens on more than this machine: anybody could reach it past the web server with TLS."
    for face in ("portal", "desk"):
        hosts = getattr(home, face).get("hosts", [])
        if not hosts or any(host.startswith(("*", ".")) for host in hosts):
            yield f"Name in {face}.hosts exactly the names under which the {face} is reached."
    if "kinline" in str(home.mail.get("sender", "")).lower():
        yield "The sender's address names this software. A message to a family must not."
    if (password := home.mail.get("password_file")) and _open_to_others(Path(password)):
        yield f"The mail password in {password} is open to others. Run: chmod 600 {password}"


def _open_to_others(path: Path) -> bool:
    return not path.exists() or bool(stat.S_IMODE(path.stat().st_mode) & 0o077)
