"""How a name reads in another script, for showing beneath it.

Into Latin: KMU 2010 (Ukraine, resolution 55 of 27.01.2010) for Ukrainian, ICAO Doc 9303 for Russian,
anyascii for other scripts. Back into Cyrillic letter by letter: soft signs that the Latin spelling lost
return only in -ський and in given names of our table. Nothing here is evidence; `skeleton` is.
"""

import re
from functools import lru_cache
from typing import Literal

from anyascii import anyascii

from kinmatch.folding import script_of
from kinmatch.given_names import TABLE, spelt_in

_KMU = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh", "з": "z",
    "и": "y", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p",
    "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch",
    "ш": "sh", "щ": "shch", "ь": "", "ю": "iu", "я": "ia", "'": "", "’": "", "ʼ": "", "зг": "zgh",
    "ы": "y", "э": "e", "ё": "io", "ъ": "", "ў": "u",
}  # fmt: skip
_KMU_FIRST = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_ICAO = _KMU | {"г": "g", "е": "e", "ё": "e", "и": "i", "ъ": "ie", "ы": "y", "э": "e", "зг": "zg"}
_RU_TO_UK = {"ы": "и", "э": "е", "ё": "ьо", "ъ": "'", "и": "і"}
_UK_TO_RU = {"і": "и", "ї": "и", "є": "е", "ґ": "г", "'": "ъ", "’": "ъ", "ʼ": "ъ", "ў": "в"}


def _pairs(text: str) -> dict[str, str]:
    return dict(pair.split(":") for pair in text.split())


