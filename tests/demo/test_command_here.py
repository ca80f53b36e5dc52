"""The command that the demonstration names, as it works from where one stands."""

import sys

import pytest

from kinline.cli.founding import _command_here


@pytest.mark.parametrize(
    ("prefix", "command"), [("clone/.venv", ".venv/bin/kinline"), ("elsewhere/.venv", "kinline")]
)
def test_the_command_is_named_by_the_path_that_works_from_here(tmp_path, monkeypatch, prefix, command):
    (tmp_path / "clone").mkdir()
    monkeypatch.chdir(tmp_path / "clone")
    monkeypatch.setattr(sys, "prefix", str(tmp_path / prefix))
    assert _command_here() == command
