"""Two registries of the same size linked: kinmatch and Splink on DuckDB, each in a process of its own, in one run.

The one side is an invented registry; the other what families say, half of it about people of the first. Splink uses all
processors and learns from both sides; figures are of pairs of at least 0.5, and at the limit that suits each best.
"""

import argparse
import csv
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from judging import judged
from measuring import machine, markdown, run, write_into_paper
from people import make

SPLINK: Final = "Splink on DuckDB"
KINMATCH: Final = "kinmatch link"
Pair = tuple[str, str, float]


def measure(size: int, seed: int, tools: list[str]) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        make(folder, size, questions=size // 2, unmatched=size - size // 2, seed=seed)
        with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
            true = {(row["id"], row["query_id"]) for row in csv.DictReader(file) if row["id"]}
        left, right, out = folder / "registry.csv", folder / "questions.csv", folder / "pairs.csv"
        commands: dict[str, Callable[[], dict[str, float]]] = {
            KINMATCH: lambda: run("-m", "kinmatch.cli", "link", left, right, "--out", out),
            SPLINK: lambda: run(__file__, "--as-child", folder, "--sizes", size),
        }
        results = []
        for name, command in commands.items():
            if name.split()[0].lower() not in tools:
                continue
            cost = command()
            results.append({"name": name, "size": size} | cost | judged(_read(out), true))
            _tell(results)
    return results


def _read(path: Path) -> Iterator[Pair]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["left_id"], row["right_id"], float(row["probability"])


def by_splink(folder: Path) -> None:
    """Writes pairs.csv as `kinmatch link` does, the registry's id first."""
    from peers.splink_pairs import link_invented  # noqa: PLC0415  # the parent has no need of it

    with (folder / "pairs.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(("left_id", "right_id", "probability"))
        for one, other, probability in link_invented(folder / "registry.csv", folder / "questions.csv"):
            out.writerow((*sorted((one, other), reverse=True), probability))  # r... before q...


def _tell(results: list[dict[str, Any]]) -> None:
    result, ours = results[-1], results[0]
    ratio = f" ({result['seconds'] / ours['seconds']:.1f} times ours)" if result is not ours else ""
    print(
        f"  {result['name']:<18} {result['seconds']:8.1f} s{ratio}, processor {result['processor_s']:.1f} s,"
        f" {result['memory_bytes'] / 1e6:.0f} MB; from 0.5: precision {result['precision']:.3f}"
        f" recall {result['recall']:.3f} F1 {result['f1']:.3f};"
        f" best F1 {result['best_f1']:.3f} at {result['best_at']:.3f}",
        flush=True,
    )


def _paper(results: list[dict[str, Any]]) -> str:
    header = [
        "",
        "rows a side",
        "seconds",
        "processor s",
        "memory MB",
        "precision",
        "recall",
        "F1 from 0.5",
        "best F1",
    ]
    lines = [
        [
            result["name"],
            f"{result['size']:,}",
            f"{result['seconds']:.0f}",
            f"{result['processor_s']:.0f}",
            f"{result['memory_bytes'] / 1e6:.0f}",
            *(f"{result[key]:.3f}" for key in ("precision", "recall", "f1", "best_f1")),
        ]
        for result in results
    ]
    command = " ".join((".venv-bench/bin/python bench/bench_link.py", *sys.argv[1:]))
    return f"`{command}`; {machine()}.\n\n{markdown(header, lines)}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--sizes", type=lambda text: [int(size) for size in text.split(",")], default=[100_000]
    )
    parser.add_argument("--tools", type=lambda text: text.split(","), default=["kinmatch", "splink"])
    parser.add_argument("--seed", type=int, default=1864)
    parser.add_argument("--write-docs", action="store_true", help="a table and plots into docs/")
    parser.add_argument("--as-child", type=Path, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.as_child:
        by_splink(told.as_child)
        return 0
    results = []
    for size in told.sizes:
        print(f"\n{size} rows linked with {size}; {machine()}")
        results += measure(size, told.seed, told.tools)
    if told.write_docs:
        from plots import of_link  # noqa: PLC0415  # matplotlib, for those who write papers

        write_into_paper("bench_link", f"{_paper(results)}\n\n{of_link(results)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
