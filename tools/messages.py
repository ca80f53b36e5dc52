"""The words to translate: extract them, compile them, check that none is missing. No gettext is needed.

python tools/messages.py extract|compile|check
"""

import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent / "src" / "kinline"
#: One, few, many: Ukrainian and Russian count alike (Unicode CLDR, whole numbers).
PLURALS = (
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"
)
PLURAL_FORMS = 3
LANGUAGES = ("uk", "ru")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|%[sd]|\{(\w*)\}")


@dataclass(slots=True)
class Said:
    """One message as the sources say it."""

    context: str | None
    singular: str
    plural: str = ""
    places: set[str] = field(default_factory=set)
    formatted: bool = False

    @property
    def key(self) -> tuple[str | None, str]:
        return self.context, self.singular


def apps() -> list[Path]:
    """Every folder that keeps a catalogue: the apps, each with all below it that is no app itself."""
    return sorted({file.parent for file in ROOT.glob("**/apps.py")} | {ROOT / "config"})


def said_in(app: Path) -> dict[tuple[str | None, str], Said]:
    """Every message in the sources of one app."""
    inner = [other for other in apps() if other != app and app in other.parents]
    found: dict[tuple[str | None, str], Said] = {}
    for file in sorted(app.rglob("*")):
        if any(other in file.parents for other in inner) or "migrations" in file.parts:
            continue
        for message in _messages(file):
            known = found.setdefault(message.key, message)
            known.plural = known.plural or message.plural
            known.formatted = known.formatted or message.formatted
            known.places.add(file.relative_to(ROOT).as_posix())
    return found


def _messages(file: Path) -> Iterator[Said]:
    from babel.messages.extract import extract  # noqa: PLC0415  # `compile` runs where babel is not installed

    if file.suffix == ".py":
        source = file.read_bytes()
    elif file.suffix in {".html", ".txt"} and "templates" in file.parts:
        from django.utils.translation.template import templatize  # noqa: PLC0415  # as above

        source = templatize(file.read_text()).encode()
    else:
        return
    for _line, words, _comments, context in extract("python", io.BytesIO(source), keywords=KEYWORDS):
        singular, plural = words if isinstance(words, tuple) else (words, "")
        if singular:
            yield Said(
                context, singular, plural or "", formatted=bool(re.search(r"%(\(\w+\))?[sd]", singular))
            )


def catalogue_of(app: Path, language: str) -> Path:
    return app / "locale" / language / "LC_MESSAGES" / "django.po"


def extract_all() -> int:
    """Bring each app's catalogues up to date: what is translated stays, what is no longer said goes."""
    for app in apps():
        said = said_in(app)
        for language in LANGUAGES:
            _update(catalogue_of(app, language), language, said)
    return 0


def _update(path: Path, language: str, said: dict[tuple[str | None, str], Said]) -> None:
    if not said:
        path.unlink(missing_ok=True)
        return
    known = _held(path)
    fresh = polib.POFile(wrapwidth=100)
    fresh.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS,
    }
    for key, message in sorted(said.items(), key=lambda item: (item[1].singular, item[1].context or "")):
        before = known.get(key)
        entry = polib.POEntry(msgctxt=message.context, msgid=message.singular, msgid_plural=message.plural)
        entry.occurrences = [(place, "") for place in sorted(message.places)]
        entry.flags = ["python-format"] if message.formatted else []
        if message.plural:
            entry.msgstr_plural = dict.fromkeys(range(PLURAL_FORMS), "")
        if before is not None and bool(before.msgid_plural) == bool(message.plural):
            entry.msgstr, entry.msgstr_plural = before.msgstr, before.msgstr_plural
            entry.tcomment = before.tcomment
        fresh.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh.save(str(path))


def _held(path: Path) -> dict[tuple[str | None, str], polib.POEntry]:
    return {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(path))} if path.exists() else {}


def faults() -> Iterator[str]:
    """One line for each word that is missing, unsure, or has other placeholders or plural forms."""
    for app in apps():
        said = said_in(app)
        for language in LANGUAGES:
            path = catalogue_of(app, language)
            where = path.relative_to(ROOT).as_posix()
            held = _held(path)
            for key in sorted(set(said) - set(held), key=str):
                yield f"{where}: not there: {key[1]!r}"
            for key in sorted(set(held) - set(said), key=str):
                yield f"{where}: said nowhere: {key[1]!r}"
            for entry in held.values():
                yield from (f"{where}: {fault}: {entry.msgid!r}" for fault in _faults_of(entry))


def _faults_of(entry: polib.POEntry) -> Iterator[str]:
    if entry.fuzzy:
        yield "unsure"
    if entry.obsolete:
        yield "obsolete"
    forms = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if entry.msgid_plural and len(forms) != PLURAL_FORMS:
        yield f"{len(forms)} plural forms instead of {PLURAL_FORMS}"
    if not all(form.strip() for form in forms):
        yield "not translated"
        return
    wanted = _placeholders(entry.msgid) | _placeholders(entry.msgid_plural)
    # "One day" may do without its number in the form that is said of one only.
    needed = _placeholders(entry.msgid) & _placeholders(entry.msgid_plural) if entry.msgid_plural else wanted
    for form in forms:
        if not needed <= _placeholders(form) <= wanted:
            yield f"other placeholders in {form!r}"


def _placeholders(text: str) -> set[str]:
    return {found.group() for found in _PLACEHOLDER.finditer(text)}


def check() -> int:
    found = list(faults())
    for fault in found:
        print(fault)
    print(f"{len(found)} faults in the catalogues." if found else "No words are missing.")
    return 1 if found else 0


def compile_all() -> int:
    sys.path.insert(0, str(ROOT.parent))
    from kinline.config.catalogues import compile_stale  # noqa: PLC0415  # from this checkout

    print(f"{compile_stale()} catalogues compiled.")
    return 0


if __name__ == "__main__":
    deeds = {"extract": extract_all, "compile": compile_all, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in deeds:  # noqa: PLR2004  # the script and one word
        sys.exit(__doc__)
    sys.exit(deeds[sys.argv[1]]())
