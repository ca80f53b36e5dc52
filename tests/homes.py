"""Homes that are made once for a whole run and copied: to make one takes seconds, the demonstration a minute."""

import fcntl
import os
import subprocess
import sys
from hashlib import blake2s
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src"
FOUNDING = [
    *(
        "init",
        "--mandate",
        "neutral",
        "--operator",
        "Committee of the tests",
        "--sender",
        "post@committee.example",
    ),
    *("--data-lies-in", "a test", "--could-be-compelled-by", "nobody"),
]


def run(home, *words, **changes):
    """Run `kinline` to its end."""
    known = {**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONWARNINGS": "default", **changes}
    for name in ("KINLINE_HOME", "DJANGO_SETTINGS_MODULE", "KINLINE_FACE"):
        known.pop(name, None)
    return subprocess.run(
        [sys.executable, "-m", "kinline.cli", "--home", str(home), *words],
        env=known,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def made_once(tmp_path_factory, *words):
    """A folder with `home`, as `kinline WORDS` made it, and `tmp`, which its temporary files were left in.

    Whoever comes first makes it; the other processes of the run wait.
    """
    whole_run = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        whole_run = whole_run.parent
    folder = whole_run / f"{words[0]}-{blake2s(repr(words).encode(), digest_size=4).hexdigest()}"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "home").exists():
            (folder / "tmp").mkdir(exist_ok=True)
            made = run(folder / "home", *words, TMPDIR=str(folder / "tmp"))
            assert made.returncode == 0, made.stderr
    return folder
