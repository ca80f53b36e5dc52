"""Who might be the same person: names across scripts, languages and slips, and every score with its reasons.

    registry = Snapshot.build(Path("registry.kinmatch"), records)
    for hit in registry.search(Record(name="HALAHAN Oleksandr", birth_date="1994")):
        print(hit.id, hit.comparison.probability, hit.comparison.reasons)

Pure Python: it knows nothing of a database or of the application that asks.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from kinmatch.blocking import blocking_keys
from kinmatch.comparison import Comparison, Reason, compare
from kinmatch.description_keys import BODY_KEY
from kinmatch.folding import fold
from kinmatch.frequencies import Frequencies
from kinmatch.reading import reading
from kinmatch.records import Record
from kinmatch.skeletons import skeleton
from kinmatch.weights import PRIOR_BITS, Code

if TYPE_CHECKING:
    from kinmatch.index import Index
    from kinmatch.snapshot import Hit, Snapshot, UnusableSnapshot

#: Loaded when they are asked for: with numpy behind them, every command of an installation would start later.
_LATER: Final = {
    "Hit": "kinmatch.snapshot",
    "Index": "kinmatch.index",
    "Snapshot": "kinmatch.snapshot",
    "UnusableSnapshot": "kinmatch.snapshot",
}

__all__ = [
    "BODY_KEY",
    "PRIOR_BITS",
    "Code",
    "Comparison",
    "Frequencies",
    "Hit",
    "Index",
    "Reason",
    "Record",
    "Snapshot",
    "UnusableSnapshot",
    "blocking_keys",
    "compare",
    "fold",
    "reading",
    "skeleton",
]


def __getattr__(name: str) -> Any:  # what it is stands above, for type checkers
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)
