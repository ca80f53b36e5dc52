"""Whose files the desk keeps."""

from django.http import HttpRequest

from kinline.accounts.choices import Permission
from kinline.faces.desk.access import second_factor_shown, staff_of
from kinline.faces.uploads import SealingUploadHandler


class ColleaguesUploadHandler(SealingUploadHandler):
    """Keeps files of those who signed in with both factors and may import."""

    def may_send(self, request: HttpRequest) -> bool:
        return (
            request.user.is_authenticated
            and second_factor_shown(request)
            and staff_of(request).may(Permission.IMPORT)
        )
