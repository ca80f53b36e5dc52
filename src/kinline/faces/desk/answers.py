"""How the desk answers a form: done and on to the next page, or back with the words beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Generic, TypeVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict

from kinline.audit.rules import Refused

_REFUSED = "refused"
Made = TypeVar("Made")


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: nothing until it is sent."""
    return request.POST if request.method == "POST" else None


@dataclass(frozen=True, slots=True)
class Done(Generic[Made]):
    """A form was carried out. `made` is what the deed returned."""

    made: Made


def carry_out(form: BaseForm, deed: Callable[..., Made]) -> Done[Made] | None:
    """Do what a valid form asks, with its fields as keywords. None if it was not sent, is not valid, or a rule refused.

    What the rule said stands in the form then, and everything that was typed is still there.
    """
    if not form.is_valid():
        return None
    try:
        return Done(deed(**form.cleaned_data))
    except Refused as no:
        form.add_error(None, ValidationError(str(no), code=_REFUSED))
        return None


def status_of(*forms: BaseForm) -> int:
    """200; 409 where a rule refused what was asked; 422 where something that was typed cannot be read."""
    if any(form.has_error("__all__", _REFUSED) for form in forms):
        return HTTPStatus.CONFLICT
    return HTTPStatus.UNPROCESSABLE_ENTITY if any(form.errors for form in forms) else HTTPStatus.OK


def say(request: HttpRequest, words: str, *, where: str = "") -> None:
    """Words for the top of the next page, with the address where what was done can be seen or undone."""
    messages.success(request, words, extra_tags=where)
