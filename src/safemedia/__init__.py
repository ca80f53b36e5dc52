"""Photographs made safe to keep and to show.

What arrives may come from anybody: it is sniffed by content, bounded in bytes and pixels before it is decoded,
decoded in a process of its own, and written anew from its pixels alone. Nothing of the file that came is left:
no EXIF, XMP, IPTC, colour profile, comment, inner thumbnail or trailing bytes.
"""

from safemedia.bounds import Bounds
from safemedia.confined import clean, inspect
from safemedia.faults import Fault, Unsafe
from safemedia.pictures import Cleaned, Inspection

__all__ = ["Bounds", "Cleaned", "Fault", "Inspection", "Unsafe", "clean", "inspect"]
