"""The log holds no word that somebody wrote."""

import json
import logging
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory
from django.urls import resolve

from kinline.config.home import Home
from kinline.config.logs import JsonFormatter, WordlessFormatter, log_format

#: Under these a path holds what lets somebody in.
SECRET = {"portal": "sign-in", "desk": "enrol"}


def test_an_exception_is_told_by_its_type_and_place_only():
    try:
        int("Марія Іваненко")
    except ValueError:
        record = logging.getLogger("tests").makeRecord(
            "tests", logging.ERROR, __file__, 1, "It failed.", (), sys.exc_info()
        )
    line = WordlessFormatter("{message}", style="{").format(record)
    assert "ValueError at test_logs.py:" in line
    assert "Марія" not in line


@pytest.mark.parametrize("face", ["portal", "desk"])
def test_a_request_is_told_by_its_route_and_not_by_its_path(face):
    request = RequestFactory().get("/sign-in/9000000001/")
    request.resolver_match = resolve(f"/{SECRET[face]}/0123456789/", f"kinline.config.urls_{face}")
    record = logging.getLogger("django.request").makeRecord(
        "django.request",
        logging.WARNING,
        __file__,
        1,
        "%s: %s",
        ("Unprocessable Entity", request.path),
        None,
        extra={"status_code": 422, "request": request},
    )
    line = WordlessFormatter("{message}", style="{").format(record)
    assert line.startswith(f"422 at {SECRET[face]}/<")
    assert "9000000001" not in line


def test_a_path_that_leads_nowhere_is_not_told():
    record = logging.makeLogRecord(
        {"msg": "Not Found: %s", "args": ("/x",), "status_code": 404, "request": RequestFactory().get("/x")}
    )
    assert WordlessFormatter("{message}", style="{").format(record) == "404 at no route"


@pytest.mark.parametrize("kind", [WordlessFormatter("{message}", style="{"), JsonFormatter()])
def test_a_line_of_the_server_is_told_without_what_it_was_filled_with(kind):
    record = logging.getLogger("gunicorn.error").makeRecord(
        "gunicorn.error",
        logging.ERROR,
        __file__,
        1,
        "Error handling request %s from %(who)s",
        ("/status/9/",),
        None,
    )
    assert "Error handling request … from …" in kind.format(record)
    assert "/status/9/" not in kind.format(record)


def test_a_line_is_one_json_object_by_choice():
    record = logging.makeLogRecord(
        {"name": "kinline", "levelname": "INFO", "msg": "It began.", "created": 0.0}
    )
    assert json.loads(JsonFormatter().format(record)) == {
        "at": "1970-01-01T00:00:00.000+00:00",
        "level": "info",
        "logger": "kinline",
        "message": "It began.",
    }


def test_an_unknown_format_is_refused(tmp_path):
    with pytest.raises(ImproperlyConfigured, match=r"log\.format"):
        log_format(Home(tmp_path, log={"format": "xml"}))


def test_it_is_the_formatter_that_is_used():
    assert settings.LOGGING["formatters"]["line"]["()"].endswith("WordlessFormatter")
