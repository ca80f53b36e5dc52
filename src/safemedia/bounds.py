"""How much a file may ask of us."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """Sizes are in bytes, times in seconds. A telephone's 48 and 50 megapixels fit; its 108 do not."""

    most_bytes: int = 12 * 1024 * 1024
    most_pixels: int = 64_000_000
    memory_bytes: int = 1024 * 1024 * 1024
    cpu_seconds: int = 20
    wall_seconds: float = 40.0
