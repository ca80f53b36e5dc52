"""What holds for every page of the desk."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from kinline.faces.desk.accounts.own_sessions import is_over, note_use
from kinline.faces.desk.home.errors import only_sent


class StaffMiddleware:
    """No view without a declared permission, no session for ever, the reader's language, nothing kept by browsers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and is_over(request):
            logout(request)
        if request.user.is_authenticated:
            speak(request, request.user.language)
            note_use(request)
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            response = only_sent(request, response)
        response["Cache-Control"] = "no-store"
        return response

    def process_view(self, _request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any) -> None:
        """Refuses a view that says neither whom it is for nor why it is open."""
        if not (hasattr(view, "permission") or hasattr(view, "open_because")):
            raise ImproperlyConfigured(f"{view.__module__}.{view.__qualname__} declares no permission.")


def speak(request: HttpRequest, language: str) -> None:
    """Answer in `language`, unless the reader switched to another in this browser session."""
    if not request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME):
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()
