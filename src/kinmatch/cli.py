"""The `kinmatch` command: search a registry, link two, find doubles in one, compare pairs of names."""

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NoReturn, TypeVar

from kinmatch.comparison import Comparison, compare
from kinmatch.fitting import doubles, fitted, partners, sampled
from kinmatch.index import Index
from kinmatch.records import Record
from kinmatch.snapshot import Snapshot
from kinmatch.tables import BadInput, Progress, read_mapping, read_records, read_rows, written_whole
from kinmatch.weights import LISTED_PAIR_PRIOR_BITS

_MOST_LINKED: Final = 200  # partners of one record
_MOST_HITS: Final = 1000
_WEAKEST: Final = ("cluster_id", "records", "left_id", "right_id", "probability", "reasons")
_REFUSED: Final = 2
_INTERRUPTED: Final = 130  # as shells have it
_BAR: Final = 40
_KIBIBYTE: Final = 1024
_EPILOG: Final = """CSV columns, any subset: id, name (whole, any order, any script), family_name,
given_name, patronymic, birth_date (YYYY, YYYY-MM or YYYY-MM-DD), birth_place, unit, sex. Others are left
alone unless --also names them."""


_Registry = TypeVar("_Registry", Index, Snapshot)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise BadInput(f"{message[:1].upper()}{message[1:]}; see {self.prog} --help.")


@dataclass(slots=True)
class _Run:
    """What is measured for the JSON line that ends a run."""

    records: int = 0
    build_s: float = 0.0
    index_bytes: int = 0
    seconds: list[float] = field(default_factory=list)

    def line(self) -> str:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        ordered = sorted(self.seconds)
        return json.dumps({
            "records": self.records,
            "build_s": round(self.build_s, 3),
            "p50_ms": _percentile_ms(ordered, 0.50),
            "p95_ms": _percentile_ms(ordered, 0.95),
            "index_bytes": self.index_bytes,
            "peak_rss_bytes": peak if sys.platform == "darwin" else peak * _KIBIBYTE,
        })  # fmt: skip


def _percentile_ms(ordered: Sequence[float], share: float) -> float:
    return round(ordered[min(int(share * len(ordered)), len(ordered) - 1)] * 1000, 3) if ordered else 0.0


def _progress(label: str) -> Progress:
    """Draws a bar where stderr is a terminal, and nothing anywhere else."""
    if not sys.stderr.isatty():
        return lambda _share: None
    drawn = -1

    def draw(share: float) -> None:
        nonlocal drawn
        filled = int(min(share, 1.0) * _BAR)
        if filled != drawn:
            drawn = filled
            end = "\n" if filled == _BAR else ""
            print(f"\r{label:<10} [{'#' * filled:<{_BAR}}]", end=end, file=sys.stderr, flush=True)

    return draw


def _reasons(comparison: Comparison) -> str:
    return ";".join(f"{reason.field}:{reason.code}:{reason.bits:+.1f}" for reason in comparison.reasons)


def _scored(comparison: Comparison) -> tuple[str, str]:
    return f"{comparison.probability:.6f}", _reasons(comparison)


def _build(
    path: Path, told: argparse.Namespace, run: _Run, built: Callable[[Iterable[Record]], _Registry]
) -> _Registry:
    started = time.perf_counter()
    registry = built(read_records(path, told.map, told.also, _progress("Reading")))
    run.build_s = time.perf_counter() - started
    run.records, run.index_bytes = len(registry), registry.size_in_bytes()
    return registry


def _search(told: argparse.Namespace, run: _Run) -> None:
    registry = _build(told.registry, told, run, Snapshot.of)
    with written_whole(told.out, ("query_id", "rank", "id", "probability", "reasons")) as write:
        for query in read_records(told.queries, told.map, told.also, _progress("Searching")):
            started = time.perf_counter()
            hits = registry.search(query, told.top)
            run.seconds.append(time.perf_counter() - started)
            for rank, hit in enumerate(hits, start=1):
                write((query.id, rank, hit.id, *_scored(hit.comparison)))


def _link(told: argparse.Namespace, run: _Run) -> None:
    index = _build(told.right, told, run, Index.build)
    index = fitted(index, sampled(read_records(told.left, told.map, told.also, _progress("Learning"))))
    with written_whole(told.out, ("left_id", "right_id", "probability", "reasons")) as write:
        for record in read_records(told.left, told.map, told.also, _progress("Linking")):
            started = time.perf_counter()
            hits = partners(index.search(record, _MOST_LINKED))
            run.seconds.append(time.perf_counter() - started)
            run.records += 1
            for hit in hits:
                write((record.id, hit.id, *_scored(hit.comparison)))


