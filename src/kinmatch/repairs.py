"""Undoes what machines do to a name: letters read in the wrong code page, digits read for letters, words run together.

Only where the damage is unmistakable: a name that somebody may really bear is left as it is.
"""

import re
from functools import lru_cache
from typing import Final

_SOME: Final = 2  # letters in another script, before a text is taken for damaged
_MISREAD = re.compile(
    r"[РС][\u0080-\u00bf\u0400-\u040f\u0450-\u045f‚„…†‡€‰‹‘’“”•–—™›]|[ÐÑÃÂÅ][\u0080-\u00bf€‚-‰‹‘-™›œžŸŒŽƒˆ]"
)
_HIGH_LATIN = re.compile(r"[À-ÿ¨¸ª¯²³¿´¥ ]+")
_CYRILLIC = re.compile(r"[А-Яа-яЁёІіЇїЄєҐґЎў'’ -]+")


def _as_bytes(text: str, page: str) -> bytes:
    """The text in this code page; what the page leaves undefined goes as its own number (0x98 in cp1251)."""
    return b"".join(
        char.encode(page, "ignore") or (bytes((ord(char),)) if char < "\u0100" else b"\xff") for char in text
    )


def _reread(text: str) -> str:
    if len(_MISREAD.findall(text)) >= _SOME:
        for page in ("cp1251", "cp1252", "latin-1"):
            try:
                return _as_bytes(text, page).decode("utf-8")  # other text is hardly ever well-formed UTF-8
            except UnicodeDecodeError:
                continue
    high = re.findall("[À-ÿ]", text)
    if len(high) > 2 * _SOME and _HIGH_LATIN.fullmatch(re.sub("[-'. ]", "", text)):
        reread = _as_bytes(text, "latin-1").decode("cp1251", "replace")
        if _CYRILLIC.fullmatch(reread.replace(".", "")):
            return reread
    return text


# Digits that an optical reader, or somebody who hides, puts for letters.
_LATIN_DIGITS: Final = str.maketrans("0134569", "oieasbg")
_CYRILLIC_DIGITS: Final = str.maketrans("01346", "оізчб")
_MIXED = re.compile(r"[^\W_]*[^\W\d_][0-9][^\W_]*|[0-9]+[^\W\d_][^\W_]+")
# Chechen, Ingush and Dagestani words have a letter like I, which machines write as 1, I or |. A Latin i in Кiрило is і.
_PALOCHKA = re.compile(r"(?<=[гкптхцчГКПТХЦЧ])[1I|ӀӏІ](?=[а-яё])|(?<=[гкптхцчГКПТХЦЧ])[1|]\b")


def _with_letters(found: re.Match[str]) -> str:
    word = found[0]
    letters = sum(char.isalpha() for char in word)
    if letters < _SOME or letters <= len(word) - letters:
        return word
    cyrillic = any("\u0400" <= char <= "\u052f" for char in word)
    return word.translate(_CYRILLIC_DIGITS if cyrillic else _LATIN_DIGITS)


# With one capital at the most, nothing of what is mended here can have happened to it.
_PLAIN_CYRILLIC = re.compile("[\u0400-\u042fҐ]?[\u0430-\u045fґ]+")
_RUN_TOGETHER = re.compile(r"(?<=[^\W\d_A-Z])(?<=[a-zà-ÿа-яёіїєґ]{3})(?=[A-ZА-ЯЁІЇЄҐ][a-zà-ÿа-яёіїєґ]{2})")
_SCOTTISH = re.compile(r"\b(?:Mac|Fitz)(?=[A-Z])")


@lru_cache(maxsize=65536)
def repaired(text: str) -> str:
    """The name as it was meant: `Р“Р°Р»Р°РіР°РЅ` is Галаган, `Ig0r` Igor, `Г1ала` Гала, `IvanPetrov` Ivan Petrov.

    Looks at no more than 400 characters.
    """
    text = text[:400]
    if text.isascii() and text.isalpha() and (text.isupper() or text[1:].islower()):
        return text
    if _PLAIN_CYRILLIC.fullmatch(text):
        return text
    if not text.isascii():
        text = _PALOCHKA.sub("", _reread(text))
    if any(char.isdigit() for char in text):
        text = _MIXED.sub(_with_letters, text)
    if _RUN_TOGETHER.search(text) and not _SCOTTISH.search(text):
        text = _RUN_TOGETHER.sub(" ", text)
    return text
