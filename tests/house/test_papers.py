"""Papers, pins and sizes."""

import re
from pathlib import Path

import pytest

import kinline

ROOT = Path(__file__).parents[2]
MOST_LINES = 400


@pytest.mark.parametrize("file", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda file: file.name)
def test_requirements_are_pinned_by_hash_and_name_no_address(file):
    text = file.read_text()
    assert "://" not in text
    pins = re.findall(r"^[a-z0-9][^\s=<>]*==\S+.*$", text, re.MULTILINE)
    assert pins
    assert text.count("--hash=sha256:") >= len(pins)


def test_the_changelog_begins_with_this_version():
    [newest, *_older] = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert newest == kinline.VERSION


def test_no_file_of_code_is_long():
    files = [*ROOT.glob("src/**/*.py"), *ROOT.glob("tests/**/*.py"), *ROOT.glob("tools/*.py")]
    long = {
        file.relative_to(ROOT).as_posix()
        for file in files
        if "migrations" not in file.parts and len(file.read_text().splitlines()) > MOST_LINES
    }
    assert not long
