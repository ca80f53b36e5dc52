"""The child that draws one paper: JSON comes in, a PDF goes out. Knows nothing of Django, database or keys."""

import json
import resource
import sys
from pathlib import Path

import typst

MEMORY_BYTES = 2**30
CPU_SECONDS = 20


def main() -> None:
    """Reads `{"template", "told", "form"}` and writes the paper."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    asked = json.load(sys.stdin.buffer)
    drawn = typst.compile(
        Path(__file__).with_name(f"{asked['template']}.typ"),
        root=Path(__file__).parent,
        format=asked["form"],
        sys_inputs={"told": json.dumps(asked["told"])},
        # The two typefaces that come with typst: the same paper on every machine.
        ignore_system_fonts=True,
        font_paths=[],
    )
    sys.stdout.buffer.write(drawn[0] if isinstance(drawn, list) else drawn)


if __name__ == "__main__":
    main()
