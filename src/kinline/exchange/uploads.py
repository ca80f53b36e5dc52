"""Uploads that do not fill the disk before anybody has looked at them."""

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class BoundedUploadHandler(FileUploadHandler):
    """Lets go of what comes behind the largest size. Of what is kept `stored.keep` then says that it is too large."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """The chunk for the next handler; None once there is more than an import may have."""
        return raw_data if start <= settings.IMPORT_LARGEST_BYTES else None

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":  # noqa: ARG002  # the next handler has the file
        return None
