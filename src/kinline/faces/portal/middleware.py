"""What every answer of the portal carries: leave no trace, name no source, be in no index."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware


class PrivacyMiddleware:
    """Keeps pages out of caches, addresses out of other sites' logs, and all of it out of search engines."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response


class NoReferrerCsrfMiddleware(CsrfViewMiddleware):
    """Django's, for pages that name no source: browsers then say "Origin: null" of their own forms too.

    The token decides alone then. A stranger's page cannot know it, and the cookie that it is compared with is not
    sent along with a stranger's form (SameSite=Strict).
    """

    def _origin_verified(self, request: HttpRequest) -> bool:
        by_name = super()._origin_verified  # type: ignore[misc]  # Django's, but not in its stubs
        return request.META["HTTP_ORIGIN"] == "null" or bool(by_name(request))
