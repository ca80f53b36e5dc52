"""An invented registry, questions about it, and the answers, as files for `kinmatch search`.

Half of the rows are in Ukrainian or Russian, half in ten romanisations; families slip as bench/invented/ says.
registry.csv and questions.csv have the columns of `kinmatch search`; truth.csv has query_id, id ("" if he is not
listed), decoy_id (kin who must not be taken for him), kind, and how the date was given. The same arguments give the
same files.
"""

import argparse
import csv
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from invented.registry import COLUMNS, TRUTH_COLUMNS, Row, Truth, rows


def make(
    out: Path,
    size: int,
    *,
    questions: int,
    unmatched: int = 0,
    kin: int = 0,
    seed: int = 1864,
    dirty: bool = True,
) -> None:
    """Writes the three files into the folder, which is made if it is not there."""
    out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as files:

        def table(name: str, columns: Sequence[str]) -> Callable[[Sequence[str]], object]:
            file = files.enter_context((out / name).open("w", encoding="utf-8", newline=""))
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            return writer.writerow

        registry, asked = table("registry.csv", COLUMNS), table("questions.csv", COLUMNS)
        answers = table("truth.csv", TRUTH_COLUMNS)

        def ask(question: Row, truth: Truth) -> None:
            asked(question)
            answers(truth)

        for row in rows(size, ask, questions=questions, unmatched=unmatched, kin=kin, seed=seed, dirty=dirty):
            registry(row)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=1000, help="about people in the registry")
    parser.add_argument("--unmatched", type=int, default=0, help="about people who are not in it")
    parser.add_argument(
        "--kin", type=int, default=0, help="about twins and about sons of their father's name"
    )
    parser.add_argument("--clean", action="store_true", help="clerks make no mistakes; families still do")
    parser.add_argument("--seed", type=int, default=1864)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    told = parser.parse_args()
    if told.questions + told.kin > told.rows // 2:
        parser.error(f"{told.rows} rows bear {told.rows // 2} questions and no more")
    make(told.out, told.rows, questions=told.questions, unmatched=told.unmatched, kin=told.kin,
         seed=told.seed, dirty=not told.clean)  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
