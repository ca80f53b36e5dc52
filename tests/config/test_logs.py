"""The log holds no word that somebody wrote."""

import logging
import sys

from django.conf import settings

from kinline.config.logs import WordlessFormatter


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


def test_it_is_the_formatter_that_is_used():
    assert settings.LOGGING["formatters"]["line"]["()"].endswith("WordlessFormatter")
