"""What runs in the confined process: limits first, then one file from stdin, one answer to stdout."""

import json
import resource
import sys
from dataclasses import asdict
from typing import Any

from safemedia.bounds import Bounds
from safemedia.faults import Fault, Unsafe


def main() -> None:
    """Answer what `sys.argv[2]` asks, as `confined` reads it."""
    asked = json.loads(sys.argv[2])
    bounds = Bounds(**asked["bounds"])
    confine(bounds)
    # Loaded under the limits already: decoders are what may misbehave.
    from safemedia import pictures  # noqa: PLC0415

    try:
        data = sys.stdin.buffer.read(bounds.most_bytes + 1)
        if asked["what"] == "inspect":
            _answer(asdict(pictures.inspect(data, bounds)))
        else:
            told = asdict(pictures.clean(data, bounds, **asked["options"]))
            _answer(told, told.pop("picture"), told.pop("thumbnail"))
    except Unsafe as refusal:
        sys.stdout.write(json.dumps({"fault": refusal.fault.value}) + "\n")
    except MemoryError:
        sys.stdout.write(json.dumps({"fault": Fault.COSTLY.value}) + "\n")


def confine(bounds: Bounds) -> None:
    """Take away what reading a picture does not need."""
    for limit, most in (
        (resource.RLIMIT_AS, bounds.memory_bytes),
        (resource.RLIMIT_CPU, bounds.cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),  # writes no file
        (resource.RLIMIT_CORE, 0),  # a dump would hold a face
    ):
        resource.setrlimit(limit, (most, most))


def _answer(told: dict[str, Any], *blobs: bytes) -> None:
    sys.stdout.buffer.write(
        json.dumps({"told": told, "sizes": [len(blob) for blob in blobs]}).encode() + b"\n"
    )
    for blob in blobs:
        sys.stdout.buffer.write(blob)
    sys.stdout.buffer.flush()
