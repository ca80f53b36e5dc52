"""Drawing papers: typst in a child process with bounded time and memory, so that no paper can hold a server up."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

_HERE = Path(__file__).parent
SECONDS = 30


class NotDrawn(Exception):
    """The child that draws did not end well or in time."""


def draw(
    template: Literal["letter", "card"],
    told: dict[str, Any],
    *,
    form: Literal["pdf", "svg", "png"] = "pdf",
) -> bytes:
    """`told`, by a template, as a PDF (or its first page as a picture). Call it outside any transaction.

    What is told reaches typst as data and never as markup. Raises NotDrawn.
    """
    asked = json.dumps({"template": template, "told": told, "form": form})
    try:
        child = subprocess.run(  # noqa: S603  # our own interpreter and file; what is told goes in by its input
            [sys.executable, "-I", str(_HERE / "child.py")],
            input=asked.encode(),
            capture_output=True,
            timeout=SECONDS,
            check=True,
            env={},
            cwd=_HERE,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as failed:
        # Without what typst said: its words quote the paper's.
        raise NotDrawn(f"The {template} could not be drawn ({type(failed).__name__}).") from None
    return child.stdout
