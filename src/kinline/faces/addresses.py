"""Where a request comes from. Used for counting tries only; never written down as it is."""

from django.conf import settings
from django.http import HttpRequest


def caller_address(request: HttpRequest) -> str:
    """The caller's address: the connection's own, or what a trusted proxy says it is.

    Behind trusted proxies it is the last address of X-Forwarded-For that is none of theirs: whatever stands
    before it was written by the caller.
    """
    address: str = request.META.get("REMOTE_ADDR", "")
    if address not in settings.TRUSTED_PROXIES:
        return address
    said = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    return next((part for part in reversed(said) if part not in settings.TRUSTED_PROXIES), address)
