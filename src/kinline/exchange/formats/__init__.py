"""Files that others make, turned into rows. What lies behind this package knows rows only."""

from pathlib import Path
from typing import Final

from kinline.exchange.choices import FileFault
from kinline.exchange.formats import csv, pfif, xlsx
from kinline.exchange.formats.rows import BrokenFile, Format, Layout, Openable, Row

FORMATS: Final[dict[str, Format]] = {
    "csv": Format(inspect=csv.inspect, read=csv.read),
    "pfif": Format(inspect=pfif.inspect, read=pfif.read, mapping=pfif.MAPPING),
    "xlsx": Format(inspect=xlsx.inspect, read=xlsx.read, inspect_sheet=xlsx.inspect_sheet),
}
_BEGINNINGS = {
    "xlsx": xlsx.BEGINNINGS,
    "pfif": tuple("<".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")),
}
_SUFFIXES = {".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xlsx", ".xml": "pfif", ".pfif": "pfif"}
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def recognise(source: Openable, file_name: str) -> str:
    """The format in which the file is written, by how it begins; only where that says nothing, by its name."""
    with source.open("rb") as file:
        begin = file.read(1024)
    for bom in _BOMS:
        begin = begin.removeprefix(bom)
    begin = begin.lstrip(b" \t\r\n")
    for name, beginnings in _BEGINNINGS.items():
        if begin.startswith(beginnings):
            return name
    return _SUFFIXES.get(Path(file_name).suffix.casefold(), "csv")


def look_into(source: Openable, format_name: str, sheet: str = "") -> Layout:
    """How the file is to be read, in the named sheet or as it comes. Raises BrokenFile."""
    format_ = FORMATS[format_name]
    if not sheet:
        return format_.inspect(source)
    if format_.inspect_sheet is None:
        raise BrokenFile(FileFault.NO_SHEETS)
    return format_.inspect_sheet(source, sheet)


__all__ = ["FORMATS", "BrokenFile", "Format", "Layout", "Openable", "Row", "look_into", "recognise"]
