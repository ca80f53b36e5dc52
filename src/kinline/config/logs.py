"""What the log says of an exception and of a request: types, places and routes, never words."""

import datetime as dt
import json
import logging
import re
import traceback
from pathlib import Path
from types import TracebackType

from django.core.exceptions import ImproperlyConfigured
from gunicorn import glogging

from kinline.config.home import Home

_PLACES = 6
LINE = "{asctime} {levelname} {name} {message}"
#: What a line of gunicorn's is filled with may be a path or an address.
_FILLED_IN = re.compile(r"%(?:\(\w+\))?[a-z]")


def log_format(home: Home) -> str:
    """`line` or `json`, as the home's settings say. Refuses anything else."""
    said: str = home.log.get("format", "line")
    if said not in {"line", "json"}:
        raise ImproperlyConfigured(f'log.format must be "line" or "json", not {said!r}.')
    return said


def formatter(home: Home) -> logging.Formatter:
    return JsonFormatter() if log_format(home) == "json" else WordlessFormatter(LINE, style="{")


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
        return super().format(_wordless(record))

    def formatException(  # noqa: N802  # logging's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        return told_without_words(ei[1]) if ei[1] is not None else ""


class JsonFormatter(WordlessFormatter):
    """The same as one JSON object a line, for collectors of logs."""

    def format(self, record: logging.LogRecord) -> str:
        record = _wordless(record)
        told = {
            "at": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


def _wordless(record: logging.LogRecord) -> logging.LogRecord:
    """The record without what may tell of a person."""
    request = getattr(record, "request", None)
    if str(record.name).startswith("gunicorn"):
        told = {"msg": _FILLED_IN.sub("…", str(record.msg)) if record.args else record.msg, "args": ()}
    elif request is not None:
        match = getattr(request, "resolver_match", None)
        route = match.route if match else "no route"
        told = {"msg": "%s at %s", "args": (getattr(record, "status_code", "?"), route)}
    else:
        return record
    return logging.makeLogRecord(record.__dict__ | told)


class ServerLogger(glogging.Logger):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's, in our words: its own lines name paths and addresses, and what an exception says."""

    def setup(self, cfg: object) -> None:
        super().setup(cfg)
        told = formatter(Home.here())
        for handler in self.error_log.handlers:
            handler.setFormatter(told)
