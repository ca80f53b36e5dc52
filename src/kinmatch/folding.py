"""One plain form of a text for search columns, and which script a word is written in."""

import re
import unicodedata
from functools import lru_cache

from kinmatch.repairs import repaired

_APOSTROPHES = '’‘ʼʹʻʽ`´′‛ʾʿ＇ꞌ“”„"'
_HYPHENS = "‐‑‒–—―−﹣－⁃"
_LETTERS = {
    "ґ": "г",
    "ё": "е",
    "ѓ": "г",
    "ќ": "к",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "ı": "i",
}
_PLAIN = {**dict.fromkeys(_APOSTROPHES, "'"), **dict.fromkeys(_HYPHENS, "-"), **_LETTERS}

# Letters that look alike; a clerk with two keyboard layouts types the one for the other.
_LOOK_LATIN = "aceiopxyhkmtb"
_LOOK_CYRILLIC = "асеіорхункмтв"
_TO_CYRILLIC = str.maketrans(_LOOK_LATIN, _LOOK_CYRILLIC)
_TO_LATIN = str.maketrans(_LOOK_CYRILLIC, _LOOK_LATIN)


# Cyrillic letters of one code point, which no normalisation changes; most words are of nothing else.
_ONLY_CYRILLIC = re.compile("[\u0400-\u0481\u048a-\u052f]+")
_LATIN = re.compile("[A-Za-z]")
_SAME_LETTERS = str.maketrans(_LETTERS)


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    if char in _PLAIN:
        return _PLAIN[char]
    if char.isspace():
        return " "
    category = unicodedata.category(char)
    if category[0] == "C" or "\u0300" <= char <= "\u036f":
        # Control, bidi and surrogate marks, and stress marks that are no part of a letter.
        return ""
    if char > "\u024f" and not "\u1e00" <= char <= "\u1eff":
        return char
    return "".join(part for part in unicodedata.normalize("NFD", char) if not unicodedata.combining(part))


def _once(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(map(_plain, unicodedata.normalize("NFKC", text))).split())


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """The text for a search column: NFKC, lower case, one space between words, every apostrophe `'` and
    hyphen `-`, ґ as г, ё as е, Latin letters without their marks; no control or bidi marks, no NUL.
    Idempotent.

    і, и, й, ї and є stay themselves: they tell names apart, and `skeleton` is there to bridge languages.
    """
    if text.isascii() and text.isalpha():
        return text.lower()
    if _ONLY_CYRILLIC.fullmatch(text):
        return text.casefold().translate(_SAME_LETTERS)
    while (folded := _once(text)) != text:
        text = folded
    return text


_LONGEST_NAME = 400
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_NOT_OF_NAMES = re.compile(r"[^\w\s\-'.,;/()]|_")
_JOINERS = str.maketrans({**dict.fromkeys(_APOSTROPHES, "'"), **dict.fromkeys(_HYPHENS, "-")})


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """Up to 8 words of a name, repaired, in lower case, hyphens and apostrophes kept inside a word, Latin marks kept
    (š, ł).

    Looks at no more than 400 characters, so that a name of 10,000 letters costs no more than another.
    """
    told = repaired(text[:_LONGEST_NAME])
    if (told.isascii() and told.isalpha()) or _ONLY_CYRILLIC.fullmatch(told):
        return (told.lower(),)
    plain = unicodedata.normalize("NFKC", told).translate(_JOINERS).lower()
    return tuple(_WORD.findall(_NOT_OF_NAMES.sub("", plain))[:8])


def script_of(text: str) -> str:
    """`cyrillic`, `latin` or `other` by the larger number of letters; `""` if there is no letter at all."""
    if _ONLY_CYRILLIC.fullmatch(text):
        return "cyrillic"
    if text.isascii():
        return "latin" if _LATIN.search(text) else ""
    cyrillic = sum("\u0400" <= char <= "\u052f" for char in text)
    latin = sum(char < "\u0250" and char.isalpha() for char in text)
    other = sum(char.isalpha() for char in text) - cyrillic - latin
    if not cyrillic + latin + other:
        return ""
    if other > max(cyrillic, latin):
        return "other"
    return "cyrillic" if cyrillic >= latin else "latin"


def in_one_script(folded: str) -> str:
    """A folded word, look-alike letters of the rarer script put into the other: a Latin o in `кovаленко`."""
    if folded.isascii() or not _LATIN.search(folded):
        return folded
    cyrillic = sum("\u0400" <= char <= "\u052f" for char in folded)
    latin = sum("a" <= char <= "z" for char in folded)
    if not cyrillic or not latin:
        return folded
    return folded.translate(_TO_CYRILLIC if cyrillic >= latin else _TO_LATIN)
