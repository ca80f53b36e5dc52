"""Learns how Cyrillic names are spelt in Latin letters, and writes the tables of kinmatch.spelling_channel.

python tools/learn_spellings.py PAIRS.tsv [FOLDER]

PAIRS.tsv: Latin name, its Cyrillic letters with spaces between, count. The names of kinmatch's own tables in
seven romanisations are learnt beside them. Takes some five minutes; the same input gives the same tables:
`spellings.tsv`, what is written in Cyrillic for Latin letters, and `skeletons.tsv`, how the Latin spellings of Cyrillic
letters sound, in the letters of `kinmatch.skeletons`.

1. Expectation maximisation over all ways to cut both spellings into groups of letters (Li, Zhang, Su 2004 call the
   cuts transliteration units) finds which groups stand for each other.
2. Each pair is cut in its likeliest way; beside each group of Latin letters it is counted what was written for it.
3. The counts become a tree of contexts, smoothed after Witten and Bell (1991), and pruned of every context that
   says little that a wider one does not (Stolcke 1998).
"""

import argparse
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from math import log, log2
from pathlib import Path
from typing import NamedTuple

from kinmatch.given_names import TABLE
from kinmatch.skeletons import skeleton
from kinmatch.spelling_channel import DATA, contexts, plain_cyrillic, plain_latin

