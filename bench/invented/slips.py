"""How writers slip: letters, dates, endings."""

import datetime as dt
from random import Random
from typing import Final

#: Letters that are heard, read or typed one for another; each stands for its neighbours.
_NEAR: Final = {
    "а": "ояе", "б": "пв", "в": "фбу", "г": "хґк", "д": "тл", "е": "иєіёэ", "є": "еї", "ё": "е", "ж": "шз", "з": "сж",
    "и": "іеїы", "і": "иїй", "ї": "іи", "й": "иі", "к": "гх", "л": "дм", "м": "нл", "н": "мпв", "о": "ау", "п": "бн",
    "р": "ип", "с": "зц", "т": "дг", "у": "оюв", "ф": "вх", "х": "гк", "ц": "сч", "ч": "щц", "ш": "щж", "щ": "шч",
    "ы": "иі", "ь": "й", "э": "е", "ю": "у", "я": "а", "ґ": "г",
    "a": "eo", "b": "pdv", "c": "kse", "d": "tb", "e": "ia", "f": "vt", "g": "hq", "h": "gn", "i": "yej", "j": "iy",
    "k": "cg", "l": "i", "m": "n", "n": "mh", "o": "au", "p": "b", "q": "g", "r": "tn", "s": "zc", "t": "dr", "u": "ov",
    "v": "wbf", "w": "v", "x": "z", "y": "iu", "z": "sx",
}  # fmt: skip


def typo(word: str, chance: Random) -> str:
    """One letter replaced, lost, doubled, swapped with the next, or put in; never the word itself if it has two."""
    for _ in range(9):
        slipped = _slipped(word, chance)
        if slipped != word:
            return slipped
    return word


def _slipped(word: str, chance: Random) -> str:
    if len(word) < 2:
        return word
    at = chance.randrange(len(word))
    if at == 0 and chance.random() < 0.6:  # the first letter is missed more seldom
        at = chance.randrange(len(word))
    letter, kind = word[at], chance.random()
    if kind < 0.45:
        near = _NEAR.get(letter.lower())
        if not near:
            return word
        other = chance.choice(near)
        return word[:at] + (other.upper() if letter.isupper() else other) + word[at + 1 :]
    if kind < 0.65:
        return word[:at] + word[at + 1 :] if len(word) > 3 else word
    if kind < 0.75:
        return word[: at + 1] + letter.lower() + word[at + 1 :]
    if kind < 0.90:
        if at + 1 == len(word):
            return word
        pair = word[at + 1] + letter
        return (
            word[:at]
            + (pair.capitalize() if letter.isupper() and not word.isupper() else pair)
            + word[at + 2 :]
        )
    letters = "abcdeiklmnorstuvy" if letter.isascii() else "аеикилмнорствую"
    other = chance.choice(letters)
    return word[: at + 1] + (other.upper() if word.isupper() else other) + word[at + 1 :]


#: How a family gives a date, in a hundred.
DATE_KINDS: Final = ("exact", "missing", "year", "off by years", "swapped", "digit", "off by days")
_DATE_CHANCES: Final = (50, 62, 74, 84, 88, 95, 100)


def told_date(born: dt.date, chance: Random) -> tuple[str, str]:
    """The date as a family gives it, YYYY-MM-DD, YYYY or "", and the kind of slip."""
    kind = chance.choices(DATE_KINDS, cum_weights=_DATE_CHANCES)[0]
    if kind == "swapped" and (born.day > 12 or born.day == born.month):
        kind = "digit"
    match kind:
        case "exact":
            return born.isoformat(), kind
        case "missing":
            return "", kind
        case "year":
            return str(born.year), kind
        case "off by years":
            year = born.year + chance.choice((-2, -1, -1, 1, 1, 2))
            if chance.random() < 0.5:
                return str(year), kind
            return f"{year}-{born.month:02}-{min(born.day, 28):02}", kind
        case "swapped":
            return f"{born.year}-{born.day:02}-{born.month:02}", kind
        case "digit":
            return wrong_digit(born, chance), kind
        case _:
            days = chance.choice((-1, 1)) * chance.randint(1, 9)
            return (born + dt.timedelta(days=days)).isoformat(), kind


def wrong_digit(born: dt.date, chance: Random) -> str:
    """The date with one digit of its year's end, month or day wrong; still a date."""
    text = born.isoformat()
    while True:
        at = chance.choice((2, 3, 3, 5, 6, 8, 9, 9))
        wrong = text[:at] + chance.choice("0123456789") + text[at + 1 :]
        if wrong == text:
            continue
        try:
            read = dt.date.fromisoformat(wrong)
        except ValueError:
            continue
        if 1930 <= read.year <= 2012:
            return wrong
