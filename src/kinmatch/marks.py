"""Tattoos, scars and other marks: where on the body, which side, what they show; and how two sets of them agree.

«татуювання вовк на лівому передпліччі», "wolf tattoo left forearm" and «наколка волка на левой руке» are one
mark. What one side does not mention says nothing: few describe a whole body. Against speak only a limb that is
missing on one and described on the other, and a mark that the other denies ("no tattoos").
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from kinmatch.body_words import (
    LONGEST,
    Meaning,
    is_telling,
    meanings_of,
    paired,
    rarity,
    rarity_of_word,
    tokens_of,
)
from kinmatch.skeletons import skeleton
from kinmatch.weights import WEIGHTS, Code

_MOST_MARKS: Final = 8
_MOST_WORDS: Final = 6
_CUT: Final = re.compile(r"[;,.\n]| та | і | и | and ")
_PARTS: Final = {
    "arm": frozenset({"shoulder", "upperarm", "elbow", "forearm", "wrist", "hand", "finger"}),
    "leg": frozenset({"hip", "knee", "calf", "foot", "toe"}),
    "hand": frozenset({"wrist", "finger"}),
    "foot": frozenset({"toe"}),
    "head": frozenset({"forehead", "face", "brow", "nose", "lip", "chin", "ear"}),
    "face": frozenset({"forehead", "brow", "nose", "lip", "chin"}),
}
_NEAR: Final = frozenset(
    frozenset(pair.split("-"))
    for pair in "shoulder-upperarm wrist-forearm elbow-forearm elbow-upperarm hand-wrist chest-shoulder chest-side "  # noqa: SIM905  # a table of words
    "side-belly side-back back-shoulder hip-side knee-calf knee-hip brow-forehead neck-shoulder lip-chin".split()
)
_SCARS: Final = frozenset({"scar", "burn", "operation"})  # a clerk's scar is a family's operation
_LOST_WITH: Final = {
    "arm": _PARTS["arm"], "leg": _PARTS["leg"], "hip": _PARTS["leg"], "shoulder": _PARTS["arm"],
    "forearm": frozenset({"wrist", "hand", "finger"}), "calf": frozenset({"foot", "toe"}),
    "hand": frozenset({"finger"}), "foot": frozenset({"toe"}),
}  # fmt: skip
_LIMBS: Final = frozenset(
    {"arm", "leg", "hand", "foot", "finger", "toe", "forearm", "calf", "hip", "ear", "shoulder"}
)
_DENIABLE: Final = ("tattoo", "scar", "piercing")
_TRUST: Final = 0.8  # of a place or motif that agrees: eyes and memories err
_OTHER_SIDE_BITS: Final = -1.5
_SAME_SIDE_BITS: Final = 0.8
_OTHER_MOTIF_BITS: Final = -3.0
_OTHER_SITE_BITS: Final = -2.0
_MOST_WORD_BITS: Final = 9.0
_LEAST_BITS: Final = 0.5


class Mark(NamedTuple):
    """One mark; "" and () where nothing is told. `words` are skeletons of words that no table knows."""

    kind: str
    site: str = ""
    side: str = ""
    motifs: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    fresh: bool = False  # torn off when he was hit: no part of how he was known


class Marks(NamedTuple):
    """All that a text says, at most 8 marks; `denied` are kinds that it says are not there."""

    marks: tuple[Mark, ...] = ()
    denied: frozenset[str] = frozenset()


class Agreement(NamedTuple):
    """How two texts agree: the code of the pair that says most, the bits of all pairs, and what was shared."""

    code: Code
    bits: float
    matched: int = 0
    counter: Code | None = None


def read_marks(text: str) -> Marks:
    """The marks of a text in any of the three languages. Looks at 600 characters."""
    return _read(text[:LONGEST])


@lru_cache(maxsize=16384)
def _read(text: str) -> Marks:
    found: list[Mark] = []
    denied: set[str] = set()
    for piece in _CUT.split(text.lower()):
        _add(_piece(piece), found, denied)
    return Marks(tuple(dict.fromkeys(found))[:_MOST_MARKS], frozenset(denied))


class _Piece(NamedTuple):
    kinds: tuple[str, ...]
    site: str
    side: str
    motifs: tuple[str, ...]
    words: tuple[str, ...]
    denies_all: bool


def _piece(text: str) -> _Piece:
    tokens = tokens_of(text)
    told: dict[str, list[str]] = {"mark": [], "site": [], "side": [], "motif": [], "denial": []}
    words: list[str] = []
    for word, following in paired(tokens):
        meanings = [meaning for meaning in meanings_of(word, following) if meaning.sort in told]
        first = min(meanings, key=lambda meaning: _ORDER.index(meaning.sort), default=None)
        if first:
            if first.key not in told[first.sort]:
                told[first.sort].append(first.key)
        elif is_telling(word):
            words.append(skeleton(word) or word)
    sites = [key for key in told["site"] if not any(other in _PARTS.get(key, ()) for other in told["site"])]
    return _Piece(
        tuple(told["mark"]), "".join(sites[:1]), "".join(told["side"][:1]), tuple(sorted(told["motif"])),
        tuple(sorted(set(words)))[:_MOST_WORDS], bool(told["denial"]),
    )  # fmt: skip


_ORDER: Final = ("mark", "site", "side", "motif", "denial")


def _add(piece: _Piece, found: list[Mark], denied: set[str]) -> None:
    missing = "missing" in piece.kinds
    real = [kind for kind in piece.kinds if kind not in {"missing", "fresh"}]
    if missing and not piece.site and not piece.motifs:
        if piece.denies_all or real:
            denied.update(kind for kind in _DENIABLE if piece.denies_all or kind in real)
        return
    if missing or "fresh" in piece.kinds:
        if piece.site:
            site = {"knee": "calf", "elbow": "forearm"}.get(piece.site, piece.site)
            found.append(Mark("missing", site, piece.side, fresh="fresh" in piece.kinds))
        return
    if real and found and not found[-1].kind and not (piece.site or piece.motifs):
        found[-1] = found[-1]._replace(kind=real[0])  # "a wolf on the neck, tattoo"
    elif real:
        found.append(Mark(real[0], piece.site, piece.side, piece.motifs, piece.words))
    elif found and (piece.site or piece.motifs or piece.words):
        _go_on(piece, found)
    elif piece.site or piece.motifs:
        found.append(Mark("", piece.site, piece.side, piece.motifs, piece.words))


def _go_on(piece: _Piece, found: list[Mark]) -> None:
    """A piece without a kind goes on about the mark before it, or tells another of that kind."""
    before = found[-1]
    if piece.site and before.site:
        found.append(Mark(before.kind, piece.site, piece.side, piece.motifs, piece.words))
        return
    found[-1] = before._replace(
        site=before.site or piece.site,
        side=before.side or piece.side,
        motifs=tuple(sorted({*before.motifs, *piece.motifs})),
        words=tuple(sorted({*before.words, *piece.words}))[:_MOST_WORDS],
    )


def within(part: str, whole: str) -> bool:
    """Whether a site is the other or a part of it: a forearm of an arm."""
    return part == whole or part in _PARTS.get(whole, ())


def body_part(site: str) -> str:
    """The largest part that a site belongs to: arm, leg, head, or the site itself."""
    return next((whole for whole in ("arm", "leg", "head") if within(site, whole)), site)


def _kinds_meet(one: str, other: str) -> bool:
    return one == other or not one or not other or (one in _SCARS and other in _SCARS)


def _site_bits(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    known = max((rarity(Meaning("site", site)) for site in (one, other)), default=0.0)
    if one == other:
        return _TRUST * known
    if within(one, other) or within(other, one):
        return _TRUST * min(rarity(Meaning("site", one)), rarity(Meaning("site", other)))
    return _TRUST * known / 2 if frozenset({one, other}) in _NEAR else _OTHER_SITE_BITS


def _motif_bits(one: Mark, other: Mark) -> tuple[float, bool]:
    """Bits of what both show, and whether anything is shared."""
    shared = sorted(set(one.motifs) & set(other.motifs))
    words = set(one.words) & set(other.words)
    if shared or words:
        found = sum(_TRUST * rarity(Meaning("motif", motif)) for motif in shared)
        return found + min(len(words) * _TRUST * rarity_of_word(), _MOST_WORD_BITS), True
    return (_OTHER_MOTIF_BITS if one.motifs and other.motifs else 0.0), False


def _pair(one: Mark, other: Mark) -> tuple[float, Code]:
    if not _kinds_meet(one.kind, other.kind):
        return _OTHER_SITE_BITS, Code.DIFFERENT
    kind = one.kind if one.kind == other.kind else (one.kind or other.kind)
    base = rarity(Meaning("mark", kind)) if one.kind == other.kind and kind else 0.0
    site = _site_bits(one.site, other.site)
    motif, shows = _motif_bits(one, other)
    side = 0.0
    sides = {one.side, other.side} - {"both", ""}
    if one.side and other.side and site > 0:
        side = _SAME_SIDE_BITS if len(sides) <= 1 else _OTHER_SIDE_BITS
    bits = base * _TRUST + site + motif + side
    if site > 0:
        same = shows or not (one.motifs and other.motifs)
        code = Code.SAME_MARK if shows or kind != "tattoo" else Code.SAME_SITE
        if not same:
            return _OTHER_SITE_BITS, Code.OTHER_MOTIF
        if side < 0:
            code = Code.OTHER_SIDE
    else:
        code = Code.SAME_MOTIF if shows else Code.ALIKE
    return bits, code


def _counter(one: Marks, other: Marks) -> Code | None:
    for here, there in ((one, other), (other, one)):
        for mark in here.marks:
            if mark.kind != "missing" or mark.fresh or mark.site not in _LIMBS:
                continue
            for whole in there.marks:
                lost = _LOST_WITH.get(mark.site, frozenset()) | {mark.site}
                meets = whole.kind != "missing" and whole.site in lost
                if meets and mark.side == whole.side != "":
                    return Code.LIMB_CONTRADICTED
    for here, there in ((one, other), (other, one)):
        if any(mark.kind in here.denied for mark in there.marks):
            return Code.MARK_DENIED
    return None


def marks(left: str, right: str) -> Agreement:
    """Two descriptions of marks; neither is empty. MISSING if one names no mark that is understood."""
    left, right = sorted((left[:LONGEST], right[:LONGEST]))
    return _marks(left, right)


@lru_cache(maxsize=65536)
def _marks(left: str, right: str) -> Agreement:
    one, other = _read(left), _read(right)
    counter = _counter(one, other)
    if not one.marks or not other.marks:
        return Agreement(Code.MISSING, 0.0, counter=counter)
    scored = [(*_pair(here, there), here, there) for here in one.marks for there in other.marks]
    scored.sort(key=lambda pair: (-pair[0], min(pair[2:]), max(pair[2:])))
    taken: tuple[set[Mark], set[Mark]] = set(), set()
    total, matched, best = 0.0, 0, Code.DIFFERENT
    for bits, code, here, there in scored:
        if bits < _LEAST_BITS or here in taken[0] or there in taken[1]:
            continue
        taken[0].add(here)
        taken[1].add(there)
        total += bits
        best = best if matched else code
        matched += 1
    weights = WEIGHTS["marks"]
    if not matched:
        clash = any(code is Code.OTHER_MOTIF for _bits, code, _here, _there in scored)
        code = Code.OTHER_MOTIF if clash else Code.DIFFERENT
        return Agreement(code, weights[code], 0, counter)
    return Agreement(best, round(max(total + weights[best], 0.0), 3), matched, counter)
