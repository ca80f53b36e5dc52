"""Who might be the same person: names across scripts, languages and slips, and every score with its reasons.

    index = Index.build(records)
    for hit in index.search(Record(name="HALAHAN Oleksandr", birth_date="1994")):
        print(hit.id, hit.comparison.probability, hit.comparison.reasons)

Pure Python: it knows nothing of a database or of the application that asks.
"""

from kinmatch.blocking import blocking_keys
from kinmatch.comparison import Comparison, Reason, compare
from kinmatch.folding import fold
from kinmatch.frequencies import Frequencies
from kinmatch.index import Hit, Index
from kinmatch.reading import reading
from kinmatch.records import Record
from kinmatch.skeletons import skeleton
from kinmatch.weights import PRIOR_BITS, Code

__all__ = [
    "PRIOR_BITS",
    "Code",
    "Comparison",
    "Frequencies",
    "Hit",
    "Index",
    "Reason",
    "Record",
    "blocking_keys",
    "compare",
    "fold",
    "reading",
    "skeleton",
]
