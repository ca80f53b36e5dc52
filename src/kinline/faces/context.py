"""What every page of every face shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from kinline.accounts.public import installation
from kinline.faces.desk.navigation import desk_nav


def face(request: HttpRequest) -> dict[str, Any]:
    shown: dict[str, Any] = {"installation": installation()}
    if settings.FACE == "desk":
        shown["desk_nav"] = desk_nav(request)
    return shown
