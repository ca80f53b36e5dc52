"""Who is in one table twice: kinmatch and Splink on DuckDB, on real historical people with errors, or on invented ones.

The historical people (splink_datasets, MIT; out of Wikidata, CC0) are not in this repository: `--file` names their
table. Where it does not lie beside the checkout, an invented registry with families' words in it is taken. Splink's
clusters are taken at the limit that suits it best.
"""

import argparse
import csv
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from judging import pairwise
from measuring import machine, markdown, run, write_into_paper
from people import make

HISTORICAL: Final = (
    Path(__file__).resolve().parents[1].parent / "shared" / "data" / "historical_people_dev.csv"
)
MAP: Final = "id=unique_id,family_name=surname,given_name=first_name,birth_date=dob,sex=gender"
ALSO: Final = "postcode_fake,occupation"
Result = dict[str, float | str]


def ours(table: Path, more: tuple[str, ...], true: dict[str, str]) -> Result:
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "clusters.csv"
        cost = run("-m", "kinmatch.cli", "dedupe", table, "--out", out, *more)
        cluster = {row["id"]: row["cluster_id"] for row in _read(out)}
    return {"name": "kinmatch dedupe", "seconds": cost["seconds"]} | pairwise(cluster, true)


def by_splink(table: Path, true: dict[str, str], *, historical: bool) -> Result:
    import pandas as pd  # noqa: PLC0415  # heavy, and a peer's
    from peers.splink_pairs import cluster_historical, cluster_invented  # noqa: PLC0415

    begun = time.perf_counter()
    clusters = (
        cluster_historical(pd.read_csv(table, dtype="string")) if historical else cluster_invented(table)
    )
    at = {limit: pairwise(cluster, true) for limit, cluster in clusters}
    best = max(at, key=lambda limit: at[limit]["f1"])
    return {"name": f"Splink on DuckDB, joined at {best}", "seconds": time.perf_counter() - begun} | at[best]


def invented(folder: Path, size: int) -> tuple[Path, dict[str, str]]:
    """A table in which every third record is somebody's word about another; the cluster of each."""
    make(folder, size - size // 3, questions=size // 3)
    true = {row["id"]: row["id"] for row in _read(folder / "registry.csv")}
    true |= {row["query_id"]: row["id"] for row in _read(folder / "truth.csv")}
    table = folder / "table.csv"
    lines = (folder / "questions.csv").read_text(encoding="utf-8").split("\n", 1)[1]
    table.write_text((folder / "registry.csv").read_text(encoding="utf-8") + lines, encoding="utf-8")
    return table, true


def _read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, default=HISTORICAL, help="historical_people_dev.csv")
    parser.add_argument("--invented", type=int, metavar="ROWS", help="so many invented people instead")
    parser.add_argument("--write-docs", action="store_true", help="a table into docs/benchmarks.md")
    told = parser.parse_args()
    historical = told.invented is None and told.file.exists()
    with tempfile.TemporaryDirectory() as scratch:
        if historical:
            table, more = told.file, ("--map", MAP, "--also", ALSO)
            true = {row["unique_id"]: row["cluster"] for row in _read(table)}
        else:
            (table, true), more = invented(Path(scratch), told.invented or 10_000), ()
        words = "historical" if historical else "invented"
        print(f"{len(true)} {words} records of {len(set(true.values()))} people; {machine()}")
        results = []
        for result in (ours(table, more, true), by_splink(table, true, historical=historical)):
            results.append(result)
            print(
                f"  {result['name']:<36} precision {result['precision']:.3f} recall {result['recall']:.3f}"
                f" F1 {result['f1']:.3f}; largest cluster {result['largest']}; {result['seconds']:.1f} s",
                flush=True,
            )
    if told.write_docs:
        header = ["", "precision", "recall", "F1", "largest cluster", "seconds"]
        lines = [
            [
                str(result["name"]),
                *(f"{result[key]:.3f}" for key in ("precision", "recall", "f1")),
                str(result["largest"]),
                f"{result['seconds']:.0f}",
            ]
            for result in results
        ]
        people = f"{len(true):,} {words} records of {len(set(true.values())):,} people"
        which = f"--file {told.file.name}" if historical else f"--invented {len(true)}"
        said = f"`.venv-bench/bin/python bench/bench_dedupe.py {which}`: {people}; {machine()}."
        write_into_paper("bench_dedupe", f"{said}\n\n{markdown(header, lines)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
