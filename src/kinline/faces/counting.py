"""How many requests were answered, and how fast: by face, method, route and status. Nothing of who asked or what."""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Histogram

ANSWERED = Counter(
    "kinline_http_requests", "Requests that were answered.", ["face", "method", "route", "status"]
)
TOOK = Histogram(
    "kinline_http_seconds", "How long an answer took.", ["face"], buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
)
_METHODS = frozenset({"GET", "HEAD", "POST"})


class CountingMiddleware:
    """Counts every answer under the name of its route; a path that leads nowhere has none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = self.get_response(request)
        TOOK.labels(settings.FACE).observe(time.perf_counter() - begun)
        match = request.resolver_match
        method = request.method if request.method in _METHODS else "other"
        route = (match.view_name or "unnamed") if match else "none"
        ANSWERED.labels(settings.FACE, method, route, response.status_code).inc()
        return response
