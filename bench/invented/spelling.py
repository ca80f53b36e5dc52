"""Cyrillic words in ten romanisations, with tables of this bench's own.

kmu55: resolution 55 of 27.01.2010. passport: ICAO Doc 9303 for Russian. bgn: BGN/PCGN. iso9: ISO 9:1995. scientific:
the scholars' way with háčeks. french, german, polish: as newspapers there write. english: ad hoc, four writers with
habits of their own. soviet: French spellings of Soviet passports before 1997.
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple

UK, RU = 0, 1
_LETTERS: Final = "абвгґдеєёжзиіїйклмнопрстуўфхцчшщъыьэюя'"


class System(NamedTuple):
    """A romanisation: in which tongues it is at home, and its rules for Ukrainian and for Russian."""

    tongues: tuple[int, ...]
    rules: tuple[dict[str, str], ...]


def _rules(text: str) -> dict[str, str]:
    """Pairs `from:to`; ^ and $ tie to the beginning and end of a word."""
    return dict(pair.split(":") for pair in text.split())


_PLAIN: Final = _rules("""
    а:a б:b в:v г:g ґ:g д:d е:e є:e ё:e ж:zh з:z и:i і:i ї:i й:i к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ў:u ф:f
    х:kh ц:ts ч:ch ш:sh щ:shch ъ: ы:y ь: э:e ю:iu я:ia ':
""")
_KMU: Final = _PLAIN | _rules("г:h и:y є:ie ^є:ye ^ї:yi ^й:y ^ю:yu ^я:ya зг:zgh")
_ICAO: Final = _PLAIN | _rules("ъ:ie")
_YE: Final = _rules("^е:ye ае:aye ее:eye ие:iye ое:oye уе:uye ые:yye ье:ye ъе:ye ье:ye яе:yaye юе:yuye ё:yo")
_BGN_RU: Final = _PLAIN | _YE | _rules("й:y ю:yu я:ya")
_BGN_UK: Final = _PLAIN | _rules("г:h и:y й:y є:ye ї:yi ю:yu я:ya ь:’ ':”")
_ISO: Final = _rules("""
    а:a б:b в:v г:g ґ:g̀ д:d е:e є:ê ё:ë ж:ž з:z и:i і:ì ї:ï й:j к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ў:ŭ ф:f х:h ц:c
    ч:č ш:š щ:ŝ ъ:ʺ ы:y ь:ʹ э:è ю:û я:â ':ʼ
""")
_SCHOLARS: Final = _rules("""
    а:a б:b в:v г:g ґ:g д:d е:e є:je ё:ë ж:ž з:z и:i і:i ї:ji й:j к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ў:ŭ ф:f х:x
    ц:c ч:č ш:š щ:šč ъ:ʺ ы:y ь:ʹ э:è ю:ju я:ja ':
""")
_FRENCH: Final = _PLAIN | _rules("""
    у:ou ж:j ч:tch ш:ch щ:chtch ю:iou я:ia ё:io є:ie ^е:ie ей:eï ай:aï ой:oï ий$:y ый$:y ін$:ine ин$:ine їн$:ine
    кс:x ге:gue ги:gui гі:gui асе:asse оси:ossi оск:osk
""")
_SOVIET: Final = _PLAIN | _rules("""
    у:ou ж:j ч:tch ш:ch щ:chtch ю:iou я:ia ё:e ий$:i ый$:yi ин$:ine кс:x ге:gue ги:gui аси:assi оси:ossi асо:asso
    ^е:e ие:ie ье:ie
""")
_GERMAN: Final = _PLAIN | _rules("""
    в:w ж:sch з:s х:ch ц:z ч:tsch ш:sch щ:schtsch ю:ju я:ja й:j є:je ї:ji ё:jo ий$:i ый$:y ^е:je ье:je ей:ei ай:ai
    ой:oi кс:x аси:assi оси:ossi асо:asso
