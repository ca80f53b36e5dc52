"""Each file is read in a process of its own: what breaks there, breaks nothing here.

The child has no environment, little memory, some seconds of CPU, and may not write files or start programs. What it
cannot be kept from without privileges is the network; a system service does that (see the operator's page).
"""

import json
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

from safemedia.bounds import Bounds
from safemedia.faults import Fault, Unsafe
from safemedia.pictures import Cleaned, Inspection
from safemedia.sniffing import format_of

_BEGIN = "import sys; sys.path.insert(0, sys.argv[1]); from safemedia.child import main; main()"
_FOLDER = str(Path(__file__).resolve().parents[1])
#: One process of a server reads so many at once; the others wait. Memory is bounded by it.
_AT_ONCE = threading.BoundedSemaphore(2)


def inspect(data: bytes, *, bounds: Bounds | None = None) -> Inspection:
    """What a file says of itself. Raises Unsafe."""
    told, _blobs = _ask("inspect", data, bounds or Bounds())
    return Inspection(**{**told, "carries": tuple(told["carries"])})


def clean(
    data: bytes,
    *,
    form: str = "JPEG",
    longest_side: int = 0,
    thumbnail_side: int = 0,
    bounds: Bounds | None = None,
) -> Cleaned:
    """The picture written anew as `form`: JPEG, PNG or WEBP. Sides in pixels, 0 for as it is and for none.

    Raises Unsafe.
    """
    sides = {"form": form, "longest_side": longest_side, "thumbnail_side": thumbnail_side}
    told, [picture, thumbnail] = _ask("clean", data, bounds or Bounds(), **sides)
    return Cleaned(**told, picture=picture, thumbnail=thumbnail)


def _ask(what: str, data: bytes, bounds: Bounds, **options: Any) -> tuple[dict[str, Any], list[bytes]]:
    if len(data) > bounds.most_bytes:
        raise Unsafe(Fault.BYTES)
    format_of(data)
    asked = json.dumps({"what": what, "bounds": asdict(bounds), "options": options})
    command = [sys.executable, "-I", "-c", _BEGIN, _FOLDER, asked]
    with _AT_ONCE:
        try:
            done = subprocess.run(  # noqa: S603  # this package itself
                command, input=data, capture_output=True, env={}, timeout=bounds.wall_seconds, check=False
            )
        except subprocess.TimeoutExpired as late:
            raise Unsafe(Fault.COSTLY) from late
    if done.returncode:
        # Killed by a limit, or by what it read.
        raise Unsafe(Fault.COSTLY if done.returncode < 0 else Fault.BROKEN)
    return _read(done.stdout)


def _read(answer: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """One line of JSON, then the blobs of the sizes that it names. Raises Unsafe, also with what the child refused."""
    line, _end, rest = answer.partition(b"\n")
    try:
        said = json.loads(line)
        if "fault" in said:
            raise Unsafe(Fault(said["fault"]))
        told, sizes = said["told"], said["sizes"]
    except (ValueError, KeyError, TypeError) as garbled:
        raise Unsafe(Fault.BROKEN) from garbled
    blobs = []
    for size in sizes:
        blobs.append(rest[:size])
        rest = rest[size:]
    return told, blobs
