"""What every page of every face shows."""

from typing import Any

from django.http import HttpRequest

from kinline.accounts.public import installation


def face(_request: HttpRequest) -> dict[str, Any]:
    return {"installation": installation()}
