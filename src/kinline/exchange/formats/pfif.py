"""PFIF 1.1 to 1.4, the People Finder Interchange Format: https://zesty.ca/pfif/1.4 and its earlier versions.

A row is a person with what others noted of them. Of the notes' authors, and of how to reach anybody, nothing is read:
they are seekers. Text that is put together here is in PFIF's own words, so that it is the same in every language.
"""

import datetime as dt
import re
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from lxml import etree

from kinline.exchange.choices import FileFault, RowFault
from kinline.exchange.formats.rows import LONGEST_CELL, BrokenFile, Layout, Openable, Row, row_of

_NAMESPACE = "http://zesty.ca/pfif/"
VERSIONS = ("1.1", "1.2", "1.3", "1.4")
#: No person has so many fields and notes, in so many bytes; a record without an end would fill the memory.
MOST_ELEMENTS = 50_000
LARGEST_RECORD = 20_000_000
#: Notes outside their persons wait for them in memory.
MOST_LOOSE_CHARACTERS = 20_000_000
#: What fits into our place of last contact; a longer one is told in the description only.
LONGEST_PLACE = 160
_LONGEST_DETAIL = 120

#: Our fields by theirs. PFIF's fields are fixed, so is this. `home` is city, state and country in one.
MAPPING: Final[Mapping[str, str]] = {
    "ref": "person_record_id",
    "said_on": "source_date",
    "expires_on": "expiry_date",
    "whole_name": "full_name",
    "family_name": "family_name",
    "given_name": "given_name",
    "other_names": "alternate_names",
    "birth_date": "date_of_birth",
    "sex": "sex",
    "home_region": "home",
    "said_fate": "status",
    "last_contact_place": "last_known_location",
    "age": "age",
    "narrative": "description",
}
COLUMNS: Final = tuple(MAPPING.values())
#: PFIF 1.1 to 1.3 called them otherwise.
_EARLIER_NAMES = {
    "first_name": "given_name",
    "last_name": "family_name",
    "other": "description",
    "found": "author_made_contact",
}
_HOME = ("home_city", "home_state", "home_country")
_OF_A_PERSON = {
    *("person_record_id", "source_date", "expiry_date", "full_name", "family_name", "given_name"),
    *("alternate_names", "date_of_birth", "sex", "age", "description", "source_name", "source_url"),
    *_HOME,
}
#: A person of whom none of these is left was deleted by its source, or let expire: PFIF 1.3, "Data expiry".
_DESCRIBE = _OF_A_PERSON - {"person_record_id", "source_date", "expiry_date", "source_name", "source_url"}
_OF_A_NOTE = {
    *("person_record_id", "linked_person_record_id", "source_date", "status", "last_known_location", "text"),
    "author_made_contact",
}
_OF_A_RECORD_ITSELF = {"entry_date", "note_record_id", "note"}
_STATUSES = {"is_note_author", "believed_alive", "believed_missing", "believed_dead"}
_WRONG_LETTERS = {
    etree.ErrorTypes.ERR_INVALID_CHAR,
    etree.ErrorTypes.ERR_INVALID_ENCODING,
    etree.ErrorTypes.ERR_UNKNOWN_ENCODING,
    etree.ErrorTypes.ERR_UNSUPPORTED_ENCODING,
    etree.ErrorTypes.I18N_CONV_FAILED,
}


@dataclass(frozen=True, slots=True)
class _Note:
    """What somebody said of a person. `number` counts it among the records of the file."""

    number: int
    about: str
    source_date: str
    status: str
    place: str
    reached: str
    linked: str
    text: str

    def told(self) -> str:
        """The note as the description of its person keeps it."""
        facts = {
            "status": self.status,
            "last_known_location": self.place,
            "author_made_contact": self.reached,
            "linked_person_record_id": self.linked,
        }
        head = "; ".join(f"{name}: {value}" for name, value in facts.items() if value)
        day = self.source_date[:10] if _is_a_day(self.source_date) else self.source_date or "?"
        return "\n".join(filter(None, (f"[{day}] {head}".strip(), self.text)))

    def __len__(self) -> int:
        return len(self.text) + len(self.place) + len(self.about) + len(self.linked)


