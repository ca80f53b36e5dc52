"""What goes in may be anything; what comes out is pixels."""

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.safemedia import pictures
from tests.safemedia.pictures import MARKERS, face, gif, huge_png, jpeg, png, webp

import safemedia
from safemedia import Bounds, Fault, Unsafe, confined
from safemedia.pictures import clean as clean_here

ALL = {"JPEG": jpeg, "PNG": png, "WEBP": webp, "GIF": gif}


def opened(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("came", ALL)
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_pixels_comes_out(came, form):
    data = ALL[came]()
    assert any(marker in data for marker in MARKERS)
    done = safemedia.clean(data, form=form, thumbnail_side=32)
    for out in (done.picture, done.thumbnail):
        assert not [marker for marker in MARKERS if marker in out]
        image = opened(out)
        assert not image.getexif()
        assert not {"exif", "xmp", "icc_profile", "comment", "photoshop", "XML:com.adobe.xmp"} & set(
            image.info
        )
    assert opened(done.picture).format == form
    assert opened(done.picture).size == (done.width, done.height) == (96, 64)
    assert max(opened(done.thumbnail).size) == 32
    assert done.source_type == f"image/{came.lower()}"


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("make", [jpeg, png, webp])
def test_it_stands_upright(make, orientation):
    turned = face().transpose(
        {
            1: Image.Transpose.ROTATE_180,  # and back, so that all go through one expression
            2: Image.Transpose.FLIP_LEFT_RIGHT,
            3: Image.Transpose.ROTATE_180,
            4: Image.Transpose.FLIP_TOP_BOTTOM,
            5: Image.Transpose.TRANSPOSE,
            6: Image.Transpose.ROTATE_90,
            7: Image.Transpose.TRANSVERSE,
            8: Image.Transpose.ROTATE_270,
        }[orientation]
    )
    if orientation == 1:
        turned = face()
    done = safemedia.clean(make(turned, orientation=orientation), form="PNG")
    assert (done.width, done.height) == (96, 64)
    red, green, _blue = opened(done.picture).getpixel((4, 4))
    assert (red > 130, green < 70) == (True, True), "the red corner is at the top left again"


@pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK", "RGBA", "LA", "I;16", "YCbCr"])
def test_every_kind_of_pixel_becomes_an_ordinary_picture(mode):
    if mode == "I;16":
        image = Image.frombytes("I;16", (96, 64), b"\x00\x80" * (96 * 64))
    elif mode == "LA":
        image = face().convert("RGBA").convert("LA")
    else:
        image = face(mode=mode)
    form = "JPEG" if mode in {"CMYK", "YCbCr"} else "PNG"
    done = safemedia.clean(pictures.written(image, form))
    out = opened(done.picture)
    assert (out.format, out.mode, out.size) == ("JPEG", "RGB", (96, 64))
    if mode == "I;16":
        assert abs(out.getpixel((40, 30))[0] - 128) < 4, "half of 16 bits is half of 8"


def test_transparency_becomes_white_or_stays():
    glass = face().convert("RGBA")
    glass.putalpha(Image.new("L", glass.size, 0))
    data = pictures.written(glass, "PNG")
    assert opened(safemedia.clean(data).picture).getpixel((40, 30)) == (255, 255, 255)
    assert opened(safemedia.clean(data, form="PNG").picture).getpixel((40, 30))[3] == 0


def test_colours_are_those_that_the_profile_means():
    red = pictures.written(Image.new("RGB", (8, 8), (200, 40, 40)), "PNG", icc_profile=pictures.icc())
    assert opened(safemedia.clean(red, form="PNG").picture).getpixel((1, 1)) == (200, 40, 40)
    broken = pictures.written(Image.new("RGB", (8, 8), (200, 40, 40)), "PNG", icc_profile=b"no profile")
    assert opened(safemedia.clean(broken, form="PNG").picture).getpixel((1, 1)) == (200, 40, 40)


def test_a_large_one_is_made_smaller_and_keeps_its_shape():
    done = safemedia.clean(jpeg(face((4000, 2000))), longest_side=1000)
    assert (done.width, done.height) == opened(done.picture).size == (1000, 500)
    upright = safemedia.clean(jpeg(face((4000, 2000)), orientation=6), longest_side=1000)
    assert opened(upright.picture).size == (500, 1000)


def test_what_it_says_of_itself():
    found = safemedia.inspect(jpeg(orientation=6))
    assert (found.format, found.width, found.height, found.frames) == ("JPEG", 96, 64, 1)
    assert (found.orientation, found.taken_on) == (6, "2024-05-17")
    assert {"exif", "gps", "xmp", "iptc", "icc", "comment"} <= set(found.carries)
    assert safemedia.inspect(gif(frames=3)).frames == 3
    assert "text" in safemedia.inspect(png()).carries


def test_exif_that_lies_about_the_size_is_not_asked():
    assert b"\xe8\xfd" in jpeg() or b"\xfd\xe8" in jpeg(), "the lie is in it"
    found = safemedia.inspect(jpeg())
    assert (found.width, found.height) == (96, 64)


REFUSED = {
    "nothing": (b"", Fault.EMPTY),
    "HEIC": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 50, Fault.HEIC),
    "AVIF": (b"\0\0\0\x18ftypavif\0\0\0\0mif1" + b"\0" * 50, Fault.HEIC),
    "MP4": (b"\0\0\0\x18ftypisom\0\0\0\0isom" + b"\0" * 50, Fault.VIDEO),
    "WebM": (b"\x1a\x45\xdf\xa3" + b"\0" * 50, Fault.VIDEO),
    "SVG": (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', Fault.DRAWING),
    "SVG in UTF-16": ("<svg onload=alert(1)>".encode("utf-16"), Fault.DRAWING),
    "web page": (b"<!DOCTYPE html><script>alert(1)</script>", Fault.DRAWING),
    "PDF": (b"%PDF-1.7\n", Fault.DOCUMENT),
    "ZIP": (b"PK\x03\x04" + b"\0" * 50, Fault.DOCUMENT),
    "TIFF": (b"II*\0" + b"\0" * 50, Fault.UNKNOWN),
    "words": (b"this is a photograph, honestly", Fault.UNKNOWN),
    "a JPEG's beginning only": (b"\xff\xd8\xff\xe0", Fault.BROKEN),
    "a bomb": (huge_png(), Fault.PIXELS),
    "no width": (huge_png(0, 10), Fault.BROKEN),
    "half a JPEG": (jpeg(face((800, 600)))[:5000], Fault.BROKEN),
    "half a PNG": (png(face((800, 600)))[:1500], Fault.BROKEN),
}


@pytest.mark.parametrize(("data", "fault"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_whole_photograph_is_refused_with_the_reason(data, fault):
    with pytest.raises(Unsafe) as refusal:
        safemedia.clean(data)
    assert refusal.value.fault == fault
    assert str(refusal.value).endswith(".")


def test_too_many_bytes_are_not_read():
    with pytest.raises(Unsafe) as refusal:
        safemedia.inspect(jpeg(), bounds=Bounds(most_bytes=100))
    assert refusal.value.fault == Fault.BYTES


def test_a_page_that_hides_in_a_picture_does_not_come_out():
    page = b"<html><script>alert(1)</script>"
    both = jpeg() + b"PK\x03\x04" + page
    assert page not in safemedia.clean(both).picture


def test_too_little_memory_or_time_ends_the_child_and_nothing_else():
    wide = png(face((3000, 3000)))
    for bounds in (Bounds(memory_bytes=90_000_000), Bounds(wall_seconds=0.01)):
        with pytest.raises(Unsafe) as refusal:
            safemedia.clean(wide, bounds=bounds)
        assert refusal.value.fault in {Fault.COSTLY, Fault.BROKEN}
    assert safemedia.inspect(wide).width == 3000


def test_the_child_has_no_environment_and_may_write_nothing(monkeypatch, tmp_path):
    monkeypatch.setenv("KINLINE_SECRET", "sealed")
    monkeypatch.setattr(
        confined,
        "_BEGIN",
        "import sys, os; sys.path.insert(0, sys.argv[1]); from safemedia import Bounds, child;"
        f"child.confine(Bounds()); there = open({str(tmp_path / 'x')!r}, 'w');"
        "assert 'KINLINE_SECRET' not in os.environ; there.write('x' * 100); there.flush()",
    )
    with pytest.raises(Unsafe):
        safemedia.inspect(jpeg())
    assert (tmp_path / "x").stat().st_size == 0


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    came=st.sampled_from(sorted(ALL)),
    at=st.floats(0, 1),
    put=st.binary(min_size=1, max_size=12),
    cut=st.floats(0.05, 1),
)
def test_whatever_is_changed_in_a_file_it_is_cleaned_or_refused(came, at, put, cut):
    data = bytearray(ALL[came]())
    place = int(at * (len(data) - len(put)))
    data[place : place + len(put)] = put
    try:
        done = clean_here(
            bytes(data[: int(cut * len(data))]), Bounds(), form="JPEG", longest_side=0, thumbnail_side=16
        )
    except Unsafe:
        return
    assert not [marker for marker in MARKERS if marker in done.picture + done.thumbnail]
    assert opened(done.picture).size == (done.width, done.height)
