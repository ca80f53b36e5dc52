"""How often a way in may be tried, and from where. Nobody can use it to lock a colleague out.

A browser in which somebody came in before is counted by itself; all other tries at a name are counted together,
wherever they come from. So a guesser with many addresses is slowed down, and the person at a known browser, or with
a passkey, comes in meanwhile.
"""

from collections.abc import Mapping
from ipaddress import IPv6Address

from django.http import HttpRequest

from kinline.accounts.public import count_try
from kinline.accounts.queries import Staff, staff_named
from kinline.faces.addresses import caller_address, network_of
from kinline.faces.desk.accounts.devices import Device, device_of
from kinline.vault.keys import keyed_hash

QUARTER_OF_AN_HOUR = 900
HOUR = 3600
#: Wrong or right, from one address in a quarter of an hour. A whole office may share one.
TRIES_AN_ADDRESS = 100
#: At one name in an hour, from all browsers that do not know its owner: 175,200 in a year.
TRIES_A_NAME = 20
#: At all names in a quarter of an hour, from such browsers.
TRIES_EVERYWHERE = 1000
#: At one name in a quarter of an hour, from one browser that knows its owner.
TRIES_A_KNOWN_DEVICE = 20
#: Codes that somebody who has the password may try in a quarter of an hour.
TRIES_A_CODE = 10
#: Old passwords that somebody at an open desk may try in a quarter of an hour.
TRIES_A_PASSWORD_AGAIN = 10


def _plain(name: str) -> str:
    return name.strip().casefold()


def known_device(request: HttpRequest, name: str) -> Device | None:
    """The browser, if whoever signs in by `name` came in here before."""
    device = device_of(request)
    return device if device.tokens and device.knows(staff_named(name)) else None


def may_try_name(request: HttpRequest, name: str) -> bool:
    """Count one try at `name`; False if there were too many. Known and unknown names are counted alike."""
    if device := known_device(request, name):
        key = f"sign-in-device:{device.number}:{_plain(name)}"
        return count_try(key, limit=TRIES_A_KNOWN_DEVICE, window_seconds=QUARTER_OF_AN_HOUR)
    address = f"sign-in:{network_of(caller_address(request))[0]}"
    return (
        count_try(address, limit=TRIES_AN_ADDRESS, window_seconds=QUARTER_OF_AN_HOUR)
        and count_try(f"sign-in-name:{_plain(name)}", limit=TRIES_A_NAME, window_seconds=HOUR)
        and count_try("sign-in-everywhere", limit=TRIES_EVERYWHERE, window_seconds=QUARTER_OF_AN_HOUR)
    )


def may_try_code(request: HttpRequest, staff: Staff) -> bool:
    """Count one code; False if there were too many. A stranger who has the password uses up only his own tries."""
    device = device_of(request)
    where = device.number if device.knows(staff) else "elsewhere"
    key = f"second-factor:{staff.pk}:{where}"
    return count_try(key, limit=TRIES_A_CODE, window_seconds=QUARTER_OF_AN_HOUR)


def may_try_password_again(staff: Staff) -> bool:
    """Count one try of somebody signed in at their own password; False if there were too many."""
    key = f"password-again:{staff.pk}"
    return count_try(key, limit=TRIES_A_PASSWORD_AGAIN, window_seconds=QUARTER_OF_AN_HOUR)


def name_tried(request: HttpRequest, credentials: Mapping[str, str] | None) -> str:
    """What django-axes counts wrong sign-ins under, in place of a name: 64 hex digits."""
    name = (credentials or {}).get("username") or request.POST.get("login", "")
    device = known_device(request, name)
    where = f" at {device.number}" if device else ""
    return keyed_hash("sign-in name", _plain(name) + where)


def address_tried(request: HttpRequest) -> str:
    """A pseudonym of the caller's address, in the form of an address, which the column asks for.

    A known browser is the same wherever it is, and nobody else's tries from its address count against it.
    """
    device = known_device(request, request.POST.get("login", ""))
    said = device.number if device else network_of(caller_address(request))[0]
    return str(IPv6Address(int(keyed_hash("sign-in address", said)[:32], 16)))