HEAD = """# {title} Learnt by tools/learn_spellings.py.
# From names of people in Wikidata and their Russian labels (CC0 1.0), and from this project's own tables of names.
# letters before|letters from here on<tab>what is written, for how many letters, -8*log2 of the share
"""
#: How many letters a group has: Cyrillic, Latin.
CUTS = ((1, 0), (0, 1), (1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (2, 2))
FIRST_GUESS = dict(zip(CUTS, (0.02, 0.05, 0.8, 0.08, 0.01, 0.001, 0.02, 0.001), strict=True))
SAMPLE, ROUNDS = 15_000, 6
SHORT = 2  # letters of both groups together: a letter for a letter, and letters that are silent
LONGEST = 20
NOISE = -2.6  # nats a letter: below it the label is another name of the person
OWN_WEIGHT = 3
RAREST_LETTER = 40

Pair = tuple[str, str]  # what is read, what is written for it: Latin and Cyrillic, Cyrillic and a skeleton
Units = Mapping[Pair, float]  # group written, group read -> share


class Size(NamedTuple):
    """What a table leaves out: contexts seen less often, that save fewer bits, and smaller shares."""

    fewest: int
    gain: float
    share: float


class Cut(NamedTuple):
    """Letters written for `read[start:end]`."""

    letters: str
    start: int
    end: int


def read_pairs(path: Path) -> list[Pair]:
    pairs = []
    for line in path.read_text(encoding="utf-8").splitlines():
        latin, cyrillic, _count = line.split("\t")
        written, heard = plain_latin(latin), plain_cyrillic(cyrillic.replace(" ", ""))
        fits = 0.45 * len(heard) <= len(written) <= 2.4 * len(heard)
        if fits and heard.isalpha() and 1 < len(heard) <= LONGEST and 1 < len(written) <= LONGEST:
            pairs.append((written, heard))
    return pairs


def _letters(text: str) -> dict[str, str]:
    return dict(pair.split(":") for pair in text.replace("0", "").split())


_PLAIN = _letters("""
    а:a б:b в:v г:g ґ:g д:d е:e ё:e є:e ж:zh з:z и:i і:i ї:i й:i к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ў:u ф:f
    х:kh ц:ts ч:ch ш:sh щ:shch ъ:0 ы:y ь:0 э:e ю:iu я:ia ':0
""")
#: KMU 2010; ICAO 9303; BGN/PCGN; German, French and Polish habits; the scholarly one.
HABITS = tuple(
    _PLAIN | _letters(changes)
    for changes in (
        "г:h и:y є:ie",
        "",
        "й:y ю:yu я:ya є:ye ї:yi ё:yo",
        "в:w з:s ж:sch х:ch ц:z ч:tsch ш:sch щ:schtsch й:j ю:ju я:ja є:je ў:w",
        "у:ou ж:j ч:tch ш:ch щ:chtch й:i ю:iou я:ia г:gu",
        "в:w ж:ż х:ch ц:c ч:cz ш:sz щ:szcz й:j ю:ju я:ja л:l ы:y и:y г:h ў:ł",
        "ж:ž х:ch ц:c ч:č ш:š щ:šč й:j ю:ju я:ja є:je г:h ў:ŭ",
    )
)


def own_pairs(surnames: Iterable[str]) -> list[Pair]:
    """The project's own names in each habit."""
    names = set(surnames)
    for row in TABLE:
        names.update(form for form in (row.uk, row.ru, row.be) if form)
    pairs = []
    for name in sorted(names):
        word = name.lower()
        for habit in HABITS:
            latin = "".join(habit.get(letter, letter) for letter in word)
            pairs.append((plain_latin(latin), plain_cyrillic(word)))
    return [pair for pair in pairs if all(pair)]


def groups(latin: str, cyrillic: str) -> Iterator[tuple[int, int, int, int]]:
    """Where a group can begin and how long it can be, near the diagonal, in the order of dynamic programming."""
    rows, columns = len(cyrillic), len(latin)
    longer = max(rows, columns)
    band = max(2.5, 0.34 * longer) * longer
    for row in range(rows + 1):
        for column in range(columns + 1):
            if abs(row * columns - column * rows) <= band:
                for taken, written in CUTS:
                    if row + taken <= rows and column + written <= columns:
                        yield row, column, taken, written


def expect(pairs: Iterable[Pair], share: Callable[[Pair], float]) -> dict[Pair, float]:
    """How often each pair of groups is to be expected, by forward and backward sums."""
    expected: dict[Pair, float] = defaultdict(float)
    for latin, cyrillic in pairs:
        before = {(0, 0): 1.0}
        used = []
        for row, column, taken, written in groups(latin, cyrillic):
            reached = before.get((row, column))
            unit = (cyrillic[row : row + taken], latin[column : column + written])
            if reached and (chance := share(unit)):
                end = (row + taken, column + written)
                before[end] = before.get(end, 0.0) + reached * chance
                used.append(((row, column), end, unit, chance))
        last = (len(cyrillic), len(latin))
        if not (whole := before.get(last)):
            continue
        after = {last: 1.0}
        for start, end, unit, chance in reversed(used):
            if end in after:
                passed = after[end] * chance
                after[start] = after.get(start, 0.0) + passed
                expected[unit] += before[start] * passed / whole
    return expected


def learn_units(pairs: list[Pair]) -> Units:
    sample = random.Random(1).sample(pairs, min(SAMPLE, len(pairs)))  # noqa: S311  # not a secret

    def first_guess(unit: Pair) -> float:
        lengths = len(unit[0]), len(unit[1])
        return FIRST_GUESS[lengths] * 33.0 ** -lengths[0] * 26.0 ** -lengths[1]

    share: Callable[[Pair], float] = first_guess
    units: dict[Pair, float] = {}
    for number in range(ROUNDS):
        expected = expect(sample, share)
        total = sum(expected.values())
        least = 0.3 if number < ROUNDS // 3 else 1.0
        units = {unit: count / total for unit, count in expected.items() if count > least}
        known = units

        def learnt(unit: Pair, known: Units = known) -> float:
            short = len(unit[0]) + len(unit[1]) <= SHORT
            return known.get(unit, 1e-8 if short else 0.0)

        share = learnt
        print(f"round {number + 1}: {len(units)} groups", file=sys.stderr)
    return units


def cut(latin: str, cyrillic: str, units: Units) -> list[Cut]:
    """The likeliest cut of a pair; none if it is so unlikely that the two are different names."""
    best: dict[tuple[int, int], tuple[float, tuple[int, int] | None]] = {(0, 0): (0.0, None)}
    for row, column, taken, written in groups(latin, cyrillic):
        if (row, column) not in best:
            continue
        unit = (cyrillic[row : row + taken], latin[column : column + written])
        chance = units.get(unit, 1e-7 if taken + written <= SHORT else 0.0)
        end = (row + taken, column + written)
        if chance and (end not in best or best[end][0] < best[row, column][0] + log(chance)):
            best[end] = (best[row, column][0] + log(chance), (row, column))
    at = (len(cyrillic), len(latin))
    if at not in best or best[at][0] < NOISE * sum(at):
        return []
    cuts = []
    while (start := best[at][1]) is not None:
        cuts.append(Cut(cyrillic[start[0] : at[0]], start[1], at[1]))
        at = start
    return cuts[::-1]


Events = Counter[tuple[str, int]]
STOP = ("", 0)  # nothing more is written


def count(pairs: Iterable[tuple[Pair, int]], units: Units) -> dict[str, Events]:
    counted: dict[str, Events] = defaultdict(Counter)
    for (latin, cyrillic), weight in pairs:
        cuts = cut(latin, cyrillic, units)
        for letters, start, end in cuts:
            for context in contexts(latin, start):
                counted[context][letters, end - start] += weight
        for context in contexts(latin, len(latin)) if cuts else ():
            counted[context][STOP] += weight
    return counted


Shares = dict[tuple[str, int], float]


def _smoothed(events: Events, wider: Shares) -> Shares:
    total = events.total()
    trust = total / (total + 2.0 * len(events))
    return {
        event: trust * events[event] / total + (1.0 - trust) * wider.get(event, 1e-5)
        for event in events.keys() | wider.keys()
    }


def tree(
    counted: Mapping[str, Events], chain: Mapping[str, tuple[str, ...]], size: Size
) -> dict[str, Shares]:
    """Contexts that are worth their place, each with the smoothed shares of what is written there."""
    kept: dict[str, Shares] = {}
    for context in sorted(counted, key=lambda key: (len(chain[key]), key)):
        events = counted[context]
        wider = next((kept[other] for other in chain[context] if other in kept), {})
        shares = _smoothed(events, wider)
        gain = sum(number * log2(shares[event] / wider.get(event, 1e-5)) for event, number in events.items())
        if not wider or (events.total() >= size.fewest and gain >= size.gain):
            kept[context] = shares
    return kept


def lines(kept: Mapping[str, Shares], least: float) -> Iterator[str]:
    for context in sorted(kept):
        told = sorted(kept[context].items(), key=lambda item: (-item[1], item[0]))
        events = [
            f"{letters}{length}{round(-8 * log2(share))}"
            for (letters, length), share in told
            if share >= least
        ]
        yield f"{context}\t{' '.join(events)}"


def learn(pairs: list[Pair], own: list[Pair], size: Size, left_out: Collection[str] = ()) -> str:
    """The table as text, without the contexts that are left out: the next wider one serves in their place."""
    units = learn_units(pairs)
    rare = Counter(letter for read, _ in pairs for letter in read)
    known = [pair for pair in pairs if all(rare[letter] >= RAREST_LETTER for letter in pair[0])]
    weighted = [*((pair, 1) for pair in known), *((pair, OWN_WEIGHT) for pair in own)]
    counted = count(weighted, units)
    chain: dict[str, tuple[str, ...]] = {}
    for (read, _), _weight in weighted:
        for start in range(len(read) + 1):
            ordered = tuple(contexts(read, start))
            chain.update({key: ordered[place + 1 :] for place, key in enumerate(ordered)})
    kept = {key: shares for key, shares in tree(counted, chain, size).items() if key not in left_out}
    print(f"{len(known)} pairs, {len(own)} of our own, {len(kept)} contexts", file=sys.stderr)
    return "\n".join(lines(kept, size.share)) + "\n"


def heard(pairs: Iterable[Pair]) -> list[Pair]:
    """Cyrillic words with the skeletons of their Latin spellings."""
    return [(cyrillic, form) for latin, cyrillic in pairs if len(form := skeleton(latin)) > 1]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pairs", type=Path)
    parser.add_argument("folder", type=Path, nargs="?", default=DATA)
    parser.add_argument(
        "--leave-out", action="append", default=[], metavar="CONTEXT", help="write no line for this context"
    )
    told = parser.parse_args()
    pairs = read_pairs(told.pairs)
    surnames = (DATA / "surnames.tsv").read_text(encoding="utf-8").splitlines()
    own = own_pairs(line.split("\t")[0] for line in surnames if not line.startswith("#"))
    for name, title, some, ours, size in (
        (
            "spellings.tsv",
            "What is written in Cyrillic for the letters of a Latin name.",
            pairs,
            own,
            Size(4, 6.0, 0.02),
        ),
        (
            "skeletons.tsv",
            "How Latin spellings of a Cyrillic name sound.",
            heard(pairs),
            heard(own),
            Size(6, 15.0, 0.04),
        ),
    ):
        table = HEAD.format(title=title) + learn(some, ours, size, told.leave_out)
        (told.folder / name).write_text(table, encoding="utf-8")


if __name__ == "__main__":
    main()