def inspect(source: Openable) -> Layout:
    """Version and letters. Reads the whole file once: it must be well-formed to its end, and hold a person."""
    noted: dict[str, str] = {}
    left_out, persons, notes, loose = Counter[str](), 0, 0, False
    for part in _parts(source):
        noted = noted or _noted_of(part)
        kind, told = _name_of(part), _fields(part)
        if kind == "note":
            notes, loose = notes + 1, True
            left_out.update(_not_taken(told, of_a_note=True))
        elif kind == "person":
            persons += 1
            left_out.update(_not_taken(told, of_a_note=False))
            about = {"", told.get("person_record_id", "")}
            for inside in map(_fields, _notes_in(part)):
                left_out.update(_not_taken(inside, of_a_note=True))
                loose = loose or inside.get("person_record_id", "") not in about
    if not persons:
        raise BrokenFile(FileFault.NOTES_ONLY if notes else FileFault.EMPTY)
    noted["left_out"] = ", ".join(f"{name} ({count})" for name, count in sorted(left_out.items()))
    noted["loose"] = "1" if loose else ""
    return Layout(COLUMNS, noted)


def read(source: Openable, layout: Layout) -> Iterator[Row]:
    """A row for each person, in order; then what became of notes about people who are not in the file.

    A number counts the records of the file, not lines of text.
    """
    loose = _loose_notes(source) if layout.noted["loose"] else {}
    here = set()
    for number, part in enumerate(_parts(source), start=1):
        if _name_of(part) != "person":
            continue
        told = _fields(part)
        about = told.get("person_record_id", "")
        notes = [
            note for note in (_note(child, number) for child in _notes_in(part)) if note.about in {"", about}
        ]
        if about and about in loose:  # a note about nobody is not about whoever has no number
            here.add(about)
            notes += loose[about]
        yield _row(number, told, notes)
    for about, notes in loose.items():
        if about not in here:
            for note in notes:
                yield Row(note.number, {}, RowFault.NOTE_ALONE, about[:_LONGEST_DETAIL] or "—")


