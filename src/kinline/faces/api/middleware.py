"""What every answer of the machines' face carries."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from kinline.faces.api.problems import problem


class AnswersMiddleware:
    """Keeps answers out of caches and of search engines, and gives a refused method the shape of all refusals."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            response = problem(response.status_code, headers={"Allow": response["Allow"]})
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
        return response
