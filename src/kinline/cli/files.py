"""Files that a command writes for its owner."""

import os
from pathlib import Path

from kinline.audit.rules import Refused


def write_new(path: Path, content: bytes) -> None:
    """Write for its owner only. Refuses a path at which there is something."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as there:
        raise Refused(f"{path} exists already. Nothing was changed.") from there
    except OSError as wrong:
        raise Refused(f"{path} cannot be written: {wrong.strerror}.") from wrong
