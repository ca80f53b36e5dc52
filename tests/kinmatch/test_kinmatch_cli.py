import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import kinmatch
from kinmatch.cli import main

REGISTRY = (
    "id,family_name,given_name,patronymic,birth_date,unit\n"
    "r1,Галаган,Олександр,Юрійович,1994-03-05,57-ма мотопіхота\n"
    "r2,Мірошник,Кузьма,,1990,\n"
    "r3,Галаган,Петро,Юрійович,1994-03-05,57 бригада\n"
)
QUERIES = "id,name,birth_date\nq1,HALAHAN Sasha,1994-05-03\nq2,Kuzma Miroshnyk,1990-07-07\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "r.csv").write_text(REGISTRY, encoding="utf-8")
    (tmp_path / "q.csv").write_text("\ufeff" + QUERIES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rows(path):
    with Path(path).open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def refusal(capsys, *argv):
    assert main(argv) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert told.strip().endswith(".")
    assert not list(Path().glob(".*.partial"))
    return told


SEARCH = ("search", "--registry", "r.csv", "--queries", "q.csv", "--out", "out.csv")


def test_search_writes_the_most_probable_first_with_reasons(folder, capsys):
    assert main([*SEARCH, "--top", "2"]) == 0
    found = rows("out.csv")
    assert list(found[0]) == ["query_id", "rank", "id", "probability", "reasons"]
    assert [(row["query_id"], row["rank"], row["id"]) for row in found[:2]] == [
        ("q1", "1", "r1"),
        ("q1", "2", "r3"),
    ]
    assert float(found[0]["probability"]) > 0.9 > float(found[1]["probability"])
    assert found[0]["reasons"].startswith("family_name:same_other_script:+9.")
    assert "birth_date:day_month_swapped:+8.5" in found[0]["reasons"].split(";")
    assert ("q2", "r2") in {(row["query_id"], row["id"]) for row in found}


def test_the_last_line_of_stderr_is_one_json_object_and_no_bar_is_drawn_into_a_pipe(folder):
    done = subprocess.run(
        [sys.executable, "-m", "kinmatch.cli", *SEARCH],
        env=os.environ | {"PYTHONPATH": str(Path(kinmatch.__file__).parents[1])},
        capture_output=True,
        text=True,
        check=True,
        timeout=20,
    )
    lines = done.stderr.splitlines()
    measured = json.loads(lines[-1])
    assert len(lines) == 1
    assert done.stdout == ""
    assert set(measured) == {"records", "build_s", "p50_ms", "p95_ms", "index_bytes", "peak_rss_bytes"}
    assert measured["records"] == 3
    assert measured["peak_rss_bytes"] > 1_000_000


def test_link_writes_pairs_that_are_likelier_one_person_than_two(folder):
    assert main(["link", "q.csv", "r.csv", "--out", "pairs.csv"]) == 0
    found = rows("pairs.csv")
    assert list(found[0]) == ["left_id", "right_id", "probability", "reasons"]
    assert [(row["left_id"], row["right_id"]) for row in found] == [("q1", "r1"), ("q2", "r2")]


def test_link_passes_over_the_twin_of_somebody_who_is_found(folder):
    (folder / "q.csv").write_text(
        "id,name,birth_date\nq1,Галаган Олександр Юрійович,1994-03-05\n", encoding="utf-8"
    )
    assert main(["link", "q.csv", "r.csv", "--out", "pairs.csv"]) == 0
    assert [row["right_id"] for row in rows("pairs.csv")] == ["r1"]


def test_dedupe_tells_the_weakest_link_of_every_cluster(folder):
    (folder / "r.csv").write_text(REGISTRY + "r4,HALAHAN,Oleksandr,,1994-03-05,\n", encoding="utf-8")
    assert main(["dedupe", "r.csv", "--out", "clusters.csv", "--links", "links.csv"]) == 0
    (held,) = rows("links.csv")
    assert (held["cluster_id"], held["records"], held["left_id"], held["right_id"]) == ("r1", "2", "r1", "r4")
    assert float(held["probability"]) > 0.9
    assert "family_name:same_other_script" in held["reasons"]
    assert list(rows("clusters.csv")[0]) == ["id", "cluster_id"]


def test_dedupe_gives_every_record_a_cluster(folder):
    (folder / "r.csv").write_text(REGISTRY + "r4,HALAHAN,Oleksandr,,1994-03-05,\n", encoding="utf-8")
    assert main(["dedupe", "r.csv", "--out", "clusters.csv"]) == 0
    assert [(row["id"], row["cluster_id"]) for row in rows("clusters.csv")] == [
        ("r1", "r1"), ("r2", "r2"), ("r3", "r3"), ("r4", "r1"),
    ]  # fmt: skip


def test_compare_scores_pairs_of_names(folder):
    text = "left,right\nГалаган Олександр,HALAHAN Oleksandr\nГалаган Олександр,Мірошник Кузьма\n,\n"
    (folder / "pairs.csv").write_text(text, encoding="utf-8")
    assert main(["compare", "pairs.csv", "--out", "scores.csv"]) == 0
    found = rows("scores.csv")
    assert list(found[0]) == ["left", "right", "probability", "reasons"]
    assert float(found[0]["probability"]) > 0.9
    assert float(found[1]["probability"]) < 0.01
    assert found[2]["reasons"] == ""


def test_columns_can_be_renamed_and_others_compared(folder):
    (folder / "r.csv").write_text("key,surname,first,job,note\n1,Галаган,Іван,teacher,x\n", encoding="utf-8")
    (folder / "q.csv").write_text("key,surname,first,job\na,Halahan,Ivan,teacher\n", encoding="utf-8")
    names = "id=key,family_name=surname,given_name=first"
    assert main([*SEARCH, "--map", names, "--also", "job"]) == 0
    assert "job:same:+4.0" in rows("out.csv")[0]["reasons"]


def test_rows_without_an_id_are_numbered(folder):
    (folder / "r.csv").write_text("name\nІван Галаган\nКузьма Мірошник\n", encoding="utf-8")
    assert main(["dedupe", "r.csv", "--out", "out.csv"]) == 0
    assert [row["id"] for row in rows("out.csv")] == ["1", "2"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"id,birth_date\n1,1994\n", "no name column"),
        (b"id,name\n1,a\n1,b\n", "stands there twice"),
        (b"id,name\n,a\n", "the id is empty"),
        (b"id,name\n1,\xcf\xf0\n", "not a UTF-8 file"),
        (b"id,name\n1,a\x00b\n", "NUL byte"),
        ("id,name\n1,Іван\n".encode("utf-16"), "not a UTF-8 file"),
        (b"id;name\n1;a\n", "semicolons"),
        (b"id,name,name\n1,a,b\n", "more than once"),
        (b"id,name\n1,a,b\n", "more values than columns"),
        (b'id,name\n1,"a\n', "not readable as CSV"),
    ],
)
def test_bad_input_is_refused_in_one_sentence_and_nothing_is_written(folder, capsys, content, words):
    (folder / "q.csv").write_bytes(content)
    (folder / "out.csv").write_text("older", encoding="utf-8")
    assert words in refusal(capsys, *SEARCH)
    assert (folder / "out.csv").read_text(encoding="utf-8") == "older"


