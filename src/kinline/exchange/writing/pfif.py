"""PFIF 1.4, the People Finder Interchange Format: http://zesty.ca/pfif/1.4/.

What it has no element for stands in `description`, a line each, under the names of our fields.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from lxml import etree

from kinline.exchange.writing.records import Heading, HeldStatus, Record
from kinline.registry.choices import SaidFate

NAMESPACE = "http://zesty.ca/pfif/1.4"
#: How a judged status is said there. PFIF knows no captivity and no wound: both are alive.
STATUSES = {
    SaidFate.MISSING: "believed_missing",
    SaidFate.ALIVE: "believed_alive",
    SaidFate.CAPTURED: "believed_alive",
    SaidFate.WOUNDED: "believed_alive",
    SaidFate.BELIEVED_DEAD: "believed_dead",
    SaidFate.DEAD: "believed_dead",
}
_OWN_ELEMENTS = {
    "whole_name",
    "family_name",
    "given_name",
    "other_names",
    "sex",
    "birth_date",
    "age",
    "home_region",
}
#: What XML 1.0 cannot hold (section 2.2).
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


TAIL = b"</pfif:pfif>\n"


def head(_heading: Heading) -> bytes:
    """The declaration and the outermost element."""
    return f'<?xml version="1.0" encoding="utf-8"?>\n<pfif:pfif xmlns:pfif="{NAMESPACE}">\n'.encode()


def body(records: Iterable[Record], heading: Heading) -> bytes:
    """One `person` a record, in the order of the standard's elements."""
    return b"".join(
        etree.tostring(_person(record, heading), encoding="utf-8", pretty_print=True) for record in records
    )


def _person(record: Record, heading: Heading) -> etree._Element:
    cells, person = record.cells, etree.Element(_tag("person"), nsmap={"pfif": NAMESPACE})
    exact = not cells.get("birth_date", "").startswith("~")
    _add(person, "person_record_id", record.record_id)
    _add(person, "entry_date", _time(heading.written_at))
    _add(person, "expiry_date", _midnight(record.keep_until))
    _add(person, "author_name", heading.author)
    _add(person, "source_name", heading.author)
    _add(person, "source_date", _midnight(record.said_on))
    _add(person, "full_name", record.full_name, needed=True)
    _add(person, "given_name", cells.get("given_name", ""))
    _add(person, "family_name", cells.get("family_name", ""))
    _add(person, "alternate_names", cells.get("other_names", ""))
    _add(person, "description", "\n".join(_described(record, exact=exact)))
    _add(person, "sex", cells.get("sex", ""))
    _add(person, "date_of_birth", cells.get("birth_date", "") if exact else "")
    _add(person, "age", cells.get("age", ""))
    _add(person, "home_state", cells.get("home_region", ""))
    if record.status:
        person.append(_note(record, record.status, heading))
    return person


def _described(record: Record, *, exact: bool) -> Iterator[str]:
    if not exact:
        yield f"birth date: about {record.cells['birth_date'].lstrip('~')}"
    for name, value in record.cells.items():
        if name not in _OWN_ELEMENTS:
            yield f"{name.replace('_', ' ')}: {' '.join(value.splitlines())}"


def _note(record: Record, status: HeldStatus, heading: Heading) -> etree._Element:
    note = etree.Element(_tag("note"))
    _add(note, "note_record_id", f"{record.record_id}.status")
    _add(note, "person_record_id", record.record_id)
    _add(note, "entry_date", _time(heading.written_at))
    _add(note, "author_name", heading.author, needed=True)
    _add(note, "source_date", _midnight(status.as_of))
    _add(note, "status", STATUSES[status.fate])
    _add(note, "text", status.fate.value, needed=True)
    return note


def _add(parent: etree._Element, name: str, text: str, *, needed: bool = False) -> None:
    if text or needed:
        etree.SubElement(parent, _tag(name)).text = _NO_XML.sub("", text)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _time(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


def _midnight(day: dt.date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
