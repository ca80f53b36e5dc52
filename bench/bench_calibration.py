"""Whether probabilities mean what they say: of pairs said to be 0.9, are nine of ten right?

Of 100 questions 95 are about nobody listed, and some are about twins and about sons of their father's name. The same
hits are weighed by the shipped table and by weights learnt without labels from the registry and the questions.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from invented.registry import COLUMNS, TRUTH_COLUMNS, Row, Truth, rows
from judging import false_suggestions, joined_kin, recalls, reliability
from measuring import PICTURES, machine, markdown, write_into_paper

from kinmatch import Index, Record
from kinmatch.fitting import fitted, sampled
from kinmatch.snapshot import Snapshot

SEED: Final = 1907  # the people of no other bench
LEARNT_FROM: Final = 3_000  # questions
TOP: Final = 10


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument(
        "--questions", type=int, default=300, help="about people listed; 19 times more are not"
    )
    parser.add_argument("--kin", type=int, default=100)
    parser.add_argument("--write-docs", action="store_true", help="table and plot into docs")
    told = parser.parse_args()
    asked: list[Record] = []
    truth: list[dict[str, str]] = []

    def ask(question: Row, answer: Truth) -> None:
        asked.append(_record(question))
        truth.append(dict(zip(TRUTH_COLUMNS, answer, strict=True)))

    listed = [
        _record(row)
        for row in rows(
            told.rows, ask, questions=told.questions, unmatched=19 * told.questions, kin=told.kin, seed=SEED
        )
    ]
    snapshot, index = Snapshot.of(listed), Index.build(listed)
    found = [[hit.id for hit in snapshot.search(question, TOP)] for question in asked]
    print(f"{len(listed)} rows, {len(asked)} questions; {machine()}")
    results = {
        "shipped weights": _judged(index, asked, found, truth),
        "learnt without labels": _judged(fitted(index, sampled(asked, LEARNT_FROM)), asked, found, truth),
    }
    text = "\n\n".join(_table(name, result) for name, result in results.items())
    print(text)
    if told.write_docs:
        _plot(results)
        said = f"`.venv-bench/bin/python bench/bench_calibration.py`: {len(listed):,} rows, {len(asked):,} questions."
        picture = "![how often a probability that was said is right](pictures/calibration.svg)"
        write_into_paper("bench_calibration", f"{said}\n\n{text}\n\n{picture}")
    return 0


def _record(row: Iterable[str]) -> Record:
    return Record.from_mapping(dict(zip(COLUMNS, row, strict=True)))


def _judged(
    index: Index, asked: Sequence[Record], found: Sequence[Sequence[str]], truth: Sequence[dict[str, str]]
) -> dict[str, Any]:
    by_id = {record.id: record for record in index.records}
    hits = []
    for question, some in zip(asked, found, strict=True):
        weighed = [(one, index.compare(question, by_id[one]).probability) for one in some]
        hits.append(sorted(weighed, key=lambda hit: -hit[1]))
    limit, recall, false = false_suggestions(hits, truth)
    return {
        "first": recalls(hits, truth)[0],
        "limit": limit,
        "recall": recall,
        "false": false,
        "kin": joined_kin(hits, truth),
        "bands": reliability(hits, truth),
    }


def _table(name: str, result: dict[str, Any]) -> str:
    bands = [[f"{said:.3f}", f"{right:.3f}", f"{count:,}"] for said, right, count in result["bands"]]
    joined, kin = result["kin"]
    return (
        f"{name[:1].upper()}{name[1:]}: first in {result['first']:.3f}; recall {result['recall']:.3f}"
        f" at {result['limit']:.3g} with {result['false']:.3f} false suggestions a question;"
        f" {joined} of {kin} taken for their kin.\n\n"
        + markdown(["said, mean of a band", "right", "pairs"], bands)
    )


def _plot(results: dict[str, dict[str, Any]]) -> None:
    import matplotlib as mpl  # noqa: PLC0415  # heavy, and for papers only

    mpl.use("svg")
    mpl.rcParams |= {"svg.hashsalt": "kinline", "svg.fonttype": "none", "font.size": 9}
    from matplotlib import pyplot as plt  # noqa: PLC0415

    figure, axes = plt.subplots(layout="constrained", figsize=(5, 3.6))
    axes.plot([0, 1], [0, 1], color="grey", linewidth=0.8)
    for name, result in results.items():
        said, right, _ = zip(*result["bands"], strict=True)
        axes.plot(said, right, marker="o", label=name)
    axes.set(xlabel="probability said", ylabel="share that was right")
    axes.legend(frameon=False)
    Path(PICTURES).mkdir(exist_ok=True)
    figure.savefig(PICTURES / "calibration.svg", metadata={"Date": None})
    plt.close(figure)


if __name__ == "__main__":
    sys.exit(main())