def test_a_fault_in_the_last_line_leaves_nothing_behind(folder, capsys):
    (folder / "q.csv").write_text(QUERIES + "q1,twice,1994\n", encoding="utf-8")
    assert "twice" in refusal(capsys, *SEARCH)
    assert {path.name for path in folder.iterdir()} == {"r.csv", "q.csv"}


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("search", "--registry", "none.csv", "--queries", "q.csv", "--out", "o.csv"), "No such file"),
        (("search", "--registry", "r.csv", "--queries", "q.csv"), "--out"),
        ((*SEARCH, "--map", "nick=x"), "knows no field 'nick'"),
        ((*SEARCH, "--map", "given_name=first"), "no column 'first'"),
        ((*SEARCH, "--map", "given_name"), "field=column"),
        ((*SEARCH, "--also", "postcode"), "no column 'postcode'"),
        ((*SEARCH, "--top", "0"), "whole number"),
        ((*SEARCH, "--spark"), "no Spark"),
        (("link", "q.csv", "r.csv", "--out", "r.csv"), "cannot be written over"),
        (("dedupe", "r.csv", "--out", "nowhere/o.csv"), "cannot be written"),
        (("dedupe", "r.csv", "--out", "."), "not an ordinary file"),
        (("dedupe", "r.csv", "--out", "o.csv", "--links", "r.csv"), "--links"),
        (("compare", "r.csv", "--out", "o.csv"), "no column 'left'"),
        (("guess",), "invalid choice"),
        ((), "required"),
    ],
)
def test_a_wrong_command_is_refused_in_one_sentence(folder, capsys, argv, words):
    assert words in refusal(capsys, *argv)
    assert not (folder / "o.csv").exists()


def test_a_terminal_sees_a_bar_and_still_the_json_line_last(folder, capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert main(SEARCH) == 0
    told = capsys.readouterr().err
    assert "\rSearching  [########" in told
    assert set(json.loads(told.splitlines()[-1])) >= {"p50_ms", "p95_ms"}


def test_an_interrupted_run_leaves_nothing_behind(folder, capsys, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("kinmatch.snapshot.Snapshot.search", interrupted)
    assert main(SEARCH) == 130
    assert "nothing was written" in capsys.readouterr().err
    assert {path.name for path in folder.iterdir()} == {"r.csv", "q.csv"}


def test_what_is_written_is_for_its_owner_only(folder):
    assert main(SEARCH) == 0
    assert (folder / "out.csv").stat().st_mode & 0o077 == 0


def test_hard_names_go_through_the_command(folder):
    text = "id,name\n1,😀\n2," + "Ш" * 10_000 + "\n3,\n4,\u202eнавІ\n5,кovаленко Iван\n"
    (folder / "r.csv").write_text(text, encoding="utf-8")
    assert main(["dedupe", "r.csv", "--out", "out.csv"]) == 0
    assert len({row["cluster_id"] for row in rows("out.csv")}) == 5