def _parts(source: Openable) -> Iterator[etree._Element]:
    """Each child of the root in its turn; it is freed as soon as the next is asked for."""
    root, counted, begun, number = None, 0, 0, 1
    with source.open("rb") as file:
        parser = etree.iterparse(
            file,
            events=("end",),
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            for _event, element in parser:
                if root is None:
                    root = _root_of(element)
                counted += 1
                if counted > MOST_ELEMENTS or file.tell() - begun > LARGEST_RECORD:
                    raise BrokenFile(FileFault.RECORD, number)
                if element.getparent() is root:
                    yield element
                    element.clear(keep_tail=False)
                    while element.getprevious() is not None:
                        del root[0]
                    counted, begun, number = 0, file.tell(), number + 1
        except etree.XMLSyntaxError as wrong:
            if getattr(wrong, "code", None) in _WRONG_LETTERS:
                raise BrokenFile(FileFault.ENCODING) from wrong
            raise BrokenFile(FileFault.XML, wrong.lineno or 1) from wrong


def _root_of(element: etree._Element) -> etree._Element:
    """The root, which must be PFIF's. Refuses any document type: entities come with it, and PFIF has none."""
    tree = element.getroottree()
    root = tree.getroot()
    name = etree.QName(root)
    if name.localname != "pfif":
        raise BrokenFile(FileFault.ROOT, name.localname[:60])
    if tree.docinfo.internalDTD is not None or tree.docinfo.doctype:
        raise BrokenFile(FileFault.ENTITIES)
    if name.namespace and name.namespace not in {_NAMESPACE + version for version in VERSIONS}:
        raise BrokenFile(FileFault.VERSION, name.namespace[:_LONGEST_DETAIL])
    return root


def _noted_of(part: etree._Element) -> dict[str, str]:
    docinfo = part.getroottree().docinfo
    version = (etree.QName(part.getroottree().getroot()).namespace or "").removeprefix(_NAMESPACE)
    return {"encoding": (docinfo.encoding or "utf-8").lower(), "version": version}


def _name_of(element: etree._Element) -> str:
    """The local name; empty for what is not PFIF's own."""
    return _local_name(str(element.tag))


@lru_cache(maxsize=200)
def _local_name(tag: str) -> str:
    namespace, _brace, name = tag.rpartition("}")
    return name if not namespace or namespace.startswith("{" + _NAMESPACE) else ""


def _fields(element: etree._Element) -> dict[str, str]:
    """What the record says, by the names of PFIF 1.4. Empty fields are left out; of two, the first counts."""
    told: dict[str, str] = {}
    for child in element:
        name = _name_of(child)
        text = "".join(map(str, child.itertext())) if len(child) else child.text
        if name and name != "note" and text and (value := text.strip()):
            told.setdefault(_EARLIER_NAMES.get(name, name), value)
    return told


def _notes_in(person: etree._Element) -> Iterator[etree._Element]:
    return (child for child in person if _name_of(child) == "note")


def _note(element: etree._Element, number: int) -> _Note:
    told = _fields(element)
    return _Note(
        number=number,
        about=told.get("person_record_id", ""),
        source_date=told.get("source_date", "")[:40],
        status=_in_a_line(told.get("status", ""))[:40],
        place=_in_a_line(told.get("last_known_location", "")),
        reached=_in_a_line(told.get("author_made_contact", ""))[:10],
        linked=_in_a_line(told.get("linked_person_record_id", "")),
        text=told.get("text", ""),
    )


def _not_taken(told: Mapping[str, str], *, of_a_note: bool) -> set[str]:
    """The names of what a record says and we do not take."""
    return told.keys() - (_OF_A_NOTE if of_a_note else _OF_A_PERSON) - _OF_A_RECORD_ITSELF


def _loose_notes(source: Openable) -> dict[str, list[_Note]]:
    """Notes outside their persons, by the person's number."""
    loose: dict[str, list[_Note]] = {}
    size = 0
    for number, part in enumerate(_parts(source), start=1):
        about = _fields(part).get("person_record_id", "")
        found = [part] if _name_of(part) == "note" else list(_notes_in(part))
        for note in (_note(element, number) for element in found):
            if _name_of(part) == "note" or note.about not in {"", about}:
                loose.setdefault(note.about, []).append(note)
                size += len(note)
                if size > MOST_LOOSE_CHARACTERS:
                    raise BrokenFile(FileFault.LOOSE_NOTES)
    return loose


def _row(number: int, told: Mapping[str, str], notes: list[_Note]) -> Row:
    ref = told.get("person_record_id", "")
    if not _DESCRIBE & told.keys():
        return Row(number, {}, RowFault.EMPTIED, ref[:_LONGEST_DETAIL] or "—")
    notes = sorted(notes, key=lambda note: note.source_date)
    names = [_in_a_line(line) for line in told.get("full_name", "").splitlines()] or [""]
    others = names[1:] + [_in_a_line(line) for line in told.get("alternate_names", "").splitlines()]
    said = {
        "person_record_id": ref,
        "source_date": _last_day(told.get("source_date", ""), notes),
        "expiry_date": told.get("expiry_date", ""),
        "full_name": names[0],
        "family_name": _in_a_line(told.get("family_name", "")),
        "given_name": _in_a_line(told.get("given_name", "")),
        "alternate_names": "; ".join(dict.fromkeys(filter(None, others))),
        "date_of_birth": told.get("date_of_birth", ""),
        "sex": told.get("sex", ""),
        "home": ", ".join(_in_a_line(told[name]) for name in _HOME if name in told),
        "status": next((note.status for note in reversed(notes) if note.status in _STATUSES), ""),
        "last_known_location": next((note.place for note in reversed(notes) if note.place), ""),
        "age": told.get("age", ""),
    }
    if len(said["last_known_location"]) > LONGEST_PLACE:
        said["last_known_location"] = ""
    said["description"] = _description(told, notes, said["source_date"])
    return row_of(number, COLUMNS, [said[column] for column in COLUMNS]) or Row(
        number, {}, RowFault.EMPTIED, ref[:_LONGEST_DETAIL] or "—"
    )


def _description(told: Mapping[str, str], notes: list[_Note], said_on: str) -> str:
    """What the source tells in its own words, then the notes, the earliest first; of too many, the last ones."""
    head = [_plain(told.get("description", ""))]
    head += [f"{name}: {_in_a_line(told[name])}" for name in ("source_name", "source_url") if name in told]
    if "age" in told and told.get("source_date", "") != said_on:
        head.append(f"age: {told['age']} (source_date: {told.get('source_date', '?')})")
    begin = "\n".join(filter(None, head))
    kept: list[str] = []
    room = LONGEST_CELL - len(begin) - 40  # and a line that says how many were left out
    for note in reversed(notes):
        text = note.told()
        room -= len(text) + 2
        if room < 0:
            kept.append(f"[notes left out: {len(notes) - len(kept)}]")
            break
        kept.append(text)
    return "\n\n".join(filter(None, (begin, *reversed(kept))))


def _plain(description: str) -> str:
    """The text of "description:" and indented lines, as PFIF 1.1 to 1.3 wrote it in `other`; else all of it."""
    if match := re.match(r"description:[ \t]*\n?", description):
        return textwrap.dedent(description[match.end() :]).strip()
    return description


def _in_a_line(text: str) -> str:
    return " ".join(text.split())


def _last_day(source_date: str, notes: list[_Note]) -> str:
    """When the source last said anything of this person: UTC, so that texts sort as times do."""
    days = [source_date, *(note.source_date for note in notes)]
    return max((day for day in days if _is_a_day(day)), default=source_date)


def _is_a_day(text: str) -> bool:
    try:
        return bool(dt.date.fromisoformat(text[:10]))
    except ValueError:
        return False
