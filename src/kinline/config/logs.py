"""What the log says of an exception and of a request: types, places and routes, never words."""

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
    """One line a record; of an exception and of a request only what tells nothing of a person."""

    def format(self, record: logging.LogRecord) -> str:
        """The line. Django's own lines about a request name its path, which may be a family's reference or the
        link by which a member of staff comes in: here the route stands instead.
        """
        request = getattr(record, "request", None)
        if request is None:
            return super().format(record)
        match = getattr(request, "resolver_match", None)
        told = {
            "msg": "%s at %s",
            "args": (getattr(record, "status_code", "?"), match.route if match else "no route"),
        }
        return super().format(logging.makeLogRecord(record.__dict__ | told))

    def formatException(  # noqa: N802  # logging's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        return told_without_words(ei[1]) if ei[1] is not None else ""
