"""Every template is used, and an undefined variable in one is a fault (see tests/settings.py)."""

import re
from pathlib import Path

import pytest
from django.template import engines

SOURCE = Path(__file__).parents[2] / "src" / "kinline"
#: Templates that others ask for by name.
ASKED_FOR = {
    re.compile(r"django/forms/.*"): "Django's form renderer",
    re.compile(r"(account|mfa|allauth)/.*"): "allauth",
    re.compile(r"(400|403|403_csrf|404|500)\.html"): "Django's error views",
}


def test_every_template_is_used():
    templates = {
        file.relative_to(folder).as_posix(): file
        for folder in SOURCE.glob("**/templates")
        for file in folder.rglob("*")
        if file.is_file()
    }
    said = "\n".join(file.read_text() for file in [*SOURCE.rglob("*.py"), *templates.values()])
    unused = [
        name
        for name in templates
        if f'"{name}"' not in said
        and f"'{name}'" not in said
        and not any(pattern.fullmatch(name) for pattern in ASKED_FOR)
    ]
    assert unused == []


def test_an_undefined_variable_fails_a_test():
    with pytest.raises(AssertionError, match="no_such_thing"):
        engines["django"].from_string("{{ no_such_thing }}").render({})
