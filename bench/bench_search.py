"""Who finds the man among many: kinmatch and what a bureau could use instead, on the same invented registry.

Each tool has a process of its own, builds from the same CSV and is asked the same questions in one thread, one by one:
once with name and date only, once with all fields. A tool that has used its seconds is asked no more, and the table
says how many questions it got. Times are by the clock; beside them stands the processor time that questions cost.
"""

import argparse
import csv
import json
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any, Final

from ceiling import ceiling
from judging import Answers, false_suggestions, joined_kin, recalls, reliability
from measuring import (
    forget_peak,
    in_its_own_process,
    machine,
    markdown,
    most_memory,
    postgres_answers,
    share_at,
    write_into_paper,
)
from people import COLUMNS, make

#: Module and class of each, and whether it can be asked at any size.
TOOLS: Final = {
    "kinmatch": ("ours", "Kinmatch"),
    "personfinder": ("person_finder", "PersonFinder"),
    "rapidfuzz": ("all_names", "AllNames"),
    "fts5": ("fts5", "Fts5"),
    "tantivy": ("tantivy_terms", "Tantivy"),
    "pg_trgm": ("pg_trgm", "PgTrgm"),
    "splink": ("splink_duckdb", "Splink"),
}
NARROW: Final = ("id", "name", "family_name", "given_name", "patronymic", "birth_date")
FIELDS: Final = {"narrow": "name and date only", "all": "all fields"}
CEILING: Final = "the most that anybody could find"
Result = dict[str, Any]


def ask(tool: str, folder: Path, seconds: float) -> Result:
    """Builds one tool and asks it. Figures, and for each question the ids and probabilities that came back."""
    module, name = TOOLS[tool]
    made = getattr(import_module(f"peers.{module}"), name)
    forget_peak()
    before, begun, used = most_memory(), time.perf_counter(), time.process_time()
    with tempfile.TemporaryDirectory() as scratch:
        finder = made(folder / "registry.csv", Path(scratch))
        try:
            built, built_used = time.perf_counter() - begun, time.process_time() - used
            found, took, cost, until = [], [], [], time.perf_counter() + seconds
            with (folder / "questions.csv").open(encoding="utf-8", newline="") as file:
                for question in csv.DictReader(file):
                    begun, used = time.perf_counter(), time.process_time()
                    found.append([(hit.id, hit.probability) for hit in finder.find(question)])
                    took.append(time.perf_counter() - begun)
                    cost.append(time.process_time() - used)
                    if time.perf_counter() > until:
                        break
            size = finder.size_in_bytes()
        finally:
            finder.close()
    took.sort()
    cost.sort()
    return {
        "name": made.name,
        "build_s": built,
        "build_processor_s": built_used,
        "p50_ms": 1000 * share_at(took, 0.5),
        "p95_ms": 1000 * share_at(took, 0.95),
        "processor_p50_ms": 1000 * share_at(cost, 0.5),
        "processor_p95_ms": 1000 * share_at(cost, 0.95),
        "asked": len(took),
        "index_bytes": size,
        "memory_bytes": most_memory() - before,
        "found": found,
    }


