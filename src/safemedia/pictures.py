"""Reading a picture's pixels and writing them anew. Runs where `confined` has set limits."""

import datetime as dt
import io
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageCms, ImageFile

from safemedia.bounds import Bounds
from safemedia.faults import Fault, Unsafe
from safemedia.sniffing import MEDIA_TYPES, format_of

#: EXIF 2.32: tags of the main directory, of the directory that it points to, and the pointer to GPS.
_ORIENTATION, _EXIF_IFD, _GPS_IFD, _TAKEN = 0x0112, 0x8769, 0x8825, 0x9003
#: Orientation values of EXIF, and what sets each upright.
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_TURNED_ASIDE = frozenset({5, 6, 7, 8})
#: What Pillow keeps beside the pixels, and our word for it.
_CARRIED = {
    "exif": "exif",
    "Raw profile type exif": "exif",
    "xmp": "xmp",
    "XML:com.adobe.xmp": "xmp",
    "photoshop": "iptc",
    "icc_profile": "icc",
    "comment": "comment",
    "Comment": "comment",
}
_SIXTEEN_BIT = frozenset({"I", "I;16", "I;16B", "I;16L", "I;16N"})
_QUALITY = 90
_QUALITY_OF_THUMBNAIL = 80


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a file says of itself. `width` and `height` are of the pixels as they lie, before they are set upright.

    `carries` names what lies beside the pixels: exif, gps, xmp, iptc, icc, comment, text. `taken_on` is the day by
    the camera's clock, YYYY-MM-DD, or "".
    """

    format: str
    media_type: str
    bytes: int
    width: int
    height: int
    frames: int
    mode: str
    orientation: int
    carries: tuple[str, ...]
    taken_on: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A picture made of pixels only, upright, in sRGB. `thumbnail` is a JPEG, b"" where none was asked for.

    `source_type` is the media type of what came; `taken_on` what the camera's clock said, YYYY-MM-DD, or "".
    """

    source_type: str
    media_type: str
    picture: bytes
    width: int
    height: int
    thumbnail: bytes
    taken_on: str


def inspect(data: bytes, bounds: Bounds) -> Inspection:
    """What `data` says of itself, without decoding pixels. Raises Unsafe."""
    with _opened(data, bounds) as image:
        exif = _exif(image)
        return Inspection(
            format=_name_of(image),
            media_type=MEDIA_TYPES[_name_of(image)],
            bytes=len(data),
            width=image.width,
            height=image.height,
            frames=int(getattr(image, "n_frames", 1)),
            mode=image.mode,
            orientation=_orientation(exif),
            carries=_carried(image, exif),
            taken_on=_taken_on(exif),
        )


def clean(data: bytes, bounds: Bounds, *, form: str, longest_side: int, thumbnail_side: int) -> Cleaned:
    """The first frame of `data` written anew as `form` (JPEG, PNG or WEBP). Raises Unsafe.

    It is made smaller where a side is longer than `longest_side` pixels; 0 leaves both sizes out.
    """
    with _opened(data, bounds) as image:
        exif = _exif(image)
        aside = _orientation(exif) in _TURNED_ASIDE
        size = (image.height, image.width) if aside else image.size
        if longest_side and form == "JPEG":
            # A JPEG can be decoded at a half, a quarter or an eighth: a fraction of the memory.
            image.draft("RGB", (longest_side, longest_side))
        pixels = _srgb(image)
        if (orientation := _orientation(exif)) in _UPRIGHT:
            pixels = pixels.transpose(_UPRIGHT[orientation])
        if longest_side:
            pixels.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS)
        picture = _written(_flat(pixels) if form == "JPEG" else pixels, form, _QUALITY)
        width, height = pixels.size if longest_side else size
        small = b""
        if thumbnail_side:
            pixels.thumbnail((thumbnail_side, thumbnail_side), Image.Resampling.LANCZOS)
            small = _written(_flat(pixels), "JPEG", _QUALITY_OF_THUMBNAIL)
        return Cleaned(
            source_type=MEDIA_TYPES[_name_of(image)],
            media_type=MEDIA_TYPES[form],
            picture=picture,
            width=width,
            height=height,
            thumbnail=small,
            taken_on=_taken_on(exif),
        )


