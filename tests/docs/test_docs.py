"""The papers say what the program does."""

import argparse
import json
import re
import shlex
import tomllib
from pathlib import Path

import pytest
from django.utils import translation

from kinline.accounts.choices import GRANTS, Permission, Role
from kinline.cli import _parser
from kinline.config.founding import Plan
from kinline.demo.cast import CAST, PASSWORD
from kinline.erasure.choices import PERIODS, Keep
from kinline.exchange import shell

ROOT = Path(__file__).parents[2]
PAPERS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
ADMINISTRATOR = ROOT / "docs" / "administrator.md"
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LARGEST_PICTURE = 150_000


def named(paper: Path) -> str:
    return paper.relative_to(ROOT).as_posix()


def command_lines() -> list[tuple[str, str]]:
    """Every line of a `sh` block, with the paper that it stands in."""
    return [
        (named(paper), line.strip())
        for paper in PAPERS
        for language, block in FENCE.findall(paper.read_text())
        if language == "sh"
        for line in block.splitlines()
        if line.strip()
    ]


def prose(paper: Path) -> str:
    return FENCE.sub("", paper.read_text())


def check_kinline(words: list[str]) -> None:
    """Exits, as the command itself would, if it does not understand the words."""
    options, rest = _parser().parse_known_args(words)
    if options.takes_rest:
        importing = argparse.ArgumentParser()
        shell.add_arguments(importing)
        importing.parse_args(rest)
    else:
        assert not rest


@pytest.mark.parametrize(("paper", "line"), command_lines())
def test_a_command_in_the_papers_exists(paper, line):
    words = [word for word in shlex.split(line, comments=True) if not re.match(r"[A-Z_]+=", word)]
    match words[0].removeprefix(".venv/bin/"), words[1:]:
        case "make", [target]:
            assert target in TARGETS
        case "kinline", ["--help"]:
            pass
        case "kinline", rest:
            check_kinline(rest)
        case "python", ["-m", "django", "makemigrations"]:
            pass
        case "python", [script]:
            assert (ROOT / script).is_file()
        case "python", [script, deed]:
            assert deed in (ROOT / script).read_text()
        case "python", [script, *options]:
            assert {f'"{option}"' for option in options[::2]} <= set(
                re.findall(r'"--[a-z-]+"', (ROOT / script).read_text())
            )
        case _:
            pytest.fail(f"{paper}: nobody checks {line!r}")


def test_a_command_that_does_not_exist_is_seen():
    with pytest.raises(SystemExit):
        check_kinline(["erase", "everything"])
    with pytest.raises(SystemExit):
        check_kinline(["import", "list.csv", "--format", "parquet"])


def anchors(paper: Path) -> set[str]:
    """The headings of a paper as links name them."""
    headings = re.findall(r"^#+ (.+)$", prose(paper), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("paper", PAPERS, ids=named)
def test_links_and_pictures_lead_somewhere(paper):
    lost = []
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(paper)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _sign, anchor = target.partition("#")
        there = (paper.parent / path).resolve() if path else paper
        if not there.exists() or (anchor and anchor not in anchors(there)):
            lost.append(target)
    assert lost == []


@pytest.mark.parametrize("paper", PAPERS, ids=named)
def test_every_table_has_a_head(paper):
    """A blank line in the middle of a table would end it: what follows is no table any more."""
    heads = re.findall(r"(?<!\|)\n(\|.+\n)(.*)", prose(paper))
    assert [row for row, below in heads if not re.fullmatch(r"\|(:?-+:?\|)+", below)] == []


@pytest.mark.parametrize("paper", PAPERS, ids=named)
def test_no_paper_holds_marks_of_a_merge(paper):
    assert not re.search(r"^(<{7}|={7}|>{7})( |$)", paper.read_text(), re.MULTILINE)


def test_every_page_is_in_the_index():
    index = (ROOT / "docs" / "README.md").read_text()
    pages = {page.name for page in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert {page for page in pages if f"({page})" not in index} == set()


@pytest.mark.parametrize(
    "picture", sorted((ROOT / "docs" / "pictures").iterdir()), ids=lambda file: file.name
)
def test_a_picture_is_small_and_shown(picture):
    assert picture.stat().st_size < LARGEST_PICTURE
    assert any(f"pictures/{picture.name}" in paper.read_text() for paper in PAPERS)


def test_the_table_of_roles_is_the_programs():
    with translation.override("en"):
        rows = [
            f"| May | {' | '.join(str(role.label) for role in Role)} |",
            f"|---|{'---|' * len(Role)}",
            *(
                f"| {permission.label} | "
                + " | ".join("yes" if permission in GRANTS[role] else "—" for role in Role)
                + " |"
                for permission in Permission
            ),
        ]
    said = ADMINISTRATOR.read_text().partition("<!-- roles")[2].partition("<!-- end of roles")[0]
    assert [line for line in said.splitlines() if line.startswith("|")] == rows


def test_every_setting_is_in_the_papers_with_what_init_writes():
    written = tomllib.loads(Plan("live", sender="what you answered").toml())
    rows = [line for line in ADMINISTRATOR.read_text().splitlines() if line.startswith("| `")]
    missing = []
    for section, settings in written.items():
        for name, value in settings.items() if isinstance(settings, dict) else [("", settings)]:
            setting = f"{section}.{name}".rstrip(".")
            said = value if setting == "mail.sender" else f"`{json.dumps(value)}`"
            if not any(f"`{setting}`" in row and said in row for row in rows):
                missing.append((setting, value))
    assert missing == []


def test_the_readme_names_the_whole_invented_cast_and_its_password():
    readme = (ROOT / "README.md").read_text()
    assert [player.username for player in CAST if f"| `{player.username}` | " not in readme] == []
    assert PASSWORD in readme


def test_the_readme_shows_how_to_run_it_and_how_to_test_it_in_a_block_each():
    blocks = [
        block.strip()
        for language, block in FENCE.findall((ROOT / "README.md").read_text())
        if language == "sh"
    ]
    assert blocks[:2] == ["make run", "make test"]


def test_what_the_readme_says_is_missing_is_missing():
    """If this fails, something was built: take it off the README's list."""
    parser = _parser()
    for unbuilt in ("erase",):
        with pytest.raises(SystemExit):
            parser.parse_known_args([unbuilt])


def test_the_table_of_periods_is_the_programs():
    with translation.override("en"):
        rows = [
            "| What | How long | Counted | Then |",
            "|---|---|---|---|",
            *(
                f"| {keep.label} | {PERIODS[keep].length or '—'} | {PERIODS[keep].begins} | {PERIODS[keep].then} |"
                for keep in Keep
            ),
        ]
    paper = (ROOT / "docs" / "data-protection.md").read_text()
    said = paper.partition("<!-- periods")[2].partition("<!-- end of periods")[0]
    assert [line for line in said.splitlines() if line.startswith("|")] == rows
