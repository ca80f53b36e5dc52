"""A walk over the pages of a face: every form is met where it stands, once for each set of fields."""

from collections import Counter, deque
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict
from django.test import Client
from django.urls import Resolver404, resolve
from tests.house.naughty.pages import Form, Page, let_go


@dataclass(slots=True)
class Met:
    """Forms by method, route and fields, with the page they stand on; asked query parameters by route."""

    urls: str
    forms: dict[tuple[str, str, tuple[str, ...]], tuple[str, Form]] = field(default_factory=dict)
    asked: dict[str, tuple[str, set[str]]] = field(default_factory=dict)

    def route(self, address: str) -> str:
        return resolve(urlsplit(address).path, self.urls).route

    @property
    def sent_to(self) -> set[str]:
        return {route for method, route, _names in self.forms if method == "POST"}


@contextmanager
def noting_parameters():
    """The names of the query parameters that a view asks for: yields a set that grows."""
    names: set[str] = set()

    class Noting(QueryDict):
        def __getitem__(self, key):
            names.add(key)
            return super().__getitem__(key)

        def get(self, key, default=None):
            names.add(key)
            return super().get(key, default)

        def getlist(self, key, default=None):
            names.add(key)
            return super().getlist(key, default)

        def __contains__(self, key):
            names.add(key)
            return super().__contains__(key)

    before = WSGIRequest.GET
    WSGIRequest.GET = property(
        lambda request: Noting(request.META.get("QUERY_STRING", ""), encoding=request.encoding)
    )
    try:
        yield names
    finally:
        WSGIRequest.GET = before


def walk(client: Client, urls: str, beginnings: Iterable[str], *, pages_a_route: int = 2) -> Met:
    """Begin at each address and follow links, `pages_a_route` of those that one view answers."""
    met, todo, followed = Met(urls), deque(beginnings), Counter()
    seen = set(todo)
    with noting_parameters() as names:
        while todo:
            address = todo.popleft()
            names.clear()
            answer = client.get(address)
            let_go(answer)
            assert answer.status_code < 500, address  # any fault of ours
            route = met.route(address)
            known = met.asked.setdefault(route, (address, set()))
            known[1].update(names, (name for name, _value in parse_qsl(urlsplit(address).query)))
            if answer.status_code == 302 and answer["Location"] not in seen:  # it leads on
                seen.add(answer["Location"])
                todo.append(answer["Location"])
            if "html" not in answer.get("Content-Type", ""):
                continue
            page = Page(answer.content.decode(), address)
            for form in page.forms:
                met.forms.setdefault((form.method, met.route(form.action), form.names), (address, form))
            for link in page.links:
                try:
                    kind = (met.route(link), tuple(name for name, _value in parse_qsl(urlsplit(link).query)))
                except Resolver404:
                    continue
                followed[kind] += link not in seen
                if link not in seen and followed[kind] <= pages_a_route:
                    seen.add(link)
                    todo.append(link)
    return met
