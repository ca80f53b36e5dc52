"""The clocks that a family knows its zone by."""

import datetime as dt

from kinline.design import zones


def test_a_clock_shows_the_minute_of_its_zone(monkeypatch):
    for moment, kyiv, kamchatka in (
        ("2026-07-01T09:05", "12:05", "21:05"),
        ("2026-12-01T09:06", "11:06", "21:06"),
    ):
        at = dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC).timestamp()
        monkeypatch.setattr(zones.time, "time", lambda at=at: at + 59)
        shown = dict(zones.choices())
        assert shown["Europe/Kyiv"].startswith(kyiv)
        assert shown["Asia/Kamchatka"].startswith(kamchatka)
