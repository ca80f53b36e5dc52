"""Ukrainian and Russian catalogues are whole."""

import importlib.util
from pathlib import Path

import pytest

TOOL = Path(__file__).parents[2] / "tools" / "messages.py"


@pytest.fixture(scope="module")
def messages():
    spec = importlib.util.spec_from_file_location("messages", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_word_is_missing_unsure_or_said_nowhere(messages):
    assert list(messages.faults()) == []


def test_the_check_sees_other_placeholders_and_missing_plural_forms(messages):
    entry = messages.polib.POEntry(
        msgid="%(n)s day of %(month)s",
        msgid_plural="%(n)s days of %(month)s",
        msgstr_plural={0: "день", 1: "дні"},
    )
    assert len(list(messages._faults_of(entry))) == 3
