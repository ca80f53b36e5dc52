"""Under which names django-axes counts wrong sign-ins: pseudonyms, in place of names and addresses."""

from collections.abc import Mapping
from ipaddress import IPv6Address

from django.http import HttpRequest

from kinline.faces.addresses import caller_address
from kinline.vault.keys import keyed_hash


def name_tried(request: HttpRequest, credentials: Mapping[str, str] | None) -> str:
    """A pseudonym of the name somebody signs in with: 64 hex digits."""
    name = (credentials or {}).get("username") or request.POST.get("login", "")
    return keyed_hash("sign-in name", name.strip().casefold())


def address_tried(request: HttpRequest) -> str:
    """A pseudonym of the caller's address, in the form of an address, which the column asks for."""
    return str(IPv6Address(int(keyed_hash("sign-in address", caller_address(request))[:32], 16)))
