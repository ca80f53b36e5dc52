"""Who ranks the Latin form of a Cyrillic name first, among 100,000: `kinmatch search` on names that it did not learn.

python bench/spellings.py TRAIN.tsv DEV.tsv [--questions N] [--names N]

The files hold a Latin name, its Cyrillic letters with spaces between, and a count; tools/learn_spellings.py learnt from
the first. The Latin names of both make the registry; the questions are Cyrillic names of the second.
"""

import argparse
import csv
import random
import subprocess
import sys
import tempfile
from pathlib import Path

TOP = 10


def read(path: Path) -> list[tuple[str, str]]:
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return [(latin, cyrillic.replace(" ", "")) for latin, cyrillic, _ in rows]


def write(path: Path, names: list[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow(("id", "name"))
        table.writerows((str(number), name) for number, name in enumerate(names))


def ranks(train: Path, dev: Path, questions: int, names: int, seed: int = 5) -> list[int]:
    """The rank of the right name for each question, 0 if it is not among the first ten."""
    chance = random.Random(seed)  # a sample needs no secret
    asked = read(dev)
    registry = list(dict.fromkeys(latin for latin, _ in asked))
    others = sorted({latin for latin, _ in read(train)} - set(registry))
    registry += chance.sample(others, max(min(names - len(registry), len(others)), 0))
    drawn = chance.sample(asked, min(questions, len(asked)))
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        write(home / "registry.csv", registry)
        write(home / "questions.csv", [cyrillic for _, cyrillic in drawn])
        command = [sys.executable, "-m", "kinmatch.cli", "search", "--top", str(TOP)]
        files = ["--registry", "registry.csv", "--queries", "questions.csv", "--out", "found.csv"]
        subprocess.run([*command, *files], check=True, cwd=home)
        found: dict[str, list[str]] = {}
        with (home / "found.csv").open(encoding="utf-8", newline="") as table:
            for row in csv.DictReader(table):
                found.setdefault(row["query_id"], []).append(registry[int(row["id"])])
    answers = (found.get(str(number), []) for number in range(len(drawn)))
    return [
        names.index(latin) + 1 if latin in names else 0
        for names, (latin, _) in zip(answers, drawn, strict=True)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("train", type=Path)
    parser.add_argument("dev", type=Path)
    parser.add_argument("--questions", type=int, default=2_000)
    parser.add_argument("--names", type=int, default=100_000)
    told = parser.parse_args()
    found = ranks(told.train, told.dev, told.questions, told.names)
    mean = sum(1 / rank for rank in found if rank) / len(found)
    print(
        f"{len(found)} questions among {told.names} names: MRR {mean:.3f}, recall@1 {found.count(1) / len(found):.3f}, "
        f"recall@10 {sum(0 < rank <= 10 for rank in found) / len(found):.3f}"
    )


if __name__ == "__main__":
    main()
