"""Clocks that families live by, and a first guess."""

import time
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

#: From west to east. The tz database names a zone after one of its cities; these are the ones asked for here.
ZONES = {
    "Europe/London": _("London"),
    "Europe/Berlin": _("Berlin, Warsaw, Prague, Rome, Madrid"),
    "Europe/Kyiv": _("Kyiv"),
    "Europe/Chisinau": _("Chișinău"),
    "Europe/Vilnius": _("Vilnius, Riga, Tallinn, Helsinki"),
    "Europe/Kaliningrad": _("Kaliningrad"),
    "Europe/Istanbul": _("Istanbul"),
    "Europe/Minsk": _("Minsk"),
    "Europe/Moscow": _("Moscow"),
    "Europe/Samara": _("Samara"),
    "Asia/Tbilisi": _("Tbilisi, Yerevan, Baku"),
    "Asia/Yekaterinburg": _("Yekaterinburg"),
    "Asia/Almaty": _("Almaty, Tashkent, Dushanbe"),
    "Asia/Bishkek": _("Bishkek"),
    "Asia/Omsk": _("Omsk"),
    "Asia/Novosibirsk": _("Novosibirsk, Krasnoyarsk"),
    "Asia/Irkutsk": _("Irkutsk, Ulan-Ude"),
    "Asia/Yakutsk": _("Yakutsk, Chita"),
    "Asia/Vladivostok": _("Vladivostok, Khabarovsk"),
    "Asia/Magadan": _("Magadan"),
    "Asia/Kamchatka": _("Kamchatka"),
    "America/New_York": _("New York, Toronto"),
    "America/Los_Angeles": _("Los Angeles, Vancouver"),
}
_BY_LANGUAGE = {"ru": "Europe/Moscow"}


def choices() -> list[tuple[str, str]]:
    """Each zone with the time that its clocks show now: it is easier to know one's clock than one's zone."""
    clocks = _clocks(int(time.time()) // 60)
    return [(zone, f"{clocks[zone]} · {places}") for zone, places in ZONES.items()]


def now_in(zone: str) -> tuple[str, str]:
    """What the clocks of a zone show now, and its place; of a zone not listed here its name in the tz database."""
    return f"{datetime.now(ZoneInfo(zone)):%H:%M}", str(ZONES.get(zone, zone))


@lru_cache(maxsize=1)
def _clocks(minute: int) -> dict[str, str]:
    """What the clocks show in that minute. Every sending asks several times, and nothing changes within it."""
    now = datetime.fromtimestamp(60 * minute, UTC)
    return {zone: f"{now.astimezone(ZoneInfo(zone)):%H:%M}" for zone in ZONES}


def guess() -> str:
    """The zone that most readers of the current language live in; it can be changed on the same page."""
    return _BY_LANGUAGE.get(get_language() or "", "Europe/Kyiv")