""")
_POLISH: Final = _PLAIN | _rules("""
    в:w ж:ż х:ch ц:c ч:cz ш:sz щ:szcz ю:ju я:ja й:j є:je ї:ji ё:jo ий$:y ый$:y лю:lu ля:la ле:le лі:li ль:l ли:li л:ł
    нь:ń сь:ś зь:ź ць:ć ньк:ńk ня:nia ню:niu ся:sia сю:siu ^е:je ський$:ski цький$:cki зький$:zki ский$:ski цкий$:cki
    зкий$:zki
""")
_WRITERS: Final = (
    _rules("ий$:y ый$:y ій$:iy й:y ю:yu я:ya ^е:ye є:ye ї:yi ё:yo кс:x"),
    _rules("ий$:iy ый$:yy й:i ю:iu я:ia х:h є:ie ё:e ж:j кс:ks в$:ff"),
    _rules("ський$:skyi ий$:yi ый$:iy й:j ю:ju я:ja х:kh ц:tz є:ie ё:io щ:sch ж:zh кс:x у:oo"),
    _rules("ий$:i ый$:i ій$:ii й:y ю:yu я:ya х:h ц:c є:e ё:yo щ:sh ж:zh в:w кс:ks"),
)
_UK_SOUNDS: Final = _rules("г:h и:y")

SYSTEMS: Final = {
    "kmu55": System((UK,), (_KMU, {})),
    "passport": System((RU,), ({}, _ICAO)),
    "bgn": System((UK, RU), (_BGN_UK, _BGN_RU)),
    "iso9": System((UK, RU), (_ISO | _rules("г:g и:i"), _ISO)),
    "scientific": System((UK, RU), (_SCHOLARS | _UK_SOUNDS, _SCHOLARS)),
    "french": System((UK, RU), (_FRENCH | _UK_SOUNDS, _FRENCH)),
    "german": System((UK, RU), (_GERMAN | _UK_SOUNDS, _GERMAN)),
    "polish": System((UK, RU), (_POLISH | _UK_SOUNDS, _POLISH)),
    "english": System((UK, RU), (_PLAIN | _UK_SOUNDS, _PLAIN)),
    "soviet": System((RU,), ({}, _SOVIET)),
}
WRITERS: Final = len(_WRITERS)
_PIECE: Final = re.compile("([ -])")


class Style(NamedTuple):
    """How somebody writes: in which tongue, by which romanisation ("" is Cyrillic), in capitals or not."""

    tongue: int
    system: str = ""
    writer: int = 0
    capitals: bool = False


@lru_cache(maxsize=64)
def _compiled(system: str, tongue: int, writer: int) -> tuple[dict[str, str], re.Pattern[str]]:
    rules = SYSTEMS[system].rules[tongue]
    if system == "english":
        rules = rules | _WRITERS[writer]
    keys = sorted(rules, key=lambda key: (-len(key.strip("^$")), key.isalpha()))
    return rules, re.compile("|".join(
        ("^" if key[0] == "^" else "") + re.escape(key.strip("^$")) + ("$" if key[-1] == "$" else "") for key in keys
    ))  # fmt: skip


@lru_cache(maxsize=400_000)
def romanised(word: str, system: str, tongue: int, writer: int) -> str:
    """One Cyrillic word in Latin letters, a capital where the word has one."""
    rules, pattern = _compiled(system, tongue, writer)
    low = word.lower()

    def latin(found: re.Match[str]) -> str:
        piece = found[0]
        if found.start() == 0 and (at_start := rules.get("^" + piece)) is not None:
            return at_start
        if found.end() == len(low) and (at_end := rules.get(piece + "$")) is not None:
            return at_end
        return rules[piece]

    written = pattern.sub(latin, low)
    return written[:1].upper() + written[1:] if word[:1].isupper() else written


def written(text: str, style: Style) -> str:
    """Words, parted by spaces or hyphens, as that style writes them."""
    if style.system:
        tongue, system, writer, _ = style
        pieces = [text] if text.isalpha() else _PIECE.split(text)
        text = "".join([romanised(piece, system, tongue, writer) for piece in pieces])
    return text.upper() if style.capitals else text