def prepare(folder: Path, size: int, told: argparse.Namespace) -> Answers:
    """Files for all fields and for name and date only, the questions in one mixed order; their answers."""
    full = folder / "all"
    unmatched = told.questions if told.unmatched is None else told.unmatched
    make(
        full,
        size,
        questions=told.questions,
        unmatched=unmatched,
        kin=told.questions // 10,
        seed=told.seed,
        dirty=not told.clean,
    )
    questions, truth = (_read(full / name) for name in ("questions.csv", "truth.csv"))
    # A tool that is stopped early has then been asked of all kinds.
    order = Random(told.seed).sample(range(len(truth)), len(truth))
    _write(full / "questions.csv", COLUMNS, [questions[place] for place in order])
    narrow = folder / "narrow"
    narrow.mkdir()
    for name in ("registry.csv", "questions.csv"):
        with (full / name).open(encoding="utf-8", newline="") as file:
            _write(narrow / name, NARROW, csv.DictReader(file))
    return [truth[place] for place in order]


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, columns: Sequence[str], rows: Iterable[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


def measure(size: int, told: argparse.Namespace) -> list[Result]:
    results = []
    with tempfile.TemporaryDirectory() as scratch:
        truth = prepare(Path(scratch), size, told)
        kin = told.questions // 10
        most = ceiling(size, told.questions, kin=kin, seed=told.seed, dirty=not told.clean)
        for fields in told.fields:
            first, ten = most[fields]
            results.append({"name": CEILING, "size": size, "fields": fields, "first": first, "ten": ten})
            print(f"  {FIELDS[fields]:<18} {CEILING:<42} recall@1 {first:.3f}  @10 {ten:.3f}", flush=True)
        for fields in told.fields:
            for tool in told.tools:
                if tool != "kinmatch" and size > told.peers_up_to:
                    continue
                if tool == "pg_trgm" and not postgres_answers():
                    print("  No PostgreSQL answers; PGHOST, PGPORT and PGUSER name one.")
                    continue
                asked = (
                    __file__,
                    "--as-child",
                    tool,
                    "--folder",
                    Path(scratch) / fields,
                    "--seconds",
                    told.seconds,
                )
                result = in_its_own_process(*asked)
                if result:
                    first, ten = recalls(result["found"], truth)
                    result |= {"tool": tool, "size": size, "fields": fields, "first": first, "ten": ten}
                    results.append(result)
                    _tell(result, results, truth)
    return results


def _tell(result: Result, results: list[Result], truth: list[dict[str, str]]) -> None:
    alike = (one for one in results if (one["fields"], one["size"]) == (result["fields"], result["size"]))
    ours = next((one for one in alike if one.get("tool") == "kinmatch"), None)
    ratio = f"{result['p50_ms'] / ours['p50_ms']:.2f} times ours; " if ours else ""
    print(
        f"  {FIELDS[result['fields']]:<18} {result['name']:<42} recall@1 {result['first']:.3f}"
        f"  @10 {result['ten']:.3f}  p50 {result['p50_ms']:8.2f}  p95 {result['p95_ms']:8.2f} ms"
        f"  ({ratio}processor p50 {result['processor_p50_ms']:.2f} p95 {result['processor_p95_ms']:.2f} ms)"
        f"  built in {result['build_s']:.1f} s, index {result['index_bytes'] / 1e6:.0f} MB,"
        f" memory {result['memory_bytes'] / 1e6:.0f} MB; {result['asked']} questions",
        flush=True,
    )
    if any(probability is not None for hits in result["found"] for _, probability in hits):
        limit, recall, rate = false_suggestions(result["found"], truth)
        joined, kin = joined_kin(result["found"], truth)
        result |= {"limit": limit, "recall_at_limit": recall, "false": rate, "joined": joined, "kin": kin}
        result["reliability"] = reliability(result["found"], truth)
        print(f"    at probability {limit:.4f}: recall {recall:.3f}, {rate:.3f} false suggestions a question;"
              f" kin taken for him {joined} of {kin}")  # fmt: skip
        print("    said / right / rows: " + ", ".join(f"{said:.2f}/{right:.2f}/{rows}" for said, right, rows in
                                                     result["reliability"]))  # fmt: skip


def _line(result: Result) -> list[str]:
    said = [result["name"], FIELDS[result["fields"]], f"{result['first']:.3f}", f"{result['ten']:.3f}"]
    if "asked" not in result:
        return [*said, *["–"] * 8]
    times = (f"{result[key]:.1f}" for key in ("p50_ms", "p95_ms", "processor_p50_ms", "processor_p95_ms"))
    sizes = (f"{result[key] / 1e6:.0f}" if result[key] else "–" for key in ("index_bytes", "memory_bytes"))
    built = f"{result['build_s']:.1f} / {result['build_processor_s']:.1f}"
    return [*said, *times, built, *sizes, str(result["asked"])]


def _paper(results: list[Result], told: argparse.Namespace) -> str:
    """Tables for docs/benchmarks.md, with the command that made them."""
    command = " ".join((".venv-bench/bin/python bench/bench_search.py", *sys.argv[1:]))
    parts = [
        f"`{command}`; {machine()}. {'Clean' if told.clean else 'Dirty'} registry, {told.questions} questions."
    ]
    for size in told.sizes:
        lines = [_line(result) for result in results if result["size"] == size]
        header = ["", "fields", "recall@1", "recall@10", "p50 ms", "p95 ms", "processor p50", "processor p95",
                  "build s / processor", "index MB", "memory MB", "asked"]  # fmt: skip
        parts.append(f"**{size:,} rows**\n\n{markdown(header, lines)}")
    weighed = [result for result in results if "limit" in result]
    if weighed:
        lines = [
            [
                result["name"], FIELDS[result["fields"]], f"{result['size']:,}", f"{result['limit']:.4f}",
                f"{result['recall_at_limit']:.3f}", f"{result['false']:.3f}", f"{result['joined']} of {result['kin']}",
            ]
            for result in weighed
        ]  # fmt: skip
        header = [
            "",
            "fields",
            "rows",
            "probability",
            "recall there",
            "false a question",
            "kin taken for him",
        ]
        parts.append("When 95 of 100 questions are about nobody listed:\n\n" + markdown(header, lines))
    return "\n\n".join(parts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=_sizes, default=[10_000, 50_000], metavar="ROWS,...")
    parser.add_argument("--questions", type=int, default=500, help="about people in the registry")
    parser.add_argument("--unmatched", type=int, help="about nobody in it; else as many")
    parser.add_argument("--tools", type=lambda text: text.split(","), default=list(TOOLS), metavar="TOOL,...",
                        help=", ".join(TOOLS))  # fmt: skip
    parser.add_argument(
        "--fields", type=lambda text: text.split(","), default=list(FIELDS), help="narrow, all"
    )
    parser.add_argument("--peers-up-to", type=int, default=1_000_000, metavar="ROWS")
    parser.add_argument("--seconds", type=float, default=60, help="a tool is asked no longer")
    parser.add_argument("--clean", action="store_true", help="a registry without slips")
    parser.add_argument("--seed", type=int, default=1864)
    parser.add_argument("--write-docs", action="store_true", help="tables and plots into docs/")
    parser.add_argument("--as-child", choices=TOOLS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.as_child:
        print(json.dumps(ask(told.as_child, told.folder, told.seconds)))
        return 0
    if unknown := [tool for tool in told.tools if tool not in TOOLS] + [
        one for one in told.fields if one not in FIELDS
    ]:
        parser.error(f"{', '.join(unknown)} is not known")
    results = []
    for size in told.sizes:
        print(f"\n{size} rows, {'clean' if told.clean else 'dirty'}; {machine()}")
        results += measure(size, told)
    if told.write_docs:
        from plots import of_search  # noqa: PLC0415  # matplotlib, for those who write papers

        pictures = of_search(results)
        write_into_paper("bench_search", f"{_paper(results, told)}\n\n{pictures}")
    return 0


def _sizes(text: str) -> list[int]:
    return [int(size.replace("_", "")) for size in text.split(",")]


if __name__ == "__main__":
    sys.exit(main())
