"""Whose files the machines' face keeps."""

from django.http import HttpRequest

from kinline.faces.uploads import SealingUploadHandler


class MachinesUploadHandler(SealingUploadHandler):
    """Keeps files of whoever has shown a key for this route: ninja asks for it before the body is read."""

    def may_send(self, request: HttpRequest) -> bool:
        return getattr(request, "auth", None) is not None
