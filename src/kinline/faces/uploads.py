"""Files for an import as they stream in: sealed while they come, bounded before anything of them is written."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kinline.audit.rules import Refused
from kinline.exchange import stored

#: The name of the field in which a file comes. Of any other nothing is kept.
FIELD = "file"


class UploadsMiddleware:
    """Lets go of every file that no import took over, however its request ended: its line may have broken."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.arriving = []  # type: ignore[attr-defined]  # the handler below puts them here
        try:
            return self.get_response(request)
        finally:
            for arriving in request.arriving:  # type: ignore[attr-defined]
                arriving.let_go()


class SealedUpload(UploadedFile):  # type: ignore[type-arg]  # Django's take none at run time
    """A file that came in, or why nothing of it was kept."""

    def __init__(self, name: str | None, size: int, arriving: stored.Arriving | None, refusal: str) -> None:
        super().__init__(None, name, size=size)
        self._arriving, self._refusal = arriving, refusal

    def arrived(self) -> stored.Arriving:
        """The sealed file. Refuses if nothing was kept."""
        if self._arriving is None:
            raise Refused(self._refusal)
        return self._arriving


class SealingUploadHandler(FileUploadHandler):
    """Django's own handlers would write larger files to a temporary one in the clear, whoever sends them.

    Each face says in `may_send` of whom it keeps any; the page asks so too, but only when the whole request was read.
    """

    def may_send(self, request: HttpRequest) -> bool:
        """Whether whoever sends this request may send a file to be imported."""
        raise NotImplementedError

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.arriving: stored.Arriving | None = None
        self.refusal = ""
        self.request_bytes = 0

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
        self.request_bytes = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.field_name != FIELD or self.request is None or not self.may_send(self.request):
            raise SkipFile
        self.arriving, self.refusal = None, ""
        with self._keeping():
            # All that is no file is bounded by Django.
            stored.check_size(self.request_bytes - settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
            stored.check_room(self.request_bytes)
            self.arriving = stored.Arriving()
            self.request.arriving.append(self.arriving)  # type: ignore[attr-defined]  # by the middleware

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:  # noqa: ARG002  # it counts itself
        if self.arriving:
            with self._keeping():
                self.arriving.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        if self.arriving:
            with self._keeping():
                self.arriving.end()
        arrived, self.arriving = self.arriving, None
        return SealedUpload(self.file_name, file_size, arrived, self.refusal)

    @contextmanager
    def _keeping(self) -> Iterator[None]:
        """Let go of the file where it cannot be kept, and remember why."""
        try:
            yield
        except Refused as no:
            self._let_go(str(no))
        except OSError:
            self._let_go(
                _(
                    "The file could not be stored: the disk is full or broken. Tell whoever runs this computer."
                )
            )

    def _let_go(self, refusal: str) -> None:
        if self.arriving:
            self.arriving.let_go()
        self.arriving, self.refusal = None, refusal
