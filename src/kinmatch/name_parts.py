"""Two names set side by side. Every function is symmetric and remembers what it was asked."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

from kinmatch.folding import fold, in_one_script, script_of
from kinmatch.given_names import Names, fathers_of, full_names_of, initials_of, listed_as_one, names_of
from kinmatch.skeletons import consonants, fine_sounds, skeleton, sounds
from kinmatch.spelling_channel import spelling_bits
from kinmatch.weights import Code

_SLIPS_BY_LENGTH = (
    (11, 3),
    (7, 2),
    (4, 1),
)  # (letters of the shorter skeleton, slips of hand that still look alike)
_SHORTEST_TELLING = 3


class Finding(NamedTuple):
    """`distance` is the number of slips; `words` are those of the left and of the right that met; `doubt` is
    how many bits less the agreement says than its code, because the spelling is an unlikely one.
    """

    code: Code
    distance: int = 0
    words: tuple[str, str] = ("", "")
    doubt: float = 0.0


def slips(left: str, right: str) -> int | None:
    """Slips of hand or ear between two different skeletons; None if they are too many for their length."""
    shorter = min(len(left), len(right))
    allowed = next((most for letters, most in _SLIPS_BY_LENGTH if shorter >= letters), 0)
    distance = OSA.distance(left, right, score_cutoff=allowed)
    if 0 < distance <= allowed:
        return distance
    bare = consonants(left)
    return 1 if allowed and len(bare) >= _SHORTEST_TELLING and bare == consonants(right) else None


def _slips_between(left: str, right: str) -> int | None:
    """Slips between two words, by their skeletons, their endings, or how they look; None if too many."""
    apart = slips(skeleton(left), skeleton(right))
    if apart is not None:
        return apart
    # An ending that gender does not explain may hold the slip, and counts as letters: Serei, Sergei.
    spoken_left, spoken_right = sounds(left), sounds(right)
    if min(len(spoken_left), len(spoken_right)) >= _SLIPS_BY_LENGTH[-1][0] and (
        OSA.distance(spoken_left, spoken_right, score_cutoff=1) == 1
    ):
        return 1
    return 1 if _as_scanned(left) == _as_scanned(right) else None


_SCANNED = str.maketrans("ljщйц", "iiшии")


def _as_scanned(word: str) -> str:
    """The word with letters that an optical reader takes for each other made one: rn and m, l and i, щ and ш."""
    plain = in_one_script(fold(word)).translate(_SCANNED)
    return plain.replace("rn", "m").replace("vv", "w").replace("cl", "d") if plain.isascii() else plain


# Bits of the spelling channel: a usual spelling; one with a slip; and what a spelling by the rules has at least, though
# those from whom the channel was learnt spell Г as h more rarely than Ukraine does. A quarter of them counts: the share
# of a name, from which they are taken off, already holds most of its spellings.
_USUAL_BITS, _SLIP_BITS, _BY_RULES = -5.0, -14.0, -3.0
_OF_UNUSUAL, _OF_SLIPS, _MOST_DOUBT = 0.1, 0.15, 20.0
_COUNTED = 0.25


def _across(left: str, right: str) -> float:
    """How usual a spelling across the scripts is, in bits."""
    return spelling_bits(*((left, right) if script_of(left) == "cyrillic" else (right, left)))


def spelling(left: str, right: str) -> tuple[Code, int]:
    """How two words agree by their letters alone, and by how many slips they differ."""
    return agreement(left, right)[:2]


@lru_cache(maxsize=32768)
def agreement(left: str, right: str) -> Finding:
    """How two words agree by their letters alone."""
    words = (left, right)
    plain_left, plain_right = in_one_script(fold(left)), in_one_script(fold(right))
    if plain_left == plain_right:
        return Finding(Code.SAME, 0, words)
    key_left, key_right = skeleton(left), skeleton(right)
    if not key_left or not key_right:
        return Finding(Code.DIFFERENT, 0, words)
    scripts = {script_of(left), script_of(right)}
    if key_left == key_right:
        if scripts == {"cyrillic"} and fine_sounds(left) != fine_sounds(right):
            gendered = skeleton(fine_sounds(left)) == skeleton(fine_sounds(right))
            return Finding(Code.GENDERED_ENDING, 0, words) if gendered else Finding(Code.ALIKE, 1, words)
        if scripts == _BOTH_SCRIPTS:
            bits = _across(left, right)
            ending = bits < _USUAL_BITS and sounds(left) != sounds(right)
            code = Code.GENDERED_ENDING if ending else Code.SAME_OTHER_SCRIPT
            return Finding(code, 0, words, round(-_COUNTED * max(bits, _BY_RULES + _OF_UNUSUAL * bits), 3))
        same = sounds(left) == sounds(right)
        return Finding(Code.SAME_OTHER_SPELLING if same else Code.GENDERED_ENDING, 0, words)
    if scripts == _BOTH_SCRIPTS:
        return _spelt_across(left, right)
    apart = _slips_between(left, right)
    return Finding(Code.DIFFERENT, 0, words) if apart is None else Finding(Code.ALIKE, apart, words)


_BOTH_SCRIPTS: Final = {"cyrillic", "latin"}


def _spelt_across(left: str, right: str) -> Finding:
    """What is to be said of two words that sound different by the rules: Одиар, Audiard."""
    words = (left, right)
    key_left, key_right = skeleton(left), skeleton(right)
    # Words that share no half of their sounds are no spellings of one name, and need no looking into.
    cutoff = (max(len(key_left), len(key_right)) + 1) // 2
    if OSA.distance(key_left, key_right, score_cutoff=cutoff) > cutoff:
        return Finding(Code.DIFFERENT, 0, words)
    shorter = min(len(left), len(right))
    bits = _across(left, right)
    if bits >= _USUAL_BITS and shorter >= _SHORTEST_TELLING:
        return Finding(Code.SAME_OTHER_SCRIPT, 0, words, round(-_COUNTED * bits, 3))
    if bits >= _SLIP_BITS and shorter > _SHORTEST_TELLING:
        return Finding(Code.ALIKE, 1, words, round(_COUNTED * (_USUAL_BITS - bits), 3))
    if apart := _slips_between(left, right):
        return Finding(Code.ALIKE, apart, words, round(_OF_SLIPS * min(_USUAL_BITS - bits, _MOST_DOUBT), 3))
    return Finding(Code.DIFFERENT, 0, words)


_BEST_FIRST = tuple(Code)


def _ranked(finding: Finding) -> tuple[int, int, float, list[str]]:
    return _BEST_FIRST.index(finding.code), finding.distance, finding.doubt, sorted(finding.words)


def _best(findings: list[Finding]) -> Finding:
    return min(findings, key=_ranked)


def _initial(left: str, right: str) -> Finding | None:
    """What an initial says on one side or both; None if both are words."""
    if len(left) > 1 and len(right) > 1:
        return None
    fits = not initials_of(left).isdisjoint(initials_of(right))
    return Finding(Code.INITIAL if fits else Code.DIFFERENT, 0, (left, right))


@lru_cache(maxsize=32768)
def family_names(left: tuple[str, ...], right: tuple[str, ...]) -> Finding:
    """Surnames of one or more words, in any order; neither side is empty."""
    findings = [agreement(one, other) for one in left for other in right]
    if len(left) == len(right) == 1:
        return _initial(left[0], right[0]) or findings[0]
    joined = agreement("".join(left), "".join(right))
    best = _best(findings)
    if joined.code is not Code.DIFFERENT:
        return joined._replace(words=best.words)
    if best.code is Code.DIFFERENT:
        return best
    met = [finding.words for finding in findings if finding.code is not Code.DIFFERENT]
    here, there = set(left) - {one for one, _ in met}, set(right) - {other for _, other in met}
    if here and there:
        # Both are double, and the other halves contradict each other.
        return Finding(Code.DIFFERENT, 0, (min(here), min(there)))
    all_met = not here and not there and len(left) == len(right)
    return best if all_met else best._replace(code=Code.HALF)


_SAME_SOUND: Final = frozenset({Code.SAME, Code.SAME_OTHER_SCRIPT, Code.SAME_OTHER_SPELLING})


def _of_language(code: Code, known: Names, left: str, right: str) -> Code:
    """Ірина and Ирина, Васильович and Васильевич sound alike, and are forms of two languages."""
    cyrillic = script_of(left) == script_of(right) == "cyrillic"
    return Code.SAME_OTHER_LANGUAGE_FORM if code is Code.SAME_OTHER_SPELLING and known and cyrillic else code


@lru_cache(maxsize=32768)
def _given_words(left: str, right: str) -> Finding:
    words = (left, right)
    if told := _initial(left, right):
        return told
    found = agreement(left, right)
    names_left, names_right = names_of(left), names_of(right)
    if found.code in _SAME_SOUND:
        return found._replace(code=_of_language(found.code, names_left, left, right))
    if not names_left.isdisjoint(names_right):
        both_full = full_names_of(left) and full_names_of(right)
        return Finding(Code.SAME_OTHER_LANGUAGE_FORM if both_full else Code.DIMINUTIVE, 0, words)
    if names_left and names_right:
        return Finding(Code.DIFFERENT, 0, words)  # Валентин and Валентина look alike, and are two people
    if listed := listed_as_one(left, right):
        return Finding(Code.SAME_OTHER_LANGUAGE_FORM if listed == "full" else Code.DIMINUTIVE, 0, words)
    if found.code is not Code.DIFFERENT:
        return found
    shorter, longer = sorted((sounds(left), sounds(right)), key=len)
    begins = len(shorter) >= _SHORTEST_TELLING and longer.startswith(shorter)
    return Finding(Code.DIMINUTIVE if begins else Code.DIFFERENT, 0, words)


@lru_cache(maxsize=32768)
def given_names(left: tuple[str, ...], right: tuple[str, ...]) -> Finding:
    """The best agreement among given names; neither side is empty.

    Different, if both sides have a further name that agrees with nothing: Іван Петро is not Іван Павло.
    """
    findings = [_given_words(one, other) for one in left for other in right]
    best = _best(findings)
    if min(len(left), len(right)) == 1 or best.code is Code.DIFFERENT:
        return best
    here, there = set(left), set(right)
    for finding in sorted(findings, key=_ranked):
        if finding.code is not Code.DIFFERENT and finding.words[0] in here and finding.words[1] in there:
            here.discard(finding.words[0])
            there.discard(finding.words[1])
    return Finding(Code.DIFFERENT, 0, (min(here), min(there))) if here and there else best


@lru_cache(maxsize=32768)
def patronymics(lefts: tuple[str, ...], rights: tuple[str, ...]) -> Finding:
    """Patronymics, or the father's own name on one side; neither side is empty."""
    left, right = words = (lefts[0], rights[0])
    if told := _initial(left, right):
        return told
    found = agreement(left, right)
    fathers_left, fathers_right = fathers_of(left), fathers_of(right)
    if found.code in _SAME_SOUND:
        return found._replace(code=_of_language(found.code, fathers_left, left, right))
    if fathers_left and fathers_right:
        same = not fathers_left.isdisjoint(fathers_right)
        return Finding(Code.SAME_OTHER_LANGUAGE_FORM if same else Code.DIFFERENT, 0, words)
    if not fathers_left.isdisjoint(names_of(right)) or not fathers_right.isdisjoint(names_of(left)):
        return Finding(Code.FATHER_NAME_MATCHES, 0, words)
    if not fathers_left and not fathers_right and not names_of(left).isdisjoint(names_of(right)):
        return Finding(Code.SAME_OTHER_LANGUAGE_FORM, 0, words)  # both give the father's own name
    return found


COMPARED_BY: Final[Mapping[str, Callable[[tuple[str, ...], tuple[str, ...]], Finding]]] = {
    "family_name": family_names,
    "given_name": given_names,
    "patronymic": patronymics,
}
