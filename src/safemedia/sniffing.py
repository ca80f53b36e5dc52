"""What kind of file this is, by its first bytes. Names and declared types are not asked."""

import re

from safemedia.faults import Fault, Unsafe

#: Pillow's names of the formats that are read, and their media types.
MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}

#: ISO/IEC 14496-12 brands of still pictures: HEIF (ISO/IEC 23008-12) and AVIF.
_STILL_BRANDS = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"}
)
_TEXTUAL = re.compile(rb"<(\?xml|!doctype|svg|html|head|script|body|!--)", re.IGNORECASE)
_FAR_ENOUGH = 1024


def format_of(data: bytes) -> str:
    """A key of `MEDIA_TYPES`. Raises Unsafe with the reason for whatever else it is."""
    if not data:
        raise Unsafe(Fault.EMPTY)
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[:6] in {b"GIF87a", b"GIF89a"}:
        return "GIF"
    raise Unsafe(_why_not(data))


def _why_not(data: bytes) -> Fault:
    if data[4:8] == b"ftyp":
        return Fault.HEIC if data[8:12] in _STILL_BRANDS else Fault.VIDEO
    if data.startswith(b"\x1a\x45\xdf\xa3") or (data[:4] == b"RIFF" and data[8:12] == b"AVI "):
        return Fault.VIDEO
    if data.startswith((b"%PDF", b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\xd0\xcf\x11\xe0", b"\x1f\x8b")):
        return Fault.DOCUMENT
    if _TEXTUAL.search(data[:_FAR_ENOUGH].replace(b"\0", b"")):  # UTF-16 too
        return Fault.DRAWING
    return Fault.UNKNOWN