def _dedupe(told: argparse.Namespace, run: _Run) -> None:
    with ExitStack() as files:
        write = files.enter_context(written_whole(told.out, ("id", "cluster_id")))
        write_link = told.links and files.enter_context(written_whole(told.links, _WEAKEST))
        index = fitted(_build(told.records, told, run, Index.build))
        records = index.records
        first: dict[int, str] = {}
        for cluster in doubles(index, _progress("Joining"), run.seconds):
            first |= dict.fromkeys(cluster.places, records[cluster.places[0]].id)
            if write_link and (link := cluster.weakest):
                left, right = records[link.one], records[link.other]
                held = _scored(index.compare(left, right))
                write_link((first[link.one], len(cluster.places), left.id, right.id, *held))
        for place, record in enumerate(records):
            write((record.id, first[place]))


def _compare(told: argparse.Namespace, run: _Run) -> None:
    rows = read_rows(told.pairs, _progress("Comparing"))
    _, header = next(rows)
    for column in ("left", "right"):
        if column not in header:
            raise BadInput(f"{told.pairs} has no column {column!r}; it needs left and right, a name in each.")
    with written_whole(told.out, ("left", "right", "probability", "reasons")) as write:
        for _, row in rows:
            started = time.perf_counter()
            left, right = Record(name=row["left"]), Record(name=row["right"])
            found = compare(left, right, prior_bits=LISTED_PAIR_PRIOR_BITS)
            run.seconds.append(time.perf_counter() - started)
            run.records += 1
            write((row["left"], row["right"], *_scored(found)))


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:9]) <= _MOST_HITS:
        raise argparse.ArgumentTypeError(f"it takes a whole number from 1 to {_MOST_HITS}")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="kinmatch", description=__doc__, epilog=_EPILOG)
    commands = parser.add_subparsers(required=True, metavar="search|link|dedupe|compare")
    columns = _Parser(add_help=False)
    columns.add_argument("--map", type=read_mapping, default={}, metavar="FIELD=COLUMN,...",
                         help="which column holds which field")  # fmt: skip
    columns.add_argument(
        "--also", type=_names, default=(), metavar="COLUMN,...", help="further columns to compare"
    )
    spark = _Parser(add_help=False)
    spark.add_argument("--spark", action="store_true", help="spread the work over Apache Spark")
    out = _Parser(add_help=False)
    out.add_argument("--out", type=Path, required=True, metavar="OUT.csv", help="written when all is done")

    search = commands.add_parser(
        "search", parents=[columns, out, spark], help="who in a registry is each query"
    )
    search.add_argument("--registry", type=Path, required=True, metavar="R.csv")
    search.add_argument("--queries", type=Path, required=True, metavar="Q.csv")
    search.add_argument("--top", type=_positive, default=10, metavar="N", help="hits for a query (10)")
    search.set_defaults(run=_search, inputs=("registry", "queries"))
    link = commands.add_parser("link", parents=[columns, out, spark],
                               help="pairs of two registries, likelier one person than two")  # fmt: skip
    link.add_argument("left", type=Path, metavar="A.csv")
    link.add_argument("right", type=Path, metavar="B.csv")
    link.set_defaults(run=_link, inputs=("left", "right"))
    dedupe = commands.add_parser(
        "dedupe", parents=[columns, out], help="which records of one registry are one person"
    )
    dedupe.add_argument("records", type=Path, metavar="A.csv")
    dedupe.add_argument("--links", type=Path, metavar="LINKS.csv",
                        help="the most doubtful link of each person's records")  # fmt: skip
    dedupe.set_defaults(run=_dedupe, inputs=("records",), spark=False)
    pairs = commands.add_parser("compare", parents=[out], help="pairs of names in the columns left and right")
    pairs.add_argument("pairs", type=Path, metavar="PAIRS.csv")
    pairs.set_defaults(run=_compare, inputs=("pairs",), spark=False)
    return parser


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for part in text.split(",") if (name := part.strip())))


def _check(told: argparse.Namespace) -> None:
    if told.spark:
        raise BadInput("This build of kinmatch has no Spark; leave --spark out to work on this machine.")
    for name in told.inputs:
        path = getattr(told, name)
        if told.out.exists() and path.exists() and told.out.samefile(path):
            raise BadInput(f"{told.out} is read and cannot be written over; choose another --out.")
    links = getattr(told, "links", None)
    if links and links.resolve() in {told.out.resolve(), told.records.resolve()}:
        raise BadInput(f"{links} is used already; choose another file for --links.")


def main(argv: Sequence[str] | None = None) -> int:
    """Exit status 0, or 2 with one sentence on stderr and nothing written. JSON ends stderr."""
    run = _Run()
    try:
        told = _parser().parse_args(argv)
        _check(told)
        told.run(told, run)
    except BadInput as refusal:
        print(refusal, file=sys.stderr)
        return _REFUSED
    except OSError as error:
        print(f"Nothing was written: {error.strerror or error}.", file=sys.stderr)
        return _REFUSED
    except KeyboardInterrupt:
        print("Interrupted; nothing was written.", file=sys.stderr)
        return _INTERRUPTED
    print(run.line(), file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