@contextmanager
def _opened(data: bytes, bounds: Bounds) -> Iterator[Image.Image]:
    """The picture with its header read and bounded. Whatever goes wrong within becomes Unsafe."""
    if len(data) > bounds.most_bytes:
        raise Unsafe(Fault.BYTES)
    name = format_of(data)
    Image.MAX_IMAGE_PIXELS = bounds.most_pixels
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd but harmless headers
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[name]) as image:
                _check_pixels(image, bounds)
                yield image
    except Unsafe:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as bomb:
        raise Unsafe(Fault.PIXELS) from bomb
    except MemoryError as full:
        raise Unsafe(Fault.COSTLY) from full
    except Exception as broken:
        # Pillow's decoders raise OSError, SyntaxError, ValueError, struct.error, zlib.error and more.
        raise Unsafe(Fault.BROKEN) from broken


def _check_pixels(image: Image.Image, bounds: Bounds) -> None:
    """By the header of the picture itself; what EXIF says of the size is not asked."""
    if not 0 < image.width * image.height <= bounds.most_pixels:
        raise Unsafe(Fault.PIXELS)


def _name_of(image: Image.Image) -> str:
    """Several JPEGs in one file are one photograph with previews or depth behind it (CIPA DC-007)."""
    return "JPEG" if image.format == "MPO" else str(image.format)


def _exif(image: Image.Image) -> Image.Exif | None:
    found: Image.Exif | None = _or_none(image.getexif)
    return found


def _orientation(exif: Image.Exif | None) -> int:
    found = exif.get(_ORIENTATION, 1) if exif else 1
    return found if found in _UPRIGHT else 1


def _taken_on(exif: Image.Exif | None) -> str:
    said = _or_none(lambda: exif.get_ifd(_EXIF_IFD).get(_TAKEN)) if exif else None
    found = re.match(r"(\d{4}):(\d\d):(\d\d)", said) if isinstance(said, str) else None
    day = _or_none(lambda: dt.date(*map(int, found.groups()))) if found else None
    return day.isoformat() if day else ""


def _carried(image: Image.Image, exif: Image.Exif | None) -> tuple[str, ...]:
    carries = {word for name, word in _CARRIED.items() if image.info.get(name)}
    if exif:
        carries.add("exif")
        if _or_none(lambda: exif.get_ifd(_GPS_IFD)):
            carries.add("gps")
    if getattr(image, "text", None):
        carries.add("text")
    return tuple(sorted(carries))


def _or_none(read: Callable[[], Any]) -> Any:
    """What `read` finds; None where metadata is damaged: the pixels may be whole all the same."""
    try:
        return read()
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  # as in `_opened`
        return None


def _srgb(image: Image.Image) -> Image.Image:
    """The first frame's pixels in sRGB: RGBA where there is transparency, RGB otherwise."""
    image.seek(0)
    image.load()
    profile = image.info.get("icc_profile")
    sees_through = "A" in image.getbands() or "transparency" in image.info
    pixels: Image.Image = image
    if image.mode in _SIXTEEN_BIT:
        pixels = image.convert("I").point(lambda value: value / 257).convert("L")
    if sees_through:
        pixels = _in_mode(pixels, "RGBA")
        if profile:
            alpha = pixels.getchannel("A")
            pixels = _by_profile(pixels.convert("RGB"), profile)
            pixels.putalpha(alpha)
        return pixels
    if pixels.mode in {"P", "1"}:
        pixels = pixels.convert("RGB")
    return _in_mode(_by_profile(pixels, profile), "RGB")


def _in_mode(pixels: Image.Image, mode: str) -> Image.Image:
    return pixels if pixels.mode == mode else pixels.convert(mode)


def _by_profile(pixels: Image.Image, profile: bytes | None) -> Image.Image:
    """The colours as the picture's own profile means them, in sRGB; as they are where it is none for them."""
    if not profile:
        return pixels
    try:
        return ImageCms.profileToProfile(
            pixels,
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGB",
        ) or pixels  # fmt: skip
    except (ImageCms.PyCMSError, OSError, ValueError):
        return pixels


def _flat(pixels: Image.Image) -> Image.Image:
    """On white, where it was transparent."""
    if pixels.mode != "RGBA":
        return pixels
    ground = Image.new("RGB", pixels.size, "white")
    ground.paste(pixels, mask=pixels.getchannel("A"))
    return ground


def _written(pixels: Image.Image, form: str, quality: int) -> bytes:
    """The file, of these pixels and nothing else: Pillow would write what it keeps beside them too."""
    bare = Image.new(pixels.mode, pixels.size)
    bare.paste(pixels)
    out = io.BytesIO()
    options: dict[str, Any] = {
        "JPEG": {"quality": quality},
        "WEBP": {"quality": quality, "method": 4},
        "PNG": {},
    }[form]
    bare.save(out, format=form, **options)
    return out.getvalue()
