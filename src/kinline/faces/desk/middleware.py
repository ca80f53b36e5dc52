"""What holds for every page of the desk."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.utils import translation


class StaffMiddleware:
    """No view without a declared permission, the reader's language, nothing kept by browsers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Whoever switched the language in this browser session meant it.
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        response = self.get_response(request)
        response["Cache-Control"] = "no-store"
        return response

    def process_view(self, _request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any) -> None:
        """Refuses a view that says neither whom it is for nor why it is open."""
        if not (hasattr(view, "permission") or hasattr(view, "open_because")):
            raise ImproperlyConfigured(f"{view.__module__}.{view.__qualname__} declares no permission.")