# ^ and $ tie a key to the beginning and the end of the word.
_LATIN_BOTH = _pairs("""
    shch:щ sch:щ zgh:зг tch:ч kh:х zh:ж ts:ц tz:ц ch:ч sh:ш ph:ф ya:я ia:я ja:я yu:ю iu:ю ju:ю ck:к a:а b:б
    c:к d:д e:е f:ф g:г h:г j:й k:к l:л m:м n:н o:о p:п q:к r:р s:с t:т u:у v:в w:в x:кс z:з ':ь ou:у
""")
_LATIN_UK = _LATIN_BOTH | _pairs("""
    skyi$:ський skyy$:ський skiy$:ський sky$:ський ski$:ський tskyi$:цький tsky$:цький tskiy$:цький
    ska$:ська tska$:цька yi$:ий yy$:ий iy$:ій ii$:ій ^yi:ї ii:ії ye:є ie:є je:є yo:йо jo:йо io:ьо i:і y:и
    ai:ай ei:ей oi:ой ay:ай ey:ей oy:ой ui:уй uy:уй aia:ая aiu:аю aie:ає iia:ія iie:іє iiu:ію aiv$:аїв
    oiv$:оїв yi:иї
""")
_LATIN_RU = _LATIN_BOTH | _pairs("""
    skyi$:ский skyy$:ский skiy$:ский sky$:ский ski$:ский tskyi$:цкий tsky$:цкий tskiy$:цкий yi$:ый yy$:ый
    iy$:ий ii$:ий ^ye:е ^e:э ye:е ie:ие je:е yo:ё jo:ё i:и y:ы ai:ай ei:ей oi:ой ay:ай ey:ей oy:ой ui:уй
    uy:уй aia:ая aiu:аю
""")

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*['’]?")
_RUSSIAN_ONLY = re.compile("[ыэёъ]|[сц]к(?:ий|ая)$")
_UKRAINIAN_ONLY = re.compile("[іїєґ'’ʼ]")
# KMU 2010 writes и as y and г as h; BGN/PCGN and ICAO for Russian write ы as y and г as g.
_UKRAINIAN_LATIN = re.compile(r"(?<![kzscgt])h|(?:ych|yk|yn|yna|nko|chuk|yi|vna|iv)$|^vasyl")


def _pattern(table: dict[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(table, key=lambda key: (-len(key.strip("^$")), key.isalpha()))))


_LATIN_UK_PATTERN, _LATIN_RU_PATTERN = _pattern(_LATIN_UK), _pattern(_LATIN_RU)


def _from_latin(word: str, table: dict[str, str], pattern: re.Pattern[str]) -> str:
    def cyrillic(found: re.Match[str]) -> str:
        letters = found[0]
        first, last = found.start() == 0, found.end() == len(word)
        anchored = (first and table.get("^" + letters)) or (last and table.get(letters + "$"))
        return anchored or table[letters]

    return pattern.sub(cyrillic, word)


def _from_cyrillic(word: str, table: dict[str, str], first: dict[str, str]) -> str:
    head = first.get(word[0])
    body = word[1:] if head else word
    return (head or "") + re.sub("зг|.", lambda found: table.get(found[0], found[0]), body)


def _is_russian(word: str) -> bool:
    """A letter or ending that only Russian has, or a given name that only Russian spells so."""
    if _RUSSIAN_ONLY.search(word):
        return True
    return not _UKRAINIAN_ONLY.search(word) and spelt_in(word) == {"ru"}


def _latin(word: str) -> str:
    """Plain Latin letters, an apostrophe only where it can stand for a soft sign: Vasyl', not O'Connor."""
    return re.sub("(?<![cdlnstz])'", "", anyascii(word).lower())


def _into_latin(word: str) -> str:
    if script_of(word) != "cyrillic":
        return anyascii(word)
    return _from_cyrillic(word, _ICAO, {}) if _is_russian(word) else _from_cyrillic(word, _KMU, _KMU_FIRST)


def _into_ukrainian(word: str) -> str:
    if script_of(word) == "cyrillic":
        if not _is_russian(word):
            return word  # Ukrainian already, or the same in both: guessing would spoil Микола
        soft = re.sub("(?<=[сц])к(ий|а)я?$", r"ьк\1", word.replace("ьё", "йо"))
        return re.sub("і(?=й$)", "и", _from_cyrillic(soft, _RU_TO_UK, {"э": "е", "е": "є"}))
    written = _from_latin(_latin(word), _LATIN_UK, _LATIN_UK_PATTERN)
    # KMU 2010 writes й inside a word as i: Yuriiovych is Юрійович.
    return re.sub("л(?=ськ(?:ий|а)$)", "ль", re.sub("ії(?=ович$)", "ій", written))


def _into_russian(word: str) -> str:
    if script_of(word) == "cyrillic":
        soft = re.sub("(?<=[сц])ь(?=к(?:ий|а)$)", "", re.sub("ійович$", "іевич", word))
        return _from_cyrillic(re.sub("(?<=[бпвмфр])йо", "ьё", soft.replace("ьо", "ё")), _UK_TO_RU, {})
    latin = _latin(word)
    if _UKRAINIAN_LATIN.search(latin) or latin.endswith("iiovych"):
        return _into_russian(_into_ukrainian(latin))
    return re.sub("л(?=ск(?:ий|ая)$)", "ль", _from_latin(latin, _LATIN_RU, _LATIN_RU_PATTERN))


_INTO = {"latin": _into_latin, "uk": _into_ukrainian, "ru": _into_russian}


def _whole_name(word: str, into: str) -> str:
    """A given name of the table that this Latin word romanises, or ""."""
    return "" if into == "latin" else _romanised(into).get(word.lower(), "")


@lru_cache(maxsize=2)
def _romanised(language: str) -> dict[str, str]:
    return {
        _into_latin(name.lower()): name.lower()
        for row in TABLE
        if (name := row.uk if language == "uk" else row.ru)
    }


@lru_cache(maxsize=8192)
def reading(text: str, into: Literal["uk", "ru", "latin"]) -> str:
    """The text as it reads in Ukrainian, Russian or Latin letters; what is already so written is returned
    as it is.

    A word in capitals comes back with one capital: HALAHAN is Галаган. A Cyrillic word without a letter of
    one language only is read as Ukrainian unless our table knows it as a Russian given name. Looks at no
    more than 500 letters.
    """

    def read(found: re.Match[str]) -> str:
        word = found[0]
        if into == "latin" and script_of(word) == "latin":
            return word
        lowered = word.lower()
        written = _whole_name(lowered, into) or _INTO[into](lowered)
        if written == lowered:
            return word
        return written[:1].upper() + written[1:] if word[0].isupper() else written

    return _WORD.sub(read, text[:500])
