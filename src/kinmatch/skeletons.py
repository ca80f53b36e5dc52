"""One script-independent form of a name, so that Галаґан, HALAHAN, Галаган and Galagan meet.

Romanisations read: KMU 2010 (Ukraine, resolution 55), BGN/PCGN and ICAO (Russian), and the French (ou, tch,
-off), German (sch, tsch, w, j) and Polish (sz, cz, w) habits as far as one spelling can be read in one way.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from anyascii import anyascii

from kinmatch.folding import fold, in_one_script, script_of
from kinmatch.spelling_channel import cyrillic_spellings, latin_skeletons

LONGEST = 40  # letters of one word that are looked at: no surname needs more, and no prank gets more

# j is ж; x is ч, ш and щ (French ch is ш, English ch is ч, German sch is both); h is г, ґ and х, which
# romanisations mix without hope; c is ц; i is и, і, ї, ы, й.
_CYRILLIC = (
    dict(
        zip(
            "абвгґдеєёжзиіїйыѝјклмнопрстуўфхцчшщэюяѣѳѵђћљњџәөүұқғңһҡҙҫҷҳӯӣ",
            "abvhhdeeejziiiiiiiklmnoprstuvfhcxxxeuaefidxlnjaouukhnhkzsxhui",
            strict=True,
        )
    )
    | dict.fromkeys("ъь'ӏ", "")
    | {"җ": "j"}
)
# The same, but what Cyrillic itself tells apart stays apart: Ганін is not Ханін.
_FINE = _CYRILLIC | {"х": "w", "ш": "y", "щ": "q"}

_LATIN = {
    "schtsch": "x", "chtch": "x", "shch": "x", "tsch": "x", "stch": "x", "szcz": "x", "sch": "x", "tch": "x",
    "sh": "x", "sz": "x", "cz": "x", "ch": "x", "zh": "j", "zgh": "zh", "kh": "h", "gh": "h", "g": "h",
    "ph": "f", "th": "t", "ts": "c", "tz": "c", "ou": "u", "y": "i", "ck": "k", "qu": "k", "q": "k",
    "x": "ks", "w": "v",
}  # fmt: skip
_LATIN_PATTERN = re.compile(
    r"schtsch|chtch|shch|tsch|stch|szcz|sch|tch|zgh|sh|sz|cz|zh|kh|gh|ph|th|ts|tz|ou|ck|qu|ch"
    r"|[cjgwqxy]"
)
_CONTINENTAL = re.compile(r"w|sch|cz|sz|[łńśżąęó]")  # German and Polish write х as ch
_MARKED = str.maketrans(
    {"š": "sh", "č": "ch", "ž": "zh", "ż": "zh", "ź": "z", "ć": "ch", "ŭ": "v", "ß": "ss"}
)

_SOFT_O = re.compile(r"[ьй](?=о)")
_IOTATED_O = re.compile(r"i+o")
_HUSHING_O = re.compile(r"(?<=[xj])o")
_IOTATED = re.compile(r"i+(?=[aeu])")
_DOUBLED = re.compile(r"(.)\1+")
_FINAL_F = re.compile(r"(?<=[aeiou])f$")
_NOT_LETTER = re.compile(r"[^a-z]")
_ENDING = re.compile(r"(?<=..)(?<=[^aeiou])(?:oi|ei|[ai])$")
_ENDINGS = ("a", "i")
_VOWELS = str.maketrans("", "", "aeiou")


def _read_latin(word: str, *, continental: bool) -> str:
    def sound(found: re.Match[str]) -> str:
        letters = found[0]
        if letters == "ch":
            return "h" if continental else "x"
        if letters == "c":
            follows = word[found.end() : found.end() + 1]
            if not follows and word[-2:] == "ic":
                return "x"  # Tadić without its mark
            return "c" if follows in {"", "e", "i", "y", "v"} else "k"
        if letters == "j":
            # Jitomir and Joukov are French; Jurij, Iljin and Jaroslaw are not.
            follows = word[found.end() : found.end() + 2]
            french = follows == "ou" or (found.start() == 0 and follows.startswith("i"))
            return "j" if french else "i"
        return _LATIN[letters]

    return _LATIN_PATTERN.sub(sound, word)


def _settle(sounds: str) -> str:
    """The rules that hold whatever the script was."""
    # Asking first whether there is anything to do costs a tenth of a substitution that finds nothing.
    if not sounds.isalpha() or not sounds.isascii():
        sounds = _NOT_LETTER.sub("", sounds)
    if "io" in sounds:
        sounds = _IOTATED_O.sub("e", sounds)
    if "xo" in sounds or "jo" in sounds:
        sounds = _HUSHING_O.sub("e", sounds)
    if "i" in sounds:
        sounds = _IOTATED.sub("", sounds)
    sounds = _DOUBLED.sub(r"\1", sounds.replace("ou", "u").replace("ts", "c"))
    return _FINAL_F.sub("v", sounds) if sounds.endswith("f") else sounds


_CYRILLIC_TABLE, _FINE_TABLE = str.maketrans(_CYRILLIC), str.maketrans(_FINE)


# Letters that `fold` makes one, so that a wholly Cyrillic word needs no folding before it is read.
_FOLDED = str.maketrans(_CYRILLIC | {"ѓ": "h", "ќ": "k"})
_ALL_KNOWN = re.compile(f"[{''.join(_CYRILLIC)}ѓќ]+".replace("'", ""))


def _read(token: str, letters: dict[int, str]) -> str:
    lowered = token[: LONGEST * 2].lower()
    word = in_one_script(fold(lowered if lowered.isascii() else lowered.translate(_MARKED)))[:LONGEST]
    if not word.isascii():
        word = _SOFT_O.sub("и", word).translate(letters)
        if not word.isascii():
            word = _read_latin(anyascii(word).lower()[:LONGEST], continental=False)
    else:
        word = _read_latin(word, continental=bool(_CONTINENTAL.search(lowered)))
    return _settle(word)


@lru_cache(maxsize=65536)
def sounds(token: str) -> str:
    """The word in one ASCII alphabet of sounds, its ending kept, at most 80 letters; `""` if it has none."""
    if not token.isascii() and len(token) <= LONGEST:
        plain = token.lower()
        if "ьо" in plain or "йо" in plain:
            plain = _SOFT_O.sub("и", plain)
        heard = plain.translate(_FOLDED)
        if heard.isascii() and heard.isalpha() and _ALL_KNOWN.fullmatch(plain):
            return _settle(heard)
    return _read(token, _CYRILLIC_TABLE)


@lru_cache(maxsize=65536)
def fine_sounds(token: str) -> str:
    """As `sounds`, but г and х, ч, ш and щ stay apart where the word is in Cyrillic."""
    return _read(token, _FINE_TABLE)


@lru_cache(maxsize=65536)
def skeleton(token: str) -> str:
    """`sounds` without the ending that gender and case change: Ковальська, Kovalskyi and Ковальский are
    `kovalsk`.

    ASCII, at most 80 letters, `""` if the word has no letter. A short word keeps its ending.
    """
    return stem(sounds(token))


def stem(heard: str) -> str:
    """The skeleton of a word whose sounds these are."""
    return _ENDING.sub("", heard) if heard[-1:] in _ENDINGS else heard


_MOST_READINGS = 6
_MOST_SPELLINGS = 10


@lru_cache(maxsize=65536)
def readings(token: str) -> tuple[str, ...]:
    """Skeletons under which the word is looked up, one to six, likeliest first; the first is `skeleton`.

    The others are how its likeliest spellings in the other script sound: Audiard is looked up as Одиар
    too, and Одиар as Audiard. None if the word has no letter. Costs some fifteen times a skeleton: for
    the word that is asked for, not for all that are kept.
    """
    first = skeleton(token)
    if not first:
        return ()
    if script_of(token) == "cyrillic":
        others = latin_skeletons(token, _MOST_SPELLINGS)
    else:
        others = [skeleton(spelt) for spelt in cyrillic_spellings(token, _MOST_SPELLINGS)]
    return tuple(dict.fromkeys(filter(None, (first, *others))))[:_MOST_READINGS]


_FIRST_VOWELS = tuple("aeiou")


def consonants(form: str) -> str:
    """A skeleton without vowels, but for a first one, which becomes `a`: clerks hear consonants better."""
    bare = form.translate(_VOWELS)
    return "a" + bare if form.startswith(_FIRST_VOWELS) else bare


def consonants_of(forms: Sequence[str]) -> list[str]:
    """`consonants` of many skeletons, in one pass over all their letters."""
    bare = "\n".join(forms).translate(_VOWELS).split("\n") if forms else []
    return [
        "a" + told if form.startswith(_FIRST_VOWELS) else told for form, told in zip(forms, bare, strict=True)
    ]
