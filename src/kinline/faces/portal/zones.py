"""Clocks that families live by, and a first guess."""

from datetime import datetime
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
    return [(zone, f"{datetime.now(ZoneInfo(zone)):%H:%M} · {places}") for zone, places in ZONES.items()]


def guess() -> str:
    """The zone that most readers of the current language live in; it can be changed on the same page."""
    return _BY_LANGUAGE.get(get_language() or "", "Europe/Kyiv")
