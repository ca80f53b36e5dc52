"""How a photograph leaves the house: to one reader, kept by nobody on the way, and never run."""

from django.http import HttpResponse

#: Beside what the middleware sets: no-store, nosniff, no referrer.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def image_answer(
    image: bytes, *, name: str = "photograph.jpg", media_type: str = "image/jpeg"
) -> HttpResponse:
    """A safe copy, to be shown in a page of ours."""
    disposition = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(image, content_type=media_type, headers=_HEADERS | disposition)


def download_answer(image: bytes, *, name: str) -> HttpResponse:
    """An original, to be kept by whoever asked for it: as bytes, so that no browser shows it."""
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(image, content_type="application/octet-stream", headers=_HEADERS | disposition)
