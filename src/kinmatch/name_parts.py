"""Two names set side by side. Every function is symmetric and remembers what it was asked."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

from kinmatch.folding import fold, in_one_script, script_of
from kinmatch.given_names import Names, fathers_of, full_names_of, initials_of, names_of
from kinmatch.skeletons import consonants, fine_sounds, skeleton, sounds
from kinmatch.weights import Code

_SLIPS_BY_LENGTH = (
    (11, 3),
    (7, 2),
    (4, 1),
)  # (letters of the shorter skeleton, slips of hand that still look alike)
_SHORTEST_TELLING = 3


class Finding(NamedTuple):
    """`distance` is the number of slips; `words` are those of the left and of the right that met."""

    code: Code
    distance: int = 0
    words: tuple[str, str] = ("", "")


def _slips(left: str, right: str) -> int | None:
    shorter = min(len(left), len(right))
    allowed = next((slips for letters, slips in _SLIPS_BY_LENGTH if shorter >= letters), 0)
    distance = OSA.distance(left, right, score_cutoff=allowed)
    if 0 < distance <= allowed:
        return distance
    bare = consonants(left)
    return 1 if allowed and len(bare) >= _SHORTEST_TELLING and bare == consonants(right) else None


@lru_cache(maxsize=32768)
def spelling(left: str, right: str) -> tuple[Code, int]:
    """How two words agree by their letters alone, and by how many slips they differ."""
    plain_left, plain_right = in_one_script(fold(left)), in_one_script(fold(right))
    if plain_left == plain_right:
        return Code.SAME, 0
    key_left, key_right = skeleton(left), skeleton(right)
    if not key_left or not key_right:
        return Code.DIFFERENT, 0
    script_left, script_right = script_of(left), script_of(right)
    if key_left == key_right:
        if script_left == script_right == "cyrillic" and fine_sounds(left) != fine_sounds(right):
            gendered = skeleton(fine_sounds(left)) == skeleton(fine_sounds(right))
            return (Code.GENDERED_ENDING, 0) if gendered else (Code.ALIKE, 1)
        if sounds(left) != sounds(right):
            return Code.GENDERED_ENDING, 0
        return (Code.SAME_OTHER_SPELLING if script_left == script_right else Code.SAME_OTHER_SCRIPT), 0
    slips = _slips(key_left, key_right)
    return (Code.DIFFERENT, 0) if slips is None else (Code.ALIKE, slips)


_BEST_FIRST = tuple(Code)


def _best(findings: list[Finding]) -> Finding:
    return min(
        findings,
        key=lambda finding: (_BEST_FIRST.index(finding.code), finding.distance, sorted(finding.words)),
    )


def _initial(left: str, right: str) -> Finding | None:
    """What an initial says on one side or both; None if both are words."""
    if len(left) > 1 and len(right) > 1:
        return None
    fits = not initials_of(left).isdisjoint(initials_of(right))
    return Finding(Code.INITIAL if fits else Code.DIFFERENT, 0, (left, right))


@lru_cache(maxsize=32768)
def family_names(left: tuple[str, ...], right: tuple[str, ...]) -> Finding:
    """Surnames of one or more words, in any order; neither side is empty."""
    findings = [Finding(*spelling(one, other), words=(one, other)) for one in left for other in right]
    if len(left) == len(right) == 1:
        return _initial(left[0], right[0]) or findings[0]
    joined = spelling("".join(left), "".join(right))
    best = _best(findings)
    if joined[0] is not Code.DIFFERENT:
        return Finding(*joined, words=best.words)
    if best.code is Code.DIFFERENT:
        return best
    met = [finding.words for finding in findings if finding.code is not Code.DIFFERENT]
    all_met = {one for one, _ in met} == set(left) and {other for _, other in met} == set(right)
    return best if all_met and len(left) == len(right) else Finding(Code.HALF, best.distance, best.words)


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
    code, slips = spelling(left, right)
    names_left, names_right = names_of(left), names_of(right)
    if code in _SAME_SOUND:
        return Finding(_of_language(code, names_left, left, right), 0, words)
    if not names_left.isdisjoint(names_right):
        both_full = full_names_of(left) and full_names_of(right)
        return Finding(Code.SAME_OTHER_LANGUAGE_FORM if both_full else Code.DIMINUTIVE, 0, words)
    if names_left and names_right:
        return Finding(Code.DIFFERENT, 0, words)  # Валентин and Валентина look alike, and are two people
    if code is not Code.DIFFERENT:
        return Finding(code, slips, words)
    shorter, longer = sorted((sounds(left), sounds(right)), key=len)
    begins = len(shorter) >= _SHORTEST_TELLING and longer.startswith(shorter)
    return Finding(Code.DIMINUTIVE if begins else Code.DIFFERENT, 0, words)


@lru_cache(maxsize=32768)
def given_names(left: tuple[str, ...], right: tuple[str, ...]) -> Finding:
    """The best agreement among given names; neither side is empty."""
    return _best([_given_words(one, other) for one in left for other in right])


@lru_cache(maxsize=32768)
def patronymics(lefts: tuple[str, ...], rights: tuple[str, ...]) -> Finding:
    """Patronymics, or the father's own name on one side; neither side is empty."""
    left, right = words = (lefts[0], rights[0])
    if told := _initial(left, right):
        return told
    code, slips = spelling(left, right)
    fathers_left, fathers_right = fathers_of(left), fathers_of(right)
    if code in _SAME_SOUND:
        return Finding(_of_language(code, fathers_left, left, right), 0, words)
    if fathers_left and fathers_right:
        same = not fathers_left.isdisjoint(fathers_right)
        return Finding(Code.SAME_OTHER_LANGUAGE_FORM if same else Code.DIFFERENT, 0, words)
    if not fathers_left.isdisjoint(names_of(right)) or not fathers_right.isdisjoint(names_of(left)):
        return Finding(Code.FATHER_NAME_MATCHES, 0, words)
    if not fathers_left and not fathers_right and not names_of(left).isdisjoint(names_of(right)):
        return Finding(Code.SAME_OTHER_LANGUAGE_FORM, 0, words)  # both give the father's own name
    return Finding(code, slips, words)


COMPARED_BY: Final[Mapping[str, Callable[[tuple[str, ...], tuple[str, ...]], Finding]]] = {
    "family_name": family_names,
    "given_name": given_names,
    "patronymic": patronymics,
}
