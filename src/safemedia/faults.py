"""Why a file is refused."""

import enum


class Fault(enum.StrEnum):
    """What speaks against a file. The value stays the same; whoever shows it has words of their own."""

    EMPTY = "empty"
    BYTES = "bytes"
    PIXELS = "pixels"
    HEIC = "heic"
    DRAWING = "drawing"
    VIDEO = "video"
    DOCUMENT = "document"
    UNKNOWN = "unknown"
    BROKEN = "broken"
    COSTLY = "costly"


#: One English sentence for each.
SENTENCES = {
    Fault.EMPTY: "The file is empty.",
    Fault.BYTES: "The file is too large.",
    Fault.PIXELS: "The picture has too many pixels, or a side without any.",
    Fault.HEIC: "This is a HEIC or AVIF picture. Save or send it as JPEG.",
    Fault.DRAWING: "This is an SVG drawing or a web page, not a photograph.",
    Fault.VIDEO: "This is a video, not a photograph.",
    Fault.DOCUMENT: "This is a document or an archive, not a photograph.",
    Fault.UNKNOWN: "This is not a photograph that can be read: JPEG, PNG, WebP or GIF.",
    Fault.BROKEN: "The picture is damaged or not whole.",
    Fault.COSTLY: "The picture takes too much memory or time to read.",
}


class Unsafe(Exception):  # a file is refused; it is not an error of the program
    """A file cannot be made safe. Its text is one English sentence; `fault` says which."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(SENTENCES[fault])
        self.fault = fault
