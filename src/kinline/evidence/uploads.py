"""Photographs as they stream in: bounded while they come, and never in the clear on the disk."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers, StopUpload
from django.http import HttpRequest

from kinline.evidence.rules import MOST_AT_ONCE, MOST_BYTES

#: The names of fields in which photographs come. Every other file goes to the next handler.
FIELDS = frozenset({"photographs"})
#: A request with photographs as a whole. Beyond it nothing is read at all.
REQUEST_MOST_BYTES = MOST_AT_ONCE * MOST_BYTES + 1024 * 1024


class PhotographUploadHandler(FileUploadHandler):
    """Keeps photographs in memory. Of one that is too large only the size is kept, for the sentence beside the field.

    Django's own handlers would write larger ones to a temporary file, which could be read from a seized disk.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.held: BytesIO | None = None
        self.kept_bytes = 0
        self.is_refused = False

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803  # Django's name
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        """Django's hook before anything is read."""
        super().handle_raw_input(input_data, META, content_length, boundary, encoding)
        self.is_refused = content_length > REQUEST_MOST_BYTES

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if settings.FACE == "desk" and not _is_signed_in(self.request):
            # The form's token is read, and all files with it, before any view asks who it is.
            raise StopUpload(connection_reset=True)
        if self.field_name not in FIELDS:
            # The portal takes no other file; the desk's others have a bound of their own.
            if settings.FACE == "portal":
                raise StopUpload(connection_reset=self.is_refused)
            self.held = None
            return
        if self.is_refused:
            raise StopUpload(connection_reset=True)
        self.held = BytesIO()
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self.held is None:
            return raw_data
        if start <= MOST_BYTES and self.kept_bytes <= REQUEST_MOST_BYTES:
            self.held.write(raw_data)
            self.kept_bytes += len(raw_data)
        return None

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        if self.held is None:
            return None
        # A file of which not all was kept is longer than may be, and is refused for it.
        self.held.seek(0)
        held, self.held = self.held, None
        return InMemoryUploadedFile(
            held, self.field_name, self.file_name, "application/octet-stream", file_size, self.charset
        )


def _is_signed_in(request: HttpRequest | None) -> bool:
    session = getattr(request, "session", None)
    return session is not None and SESSION_KEY in session


def came_too_large(request: HttpRequest) -> bool:
    """Whether the request was larger than photographs may be together, so that none of it was read."""
    return int(request.META.get("CONTENT_LENGTH") or 0) > REQUEST_MOST_BYTES
