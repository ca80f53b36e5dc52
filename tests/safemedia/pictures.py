"""Invented pictures with markers planted wherever a file can carry them."""

import io
import struct
import zlib

from PIL import Image, ImageCms, ImageDraw
from PIL.PngImagePlugin import PngInfo

#: Planted in every place beside the pixels; none may come out.
MARKER = "KINLINE-MARKER-50.4501N-30.5234E"
MARKERS = (
    MARKER.encode(),
    MARKER.encode("utf-16-le"),
    b"SERIAL-4711",
    b"Exif\0\0",
    b"http://ns.adobe.com/xap",
    b"8BIM",
    b"ICC_PROFILE",
    b"eXIf",
    b"tEXt",
    b"iTXt",
    b"zTXt",
    b"EXIF",
    b"XMP ",
)


def face(size=(96, 64), mode="RGB"):
    """An invented face: no person's."""
    image = Image.new("RGB", size, "#cfd8dc")
    draw = ImageDraw.Draw(image)
    width, height = size
    draw.ellipse((width * 0.3, height * 0.1, width * 0.7, height * 0.9), fill="#e0b48c", outline="#5a3d2b")
    draw.rectangle((0, 0, width * 0.15, height * 0.3), fill="#b00020")  # which corner is which
    return image.convert(mode)


def exif(orientation=1):
    said = Image.Exif()
    said[0x0112] = orientation
    said[0x010E] = MARKER
    said[0x9003] = "2024:05:17 08:30:00"
    said.get_ifd(0x8769)[0x9003] = "2024:05:17 08:30:00"
    said.get_ifd(0x8769)[0xA431] = "SERIAL-4711"
    said.get_ifd(0x8769)[0xA002] = 65000  # lies about the size
    said.get_ifd(0x8769)[0xA003] = 65000
    said.get_ifd(0x8825)[1] = "N"
    said.get_ifd(0x8825)[2] = (50.0, 27.0, 0.36)
    said.get_ifd(0x8825)[29] = "2024:05:17"
    return said.tobytes()


def xmp():
    return f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a b="{MARKER}"/></x:xmpmeta>'.encode()


def icc():
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def written(image, form, **options):
    out = io.BytesIO()
    image.save(out, format=form, **options)
    return out.getvalue()


def jpeg(image=None, orientation=1, **options):
    """A JPEG with EXIF, GPS, XMP, IPTC, a profile, a comment and trailing bytes, all marked."""
    data = written(
        image or face(),
        "JPEG",
        exif=exif(orientation),
        xmp=xmp(),
        icc_profile=icc(),
        comment=MARKER.encode(),
        **options,
    )
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0" + struct.pack(">I", len(MARKER)) + MARKER.encode()
    segment = b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc
    return data[:2] + segment + data[2:] + b"PK\x03\x04 trailing " + MARKER.encode()


def png(image=None, orientation=1):
    text = PngInfo()
    text.add_text("Comment", MARKER)
    text.add_itxt("XML:com.adobe.xmp", xmp().decode())
    text.add_text("Author", MARKER, zip=True)
    return (
        written(image or face(), "PNG", pnginfo=text, exif=exif(orientation), icc_profile=icc())
        + MARKER.encode()
    )


def webp(image=None, orientation=1):
    return written(image or face(), "WEBP", exif=exif(orientation), xmp=xmp(), icc_profile=icc())


def gif(frames=3):
    images = [face().rotate(30 * turn).convert("P") for turn in range(frames)]
    return written(
        images[0], "GIF", save_all=True, append_images=images[1:], comment=MARKER.encode(), duration=40
    )


def huge_png(width=60_000, height=60_000):
    """A header of 3.6 thousand million pixels over a few bytes."""

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100_000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body
