"""How often one address may try one thing in an hour. Only a keyed hash of the address is kept, for a day."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kinline.accounts.public import count_try
from kinline.faces.addresses import caller_address, network_of

HOUR = 3600
#: What the operator does not set. A whole refugee centre may sit behind one address.
AN_HOUR = {"sign_in": 120, "lists": 120, "add": 60, "photo": 120}
#: Some begin several times before they send.
BEGINNINGS = 5

Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Rest], HttpResponse]


def tries_an_hour(what: str) -> int:
    """How often one network may try `what`; beginning and sending follow `submissions_an_hour` in kinline.toml."""
    sendings: int = settings.SUBMISSIONS_AN_HOUR
    return {"send": sendings, "begin": BEGINNINGS * sendings, **AN_HOUR}[what]


def limited(what: str) -> Callable[[View[Rest]], View[Rest]]:
    """Answer 429 with a humane page where one address sends `what` more often than `tries_an_hour` says."""

    def guard(view: View[Rest]) -> View[Rest]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
            if request.method == "POST":
                network, times = network_of(caller_address(request))
                limit = tries_an_hour(what) * times
                if not count_try(f"portal:{what}:{network}", limit=limit, window_seconds=HOUR):
                    return render(request, "portal/errors/too_many.html", status=429)
            return view(request, *args, **kwargs)

        return guarded

    return guard
