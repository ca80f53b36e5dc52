"""Where a request comes from. Used for counting tries only; never written down as it is."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

#: Without `trusted_proxies` everybody behind our own web server looks like one loopback address.
EVERYBODY = 50


def network_of(address: str) -> tuple[str, int]:
    """What is counted, and how many times the usual number it may try. One IPv6 household owns a whole /64."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address, EVERYBODY
    if found.is_loopback:
        return address, EVERYBODY
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, 64), strict=False)), 1
    return address, 1


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
