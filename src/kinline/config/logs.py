"""What the log says of an exception: its type and the places it passed, never its words."""

import logging
import traceback
from pathlib import Path
from types import TracebackType

_PLACES = 6


def told_without_words(failure: BaseException) -> str:
    """The exception's type and places, innermost last. Its message may hold what somebody wrote, and so may a row."""
    places = [
        f"{Path(frame.filename).name}:{frame.lineno}"
        for frame in traceback.extract_tb(failure.__traceback__)[-_PLACES:]
    ]
    return f"{type(failure).__module__}.{type(failure).__qualname__} at {' > '.join(places)}"


class WordlessFormatter(logging.Formatter):
    """One line a record; of an exception only what tells nothing of a person."""

    def formatException(  # noqa: N802  # logging's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        return told_without_words(ei[1]) if ei[1] is not None else ""
